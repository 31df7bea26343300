"""A backlog small enough to be loaded a hundred times, with a case of every rule about order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local.lake import DATABASE, Lake
from local.queries.duckdb_tables import open_tables
from tests.integration.glue_jobs import generated_files
from tests.integration.glue_jobs.check_tables import Tables, check_against_model
from tests.integration.glue_jobs.generated_files import File

Json = dict[str, Any]

BATCH = 3
# Truncated: rejected.
BAD_KEY, BAD = "q/cut-off.jsonl", b'{"format":"spotify-playlist-page/1","playlist":{"id":'


@dataclass(frozen=True)
class Backlog:
    """Raw files: those already loaded, and those in ``to_process/``."""

    before: list[File]
    waiting: list[File]

    @property
    def bodies(self) -> dict[str, bytes]:
        """The files for ``to_process/``, the bad one included."""
        return {file.key: file.body for file in self.waiting} | {BAD_KEY: BAD}


def _track(song: str, *artists: str, name: str, album: str = "l1") -> Json:
    credits_ = [{"id": artist, "name": f"{artist} {name}", "type": "artist"} for artist in artists]
    return {
        "type": "track",
        "id": song,
        "name": name,
        "popularity": len(name),
        "artists": credits_,
        "album": {
            "id": album,
            "name": name,
            "album_type": "album",
            "release_date": "1996",
            "release_date_precision": "year",
            "total_tracks": 3,
            "artists": credits_[:1],
            "images": [],
        },
    }


def _entry(track: Json | None, added_at: str | None = "2026-10-02T12:00:00Z") -> Json:
    return {"item": track, "added_at": added_at}


_EPISODE = {"type": "episode", "id": "e1", "name": "E"}
_LOCAL = {"item": {"type": "track", "id": None, "is_local": True}, "is_local": True}
_NIGHT, _MIDNIGHT, _MORNING, _EVENING = generated_files.TIMES  # the first is on the day before


def _file(key: str, extracted_at: datetime, *entries: Json) -> File:
    playlist_id, _, name = key.partition("/")
    playlist = {"id": playlist_id, "name": f"as of {name}", "followers": len(entries)}
    return File(f"{key}.jsonl", playlist, extracted_at, list(entries))


_FIRST = _file(
    "p/a", _MORNING,
    _entry(_track("s1", "x1", "x2", name="A")), _entry(_track("s2", "x1", name="A")), _LOCAL,
)  # fmt: skip
_BEFORE = [_FIRST, _file("q/a", _MIDNIGHT, _entry(_track("s1", "x1", name="older")))]
_WAITING = [
    # Batch 1: a loaded file again, a later and shorter snapshot of its day, the day before.
    _FIRST,
    _file("p/b", _EVENING, _entry(_track("s2", "x2", name="later"))),
    _file("p/c", _NIGHT, _entry(_track("s1", "x3", name="c"), "2026-10-01T00:00:00Z"),
          _entry(_EPISODE)),
    # Batch 2: an empty snapshot, then an earlier one of the same day.
    _file("q/b", _EVENING),
    _file("q/c", _MORNING, _entry(_track("s3", "x1", name="three", album="l2"))),
    # Batch 3: a song without credits, and two files of the same time that differ.
    _file("r/a", _EVENING, _entry(_track("s1", name="nobody's")), _entry(None)),
    _file("r/b", _NIGHT, _entry(_track("s3", "x2", "x1", name="before", album="l2"), None)),
    _file("r/c", _EVENING, _entry(_track("s2", "x2", "x3", name="a tie"))),
]  # fmt: skip


def existing_lake() -> Backlog:
    """Return three batches for a lake with two loaded files."""
    return Backlog(_BEFORE, _WAITING)


def new_lake() -> Backlog:
    """Return two batches for a lake without tables."""
    return Backlog([], _WAITING[1:4])


def tables_of(lake: Lake) -> Tables:
    """Return all tables' rows, read with DuckDB, without run_id and loaded_at."""
    tables = {}
    opened = open_tables(lake)
    with opened.connection as connection:
        for table, columns in opened.columns.items():
            names = [name for name in columns if name not in {"run_id", "loaded_at"}]
            rows = connection.execute(f'SELECT {", ".join(names)} FROM {DATABASE}."{table}"')
            tables[table] = sorted(
                (dict(zip(names, row, strict=True)) for row in rows.fetchall()), key=repr
            )
    return tables


def check_complete(tables: Tables, backlog: Backlog) -> None:
    """Compare the tables after the whole backlog with the model."""
    rejected = [row for row in tables["raw_file"] if row["status"] == "rejected"]
    assert [row["raw_file"] for row in rejected] == [BAD_KEY]
    loaded = [row for row in tables["raw_file"] if row["status"] == "loaded"]
    files = {file.key: file for file in backlog.before + backlog.waiting}
    check_against_model(tables | {"raw_file": loaded}, list(files.values()))
