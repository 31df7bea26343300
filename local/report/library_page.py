"""The page of a playlist that people fill by hand, and of Liked Songs."""

from typing import TYPE_CHECKING

from local.report.content import Content, Fact
from local.report.parts.artists import artists
from local.report.parts.changes import changes
from local.report.parts.duplicates import duplicates
from local.report.parts.followers import followers
from local.report.parts.overlap import overlap
from local.report.parts.people import people
from local.report.parts.release_years import release_years
from local.report.parts.residents import residents
from local.report.parts.song_list import song_list
from local.report.parts.unavailable import unavailable
from local.report.text import day
from local.summary import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.report.answers import LibraryAnswers


def library_page(answers: "LibraryAnswers") -> Content:
    """Return the content of a library page."""
    return Content(
        facts=list(_facts(answers)),
        headline_queries=("playlist_as_of", "playlist_changes", "follower_history", "who_added"),
        first=song_list(answers.playlist_as_of),
        parts=[
            changes(answers.turnover, answers.playlist_changes),
            followers(answers.follower_history),
            people(answers.who_added, answers.ever_on_playlist),
            unavailable(answers.unavailable_songs),
            residents(answers.ever_on_playlist),
            artists(answers.artist_places, answers.artist_on_playlists),
            overlap(answers.playlist_overlap, answers.first_playlist),
            duplicates(answers.duplicates_on_playlist),
            release_years(answers.release_years),
        ],
    )


def _facts(answers: "LibraryAnswers") -> "Iterator[Fact]":
    entries = answers.playlist_as_of
    songs = {row["track_uri"] for row in entries if row["track_uri"]}
    if not entries:
        return
    yield Fact("Songs", f"{len(songs):,}", f"on {day(entries[0]['snapshot_date'])}")
    kinds = [row["change"] for row in answers.playlist_changes]
    since = f"since {day(answers.period.first)}"
    if answers.snapshots > 1:
        added, removed = kinds.count("added"), kinds.count("removed")
        yield Fact("Added", count(added, "song"), f"{removed:,} removed, {since}")
    history = answers.follower_history
    if history:
        gained = history[-1]["followers"] - history[0]["followers"]
        first = f"on {day(history[0]['snapshot_date'])}"
        detail = f"{gained:+,} {since}" if len(history) > 1 else first
        yield Fact("Followers", f"{history[-1]['followers']:,}", detail)
    known = [row for row in answers.who_added if row["added_by"]]
    if len(known) > 1:
        most = known[0]
        yield Fact("Added most", count(most["songs"], "song"), f"by {most['added_by']}, ever")
