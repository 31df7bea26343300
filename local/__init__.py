"""The same Lambda, Glue jobs and SQL on one machine: ``python -m local``."""
