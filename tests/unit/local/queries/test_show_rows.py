"""Rows as a table, records, CSV, JSON and Markdown."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from rich.console import Console

from cli.errors import UserError
from local.queries.result import Result, ResultColumn
from local.queries.show_rows import Format, write_rows

EVERYTHING: dict[tuple[str, str], Any] = {
    ("name", "varchar"): 'a "b", [red]c[/]\nd',
    ("empty", "varchar"): "",
    ("nothing", "varchar"): None,
    ("n", "bigint"): 2**62,
    ("share", "decimal(4,2)"): Decimal("33.30"),
    ("whole", "decimal(38,0)"): Decimal(2**62),
    ("ratio", "double"): 0.1,
    ("nan", "double"): float("nan"),
    ("endless", "double"): float("-inf"),
    ("flag", "boolean"): True,
    ("day", "date"): date(2026, 11, 1),
    ("seen", "timestamp"): datetime.fromisoformat("2026-11-01 06:00:03"),
    ("now", "timestamp with time zone"): datetime(2026, 11, 1, 6, 0, 3, 500000, tzinfo=UTC),
    ("list", "array(date)"): [date(2026, 11, 1), None],
    ("row", "row(day date, n bigint)"): {"day": date(2026, 11, 1), "n": None},
}


def everything() -> Result:
    columns = tuple(ResultColumn(*column) for column in EVERYTHING)
    return Result(columns, iter([tuple(EVERYTHING.values())]))


def result(rows: list[tuple[Any, ...]] | Iterator[tuple[Any, ...]], *columns: str) -> Result:
    return Result(tuple(ResultColumn(name, "varchar") for name in columns), iter(rows))


def written(
    shown: Result,
    output_format: Format,
    width: int = 80,
    *,
    terminal: bool = False,
    hide_ids: bool = False,
) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, color_system=None)
    write_rows(shown, output_format, console, hide_ids=hide_ids)
    return out.getvalue()


def test_csv_is_rfc_4180() -> None:
    text = written(everything(), "csv")

    assert text == (
        "name,empty,nothing,n,share,whole,ratio,nan,endless,flag,day,seen,now,list,row\r\n"
        '"a ""b"", [red]c[/]\nd",,,4611686018427387904,33.30,4611686018427387904,0.1,NaN,-Infinity,'
        "true,2026-11-01,2026-11-01 06:00:03,2026-11-01 06:00:03.500000+00:00,"
        '"[""2026-11-01"", null]","{""day"": ""2026-11-01"", ""n"": null}"\r\n'
    )
    assert len(next(csv.reader(io.StringIO(text)))) == len(EVERYTHING)


def test_csv_of_no_rows_is_its_header() -> None:
    assert written(result([], "a", "b"), "csv") == "a,b\r\n"


def test_json_is_an_array_of_objects() -> None:
    text = written(everything(), "json")

    assert json.loads(text) == [
        {
            "name": 'a "b", [red]c[/]\nd',
            "empty": "",
            "nothing": None,
            "n": 2**62,
            "share": 33.3,
            "whole": 2**62,
            "ratio": 0.1,
            "nan": "NaN",
            "endless": "-Infinity",
            "flag": True,
            "day": "2026-11-01",
            "seen": "2026-11-01T06:00:03",
            "now": "2026-11-01T06:00:03.500000+00:00",
            "list": ["2026-11-01", None],
            "row": {"day": "2026-11-01", "n": None},
        }
    ]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_json_of_any_number_of_rows(number: int) -> None:
    rows: list[tuple[Any, ...]] = [(f"é{i}",) for i in range(number)]

    text = written(result(rows, "a"), "json")

    assert json.loads(text) == [{"a": f"é{i}"} for i in range(number)]
    assert "\\u" not in text


def test_json_refuses_two_columns_of_one_name() -> None:
    with pytest.raises(UserError, match=r"two columns are called 'a': rename one with AS"):
        written(result([("1", "2")], "a", "a"), "json")


def test_csv_and_json_are_written_row_by_row() -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        yield ("first",)
        raise UserError("Division by zero")

    out = io.StringIO()
    formats: tuple[Format, Format] = ("csv", "json")
    for output_format in formats:
        with pytest.raises(UserError):
            write_rows(result(rows(), "a"), output_format, Console(file=out))

    assert out.getvalue().count("first") == 2


def test_table_shows_nulls_and_counts_rows() -> None:
    text = written(result([("One [b]", "x"), (None, "")], "name", "other"), "table")

    assert "name" in text
    assert "One [b]" in text
    assert "NULL" in text
    assert text.endswith("2 rows\n")


def test_rows_within_rows_are_json_and_last_to_get_room() -> None:
    columns = (
        ResultColumn("shown_at", "row(name varchar)"),
        ResultColumn("song_id", "varchar"),
        ResultColumn("added_at", "timestamp"),
    )
    row = ({"name": "é" * 40}, "s1", datetime.fromisoformat("2026-11-01 06:00:03"))

    def text(output_format: Format, width: int) -> str:
        return written(Result(columns, iter([row])), output_format, width, terminal=True)

    assert '{"name": "é' in text("table", 60)
    # With borders song_id takes 11, added_at 22 and shown_at 15: there is room for it before the
    # time has some, but not for the time then.
    assert "not shown: shown_at (no room: " in text("table", 34)
    assert "not shown: shown_at, \nadded_at (no room: " in text("table", 27)
    assert '{"name": "' + "é" * 40 + '"}' in text("records", 80)
    assert '| {"name": "' + "é" * 40 + '"} | s1 | 2026-11-01 06:00:03 |' in text("markdown", 20)


def test_numbers_are_right_aligned() -> None:
    columns = (ResultColumn("number", "bigint"), ResultColumn("text", "varchar"))
    lines = written(Result(columns, iter([(7, "seven")])), "table").splitlines()

    row = next(line for line in lines if "seven" in line)
    assert "      7 " in row
    assert " seven " in row


def test_control_characters_do_not_reach_the_terminal() -> None:
    text = written(result([("\x1b[31mred\r\nline\x9b",)], "a\x07"), "table", terminal=True)

    assert "\\x1b[31mred\\r\\nline\\x9b" in text
    assert not set(text) & {"\x1b", "\r", "\x9b", "\x07"}


CHART = Result(
    (
        ResultColumn("playlist_id", "varchar"),
        ResultColumn("snapshot_date", "date"),
        ResultColumn("weeks_on_the_chart", "bigint"),
        ResultColumn("album_name", "varchar"),
        ResultColumn("song_name", "varchar"),
        ResultColumn("song_url", "varchar"),
    ),
    iter(()),
)
SONG = ("p1", date(2026, 11, 1), 1234567, "Album " + "a" * 30, "Song " + "s" * 30, "https://s")


@pytest.mark.parametrize("width", [20, 40, 60, 80, 160])
def test_table_fits_the_terminal_and_numbers_are_never_shortened(width: int) -> None:
    chart = replace(CHART, rows=iter([SONG]))

    text = written(chart, "table", width, terminal=True)

    table, not_shown = text.split("1 row\n")
    assert all(len(line) <= width for line in text.splitlines())
    assert "Song s" in table
    assert ("1234567" in table) == ("weeks_on_the_chart" not in not_shown)
    assert ("2026-11-01" in table) == ("snapshot_date" not in not_shown)
    assert (SONG[4] in table) == (width == 160)


def test_columns_without_room_are_named() -> None:
    text = written(replace(CHART, rows=iter([SONG])), "table", 40, terminal=True)

    # song_name takes 23, playlist_id 14 (the header is the widest).
    assert " ".join(text.split("1 row\n")[1].split()) == (
        "not shown: snapshot_date, weeks_on_the_chart, album_name, song_url (no room: --format "
        "records shows all columns)"
    )


def test_columns_that_are_the_same_in_all_rows_get_room_last() -> None:
    columns = (
        ResultColumn("playlist_name", "varchar"),
        ResultColumn("position", "bigint"),
        ResultColumn("song_name", "varchar"),
    )

    def header(*playlists: str) -> str:
        rows = ((name, i, "Song " + "s" * 30) for i, name in enumerate(playlists))
        text = written(Result(columns, rows), "table", 40, terminal=True)
        return " ".join(text[: text.index("╇")].split())

    # song_name takes 23, playlist_name 13 and position 11.
    assert "playlist_name" not in header("Top 100 ", "Top 100 ")
    assert "position" in header("Top 100 ", "Top 100 ")
    # The last row is not shown, but counts.
    assert "playlist" in header(*["Top 100 "] * 40, "Odds")
    assert "playlist" in header("Top 100 ")


def test_ids_and_links_are_hidden_on_request() -> None:
    text = written(replace(CHART, rows=iter([SONG])), "table", 160, terminal=True, hide_ids=True)

    assert "https://s" not in text
    assert text.endswith("\nnot shown: playlist_id, song_url (--ids shows them)\n")
    only_ids = written(result([("s1",)], "song_id"), "table", terminal=True, hide_ids=True)
    assert "s1" in only_ids
    piped = written(replace(CHART, rows=iter([SONG])), "table", hide_ids=True)
    assert "https://s" in piped


def test_comments_are_wrapped() -> None:
    text = written(result([("a", "one two " * 20)], "col_name", "comment"), "table", terminal=True)

    assert (text.count("one"), text.count("two")) == (20, 20)


def test_records_have_all_columns() -> None:
    names = [f"column_{i}" for i in range(14)]

    text = written(result([tuple(names), tuple(names)], *names), "records", 80, terminal=True)

    assert "row 2" in text
    assert "column_13  column_13" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_markdown_escapes_markup() -> None:
    columns = (ResultColumn("n_1", "bigint"), ResultColumn("name", "varchar"))
    rows = iter([(1, "_a|b <i>[x](y)"), (None, "two\nlines")])

    assert written(Result(columns, rows), "markdown") == (
        "| n_1 | name |\n| ---: | --- |\n| 1 | \\_a\\|b \\<i\\>\\[x\\](y) |\n|  | two\\\\nlines |\n"
    )


def test_piped_table_has_its_full_width() -> None:
    values = tuple("x" * 100 for _ in range(14))

    text = written(result([values], *(f"c{i}" for i in range(14))), "table")

    assert text.count("x" * 100) == 14


def test_terminal_shows_40_rows_and_counts_all() -> None:
    rows: list[tuple[Any, ...]] = [(f"row-{i}",) for i in range(210)]

    text = written(result(rows, "a"), "table", terminal=True)

    assert text.count("row-") == 40
    assert "row-39 " in text
    assert text.endswith("210 rows (40 shown; --all shows all)\n")


@pytest.mark.parametrize("terminal", [True, False])
def test_all_rows_are_shown_on_request(terminal: bool) -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=terminal, color_system=None)

    write_rows(result([(f"row-{i}",) for i in range(1001)], "a"), "table", console, all_rows=True)

    assert out.getvalue().count("row-") == 1001
    assert out.getvalue().endswith("1,001 rows\n")


def test_piped_table_shows_1000_rows() -> None:
    rows: list[tuple[Any, ...]] = [(f"row-{i}",) for i in range(1001)]

    text = written(result(rows, "a"), "table")

    assert text.count("row-") == 1000
    assert text.endswith("1,001 rows (1000 shown; --all shows all)\n")


def test_rows_are_counted_up_to_a_limit() -> None:
    endless = ((str(i),) for i in count())

    text = written(result(endless, "a"), "table", terminal=True)

    assert text.endswith("more than 100,040 rows (40 shown; --all shows all)\n")


def test_table_without_rows() -> None:
    assert written(result([], "a"), "table").endswith("0 rows\n")
