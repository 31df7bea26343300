"""The raw format: JSON Lines, one line per page, the page as Spotify sent it."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

from extract_lambda.errors import UnreadableResponseError
from extract_lambda.log import LOGGER

FORMAT = "spotify-playlist-page/1"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def iso_time(time: datetime) -> str:
    """Format a UTC time as the raw files do."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def file_name(playlist_id: str, extracted_at: datetime) -> str:
    """Return a raw file's key below its prefix, without colons, which Windows refuses in names."""
    return f"{quote(playlist_id, safe='')}/{extracted_at:%Y%m%dT%H%M%SZ}.jsonl"


def encode(document: Any) -> bytes:
    """Return a document as one line of JSON.

    Integers of any size and floats are kept. A lone surrogate, which JSON can express and UTF-8
    cannot, becomes U+FFFD, since readers would refuse the whole file.

    Raises
    ------
    UnreadableResponseError
        It holds NaN, an infinity, or a number too large for a float.
    """
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        raise UnreadableResponseError(f"Spotify's response is not JSON: {error}") from None
    text, replaced = _LONE_SURROGATE.subn("\ufffd", text)
    if replaced:
        LOGGER.warning("lone surrogates replaced by U+FFFD", extra={"replaced": replaced})
    return text.encode()


def raw_file(playlist: dict[str, Any], extracted_at: datetime, pages: list[bytes]) -> bytes:
    """Return the raw file.

    Parameters
    ----------
    playlist
        The header, which each line repeats.
    extracted_at
        The time of the extraction, which each line repeats.
    pages
        The encoded pages.
    """
    head = {"format": FORMAT, "playlist": playlist, "extracted_at": iso_time(extracted_at)}
    opened = encode(head).removesuffix(b"}") + b',"page":'
    return b"".join(opened + page + b"}\n" for page in pages)


def whole_number(value: Any) -> int | None:
    """Return a count as an int, also if it is written as 12.0; None if it is not a count."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= 2**53 and value == int(value) else None


def playlist_header(playlist_id: str, playlist: dict[str, Any]) -> dict[str, Any]:
    """Return the header of a raw file's lines for a playlist object of the Web API.

    A detail that the object lacks, or shows with a senseless value, is left out; one that it
    shows as null is null.
    """
    header: dict[str, Any] = {"id": playlist_id}
    for name, (path, check) in _DETAILS.items():
        value: Any = playlist
        try:
            for step in path:
                value = None if value in (None, []) else value[step]
        except (KeyError, TypeError):
            continue
        checked = None if value is None else check(value)
        if value is None or checked is not None:
            header[name] = checked
    return header


def _only(kind: type) -> Callable[[Any], Any]:
    return lambda value: value if isinstance(value, kind) else None


# Where a playlist object has each detail, and the check that returns its value, or None if that is
# senseless.
_DETAILS: dict[str, tuple[tuple[str | int, ...], Callable[[Any], Any]]] = {
    "name": (("name",), _only(str)),
    "owner_id": (("owner", "id"), _only(str)),
    "owner_name": (("owner", "display_name"), _only(str)),
    "description": (("description",), _only(str)),
    "followers": (("followers", "total"), whole_number),
    "snapshot_id": (("snapshot_id",), _only(str)),
    "url": (("external_urls", "spotify"), _only(str)),
    "public": (("public",), _only(bool)),
    "collaborative": (("collaborative",), _only(bool)),
    "image_url": (("images", 0, "url"), _only(str)),
}
