"""Where the parts of a lake lie in its folder."""

from dataclasses import dataclass
from pathlib import Path

DATABASE = "spotify"


@dataclass(frozen=True)
class Lake:
    """A lake on this machine: the folder given with ``--lake``."""

    root: Path

    @property
    def raw(self) -> Path:
        """The raw zone, with ``to_process/``, ``processed/`` and ``rejected/`` below it."""
        return self.root / "raw"

    @property
    def warehouse(self) -> Path:
        """The Iceberg tables: ``<database>/<table>/{data,metadata}/``."""
        return self.root / "warehouse"

    @property
    def reports(self) -> Path:
        """The HTML reports."""
        return self.root / "reports"
