"""Finds the playlists in a file's bytes: one JSON document, a list of them, or one a line."""

import codecs
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec
from msgspec import Raw

from cli.errors import UserError
from local.import_raw.raw_format import Json, RawFile, iso_utc, read_line
from local.import_raw.shapes import (
    EXPECTED,
    FoundPlaylist,
    Kind,
    kind_of,
    read_entries,
    read_page,
    read_playlist,
)

_CHUNK_BYTES = 1024**2

_Document = tuple[str, Json]  # and before it the place where it stands
_Found = list[FoundPlaylist | RawFile]


def find_playlists(data: bytes, *, lines: bool) -> list[FoundPlaylist | RawFile]:
    """
    Find the playlists that a file holds.

    Parameters
    ----------
    data
        The file's bytes: UTF-8, with or without a byte order mark.
    lines
        Whether each line is a JSON document, rather than the whole file.

    Returns
    -------
    list
        What has to be brought into the raw zone's format, and what is in it already.

    Raises
    ------
    UserError
        If any part of the file can't be read: half a file must not pass for a whole one.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data or data.isspace():
        raise UserError("the file is empty: get it again, or leave it out")
    _check_utf8(data)
    documents = list(_documents(data, lines=lines))
    kinds = [_located_kind(document) for document in documents]
    if "entry" in kinds and {"entry", "unknown"}.issuperset(kinds):
        # An odd entry (null, or an empty object) beside sound ones is one all the same, as it is
        # within a page.
        with _located("$"):
            return [read_entries([document for _, document in documents])]
    return _read_all(documents, kinds)


def _documents(data: bytes, *, lines: bool) -> Iterator[_Document]:
    if lines:
        yield from _lines(data)
    elif re.match(rb"\s*\[", data):
        with _located("$"):
            elements = msgspec.json.decode(data, type=list[Raw])
        if not elements:
            raise UserError(f"$: an empty list: expected {EXPECTED}")
        yield from ((f"$[{index}]", element) for index, element in enumerate(elements))
    else:
        yield "$", data


def _lines(data: bytes) -> Iterator[_Document]:
    view = memoryview(data)
    start = number = 0
    while start < len(data):
        number += 1
        end = data.find(b"\n", start) + 1 or len(data)
        if not data[start:end].isspace():
            yield f"line {number}", view[start:end]
        start = end


def _located_kind(document: _Document) -> Kind:
    place, content = document
    with _located(place):
        return kind_of(content)


def _read_all(documents: Sequence[_Document], kinds: Sequence[Kind]) -> _Found:
    found: _Found = []
    raw_files: dict[tuple[str, str], RawFile] = {}
    for (place, document), kind in zip(documents, kinds, strict=True):
        with _located(place):
            if kind == "raw line":
                line = read_line(document)
                raw_file = raw_files.setdefault(
                    (line.playlist_id, iso_utc(line.extracted_at)), line
                )
                if raw_file is line:
                    found.append(line)
                else:
                    raw_file.extend(line)
            elif kind == "page":
                _add_page(found, read_page(document))
            elif kind == "playlist":
                found.append(read_playlist(document))
            elif kind == "entry":
                raise UserError(
                    "a playlist entry among pages or playlists: put it into its own file"
                )
            else:
                raise UserError(f"neither a page, a playlist nor an entry: expected {EXPECTED}")
    return found


def _add_page(found: _Found, page: FoundPlaylist) -> None:
    last = found[-1] if found else None
    if isinstance(last, FoundPlaylist) and page.continues(last):
        last.extend(page)
    else:
        found.append(page)


@contextmanager
def _located(place: str) -> Iterator[None]:
    """Turn what goes wrong into an error that says where, and what to do."""
    try:
        yield
    except msgspec.ValidationError as error:
        raise UserError(f"{place}: {error}: expected {EXPECTED}") from error
    except msgspec.DecodeError as error:
        hint = "get the file again"
        if "trailing characters" in str(error):
            hint = "if each of its lines is a JSON document, give it the ending .jsonl"
        raise UserError(f"{place}: not JSON: {error}: {hint}") from error
    except RecursionError as error:
        raise UserError(f"{place}: nested too deeply for an API answer: leave it out") from error
    except UserError as error:
        raise UserError(f"{place}: {error}") from error


def _check_utf8(data: bytes) -> None:
    # msgspec checks only the strings that it decodes, and most are passed on as they are. In
    # chunks, as the decoded whole could take four times the file's size.
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _CHUNK_BYTES):
        pending = len(decoder.getstate()[0])
        end = start + _CHUNK_BYTES
        try:
            decoder.decode(data[start:end], final=end >= len(data))
        except UnicodeDecodeError as error:
            position = start - pending + error.start
            raise UserError(f"not UTF-8 at byte {position}: save it as UTF-8") from error
