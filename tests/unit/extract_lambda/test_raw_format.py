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


@pytest.mark.parametrize(
    "playlist", [{}, {"owner": None, "followers": None, "external_urls": None}]
)
def test_header_of_an_empty_playlist_object(playlist: dict[str, Any]) -> None:
    header = playlist_header("p1", playlist)

    assert header.pop("id") == "p1"
    assert set(header.values()) == {None}
    assert len(header) == 7
