"""A small lake made by hand, on which the named queries are tested.

The expected rows in the tests are worked out from these lines, not by the queries. Positions on the
chart ``Daily Top`` (p1), by day; 5 November is missing, as after an extraction that failed::

    day   1   2   3   4   6   7   8   9
    s1    1   2   2   3   1   1   2   2
    s2    2   1   1   1   2   3   3   4
    s3    3   3   5   2           5   5
    s4    4       3   5
    s5    5   5
    s6        4   4   4   4   5
    s7                    3   2   1   1
    s8                        4   4   3
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

import duckdb

from glue_jobs.tables import TABLES
from local.lake import DATABASE
from local.queries.duckdb_tables import LakeTables, prepare

Row = Mapping[str, Any]

ATHENA_TYPES = {"string": "varchar", "int": "integer", "timestamp_ntz": "timestamp(6)"}


def athena_type(spark_type: str) -> str:
    """Return the type as Athena names it."""
    if not spark_type.startswith("struct<"):
        return ATHENA_TYPES.get(spark_type, spark_type)
    fields = re.findall(r"(\w+): (\w+)", spark_type)
    return f"row({', '.join(f'{name} {athena_type(kind)}' for name, kind in fields)})"


def day(number: int) -> date:
    """Return a day of November 2026."""
    return date(2026, 11, number)


def at(number: int, hour: int, minute: int = 0) -> datetime:
    """Return a time of a day of November 2026, in UTC."""
    return datetime.combine(day(number), time(hour, minute))


FIRST = at(1, 6)
LAST = at(9, 6)


# Two artists are called Ada; r9 is credited on no song.
ARTISTS = [
    {"artist_id": artist_id, "artist_name": name, "first_seen_at": FIRST, "last_seen_at": LAST}
    for artist_id, name in {
        "r1": "Ada",
        "r2": "Boris",
        "r3": "Chloé",
        "r4": "Dmitri, Jr.",
        "r5": "Ada",
        "r6": None,
        "r9": "Various Artists",
    }.items()
]

# id, name, type, release_date, its precision, total_tracks, first album artist
_ALBUMS = [
    ("b1", "First Light", "album", date(2026, 10, 30), "day", 10, "r1"),
    ("b2", "Single", "single", date(2026, 11, 6), "day", 1, "r2"),
    ("b3", "Now 25", "compilation", date(1999, 1, 1), "year", 25, "r9"),
    ("b4", "Night", "album", date(2019, 5, 1), "month", 12, "r4"),
    ("b5", "Single", "single", date(2026, 11, 6), "day", 1, "r6"),
    ("b6", None, None, None, "year", None, None),  # as Spotify shows a withdrawn album
    (
        "b7",
        "Left Alone",
        "album",
        date(2020, 2, 29),
        "day",
        10,
        "r1",
    ),  # none of its songs is in the lake
]
ALBUMS = [
    {
        "album_id": album_id,
        "album_name": name,
        "album_type": kind,
        "release_date": released,
        "release_date_precision": precision,
        "total_tracks": tracks,
        "artist_id": artist_id,
        "album_url": f"https://open.spotify.com/album/{album_id}",
        "first_seen_at": FIRST,
        "last_seen_at": LAST,
    }
    for album_id, name, kind, released, precision, tracks, artist_id in _ALBUMS
]

# id, name, duration in ms, explicit, popularity, isrc, album, credits in order.
# s10 is s1 under another id; of s9 nearly nothing is known.
_SONGS = [
    ("s1", "Aurora", 180_000, False, 80, "X1", "b1", ["r1", "r2"]),
    ("s2", "Blue", 200_500, True, 75, "X2", "b1", ["r1"]),
    ("s3", "Cara", 120_000, False, 60, "X3", "b2", ["r2", "r1", "r3"]),
    ("s4", "Dune", 120_000, True, 80, "X4", "b3", ["r3"]),
    ("s5", "Echo", 240_000, False, 50, "X5", "b3", ["r3", "r4"]),
    ("s6", "Fado", 300_000, None, None, "X6", "b4", ["r4"]),
    ("s7", "Glow", 400_000, True, 91, "X7", "b4", ["r5", "r1"]),
    ("s8", "Halo", 210_000, False, 88, "X8", "b5", ["r6"]),
    ("s9", None, None, None, None, None, "b6", []),
    ("s10", "Aurora", 181_000, False, 20, "X1", "b3", ["r1", "r2"]),
]
SONGS = [
    {
        "song_id": song_id,
        "song_name": name,
        "duration_ms": duration,
        "explicit": explicit,
        "popularity": popularity,
        "isrc": isrc,
        "disc_number": 1,
        "track_number": 1,
        "song_url": f"https://open.spotify.com/track/{song_id}",
        "album_id": album_id,
        "artist_id": artist_ids[0] if artist_ids else None,
        "first_seen_at": FIRST,
        "last_seen_at": LAST,
    }
    for song_id, name, duration, explicit, popularity, isrc, album_id, artist_ids in _SONGS
]
SONG_ARTISTS = [
    {"song_id": song_id, "artist_position": position, "artist_id": artist_id, "seen_at": LAST}
    for song_id, *_, artist_ids in _SONGS
    for position, artist_id in enumerate(artist_ids, start=1)
]

PLAYLISTS = [
    {
        "playlist_id": playlist_id,
        "playlist_name": name,
        "owner_id": "u1",
        "owner_name": "Una",
        "followers": followers,
        "playlist_url": f"https://open.spotify.com/playlist/{playlist_id}",
        "first_seen_at": FIRST,
        "last_seen_at": LAST,
    }
    for playlist_id, name, followers in [
        ("p1", "Daily Top", 1000),
        ("p2", "Odds", 7),
        ("p3", "Quiet", 0),  # always empty
    ]
]

# Songs from position 1 on; p2 also has entries that are no songs.
_DAILY_TOP = {
    1: "s1 s2 s3 s4 s5",
    2: "s2 s1 s3 s6 s5",
    3: "s2 s1 s4 s6 s3",
    4: "s2 s3 s1 s6 s4",
    6: "s1 s2 s7 s6",
    7: "s1 s7 s2 s8 s6",
    8: "s7 s1 s2 s8 s3",
    9: "s7 s1 s8 s2 s3",
}
_ODDS = {8: "s1 s9 episode local unavailable s1 s10", 9: "s9 s1 local"}
_POPULARITY_THEN = {("s1", 1): 70, ("s2", 1): 78, ("s7", 6): 85, ("s3", 1): 60}
_POPULARITY = {song["song_id"]: song["popularity"] for song in SONGS}


def entries(playlist_id: str, number: int, line: str) -> list[Row]:
    """Return the entries of a playlist on a day of November: song ids, or other entry types."""
    return [
        {
            "playlist_id": playlist_id,
            "snapshot_date": day(number),
            "position": position,
            "entry_type": "track" if what in _POPULARITY else what,
            "song_id": what if what in _POPULARITY else None,
            "added_at": at(1, 5),
            "popularity": _POPULARITY_THEN.get((what, number), _POPULARITY.get(what)),
            "extracted_at": at(number, 6),
            "raw_file": f"{playlist_id}/202611{number:02}T060000Z.jsonl",
        }
        for position, what in enumerate(line.split(), start=1)
    ]


PLAYLIST_ENTRIES = [
    entry
    for playlist_id, days in {"p1": _DAILY_TOP, "p2": _ODDS}.items()
    for number, line in days.items()
    for entry in entries(playlist_id, number, line)
]

# playlist, day and hour, entries, tracks, episodes, local, unavailable. On the 9th p2 was extracted
# twice: the later file replaced the earlier one.
_LOADED = [
    *(("p1", number, 6, len(line.split()), len(line.split()), 0, 0, 0)
      for number, line in _DAILY_TOP.items()),
    ("p2", 8, 6, 7, 4, 1, 1, 1),
    ("p2", 9, 5, 2, 2, 0, 0, 0),
    ("p2", 9, 6, 3, 2, 0, 1, 0),
    ("p3", 9, 6, 0, 0, 0, 0, 0),
]  # fmt: skip
RAW_FILES = [
    {
        "raw_file": f"{playlist_id}/202611{number:02}T{hour:02}0000Z.jsonl",
        "playlist_id": playlist_id,
        "extracted_at": at(number, hour),
        "status": "loaded",
        "entries": all_entries,
        "tracks": tracks,
        "episodes": episodes,
        "local": local,
        "unavailable": unavailable,
        "run_id": "run",
        "loaded_at": at(number, hour, 5),
    }
    for playlist_id, number, hour, all_entries, tracks, episodes, local, unavailable in _LOADED
] + [
    {
        "raw_file": "p1/20261105T060000Z.jsonl",
        "status": "rejected",
        "reason": "line 1: Input data was truncated (byte 17)",
        "run_id": "run",
        "loaded_at": at(5, 6, 5),
    }
]


def snapshots_of(raw_files: Iterable[Row]) -> list[Row]:
    """Return playlist_snapshot: the latest loaded file of each playlist and day."""
    latest = {
        (file["playlist_id"], file["extracted_at"].date()): file
        for file in sorted(raw_files, key=lambda file: file["raw_file"])
        if file["status"] == "loaded"
    }
    kept = ("playlist_id", "extracted_at", "raw_file", "entries", "total")
    return [
        {"snapshot_date": date_} | {name: file[name] for name in kept if name in file}
        for (_, date_), file in latest.items()
    ]


ROWS: Mapping[str, Sequence[Row]] = {
    "album": ALBUMS,
    "artist": ARTISTS,
    "song": SONGS,
    "song_artist": SONG_ARTISTS,
    "playlist": PLAYLISTS,
    "playlist_snapshot": snapshots_of(RAW_FILES),
    "playlist_entry": PLAYLIST_ENTRIES,
    "raw_file": RAW_FILES,
}


def lake_of(**rows: Iterable[Row]) -> LakeTables:
    """Return a lake with these rows by table, typed as in Athena.

    Tables that are not given have the rows above; columns that are not given are null.
    """
    connection = duckdb.connect(":memory:")
    prepare(connection)
    columns = {}
    for table in TABLES:
        columns[table.name] = {column.name: athena_type(column.type) for column in table.columns}
        types = ", ".join(
            f"{name} {kind.replace('(6)', '').replace('row(', 'struct(')}"
            for name, kind in columns[table.name].items()
        )
        connection.execute(f"CREATE TABLE {DATABASE}.{table.name} ({types})")
        for names, group in groupby(rows.get(table.name, ROWS[table.name]), key=tuple):
            unknown = set(names) - columns[table.name].keys()
            assert not unknown, f"{table.name} has no {unknown}"
            values = [value for row in group for value in row.values()]
            one_row = f"({', '.join('?' * len(names))})"
            # One statement for all rows: one for each would take most of a test's time.
            connection.execute(
                f"INSERT INTO {DATABASE}.{table.name} ({', '.join(names)}) "
                f"VALUES {', '.join([one_row] * (len(values) // len(names)))}",
                values,
            )
    return LakeTables(connection, columns)
