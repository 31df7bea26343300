"""Artists who perform together."""

import altair as alt

from local.report.part import Chart, Part, Row, Rows, Table
from local.report.text import isolated, listed
from local.report.theme import LEFT, MUTED, UP, in_rows, spec_of
from local.summary import count

_MOST_PAIRS = 10
_MOST_ROWS = 200
_ROW = 42  # pixels: a name, and below it a bar


def collaborations(rows: Rows) -> Part:
    """Return a bar for each pair, most songs first."""
    leading = rows[:_MOST_PAIRS]
    return Part(
        key="collaborations",
        title="Collaborations",
        text=_text(rows),
        queries=["collaborations"],
        chart=Chart(_spec(leading), _describe(leading)) if leading else None,
        tables=[
            Table(
                {
                    "artist_name": "Artist",
                    "other_artist_name": "With",
                    "songs": "Songs",
                    "song_names": "Titles",
                },
                rows[:_MOST_ROWS],
            )
        ],
    )


def _text(rows: Rows) -> str:
    if not rows:
        return "no two artists share a song on this playlist"
    text = f"{count(len(rows), 'pair')} of artists {'share' if len(rows) > 1 else 'shares'} songs"
    if len(rows) > _MOST_PAIRS:
        return f"{text} that were ever on this playlist; drawn are the {_MOST_PAIRS} with most."
    return f"{text} that were ever on this playlist."


def _describe(rows: Rows) -> str:
    pairs = [f"{_pair(row)} {row['songs']}" for row in rows]
    return f"Bars of songs shared: {listed(pairs)}."


def _pair(row: Row) -> str:
    return f"{isolated(row['artist_name'])} & {isolated(row['other_artist_name'])}"


def _spec(rows: Rows) -> dict[str, object]:
    shown = [
        {
            "key": f"{row['artist_id']} {row['other_artist_id']}",
            "label": _pair(row),
            "songs": row["songs"],
            "song_names": row["song_names"],
        }
        for row in rows
    ]
    base = alt.Chart().encode(
        y=in_rows("key", [row["key"] for row in shown]),
        tooltip=[
            alt.Tooltip("label:N", title="Artists"),
            alt.Tooltip("songs:Q", title="Songs"),
            alt.Tooltip("song_names:N", title="Titles"),
        ],
    )
    songs = alt.X("songs:Q", axis=None, scale=alt.Scale(range=[0, {"expr": "width - 24"}]))
    bars = base.mark_bar(fill=UP, height=8, yOffset=9, cornerRadiusEnd=2).encode(x=songs)
    numbers = base.mark_text(align="left", dx=6, dy=9, fill=MUTED).encode(x=songs, text="songs:Q")
    names = base.mark_text(align="left", dy=-8, limit={"expr": "width"}).encode(
        x=LEFT, text="label:N"
    )
    return spec_of(shown, len(rows) * _ROW, bars, numbers, names)
