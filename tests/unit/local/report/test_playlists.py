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


@pytest.mark.parametrize(
    ("playlist_id", "name"),
    [
        ("6vHIoEwEiFF3tLWdzpzTbG", "playlist-6vHIoEwEiFF3tLWdzpzTbG.html"),
        ("liked.nowhere_lodger", "playlist-liked.nowhere_lodger.html"),
        # printf %s '../../p' | sha256sum
        ("../../p", "playlist-f0fab018f976b90d3563d2.html"),
    ],
)
def test_files_are_named_by_id(playlist_id: str, name: str) -> None:
    assert file_name({"playlist_id": playlist_id}) == name
