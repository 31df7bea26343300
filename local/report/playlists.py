"""Which playlists a lake has, and which one a user names."""

from typing import TYPE_CHECKING

from cli import commands
from cli.errors import UserError
from local.report.part import Row, Rows

if TYPE_CHECKING:
    from local.report.queries import Queries


def read_playlists(queries: "Queries") -> Rows:
    """Return the playlists of the lake, the longest history first."""
    return queries.rows("playlists")


def choose(playlists: Rows, name_or_id: str | None) -> Row:
    """Return the playlist with this id, name or unique part of a name; for None the first.

    Raises
    ------
    UserError
        If there is none, or there are several.
    """
    if not playlists:
        raise UserError(f"the lake holds no playlist yet: run {commands.lake('load')}")
    if name_or_id is None:
        return playlists[0]
    wanted = _normalized(name_or_id)
    matches = (
        [each for each in playlists if each["playlist_id"] == name_or_id]
        or [each for each in playlists if _normalized(each["playlist_name"]) == wanted]
        or [each for each in playlists if wanted and wanted in _normalized(each["playlist_name"])]
    )
    match matches:
        case [playlist]:
            return playlist
        case []:
            raise UserError(f"there is no playlist {name_or_id!r}; there are: {_listed(playlists)}")
        case several:
            raise UserError(
                f"{name_or_id!r} matches {len(several)} playlists: choose by id: {_listed(several)}"
            )


def _normalized(name: str | None) -> str:
    return (name or "").strip().casefold()


def _listed(playlists: Rows) -> str:
    return ", ".join(f"{each['playlist_name']!r} ({each['playlist_id']})" for each in playlists)
