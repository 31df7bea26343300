"""Finding playlists in all known containers: id, header and entries."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.import_raw.command import Outcome
from local.lake import Lake
from tests.unit.local.import_raw.answers import (
    API,
    FILE_DAY,
    OTHER_ID,
    PLAYLIST_ID,
    entries,
    entry,
    imported,
    lines,
    page,
    playlist,
    put,
    raw_lines,
    reasons,
    run,
    songs,
)

PAGE = page(1, 2)
ENTRIES = entries(1, 2)
NAMELESS = {"items": ENTRIES}


@pytest.fixture
def older(tmp_path: Path) -> Path:
    return tmp_path / "older"


def import_file(lake: Lake, older: Path, content: Any, name: str = "x.json") -> list[Outcome]:
    put(older, {name: content})
    return run(lake, older / name)


CONTAINERS = {
    "page": PAGE,
    "page that holds item": {**PAGE, "items": [{"item": each["track"]} for each in ENTRIES]},
    "playlist": playlist(PAGE),
    "playlist of 2026": playlist(PAGE, field="items"),
    "playlist with both": playlist(PAGE) | {"items": PAGE},
    "playlist with the list": playlist(ENTRIES),
    "playlist with the list in items": playlist(ENTRIES, field="items"),
    "list of pages": [PAGE],
    "list of playlists": [playlist(PAGE)],
    "spotify-backup": {"playlists": [playlist(ENTRIES)], "albums": []},
    "by id": {PLAYLIST_ID: ENTRIES},
    "playlist beside its entries": {"playlist": playlist({"total": 2}), "tracks": ENTRIES},
    "playlist beside its page": {"playlist": {"id": PLAYLIST_ID}, "tracks": PAGE},
    "wrapped page": {"status": "ok", "data": {"result": PAGE}},
    "wrapped playlist": {"response": {"body": playlist(PAGE)}},
    "wrapped list": {"data": {"playlist_id": PLAYLIST_ID, "Songs": ENTRIES}},
    "list by number": {"playlist_id": PLAYLIST_ID, "rows": {"7": ENTRIES[0], "9": ENTRIES[1]}},
    "pages of a playlist": {"playlist_id": PLAYLIST_ID, "pages": [NAMELESS]},
    "AWS Lambda": {"statusCode": 200, "body": json.dumps(PAGE)},
    "SQS": {"Records": [{"body": json.dumps({"Message": json.dumps(PAGE)})}]},
    "JSON in JSON": json.dumps(PAGE),
    "Airbyte": lines(
        *({"_airbyte_ab_id": "1", "_airbyte_data": {**each, "playlist_id": PLAYLIST_ID}}
          for each in ENTRIES)
    ),
    "Airbyte, as text": lines(
        *({"playlist_id": PLAYLIST_ID, "_airbyte_data": json.dumps(each)} for each in ENTRIES)
    ),
    "Singer": lines(
        {"type": "SCHEMA", "stream": "entries", "schema": {"properties": {}}},
        *({"type": "RECORD", "stream": "entries", "record": each | {"playlist_id": PLAYLIST_ID}}
          for each in ENTRIES),
        {"type": "STATE", "value": {"bookmarks": {}}},
    ),
    "records": lines(*({"raw_item": each, "playlist": PLAYLIST_ID} for each in ENTRIES)),
    "lines": lines(*ENTRIES).replace(b"{", b'{"playlist_id": "%b", ' % PLAYLIST_ID.encode(), 1),
    "pages in lines": lines(page(1, total=2), page(2, offset=1, total=2)),
    "CRLF": lines(page(1, total=2), page(2, offset=1, total=2), end="\r\n"),
    "without line breaks": lines(page(1, total=2), page(2, offset=1, total=2), end=""),
    "with commas": lines(page(1, total=2), page(2, offset=1, total=2), end=",\n"),
    "over many lines": b"".join(
        json.dumps(each, indent=2).encode() for each in (page(1, total=2), page(2, offset=1))
    ),
    "record separators": b"\x1e" + json.dumps(PAGE).encode() + b"\n",
    "byte order mark": b"\xef\xbb\xbf" + json.dumps(PAGE).encode(),
    "UTF-16": json.dumps(PAGE).encode("utf-16"),
    "UTF-16 without a mark": json.dumps(PAGE).encode("utf-16-le"),
    "UTF-32": json.dumps(PAGE).encode("utf-32"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTAINERS)
def test_playlist_is_found_in_its_container(lake: Lake, older: Path, name: str) -> None:
    outcomes = import_file(lake, older, CONTAINERS[name])

    (outcome,) = imported(outcomes)
    assert outcome.playlist_id == PLAYLIST_ID
    assert songs(outcome) == ["track1", "track2"]
    # Entries are unchanged.
    written = [each for line in raw_lines(outcome) for each in line["page"]["items"]]
    kept = [each for each in ENTRIES if name != "page that holds item"]
    for before, after in zip(kept, written, strict=False):
        assert before.items() <= after.items()
    assert not reasons(outcomes)


def test_several_playlists_in_one_text(lake: Lake, older: Path) -> None:
    content = lines(page(1), page(2, playlist_id=OTHER_ID), end=" ")

    outcomes = import_file(lake, older, content)

    assert [(outcome.playlist_id, songs(outcome)) for outcome in outcomes] == [
        (PLAYLIST_ID, ["track1"]),
        (OTHER_ID, ["track2"]),
    ]


def test_object_of_lists_has_a_playlist_per_list(lake: Lake, older: Path) -> None:
    outcomes = import_file(lake, older, {"Rock": entries(1), "Jazz": entries(2)})

    assert [outcome.playlist_id for outcome in outcomes] == ["Rock", "Jazz"]


def test_records_are_split_by_playlist_and_run(lake: Lake, older: Path) -> None:
    def record(song: int, playlist_id: str, time: str) -> dict[str, Any]:
        return {"data": entry(song), "meta": {"fetched_at": time}, "playlist_id": playlist_id}

    content = lines(
        record(1, PLAYLIST_ID, "2024-05-01T06:00:00Z"),
        record(2, PLAYLIST_ID, "2024-05-01T06:00:01Z"),
        record(3, OTHER_ID, "2024-05-01T06:00:02Z"),
        record(1, PLAYLIST_ID, "2024-05-02T06:00:00Z"),
    )

    outcomes = import_file(lake, older, content)

    told = {
        (each.playlist_id, f"{each.extracted_at:%d %H:%M:%S}", *songs(each)) for each in outcomes
    }
    assert told == {
        (PLAYLIST_ID, "01 06:00:00", "track1", "track2"),
        (OTHER_ID, "01 06:00:02", "track3"),
        (PLAYLIST_ID, "02 06:00:00", "track1"),
    }


IDS = {
    "the object": (playlist(PAGE) | {"href": f"{API}/playlists/no"}, "its object"),
    "a page's own id": ({"id": PLAYLIST_ID, "items": ENTRIES}, "its object"),
    "href": ({**NAMELESS, "href": f"{API}/playlists/{PLAYLIST_ID}/tracks"}, "href"),
    "an old href": ({**NAMELESS, "href": f"{API}/users/u/playlists/{PLAYLIST_ID}/tracks"}, "href"),
    "next": ({**NAMELESS, "next": f"{API}/playlists/{PLAYLIST_ID}/items?offset=2"}, "next"),
    "previous": ({**NAMELESS, "previous": f"{API}/playlists/{PLAYLIST_ID}/items"}, "previous"),
    "uri": ({"tracks": NAMELESS, "uri": f"spotify:playlist:{PLAYLIST_ID}"}, "uri"),
    "an old uri": ({"tracks": NAMELESS, "uri": f"spotify:user:u:playlist:{PLAYLIST_ID}"}, "uri"),
    "external_urls": (
        {
            "tracks": NAMELESS,
            "external_urls": {"spotify": f"https://open.spotify.com/playlist/{PLAYLIST_ID}?si=1"},
        },
        "external_urls",
    ),
    "a wrapper's field": ({"playlistId": PLAYLIST_ID, "data": NAMELESS}, "the field playlist_id"),
    "a wrapper's URI": (
        {"playlist_uri": f"spotify:playlist:{PLAYLIST_ID}", "data": NAMELESS},
        "the field playlist_uri",
    ),
    "a wrapper's id": ({"id": PLAYLIST_ID, "data": NAMELESS}, "the field id"),
    "a wrapper's key": ({PLAYLIST_ID: {"tracks": NAMELESS}}, "the field's name"),
}


@pytest.mark.parametrize("name", IDS)
def test_id_comes_from(lake: Lake, older: Path, name: str) -> None:
    content, source = IDS[name]

    (outcome,) = import_file(lake, older, content)

    assert (outcome.playlist_id, outcome.id_source) == (PLAYLIST_ID, source)


@pytest.mark.parametrize("wrapper_id", ["42", "507f1f77bcf86cd799439011", 5, None])
def test_wrapper_id_is_used_only_if_it_looks_like_a_playlist_id(
    lake: Lake, older: Path, wrapper_id: Any
) -> None:
    content = {"id": wrapper_id, "data": PAGE}

    (outcome,) = import_file(lake, older, content)

    assert (outcome.playlist_id, outcome.id_source) == (PLAYLIST_ID, "href")


PATHS = {
    f"playlist_id={PLAYLIST_ID}/x.json": (PLAYLIST_ID, "the path"),
    f"playlist={PLAYLIST_ID}/dt=2024-05-01/x.json": (PLAYLIST_ID, "the path"),
    f"playlist_id={PLAYLIST_ID}.json": (PLAYLIST_ID, "the path"),
    f"{PLAYLIST_ID}/2024-05-01.json": (PLAYLIST_ID, "a folder's name"),
    f"tracks_{PLAYLIST_ID}_2024-05-01.json": (PLAYLIST_ID, "the file's name"),
    "Top 50.json": ("Top 50", "the file's name"),
    "top.page.jsonl.gz": ("top.page", "the file's name"),
    "TOP.NDJSON": ("TOP", "the file's name"),
    "top.txt": ("top.txt", "the file's name"),
    ".json": (".json", "the file's name"),
    "spotify_raw_2024-09-11 11:35:15.052966.json": ("spotify_raw", "the file's name"),
    "top hits/2024-05-01.json": ("top hits", "a folder's name"),
    "top hits/year=2024/month=05/day=01/part-00000-8e0c9c7a-c000.json": (
        "top hits",
        "a folder's name",
    ),
    "stream-1-2024-05-01-06-00-00-8e0c9c7a-1111-4222-8333-123456789abc": (
        "stream-1",
        "the file's name",
    ),
}


@pytest.mark.parametrize("path", PATHS)
def test_id_comes_from_the_path(lake: Lake, older: Path, path: str) -> None:
    (outcome,) = import_file(lake, older, NAMELESS, path)

    assert (outcome.playlist_id, outcome.id_source) == PATHS[path]


@pytest.mark.parametrize(
    "given",
    [
        PLAYLIST_ID,
        f"spotify:playlist:{PLAYLIST_ID}",
        f"https://open.spotify.com/playlist/{PLAYLIST_ID}?si=1",
    ],
)
def test_id_is_given_as_an_id_a_uri_or_a_link(lake: Lake, older: Path, given: str) -> None:
    put(older, {"top.json": NAMELESS, "named.json": page(3, playlist_id=OTHER_ID)})

    named, unnamed = run(lake, older, playlist_id=given)

    assert (unnamed.playlist_id, unnamed.id_source) == (PLAYLIST_ID, "--playlist-id")
    assert named.playlist_id == OTHER_ID


def test_liked_songs_are_named_and_take_the_given_id(lake: Lake, older: Path) -> None:
    content = {**NAMELESS, "href": f"{API}/me/tracks?offset=0&limit=20", "offset": 0, "total": 2}
    put(older, {"liked_2024-05-01.json": content})

    (outcome,) = run(lake, older, playlist_id="liked.someone")

    assert outcome.key is not None
    assert outcome.key.startswith("liked.someone/20240501T000000Z-")
    assert raw_lines(outcome)[0]["playlist"] == {"id": "liked.someone", "name": "Liked Songs"}


ALL = {
    "name": "My playlist", "owner_id": "someone", "owner_name": "Someone", "description": "",
    "followers": 7, "snapshot_id": "S1",
    "url": f"https://open.spotify.com/playlist/{PLAYLIST_ID}", "public": True,
    "collaborative": False, "image_url": "https://i.example/1",
}  # fmt: skip
HEADERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "a page shows nothing": (PAGE, {}),
    "a playlist shows all": (playlist(PAGE), ALL),
    "so does one beside its entries": ({"playlist": playlist(None), "rows": ENTRIES}, ALL),
    "a wrapper with names of its own": (
        {"playlist_name": "P", "playlistOwner": 1, "ownerId": "o", "followers": 5, "data": PAGE},
        {"name": "P", "owner_id": "o", "followers": 5},
    ),
    "metadata": ({"meta": {"name": "P", "snapshot_id": "S"}, "data": PAGE},
                 {"name": "P", "snapshot_id": "S"}),
    "null is null": (
        {"id": PLAYLIST_ID, "name": None, "description": None, "owner": None, "followers": None,
         "images": [], "tracks": PAGE},
        {"name": None, "description": None, "owner_id": None, "owner_name": None,
         "followers": None, "image_url": None},
    ),
    "12.0 is 12": (playlist(PAGE, followers={"total": 12.0}), ALL | {"followers": 12}),
    "a run's name is not the playlist's": ({"job_meta": {"name": "job"}, "data": PAGE}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_header_fields_next_to_the_entries(lake: Lake, older: Path, name: str) -> None:
    content, expected = HEADERS[name]

    (outcome,) = import_file(lake, older, content)

    assert raw_lines(outcome)[0]["playlist"] == {"id": PLAYLIST_ID} | expected


SENSELESS: dict[str, tuple[str, Any]] = {
    "name": ("name", 5),
    "owner_id": ("owner", "someone"),
    "description": ("description", ["x"]),
    "followers": ("followers", {"total": -4419}),
    "snapshot_id": ("snapshot_id", {"x": 1}),
    "url": ("external_urls", 7),
    "public": ("public", "yes"),
    "collaborative": ("collaborative", 1),
    "image_url": ("images", [7]),
}


@pytest.mark.parametrize("detail", SENSELESS)
def test_invalid_header_field_is_left_out(lake: Lake, older: Path, detail: str) -> None:
    field, value = SENSELESS[detail]
    content = playlist(PAGE) | {field: value}

    (outcome,) = import_file(lake, older, content)

    header = raw_lines(outcome)[0]["playlist"]
    missing = ALL.keys() - header.keys()
    assert missing <= {detail, "owner_id", "owner_name"}
    assert detail in missing
    assert songs(outcome) == ["track1", "track2"]


@pytest.mark.parametrize("total", [{"total": "7"}, {"total": 7.5}, {"total": 1e300}, {"total": []}])
def test_invalid_followers_are_left_out(lake: Lake, older: Path, total: dict[str, Any]) -> None:
    (outcome,) = import_file(lake, older, playlist(PAGE, followers=total))

    assert "followers" not in raw_lines(outcome)[0]["playlist"]


ODD = [None, {}, {"added_at": None, "track": None}, {"added_at": "2024-01-01T00:00:00Z"}]


def test_unusual_entries_are_kept_if_one_is_valid(lake: Lake, older: Path) -> None:
    for name, content in {
        "page.json": {"items": [*ODD, entry(1)]},
        "list.json": [*ODD, entry(1)],
        "lines.jsonl": lines(*ODD, entry(1)),
    }.items():
        (outcome,) = import_file(lake, older, content, name)

        assert outcome.entries == 5
        (line,) = raw_lines(outcome)
        assert line["page"]["items"] == [*ODD, entry(1)]


def test_playlist_of_local_or_unavailable_entries_is_imported(lake: Lake, older: Path) -> None:
    local = {"is_local": True, "track": {"id": None, "name": "mine", "uri": "spotify:local:1"}}

    for name, item in {"local.json": local, "gone.json": {"track": None}}.items():
        (outcome,) = import_file(lake, older, {"items": [item, item]}, name)
        assert outcome.entries == 2


def test_empty_playlist_is_imported(lake: Lake, older: Path) -> None:
    (outcome,) = import_file(lake, older, page())

    assert (outcome.entries, outcome.total, outcome.is_whole) == (0, 0, True)
    assert f"{outcome.extracted_at:%Y-%m-%d}" == FILE_DAY


def test_list_of_pages_with_another_value_is_refused(lake: Lake, older: Path) -> None:
    for other in ({"a": 1}, 3, "text"):
        (outcome,) = import_file(lake, older, [PAGE, other])
        assert outcome.reason is not None
        assert outcome.reason.startswith("$[1]: no playlist")


def test_known_non_playlist_in_a_list_of_pages_is_refused_alone(lake: Lake, older: Path) -> None:
    error = {"error": {"status": 429, "message": "API rate limit exceeded"}}
    put(older, {"days.jsonl": lines(page(1), error, page(2, playlist_id=OTHER_ID))})

    outcomes = run(lake, older)

    assert len(imported(outcomes)) == 2
    assert reasons(outcomes) == [
        "line 2: an API error, not a playlist (429 API rate limit exceeded): fetch it again"
    ]


def test_albums_next_to_playlists_are_skipped(lake: Lake, older: Path) -> None:
    album = {"added_at": "2024-01-01T00:00:00Z", "album": {"id": "a", "album_type": "album"}}
    backup = {"playlists": [playlist(ENTRIES), {"name": "Liked Songs", "tracks": entries(3)}],
              "albums": [album]}  # fmt: skip

    outcomes = import_file(lake, older, backup)

    assert [(each.playlist_id, each.id_source) for each in imported(outcomes)] == [
        (PLAYLIST_ID, "its object"),
        ("x", "the file's name"),
    ]
    assert reasons(outcomes) == []
    assert reasons(outcomes, "skipped") == [
        "$.albums[0]: saved albums, not a playlist: leave them out"
    ]


def test_entry_among_pages_is_refused(lake: Lake, older: Path) -> None:
    (outcome,) = import_file(lake, older, [entry(1), PAGE])

    assert outcome.reason == (
        "$[1]: not an entry, among playlist entries: put it into its own file"
    )


def test_entries_nested_too_deeply_are_reported_with_their_path(lake: Lake, older: Path) -> None:
    def wrapped(times: int) -> Any:
        return {f"w{times}": wrapped(times - 1)} if times else PAGE

    (taken,) = import_file(lake, older, wrapped(5))
    (outcome,) = import_file(lake, older, wrapped(7))

    assert taken.status == "imported"
    assert outcome.reason == (
        "$.w7.w6.w5.w4.w3.w2.w1: entries within more than 5 wrappers: take some off"
    )


def test_file_without_playlist_is_described(lake: Lake, older: Path) -> None:
    (outcome,) = import_file(lake, older, {"a": 1, "b": {"c": [2]}})

    assert outcome.reason == (
        "$: no playlist (it has a, b): expected an API page, a playlist, playlist entries, or a "
        "list of one of them"
    )
