"""Files that the decoder refuses, and the line and place in its message."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glue_jobs.raw_format.decode import RawFile, UnreadableRawFileError, decode_raw_file
from tests.unit.glue_jobs.payloads import (
    Json,
    album,
    artist,
    entry,
    image,
    page,
    playlist,
    raw_line,
    raw_object,
    track,
    without,
    write_line,
)

GOOD = raw_line(entry(track(name="NAME")))


def reason(body: bytes) -> str:
    with pytest.raises(UnreadableRawFileError) as caught:
        decode_raw_file(body)
    return str(caught.value)


def holding(**fields: Any) -> bytes:
    """Return a raw file with one track of these fields."""
    return raw_line(entry(track(**fields)))


ITEM = "$.page.items[0].item"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (holding(id=5), f"{ITEM}.id"),
        (holding(type=["track"]), f"{ITEM}.type"),
        (holding(name={}), f"{ITEM}.name"),
        (holding(is_local="no"), f"{ITEM}.is_local"),
        (holding(duration_ms="180000"), f"{ITEM}.duration_ms"),
        (holding(explicit=1), f"{ITEM}.explicit"),
        (holding(popularity=True), f"{ITEM}.popularity"),
        (holding(disc_number=[]), f"{ITEM}.disc_number"),
        (holding(track_number={}), f"{ITEM}.track_number"),
        (holding(external_ids=[]), f"{ITEM}.external_ids"),
        (holding(external_ids={"isrc": 1}), f"{ITEM}.external_ids.isrc"),
        (holding(external_urls={"spotify": 1}), f"{ITEM}.external_urls.spotify"),
        (holding(album="album1"), f"{ITEM}.album"),
        (holding(album=album(release_date=1996)), f"{ITEM}.album.release_date"),
        (holding(album=album(total_tracks="1")), f"{ITEM}.album.total_tracks"),
        (holding(album=album(images=[image(), image(url=1)])), f"{ITEM}.album.images[1].url"),
        (holding(album=album(artists={})), f"{ITEM}.album.artists"),
        (holding(artists=[artist(), None, artist(id=3)]), f"{ITEM}.artists[2].id"),
        (raw_line(None, entry(item="track1")), "$.page.items[1].item"),
        (raw_line(entry(track(name=0), under="track")), "$.page.items[0].track.name"),
        (raw_line(entry(track(), added_at=0)), "$.page.items[0].added_at"),
        (raw_line(entry(track(), added_by={"id": 1})), "$.page.items[0].added_by.id"),
        (raw_line(entry(track(), is_local="x")), "$.page.items[0].is_local"),
        (raw_line(page=page(items=[None, []])), "$.page.items[1]"),
        (raw_line(page=page(items={})), "$.page.items"),
        (raw_line(page=page(items=None)), "$.page.items"),
        (raw_line(page=without(page(), "items")), "$.page"),
        (raw_line(page=None), "$.page"),
        (raw_line(page=[page()]), "$.page"),
        (raw_line(page=page() | {"offset": "0"}), "$.page.offset"),
        (raw_line(page=page(offset=-1)), "$.page.offset"),
        (raw_line(page=page(offset=2**31)), "$.page.offset"),
        (raw_line(playlist=None), "$.playlist"),
        (raw_line(playlist=without(playlist(), "id")), "$.playlist"),
        (raw_line(playlist=playlist(id=None)), "$.playlist.id"),
        (raw_line(playlist=playlist(id="")), "$.playlist.id"),
        (raw_line(playlist=playlist(id=7)), "$.playlist.id"),
        (raw_line(format="spotify-playlist-page/2"), "$.format"),
        (raw_line(format=None), "$.format"),
        (raw_line(extracted_at=None), "$.extracted_at"),
        (raw_line(extracted_at=1795327203), "$.extracted_at"),
    ],
)
def test_wrong_type_is_refused_with_its_json_path(body: bytes, path: str) -> None:
    assert re.fullmatch(rf"line 1: .+ - at `{re.escape(path)}`", reason(body))


@pytest.mark.parametrize("name", ["format", "playlist", "extracted_at", "page"])
def test_line_without_a_required_field_is_refused(name: str) -> None:
    body = write_line(without(raw_object(), name))

    assert reason(body) == f"line 1: Object missing required field `{name}`"


@pytest.mark.parametrize(
    ("number", "path"),
    [
        (2**31, f"{ITEM}.popularity"),
        (-(2**31) - 1, f"{ITEM}.popularity"),
        (2.0**31, f"{ITEM}.popularity"),
        (10**30, f"{ITEM}.popularity"),
        (10**400, f"{ITEM}.popularity"),
    ],
)
def test_number_too_large_for_its_column_is_refused(number: float, path: str) -> None:
    assert reason(holding(popularity=number)).endswith(f"at `{path}`")


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity", b"undefined", b"None", b"'x'"])
def test_invalid_json_is_refused_with_its_byte(word: bytes) -> None:
    body = holding(popularity=777).replace(b"777", word)

    at = re.fullmatch(r"line 1: JSON is malformed: .+ \(byte (\d+)\)", reason(body))
    assert at is not None
    assert 0 <= int(at[1]) - body.index(word) <= 1  # at the word, or after its minus sign


@pytest.mark.parametrize("kept", [1, 50, len(GOOD) // 2, len(GOOD) - 2])
def test_truncated_line_is_refused(kept: int) -> None:
    assert reason(GOOD[:kept]) == "line 1: Input data was truncated"


def test_truncated_later_line_is_refused_with_its_number() -> None:
    assert reason(GOOD + b"\n\r\n" + GOOD[:99]) == "line 4: Input data was truncated"


def test_file_with_a_good_and_a_bad_page_is_refused() -> None:
    assert reason(GOOD + holding(name=5) + GOOD).startswith("line 2: ")
    assert reason(holding(name=5) + GOOD + GOOD).startswith("line 1: ")


@pytest.mark.parametrize("more", [b"{}", b",", b"]", GOOD])
def test_trailing_characters_are_refused(more: bytes) -> None:
    assert reason(GOOD.rstrip() + b" " + more).startswith(
        "line 1: JSON is malformed: trailing characters (byte "
    )


def test_object_on_several_lines_is_refused() -> None:
    assert reason(json.dumps(raw_object(), indent=1).encode()).startswith("line 1: ")


@pytest.mark.parametrize("line", [b"null", b"[]", b'"text"', b"17", b"true"])
def test_line_that_is_not_an_object_is_refused(line: bytes) -> None:
    assert reason(line).startswith("line 1: Expected `object`, got ")


def test_empty_file_is_refused() -> None:
    assert reason(b"") == "the file is empty"


@pytest.mark.parametrize("body", [b"\n", b"\r\n\r\n", b" \n\t\n\n"])
def test_file_of_blank_lines_is_refused(body: bytes) -> None:
    assert reason(body) == "the file holds no page"


def test_byte_order_mark_is_refused() -> None:
    assert reason(b"\xef\xbb\xbf" + GOOD) == (
        "line 1: JSON is malformed: invalid character (byte 0)"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_are_refused(encoding: str) -> None:
    assert reason(GOOD.decode().encode(encoding)).startswith("line 1: ")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (b"\xff", "invalid start byte"),
        (b"\xe9t\xe9", "invalid continuation byte"),  # ete with accents, in Latin-1
        (b"\xed\xa0\x80", "invalid continuation byte"),  # half a surrogate pair
        (b"\xc0\xaf", "invalid start byte"),  # a slash, written too long
    ],
)
def test_invalid_utf8_is_refused_with_its_byte(wrong: bytes, why: str) -> None:
    bad = GOOD.replace(b"NAME", b"a name " + wrong)

    assert reason(GOOD + bad) == f"line 2: not UTF-8: {why} (byte {bad.index(wrong)})"


@pytest.mark.parametrize("half", [rb"\ud800", rb"\udc00", rb"\ud83d\u0041", rb"\ud83dx"])
def test_half_a_surrogate_pair_is_refused(half: bytes) -> None:
    assert reason(GOOD.replace(b"NAME", half)).startswith("line 1: JSON is malformed: ")


@pytest.mark.parametrize("character", [b"\x00", b"\x01", b"\x1f", b"\t"])
def test_unescaped_control_character_is_refused(character: bytes) -> None:
    body = GOOD.replace(b"NAME", character)

    assert reason(body).endswith(f"invalid character (byte {body.index(character)})")


@pytest.mark.parametrize("depth", [100_000])
def test_deep_nesting_is_refused_in_unused_fields_too(depth: int) -> None:
    deep = b"[" * depth + b"]" * depth

    assert reason(raw_line(more="DEEP").replace(b'"DEEP"', deep)) == "line 1: nested too deeply"


@pytest.mark.parametrize(
    "extracted_at",
    [
        "2026-11-22T06:00:03",
        "2026-11-22",
        "",
        "yesterday",
        "2026-02-30T00:00:00Z",
        "2026-11-22T25:00:00Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
    ],
)
def test_extracted_at_without_zone_is_refused(extracted_at: str) -> None:
    assert reason(raw_line(extracted_at=extracted_at)).endswith(" - at `$.extracted_at`")


@pytest.mark.parametrize("extracted_at", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"])
def test_extracted_at_outside_the_calendar_is_refused(extracted_at: str) -> None:
    body = raw_line(extracted_at=extracted_at)

    assert reason(body) == "line 1: extracted_at lies outside the calendar"


def test_two_playlists_in_one_file_are_refused() -> None:
    body = raw_line(playlist_id="p1") + b"\n" + raw_line(playlist_id="p2")

    assert reason(body) == "line 3: playlist 'p2', after 'p1'"


def test_two_extractions_in_one_file_are_refused() -> None:
    body = raw_line(extracted_at="2026-11-22T06:00:03Z")
    body += raw_line(extracted_at="2026-11-22T06:00:04Z")

    assert reason(body) == "line 2: another extracted_at than before"


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([entry(under="neither")], id="one"),
        pytest.param([{}, {}], id="all that is left is nothing"),
        pytest.param([None, {}, None], id="null entries do not count"),
    ],
)
def test_entries_emptied_by_a_fields_filter_are_refused(entries: list[Json | None]) -> None:
    emptied = sum(item is not None for item in entries)

    assert reason(raw_line(*entries)) == (
        f"none of the {emptied} entries has an `item` or a `track`: "
        "fetch the playlist without a `fields` filter"
    )


def test_entries_emptied_on_all_pages_are_counted() -> None:
    assert reason(raw_line({}) + raw_line({}, {}, offset=1)).startswith("none of the 3 entries")


def decodes_or_is_refused(body: bytes) -> None:
    try:
        assert isinstance(decode_raw_file(body), RawFile)
    except UnreadableRawFileError as error:
        assert str(error)  # noqa: PT017 - any reason will do, any other exception will not


@given(st.binary(max_size=80))
def test_any_bytes_are_decoded_or_refused(body: bytes) -> None:
    decodes_or_is_refused(body)
    decodes_or_is_refused(GOOD + body)


@given(at=st.integers(0, len(GOOD)), cut=st.integers(0, 9), put=st.binary(max_size=4))
def test_any_damage_to_a_good_file_is_decoded_or_refused(at: int, cut: int, put: bytes) -> None:
    decodes_or_is_refused(GOOD[:at] + put + GOOD[at + cut :])


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)


@given(
    name=st.sampled_from(sorted({*track(), *entry(), *page()})),
    value=LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(st.just("items"), LEAVES),
)
def test_any_value_anywhere_is_decoded_or_refused(name: str, value: object) -> None:
    item = entry(track(**{name: value})) | {name: value}

    decodes_or_is_refused(json.dumps(raw_object(page=page(item) | {name: value})).encode())
