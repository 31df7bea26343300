"""Spark from PyPI with its defaults, up to the end of a trivial job."""

from pathlib import Path

from benchmarks.starts import start_with_spark_defaults
from local.lake import Lake


def run(_raw_zone: Path, out: Path) -> None:
    """Start Spark and count one row."""
    start_with_spark_defaults(Lake(out)).range(1).count()
