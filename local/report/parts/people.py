"""Who added which songs."""

from datetime import date

from local.report.part import Part, Row, Rows, Table
from local.summary import count

_MOST_SONGS = 500


def people(who_added: Rows, songs: Rows) -> Part:
    """Return the people with their numbers, and the songs that each of them added.

    Parameters
    ----------
    who_added
        Of the query ``who_added``.
    songs
        Of the query ``ever_on_playlist``.
    """
    known = [row for row in who_added if row["added_by"]]
    newest_first = sorted((row for row in songs if row["added_by"]), key=_first_date, reverse=True)
    return Part(
        key="people",
        title="Who added what",
        text=(
            f"{count(len(known), 'user')} added songs, by their ids at Spotify, since the first "
            "snapshot. A song counts for everybody who added it."
            if known
            else "Spotify does not say who added a song, or it is not kept"
        ),
        queries=["who_added", "ever_on_playlist"],
        tables=[
            Table(
                {
                    "added_by": "User",
                    "songs": "Songs added",
                    "still_there": "Still there",
                    "best_position": "Best position",
                    "first_added_at": "First (UTC)",
                    "last_added_at": "Last (UTC)",
                },
                known,
                open=True,
            ),
            Table(
                {
                    "added_by": "User",
                    "first_date": "First day",
                    "song_name": "Song",
                    "artist_names": "Artists",
                    "still_there": "Still there",
                },
                newest_first[:_MOST_SONGS],
                title="Songs and who added them",
                open=True,
            ),
        ],
        wide=True,
    )


def _first_date(row: Row) -> date:
    first: date = row["first_date"]
    return first
