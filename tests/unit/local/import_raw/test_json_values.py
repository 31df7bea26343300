import re

import pytest

from cli.errors import UserError
from local.import_raw.content import _check_utf8
from local.import_raw.json_values import split, whole_number

DEEP = b'{"a":' * 100_000


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (b'{"a":1}', [("$", b'{"a":1}')]),
        (b'\n {"a":1} \n', [("$", b'{"a":1}')]),
        (b'{"a":1}\n\n{"b":2}\r\n', [("line 1", b'{"a":1}'), ("line 3", b'{"b":2}')]),
        (b'{"a":1}{"b":2}', [("line 1", b'{"a":1}'), ("line 1, value 2", b'{"b":2}')]),
        (b'{"a":1},\n{"b":2},\n', [("line 1", b'{"a":1}'), ("line 2", b'{"b":2}')]),
        (
            b'{\n"a":1}\n[\n2]\n3',
            [("line 1", b'{\n"a":1}'), ("line 3", b"[\n2]"), ("line 5", b"3")],
        ),
        (b'\x1e{"a":1}\n\x1e[2]\n', [("line 1", b'{"a":1}'), ("line 2", b"[2]")]),
        (b'"{\\"a\\":1}"', [("$", b'{"a":1}')]),
        (b'"{a"', [("$", b'"{a"')]),
    ],
)
def test_text_is_split_into_its_values(data: bytes, values: list[tuple[str, bytes]]) -> None:
    found = list(split(data))

    told = [re.sub(rb"[\s,\x1e]+$", b"", bytes(value.json)) for value in found]
    assert told == [json for _, json in values]
    assert [value.place for value in found[1:]] == [place for place, _ in values[1:]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":', r"^\$: not JSON: Input data was truncated: get the file again"),
        (b"[1", r"^\$: not JSON: Input data was truncated"),
        (b'{"a":NaN}', r"^\$: not JSON: .*\(byte 5\)"),
        (b'{"a":1}\n{"b":\n', "^line 2: not JSON: Input data was truncated"),
        (b'{"a":1}]', "^line 1, value 2: not JSON"),
        (DEEP, r"^\$: nested too deeply"),
        (b"{}\n" + DEEP, "^line 2: nested too deeply"),
    ],
)
def test_invalid_json_is_reported_with_its_position(data: bytes, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        list(split(data))


@pytest.mark.parametrize(
    ("json", "number"),
    [
        (b"12", 12), (b"12.0", 12), (b"-0.0", 0), (b"12e2", 1200), (b"9007199254740993", 2**53 + 1),
        (b"12.5", None), (b'"12"', None), (b"true", None), (b"null", None), (b"1e300", None),
        (b"1e400", None), (b"[]", None),
    ],
)  # fmt: skip
def test_whole_number_may_be_written_with_a_fraction(json: bytes, number: int | None) -> None:
    assert whole_number(json) == number


@pytest.mark.parametrize("offset", [0, 1, 2, 3])
def test_utf_8_is_checked_across_the_chunks_it_is_read_in(offset: int) -> None:
    chunk = 256 * 1024
    # The character's four bytes are on both sides of a chunk border.
    head = b'"' + b"a" * (chunk - 1 - offset)

    _check_utf8(head + "\U0001f3b5".encode() + b'"')
    with pytest.raises(UserError, match=re.escape(f"not UTF-8 at byte {chunk - offset}:")):
        _check_utf8(head + b"\xf0\x9f\x8e" + b'"')
