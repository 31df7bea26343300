"""Where imported raw files go in the raw zone, and what is there already."""

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from cli.errors import UserError
from glue_jobs.raw_zone.hidden import is_raw_file
from local.atomic_write import write_whole
from local.import_raw.raw_format import RawFile, iso_utc
from local.lake import Lake

_PREFIXES = ("to_process", "processed", "rejected")
_LONGEST_NAME = 200  # file systems take 255 bytes
_NAME = re.compile(r"\d{8}T\d{6}Z")  # it begins with a day


@dataclass(frozen=True)
class Stored:
    """
    Where a raw file is or would be.

    Attributes
    ----------
    key
        Below its prefix.
    path
        On this machine.
    status
        ``imported``, or ``already there`` if the raw zone has the same bytes.
    rivals
        Keys of other files of the same playlist and day.
    """

    key: str
    path: Path
    status: Literal["imported", "already there"]
    rivals: tuple[str, ...]


@dataclass
class _Known:
    """A raw file that is there, or would be."""

    path: Path
    digest: str | None = None

    def has_digest(self, digest: str) -> bool:
        if self.digest is None:
            with self.path.open("rb") as file:
                self.digest = hashlib.file_digest(file, _hash).hexdigest()
        return self.digest == digest


class _Folder:
    """A playlist's raw files, whatever their prefix."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.files: dict[str, _Known] = {}
        self._days: dict[str, list[str]] = {}

    def add(self, name: str, known: _Known) -> None:
        if name not in self.files:
            self._days.setdefault(name[:8], []).append(name)
        self.files.setdefault(name, known)

    def names_of(self, time: str) -> list[str]:
        return [name for name in self._days.get(time[:8], []) if name.startswith(time)]

    def rivals(self, name: str) -> tuple[str, ...]:
        others = self._days.get(name[:8], [])
        return tuple(f"{self._name}/{other}" for other in others if other != name)


class RawZoneFolder:
    """
    The raw zone of a lake, to import into.

    Parameters
    ----------
    lake
        Whose.
    dry_run
        Whether files are only accounted for.
    """

    def __init__(self, lake: Lake, *, dry_run: bool) -> None:
        self._root = lake.raw
        self._dry_run = dry_run
        self._folders: dict[str, _Folder] = {}

    def store(self, raw_file: RawFile, *, is_converted: bool) -> Stored:
        """
        Write a raw file, unless the raw zone has it already. Nothing is ever overwritten.

        Parameters
        ----------
        is_converted
            Whether it was made of other files. Its key then ends in the count of its entries and
            in its digest, so that the key does not depend on what was imported before, and so that
            of files with one time the load takes the one with the most entries: it takes the last
            key.

        Raises
        ------
        UserError
            If the raw zone can't be read or written, or has other bytes under the file's key.
        """
        folder = folder_name(raw_file.playlist_id)
        digest = _digest_of(raw_file.lines)
        # Without colons, which Windows and Hadoop paths don't take.
        time = iso_utc(raw_file.extracted_at).replace("-", "").replace(":", "")
        names = [f"{time}.jsonl", f"{time}-{digest[:8]}.jsonl"]
        if is_converted:
            names = [f"{time}-{raw_file.entries:05d}-{digest[:8]}.jsonl"]
        known = self._folder(folder)
        for name in known.names_of(time):
            if known.files[name].has_digest(digest):
                path = known.files[name].path
                return Stored(f"{folder}/{name}", path, "already there", known.rivals(name))
        name = next((name for name in names if name not in known.files), "")
        if not name:
            raise UserError(
                f"{known.files[names[-1]].path} is damaged, it does not hold what its name says: "
                "move it away"
            )
        path = self._root / "to_process" / folder / name
        if not self._dry_run:
            self._write(path, raw_file.lines)
        known.add(name, _Known(path, digest))
        return Stored(f"{folder}/{name}", path, "imported", known.rivals(name))

    def _folder(self, folder: str) -> "_Folder":
        if folder not in self._folders:
            known = _Folder(folder)
            for prefix in _PREFIXES:
                path = self._root / prefix / folder
                try:
                    found = os.listdir(path)  # noqa: PTH208 - names only
                except (FileNotFoundError, NotADirectoryError):
                    continue
                except OSError as error:
                    raise UserError(
                        f"{path} can't be read ({error.strerror}): check its permissions"
                    ) from error
                for name in found:
                    if _NAME.match(name):
                        known.add(name, _Known(path / name))
            self._folders[folder] = known
        return self._folders[folder]

    def _write(self, path: Path, lines: Sequence[bytes]) -> None:
        try:
            write_whole(path, lines)
        except OSError as error:
            raise UserError(
                f"{self._root} can't be written to ({error}): repair that, then import again"
            ) from error


def folder_name(playlist_id: str) -> str:
    """Return the folder of a playlist; raise `UserError` if the id is too long for one."""
    folder = quote(playlist_id, safe="")
    # No "..", no folder that the load takes for a hidden one, and none that ends in a dot, which
    # Windows would drop.
    if folder.endswith(".") or not is_raw_file(f"{folder}/x"):
        folder = folder.replace(".", "%2E").replace("_", "%5F")
    if len(folder) > _LONGEST_NAME:
        raise UserError(
            f"the playlist id {playlist_id[:20]}... is too long for a folder's name: "
            "use --playlist-id, or shorten it in the file"
        )
    return folder


def _hash() -> "hashlib.blake2b":
    # A third of SHA-256's time, which is a third of an import's.
    return hashlib.blake2b(digest_size=32)


def _digest_of(lines: Sequence[bytes]) -> str:
    hashed = _hash()
    for line in lines:
        hashed.update(line)
    return hashed.hexdigest()
