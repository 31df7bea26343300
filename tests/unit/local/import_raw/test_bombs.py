"""Import of malicious and far too large files."""

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.errors import UserError
from cli.project import PROJECT
from local.import_raw import content
from local.import_raw.command import Outcome, import_paths
from local.import_raw.sources import LocalFile
from local.lake import Lake

MEGABYTE = 1024**2
PAGE = json.dumps({"items": [{"item": {"id": "s"}}], "offset": 0}).encode()


def import_(lake: Lake, *paths: Path) -> list[Outcome]:
    return list(import_paths([str(path) for path in paths], lake))


def reason(lake: Lake, path: Path) -> str:
    (outcome,) = import_(lake, path)
    assert outcome.status == "refused"
    assert outcome.reason is not None
    assert not lake.raw.exists()
    return outcome.reason


def write_bomb(path: Path, megabytes: int) -> None:
    """Write a page with a name that unpacks to the given number of megabytes."""
    before, after = PAGE.replace(b'"s"', b'"s", "name": "|"').split(b"|")
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(before)
        for _ in range(megabytes):
            file.write(b"x" * MEGABYTE)
        file.write(after)


def test_bomb_is_refused_and_the_rest_is_imported(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "MAX_UNPACKED_BYTES", 8 * MEGABYTE)
    folder = tmp_path / "older"
    folder.mkdir()
    (folder / "a.json").write_bytes(PAGE)
    write_bomb(folder / "bomb.json.gz", 9)
    write_bomb(folder / "large.json.gz", 7)
    (folder / "z.json").write_bytes(PAGE)

    a, bomb, large, z = import_(lake, folder)

    assert [a.status, large.status, z.status] == ["imported"] * 3
    assert bomb.sources == (f"{folder}/bomb.json.gz",)
    assert bomb.status == "refused"
    assert bomb.reason == "unpacks to more than 8388608 bytes: split it into smaller files"
    assert large.path is not None
    assert large.path.stat().st_size > 7 * MEGABYTE


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero on this system")
@pytest.mark.parametrize("path", ["/dev/zero", "link.json"])
def test_endless_device_is_refused(lake: Lake, tmp_path: Path, path: str) -> None:
    (tmp_path / "link.json").symlink_to("/dev/zero")

    assert reason(lake, tmp_path / path) == "not JSON, but binary: leave it out"


def test_endless_text_is_refused(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MAX_UNPACKED_BYTES", 4 * MEGABYTE)

    with subprocess.Popen(["/usr/bin/yes", "[1,"], stdout=subprocess.PIPE) as endless:
        assert endless.stdout is not None
        told = reason(lake, Path(f"/dev/fd/{endless.stdout.fileno()}"))
        endless.kill()

    assert told == "holds more than 4194304 bytes: split it into smaller files"


READ = """
import resource, sys
from pathlib import Path
from cli.errors import UserError
from local.import_raw.sources import LocalFile

try:
    LocalFile(Path(sys.argv[1])).read()
except UserError as error:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, error)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["gzip", "plain"])
def test_ten_gigabytes_take_no_more_memory_than_the_bound(tmp_path: Path, kind: str) -> None:
    if kind == "gzip":
        path = tmp_path / "bomb.json.gz"
        # Concatenated gzip members: 10 GB in a few hundred kilobytes.
        path.write_bytes(gzip.compress(b" " * 512 * MEGABYTE) * 20)
    else:
        path = tmp_path / "sparse.json"
        with path.open("wb") as file:
            file.write(b" " * MEGABYTE)  # a possible beginning of JSON
            file.truncate(10 * 1024 * MEGABYTE)

    ran = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )

    peak, _, told = ran.stdout.partition(" ")
    assert "more than 1073741824 bytes: split it into smaller files" in told
    assert int(peak) < 2.5 * 1024


@pytest.mark.parametrize("kept", [0, 1, 5, 10, 18, 30, -8, -1])
def test_truncated_gzip_is_refused(lake: Lake, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "cut.json.gz"
    path.write_bytes(gzip.compress(PAGE)[:kept])

    # Zero bytes are a valid empty gzip file.
    told = {0: "the file is empty: get it again", 1: "not JSON"}.get(kept, "broken gzip (")
    assert reason(lake, path).startswith(told)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_gzip_is_refused_or_read_unchanged(tmp_path: Path, seed: int) -> None:
    packed = bytearray(gzip.compress(PAGE))
    packed[seed * len(packed) // 40] ^= 0xFF
    path = tmp_path / "damaged.json.gz"
    path.write_bytes(packed)

    try:
        data = LocalFile(path).read().data
    except UserError as error:
        # The damage may be in the header's time, or in the magic number.
        assert str(error).startswith(("broken gzip (", "not JSON"))  # noqa: PT017
    else:
        assert data == PAGE


def test_gzip_in_a_gzip_is_refused(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "twice.json.gz"
    path.write_bytes(gzip.compress(gzip.compress(PAGE)))

    assert reason(lake, path) == "it is gzipped twice: unpack it once (gunzip)"


def test_gzip_is_read_whatever_its_ending(lake: Lake, tmp_path: Path) -> None:
    packed, plain = tmp_path / "packed.json", tmp_path / "plain.json.gz"
    packed.write_bytes(gzip.compress(PAGE))
    plain.write_bytes(PAGE)

    assert [each.status for each in import_(lake, packed, plain)] == ["imported", "imported"]


NAMES = [
    " two  spaces ",
    'it\'s "quoted" `so`; -- $(touch x)',
    "ünïcödé 😀",
    "..",
    "...",
    "%2e%2e%2fescaped",
    "..\\windows",
    "*?[a-z]{b}~",
    "%s{0}${x}",
    "-rf",
    "CON",
]


@pytest.mark.parametrize("name", NAMES)
def test_file_name_is_only_an_id(lake: Lake, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "older" / name if name not in {"..", "..."} else tmp_path / "older"
    folder.mkdir(parents=True)
    path = folder / f"{name}.json"
    path.write_bytes(PAGE)

    (outcome,) = import_(lake, path)

    assert (outcome.status, outcome.playlist_id) == ("imported", name)
    assert outcome.sources == (str(path),)
    assert outcome.path is not None
    assert outcome.path.resolve().parent.parent == (lake.raw / "to_process").resolve()
    assert json.loads(outcome.path.read_bytes())["playlist"]["id"] == name
    assert {each.name for each in tmp_path.iterdir()} == {"older", "lake"}


STEERING = "a\nb\r\x1b[2J\x1b]8;;mailto:x\x07c\x1b]8;;\x07\u202ed\x9bm"


def test_control_characters_of_a_name_are_escaped(lake: Lake, tmp_path: Path) -> None:
    good, bad = tmp_path / f"{STEERING}.json", tmp_path / f"{STEERING}.jsonl"
    good.write_bytes(PAGE)
    bad.write_bytes(b"{")

    imported, refused = import_(lake, good, bad)
    missing, nothing = import_(lake, tmp_path / f"{STEERING}-", Path("s3://\x1b[2J/x"))

    assert imported.playlist_id == STEERING
    for told in (*imported.sources, imported.path, *refused.sources, missing.reason):
        assert str(told).isprintable()
    assert str(nothing.reason).isprintable()
    (source,) = imported.sources
    assert source == (
        rf"{tmp_path}/a\nb\r\x1b[2J\x1b]8;;mailto:x\x07c\x1b]8;;\x07\u202ed\x9bm.json"
    )


def test_control_characters_of_an_id_are_escaped(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    document: dict[str, Any] = {"id": "\x1b[2J" + "x" * 300, "items": json.loads(PAGE)}
    path.write_text(json.dumps(document))

    assert reason(lake, path).startswith(r"the playlist id \x1b[2Jxxxx")
    assert reason(lake, path).isprintable()


@pytest.mark.parametrize(
    "playlist_id", ["../../../../outside", "/outside", "..", "\0", "a/../../b", "C:\\x", "s3://b/x"]
)
def test_id_like_a_path_stays_in_the_raw_zone(lake: Lake, tmp_path: Path, playlist_id: str) -> None:
    document = {"id": playlist_id, "items": json.loads(PAGE)}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document))

    (outcome,) = import_(lake, path)

    assert (outcome.status, outcome.playlist_id) == ("imported", playlist_id)
    written = [each for each in tmp_path.rglob("*") if each.is_file() and each != path]
    assert written == [outcome.path]
    assert written[0].resolve().parent.parent == (lake.raw / "to_process").resolve()


def test_symlink_loops_and_folders_named_like_files(lake: Lake, tmp_path: Path) -> None:
    folder = tmp_path / "older"
    (folder / "named.jsonl").mkdir(parents=True)
    (folder / "named.jsonl" / "a.json").write_bytes(PAGE)
    (folder / "round").symlink_to(folder, target_is_directory=True)
    (folder / "self.json").symlink_to("self.json")

    looped, found = import_(lake, folder)

    assert (found.status, found.sources) == ("imported", (f"{folder}/named.jsonl/a.json",))
    assert looped.sources == (f"{folder}/self.json",)
    assert looped.reason == (
        "cannot be read (Too many levels of symbolic links): check the path and its permissions"
    )


def test_pipe_is_read_to_its_end(lake: Lake, tmp_path: Path) -> None:
    """As the shell makes one of ``<(gunzip -c older.gz)``."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as file:
        file.write(PAGE)
    with os.fdopen(reading, "rb"):
        (outcome,) = list(import_paths([f"/dev/fd/{reading}"], lake, playlist_id="p"))

    assert (outcome.status, outcome.entries) == ("imported", 1)


@pytest.mark.parametrize(
    "data",
    [
        PAGE.decode().encode("utf-16")[:-1],
        bytes(1000),
        b"[" * 100_000 + b"]" * 100_000,
        b'{"items": ' * 100_000,
        b'{"items": [{"item": {"name": "\xed\xa0\x80"}}]}',
        rb'{"items": [{"item": {"name": "\ud800"}}]}',
        b'{"items": [{"item": NaN}]}',
        b"PK\x03\x04" + bytes(100),
    ],
    ids=["half of utf-16", "zeros", "deep", "deep objects", "surrogate bytes",
         "half a pair", "NaN", "zip"],
)  # fmt: skip
def test_broken_json_is_refused_in_one_printable_line(
    lake: Lake, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)

    told = reason(lake, path)

    assert told
    assert told.isprintable()


def test_odd_values_are_written_verbatim(lake: Lake, tmp_path: Path) -> None:
    odd = (
        rb'{"items": [{"item": {"id": "s", "name": "first", "name": "\u0000=1+1\ud83d\ude00", '
        rb'"big": 1e400, "more": 123456789012345678901234567890}}], "offset": 0}'
    )
    path = tmp_path / "a.json"
    path.write_bytes(b"\xef\xbb\xbf" + odd.replace(b", ", b",\r\n"))

    (outcome,) = import_(lake, path)

    assert outcome.path is not None
    (line,) = io.BytesIO(outcome.path.read_bytes())
    assert line.rstrip().endswith(odd.replace(b", ", b",").replace(b": ", b":") + b"}")
