"""The entries of a playlist at the end of the period."""

from local.report.part import Part, Rows, Table
from local.report.text import day, listed
from local.summary import count

_MOST_ENTRIES = 1000
# The types of entries without a song.
_WITHOUT_SONG = {"episode": "(episode)", "local": "(local file)", "unavailable": "(unavailable)"}
_NOUNS = {
    "track": "song",
    "episode": "episode",
    "local": "local file",
    "unavailable": "unavailable song",
}


def song_list(rows: Rows) -> Part:
    """Return the entries in their order.

    Parameters
    ----------
    rows
        Of the query ``playlist_as_of``.
    """
    return Part(
        key="songs",
        title=f"Songs on {day(rows[0]['snapshot_date'])}" if rows else "Songs",
        text=_text(rows),
        queries=["playlist_as_of"],
        tables=[
            Table(
                {
                    "position": "Position",
                    "song_name": "Song",
                    "artist_names": "Artists",
                    "added_at": "Added (UTC)",
                    **({"added_by": "Added by"} if any(row["added_by"] for row in rows) else {}),
                },
                [
                    {
                        **row,
                        "song_name": row["song_name"] or _WITHOUT_SONG.get(row["entry_type"]),
                    }
                    for row in rows[:_MOST_ENTRIES]
                ],
                title="Songs",
            )
        ],
        wide=True,
    )


def _text(rows: Rows) -> str:
    if not rows:
        return "There is nothing on this playlist."
    kinds = [row["entry_type"] for row in rows]
    numbers = [count(kinds.count(kind), noun) for kind, noun in _NOUNS.items() if kind in kinds]
    text = listed(numbers)
    if len(rows) > _MOST_ENTRIES:
        text += f"; the first {_MOST_ENTRIES:,} are shown"
    return f"{text}."
