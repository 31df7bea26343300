from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from glue_jobs.raw_format.decode import RawFile, decode_raw_file, entry_track, entry_type
from glue_jobs.raw_format.payload import Entry, Track, TrackItem
from tests.unit.glue_jobs.payloads import (
    Json,
    album,
    artist,
    at,
    entry,
    episode,
    episode_as_track,
    local_track,
    page,
    playlist,
    raw_line,
    raw_object,
    track,
    without,
    write_line,
)


def positions(raw_file: RawFile) -> list[int]:
    return [position for position, _ in raw_file.entries()]


def type_of(item: Json | None) -> str:
    ((_, decoded),) = decode_raw_file(raw_line(item)).entries()
    return entry_type(decoded, entry_track(decoded))


def test_playlist_and_time_of_a_raw_file() -> None:
    header = playlist(
        "p1",
        name="Top",
        owner_id="o1",
        owner_name="Owner",
        description="d",
        followers=7,
        url="https://p1",
    )
    raw_file = decode_raw_file(raw_line(playlist=header, extracted_at="2026-11-22T06:00:03Z"))

    found = raw_file.playlist
    assert (found.id, found.name, found.owner_id, found.owner_name) == (
        "p1",
        "Top",
        "o1",
        "Owner",
    )
    assert (found.description, found.followers, found.url) == ("d", 7, "https://p1")
    assert raw_file.extracted_at == at("2026-11-22T06:00:03")


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("2026-11-22T08:00:03+02:00", at("2026-11-22T06:00:03")),
        ("2026-12-31T23:00:00-05:00", at("2027-01-01T04:00:00")),
        ("2026-11-22T06:00:03.25Z", at("2026-11-22T06:00:03.250000")),
    ],
)
def test_extracted_at_is_converted_to_utc(written: str, stored: datetime) -> None:
    assert decode_raw_file(raw_line(extracted_at=written)).extracted_at == stored


def test_each_line_is_a_page() -> None:
    body = raw_line(entry(track("t1")), entry(track("t2"))) + raw_line(entry(track("t3")), offset=2)
    raw_file = decode_raw_file(body)

    tracks = [entry_track(item) for _, item in raw_file.entries()]
    assert [item.id for item in tracks if item] == ["t1", "t2", "t3"]
    assert positions(raw_file) == [1, 2, 3]


def test_equal_times_in_different_zones() -> None:
    body = raw_line(None, extracted_at="2026-11-22T06:00:03Z")
    body += raw_line(None, extracted_at="2026-11-22T07:00:03+01:00", offset=1)

    assert positions(decode_raw_file(body)) == [1, 2]


def test_blank_lines_and_crlf() -> None:
    line = raw_line(None).rstrip()
    body = b"\r\n" + line + b"\r\n \t\r\n\n" + line

    assert positions(decode_raw_file(body)) == [1, 2]


def test_last_line_without_newline() -> None:
    assert positions(decode_raw_file(raw_line(None).rstrip())) == [1]


@pytest.mark.parametrize(
    "name", ["a\u2028b", "a\u2029b", "a\u0085b", "a\u200bb", "a\\nb", "\U0001f3b5"]
)
def test_only_a_newline_ends_a_line(name: str) -> None:
    body = raw_line(entry(track(name=name)))
    ((_, item),) = decode_raw_file(body).entries()
    found = entry_track(item)

    assert name.encode() in body.replace(b"\\\\", b"\\")  # the name is not escaped in the body
    assert found is not None
    assert found.name == name


def test_unused_fields_may_have_any_value() -> None:
    line = raw_object(
        entry(track(available_markets=None, preview_url=3, uri=["x"], track="?"), primary_color=0),
        playlist=playlist("p1", snapshot_id=7, images=None),
    )
    line["page"] |= {"total": "many", "next": {}, "limit": None}

    assert positions(decode_raw_file(write_line(line | {"more": [1]}))) == [1]


def test_optional_fields_may_be_absent_or_null() -> None:
    nulls = dict.fromkeys(track())
    body = write_line(
        {
            "format": "spotify-playlist-page/1",
            "playlist": {"id": "p1"},
            "extracted_at": "2026-11-22T06:00:03Z",
            "page": {
                "items": [
                    {"item": {}},
                    {"item": nulls, "added_at": None, "is_local": None},
                    {"item": track(album=dict.fromkeys(album()), artists=[None])},
                    {"item": track(album=album(artists=[None, {}], images=[None, {}]))},
                    {"item": track(artists=[dict.fromkeys(artist())], external_ids={})},
                ]
            },
        }
    )

    assert positions(decode_raw_file(body)) == [1, 2, 3, 4, 5]


def test_whole_number_with_a_decimal_point() -> None:
    written = track(duration_ms=180000.0, popularity=12.0, disc_number=1.0, track_number=3.0)
    ((_, item),) = decode_raw_file(
        raw_line(entry(written), playlist=playlist(followers=5.0))
    ).entries()
    found = entry_track(item)

    assert found is not None
    assert (found.duration_ms, found.popularity) == (180_000, 12)
    assert (found.disc_number, found.track_number) == (1, 3)


@pytest.mark.parametrize("followers", [0, 2**63 - 1, 0.0, 2.0**53])
def test_followers_up_to_the_columns_limits(followers: float) -> None:
    raw_file = decode_raw_file(raw_line(playlist=playlist(followers=followers)))

    assert raw_file.playlist.followers == followers


def test_numbers_up_to_the_columns_limits() -> None:
    longest = track(duration_ms=2**31 - 1, popularity=-(2**31))
    ((_, item),) = decode_raw_file(raw_line(entry(longest))).entries()
    found = entry_track(item)

    assert found is not None
    assert (found.duration_ms, found.popularity) == (2_147_483_647, -2_147_483_648)


@pytest.mark.parametrize("under", ["item", "track", "both"])
def test_track_under_item_track_or_both(under: str) -> None:
    found = decode_raw_file(raw_line(entry(track("t1"), under=under)))  # type: ignore[arg-type]

    assert [getattr(entry_track(item), "id", None) for _, item in found.entries()] == ["t1"]


@pytest.mark.parametrize(
    ("item", "song_id"),
    [
        (entry(under="neither", item=track("new"), track=track("old")), "new"),
        (entry(under="neither", item=None, track=track("old")), "old"),
        (entry(under="neither", item=track("new"), track=None), "new"),
        (entry(under="both"), None),
        (entry(under="item"), None),
        (entry(under="track"), None),
        (None, None),
    ],
)
def test_item_wins_over_track_unless_null(item: Json | None, song_id: str | None) -> None:
    ((_, decoded),) = decode_raw_file(raw_line(item)).entries()

    assert getattr(entry_track(decoded), "id", None) == song_id


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        pytest.param(entry(track()), "track", id="a track"),
        pytest.param(entry(without(track(), "type")), "track", id="a track without a type"),
        pytest.param(entry(track(type=None)), "track", id="a track with a null type"),
        pytest.param(entry(track(is_local=None)), "track", id="a track of unknown place"),
        pytest.param(
            entry(track(track=False, episode=True)), "track", id="a track that calls itself episode"
        ),
        pytest.param(entry(episode()), "episode", id="an episode"),
        pytest.param(entry(episode_as_track()), "episode", id="an episode shaped like a track"),
        pytest.param(entry(episode(id=None)), "episode", id="an episode without an id"),
        pytest.param(entry(local_track()), "local", id="a local track"),
        pytest.param(
            entry(local_track(is_local=None), is_local=True), "local", id="local says the entry"
        ),
        pytest.param(
            entry(local_track(), is_local=False), "local", id="local says the track alone"
        ),
        pytest.param(
            entry(local_track(id="t1"), is_local=True), "local", id="a local track with an id"
        ),
        pytest.param(entry(), "unavailable", id="a null track"),
        pytest.param(entry(is_local=True), "unavailable", id="a null track with is_local"),
        pytest.param(None, "unavailable", id="a null entry"),
        pytest.param(entry({}), "unavailable", id="an empty track"),
        pytest.param(entry(track(id=None)), "unavailable", id="a track with a null id"),
        pytest.param(entry(track(id="")), "unavailable", id="a track with an empty id"),
        pytest.param(entry(without(track(), "id")), "unavailable", id="a track without an id"),
        pytest.param(entry(track(type="audiobook")), "unavailable", id="an unknown type"),
        pytest.param(entry(track(type="")), "unavailable", id="an empty type"),
        pytest.param(entry(track(type="Track")), "unavailable", id="a type in capitals"),
    ],
)
def test_entry_type(item: Json | None, kind: str) -> None:
    assert type_of(item) == kind


def test_empty_entries_are_accepted_if_one_has_a_track() -> None:
    raw_file = decode_raw_file(raw_line(entry(under="neither"), entry(under="item")))

    types = [entry_type(item, entry_track(item)) for _, item in raw_file.entries()]
    assert types == ["unavailable", "unavailable"]


def test_null_entries_are_accepted() -> None:
    assert positions(decode_raw_file(raw_line(None, None))) == [1, 2]


def test_empty_playlist_is_accepted() -> None:
    assert positions(decode_raw_file(raw_line())) == []


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        pytest.param([(0, 2), (2, 2)], [1, 2, 3, 4], id="pages that meet"),
        pytest.param([(100, 2)], [101, 102], id="a page stored alone keeps its places"),
        pytest.param([(0, 2), (50, 1)], [1, 2, 51], id="a page is missing between"),
        pytest.param([(0, 3), (2, 2)], [1, 2, 3, 4, 5], id="pages that overlap"),
        pytest.param([(50, 1), (0, 2)], [51, 52, 53], id="pages out of order"),
        pytest.param([(0, 2), (0, 2)], [1, 2, 3, 4], id="one offset twice"),
        pytest.param([(None, 2), (None, 1)], [1, 2, 3], id="pages without offsets"),
        pytest.param([(10, 1), (None, 1)], [11, 12], id="one page without an offset"),
        pytest.param([(0, 0), (5, 1)], [6], id="an empty page"),
        pytest.param([(50.0, 1)], [51], id="an offset written 50.0"),
    ],
)
def test_positions_of_entries(
    pages: Sequence[tuple[float | None, int]], expected: list[int]
) -> None:
    body = b"".join(raw_line(*[None] * count, offset=offset) for offset, count in pages)

    assert positions(decode_raw_file(body)) == expected


def test_pages_without_offset() -> None:
    body = raw_line(page=without(page(None, None), "offset"))

    assert positions(decode_raw_file(body)) == [1, 2]


@given(st.lists(st.tuples(st.none() | st.integers(0, 30), st.integers(0, 4)), min_size=1))
def test_positions_are_unique_and_complete(
    pages: list[tuple[int | None, int]],
) -> None:
    body = b"".join(raw_line(*[None] * count, offset=offset) for offset, count in pages)
    found = positions(decode_raw_file(body))

    assert len(found) == sum(count for _, count in pages)
    assert found == sorted(set(found))
    assert min(found, default=1) >= 1


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), min_size=1))
def test_positions_of_pages_that_do_not_overlap(gaps: list[tuple[int, int]]) -> None:
    body, expected, end = b"", [], 0
    for gap, count in gaps:
        start = end + gap
        end = start + count
        body += raw_line(*[None] * count, offset=start)
        expected += list(range(start + 1, end + 1))

    assert positions(decode_raw_file(body)) == expected


def test_track_is_used_if_item_is_empty() -> None:
    # As after a `fields` filter with only the older key.
    both: Entry[TrackItem] = Entry(item=Track(), track=Track(id="song1", type="track"))
    assert entry_track(both) == Track(id="song1", type="track")
    assert entry_track(Entry(item=Track())) == Track()


@pytest.mark.parametrize(
    "detail",
    [
        {"followers": -1},
        {"followers": 12.5},
        {"followers": "1,234"},
        {"followers": {"total": 3}},
        {"followers": 2**63},
        {"followers": 1e300},
        {"name": 7},
        {"name": "x" * (2**20 + 1)},
        {"description": ["a"]},
        {"public": "yes"},
        {"image_url": {"url": "https://i"}},
    ],
)
def test_invalid_playlist_detail_counts_as_absent(detail: Json) -> None:
    (name,) = detail
    header = decode_raw_file(raw_line(playlist=playlist("p1") | detail)).playlist

    assert getattr(header, name) is UNSET
    assert header.owner_name == "Owner"


def test_null_playlist_detail_is_kept() -> None:
    header = decode_raw_file(raw_line(playlist={"id": "p1", "description": None})).playlist

    assert header.description is None
    assert header.name is UNSET


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ([7], 7),
        ([7.0], 7),
        ([0], 0),
        ([7, 8], 8),  # the playlist changed while its pages were fetched
        ([7, None], 7),
        ([None], None),
        (["7"], None),
        ([-1], None),
        ([7.5], None),
        ([2**31], None),  # too large for the column
    ],
)
def test_total_is_that_of_the_last_page_with_one(
    totals: list[float | str | None], expected: int | None
) -> None:
    body = b"".join(raw_line(page=page(None, total=total)) for total in totals)

    assert decode_raw_file(body).total == expected


def test_total_is_none_if_no_page_has_one() -> None:
    assert decode_raw_file(raw_line(page=without(page(None), "total"))).total is None


@pytest.mark.parametrize(
    ("linked_from", "song_id"),
    [({"id": "asked"}, "asked"), ({"id": None}, "played"), ({}, "played"), (None, "played")],
)
def test_relinked_track_has_the_id_of_linked_from(linked_from: Json | None, song_id: str) -> None:
    raw_file = decode_raw_file(raw_line(entry(track("played", linked_from=linked_from))))

    ((_, item),) = raw_file.entries()
    found = entry_track(item)
    assert found
    assert found.song_id == song_id
    assert entry_type(item, found) == "track"
