"""Files too large to be a playlist are rejected."""

from pathlib import Path

import pytest

from glue_jobs.raw_format import decode
from glue_jobs.raw_zone.zone import MAX_FILE_BYTES
from tests.fuzz.worker import read, read_keys
from tests.unit.glue_jobs.payloads import playlist, raw_line

GOOD = raw_line(None)
HUGE = "x\u202e" * 500_000


def test_reason_is_shortened_and_keeps_the_error_path(tmp_path: Path) -> None:
    files = {
        "format.jsonl": raw_line(format=HUGE),
        "playlist.jsonl": raw_line(playlist_id="p") + raw_line(playlist_id=HUGE),
        "good.jsonl": GOOD,
    }

    rows = read(tmp_path, files)["file"]

    reasons = {row["raw_file"]: row["reason"] for row in rows}
    assert reasons.pop("good.jsonl") is None
    assert reasons["format.jsonl"].startswith("line 1: Invalid enum value 'x")
    assert reasons["format.jsonl"].endswith(" - at `$.format`")
    assert reasons["playlist.jsonl"].startswith("line 2: playlist 'x")
    assert reasons["playlist.jsonl"].endswith(", after 'p'")
    assert all(len(reason) <= 500 for reason in reasons.values())


def test_text_of_megabytes_is_rejected(tmp_path: Path) -> None:
    files = {
        "name.jsonl": raw_line(playlist=playlist(name="x" * 50_000_000)),
        "id.jsonl": raw_line(playlist_id="x" * (2**20 + 1)),
        "longest.jsonl": raw_line(playlist={"id": "x" * 2**20}),
    }

    rows = read(tmp_path, files)["file"]

    assert [row["reason"] for row in rows] == [
        None,  # only the name is left out
        "line 1: Expected `str` of length <= 1048576 - at `$.playlist.id`",
        None,
    ]


def test_too_many_entries_are_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert decode.MAX_ENTRIES_OF_A_FILE == 1_000_000
    monkeypatch.setattr(decode, "MAX_ENTRIES_OF_A_FILE", 1_000)

    def nulls(number: int) -> bytes:
        return GOOD.replace(b"[null]", b"[" + b"null," * (number - 1) + b"null]")

    files = {
        "too-many.jsonl": nulls(1_001),
        "too-many-in-all.jsonl": nulls(1_000) + GOOD,
        "most.jsonl": nulls(1_000),
    }

    rows = read(tmp_path, files)["file"]

    too_many = "1,001 entries: no playlist has so many"
    assert [(row["status"], row["reason"], row["entries"]) for row in rows] == [
        ("rejected", too_many, 0),
        ("rejected", too_many, 0),
        ("loaded", None, 1_000),
    ]


def test_too_large_a_file_is_rejected_unread(tmp_path: Path) -> None:
    large = tmp_path / "to_process/large.jsonl"
    large.parent.mkdir()
    with large.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)

    (row,) = read_keys(tmp_path, ["large.jsonl"])["file"]

    assert row["status"] == "rejected"
    assert row["reason"] == (
        f"{MAX_FILE_BYTES + 1:,} bytes, more than the {MAX_FILE_BYTES:,} that a raw file may have"
    )
