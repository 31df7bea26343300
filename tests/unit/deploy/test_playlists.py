"""The playlists that a user gives: ids, links, URIs."""

import pytest

from cli.errors import UserError
from deploy.playlists import parse_playlists
from extract_lambda.playlist_ids import parse_playlist_ids

ID, OTHER = "3cEYpjA9oz9GiPac4AsH4n", "37i9dQZEVXbMDoHDwVN2tF"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (ID, [ID]),
        (f"{ID},{OTHER}", [ID, OTHER]),
        (f"{ID}, {OTHER}\n{ID}", [ID, OTHER]),
        (f"https://open.spotify.com/playlist/{ID}?si=0a1b2c", [ID]),
        (f"open.spotify.com/intl-de/playlist/{ID}", [ID]),
        (f"spotify:playlist:{ID} spotify:user:me:playlist:{OTHER}", [ID, OTHER]),
    ],
)
def test_playlists_become_ids(text: str, ids: list[str]) -> None:
    assert parse_playlists(text) == ids
    # The Lambda, which deploy may not import, reads the same.
    assert list(parse_playlist_ids(text)) == ids


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "no playlists are given"),
        (",", "no playlists are given"),
        (f"{ID},Top50", "'Top50' is no playlist"),
        (f"https://open.spotify.com/album/{ID}", f"album/{ID}' is no playlist"),
    ],
)
def test_other_texts_are_refused(text: str, named: str) -> None:
    with pytest.raises(UserError, match=named):
        parse_playlists(text)
