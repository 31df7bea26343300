"""The choice of a playlist, and the file names of pages."""

import pytest

from cli.errors import UserError
from local.report.part import Row
from local.report.playlists import choose
from local.report.write import file_name

TOP = {"playlist_id": "6vHIoEwEiFF3tLWdzpzTbG", "playlist_name": "Top 100 - Nowhere"}
ODDS = {"playlist_id": "7MMSso61qt5Eai9KqU35V0", "playlist_name": "Odds"}
SAME = {"playlist_id": "3t7xFHbzBFRGezAZ2kK7Aj", "playlist_name": "odds"}
NAMELESS = {"playlist_id": "4t7xFHbzBFRGezAZ2kK7Aj", "playlist_name": None}
PLAYLISTS: list[Row] = [TOP, ODDS, SAME, NAMELESS]


def test_first_playlist_is_the_default() -> None:
    top, odds, *_ = PLAYLISTS

    assert choose(PLAYLISTS, None) == top
    assert choose(PLAYLISTS, "top 100 - NOWHERE ") == top
    assert choose(PLAYLISTS, odds["playlist_id"]) == odds
    assert choose(PLAYLISTS, "100 - now") == top


def test_unknown_playlist_lists_the_playlists() -> None:
    with pytest.raises(
        UserError, match=r"no playlist 'Jazz'; there are: 'Top 100 - Nowhere' \(6vHIo.*'Odds'"
    ):
        choose(PLAYLISTS, "Jazz")


def test_ambiguous_name_is_refused_with_the_ids() -> None:
    with pytest.raises(UserError, match=r"'Odds' matches 2 playlists.*7MMSs.*3t7xF"):
        choose(PLAYLISTS, "Odds")


def test_ambiguous_part_of_a_name_is_refused_with_the_ids() -> None:
    with pytest.raises(UserError, match=r"'o' matches 3 playlists.*6vHIo.*7MMSs.*3t7xF"):
        choose(PLAYLISTS, "o")


def test_lake_without_playlists_names_the_command_to_run() -> None:
    with pytest.raises(UserError, match=r"holds no playlist yet: run \.venv/bin/lake load"):
        choose([], None)


def test_files_are_named_by_playlist() -> None:
    names = [file_name(playlist, PLAYLISTS) for playlist in PLAYLISTS]

    assert names == [
        "top-100-nowhere.html",
        "7MMSso61qt5Eai9KqU35V0.html",
        "3t7xFHbzBFRGezAZ2kK7Aj.html",
        "4t7xFHbzBFRGezAZ2kK7Aj.html",
    ]


def test_file_names_stay_in_the_folder() -> None:
    playlist = {"playlist_id": "../../p", "playlist_name": "../.."}

    assert file_name(playlist, [playlist]) == "p.html"


def test_no_page_is_named_like_the_index() -> None:
    playlist = {"playlist_id": "p1", "playlist_name": "Index"}

    assert file_name(playlist, [playlist]) == "p1.html"
