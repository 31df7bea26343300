"""The queries of ``sql/artists/``; the expected rows are worked out by hand from lake.py."""

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import SONG_ARTISTS, SONGS, day, lake_of
from tests.unit.sql.snapshots import snapshots

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


def test_artists_without_a_name_are_listed(answer: Answer) -> None:
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


def test_artist_popularity_ties(answer: Answer) -> None:
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


def test_artist_popularity_without_any_popularity(answer: Answer) -> None:
    songs = lake_of(song=[{**song, "popularity": None} for song in SONGS])

    assert answer("artist_popularity", on=songs, least_songs="0") == []


def test_artist_places(answer: Answer) -> None:
    # From the 4th to the 7th, without the 5th, p1 was s2 s3 s1 s6 s4, s1 s2 s7 s6 and
    # s1 s7 s2 s8 s6. Places held: r1 9, r2 4, r4 3, r3 2, r5 2, r6 1.
    rows = answer(
        "artist_places", playlist_id="p1", first_date="2026-11-04", last_date="2026-11-07"
    )

    # An artist who is not in a snapshot has a row of 0 places.
    assert rows == [
        (*P1, day(4), *R1, 3, 1),
        (*P1, day(4), *R2, 2, 2),
        (*P1, day(4), *R3, 2, 2),
        (*P1, day(4), *R4, 1, 4),
        (*P1, day(4), *R5, 0, None),
        (*P1, day(4), *R6, 0, None),
        (*P1, day(6), *R1, 3, 1),
        (*P1, day(6), *R2, 1, 1),
        (*P1, day(6), *R5, 1, 3),
        (*P1, day(6), *R4, 1, 4),
        (*P1, day(6), *R3, 0, None),
        (*P1, day(6), *R6, 0, None),
        (*P1, day(7), *R1, 3, 1),
        (*P1, day(7), *R2, 1, 1),
        (*P1, day(7), *R5, 1, 2),
        (*P1, day(7), *R6, 1, 4),
        (*P1, day(7), *R4, 1, 5),
        (*P1, day(7), *R3, 0, None),
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
    period = {"playlist_id": "p1", "first_date": "2026-11-07", "last_date": "2026-11-08"}

    assert answer("artist_places", most_artists="3", **period) == rows
    assert answer("artist_places", most_artists="4", **period) == rows
    assert [row[3] for row in answer("artist_places", most_artists="2", **period)] == [
        *("r1", "r2", "r1", "r2")
    ]


def test_artist_places_on_each_playlist(answer: Answer) -> None:
    # On p2 s1 is listed twice on the 8th, and s10 at 7; s9 has no known artist.
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


def test_artist_places_of_an_artist(answer: Answer) -> None:
    # r6 has s8 only: on p1 from the 7th on, on p2 never.
    assert answer("artist_places", artist_id="r6", first_date="2026-11-06") == [
        (*P1, day(6), *R6, 0, None),
        (*P1, day(7), *R6, 1, 4),
        (*P1, day(8), *R6, 1, 4),
        (*P1, day(9), *R6, 1, 3),
    ]


def test_artist_places_in_an_empty_snapshot(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s8", 2: "", 3: "s8"}})

    assert [row[2:] for row in answer("artist_places", on=lake)] == [
        (day(1), *R6, 1, 1),
        (day(2), *R6, 0, None),
        (day(3), *R6, 1, 1),
    ]


def test_artist_points(answer: Answer) -> None:
    # On the 1st p1 was s1 s2 s3 s4 s5: 5, 4, 3, 2 and 1 points, 15 in all. r1 has s1, s2 and s3,
    # r2 s1 and s3, r3 s3, s4 and s5, r4 s5.
    first = {"playlist_id": "p1", "last_date": "2026-11-01"}
    assert answer("artist_points", **first) == [
        (*P1, 1, *R1, 12, 80.0, 3, 3, 1),
        (*P1, 2, *R2, 8, 53.3, 2, 2, 1),
        (*P1, 3, *R3, 6, 40.0, 3, 3, 3),
        (*P1, 4, *R4, 1, 6.7, 1, 1, 5),
    ]
    assert [row[3] for row in answer("artist_points", **first, most_artists="2")] == ["r1", "r2"]
    # One artist is shown at any rank.
    assert answer("artist_points", **first, artist_id="r4", most_artists="1") == [
        (*P1, 4, *R4, 1, 6.7, 1, 1, 5)
    ]


def test_artist_points_over_several_snapshots(answer: Answer) -> None:
    # 1st: s8 2, s2 1. 2nd: s2 at 1, then an episode, s8 at 3: 3 and 1. r6 has s8, r1 s2. On p2 s8
    # is listed twice and counts at 1 of 2 positions.
    lake = snapshots({"p1": {1: "s8 s2", 2: "s2 episode s8"}, "p2": {1: "s8 s2 s8"}})

    assert answer("artist_points", on=lake) == [
        (*P1, 1, *R1, 4, 57.1, 1, 2, 1),
        (*P1, 2, *R6, 3, 42.9, 1, 2, 1),
        (*P2, 1, *R6, 2, 66.7, 1, 1, 1),
        (*P2, 2, *R1, 1, 33.3, 1, 1, 2),
    ]


def test_artist_on_playlists(answer: Answer) -> None:
    # r3 has s3, s4 and s5. s3 was on p1 from the 1st to the 4th and from the 8th on, best at 2 on
    # the 4th, on the 2nd (the week before) at 3, like s5; s4 on the 1st, 3rd and 4th.
    assert answer("artist_on_playlists", artist_id="r3") == [
        (*R3, *P1, day(9), 1, 5, day(2), 2, 3, 2, day(4), day(1), day(9), 6)
    ]


def test_artist_on_playlists_up_to_a_day(answer: Answer) -> None:
    # On the 6th no song of r3 was on p1; there is no snapshot of a week before.
    assert answer("artist_on_playlists", artist_id="r3", snapshot_date="2026-11-06") == [
        (*R3, *P1, day(6), 0, None, None, None, 3, 2, day(4), day(1), day(4), 4)
    ]


def test_artist_on_playlists_ranks_the_artists_of_each_playlist(answer: Answer) -> None:
    # Songs now on p1 (s7 s1 s8 s2 s3): r1 four, r2 two, then r3, r5 and r6 one each, of which r3
    # had three ever and the others one, r5 best at 1 and r6 at 3; r4 had s4, s5 and s6, none now.
    rows = answer("artist_on_playlists")

    assert [(row[0], row[2]) for row in rows] == [
        *((artist_id, "p1") for artist_id in ("r1", "r2", "r3", "r5", "r6", "r4")),
        *(("r1", "p2"), ("r2", "p2")),
    ]
    # On p2 the songs of both are s1 and s10; there is no snapshot of a week before.
    assert rows[-1] == (*R2, *P2, day(9), 1, 2, None, None, 2, 1, day(8), day(8), day(9), 2)
    assert [row[0] for row in answer("artist_on_playlists", most_artists="1")] == ["r1", "r1", "r2"]


def test_collaborations(answer: Answer) -> None:
    # Aurora has two ids. The two artists called Ada perform Glow together.
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


# The songs of p2's snapshots: of the 8th s1, s9 and s10, of the 9th s9 and s1.
ON_P2 = {"playlist_id": "p2"}
ON_P2_AT_LAST = {"playlist_id": "p2", "snapshot_date": "2026-11-30"}


def test_artists_by_songs_of_a_playlist(answer: Answer) -> None:
    assert answer("artists_by_songs", **ON_P2) == [(1, *R1, 2, 2, 0), (1, *R2, 2, 0, 2)]
    assert answer("artists_by_songs", **ON_P2_AT_LAST) == [(1, *R1, 1, 1, 0), (1, *R2, 1, 0, 1)]
    # On the 1st, p1 was s1 s2 s3 s4 s5.
    assert answer("artists_by_songs", snapshot_date="2026-11-01") == [
        (1, *R1, 3, 2, 1),
        (1, *R3, 3, 2, 1),
        (3, *R2, 2, 1, 1),
        (4, *R4, 1, 0, 1),
    ]


def test_artist_popularity_of_a_playlist(answer: Answer) -> None:
    # s1 has 80, s10 20.
    assert answer("artist_popularity", **ON_P2) == [(1, *R1, 2, 50.0), (1, *R2, 2, 50.0)]
    assert answer("artist_popularity", **ON_P2_AT_LAST) == []
    assert answer("artist_popularity", **ON_P2_AT_LAST, least_songs="1") == [
        (1, *R1, 1, 80.0),
        (1, *R2, 1, 80.0),
    ]


def test_collaborations_on_a_day(answer: Answer) -> None:
    # On the 1st p1 was s1 s2 s3 s4 s5: s1 by r1 and r2, s3 by r2, r1 and r3, s5 by r3 and r4.
    assert answer("collaborations", snapshot_date="2026-11-01") == [
        (*R1, *R2, 2, "Aurora; Cara"),
        (*R1, *R3, 1, "Cara"),
        (*R2, *R3, 1, "Cara"),
        (*R3, *R4, 1, "Echo"),
    ]
    assert answer("collaborations", **ON_P2_AT_LAST) == [(*R1, *R2, 1, "Aurora")]


def test_collaborations_of_an_artist_name_that_artist_first(answer: Answer) -> None:
    assert answer("collaborations", artist_id="r3") == [
        (*R3, *R1, 1, "Cara"),
        (*R3, *R2, 1, "Cara"),
        (*R3, *R4, 1, "Echo"),
    ]
    assert answer("collaborations", artist_id="r6") == []


def test_an_artist_is_ranked_among_all(answer: Answer) -> None:
    # r1, r2 and r3 are on more songs than r4, and all others' are more popular than s5.
    assert answer("artists_by_songs", artist_id="r4", most_artists="1") == [
        (4, "r4", "Dmitri, Jr.", 2, 1, 1)
    ]
    assert answer("artist_popularity", artist_id="r4", least_songs="1") == [
        (6, "r4", "Dmitri, Jr.", 1, 50.0)
    ]
