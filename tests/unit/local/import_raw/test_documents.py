import json
import re
from datetime import UTC, datetime

import pytest

from cli.errors import UserError
from local.import_raw.documents import find_playlists
from local.import_raw.raw_format import RawFile
from local.import_raw.shapes import FoundPlaylist

FIRST = b'{"href":"https://x/v1/playlists/a/items","items":[{"item":{"id":"t1"}}],"offset":0}'
SECOND = b'{"href":"https://x/v1/playlists/a/items","items":[{"item":{"id":"t2"}}],"offset":50}'
OTHER = b'{"href":"https://x/v1/playlists/b/items","items":[{"item":{"id":"t3"}}],"offset":50}'
NAMELESS = b'{"items":[{"item":{"id":"t4"}}]}'
PLAYLIST = b'{"id":"a","tracks":{"items":[{"track":{"id":"t5"}}],"offset":0}}'
TRACKS = b'{"items":[{"track":{"id":"t5"}}],"offset":0}'
ENTRY = b'{"track":{"id":"t6"}}'


def raw_line(playlist_id: str, time: str, track: str) -> bytes:
    line = {
        "format": "spotify-playlist-page/1",
        "playlist": {"id": playlist_id},
        "extracted_at": time,
        "page": {"items": [{"item": {"id": track}}]},
    }
    return json.dumps(line).encode()


def pages(found: list[FoundPlaylist | RawFile]) -> list[tuple[str | None, list[bytes]]]:
    playlists = [playlist for playlist in found if isinstance(playlist, FoundPlaylist)]
    assert len(playlists) == len(found)
    return [(playlist.header.id, playlist.pages) for playlist in playlists]


def both_ways(*documents: bytes) -> list[list[FoundPlaylist | RawFile]]:
    return [
        find_playlists(b"[" + b", ".join(documents) + b"]", lines=False),
        find_playlists(b"\n\n".join(documents) + b"\r\n", lines=True),
    ]


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ([FIRST], [("a", [FIRST])]),
        ([PLAYLIST], [("a", [TRACKS])]),
        ([FIRST, SECOND, OTHER], [("a", [FIRST, SECOND]), ("b", [OTHER])]),
        # A page at offset 0 begins the playlist anew, as a playlist object does.
        ([FIRST, SECOND, FIRST], [("a", [FIRST, SECOND]), ("a", [FIRST])]),
        ([PLAYLIST, PLAYLIST], [("a", [TRACKS]), ("a", [TRACKS])]),
        ([PLAYLIST, SECOND], [("a", [TRACKS, SECOND])]),
        # A page that does not name its playlist belongs to the one before it.
        ([FIRST, NAMELESS], [("a", [FIRST, NAMELESS])]),
        ([NAMELESS, NAMELESS], [(None, [NAMELESS, NAMELESS])]),
        ([NAMELESS, FIRST], [(None, [NAMELESS]), ("a", [FIRST])]),
        ([ENTRY, b"{}"], [(None, [b'{"items":[{"track":{"id":"t6"}},{}],"offset":0,"total":2}'])]),
    ],
)
def test_a_list_and_lines_hold_the_same_playlists(
    documents: list[bytes], expected: list[tuple[str | None, list[bytes]]]
) -> None:
    for found in both_ways(*documents):
        assert pages(found) == expected


def test_the_pages_of_a_playlist_count_together() -> None:
    newer = SECOND.replace(b'{"item"', b'{"added_at":"2024-01-01T00:00:00Z","item"')

    for found in both_ways(FIRST, newer):
        (playlist,) = found
        assert isinstance(playlist, FoundPlaylist)
        assert playlist.entries == 2
        assert playlist.newest_added_at == datetime(2024, 1, 1, tzinfo=UTC)


def test_a_single_object_is_read() -> None:
    assert pages(find_playlists(b"\n" + PLAYLIST + b"\n", lines=False)) == [("a", [TRACKS])]
    assert pages(find_playlists(ENTRY, lines=False)) == [
        (None, [b'{"items":[{"track":{"id":"t6"}}],"offset":0,"total":1}'])
    ]


def test_a_byte_order_mark_is_tolerated() -> None:
    bom = b"\xef\xbb\xbf"

    assert pages(find_playlists(bom + FIRST, lines=False)) == [("a", [FIRST])]
    assert pages(find_playlists(bom + FIRST, lines=True)) == [("a", [FIRST])]


def test_raw_lines_are_grouped_by_playlist_and_time_wherever_they_stand() -> None:
    lines = [
        raw_line("a", "2026-11-22T06:00:03Z", "t1"),
        raw_line("b", "2026-11-22T06:00:03Z", "t2"),
        raw_line("a", "2026-11-23T06:00:03Z", "t3"),
        raw_line("a", "2026-11-22T06:00:03Z", "t4"),
    ]

    for found in both_ways(*lines):
        assert all(isinstance(raw_file, RawFile) for raw_file in found)
        assert [raw_file.lines for raw_file in found if isinstance(raw_file, RawFile)] == [
            [lines[0] + b"\n", lines[3] + b"\n"],
            [lines[1] + b"\n"],
            [lines[2] + b"\n"],
        ]
        assert [raw_file.entries for raw_file in found] == [2, 1, 1]


DEEP = b'{"items":[{"track":' + b"[" * 5000 + b"]" * 5000 + b"}]}"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty: get it again"),
        (b" \n\t", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b" <html>", r"\$: not JSON: .*\(byte 1\): get the file again"),
        (FIRST[:40], r"\$: not JSON: Input data was truncated"),
        (b"[" + FIRST, r"\$: not JSON: Input data was truncated"),
        (b'{"items":[{"track":NaN}]}', r"\$: not JSON: .*\(byte 19\)"),
        (b'{"items":[{"track":{"x":-Infinity}}]}', r"\$: not JSON: .*\(byte 25\)"),
        (b'{"items":[]}\n{"items":[]}', r"trailing characters \(byte 14\): .*the ending \.jsonl$"),
        (b'{"items":[{"track":{"name":"\xff"}}]}', "not UTF-8 at byte 28: save it as UTF-8"),
        ("[]".encode("utf-16"), "not UTF-8 at byte 0"),
        (b'"text"', r"\$: Expected `object \| null`, got `str`: expected an API page"),
        (b"null", r"\$: neither a page, a playlist nor an entry: expected an API page"),
        (b'{"name":"x"}', r"\$: neither a page"),
        (b"[]", r"\$: an empty list"),
        (b"[" + PLAYLIST + b",3]", r"\$\[1\]: Expected `object \| null`, got `int`"),
        (b"[" + PLAYLIST + b',{"id":"b"}]', r"\$\[1\]: neither a page"),
        (b"[" + PLAYLIST + b',{"tracks":{"total":1}}]', r"\$\[1\]: a playlist without its entries"),
        (b"[" + PLAYLIST + b"," + ENTRY + b"]", r"\$\[1\]: a playlist entry among pages"),
        (b'{"items":[5]}', r"\$: Expected `object \| null`, got `int` - at `\$.items\[0\]`"),
        (b'{"items":[{"name":"x"}]}', r"\$: its items are no playlist entries"),
        (b'{"id":5,"tracks":{"items":[]}}', r"\$: Expected `str \| null`, got `int` - at `\$.id`"),
        (
            b'{"followers":{"total":12345678901234567890123},"tracks":{"items":[]}}',
            r"\$: .* - at `\$.followers.total`",
        ),
        (DEEP, r"\$: nested too deeply"),
        (b"[" + DEEP + b"]", r"\$: nested too deeply"),
        (b'{"format":"spotify-playlist-page/2"}', r"\$: Invalid enum value .* at `\$.format`"),
        (raw_line("", "2026-11-22T06:00:03Z", "t"), r"\$: .* - at `\$.playlist.id`"),
        (raw_line("a", "2026-11-22T06:00:03", "t"), r"\$: .* timezone .* `\$.extracted_at`"),
    ],
)
def test_what_cannot_be_read_says_what_where_and_the_way_out(data: bytes, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        find_playlists(data, lines=False)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"items":[', "line 3: not JSON: Input data was truncated"),
        (b"[" + PLAYLIST + b"]", r"line 3: Expected `object \| null`, got `array`"),
        (b'{"items":[{}]}', "line 3: its items are no playlist entries"),
        (DEEP, "line 3: nested too deeply"),
    ],
)
def test_one_bad_line_is_named_and_refuses_the_file(line: bytes, reason: str) -> None:
    with pytest.raises(UserError, match="^" + reason):
        find_playlists(FIRST + b"\n\n" + line + b"\n" + SECOND + b"\n", lines=True)


@pytest.mark.parametrize("offset", [0, 1, 2, 3])
def test_utf_8_is_checked_across_the_chunks_it_is_checked_in(offset: int) -> None:
    chunk = 1024**2
    # The four bytes of the character lie around the border between two chunks.
    head = b'{"items":[{"track":{"x":"'
    head += b"a" * (chunk - len(head) - offset)
    sound = head + "\U0001f3b5".encode() + b'"}}]}'
    broken = head + b"\xf0\x9f\x8e" + b'"}}]}'

    assert pages(find_playlists(sound, lines=False)) == [(None, [sound])]
    with pytest.raises(UserError, match=re.escape(f"not UTF-8 at byte {chunk - offset}:")):
        find_playlists(broken, lines=False)
