"""album, artist, song and playlist: one row per id, as its newest file shows it."""

from datetime import date
from types import ModuleType

import pytest
from pyspark.sql import SparkSession

from glue_jobs.tables import ALBUM, ARTIST, PLAYLIST, SONG, album, artist, playlist, song
from glue_jobs.tables.table import Table
from tests.unit.glue_jobs.tables.frames import at, rows_of, sightings


def test_an_album_is_as_its_newest_sighting_nulls_included(spark: SparkSession) -> None:
    older = {
        "album_id": "a1", "album_name": "Old", "album_type": "album", "total_tracks": 10,
        "release_date": date(1996, 1, 1), "release_date_precision": "year", "artist_id": "x",
        "image_url": "i", "album_url": "u", "first_seen_at": at(1), "last_seen_at": at(2),
    }  # fmt: skip
    newer = {
        "album_id": "a1", "album_name": "New", "album_type": "album", "total_tracks": None,
        "release_date": date(1996, 5, 3), "release_date_precision": "day", "artist_id": None,
        "image_url": None, "album_url": "u", "first_seen_at": at(3), "last_seen_at": at(4),
    }  # fmt: skip

    albums = album.transform(sightings(spark, album=[newer, older]))

    assert albums.columns == list(ALBUM.column_names)
    assert rows_of(albums) == [
        ("a1", "New", "album", date(1996, 5, 3), "day", None, "u", None, None, at(1), at(4))
    ]


def test_artists_of_several_workers_become_one_row_each(spark: SparkSession) -> None:
    def seen(artist_id: str, name: str | None, first: int, last: int) -> dict[str, object]:
        return {
            "artist_id": artist_id, "artist_name": name, "artist_url": None,
            "first_seen_at": at(first), "last_seen_at": at(last),
        }  # fmt: skip

    artists = artist.transform(
        sightings(
            spark,
            artist=[seen("x", "X", 2, 5), seen("y", "Y", 3, 3), seen("x", "formerly X", 1, 4)],
        )
    )

    assert artists.columns == list(ARTIST.column_names)
    assert rows_of(artists) == [
        ("x", "X", None, at(1), at(5)),
        ("y", "Y", None, at(3), at(3)),
    ]


def test_a_song_keeps_its_earliest_addition_and_its_first_credited_artist(
    spark: SparkSession,
) -> None:
    def seen(day: int, added: int | None, artists: list[str], popularity: int) -> dict[str, object]:
        return {
            "song_id": "s", "song_name": "S", "duration_ms": 1000, "explicit": True,
            "popularity": popularity, "isrc": "ISRC", "disc_number": 1, "track_number": 2,
            "song_url": "u", "album_id": "a", "artist_ids": artists,
            "song_added_at": at(added) if added else None,
            "first_seen_at": at(day), "last_seen_at": at(day),
        }  # fmt: skip

    songs = song.transform(
        sightings(
            spark, song=[seen(9, 8, ["b", "c"], 70), seen(7, 5, ["a"], 90), seen(8, None, [], 80)]
        )
    )

    assert songs.columns == list(SONG.column_names)
    assert rows_of(songs) == [
        ("s", "S", 1000, True, 70, "ISRC", 1, 2, "u", "a", "b", at(5), at(7), at(9))
    ]


def test_a_song_that_credits_nobody_has_no_artist(spark: SparkSession) -> None:
    seen = {"song_id": "s", "artist_ids": [], "first_seen_at": at(1), "last_seen_at": at(1)}
    songs = song.transform(sightings(spark, song=[seen]))
    assert rows_of(songs, "song_id", "artist_id") == [("s", None)]


def test_a_playlist_is_as_its_newest_file(spark: SparkSession) -> None:
    def seen(day: int, followers: int | None) -> dict[str, object]:
        return {
            "playlist_id": "p", "playlist_name": f"day {day}", "owner_id": "o", "owner_name": "O",
            "description": "", "followers": followers, "playlist_url": "u",
            "first_seen_at": at(day), "last_seen_at": at(day),
        }  # fmt: skip

    playlists = playlist.transform(sightings(spark, playlist=[seen(2, 5_000_000_000), seen(1, 1)]))

    assert playlists.columns == list(PLAYLIST.column_names)
    assert rows_of(playlists) == [
        ("p", "day 2", "o", "O", "", 5_000_000_000, "u", at(1), at(2)),
    ]


def test_two_contents_of_one_time_are_chosen_between_by_content_not_by_arrival(
    spark: SparkSession,
) -> None:
    def seen(name: str, artists: list[str]) -> dict[str, object]:
        return {
            "song_id": "s", "song_name": name, "artist_ids": artists,
            "first_seen_at": at(1), "last_seen_at": at(1),
        }  # fmt: skip

    one, other = seen("Zebra", ["a"]), seen("Aardvark", ["b"])

    there = song.transform(sightings(spark, song=[one, other]))
    back = song.transform(sightings(spark, song=[other, one]))

    # The first artist decides before the name, so that song_artist decides alike.
    assert rows_of(there, "song_name", "artist_id") == [("Aardvark", "b")]
    assert rows_of(there) == rows_of(back)


@pytest.mark.parametrize("table", [ALBUM, ARTIST, SONG, PLAYLIST])
def test_the_order_of_contents_leaves_no_attribute_out(table: Table) -> None:
    kept_apart = {*table.key, *table.earliest}
    assert set(table.newest_order) == set(table.column_names) - kept_apart
    assert table.newest_order[0] == "last_seen_at"


@pytest.mark.parametrize("module", [album, artist, playlist, song])
def test_what_stands_once_is_taken_as_it_is(spark: SparkSession, module: ModuleType) -> None:
    kind = module.__name__.rpartition(".")[2]
    seen = [
        {f"{kind}_id": id_, f"{kind}_name": id_, "first_seen_at": at(1), "last_seen_at": at(2)}
        for id_ in ("one", "other")
    ]
    frame = sightings(spark, **{kind: seen})
    once = module.transform(frame, once=True)
    assert once.columns == module.transform(frame).columns
    assert rows_of(once) == rows_of(module.transform(frame))
    assert len(rows_of(once)) == 2
