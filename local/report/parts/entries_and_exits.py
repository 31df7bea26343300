"""What came in, came back and left with the newest snapshot."""

from collections.abc import Sequence

from local.report.part import Part, Row, Table
from local.report.words import day
from local.summary import count


def entries_and_exits(rows: Sequence[Row], snapshots: int) -> Part:
    """Return the songs that stand now and did not before, and the other way round."""
    return Part(
        key="entries-and-exits",
        title="In and out",
        text=_text(rows, snapshots),
        queries=["entries_and_exits"],
        table=Table(
            {
                "change": "Change",
                "position": "Place",
                "song_name": "Song",
                "artist_names": "Artists",
            },
            rows,
        ),
    )


def _text(rows: Sequence[Row], snapshots: int) -> str:
    if snapshots < 2:
        return "There is no earlier snapshot to compare with yet."
    if not rows:
        return "Nothing came in and nothing left since the snapshot before."
    gone = sum(row["change"] == "gone" for row in rows)
    return (
        f"With the snapshot of {day(rows[0]['snapshot_date'])}, {count(len(rows) - gone, 'song')} "
        f"came in and {gone} left. A song that is gone stands at the place it held last."
    )
