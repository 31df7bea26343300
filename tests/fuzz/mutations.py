"""Damage raw files: their JSON or their bytes. A ``Random`` makes every choice."""

import json
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any

# Values at the limits of what is accepted, and values easily confused.
NUMBERS: list[Any] = [
    0, -1, 7, 12.0, 12.5, -0.0, 1e300, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**53 + 1,
    2**63 - 1, 2**63, 10**30,
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, *NUMBERS, "", "x", "7", "\0", "\ud800", "track", "episode",
    "1970-01-01T00:00:00Z", "0000", "9999-12-31", [], {}, [None], [[]], {"id": None}, {"id": ""},
    {"items": []}, {"id": "x", "type": "track"}, {"id": "x", "type": "show"},
]  # fmt: skip
TOKENS = [
    b"\0", b"\n", b"\r\n", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"null", b"true", b"-",
    b"1e999", b"NaN", b"-Infinity", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80",
    b"\\ud800", b"\\u0000", b"\\udc00\\ud800", b"9" * 40, b'"id":null,', b'"items":[],',
    b'"extracted_at":"2026-11-22T06:00:03+00:00",', b"[" * 60, b'{"item":' * 5,
]  # fmt: skip
# Most fields of a page are not decoded; these are damaged more often.
_READ = {
    "format", "playlist", "extracted_at", "page", "items", "offset", "item", "track", "added_at",
    "is_local", "id", "type", "name", "duration_ms", "explicit", "popularity", "external_ids",
    "isrc", "album", "artists", "followers", "owner_id", "description", "release_date",
    "release_date_precision", "total_tracks", "images", "disc_number", "track_number", "added_by",
}  # fmt: skip

Node = tuple[Any, Any]  # a container and a key or index in it


def mutate_json(lines: Sequence[Any], random: Random) -> list[Any]:
    """Return the lines of a raw file with up to four of their nodes damaged."""
    root = json.loads(json.dumps(lines))
    for _ in range(random.choice([1, 1, 2, 4])):
        nodes = list(_nodes(root))
        read = [node for node in nodes if node[1] in _READ]
        if not nodes:
            break
        container, key = random.choice(read if read and random.randrange(3) else nodes)
        random.choice(_JSON_MUTATIONS)(container, key, random)
    return list(root)


def _nodes(root: Any) -> Iterator[Node]:
    containers = [root]  # no recursion: earlier mutations may have nested deeply
    while containers:
        container = containers.pop()
        keys = list(container) if isinstance(container, dict) else range(len(container))
        for key in keys:
            yield container, key
            if isinstance(container[key], dict | list):
                containers.append(container[key])


def _replace(container: Any, key: Any, random: Random) -> None:
    like = isinstance(container[key], int | float) and random.randrange(2)
    # A copy: the value itself may be damaged next.
    container[key] = deepcopy(random.choice(NUMBERS if like else VALUES))


def _delete(container: Any, key: Any, random: Random) -> None:
    del container[key]


def _duplicate(container: Any, key: Any, random: Random) -> None:
    copy = json.loads(json.dumps(container[key]))
    if isinstance(container, list):
        container.insert(random.randint(0, len(container)), copy)
    else:
        container[random.choice([*container, "item", "track", "items"])] = copy


def _retype(container: Any, key: Any, random: Random) -> None:
    value = container[key]
    match value:
        case dict():
            container[key] = random.choice([list(value.values()), list(value), str(value)])
        case list():
            container[key] = random.choice([dict(zip("abc", value, strict=False)), len(value)])
        case str():
            container[key] = random.choice([len(value), [value], {"name": value}, value == ""])
        case bool():
            container[key] = random.choice([int(value), str(value)])
        case _:
            container[key] = random.choice([str(value), [value], float(value or 0), bool(value)])


def _nest(container: Any, key: Any, random: Random) -> None:
    container[key] = random.choice([[container[key]], {key: container[key]}])


_JSON_MUTATIONS: list[Callable[[Any, Any, Random], None]] = [
    _replace,
    _replace,
    _delete,
    _duplicate,
    _retype,
    _nest,
]


def write(lines: Sequence[Any], random: Random) -> bytes:
    """Write lines as JSON in one of several notations."""
    ascii_only = random.choice([True, False])
    separators = random.choice([(",", ":"), (", ", ": ")])
    line_end = random.choice([b"\n", b"\r\n", b"\n\n \n"])
    texts = [json.dumps(line, ensure_ascii=ascii_only, separators=separators) for line in lines]
    body = line_end.join(text.encode(errors="surrogatepass") for text in texts)
    return body + random.choice([b"", line_end])


def mutate_bytes(body: bytes, other: bytes, random: Random) -> bytes:
    """Return a raw file with bytes damaged in up to three places; ``other`` is for splicing."""
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        body = random.choice(_BYTE_MUTATIONS)(body, other, random)
    return body


def _range(body: bytes, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(body))
    return start, min(len(body), start + random.choice([1, 2, 9, 300]))


def _flip(body: bytes, other: bytes, random: Random) -> bytes:
    if not body:
        return body
    at = random.randrange(len(body))
    return body[:at] + bytes([body[at] ^ (1 << random.randrange(8))]) + body[at + 1 :]


def _cut(body: bytes, other: bytes, random: Random) -> bytes:
    start, end = _range(body, random)
    return body[:start] + body[end:]


def _truncate(body: bytes, other: bytes, random: Random) -> bytes:
    return body[: random.randint(0, len(body))]


def _insert(body: bytes, other: bytes, random: Random) -> bytes:
    at = random.randint(0, len(body))
    return body[:at] + random.choice(TOKENS) + body[at:]


def _repeat(body: bytes, other: bytes, random: Random) -> bytes:
    start, end = _range(body, random)
    return body[:end] + body[start:]


def _splice(body: bytes, other: bytes, random: Random) -> bytes:
    return body[: random.randint(0, len(body))] + other[random.randint(0, len(other)) :]


def _swap_lines(body: bytes, other: bytes, random: Random) -> bytes:
    lines = (body + other).split(b"\n")
    random.shuffle(lines)
    return b"\n".join(lines)


_BYTE_MUTATIONS: list[Callable[[bytes, bytes, Random], bytes]] = [
    _flip,
    _flip,
    _cut,
    _truncate,
    _insert,
    _insert,
    _repeat,
    _splice,
    _swap_lines,
]
