"""Parse every line with simdjson in one process, and do nothing with it."""

from pathlib import Path

import simdjson

from glue_jobs.raw_zone.zone import TO_PROCESS


def run(raw_zone: Path, _out: Path) -> None:
    """Parse all lines."""
    parser = simdjson.Parser()
    for path in (raw_zone / TO_PROCESS).rglob("*.jsonl"):
        for line in path.read_bytes().splitlines():
            parser.parse(line)
