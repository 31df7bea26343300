"""Copy a lake's files into memory, and restore them."""

import os
import re
import shutil
from pathlib import Path

from local.lake import Lake

# Content by path below the lake's folder; None for a folder.
Files = dict[str, bytes | None]


class Camera:
    """Copies a lake's files repeatedly; reads only those that have changed."""

    def __init__(self, lake: Lake) -> None:
        self._root = lake.root
        self._read: dict[str, tuple[tuple[int, int, int], bytes]] = {}

    def take(self) -> Files:
        """Return the current files."""
        found: Files = {}
        for folder, folders, files in os.walk(self._root):
            for name in folders:
                found[os.path.relpath(Path(folder, name), self._root)] = None
            for name in files:
                path = Path(folder, name)
                key = os.path.relpath(path, self._root)
                stat = path.stat()
                version = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
                if self._read.get(key, (None,))[0] != version:
                    self._read[key] = (version, path.read_bytes())
                found[key] = self._read[key][1]
        return found


def put_back(lake: Lake, files: Files) -> None:
    """Replace the lake's files by these."""
    shutil.rmtree(lake.root, ignore_errors=True)
    lake.root.mkdir(parents=True)
    for path in sorted(files):
        content = files[path]
        if content is None:
            (lake.root / path).mkdir(exist_ok=True)
        else:
            (lake.root / path).write_bytes(content)


def raw_zone(files: Files) -> dict[str, bytes]:
    """Return the raw files, without folders."""
    return {
        path: content
        for path, content in files.items()
        if path.startswith("raw/") and content is not None
    }


def visible_files(files: Files) -> Files:
    """Return the files that a reader can find: raw files, metadata and version hints.

    Data files and manifests of a commit that failed have random names that no metadata refers to.
    """
    return {
        path: content if path.startswith("raw/") or "version-hint" in path else None
        for path, content in files.items()
        if (path.startswith("raw/") and content is not None)
        or re.search(r"/(v\d+\.metadata\.json|version-hint\.text)$", path)
        or (path.count("/") <= 2 and content is None)
    }  # fmt: skip


def metadata_versions(files: Files) -> dict[str, int]:
    """Return the newest metadata version of each table."""
    versions: dict[str, int] = {}
    for path in files:
        if named := re.search(r"spotify/(\w+)/metadata/v(\d+)\.metadata\.json$", path):
            table, number = named[1], int(named[2])
            versions[table] = max(number, versions.get(table, 0))
    return versions
