"""Songs that Spotify no longer shows, which its apps draw in grey."""

from local.report.part import Part, Rows, Table
from local.summary import count


def unavailable(rows: Rows) -> Part:
    """Return the entries that are unavailable in the newest snapshot, the latest first.

    Parameters
    ----------
    rows
        Of the query ``unavailable_songs``.
    """
    entries = sum(row["entries"] for row in rows)
    return Part(
        key="unavailable",
        title="Unavailable songs",
        text=(
            f"{count(entries, 'entry')} of the newest snapshot {'is' if entries == 1 else 'are'} "
            "without a song: Spotify withdrew it, and its apps show it in grey. A song is named "
            "where the snapshots leave no doubt which it was."
            if rows
            else "Spotify shows every song of the newest snapshot"
        ),
        queries=["unavailable_songs"],
        tables=[
            Table(
                {
                    "unavailable_since": "Since",
                    "song_name": "Song",
                    "artist_names": "Artists",
                    "last_position": "Last position",
                    "added_at": "Added (UTC)",
                    "entries": "Entries",
                    "is_there": "Under another id",
                },
                [{**row, "is_there": bool(row["other_song_ids"])} for row in rows],
            )
        ],
        wide=True,
    )
