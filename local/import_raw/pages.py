"""Put the pages of one extraction together: in order, each place once."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import IO

import msgspec
from msgspec import UNSET

from local.import_raw.identify import ADDED_AT, FILE_NAME, Told, ToldTime, series
from local.import_raw.json_values import elements_of, fields_of
from local.import_raw.pieces import Piece
from local.import_raw.raw_format import PlaylistHeader
from local.import_raw.sources import Source

# Pages of one extraction are fetched within it.
_ONE_EXTRACTION = timedelta(hours=1)
# Extractions that a page is compared with: it bounds the time that a long history takes.
_MOST_OPEN = 500


@dataclass
class Page:
    """
    A piece of a playlist, identified.

    Attributes
    ----------
    piece
        The piece.
    json
        Its page on one line.
    source
        The file it is from.
    id, time
        Whose it is and when it was fetched.
    part
        Which part of Spark's its file is.
    """

    piece: Piece
    json: "bytes | SpooledJson"
    source: Source
    id: Told
    time: ToldTime
    part: int | None = None

    @property
    def offset(self) -> int | None:
        """Entries of the playlist before it."""
        return self.piece.offset

    @property
    def may_have_others(self) -> bool:
        """Whether other files may hold more of the extraction."""
        return self.part is not None or bool(self.offset) or self.piece.is_cut_short

    def read(self) -> bytes:
        """Return the page's JSON."""
        return self.json if isinstance(self.json, bytes) else self.json.read()

    @cached_property
    def _entries(self) -> list[int]:
        items = elements_of(fields_of(self.read()).get("items"))
        return [hash(bytes(element)) for element in items]

    def begins_like(self, other: "Page") -> bool:
        """Return whether both begin with the same entries, as many as the shorter one has."""
        both = min(self.piece.count, other.piece.count)
        return self._entries[:both] == other._entries[:both]


class SpooledJson:
    """JSON kept in a temporary file: pages that wait for others may be many."""

    def __init__(self, file: IO[bytes], json: bytes) -> None:
        self._file = file
        self._start = file.seek(0, os.SEEK_END)
        self._length = file.write(json)

    def read(self) -> bytes:
        """Return the JSON."""
        self._file.seek(self._start)
        return self._file.read(self._length)


class Extraction:
    """The pages of one extraction of a playlist, in their order."""

    def __init__(self, page: Page) -> None:
        self._placed = [(page.offset or 0, page)]

    @property
    def pages(self) -> list[Page]:
        """The pages, in their order."""
        return [page for _, page in self._placed]

    @property
    def total(self) -> int | None:
        """Entries of the whole playlist, as the last page that tells it counts them."""
        totals = [page.piece.total for page in self.pages if page.piece.total is not None]
        return totals[-1] if totals else None

    @property
    def end(self) -> int:
        """Entries of the playlist up to the last one that is here."""
        return max(position + page.piece.count for position, page in self._placed)

    @property
    def entries(self) -> int:
        """Entries that are here, each place once."""
        return sum(count for _, _, count in self._places())

    @property
    def is_whole(self) -> bool:
        """Whether nothing is known to be missing."""
        if self.total is not None:
            return self.entries >= self.total
        return self.end == self.entries and not self.pages[-1].piece.has_next

    @property
    def id(self) -> Told:
        """Whose it is; of files that name no playlist, what their names have in common."""
        first = self.pages[0].id
        is_one = all(page.id.value == first.value for page in self.pages)
        return first if is_one else Told(series(first.value), FILE_NAME)

    @property
    def time(self) -> ToldTime:
        """When it began, or the newest of what it is guessed from."""
        times = [page.time for page in self.pages]
        told = [time for time in times if not time.is_guess]
        by_entries = [time for time in times if time.source == ADDED_AT]
        return told[0] if told else max(by_entries or times, key=lambda time: time.value)

    @property
    def header(self) -> PlaylistHeader:
        """The details that any of the pages shows, the first one's first."""
        details: dict[str, object] = {}
        for page in reversed(self.pages):
            shown = msgspec.structs.asdict(page.piece.header.playlist)
            details |= {name: value for name, value in shown.items() if value is not UNSET}
        return PlaylistHeader(**details | {"id": self.id.value})  # type: ignore[arg-type]

    @property
    def newest_added_at(self) -> datetime | None:
        """The newest time at which an entry was added."""
        times = [page.piece.newest_added_at for page in self.pages]
        return max((time for time in times if time), default=None)

    def take(self, page: Page) -> bool:
        """Add a page if it is of this extraction; return whether it is."""
        if not self._is_of_this_time(page) or not self._has_room_for(page):
            return False
        position = self.end if page.offset is None else page.offset
        self._placed.append((position, page))
        # The longest of a place first; of equal ones the one that came first.
        self._placed.sort(key=lambda placed: (placed[0], -placed[1].piece.count))
        return True

    def continues_with(self, page: Page) -> bool:
        """Return whether a page begins just where this ends."""
        return page.offset == self.end

    def lines(self) -> Iterator[bytes]:
        """Yield the pages' JSON, changed only where a page repeats places or hides its offset."""
        for page, begin, count in self._places():
            repeated = page.piece.count - count
            if count == 0 and repeated:
                continue
            if repeated or page.piece.hides_offset:
                yield _rewritten(page.read(), begin, repeated)
            else:
                yield page.read()

    def _places(self) -> Iterator[tuple[Page, int, int]]:
        """Yield each page, its first place that no page before it has, and how many such it has."""
        end = 0
        for position, page in self._placed:
            page_end = position + page.piece.count
            begin = max(position, end)
            yield page, begin, max(page_end - begin, 0)
            end = max(end, page_end)

    def _is_of_this_time(self, page: Page) -> bool:
        return all(
            other.time.is_guess
            or page.time.is_guess
            or abs(other.time.value - page.time.value) <= _ONE_EXTRACTION
            for other in self.pages
        )

    def _has_room_for(self, page: Page) -> bool:
        last = self.pages[-1]
        if page.part is not None or last.part is not None:
            return page.part is not None and last.part is not None and page.part > last.part
        if page.offset is None or last.offset is None:
            same_file = page.source is last.source
            return same_file and page.piece.kind == "page" and not self._is_full
        for other in self.pages:
            if other.offset == page.offset and other.piece.count and page.piece.count:
                same_time = other.time.is_guess or other.time.value == page.time.value
                same_total = other.piece.total == page.piece.total
                return same_time and same_total and page.begins_like(other)
        totals_agree = page.piece.total is None or self.total in {None, page.piece.total}
        return totals_agree or self.continues_with(page)

    @property
    def _is_full(self) -> bool:
        return self.total is not None and self.entries >= self.total


def put_together(pages: Iterable[Page]) -> list[Extraction]:
    """Return the extractions that a playlist's pages are of, given in the order of their files."""
    extractions: list[Extraction] = []
    for page in pages:
        # Those that the page continues, then the others, each the latest first.
        latest = extractions[: -_MOST_OPEN - 1 : -1]
        fitting = sorted(latest, key=lambda each: not each.continues_with(page))
        if not any(each.take(page) for each in fitting):
            extractions.append(Extraction(page))
    return extractions


def _rewritten(json: bytes, offset: int, skipped: int) -> bytes:
    """Return a page without its first entries, at its offset; the rest of it verbatim."""
    fields = fields_of(json)
    page = {**fields, "items": elements_of(fields.get("items"))[skipped:], "offset": offset}
    return msgspec.json.encode(page)
