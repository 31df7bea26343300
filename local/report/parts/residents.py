"""The songs that were on a playlist longest."""

from local.report.part import Part, Rows, Table
from local.summary import count

_MOST_SONGS = 50


def residents(rows: Rows) -> Part:
    """Return the songs by the number of snapshots in which they were on the playlist.

    Parameters
    ----------
    rows
        Of the query ``ever_on_playlist``.
    """
    gone = sum(not row["still_there"] for row in rows)
    return Part(
        key="residents",
        title="Longest residents",
        text=(
            f"Of {count(len(rows), 'song')} since the first snapshot, {gone:,} "
            f"{'has' if gone == 1 else 'have'} left."
            if rows
            else "no song was ever on this playlist"
        ),
        queries=["ever_on_playlist"],
        tables=[
            Table(
                {
                    "song_name": "Song",
                    "artist_names": "Artists",
                    "snapshots": "Snapshots",
                    "best_position": "Best position",
                    "first_date": "From",
                    "last_date": "To",
                    "still_there": "Still there",
                },
                rows[:_MOST_SONGS],
            )
        ],
        wide=True,
    )
