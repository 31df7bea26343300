import gzip
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from cli.errors import UserError
from local.import_raw.command import Imported, import_paths
from local.lake import Lake

REAL = Path(__file__).parents[4] / "shared" / "data" / "real"
FILE_TIME = 1_600_000_000  # 2020-09-13T12:26:40Z


def page(
    playlist_id: str = "abc", added_at: str = "2024-05-15T10:30:00Z", song: str = "t"
) -> bytes:
    return (
        f'{{"href":"https://api.spotify.com/v1/playlists/{playlist_id}/items",'
        f'"items":[{{"added_at":"{added_at}","item":{{"id":"{song}"}}}}],"offset":0}}'
    ).encode()


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def older(tmp_path: Path) -> Path:
    folder = tmp_path / "older"
    folder.mkdir()
    return folder


@pytest.fixture
def far_from_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


def put(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (FILE_TIME, FILE_TIME))
    return str(path)


def run(lake: Lake, *paths: str, **options: Any) -> list[Imported]:
    return list(import_paths(paths, lake, **options))


def raw_zone(lake: Lake) -> dict[str, bytes]:
    files = sorted(path for path in lake.raw.rglob("*") if path.is_file())
    return {path.relative_to(lake.raw).as_posix(): path.read_bytes() for path in files}


def test_a_page_becomes_a_raw_file(lake: Lake, older: Path) -> None:
    path = put(older, "a.json", page())

    assert run(lake, path) == [
        Imported(
            source=path,
            key="abc/20240515T103000Z.jsonl",
            path=lake.raw / "to_process" / "abc" / "20240515T103000Z.jsonl",
            playlist_id="abc",
            entries=1,
            status="imported",
            reason=None,
        )
    ]
    assert raw_zone(lake) == {
        "to_process/abc/20240515T103000Z.jsonl": (
            b'{"format":"spotify-playlist-page/1","playlist":{"id":"abc","name":null,'
            b'"owner_id":null,"owner_name":null,"description":null,"followers":null,'
            b'"snapshot_id":null,"url":null},"extracted_at":"2024-05-15T10:30:00Z","page":'
            + page()
            + b"}\n"
        )
    }


def test_odd_values_stay_as_they_are(lake: Lake, older: Path) -> None:
    odd = (
        b'{"items":[{"track":{"a":1E400,"b":12345678901234567890123,"c":1.10,"d":-0,'
        b'"e":"\\u0000\\u00e9\\/\xc3\xa9\xe2\x80\xa8","e":1}}],"x":{},"x":[]}'
    )
    path = put(older, "a.json", odd.replace(b",", b" ,\n\t"))

    (imported,) = run(lake, path)

    assert imported.path is not None
    assert imported.path.read_bytes().endswith(b',"page":' + odd + b"}\n")


def test_every_line_of_a_playlist_stands_in_one_file(lake: Lake, older: Path) -> None:
    second = page(added_at="2024-05-16T00:00:00Z", song="t2").replace(b'"offset":0', b'"offset":1')
    path = put(older, "a.jsonl.gz", gzip.compress(page() + b"\n" + second + b"\n"))

    (imported,) = run(lake, path)

    assert (imported.key, imported.entries) == ("abc/20240516T000000Z.jsonl", 2)
    assert imported.path is not None
    lines = imported.path.read_bytes().splitlines()
    assert [json.loads(line)["page"] for line in lines] == [json.loads(page()), json.loads(second)]
    assert {json.loads(line)["extracted_at"] for line in lines} == {"2024-05-16T00:00:00Z"}


def test_each_playlist_of_a_file_has_an_outcome(lake: Lake, older: Path) -> None:
    path = put(older, "a.json", b"[" + page("p1") + b"," + page("p2") + b"]")

    assert [imported.playlist_id for imported in run(lake, path)] == ["p1", "p2"]


@pytest.mark.parametrize(
    ("name", "option", "expected"),
    [
        ("Top 50.json", None, "Top 50"),
        ("top.page.jsonl.gz", None, "top.page"),
        ("TOP.JSON.GZ", None, "TOP"),
        ("top.txt", None, "top.txt"),
        (".json", None, ".json"),
        ("top.json", "mine", "mine"),
        ("top.json", "", "top"),
    ],
)
def test_an_unnamed_playlist_is_named_by_the_option_else_by_the_file(
    lake: Lake, older: Path, name: str, option: str | None, expected: str
) -> None:
    content = b'{"track":{"id":"t"}}'
    path = put(older, name, gzip.compress(content) if name.lower().endswith("gz") else content)

    (imported,) = run(lake, path, playlist_id=option)

    assert imported.playlist_id == expected
    assert imported.path is not None
    assert json.loads(imported.path.read_bytes())["playlist"]["id"] == expected


def test_the_option_does_not_rename_a_playlist_that_is_named(lake: Lake, older: Path) -> None:
    (imported,) = run(lake, put(older, "a.json", page("abc")), playlist_id="mine")

    assert imported.playlist_id == "abc"


@pytest.mark.usefixtures("far_from_utc")
@pytest.mark.parametrize(
    ("added_at", "option", "key"),
    [
        ("2024-05-15T10:30:00Z", None, "abc/20240515T103000Z.jsonl"),
        ("1970-01-01T00:00:00Z", None, "abc/20200913T122640Z.jsonl"),
        (
            "2024-05-15T10:30:00Z",
            datetime(2026, 11, 22, 1, 0, 0, 5, tzinfo=timezone(timedelta(hours=2))),
            "abc/20261121T230000Z.jsonl",
        ),
        (
            "2024-05-15T10:30:00Z",
            datetime(2026, 11, 22),  # noqa: DTZ001  as a command line without a zone gives it
            "abc/20261122T000000Z.jsonl",
        ),
    ],
)
def test_the_time_is_the_option_else_the_newest_entrys_else_the_files(
    lake: Lake,
    older: Path,
    added_at: str,
    option: datetime | None,
    key: str,
) -> None:
    path = put(older, "a.json", page(added_at=added_at))

    (imported,) = run(lake, path, extracted_at=option)

    assert imported.key == key


def test_what_is_in_the_raw_format_already_passes_as_it_is(lake: Lake, older: Path) -> None:
    line = (
        b'{"format": "spotify-playlist-page/1", "playlist": {"id": "p1", "more": 1},'
        b' "extracted_at": "2026-11-22T06:00:03Z", "page": {"items": [{}, {}]}}\n'
    )
    path = put(older, "a.jsonl", line + line)

    # Neither option changes what a line says of itself.
    (imported,) = run(lake, path, playlist_id="mine", extracted_at=datetime(2020, 1, 1, tzinfo=UTC))

    assert (imported.key, imported.entries) == ("p1/20261122T060003Z.jsonl", 4)
    assert raw_zone(lake) == {"to_process/p1/20261122T060003Z.jsonl": line + line}


def test_importing_the_raw_zone_into_itself_changes_nothing(lake: Lake, older: Path) -> None:
    run(lake, put(older, "a.json", page()), put(older, "b.json", page(song="other")))
    before = raw_zone(lake)

    outcomes = run(lake, str(lake.raw))

    assert len(before) == 2
    assert [outcome.status for outcome in outcomes] == ["already there", "already there"]
    assert raw_zone(lake) == before


@pytest.mark.parametrize("prefix", ["to_process", "processed", "rejected"])
def test_importing_twice_changes_nothing_wherever_the_first_went(
    lake: Lake, older: Path, prefix: str
) -> None:
    # The second and third have the first one's playlist and time, but other bytes.
    paths = [put(older, f"{song}.json", page(song=song)) for song in ("t1", "t2", "t3")]
    first = run(lake, *paths)
    if prefix != "to_process":
        (lake.raw / "to_process").rename(lake.raw / prefix)
    before = raw_zone(lake)

    again = run(lake, *paths)

    assert [outcome.status for outcome in first] == ["imported"] * 3
    assert again == [
        replace(outcome, status="already there", path=lake.raw / prefix / str(outcome.key))
        for outcome in first
    ]
    assert raw_zone(lake) == before
    assert len(before) == 3


def test_a_key_that_is_taken_gets_the_start_of_the_contents_digest(lake: Lake, older: Path) -> None:
    (lake.raw / "rejected" / "abc").mkdir(parents=True)
    (lake.raw / "rejected" / "abc" / "20240515T103000Z.jsonl").write_bytes(b"other")

    (imported,) = run(lake, put(older, "a.json", page()))

    # sha256sum of the line that test_a_page_becomes_a_raw_file spells out.
    assert imported.key == "abc/20240515T103000Z-57b058be.jsonl"
    assert sorted(raw_zone(lake)) == [
        "rejected/abc/20240515T103000Z.jsonl",
        "to_process/abc/20240515T103000Z-57b058be.jsonl",
    ]


def test_a_suffixed_file_is_found_again_when_the_first_is_gone(lake: Lake, older: Path) -> None:
    first, second = run(
        lake, put(older, "a.json", page()), put(older, "b.json", page(song="other"))
    )
    assert first.path is not None
    first.path.unlink()

    (again,) = run(lake, second.source)

    assert again == replace(second, status="already there")


def test_nothing_is_overwritten_even_under_a_digests_name(lake: Lake, older: Path) -> None:
    _, second = run(lake, put(older, "a.json", page()), put(older, "b.json", page(song="other")))
    assert second.path is not None
    second.path.write_bytes(b"cut o")

    with pytest.raises(UserError, match=f"{second.path.name} is damaged"):
        run(lake, second.source)

    assert second.path.read_bytes() == b"cut o"


@pytest.mark.parametrize(
    ("playlist_id", "folder"),
    [
        ("37i9dQZEVXbMDoHDwVN2tF", "37i9dQZEVXbMDoHDwVN2tF"),
        ("Top 50 \"Global\" 'x'", "Top%2050%20%22Global%22%20%27x%27"),
        ("müde", "m%C3%BCde"),
        ("a/b\\c", "a%2Fb%5Cc"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("../../etc", "%2E%2E%2F%2E%2E%2Fetc"),
        ("100%", "100%25"),
        ("\x00\n", "%00%0A"),
    ],
)
def test_an_ids_folder_is_safe_and_its_line_unchanged(
    lake: Lake, older: Path, playlist_id: str, folder: str
) -> None:
    (imported,) = run(lake, put(older, "a.json", b'{"track":null}'), playlist_id=playlist_id)

    assert imported.key == f"{folder}/20200913T122640Z.jsonl"
    assert imported.playlist_id == playlist_id
    assert list(raw_zone(lake)) == [f"to_process/{imported.key}"]
    assert imported.path is not None
    assert json.loads(imported.path.read_bytes())["playlist"]["id"] == playlist_id


@settings(max_examples=40)
@given(st.lists(st.text(min_size=1, max_size=15), min_size=2, max_size=2, unique=True))
def test_two_ids_never_share_a_folder_nor_leave_the_raw_zone(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str]
) -> None:
    root = tmp_path_factory.mktemp("ids")
    path = put(root, "a.json", b'{"track":null}')
    lake = Lake(root / "lake")

    first, second = (run(lake, path, playlist_id=an_id)[0] for an_id in ids)

    assert first.key != second.key
    for imported in (first, second):
        assert imported.path is not None
        assert imported.path.resolve().parent.parent == (lake.raw / "to_process").resolve()


def test_an_id_too_long_for_a_folder_is_refused(lake: Lake, older: Path) -> None:
    (outcome,) = run(lake, put(older, "a.json", b'{"track":null}'), playlist_id="ü" * 34)

    assert outcome.status == "unreadable"
    assert "too long for a folder's name" in str(outcome.reason)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes names that are no UTF-8")
def test_a_file_name_that_is_no_utf_8_is_no_id(lake: Lake, older: Path) -> None:
    path = put(older, os.fsdecode(b"m\xfcde.json"), b'{"track":null}')

    (unnamed,) = run(lake, path)
    (named,) = run(lake, path, playlist_id="mine")

    assert unnamed.reason == (
        f"{older}/m\\xfcde.json: the file's name is not UTF-8, so it can't be the playlist's id: "
        "use --playlist-id"
    )
    assert (named.status, named.playlist_id) == ("imported", "mine")


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(lake: Lake, older: Path) -> None:
    (older / "empty").mkdir()
    broken = {
        "1.json": b'{"items":[',
        "2.json.gz": b"no gzip",
        "3.json": b"",
        "4.json": b'{"items":[{"name":"x"}]}',
        # Half a file is not imported: the first line is fine.
        "5.jsonl": page("half") + b"\n{}\n",
    }
    for name, content in broken.items():
        put(older, name, content)
    put(older, "6.json", page())
    missing = str(older / "missing.json")

    outcomes = run(lake, missing, str(older / "empty"), str(older))

    assert [(outcome.source, outcome.status, outcome.reason) for outcome in outcomes[:-1]] == [
        (source, "unreadable", f"{source}: {reason}")
        for source, reason in [
            (
                missing,
                "cannot be read (No such file or directory): check the path and its permissions",
            ),
            (
                f"{older}/empty",
                "nothing to import in this folder: it holds no file ending in "
                ".json, .jsonl, .json.gz, .jsonl.gz",
            ),
            (f"{older}/1.json", "$: not JSON: Input data was truncated: get the file again"),
            (
                f"{older}/2.json.gz",
                "broken gzip (Not a gzipped file (b'no')): get the file again",
            ),
            (f"{older}/3.json", "the file is empty: get it again, or leave it out"),
            (
                f"{older}/4.json",
                "$: its items are no playlist entries (no item or track in any): expected an API "
                "page, a playlist, playlist entries, or a list of one of them",
            ),
            (
                f"{older}/5.jsonl",
                "line 2: neither a page, a playlist nor an entry: expected an API page, a "
                "playlist, playlist entries, or a list of one of them",
            ),
        ]
    ]
    assert outcomes[0] == Imported(missing, None, None, None, 0, "unreadable", outcomes[0].reason)
    assert (outcomes[-1].source, outcomes[-1].status) == (f"{older}/6.json", "imported")
    assert list(raw_zone(lake)) == ["to_process/abc/20240515T103000Z.jsonl"]


def test_a_file_is_read_only_when_the_one_before_is_stored(lake: Lake, older: Path) -> None:
    first, second = put(older, "1.json", page("p1")), put(older, "2.json", page("p2"))
    outcomes = import_paths([first, second], lake)

    assert next(outcomes).playlist_id == "p1"
    assert list(raw_zone(lake)) == ["to_process/p1/20240515T103000Z.jsonl"]
    put(older, "2.json", page("p3"))
    assert [outcome.playlist_id for outcome in outcomes] == ["p3"]


def test_a_write_that_fails_leaves_nothing_behind(
    lake: Lake, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(older, "a.json", page())

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        with pytest.raises(UserError, match=r"raw can't be written to \(.*No space left"):
            run(lake, path)
    assert raw_zone(lake) == {}

    (imported,) = run(lake, path)
    assert imported.status == "imported"


def test_a_file_is_complete_before_it_has_its_name(
    lake: Lake, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_rename: list[dict[str, bytes]] = []
    rename = Path.replace

    def watch(temporary: Path, target: Path) -> Path:
        at_the_rename.append(raw_zone(lake))
        return rename(temporary, target)

    monkeypatch.setattr(Path, "replace", watch)
    run(lake, put(older, "a.json", page()))

    ((name, content),) = at_the_rename[0].items()
    assert name.startswith("to_process/abc/.")
    assert raw_zone(lake) == {"to_process/abc/20240515T103000Z.jsonl": content}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="older")
        yield "older"


def test_s3_is_imported_as_folders_are(lake: Lake, bucket: str) -> None:
    s3 = boto3.client("s3", region_name="us-east-1")
    undated = page(added_at="1970-01-01T00:00:00Z")
    s3.put_object(Bucket=bucket, Key="raw/a.json", Body=page("p1"))
    s3.put_object(Bucket=bucket, Key="raw/b.json.gz", Body=gzip.compress(undated))
    s3.put_object(Bucket=bucket, Key="raw/c.json", Body=b"{")
    modified = s3.head_object(Bucket=bucket, Key="raw/b.json.gz")["LastModified"]

    outcomes = run(lake, "s3://older/raw/", "s3://older/none/", s3=s3)

    assert [(outcome.source, outcome.key, outcome.status) for outcome in outcomes] == [
        ("s3://older/raw/a.json", "p1/20240515T103000Z.jsonl", "imported"),
        ("s3://older/raw/b.json.gz", f"abc/{modified:%Y%m%dT%H%M%SZ}.jsonl", "imported"),
        ("s3://older/raw/c.json", None, "unreadable"),
        ("s3://older/none/", None, "unreadable"),
    ]


# --- Real answers of the Web API, counted independently

needs_real = pytest.mark.skipif(
    not REAL.is_dir(), reason=f"the real payloads are not on this machine ({REAL})"
)
REAL_FILES = sorted(path for path in REAL.glob("*.json") if path.name != "expected.json")

# What expected.json leaves out: a page quoted in a discussion, and a counted one rewritten.
UNCOUNTED = {
    "null-track.entry.json": {"entries": 1, "container": "$.items"},
    "top-songs-global-item-only.derived.page.json": {"entries": 50, "container": "$.items"},
}


@needs_real
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: str(path.name))
def test_a_real_answer_keeps_its_entries(lake: Lake, path: Path) -> None:
    expected = json.loads((REAL / "expected.json").read_bytes()) | UNCOUNTED
    count, container = expected[path.name]["entries"], expected[path.name]["container"]

    (imported,) = run(lake, str(path))

    assert (imported.status, imported.entries) == ("imported", count)
    assert imported.path is not None
    (line,) = imported.path.read_bytes().splitlines()
    items = json.loads(line)["page"]["items"]
    assert len(items) == count
    assert items == _at(json.loads(path.read_bytes()), container)


def _at(document: Any, place: str) -> Any:
    for step in place.replace("[0]", ".0").split(".")[1:]:
        document = document[int(step) if step.isdecimal() else step]
    return document


@needs_real
def test_two_real_looks_at_a_playlist_at_one_time_both_stand(lake: Lake) -> None:
    folder = str(REAL / "feb2026-{}.json")
    paths = [folder.format("item-and-track.playlist"), folder.format("item-only.page")]

    first, second = run(lake, *paths)

    assert first.key == "1Cp6VQCKf2VL4sP09jN9oX/20250729T211155Z.jsonl"
    assert str(second.key).startswith("1Cp6VQCKf2VL4sP09jN9oX/20250729T211155Z-")
    assert [outcome.status for outcome in run(lake, *paths)] == ["already there"] * 2
