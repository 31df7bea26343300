"""The positions of the leading songs over time."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from local.report.part import Chart, Part, Row, Rows, pivot
from local.report.period import drawn
from local.report.text import day, isolated, listed, named, shortened
from local.report.theme import MUTED, SERIES, data, days, spec_of
from local.summary import count

# The names are to the right of the lines, on a phone as well.
_NAMES = "min(270, width * 0.48)"
_DASHES = [[1, 0]] * len(SERIES) + [[6, 3]] * len(SERIES)
_PLACES_BELOW = 5
_PIXELS_PER_PLACE = 26
_MOST_DATES_WITH_POINTS = 40
_LONGEST_HEADING = 40
_DISC_AREA = 900  # pixels: a radius of 17


def rank_history(rows: Rows) -> Part:
    """Return a line for each leading song; it breaks where the song was not on the playlist."""
    rows = _since_first_entry(rows)
    snapshots = len({row["snapshot_date"] for row in rows})
    rows = drawn(rows)
    dates = sorted({row["snapshot_date"] for row in rows})
    songs = [row["song_id"] for row in rows if row["snapshot_date"] == dates[-1]]
    lowest = _lowest_position(rows)
    return Part(
        key="rank-history",
        title="Rank history",
        text=_text(rows, snapshots, len(dates), len(songs), lowest),
        queries=["rank_history"],
        chart=Chart(_spec(rows, songs, lowest), _describe(rows)) if len(dates) > 1 else None,
        tables=[pivot(rows, "song_id", _heading, "position")] if len(dates) > 1 else [],
        wide=True,
    )


def _since_first_entry(rows: Rows) -> Rows:
    """Return the rows from the first snapshot on that has one of the songs, but of two at least.

    Of a long history, lines of new songs would be a few pixels wide.
    """
    last_two = sorted({row["snapshot_date"] for row in rows})[-2:]
    first = min([row["snapshot_date"] for row in rows if row["position"]] + last_two, default=None)
    return [row for row in rows if row["snapshot_date"] >= first]


def _heading(row: Row) -> str:
    return shortened(row["song_name"], _LONGEST_HEADING)


def _lowest_position(rows: Rows) -> int:
    """Return the last position that is drawn: a little below where the songs are now."""
    ever = max((row["position"] or 0 for row in rows), default=0)
    now = max((row["latest_position"] for row in rows), default=0)
    return min(ever, now + _PLACES_BELOW)


def _text(rows: Rows, snapshots: int, dates: int, songs: int, lowest: int) -> str:
    if not rows:
        return "there is no song on this playlist"
    if snapshots == 1:
        return "there is no earlier snapshot to compare with"
    weekly = "" if dates == snapshots else ", drawn at the last snapshot of each week"
    text = (
        f"The {count(songs, 'song')} that lead the chart at the end of the period, over "
        f"{count(snapshots, 'snapshot')}{weekly}. A line breaks where a song was not on the "
        "playlist."
    )
    if any((row["position"] or 0) > lowest for row in rows):
        text += f" Positions below {lowest} are in the table only."
    return text


def _describe(rows: Rows) -> str:
    first, last = min(row["snapshot_date"] for row in rows), max(r["snapshot_date"] for r in rows)
    before = {row["song_id"]: row["position"] for row in rows if row["snapshot_date"] == first}
    courses = [
        f"{isolated(row['song_name'])} from "
        f"{f'position {start}' if (start := before.get(row['song_id'])) else 'outside'} "
        f"to {row['position']}"
        for row in rows
        if row["snapshot_date"] == last
    ]
    return f"Lines of positions from {day(first)} to {day(last)}: {listed(courses)}."


def _spec(rows: Rows, songs: Sequence[str], lowest: int) -> dict[str, object]:
    dates = sorted({row["snapshot_date"] for row in rows})
    numbers = {song: number for number, song in enumerate(songs)}
    alone = _alone(rows, len(dates) <= _MOST_DATES_WITH_POINTS)
    shown = [
        {
            "snapshot_date": row["snapshot_date"],
            "song": numbers[row["song_id"]],
            "position": row["position"],
            "day": str(row["snapshot_date"]),
            "point": (row["song_id"], row["snapshot_date"]) in alone,
        }
        for row in rows
    ]
    details = {
        row["song_id"]: {
            "song": numbers[row["song_id"]],
            "label": named(row["song_name"]),
            "artists": named(row["artist_names"]),
        }
        for row in rows
    }
    newest = [
        {
            "snapshot_date": row["snapshot_date"],
            "song": numbers[row["song_id"]],
            "position": row["position"],
            "label": shortened(row["song_name"]),
        }
        for row in rows
        if row["snapshot_date"] == dates[-1]
    ]
    hovered = alt.selection_point(
        name="hovered", fields=["song"], on="pointerover", clear="pointerout"
    )
    series = list(range(len(songs)))
    color = alt.Color("song:N", legend=None, scale=_repeating(series, SERIES))
    dash = alt.StrokeDash("song:N", legend=None, scale=_repeating(series, _DASHES))
    labelled = [place for place in range(1, lowest + 1) if place == 1 or place % 5 == 0]

    base = alt.Chart().encode(
        x=days("snapshot_date", dates, range=[8, {"expr": f"width - {_NAMES}"}]),
        y=alt.Y(
            "position:Q",
            scale=alt.Scale(domain=[lowest + 0.5, 0.5], nice=False, zero=False),
            axis=alt.Axis(grid=False, title=None, values=labelled),
        ),
        opacity=alt.OpacityValue(0.2, condition={"param": "hovered", "empty": True, "value": 1}),
    )
    lines = base.mark_line(
        clip=True, interpolate="monotone", strokeWidth=2.5, strokeCap="round"
    ).encode(color=color, strokeDash=dash)
    points = base.mark_circle(clip=True).encode(
        color=color, size=alt.SizeValue(0, condition={"test": "datum.point", "value": 36})
    )
    # Invisible discs around the points: the pointer need not meet a point exactly.
    discs = (
        base.transform_filter(f"isValid(datum.position) && datum.position <= {lowest}")
        .transform_lookup(
            lookup="song",
            from_=alt.LookupData(
                data=data(details.values()), key="song", fields=["label", "artists"]
            ),
        )
        .mark_circle(clip=True, size=_DISC_AREA)
        .encode(
            opacity=alt.OpacityValue(0),
            tooltip=[
                alt.Tooltip("label:N", title="Song"),
                alt.Tooltip("artists:N", title="Artists"),
                alt.Tooltip("position:Q", title="Position"),
                alt.Tooltip("day:N", title="Day"),
            ],
        )
    )
    ends = base.properties(data=data(newest))
    places = ends.mark_text(align="left", dx=12, fill=MUTED).encode(text="position:Q")
    names = ends.mark_text(align="left", dx=34, limit={"expr": f"{_NAMES} - 36"}).encode(
        text="label:N"
    )
    height = lowest * _PIXELS_PER_PLACE
    return spec_of(shown, height, lines, points, places, names, discs.add_params(hovered))


def _alone(rows: Rows, every: bool) -> set[tuple[str, Any]]:
    """Return the points to draw: every one, or those without a neighbour on a line."""
    by_song: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["snapshot_date"]):
        by_song.setdefault(row["song_id"], []).append(row)
    found = set()
    for song_id, course in by_song.items():
        there = [row["position"] is not None for row in course]
        for row, is_there, *beside in zip(
            course, there, [False, *there], [*there[1:], False], strict=False
        ):
            if is_there and (every or not any(beside)):
                found.add((song_id, row["snapshot_date"]))
    return found


def _repeating(keys: Sequence[int], values: Sequence[Any]) -> alt.Scale:
    """Return a scale that uses the values again and again."""
    return alt.Scale(domain=list(keys), range=[values[i % len(values)] for i in keys])
