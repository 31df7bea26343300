"""Rows of a table as workers extract them: their Arrow types, and their values in the payload."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import pyarrow as pa
from msgspec import UNSET

from glue_jobs.tables.table import Column, Table

_ARROW_TYPES = {
    "string": pa.string(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp_ntz": pa.timestamp("us"),
    "array<string>": pa.list_(pa.string()),
}

Reader = Callable[[Any], Any]


def extracted_type(table: Table, without: Iterable[str] = ()) -> pa.StructType:
    """Return the Arrow type of a table's extracted rows: its columns and its extras."""
    left_out = set(without)
    return pa.struct(
        [
            (column.name, _ARROW_TYPES[column.type])
            for column in (*table.columns, *table.extras)
            if column.name not in left_out
        ]
    )


def struct_array(type_: pa.StructType, columns: Mapping[str, Sequence[Any]]) -> pa.StructArray:
    """Return rows of a struct type, given by column."""
    fields = list(type_)
    arrays = [pa.array(columns[field.name], type=field.type) for field in fields]
    return pa.StructArray.from_arrays(arrays, fields=fields)


class PayloadColumns:
    """The columns of a table whose values are in payload objects."""

    def __init__(self, table: Table) -> None:
        columns = {column.name: column for column in (*table.columns, *table.extras)}
        self._readers = {
            name: _reader(each, columns[each.part_of or name])
            for name, each in columns.items()
            if each.source
        }
        paths = {
            name: _paths(columns[name])[0] for name in table.attributes if columns[name].source
        }
        self._attributes = {name: _follow(path) for name, path in paths.items()}
        self._all_attributes = attrgetter(*paths.values(), "__class__")  # a tuple in any case

    def read(self, payloads: Sequence[Any]) -> dict[str, list[Any]]:
        """Return the values by column, one for each payload object; None where not shown."""
        return {
            name: [reader(payload) for payload in payloads]
            for name, reader in self._readers.items()
        }

    def not_shown(self, payload: Any) -> tuple[str, ...]:
        """Return the attributes that a payload object does not show."""
        try:
            if UNSET not in self._all_attributes(payload):
                return ()
        except AttributeError:  # an object on the way is null or not shown
            pass
        return tuple(name for name, follow in self._attributes.items() if follow(payload) is UNSET)


def _paths(column: Column) -> tuple[str, ...]:
    return (column.source,) if isinstance(column.source, str) else column.source or ()


def _reader(column: Column, attribute: Column) -> Reader:
    """Return a function from a payload object to the column's value; None if not shown."""
    convert = column.convert or (whole_number if column.type in {"int", "bigint"} else _unchanged)
    first, *others = (_follow(path) for path in _paths(column))
    of_attribute = None if attribute is column else _follow(_paths(attribute)[0])

    def read(payload: Any) -> Any:
        value = first(payload)
        if value is UNSET or (of_attribute and of_attribute(payload) is UNSET):
            return None
        if not others:
            return convert(value)
        return convert(value, *(_shown(other(payload)) for other in others))

    return read


def _follow(path: str) -> Reader:
    """Return a function that follows a path of attributes as far as there are objects."""
    if "." not in path:
        return attrgetter(path)
    first, rest = path.split(".", 1)
    get, follow = attrgetter(first), _follow(rest)

    def followed(payload: Any) -> Any:
        step = get(payload)
        return step if step is None or step is UNSET else follow(step)

    return followed


def _unchanged(value: Any) -> Any:
    return value


def _shown(value: Any) -> Any:
    return None if value is UNSET else value


def whole_number(number: Any) -> int | None:
    """Return a number as an integer, without its fraction: Spotify has written 12 as 12.0."""
    return None if number is None or number is UNSET else int(number)
