"""Find the playlists in a file: raw lines, pages, playlist objects, entries, in wrappers or not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import msgspec

from cli.errors import UserError
from local.import_raw import not_playlists
from local.import_raw.json_values import Fields, Json, Value, begins, split, text
from local.import_raw.pieces import Entry, Piece, make_piece, name_no_entries, read_entries
from local.import_raw.raw_format import (
    FORMAT,
    FORMAT_NAME,
    RawFile,
    iso_utc,
    on_one_line,
    read_line,
)
from local.import_raw.wrapped_entries import (
    WrappedEntry,
    is_no_record,
    is_odd_entry,
    may_hold,
    runs,
    unwrap,
)

EXPECTED = "an API page, a playlist, playlist entries, or a list of one of them"
MAX_WRAPPERS = 5
_SEARCHED_WRAPPERS = 12  # how deep entries are looked for, to say where they are

_Verdict = Literal["found", "named", "unknown"]
_Levels = tuple[Fields, ...]


class Named(NamedTuple):
    """A part of a file that is no playlist: where, what it is, and the way out."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass
class Found:
    """
    What a file holds.

    Attributes
    ----------
    playlists
        In the file's order: pieces, and raw files, which are in the raw zone's format already.
    refused
        What is no playlist among playlists.
    skipped
        What is beside them in the same object, such as a user's saved albums.
    """

    playlists: list[Piece | RawFile] = field(default_factory=list)
    refused: list[Named] = field(default_factory=list)
    skipped: list[Named] = field(default_factory=list)


def find_playlists(data: bytes) -> Found:
    """
    Return the playlists in a file's JSON text.

    Raises
    ------
    UserError
        If there is none, or a part of the file is neither a playlist nor anything known: half a
        file must not pass for a whole one.
    """
    search = _Search()
    values = list(split(data))
    if len(values) == 1:
        search.visit(values[0], ())
    else:
        search.visit_list(values, ())
    found = search.found
    if found.playlists:
        return found
    if search.too_deep:
        raise UserError(
            f"{search.too_deep}: entries within more than {MAX_WRAPPERS} wrappers: take some off"
        )
    raise UserError(str(found.refused[0]) if found.refused else _nothing_in(values[0]))


def _nothing_in(value: Value) -> str:
    names = ", ".join(list(value.fields or {})[:4])
    told = f" (it has {names[:60]})" if names else ""
    return f"{value.place}: no playlist{told}: expected {EXPECTED}"


class _Search:
    def __init__(self) -> None:
        self.found = Found()
        self.too_deep: str | None = None
        self._raw_files: dict[tuple[str, str], RawFile] = {}

    def visit(self, value: Value, levels: _Levels, name: str | None = None) -> _Verdict:
        """Take what a value holds.

        Parameters
        ----------
        levels
            The objects around it, from the innermost on.
        name
            The field it is in, if it is in one.
        """
        if value.elements is not None:
            return self.visit_list(list(value.children()), levels, name, value)
        if value.fields is None or len(levels) > _SEARCHED_WRAPPERS:
            return "unknown"
        return self._visit_object(value, value.fields, levels, name)

    def visit_list(
        self,
        values: Sequence[Value],
        levels: _Levels,
        name: str | None = None,
        as_list: Value | None = None,
    ) -> _Verdict:
        """Take what a list holds: entries, or one value after another."""
        entries = [unwrap(value) for value in values]
        if not any(entries):
            return self._visit_each(values, levels, name)
        kept = []
        for value, entry in zip(values, entries, strict=True):
            if entry or is_odd_entry(value):
                kept.append(entry or WrappedEntry(value))
            elif not is_no_record(value) and self.visit(value, levels, name) != "named":
                raise UserError(
                    f"{value.place}: not an entry, among playlist entries: put it into its own file"
                )
        is_plain = as_list is not None and len(kept) == len(values)
        return self._add_entries(kept, levels, name, as_list if is_plain else None)

    def _visit_each(self, values: Sequence[Value], levels: _Levels, name: str | None) -> _Verdict:
        verdicts = [self.visit(value, levels, name) for value in values]
        if "found" in verdicts:
            for value, verdict in zip(values, verdicts, strict=True):
                if verdict == "unknown" and not is_no_record(value):
                    raise UserError(_nothing_in(value))
            return "found"
        return "named" if "named" in verdicts else "unknown"

    def _visit_object(
        self, value: Value, fields: Fields, levels: _Levels, name: str | None
    ) -> _Verdict:
        if (text(fields.get("format")) or "").startswith(FORMAT_NAME):
            return self._add_raw_line(value)
        if reason := not_playlists.name_object(fields):
            return self._refuse(value.place, reason)
        if verdict := self._add_page(value, fields, levels, name):
            return verdict
        if wrapped := unwrap(value):
            return self._add_entries([wrapped], levels, name)
        return self._visit_wrapper(value, fields, levels)

    def _visit_wrapper(self, value: Value, fields: Fields, levels: _Levels) -> _Verdict:
        """Take what an object's fields hold. What is none beside playlists is skipped."""
        before = len(self.found.refused)
        around = (fields, *levels)
        children = {name: value.child(name) for name, json in fields.items() if may_hold(json)}
        if len(children) > 1 and all(unwrap(child) for child in children.values()):
            return self.visit_list(list(children.values()), around)
        verdicts = [self.visit(child, around, name) for name, child in children.items()]
        named = self.found.refused[before:]
        if "found" in verdicts:
            lists = tuple(child.place for child in children.values() if child.elements is not None)
            self.found.refused[before:] = []
            self.found.skipped += [each for each in named if each.place.startswith(lists)]
            return "found"
        reason = not_playlists.name_container(fields)
        if not reason and named and text(fields.get("type")) == "RECORD":
            reason = f"Singer records of {text(fields.get('stream'))}, {named[0].reason}"
        if reason:
            self.found.refused[before:] = []
            return self._refuse(value.place, reason)
        return "named" if named else "unknown"

    # --- What is taken

    def _add_raw_line(self, value: Value) -> _Verdict:
        try:
            line = read_line(value.json)
        except (msgspec.ValidationError, UserError) as error:
            raise UserError(f"{value.place}: {error}: expected the raw format {FORMAT}") from error
        key = (line.playlist_id, iso_utc(line.extracted_at))
        raw_file = self._raw_files.setdefault(key, line)
        if raw_file is line:
            self.found.playlists.append(line)
        else:
            raw_file.extend(line)
        return "found"

    def _add_page(
        self, value: Value, fields: Fields, levels: _Levels, name: str | None
    ) -> _Verdict | None:
        """Take a page, or a playlist object with its page or entries in it."""
        # Answers of 2026 hold both, with the same entries: the first that has some is read.
        for field_name in ("items", "tracks"):
            if begins(fields.get(field_name), b"{"):
                page = value.child(field_name)
                inner = page.fields or {}
                entries = read_entries(inner.get("items"))
                if entries is not None:
                    around = (inner, fields, *levels)
                    return self._add("playlist", page, page.json, entries, around, 2, name)
        if (entries := read_entries(fields.get("items"))) is not None:
            kind = "playlist" if "name" in fields or "id" in fields else "page"
            return self._add(kind, value, value.json, entries, (fields, *levels), 1, name)
        if entries := read_entries(fields.get("tracks")):
            json = b'{"items":%b}' % on_one_line(fields["tracks"])
            return self._add("playlist", value, json, entries, (fields, *levels), 1, name)
        return None

    def _add_entries(
        self,
        wrapped: Sequence[WrappedEntry],
        levels: _Levels,
        name: str | None,
        as_list: Value | None = None,
    ) -> _Verdict:
        """Take entries by themselves: a piece for each playlist and run that their records tell."""
        verdict: _Verdict = "unknown"
        for group in runs(wrapped):
            if as_list is not None and len(group) == len(wrapped):
                items = on_one_line(as_list.json)
            else:
                items = b"[%b]" % b",".join(on_one_line(each.entry.json) for each in group)
            place = as_list or group[0].entry
            entries = read_entries(items) or []
            around = (*group[0].levels, *levels)
            verdict = self._add("entries", place, b'{"items":%b}' % items, entries, around, 0, name)
        return verdict

    def _add(  # noqa: PLR0913, PLR0917 - what a piece is made of
        self,
        kind: str,
        value: Value,
        json: Json,
        entries: list[Entry],
        levels: _Levels,
        own: int,
        name: str | None,
    ) -> _Verdict:
        if len(levels) - own > MAX_WRAPPERS:
            self.too_deep = self.too_deep or value.place
            return "unknown"
        around = levels[0] if own else (value.fields or {})
        # Of a playlist the page within is not named yet.
        reason = not_playlists.name_object(around) if own == 2 else None
        if reason := reason or name_no_entries(entries, around):
            return self._refuse(value.place, reason)
        self.found.playlists.append(make_piece(kind, json, entries, levels, own, name))
        return "found"

    def _refuse(self, place: str, reason: str) -> _Verdict:
        # Once each: a list of a thousand tracks is one mistake.
        if all(each.reason != reason for each in self.found.refused):
            self.found.refused.append(Named(place, reason))
        return "named"
