"""Recordings that are on a playlist more than once."""

from local.report.part import Part, Rows, Table


def duplicates(rows: Rows) -> Part:
    """Return the recordings with their positions.

    Parameters
    ----------
    rows
        Of the query ``duplicates_on_playlist``.
    """
    return Part(
        key="duplicates",
        title="Duplicates",
        text=(
            "Recordings that are listed more than once at the end of the period, under one song id "
            "or several."
            if rows
            else "no recording is listed twice"
        ),
        queries=["duplicates_on_playlist"],
        tables=[
            Table(
                {
                    "song_name": "Song",
                    "times": "Times",
                    "song_ids": "Song ids",
                    "positions": "Positions",
                },
                rows,
            )
        ],
    )
