"""The storage of raw files: how they are listed, read and moved, in a folder or a bucket.

A raw file's *key* is its path below its prefix (``<playlist_id>/<extracted_at>.jsonl``); a move
from ``to_process/`` to ``processed/`` or ``rejected/`` keeps it. Its *version* tells whether the
object that is moved is still the one that was read.
"""

from typing import Literal, Protocol

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


class RawZone(Protocol):
    """A storage of raw files. Each process opens its own with ``open_raw_zone``.

    It lists and reads one prefix, ``to_process/`` if no other is given.

    Attributes
    ----------
    requests_at_a_time
        How many reads or moves to make in parallel.
    """

    requests_at_a_time: int

    def list_keys(self) -> list[str]:
        """Return the keys of the raw files below the prefix, sorted."""

    def read(self, key: str) -> tuple[bytes, str]:
        """Return a raw file and its version.

        Raises
        ------
        RawZoneError
            It could not be read now.
        NotAFileError
            It is no file, or larger than `MAX_FILE_BYTES`.
        """

    def move(self, key: str, version: str, destination: Destination) -> None:
        """Move a raw file out of ``to_process/``, if it is still of that version.

        Raises
        ------
        RawZoneError
            It could not be moved, or has been replaced; it stays where it was.
        """


def refuse_too_large(size: int, version: str) -> None:
    """Raise `NotAFileError` for a file that is too large for a worker's memory."""
    if size > MAX_FILE_BYTES:
        raise NotAFileError(
            f"{size:,} bytes, more than the {MAX_FILE_BYTES:,} that a raw file may have", version
        )
