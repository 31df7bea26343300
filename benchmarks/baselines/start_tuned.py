"""Spark as the job starts it for a short run, up to the end of a first trivial job."""

from pathlib import Path

from benchmarks.starts import start_tuned
from local.lake import Lake


def run(_raw_zone: Path, out: Path) -> None:
    """Start it and count a row."""
    start_tuned(Lake(out)).range(1).count()
