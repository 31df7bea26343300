"""Notes on the days given for a query that match no snapshot."""

from datetime import date
from typing import TYPE_CHECKING

from local.lake import DATABASE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.queries.duckdb_tables import LakeTables

# Each names one day; first_date, since and last_date bound a period.
_DAYS = ("snapshot_date", "date_before")


def notes_on_days(
    tables: "LakeTables", days: "Mapping[str, date]", playlist_id: str | None
) -> tuple[str, ...]:
    """Return a note on each day and period without a snapshot, with the nearest days that have one.

    Parameters
    ----------
    days
        The values of parameters that are dates.
    playlist_id
        The playlist whose snapshots count; None for all.
    """
    rows = tables.connection.execute(
        f"SELECT DISTINCT CAST(extracted_at AS date) FROM {DATABASE}.raw_file "  # noqa: S608
        "WHERE status = 'loaded' AND ($playlist IS NULL OR playlist_id = $playlist)",
        {"playlist": playlist_id},
    ).fetchall()
    snapshots = [day for (day,) in rows]
    if not snapshots:
        return ()
    none = "no snapshot of this playlist" if playlist_id else "no snapshot"
    notes = [
        f"{none} on {days[name]}; nearest: {_nearest(snapshots, days[name], days[name])}"
        for name in _DAYS
        if name in days and days[name] not in snapshots
    ]
    first, last = days.get("first_date", days.get("since", date.min)), days.get("last_date")
    end = last or date.max
    if first > end:
        notes.append(f"first_date {first} is after last_date {end}")
    elif not any(first <= day <= end for day in snapshots):
        period = [f"from {first}"] * (first > date.min) + [f"up to {last}"] * bool(last)
        notes.append(f"{none} {' '.join(period)}; nearest: {_nearest(snapshots, first, end)}")
    return tuple(notes)


def _nearest(snapshots: list[date], first: date, last: date) -> str:
    before = max((day for day in snapshots if day < first), default=None)
    after = min((day for day in snapshots if day > last), default=None)
    return " and ".join(str(day) for day in (before, after) if day)
