"""The Lambda's handler on this machine, against the local Web API."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cli.errors import UserError
from glue_jobs.raw_format.decode import decode_raw_file
from local.extract import extract_chart, extract_live
from local.lake import Lake
from local.sample_playlists import FIRST_DAY, TOP_100, snapshots
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
    results = list(extract_chart(lake, days=2, last_day=date(2026, 11, 2)))

    assert [result["extracted"] for result in results] == [4, 4]
    assert [path.name for path in raw_files(lake)].count("20261102T060000Z.jsonl") == 4
    chart = lake.raw / "to_process" / TOP_100 / "20261101T060000Z.jsonl"
    decoded = decode_raw_file(chart.read_bytes())
    assert decoded.extracted_at.isoformat() == "2026-11-01T06:00:00"
    assert len(list(decoded.entries())) == 100


def test_file_in_processed_is_not_extracted_again(lake: Lake) -> None:
    list(extract_chart(lake, days=1, last_day=FIRST_DAY))
    (lake.raw / "to_process").rename(lake.raw / "processed")

    (result,) = extract_chart(lake, days=1, last_day=FIRST_DAY)

    assert (result["extracted"], result["already_extracted"]) == (0, 4)
    assert raw_files(lake) == []


def test_the_sample_playlists_end_yesterday(lake: Lake) -> None:
    list(extract_chart(lake, days=1))

    (newest,) = {path.name for path in raw_files(lake)}
    age = datetime.now(UTC) - datetime.strptime(newest, "%Y%m%dT%H%M%SZ.jsonl").replace(tzinfo=UTC)
    assert timedelta(hours=18) <= age < timedelta(hours=43)


def test_a_later_run_adds_the_days_since_then(lake: Lake) -> None:
    list(extract_chart(lake, days=2, last_day=date(2026, 11, 2)))

    results = list(extract_chart(lake, days=2, last_day=date(2026, 11, 4)))

    assert [result["extracted"] for result in results] == [0, 0, 4, 4]
    days = {path.name[:8] for path in raw_files(lake)}
    assert days == {"20261101", "20261102", "20261103", "20261104"}


def test_a_history_does_not_grow_backwards(lake: Lake) -> None:
    list(extract_chart(lake, days=1, last_day=date(2026, 11, 2)))

    with pytest.raises(UserError, match="begin on 2026-11-02: for 3 days until 2026-11-02 name"):
        list(extract_chart(lake, days=3, last_day=date(2026, 11, 2)))


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
