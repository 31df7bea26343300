"""The raw zone in a folder of this machine."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from glue_jobs.raw_zone.hidden import is_raw_file
from glue_jobs.raw_zone.zone import (
    ListedFile,
    Move,
    NotAFileError,
    RawZoneError,
    Source,
    refuse_too_large,
)


class FolderRawZone:
    """A raw zone in a folder."""

    requests_at_a_time = 1

    def __init__(self, root: Path, source: Source = "to_process") -> None:
        self._root = root
        self._source = root / source

    def list_files(self) -> Iterator[ListedFile]:
        """See ``RawZone``."""
        keys: list[str] = []
        for folder, folders, files in os.walk(self._source, onerror=_raise_unlistable):
            # A folder with a raw file's name is in the way of one: it is listed, not entered.
            in_the_way = [name for name in folders if name.endswith(".jsonl")]
            folders[:] = [name for name in folders if name not in in_the_way]
            keys += [
                Path(folder, name).relative_to(self._source).as_posix()
                for name in files + in_the_way
            ]
        for key in sorted(filter(is_raw_file, keys)):
            yield ListedFile(key, _size(self._source / key))

    def read(self, key: str) -> tuple[bytes, str]:
        """See ``RawZone``."""
        path = self._source / key
        try:
            _refuse_no_file(path.stat().st_mode)
            with path.open("rb", buffering=0) as file:
                found = os.fstat(file.fileno())
                refuse_too_large(found.st_size, _version(found))
                return file.readall(), _version(found)
        except OSError as error:
            raise RawZoneError(f"{path}: {error.strerror}") from error

    def move(self, moves: Sequence[Move]) -> list[str]:
        """See ``RawZone``."""
        reasons = []
        for move in moves:
            try:
                self._move(move)
            except RawZoneError as error:
                reasons.append(str(error))
        return reasons

    def _move(self, move: Move) -> None:
        source = self._source / move.key
        target = self._root / move.destination / move.key
        try:
            if not os.path.lexists(source):
                return
            _check(source, move.version)
            target.parent.mkdir(parents=True, exist_ok=True)
            _keep_other_content(target, source)
            try:
                source.replace(target)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                _move_across(source, move.version, target)
        except OSError as error:
            if not os.path.lexists(source):  # moved meanwhile
                return
            raise RawZoneError(f"{source} could not be moved to {target}: {error}") from error


def _raise_unlistable(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):  # no to_process/ yet: nothing to do
        raise RawZoneError(f"{error.filename}: {error.strerror}") from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # reading it says why
        return 0


def _refuse_no_file(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise NotAFileError("a folder, not a file")
    if not stat.S_ISREG(mode):
        raise NotAFileError("a pipe or a device, not a file")


def _version(found: os.stat_result) -> str:
    return f"{found.st_mtime_ns}-{found.st_size}"


def _check(source: Path, version: str) -> None:
    if version and _version(source.stat()) != version:
        raise RawZoneError(f"{source} was replaced while it was loaded; run again")


def _move_across(source: Path, version: str, target: Path) -> None:
    """Move to another file system: copy, rename when complete, then remove the original."""
    new = target.with_name(f".{target.name}.new")
    _remove(new)  # a killed run may have left it
    try:
        if source.is_dir():
            shutil.copytree(source, new, symlinks=True, copy_function=_copy)
        else:
            _copy(source, new)
        _check(source, version)
        new.replace(target)
    except BaseException:
        _remove(new)
        raise
    _remove(source)


def _copy(source: str | Path, target: str | Path) -> None:
    shutil.copy2(source, target, follow_symlinks=False)
    if not Path(target).is_symlink():
        with Path(target).open("rb") as file:
            os.fsync(file.fileno())


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _keep_other_content(target: Path, source: Path) -> None:
    """Rename a different file at the target: a move overwrites nothing.

    In a bucket, object versions do this.
    """
    if not target.exists() or (
        target.is_file() and source.is_file() and target.read_bytes() == source.read_bytes()
    ):
        return
    number = 1
    while (kept := target.with_name(f"{target.name}.{number}")).exists():
        number += 1
    target.rename(kept)
