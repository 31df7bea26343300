"""Which playlist the report is about."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.errors import UserError
from local.report.part import Row
from local.report.questions import rows_of

if TYPE_CHECKING:
    from local.queries.duckdb_tables import LakeTables


def read_playlists(tables: "LakeTables") -> Sequence[Row]:
    """Return the playlists of the lake, the most telling first."""
    return rows_of(tables, "playlists")


def choose(playlists: Sequence[Row], name_or_id: str | None) -> Row:
    """Return the playlist of this name or id, or the first.

    Raises
    ------
    UserError
        If there is none, or several have this name; it says which there are.
    """
    if not playlists:
        raise UserError("the lake holds no playlist yet: run `python -m local load`")
    if name_or_id is None:
        return playlists[0]
    by_id = [each for each in playlists if each["playlist_id"] == name_or_id]
    wanted = _folded(name_or_id)
    by_name = [each for each in playlists if _folded(each["playlist_name"]) == wanted]
    match by_id or by_name:
        case [playlist]:
            return playlist
        case []:
            raise UserError(f"there is no playlist {name_or_id!r}; there are: {_named(playlists)}")
        case several:
            raise UserError(
                f"{len(several)} playlists are called {name_or_id!r}: choose by id: "
                f"{_named(several)}"
            )


def _folded(name: str | None) -> str:
    return (name or "").strip().casefold()


def _named(playlists: Sequence[Row]) -> str:
    return ", ".join(f"{each['playlist_name']!r} ({each['playlist_id']})" for each in playlists)
