"""Load files that are broken, unusual or malicious."""

import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from glue_jobs.load_playlists import LoadError
from local.lake import Lake
from tests.conftest import Load
from tests.unit.glue_jobs.payloads import entry, raw_line, track

GOOD = raw_line(entry(track("good")), playlist_id="good")


@dataclass(frozen=True)
class Input:
    """A raw file, and the reason for which it must be rejected, else the name of its song."""

    body: bytes
    reason: str | None = None
    song_name: str = "NAME"


def holding(value: bytes, *, of: str = "x-unread") -> bytes:
    """Return a raw file of one song named NAME, with a field of these raw bytes."""
    line = raw_line(entry(track("song", name="NAME", **{of: "VALUE"})))
    assert line.count(b'"VALUE"') == 1
    return line.replace(b'"VALUE"', value)


def as_text(value: bytes) -> bytes:
    return b'"' + value + b'"'


LINE = holding(b"0")
DEEP = b"[" * 100_000 + b"]" * 100_000
DIGITS = b"9" * 5_000
LONG_NAME = "n" * 1_000_000
MALFORMED = r"line 1: JSON is malformed: .+ \(byte \d+\)"

INPUTS = {
    "BOM": Input(b"\xef\xbb\xbf" + LINE, r"line 1: JSON is malformed: .+ \(byte 0\)"),
    "UTF-16 with a BOM": Input(LINE.decode().encode("utf-16"), MALFORMED),
    "UTF-16 without a BOM": Input(LINE.decode().encode("utf-16-le"), MALFORMED),
    "UTF-32": Input(LINE.decode().encode("utf-32"), MALFORMED),
    "zero bytes": Input(bytes(10_000), MALFORMED),
    "a zero byte in a line": Input(LINE.replace(b"NAME", b"NA\0ME"), MALFORMED),
    "zero bytes at the end": Input(LINE.rstrip() + bytes(9), r"line 1: .*trailing characters.*"),
    "an escaped zero byte": Input(LINE.replace(b"NAME", b"\\u0000"), song_name="\0"),
    "CRLF": Input(LINE.replace(b"\n", b"\r\n") + b"\r\n"),
    "CR alone": Input((LINE + LINE).replace(b"\n", b"\r"), r"line 1: .*trailing characters.*"),
    "empty lines": Input(b"\n\n  \n\t\n" + LINE + b"\n\r\n\n"),
    "no line end": Input(LINE.rstrip()),
    "nothing": Input(b"", "the file is empty"),
    "deep where nobody reads": Input(holding(DEEP), "line 1: nested too deeply"),
    "deep where it is read": Input(holding(DEEP, of="album"), r"line 1: .+"),
    "a little deep": Input(holding(b"[" * 200 + b"]" * 200)),
    "NaN": Input(holding(b"NaN"), MALFORMED),
    "Infinity": Input(holding(b"Infinity"), MALFORMED),
    "-Infinity": Input(holding(b"-Infinity", of="popularity"), MALFORMED),
    "1e400": Input(holding(b"1e400")),
    "1e400, read": Input(holding(b"1e400", of="popularity"), r".+\.item\.popularity`"),
    "5,000 digits": Input(holding(DIGITS)),
    "5,000 digits, read": Input(holding(DIGITS, of="duration_ms"), r".+\.item\.duration_ms`"),
    "5,000 decimals, read": Input(holding(b"0." + DIGITS, of="popularity")),
    "a key twice": Input(LINE.replace(b'"name":', b'"name": "first", "name":')),
    "a key twice, the last null": Input(
        LINE.replace(b'"format":', b'"format":null,"format":'), r"line 1: .+ - at `\$\.format`"
    ),
    "half a surrogate pair": Input(holding(as_text(rb"\ud800"), of="preview"), MALFORMED),
    "the other half": Input(
        LINE.replace(b"NAME", rb"\udc00"), r"line 1: JSON is malformed: .*surrogate.*"
    ),
    "a whole pair": Input(LINE.replace(b"NAME", rb"\ud83d\ude00"), song_name="😀"),
    "surrogates as bytes": Input(
        LINE.replace(b"NAME", b"\xed\xa0\xbd\xed\xb8\x80"), r"line 1: not UTF-8: .+ \(byte \d+\)"
    ),
    "no UTF-8 where nobody reads": Input(holding(as_text(b"\xff\xfe"))),
    "UTF-8 cut off": Input(LINE[: LINE.index(b"NAME")] + b"\xf0\x9f\x98", r"line 1: .+"),
    "a long name": Input(LINE.replace(b"NAME", LONG_NAME.encode()), song_name=LONG_NAME),
    "gzip": Input(gzip.compress(LINE), MALFORMED),
    "an error's answer": Input(
        b'{"error": {"status": 429, "message": "API rate limit exceeded"}}', r"line 1: .+`format`"
    ),
    "a web page": Input(b"<!DOCTYPE html>\n<title>502 Bad Gateway</title>\n", MALFORMED),
    "pickle": Input(b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x94.", MALFORMED),
}
# Used as file names and as playlist ids.
NAMES = [
    " two  spaces ",
    'it\'s "quoted" `so`; -- /*',
    "new\nline\r\ttab",
    "ünïcödé 😀 \u202eltr",
    "a..b",
    "%2e%2e%2fescaped",
    "p\\..\\..\\windows",
    "C:\\x",
    "*?[a-z]{b}~$HOME",
    "%s{0}${x}",
    "'; DROP TABLE glue_catalog.spotify.song; --",
]
# Used as playlist ids only: not possible as file names.
PATHS = ["../../outside", "/outside", "..", ".", "a/../../../outside", "s3://bucket/x", "\0"]


def raw_files(spark: SparkSession) -> dict[str, tuple[str, str | None, str | None]]:
    found = spark.table("glue_catalog.spotify.raw_file").collect()
    return {row.raw_file: (row.status, row.reason, row.playlist_id) for row in found}


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_each_input_is_loaded_or_rejected_with_a_reason(
    spark: SparkSession, lake: Lake, load: Load
) -> None:
    def renamed(name: str, body: bytes) -> bytes:
        # The song's id shows which file it comes from.
        return body.replace(b'"song"', json.dumps(name).encode())

    files = {f"{name}/x.jsonl": renamed(name, given.body) for name, given in INPUTS.items()}

    summary = load(lake, files | {"good.jsonl": GOOD})

    rejected = {f"{name}/x.jsonl" for name, given in INPUTS.items() if given.reason}
    assert {*summary.rejected} == rejected
    found = raw_files(spark)
    assert found.pop("good.jsonl") == ("loaded", None, "good")
    for name, given in INPUTS.items():
        status, reason, _ = found.pop(f"{name}/x.jsonl")
        assert status == ("rejected" if given.reason else "loaded"), (name, reason)
        assert re.fullmatch(given.reason or "", reason or ""), (name, reason)
    assert found == {}
    songs = spark.table("glue_catalog.spotify.song").collect()
    assert {row.song_id: row.song_name for row in songs} == {
        name: given.song_name for name, given in INPUTS.items() if not given.reason
    } | {"good": "Song good"}
    assert files_below(lake.raw / "rejected") == {key: files[key] for key in rejected}
    assert files_below(lake.raw / "processed") == {
        key: body for key, body in (files | {"good.jsonl": GOOD}).items() if key not in rejected
    }
    assert files_below(lake.raw / "to_process") == {}


def test_names_and_ids_are_only_text(spark: SparkSession, lake: Lake, load: Load) -> None:
    def body(playlist_id: str) -> bytes:
        return raw_line(entry(track(f"song of {playlist_id}")), playlist_id=playlist_id)

    files = {f"{name}/{name}.jsonl": body(name) for name in NAMES}
    files |= {f"path-{number}.jsonl": body(path) for number, path in enumerate(PATHS)}

    summary = load(lake, files)

    assert (summary.loaded, summary.rejected) == (len(files), {})
    found = raw_files(spark)
    assert {key: playlist_id for key, (_, _, playlist_id) in found.items()} == {
        f"{name}/{name}.jsonl": name for name in NAMES
    } | {f"path-{number}.jsonl": path for number, path in enumerate(PATHS)}
    playlists = spark.table("glue_catalog.spotify.playlist").select("playlist_id").collect()
    assert {row.playlist_id for row in playlists} == {*NAMES, *PATHS}
    entries = spark.table("glue_catalog.spotify.playlist_entry").collect()
    assert {(row.playlist_id, row.song_id) for row in entries} == {
        (name, f"song of {name}") for name in (*NAMES, *PATHS)
    }
    assert files_below(lake.raw / "processed") == files
    assert {path.name for path in lake.root.parent.iterdir()} == {lake.root.name}
    assert {path.name for path in lake.root.iterdir()} == {"raw", "warehouse"}


def test_unreadable_paths_are_named_and_the_rest_loads(
    spark: SparkSession, lake: Lake, load: Load
) -> None:
    waiting = lake.raw / "to_process"
    (waiting / "p").mkdir(parents=True)
    (waiting / "p/loop.jsonl").symlink_to("loop.jsonl")
    (waiting / "p/astray.jsonl").symlink_to("nowhere")
    (waiting / "p/round").symlink_to(waiting, target_is_directory=True)

    with pytest.raises(LoadError, match="2 of 3 raw files stay") as caught:
        load(lake, {"p/good.jsonl": GOOD})

    assert re.search(r"loop\.jsonl: Too many levels of symbolic links", str(caught.value))
    assert re.search(r"astray\.jsonl: No such file or directory", str(caught.value))
    assert raw_files(spark) == {"p/good.jsonl": ("loaded", None, "good")}
    (waiting / "p/loop.jsonl").unlink()
    (waiting / "p/astray.jsonl").unlink()
    assert load(lake).files == 0
