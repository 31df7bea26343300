"""What the import writes and under which key; it writes each file once and overwrites nothing."""

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
from glue_jobs.raw_format.decode import decode_raw_file
from local.import_raw.command import Outcome, import_paths
from local.lake import Lake
from tests.unit.local.import_raw.answers import FILE_TIME, run

REAL = Path(__file__).parents[5] / "shared" / "data" / "real"
# b2sum -l 256 of the line that test_page_becomes_a_raw_file spells out.
DIGEST = "294780ab"


def page(
    playlist_id: str = "abc", added_at: str = "2024-05-15T10:30:00Z", song: str = "t"
) -> bytes:
    return (
        f'{{"href":"https://api.spotify.com/v1/playlists/{playlist_id}/items",'
        f'"items":[{{"added_at":"{added_at}","item":{{"id":"{song}"}}}}],"offset":0}}'
    ).encode()


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


def raw_zone(lake: Lake) -> dict[str, bytes]:
    files = sorted(path for path in lake.raw.rglob("*") if path.is_file())
    return {path.relative_to(lake.raw).as_posix(): path.read_bytes() for path in files}


def only_key(lake: Lake) -> str:
    (key,) = raw_zone(lake)
    return key


def test_page_becomes_a_raw_file(lake: Lake, older: Path) -> None:
    path = put(older, "a.json", page())
    key = f"abc/20240515T103000Z-00001-{DIGEST}.jsonl"

    assert run(lake, path) == [
        Outcome(
            status="imported",
            sources=(path,),
            kind="page",
            playlist_id="abc",
            extracted_at=datetime(2024, 5, 15, 10, 30, tzinfo=UTC),
            id_source="href",
            time_source="the newest added_at",
            entries=1,
            key=key,
            path=lake.raw / "to_process" / key,
        )
    ]
    assert raw_zone(lake) == {
        f"to_process/{key}": (
            b'{"format":"spotify-playlist-page/1","playlist":{"id":"abc"},'
            b'"extracted_at":"2024-05-15T10:30:00Z","page":' + page() + b"}\n"
        )
    }


def test_odd_values_are_written_verbatim(lake: Lake, older: Path) -> None:
    odd = (
        b'{"items":[{"track":{"id":"t","a":1E400,"b":12345678901234567890123,"c":1.10,"d":-0,'
        b'"e":"\\u0000\\u00e9\\/\xc3\xa9\xe2\x80\xa8","e":1}}],"x":{},"x":[]}'
    )
    path = put(older, "a.json", odd.replace(b",", b" ,\n\t"))

    (imported,) = run(lake, path)

    assert imported.path is not None
    assert imported.path.read_bytes().endswith(b',"page":' + odd + b"}\n")


def test_pages_of_one_extraction_are_lines_of_one_file(lake: Lake, older: Path) -> None:
    second = page(added_at="2024-05-16T00:00:00Z", song="t2").replace(b'"offset":0', b'"offset":1')
    path = put(older, "a.jsonl.gz", gzip.compress(page() + b"\n" + second + b"\n"))

    (outcome,) = run(lake, path)

    assert outcome.entries == 2
    assert outcome.path is not None
    lines = outcome.path.read_bytes().splitlines()
    assert [json.loads(line)["page"] for line in lines] == [json.loads(page()), json.loads(second)]
    assert {json.loads(line)["extracted_at"] for line in lines} == {"2024-05-16T00:00:00Z"}


def test_each_playlist_of_a_file_has_an_outcome(lake: Lake, older: Path) -> None:
    path = put(older, "a.json", b"[" + page("p1") + b"," + page("p2") + b"]")

    assert [outcome.playlist_id for outcome in run(lake, path)] == ["p1", "p2"]


FIELD = b'{"fetched_at":"2024-06-01T06:00:00Z","data":%b}'


@pytest.mark.usefixtures("far_from_utc")
@pytest.mark.parametrize(
    ("name", "content", "options", "time", "source"),
    [
        (
            "2024-07-01/a_2024-08-01.json",
            FIELD % page(),
            {"extracted_at": datetime(2024, 9, 1, 1, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))},
            "20240831T230000Z",
            "--extracted-at",
        ),
        (
            "a.json",
            page(),
            # As a command line without a zone gives it.
            {"extracted_at": datetime(2024, 9, 1)},  # noqa: DTZ001
            "20240901T000000Z",
            "--extracted-at",
        ),
        (
            "2024-07-01/a_2024-08-01.json",
            FIELD % page(),
            {},
            "20240601T060000Z",
            "the field fetched_at",
        ),
        ("2024-07-01/a_2024-08-01.json", page(), {}, "20240801T000000Z", "the file's name"),
        ("2024-07-01/b/a.json", page(), {}, "20240701T000000Z", "the folders"),
        (
            "a_01-08-2024.json",
            page(),
            {"time_pattern": "%d-%m-%Y"},
            "20240801T000000Z",
            "--time-pattern",
        ),
        ("a.json", page(), {}, "20240515T103000Z", "the newest added_at"),
        (
            "a.json",
            page(added_at="1970-01-01T00:00:00Z"),
            {},
            "20200913T122640Z",
            "the file's own time",
        ),
        (
            "a.json",
            page(added_at="2099-01-01T00:00:00Z"),
            {},
            "20200913T122640Z",
            "the file's own time",
        ),
    ],
)
def test_precedence_of_times(  # noqa: PLR0917
    lake: Lake,
    older: Path,
    name: str,
    content: bytes,
    options: dict[str, Any],
    time: str,
    source: str,
) -> None:
    put(older, name, content)

    (outcome,) = run(lake, older, **options)

    assert outcome.key is not None
    assert outcome.key.startswith(f"abc/{time}-")
    assert outcome.time_source == source


@pytest.mark.parametrize(
    ("name", "options", "reason"),
    [
        (
            "a_01-08-2024.json",
            {},
            '"01-08-2024" could be day-month or month-day: say when it was fetched with '
            "--extracted-at, or how that is written with --time-pattern",
        ),
        (
            "a_2024-08-01.json",
            {"time_pattern": "%d-%m-%Y"},
            "no time in the path is written as %d-%m-%Y: say when it was fetched with "
            "--extracted-at, or how that is written with --time-pattern",
        ),
    ],
)
def test_unclear_time_is_refused_unless_it_is_given(
    lake: Lake, older: Path, name: str, options: dict[str, Any], reason: str
) -> None:
    path = put(older, name, page())

    (refused,) = run(lake, path, **options)
    (imported,) = run(lake, path, extracted_at=datetime(2024, 8, 1, tzinfo=UTC))

    assert (refused.status, refused.reason) == ("refused", reason)
    assert imported.status == "imported"


def test_file_without_plausible_time_is_refused(lake: Lake, older: Path) -> None:
    path = put(older, "a.json", page(added_at="1970-01-01T00:00:00Z"))
    os.utime(path, (0, 0))

    (outcome,) = run(lake, path)

    assert outcome.reason == "nothing says when it was fetched: say it with --extracted-at"


def test_time_before_added_at_is_reported(lake: Lake, older: Path) -> None:
    early, same_day = put(older, "a_2024-05-01.json", page()), put(older, "2024-05-15.json", page())

    assert [outcome.is_before_added_at for outcome in run(lake, early, same_day)] == [True, False]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (
            {"extracted_at": datetime(1999, 1, 1, tzinfo=UTC)},
            "--extracted-at 1999-01-01 is before Spotify began (2008) or in the future: give the "
            "time at which the playlists were fetched",
        ),
        (
            {"time_pattern": "%Q"},
            "--time-pattern %Q: %Q is not known: write it as strptime does, such as %d-%m-%Y or "
            "%y%m%d_%H%M",
        ),
    ],
)
def test_invalid_option_is_an_error(
    lake: Lake, older: Path, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(UserError) as error:
        run(lake, put(older, "a.json", page()), **options)

    assert str(error.value) == reason


def test_raw_lines_are_written_verbatim(lake: Lake, older: Path) -> None:
    line = (
        b'{"format": "spotify-playlist-page/1", "playlist": {"id": "p1", "more": 1},'
        b' "extracted_at": "2026-11-22T06:00:03Z", "page": {"items": [{}, {}]}}\n'
    )
    path = put(older, "a.jsonl", line + line)

    # The options do not change raw lines.
    (outcome,) = run(lake, path, playlist_id="mine", extracted_at=datetime(2020, 1, 1, tzinfo=UTC))

    assert (outcome.key, outcome.entries) == ("p1/20261122T060003Z.jsonl", 4)
    assert raw_zone(lake) == {"to_process/p1/20261122T060003Z.jsonl": line + line}


def test_importing_the_raw_zone_into_itself_changes_nothing(lake: Lake, older: Path) -> None:
    run(lake, put(older, "a.json", page()), put(older, "b.json", page(song="other")))
    before = raw_zone(lake)

    outcomes = run(lake, str(lake.raw))

    assert len(before) == 2
    assert [outcome.status for outcome in outcomes] == ["already there", "already there"]
    assert raw_zone(lake) == before


def test_dry_run_reports_the_same_and_writes_nothing(lake: Lake, older: Path) -> None:
    page_2 = page(song="t2").replace(b'"offset":0', b'"offset":1,"total":3')
    put(older, "a.json", page())
    put(older, "b.json", page_2)
    put(older, "c.json", page())
    put(older, "d.json", b"{")

    planned = run(lake, older, dry_run=True)

    assert raw_zone(lake) == {}
    assert run(lake, older) == planned
    assert [outcome.status for outcome in planned] == [
        "imported", "already there", "refused", "imported"
    ]  # fmt: skip


@pytest.mark.parametrize("prefix", ["to_process", "processed", "rejected"])
def test_importing_twice_changes_nothing(lake: Lake, older: Path, prefix: str) -> None:
    # The second and third have the first one's playlist and time, but other content.
    paths = [put(older, f"{song}.json", page(song=song)) for song in ("t1", "t2", "t3")]
    first = run(lake, *paths)
    if prefix != "to_process":
        (lake.raw / "to_process").rename(lake.raw / prefix)
    before = raw_zone(lake)

    again = run(lake, *paths)

    assert [outcome.status for outcome in first] == ["imported"] * 3
    assert [(each.status, each.path) for each in again] == [
        ("already there", lake.raw / prefix / str(outcome.key)) for outcome in first
    ]
    assert raw_zone(lake) == before
    assert len(before) == 3


RAW_LINE = (
    b'{"format":"spotify-playlist-page/1","playlist":{"id":"abc"},'
    b'"extracted_at":"2024-05-15T10:30:00Z","page":{"items":[]}}\n'
)


def test_second_file_of_a_key_gets_a_digest_in_its_name(lake: Lake, older: Path) -> None:
    taken = lake.raw / "rejected" / "abc" / "20240515T103000Z.jsonl"
    taken.parent.mkdir(parents=True)
    taken.write_bytes(b"other")
    path = put(older, "a.jsonl", RAW_LINE)

    first, again = *run(lake, path), *run(lake, path)

    # b2sum -l 256 of RAW_LINE
    assert first.key == "abc/20240515T103000Z-0e467b11.jsonl"
    assert first.rivals == ("abc/20240515T103000Z.jsonl",)
    assert again == replace(first, status="already there")


def test_keys_do_not_depend_on_the_order_of_import(tmp_path: Path, older: Path) -> None:
    paths = [put(older, f"{song}.json", page(song=song)) for song in ("t1", "t2", "t3")]
    zones = []
    for number, order in enumerate((paths, paths[::-1])):
        run(Lake(tmp_path / str(number)), *order)
        zones.append(raw_zone(Lake(tmp_path / str(number))))

    assert zones[0] == zones[1]
    assert len(zones[0]) == 3


def test_largest_file_has_the_last_key_of_its_time(lake: Lake, older: Path) -> None:
    two = page().replace(b"}]", b'},{"item":{"id":"u"}}]')
    ten = page().replace(b"}]", b"}" + b',{"item":{"id":"u"}}' * 9 + b"]")
    sizes = {"two.json": two, "ten.json": ten, "one.json": page()}

    outcomes = run(lake, *(put(older, name, content) for name, content in sizes.items()))

    last = max(outcomes, key=lambda outcome: str(outcome.key))
    assert [outcome.entries for outcome in outcomes] == [2, 10, 1]
    assert last.entries == 10
    assert set(outcomes[-1].rivals) == {outcomes[0].key, outcomes[1].key}


def test_existing_files_are_not_overwritten(lake: Lake, older: Path) -> None:
    (first,) = run(lake, put(older, "a.json", page()))
    assert first.path is not None
    first.path.write_bytes(b"cut o")

    with pytest.raises(UserError, match=f"{first.path.name} is damaged"):
        run(lake, first.sources[0])

    assert first.path.read_bytes() == b"cut o"


@pytest.mark.parametrize(
    ("playlist_id", "folder"),
    [
        ("37i9dQZEVXbMDoHDwVN2tF", "37i9dQZEVXbMDoHDwVN2tF"),
        ("Top 50 \"Global\" 'x'", "Top%2050%20%22Global%22%20%27x%27"),
        ("müde", "m%C3%BCde"),
        ("liked.someone", "liked.someone"),
        ("_mine", "%5Fmine"),
        (".mine", "%2Emine"),
        ("mine.", "mine%2E"),
        ("mine~", "mine~"),
        ("a.part", "a.part"),
        ("a/b\\c", "a%2Fb%5Cc"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("../../etc", "%2E%2E%2F%2E%2E%2Fetc"),
        ("100%", "100%25"),
        ("\x00\n", "%00%0A"),
    ],
)
def test_folder_name_is_escaped_and_the_id_unchanged(
    lake: Lake, older: Path, playlist_id: str, folder: str
) -> None:
    (outcome,) = run(lake, put(older, "a.json", b'{"track":null}'), playlist_id=playlist_id)

    assert str(outcome.key).startswith(f"{folder}/20200913T122640Z-00001-")
    assert outcome.playlist_id == playlist_id
    assert only_key(lake) == f"to_process/{outcome.key}"
    assert outcome.path is not None
    assert json.loads(outcome.path.read_bytes())["playlist"]["id"] == playlist_id


@settings(max_examples=40)
@given(st.lists(st.text(min_size=1, max_size=15), min_size=2, max_size=2, unique=True))
def test_ids_have_distinct_folders_in_the_raw_zone(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str]
) -> None:
    root = tmp_path_factory.mktemp("ids")
    path = put(root, "a.json", b'{"track":null}')
    lake = Lake(root / "lake")

    first, second = (run(lake, path, playlist_id=an_id)[0] for an_id in ids)

    assert first.key != second.key
    for outcome in (first, second):
        assert outcome.path is not None
        assert outcome.path.resolve().parent.parent == (lake.raw / "to_process").resolve()


def test_id_too_long_for_a_folder_is_refused(lake: Lake, older: Path) -> None:
    (outcome,) = run(lake, put(older, "a.json", b'{"track":null}'), playlist_id="ü" * 34)

    assert outcome.status == "refused"
    assert "too long for a folder's name" in str(outcome.reason)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes names that are no UTF-8")
def test_file_name_not_in_utf_8_is_not_an_id(lake: Lake, older: Path) -> None:
    path = put(older, os.fsdecode(b"m\xfcde.json"), b'{"track":null}')

    (unnamed,) = run(lake, path)
    (named,) = run(lake, path, playlist_id="mine")

    assert unnamed.reason == (
        "the file's name is not UTF-8, so it can't be the playlist's id: use --playlist-id"
    )
    assert (named.status, named.playlist_id) == ("imported", "mine")


def test_unreadable_files_are_named_and_the_rest_is_imported(lake: Lake, older: Path) -> None:
    (older / "empty").mkdir()
    broken = {
        "1.json": b'{"items":[',
        "2.json.gz": b"\x1f\x8bno gzip",
        "3.json": b"",
        "4.json": b'{"items":[{"name":"x"}]}',
        # The file is refused although its first line is valid.
        "5.jsonl": page("half") + b"\n{}\n",
    }
    for name, content in broken.items():
        put(older, name, content)
    put(older, "6.json", page())
    missing = str(older / "missing.json")

    outcomes = run(lake, missing, str(older / "empty"), str(older))

    expected = "expected an API page, a playlist, playlist entries, or a list of one of them"
    assert [(outcome.sources, outcome.reason) for outcome in outcomes[:-1]] == [
        ((source,), reason)
        for source, reason in [
            (
                missing,
                "cannot be read (No such file or directory): check the path and its permissions",
            ),
            (f"{older}/empty", "nothing to import in this folder: it holds no files"),
            (f"{older}/1.json", "$: not JSON: Input data was truncated: get the file again"),
            (
                f"{older}/2.json.gz",
                "broken gzip (Compressed file ended before the end-of-stream marker was reached): "
                "get the file again",
            ),
            (f"{older}/3.json", "the file is empty: get it again, or leave it out"),
            (f"{older}/4.json", f"$: no playlist (it has items): {expected}"),
            (f"{older}/5.jsonl", f"line 2: no playlist: {expected}"),
        ]
    ]
    assert {outcome.status for outcome in outcomes[:-1]} == {"refused"}
    assert (outcomes[-1].sources, outcomes[-1].status) == ((f"{older}/6.json",), "imported")
    assert len(raw_zone(lake)) == 1


def test_other_files_are_skipped_and_named(lake: Lake, older: Path) -> None:
    put(older, "a.json", page())
    put(older, "notes.md", b"# Notes, and more\n")
    put(older, "chart.csv", b"a,b\n1,2\n")
    put(older, "like_json.txt", page("other"))
    put(older, "_SUCCESS", b"")
    put(older, ".git/config", b"")
    put(older, "broken", b"no JSON")

    outcomes = run(lake, older)

    assert {Path(outcome.sources[0]).name: outcome.status for outcome in outcomes} == {
        "a.json": "imported",
        "like_json.txt": "imported",
        "notes.md": "skipped",
        "chart.csv": "skipped",
        "_SUCCESS": "skipped",
        ".git": "skipped",
        # A file without a suffix might be meant.
        "broken": "refused",
    }
    assert all(outcome.reason for outcome in outcomes if outcome.status != "imported")
    # Named on the command line it is meant.
    assert [outcome.status for outcome in run(lake, older / "notes.md")] == ["refused"]


def test_folder_without_any_json_is_an_error(lake: Lake, older: Path) -> None:
    put(older, "notes.md", b"# Notes\n")

    skipped, refused = run(lake, older)

    assert (skipped.status, refused.status) == ("skipped", "refused")
    assert refused.reason == "nothing to import: no file in it is JSON"


def test_files_are_read_one_at_a_time(lake: Lake, older: Path) -> None:
    first, second = put(older, "1.json", page("p1")), put(older, "2.json", page("p2"))
    outcomes = import_paths([first, second], lake)

    assert next(outcomes).playlist_id == "p1"
    assert only_key(lake).startswith("to_process/p1/20240515T103000Z-")
    put(older, "2.json", page("p3"))
    assert [outcome.playlist_id for outcome in outcomes] == ["p3"]


def test_failed_write_leaves_nothing_behind(
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

    (outcome,) = run(lake, path)
    assert outcome.status == "imported"


def test_file_is_complete_before_it_has_its_name(
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
    assert list(raw_zone(lake).values()) == [content]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="older")
        yield "older"


def test_s3_import(lake: Lake, bucket: str) -> None:
    s3 = boto3.client("s3", region_name="us-east-1")
    undated = page(added_at="1970-01-01T00:00:00Z")
    s3.put_object(Bucket=bucket, Key="raw/a.json", Body=page("p1"))
    s3.put_object(Bucket=bucket, Key="raw/b.json.gz", Body=gzip.compress(undated))
    s3.put_object(Bucket=bucket, Key="raw/c.json", Body=b"{")
    s3.put_object(Bucket=bucket, Key="raw/day=2024-05-01/d", Body=page("p2"))
    s3.put_object(Bucket=bucket, Key="raw/e.csv", Body=b"a,b\n1,2\n")
    modified = s3.head_object(Bucket=bucket, Key="raw/b.json.gz")["LastModified"]

    outcomes = run(lake, "s3://older/raw/", "s3://older/none/", s3=s3)

    told = [(each.sources[0], each.extracted_at, each.status) for each in outcomes]
    assert told == [
        ("s3://older/raw/a.json", datetime(2024, 5, 15, 10, 30, tzinfo=UTC), "imported"),
        ("s3://older/raw/b.json.gz", modified, "imported"),
        ("s3://older/raw/c.json", None, "refused"),
        ("s3://older/raw/day=2024-05-01/d", datetime(2024, 5, 1, tzinfo=UTC), "imported"),
        ("s3://older/raw/e.csv", None, "skipped"),
        ("s3://older/none/", None, "refused"),
    ]


# --- Real Web API responses, counted independently

needs_real = pytest.mark.skipif(
    not REAL.is_dir(), reason=f"the real payloads are not on this machine ({REAL})"
)
REAL_FILES = sorted(path for path in REAL.glob("*.json") if path.name != "expected.json")

# Files not in expected.json: a page quoted in a discussion, and a rewritten copy.
UNCOUNTED = {
    "null-track.entry.json": {"entries": 1, "container": "$.items"},
    "top-songs-global-item-only.derived.page.json": {"entries": 50, "container": "$.items"},
}


@needs_real
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: str(path.name))
def test_real_response_keeps_its_entries(lake: Lake, path: Path) -> None:
    expected = json.loads((REAL / "expected.json").read_bytes()) | UNCOUNTED
    count, container = expected[path.name]["entries"], expected[path.name]["container"]

    (outcome,) = run(lake, str(path))

    assert (outcome.status, outcome.entries) == ("imported", count)
    assert outcome.path is not None
    (line,) = outcome.path.read_bytes().splitlines()
    items = json.loads(line)["page"]["items"]
    assert len(items) == count
    assert items == _at(json.loads(path.read_bytes()), container)
    # The load can decode the written files.
    assert len(list(decode_raw_file(line).entries())) == count


def _at(document: Any, place: str) -> Any:
    for step in place.replace("[0]", ".0").split(".")[1:]:
        document = document[int(step) if step.isdecimal() else step]
    return document


@needs_real
def test_real_folder_gives_the_same_as_its_files(lake: Lake, tmp_path: Path) -> None:
    alone = Lake(tmp_path / "alone")

    together = run(lake, REAL)
    for path in REAL_FILES:
        run(alone, str(path))

    assert raw_zone(lake) == raw_zone(alone)
    not_whole = {Path(each.sources[0]).name for each in together if not each.is_whole}
    assert not_whole == {"first-100-of-133.playlist.json", "null-track.entry.json"}
    by_name = [each for each in together if each.time_source == "the file's name"]
    assert [f"{each.extracted_at:%Y-%m-%d}" for each in by_name] == ["2023-10-27"]
