"""The rows that a worker extracts from its raw files."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glue_jobs.batch.newest import EXTRACTED, ExtractedRows
from glue_jobs.tables import (
    ALBUM,
    ARTIST,
    PLAYLIST,
    PLAYLIST_ENTRY,
    PLAYLIST_SNAPSHOT,
    RAW_FILE,
    SONG,
)
from glue_jobs.tables.table import Table
from tests.unit.glue_jobs.extracted_rows import Row, add_files, by_id, extract, rows_of
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
TIMES = {"first_seen_at": SEEN_AT, "last_seen_at": SEEN_AT, "not_shown": None}

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
    entry(HIT, added_at="2026-11-01T10:00:00+01:00", added_by={"id": "o2", "type": "user"}),
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
        public=True,
        collaborative=False,
        image_url="https://p1/cover",
        snapshot_id="snap",
    ),
    offset=50,
)


def not_shown(*names: str) -> Row:
    return TIMES | {"not_shown": list(names)}


def test_file_row_has_counts_and_entries() -> None:
    (file,) = extract({"p1/a.jsonl": BODY})["file"]

    added = at("2026-11-20T12:00:00")
    rows, snapshot = file.pop("rows"), file.pop("snapshot")
    assert file == {
        "raw_file": "p1/a.jsonl",
        "version": "v-p1/a.jsonl",
        "playlist_id": "p1",
        "extracted_at": SEEN_AT,
        "status": "loaded",
        "reason": None,
        "entries": 4,
        "total": 4,
        "tracks": 1,
        "episodes": 1,
        "local": 1,
        "unavailable": 1,
    }
    assert [tuple(row.values()) for row in rows] == [
        (51, "track", "hit", at("2026-11-01T09:00:00"), "o2", 90),
        (52, "episode", None, added, None, None),
        (53, "local", None, added, None, None),
        (54, "unavailable", None, None, None, None),
    ]
    assert snapshot == {
        "playlist_id": "p1",
        "playlist_name": "Top",
        "description": "d",
        "owner_id": "o1",
        "owner_name": "Owner",
        "followers": 12,
        "is_public": True,
        "is_collaborative": False,
        "image_url": "https://p1/cover",
        "snapshot_id": "snap",
        "entries": 4,
        "total": 4,
        "extracted_at": SEEN_AT,
        "raw_file": "p1/a.jsonl",
    }


def test_track_becomes_a_song_row() -> None:
    assert extract({"k": BODY})["song"] == [
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
            "artist_id": "singer",
            "artist_ids": ["singer", "guest"],
            "song_added_at": at("2026-11-01T09:00:00"),
            **TIMES,
        }
    ]


def test_album_row() -> None:
    assert extract({"k": BODY})["album"] == [
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
            **TIMES,
        }
    ]


def test_artist_rows_of_track_and_album_without_duplicates() -> None:
    assert by_id(extract({"k": BODY})["artist"]) == {
        "singer": {
            "artist_id": "singer",
            "artist_name": "Singer",
            "artist_url": "https://singer",
            **TIMES,
        },
        "guest": {
            "artist_id": "guest",
            "artist_name": "Guest",
            "artist_url": None,
            **not_shown("artist_url"),
        },
        "label": {
            "artist_id": "label",
            "artist_name": "Label",
            "artist_url": "https://label",
            **TIMES,
        },
    }


def test_playlist_row() -> None:
    assert extract({"k": BODY})["playlist"] == [
        {
            "playlist_id": "p1",
            "playlist_name": "Top",
            "owner_id": "o1",
            "owner_name": "Owner",
            "description": "d",
            "followers": 12,
            "playlist_url": "https://p1",
            **TIMES,
        }
    ]


def test_absent_fields_of_tracks_and_playlists_are_listed_in_not_shown() -> None:
    bare = {"id": "hit"}
    rows = extract({"k": raw_line(entry(bare, added_at=None), playlist={"id": "p1"})})

    (song,) = rows["song"]
    attributes = ["song_name", "duration_ms", "explicit", "popularity", "isrc", "disc_number",
                  "track_number", "song_url", "album_id", "artist_id"]  # fmt: skip
    assert song == dict.fromkeys(song) | {"song_id": "hit"} | not_shown(*attributes)
    assert rows["file"][0]["rows"] == [
        {
            "position": 1,
            "entry_type": "track",
            "song_id": "hit",
            "added_at": None,
            "added_by": None,
            "popularity": None,
        }
    ]
    (playlist,) = rows["playlist"]
    attributes = ["playlist_name", "owner_id", "owner_name", "description", "followers",
                  "playlist_url"]  # fmt: skip
    assert playlist == dict.fromkeys(playlist) | {"playlist_id": "p1"} | not_shown(*attributes)
    assert rows["album"] == rows["artist"] == []


def test_absent_fields_of_albums_and_artists_are_listed_in_not_shown() -> None:
    hit = track(
        album={"id": "al", "release_date_precision": "day"},  # a part of release_date alone
        artists=[{"id": "ar"}],
    )
    rows = extract({"k": raw_line(entry(hit))})

    ((album,), (artist,)) = rows["album"], rows["artist"]
    attributes = ["album_name", "album_type", "release_date", "total_tracks", "album_url",
                  "image_url", "artist_id"]  # fmt: skip
    assert album == dict.fromkeys(album) | {"album_id": "al"} | not_shown(*attributes)
    of_artist = not_shown("artist_name", "artist_url")
    assert artist == dict.fromkeys(artist) | {"artist_id": "ar"} | of_artist


@pytest.mark.parametrize(
    ("field", "shown_as_null", "column"),
    [
        ("name", {"name": None}, "song_name"),
        ("external_ids", {"external_ids": {"isrc": None}}, "isrc"),
        ("external_ids", {"external_ids": None}, "isrc"),
        ("external_urls", {"external_urls": None}, "song_url"),
        ("album", {"album": None}, "album_id"),
        ("album", {"album": album(id=None)}, "album_id"),
        ("artists", {"artists": None}, "artist_id"),
        ("artists", {"artists": []}, "artist_id"),
    ],
)
def test_null_field_differs_from_an_absent_one(
    field: str, shown_as_null: Json, column: str
) -> None:
    shown = extract({"k": raw_line(entry(HIT | shown_as_null))})["song"]
    absent = extract({"k": raw_line(entry(without(HIT, field)))})["song"]

    assert [(row[column], row["not_shown"]) for row in shown] == [(None, None)]
    assert [(row[column], row["not_shown"]) for row in absent] == [(None, [column])]


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
def test_only_tracks_with_an_id_give_songs_albums_and_artists(item: Json | None) -> None:
    rows = extract({"k": raw_line(item)})

    assert rows["song"] == rows["album"] == rows["artist"] == []
    assert [row["song_id"] for row in rows["file"][0]["rows"]] == [None]
    assert [row["popularity"] for row in rows["file"][0]["rows"]] == [None]


def test_artist_without_id_keeps_its_position() -> None:
    unnamed = [None, artist(id=None), artist(id=""), without(artist(), "id"), {}]
    credits_ = [unnamed[0], artist("a"), *unnamed[1:], artist("b"), artist("a")]
    on = album(artists=[*unnamed, artist("c"), artist("d")])
    rows = extract({"k": raw_line(entry(track(artists=credits_, album=on)))})

    assert rows["song"][0]["artist_ids"] == [None, "a", None, None, None, None, "b", "a"]
    assert rows["song"][0]["artist_id"] == "a"
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
def test_image_url_is_the_first_image_with_a_url(
    images: list[Json | None] | None, first: str | None
) -> None:
    rows = extract({"k": raw_line(entry(track(album=album(images=images))))})

    assert rows["album"][0]["image_url"] == first


@pytest.mark.parametrize("missing", [None, album(id=None), album(id=""), {}])
def test_song_with_an_album_without_id(missing: Json | None) -> None:
    rows = extract({"k": raw_line(entry(track("hit", album=missing)))})

    assert rows["album"] == []
    assert rows["song"][0]["album_id"] is None


def test_artists_of_an_album_without_id() -> None:
    rows = extract({"k": raw_line(entry(track(artists=[], album=album(id=None))))})

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
def test_release_date_and_precision(
    release_date: str | None, precision: str | None, expected: date | None
) -> None:
    on = album(release_date=release_date, release_date_precision=precision)
    (row,) = extract({"k": raw_line(entry(track(album=on)))})["album"]

    assert (row["release_date"], row["release_date_precision"]) == (expected, precision)


def test_integers_with_a_decimal_point() -> None:
    floats = {"duration_ms": 5.0, "popularity": 6.0, "disc_number": 7.0, "track_number": 8.0}
    hit = track(**floats, album=album(total_tracks=9.0))
    rows = extract({"k": raw_line(entry(hit), playlist=playlist(followers=10.0))})

    song = rows["song"][0]
    assert [song[name] for name in floats] == [5, 6, 7, 8]
    assert rows["file"][0]["rows"][0]["popularity"] == 6
    assert rows["album"][0]["total_tracks"] == 9
    assert rows["playlist"][0]["followers"] == 10


def test_repeated_song_gives_one_song_row_and_several_entries() -> None:
    rows = extract({"k": raw_line(entry(HIT), entry(HIT), entry(HIT))})

    assert [row["song_id"] for row in rows["song"]] == ["hit"]
    assert [row["song_id"] for row in rows["file"][0]["rows"]] == ["hit", "hit", "hit"]


def test_empty_playlist() -> None:
    rows = extract({"k": raw_line(playlist_id="p1")})

    (file,) = rows["file"]
    assert (file["status"], file["entries"], file["rows"]) == ("loaded", 0, [])
    assert [row["playlist_id"] for row in rows["playlist"]] == ["p1"]
    assert rows["song"] == rows["album"] == rows["artist"] == []


def test_failed_file_gives_only_a_file_row_with_its_reason() -> None:
    extracted = ExtractedRows()
    extracted.add_unloaded("p1/a.jsonl", "v1", "rejected", "line 1: no")
    extracted.add_unloaded("p1/b.jsonl", None, "failed", "no permission")
    rows = rows_of(extracted.take())

    nothing: Row = {"playlist_id": None, "extracted_at": None, "entries": 0, "total": None}
    nothing |= {
        "tracks": 0,
        "episodes": 0,
        "local": 0,
        "unavailable": 0,
        "rows": [],
        "snapshot": None,
    }
    rejected = {"raw_file": "p1/a.jsonl", "version": "v1", "status": "rejected"}
    failed = {"raw_file": "p1/b.jsonl", "version": None, "status": "failed"}
    assert rows == {
        "file": [
            rejected | {"reason": "line 1: no"} | nothing,
            failed | {"reason": "no permission"} | nothing,
        ],
        "playlist": [],
        "song": [],
        "album": [],
        "artist": [],
    }


def test_each_file_has_its_own_entries() -> None:
    extracted = add_files({"a": raw_line(entry(track("t1")), entry(track("t2"))), "b": raw_line()})
    extracted.add_unloaded("c", None, "failed", "gone")
    add_files(
        {"d": raw_line(None), "e": raw_line(), "f": raw_line(entry(track("t3")))}, to=extracted
    )
    extracted.add_unloaded("g", "v", "rejected", "bad")
    rows = rows_of(extracted.take())["file"]

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


def test_take_removes_the_rows() -> None:
    extracted = add_files({"a": BODY})
    assert list(extracted.take()) != []
    assert list(extracted.take()) == []

    extracted.add_unloaded("b", None, "failed", "gone")
    rows = rows_of(extracted.take())
    assert [(row["raw_file"], row["rows"]) for row in rows["file"]] == [("b", [])]
    assert rows["song"] == rows["playlist"] == []


def test_take_without_files_returns_nothing() -> None:
    assert list(ExtractedRows().take()) == []


@pytest.mark.parametrize(
    ("kind", "table", "otherwise"),
    [
        ("playlist", PLAYLIST, ({"not_shown"}, {"shown_at"})),
        ("album", ALBUM, ({"not_shown"}, {"shown_at"})),
        ("artist", ARTIST, ({"not_shown"}, {"shown_at"})),
        ("song", SONG, ({"artist_ids", "not_shown"}, {"shown_at"})),
        ("snapshot", PLAYLIST_SNAPSHOT, (set(), {"snapshot_date"})),
        ("file", RAW_FILE, ({"version"}, {"run_id", "loaded_at"})),
    ],
)
def test_extracted_row_has_the_columns_of_its_table(
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
    fields = {field.name: field.type for field in EXTRACTED.field(kind).type}
    columns = {column.name: arrow.get(column.type) for column in table.columns}

    assert set(fields) - set(columns) == more
    assert set(columns) - set(fields) == less
    assert {name: fields[name] for name in fields if name not in more} == {
        name: columns[name] for name in columns if name not in less
    }


def test_entry_row_has_the_columns_of_its_table_except_the_snapshots() -> None:
    names = [field.name for field in EXTRACTED.field("entries").type.value_type]

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
def test_counts_of_a_file_add_up_to_its_entries(
    drawn: list[tuple[str, Json | None]],
) -> None:
    kinds = [kind for kind, _ in drawn]
    (file,) = extract({"k": raw_line(*[item for _, item in drawn])})["file"]

    assert {kind: file[kind] for kind in ENTRIES} == {kind: kinds.count(kind) for kind in ENTRIES}
    assert file["entries"] == len(file["rows"]) == len(drawn)
    names = {"track": "tracks", "episode": "episodes"}
    types = [names.get(row["entry_type"], row["entry_type"]) for row in file["rows"]]
    assert types == kinds
