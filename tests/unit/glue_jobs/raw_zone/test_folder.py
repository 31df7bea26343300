import os
from pathlib import Path

import pytest

from glue_jobs.raw_zone.folder import FolderRawZone
from glue_jobs.raw_zone.zone import Destination, ListedFile, Move, NotAFileError, RawZoneError
from tests.unit.glue_jobs.raw_zone.listing import keys_of

ODD_NAMES = [
    "with spaces.jsonl",
    'it\'s "quoted".jsonl',
    "T\u00e4gliche Hits \U0001f3b5.jsonl",
    "%41%2F.jsonl",
    "two\nlines.jsonl",
    "a+b&c=d#e?f.jsonl",
    "*[x]{y}.jsonl",
    "-rf.jsonl",
    "a\\b.jsonl",
]


def put(root: Path, key: str, body: bytes = b"body") -> Path:
    path = root / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def waiting(root: Path) -> list[str]:
    return keys_of(FolderRawZone(root))


def move(root: Path, key: str, destination: Destination = "processed") -> None:
    zone = FolderRawZone(root)
    _, version = zone.read(key)
    assert zone.move([Move(key, version, destination)]) == []


def files_below(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_files_in_to_process_are_listed_sorted_at_any_depth(tmp_path: Path) -> None:
    for key in [
        "p2/a.jsonl",
        "p1/b.jsonl",
        "p1/a.jsonl",
        "top.jsonl",
        "p1/deep/er/c.jsonl",
        "p1/x",
    ]:
        put(tmp_path, f"to_process/{key}")

    assert waiting(tmp_path) == [
        "p1/a.jsonl",
        "p1/b.jsonl",
        "p1/deep/er/c.jsonl",
        "p1/x",
        "p2/a.jsonl",
        "top.jsonl",
    ]


def test_other_prefixes_are_not_listed(tmp_path: Path) -> None:
    for key in ["processed/p/a.jsonl", "rejected/p/a.jsonl", "p/a.jsonl", "to_process2/p/a.jsonl"]:
        put(tmp_path, key)
    (tmp_path / "to_process" / "empty").mkdir(parents=True)

    assert waiting(tmp_path) == []


def test_missing_to_process_lists_nothing(tmp_path: Path) -> None:
    assert waiting(tmp_path) == []
    assert waiting(tmp_path / "missing") == []


def test_hidden_files_are_not_listed(tmp_path: Path) -> None:
    for name in [".DS_Store", ".a.jsonl", ".a.jsonl.tmp", "a.jsonl"]:
        put(tmp_path, f"to_process/p/{name}")

    assert waiting(tmp_path) == ["p/a.jsonl"]


def test_folder_named_like_a_raw_file_is_listed_but_not_searched(tmp_path: Path) -> None:
    put(tmp_path, "to_process/p/x.jsonl/inside.jsonl")
    put(tmp_path, "to_process/p/y.jsonl")

    assert waiting(tmp_path) == ["p/x.jsonl", "p/y.jsonl"]


def test_listing_fails_if_to_process_is_a_file(tmp_path: Path) -> None:
    path = put(tmp_path, "to_process")

    with pytest.raises(RawZoneError, match=f"^{path}: Not a directory"):
        waiting(tmp_path)


def test_unlistable_folder_is_named(tmp_path: Path, unreadable: None) -> None:
    path = put(tmp_path, "to_process/p/a.jsonl").parent
    path.chmod(0)
    try:
        with pytest.raises(RawZoneError, match=f"^{path}: Permission denied"):
            waiting(tmp_path)
    finally:
        path.chmod(0o700)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_file_name_is_listed_read_and_moved(tmp_path: Path, name: str) -> None:
    key = f"{name[0]} p/{name}"
    put(tmp_path, f"to_process/{key}", b"odd")

    assert waiting(tmp_path) == [key]
    assert FolderRawZone(tmp_path).read(key)[0] == b"odd"
    move(tmp_path, key)
    assert files_below(tmp_path) == {f"processed/{key}": b"odd"}


def test_file_is_read_byte_for_byte(tmp_path: Path) -> None:
    body = bytes(range(256)) + b"\r\n\n\x1a"
    put(tmp_path, "to_process/k.jsonl", body)

    assert FolderRawZone(tmp_path).read("k.jsonl")[0] == body


def test_version_changes_only_with_the_file(tmp_path: Path) -> None:
    put(tmp_path, "to_process/k.jsonl")

    assert FolderRawZone(tmp_path).read("k.jsonl") == FolderRawZone(tmp_path).read("k.jsonl")


def test_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "to_process" / "p" / "gone.jsonl"

    with pytest.raises(RawZoneError, match=f"^{path}: No such file or directory$"):
        FolderRawZone(tmp_path).read("p/gone.jsonl")


def test_unreadable_file_is_named(tmp_path: Path, unreadable: None) -> None:
    path = put(tmp_path, "to_process/k.jsonl")
    path.chmod(0)

    with pytest.raises(RawZoneError, match=f"^{path}: Permission denied$"):
        FolderRawZone(tmp_path).read("k.jsonl")


def test_file_in_an_unreadable_folder_is_named(tmp_path: Path, unreadable: None) -> None:
    path = put(tmp_path, "to_process/p/k.jsonl")
    path.parent.chmod(0o400)
    try:
        assert waiting(tmp_path) == ["p/k.jsonl"]
        with pytest.raises(RawZoneError, match=f"^{path}: Permission denied$"):
            FolderRawZone(tmp_path).read("p/k.jsonl")
    finally:
        path.parent.chmod(0o700)


def test_any_os_error_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "to_process").mkdir()

    with pytest.raises(RawZoneError, match=r"/to_process/xxxx.*: File name too long$"):
        FolderRawZone(tmp_path).read("x" * 300)


def test_reading_a_folder_is_a_not_a_file_error(tmp_path: Path) -> None:
    put(tmp_path, "to_process/x.jsonl/inside")

    with pytest.raises(NotAFileError, match=r"^a folder, not a file$"):
        FolderRawZone(tmp_path).read("x.jsonl")


@pytest.mark.parametrize("destination", ["processed", "rejected"])
def test_move_keeps_key_and_bytes(tmp_path: Path, destination: Destination) -> None:
    put(tmp_path, "to_process/p/deep/a.jsonl", b"\x00\xff\n")
    put(tmp_path, "to_process/p/b.jsonl", b"other")
    move(tmp_path, "p/deep/a.jsonl", destination)

    assert files_below(tmp_path) == {
        f"{destination}/p/deep/a.jsonl": b"\x00\xff\n",
        "to_process/p/b.jsonl": b"other",
    }


@pytest.mark.parametrize("size_changes", [True, False])
def test_file_replaced_after_read_is_not_moved(tmp_path: Path, size_changes: bool) -> None:
    zone = FolderRawZone(tmp_path)
    path = put(tmp_path, "to_process/k.jsonl", b"first")
    _, version = zone.read("k.jsonl")
    read_at = path.stat().st_mtime_ns
    path.write_bytes(b"second!" if size_changes else b"secnd")
    os.utime(path, ns=(read_at, read_at) if size_changes else (read_at + 1, read_at + 1))

    (reason,) = zone.move([Move("k.jsonl", version, "processed")])
    assert reason == f"{path} was replaced while it was loaded; run again"
    assert list(files_below(tmp_path)) == ["to_process/k.jsonl"]


def test_file_that_was_moved_before_is_no_failure(tmp_path: Path) -> None:
    zone = FolderRawZone(tmp_path)
    path = put(tmp_path, "to_process/k.jsonl")
    _, version = zone.read("k.jsonl")
    path.unlink()

    assert zone.move([Move("k.jsonl", version, "processed")]) == []


def test_listing_tells_sizes(tmp_path: Path) -> None:
    put(tmp_path, "to_process/a.jsonl", b"12345")
    put(tmp_path, "to_process/folder.jsonl/inside", b"")
    (tmp_path / "to_process" / "broken.jsonl").symlink_to(tmp_path / "nothing")

    listed = list(FolderRawZone(tmp_path).list_files())
    assert listed[0] == ListedFile("a.jsonl", 5)
    assert [file.key for file in listed] == ["a.jsonl", "broken.jsonl", "folder.jsonl"]
    assert listed[1].size == 0


def test_equal_content_at_the_target_is_replaced(tmp_path: Path) -> None:
    put(tmp_path, "processed/k.jsonl", b"same")
    put(tmp_path, "to_process/k.jsonl", b"same")
    move(tmp_path, "k.jsonl")

    assert files_below(tmp_path) == {"processed/k.jsonl": b"same"}


def test_other_content_at_the_target_is_kept_under_another_name(tmp_path: Path) -> None:
    put(tmp_path, "processed/p/k.jsonl", b"one")
    put(tmp_path, "to_process/p/k.jsonl", b"two")
    move(tmp_path, "p/k.jsonl")

    assert files_below(tmp_path) == {"processed/p/k.jsonl": b"two", "processed/p/k.jsonl.1": b"one"}


def test_repeated_moves_to_one_key_lose_nothing(tmp_path: Path) -> None:
    bodies = [f"{number}".encode() for number in range(12)]
    for body in bodies:
        put(tmp_path, "to_process/k.jsonl", body)
        move(tmp_path, "k.jsonl", "rejected")

    kept = files_below(tmp_path)
    names = ["rejected/k.jsonl", *(f"rejected/k.jsonl.{number}" for number in range(1, 12))]
    assert kept == dict(zip(names, [bodies[-1], *bodies[:-1]], strict=True))


def test_repeated_content_replaces_only_its_own_copy(tmp_path: Path) -> None:
    for body in [b"one", b"two", b"two", b"one"]:
        put(tmp_path, "to_process/k.jsonl", body)
        move(tmp_path, "k.jsonl")

    assert files_below(tmp_path)["processed/k.jsonl"] == b"one"
    assert {*files_below(tmp_path).values()} == {b"one", b"two"}


def test_folder_at_the_target_is_kept_under_another_name(tmp_path: Path) -> None:
    put(tmp_path, "processed/k.jsonl/inside", b"kept")
    put(tmp_path, "to_process/k.jsonl", b"new")
    move(tmp_path, "k.jsonl")

    assert files_below(tmp_path) == {
        "processed/k.jsonl": b"new",
        "processed/k.jsonl.1/inside": b"kept",
    }


def test_move_fails_if_the_target_folder_is_a_file(tmp_path: Path) -> None:
    put(tmp_path, "processed/p", b"in the way")
    source = put(tmp_path, "to_process/p/k.jsonl")

    zone = FolderRawZone(tmp_path)
    (reason,) = zone.move([Move("p/k.jsonl", zone.read("p/k.jsonl")[1], "processed")])
    assert str(source) in reason
    assert str(tmp_path / "processed" / "p") in reason
    assert files_below(tmp_path) == {"processed/p": b"in the way", "to_process/p/k.jsonl": b"body"}


@pytest.mark.parametrize("version", ["", None])
def test_folder_is_moved_with_its_files(tmp_path: Path, version: str | None) -> None:
    put(tmp_path, "to_process/p/x.jsonl/inside", b"whole")
    assert FolderRawZone(tmp_path).move([Move("p/x.jsonl", version, "rejected")]) == []  # type: ignore[arg-type]

    assert files_below(tmp_path) == {"rejected/p/x.jsonl/inside": b"whole"}


def test_second_folder_of_the_same_name_is_kept(tmp_path: Path) -> None:
    put(tmp_path, "rejected/x.jsonl/inside", b"one")
    put(tmp_path, "to_process/x.jsonl/inside", b"two")
    assert FolderRawZone(tmp_path).move([Move("x.jsonl", "", "rejected")]) == []

    assert files_below(tmp_path) == {
        "rejected/x.jsonl/inside": b"two",
        "rejected/x.jsonl.1/inside": b"one",
    }


def test_moved_folder_does_not_replace_a_file(tmp_path: Path) -> None:
    put(tmp_path, "rejected/x.jsonl", b"one")
    put(tmp_path, "to_process/x.jsonl/inside", b"two")
    assert FolderRawZone(tmp_path).move([Move("x.jsonl", "", "rejected")]) == []

    assert files_below(tmp_path) == {
        "rejected/x.jsonl/inside": b"two",
        "rejected/x.jsonl.1": b"one",
    }


def test_symbolic_link_is_read_and_moved(tmp_path: Path) -> None:
    elsewhere = put(tmp_path, "elsewhere.jsonl", b"linked")
    (tmp_path / "to_process").mkdir()
    (tmp_path / "to_process" / "k.jsonl").symlink_to(elsewhere)

    assert waiting(tmp_path) == ["k.jsonl"]
    move(tmp_path, "k.jsonl")
    assert waiting(tmp_path) == []
    assert (tmp_path / "processed" / "k.jsonl").read_bytes() == b"linked"
    assert elsewhere.exists()


@pytest.fixture
def unreadable(tmp_path: Path) -> None:
    """Skip where permissions have no effect, as for root."""
    probe = put(tmp_path, "probe")
    probe.chmod(0)
    if os.access(probe, os.R_OK):
        pytest.skip("permissions do not bind this user")
    probe.unlink()
