"""The queries of ``sql/albums/``; the expected rows are worked out by hand from lake.py."""

from datetime import date

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import ALBUMS, SONGS, day, lake_of
from tests.unit.sql.snapshots import snapshots

# Album id, name, its first artist's id and name.
NIGHT = ("b4", "Night", "r4", "Dmitri, Jr.")
FIRST_LIGHT = ("b1", "First Light", "r1", "Ada")
LEFT_ALONE = ("b7", "Left Alone", "r1", "Ada")
NOW_25 = ("b3", "Now 25", "r9", "Various Artists")
SINGLE = ("b2", "Single", "r2", "Boris")
OTHER_SINGLE = ("b5", "Single", "r6", None)
WITHDRAWN = ("b6", None, None, None)


def test_albums_by_type(answer: Answer) -> None:
    # Albums without a song and without a type are counted, too.
    assert answer("albums_by_type") == [
        ("album", 3, 4, 42.9),
        ("single", 2, 2, 28.6),
        ("compilation", 1, 3, 14.3),
        (None, 1, 1, 14.3),
    ]


def test_latest_releases(answer: Answer) -> None:
    # The two albums called Single tie; the withdrawn album has no release date.
    assert answer("latest_releases") == [
        (1, day(6), "day", "b2", "Single", "single", "r2", "Boris", 1),
        (1, day(6), "day", "b5", "Single", "single", "r6", None, 1),
        (3, date(2026, 10, 30), "day", "b1", "First Light", "album", "r1", "Ada", 10),
        (4, date(2020, 2, 29), "day", "b7", "Left Alone", "album", "r1", "Ada", 10),
        (5, date(2019, 5, 1), "month", "b4", "Night", "album", "r4", "Dmitri, Jr.", 12),
        (6, date(1999, 1, 1), "year", "b3", "Now 25", "compilation", "r9", "Various Artists", 25),
    ]


def ranked_albums(answer: Answer, **parameters: str) -> list[tuple[int, str]]:
    return [(row[0], row[3]) for row in answer("latest_releases", **parameters)]


def test_latest_releases_lists_all_that_tie(answer: Answer) -> None:
    two = [(1, "b2"), (1, "b5")]

    assert ranked_albums(answer, most_albums="1") == two
    assert ranked_albums(answer, most_albums="2") == two
    assert len(ranked_albums(answer, most_albums="3")) == 3


def test_latest_releases_of_a_playlist_at_any_time(answer: Answer) -> None:
    # s10, of b3, was on p2 on the 8th only; no song of b7 was on either playlist.
    assert ranked_albums(answer, playlist_id="p2") == [(1, "b1"), (2, "b3")]
    assert ranked_albums(answer, playlist_id="p1") == [
        *((1, "b2"), (1, "b5"), (3, "b1"), (4, "b4"), (5, "b3"))
    ]


def test_latest_releases_leave_out_albums_of_the_future(answer: Answer) -> None:
    # The newest snapshots are of the 9th.
    released = {"b2": day(10), "b5": day(9)}
    lake = lake_of(
        album=[
            {**album, "release_date": released.get(str(album["album_id"]), album["release_date"])}
            for album in ALBUMS
        ]
    )

    assert [row[3] for row in answer("latest_releases", on=lake, most_albums="2")] == ["b5", "b1"]


def test_latest_releases_up_to_a_day(answer: Answer) -> None:
    # On the 5th, p1's newest snapshot is of the 4th, when b2 was not released yet: s2, s3, s1, s6
    # and s4 are of b1, b2, b4 and b3.
    assert ranked_albums(answer, snapshot_date="2026-11-05") == [(1, "b1"), (2, "b4"), (3, "b3")]
    assert ranked_albums(answer, snapshot_date="2026-10-31") == []


def test_latest_releases_of_an_artist(answer: Answer) -> None:
    assert ranked_albums(answer, artist_id="r1") == [(1, "b1"), (2, "b7")]
    assert ranked_albums(answer, artist_id="r1", playlist_id="p1") == [(1, "b1")]


def test_albums_with_most_tracks(answer: Answer) -> None:
    assert answer("albums_with_most_tracks") == [
        (1, *NOW_25, "compilation", 25, 3),
        (2, *NIGHT, "album", 12, 2),
        (3, *FIRST_LIGHT, "album", 10, 2),
        (3, *LEFT_ALONE, "album", 10, 0),
    ]
    assert [row[0] for row in answer("albums_with_most_tracks", least_tracks="11")] == [1, 2]
    # The two of one track tie; the one of unknown size is left out.
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


def test_album_popularity_with_least_songs(answer: Answer) -> None:
    assert answer("album_popularity", least_songs="2") == [
        (1, *FIRST_LIGHT, 2, 77.5),
        (2, *NOW_25, 3, 50.0),
    ]
    assert [row[0] for row in answer("album_popularity", least_songs="0")] == [1, 2, 3, 4, 5]


def test_album_popularity_ties(answer: Answer) -> None:
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


def test_album_popularity_without_any_popularity(answer: Answer) -> None:
    songs = lake_of(song=[{**song, "popularity": None} for song in SONGS])

    assert answer("album_popularity", on=songs) == []
    assert answer("most_popular_albums", on=songs) == []


def test_most_popular_albums(answer: Answer) -> None:
    assert answer("most_popular_albums") == [(*NIGHT, 1, 91.0)]
    assert answer("most_popular_albums", least_songs="2") == [(*FIRST_LIGHT, 2, 77.5)]
    assert answer("most_popular_albums", least_songs="3") == [(*NOW_25, 3, 50.0)]
    assert answer("most_popular_albums", least_songs="4") == []


def test_longest_albums(answer: Answer) -> None:
    # The withdrawn album and the one without songs have no known duration.
    assert answer("longest_albums") == [
        (1, *NIGHT, 2, 12, 700_000, "11:40"),
        (2, *NOW_25, 3, 25, 541_000, "9:01"),
        (3, *FIRST_LIGHT, 2, 10, 380_500, "6:20"),
        (4, *OTHER_SINGLE, 1, 1, 210_000, "3:30"),
        (5, *SINGLE, 1, 1, 120_000, "2:00"),
    ]
    assert [row[0] for row in answer("longest_albums", most_albums="2")] == [1, 2]


def test_longest_albums_formats_durations(answer: Answer) -> None:
    # Seconds are rounded down, and a song of 0 ms is one of unknown length.
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
    # A song counts once, on however many days and playlists it was.
    assert answer("hits_per_album") == [
        (*NOW_25, "multi-hit", 3, 25, 3),
        (*FIRST_LIGHT, "multi-hit", 2, 10, 1),
        (*NIGHT, "multi-hit", 2, 12, 1),
        (*WITHDRAWN, "one-hit", 1, None, 1),
        (*SINGLE, "one-hit", 1, 1, 2),
        (*OTHER_SINGLE, "one-hit", 1, 1, 3),
    ]


def test_hits_per_album_on_a_playlist(answer: Answer) -> None:
    # On p2 s1 was listed twice on the 8th, at 1 and at 6.
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


def test_hits_per_album_leaves_out_songs_without_an_album(answer: Answer) -> None:
    songs = lake_of(song=[{"song_id": "s1"}, {"song_id": "s3", "album_id": "b2"}])

    assert answer("hits_per_album", on=songs) == [(*SINGLE, "one-hit", 1, 1, 2)]


def test_albums_without_an_artist_are_listed(answer: Answer) -> None:
    lake = lake_of(album=[{**album, "artist_id": None} for album in ALBUMS])
    night, now_25 = ("b4", "Night", None, None), ("b3", "Now 25", None, None)

    [popular] = answer("album_popularity", on=lake, least_songs="3")
    assert popular[1:5] == now_25
    assert answer("most_popular_albums", on=lake) == [(*night, 1, 91.0)]
    assert answer("longest_albums", on=lake, most_albums="1")[0][1:5] == night
    assert answer("hits_per_album", on=lake)[0][:4] == now_25
    assert answer("albums_with_most_tracks", on=lake)[0][1:5] == now_25
    assert len(answer("latest_releases", on=lake)) == 6


# Of p2's snapshot of the 8th the songs are s1, s9 and s10, of albums b1, b6 and b3; on the 9th s9
# and s1. s10 was never on p1.
ON_P2 = {"playlist_id": "p2"}
ON_P2_AT_LAST = {"playlist_id": "p2", "snapshot_date": "2026-11-30"}


def test_albums_by_type_of_a_playlist(answer: Answer) -> None:
    assert answer("albums_by_type", **ON_P2) == [
        ("album", 1, 1, 33.3),
        ("compilation", 1, 1, 33.3),
        (None, 1, 1, 33.3),
    ]
    assert answer("albums_by_type", **ON_P2_AT_LAST) == [("album", 1, 1, 50.0), (None, 1, 1, 50.0)]
    # On the 8th p1 had s7, s1, s2, s8 and s3, of b4, b1, b1, b5 and b2: with p2's three albums.
    assert answer("albums_by_type", snapshot_date="2026-11-08") == [
        ("album", 2, 3, 33.3),
        ("single", 2, 2, 33.3),
        ("compilation", 1, 1, 16.7),
        (None, 1, 1, 16.7),
    ]


def test_albums_with_most_tracks_of_a_playlist(answer: Answer) -> None:
    assert answer("albums_with_most_tracks", **ON_P2) == [
        (1, *NOW_25, "compilation", 25, 1),
        (2, *FIRST_LIGHT, "album", 10, 1),
    ]
    assert answer("albums_with_most_tracks", **ON_P2_AT_LAST) == [(1, *FIRST_LIGHT, "album", 10, 1)]


def test_album_popularity_of_a_playlist(answer: Answer) -> None:
    assert answer("album_popularity", **ON_P2) == [
        (1, *FIRST_LIGHT, 1, 80.0),
        (2, *NOW_25, 1, 20.0),
    ]
    assert answer("most_popular_albums", **ON_P2) == [(*FIRST_LIGHT, 1, 80.0)]
    assert answer("album_popularity", **ON_P2_AT_LAST) == [(1, *FIRST_LIGHT, 1, 80.0)]
    # On the 6th, p1 had s1, s2, s7 and s6; of s6 the popularity is unknown.
    on_the_6th = {"playlist_id": "p1", "snapshot_date": "2026-11-06"}
    assert answer("album_popularity", **on_the_6th) == [
        (1, *NIGHT, 1, 91.0),
        (2, *FIRST_LIGHT, 2, 77.5),
    ]
    assert answer("most_popular_albums", **on_the_6th, least_songs="2") == [(*FIRST_LIGHT, 2, 77.5)]


def test_longest_albums_of_a_playlist(answer: Answer) -> None:
    assert answer("longest_albums", **ON_P2) == [
        (1, *NOW_25, 1, 25, 181_000, "3:01"),
        (2, *FIRST_LIGHT, 1, 10, 180_000, "3:00"),
    ]
    assert answer("longest_albums", **ON_P2_AT_LAST) == [(1, *FIRST_LIGHT, 1, 10, 180_000, "3:00")]


def test_hits_per_album_in_a_period(answer: Answer) -> None:
    # On the 8th and 9th p1 had s7, s1, s2, s8 and s3.
    assert answer("hits_per_album", playlist_id="p1", first_date="2026-11-08") == [
        (*FIRST_LIGHT, "multi-hit", 2, 10, 2),
        (*NIGHT, "one-hit", 1, 12, 1),
        (*OTHER_SINGLE, "one-hit", 1, 1, 3),
        (*SINGLE, "one-hit", 1, 1, 5),
    ]
    assert [row[0] for row in answer("hits_per_album", last_date="2026-11-01")] == [
        "b1",
        "b3",
        "b2",
    ]


def test_hits_per_album_of_an_artist(answer: Answer) -> None:
    # r2 is credited on s1, s3 and s10, and on no other song of their albums.
    assert answer("hits_per_album", artist_id="r2") == [
        (*FIRST_LIGHT, "one-hit", 1, 10, 1),
        (*SINGLE, "one-hit", 1, 1, 2),
        (*NOW_25, "one-hit", 1, 25, 7),
    ]


def test_album_songs_at_once(answer: Answer) -> None:
    # b1 has s1 and s2, both on p1 in all 8 snapshots, at positions 1 and 2 on the first; b3 has s4
    # and s5, together on the 1st only; b4 has s6 and s7, together on the 6th and 7th, on the 6th
    # at 4 and 3.
    assert answer("album_songs_at_once") == [
        ("p1", "Daily Top", *FIRST_LIGHT, 2, day(1), 1, 10, 8),
        ("p1", "Daily Top", *NIGHT, 2, day(6), 3, 12, 2),
        ("p1", "Daily Top", *NOW_25, 2, day(1), 4, 25, 1),
    ]
    assert answer("album_songs_at_once", least_songs="3") == []
    assert answer("album_songs_at_once", artist_id="r4") == [
        ("p1", "Daily Top", *NIGHT, 2, day(6), 3, 12, 2)
    ]


def test_album_songs_at_once_in_a_period(answer: Answer) -> None:
    # On the 7th s7 of b4 is at 2; b1's songs are at 1 and 3.
    assert answer("album_songs_at_once", first_date="2026-11-07", last_date="2026-11-08") == [
        ("p1", "Daily Top", *FIRST_LIGHT, 2, day(7), 1, 10, 2),
        ("p1", "Daily Top", *NIGHT, 2, day(7), 2, 12, 1),
    ]


def test_album_songs_at_once_on_the_day_with_most(answer: Answer) -> None:
    # s4, s5 and s10 are of b3. A song that is listed twice is one song.
    lake = snapshots(
        {"p1": {1: "s4 s4", 2: "s1 s4 s5", 3: "s10 s5 s4", 4: "s5 s4 s10"}, "p2": {1: "s5 s10"}}
    )

    assert [(row[0], row[2], *row[6:]) for row in answer("album_songs_at_once", on=lake)] == [
        ("p1", "b3", 3, day(3), 1, 25, 3),
        ("p2", "b3", 2, day(1), 1, 25, 1),
    ]


def test_albums_of_an_artist_are_ranked_among_themselves(answer: Answer) -> None:
    # Of r1 are First Light, with s1 and s2 (380.5 s), and Left Alone, without songs; of r4 is
    # Night, where only the popularity of s7 is known.
    assert answer("albums_with_most_tracks", artist_id="r1") == [
        (1, *FIRST_LIGHT, "album", 10, 2),
        (1, *LEFT_ALONE, "album", 10, 0),
    ]
    assert answer("album_popularity", artist_id="r4") == [(1, *NIGHT, 1, 91.0)]
    assert answer("longest_albums", artist_id="r1") == [(1, *FIRST_LIGHT, 2, 10, 380_500, "6:20")]
