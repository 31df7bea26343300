"""``python -m benchmarks.grown_lake LAKE SONGS DAYS``: make a lake with a long history.

It holds 70 playlists of 100 entries per day, up to the day before the first generated raw file; per
10 songs there are 4 albums, 3 artists and 15 credits. The rows are appended directly to the job's
tables, which are then maintained.
"""

import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import functions as F

from benchmarks.raw_files import ENTRIES_PER_FILE, FIRST_DAY, spotify_id
from glue_jobs import maintain_tables
from glue_jobs.iceberg.catalog import create_tables, qualified_name
from glue_jobs.job.session import get_session
from glue_jobs.tables import TABLES
from local.lake import DATABASE, Lake
from local.spark.session import start_spark

SONGS = 1_000_000
DAYS = 365
PLAYLISTS = 70
_NEW_SONGS_A_DAY = 3

_Columns = dict[str, pa.Array]


def make_rows(songs: int, days: int) -> Mapping[str, _Columns]:
    """Return the columns of tables; they include the songs of the generator's playlist 0.

    Columns that are left out are filled with nulls.
    """
    song = np.arange(songs)
    album = np.arange(songs * 4 // 10)
    artist = np.arange(songs * 3 // 10)
    # The second half of the songs has a second artist.
    credited = np.concatenate([song, song[songs // 2 :]])
    position = np.where(np.arange(len(credited)) < songs, 1, 2)
    song_ids, album_ids = _ids("track", len(song)), _ids("album", len(album))
    artist_ids, playlist_ids = _ids("artist", len(artist)), _ids("playlist", PLAYLISTS)
    last = FIRST_DAY - timedelta(days=1)
    first = last - timedelta(days=days - 1)
    first_artist = song * 7 % len(artist)
    return {
        "song": {
            "song_id": song_ids,
            "song_name": _texts("Song number {}", song),
            "duration_ms": pa.array(90_000 + song % 300_000, pa.int32()),
            "explicit": pa.array(song % 3 == 0),
            "popularity": pa.array(song % 100, pa.int32()),
            "isrc": _texts("QZ{:010}", song),
            "disc_number": _same(1, songs, pa.int32()),
            "track_number": pa.array(1 + song % 19, pa.int32()),
            "song_url": _urls("track", song_ids),
            "album_id": album_ids.take(song // 2 % len(album)),
            "artist_id": artist_ids.take(first_artist),
            "song_added_at": _same(first, songs),
            **_seen(first, last, songs),
        },
        "album": {
            "album_id": album_ids,
            "album_name": _texts("Album number {}", album),
            "album_type": _same("album", len(album)),
            "release_date": pa.array(album % 20_000, pa.int32()).cast(pa.date32()),
            "release_date_precision": _same("day", len(album)),
            "total_tracks": pa.array(1 + album % 19, pa.int32()),
            "album_url": _urls("album", album_ids),
            "image_url": _urls("image", album_ids),
            "artist_id": artist_ids.take(album * 3 % len(artist)),
            **_seen(first, last, len(album)),
        },
        "artist": {
            "artist_id": artist_ids,
            "artist_name": _texts("Artist number {}", artist),
            "artist_url": _urls("artist", artist_ids),
            **_seen(first, last, len(artist)),
        },
        "song_artist": {
            "song_id": song_ids.take(credited),
            "artist_position": pa.array(position, pa.int32()),
            "artist_id": artist_ids.take((credited * 7 + position - 1) % len(artist)),
            "seen_at": _same(last, len(credited)),
        },
        "playlist": {
            "playlist_id": playlist_ids,
            "playlist_name": _texts("Playlist {}", np.arange(PLAYLISTS)),
            "owner_id": _same("benchmark", PLAYLISTS),
            "owner_name": _same("Benchmark", PLAYLISTS),
            "description": _same("Made up", PLAYLISTS),
            "followers": pa.array(np.arange(PLAYLISTS) + 1_000),
            "playlist_url": _urls("playlist", playlist_ids),
            **_seen(first, last, PLAYLISTS),
        },
        **_snapshots(song_ids, playlist_ids, first, days),
    }


def _snapshots(
    song_ids: pa.Array, playlist_ids: pa.Array, first: datetime, days: int
) -> Mapping[str, _Columns]:
    files = days * PLAYLISTS
    day, playlist = np.divmod(np.arange(files), PLAYLISTS)
    midnight = np.datetime64(first.date(), "D")
    date = midnight + day.astype("timedelta64[D]")
    extracted_at = date.astype("datetime64[us]") + (6 * 3600 + playlist).astype("timedelta64[s]")
    keys = pa.array(
        f"{playlist_ids[int(p)]}/{time:%Y%m%dT%H%M%SZ}.jsonl"
        for p, time in zip(playlist, extracted_at.tolist(), strict=True)
    )
    place = np.arange(files * ENTRIES_PER_FILE)
    file, position = np.divmod(place, ENTRIES_PER_FILE)
    # A playlist is a window over the songs that moves by a few songs per day.
    start = playlist * (len(song_ids) // PLAYLISTS) + day * _NEW_SONGS_A_DAY
    song = (start[file] + position) % len(song_ids)
    return {
        "playlist_entry": {
            "playlist_id": playlist_ids.take(playlist[file]),
            "snapshot_date": pa.array(date[file]),
            "position": pa.array(position + 1, pa.int32()),
            "entry_type": _same("track", len(place)),
            "song_id": song_ids.take(song),
            "added_at": pa.array((date[file] - np.timedelta64(1, "D")).astype("datetime64[us]")),
            "popularity": pa.array((song + day[file] // 4) % 100, pa.int32()),
            "extracted_at": pa.array(extracted_at[file]),
            "raw_file": keys.take(file),
        },
        "playlist_snapshot": {
            "playlist_id": playlist_ids.take(playlist),
            "snapshot_date": pa.array(date),
            "playlist_name": pa.array(f"Playlist {number}" for number in playlist.tolist()),
            "followers": pa.array(1_000 + playlist + day),
            "entries": _same(ENTRIES_PER_FILE, files, pa.int32()),
            "total": _same(ENTRIES_PER_FILE, files, pa.int32()),
            "extracted_at": pa.array(extracted_at),
            "raw_file": keys,
        },
        "raw_file": {
            "raw_file": keys,
            "playlist_id": playlist_ids.take(playlist),
            "extracted_at": pa.array(extracted_at),
            "status": _same("loaded", files),
            "reason": pa.nulls(files, pa.string()),
            "entries": _same(ENTRIES_PER_FILE, files, pa.int32()),
            "total": _same(ENTRIES_PER_FILE, files, pa.int32()),
            "tracks": _same(ENTRIES_PER_FILE, files, pa.int32()),
            "episodes": _same(0, files, pa.int32()),
            "local": _same(0, files, pa.int32()),
            "unavailable": _same(0, files, pa.int32()),
            "run_id": _same("grown", files),
            "loaded_at": pa.array(extracted_at),
        },
    }


def _ids(kind: str, count: int) -> pa.Array:
    return pa.array([spotify_id(kind, number) for number in range(count)])


def _texts(template: str, numbers: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> pa.Array:
    return pa.array([template.format(number) for number in numbers])


def _urls(kind: str, ids: pa.Array) -> pa.Array:
    return pa.array([f"https://open.spotify.com/{kind}/{id_}" for id_ in ids.to_pylist()])


def _same(value: str | int | datetime, count: int, type_: pa.DataType | None = None) -> pa.Array:
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(tzinfo=None)
        type_ = pa.timestamp("us")
    return pa.repeat(pa.scalar(value, type_), count)


def _seen(first: datetime, last: datetime, count: int) -> _Columns:
    return {
        "first_seen_at": _same(first, count),
        "last_seen_at": _same(last, count),
    }


def grow(lake: Lake, songs: int, days: int) -> None:
    """Create the tables of a lake and fill them."""
    start_spark(lake, settings={"spark.driver.memory": "4g"})
    spark = get_session()
    spark.conf.set("spark.sql.parquet.inferTimestampNTZ.enabled", "true")
    create_tables(spark, DATABASE, TABLES)
    rows = make_rows(songs, days)
    with tempfile.TemporaryDirectory(dir=lake.root) as folder:
        for table in TABLES:
            columns = rows[table.name]
            path = Path(folder, f"{table.name}.parquet")
            pq.write_table(pa.table(columns), path)
            spark.read.parquet(path.as_uri()).select(
                *(
                    column.name
                    if column.name in columns
                    else F.lit(None).cast(column.type).alias(column.name)
                    for column in table.columns
                )
            ).writeTo(qualified_name(DATABASE, table)).append()
    maintain_tables.main(
        ["maintain_tables", "--database", DATABASE, "--keep_snapshots_days", "0",
         "--keep_orphans_days", "1"]
    )  # fmt: skip


if __name__ == "__main__":
    grow(Lake(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3]))
