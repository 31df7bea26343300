"""The queries of ``sql/artists/``; the expected rows were worked out from the table in lake.py."""

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import SONG_ARTISTS, SONGS, day, lake_of

R1 = ("r1", "Ada")
R2 = ("r2", "Boris")
R3 = ("r3", "Chloé")
R4 = ("r4", "Dmitri, Jr.")
R5 = ("r5", "Ada")
R6 = ("r6", None)
P1 = ("p1", "Daily Top")
P2 = ("p2", "Odds")


def test_artists_by_songs(answer: Answer) -> None:
    # r9 has an album, but no song.
    assert answer("artists_by_songs") == [
        (1, *R1, 5, 3, 2),
        (2, *R2, 3, 1, 2),
        (2, *R3, 3, 2, 1),
        (4, *R4, 2, 1, 1),
        (5, *R5, 1, 1, 0),
        (5, *R6, 1, 1, 0),
    ]


def test_artists_by_songs_lists_all_that_tie(answer: Answer) -> None:
    assert [row[1] for row in answer("artists_by_songs", most_artists="1")] == ["r1"]
    assert [row[1] for row in answer("artists_by_songs", most_artists="2")] == ["r1", "r2", "r3"]
    assert [row[1] for row in answer("artists_by_songs", most_artists="3")] == ["r1", "r2", "r3"]


def test_artists_who_are_credited_twice_count_once(answer: Answer) -> None:
    # Ada is the first and the last artist of s2, and twice a guest on s4; r4 is a guest on s2.
    credited = {"s2": ["r1", "r4", "r1"], "s4": ["r3", "r1", "r1"]}
    twice = lake_of(
        song_artist=[
            *(credit for credit in SONG_ARTISTS if credit["song_id"] not in credited),
            *(
                {"song_id": song_id, "artist_position": position, "artist_id": artist_id}
                for song_id, artist_ids in credited.items()
                for position, artist_id in enumerate(artist_ids, start=1)
            ),
        ]
    )

    assert answer("artists_by_songs", on=twice)[0] == (1, *R1, 6, 3, 3)
    # The popularities of r1's six songs add up to 406.
    assert answer("artist_popularity", on=twice)[0] == (1, *R1, 6, 67.7)
    # On the 1st: Aurora, Blue, Cara and Dune, at 1 to 4.
    first = {"playlist_id": "p1", "last_date": "2026-11-01"}
    assert answer("artist_places", on=twice, **first)[0] == (*P1, day(1), *R1, 4, 1)
    pairs = answer("collaborations", on=twice)
    assert (*R1, *R3, 2, "Cara; Dune") in pairs
    assert (*R1, *R4, 1, "Blue") in pairs


def test_artists_of_whom_only_the_id_is_known_stand(answer: Answer) -> None:
    nameless = lake_of(artist=[])

    assert answer("artists_by_songs", on=nameless)[0] == (1, "r1", None, 5, 3, 2)
    assert answer("artist_popularity", on=nameless)[0] == (1, "r1", None, 5, 65.2)
    assert answer("artist_places", on=nameless)[0] == (*P1, day(1), "r1", None, 3, 1)
    assert answer("collaborations", on=nameless, least_songs="2") == [
        ("r1", None, "r2", None, 3, "Aurora; Aurora; Cara")
    ]


def test_artist_popularity(answer: Answer) -> None:
    # Of r1's five songs they add up to 326, of r3's three to 190, of r2's three to 160. Of r4's two
    # songs one has none, so that one counts.
    assert answer("artist_popularity") == [
        (1, *R1, 5, 65.2),
        (2, *R3, 3, 63.3),
        (3, *R2, 3, 53.3),
    ]
    assert answer("artist_popularity", least_songs="1") == [
        (1, *R5, 1, 91.0),
        (2, *R6, 1, 88.0),
        (3, *R1, 5, 65.2),
        (4, *R3, 3, 63.3),
        (5, *R2, 3, 53.3),
        (6, *R4, 1, 50.0),
    ]
    assert [row[1] for row in answer("artist_popularity", least_songs="5")] == ["r1"]


def test_artist_popularity_of_artists_that_tie(answer: Answer) -> None:
    # r1 is on s1, s7 and s3, r2 on s1 and s3.
    popularity = {"s1": 70, "s7": 70, "s8": 70, "s3": 10}
    songs = lake_of(
        song=[{**song, "popularity": popularity.get(str(song["song_id"]))} for song in SONGS]
    )

    assert answer("artist_popularity", on=songs, least_songs="1") == [
        (1, *R5, 1, 70.0),
        (1, *R6, 1, 70.0),
        (3, *R1, 3, 50.0),
        (4, *R2, 2, 40.0),
        (5, *R3, 1, 10.0),
    ]


def test_artist_popularity_where_spotify_gives_none(answer: Answer) -> None:
    songs = lake_of(song=[{**song, "popularity": None} for song in SONGS])

    assert answer("artist_popularity", on=songs, least_songs="0") == []


def test_artist_places(answer: Answer) -> None:
    # The places held from the 4th to the 7th, without the 5th: r1 9, r2 4, r4 3, r3 2, r5 2, r6 1.
    rows = answer(
        "artist_places", playlist_id="p1", first_date="2026-11-04", last_date="2026-11-07"
    )

    assert rows == [
        (*P1, day(4), *R1, 3, 1),
        (*P1, day(4), *R2, 2, 2),
        (*P1, day(4), *R3, 2, 2),
        (*P1, day(4), *R4, 1, 4),
        (*P1, day(6), *R1, 3, 1),
        (*P1, day(6), *R2, 1, 1),
        (*P1, day(6), *R5, 1, 3),
        (*P1, day(6), *R4, 1, 4),
        (*P1, day(7), *R1, 3, 1),
        (*P1, day(7), *R2, 1, 1),
        (*P1, day(7), *R5, 1, 2),
        (*P1, day(7), *R6, 1, 4),
        (*P1, day(7), *R4, 1, 5),
    ]


def test_artist_places_of_the_leading_artists(answer: Answer) -> None:
    # On the 7th and 8th r1 holds 7 places, r2 3, r5 and r6 2 each, r3 and r4 one.
    rows = [
        (*P1, day(7), *R1, 3, 1),
        (*P1, day(7), *R2, 1, 1),
        (*P1, day(7), *R5, 1, 2),
        (*P1, day(7), *R6, 1, 4),
        (*P1, day(8), *R1, 4, 1),
        (*P1, day(8), *R2, 2, 2),
        (*P1, day(8), *R5, 1, 1),
        (*P1, day(8), *R6, 1, 4),
    ]
    window = {"playlist_id": "p1", "first_date": "2026-11-07", "last_date": "2026-11-08"}

    assert answer("artist_places", most_artists="3", **window) == rows
    assert answer("artist_places", most_artists="4", **window) == rows
    assert [row[3] for row in answer("artist_places", most_artists="2", **window)] == [
        *("r1", "r2", "r1", "r2")
    ]


def test_artist_places_on_each_playlist(answer: Answer) -> None:
    # On p2 s1 stands twice on the 8th, and s10 at 7; nobody is known to perform s9.
    rows = answer("artist_places", most_artists="1")

    assert rows == [
        *((*P1, day(number), *R1, 3, 1) for number in (1, 2, 3, 4, 6, 7)),
        (*P1, day(8), *R1, 4, 1),
        (*P1, day(9), *R1, 4, 1),
        (*P2, day(8), *R1, 2, 1),
        (*P2, day(8), *R2, 2, 1),
        (*P2, day(9), *R1, 1, 2),
        (*P2, day(9), *R2, 1, 2),
    ]
    assert answer("artist_places", playlist_id="p2") == rows[-4:]


def test_collaborations(answer: Answer) -> None:
    # Aurora stands under two ids. The two called Ada sing Glow together.
    assert answer("collaborations") == [
        (*R1, *R2, 3, "Aurora; Aurora; Cara"),
        (*R1, *R5, 1, "Glow"),
        (*R1, *R3, 1, "Cara"),
        (*R2, *R3, 1, "Cara"),
        (*R3, *R4, 1, "Echo"),
    ]
    assert answer("collaborations", least_songs="3") == [(*R1, *R2, 3, "Aurora; Aurora; Cara")]
    assert answer("collaborations", least_songs="4") == []


def test_collaborations_on_a_playlist(answer: Answer) -> None:
    # s10 was on p2 only, on the 8th; s1 on both. Echo left p1 on the 3rd.
    assert answer("collaborations", playlist_id="p2") == [(*R1, *R2, 2, "Aurora; Aurora")]
    assert answer("collaborations", playlist_id="p1") == [
        (*R1, *R2, 2, "Aurora; Cara"),
        (*R1, *R5, 1, "Glow"),
        (*R1, *R3, 1, "Cara"),
        (*R2, *R3, 1, "Cara"),
        (*R3, *R4, 1, "Echo"),
    ]
    assert answer("collaborations", playlist_id="p3") == []


def test_collaborations_are_listed_by_name_where_they_tie(answer: Answer) -> None:
    # r1 is Zoe here; by id, her pair would come first.
    songs = lake_of(
        artist=[
            {"artist_id": "r1", "artist_name": "Zoe"},
            {"artist_id": "r2", "artist_name": "Yves"},
            {"artist_id": "r3", "artist_name": "Xenia"},
        ],
        song_artist=[
            {"song_id": song_id, "artist_position": position, "artist_id": artist_id}
            for song_id, artist_ids in {"s1": ["r1", "r3"], "s2": ["r3", "r2"]}.items()
            for position, artist_id in enumerate(artist_ids, start=1)
        ],
    )

    assert answer("collaborations", on=songs) == [
        ("r2", "Yves", "r3", "Xenia", 1, "Blue"),
        ("r1", "Zoe", "r3", "Xenia", 1, "Aurora"),
    ]


def test_collaborations_on_songs_and_by_artists_without_a_name(answer: Answer) -> None:
    songs = lake_of(
        song=[{"song_id": "s9"}, {"song_id": "s8", "song_name": "Halo"}],
        song_artist=[
            {"song_id": song_id, "artist_position": position, "artist_id": artist_id}
            for song_id in ("s8", "s9")
            for position, artist_id in enumerate(["r6", "r4"], start=1)
        ],
    )

    assert answer("collaborations", on=songs) == [(*R4, *R6, 2, "Halo")]
