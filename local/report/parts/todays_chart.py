"""The chart itself, place by place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from local.report.part import Row
from local.report.words import day
from local.summary import count

SHOWN_AT_ONCE = 20
QUERIES = ("todays_chart", "weeks_on_chart")


@dataclass(frozen=True)
class Movement:
    """How a song moved: a sign for the eye, and the same in words.

    Attributes
    ----------
    kind
        As the query calls it, or ``""`` where there is nothing to compare with.
    """

    kind: str
    sign: str
    words: str


def text(rows: Sequence[Row]) -> str:
    """Say what the table holds, or what is missing."""
    if not rows:
        return "No song stands on this playlist."
    sentence = f"{count(len(rows), 'song')} on {day(rows[0]['snapshot_date'])}."
    if all(row["movement"] is None for row in rows):
        sentence += " It is the first snapshot: from the second one on, arrows show who moved."
    if all(row["popularity"] is None for row in rows):
        sentence += " Spotify gave no popularity; an app in development mode gets none."
    return sentence


def with_stay(rows: Sequence[Row], weeks_on_chart: Sequence[Row]) -> Iterator[Row]:
    """Yield the chart's rows with the movement, and the stay of each song."""
    stays = {row["song_id"]: row for row in weeks_on_chart}
    for row in rows:
        yield {**row, "moved": movement(row), "stay": stays.get(row["song_id"])}


def movement(row: Row) -> Movement:
    """Return how a song of the chart moved since the snapshot before."""
    places = abs(row["places_up"] or 0)
    match row["movement"]:
        case "up":
            return Movement("up", f"▲ {places}", f"up {count(places, 'place')}")
        case "down":
            return Movement("down", f"▼ {places}", f"down {count(places, 'place')}")
        case "same":
            return Movement("same", "=", "same place")
        case None:
            return Movement("", "", "")
        case other:  # new, back
            return Movement(other, other, other)
