"""The playlists that a user gives: ids, links, URIs."""

import pytest

from cli.errors import UserError
from deploy.playlists import parse_playlists
from extract_lambda.playlist_names import parse_playlist_names

ID, OTHER = "3cEYpjA9oz9GiPac4AsH4n", "37i9dQZEVXbMDoHDwVN2tF"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (ID, [ID]),
        (f"{ID},{OTHER}", [ID, OTHER]),
        (f"{ID}, {OTHER}\n{ID}", [ID, OTHER]),
        (f"https://open.spotify.com/playlist/{ID}?si=0a1b2c", [ID]),
        (f"open.spotify.com/intl-de/playlist/{ID}", [ID]),
        ("mine liked", ["mine", "liked"]),
        (f"mine, -open.spotify.com/playlist/{ID}", ["mine", f"-{ID}"]),
        (f"spotify:playlist:{ID} spotify:user:me:playlist:{OTHER}", [ID, OTHER]),
    ],
)
def test_playlists_become_ids(text: str, ids: list[str]) -> None:
    assert parse_playlists(text) == ids
    # The Lambda, which deploy may not import, reads the same.
    assert list(parse_playlist_names(text)) == ids


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "no playlist is given"),
        (",", "no playlist is given"),
        (f"-{ID}", "no playlist is given"),
        (f"{ID} -{ID}", "no playlist is given"),
        (f"{ID},Top50", "'Top50' is not a playlist"),
        ("-mine", "'-mine' is not a playlist"),
        (f"https://open.spotify.com/album/{ID}", f"album/{ID}' is not a playlist"),
    ],
)
def test_other_texts_are_refused(text: str, named: str) -> None:
    with pytest.raises(UserError, match=named):
        parse_playlists(text)
    with pytest.raises(ValueError, match="playlist"):
        parse_playlist_names(text)
