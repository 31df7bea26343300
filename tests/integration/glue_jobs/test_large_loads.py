"""Long playlists."""

import json
from typing import Any

import pytest
from pyspark.sql import SparkSession

from local.lake import Lake
from tests.conftest import Load


def line(playlist_id: str, offset: int, count: int) -> bytes:
    page = {
        "offset": offset,
        "items": [
            {
                "added_at": "2026-10-01T00:00:00Z",
                "item": {
                    "type": "track",
                    "id": f"song-{number}",
                    "name": f"Song {number}",
                    "album": {"id": f"album-{number // 10}", "name": "A"},
                    "artists": [{"id": f"artist-{number % 100}", "name": "X"}],
                },
            }
            for number in range(offset, offset + count)
        ],
    }
    return (
        json.dumps(
            {
                "format": "spotify-playlist-page/1",
                "playlist": {"id": playlist_id},
                "extracted_at": "2026-11-01T06:00:00Z",
                "page": page,
            }
        ).encode()
        + b"\n"
    )


def count(spark: SparkSession, sql: str) -> list[Any]:
    return list(spark.sql(f"SELECT {sql}").collect()[0])


@pytest.mark.slow
def test_playlist_of_ten_thousand_entries(spark: SparkSession, lake: Lake, load: Load) -> None:
    body = b"".join(line("long", offset, 50) for offset in range(0, 10_000, 50))

    summary = load(lake, {"long/x.jsonl": body})

    assert summary.entries == 10_000
    assert count(
        spark,
        "count(*), count(DISTINCT position), min(position), max(position), count(DISTINCT song_id) "
        "FROM glue_catalog.spotify.playlist_entry",
    ) == [10_000, 10_000, 1, 10_000, 10_000]
    assert count(
        spark,
        "(SELECT count(*) FROM glue_catalog.spotify.song), "
        "(SELECT count(*) FROM glue_catalog.spotify.album), "
        "(SELECT count(*) FROM glue_catalog.spotify.artist)",
    ) == [10_000, 1_000, 100]
    # The 51st entry begins the second page.
    assert count(spark, "song_id FROM glue_catalog.spotify.playlist_entry WHERE position = 51") == [
        "song-50"
    ]
