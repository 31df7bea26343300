"""Split JSON text into its values, and look into them without decoding what is not needed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from msgspec import Raw

from cli.errors import UserError

# A JSON document, or a part of one: a view where a copy would double the memory it takes.
Json = bytes | memoryview | Raw
Fields = dict[str, Raw]
T = TypeVar("T")

_BETWEEN = re.compile(rb"[\s,\x1e]*")  # RFC 7464 begins each value with a record separator
_TRAILING = re.compile(r"trailing characters \(byte (\d+)\)")
_LARGEST_EXACT_FLOAT = 2**53


@dataclass
class Value:
    """
    A JSON value, decoded one level deep.

    Attributes
    ----------
    place
        Where it is in the file, such as ``$.playlists[3]`` or ``line 3``.
    json
        Its text; of JSON within a JSON string, the inner text.
    fields
        The fields of an object.
    elements
        The elements of a list.
    """

    place: str
    json: Json
    fields: Fields | None = None
    elements: list[Raw] | None = None

    def child(self, name: str) -> "Value":
        """Return the value of a field."""
        dotted = f".{name}" if re.fullmatch(r"\w+", name) else f'["{name}"]'
        return parse((self.fields or {})[name], self.place + dotted)

    def children(self) -> "Iterator[Value]":
        """Yield the elements of a list."""
        for index, element in enumerate(self.elements or []):
            yield parse(element, f"{self.place}[{index}]")


def split(data: bytes) -> Iterator[Value]:
    """
    Yield the JSON values that a text holds: one, or several, with or without line breaks between.

    Raises
    ------
    UserError
        If any of it is not JSON, with the place.
    """
    view = memoryview(data)
    position, number, line, counted = _skip_between(data, 0), 0, 1, 0
    while position < len(data):
        number += 1
        breaks = data.count(b"\n", counted, position)
        line, counted = line + breaks, position
        place = f"line {line}" if breaks or number == 1 else f"line {line}, value {number}"
        with located("$" if number == 1 else place):
            try:
                rest = view[position:] if position else data
                value, end = _parse(rest, "$" if number == 1 else place), len(data)
            except msgspec.DecodeError as error:
                # msgspec says where the first value ends: the next begins at the byte before.
                trailing = _TRAILING.search(str(error))
                if trailing is None:
                    raise
                end = position + int(trailing[1]) - 1
                value = _parse(view[position:end], place)
        yield value
        position = _skip_between(data, end)


def parse(json: Json, place: str) -> Value:
    """Return the one value of a JSON text; a string that holds JSON is that JSON."""
    with located(place):
        return _parse(json, place)


def _parse(json: Json, place: str) -> Value:
    match bytes(memoryview(json)[:1]):
        case b"{":
            return Value(place, json, fields=msgspec.json.decode(json, type=dict[str, Raw]))
        case b"[":
            return Value(place, json, elements=msgspec.json.decode(json, type=list[Raw]))
        case b'"':
            text = msgspec.json.decode(json, type=str)
            if text.lstrip()[:1] in {"{", "["}:
                try:
                    return _parse(text.strip().encode(), place)
                except (msgspec.DecodeError, RecursionError):
                    pass
        case _:
            msgspec.json.decode(json, type=Raw)
    return Value(place, json)


def _skip_between(data: bytes, position: int) -> int:
    found = _BETWEEN.match(data, position)
    return found.end() if found else position


@contextmanager
def located(place: str) -> Iterator[None]:
    """Turn what is wrong with JSON into an error that says where, and the way out."""
    try:
        yield
    except msgspec.DecodeError as error:
        raise UserError(f"{place}: not JSON: {error}: get the file again") from error
    except RecursionError as error:
        raise UserError(f"{place}: nested too deeply for an API answer: leave it out") from error


# --- Fields of which any may be absent, null or of the wrong type


def begins(value: Json | None, character: bytes) -> bool:
    """Return whether a JSON text begins with a character: ``{`` is an object, ``n`` is null."""
    return value is not None and memoryview(value)[:1] == character


def is_null(value: Json | None) -> bool:
    """Return whether a field is there and null."""
    return begins(value, b"n")


def text(value: Json | None) -> str | None:
    """Return a field's text, None if it is not a text with something in it."""
    return (_decode(value, str) or None) if begins(value, b'"') else None


def whole_number(value: Json | None) -> int | None:
    """Return a field's whole number, also if it is written as 12.0; None if it is not one."""
    whole = _decode(value, int)
    if whole is not None:
        return whole
    number = _decode(value, float)
    exact = number is not None and abs(number) <= _LARGEST_EXACT_FLOAT and number.is_integer()
    return int(number) if number is not None and exact else None


def boolean(value: Json | None) -> bool | None:
    """Return a field's boolean, None if it is not one."""
    return _decode(value, bool)


def fields_of(value: Json | None) -> Fields:
    """Return the fields of an object, none if it is not one."""
    return (_decode(value, dict[str, Raw]) or {}) if begins(value, b"{") else {}


def elements_of(value: Json | None) -> list[Raw]:
    """Return the elements of a list, none if it is not one."""
    return (_decode(value, list[Raw]) or []) if begins(value, b"[") else []


def _decode(value: Json | None, kind: type[T]) -> T | None:
    if value is None:
        return None
    try:
        return msgspec.json.decode(value, type=kind)
    except (msgspec.DecodeError, RecursionError):
        return None
