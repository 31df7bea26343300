"""Name the changes of a load, so that names are the same in each run."""

import re
from collections import Counter

from tests.integration.glue_jobs.faults.gate import Change

# Iceberg's files with random names: pattern and kind.
_NAMES = {
    r"snap-.*\.avro": "manifest-list.avro",
    r".*-m\d+\.avro": "manifest.avro",
    r".*-version-hint\.temp": "version-hint.temp",
    r"(?!v\d+\.).*\.metadata\.json": "new.metadata.json",
    r".*-deletes\.parquet": "deletes.parquet",
    r".*\.parquet": "data.parquet",
}


class Points:
    """Names changes as they come: ``rename warehouse/spotify/song/metadata/v3.metadata.json #1``.

    Tables are merged in parallel; the changes of one table come in the same order in each run.
    """

    def __init__(self) -> None:
        self._met: Counter[str] = Counter()

    def name(self, change: Change) -> str:
        """Return the change's name; each call counts as one change."""
        folder, _, file = change.path.rpartition("/")
        name = f"{change.kind} {folder}/{_kind(file)}"
        self._met[name] += 1
        return f"{name} #{self._met[name]}"


def _kind(file: str) -> str:
    for pattern, kind in _NAMES.items():
        if re.fullmatch(pattern, file):
            return kind
    return file
