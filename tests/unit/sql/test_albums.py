"""The queries of ``sql/albums/``; the expected rows were worked out from the table in lake.py."""

from datetime import date

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import ALBUMS, SONGS, day, lake_of

NIGHT = ("Night", "Dmitri, Jr.")
FIRST_LIGHT = ("First Light", "Ada")
LEFT_ALONE = ("Left Alone", "Ada")
NOW_25 = ("Now 25", "Various Artists")
SINGLE = ("Single", "Boris")
OTHER_SINGLE = ("Single", None)
WITHDRAWN = (None, None)


def test_albums_by_type(answer: Answer) -> None:
    # An album without a song, and one without a type, are albums too.
    assert answer("albums_by_type") == [
        ("album", 3, 4, 42.9),
        ("single", 2, 2, 28.6),
        ("compilation", 1, 3, 14.3),
        (None, 1, 1, 14.3),
    ]


def test_latest_releases(answer: Answer) -> None:
    # The two called Single tie; of the withdrawn album no release date is known.
    assert answer("latest_releases") == [
        (1, day(6), "day", "Single", "single", "Boris", 1),
        (1, day(6), "day", "Single", "single", None, 1),
        (3, date(2026, 10, 30), "day", "First Light", "album", "Ada", 10),
        (4, date(2020, 2, 29), "day", "Left Alone", "album", "Ada", 10),
        (5, date(2019, 5, 1), "month", "Night", "album", "Dmitri, Jr.", 12),
        (6, date(1999, 1, 1), "year", "Now 25", "compilation", "Various Artists", 25),
    ]


def test_latest_releases_lists_all_that_tie(answer: Answer) -> None:
    two = [(1, "Boris"), (1, None)]

    assert [(row[0], row[5]) for row in answer("latest_releases", most_albums="1")] == two
    assert [(row[0], row[5]) for row in answer("latest_releases", most_albums="2")] == two
    assert len(answer("latest_releases", most_albums="3")) == 3


def test_latest_releases_of_a_playlist(answer: Answer) -> None:
    # s10 is on p2 no longer, but was; no song of Left Alone was on either.
    assert [(row[0], row[3]) for row in answer("latest_releases", playlist_id="p2")] == [
        (1, "First Light"),
        (2, "Now 25"),
    ]
    assert [(row[0], row[3]) for row in answer("latest_releases", playlist_id="p1")] == [
        (1, "Single"),
        (1, "Single"),
        (3, "First Light"),
        (4, "Night"),
        (5, "Now 25"),
    ]


def test_albums_with_most_tracks(answer: Answer) -> None:
    assert answer("albums_with_most_tracks") == [
        (1, *NOW_25, "compilation", 25, 3),
        (2, *NIGHT, "album", 12, 2),
        (3, *FIRST_LIGHT, "album", 10, 2),
        (3, *LEFT_ALONE, "album", 10, 0),
    ]
    assert [row[0] for row in answer("albums_with_most_tracks", least_tracks="11")] == [1, 2]
    # The two of one track tie too; the one of unknown size is in no list.
    assert [row[0] for row in answer("albums_with_most_tracks", least_tracks="0")] == [
        *(1, 2, 3, 3, 5, 5)
    ]


def test_album_popularity(answer: Answer) -> None:
    # First Light: (80 + 75) / 2; Now 25: (80 + 50 + 20) / 3; of Night only s7's is known.
    assert answer("album_popularity") == [
        (1, *NIGHT, 1, 91.0),
        (2, *OTHER_SINGLE, 1, 88.0),
        (3, *FIRST_LIGHT, 2, 77.5),
        (4, *SINGLE, 1, 60.0),
        (5, *NOW_25, 3, 50.0),
    ]


def test_album_popularity_over_enough_songs(answer: Answer) -> None:
    assert answer("album_popularity", least_songs="2") == [
        (1, *FIRST_LIGHT, 2, 77.5),
        (2, *NOW_25, 3, 50.0),
    ]
    assert [row[0] for row in answer("album_popularity", least_songs="0")] == [1, 2, 3, 4, 5]


def test_album_popularity_of_albums_that_tie(answer: Answer) -> None:
    # 70.666... three times over, shown with one decimal; 60 comes fourth. Without an album: no row.
    popularities = {
        "b7": [70, 70, 72],
        "b1": [72, 70, 70],
        "b4": [70, 72, 70, 70, 70, 72],
        "b2": [60],
        None: [99],
    }
    songs = lake_of(
        song=[
            {"song_id": f"{album_id}-{number}", "album_id": album_id, "popularity": popularity}
            for album_id, of_songs in popularities.items()
            for number, popularity in enumerate(of_songs)
        ]
    )

    assert answer("album_popularity", on=songs) == [
        (1, *FIRST_LIGHT, 3, 70.7),
        (1, *LEFT_ALONE, 3, 70.7),
        (1, *NIGHT, 6, 70.7),
        (4, *SINGLE, 1, 60.0),
    ]
    assert answer("most_popular_albums", on=songs) == [
        (*FIRST_LIGHT, 3, 70.7),
        (*LEFT_ALONE, 3, 70.7),
        (*NIGHT, 6, 70.7),
    ]


def test_album_popularity_where_spotify_gives_none(answer: Answer) -> None:
    songs = lake_of(song=[{**song, "popularity": None} for song in SONGS])

    assert answer("album_popularity", on=songs) == []
    assert answer("most_popular_albums", on=songs) == []


def test_most_popular_albums(answer: Answer) -> None:
    assert answer("most_popular_albums") == [(*NIGHT, 1, 91.0)]
    assert answer("most_popular_albums", least_songs="2") == [(*FIRST_LIGHT, 2, 77.5)]
    assert answer("most_popular_albums", least_songs="3") == [(*NOW_25, 3, 50.0)]
    assert answer("most_popular_albums", least_songs="4") == []


def test_longest_albums(answer: Answer) -> None:
    # Nothing is known of how long the withdrawn album is, or the one without songs.
    assert answer("longest_albums") == [
        (1, *NIGHT, 2, 12, 700_000, "11:40"),
        (2, *NOW_25, 3, 25, 541_000, "9:01"),
        (3, *FIRST_LIGHT, 2, 10, 380_500, "6:20"),
        (4, *OTHER_SINGLE, 1, 1, 210_000, "3:30"),
        (5, *SINGLE, 1, 1, 120_000, "2:00"),
    ]
    assert [row[0] for row in answer("longest_albums", most_albums="2")] == [1, 2]


def test_longest_albums_of_all_lengths(answer: Answer) -> None:
    # Seconds that are not full are left off, and a song of 0 ms is one of unknown length.
    durations: dict[str | None, list[int | None]] = {
        "b1": [3_600_000, 123_999],
        "b3": [3_599_999],
        "b4": [36_000_000, 3_599_000],
        "b2": [59_999, 0],
        "b5": [59_999, None],
        "b7": [30_000],
        "b6": [0],
        None: [7_200_000],
    }
    songs = lake_of(
        song=[
            {"song_id": f"{album_id}-{number}", "album_id": album_id, "duration_ms": duration}
            for album_id, of_songs in durations.items()
            for number, duration in enumerate(of_songs)
        ]
    )

    longest = [
        (1, *NIGHT, 2, 12, 39_599_000, "10:59:59"),
        (2, *FIRST_LIGHT, 2, 10, 3_723_999, "1:02:03"),
        (3, *NOW_25, 1, 25, 3_599_999, "59:59"),
        (4, *SINGLE, 1, 1, 59_999, "0:59"),
        (4, *OTHER_SINGLE, 1, 1, 59_999, "0:59"),
        (6, *LEFT_ALONE, 1, 10, 30_000, "0:30"),
    ]
    assert answer("longest_albums", on=songs) == longest
    assert answer("longest_albums", on=songs, most_albums="5") == longest[:5]
    assert answer("longest_albums", on=songs, most_albums="4") == longest[:5]
    assert answer("longest_albums", on=songs, most_albums="3") == longest[:3]


def test_hits_per_album(answer: Answer) -> None:
    # A song counts once, however many days and playlists it stood on.
    assert answer("hits_per_album") == [
        (*NOW_25, "multi-hit", 3, 25, 3),
        (*FIRST_LIGHT, "multi-hit", 2, 10, 1),
        (*NIGHT, "multi-hit", 2, 12, 1),
        (*WITHDRAWN, "one-hit", 1, None, 1),
        (*SINGLE, "one-hit", 1, 1, 2),
        (*OTHER_SINGLE, "one-hit", 1, 1, 3),
    ]


def test_hits_per_album_on_a_playlist(answer: Answer) -> None:
    # On p2 s1 stood twice on one day, at 1 and at 6.
    assert answer("hits_per_album", playlist_id="p2") == [
        (*FIRST_LIGHT, "one-hit", 1, 10, 1),
        (*WITHDRAWN, "one-hit", 1, None, 1),
        (*NOW_25, "one-hit", 1, 25, 7),
    ]
    assert answer("hits_per_album", playlist_id="p1")[:3] == [
        (*FIRST_LIGHT, "multi-hit", 2, 10, 1),
        (*NIGHT, "multi-hit", 2, 12, 1),
        (*NOW_25, "multi-hit", 2, 25, 3),
    ]
    assert answer("hits_per_album", playlist_id="p3") == []


def test_hits_of_no_album_are_left_out(answer: Answer) -> None:
    songs = lake_of(song=[{"song_id": "s1"}, {"song_id": "s3", "album_id": "b2"}])

    assert answer("hits_per_album", on=songs) == [(*SINGLE, "one-hit", 1, 1, 2)]


def test_albums_of_unknown_artists_stand(answer: Answer) -> None:
    nobodys = lake_of(album=[{**album, "artist_id": None} for album in ALBUMS])

    assert [row[1:3] for row in answer("album_popularity", on=nobodys, least_songs="3")] == [
        ("Now 25", None)
    ]
    assert answer("most_popular_albums", on=nobodys) == [("Night", None, 1, 91.0)]
    assert answer("longest_albums", on=nobodys, most_albums="1")[0][1:3] == ("Night", None)
    assert answer("hits_per_album", on=nobodys)[0][:2] == ("Now 25", None)
    assert answer("albums_with_most_tracks", on=nobodys)[0][1:3] == ("Now 25", None)
    assert len(answer("latest_releases", on=nobodys)) == 6
