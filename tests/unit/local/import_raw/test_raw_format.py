import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from cli.errors import UserError
from local.import_raw.raw_format import (
    PlaylistHeader,
    RawFile,
    iso_utc,
    on_one_line,
    read_line,
    write_line,
)

LINE = (
    b'{"format": "spotify-playlist-page/1", "playlist": {"id": "p1", "extra": 1}, '
    b'"extracted_at": "2026-11-22T06:00:03Z", "page": {"items": [{}, {}]}}'
)


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (datetime(2026, 11, 22, 6, 0, 3, 999_999, tzinfo=UTC), "2026-11-22T06:00:03Z"),
        (datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=2))), "2025-12-31T23:00:00Z"),
        (datetime(987, 6, 5, tzinfo=UTC), "0987-06-05T00:00:00Z"),
    ],
)
def test_time_is_written_in_utc_and_whole_seconds(time: datetime, text: str) -> None:
    assert iso_utc(time) == text


def test_document_is_written_on_one_line_with_its_values_verbatim() -> None:
    document = b'{\n "a" : [1E400, 12345678901234567890123, 1.0 ],\n "b": "\\u0000\\/ x",\n "b": 2}'

    assert on_one_line(document) == (
        b'{"a":[1E400,12345678901234567890123,1.0],"b":"\\u0000\\/ x","b":2}'
    )


def test_line_has_format_header_time_and_page() -> None:
    header = PlaylistHeader("p1", "Täglich", "o1", "Owner", None, 3, image_url="https://i")
    time = datetime(2026, 11, 22, 6, 0, 3, tzinfo=UTC)

    line = write_line(header, time, b'{"items":[]}')

    assert json.loads(line) == {
        "format": "spotify-playlist-page/1",
        "playlist": {
            "id": "p1",
            "name": "Täglich",
            "owner_id": "o1",
            "owner_name": "Owner",
            "description": None,
            "followers": 3,
            "image_url": "https://i",
        },
        "extracted_at": "2026-11-22T06:00:03Z",
        "page": {"items": []},
    }
    assert line.index(b"\n") == len(line) - 1


def test_raw_line_is_kept_byte_for_byte() -> None:
    raw_file = read_line(b"  " + LINE + b"\r\n")

    assert raw_file.lines == [LINE + b"\n"]
    assert (raw_file.playlist_id, raw_file.entries) == ("p1", 2)
    assert raw_file.extracted_at == datetime(2026, 11, 22, 6, 0, 3, tzinfo=UTC)


def test_raw_line_on_several_lines_is_joined() -> None:
    spread = LINE.replace(b", ", b",\n  ")

    assert json.loads(spread) == json.loads(LINE)
    assert read_line(spread).lines == [
        b'{"format":"spotify-playlist-page/1","playlist":{"id":"p1","extra":1},'
        b'"extracted_at":"2026-11-22T06:00:03Z","page":{"items":[{},{}]}}\n'
    ]


def test_time_outside_the_calendar_is_refused() -> None:
    line = LINE.replace(b"2026-11-22T06:00:03Z", b"0001-01-01T00:00:00+05:00")

    with pytest.raises(UserError, match="extracted_at is outside the years"):
        read_line(line)


def test_raw_file_continues_on_the_following_lines() -> None:
    raw_file = RawFile("p1", datetime(2026, 1, 1, tzinfo=UTC), 1, [b"1\n"])
    raw_file.extend(RawFile("p1", datetime(2026, 1, 1, tzinfo=UTC), 2, [b"2\n", b"3\n"]))

    assert raw_file.lines == [b"1\n", b"2\n", b"3\n"]
    assert raw_file.entries == 3
