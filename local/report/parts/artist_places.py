"""How many places the leading artists hold."""

from collections import Counter
from collections.abc import Sequence

import altair as alt

from local.report.part import Chart, Part, Row, Table
from local.report.theme import DAY, LINE, MUTED, UP, WITH_SIDES, data, days, spec_of
from local.report.words import apart, day, listed, named
from local.summary import count

_ROW = 50  # pixels: a name, and below it bars
_BARS = 24


def artist_places(rows: Sequence[Row]) -> Part:
    """Return a row of bars for each artist, one a snapshot."""
    dates = {row["snapshot_date"] for row in rows}
    return Part(
        key="artist-places",
        title="Artists",
        text=_text(rows, len(dates)),
        queries=["artist_places"],
        chart=Chart(_spec(rows), _describe(rows)) if len(dates) > 1 else None,
        table=Table(
            {
                "snapshot_date": "Day",
                "artist_name": "Artist",
                "places": "Places",
                "peak_position": "Best place",
            },
            rows,
        ),
    )


def _text(rows: Sequence[Row], snapshots: int) -> str:
    if not rows:
        return "No artist is known on this playlist."
    if snapshots == 1:
        return "There is one snapshot so far; the table below has its leading artists."
    most = max(row["places"] for row in rows)
    return f"Places held by each artist, a bar a snapshot; the highest is {count(most, 'place')}."


def _describe(rows: Sequence[Row]) -> str:
    newest = max(row["snapshot_date"] for row in rows)
    held = Counter(
        {row["artist_id"]: row["places"] for row in rows if row["snapshot_date"] == newest}
    )
    names = {row["artist_id"]: row["artist_name"] for row in rows}
    words = [f"{apart(names[artist])} {places}" for artist, places in held.most_common()]
    return f"Bars of places held, snapshot by snapshot; on {day(newest)}: {listed(words)}."


def _spec(rows: Sequence[Row]) -> dict[str, object]:
    total: Counter[str] = Counter()
    for row in rows:
        total[row["artist_id"]] += row["places"]
    at = {artist: number for number, (artist, _) in enumerate(total.most_common())}
    newest = max(row["snapshot_date"] for row in rows)
    names = {row["artist_id"]: row["artist_name"] for row in rows}
    now = {row["artist_id"]: row["places"] for row in rows if row["snapshot_date"] == newest}
    most = max(row["places"] for row in rows)
    height = alt.Scale(domain=[len(at) * _ROW, 0], nice=False)
    bars = (
        alt.Chart()
        .transform_calculate(
            **WITH_SIDES,
            foot=f"datum.row * {_ROW} + {_ROW - 6}",
            head=f"datum.foot - {_BARS} * datum.places / {most}",
        )
        .mark_bar(fill=UP, cornerRadiusEnd=1)
        .encode(
            x=days("left", (row["snapshot_date"] for row in rows)),
            x2="right:T",
            y=alt.Y("head:Q", scale=height, axis=None),
            y2="foot:Q",
            opacity=alt.condition(
                f"datum.snapshot_date == '{newest}'", alt.value(1), alt.value(0.5)
            ),
            tooltip=[
                alt.Tooltip("artist_name:N", title="Artist"),
                DAY,
                alt.Tooltip("places:Q", title="Places"),
                alt.Tooltip("peak_position:Q", title="Best place"),
            ],
        )
    )
    labels = alt.Chart(
        data(
            {
                "label": named(names[artist]),
                "now": f"{now.get(artist, 0)} now",
                "middle": number * _ROW + 9,
                "foot": number * _ROW + _ROW - 6,
            }
            for artist, number in at.items()
        )
    ).encode(y=alt.Y("middle:Q", scale=height, axis=None))
    feet = labels.mark_rule(stroke=LINE).encode(y=alt.Y("foot:Q", scale=height, axis=None))
    left = labels.mark_text(align="left", limit={"expr": "width - 56"}).encode(
        x=alt.value(0), text="label:N"
    )
    right = labels.mark_text(align="right", fill=MUTED).encode(x=alt.value("width"), text="now:N")
    placed = ({**row, "row": at[row["artist_id"]]} for row in rows)
    return spec_of(placed, len(at) * _ROW, feet, bars, left, right)
