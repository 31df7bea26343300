"""Joining the pages of an extraction, from one file or several."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.import_raw.command import Outcome
from local.lake import Lake
from tests.unit.local.import_raw.answers import (
    OTHER_ID,
    entries,
    entry,
    imported,
    lines,
    page,
    playlist,
    put,
    raw_lines,
    reasons,
    run,
    songs,
)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    return tmp_path / "older"


def ids(*numbers: int | None) -> list[str | None]:
    return [number and f"track{number}" for number in numbers]  # type: ignore[misc]


def import_files(lake: Lake, older: Path, files: dict[str, Any]) -> list[Outcome]:
    return run(lake, put(older, files))


def bare(*numbers: int, **fields: Any) -> dict[str, Any]:
    """Return a page with its entries only, as after a fields filter."""
    return {"items": entries(*numbers), **fields}


THREE = [page(1, 2, total=5), page(3, 4, offset=2, total=5), page(5, offset=4, total=5)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_pages_in_separate_files_are_joined_in_any_order(
    lake: Lake, older: Path, order: tuple[int, ...]
) -> None:
    files = {f"{name}.json": THREE[number] for name, number in enumerate(order)}

    (outcome,) = import_files(lake, older, files)

    assert songs(outcome) == ids(1, 2, 3, 4, 5)
    assert (outcome.kind, outcome.entries, outcome.total) == ("3 pages", 5, 5)
    assert outcome.is_whole
    assert len(outcome.sources) == 3
    assert [line["page"] for line in raw_lines(outcome)] == THREE


def test_pages_in_one_file_are_joined(lake: Lake, older: Path) -> None:
    for name, content in {"list.json": THREE, "lines.jsonl": lines(*THREE)}.items():
        put(older, {name: content})
        (outcome,) = run(lake, older / name)
        assert songs(outcome) == ids(1, 2, 3, 4, 5)


def test_files_on_the_command_line_are_joined_like_a_folder(lake: Lake, older: Path) -> None:
    put(older, {f"{number}.json": each for number, each in enumerate(THREE)})

    (outcome,) = run(lake, older / "2.json", older / "0.json", older / "1.json")

    assert songs(outcome) == ids(1, 2, 3, 4, 5)


def test_ten_pages_come_before_page_2_by_name_and_not_by_number(lake: Lake, older: Path) -> None:
    pages = {f"page_{n}.json": page(n + 1, offset=n, total=12) for n in range(12)}
    for each in pages.values():
        del each["offset"]

    (outcome,) = import_files(lake, older, pages)

    assert songs(outcome) == ids(*range(1, 13))


def test_playlist_object_is_joined_with_its_other_pages(lake: Lake, older: Path) -> None:
    files = {"more.json": page(2, offset=1, total=2), "playlist.json": playlist(page(1, total=2))}

    (outcome,) = import_files(lake, older, files)

    assert songs(outcome) == ids(1, 2)
    assert {line["playlist"]["name"] for line in raw_lines(outcome)} == {"My playlist"}


def test_overlapping_pages_give_each_position_once(lake: Lake, older: Path) -> None:
    files = {
        "a.json": page(1, 2, 3, total=5),
        "b.json": page(2, 3, 4, offset=1, total=5),
        "c.json": page(3, 4, offset=2, total=5),
        "d.json": page(4, 5, offset=3, total=5),
    }

    (outcome,) = import_files(lake, older, files)

    assert songs(outcome) == ids(1, 2, 3, 4, 5)
    assert (outcome.entries, outcome.is_whole) == (5, True)


def test_page_larger_than_its_limit_does_not_shift_positions(lake: Lake, older: Path) -> None:
    in_files = {"0.json": page(1, 2, 3, 4), "1.json": page(3, 4, offset=2, total=4)}
    outcomes = import_files(lake, older, in_files)
    (whole,) = imported(outcomes)
    assert songs(whole) == ids(1, 2, 3, 4)
    assert reasons(outcomes, "skipped") == [f"its entries are in {older / '0.json'}"]

    (in_list,) = import_files(lake, older / "list", {"x.json": [page(1, 2, 3, 4, 5, total=6),
                              page(3, 4, 5, 6, offset=2, total=6, playlist_id=OTHER_ID)
                              | {"href": page()["href"]}]})  # fmt: skip
    assert songs(in_list) == ids(1, 2, 3, 4, 5, 6)


def test_truncated_page_does_not_shift_later_positions(lake: Lake, older: Path) -> None:
    followed = {"0.json": page(1, total=4), "1.json": page(2, 3, 4, offset=1, total=4)}
    (outcome,) = import_files(lake, older / "followed", followed)
    assert songs(outcome) == ids(1, 2, 3, 4)

    # A client that adds the requested limit to the offset misses the removed entries.
    missing = {"0.json": page(1, total=4), "1.json": page(3, 4, offset=2, total=4)}
    (outcome,) = import_files(lake, older / "missing", missing)
    assert songs(outcome) == ids(1, None, 3, 4)
    assert (outcome.entries, outcome.total, outcome.is_whole) == (3, 4, False)


def test_empty_page_with_a_next_page(lake: Lake, older: Path) -> None:
    files = {
        "0.json": page(1, total=2),
        "1.json": page(offset=1, total=2),
        "2.json": page(2, offset=1, total=2),
    }

    (outcome,) = import_files(lake, older, files)

    assert songs(outcome) == ids(1, 2)
    assert outcome.is_whole


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (page(1, 2), (2, 2, True)),
        (page(1, total=2), (1, 2, False)),
        (page(2, offset=1, total=2), (1, 2, False)),
        (page(1, 2, 3) | {"total": 2}, (3, 2, True)),
        (playlist(page(1, total=9)), (1, 9, False)),
        (bare(1, next="https://x?offset=1"), (1, None, False)),
        (bare(1, next=None), (1, None, True)),
        (entries(1), (1, None, True)),
        (page(1) | {"total": 1.0}, (1, 1, True)),
        (page(1) | {"total": "many"}, (1, None, True)),
        (page(1) | {"total": -1}, (1, None, True)),
    ],
)
def test_missing_entries_are_reported(
    lake: Lake, older: Path, content: Any, expected: tuple[int, int | None, bool]
) -> None:
    (outcome,) = import_files(lake, older, {"x.json": content})

    assert (outcome.entries, outcome.total, outcome.is_whole) == expected


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"offset": 2}, 3),
        ({"offset": 2.0}, 3),
        ({"href": "https://x/v1/playlists/p/items?offset=2&limit=1"}, 3),
        ({"href": "https://x/v1/playlists/p/items?limit=1", "offset": None}, 1),
        ({"next": "https://x/v1/playlists/p/items?offset=3&limit=1"}, 3),
        ({"offset": "2"}, 1),
        ({"offset": -2}, 1),
        ({"offset": 2.5}, 1),
        ({"offset": "2", "href": "https://x/v1/playlists/p/items?offset=2"}, 3),
        ({}, 1),
    ],
)
def test_offset_comes_from_the_page_or_its_links(
    lake: Lake, older: Path, fields: dict[str, Any], place: int
) -> None:
    (outcome,) = import_files(lake, older, {"x.json": bare(1, **fields)})

    assert songs(outcome) == [*ids(*[None] * (place - 1)), "track1"]
    offset = raw_lines(outcome)[0]["page"].get("offset")
    # The load takes a whole number or null.
    assert offset is None or offset == int(offset) >= 0


def test_days_of_a_playlist_in_one_folder_are_separate(lake: Lake, older: Path) -> None:
    files = {
        "top_2024-05-01_p0.json": page(1, total=2),
        "top_2024-05-01_p1.json": page(2, offset=1, total=2),
        "top_2024-05-02_p0.json": page(3, total=2),
        "top_2024-05-02_p1.json": page(4, offset=1, total=2),
        # The first page of this day is missing.
        "top_2024-05-03_p1.json": page(5, offset=1, total=2),
    }

    outcomes = import_files(lake, older, files)

    assert {f"{each.extracted_at:%d}": songs(each) for each in outcomes} == {
        "01": ids(1, 2),
        "02": ids(3, 4),
        "03": ids(None, 5),
    }


def test_pages_named_by_their_second_are_of_one_extraction(lake: Lake, older: Path) -> None:
    files = {
        "page0_20240501_060001.json": page(1, total=2),
        "page0_20240501_180001.json": page(1, total=2),
        "page1_20240501_060002.json": page(2, offset=1, total=2),
        "page1_20240501_180002.json": page(3, offset=1, total=2),
    }

    outcomes = import_files(lake, older, files)

    assert {f"{each.extracted_at:%H:%M:%S}": songs(each) for each in outcomes} == {
        "06:00:01": ids(1, 2),
        "18:00:01": ids(1, 3),
    }


def test_first_pages_of_several_days_do_not_join(lake: Lake, older: Path) -> None:
    files = {f"{day}.json": page(day, total=9) for day in (1, 2, 3)}

    outcomes = import_files(lake, older, files)

    assert {song for each in outcomes for song in songs(each)} == set(ids(1, 2, 3))
    assert [each.is_whole for each in outcomes] == [False] * 3


def test_pages_of_two_folders_do_not_join(lake: Lake, older: Path) -> None:
    files = {"a/0.json": page(1, total=2), "b/1.json": page(2, offset=1, total=2)}

    assert [each.entries for each in import_files(lake, older, files)] == [1, 1]


def test_pages_without_playlist_are_joined_by_file_name(lake: Lake, older: Path) -> None:
    files = {
        "top_0.json": bare(1, offset=0, total=2),
        "top_1.json": bare(2, offset=1, total=2),
        "rock_2.json": bare(3, offset=0, total=9),
        "rock_3.json": bare(4, offset=0, total=9),
    }

    outcomes = import_files(lake, older, files)

    assert {each.playlist_id: songs(each) for each in outcomes} == {
        "top": ids(1, 2),
        "rock_2": ids(3),
        "rock_3": ids(4),
    }


def test_page_without_playlist_continues_the_previous_one(lake: Lake, older: Path) -> None:
    content = [page(1, total=2), bare(2), bare(3, offset=0)]

    first, other = import_files(lake, older, {"x.json": content})

    assert (first.entries, other.playlist_id, songs(other)) == (2, "x", ids(3))


def test_spark_part_files_are_joined(lake: Lake, older: Path) -> None:
    name = "dt=2024-05-01/part-0000{}-8e0c9c7a-1111-4222-8333-123456789abc-c000.json"
    files = {name.format(n): lines(entry(n + 1)) for n in (2, 0, 1)}

    (outcome,) = import_files(lake, older, {**files, "dt=2024-05-01/_SUCCESS": b""})[1:]

    assert songs(outcome) == ids(1, 2, 3)
    assert outcome.kind == "3 parts"


def test_same_page_twice_is_one(lake: Lake, older: Path) -> None:
    files = {
        "0.json": page(1, total=2),
        "0 (1).json": page(1, total=2),
        "1.json": page(2, offset=1, total=2),
    }

    (outcome,) = import_files(lake, older, files)

    assert songs(outcome) == ids(1, 2)


def test_days_in_one_file_are_dated_by_their_entries(lake: Lake, older: Path) -> None:
    days = [page(1), page(2)]
    days[1]["items"][0]["added_at"] = "2023-02-03T10:00:00Z"

    outcomes = import_files(lake, older, {"history_2024-05-01.jsonl": lines(*days)})

    assert [f"{each.extracted_at:%Y-%m-%d}" for each in outcomes] == ["2023-01-02", "2023-02-03"]
    assert {each.time_source for each in outcomes} == {"the newest added_at"}


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_overlapping_pages_give_each_position_once(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    total = data.draw(st.integers(1, 12))
    pages = []
    covered = 0
    while covered < total:
        begin = data.draw(st.integers(max(0, covered - 3), covered))
        end = data.draw(st.integers(covered + 1, total))
        pages.append(page(*range(begin + 1, end + 1), offset=begin, total=total))
        covered = end
    order = data.draw(st.permutations(range(len(pages))))
    folder = tmp_path_factory.mktemp("pages")
    names = {f"{name}.json": pages[number] for name, number in enumerate(order)}

    outcomes = import_files(Lake(folder / "lake"), folder / "older", names)

    whole, *rest = [outcome for outcome in outcomes if outcome.is_whole]
    assert songs(whole) == ids(*range(1, total + 1))
    # The first page may be of another day than the complete playlist.
    assert not imported(rest)
    assert len(imported(outcomes)) == 1 or any(len(each["items"]) == total for each in pages)
