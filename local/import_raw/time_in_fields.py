"""Find the time of an extraction in the fields beside a playlist's entries."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import msgspec

from local.import_raw.json_values import Fields, Json, begins, fields_of, text
from local.import_raw.time_forms import find_times, from_epoch, is_plausible
from local.import_raw.time_in_path import UnclearTimeError

# What such fields are called, the surest first: fetched_at, fetchTime, ingestion_timestamp ...
_VERBS = (
    "extract", "snapshot", "fetch", "retriev", "scrap", "collect", "captur", "crawl", "pull",
    "poll", "quer", "request", "download", "export", "backup", "emit", "run", "ingest", "sync",
    "receiv", "load", "process", "insert", "record", "observ",
)  # fmt: skip
_NOUN = r"(?:at|on|time|date|ts|timestamp|datetime|day)"
_VERB_NOUN = re.compile(rf"(?:^|_)(?P<verb>{'|'.join(_VERBS)})[a-z]*_{_NOUN}$")
_NOUNS = ("time_extracted", "timestamp", "as_of", "ts", "datetime", "date", "time", "day")
_ABOUT_THE_FILE = re.compile(
    r"meta|info|head|extract|ingest|export|request|response|run|job|source|fetch|playlist"
)


def time_in_fields(levels: Sequence[Fields]) -> tuple[datetime, str] | None:
    """
    Return the time told by a field, and its name.

    Parameters
    ----------
    levels
        The objects around the entries, from the innermost on.

    Raises
    ------
    UnclearTimeError
        If such a field has a form with several meanings.
    """
    for level in levels:
        if found := _time_in_level(level):
            return found
        for name, value in level.items():
            if begins(value, b"{") and _ABOUT_THE_FILE.search(name.lower()):
                inner = _time_in_level(fields_of(value))
                if inner:
                    return inner[0], f"{name}.{inner[1]}"
    return None


def _time_in_level(level: Fields) -> tuple[datetime, str] | None:
    for name in _time_fields(tuple(level)):
        if time := _time(level[name], name):
            return time, name
    return None


@lru_cache(maxsize=1024)
def _time_fields(names: tuple[str, ...]) -> list[str]:
    """Return the names of fields that tell a time, the surest first."""
    return [name for _, name in sorted(_ranked(names))]


def _ranked(names: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    for name in names:
        # fetchedAt -> fetched_at
        words = re.sub(r"(?<=[a-z])(?=[A-Z])|[\W_]+", "_", name).lower().strip("_")
        if found := _VERB_NOUN.search(words):
            yield _VERBS.index(found["verb"]), name
        elif words in _NOUNS or words == "fivetran_synced":
            yield len(_VERBS) + (_NOUNS.index(words) if words in _NOUNS else 0), name


def _time(value: Json, name: str) -> datetime | None:
    if not begins(value, b'"'):
        try:
            return from_epoch(msgspec.json.decode(value, type=float))
        except msgspec.DecodeError:
            return None
    told = (text(value) or "").strip()
    time = _iso_time(told) or _mail_time(told)
    if time is None:
        matches = list(find_times(told))
        if matches and matches[0].unclear and len(told) < 40:
            raise UnclearTimeError(f'the field {name}, "{told}", {matches[0].unclear}')
        time = matches[0].time if matches else None
    return time if time and is_plausible(time) else None


def _iso_time(told: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(told)
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _mail_time(told: str) -> datetime | None:
    """Return the time of an HTTP header: Wed, 01 May 2024 06:00:00 GMT."""
    try:
        time = parsedate_to_datetime(told)
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError, IndexError):
        return None
