"""Load day after day without maintenance, in one Java process; then maintain the tables.

``python -m benchmarks.days_without_maintenance LAKE DAYS,DAYS RESULT`` loads as many days as the
greatest of the given numbers, measures after each number of days, maintains, and measures again.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.raw_files import further_days
from glue_jobs.raw_zone.zone import TO_PROCESS
from local.lake import DATABASE, Lake
from local.queries.duckdb_tables import open_tables
from local.spark.jobs import load, maintain
from local.table_metadata import read_metadata

ENTRIES = 10  # of each day's file
_LOADS = 3  # the median of the last ones counts
_QUERIES = 3
_QUERY = """
SELECT max(song.song_name), avg(playlist_entry.popularity)
FROM spotify.playlist_entry JOIN spotify.song USING (song_id)
"""


@dataclass(frozen=True)
class State:
    """What a lake costs its readers and the next load.

    Attributes
    ----------
    days
        Loads since maintenance.
    load_seconds
        Of a day's load, without the start of Java.
    query_seconds
        Of a query that reads all entries and songs.
    """

    days: int
    load_seconds: float
    query_seconds: float
    data_files: int
    delete_files: int


@dataclass(frozen=True)
class TableMaintenance:
    """What maintenance read and wrote of a table.

    Attributes
    ----------
    files, delete_files, bytes
        Of the table before; bytes of data files and delete files.
    rewritten_files, rewritten_bytes
        The data files that were read and replaced.
    written_bytes
        In new data files and delete files.
    """

    files: int
    delete_files: int
    bytes: int
    rewritten_files: int
    rewritten_bytes: int
    written_bytes: int


def run(lake: Lake, days: Sequence[int]) -> dict[str, Any]:
    """Load, measure, maintain, measure."""
    seconds, states = [], []
    files = further_days(ENTRIES)
    for number, (key, content) in enumerate(islice(files, max(days)), start=1):
        seconds.append(_load(lake, key, content))
        if number in days:
            states.append(_state(lake, number, seconds[-_LOADS:]))
    tables = {name: _summary(lake, name) for name in read_metadata(lake)}
    present = {name: set(_data_files(lake, name)) for name in tables}
    began = time.monotonic()
    done = maintain(lake)
    maintenance_seconds = time.monotonic() - began
    maintained = {
        name: TableMaintenance(
            int(summary["total-data-files"]),
            int(summary["total-delete-files"]),
            int(summary["total-files-size"]),
            done[name]["data_files_rewritten"],
            done[name]["bytes_rewritten"],
            sum(p.stat().st_size for p in _data_files(lake, name) if p not in present[name]),
        )
        for name, summary in tables.items()
    }
    after = _state(lake, _LOADS, [_load(lake, *next(files)) for _ in range(_LOADS)])
    return {
        "states": [asdict(state) for state in states],
        "maintenance_seconds": maintenance_seconds,
        "maintained": {name: asdict(table) for name, table in maintained.items()},
        "after": asdict(after),
    }


def _load(lake: Lake, key: str, content: bytes) -> float:
    path = lake.raw / TO_PROCESS / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    began = time.monotonic()
    load(lake)
    return time.monotonic() - began


def _state(lake: Lake, days: int, load_seconds: Sequence[float]) -> State:
    summaries = [_summary(lake, name) for name in read_metadata(lake)]
    return State(
        days,
        median(load_seconds),
        median(_query(lake) for _ in range(_QUERIES)),
        sum(int(summary["total-data-files"]) for summary in summaries),
        sum(int(summary["total-delete-files"]) for summary in summaries),
    )


def _query(lake: Lake) -> float:
    began = time.monotonic()
    open_tables(lake).connection.sql(_QUERY).fetchall()
    return time.monotonic() - began


def _summary(lake: Lake, table: str) -> dict[str, str]:
    document = read_metadata(lake)[table].document
    current = document["current-snapshot-id"]
    summary: dict[str, str] = next(
        each["summary"] for each in document["snapshots"] if each["snapshot-id"] == current
    )
    return summary


def _data_files(lake: Lake, table: str) -> list[Path]:
    return list((lake.warehouse / DATABASE / table / "data").rglob("*.parquet"))


if __name__ == "__main__":
    measured = run(Lake(Path(sys.argv[1])), [int(number) for number in sys.argv[2].split(",")])
    Path(sys.argv[3]).write_text(json.dumps(measured), encoding="utf-8")
