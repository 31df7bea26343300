"""Measure what maintenance rewrites after a week, and what days without it cost."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.days_without_maintenance import ENTRIES, State, TableMaintenance
from benchmarks.environment import machine, versions
from benchmarks.lakes import GROWN, SMALL, Size, make_lakes
from benchmarks.meter import measure
from benchmarks.results import describe_environment, markdown_table, three_digits
from benchmarks.scratch import remove
from glue_jobs.raw_zone.zone import TO_PROCESS

WEEK = 7


@dataclass(frozen=True)
class Maintained:
    """Days without maintenance on a lake, then maintenance.

    Attributes
    ----------
    tables
        What maintenance did to each.
    after
        After maintenance and three more loads.
    """

    lake: str
    states: Sequence[State]
    maintenance_seconds: float
    tables: Mapping[str, TableMaintenance]
    after: State


def measure_maintenance(
    days: Mapping[str, Sequence[int]], size: Size, scratch: Path, say: Callable[[str], None]
) -> Iterator[list[Maintained]]:
    """Load a week, then more days without maintenance; yield all results so far after each.

    Parameters
    ----------
    days
        By lake, after how many loads to measure; beside a week.

    Raises
    ------
    UserError
        A load or maintenance failed.
    """
    say("making the lakes; the grown one takes minutes the first time")
    lakes = [lake for lake in make_lakes(scratch, size) if lake.name in days]
    runs = [(lake, [WEEK]) for lake in lakes] + [(lake, days[lake.name]) for lake in lakes]
    done = []
    for template, numbers in runs:
        if numbers:
            say(f"loading {max(numbers)} days into the lake with {template.name}")
            lake = template.restore()
            remove(lake.raw / TO_PROCESS)
            done.append(_measure(template.name, lake.root, numbers))
            yield done


def _measure(name: str, lake: Path, days: Sequence[int]) -> Maintained:
    result = lake.parent / "days.json"
    module = "benchmarks.days_without_maintenance"
    measure([sys.executable, "-m", module, str(lake), ",".join(map(str, days)), str(result)])
    measured = json.loads(result.read_bytes())
    return Maintained(
        name,
        [State(**state) for state in measured["states"]],
        measured["maintenance_seconds"],
        {table: TableMaintenance(**each) for table, each in measured["maintained"].items()},
        State(**measured["after"]),
    )


def document(size: Size, done: Sequence[Maintained]) -> dict[str, Any]:
    """Return all measurements as a JSON document."""
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": versions(),
        "grown_lake": asdict(size),
        "runs": [asdict(each) for each in done],
    }


def markdown(size: Size, done: Sequence[Maintained]) -> str:
    """Return Markdown tables: a week's maintenance by table, days without maintenance."""
    parts = [
        describe_environment(machine(), versions()),
        f"A day is a load of one playlist file of {ENTRIES} entries. The grown lake holds "
        f"{size.songs:,} songs and {size.days} days of 70 playlists, maintained before the loads.",
    ]
    for each in done:
        days = max(state.days for state in each.states)
        if days != WEEK:
            continue
        parts += [
            f"### Maintenance after a week, {_name(each)}",
            f"{three_digits(each.maintenance_seconds)} s.",
            markdown_table(
                ["", "data files", "delete files", "MB", "data files rewritten", "MB read",
                 "of the table", "MB written"],
                [_table_row(name, table) for name, table in each.tables.items()],
            ),
        ]  # fmt: skip
    rows = []
    for each in done:
        rows += [_state_row(f"{_name(each)}, {state.days} days", state) for state in each.states]
        days = max(state.days for state in each.states)
        text = f"{_name(each)}, maintained after {days} days, {each.after.days} days later"
        rows.append(_state_row(text, each.after))
    parts += [
        "### Days without maintenance",
        "All loads run in one Java process, whose start does not count; the median of the last "
        "three. The query joins all entries with their songs, in DuckDB.",
        markdown_table(["", "load, s", "query, s", "data files", "delete files"], rows),
    ]
    return "\n\n".join(parts)


def _name(each: Maintained) -> str:
    return {SMALL: "small lake", GROWN: "grown lake"}[each.lake]


def _table_row(name: str, table: TableMaintenance) -> list[str]:
    return [
        name,
        f"{table.files:,}",
        f"{table.delete_files:,}",
        _megabytes(table.bytes),
        f"{table.rewritten_files:,}",
        _megabytes(table.rewritten_bytes),
        f"{table.rewritten_bytes / table.bytes:.0%}",
        _megabytes(table.written_bytes),
    ]


def _megabytes(value: int) -> str:
    return f"{value / 1e6:,.2f}"


def _state_row(name: str, state: State) -> list[str]:
    return [
        name,
        three_digits(state.load_seconds),
        three_digits(state.query_seconds),
        f"{state.data_files:,}",
        f"{state.delete_files:,}",
    ]
