"""The release years of the songs."""

import altair as alt

from local.report.part import Chart, Part, Rows, Table
from local.report.text import listed
from local.report.theme import UP, at_whole_songs, spec_of
from local.summary import count


def release_years(rows: Rows) -> Part:
    """Return a bar for each year."""
    dated = [row for row in rows if row["release_year"] is not None]
    return Part(
        key="release-years",
        title="Release years",
        text=_text(rows, dated),
        queries=["release_years"],
        chart=Chart(_spec(dated), _describe(dated)) if dated else None,
        tables=[
            Table(
                {"release_year": "Year", "songs": "Songs"},
                [{**row, "release_year": _as_text(row["release_year"])} for row in rows[::-1]],
            )
        ],
    )


def _as_text(year: int | None) -> str | None:
    """Return a year for a table, where a number would have a thousands separator."""
    return None if year is None else str(year)


def _text(rows: Rows, dated: Rows) -> str:
    if not rows:
        return "there is no song on this playlist"
    songs = sum(row["songs"] for row in rows)
    undated = songs - sum(row["songs"] for row in dated)
    if not dated:
        return f"no release date is known of {count(songs, 'song')}"
    by_year = {row["release_year"]: row["songs"] for row in dated}
    oldest, newest = min(by_year), max(by_year)
    text = f"{by_year[newest]} of {count(songs, 'song')} came out in {newest}"
    text += f"; the oldest is from {oldest}." if oldest < newest else "."
    if undated:
        text += f" {undated} {'has' if undated == 1 else 'have'} no release date."
    return text


def _describe(rows: Rows) -> str:
    years = [f"{row['release_year']}: {row['songs']}" for row in rows]
    return f"Bars of songs by year: {listed(years)}."


def _spec(rows: Rows) -> dict[str, object]:
    most = max(row["songs"] for row in rows)
    base = alt.Chart().encode(
        tooltip=[
            alt.Tooltip("release_year:Q", title="Year", format="d"),
            alt.Tooltip("songs:Q", title="Songs"),
        ]
    )
    years = alt.X(
        "from:Q",
        scale=alt.Scale(zero=False, nice=False),
        axis=alt.Axis(title=None, format="d", grid=False, tickMinStep=1, tickCount=8),
    )
    songs = alt.Y("songs:Q", axis=alt.Axis(title="songs", tickCount=at_whole_songs(most)))
    bars = (
        base.transform_calculate(
            **{"from": "datum.release_year - 0.45", "to": "datum.release_year + 0.45"}
        )
        .mark_bar(fill=UP)
        .encode(x=years, x2="to:Q", y=songs, y2=alt.Y2Datum(0))
    )
    shown = [{"release_year": row["release_year"], "songs": row["songs"]} for row in rows]
    return spec_of(shown, 220, bars)
