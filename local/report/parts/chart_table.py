"""The chart: each song with its position, movement and history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from local.report.part import Part, Row
from local.report.text import day
from local.summary import count


@dataclass(frozen=True)
class Movement:
    """How a song moved, as a sign and in words.

    Attributes
    ----------
    kind
        The query's word, or ``""`` where there is nothing to compare with.
    """

    kind: str
    sign: str
    words: str


def chart(rows: Sequence[Row]) -> Part:
    """Return the chart's heading and text; the page has a layout of its own for its rows."""
    return Part(
        key="chart",
        title=f"Chart of {day(rows[0]['snapshot_date'])}" if rows else "Chart",
        text=_text(rows),
        queries=["todays_chart", "weeks_on_chart"],
        wide=True,
    )


def _text(rows: Sequence[Row]) -> str:
    if not rows:
        return "There is no song on this playlist."
    sentence = f"{count(len(rows), 'song')} on {day(rows[0]['snapshot_date'])}."
    if all(row["movement"] is None for row in rows):
        sentence += " This is the first snapshot: with the next one, arrows show what moved."
    if all(row["popularity"] is None for row in rows):
        sentence += " Spotify gave no popularity; an app in development mode gets none."
    return sentence


def with_stay(rows: Sequence[Row], weeks_on_chart: Sequence[Row]) -> Iterator[Row]:
    """Yield the chart's rows, each with ``moved`` and its row of ``weeks_on_chart`` as ``stay``."""
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
            return Movement("same", "=", "same position")
        case None:
            return Movement("", "", "")
        case "new":
            return Movement("new", "new", "new entry")
        case _:
            return Movement("back", "re", "re-entry")
