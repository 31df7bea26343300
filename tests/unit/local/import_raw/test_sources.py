import gzip
import os
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from cli.errors import UserError
from local.import_raw import content
from local.import_raw.sources import LocalFile, S3Object, Skipped, find_sources, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client


def names(path: str, s3: "S3Client | None" = None) -> list[str]:
    return [source.name for source in find_sources(path, s3) if not isinstance(source, Skipped)]


def skipped(path: str, s3: "S3Client | None" = None) -> set[str]:
    return {source.name for source in find_sources(path, s3) if isinstance(source, Skipped)}


def test_file_is_read_with_its_time(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"[]")
    os.utime(path, (1_715_769_000.9, 1_715_769_000.9))

    content = LocalFile(path).read()

    assert content.data == b"[]"
    assert content.modified == datetime(2024, 5, 15, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", ["a.json.gz", "A.JSONL.GZ", "a.gz"])
def test_gzipped_file_is_unpacked(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    # Two concatenated members are a valid gzip file.
    path.write_bytes(gzip.compress(b"[1,") + gzip.compress(b"2]"))

    assert LocalFile(path).read().data == b"[1,2]"


@pytest.mark.parametrize(
    "broken",
    [
        gzip.compress(b"[1, 2, 3]")[:-9],
        gzip.compress(b"[1, 2, 3]")[:-1] + b"\xff",
        gzip.compress(b"[1, 2, 3]")[:10] + b"\xff\xff\xff\xff",
    ],
    ids=["truncated", "wrong length", "no deflate"],
)
def test_broken_gzip_is_refused(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "a.json.gz"
    path.write_bytes(broken)

    with pytest.raises(UserError, match=r"^broken gzip .*: get the file again"):
        LocalFile(path).read()


def test_zip_bomb_is_refused_in_little_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "MAX_UNPACKED_BYTES", 3 * 1024**2)
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(b" " * 64 * 1024**2, compresslevel=1))

    tracemalloc.start()
    with pytest.raises(UserError, match="unpacks to more than 3145728 bytes"):
        LocalFile(path).read()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 16 * 1024**2


def test_file_that_unpacks_to_the_limit_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "MAX_UNPACKED_BYTES", 1000)
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(b"[]" + b" " * 998))

    assert len(LocalFile(path).read().data) == 1000


def test_folder_is_searched_in_order_without_marker_and_hidden_files(tmp_path: Path) -> None:
    wanted = ["README.md", "b.json", "i", "z.jsonl.gz", "a/c.jsonl", "b/a/e.json"]
    markers = [
        ".hidden.json", "a/.x", "_SUCCESS", "_temporary", "part.json.tmp", "half.json.part",
        "x.json~", "raw_$folder$", "Thumbs.db", "desktop.ini",
    ]  # fmt: skip
    for name in wanted + markers:
        path = tmp_path / name
        if name in {"_temporary", "a/.x"}:
            path = path / "g.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    assert names(str(tmp_path)) == [str(tmp_path / name) for name in wanted]
    assert {name.rstrip("/") for name in skipped(str(tmp_path))} == {
        str(tmp_path / name) for name in markers
    }


def test_hidden_folder_given_by_name_is_searched(tmp_path: Path) -> None:
    (tmp_path / ".raw").mkdir()
    (tmp_path / ".raw" / "a.json").touch()

    assert names(str(tmp_path / ".raw")) == [str(tmp_path / ".raw" / "a.json")]


def test_file_given_by_name_may_have_any_ending(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"[]")

    (source,) = find_sources(str(tmp_path / "notes.txt"))

    assert not isinstance(source, Skipped)
    assert source.should_be_json
    assert (source.file_name, source.read().data) == ("notes.txt", b"[]")


def test_empty_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".hidden").touch()

    with pytest.raises(UserError, match="nothing to import in this folder"):
        names(str(tmp_path))


@pytest.mark.parametrize(
    ("given", "near"), [("{folder}", 3), ("{folder}/raw", 2), ("{folder}/raw/a.json", 1)]
)
def test_parts_of_an_absolute_path(tmp_path: Path, given: str, near: int) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.json").touch()

    (source,) = find_sources(given.format(folder=tmp_path))

    assert isinstance(source, LocalFile)
    assert source.near == near
    assert source.parts == (tmp_path / "raw" / "a.json").parts[1:]


def test_parts_of_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "raw" / "b").mkdir(parents=True)
    (tmp_path / "raw" / "b" / "a.json").touch()
    monkeypatch.chdir(tmp_path / "raw")

    for given, near in {"b/a.json": 2, "b": 2, ".": 2, "../raw/b/a.json": 3}.items():
        (source,) = find_sources(given)
        assert isinstance(source, LocalFile)
        assert source.near == near, given
        assert source.parts[-3:] == ("raw", "b", "a.json")


def test_unlistable_subfolder_is_named_after_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "a.json").touch()
    scandir = os.scandir

    def refuse_closed(path: str) -> Any:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    # Permissions have no effect for root, as in a container.
    monkeypatch.setattr(os, "scandir", refuse_closed)
    sources = find_sources(str(tmp_path))

    assert next(sources).name == str(tmp_path / "open" / "a.json")
    with pytest.raises(UserError, match=r"cannot be listed: .*/closed: check the permissions"):
        next(sources)


@pytest.mark.parametrize("name", ["missing.json", "a.json/b.json", "loop.json", "x" * 300])
def test_unreadable_file_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.json").touch()
    (tmp_path / "loop.json").symlink_to(tmp_path / "loop.json")

    (source,) = find_sources(str(tmp_path / name))
    assert not isinstance(source, Skipped)
    with pytest.raises(UserError, match=r"^cannot be read \(.+\): check the path"):
        source.read()


def test_an_empty_path_is_not_the_current_folder() -> None:
    with pytest.raises(UserError, match="an empty path"):
        names("")


def test_name_that_is_not_utf_8_can_be_printed() -> None:
    assert printable(Path(os.fsdecode(b"m\xfcde.json"))) == r"m\xfcde.json"
    assert printable("müde.json") == "müde.json"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> "Iterator[S3Client]":
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="older")
        # Two keys per page, so that a listing has several pages.
        client.meta.events.register(
            "before-parameter-build.s3.ListObjectsV2",
            lambda params, **_: params.update(MaxKeys=2),
        )
        yield client


def put(s3: "S3Client", *keys: str) -> None:
    for key in keys:
        s3.put_object(Bucket="older", Key=key, Body=b"[]")


def test_all_pages_of_a_prefix_are_listed(s3: "S3Client") -> None:
    wanted = ["raw/1.json", "raw/2.jsonl", "raw/a/3.json.gz", "raw/a/4.JSON", "raw/b.jsonl.gz"]
    markers = ["raw/.hidden/x.json", "raw/a/.x.json", "raw/_SUCCESS", "raw/a_$folder$"]
    put(s3, *wanted, *markers, "raw/", "rest/x.json")

    assert names("s3://older/raw/", s3) == [f"s3://older/{key}" for key in wanted]
    assert skipped("s3://older/raw/", s3) == {f"s3://older/{key}" for key in markers}


def test_prefix_may_end_within_a_name(s3: "S3Client") -> None:
    put(s3, "raw/2023.json", "raw/2024-01.json", "raw/2024-02.json", "raw/2024.json")

    assert names("s3://older/raw/2024", s3) == [
        "s3://older/raw/2024-01.json",
        "s3://older/raw/2024-02.json",
        "s3://older/raw/2024.json",
    ]


def test_bucket_by_itself_is_a_prefix(s3: "S3Client") -> None:
    put(s3, "a.json", "b/c.json")

    assert (
        names("s3://older", s3)
        == names("s3://older/", s3)
        == [
            "s3://older/a.json",
            "s3://older/b/c.json",
        ]
    )


def test_key_of_an_object_gives_only_that_object(s3: "S3Client") -> None:
    put(s3, "raw/a", "raw/a.json", "raw/a/b.json")

    assert names("s3://older/raw/a", s3) == ["s3://older/raw/a"]


def test_object_is_read_with_its_time_and_unpacked(s3: "S3Client") -> None:
    s3.put_object(Bucket="older", Key="a/b.json.gz", Body=gzip.compress(b"[1]"))
    modified = s3.head_object(Bucket="older", Key="a/b.json.gz")["LastModified"]

    source = S3Object(s3, "older", "a/b.json.gz")

    assert source.file_name == "b.json.gz"
    assert source.read().data == b"[1]"
    assert source.read().modified == modified
    assert source.read().modified.tzinfo is UTC


def test_broken_gzip_on_s3_is_refused(s3: "S3Client") -> None:
    s3.put_object(Bucket="older", Key="a.json.gz", Body=gzip.compress(b"[1, 2, 3]")[:-9])

    with pytest.raises(UserError, match=r"^broken gzip"):
        S3Object(s3, "older", "a.json.gz").read()


def test_unreadable_object_is_an_error(s3: "S3Client") -> None:
    with pytest.raises(UserError, match=r"cannot be read on S3 \(.*NoSuchKey.*\): check"):
        S3Object(s3, "older", "gone.json").read()


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("s3://older/empty/", "nothing to import in this prefix"),
        ("s3://missing/a.json", r"cannot be listed on S3 \(.*NoSuchBucket"),
        ("s3://no such bucket/a.json", r"\(Parameter validation failed: Invalid bucket name"),
        ("s3://", "no bucket: write it as s3://bucket/key"),
        ("s3:///a.json", "no bucket"),
    ],
)
def test_uri_without_objects_is_an_error(s3: "S3Client", uri: str, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        names(uri, s3)


def test_without_a_client_the_default_one_is_used(s3: "S3Client") -> None:
    put(s3, "a.json")

    assert names("s3://older/a.json") == ["s3://older/a.json"]
