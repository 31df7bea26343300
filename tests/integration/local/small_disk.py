"""A disk for a test, which can be full, grow, and be read-only."""

import os
import subprocess
from pathlib import Path

import pytest


class SmallDisk:
    """A file system in memory, mounted at a folder; needs root."""

    def __init__(self, folder: Path, kibibytes: int, *options: str) -> None:
        self.folder = folder
        folder.mkdir()
        self._mount("-t", "tmpfs", "-o", ",".join([f"size={kibibytes}k", *options]), "tmpfs")

    def resize(self, kibibytes: int) -> None:
        self._mount("-o", f"remount,size={kibibytes}k")

    def read_only(self, *, on: bool = True) -> None:
        self._mount("-o", f"remount,{'ro' if on else 'rw'}")

    def fill(self, leaving: int = 0) -> Path:
        """Fill it with a file, all but so many kibibytes."""
        filler = self.folder / "filler"
        found = os.statvfs(self.folder)
        with filler.open("wb") as file:
            file.write(bytes(max(0, found.f_bfree * found.f_frsize - leaving * 1024)))
        return filler

    def end(self) -> None:
        # Also where a file is still open.
        subprocess.run(["umount", "--lazy", self.folder], check=True)  # noqa: S607

    def _mount(self, *options: str) -> None:
        done = subprocess.run(
            ["mount", *options, self.folder],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"no disk of its own can be mounted: {done.stderr.strip()}")
