"""pandas: a loop over entries, lists of dicts, ``drop_duplicates``.

Many public "Spotify ETL" projects do this, in a Lambda per file. Here it runs once over all files,
which is faster.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from glue_jobs.raw_zone.zone import TO_PROCESS

_Rows = list[dict[str, Any]]


def run(raw_zone: Path, out: Path) -> None:
    """Read, deduplicate, write."""
    albums: _Rows = []
    artists: _Rows = []
    songs: _Rows = []
    for path in (raw_zone / TO_PROCESS).rglob("*.jsonl"):
        with path.open(encoding="utf-8") as file:
            for line in file:
                data = json.loads(line)
                for row in data["page"]["items"]:
                    _add(row, data["extracted_at"], albums, artists, songs)
    out.mkdir(parents=True)
    _albums(albums).to_parquet(out / "album.parquet", index=False)
    _artists(artists).to_parquet(out / "artist.parquet", index=False)
    _songs(songs).to_parquet(out / "song.parquet", index=False)


def _add(
    row: dict[str, Any], extracted_at: str, albums: _Rows, artists: _Rows, songs: _Rows
) -> None:
    track = row["item"]
    album = track["album"]
    albums.append(
        {
            "album_id": album["id"],
            "album_name": album["name"],
            "release_date": album["release_date"],
            "total_tracks": album["total_tracks"],
            "album_url": album["external_urls"]["spotify"],
            "extracted_at": extracted_at,
        }
    )
    for artist in track["artists"] + album["artists"]:
        artists.append(
            {
                "artist_id": artist["id"],
                "artist_name": artist["name"],
                "artist_url": artist["external_urls"]["spotify"],
                "extracted_at": extracted_at,
            }
        )
    songs.append(
        {
            "song_id": track["id"],
            "song_name": track["name"],
            "duration_ms": track["duration_ms"],
            "song_url": track["external_urls"]["spotify"],
            "popularity": track["popularity"],
            "song_added_at": row["added_at"],
            "album_id": album["id"],
            "artist_id": track["artists"][0]["id"],
            "extracted_at": extracted_at,
        }
    )


def _albums(rows: _Rows) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    # A year becomes its January 1, a month its first day.
    padded = table["release_date"] + "-01-01"
    table["release_date"] = pd.to_datetime(padded.str[:10], errors="coerce")
    # One file may have an album in two versions: each column gets the greater value, as in the job.
    latest = table.groupby("album_id")["extracted_at"].transform("max")
    table = table[table["extracted_at"] == latest].groupby("album_id", as_index=False).max()
    table["release_date"] = table["release_date"].dt.date
    return table.drop(columns="extracted_at")


def _artists(rows: _Rows) -> pd.DataFrame:
    table = pd.DataFrame(rows).sort_values("extracted_at")
    return table.drop_duplicates("artist_id", keep="last").drop(columns="extracted_at")


def _songs(rows: _Rows) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    table["song_added_at"] = pd.to_datetime(table["song_added_at"]).dt.tz_localize(None)
    earliest = table.groupby("song_id")["song_added_at"].min()
    table = table.sort_values("extracted_at").drop_duplicates("song_id", keep="last")
    table["song_added_at"] = table["song_id"].map(earliest)
    return table.drop(columns="extracted_at")
