"""The load job as a user runs it: ``lake load`` on an empty lake."""

from pathlib import Path

from benchmarks.scratch import link_raw_files
from local.command_line import load
from local.lake import Lake


def prepare(raw_zone: Path, out: Path) -> None:
    """Put the raw files into the lake."""
    link_raw_files(raw_zone, Lake(out).raw)


def run(_raw_zone: Path, out: Path) -> None:
    """Load the raw files."""
    load(lake=out)
