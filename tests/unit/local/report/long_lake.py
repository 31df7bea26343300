"""A lake of a chart and a library with any number of days, made by SQL."""

from datetime import timedelta

from local.lake import DATABASE
from local.queries.duckdb_tables import LakeTables
from local.report.answers import Layout, ask, ask_quality
from local.report.index import entry, render_index
from local.report.playlists import read_playlists
from local.report.queries import Queries
from tests.unit.local.report.pages import AS_OF, EVERYTHING
from tests.unit.sql.lake import lake_of

# Songs of the chart change places each day; those of the library are added and removed.
CHART, LIBRARY = "p1", "p2"
_EMPTY = dict.fromkeys(("playlist_entry", "playlist_snapshot", "raw_file"), ())

_SONGS = f"""
INSERT INTO {DATABASE}.song (song_id, song_name, album_id, artist_id)
SELECT 'x' || n, 'Song number ' || n, 'b' || (1 + n % 5), 'r' || (1 + n % 5) FROM range(400) t (n);
INSERT INTO {DATABASE}.song_artist (song_id, artist_position, artist_id, seen_at)
SELECT 'x' || n, p, 'r' || (1 + (n + p) % 5), now()::timestamp
FROM range(400) t (n), range(1, 3) u (p) WHERE p = 1 OR n % 3 = 0
"""
_ENTRIES = f"""
INSERT INTO {DATABASE}.playlist_entry
    (playlist_id, snapshot_date, position, entry_type, song_id, added_at, added_by, popularity)
WITH day AS (SELECT d, $first::date + d::int AS snapshot_date FROM range($days) t (d)),
chart AS (
    SELECT day.*, n, row_number() OVER (PARTITION BY d ORDER BY n + 9 * sin(d / (3 + n % 7) + n))
        AS position
    FROM day, range(60) t (n)
),
library AS (
    SELECT day.*, n, row_number() OVER (PARTITION BY d ORDER BY n) AS position
    FROM day, range(400) t (n)
    WHERE n <= 30 + d / 2 AND (n % 4 > 0 OR d < 5 * n)
)
SELECT 'p1', snapshot_date, position, 'track', 'x' || n, $first, NULL, 50 + (n + d) % 40
FROM chart WHERE position <= 40
UNION ALL
SELECT 'p2', snapshot_date, position, 'track', 'x' || n, snapshot_date, 'user' || n % 3, NULL
FROM library
"""
_SNAPSHOTS = f"""
INSERT INTO {DATABASE}.raw_file (raw_file, playlist_id, extracted_at, status, entries, total)
SELECT playlist_id || '/' || snapshot_date, playlist_id, snapshot_date, 'loaded', count(*), count(*)
FROM {DATABASE}.playlist_entry GROUP BY playlist_id, snapshot_date;
INSERT INTO {DATABASE}.playlist_snapshot
    (playlist_id, snapshot_date, playlist_name, followers, entries, total, extracted_at, raw_file)
SELECT playlist_id, date(extracted_at), 'Name ' || month(extracted_at),
    100 + date_diff('day', $first::date, extracted_at::date), entries, total, extracted_at, raw_file
FROM {DATABASE}.raw_file
"""


def long_lake(days: int) -> LakeTables:
    """Return a lake of so many daily snapshots, the last one of yesterday as `AS_OF` sees it."""
    tables = lake_of(**_EMPTY)
    first = (AS_OF - timedelta(days)).date()
    for statement in (*_SONGS.split(";"), _ENTRIES, *_SNAPSHOTS.split(";")):
        values = {"first": first, "days": days}
        used = {name: value for name, value in values.items() if f"${name}" in statement}
        tables.connection.execute(statement, used)
    return tables


def index_of(tables: LakeTables) -> str:
    """Return the page of all playlists."""
    queries = Queries(tables)
    freshness = ask_quality(queries, AS_OF).data_freshness
    listed = []
    for playlist in read_playlists(queries):
        period = EVERYTHING.of(playlist)
        turnover = ask(queries, playlist, period, Layout.LIBRARY).turnover if period else []
        listed.append(entry(playlist, f"{playlist['playlist_id']}.html", turnover, freshness))
    return render_index(listed, AS_OF)
