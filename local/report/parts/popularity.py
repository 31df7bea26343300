"""The songs whose popularity rose or fell most."""

from local.report.part import Part, Rows, Table


def popularity(rows: Rows) -> Part:
    """Return the changes of popularity within the period, the largest rise first."""
    changed = sorted(
        (row for row in rows if row["popularity_change"]),
        key=lambda row: -row["popularity_change"],
    )
    return Part(
        key="popularity",
        title="Popularity up and down",
        text=(
            "Spotify's popularity (0 to 100) at the first and last snapshot of the period that "
            "has the song."
            if changed
            else "no popularity has changed, or Spotify gave none"
        ),
        queries=["popularity_changes"],
        tables=[
            Table(
                {
                    "song_name": "Song",
                    "artist_names": "Artists",
                    "popularity_before": "Before",
                    "popularity": "After",
                    "popularity_change": "Change",
                    "first_date": "From",
                    "last_date": "To",
                },
                changed,
            )
        ],
        wide=True,
    )
