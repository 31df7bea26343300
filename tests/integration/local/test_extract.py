"""Run the Lambda's handler against the local Web API."""

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cli.errors import UserError
from glue_jobs.raw_format.decode import decode_raw_file
from local.extract import extract_chart, extract_live
from local.lake import Lake
from local.sample_playlists import (
    FIRST_DAY,
    FRESH_FINDS,
    KITCHEN_RADIO,
    LIKED_SONGS,
    ODDS_AND_ENDS,
    TOP_100,
    Snapshot,
    sample_days,
    snapshots,
)
from local.sample_playlists.people import LODGER
from local.spotify_api import Fault, SpotifyApi
from tests.integration.local.test_command_line import Command, command

__all__ = ["command"]

CHART = next(iter(snapshots(1)))


@contextmanager
def local_spotify(
    monkeypatch: pytest.MonkeyPatch, playlists: Mapping[str, Snapshot], **options: Any
) -> Iterator[SpotifyApi]:
    """A local Web API with its URLs and credentials in the environment."""
    with SpotifyApi(playlists, **options) as api:
        for name, value in {
            "SPOTIFY_API_URL": api.url,
            "SPOTIFY_TOKEN_URL": api.token_url,
            "SPOTIFY_CLIENT_ID": api.client_id,
            "SPOTIFY_CLIENT_SECRET": api.client_secret,
            "SPOTIFY_REFRESH_TOKEN": api.refresh_token,
        }.items():
            monkeypatch.setenv(name, value)
        yield api


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[SpotifyApi]:
    """A local Web API whose app acts for no user."""
    with local_spotify(monkeypatch, {TOP_100: CHART}) as api:
        monkeypatch.delenv("SPOTIFY_REFRESH_TOKEN")
        yield api


def raw_files(lake: Lake) -> list[Path]:
    return sorted((lake.raw / "to_process").rglob("*.jsonl"))


def test_each_playlist_and_day_gets_a_raw_file(lake: Lake) -> None:
    results = list(extract_chart(lake, days=2, last_day=date(2026, 11, 2)))

    assert [result["extracted"] for result in results] == [5, 5]
    assert [path.name for path in raw_files(lake)].count("20261102T060000Z.jsonl") == 5
    chart = lake.raw / "to_process" / TOP_100 / "20261101T060000Z.jsonl"
    decoded = decode_raw_file(chart.read_bytes())
    assert decoded.extracted_at.isoformat() == "2026-11-01T06:00:00"
    assert len(list(decoded.entries())) == 100


def test_file_in_processed_is_not_extracted_again(lake: Lake) -> None:
    list(extract_chart(lake, days=1, last_day=FIRST_DAY))
    (lake.raw / "to_process").rename(lake.raw / "processed")

    (result,) = extract_chart(lake, days=1, last_day=FIRST_DAY)

    assert (result["extracted"], result["already_extracted"]) == (0, 5)
    assert raw_files(lake) == []


def test_the_sample_playlists_end_yesterday(lake: Lake) -> None:
    list(extract_chart(lake, days=1))

    (newest,) = {path.name for path in raw_files(lake)}
    age = datetime.now(UTC) - datetime.strptime(newest, "%Y%m%dT%H%M%SZ.jsonl").replace(tzinfo=UTC)
    assert timedelta(hours=18) <= age < timedelta(hours=43)


def test_a_later_run_adds_the_days_since_then(lake: Lake) -> None:
    list(extract_chart(lake, days=2, last_day=date(2026, 11, 2)))

    results = list(extract_chart(lake, days=2, last_day=date(2026, 11, 4)))

    assert [result["extracted"] for result in results] == [0, 0, 5, 5]
    days = {path.name[:8] for path in raw_files(lake)}
    assert days == {"20261101", "20261102", "20261103", "20261104"}


def test_earlier_days_are_not_added(lake: Lake) -> None:
    list(extract_chart(lake, days=1, last_day=date(2026, 11, 2)))

    with pytest.raises(UserError, match="begin on 2026-11-02: for 3 days until 2026-11-02 name"):
        list(extract_chart(lake, days=3, last_day=date(2026, 11, 2)))


def test_sample_playlists_include_liked_songs(lake: Lake) -> None:
    list(extract_chart(lake, days=1, last_day=FIRST_DAY))

    (path,) = (lake.raw / "to_process" / LIKED_SONGS).iterdir()
    decoded = decode_raw_file(path.read_bytes())
    assert (decoded.playlist.id, decoded.playlist.name) == (LIKED_SONGS, "Liked Songs")
    assert decoded.playlist.owner_name == "The Lodger"
    assert len(list(decoded.entries())) == len(next(sample_days(1)).liked.entries)


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


def test_playlists_are_parsed_before_credentials_are_needed(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPOTIFY_CLIENT_ID", raising=False)

    with pytest.raises(UserError, match=r"'no playlist!' is not .*: give mine \(all playlists"):
        extract_live(lake, ["no playlist!"])
    with pytest.raises(UserError, match="set SPOTIFY_CLIENT_ID"):
        extract_live(lake, [TOP_100])


def test_mine_and_liked(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    day = next(sample_days(1))
    playlists = {one.playlist_id: one for one in day.playlists}
    with local_spotify(
        monkeypatch, playlists, access="development", user_id=LODGER.id, liked=day.liked.entries
    ):
        shown = io.StringIO()
        names = ["mine", "liked", f"-{KITCHEN_RADIO}"]
        result = extract_live(lake, names, Console(file=shown, width=300))

    assert [one["playlist_id"] for one in result["playlists"]] == [ODDS_AND_ENDS, LIKED_SONGS]
    entries = len(playlists[ODDS_AND_ENDS].entries)
    assert shown.getvalue().splitlines()[-2:] == [
        f"extracted 1 playlist, {entries} entries",
        f"extracted 2 playlists, {entries + len(day.liked.entries)} entries",
    ]
    assert capsys.readouterr() == ("", "")


def test_progress_shows_the_reason_for_waiting(lake: Lake, api: SpotifyApi) -> None:
    api.fail("GET", TOP_100, Fault(status=429, headers={"Retry-After": "0"}))
    shown = io.StringIO()

    extract_live(lake, [TOP_100], Console(file=shown, width=300))

    first, waits, last = shown.getvalue().splitlines()
    assert first == "extracting from Spotify"
    assert re.fullmatch(r"Spotify's rate limit is reached until .*; retrying in 0 s", waits)
    assert last == "extracted 1 playlist, 100 entries"


def test_offline_laptop_is_asked_whether_it_is_online(
    lake: Lake, api: SpotifyApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract_lambda.spotify_client._FIRST_BACKOFF", 0)
    monkeypatch.setenv("SPOTIFY_TOKEN_URL", "https://accounts.no-such-host.invalid/api/token")

    with pytest.raises(UserError) as failure:
        extract_live(lake, [TOP_100, ODDS_AND_ENDS])

    assert str(failure.value) == (
        "cannot reach accounts.no-such-host.invalid: are you online? "
        f"(log: {lake.root / 'extract.log'})"
    )


def test_failures_are_one_line(lake: Lake, api: SpotifyApi) -> None:
    api.fail("GET", TOP_100, Fault(status=404), times=None)

    with pytest.raises(UserError, match=r"0 of 2 playlists are in the raw zone; .*; ") as failure:
        extract_live(lake, [TOP_100, ODDS_AND_ENDS])

    assert "\n" not in str(failure.value)


def test_replaced_refresh_token_names_the_command_to_run(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        local_spotify(monkeypatch, {TOP_100: CHART}, rotate_refresh_token=True),
        pytest.raises(UserError, match=r"Spotify replaced the refresh token: .*--print`"),
    ):
        extract_live(lake, [TOP_100])

    assert len(raw_files(lake)) == 1


def test_command_prints_notes_and_what_was_skipped(
    command: Command, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    playlists = {one.playlist_id: one for one in next(sample_days(1)).playlists}
    with local_spotify(
        monkeypatch, playlists, access="development", user_id="nowhere.charts"
    ) as api:
        counts_more = Fault(edit=lambda page: {**page, "total": 120})
        api.fail("GET", f"{TOP_100}/items", counts_more, times=None)
        ran = command("extract", "mine", f"-{FRESH_FINDS}", "--lake", str(lake.root))

    assert ran.code == 0
    time = raw_files(lake)[0].name
    assert ran.out.splitlines()[:2] == [
        f"extracted: {TOP_100} -> to_process/{TOP_100}/{time}",
        f"note: {TOP_100}: Spotify counts 120 entries and shows 100",
    ]
    assert re.search(rf"^skipped: {ODDS_AND_ENDS} -> Spotify does not show", ran.out, re.MULTILINE)
    assert ran.out.endswith("extracted 1 playlist\n")
    assert ran.err.splitlines()[0] == "extracting from Spotify"
    assert "extracted 1 playlist, 100 entries" in ran.err
