"""The queries of ``sql/songs/``; the expected rows were worked out from the table in lake.py."""

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import SONGS, Row, at, day, lake_of

AURORA = ("s1", "Aurora", "Ada, Boris")
BLUE = ("s2", "Blue", "Ada")
CARA = ("s3", "Cara", "Boris, Ada, Chloé")
DUNE = ("s4", "Dune", "Chloé")
ECHO = ("s5", "Echo", "Chloé, Dmitri, Jr.")
FADO = ("s6", "Fado", "Dmitri, Jr.")
GLOW = ("s7", "Glow", "Ada, Ada")


def test_shortest_and_longest_songs(answer: Answer) -> None:
    assert answer("shortest_and_longest_songs") == [
        ("shortest", 1, *CARA, "Single", 120_000, "2:00"),
        ("shortest", 1, *DUNE, "Now 25", 120_000, "2:00"),
        ("longest", 1, *GLOW, "Night", 400_000, "6:40"),
    ]


def test_shortest_and_longest_songs_of_either(answer: Answer) -> None:
    assert answer("shortest_and_longest_songs", most_songs="3") == [
        ("shortest", 1, *CARA, "Single", 120_000, "2:00"),
        ("shortest", 1, *DUNE, "Now 25", 120_000, "2:00"),
        ("shortest", 3, *AURORA, "First Light", 180_000, "3:00"),
        ("longest", 1, *GLOW, "Night", 400_000, "6:40"),
        ("longest", 2, *FADO, "Night", 300_000, "5:00"),
        ("longest", 3, *ECHO, "Now 25", 240_000, "4:00"),
    ]


def test_shortest_and_longest_songs_of_all_lengths(answer: Answer) -> None:
    # Seconds that are not full are left off; a song of 0 ms is one of unknown length.
    durations = {"a": 0, "b": 5_999, "c": 3_599_999, "d": 3_600_000, "e": 36_184_000, "f": None}
    songs = lake_of(
        song=[{"song_id": song_id, "duration_ms": ms} for song_id, ms in durations.items()]
    )

    rows = answer("shortest_and_longest_songs", on=songs, most_songs="4")

    assert rows[0] == ("shortest", 1, "b", None, None, None, 5_999, "0:05")
    assert [(row[2], row[7]) for row in rows[4:]] == [
        ("e", "10:03:04"),
        ("d", "1:00:00"),
        ("c", "59:59"),
        ("b", "0:05"),
    ]


def test_popularity_changes(answer: Answer) -> None:
    # Cara and others stayed as they were; of s6 and s9 nothing is known, s10 was seen once.
    assert answer("popularity_changes") == [
        (*AURORA, day(1), 70, day(9), 80, 10),
        (*GLOW, day(6), 85, day(9), 91, 6),
        (*BLUE, day(1), 78, day(9), 75, -3),
    ]
    assert [row[0] for row in answer("popularity_changes", most_songs="2")] == ["s1", "s7"]


def test_popularity_changes_in_a_window(answer: Answer) -> None:
    # On the 2nd s1 and s2 had changed already; s7 came on the 6th.
    assert answer("popularity_changes", first_date="2026-11-02") == [
        (*GLOW, day(6), 85, day(9), 91, 6)
    ]
    assert answer("popularity_changes", last_date="2026-11-06") == [
        (*AURORA, day(1), 70, day(6), 80, 10),
        (*BLUE, day(1), 78, day(6), 75, -3),
    ]
    assert answer("popularity_changes", first_date="2026-11-02", last_date="2026-11-06") == []


def test_popularity_changes_on_a_playlist(answer: Answer) -> None:
    assert [row[0] for row in answer("popularity_changes", playlist_id="p1")] == ["s1", "s7", "s2"]
    assert answer("popularity_changes", playlist_id="p2") == []


def sighting(
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


def test_popularity_changes_between_the_earliest_and_latest_that_are_known(answer: Answer) -> None:
    # Aurora's peak lies between, its first and last sightings tell nothing, and on the 2nd p2 was
    # extracted before p1.
    entries = lake_of(
        playlist_entry=[
            sighting("s1", (1, 6), None),
            sighting("s1", (2, 9), 55),
            sighting("s1", (2, 6), 50, playlist_id="p2"),
            sighting("s1", (3, 6), 90),
            sighting("s1", (4, 6), 53, position=2),
            sighting("s1", (4, 6), 53, position=9),
            sighting("s1", (5, 6), None),
            # On one day, on two playlists, at two times.
            sighting("s2", (3, 6), 20),
            sighting("s2", (3, 18), 17, playlist_id="p2"),
            sighting("s4", (3, 6), 20),
            sighting("s4", (4, 6), 19),
            sighting("s9", (3, 6), 0),
            sighting("s9", (4, 6), 40),
            sighting(None, (3, 6), 1),
            sighting(None, (4, 6), 99),
        ]
    )

    changes = [
        ("s9", None, None, day(3), 0, day(4), 40, 40),
        (*AURORA, day(2), 50, day(4), 53, 3),
        (*BLUE, day(3), 20, day(3), 17, -3),
        (*DUNE, day(3), 20, day(4), 19, -1),
    ]
    assert answer("popularity_changes", on=entries) == changes
    assert answer("popularity_changes", on=entries, most_songs="2") == changes[:3]
    assert answer("popularity_changes", on=entries, most_songs="3") == changes[:3]
    # Aurora from its peak on, and up to it: the window's own days count.
    window = {"first_date": "2026-11-03", "last_date": "2026-11-04"}
    _, aurora, *_ = answer("popularity_changes", on=entries, **window)
    assert aurora == (*AURORA, day(3), 90, day(4), 53, -37)
    aurora, *_ = answer("popularity_changes", on=entries, last_date="2026-11-03")
    assert aurora == (*AURORA, day(2), 50, day(3), 90, 40)
    # On p1 alone it fell from 55.
    _, aurora, *_ = answer("popularity_changes", on=entries, playlist_id="p1")
    assert aurora == (*AURORA, day(2), 55, day(4), 53, -2)


def test_songs_under_several_ids(answer: Answer) -> None:
    # s9 has no ISRC, which is no ISRC that it shares.
    assert answer("songs_under_several_ids") == [("X1", 2, "Aurora", "Ada, Boris", "s1, s10")]


def test_songs_under_several_ids_however_their_isrc_is_written(answer: Answer) -> None:
    written = {
        "s3": "USX9P2600001",
        "s4": "US-X9P-26-00001",
        "s5": "usx9p2600001",
        "s1": "GB1112600002",
        "s9": "gb1112600002",
        "s7": "GB1112600003",
    }
    songs = lake_of(
        song=[{**song, "isrc": written.get(str(song["song_id"]))} for song in SONGS],
    )

    # Each artist stands once, at the best place: Chloé is the last of s3 and the first of s4.
    assert answer("songs_under_several_ids", on=songs) == [
        ("USX9P2600001", 3, "Cara; Dune; Echo", "Boris, Chloé, Ada, Dmitri, Jr.", "s3, s4, s5"),
        ("GB1112600002", 2, "Aurora", "Ada, Boris", "s1, s9"),
    ]


def test_songs_under_several_ids_that_nothing_else_is_known_of(answer: Answer) -> None:
    songs = lake_of(song=[{"song_id": f"t{number}", "isrc": "X"} for number in (1, 2)])

    assert answer("songs_under_several_ids", on=songs) == [("X", 2, None, None, "t1, t2")]
