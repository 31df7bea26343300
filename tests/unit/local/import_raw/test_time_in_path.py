from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.import_raw.time_in_path import (
    UnclearTimeError,
    check_pattern,
    time_by_pattern,
    time_in_path,
    without_pattern,
    without_times,
)

DAY = "2024-05-01T00:00:00+00:00"
SIX = "2024-05-01T06:00:00+00:00"
SIX_AND_A_SECOND = "2024-05-01T06:00:01+00:00"

CLEAR = {
    # Names seen in public pipelines
    "spotify_raw_2024-09-11 11:35:15.052966.json": "2024-09-11T11:35:15.052966+00:00",
    "spotify_raw_2024-11-19 21_08_59.667316.json": "2024-11-19T21:08:59.667316+00:00",
    "spotify_raw_2024-10-02 06-40-53.803178.json": "2024-10-02T06:40:53.803178+00:00",
    "spotify_raw_20240501_060001.json": SIX_AND_A_SECOND,
    "top_hits_2024-05-01.json": DAY,
    "raw/year=2024/month=05/day=01/playlist.json": DAY,
    "raw/year=2024/month=5/day=1/hour=6/playlist.json": SIX,
    "year=2024/month=05/country=de/day=01/playlist.json": DAY,
    "y=2024/m=05/d=01/h=06/x.json": SIX,
    "dt=2024-05-01/playlist.json": DAY,
    "ds=20240501/playlist.json": DAY,
    "ingest_ts=2024-05-01T06%3A00%3A01Z/part-00000.json": SIX_AND_A_SECOND,
    "ingest_ts=2024-05-01 06%3A00%3A01/part-00000.json": SIX_AND_A_SECOND,
    "ingest_ts=1714543201/x.json": SIX_AND_A_SECOND,
    "delivery-1-2024-05-01-06-00-01-abc": SIX_AND_A_SECOND,
    "2024/05/01/06/delivery-1-2024-05-01-06-00-01-abc": SIX_AND_A_SECOND,
    # ISO 8601, and with replacements for colons
    "2024-05-01T06:00:01Z.json": SIX_AND_A_SECOND,
    "2024-05-01T06-00-01Z.json": SIX_AND_A_SECOND,
    "20240501T060001Z.jsonl": SIX_AND_A_SECOND,
    "20240501T060001Z-00050-57b058be.jsonl": SIX_AND_A_SECOND,
    "x_2024-05-01T08:00:01+02:00.json": SIX_AND_A_SECOND,
    "x_2024-05-01T08-00-01+0200.json": SIX_AND_A_SECOND,
    "x_2024-05-01T01:00:01-05:00.json": SIX_AND_A_SECOND,
    "x_2024-05-01T06_00_01_000123.json": "2024-05-01T06:00:01.000123+00:00",
    "x_2024-05-01T06.json": SIX,
    "x_2024-W18-3.json": DAY,
    # Days
    "top_2024_05_01.json": DAY,
    "top.2024.05.01.json": DAY,
    "top 2024 05 01.json": DAY,
    "top-2024-5-1.json": DAY,
    "top20240501.json": DAY,
    "top-13-05-2024.json": "2024-05-13T00:00:00+00:00",
    "top-05-13-2024.json": "2024-05-13T00:00:00+00:00",
    "top_05_05_2024.json": "2024-05-05T00:00:00+00:00",
    "top_13052024.json": "2024-05-13T00:00:00+00:00",
    "01-May-2024.json": DAY,
    "top_1May2024.json": DAY,
    "May 1st, 2024.json": DAY,
    "2024-may-01.json": DAY,
    "top_2024年5月1日.json": DAY,
    # Folders
    "raw/2024/05/01/playlist.json": DAY,
    "raw/2024/05/01/06/playlist.json": SIX,
    "raw/2024-05/01/playlist.json": DAY,
    "raw/202405/01/playlist.json": DAY,
    "raw/2024/05-01/playlist.json": DAY,
    "raw/2024-05-01/playlist.json": DAY,
    "raw/2024-05-01/06-00-01.json": SIX_AND_A_SECOND,
    "raw/2024-05-01/060001_playlist.json": SIX_AND_A_SECOND,
    "2023-01-01/top_2024-05-01.json": DAY,
    "2024/2024-05-01.json": DAY,
    "2024-05-01/spotify_20240501_060001.json": SIX_AND_A_SECOND,
    # Times of day
    "top_2024-05-01_06h00m01s.json": SIX_AND_A_SECOND,
    "top 2024-05-01 at 6.00.01 AM.json": SIX_AND_A_SECOND,
    "top 2024-05-01 at 6.00.01 PM.json": "2024-05-01T18:00:01+00:00",
    "top 2024-05-01 06.00.01 UTC.json": SIX_AND_A_SECOND,
    "top_2024-05-01_0600.json": SIX,
    "top_2024-05-01-06.json": SIX,
    "top_202405010600.json": SIX,
    "top_20240501060001.json": SIX_AND_A_SECOND,
    "top_20240501060001123456.json": "2024-05-01T06:00:01.123456+00:00",
    "top_2024050106.json": SIX,
    # Not followed by a time of day.
    "top_2024-05-01_50_songs.json": DAY,
    "top_2024-05-01-1.json": DAY,
    "top_2024-05-01_v2.json": DAY,
    "2024-05-01/123456789.json": DAY,
    # Seconds since 1970
    "1714543201.json": SIX_AND_A_SECOND,
    "playlist_ts=1714543201.json": SIX_AND_A_SECOND,
    "playlist_1714543201000.json": SIX_AND_A_SECOND,
    "playlist_1714543201000000.json": SIX_AND_A_SECOND,
    # Ids next to a day
    "37i9dQZEVXb20200101wN2/2024-05-01.json": DAY,
    "8e0c9c7a-2012-1105-a000-201211050000/2024-05-01.json": DAY,
    "1112264649_2024-05-01.json": DAY,
}

NONE = [
    "playlist.json",
    "Top Hits 2024.json",
    "Top 50.json",
    "80s_1980-1989.json",
    "feb2026-item-only.page.json",
    "part-00000-8e0c9c7a-c000.json",
    "user_1112264649.json",
    "37i9dQZEVXb20240501wN2.json",
    "da39a3ee5e6b4b0d3255bfef20240501afd80709.json",
    "8e0c9c7a-2012-1105-a000-201211050000.json",
    "top_20249999.json",
    "chunk_999999.json",
    "playlist_12345678901.json",
]

UNCLEAR = {
    "top_01-02-2024.json": '"01-02-2024" could be day-month or month-day',
    "top_01.02.2024.json": '"01.02.2024" could be day-month or month-day',
    "top_01022024.json": '"01022024" could be day-month or month-day',
    "top_24-05-01.json": '"24-05-01" has a year of two digits',
    "top_240501.json": '"240501" has a year of two digits',
    "top_05_01_24.json": '"05_01_24" has a year of two digits',
    "top_2024-05.json": '"2024-05" tells no day',
    "top_202405.json": '"202405" tells no day',
    "year=2024/month=05/playlist.json": '"year=2024/month=05" tells no day',
    "raw/2024/05/playlist.json": '"2024/05" tells no day',
    "top_2024-W18.json": '"2024-W18" tells no day',
    "top_2024-02-30.json": '"2024-02-30" is no day of the calendar',
    "top_2024-13-05.json": '"2024-13-05" is no day of the calendar',
    "2024-05-01_to_2024-05-07.json": '"2024-05-01" and "2024-05-07" are two times',
    "user_1714543201.json": '"1714543201" could be a time or an id',
    "top_1999-12-31.json": '"1999-12-31" is before Spotify began (2008) or in the future',
    "top_2099-01-01.json": '"2099-01-01" is before Spotify began (2008) or in the future',
    "2024-05-01/top_01-02-2024.json": '"01-02-2024" could be day-month or month-day',
}


@pytest.mark.parametrize(("path", "time"), CLEAR.items())
def test_clear_form_gives_the_time(path: str, time: str) -> None:
    parts = path.split("/")

    found = time_in_path(parts, near=len(parts))

    assert found is not None
    assert found[0] == datetime.fromisoformat(time)
    assert found[0].utcoffset() == timedelta(0)


@pytest.mark.parametrize("path", NONE)
def test_name_without_a_time_gives_none(path: str) -> None:
    assert time_in_path(path.split("/"), near=9) is None


@pytest.mark.parametrize(("path", "reason"), UNCLEAR.items())
def test_unclear_form_is_refused_with_its_reason(path: str, reason: str) -> None:
    with pytest.raises(UnclearTimeError) as error:
        time_in_path(path.split("/"), near=9)

    assert str(error.value) == reason


def test_unclear_form_in_an_unnamed_folder_is_ignored() -> None:
    assert time_in_path(["home", "backup_2024-05", "raw", "x.json"], near=2) is None
    with pytest.raises(UnclearTimeError):
        time_in_path(["home", "backup_2024-05", "raw", "x.json"], near=3)
    clear = time_in_path(["home", "backup_2024-05-01", "raw", "x.json"], near=2)
    assert clear is not None
    assert clear[1] == 1


def test_nearest_part_with_a_time_wins() -> None:
    parts = ["2024-01-01", "2024-02-02", "x.json"]
    found = time_in_path(parts, near=3)
    assert found is not None
    assert (found[0].isoformat()[:10], found[1]) == ("2024-02-02", 1)


@given(
    st.datetimes(datetime(2008, 1, 1), datetime(2026, 1, 1)),  # noqa: DTZ001 - a name has no zone
    st.sampled_from(
        ["%Y-%m-%d %H:%M:%S", "%Y%m%d_%H%M%S", "%Y/%m/%d/%H%M%S", "%Y%m%d%H%M%S",
         "%Y-%m-%dT%H-%M-%S", "%d %B %Y, %H.%M.%S", "year=%Y/month=%m/day=%d"]
    ),
)  # fmt: skip
def test_any_time_is_found_in_a_clear_form(time: datetime, form: str) -> None:
    path = f"raw/{time.strftime(form)}/playlist.json"
    found = time_in_path(path.split("/"), near=9)

    assert found is not None
    whole_day = time.replace(hour=0, minute=0, second=0, microsecond=0)
    expected = whole_day if form.startswith("year=") else time.replace(microsecond=0)
    assert found[0].replace(tzinfo=None) == expected


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_any_path_gives_a_time_none_or_a_reason(parts: list[str]) -> None:
    found = None
    with suppress(UnclearTimeError):
        found = time_in_path(parts, near=len(parts))
    assert found is None or found[0].year >= 2008
    assert isinstance(without_times(parts[-1]), str)


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("spotify_raw_2024-09-11 11:35:15.052966", "spotify_raw"),
        ("spotify_raw_2024-11-19 21_08_59.667316", "spotify_raw"),
        ("2024-05-01_top_hits", "top_hits"),
        ("top_2024-05-01_hits", "top_hits"),
        ("top (2024-05-01)", "top"),
        ("dt=2024-05-01", ""),
        ("2024-05-01", ""),
        ("20240501T060001Z", ""),
        ("top_01-02-2024", "top"),
        ("delivery-1-2024-05-01-06-00-00-abc", "delivery-1-abc"),
        # No time: the name is unchanged.
        (" two  spaces ", " two  spaces "),
        ("100%25", "100%25"),
        ("Top 50", "Top 50"),
    ],
)
def test_times_are_cut_from_a_name(name: str, rest: str) -> None:
    assert without_times(name) == rest


@pytest.mark.parametrize(
    ("path", "pattern", "time"),
    [
        ("top_01-02-2024.json", "%d-%m-%Y", "2024-02-01T00:00:00+00:00"),
        ("top_01-02-2024.json", "%m-%d-%Y", "2024-01-02T00:00:00+00:00"),
        ("240501/top.json", "%y%m%d", DAY),
        ("top_2024-05.json", "%Y-%m", DAY),
        ("top 1 May 24 6PM.json", "%d %b %y %I%p", "2024-05-01T18:00:00+00:00"),
        ("top 2024-05-01 08:00 +0200.json", "%Y-%m-%d %H:%M %z", SIX),
        ("240101/240501/top.json", "%y%m%d", DAY),
        ("top_99-99-2024.json", "%d-%m-%Y", None),
        ("top.json", "%d-%m-%Y", None),
        ("top_01-02-2099.json", "%d-%m-%Y", None),
    ],
)
def test_pattern_gives_the_time(path: str, pattern: str, time: str | None) -> None:
    found = time_by_pattern(path.split("/"), pattern)

    assert (found and found[0]) == (time and datetime.fromisoformat(time))


def test_pattern_is_cut_from_a_name() -> None:
    assert without_pattern("top_240501", "%y%m%d") == "top"
    assert without_pattern("top", "%y%m%d") == "top"


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("%Y-%m-%d", None),
        ("%d%m%y", None),
        ("%Y/%m/%d/%H", None),
        ("%Q", "%Q is not known"),
        ("%d-%m", "it has no year"),
        ("YYYY-MM-DD", "it has no year"),
    ],
)
def test_pattern_is_checked(pattern: str, reason: str | None) -> None:
    assert check_pattern(pattern) == reason
