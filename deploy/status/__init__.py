"""The status of a deployed lake on one page."""
