"""Report pages in Chromium, without a network.

The expected numbers were worked out from the lines of tests/unit/sql/lake.py.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cli.errors import UserError
from local.lake import Lake
from local.report import write_report
from tests.unit.local.report.long_lake import CHART, LIBRARY, index_of, long_lake
from tests.unit.local.report.pages import page_of
from tests.unit.sql.lake import ARTISTS, PLAYLISTS, SONGS, entries, lake_of

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: install chromium or google-chrome"
)

CHARTS = {
    "rank-history",
    "movers",
    "artists",
    "collaborations",
    "turnover",
    "release-years",
}
DESKTOP, PHONE = 1280, 390
HOSTILE = (
    "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
    '"><svg onload="window.hacked = 3"> {{ 7 * 7 }} %s {0} DROP TABLE song; \u202ereversed'
)

Opened = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page_of(lake_of(), "p1"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Opened:
    """Open a page; fail if it has logged or requested anything when the block ends."""

    @contextmanager
    def open_report(file: Path, width: int = DESKTOP, **options: Any) -> Iterator[Page]:
        viewport = {"width": width, "height": 800}
        context = browser.new_context(offline=True, viewport=viewport, **options)  # type: ignore[arg-type]
        page = context.new_page()
        complaints: list[str] = []
        requests: list[str] = []
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(file.as_uri())
        if options.get("java_script_enabled", True):
            charts = number_of(page, ".chart")
            expect(page.locator(".chart svg")).to_have_count(charts, timeout=30_000)
        yield page
        context.close()
        assert complaints == []
        assert requests == [file.as_uri()]

    return open_report


@pytest.fixture(scope="module")
def shown(file: Path, opened: Opened) -> Iterator[Page]:
    """The page of `file`, opened once: the tests that share it restore what they change."""
    with opened(
        file,
        color_scheme="light",
        timezone_id="Pacific/Auckland",
        permissions=["clipboard-read", "clipboard-write"],
    ) as page:
        yield page


def number_of(page: Page, selector: str) -> int:
    return page.locator(selector).count()


def paths(page: Page, chart: str, mark: str) -> list[dict[str, float]]:
    """Return the bounding boxes of a chart's visible marks, in order."""
    boxes: list[dict[str, float]] = page.evaluate(
        """selector => [...document.querySelectorAll(selector)].map(mark => {
            const box = mark.getBBox();
            return {x: box.x, y: box.y, width: box.width, height: box.height};
        })""",
        f"#{chart}-chart .mark-{mark} path",
    )
    return [box for box in boxes if box["width"] > 0.1 and box["height"] > 0.1]


def hover_near_the_first_point(page: Page) -> None:
    """Move the pointer a few pixels away from the first point of rank history, off any mark."""
    page.locator("#rank-history-chart").scroll_into_view_if_needed()
    box = page.locator("#rank-history-chart .mark-symbol path").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, box["y"] - 60)
    page.mouse.move(box["x"] + 3, box["y"] - 6)
    page.locator("#vg-tooltip-element.visible").wait_for()


@pytest.mark.parametrize(
    ("days", "playlist", "charts"),
    [
        (14, LIBRARY, {"changes", "followers", "artists", "release-years"}),
        (90, CHART, CHARTS),
        (730, CHART, CHARTS),
        (14, None, set()),  # the index
    ],
)
def test_page_is_accessible_and_fits(
    days: int, playlist: str | None, charts: set[str], tmp_path: Path, opened: Opened
) -> None:
    """On a desktop and a phone, in light and dark."""
    settings: list[tuple[int, Literal["light", "dark"]]] = [(DESKTOP, "light"), (PHONE, "dark")]
    file = tmp_path / "page.html"
    tables = long_lake(days)
    html = page_of(tables, playlist, layout=None) if playlist else index_of(tables)
    file.write_text(html, encoding="utf-8")

    with opened(file, DESKTOP, color_scheme="light") as page:
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        # axe takes half a minute for all rows of a long page.
        page.evaluate(
            "document.querySelectorAll('tbody tr:nth-child(n+6)').forEach(row => row.remove())"
        )
        # A phone in light and a desktop in dark differ from these in nothing that is checked.
        for width, scheme in settings:
            show_in(page, width, scheme)
            check_fit(page, width, charts)
            check_texts(page)
        # axe ignores charts, but takes as long for them as for the rest.
        page.evaluate("document.querySelectorAll('.chart svg').forEach(svg => svg.remove())")
        for width, scheme in reversed(settings):
            show_in(page, width, scheme)
            results = Axe().run(page)
            assert results.violations_count == 0, results.generate_report()


def show_in(page: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)


def check_fit(page: Page, width: int, charts: set[str]) -> None:
    """Check that the page is as wide as the screen, and each chart inside it."""
    expect(page.locator("html")).to_have_js_property("scrollWidth", width)
    drawn = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.chart svg')].map(svg => {
            const box = svg.getBoundingClientRect();
            const fits = box.left >= 0 && box.right <= innerWidth;
            const place = svg.closest('[id]').id;
            return [place, fits && box.width > 200 && box.height > 100];
        }))"""
    )
    assert drawn == {f"{chart}-chart": True for chart in charts}


def check_texts(page: Page) -> None:
    """Check size and contrast of all texts, those of charts included."""
    for text, size, contrast in texts(page):
        assert size >= 12, text
        assert contrast >= 4.5, text


def texts(page: Page) -> list[tuple[str, float, float]]:
    """Return each visible text, those of charts included, with size in pixels and contrast."""
    found: list[tuple[str, float, float]] = page.evaluate(
        """() => {
            const channels = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
            const luminance = colour => channels(colour)
                .map(value => value / 255)
                .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
                .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
            const paper = luminance(getComputedStyle(document.body).backgroundColor);
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const found = [];
            while (walker.nextNode()) {
                const element = walker.currentNode.parentElement;
                if (!walker.currentNode.data.trim() || !element.checkVisibility()
                    || element.closest('script, noscript, .hidden')) continue;
                const style = getComputedStyle(element);
                const ink = luminance(element.closest('svg') ? style.fill : style.color);
                const [dark, light] = [ink, paper].sort((a, b) => a - b);
                found.push([
                    walker.currentNode.data, parseFloat(style.fontSize),
                    (light + 0.05) / (dark + 0.05),
                ]);
            }
            return found;
        }"""
    )
    assert found
    return found


def test_marks_have_the_values(shown: Page) -> None:
    # s7 was there on 4 days, s1 on 8, s8 on 3, s2 on 8 and s3 on 6: a point each, and an
    # invisible one for the tooltip.
    assert len(paths(shown, "rank-history", "symbol")) == 2 * 29
    assert number_of(shown, "#rank-history-chart .mark-line path") == 5
    line = shown.locator("#rank-history-chart .mark-line path").all()
    breaks = sorted((each.get_attribute("d") or "").count("M") for each in line)
    assert breaks == [1, 1, 1, 1, 2]

    years = paths(shown, "release-years", "rect")
    assert [year["height"] / years[0]["height"] for year in years] == pytest.approx([1, 4])

    # Entered: 1 on five days. Left: s4, s5, then two at once, then s6.
    came_and_left = paths(shown, "turnover", "rect")
    unit = came_and_left[0]["height"]
    assert [bar["height"] / unit for bar in came_and_left] == pytest.approx(
        [1, 1, 1, 1, 1, 1, 1, 2, 1]
    )

    pairs = paths(shown, "collaborations", "rect")
    assert [pair["width"] / pairs[-1]["width"] for pair in pairs] == pytest.approx([2, 1, 1, 1, 1])
    hover_near_the_first_point(shown)
    tooltip = shown.locator("#vg-tooltip-element.visible")
    assert tooltip.inner_text() == "Song\tGlow\nArtists\tAda, Ada\nPosition\t3\nDay\t2026-11-06"

    labels = shown.locator("#movers-chart .mark-text text").all_text_contents()
    assert {"Blue", "▼ 3", "Cara", "▼ 2"} <= set(labels)


def test_days_are_utc_in_every_time_zone(shown: Page, file: Path, opened: Opened) -> None:
    """``shown`` is in Auckland, where the days begin earlier."""
    with opened(file, timezone_id="America/Los_Angeles") as west:
        for page in (shown, west):
            labels = page.locator("#turnover-chart .role-axis-label text").all_text_contents()
            assert "9 Nov2026" in labels
            assert not {"1 Nov2026", "10 Nov2026"} & set(labels)


def test_the_charts_follow_the_theme_when_it_changes(shown: Page) -> None:
    def colours() -> set[str]:
        return set(
            shown.evaluate(
                "[...document.querySelectorAll('#movers-chart .mark-text text')]"
                ".map(text => getComputedStyle(text).fill)"
            )
        )

    light = colours()
    shown.emulate_media(color_scheme="dark")
    assert not colours() & light
    shown.emulate_media(color_scheme="dark", media="print")
    assert colours() == light
    shown.emulate_media(color_scheme="light", media="screen")


def test_tables_are_readable_without_javascript(file: Path, opened: Opened) -> None:
    with opened(file, java_script_enabled=False) as page:
        assert number_of(page, "noscript p:visible") == len(CHARTS)
        assert page.get_by_role("row", name="1 same position Glow Ada, Ada Night").is_visible()
        page.locator("#release-years summary").click()
        assert page.locator("#release-years tbody tr").all_inner_texts() == ["2026\t4", "2019\t1"]


def test_hostile_names_are_not_executed(tmp_path: Path, opened: Opened) -> None:
    file = tmp_path / "hostile.html"
    tables = lake_of(
        playlist=[{**row, "playlist_name": HOSTILE} for row in PLAYLISTS],
        song=[
            {**row, "song_name": HOSTILE, "song_url": "javascript:window.hacked = 4"}
            for row in SONGS
        ],
        artist=[{**row, "artist_name": HOSTILE} for row in ARTISTS],
    )
    file.write_text(page_of(tables, "p1"), encoding="utf-8")

    with opened(file, PHONE) as page:
        hover_near_the_first_point(page)
        assert "<img src=x" in page.locator("#vg-tooltip-element").inner_text()

        assert page.locator("h1 span").get_attribute("title") == HOSTILE
        assert page.evaluate("window.hacked") is None
        assert number_of(page, "img, iframe, object, main a") == 0
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE
        names = page.locator("#movers-chart .mark-text text").all_text_contents()
        assert any(re.match(r"</script><script>", name) for name in names)


def test_without_a_lake_it_says_what_to_run_first(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"run `\S+lake run --lake \S+` first"):
        write_report(Lake(tmp_path))


def test_tables_can_be_sorted_searched_and_copied(shown: Page) -> None:
    artists = shown.locator("#artists")
    names = artists.locator("tbody").first.locator("tr td:first-child")

    artists.get_by_role("button", name="Peak ever").click()
    artists.get_by_role("button", name="Songs ever").click()
    artists.get_by_role("button", name="Songs ever").click()
    # Of p1's songs Ada (r1) is on s1, s2, s3 and s7; Chloé on s3, s4 and s5.
    assert names.all_inner_texts()[:2] == ["Ada", "Chloé"]
    assert artists.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"

    shown.get_by_label("My artists").fill("chloe")
    songs = shown.locator("#chart tbody tr:visible .song").all_inner_texts()
    assert songs == ["Cara"]  # of the newest snapshot
    shown.get_by_label("My artists").fill("")
    assert shown.locator("#chart tbody tr:visible").count() == 5

    stays = shown.locator("#longest-stays")
    stays.get_by_label("Search in Longest stays").fill("o")
    stays.get_by_role("button", name="Copy as CSV").click()
    stays.get_by_role("button", name="Copied").wait_for()
    copied = shown.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[:2] == [
        "Song,Artists,Weeks on chart,Snapshots,Peak,From,To,Still there",
        'Aurora,"Ada, Boris",3,8,1,2026-11-01,2026-11-09,yes',
    ]
    stays.get_by_label("Search in Longest stays").fill("")


def test_print_has_all_rows(browser: Browser, tmp_path: Path) -> None:
    """A chart of 40 songs shows 20 on screen; its name is written from right to left."""
    songs = [{**SONGS[0], "song_id": f"x{number}"} for number in range(40)]
    line = [
        {**entries("p1", 9, "s1")[0], "song_id": song["song_id"], "position": position}
        for position, song in enumerate(songs, start=1)
    ]
    playlists = [{**row, "playlist_name": "אהבה וקפה"} for row in PLAYLISTS]
    tables = lake_of(song=songs, playlist_entry=line, playlist=playlists)
    file = tmp_path / "long.html"
    file.write_text(page_of(tables), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    rows = page.locator("#chart tbody tr:visible")
    assert rows.count() == 20
    direction = "getComputedStyle(document.querySelector('h1')).direction"
    assert page.evaluate(direction) == "rtl"

    page.emulate_media(media="print")
    assert rows.count() == 40
    assert page.locator(".tools:visible, .unfold:visible, input:visible").count() == 0
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 without margins
    song = page.locator("#chart tbody th").first.bounding_box()
    assert song
    assert song["width"] > 150
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Show all 40 rows").first.click()
    assert rows.count() == 40
    page.close()
