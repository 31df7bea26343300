"""Calculate the expected result of a raw file with plain ``json``, from the rules only."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

TEXT, FLAG, INT32, OFFSET = "text", "flag", "int32", "offset"

# Types of the decoded fields, which may be absent or null. A list means a list of its element.
_URLS = {"spotify": TEXT}
_ARTIST = {"id": TEXT, "name": TEXT, "external_urls": _URLS}
_ALBUM = {
    "id": TEXT,
    "name": TEXT,
    "album_type": TEXT,
    "release_date": TEXT,
    "release_date_precision": TEXT,
    "total_tracks": INT32,
    "external_urls": _URLS,
    "images": [{"url": TEXT}],
    "artists": [_ARTIST],
}
_TRACK = {
    "id": TEXT,
    "type": TEXT,
    "name": TEXT,
    "is_local": FLAG,
    "duration_ms": INT32,
    "explicit": FLAG,
    "popularity": INT32,
    "disc_number": INT32,
    "track_number": INT32,
    "external_ids": {"isrc": TEXT},
    "external_urls": _URLS,
    "album": _ALBUM,
    "artists": [_ARTIST],
    "linked_from": {"id": TEXT},
}
_ENTRY = {
    "added_at": TEXT,
    "added_by": {"id": TEXT},
    "is_local": FLAG,
    "item": _TRACK,
    "track": _TRACK,
}
_PLAYLIST = {"id": TEXT}  # invalid details never reject a file
_PAGE = {"items": [_ENTRY], "offset": OFFSET}

_BOUNDS = {INT32: (-(2**31), 2**31 - 1), OFFSET: (0, 10**9)}
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z", re.ASCII)
_PERHAPS_A_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)", re.ASCII
)

# position, entry_type, song_id and popularity of playlist_entry
Entry = tuple[int, str, str | None, int | None]


@dataclass(frozen=True)
class Expected:
    """The expected result of a raw file.

    Attributes
    ----------
    loads
        Whether it must load; None if plain ``json`` cannot decide: invalid UTF-8, repeated keys,
        unusual notations of a time.
    entries
        Its entries if it loads.
    bad_line
        The line that the reason must name if it is rejected; None if any.
    playlist_id
        The playlist id if it loads.
    """

    loads: bool | None
    entries: tuple[Entry, ...] = ()
    bad_line: int | None = None
    playlist_id: str | None = None

    def count(self, kind: str) -> int:
        """Return the number of entries of a type."""
        return sum(entry[1] == kind for entry in self.entries)

    @property
    def song_ids(self) -> set[str]:
        """Return the ids of its songs."""
        return {entry[2] for entry in self.entries if entry[2] is not None}


class _RefusedError(Exception):
    """The content must be rejected."""


class _Reader:
    """Reads JSON strictly, and records doubtful content that another parser may accept."""

    def __init__(self) -> None:
        self.unsure = False

    def line(self, text: bytes) -> Any:
        try:
            decoded = text.decode()
        except UnicodeDecodeError:
            # Texts that are not stored need no check.
            self.unsure = True
            decoded = text.decode(errors="replace")
        try:
            line = json.loads(
                decoded,
                object_pairs_hook=self._object,
                parse_int=_whole,
                parse_constant=_no_constant,
            )
            json.dumps(line, ensure_ascii=False).encode()  # half a surrogate pair
        except (json.JSONDecodeError, UnicodeEncodeError) as error:
            raise _RefusedError from error
        return line

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        self.unsure |= len(found) < len(pairs)
        return found


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 1000 else float(digits)


def _no_constant(word: str) -> None:
    raise _RefusedError(word)


def expected(body: bytes) -> Expected:
    """Return the expected result of a raw file."""
    reader = _Reader()
    lines: list[dict[str, Any]] = []
    for number, text in enumerate(body.split(b"\n"), start=1):
        if not text.strip():
            continue
        try:
            line = reader.line(text)
            _check_line(reader, line)
            if lines:
                _check_same_extraction(lines[0], line)
        except _RefusedError:
            # The reason may name an earlier line with doubtful content instead.
            sure = not reader.unsure
            return Expected(False if sure else None, bad_line=number if sure else None)
        lines.append(line)
    if not lines:
        return Expected(False)
    entries = tuple(_entries(line["page"] for line in lines))
    playlist_id = lines[0]["playlist"]["id"]
    found = [entry for line in lines for entry in line["page"]["items"] if entry is not None]
    if found and not any("item" in entry or "track" in entry for entry in found):
        return Expected(None if reader.unsure else False)
    return Expected(None if reader.unsure else True, entries, playlist_id=playlist_id)


def _check_line(reader: _Reader, line: Any) -> None:
    if not isinstance(line, dict) or line.get("format") != "spotify-playlist-page/1":
        raise _RefusedError
    playlist, page, extracted_at = (line.get(name) for name in ("playlist", "page", "extracted_at"))
    if playlist is None or page is None or not isinstance(extracted_at, str):
        raise _RefusedError
    _check(playlist, _PLAYLIST)
    _check(page, _PAGE)
    if not playlist.get("id") or page.get("items") is None:
        raise _RefusedError
    _check_time(reader, extracted_at)


def _check_time(reader: _Reader, text: str) -> None:
    if usual := _TIME.fullmatch(text):
        try:
            datetime.fromisoformat(usual[1]).replace(tzinfo=UTC)
        except ValueError as error:
            raise _RefusedError from error
    elif _PERHAPS_A_TIME.fullmatch(text):
        reader.unsure = True
    else:
        raise _RefusedError


def _check_same_extraction(first: dict[str, Any], line: dict[str, Any]) -> None:
    if line["playlist"]["id"] != first["playlist"]["id"]:
        raise _RefusedError
    times = {first["extracted_at"], line["extracted_at"]}
    # A time in an unusual notation, which is doubtful already, may be equal.
    if len(times) > 1 and all(_TIME.fullmatch(time) for time in times):
        raise _RefusedError


def _check(value: Any, kind: Any) -> None:
    """Refuse a value of another type; null is always accepted."""
    if value is None:
        return
    match kind:
        case dict():
            fits = isinstance(value, dict)
            inner = [(value[name], kind[name]) for name in kind if name in value] if fits else []
        case list():
            fits = isinstance(value, list)
            inner = [(each, kind[0]) for each in value] if fits else []
        case _:
            fits, inner = _is_plain(value, kind), []
    if not fits:
        raise _RefusedError
    for part in inner:
        _check(*part)


def _is_plain(value: Any, kind: str) -> bool:
    if kind == TEXT:
        return isinstance(value, str)
    if isinstance(value, bool) or kind == FLAG:
        return kind == FLAG and isinstance(value, bool)
    least, most = _BOUNDS[kind]
    return isinstance(value, int | float) and least <= value <= most


def _entries(pages: Any) -> Any:
    position = 0
    for page in pages:
        # A single page keeps its offset; positions are unique.
        position = max(position, int(page.get("offset") or 0))
        for entry in page["items"]:
            position += 1
            kind, thing = _kind(entry)
            if kind != "track":
                yield position, kind, None, None
                continue
            popularity = thing.get("popularity")
            yield position, kind, _song_id(thing), None if popularity is None else int(popularity)


def _song_id(thing: Any) -> Any:
    # A relinked track has the id of linked_from.
    return (thing.get("linked_from") or {}).get("id") or thing.get("id")


def _kind(entry: Any) -> tuple[str, Any]:
    if entry is None:
        return "unavailable", None
    item, track = entry.get("item"), entry.get("track")
    # Either may be the track; an empty one is ignored.
    found = [each for each in (item, track) if each is not None]
    if item is not None and not (item.get("id") or item.get("type")):
        found.reverse()
    if not found:
        return "unavailable", None
    thing = found[0]
    if entry.get("is_local") or thing.get("is_local"):
        return "local", thing
    if thing.get("type") == "episode":
        return "episode", thing
    if _song_id(thing) and thing.get("type") in {None, "track"}:
        return "track", thing
    return "unavailable", thing
