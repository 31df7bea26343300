"""Find the time that a file's name or its folders tell."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import unquote

from local.import_raw.time_forms import Match, find_times, is_plausible

# Ids and hashes, whose digits are no dates: UUIDs, long hexadecimal numbers, and Spotify's ids of
# 22 characters, which have both cases and digits.
_ID = re.compile(
    r"(?i:(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])"
    r"|(?<![0-9a-f])[0-9a-f]{32,}(?![0-9a-f]))"
    r"|(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])(?=[0-9A-Z]*[a-z])(?=[0-9a-z]*[A-Z])"
    r"[0-9A-Za-z]{22}(?![0-9A-Za-z])"
)
_SEPARATORS = " -_.,=@+()[]"


class UnclearTimeError(Exception):
    """A name tells a time that has several meanings or cannot be true; the text says which."""


def time_in_path(parts: Sequence[str], near: int) -> tuple[datetime, int] | None:
    """
    Return the time told by a path, and the index of the part that tells it.

    The file's name comes first, then its folders from the nearest on. A time without a zone is UTC.

    Parameters
    ----------
    parts
        The path's folders and, last, the file's name.
    near
        How many of the last parts the user named. What is unclear in the others, such as the home
        folder, does not count.

    Raises
    ------
    UnclearTimeError
        If the nearest part that tells a time tells two, or one that is unclear.
    """
    masked = [_masked(part) for part in parts]
    path = "/".join(masked)
    matches = list(find_times(path))
    end = len(path)
    for index in range(len(parts) - 1, -1, -1):
        begin = end - len(masked[index])
        here = [match for match in matches if begin < match.end <= end]
        try:
            if time := _one_time(here, path):
                return time, index
        except UnclearTimeError:
            if index >= len(parts) - near:
                raise
        end = begin - 1
    return None


def without_times(name: str) -> str:
    """
    Return a name without the times in it and the separators around them.

    Examples
    --------
    >>> without_times("spotify_raw_2024-09-11 11:35:15.052966")
    'spotify_raw'
    """
    text = unquote(name)
    matches = sorted(find_times(_masked(name)), key=lambda match: match.start)
    return _cut(text, [(match.start, match.end) for match in matches]) if matches else name


def time_by_pattern(parts: Sequence[str], pattern: str) -> tuple[datetime, int] | None:
    """Return the nearest time in a path that has the form of a `strptime` pattern, and its part."""
    form = _pattern(pattern)
    texts = [unquote(part) for part in parts]
    path = "/".join(texts)
    for found in reversed(list(form.finditer(path))):
        try:
            time = datetime.strptime(found[0], pattern)  # noqa: DTZ007 - the next line gives a zone
        except ValueError:
            continue
        time = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
        if is_plausible(time):
            return time, path.count("/", 0, found.end())
    return None


def without_pattern(name: str, pattern: str) -> str:
    """Return a name without what has the form of a `strptime` pattern."""
    text = unquote(name)
    spans = [found.span() for found in _pattern(pattern).finditer(text)]
    return _cut(text, spans) if spans else name


def check_pattern(pattern: str) -> str | None:
    """Return what is wrong with a `strptime` pattern for whole days, None if nothing is."""
    try:
        _pattern(pattern)
    except ValueError as error:
        return str(error)
    now = datetime(2024, 5, 13, 16, 17, 18, tzinfo=UTC)
    try:
        told = datetime.strptime(now.strftime(pattern), pattern)  # noqa: DTZ007 - its day counts
    except (ValueError, re.error) as error:
        return str(error)
    return None if told.date().year == now.year else "it has no year"


_DIRECTIVES = {
    "Y": r"\d{4}", "y": r"\d\d", "m": r"\d{1,2}", "d": r"\d{1,2}", "H": r"\d{1,2}",
    "I": r"\d{1,2}", "M": r"\d{1,2}", "S": r"\d{1,2}", "f": r"\d{1,6}", "j": r"\d{1,3}",
    "b": r"[^\W\d]+", "B": r"[^\W\d]+", "a": r"[^\W\d]+", "A": r"[^\W\d]+", "p": r"[AaPp][Mm]",
    "z": r"(?:Z|[+-]\d\d:?\d\d)", "Z": r"[A-Z]+", "%": "%",
}  # fmt: skip


def _pattern(pattern: str) -> "re.Pattern[str]":
    def form(directive: "re.Match[str]") -> str:
        text = directive[0]
        if not text.startswith("%"):
            return re.escape(text)
        if text[1:] not in _DIRECTIVES:
            raise ValueError(f"{text} is not known")
        return _DIRECTIVES[text[1:]]

    # Digits beside it would be cut in two: "%Y%m%d" is not found in "120240501".
    return re.compile(r"(?<!\d)" + re.sub(r"%.?|.", form, pattern, flags=re.DOTALL) + r"(?!\d)")


def _masked(part: str) -> str:
    return _ID.sub(lambda found: "\0" * len(found[0]), unquote(part))


def _one_time(matches: Sequence[Match], path: str) -> datetime | None:
    clear = [match for match in matches if match.time]
    if not clear and matches:
        told = path[matches[0].start : matches[0].end]
        raise UnclearTimeError(f'"{told}" {matches[0].unclear}')
    # A day and, within it, a time: "2024-05-01/spotify_20240501_060000".
    exact = [match for match in clear if match.has_time_of_day] or clear
    days = {match.time.date() for match in clear if match.time}
    if len({match.time for match in exact}) > 1 or len(days) > 1:
        told = '" and "'.join(path[match.start : match.end] for match in clear)
        raise UnclearTimeError(f'"{told}" are two times')
    return exact[0].time if exact else None


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept, position = "", 0
    for start, end in [*spans, (len(text), len(text))]:
        piece = text[position:start]
        if re.fullmatch(r"\w+=", piece):
            piece = ""  # "dt=2024-05-01": the key says what the time means
        head, tail = kept.rstrip(_SEPARATORS), piece.lstrip(_SEPARATORS)
        separator = (kept[len(head) :] or piece[: len(piece) - len(tail)])[:1]
        kept = head + separator + tail if head and tail else head or tail
        position = end
    return kept.strip(_SEPARATORS)
