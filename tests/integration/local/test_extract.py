"""The Lambda's handler on this machine, against the local Web API."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.errors import UserError
from glue_jobs.raw_format.decode import decode_raw_file
from local.extract import extract_chart, extract_live
from local.lake import Lake
from local.sample_playlists import TOP_100, snapshots
from local.spotify_api import SpotifyApi

CHART = next(iter(snapshots(1)))


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[SpotifyApi]:
    """A local Web API with its URLs and credentials in the environment."""
    with SpotifyApi({TOP_100: CHART}) as api:
        for name, value in {
            "SPOTIFY_API_URL": api.url,
            "SPOTIFY_TOKEN_URL": api.token_url,
            "SPOTIFY_CLIENT_ID": api.client_id,
            "SPOTIFY_CLIENT_SECRET": api.client_secret,
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("SPOTIFY_REFRESH_TOKEN", raising=False)
        yield api


def raw_files(lake: Lake) -> list[Path]:
    return sorted((lake.raw / "to_process").rglob("*.jsonl"))


def test_each_playlist_and_day_gets_a_raw_file(lake: Lake) -> None:
    results = list(extract_chart(lake, days=2))

    assert [result["extracted"] for result in results] == [3, 3]
    assert [path.name for path in raw_files(lake)].count("20261102T060000Z.jsonl") == 3
    chart = lake.raw / "to_process" / TOP_100 / "20261101T060000Z.jsonl"
    decoded = decode_raw_file(chart.read_bytes())
    assert decoded.extracted_at.isoformat() == "2026-11-01T06:00:00"
    assert len(list(decoded.entries())) == 100


def test_file_in_processed_is_not_extracted_again(lake: Lake) -> None:
    list(extract_chart(lake, days=1))
    (lake.raw / "to_process").rename(lake.raw / "processed")

    (result,) = extract_chart(lake, days=1)

    assert (result["extracted"], result["already_extracted"]) == (0, 3)
    assert raw_files(lake) == []


def test_live_playlist_by_link(lake: Lake, api: SpotifyApi) -> None:
    before = datetime.now(UTC).replace(microsecond=0)

    result = extract_live(lake, [f"https://open.spotify.com/playlist/{TOP_100}?si=x"])

    assert result["extracted"] == 1
    (path,) = raw_files(lake)
    decoded = decode_raw_file(path.read_bytes())
    assert decoded.playlist.id == TOP_100
    assert decoded.extracted_at.replace(tzinfo=UTC) >= before
    assert len(list(decoded.entries())) == 100


def test_live_failure_names_playlist_and_log_and_no_secret(lake: Lake, api: SpotifyApi) -> None:
    with pytest.raises(UserError, match="37i9dQZEVXbMDoHDwVN2tF") as failure:
        extract_live(lake, ["37i9dQZEVXbMDoHDwVN2tF", TOP_100])

    assert "extract.log" in str(failure.value)
    assert len(raw_files(lake)) == 1  # the other one was extracted
    assert api.client_secret not in str(failure.value)
    assert api.client_secret not in (lake.root / "extract.log").read_text()


def test_invalid_playlist_is_quoted(lake: Lake, api: SpotifyApi) -> None:
    with pytest.raises(UserError, match="no playlist!"):
        extract_live(lake, ["no playlist!"])
