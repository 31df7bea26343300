"""Pages that are shorter or longer than requested, empty, or overlapping."""

from collections.abc import Callable
from typing import Any

import pytest

from glue_jobs.raw_format.decode import decode_raw_file
from local.spotify_api import Fault
from tests.integration.extract_lambda.harness import (
    SMALL,
    TOP_100,
    Harness,
    Json,
    MakeHarness,
    of_length,
    served_pages,
)

ITEMS = f"{TOP_100}/items"


def requested_offsets(harness: Harness) -> list[int]:
    requests = harness.api.requests
    return [int(one.query["offset"]) for one in requests if one.path.endswith(ITEMS)]


def edit_pages(harness: Harness, edit: Callable[[Json], Json], **options: Any) -> None:
    harness.api.fail("GET", ITEMS, Fault(edit=edit), **{"times": None, **options})


@pytest.mark.parametrize(
    ("page_size", "offsets"), [(20, [0, 20, 40, 60, 80, 100]), (100, [0, 100]), (200, [0])]
)
def test_server_may_choose_the_page_size(
    make_harness: MakeHarness, page_size: int, offsets: list[int]
) -> None:
    harness = make_harness(page_size=page_size)
    harness.api.playlists[TOP_100] = of_length(120)

    (outcome, *_) = harness.run()["playlists"]

    assert outcome["entries"] == 120
    assert "note" not in outcome
    assert requested_offsets(harness) == offsets
    assert [line["page"] for line in harness.lines()] == served_pages(harness.api, TOP_100)
    raw = decode_raw_file(harness.raw_files()[outcome["key"]])
    assert [position for position, _ in raw.entries()] == list(range(1, 121))


@pytest.mark.parametrize("shown", [49, 20, 1])
def test_page_shorter_than_its_limit(harness: Harness, shown: int) -> None:
    harness.api.playlists[TOP_100] = of_length(60)
    edit_pages(harness, lambda page: {**page, "items": page["items"][:shown]})

    (outcome, *_) = harness.run()["playlists"]

    assert outcome["entries"] == 60
    assert "note" not in outcome


def test_last_page_without_next_is_not_the_end_if_more_are_counted(harness: Harness) -> None:
    harness.api.playlists[TOP_100] = of_length(120)
    edit_pages(harness, lambda page: {**page, "next": None})

    (outcome, *_) = harness.run()["playlists"]

    assert outcome["entries"] == 120
    assert "note" not in outcome
    assert requested_offsets(harness) == [0, 50, 100]


def test_empty_page_does_not_end_the_playlist(harness: Harness) -> None:
    harness.api.playlists[TOP_100] = of_length(120)
    edit_pages(harness, lambda page: {**page, "items": []}, after=1, times=1)

    (outcome, *_) = harness.run()["playlists"]

    assert outcome["entries"] == 120
    assert "note" not in outcome
    assert requested_offsets(harness) == [0, 50, 100] * 2


def test_page_that_is_always_empty_is_noted(harness: Harness) -> None:
    harness.api.playlists[TOP_100] = of_length(120)
    edit_pages(
        harness, lambda page: {**page, "items": [] if page["offset"] == 50 else page["items"]}
    )

    (outcome, *_) = harness.run()["playlists"]

    assert outcome["note"] == "Spotify counts 120 entries and shows 70"
    assert requested_offsets(harness) == [0, 50, 100] * 3
    raw = decode_raw_file(harness.raw_files()[outcome["key"]])
    places = [*range(1, 51), *range(101, 121)]
    assert [position for position, _ in raw.entries()] == places


def test_entries_counted_but_not_shown_are_noted_after_requesting_them_all(
    harness: Harness,
) -> None:
    harness.api.playlists[TOP_100] = of_length(60)
    edit_pages(harness, lambda page: {**page, "total": 120})

    (outcome, *_) = harness.run()["playlists"]

    assert outcome["status"] == "extracted"
    assert outcome["entries"] == 60
    assert outcome["note"] == "Spotify counts 120 entries and shows 60"
    assert requested_offsets(harness) == [0, 50, 60, 110] * 3


def test_more_entries_than_counted_are_noted(harness: Harness) -> None:
    harness.api.playlists[TOP_100] = of_length(60)
    edit_pages(harness, lambda page: {**page, "total": 55})

    (outcome, *_) = harness.run()["playlists"]

    assert outcome["note"] == "Spotify counts 55 entries and shows 60"


def test_numbers_may_be_floats(harness: Harness) -> None:
    harness.api.playlists[TOP_100] = of_length(60)
    edit_pages(
        harness,
        lambda page: {**page, "total": float(page["total"]), "offset": float(page["offset"])},
    )

    (outcome, *_) = harness.run()["playlists"]

    assert outcome["entries"] == 60
    assert "note" not in outcome


def test_note_writes_a_float_total_as_an_integer(harness: Harness) -> None:
    edit_pages(harness, lambda page: {**page, "total": 5.0})

    (outcome, *_) = harness.run()["playlists"]

    assert outcome["note"] == "Spotify counts 5 entries and shows 3"


def test_overlapping_pages_fail(harness: Harness) -> None:
    entries = of_length(120).entries
    harness.api.playlists[TOP_100] = of_length(120)

    def overlap(page: Json) -> Json:
        start = max(page["offset"] - 10, 0)
        return {**page, "offset": start, "items": entries[start : start + 50]}

    edit_pages(harness, overlap)

    error, message = harness.fail_one()

    assert error == "UnreadableResponseError"
    assert message == f"Spotify's page of playlist {TOP_100} starts at 40 where 50 was requested"


def test_page_at_a_wrong_offset_is_requested_again(harness: Harness) -> None:
    harness.api.playlists[TOP_100] = of_length(60)
    edit_pages(harness, lambda page: {**page, "offset": 7}, times=1)

    harness.run_one()

    assert requested_offsets(harness) == [0, 0, 50]


@pytest.mark.parametrize(
    "change",
    [
        {"items": {}},
        {"total": None},
        {"total": -1},
        {"total": 3.5},
        {"total": "3"},
        {"total": True},
        {"total": float("inf")},
    ],
)
def test_page_of_another_form_is_refused(harness: Harness, change: Json) -> None:
    edit_pages(harness, lambda page: {**page, **change})

    error, message = harness.fail_one()

    assert error == "UnreadableResponseError"
    assert message == f"Spotify's response for playlist {TOP_100} is not a page"


@pytest.mark.parametrize("offset", [None, "first", -1])
def test_senseless_offset_is_ignored(harness: Harness, offset: Any) -> None:
    edit_pages(harness, lambda page: {**page, "offset": offset})

    harness.run()

    assert len(harness.lines()[0]["page"]["items"]) == len(SMALL[TOP_100].entries)
