"""The storage of raw files: how they are listed, read and moved, in a folder or a bucket.

A raw file's *key* is its path below its prefix (``<playlist_id>/<extracted_at>.jsonl``); a move
from ``to_process/`` to ``processed/`` or ``rejected/`` keeps it. Its *version* tells whether the
object that is moved is still the one that was read.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

TO_PROCESS = "to_process"
Source = Literal["to_process", "processed"]
Destination = Literal["processed", "rejected"]

# The longest playlist, 10,000 entries, is 45 MB; a worker holds several files, each a few times.
MAX_FILE_BYTES = 256 * 1024**2


class RawZoneError(Exception):
    """The raw zone could not be listed, read or changed; the text says where and why."""


class NotAFileError(Exception):
    """A key names something that is not readable, and retrying cannot help: reject it."""

    def __init__(self, reason: str, version: str | None = None) -> None:
        super().__init__(reason)
        self.version = version


class ListedFile(NamedTuple):
    """A raw file in a listing: its key and its size in bytes."""

    key: str
    size: int


class Move(NamedTuple):
    """A raw file that is to leave ``to_process/``, if it is still of that version."""

    key: str
    version: str
    destination: Destination


class RawZone(Protocol):
    """A storage of raw files. Each process opens its own with ``open_raw_zone``.

    It lists and reads one prefix, ``to_process/`` if no other is given.

    Attributes
    ----------
    requests_at_a_time
        How many reads or copies a process makes in parallel.
    """

    requests_at_a_time: int

    def list_files(self) -> Iterator[ListedFile]:
        """Yield the raw files below the prefix, sorted by key.

        Raises
        ------
        RawZoneError
            It could not be listed.
        """

    def read(self, key: str) -> tuple[bytes, str]:
        """Return a raw file and its version.

        Raises
        ------
        RawZoneError
            It could not be read now.
        NotAFileError
            It is no file, or larger than `MAX_FILE_BYTES`.
        """

    def move(self, moves: Sequence[Move]) -> list[str]:
        """Move raw files; return a reason for each that stays in ``to_process/``.

        A file that is no longer there was moved by a run at the same time: no failure.
        """


def refuse_too_large(size: int, version: str) -> None:
    """Raise `NotAFileError` for a file that is too large for a worker's memory."""
    if size > MAX_FILE_BYTES:
        raise NotAFileError(
            f"{size:,} bytes, more than the {MAX_FILE_BYTES:,} that a raw file may have", version
        )
