"""Take the name of a playlist, artist or song as the value of an id parameter."""

from typing import TYPE_CHECKING

from cli.errors import UserError
from cli.terminal_escape import visible
from local.lake import DATABASE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.queries.duckdb_tables import LakeTables

# What an id parameter names, by parameter.
ID_KINDS = {f"{kind}_id": kind for kind in ("playlist", "artist", "song")}
_MOST_LISTED = 10


def ids_for_names(
    tables: "LakeTables", values: "Mapping[str, str]"
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Replace names by ids in the values of ``playlist_id``, ``artist_id`` and ``song_id``.

    A value may be an id, a name, or a part of one name; upper and lower case are the same.

    Returns
    -------
    tuple
        The values with ids, and a note on each value that is neither an id nor a name.

    Raises
    ------
    UserError
        If several have the name; the message lists their ids.
    """
    ids = dict(values)
    notes = []
    for name, kind in ID_KINDS.items():
        if (value := values.get(name)) is not None:
            found = _find(tables, kind, value)
            if found is None:
                notes.append(f"no {kind} has the id or name {visible(value)!r}")
            else:
                ids[name] = found
    return ids, tuple(notes)


def _find(tables: "LakeTables", kind: str, value: str) -> str | None:
    rows = tables.connection.execute(
        f"""
        SELECT {kind}_id, {kind}_name,
            CASE WHEN {kind}_id = $value THEN 0
                 WHEN lower({kind}_name) = lower(trim($value)) THEN 1
                 ELSE 2 END AS grade
        FROM {DATABASE}.{kind}
        WHERE {kind}_id = $value
            OR (trim($value) <> '' AND contains(lower({kind}_name), lower(trim($value))))
        QUALIFY grade = min(grade) OVER ()
        ORDER BY 2, 1
        """,  # noqa: S608 - our names
        {"value": value},
    ).fetchall()
    if len(rows) > 1:
        listed = [f"{visible(name)} ({id_})" for id_, name, _ in rows[:_MOST_LISTED]]
        more = f" and {len(rows) - _MOST_LISTED:,} more" if len(rows) > _MOST_LISTED else ""
        raise UserError(
            f"{visible(value)!r} matches {len(rows):,} {kind}s, choose one by its id: "
            f"{', '.join(listed)}{more}"
        )
    return rows[0][0] if rows else None
