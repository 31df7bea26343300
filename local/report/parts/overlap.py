"""The songs that a playlist shares with others, and which playlist had them first."""

from local.report.part import Part, Rows, Table
from local.summary import count

_MOST_SONGS = 100


def overlap(shared: Rows, first: Rows) -> Part:
    """Return the overlap with each other playlist, and the songs with their first playlist.

    Parameters
    ----------
    shared
        Of the query ``playlist_overlap``.
    first
        Of the query ``first_playlist``.
    """
    shared = [row for row in shared if row["songs_in_both"]]
    newest_first = sorted(first, key=lambda row: row["entered_date"], reverse=True)[:_MOST_SONGS]
    return Part(
        key="overlap",
        title="Other playlists",
        text=(
            f"Songs shared with {count(len(shared), 'other playlist')} at the end of the period, "
            "and which playlist had them first."
            if shared
            else "no other playlist has a song of this one"
        ),
        queries=["playlist_overlap", "first_playlist"],
        tables=[
            Table(
                {
                    "other_playlist_name": "Playlist",
                    "songs_in_both": "Songs in both",
                    "percent_in_both": "% in both",
                    "songs": "Songs here",
                    "other_songs": "Songs there",
                },
                shared,
                open=True,
            ),
            Table(
                {
                    "song_name": "Song",
                    "artist_names": "Artists",
                    "first_playlist_name": "First on",
                    "first_date": "Since",
                    "playlist_name": "Later on",
                    "entered_date": "From",
                    "days_later": "Days later",
                },
                newest_first,
                title="Which playlist had a song first",
                open=True,
            ),
        ],
        wide=True,
    )
