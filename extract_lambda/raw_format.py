"""The raw zone's format: a line per page, the page as Spotify sent it."""

import json
import re
from datetime import datetime
from typing import Any

from extract_lambda.errors import UnreadableAnswerError
from extract_lambda.log import LOGGER

FORMAT = "spotify-playlist-page/1"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def iso_time(time: datetime) -> str:
    """Write a UTC time as the lines have it."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def file_name(playlist_id: str, extracted_at: datetime) -> str:
    """Return a raw file's key below its prefix; without colons, which some systems refuse."""
    return f"{playlist_id}/{extracted_at:%Y%m%dT%H%M%SZ}.jsonl"


def encode(document: Any) -> bytes:
    """Write JSON on one line, without a loss: Python keeps integers of any size, and floats.

    A lone surrogate, which JSON can express and UTF-8 can't, becomes U+FFFD: readers refuse the
    whole file for its sake.

    Raises
    ------
    UnreadableAnswerError
        It holds a number that is no JSON, or too large for a float.
    """
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        raise UnreadableAnswerError(f"Spotify's answer can't be written down: {error}") from None
    text, replaced = _LONE_SURROGATE.subn("\ufffd", text)
    if replaced:
        LOGGER.warning("lone surrogates became U+FFFD", extra={"replaced": replaced})
    return text.encode()


def raw_file(playlist: dict[str, Any], extracted_at: datetime, pages: list[bytes]) -> bytes:
    """Return the raw file.

    Parameters
    ----------
    playlist
        What each line says of the playlist.
    extracted_at
        The same on each line.
    pages
        Each encoded.
    """
    head = {"format": FORMAT, "playlist": playlist, "extracted_at": iso_time(extracted_at)}
    opened = encode(head).removesuffix(b"}") + b',"page":'
    return b"".join(opened + page + b"}\n" for page in pages)


def playlist_header(playlist_id: str, playlist: dict[str, Any]) -> dict[str, Any]:
    """Return what the lines say of a playlist, given the Web API's playlist object."""
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
