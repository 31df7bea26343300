"""Malicious names, ids and texts are stored and shown unchanged, and are never executed."""

import csv
import io
import json
import subprocess
import sys

import pytest
from playwright.sync_api import Page, sync_playwright
from pyspark.sql import SparkSession

from cli.project import PROJECT
from glue_jobs.raw_format.decode import UnreadableRawFileError, decode_raw_file
from local.lake import Lake
from local.queries.run import run_query
from local.report import Layout, write_report
from tests.conftest import load_files, session_on
from tests.integration.local.terminal import on_a_terminal
from tests.integration.local.test_report import CHROMIUM
from tests.unit.glue_jobs.payloads import album, artist, entry, playlist, raw_line, track

HOSTILE = [
    # SQL
    "'; DROP TABLE glue_catalog.spotify.song; --",
    '" OR 1=1; --',
    "' UNION SELECT 1 --",
    "\\'; SELECT 1; /*",
    # HTML and scripts
    "</script><script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 2'>",
    '"><svg onload="window.hacked = 3">',
    "</title></style><!-- <base href='https://example.org'>",
    "&lt;b&gt;&amp;&#39;",
    "javascript:window.hacked = 4",
    # formats and templates
    "%s%n%99999999d%(name)s",
    "{0.__class__.__mro__} {x!r:>99}",
    "{{ 7 * 7 }}{% raw %}${7*7}#{7*7}<%= 7*7 %>",
    "[bold red]x[/] [link=https://example.org]y[/link] [/]",
    "datum['x'] \\u003c \\n",
    # formulas
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("https://example.org?"&A1,"x")',
    "=cmd|' /C calc'!A0",
    # terminal control sequences
    "\x1b[31mred\x1b[0m\x1b[2J\x1b[H",
    "\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]0;title\x07",
    "\x9b31m\x9d0;title\x9c",
    "over\b\b\b\bwritten\x7f\r",
    # text direction, line breaks, invisible characters
    "\u202egnp.exe\u202c",
    "\u2066isolated\u2069 \u200f",
    "line\u2028and\u2029paragraph\x85next",
    "two\nlines\r\nthree",
    "\0",
    "a\0b",
    "\ufeffmark",
    "\ufffe\uffff\U0010ffff",
    # values with a special meaning
    "NULL",
    "nan",
    "null",
    " around ",
    'a "quoted", comma; semicolon|pipe',
    "\\N",
    "e\u0301 is not \xe9",
    "z\u0335\u0321\u0489" * 50,
    "مرحبا שלום 😀👩‍👩‍👧",
    "x" * 10_000,
]
# None of these may reach a terminal, except line ends.
STEERING = {
    *map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)),
    *map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
} - {"\n"}


def raw_file(value: str) -> bytes:
    """Return a raw file in which every stored text is the value."""
    of_artist = artist(value, name=value, external_urls={"spotify": value})
    of_album = album(
        value,
        name=value,
        album_type=value,
        release_date_precision=value,
        external_urls={"spotify": value},
        images=[{"url": value}],
        artists=[of_artist],
    )
    song = track(
        value,
        name=value,
        external_ids={"isrc": value},
        external_urls={"spotify": value},
        album=of_album,
        artists=[of_artist],
    )
    owner = {"owner_id": value, "owner_name": value, "description": value, "url": value}
    return raw_line(entry(song), playlist=playlist(value, name=value, **owner))


# All text columns of playlist, song, album and artist.
COLUMNS = {
    "playlist": [
        "playlist_id", "playlist_name", "owner_id", "owner_name", "description", "playlist_url",
    ],
    "song": ["song_id", "song_name", "isrc", "song_url", "album_id", "artist_id"],
    "album": [
        "album_id", "album_name", "album_type", "release_date_precision", "album_url", "image_url",
        "artist_id",
    ],
    "artist": ["artist_id", "artist_name", "artist_url"],
    "song_artist": ["song_id", "artist_id"],
    "playlist_entry": ["playlist_id", "song_id"],
    "raw_file": ["playlist_id"],
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded(spark_process: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(tmp_path_factory.mktemp("hostile"))
    files = {f"{number}.jsonl": raw_file(value) for number, value in enumerate(HOSTILE)}
    with session_on(spark_process, lake):
        summary = load_files(lake, files)
        # A second load must match the rows by these values.
        load_files(lake, files)
    assert (summary.loaded, summary.rejected) == (len(HOSTILE), {})
    return lake


def test_tables_have_the_values_unchanged(loaded: Lake, spark_process: SparkSession) -> None:
    with session_on(spark_process, loaded) as spark:
        for table, columns in COLUMNS.items():
            must = sorted((value,) * len(columns) for value in HOSTILE)
            found = spark.table(f"glue_catalog.spotify.{table}").select(*columns).collect()
            queried = run_query(loaded, f"SELECT {', '.join(columns)} FROM {table}").rows

            assert sorted(map(tuple, found)) == must, table
            assert sorted(queried) == must, table


def test_query_parameter_is_only_a_value(loaded: Lake) -> None:
    values = {f"p{number}": value for number, value in enumerate(HOSTILE)}
    columns = ", ".join(f"cast(NULL AS varchar) AS {name}" for name in values)
    rows = " UNION ALL ".join(f"SELECT '{name}', {name} FROM parameters" for name in values)
    sql = f"""
        WITH parameters AS (SELECT {columns}), given (name, playlist_id) AS ({rows})
        SELECT name, playlist_name FROM playlist JOIN given USING (playlist_id)
    """
    assert sorted(run_query(loaded, sql, values).rows) == sorted(values.items())


QUERY = 'SELECT song_name, song_id AS "x\x1b[2Jy" FROM song ORDER BY song_id'


def arguments(lake: Lake, row_format: str) -> list[str]:
    return [
        *("query", QUERY),
        *("--lake", str(lake.root)),
        *("--format", row_format),
    ]


def piped(lake: Lake, row_format: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "local", *arguments(lake, row_format)],
        cwd=PROJECT,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    return ran.stdout.decode()


def test_csv_has_the_values_unchanged(loaded: Lake) -> None:
    """Formulas too: names must not change, and a spreadsheet can import the file as text."""
    header, *rows = csv.reader(io.StringIO(piped(loaded, "csv"), newline=""))

    assert header == ["song_name", "x\x1b[2Jy"]
    assert sorted(rows) == sorted([value, value] for value in HOSTILE)


def test_json_has_the_values_unchanged_without_control_characters(loaded: Lake) -> None:
    text = piped(loaded, "json")

    assert sorted(tuple(row.values()) for row in json.loads(text)) == sorted(
        (value, value) for value in HOSTILE
    )
    assert not set(text) & STEERING
    assert "مرحبا שלום 😀" in text


def test_piped_table_has_one_line_per_row(loaded: Lake) -> None:
    text = piped(loaded, "table")

    assert not set(text) & STEERING
    rows = [line for line in text.split("\n") if line.startswith("│")]
    assert len(rows) == len(HOSTILE)
    assert any(r"\x1b]8;;https://example.org\x1b\link" in row for row in rows)
    assert any("[link=https://example.org]y[/link]" in row for row in rows)


@pytest.mark.parametrize("row_format", ["table", "csv", "json"])
def test_no_control_characters_reach_a_terminal(loaded: Lake, row_format: str) -> None:
    code, sent = on_a_terminal(*arguments(loaded, row_format), "--all")

    assert code == 0, sent
    assert not set(sent) & STEERING
    shown = "".join(line.strip("│ ") for line in sent.split("\n"))
    assert "202egnp.exe" in shown
    assert "=1+1" in shown


def test_half_a_surrogate_pair_is_rejected() -> None:
    with pytest.raises(UnreadableRawFileError, match="line 1: JSON is malformed"):
        decode_raw_file(raw_file("x").replace(b'"x"', rb'"\udead"'))


@pytest.fixture
def charted(spark_process: SparkSession, lake: Lake) -> Lake:
    """A lake with one playlist; each value is the name of a song."""
    songs = [
        entry(track(value, name=value, artists=[artist(value, name=value)])) for value in HOSTILE
    ]
    chart = playlist("chart", name=HOSTILE[4], owner_name=HOSTILE[5], description=HOSTILE[6])
    with session_on(spark_process, lake):
        load_files(lake, {"chart.jsonl": raw_line(*songs, playlist=chart)})
    return lake


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install chromium")
def test_report_shows_values_as_text(charted: Lake) -> None:
    report = write_report(charted, "chart", layout=Layout.CHART)

    assert report.parent == charted.reports
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_context(offline=True).new_page()
        complaints: list[str] = []
        requests: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(report.as_uri())
        page.wait_for_function(
            "document.querySelectorAll('.chart').length"
            " === document.querySelectorAll('.chart svg').length"
        )
        assert whole_names(page, "h1") == [as_html_has_it(HOSTILE[4])]
        assert whole_names(page, ".kicker bdi") == [as_html_has_it(HOSTILE[5])]
        for place in (".song", ".artists"):
            shown = whole_names(page, f"#chart {place}")
            assert shown == [as_html_has_it(value) for value in HOSTILE]
        assert page.evaluate("window.hacked") is None
        assert page.locator("img, iframe, object, base, svg script").count() == 0
        links = page.locator("main a").evaluate_all("all => all.map(each => each.href)")
        assert all(link.startswith("https://open.spotify.com/") for link in links)
        browser.close()
    assert complaints == []
    assert requests == [report.as_uri()]


def whole_names(page: Page, selector: str) -> list[str]:
    """Return the names in these elements; for truncated ones the title."""
    names: list[str] = page.locator(selector).evaluate_all(
        "all => all.map(one => (one.querySelector('[title]') ?? {}).title ?? one.textContent)"
    )
    return names


def as_html_has_it(value: str) -> str:
    """Return the text as HTML parses it: no zero bytes, one kind of line end."""
    return value.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("value", [HOSTILE[0], "\0", "x" * 10_000])
def test_report_of_a_playlist_with_any_name(loaded: Lake, value: str) -> None:
    report = write_report(loaded, value)

    assert report.parent == loaded.reports
    assert report.name.isascii()
    assert report.name.isprintable()
