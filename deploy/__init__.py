"""Brings the lake onto AWS: ``python -m deploy``."""
