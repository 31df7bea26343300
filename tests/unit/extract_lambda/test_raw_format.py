import json
from datetime import UTC, datetime
from typing import Any

import pytest

from extract_lambda.errors import UnreadableAnswerError
from extract_lambda.raw_format import encode, file_name, playlist_header, raw_file
from glue_jobs.raw_format.decode import decode_raw_file

TIME = datetime(2026, 11, 22, 6, 0, 3, tzinfo=UTC)


def test_the_key_is_made_of_playlist_and_time_without_colons() -> None:
    assert file_name("p1", TIME) == "p1/20261122T060003Z.jsonl"


def test_each_page_is_a_line_and_each_line_ends() -> None:
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
def test_json_is_written_as_it_was_read(text: str) -> None:
    assert encode(json.loads(text)).decode() == text


def test_a_pair_of_surrogates_is_a_character_and_a_lone_one_is_replaced() -> None:
    document = json.loads('["\\ud83c\\udfa7", "a\\ud83cb", "\\udfa7"]')

    assert json.loads(encode(document)) == ["🎧", "a\ufffdb", "\ufffd"]


def test_a_file_with_a_lone_surrogate_can_be_read() -> None:
    page = json.loads('{"items": [{"item": {"id": "1", "name": "a\\ud83cb"}}]}')

    raw = decode_raw_file(raw_file({"id": "p1"}, TIME, [encode(page)]))

    ((_, entry),) = raw.entries()
    assert entry is not None
    assert entry.item
    assert entry.item.name == "a\ufffdb"


@pytest.mark.parametrize("text", ["[1e999]", "[NaN]", "[-Infinity]"])
def test_what_is_no_json_number_is_refused(text: str) -> None:
    with pytest.raises(UnreadableAnswerError):
        encode(json.loads(text))


@pytest.mark.parametrize(
    "playlist", [{}, {"owner": None, "followers": None, "external_urls": None}]
)
def test_of_a_playlist_only_the_id_is_certain(playlist: dict[str, Any]) -> None:
    header = playlist_header("p1", playlist)

    assert header.pop("id") == "p1"
    assert set(header.values()) == {None}
    assert len(header) == 7
