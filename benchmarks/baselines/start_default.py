"""Spark from PyPI as it comes, up to the end of a first trivial job."""

from pathlib import Path

from benchmarks.starts import start_with_spark_defaults
from local.lake import Lake


def run(_raw_zone: Path, out: Path) -> None:
    """Start it and count a row."""
    start_with_spark_defaults(Lake(out)).range(1).count()
