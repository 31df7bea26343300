import pytest

from extract_lambda.playlist_names import parse_playlist_name, parse_playlist_names

ID = "3cEYpjA9oz9GiPac4AsH4n"
OTHER = "37i9dQZEVXbMDoHDwVN2tF"


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f" {ID}\n",
        f"spotify:playlist:{ID}",
        f"spotify:user:some.body:playlist:{ID}",
        f"https://open.spotify.com/playlist/{ID}",
        f"https://open.spotify.com/playlist/{ID}?si=0123456789abcdef&pt=1",
        f"https://open.spotify.com/playlist/{ID}/",
        f"https://open.spotify.com/playlist/{ID}#top",
        f"http://open.spotify.com/intl-de/playlist/{ID}",
        f"open.spotify.com/user/some.body/playlist/{ID}",
        f"https://api.spotify.com/v1/playlists/{ID}/items?limit=50",
    ],
)
def test_id_link_and_uri_are_parsed(text: str) -> None:
    assert parse_playlist_name(text) == ID


@pytest.mark.parametrize("name", ["mine", "liked"])
def test_names_without_an_id(name: str) -> None:
    assert parse_playlist_name(f" {name}\n") == name


@pytest.mark.parametrize("text", [f"-{ID}", f"-https://open.spotify.com/playlist/{ID}?si=1"])
def test_playlist_to_leave_out(text: str) -> None:
    assert parse_playlist_name(text) == f"-{ID}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mine",
        "-mine",
        "--" + ID,
        ID[:-1],
        f"{ID}x",
        ID[:-1] + "-",
        f"spotify:album:{ID}",
        f"https://open.spotify.com/track/{ID}",
        f"https://open.spotify.com.example.com/playlist/{ID}",
        "https://spotify.link/abcdefghijk",
        "../../secret",
    ],
)
def test_other_text_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="is not a playlist id, link or URI") as refusal:
        parse_playlist_name(text)
    assert repr(text) in str(refusal.value)


@pytest.mark.parametrize(
    "text", [f"{ID},{OTHER}", f"{ID} {OTHER}", f" {ID} ,\n\t{OTHER}, {ID},", [ID, OTHER, ID]]
)
def test_order_is_kept_and_duplicates_are_dropped(text: str | list[str]) -> None:
    assert parse_playlist_names(text) == (ID, OTHER)


def test_names_keep_their_order() -> None:
    assert parse_playlist_names(f"liked {ID}, mine -{OTHER}") == ("liked", ID, "mine", f"-{OTHER}")


@pytest.mark.parametrize("nothing", ["", " , ", [], f"-{ID}", f"{ID} -{ID}"])
def test_empty_list_is_refused(nothing: str | list[str]) -> None:
    with pytest.raises(ValueError, match="no playlist is given"):
        parse_playlist_names(nothing)
