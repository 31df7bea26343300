"""Plan an import: which raw files come of which files, one after another."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import IO

from msgspec import UNSET

from local.import_raw.find_playlists import find_playlists
from local.import_raw.identify import (
    ADDED_AT,
    FILE_NAME,
    FOLDERS,
    Given,
    Told,
    ToldTime,
    choose_id,
    choose_time,
    natural,
    part_number,
    series,
)
from local.import_raw.pages import Extraction, Page, SpooledJson, put_together
from local.import_raw.pieces import Piece
from local.import_raw.raw_format import RawFile, on_one_line, write_line
from local.import_raw.raw_zone import folder_name
from local.import_raw.sources import Source

_IN_MEMORY = 32 * 1024**2
_TWO_DAYS = timedelta(days=2)  # a day without a time of day, in whatever zone
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
ITSELF = "itself"


@dataclass(frozen=True)
class Planned:
    """
    A raw file to be written.

    Attributes
    ----------
    sources
        The files it is made of.
    kind
        What they are.
    raw_file
        What is written.
    id_source, time_source
        What told the playlist's id and the time.
    total
        Entries of the whole playlist, None if that is not known.
    is_whole
        Whether nothing is known to be missing.
    is_before_added_at
        Whether entries were added clearly after the time told.
    """

    sources: tuple[str, ...]
    kind: str
    raw_file: RawFile
    id_source: str
    time_source: str
    total: int | None = None
    is_whole: bool = True
    is_before_added_at: bool = False


@dataclass(frozen=True)
class NotTaken:
    """A file, or a part of one, of which nothing is imported; ``is_error`` if that is a fault."""

    source: str
    reason: str
    is_error: bool


@dataclass(frozen=True)
class _Whole:
    """A whole extraction that is planned already."""

    source: str
    total: int | None
    time: ToldTime

    def has(self, rest: Extraction) -> bool:
        """Return whether pages without the first one repeat what is in it."""
        first = rest.pages[0]
        is_guess = self.time.is_guess or first.time.is_guess
        same_time = is_guess or self.time.value == first.time.value
        same_total = self.total is not None and self.total == rest.total
        return bool(first.offset) and same_total and same_time


class Planner:
    """
    Plans what comes of files.

    Parameters
    ----------
    given
        What the user says of all of them.
    """

    def __init__(self, given: Given) -> None:
        self._given = given
        self._waiting: list[Page] = []
        self._whole: dict[_Group, list[_Whole]] = {}
        self._spool: IO[bytes] | None = None

    def plan(self, source: Source) -> list[Planned | NotTaken]:
        """
        Return what comes of a file. Pages that other files may complete wait for `plan_rest`.

        Raises
        ------
        UserError
            If it can't be read, or a part of it is nothing known.
        """
        content = source.read()
        found = find_playlists(content.data)
        planned: list[Planned | NotTaken] = [
            *(NotTaken(source.name, str(each), is_error=False) for each in found.skipped),
            *(NotTaken(source.name, str(each), is_error=True) for each in found.refused),
        ]
        for each in found.playlists:
            if isinstance(each, RawFile):
                folder_name(each.playlist_id)
                planned.append(Planned((source.name,), "raw file", each, ITSELF, ITSELF))
        pieces = [each for each in found.playlists if isinstance(each, Piece)]
        for extraction in self._extractions(pieces, source, content.modified):
            may_have_others = any(page.may_have_others for page in extraction.pages)
            if may_have_others and (extraction.total is None or not extraction.is_whole):
                self._wait(extraction.pages)
            else:
                planned.append(_planned(extraction))
                self._whole.setdefault(_group(extraction.pages[0]), []).append(
                    _Whole(source.name, extraction.total, extraction.pages[0].time)
                )
        return planned

    def plan_rest(self) -> Iterator[Planned | NotTaken]:
        """Yield what comes of the pages that waited for others."""
        groups: dict[_Group, list[Page]] = {}
        for page in self._waiting:
            groups.setdefault(_group(page), []).append(page)
        for group, pages in groups.items():
            for extraction in put_together(sorted(pages, key=_order)):
                first = extraction.pages[0]
                whole = next((w for w in self._whole.get(group, []) if w.has(extraction)), None)
                if whole:
                    reason = f"its entries are in {whole.source}"
                    yield NotTaken(first.source.name, reason, is_error=False)
                else:
                    yield _planned(extraction)

    def _wait(self, pages: Iterable[Page]) -> None:
        if self._spool is None:
            self._spool = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - while it lives
        for page in pages:
            piece = replace(page.piece, json=b"")  # a view of the whole file
            json = SpooledJson(self._spool, page.read())
            self._waiting.append(replace(page, piece=piece, json=json))

    def _extractions(
        self, pieces: Sequence[Piece], source: Source, modified: datetime
    ) -> list[Extraction]:
        """Return the extractions of a file."""
        unnamed = [piece for piece in pieces if piece.header.playlist.id is UNSET]
        is_alone = len({(piece.name, piece.header.playlist.name) for piece in unnamed}) < 2
        playlists: dict[str, list[Page]] = {}
        told: Told | None = None
        for piece in pieces:
            # A page that names no playlist goes on with the one before it.
            if told is None or piece.header.playlist.id is not UNSET or not piece.continues:
                told = choose_id(piece, source, self._given, is_alone=is_alone)
                folder_name(told.value)
            page = Page(
                piece,
                bytes(piece.json) if piece.kind == "entries" else on_one_line(piece.json),
                source,
                told,
                choose_time(piece, source, self._given, modified),
                part_number(source.file_name) if piece.kind == "entries" else None,
            )
            playlists.setdefault(told.value, []).append(page)
        return [
            extraction
            for pages in playlists.values()
            for extraction in _dated_apart(put_together(pages))
        ]


_Group = tuple[str, tuple[str, ...]]


def _group(page: Page) -> _Group:
    """Return what pages of one extraction in several files have in common."""
    name = page.id.value
    if page.id.source == FILE_NAME and page.may_have_others:
        name = series(name)
    return name, page.source.parts[:-1]


def _order(page: Page) -> tuple[datetime, object]:
    time = _EARLIEST if page.time.is_guess else page.time.value
    return time, natural(page.source.file_name)


def _dated_apart(extractions: list[Extraction]) -> list[Extraction]:
    """Date a playlist's several extractions in one file by their entries: its name has one time."""
    if len(extractions) == 1:
        return extractions
    newest = [extraction.newest_added_at for extraction in extractions]
    is_of_path = all(extraction.time.source in {FILE_NAME, FOLDERS} for extraction in extractions)
    if len(set(newest)) == len(newest) and None not in newest and is_of_path:
        for extraction in extractions:
            for page in extraction.pages:
                page.time = ToldTime(extraction.newest_added_at or page.time.value, ADDED_AT)
    return extractions


def _planned(extraction: Extraction) -> Planned:
    pages, told, time = extraction.pages, extraction.id, extraction.time
    header = extraction.header
    lines = [write_line(header, time.value, json) for json in extraction.lines()]
    kind = pages[0].piece.kind
    if len(pages) > 1:
        kind = f"{len(pages)} {'pages' if pages[0].part is None else 'parts'}"
    newest = extraction.newest_added_at
    return Planned(
        tuple(dict.fromkeys(page.source.name for page in pages)),
        kind,
        RawFile(told.value, time.value, extraction.entries, lines),
        told.source,
        time.source,
        extraction.total,
        extraction.is_whole,
        newest is not None and newest > time.value + _TWO_DAYS,
    )
