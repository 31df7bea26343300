"""What a worker hands on of its raw files, row by row."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glue_jobs.batch.newest import SIGHTING, Sightings
from glue_jobs.tables import ALBUM, ARTIST, PLAYLIST, PLAYLIST_ENTRY, RAW_FILE, SONG
from glue_jobs.tables.table import Table
from tests.unit.glue_jobs.arrow_rows import Row, by_id, rows_of, see, sighted
from tests.unit.glue_jobs.payloads import (
    Json,
    album,
    artist,
    at,
    entry,
    episode,
    episode_as_track,
    image,
    local_track,
    playlist,
    raw_line,
    track,
    without,
)

SEEN_AT = at("2026-11-22T06:00:03")
SEEN = {"first_seen_at": SEEN_AT, "last_seen_at": SEEN_AT}

SINGER = artist("singer", name="Singer", external_urls={"spotify": "https://singer"})
GUEST = artist("guest", name="Guest", external_urls={})
LABEL = artist("label", name="Label", external_urls={"spotify": "https://label"})
RECORD = album(
    "record",
    name="Record",
    album_type="single",
    release_date="2013-05",
    release_date_precision="month",
    total_tracks=2,
    external_urls={"spotify": "https://record"},
    images=[image("https://wide"), image("https://narrow")],
    artists=[LABEL, SINGER],
)
HIT = track(
    "hit",
    name="Hit",
    duration_ms=200_000,
    explicit=True,
    popularity=90,
    external_ids={"isrc": "ISRC1"},
    disc_number=2,
    track_number=7,
    external_urls={"spotify": "https://hit"},
    album=RECORD,
    artists=[SINGER, GUEST],
)
BODY = raw_line(
    entry(HIT, added_at="2026-11-01T10:00:00+01:00"),
    entry(episode("talk")),
    entry(local_track()),
    None,
    playlist=playlist(
        "p1",
        name="Top",
        owner_id="o1",
        owner_name="Owner",
        description="d",
        followers=12,
        url="https://p1",
    ),
    offset=50,
)


def test_a_raw_file_is_handed_on_with_its_counts_and_entries() -> None:
    (snapshot,) = sighted({"p1/a.jsonl": BODY})["snapshot"]

    added = at("2026-11-20T12:00:00")
    rows = snapshot.pop("rows")
    assert snapshot == {
        "raw_file": "p1/a.jsonl",
        "version": "v-p1/a.jsonl",
        "playlist_id": "p1",
        "extracted_at": SEEN_AT,
        "status": "loaded",
        "reason": None,
        "entries": 4,
        "tracks": 1,
        "episodes": 1,
        "local": 1,
        "unavailable": 1,
    }
    assert [tuple(row.values()) for row in rows] == [
        (51, "track", "hit", at("2026-11-01T09:00:00"), 90),
        (52, "episode", None, added, None),
        (53, "local", None, added, None),
        (54, "unavailable", None, None, None),
    ]


def test_a_track_is_handed_on_as_a_song() -> None:
    assert sighted({"k": BODY})["song"] == [
        {
            "song_id": "hit",
            "song_name": "Hit",
            "duration_ms": 200_000,
            "explicit": True,
            "popularity": 90,
            "isrc": "ISRC1",
            "disc_number": 2,
            "track_number": 7,
            "song_url": "https://hit",
            "album_id": "record",
            "artist_ids": ["singer", "guest"],
            "song_added_at": at("2026-11-01T09:00:00"),
            **SEEN,
        }
    ]


def test_its_album_is_handed_on() -> None:
    assert sighted({"k": BODY})["album"] == [
        {
            "album_id": "record",
            "album_name": "Record",
            "album_type": "single",
            "release_date": date(2013, 5, 1),
            "release_date_precision": "month",
            "total_tracks": 2,
            "album_url": "https://record",
            "image_url": "https://wide",
            "artist_id": "label",
            **SEEN,
        }
    ]


def test_the_artists_of_track_and_album_are_handed_on_once_each() -> None:
    assert by_id(sighted({"k": BODY})["artist"]) == {
        "singer": {
            "artist_id": "singer",
            "artist_name": "Singer",
            "artist_url": "https://singer",
            **SEEN,
        },
        "guest": {"artist_id": "guest", "artist_name": "Guest", "artist_url": None, **SEEN},
        "label": {
            "artist_id": "label",
            "artist_name": "Label",
            "artist_url": "https://label",
            **SEEN,
        },
    }


def test_the_playlist_is_handed_on() -> None:
    assert sighted({"k": BODY})["playlist"] == [
        {
            "playlist_id": "p1",
            "playlist_name": "Top",
            "owner_id": "o1",
            "owner_name": "Owner",
            "description": "d",
            "followers": 12,
            "playlist_url": "https://p1",
            **SEEN,
        }
    ]


def test_what_a_track_does_not_say_is_null() -> None:
    bare = {"id": "hit"}
    rows = sighted({"k": raw_line(entry(bare, added_at=None), playlist={"id": "p1"})})

    (song,) = rows["song"]
    assert song == dict.fromkeys(song) | {"song_id": "hit", "artist_ids": []} | SEEN
    assert rows["snapshot"][0]["rows"] == [
        {
            "position": 1,
            "entry_type": "track",
            "song_id": "hit",
            "added_at": None,
            "popularity": None,
        }
    ]
    assert rows["playlist"] == [dict.fromkeys(rows["playlist"][0]) | {"playlist_id": "p1"} | SEEN]
    assert rows["album"] == rows["artist"] == []


def test_what_an_album_and_an_artist_do_not_say_is_null() -> None:
    rows = sighted({"k": raw_line(entry(track(album={"id": "al"}, artists=[{"id": "ar"}])))})

    assert rows["album"] == [dict.fromkeys(rows["album"][0]) | {"album_id": "al"} | SEEN]
    assert rows["artist"] == [dict.fromkeys(rows["artist"][0]) | {"artist_id": "ar"} | SEEN]


@pytest.mark.parametrize(
    "item",
    [
        entry(episode()),
        entry(episode_as_track()),
        entry(local_track()),
        entry(track(), is_local=True),
        entry(track(id=None)),
        entry(track(type="audiobook")),
        entry(),
        None,
    ],
)
def test_only_a_track_with_an_id_makes_songs_albums_and_artists(item: Json | None) -> None:
    rows = sighted({"k": raw_line(item)})

    assert rows["song"] == rows["album"] == rows["artist"] == []
    assert [row["song_id"] for row in rows["snapshot"][0]["rows"]] == [None]
    assert [row["popularity"] for row in rows["snapshot"][0]["rows"]] == [None]


def test_artists_without_an_id_are_left_out_and_the_credits_close_up() -> None:
    unnamed = [None, artist(id=None), artist(id=""), without(artist(), "id"), {}]
    credits_ = [unnamed[0], artist("a"), *unnamed[1:], artist("b"), artist("a")]
    on = album(artists=[*unnamed, artist("c"), artist("d")])
    rows = sighted({"k": raw_line(entry(track(artists=credits_, album=on)))})

    assert rows["song"][0]["artist_ids"] == ["a", "b", "a"]
    assert rows["album"][0]["artist_id"] == "c"
    assert set(by_id(rows["artist"])) == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("images", "first"),
    [
        ([image("https://1"), image("https://2")], "https://1"),
        ([None, {}, image(url=None), image(url=""), image("https://5")], "https://5"),
        ([None], None),
        ([], None),
        (None, None),
    ],
)
def test_the_cover_is_the_first_image_with_an_address(
    images: list[Json | None] | None, first: str | None
) -> None:
    rows = sighted({"k": raw_line(entry(track(album=album(images=images))))})

    assert rows["album"][0]["image_url"] == first


@pytest.mark.parametrize("missing", [None, album(id=None), album(id=""), {}])
def test_a_song_may_have_no_album_to_look_up(missing: Json | None) -> None:
    rows = sighted({"k": raw_line(entry(track("hit", album=missing)))})

    assert rows["album"] == []
    assert rows["song"][0]["album_id"] is None


def test_the_artists_of_an_album_without_an_id_are_artists_all_the_same() -> None:
    rows = sighted({"k": raw_line(entry(track(artists=[], album=album(id=None))))})

    assert [row["artist_id"] for row in rows["artist"]] == ["artist1"]


@pytest.mark.parametrize(
    ("release_date", "precision", "expected"),
    [
        ("1996", "year", date(1996, 1, 1)),
        ("0000", "year", None),
        (None, None, None),
        ("2021-02-30", "day", None),
    ],
)
def test_a_release_date_is_a_date_or_null_and_its_precision_stays(
    release_date: str | None, precision: str | None, expected: date | None
) -> None:
    on = album(release_date=release_date, release_date_precision=precision)
    (row,) = sighted({"k": raw_line(entry(track(album=on)))})["album"]

    assert (row["release_date"], row["release_date_precision"]) == (expected, precision)


def test_whole_numbers_written_with_a_point_are_stored_as_integers() -> None:
    floats = {"duration_ms": 5.0, "popularity": 6.0, "disc_number": 7.0, "track_number": 8.0}
    hit = track(**floats, album=album(total_tracks=9.0))
    rows = sighted({"k": raw_line(entry(hit), playlist=playlist(followers=10.0))})

    song = rows["song"][0]
    assert [song[name] for name in floats] == [5, 6, 7, 8]
    assert rows["snapshot"][0]["rows"][0]["popularity"] == 6
    assert rows["album"][0]["total_tracks"] == 9
    assert rows["playlist"][0]["followers"] == 10


def test_a_song_in_several_places_is_one_song_and_several_entries() -> None:
    rows = sighted({"k": raw_line(entry(HIT), entry(HIT), entry(HIT))})

    assert [row["song_id"] for row in rows["song"]] == ["hit"]
    assert [row["song_id"] for row in rows["snapshot"][0]["rows"]] == ["hit", "hit", "hit"]


def test_an_empty_playlist_is_handed_on_with_no_entries() -> None:
    rows = sighted({"k": raw_line(playlist_id="p1")})

    (snapshot,) = rows["snapshot"]
    assert (snapshot["status"], snapshot["entries"], snapshot["rows"]) == ("loaded", 0, [])
    assert [row["playlist_id"] for row in rows["playlist"]] == ["p1"]
    assert rows["song"] == rows["album"] == rows["artist"] == []


def test_a_file_that_failed_is_handed_on_with_its_reason_and_nothing_else() -> None:
    sightings = Sightings()
    sightings.see_failure("p1/a.jsonl", "v1", "rejected", "line 1: no")
    sightings.see_failure("p1/b.jsonl", None, "unread", "no permission")
    rows = rows_of(sightings.take())

    nothing: Row = {"playlist_id": None, "extracted_at": None, "entries": 0, "tracks": 0}
    nothing |= {"episodes": 0, "local": 0, "unavailable": 0, "rows": []}
    rejected = {"raw_file": "p1/a.jsonl", "version": "v1", "status": "rejected"}
    unread = {"raw_file": "p1/b.jsonl", "version": None, "status": "unread"}
    assert rows == {
        "snapshot": [
            rejected | {"reason": "line 1: no"} | nothing,
            unread | {"reason": "no permission"} | nothing,
        ],
        "playlist": [],
        "song": [],
        "album": [],
        "artist": [],
    }


def test_each_file_keeps_its_own_entries() -> None:
    sightings = see({"a": raw_line(entry(track("t1")), entry(track("t2"))), "b": raw_line()})
    sightings.see_failure("c", None, "unread", "gone")
    see({"d": raw_line(None), "e": raw_line(), "f": raw_line(entry(track("t3")))}, into=sightings)
    sightings.see_failure("g", "v", "rejected", "bad")
    rows = rows_of(sightings.take())["snapshot"]

    songs = {row["raw_file"]: [entry["song_id"] for entry in row["rows"]] for row in rows}
    assert songs == {
        "a": ["t1", "t2"],
        "b": [],
        "c": [],
        "d": [None],
        "e": [],
        "f": ["t3"],
        "g": [],
    }


def test_taking_empties_it() -> None:
    sightings = see({"a": BODY})
    assert list(sightings.take()) != []
    assert list(sightings.take()) == []

    sightings.see_failure("b", None, "unread", "gone")
    rows = rows_of(sightings.take())
    assert [(row["raw_file"], row["rows"]) for row in rows["snapshot"]] == [("b", [])]
    assert rows["song"] == rows["playlist"] == []


def test_nothing_seen_is_nothing_to_take() -> None:
    assert list(Sightings().take()) == []


@pytest.mark.parametrize(
    ("kind", "table", "otherwise"),
    [
        # song: the artists in their order instead of the first; raw_file: no run, but a version.
        ("playlist", PLAYLIST, (set(), set())),
        ("album", ALBUM, (set(), set())),
        ("artist", ARTIST, (set(), set())),
        ("song", SONG, ({"artist_ids"}, {"artist_id"})),
        ("snapshot", RAW_FILE, ({"version"}, {"run_id", "loaded_at"})),
    ],
)
def test_a_sighting_has_the_columns_of_its_table(
    kind: str, table: Table, otherwise: tuple[set[str], set[str]]
) -> None:
    more, less = otherwise
    arrow = {
        "string": pa.string(),
        "int": pa.int32(),
        "bigint": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp_ntz": pa.timestamp("us"),
    }
    fields = {field.name: field.type for field in SIGHTING.field(kind).type}
    columns = {column.name: arrow[column.type] for column in table.columns}

    assert set(fields) - set(columns) == more
    assert set(columns) - set(fields) == less
    assert {name: fields[name] for name in fields if name not in more} == {
        name: columns[name] for name in columns if name not in less
    }


def test_an_entry_has_the_columns_of_its_table_but_those_of_its_snapshot() -> None:
    names = [field.name for field in SIGHTING.field("entries").type.value_type]

    of_snapshot = {"playlist_id", "snapshot_date", "extracted_at", "raw_file"}
    assert {*names} == {*PLAYLIST_ENTRY.column_names} - of_snapshot


ENTRIES: dict[str, list[Json | None]] = {
    "tracks": [entry(HIT), entry(track("other"), under="track"), entry(without(HIT, "type"))],
    "episodes": [entry(episode()), entry(episode_as_track())],
    "local": [entry(local_track()), entry(track(), is_local=True)],
    "unavailable": [None, entry(), entry(track(id=None)), entry(track(type="chapter"))],
}
KIND_AND_ENTRY = st.sampled_from(sorted(ENTRIES)).flatmap(
    lambda kind: st.tuples(st.just(kind), st.sampled_from(ENTRIES[kind]))
)


@given(st.lists(KIND_AND_ENTRY, max_size=12))
def test_the_counts_of_a_file_add_up_to_its_entries(
    drawn: list[tuple[str, Json | None]],
) -> None:
    kinds = [kind for kind, _ in drawn]
    (snapshot,) = sighted({"k": raw_line(*[item for _, item in drawn])})["snapshot"]

    assert {kind: snapshot[kind] for kind in ENTRIES} == {
        kind: kinds.count(kind) for kind in ENTRIES
    }
    assert snapshot["entries"] == len(snapshot["rows"]) == len(drawn)
    names = {"track": "tracks", "episode": "episodes"}
    types = [names.get(row["entry_type"], row["entry_type"]) for row in snapshot["rows"]]
    assert types == kinds
