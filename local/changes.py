"""What changed on the playlists, for people: ``lake changes``."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from local.queries.run import run_query
from local.summary import count

if TYPE_CHECKING:
    from local.lake import Lake

Row = dict[str, Any]
MOST_SONGS = 10


def changes(lake: "Lake", since: str | None) -> Iterator[str]:
    """Yield lines with the changes since a day, or else each playlist's latest ones.

    Raises
    ------
    UserError
        If there is no lake.
    """
    result = run_query(lake, "playlist_changes", {"since": since} if since else None)
    names = [column.name for column in result.columns]
    rows = [dict(zip(names, row, strict=True)) for row in result.rows]
    yield from digest(rows if since else _latest(rows))


def _latest(rows: list[Row]) -> list[Row]:
    """Return the rows of the newest snapshot of each playlist that brought a change."""
    newest: dict[str, Any] = {}
    for row in rows:  # the newest snapshot first
        newest.setdefault(row["playlist_id"], row["snapshot_date"])
    return [row for row in rows if row["snapshot_date"] == newest[row["playlist_id"]]]


def digest(rows: Iterable[Row]) -> Iterator[str]:
    """Yield lines about rows of ``playlist_changes``, grouped by snapshot."""

    def snapshot(row: Row) -> tuple[Any, ...]:
        return row["snapshot_date"], row["playlist_id"]

    for (day, playlist_id), group in groupby(rows, snapshot):
        of_kind: dict[str, list[Row]] = {}
        for row in group:
            of_kind.setdefault(row["change"], []).append(row)
            name, before = row["playlist_name"] or playlist_id, row["date_before"]
        yield f"{name}, {day} (since {before}):"
        for kind in ("added", "removed"):
            if songs := of_kind.get(kind):
                yield f"  {kind} {count(len(songs), 'song')}: {_listed(songs)}"
        if songs := of_kind.get("moved"):
            most = max(songs, key=lambda row: abs(row["position_before"] - row["position"]))
            yield (
                f"  moved {count(len(songs), 'song')}, farthest {_song(most)} "
                f"from {most['position_before']} to {most['position']}"
            )
        for kind in ("renamed", "description", "owner", "followers"):
            for row in of_kind.get(kind, []):
                yield f"  {kind}: from {row['value_before']!r} to {row['value']!r}"


def _listed(songs: list[Row]) -> str:
    more = len(songs) - MOST_SONGS
    shown = "; ".join(map(_song, songs[:MOST_SONGS]))
    return f"{shown}; and {more} more" if more > 0 else shown


def _song(row: Row) -> str:
    return " - ".join(filter(None, [row["artist_names"], row["song_name"] or row["song_id"]]))
