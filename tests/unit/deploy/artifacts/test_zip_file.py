"""Zip files of the same contents have the same bytes."""

import zipfile
from pathlib import Path

import pytest

from cli.errors import UserError
from deploy.artifacts.zip_file import write_zip


def test_bytes_depend_only_on_names_and_contents(tmp_path: Path) -> None:
    write_zip(tmp_path / "1.zip", {"x/a.py": b"a" * 1000, "b.py": b"b" * 1000})
    write_zip(tmp_path / "2.zip", {"b.py": b"b" * 1000, "x/a.py": b"a" * 1000})
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_entries_are_sorted_and_readable_by_everybody(tmp_path: Path) -> None:
    write_zip(tmp_path / "z.zip", dict.fromkeys(["b.py", "a/c.py", "B.py"], b"1"))
    with zipfile.ZipFile(tmp_path / "z.zip") as zipped:
        entries = zipped.infolist()
    assert [entry.filename for entry in entries] == ["B.py", "a/c.py", "b.py"]
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_archive_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"can't write .*z\.zip"):
        write_zip(tmp_path / "file" / "z.zip", {"a": b""})
