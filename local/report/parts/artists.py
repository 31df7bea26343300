"""The artists of a playlist: their songs at the end of the period and ever, and their places."""

from collections.abc import Sequence

import altair as alt

from local.report.part import Chart, Part, Row, Rows, Table, pivot
from local.report.period import drawn, is_weekly
from local.report.text import day, isolated, listed, shortened
from local.report.theme import DAY, LEFT, LINE, MUTED, RIGHT, UP, bar_sides, data, days, spec_of
from local.summary import count

_ROW = 50  # pixels: a name, and below it bars
_BARS = 24
_LONGEST_HEADING = 40


def artists(places: Rows, on_playlists: Rows) -> Part:
    """Return bars of places for each leading artist, and a table of all artists.

    Parameters
    ----------
    places
        Of the query ``artist_places``.
    on_playlists
        Of the query ``artist_on_playlists``.
    """
    weekly = is_weekly(row["snapshot_date"] for row in places)
    shown = drawn(places)
    dates = {row["snapshot_date"] for row in shown}
    has_history = len(dates) > 1
    return Part(
        key="artists",
        title="Artists",
        text=_text(shown, weekly=weekly),
        queries=["artist_places", "artist_on_playlists"],
        chart=Chart(_spec(shown, weekly=weekly), _describe(shown)) if has_history else None,
        tables=[
            Table(
                {
                    "artist_name": "Artist",
                    "songs_now": "Songs",
                    "best_position_now": "Best position",
                    "songs_week_before": "Last week",
                    "songs_ever": "Songs ever",
                    "peak_position": "Peak ever",
                    "peak_date": "Peak on",
                    "first_date": "First on",
                    "last_date": "Last on",
                },
                on_playlists,
                title="Artists by songs",
                open=True,
            ),
            *([_by_date(shown)] if has_history else []),
        ],
        wide=True,
    )


def _by_date(rows: Rows) -> Table:
    table = pivot(
        rows, "artist_id", lambda row: shortened(row["artist_name"], _LONGEST_HEADING), "places"
    )
    return Table(table.columns, table.rows, title="Places of each artist by day")


def _text(rows: Rows, *, weekly: bool) -> str:
    if not rows:
        return "no artist is known on this playlist"
    newest = max(row["snapshot_date"] for row in rows)
    if all(row["snapshot_date"] == newest for row in rows):
        return f"Songs of each artist on {day(newest)}, guests included."
    most = max(row["places"] for row in rows)
    bar = "the last snapshot of a week" if weekly else "a snapshot"
    return (
        f"The artists with most places over the period, in the order of {day(newest)}. A bar is "
        f"{bar}; the highest is {count(most, 'place')}."
    )


def _describe(rows: Rows) -> str:
    newest = max(row["snapshot_date"] for row in rows)
    held = {row["artist_id"]: row["places"] for row in rows if row["snapshot_date"] == newest}
    names = {row["artist_id"]: row["artist_name"] for row in rows}
    words = [f"{isolated(names[artist])} {held.get(artist, 0)}" for artist in _ordered(rows)]
    return f"Bars of places, snapshot by snapshot; on {day(newest)}: {listed(words)}."


def _ordered(rows: Rows) -> Sequence[str]:
    """Return the artists' ids: most places at the end of the period first, then over all of it."""
    newest = max(row["snapshot_date"] for row in rows)
    now: dict[str, int] = {}
    total: dict[str, int] = {}
    for row in rows:
        artist = row["artist_id"]
        total[artist] = total.get(artist, 0) + row["places"]
        if row["snapshot_date"] == newest:
            now[artist] = row["places"]
    return sorted(total, key=lambda artist: (-now.get(artist, 0), -total[artist], artist))


def _spec(rows: Rows, *, weekly: bool) -> dict[str, object]:
    order = _ordered(rows)
    at = {artist: number for number, artist in enumerate(order)}
    newest = max(row["snapshot_date"] for row in rows)
    names = {row["artist_id"]: shortened(row["artist_name"]) for row in rows}
    now = {row["artist_id"]: row["places"] for row in rows if row["snapshot_date"] == newest}
    most = max(row["places"] for row in rows)
    height = alt.Scale(domain=[len(at) * _ROW, 0], nice=False)
    bars = (
        alt.Chart()
        .transform_calculate(
            **bar_sides(weekly=weekly),
            foot=f"datum.row * {_ROW} + {_ROW - 6}",
            head=f"datum.foot - {_BARS} * datum.places / {most}",
        )
        .mark_bar(fill=UP, cornerRadiusEnd=1)
        .encode(
            x=days("left", (row["snapshot_date"] for row in rows)),
            x2="right:T",
            y=alt.Y("head:Q", scale=height, axis=None),
            y2="foot:Q",
            opacity=alt.OpacityValue(
                0.5, condition={"test": f"datum.snapshot_date == '{newest}'", "value": 1}
            ),
            tooltip=[
                alt.Tooltip("artist_name:N", title="Artist"),
                DAY,
                alt.Tooltip("places:Q", title="Places"),
                alt.Tooltip("peak_position:Q", title="Best position"),
            ],
        )
    )
    labels = alt.Chart(
        data(
            {
                "label": names[artist],
                "now": _at_the_end(now.get(artist, 0)),
                "middle": number * _ROW + 9,
                "foot": number * _ROW + _ROW - 6,
            }
            for artist, number in at.items()
        )
    ).encode(y=alt.Y("middle:Q", scale=height, axis=None))
    feet = labels.mark_rule(stroke=LINE).encode(y=alt.Y("foot:Q", scale=height, axis=None))
    left = labels.mark_text(align="left", limit={"expr": "width - 72"}).encode(
        x=LEFT, text="label:N"
    )
    right = labels.mark_text(align="right", fill=MUTED).encode(x=RIGHT, text="now:N")
    return spec_of(
        [_drawn_row(row, at[row["artist_id"]], names) for row in rows if row["places"]],
        len(at) * _ROW,
        feet,
        bars,
        left,
        right,
    )


def _at_the_end(places: int) -> str:
    return count(places, "place") if places else "none"


def _drawn_row(row: Row, number: int, names: dict[str, str]) -> Row:
    return {
        "snapshot_date": row["snapshot_date"],
        "artist_name": names[row["artist_id"]],
        "row": number,
        "places": row["places"],
        "peak_position": row["peak_position"],
    }
