import json
from datetime import UTC, datetime
from typing import Any

import pytest

from extract_lambda.errors import UnreadableResponseError
from extract_lambda.raw_format import encode, file_name, playlist_header, raw_file
from glue_jobs.raw_format.decode import decode_raw_file

TIME = datetime(2026, 11, 22, 6, 0, 3, tzinfo=UTC)


def test_file_name_has_playlist_and_time_without_colons() -> None:
    assert file_name("p1", TIME) == "p1/20261122T060003Z.jsonl"


def test_each_page_is_a_line_that_ends_in_a_newline() -> None:
    body = raw_file({"id": "p1"}, TIME, [b'{"items":[1]}', b'{"items":[2]}'])

    assert body == (
        b'{"format":"spotify-playlist-page/1","playlist":{"id":"p1"},'
        b'"extracted_at":"2026-11-22T06:00:03Z","page":{"items":[1]}}\n'
        b'{"format":"spotify-playlist-page/1","playlist":{"id":"p1"},'
        b'"extracted_at":"2026-11-22T06:00:03Z","page":{"items":[2]}}\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"b":1,"a":null,"":{}}',
        "[9007199254740993,123456789012345678901234567890,-0.0,0.1,1e+300,12.0]",
        '["\\u0000","\\n","\\"","\\\\"]',
        '["Sigur Rós","🎧","\u2028"]',
        "[true,false,[],{}]",
    ],
)
def test_json_is_unchanged(text: str) -> None:
    assert encode(json.loads(text)).decode() == text


def test_lone_surrogate_is_replaced() -> None:
    document = json.loads('["\\ud83c\\udfa7", "a\\ud83cb", "\\udfa7"]')

    assert json.loads(encode(document)) == ["🎧", "a\ufffdb", "\ufffd"]


def test_file_with_a_lone_surrogate_is_readable() -> None:
    page = json.loads('{"items": [{"item": {"id": "1", "name": "a\\ud83cb"}}]}')

    raw = decode_raw_file(raw_file({"id": "p1"}, TIME, [encode(page)]))

    ((_, entry),) = raw.entries()
    assert entry is not None
    assert entry.item
    assert entry.item.name == "a\ufffdb"


@pytest.mark.parametrize("text", ["[1e999]", "[NaN]", "[-Infinity]"])
def test_nan_and_infinity_are_refused(text: str) -> None:
    with pytest.raises(UnreadableResponseError):
        encode(json.loads(text))


COMPLETE = {
    "name": "Top 100",
    "owner": {"id": "somebody", "display_name": "Some Body"},
    "description": "",
    "followers": {"href": None, "total": 12.0},
    "snapshot_id": "AAAB",
    "external_urls": {"spotify": "https://open.spotify.com/playlist/p1"},
    "public": True,
    "collaborative": False,
    "images": [{"url": "https://i.scdn.co/1"}, {"url": "https://i.scdn.co/2"}],
}
HEADER = {
    "id": "p1",
    "name": "Top 100",
    "owner_id": "somebody",
    "owner_name": "Some Body",
    "description": "",
    "followers": 12,
    "snapshot_id": "AAAB",
    "url": "https://open.spotify.com/playlist/p1",
    "public": True,
    "collaborative": False,
    "image_url": "https://i.scdn.co/1",
}


def test_header_has_every_detail() -> None:
    header = playlist_header("p1", COMPLETE)

    assert header == HEADER
    assert isinstance(header["followers"], int)


def test_header_leaves_out_what_the_playlist_object_lacks() -> None:
    assert playlist_header("p1", {}) == {"id": "p1"}
    for key in COMPLETE:
        lacking = {name: value for name, value in COMPLETE.items() if name != key}
        header = playlist_header("p1", lacking)
        assert header.items() < HEADER.items()
        assert len(HEADER) - len(header) == (2 if key == "owner" else 1)


def test_header_shows_null_as_null() -> None:
    header = playlist_header("p1", dict.fromkeys(COMPLETE))

    assert header == {**dict.fromkeys(HEADER), "id": "p1"}


@pytest.mark.parametrize(
    ("playlist", "shown"),
    [
        ({"owner": {"id": "somebody", "display_name": None}}, {"owner_name": None}),
        ({"images": []}, {"image_url": None}),
        ({"images": [None]}, {"image_url": None}),
        ({"owner": {}}, {"owner_id": ..., "owner_name": ...}),
        ({"owner": "somebody"}, {"owner_id": ..., "owner_name": ...}),
        ({"name": 7}, {"name": ...}),
        ({"followers": {"total": -4419}}, {"followers": ...}),
        ({"followers": {"total": 1.5}}, {"followers": ...}),
        ({"followers": {"total": 1e300}}, {"followers": ...}),
        ({"followers": {"total": float("nan")}}, {"followers": ...}),
        ({"followers": {"total": True}}, {"followers": ...}),
        ({"followers": {"total": "12"}}, {"followers": ...}),
        ({"followers": 12}, {"followers": ...}),
        ({"public": "yes"}, {"public": ...}),
        ({"images": {"url": "x"}}, {"image_url": ...}),
    ],
)
def test_senseless_value_costs_its_detail_only(
    playlist: dict[str, Any], shown: dict[str, Any]
) -> None:
    expected = {**HEADER, **shown}
    kept = {name: value for name, value in expected.items() if value is not ...}

    assert playlist_header("p1", {**COMPLETE, **playlist}) == kept


def test_user_id_in_a_file_name_is_percent_encoded() -> None:
    assert file_name("liked.some.body", TIME) == "liked.some.body/20261122T060003Z.jsonl"
    assert file_name("liked.a/b é", TIME) == "liked.a%2Fb%20%C3%A9/20261122T060003Z.jsonl"
