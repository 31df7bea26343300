"""A lake's files in memory: taken from the disk, and put back."""

import os
import re
import shutil
from pathlib import Path

from local.lake import Lake

# Each path below the lake's folder with what is in the file; a folder holds nothing itself.
Files = dict[str, bytes | None]


class Camera:
    """Takes a lake's files again and again, reading only those that have changed."""

    def __init__(self, lake: Lake) -> None:
        self._root = lake.root
        self._read: dict[str, tuple[tuple[int, int, int], bytes]] = {}

    def take(self) -> Files:
        """Return the files as they are on the disk."""
        found: Files = {}
        for folder, folders, files in os.walk(self._root):
            for name in folders:
                found[os.path.relpath(Path(folder, name), self._root)] = None
            for name in files:
                path = Path(folder, name)
                key = os.path.relpath(path, self._root)
                stat = path.stat()
                seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
                if self._read.get(key, (None,))[0] != seen:
                    self._read[key] = (seen, path.read_bytes())
                found[key] = self._read[key][1]
        return found


def put_back(lake: Lake, files: Files) -> None:
    """Make the lake's folder hold these files and no others."""
    shutil.rmtree(lake.root, ignore_errors=True)
    lake.root.mkdir(parents=True)
    for path in sorted(files):
        content = files[path]
        if content is None:
            (lake.root / path).mkdir(exist_ok=True)
        else:
            (lake.root / path).write_bytes(content)


def raw_zone(files: Files) -> dict[str, bytes]:
    """The raw files, without folders: an empty one is nothing in a bucket either."""
    return {
        path: content
        for path, content in files.items()
        if path.startswith("raw/") and content is not None
    }


def what_a_reader_sees(files: Files) -> Files:
    """The raw files, and of the tables the names that lead to the rest.

    Whatever else lies there (data and manifests of a commit that did not come to be) has random
    names, which nothing leads to.
    """
    return {
        path: content if path.startswith("raw/") or "version-hint" in path else None
        for path, content in files.items()
        if (path.startswith("raw/") and content is not None)
        or re.search(r"/(v\d+\.metadata\.json|version-hint\.text)$", path)
        or (path.count("/") <= 2 and content is None)
    }  # fmt: skip


def standing_versions(files: Files) -> dict[str, int]:
    """The newest version of each table's metadata."""
    versions: dict[str, int] = {}
    for path in files:
        if named := re.search(r"spotify/(\w+)/metadata/v(\d+)\.metadata\.json$", path):
            table, number = named[1], int(named[2])
            versions[table] = max(number, versions.get(table, 0))
    return versions
