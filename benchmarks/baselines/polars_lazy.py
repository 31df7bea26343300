"""Polars: ``scan_ndjson`` with an explicit schema, lazy and streaming; Parquet."""

from pathlib import Path

import polars as pl

from glue_jobs.raw_zone.zone import TO_PROCESS

_URLS: pl.DataType = pl.Struct({"spotify": pl.String})
_ARTISTS: pl.DataType = pl.List(
    pl.Struct({"id": pl.String, "name": pl.String, "external_urls": _URLS})
)
_ALBUM = pl.Struct(
    {
        "id": pl.String,
        "name": pl.String,
        "release_date": pl.String,
        "total_tracks": pl.Int32,
        "external_urls": _URLS,
        "artists": _ARTISTS,
    }
)
_TRACK = pl.Struct(
    {
        "id": pl.String,
        "name": pl.String,
        "duration_ms": pl.Int32,
        "popularity": pl.Int32,
        "external_urls": _URLS,
        "album": _ALBUM,
        "artists": _ARTISTS,
    }
)
_ENTRY: pl.DataType = pl.Struct({"added_at": pl.String, "item": _TRACK})
_PAGE = pl.Struct({"items": pl.List(_ENTRY)})
_LINE = pl.Schema([("extracted_at", pl.String()), ("page", _PAGE)])


# Reading all files at once takes 8 times their size in memory and is not faster.
_FILES_AT_A_TIME = 100


def run(raw_zone: Path, out: Path) -> None:
    """Read and group some files at a time; then deduplicate and write."""
    out.mkdir(parents=True)
    files = sorted((raw_zone / TO_PROCESS).rglob("*.jsonl"))
    parts = [
        pl.collect_all(_distinct(files[start : start + _FILES_AT_A_TIME]), engine="streaming")
        for start in range(0, len(files), _FILES_AT_A_TIME)
    ]
    albums, artists, songs = (pl.concat(part).lazy() for part in zip(*parts, strict=True))
    _newest_albums(albums).sink_parquet(out / "album.parquet")
    _newest_artists(artists).sink_parquet(out / "artist.parquet")
    _newest_songs(songs).sink_parquet(out / "song.parquet")


def _distinct(files: list[Path]) -> list[pl.LazyFrame]:
    """Return the distinct albums, artists and songs in some files."""
    tracks = (
        pl.scan_ndjson(files, schema=_LINE)
        .select("extracted_at", entry=pl.col("page").struct.field("items"))
        .explode("entry")
        .unnest("entry")
        .unnest("item")
    )
    return [_albums(tracks), _artists(tracks), _songs(tracks)]


def _albums(tracks: pl.LazyFrame) -> pl.LazyFrame:
    album = pl.col("album").struct
    content = tracks.select(
        "extracted_at",
        album_id=album.field("id"),
        album_name=album.field("name"),
        release_date=album.field("release_date"),
        total_tracks=album.field("total_tracks"),
        album_url=album.field("external_urls").struct.field("spotify"),
    )
    return content.group_by(pl.exclude("extracted_at")).agg(pl.col("extracted_at").max())


def _artists(tracks: pl.LazyFrame) -> pl.LazyFrame:
    artists = pl.concat_list("artists", pl.col("album").struct.field("artists"))
    artist = pl.col("artist").struct
    content = (
        tracks.select("extracted_at", artist=artists)
        .explode("artist")
        .select(
            "extracted_at",
            artist_id=artist.field("id"),
            artist_name=artist.field("name"),
            artist_url=artist.field("external_urls").struct.field("spotify"),
        )
    )
    return content.group_by(pl.exclude("extracted_at")).agg(pl.col("extracted_at").max())


def _songs(tracks: pl.LazyFrame) -> pl.LazyFrame:
    content = tracks.select(
        "extracted_at",
        "duration_ms",
        "popularity",
        song_added_at="added_at",
        song_id="id",
        song_name="name",
        song_url=pl.col("external_urls").struct.field("spotify"),
        album_id=pl.col("album").struct.field("id"),
        artist_id=pl.col("artists").list.first().struct.field("id"),
    )
    return content.group_by(pl.exclude("extracted_at", "song_added_at")).agg(
        pl.col("extracted_at").max(), pl.col("song_added_at").min()
    )


def _newest_albums(content: pl.LazyFrame) -> pl.LazyFrame:
    padded = (pl.col("release_date") + "-01-01").str.head(10)
    latest = pl.col("extracted_at").max().over("album_id")
    return (
        content.with_columns(padded.str.to_date(strict=False))
        .filter(pl.col("extracted_at") == latest)
        .group_by("album_id")
        .agg(pl.exclude("album_id", "extracted_at").max())
    )


def _newest_artists(content: pl.LazyFrame) -> pl.LazyFrame:
    return (
        content.sort("extracted_at")
        .unique("artist_id", keep="last", maintain_order=True)
        .drop("extracted_at")
    )


def _newest_songs(content: pl.LazyFrame) -> pl.LazyFrame:
    added_at = pl.col("song_added_at").min()
    newest = pl.exclude("song_id", "extracted_at", "song_added_at").last()
    return (
        content.sort("extracted_at")
        .group_by("song_id")
        .agg(newest, added_at.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us"))
    )
