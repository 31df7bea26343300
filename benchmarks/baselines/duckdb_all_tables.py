"""DuckDB: all tables that the job writes; ``read_json`` with explicit columns, SQL, Parquet.

Left out are the columns that depend on the run (``run_id``, ``loaded_at``), and ``shown_at``, which
is null for files that show everything.
"""

from pathlib import Path

import duckdb

from glue_jobs.raw_zone.zone import TO_PROCESS

_URLS = "external_urls STRUCT(spotify VARCHAR)"
_ARTISTS = f"artists STRUCT(id VARCHAR, name VARCHAR, {_URLS})[]"
_ALBUM = (
    "album STRUCT(id VARCHAR, name VARCHAR, album_type VARCHAR, release_date VARCHAR, "
    f"release_date_precision VARCHAR, total_tracks INTEGER, {_URLS}, "
    f"images STRUCT(url VARCHAR)[], {_ARTISTS})"
)
_TRACK = (
    "item STRUCT(id VARCHAR, type VARCHAR, name VARCHAR, duration_ms INTEGER, explicit BOOLEAN, "
    "popularity INTEGER, disc_number INTEGER, track_number INTEGER, "
    f"external_ids STRUCT(isrc VARCHAR), {_URLS}, {_ALBUM}, {_ARTISTS})"
)
_PAGE = (
    'STRUCT("offset" INTEGER, total INTEGER, items STRUCT(added_at TIMESTAMP, '
    f"added_by STRUCT(id VARCHAR), is_local BOOLEAN, {_TRACK})[])"
)
_PLAYLIST = (
    "STRUCT(id VARCHAR, name VARCHAR, owner_id VARCHAR, owner_name VARCHAR, description VARCHAR, "
    "followers BIGINT, snapshot_id VARCHAR, url VARCHAR, public BOOLEAN, collaborative BOOLEAN, "
    "image_url VARCHAR)"
)
# The playlist is only beside the first entry of its page: beside each it would take as much memory
# as the tracks.
_ENTRIES = f"""
CREATE TEMP TABLE entry AS
SELECT substr(filename, $prefix + 1) AS raw_file, extracted_at, page.total AS total,
    page."offset" + generate_subscripts(page.items, 1) AS position,
    unnest(list_resize([playlist], len(page.items))) AS playlist,
    unnest(page.items, max_depth := 2)
FROM read_json($files, format = 'newline_delimited', filename = true,
    columns = {{playlist: '{_PLAYLIST}', extracted_at: 'TIMESTAMP', page: '{_PAGE}'}})
"""  # noqa: S608 - our own types
_STEPS = (
    """
CREATE TEMP VIEW typed_entry AS
SELECT *, CASE WHEN item.id IS NULL THEN 'unavailable' WHEN is_local THEN 'local'
    WHEN item.type = 'episode' THEN 'episode' ELSE 'track' END AS entry_type
FROM entry
""",
    """
CREATE TEMP VIEW track AS
SELECT item, added_at, extracted_at FROM typed_entry WHERE entry_type = 'track'
""",
    """
CREATE TEMP TABLE file AS
SELECT raw_file, extracted_at, any_value(playlist) AS playlist, max(total) AS total,
    count(*) AS entries,
    count(*) FILTER (entry_type = 'track') AS tracks,
    count(*) FILTER (entry_type = 'episode') AS episodes,
    count(*) FILTER (entry_type = 'local') AS local,
    count(*) FILTER (entry_type = 'unavailable') AS unavailable
FROM typed_entry GROUP BY raw_file, extracted_at
""",
    # The latest file of each playlist and day.
    """
CREATE TEMP TABLE snapshot AS
SELECT *, extracted_at::DATE AS snapshot_date FROM file
QUALIFY row_number() OVER (
    PARTITION BY playlist.id, snapshot_date ORDER BY extracted_at DESC, raw_file DESC
) = 1
""",
    """
CREATE TEMP TABLE newest_song AS
WITH times AS (
    SELECT item.id AS song_id, min(added_at) AS song_added_at,
        min(extracted_at) AS first_seen_at, max(extracted_at) AS last_seen_at
    FROM track GROUP BY song_id
)
SELECT song_id,
    max(item.name) AS song_name,
    max(item.duration_ms) AS duration_ms,
    max(item.explicit) AS explicit,
    max(item.popularity) AS popularity,
    max(item.external_ids.isrc) AS isrc,
    max(item.disc_number) AS disc_number,
    max(item.track_number) AS track_number,
    max(item.external_urls.spotify) AS song_url,
    max(item.album.id) AS album_id,
    max(item.artists[1].id) AS artist_id,
    song_added_at, first_seen_at, last_seen_at,
    max([artist.id FOR artist IN item.artists]) AS artist_ids
FROM track JOIN times ON item.id = song_id AND extracted_at = last_seen_at
GROUP BY song_id, song_added_at, first_seen_at, last_seen_at
""",
)
_TABLES = {
    # One file may have an album in two versions: each column gets the greater value, as in the job.
    "album": """
WITH times AS (
    SELECT item.album.id AS album_id, min(extracted_at) AS first_seen_at,
        max(extracted_at) AS last_seen_at
    FROM track GROUP BY album_id
)
SELECT album_id,
    max(item.album.name) AS album_name,
    max(item.album.album_type) AS album_type,
    unnest(max({
        'release_date': TRY_CAST(left(item.album.release_date || '-01-01', 10) AS DATE),
        'release_date_precision': item.album.release_date_precision
    })),
    max(item.album.total_tracks) AS total_tracks,
    max(item.album.external_urls.spotify) AS album_url,
    max(item.album.images[1].url) AS image_url,
    max(item.album.artists[1].id) AS artist_id,
    first_seen_at, last_seen_at
FROM track JOIN times ON item.album.id = album_id AND extracted_at = last_seen_at
GROUP BY album_id, first_seen_at, last_seen_at
""",
    "artist": """
WITH artist AS (
    SELECT extracted_at, unnest(item.artists || item.album.artists) AS artist FROM track
), content AS (
    SELECT artist.id AS artist_id, artist.name AS artist_name,
        artist.external_urls.spotify AS artist_url,
        min(extracted_at) AS first_seen_at, max(extracted_at) AS last_seen_at
    FROM artist GROUP BY ALL
)
SELECT artist_id,
    unnest(arg_max({'artist_name': artist_name, 'artist_url': artist_url}, last_seen_at)),
    min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at
FROM content GROUP BY artist_id
""",
    "song": "SELECT * EXCLUDE artist_ids FROM newest_song",
    "song_artist": """
SELECT song_id, generate_subscripts(artist_ids, 1) AS artist_position,
    unnest(artist_ids) AS artist_id, last_seen_at AS seen_at
FROM newest_song
""",
    "playlist": """
SELECT playlist.id AS playlist_id,
    unnest(arg_max({
        'playlist_name': playlist.name, 'owner_id': playlist.owner_id,
        'owner_name': playlist.owner_name, 'description': playlist.description,
        'followers': playlist.followers, 'playlist_url': playlist.url
    }, extracted_at)),
    min(extracted_at) AS first_seen_at, max(extracted_at) AS last_seen_at
FROM file GROUP BY playlist.id
""",
    "playlist_snapshot": """
SELECT playlist.id AS playlist_id, snapshot_date, playlist.name AS playlist_name,
    playlist.description AS description, playlist.owner_id AS owner_id,
    playlist.owner_name AS owner_name, playlist.followers AS followers,
    playlist.public AS is_public, playlist.collaborative AS is_collaborative,
    playlist.image_url AS image_url, playlist.snapshot_id AS snapshot_id, entries, total,
    extracted_at, raw_file
FROM snapshot
""",
    "playlist_entry": """
SELECT snapshot.playlist.id AS playlist_id, snapshot_date, position, entry_type,
    CASE WHEN entry_type = 'track' THEN item.id END AS song_id, added_at,
    added_by.id AS added_by,
    CASE WHEN entry_type = 'track' THEN item.popularity END AS popularity,
    snapshot.extracted_at AS extracted_at, raw_file
FROM typed_entry JOIN snapshot USING (raw_file)
""",
    "raw_file": """
SELECT raw_file, playlist.id AS playlist_id, extracted_at, 'loaded' AS status,
    NULL::VARCHAR AS reason, entries, total, tracks, episodes, local, unavailable
FROM file
""",
}


def run(raw_zone: Path, out: Path) -> None:
    """Read, deduplicate, write."""
    out.mkdir(parents=True)
    files = raw_zone / TO_PROCESS
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(
        _ENTRIES, {"files": str(files / "*" / "*.jsonl"), "prefix": len(f"{files}/")}
    )
    for step in _STEPS:
        connection.execute(step)
    for table, query in _TABLES.items():
        connection.execute(f"COPY ({query}) TO '{out / table}.parquet' (COMPRESSION zstd)")
