"""A lake's folder, and where its parts are in it."""

import os
from dataclasses import dataclass
from pathlib import Path

from cli import commands
from cli.errors import UserError

DATABASE = "spotify"
# The warehouse as Iceberg's files name it, wherever the lake is.
WAREHOUSE = "viewfs://lake/warehouse"
DEFAULT_LAKE = Path("data")


@dataclass(frozen=True)
class Lake:
    """A lake on this machine: the folder given with ``--lake``."""

    root: Path

    def __post_init__(self) -> None:
        try:
            str(self.root.absolute()).encode()
        except UnicodeEncodeError:
            name = os.fsencode(self.root).decode(errors="backslashreplace")
            raise UserError(f"{name} is not valid UTF-8: rename the lake's folder") from None

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

    def command(self, name: str, *arguments: object) -> str:
        """Return the command line that runs a command on this lake, ready to be pasted."""
        options = () if self.root == DEFAULT_LAKE else ("--lake", self.root)
        return commands.lake(name, *arguments, *options)
