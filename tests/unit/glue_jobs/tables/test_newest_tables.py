"""album, artist, song and playlist: one row per id, newest wins."""

from datetime import date, datetime

import pytest
from pyspark.sql import SparkSession

from glue_jobs.tables import ALBUM, ARTIST, PLAYLIST, SONG, album, artist, playlist, song
from glue_jobs.tables.table import Table
from tests.unit.glue_jobs.tables.frames import at, extracted, rows_of


def test_album_is_its_newest_row_including_nulls(spark: SparkSession) -> None:
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

    albums = album.transform(extracted(spark, album=[newer, older]))

    assert albums.columns == list(ALBUM.column_names)
    assert rows_of(albums) == [
        ("a1", "New", "album", date(1996, 5, 3), "day", None, "u", None, None, at(1), at(4), None)
    ]


def test_one_row_per_artist(spark: SparkSession) -> None:
    def row(artist_id: str, name: str | None, first: int, last: int) -> dict[str, object]:
        return {
            "artist_id": artist_id, "artist_name": name, "artist_url": None,
            "first_seen_at": at(first), "last_seen_at": at(last),
        }  # fmt: skip

    artists = artist.transform(
        extracted(
            spark,
            artist=[row("x", "X", 2, 5), row("y", "Y", 3, 3), row("x", "formerly X", 1, 4)],
        )
    )

    assert artists.columns == list(ARTIST.column_names)
    assert rows_of(artists) == [
        ("x", "X", None, at(1), at(5), None),
        ("y", "Y", None, at(3), at(3), None),
    ]


def test_song_has_its_earliest_added_at_and_its_first_artist(
    spark: SparkSession,
) -> None:
    def row(day: int, added: int | None, artists: list[str], popularity: int) -> dict[str, object]:
        return {
            "song_id": "s", "song_name": "S", "duration_ms": 1000, "explicit": True,
            "popularity": popularity, "isrc": "ISRC", "disc_number": 1, "track_number": 2,
            "song_url": "u", "album_id": "a", "artist_id": artists[0] if artists else None,
            "song_added_at": at(added) if added else None,
            "first_seen_at": at(day), "last_seen_at": at(day),
        }  # fmt: skip

    songs = song.transform(
        extracted(
            spark, song=[row(9, 8, ["b", "c"], 70), row(7, 5, ["a"], 90), row(8, None, [], 80)]
        )
    )

    assert songs.columns == list(SONG.column_names)
    assert rows_of(songs) == [
        ("s", "S", 1000, True, 70, "ISRC", 1, 2, "u", "a", "b", at(5), at(7), at(9), None)
    ]


def test_playlist_is_its_newest_row(spark: SparkSession) -> None:
    def row(day: int, followers: int | None) -> dict[str, object]:
        return {
            "playlist_id": "p", "playlist_name": f"day {day}", "owner_id": "o", "owner_name": "O",
            "description": "", "followers": followers, "playlist_url": "u",
            "first_seen_at": at(day), "last_seen_at": at(day),
        }  # fmt: skip

    playlists = playlist.transform(extracted(spark, playlist=[row(2, 5_000_000_000), row(1, 1)]))

    assert playlists.columns == list(PLAYLIST.column_names)
    assert rows_of(playlists) == [
        ("p", "day 2", "o", "O", "", 5_000_000_000, "u", at(1), at(2), None),
    ]


def test_ties_are_broken_by_the_greater_value_per_attribute(spark: SparkSession) -> None:
    def row(name: str, popularity: int | None) -> dict[str, object]:
        return {
            "song_id": "s", "song_name": name, "popularity": popularity,
            "first_seen_at": at(1), "last_seen_at": at(1),
        }  # fmt: skip

    one, other = row("Zebra", None), row("Aardvark", 3)

    for rows in ([one, other], [other, one]):
        songs = song.transform(extracted(spark, song=rows))
        assert rows_of(songs, "song_name", "popularity") == [("Zebra", 3)]


def test_release_date_and_precision_come_from_one_row(spark: SparkSession) -> None:
    def row(day: date, precision: str) -> dict[str, object]:
        return {
            "album_id": "a", "release_date": day, "release_date_precision": precision,
            "first_seen_at": at(1), "last_seen_at": at(1),
        }  # fmt: skip

    rows = [row(date(1996, 1, 1), "year"), row(date(1996, 5, 3), "day")]
    albums = album.transform(extracted(spark, album=rows))
    assert rows_of(albums, "release_date", "release_date_precision") == [(date(1996, 5, 3), "day")]


def test_attribute_comes_from_the_newest_row_that_shows_it(spark: SparkSession) -> None:
    def row(day: int, name: str | None, *not_shown: str) -> dict[str, object]:
        return {
            "artist_id": "a", "artist_name": name, "artist_url": f"u{day}",
            "first_seen_at": at(day), "last_seen_at": at(day), "not_shown": not_shown or None,
        }  # fmt: skip

    def artists(*rows: dict[str, object]) -> list[tuple[object, ...]]:
        columns = ("artist_name", "artist_url", "last_seen_at", "shown_at")
        return rows_of(artist.transform(extracted(spark, artist=list(rows))), *columns)

    def times(name: datetime | None, url: datetime | None) -> tuple[datetime | None, ...]:
        return (name, url)

    nameless, named = row(3, None, "artist_name"), row(2, "X")
    assert artists(nameless) == [(None, "u3", at(3), times(None, at(3)))]
    assert artists(nameless, named) == [("X", "u3", at(3), times(at(2), at(3)))]
    assert artists(nameless, named, row(3, "Y")) == [("Y", "u3", at(3), None)]
    assert artists(row(2, None), nameless) == [(None, "u3", at(3), times(at(2), at(3)))]


@pytest.mark.parametrize("table", [ALBUM, ARTIST, SONG, PLAYLIST])
def test_every_column_is_a_key_a_time_or_part_of_an_attribute(table: Table) -> None:
    attributes = [column for columns in table.attributes.values() for column in columns]
    times = [*table.earliest, "last_seen_at", "shown_at"]
    assert sorted([*table.key, *times, *attributes]) == sorted(table.column_names)
