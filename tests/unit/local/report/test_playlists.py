"""Which playlist a report is about, and what its file is called."""

from datetime import date

import pytest

from cli.errors import UserError
from local.report.part import Row
from local.report.playlists import choose
from local.report.write import file_name

DAY = date(2026, 11, 14)
TOP = {"playlist_id": "6vHIoEwEiFF3tLWdzpzTbG", "playlist_name": "Top 100 - Nowhere"}
ODDS = {"playlist_id": "7MMSso61qt5Eai9KqU35V0", "playlist_name": "Odds"}
SAME = {"playlist_id": "3t7xFHbzBFRGezAZ2kK7Aj", "playlist_name": "odds"}
NAMELESS = {"playlist_id": "4t7xFHbzBFRGezAZ2kK7Aj", "playlist_name": None}
PLAYLISTS: list[Row] = [{**row, "last_date": DAY} for row in (TOP, ODDS, SAME, NAMELESS)]


def test_the_first_playlist_is_taken_unless_another_is_named() -> None:
    top, odds, *_ = PLAYLISTS

    assert choose(PLAYLISTS, None) == top
    assert choose(PLAYLISTS, "top 100 - NOWHERE ") == top
    assert choose(PLAYLISTS, odds["playlist_id"]) == odds


def test_an_unknown_playlist_is_answered_with_those_there_are() -> None:
    with pytest.raises(
        UserError, match=r"no playlist 'Top'; there are: 'Top 100 - Nowhere' \(6vHIo.*'Odds'"
    ):
        choose(PLAYLISTS, "Top")


def test_a_name_of_several_playlists_asks_for_the_id() -> None:
    with pytest.raises(UserError, match=r"2 playlists are called 'Odds'.*7MMSs.*3t7xF"):
        choose(PLAYLISTS, "Odds")


def test_a_lake_without_playlists_says_what_to_do() -> None:
    with pytest.raises(UserError, match="holds no playlist yet: run `python -m local load`"):
        choose([], None)


def test_files_are_named_by_playlist_and_day() -> None:
    names = [file_name(playlist, PLAYLISTS) for playlist in PLAYLISTS]

    assert names == [
        "top-100-nowhere-2026-11-14.html",
        "7MMSso61qt5Eai9KqU35V0-2026-11-14.html",
        "3t7xFHbzBFRGezAZ2kK7Aj-2026-11-14.html",
        "4t7xFHbzBFRGezAZ2kK7Aj-2026-11-14.html",
    ]


def test_no_name_leaves_the_folder() -> None:
    playlist = {"playlist_id": "../../p", "playlist_name": "../..", "last_date": None}

    assert file_name(playlist, [playlist]) == "p.html"
