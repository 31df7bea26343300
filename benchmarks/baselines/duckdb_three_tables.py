"""DuckDB: ``read_json`` with explicit columns, SQL, Parquet."""

from pathlib import Path

import duckdb

from glue_jobs.raw_zone.zone import TO_PROCESS

_URLS = "external_urls STRUCT(spotify VARCHAR)"
_ARTISTS = f"artists STRUCT(id VARCHAR, name VARCHAR, {_URLS})[]"
_ALBUM = (
    "album STRUCT(id VARCHAR, name VARCHAR, release_date VARCHAR, total_tracks INTEGER, "
    f"{_URLS}, {_ARTISTS})"
)
_TRACK = (
    "item STRUCT(id VARCHAR, name VARCHAR, duration_ms INTEGER, popularity INTEGER, "
    f"{_URLS}, {_ALBUM}, {_ARTISTS})"
)
_PAGE = f"STRUCT(items STRUCT(added_at VARCHAR, {_TRACK})[])"
# Each table's query groups equal rows first, which leaves few to choose the newest from.
_ENTRIES = f"""
CREATE TEMP TABLE entry AS
SELECT extracted_at, unnest(page.items) AS entry
FROM read_json($files, format = 'newline_delimited',
    columns = {{extracted_at: 'VARCHAR', page: '{_PAGE}'}})
"""  # noqa: S608 - our own types
_TABLES = {
    "album": """
WITH content AS (
    SELECT entry.item.album.id AS album_id,
        entry.item.album.name AS album_name,
        entry.item.album.release_date AS release_text,
        entry.item.album.total_tracks AS total_tracks,
        entry.item.album.external_urls.spotify AS album_url,
        max(extracted_at) AS seen_at
    FROM entry GROUP BY ALL
), newest AS (
    SELECT *, TRY_CAST(left(release_text || '-01-01', 10) AS DATE) AS release_date FROM content
    QUALIFY seen_at = max(seen_at) OVER (PARTITION BY album_id)
)
SELECT album_id, max(album_name) AS album_name, max(release_date) AS release_date,
    max(total_tracks) AS total_tracks, max(album_url) AS album_url
FROM newest GROUP BY album_id
""",
    "artist": """
WITH artist AS (
    SELECT extracted_at, unnest(entry.item.artists || entry.item.album.artists) AS artist FROM entry
), content AS (
    SELECT artist.id AS artist_id, artist.name AS artist_name,
        artist.external_urls.spotify AS artist_url, max(extracted_at) AS seen_at
    FROM artist GROUP BY ALL
)
SELECT artist_id, unnest(arg_max({'artist_name': artist_name, 'artist_url': artist_url}, seen_at))
FROM content GROUP BY artist_id
""",
    "song": """
WITH content AS (
    SELECT entry.item.id AS song_id,
        entry.item.name AS song_name,
        entry.item.duration_ms AS duration_ms,
        entry.item.external_urls.spotify AS song_url,
        entry.item.popularity AS popularity,
        entry.item.album.id AS album_id,
        entry.item.artists[1].id AS artist_id,
        min(entry.added_at) AS added_at,
        max(extracted_at) AS seen_at
    FROM entry GROUP BY ALL
)
SELECT song_id, unnest(arg_max({'song_name': song_name, 'duration_ms': duration_ms,
        'song_url': song_url, 'popularity': popularity, 'album_id': album_id,
        'artist_id': artist_id}, seen_at)),
    min(added_at)::TIMESTAMPTZ::TIMESTAMP AS song_added_at
FROM content GROUP BY song_id
""",
}


def run(raw_zone: Path, out: Path) -> None:
    """Read, deduplicate, write."""
    out.mkdir(parents=True)
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(_ENTRIES, {"files": str(raw_zone / TO_PROCESS / "*" / "*.jsonl")})
    for table, query in _TABLES.items():
        connection.execute(f"COPY ({query}) TO '{out / table}.parquet' (COMPRESSION zstd)")
