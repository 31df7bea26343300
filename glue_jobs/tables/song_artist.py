"""The song_artist table: who performs a song, in the order of the credits."""

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from glue_jobs.tables.newest_wins import shown_at
from glue_jobs.tables.table import Column, Table

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

SONG_ARTIST = Table(
    name="song_artist",
    comment="All artists of each song, as the song's newest file shows them",
    columns=(
        Column("song_id", "string", "See song"),
        Column("artist_position", "int", "Place in Spotify's credits, from 1"),
        Column("artist_id", "string", "See artist"),
        Column("seen_at", "timestamp_ntz", "Extraction that showed these credits, UTC"),
    ),
    key=("song_id", "artist_position"),
    rule="replace",
)


def transform(extracted: "DataFrame", song: "DataFrame", song_artist: "DataFrame") -> "DataFrame":
    """Return the credits that replace existing ones, whole songs at a time.

    Parameters
    ----------
    extracted
        A batch's extracted rows.
    song
        The existing songs, with or without the batch: they tell of a newer file of a song even
        where that one credits no artist and so left no row in song_artist.
    song_artist
        The existing credits.

    Returns
    -------
    DataFrame
        The table's columns and ``stale``: true where the new credits lack an existing place.
    """
    artist_ids = F.col("song.artist_ids")
    credits_ = F.filter(F.transform(artist_ids, _credit), lambda each: each.artist_id.isNotNull())
    newest_in_batch = (
        extracted.where(artist_ids.isNotNull())
        .select(
            "song.song_id", F.col("song.last_seen_at").alias("seen_at"), credits_.alias("credits")
        )
        .groupBy("song_id")
        .agg(F.max(F.struct("seen_at", "credits")).alias("newest"))
    )
    shown_before = song.select("song_id", F.expr(shown_at("artist_id")).alias("shown_before_at"))
    is_newest = F.col("shown_before_at").isNull() | (
        F.col("newest.seen_at") >= F.col("shown_before_at")
    )
    is_newer = F.col("existing").isNull() | (F.col("newest") >= F.col("existing"))
    missing = F.array_except("existing.credits.artist_position", "newest.credits.artist_position")
    stale = F.coalesce(F.transform(missing, _credit_without_artist), F.array())
    return (
        newest_in_batch.join(shown_before, "song_id", "left")
        .join(_by_song(song_artist), "song_id", "left")
        .where(is_newest & is_newer)
        .select("song_id", "newest.seen_at", F.inline(F.concat("newest.credits", stale)))
        .select(*SONG_ARTIST.column_names, F.col("artist_id").isNull().alias("stale"))
    )


def _by_song(song_artist: "DataFrame") -> "DataFrame":
    """Return existing credits, a row per song."""
    credits_ = F.sort_array(F.collect_list(F.struct("artist_position", "artist_id")))
    in_order = F.transform(
        credits_,
        lambda each: F.struct(
            each.artist_id.alias("artist_id"), each.artist_position.alias("artist_position")
        ),
    )
    return song_artist.groupBy("song_id").agg(
        F.struct(F.max("seen_at").alias("seen_at"), in_order.alias("credits")).alias("existing")
    )


def _credit(artist_id: "SparkColumn", index: "SparkColumn") -> "SparkColumn":
    # The id first: of two lists of credits the greater one has the greater first artist, which is
    # the one that song.artist_id takes.
    return F.struct(artist_id.alias("artist_id"), (index + 1).alias("artist_position"))


def _credit_without_artist(position: "SparkColumn") -> "SparkColumn":
    return F.struct(
        F.lit(None).cast("string").alias("artist_id"), position.alias("artist_position")
    )
