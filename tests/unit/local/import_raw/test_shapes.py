import json
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.errors import UserError
from local.import_raw.raw_format import PlaylistHeader
from local.import_raw.shapes import (
    Kind,
    kind_of,
    read_entries,
    read_page,
    read_playlist,
)

HREF = "https://api.spotify.com/v1/playlists/abc/items?offset=0&limit=50"
ENTRY = {"added_at": "2024-05-15T10:30:00Z", "track": {"id": "t1"}}
PLAYLIST: dict[str, Any] = {
    "id": "abc",
    "name": "Mix",
    "owner": {"id": "o1", "display_name": "Owner"},
    "description": "",
    "followers": {"href": None, "total": 7},
    "snapshot_id": "s1",
    "external_urls": {"spotify": "https://open.spotify.com/playlist/abc"},
    "href": "https://api.spotify.com/v1/playlists/abc?locale=de",
    "tracks": {"href": HREF, "items": [ENTRY], "offset": 0},
}


def encode(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ('{"format": "spotify-playlist-page/1", "page": {}}', "raw line"),
        ('{"items": []}', "page"),
        ('{"tracks": {"total": 3}}', "playlist"),
        ('{"items": {"items": []}, "tracks": {"items": []}}', "playlist"),
        ('{"track": {"id": "t"}}', "entry"),
        ('{"item": {"id": "t"}}', "entry"),
        ('{"track": null}', "entry"),
        # A track object: its `track` says that it is no episode.
        ('{"id": "t", "type": "track", "track": true, "episode": false}', "unknown"),
        ('{"tracks": [{"id": "t"}]}', "unknown"),
        ("{}", "unknown"),
        ("null", "unknown"),
    ],
)
def test_a_document_is_told_by_its_keys(document: str, kind: Kind) -> None:
    assert kind_of(document.encode()) == kind


def test_a_playlist_says_what_is_known_of_it() -> None:
    found = read_playlist(encode(PLAYLIST))

    assert found.header == PlaylistHeader(
        id="abc",
        name="Mix",
        owner_id="o1",
        owner_name="Owner",
        description="",
        followers=7,
        snapshot_id="s1",
        url="https://open.spotify.com/playlist/abc",
    )
    assert [json.loads(page) for page in found.pages] == [PLAYLIST["tracks"]]
    assert found.entries == 1


def test_what_a_playlist_does_not_say_is_null() -> None:
    found = read_playlist(b'{"id": "abc", "followers": null, "tracks": {"items": []}}')

    assert found.header == PlaylistHeader("abc")


def test_where_items_and_tracks_both_stand_items_alone_is_read() -> None:
    items = {"items": [{"item": {"id": "new"}}, {"item": {"id": "newer"}}]}

    found = read_playlist(encode({**PLAYLIST, "items": items}))

    assert [json.loads(page) for page in found.pages] == [items]
    assert found.entries == 2


def test_tracks_is_read_where_items_holds_no_entries() -> None:
    found = read_playlist(encode({**PLAYLIST, "items": {"href": HREF, "total": 1}}))

    assert [json.loads(page) for page in found.pages] == [PLAYLIST["tracks"]]


@pytest.mark.parametrize(
    "playlist",
    [
        '{"href": "https://api.spotify.com/v1/playlists/abc", "tracks": {"items": []}}',
        '{"tracks": {"href": "https://api.spotify.com/v1/playlists/abc/tracks", "items": []}}',
        '{"tracks": {"href": "http://localhost/v1/users/u/playlists/abc/tracks", "items": []}}',
        '{"id": "abc", "href": "https://api.spotify.com/v1/playlists/no", "tracks":{"items":[]}}',
    ],
)
def test_a_playlists_id_comes_from_itself_else_from_an_href(playlist: str) -> None:
    assert read_playlist(playlist.encode()).header.id == "abc"


def test_a_simplified_playlist_is_refused() -> None:
    with pytest.raises(UserError, match=r"without its entries .* import the playlist's pages"):
        read_playlist(b'{"id": "abc", "tracks": {"href": "x", "total": 133}}')


def test_a_bare_page_knows_its_playlists_id_alone() -> None:
    assert read_page(encode({"href": HREF, "items": [ENTRY]})).header == PlaylistHeader("abc")
    assert read_page(b'{"items": []}').header == PlaylistHeader(None)


@pytest.mark.parametrize(
    "items",
    [
        '[{"id": "t", "type": "track", "track": true}]',  # the tracks of an album
        '[{"id": "p", "tracks": {"total": 3}}]',  # a user's playlists
        "[{}, null]",
    ],
)
def test_items_that_are_no_entries_are_refused(items: str) -> None:
    with pytest.raises(UserError, match="no playlist entries"):
        read_page(f'{{"items": {items}}}'.encode())


def test_odd_entries_beside_a_sound_one_are_kept_and_counted() -> None:
    page = b'{"items":[null,{},{"track":{"id":"t"}},{"track":null}]}'

    found = read_page(page)

    assert (found.entries, found.pages) == (4, [page])


@pytest.mark.parametrize(
    ("times", "newest"),
    [
        (['"2024-05-15T10:30:00Z"', '"2024-05-14T23:00:00Z"'], "2024-05-15T10:30:00+00:00"),
        (['"2024-05-15T10:30:00Z"', '"2024-05-15T12:31:00+02:00"'], "2024-05-15T10:31:00+00:00"),
        (['"2024-05-15T10:30:00"'], "2024-05-15T10:30:00+00:00"),
        (['"1970-01-01T00:00:00Z"'], None),
        (['"1970-01-01T00:00:00Z"', '"1969-01-01T00:00:00Z"'], "1969-01-01T00:00:00+00:00"),
        (["null", '""', "5", '"soon"', '"0001-01-01T00:00:00+05:00"', "1E400"], None),
        ([], None),
    ],
)
def test_the_newest_time_ignores_what_is_no_time(times: list[str], newest: str | None) -> None:
    entries = ",".join(f'{{"added_at":{time},"track":null}}' for time in times)

    found = read_page(f'{{"items":[{entries}]}}'.encode())

    assert found.newest_added_at == (datetime.fromisoformat(newest) if newest else None)


def test_entries_by_themselves_become_one_page_with_their_bytes_kept() -> None:
    found = read_entries([b'{"track": {"n": 1E400}}', b'{"track":null, "track":null}'])

    assert found.pages == [
        b'{"items":[{"track":{"n":1E400}},{"track":null,"track":null}],"offset":0,"total":2}'
    ]
    assert (found.header.id, found.entries) == (None, 2)


def test_an_unnamed_playlist_gets_the_id_it_is_given() -> None:
    time = datetime(2024, 5, 15, tzinfo=UTC)

    unnamed = read_page(b'{"items":[]}').to_raw_file("given", time)
    named = read_page(encode({"href": HREF, "items": []})).to_raw_file("given", time)

    assert unnamed.playlist_id == json.loads(unnamed.lines[0])["playlist"]["id"] == "given"
    assert named.playlist_id == json.loads(named.lines[0])["playlist"]["id"] == "abc"
