"""The queries of ``sql/songs/``; the expected rows are worked out by hand from lake.py."""

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import SONGS, Row, at, day, lake_of
from tests.unit.sql.snapshots import snapshots

AURORA = ("s1", "Aurora", "Ada, Boris")
BLUE = ("s2", "Blue", "Ada")
CARA = ("s3", "Cara", "Boris, Ada, Chloé")
DUNE = ("s4", "Dune", "Chloé")
ECHO = ("s5", "Echo", "Chloé, Dmitri, Jr.")
FADO = ("s6", "Fado", "Dmitri, Jr.")
GLOW = ("s7", "Glow", "Ada, Ada")


def test_shortest_and_longest_songs(answer: Answer) -> None:
    assert answer("shortest_and_longest_songs") == [
        ("shortest", 1, *CARA, "b2", "Single", 120_000, "2:00"),
        ("shortest", 1, *DUNE, "b3", "Now 25", 120_000, "2:00"),
        ("longest", 1, *GLOW, "b4", "Night", 400_000, "6:40"),
    ]


def test_three_shortest_and_longest_songs(answer: Answer) -> None:
    assert answer("shortest_and_longest_songs", most_songs="3") == [
        ("shortest", 1, *CARA, "b2", "Single", 120_000, "2:00"),
        ("shortest", 1, *DUNE, "b3", "Now 25", 120_000, "2:00"),
        ("shortest", 3, *AURORA, "b1", "First Light", 180_000, "3:00"),
        ("longest", 1, *GLOW, "b4", "Night", 400_000, "6:40"),
        ("longest", 2, *FADO, "b4", "Night", 300_000, "5:00"),
        ("longest", 3, *ECHO, "b3", "Now 25", 240_000, "4:00"),
    ]


def test_shortest_and_longest_songs_of_a_playlist(answer: Answer) -> None:
    # s1 (180 s) and s10 (181 s) were on p2, and s9 of unknown duration; on the 9th s10 was gone.
    ten = ("s10", "Aurora", "Ada, Boris")
    assert answer("shortest_and_longest_songs", playlist_id="p2") == [
        ("shortest", 1, *AURORA, "b1", "First Light", 180_000, "3:00"),
        ("longest", 1, *ten, "b3", "Now 25", 181_000, "3:01"),
    ]
    on_the_9th = {"playlist_id": "p2", "snapshot_date": "2026-11-09"}
    rows = answer("shortest_and_longest_songs", **on_the_9th)
    assert [(row[0], row[2]) for row in rows] == [("shortest", "s1"), ("longest", "s1")]


def test_shortest_and_longest_songs_formats_durations(answer: Answer) -> None:
    # Seconds are rounded down; a song of 0 ms is one of unknown length.
    durations = {"a": 0, "b": 5_999, "c": 3_599_999, "d": 3_600_000, "e": 36_184_000, "f": None}
    songs = lake_of(
        song=[{"song_id": song_id, "duration_ms": ms} for song_id, ms in durations.items()]
    )

    rows = answer("shortest_and_longest_songs", on=songs, most_songs="4")

    assert rows[0] == ("shortest", 1, "b", None, None, None, None, 5_999, "0:05")
    assert [(row[2], row[8]) for row in rows[4:]] == [
        ("e", "10:03:04"),
        ("d", "1:00:00"),
        ("c", "59:59"),
        ("b", "0:05"),
    ]


def test_popularity_changes(answer: Answer) -> None:
    # s3 and others did not change; s6 and s9 have no popularity, s10 has a single day.
    assert answer("popularity_changes") == [
        (*AURORA, day(1), 70, day(9), 8, 80, 10),
        (*GLOW, day(6), 85, day(9), 3, 91, 6),
        (*BLUE, day(1), 78, day(9), 8, 75, -3),
    ]
    assert [row[0] for row in answer("popularity_changes", most_songs="2")] == ["s1", "s7"]


def test_popularity_changes_in_a_period(answer: Answer) -> None:
    # From the 2nd on s1 and s2 keep their popularity; s7 enters on the 6th.
    assert answer("popularity_changes", first_date="2026-11-02") == [
        (*GLOW, day(6), 85, day(9), 3, 91, 6)
    ]
    assert answer("popularity_changes", last_date="2026-11-06") == [
        (*AURORA, day(1), 70, day(6), 5, 80, 10),
        (*BLUE, day(1), 78, day(6), 5, 75, -3),
    ]
    assert answer("popularity_changes", first_date="2026-11-02", last_date="2026-11-06") == []


def test_popularity_changes_on_a_playlist(answer: Answer) -> None:
    assert [row[0] for row in answer("popularity_changes", playlist_id="p1")] == ["s1", "s7", "s2"]
    assert answer("popularity_changes", playlist_id="p2") == []


def test_popularity_changes_of_a_song_and_of_an_artist(answer: Answer) -> None:
    assert answer("popularity_changes", song_id="s2") == [(*BLUE, day(1), 78, day(9), 8, 75, -3)]
    # r5 is credited on s7 only, r1 on all three; the rank is among the artist's songs.
    assert [row[0] for row in answer("popularity_changes", artist_id="r5")] == ["s7"]
    assert [row[0] for row in answer("popularity_changes", artist_id="r1")] == ["s1", "s7", "s2"]
    assert [row[0] for row in answer("popularity_changes", artist_id="r2", most_songs="1")] == [
        "s1"
    ]


def entry(
    song_id: str | None,
    time: tuple[int, int],
    popularity: int | None,
    playlist_id: str = "p1",
    position: int = 1,
) -> Row:
    """An entry extracted on this day of November, at this hour."""
    return {
        "playlist_id": playlist_id,
        "snapshot_date": day(time[0]),
        "position": position,
        "entry_type": "track" if song_id else "local",
        "song_id": song_id,
        "popularity": popularity,
        "extracted_at": at(*time),
    }


def test_popularity_changes_between_the_first_and_last_known_popularity(answer: Answer) -> None:
    # s1's peak is in between, its first and last entries have no popularity, and on the 2nd p2 was
    # extracted before p1.
    lake = lake_of(
        playlist_entry=[
            entry("s1", (1, 6), None),
            entry("s1", (2, 9), 55),
            entry("s1", (2, 6), 50, playlist_id="p2"),
            entry("s1", (3, 6), 90),
            entry("s1", (4, 6), 53, position=2),
            entry("s1", (4, 6), 53, position=9),
            entry("s1", (5, 6), None),
            # On one day, on two playlists, at two times.
            entry("s2", (3, 6), 20),
            entry("s2", (3, 18), 17, playlist_id="p2"),
            entry("s4", (3, 6), 20),
            entry("s4", (4, 6), 19),
            entry("s9", (3, 6), 0),
            entry("s9", (4, 6), 40),
            entry(None, (3, 6), 1),
            entry(None, (4, 6), 99),
        ]
    )

    changes = [
        ("s9", None, None, day(3), 0, day(4), 1, 40, 40),
        (*AURORA, day(2), 50, day(4), 2, 53, 3),
        (*BLUE, day(3), 20, day(3), 0, 17, -3),
        (*DUNE, day(3), 20, day(4), 1, 19, -1),
    ]
    assert answer("popularity_changes", on=lake) == changes
    assert answer("popularity_changes", on=lake, most_songs="2") == changes[:3]
    assert answer("popularity_changes", on=lake, most_songs="3") == changes[:3]
    # s1 from its peak on, and up to it.
    period = {"first_date": "2026-11-03", "last_date": "2026-11-04"}
    _, aurora, *_ = answer("popularity_changes", on=lake, **period)
    assert aurora == (*AURORA, day(3), 90, day(4), 1, 53, -37)
    aurora, *_ = answer("popularity_changes", on=lake, last_date="2026-11-03")
    assert aurora == (*AURORA, day(2), 50, day(3), 1, 90, 40)
    # On p1 alone s1 fell from 55.
    _, aurora, *_ = answer("popularity_changes", on=lake, playlist_id="p1")
    assert aurora == (*AURORA, day(2), 55, day(4), 2, 53, -2)


def test_songs_under_several_ids(answer: Answer) -> None:
    assert answer("songs_under_several_ids") == [("X1", 2, "Aurora", "Ada, Boris", "s1, s10")]


def test_songs_under_several_ids_normalizes_isrcs(answer: Answer) -> None:
    written = {
        "s3": "USX9P2600001",
        "s4": "US-X9P-26-00001",
        "s5": "usx9p2600001 ",
        "s1": "GB1112600002",
        "s9": "gb1112600002",
        "s7": "GB1112600003",
        # No ISRC is not one that songs share.
        "s2": "",
        "s6": " ",
        "s8": "",
        "s10": None,
    }
    songs = lake_of(
        song=[{**song, "isrc": written.get(str(song["song_id"]))} for song in SONGS],
    )

    # Each artist is named once, at the best place: Chloé is the last of s3 and the first of s4.
    assert answer("songs_under_several_ids", on=songs) == [
        ("USX9P2600001", 3, "Cara; Dune; Echo", "Boris, Chloé, Ada, Dmitri, Jr.", "s3, s4, s5"),
        ("GB1112600002", 2, "Aurora", "Ada, Boris", "s1, s9"),
    ]


def test_songs_under_several_ids_of_which_nothing_else_is_known(answer: Answer) -> None:
    songs = lake_of(song=[{"song_id": f"t{number}", "isrc": "X"} for number in (1, 2)])

    assert answer("songs_under_several_ids", on=songs) == [("X", 2, None, None, "t1, t2")]


def test_songs_under_several_ids_of_a_playlist(answer: Answer) -> None:
    # All ids are listed if the playlist has one of them.
    isrcs = {"s1": "A", "s10": "A", "s2": "B", "s3": "B", "s8": "C", "s9": "C"}
    lake = lake_of(song=[{**song, "isrc": isrcs.get(str(song["song_id"]))} for song in SONGS])

    def found(**parameters: str) -> list[str]:
        return [row[0] for row in answer("songs_under_several_ids", on=lake, **parameters)]

    assert found(playlist_id="p1") == ["A", "B", "C"]
    assert found(playlist_id="p2") == ["A", "C"]
    # s8 entered p1 on the 7th.
    assert found(playlist_id="p1", snapshot_date="2026-11-06") == ["A", "B"]


def test_an_artist_who_is_credited_twice_is_named_once(answer: Answer) -> None:
    credited = [
        {"song_id": "s1", "artist_position": position, "artist_id": artist_id}
        for position, artist_id in enumerate(["r1", "r2", "r1"], start=1)
    ]
    lake = lake_of(song_artist=credited)

    assert answer("popularity_changes", on=lake, song_id="s1")[0][2] == "Ada, Boris"


def test_song_on_playlists(answer: Answer) -> None:
    # s1 is at 2 on p1, as a week before, on the 2nd; its peak was on the 1st. On p2 it is at 2, and
    # there is no snapshot of a week before.
    assert answer("song_on_playlists", song_id="s1") == [
        (
            *(*AURORA, "p1", "Daily Top", day(9), 2, "same", 0, day(2), 2),
            *(1, day(1), day(1), day(9), 8),
        ),
        (
            *(*AURORA, "p2", "Odds", day(9), 2, None, None, None, None),
            *(1, day(8), day(8), day(9), 2),
        ),
    ]


def test_song_on_playlists_of_an_artist(answer: Answer) -> None:
    # r4 has s5 and s6, both gone from p1: s6 was there from the 2nd to the 7th, best at 4, at first
    # on the 2nd; s5 on the 1st and 2nd at 5.
    gone = ("p1", "Daily Top", day(9), None, "gone", None, day(2))
    assert answer("song_on_playlists", artist_id="r4") == [
        (*FADO, *gone, 4, 4, day(2), day(2), day(7), 5),
        (*ECHO, *gone, 5, 5, day(1), day(1), day(2), 2),
    ]


def test_song_on_playlists_movements_within_a_week(answer: Answer) -> None:
    # song, position, movement, places up, position a week before
    def moves(**parameters: str) -> list[tuple[object, ...]]:
        rows = answer("song_on_playlists", playlist_id="p1", **parameters)
        return [(row[0], *row[6:9], row[10]) for row in rows]

    # The 9th against the 2nd; s4, s5 and s6 are gone.
    assert moves() == [
        ("s7", 1, "new", None, None),
        ("s1", 2, "same", 0, 2),
        ("s8", 3, "new", None, None),
        ("s2", 4, "down", -3, 1),
        ("s3", 5, "down", -2, 3),
        ("s4", None, "gone", None, None),
        ("s6", None, "gone", None, 4),
        ("s5", None, "gone", None, 5),
    ]
    # The 8th against the 1st.
    assert moves(song_id="s3", snapshot_date="2026-11-08") == [("s3", 5, "down", -2, 3)]


def test_song_on_playlists_knows_songs_that_rose_or_came_back(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s4", 2: "s1 s2 s3", 9: "s2 s4 s3"}})

    rows = answer("song_on_playlists", on=lake)
    assert [(row[0], row[7], row[8]) for row in rows] == [
        ("s2", "up", 1),
        ("s4", "back", None),
        ("s3", "same", 0),
        ("s1", "gone", None),
    ]


def test_first_playlist(answer: Answer) -> None:
    # p1 had s1 in its oldest snapshot, p2 took it on the 3rd; s2 was on p2 first, from the 2nd, and
    # on p1 from the 4th. s3 is in the oldest snapshot of both: which had it first is unknown. s4 is
    # on one playlist only.
    lake = snapshots(
        {
            "p1": {1: "s1 s3 s4", 4: "s2 s1 s2"},
            "p2": {1: "s3", 2: "s2", 3: "s1 s2", 6: "s1"},
        }
    )

    top, odds = ("p1", "Daily Top"), ("p2", "Odds")
    by_s1 = (*AURORA, *top, day(1), False, *odds, day(3), 2)
    by_s2 = (*BLUE, *odds, day(2), True, *top, day(4), 2)
    assert answer("first_playlist", on=lake) == [by_s2, by_s1]
    assert answer("first_playlist", on=lake, song_id="s1") == [by_s1]
    # r2 is credited on s1, not on s2.
    assert answer("first_playlist", on=lake, artist_id="r2") == [by_s1]
    assert answer("first_playlist", on=lake, playlist_id="p1") == [by_s2, by_s1]
    assert answer("first_playlist", on=lake, playlist_id="p3") == []
    assert answer("first_playlist", on=lake, last_date="2026-11-03") == [by_s1]
    assert answer("first_playlist", on=lake, first_date="2026-11-04") == [by_s2]


def test_first_playlist_of_several(answer: Answer) -> None:
    # s1 was on p1 and p3 from the 2nd; of two on one day the first by id leads.
    lake = snapshots({"p1": {1: "", 2: "s1"}, "p2": {1: "s2", 9: "s1"}, "p3": {1: "", 2: "s1"}})

    assert [(row[3], row[7], row[10]) for row in answer("first_playlist", on=lake)] == [
        ("p1", "p2", 7),
        ("p1", "p3", 0),
    ]
