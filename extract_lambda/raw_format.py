"""The raw format: JSON Lines, one line per page, the page as Spotify sent it."""

import json
import re
from datetime import datetime
from typing import Any

from extract_lambda.errors import UnreadableResponseError
from extract_lambda.log import LOGGER

FORMAT = "spotify-playlist-page/1"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def iso_time(time: datetime) -> str:
    """Format a UTC time as the raw files do."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def file_name(playlist_id: str, extracted_at: datetime) -> str:
    """Return a raw file's key below its prefix, without colons, which Windows refuses in names."""
    return f"{playlist_id}/{extracted_at:%Y%m%dT%H%M%SZ}.jsonl"


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


def playlist_header(playlist_id: str, playlist: dict[str, Any]) -> dict[str, Any]:
    """Return the header of a raw file's lines for a playlist object of the Web API."""
    owner = playlist.get("owner") or {}
    return {
        "id": playlist_id,
        "name": playlist.get("name"),
        "owner_id": owner.get("id"),
        "owner_name": owner.get("display_name"),
        "description": playlist.get("description"),
        "followers": (playlist.get("followers") or {}).get("total"),
        "snapshot_id": playlist.get("snapshot_id"),
        "url": (playlist.get("external_urls") or {}).get("spotify"),
    }
