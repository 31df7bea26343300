from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glue_jobs.raw_format.dates import naive_utc, parse_added_at, parse_release_date
from tests.unit.glue_jobs.payloads import at


@pytest.mark.parametrize(
    ("text", "precision", "first_day"),
    [
        ("1996", "year", date(1996, 1, 1)),
        ("2013-05", "month", date(2013, 5, 1)),
        ("2021-06-04", "day", date(2021, 6, 4)),
        ("2024-02-29", "day", date(2024, 2, 29)),
        ("0001-01-01", "day", date(1, 1, 1)),
        ("9999-12-31", "day", date(9999, 12, 31)),
    ],
)
def test_release_date_is_the_first_day_of_its_period(
    text: str, precision: str, first_day: date
) -> None:
    assert parse_release_date(text, precision) == first_day


@pytest.mark.parametrize("precision", [None, "", "decade", "DAY"])
@pytest.mark.parametrize(
    ("text", "first_day"),
    [
        ("1996", date(1996, 1, 1)),
        ("2013-05", date(2013, 5, 1)),
        ("2021-06-04", date(2021, 6, 4)),
        ("0000", None),
    ],
)
def test_unknown_precision_is_derived_from_the_text(
    text: str, precision: str | None, first_day: date | None
) -> None:
    assert parse_release_date(text, precision) == first_day


@pytest.mark.parametrize(
    ("text", "precision", "first_day"),
    [
        ("2021-06-04", "year", date(2021, 1, 1)),
        ("2021-06-04", "month", date(2021, 6, 1)),
        ("2021-06", "year", date(2021, 1, 1)),
        ("2021-02-31", "month", date(2021, 2, 1)),
        ("2021-00-00", "year", date(2021, 1, 1)),
        ("2021-13-99", "year", date(2021, 1, 1)),
    ],
)
def test_parts_finer_than_the_precision_are_ignored(
    text: str, precision: str, first_day: date
) -> None:
    assert parse_release_date(text, precision) == first_day


@pytest.mark.parametrize(
    ("text", "precision", "first_day"),
    [
        ("2021", "day", date(2021, 1, 1)),
        ("2021", "month", date(2021, 1, 1)),
        ("2021-06", "day", date(2021, 6, 1)),
    ],
)
def test_text_coarser_than_its_precision(text: str, precision: str, first_day: date) -> None:
    assert parse_release_date(text, precision) == first_day


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("0000", "year"),
        ("0000-00", "month"),
        ("0000-00-00", "day"),
        ("0000-01-01", "day"),
        ("2021-00", "month"),
        ("2021-13", "month"),
        ("2021-04-00", "day"),
        ("2021-04-31", "day"),
        ("2023-02-29", "day"),
        ("1900-02-29", "day"),
    ],
)
def test_invalid_dates_are_null(text: str, precision: str) -> None:
    assert parse_release_date(text, precision) is None


@pytest.mark.parametrize("precision", ["year", "month", "day", None])
@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " ",
        "None",
        "96",
        "19960",
        "-1996",
        "1996 ",
        "1996\n",
        "19960101",
        "1996-1-1",
        "1996/01/01",
        "01-01-1996",
        "1996-01-01T00:00:00Z",
        "\u0661\u0669\u0669\u0666",  # 1996 in Arabic-Indic digits
        "\uff11\uff19\uff19\uff16-01-01",  # 1996 in full-width digits
        "\u00b2\u00b2\u00b2\u00b2",  # superscripts
    ],
)
def test_other_notations_are_null(text: str | None, precision: str | None) -> None:
    assert parse_release_date(text, precision) is None


@given(day=st.dates())
def test_every_day_with_every_precision(day: date) -> None:
    year, month, last = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"

    assert parse_release_date(f"{year}-{month}-{last}", "day") == day
    assert parse_release_date(f"{year}-{month}", "month") == date(day.year, day.month, 1)
    assert parse_release_date(year, "year") == date(day.year, 1, 1)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2018-12-15T22:16:10Z", at("2018-12-15T22:16:10")),
        ("2018-12-15T22:16:10.250Z", at("2018-12-15T22:16:10.250000")),
        ("2018-12-31T23:30:00-05:00", at("2019-01-01T04:30:00")),
        ("2019-01-01T01:30:00+02:00", at("2018-12-31T23:30:00")),
        ("2019-01-01T05:45:00+05:45", at("2019-01-01")),
        ("1970-01-01T00:00:01Z", at("1970-01-01T00:00:01")),
        ("1969-12-31T23:59:59Z", at("1969-12-31T23:59:59")),
        ("1970-01-01T00:00:00-01:00", at("1970-01-01T01:00:00")),
    ],
)
def test_added_at_is_converted_to_utc(text: str, time: datetime) -> None:
    assert parse_added_at(text) == time


def test_time_without_zone_is_utc() -> None:
    assert parse_added_at("2018-12-15T22:16:10") == at("2018-12-15T22:16:10")


@pytest.mark.parametrize(
    "text", ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00", "1970-01-01T02:00:00+02:00"]
)
def test_epoch_is_null(text: str) -> None:
    assert parse_added_at(text) is None


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "yesterday",
        "0000-00-00T00:00:00Z",
        "2018-13-15T22:16:10Z",
        "2018-02-30T22:16:10Z",
        "2018-12-15T25:16:10Z",
        "2018-12-15T22:16:60Z",
        "2018-12-15T22:16:10Z ",
        "\uff12\uff10\uff11\uff18-12-15T22:16:10Z",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
    ],
)
def test_invalid_times_are_null(text: str | None) -> None:
    assert parse_added_at(text) is None


MINUTES = st.integers(-23 * 60 - 59, 23 * 60 + 59)


@given(local=st.datetimes(at("1971-01-01"), at("9998-01-01")), minutes=MINUTES)
def test_utc_is_local_time_minus_offset(local: datetime, minutes: int) -> None:
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    written = f"{local:%m-%dT%H:%M:%S}.{local.microsecond:06}{sign}{hours:02}:{rest:02}"

    assert parse_added_at(f"{local.year:04}-{written}") == local - timedelta(minutes=minutes)


def test_stored_time_is_utc_without_zone() -> None:
    in_berlin = timezone(timedelta(hours=1))

    assert naive_utc(datetime(2026, 1, 1, 0, 30, tzinfo=in_berlin)) == at("2025-12-31T23:30:00")
    assert naive_utc(datetime(2026, 1, 1, tzinfo=UTC)) == at("2026-01-01")
    assert naive_utc(at("2026-01-01")) == at("2026-01-01")
