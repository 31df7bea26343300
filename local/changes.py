"""What changed on the playlists, for people: ``lake changes``.

The history comes from the query ``playlist_changes``, which finds years of changes without reading
each snapshot into Python; the load job compares two snapshots, by the same rules. Both make a
``Digest``, and a test holds them equal.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from glue_jobs.digest.compare import Change, Digest, Song
from glue_jobs.digest.describe import describe
from local.queries.run import run_query

if TYPE_CHECKING:
    from local.lake import Lake

Row = dict[str, Any]
_SONG = ("song_id", "position_before", "position", "song_name", "artist_names")


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
    for digest in digests(rows if since else _latest(rows)):
        yield from describe(digest)


def _latest(rows: list[Row]) -> list[Row]:
    """Return the rows of the newest snapshot of each playlist that brought a change."""
    newest: dict[str, Any] = {}
    for row in rows:  # the newest snapshot first
        newest.setdefault(row["playlist_id"], row["snapshot_date"])
    return [row for row in rows if row["snapshot_date"] == newest[row["playlist_id"]]]


def digests(rows: Iterable[Row]) -> Iterator[Digest]:
    """Yield a digest for each playlist and snapshot in the rows of ``playlist_changes``."""

    def snapshot(row: Row) -> tuple[Any, ...]:
        return row["playlist_id"], row["playlist_name"], row["date_before"], row["snapshot_date"]

    for (playlist_id, playlist_name, before, after), group in groupby(rows, snapshot):
        songs: set[Song] = set()
        values: dict[str, Change[str]] = {}
        for row in group:
            if row["song_id"]:
                songs.add(Song(*(row[name] for name in _SONG)))
            else:
                values[row["change"]] = Change(row["value_before"], row["value"])
        followers = values.get("followers")
        yield Digest(
            playlist_id,
            playlist_name,
            before,
            after,
            frozenset(songs),
            renamed=values.get("renamed"),
            description=values.get("description"),
            owner=values.get("owner"),
            followers=Change(int(followers.before), int(followers.after)) if followers else None,
        )
