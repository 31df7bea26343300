"""Find playlist entries within the records that a pipeline wrapped them in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from local.import_raw.header import playlist_field
from local.import_raw.json_values import Fields, Json, Value, begins, is_null, text
from local.import_raw.not_playlists import name_object
from local.import_raw.time_in_fields import time_in_fields
from local.import_raw.time_in_path import UnclearTimeError

_DEEPEST = 3  # Airbyte's RECORD -> record -> data
_ENTRY_FIELDS = frozenset(
    {"added_at", "added_by", "is_local", "item", "primary_color", "track", "video_thumbnail"}
)
# Beside an entry's track these are the song's or the record's, not the playlist's.
_NOT_OF_THE_PLAYLIST = frozenset(
    {"description", "external_urls", "href", "id", "images", "link", "name", "owner", "title",
     "uri", "url"}
)  # fmt: skip
# Lines of Singer and Airbyte that describe the records between them.
_NO_RECORDS = {"SCHEMA", "STATE", "ACTIVATE_VERSION", "BATCH", "LOG", "SPEC", "TRACE"}
# A pipeline may stamp the records of one run one after another.
_ONE_RUN = timedelta(minutes=10)


@dataclass(frozen=True)
class WrappedEntry:
    """An entry, and what the objects around it say, from the innermost on."""

    entry: Value
    levels: tuple[Fields, ...] = ()


def unwrap(value: Value, deepest: int = _DEEPEST) -> WrappedEntry | None:
    """Return the entry that an object is or wraps, None if there is none."""
    fields = value.fields
    if fields is None or "format" in fields or name_object(fields):
        return None
    if _is_entry(fields):
        return WrappedEntry(value, _beside(fields) if fields.keys() - _ENTRY_FIELDS else ())
    if deepest == 0 or any(may_hold(fields.get(name)) for name in ("items", "tracks")):
        return None  # a page or a playlist
    inner = [
        found
        for name, json in fields.items()
        if may_hold(json) and not begins(json, b"[")
        if (found := unwrap(value.child(name), deepest - 1))
    ]
    if len(inner) != 1:
        return None  # several are a list
    return WrappedEntry(inner[0].entry, (*inner[0].levels, *_beside(fields)))


def may_hold(json: Json | None) -> bool:
    """Return whether a field may hold entries: an object, a list, or a string with JSON in it."""
    if json is None:
        return False
    return bytes(memoryview(json)[:1]) in {b"{", b"["} or bytes(memoryview(json)[:2]) in {
        b'"{',
        b'"[',
    }


def is_odd_entry(value: Value) -> bool:
    """Return whether a value may be an entry only beside sound ones: null, or an empty object."""
    return is_null(value.json) or (
        value.fields is not None and value.fields.keys() <= _ENTRY_FIELDS
    )


def is_no_record(value: Value) -> bool:
    """Return whether a value is a line of Singer or Airbyte that describes the records."""
    return text((value.fields or {}).get("type")) in _NO_RECORDS


def runs(entries: Sequence[WrappedEntry]) -> Iterator[list[WrappedEntry]]:
    """Yield the entries of each playlist and run, as far as the records tell them apart."""
    if not any(entry.levels for entry in entries):
        yield list(entries)
        return
    by_playlist: dict[str | None, list[tuple[datetime | None, WrappedEntry]]] = {}
    playlist_id: str | None = None
    time: datetime | None = None
    for entry in entries:
        if entry.levels:  # an odd entry goes with the one before
            playlist_id, time = playlist_field(entry.levels), _time(entry.levels)
        by_playlist.setdefault(playlist_id, []).append((time, entry))
    for timed in by_playlist.values():
        begins_at = _run_of({time for time, _ in timed if time})
        groups: dict[datetime | None, list[WrappedEntry]] = {}
        for time, entry in timed:
            groups.setdefault(begins_at.get(time) if time else None, []).append(entry)
        yield from groups.values()


def _is_entry(fields: Fields) -> bool:
    return any(
        begins(fields.get(name), b"{") or is_null(fields.get(name)) for name in ("item", "track")
    )


def _beside(fields: Fields) -> tuple[Fields, ...]:
    return ({name: json for name, json in fields.items() if name not in _NOT_OF_THE_PLAYLIST},)


def _time(levels: Sequence[Fields]) -> datetime | None:
    try:
        found = time_in_fields(levels)
    except UnclearTimeError:
        return None
    return found[0] if found else None


def _run_of(times: set[datetime]) -> dict[datetime, datetime]:
    """Return the first time of the run that each time belongs to."""
    first: dict[datetime, datetime] = {}
    last: datetime | None = None
    for time in sorted(times):
        first[time] = time if last is None or time - last > _ONE_RUN else first[last]
        last = time
    return first
