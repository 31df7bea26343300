"""The song_artist table: who performs a song, in the order of the credits."""

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from glue_jobs.tables.table import Column, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SONG_ARTIST = Table(
    name="song_artist",
    comment="All artists of each song, as the song's newest file shows them",
    columns=(
        Column("song_id", "string", "See song"),
        Column("artist_position", "int", "Place in the credits, from 1"),
        Column("artist_id", "string", "See artist"),
        Column("seen_at", "timestamp_ntz", "Extraction that showed these credits, UTC"),
    ),
    key=("song_id", "artist_position"),
    rule="replace",
)


def transform(
    sightings: "DataFrame",
    song: "DataFrame | None",
    song_artist: "DataFrame | int",
    *,
    once: bool = False,
) -> "DataFrame":
    """Return the credits that replace those that stand, whole songs at a time.

    Parameters
    ----------
    sightings
        Those of a batch.
    song
        The table with the batch already merged: it knows of each song's newest file even where that
        one credits nobody and so left no row in song_artist. None where nothing stands, in either
        table, that is as new as the batch.
    song_artist
        The table as it stands, or how many artists no song in it exceeds.
    once
        Whether each song stands once among the sightings.

    Returns
    -------
    DataFrame
        The table's columns and ``stale``: true where a row stands that the new credits lack.
    """
    seen = (
        sightings.where("song is not null")
        .select("song.*")
        .select("song_id", F.col("last_seen_at").alias("seen_at"), "artist_ids")
    )
    if not once:
        newest_of_each = F.max(F.struct("seen_at", "artist_ids")).alias("newest")
        seen = seen.groupBy("song_id").agg(newest_of_each).select("song_id", "newest.*")
    if isinstance(song_artist, int):
        shown = seen.withColumn("last_position", F.lit(song_artist))
    else:
        shown = seen.join(_standing(seen, song_artist), "song_id", "left")
    if song is not None:
        newest = song.select("song_id", F.col("last_seen_at").alias("seen_at"))
        old = F.struct(F.col("old_seen_at").alias("seen_at"), F.col("old.artist_id").alias("ids"))
        no_newer_stands = F.struct("seen_at", F.col("artist_ids").alias("ids")) >= old
        shown = shown.join(newest, ["song_id", "seen_at"]).where(
            F.col("old_seen_at").isNull() | no_newer_stands
        )
    positions = F.greatest(F.size("artist_ids"), F.coalesce("last_position", F.lit(0)))
    return (
        shown.where(positions > 0)
        .withColumn("artist_position", F.explode(F.sequence(F.lit(1), positions)))
        .select(
            "song_id",
            "artist_position",
            F.get("artist_ids", F.col("artist_position") - 1).alias("artist_id"),
            "seen_at",
            (F.col("artist_position") > F.size("artist_ids")).alias("stale"),
        )
    )


def _standing(seen: "DataFrame", song_artist: "DataFrame") -> "DataFrame":
    """Return the credits that stand of the songs seen, a row each."""
    credit = F.struct("artist_position", "artist_id")
    return (
        song_artist.join(seen.select("song_id"), "song_id", "left_semi")
        .groupBy("song_id")
        .agg(
            F.max("artist_position").alias("last_position"),
            F.max("seen_at").alias("old_seen_at"),
            F.sort_array(F.collect_list(credit)).alias("old"),
        )
    )
