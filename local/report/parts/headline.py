"""The numbers at the top of the page."""

from typing import TYPE_CHECKING

from local.report.content import Fact
from local.report.text import day, named
from local.summary import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.report.answers import ChartAnswers

QUERIES = ("playlists", "todays_chart", "longest_runs_at_number_one", "entries_and_exits")


def headline(answers: "ChartAnswers") -> "Iterator[Fact]":
    """Yield the number one, its run, and the entries and highest climb of the newest snapshot."""
    chart = answers.todays_chart
    if not chart:
        return
    first = chart[0]
    yield Fact("Number one", named(first["song_name"]), named(first["artist_names"]))
    for run in answers.longest_runs_at_number_one:
        if (run["song_id"], run["last_date"]) == (first["song_id"], first["snapshot_date"]):
            snapshots = count(run["snapshots"], "snapshot")
            yield Fact("Number one for", snapshots, f"in a row, since {day(run['first_date'])}")
    if first["movement"] is not None:
        changes = [row["change"] for row in answers.entries_and_exits]
        new, back, gone = (changes.count(change) for change in ("new", "back", "gone"))
        yield Fact("Entered", count(new + back, "song"), f"{new} new, {back} back; {gone} left")
        risen = [row for row in chart if row["movement"] == "up"]
        if risen:
            most = max(risen, key=lambda row: row["places_up"])
            yield Fact("Highest climb", count(most["places_up"], "place"), named(most["song_name"]))
