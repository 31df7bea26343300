"""The page's source: escaped text, links to Spotify only, hashed scripts."""

import base64
import gzip
import hashlib
import json
import re

import pytest

from local.report.html import spotify_url
from tests.unit.local.report.pages import page_of
from tests.unit.sql.lake import ARTISTS, PLAYLISTS, SONGS, lake_of

BREAKING_OUT = "</script><script>alert(1)</script><!-- ' \" & {{ 7 * 7 }} %s {0} \u2028"


@pytest.fixture(scope="module")
def hostile() -> str:
    return page_of(
        lake_of(
            playlist=[{**row, "playlist_name": BREAKING_OUT} for row in PLAYLISTS],
            song=[
                {**row, "song_name": BREAKING_OUT, "song_url": "javascript:alert(1)"}
                for row in SONGS
            ],
            artist=[{**row, "artist_name": BREAKING_OUT} for row in ARTISTS],
        ),
        "p1",
    )


def unpacked(page: str, key: str) -> str:
    """Return the text of ``vega`` or ``specs``, which the page has compressed."""
    stored = re.search(rf'<script id="{key}" type="application/octet-stream">(.*?)</script>', page)
    assert stored
    return gzip.decompress(base64.b64decode(stored[1])).decode()


def scripts(page: str) -> list[str]:
    return re.findall(r"<script>(.*?)</script>", page, re.DOTALL)


def test_names_are_text(hostile: str) -> None:
    shown = json.loads(unpacked(hostile, "specs"))["movers-chart"]["data"]["values"][0]
    assert shown["label"] == BREAKING_OUT

    outside = re.sub(r"<script.*?</script>|<style>.*?</style>", "", hostile, flags=re.DOTALL)
    assert "alert(1)" in outside
    assert "<!--" not in outside
    assert "<script" not in outside
    assert "{{ 7 * 7 }}" in outside
    assert len(scripts(hostile)) == 1


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://open.spotify.com/track/1", "https://open.spotify.com/track/1"),
        ("javascript:alert(1)//https://open.spotify.com/", None),
        ("http://open.spotify.com/track/1", None),
        ("https://open.spotify.com.evil.example/", None),
        ("https://open.spotify.com@evil.example/", None),
        (" https://open.spotify.com/", None),
        ("", None),
        (None, None),
    ],
)
def test_links_lead_to_spotify_only(url: str | None, link: str | None) -> None:
    assert spotify_url(url) == link


def test_hostile_links_are_left_out(hostile: str) -> None:
    assert set(re.findall(r'href="([^"#]+)', hostile)) == {"index.html"}
    assert 'href="https://open.spotify.com/track/s7"' in page_of(lake_of(), "p1")


def test_content_security_policy_allows_only_own_scripts_and_styles() -> None:
    page = page_of(lake_of(), "p1")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', page)
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy

    def hashes(texts: list[str]) -> set[str]:
        digests = (hashlib.sha256(text.encode()).digest() for text in texts)
        return {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}

    directives = {
        name: set(sources)
        for name, *sources in (part.split() for part in policy[1].replace("&#39;", "'").split("; "))
    }
    assert directives == {
        "default-src": {"'none'"},
        "script-src": hashes([*scripts(page), unpacked(page, "vega")]),
        "style-src": hashes(style),
        "base-uri": {"'none'"},
        "form-action": {"'none'"},
    }


def test_long_name_is_truncated_with_a_title() -> None:
    name = "A" * 150 + "B" * 150
    page = page_of(
        lake_of(
            playlist=[{**row, "playlist_name": name} for row in PLAYLISTS],
            song=[{**row, "song_name": name} for row in SONGS],
        ),
        "p1",
    )

    short = f'<span title="{name}">{"A" * 99}…</span>'
    assert f'<h1 dir="auto">{short}</h1>' in page
    assert f'rel="noopener noreferrer">{short}</a>' in page
    assert f"<title>{'A' * 99}…, 9 November 2026</title>" in page
