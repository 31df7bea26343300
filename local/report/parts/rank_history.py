"""How the leading songs came to their places."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from local.report.part import Chart, Part, Row, Table
from local.report.theme import MUTED, SERIES, data, days, spec_of
from local.report.words import apart, day, listed, named
from local.summary import count

# The names stand to the right of the lines, on a phone as well.
_NAMES = "min(270, width * 0.48)"
_DASHES = [[1, 0]] * len(SERIES) + [[6, 3]] * len(SERIES)
_PLACES_BELOW = 5
_PIXELS_PER_PLACE = 26
_MOST_DAYS_WITH_POINTS = 40


def rank_history(rows: Sequence[Row]) -> Part:
    """Return a line for each leading song; it breaks where the song was not there."""
    dates = sorted({row["snapshot_date"] for row in rows})
    songs = {row["song_id"]: row for row in rows if row["snapshot_date"] == dates[-1]}
    lowest = _lowest_place(rows)
    return Part(
        key="rank-history",
        title="Rank history",
        text=_text(rows, len(dates), len(songs), lowest),
        queries=["rank_history"],
        chart=Chart(_spec(rows, list(songs), lowest), _describe(rows)) if len(dates) > 1 else None,
        table=Table(
            {
                "snapshot_date": "Day",
                "position": "Place",
                "song_name": "Song",
                "artist_names": "Artists",
            },
            rows,
        ),
        wide=True,
    )


def _lowest_place(rows: Sequence[Row]) -> int:
    """Return the last place that is drawn: a little below where the songs stand now."""
    ever = max((row["position"] or 0 for row in rows), default=0)
    now = max((row["latest_position"] for row in rows), default=0)
    return min(ever, now + _PLACES_BELOW)


def _text(rows: Sequence[Row], snapshots: int, songs: int, lowest: int) -> str:
    if not rows:
        return "No song stands on this playlist, so there is no history to draw."
    if snapshots == 1:
        return "There is one snapshot so far. With the second one, lines begin here."
    text = (
        f"The {count(songs, 'song')} that lead now, over {count(snapshots, 'snapshot')}. "
        "A line breaks where a song was not there."
    )
    if any((row["position"] or 0) > lowest for row in rows):
        text += f" Below place {lowest} it leaves the picture; the table goes on."
    return text


def _describe(rows: Sequence[Row]) -> str:
    first, last = min(row["snapshot_date"] for row in rows), max(r["snapshot_date"] for r in rows)
    before = {row["song_id"]: row["position"] for row in rows if row["snapshot_date"] == first}
    ways = [
        f"{apart(row['song_name'])} from "
        f"{f'place {start}' if (start := before.get(row['song_id'])) else 'outside'} "
        f"to {row['position']}"
        for row in rows
        if row["snapshot_date"] == last
    ]
    return f"Lines of places from {day(first)} to {day(last)}: {listed(ways)}."


def _spec(rows: Sequence[Row], songs: Sequence[str], lowest: int) -> dict[str, object]:
    dates = {row["snapshot_date"] for row in rows}
    shown = [
        {**row, "label": named(row["song_name"]), "day": str(row["snapshot_date"])} for row in rows
    ]
    newest = [row for row in shown if row["snapshot_date"] == max(dates)]
    hovered = alt.selection_point(
        name="hovered", fields=["song_id"], on="pointerover", clear="pointerout"
    )
    color = alt.Color("song_id:N", legend=None, scale=_by_song(songs, SERIES))
    dash = alt.StrokeDash("song_id:N", legend=None, scale=_by_song(songs, _DASHES))
    named_places = [place for place in range(1, lowest + 1) if place == 1 or place % 5 == 0]

    base = alt.Chart().encode(
        x=days("snapshot_date", dates, range=[8, {"expr": f"width - {_NAMES}"}]),
        y=alt.Y(
            "position:Q",
            scale=alt.Scale(domain=[lowest + 0.5, 0.5], nice=False, zero=False),
            axis=alt.Axis(grid=False, title=None, values=named_places),
        ),
        opacity=alt.when(hovered, empty=True).then(alt.value(1)).otherwise(alt.value(0.2)),
    )
    lines = base.mark_line(
        clip=True, interpolate="monotone", strokeWidth=2.5, strokeCap="round"
    ).encode(color=color, strokeDash=dash)
    points = base.mark_circle(
        clip=True, size=36 if len(dates) <= _MOST_DAYS_WITH_POINTS else 1
    ).encode(
        color=color,
        tooltip=[
            alt.Tooltip("label:N", title="Song"),
            alt.Tooltip("artist_names:N", title="Artists"),
            alt.Tooltip("position:Q", title="Place"),
            alt.Tooltip("day:N", title="Day"),
        ],
    )
    ends = base.properties(data=data(newest))
    places = ends.mark_text(align="left", dx=12, fill=MUTED).encode(text="position:Q")
    names = ends.mark_text(align="left", dx=34, limit={"expr": f"{_NAMES} - 36"}).encode(
        text="label:N"
    )
    height = lowest * _PIXELS_PER_PLACE
    return spec_of(shown, height, lines, points.add_params(hovered), places, names)


def _by_song(songs: Sequence[str], values: Sequence[Any]) -> alt.Scale:
    """Return a scale that goes through the values again and again."""
    return alt.Scale(domain=list(songs), range=[values[i % len(values)] for i in range(len(songs))])
