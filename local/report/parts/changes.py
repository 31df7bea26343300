"""What changed on a playlist, snapshot by snapshot."""

from dataclasses import replace
from html import unescape

from local.report.part import Part, Row, Rows, Table
from local.report.parts.turnover import turnover
from local.report.text import isolated, named
from local.summary import count

_MOST_CHANGES = 500
_WORDS = {
    "added": "Added",
    "removed": "Removed",
    "renamed": "Renamed",
    "description": "Description",
    "owner": "Owner",
}


def changes(compared: Rows, rows: Rows) -> Part:
    """Return bars of songs added and removed, and all changes, the newest first.

    Parameters
    ----------
    compared
        Of the query ``turnover``.
    rows
        Of the query ``playlist_changes``, without moves and followers.
    """
    songs = turnover(compared, "added", "removed")
    return replace(
        songs,
        key="changes",
        title="Changes",
        text=_text(rows) if rows else songs.text,
        queries=["turnover", "playlist_changes"],
        tables=[
            Table(
                {
                    "snapshot_date": "Day",
                    "change": "Change",
                    "what": "Song, or before and after",
                    "artist_names": "Artists",
                    "place": "Position",
                },
                [_shown(row) for row in rows[:_MOST_CHANGES]],
                title="Timeline",
                open=True,
            )
        ],
        wide=True,
    )


def _shown(row: Row) -> Row:
    if row["song_id"]:
        what = named(row["song_name"])
    else:
        # Spotify escapes descriptions for HTML.
        before, after = (unescape(row[name]) or "(none)" for name in ("value_before", "value"))
        what = f"{isolated(before)} → {isolated(after)}"
    place = row["position_before"] if row["change"] == "removed" else row["position"]
    return {**row, "change": _WORDS[row["change"]], "what": what, "place": place}


def _text(rows: Rows) -> str:
    kinds = [row["change"] for row in rows]
    renamed = kinds.count("renamed")
    text = f"{count(kinds.count('added'), 'song')} added and {kinds.count('removed'):,} removed"
    if renamed:
        text += f"; the playlist was renamed {count(renamed, 'time')}"
    text += ". Bars up: added; down: removed."
    if len(rows) > _MOST_CHANGES:
        text += f" The newest {_MOST_CHANGES} changes are listed."
    return text
