"""Other Spotify objects and formats are refused by name, not loaded as unavailable entries."""

import bz2
import io
import json
import lzma
import pickle
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from local.lake import Lake
from tests.unit.local.import_raw.answers import (
    API,
    PLAYLIST_ID,
    entries,
    entry,
    imported,
    lines,
    page,
    playlist,
    put,
    reasons,
    run,
    track,
)

TRACK = track(1)
SAVED = "2024-01-01T00:00:00Z"
EXPORTED = {
    "track": {"trackName": "A", "artistName": "B", "albumName": "C", "trackUri": "spotify:track:x"},
    "episode": None,
    "localTrack": None,
    "addedDate": "2025-02-01",
}
EXPORTED_PLAYLIST = {"name": "Choir", "lastModifiedDate": "2025-02-01", "items": [EXPORTED],
                     "description": None, "numberOfFollowers": 1}  # fmt: skip
COLUMNS = {
    "added_at": {"0": SAVED, "1": SAVED},
    "track": {"0": TRACK, "1": TRACK},
}
ALBUM = {"album_type": "album", "id": "a", "name": "A", "tracks": {"items": [TRACK], "total": 1}}

OBJECTS: dict[str, tuple[Any, str]] = {
    "account data export": ({"playlists": [EXPORTED_PLAYLIST]}, "Spotify's account data export"),
    "one playlist of it": (EXPORTED_PLAYLIST, "Spotify's account data export"),
    "its entries alone": ([EXPORTED, EXPORTED], "Spotify's account data export"),
    "its library": (
        {"tracks": [{"artist": "A", "album": "B", "track": "C", "uri": "spotify:track:x"}],
         "albums": [], "shows": [], "bannedTracks": []},
        "Spotify's account data export",
    ),
    "its searches": ([{"searchQuery": "x", "searchTime": SAVED}], "Spotify's account data export"),
    "streaming history": (
        [{"endTime": "2024-01-01 10:00", "artistName": "A", "trackName": "B", "msPlayed": 1}],
        "a streaming history",
    ),
    "extended streaming history": (
        [{"ts": SAVED, "ms_played": 1, "spotify_track_uri": "spotify:track:x"}],
        "a streaming history",
    ),
    "recently played": (
        {"items": [{"track": TRACK, "played_at": SAVED, "context": None}], "next": None,
         "cursors": {"after": "1"}, "href": f"{API}/me/player/recently-played"},
        "recently played tracks",
    ),
    "recently played, alone": ([{"track": TRACK, "played_at": SAVED}], "recently played tracks"),
    "nothing recently played": ({"items": [], "cursors": None, "limit": 20}, "recently played"),
    "currently playing": (
        {"timestamp": 1714543200000, "progress_ms": 1, "item": TRACK, "is_playing": True,
         "currently_playing_type": "track"},
        "the player's answer",
    ),
    "polls of the player": (
        lines(*({"item": TRACK, "progress_ms": n, "is_playing": True} for n in (1, 2))),
        "the player's answer",
    ),
    "queue": ({"currently_playing": TRACK, "queue": [TRACK]}, "the player's answer"),
    "search": (
        {"tracks": {"href": f"{API}/search?q=x", "items": [TRACK], "total": 1}},
        "search results",
    ),
    "search without results": (
        {"tracks": {"href": f"{API}/search?q=x", "items": [], "total": 0}},
        "search results",
    ),
    "search for playlists": (
        {"playlists": {"href": f"{API}/search?q=x", "items": [playlist({"total": 3})]}},
        "search results",
    ),
    "album": (ALBUM, "albums, not playlists"),
    "albums": ({"albums": [ALBUM]}, "albums, not playlists"),
    "album's tracks": (
        {"href": f"{API}/albums/a/tracks", "items": [TRACK], "total": 1},
        "albums, not playlists",
    ),
    "new releases": (
        {"albums": {"href": f"{API}/browse/new-releases", "items": [ALBUM]}},
        "albums, not playlists",
    ),
    "top tracks": ({"href": f"{API}/me/top/tracks", "items": [TRACK]}, "a user's top items"),
    "saved albums": ({"items": [{"added_at": SAVED, "album": ALBUM}]}, "saved albums"),
    "saved shows": ({"items": [{"added_at": SAVED, "show": {"id": "s"}}]}, "saved shows"),
    "saved episodes": ({"items": [{"added_at": SAVED, "episode": {"id": "e"}}]}, "saved episodes"),
    "tracks": ({"tracks": [TRACK]}, "tracks by themselves"),
    "list of tracks": ([TRACK, TRACK], "tracks by themselves"),
    "page of tracks": ({"items": [TRACK]}, "tracks by themselves"),
    "playlist of tracks": (playlist([TRACK]), "tracks by themselves"),
    "Singer records of tracks": (
        lines(*({"type": "RECORD", "stream": "tops", "record": TRACK} for _ in "ab")),
        "Singer records of tops, tracks by themselves",
    ),
    "audio features": ({"audio_features": [{"danceability": 0.5}]}, "audio features"),
    "recommendations": ({"tracks": [TRACK], "seeds": []}, "recommendations"),
    "artist": ({"type": "artist", "id": "a", "genres": []}, "artists, not a playlist"),
    "show": ({"type": "show", "id": "s", "episodes": {"items": []}}, "shows, not a playlist"),
    "user": ({"type": "user", "id": "u", "display_name": "U"}, "a user, not a playlist"),
    "playlists without entries": (
        {"href": f"{API}/me/playlists", "items": [playlist({"href": "x", "total": 3})]},
        "a playlist without its entries",
    ),
    "playlist without entries": (playlist({"href": "x", "total": 3}), "a playlist without its"),
    "web player": (
        {"data": {"playlistV2": {"content": {"items": [{"itemV2": {"data": {}}}]}}}},
        "an answer of Spotify's web player",
    ),
    "Million Playlist Dataset": (
        {"playlists": [{"pid": 0, "name": "x", "num_tracks": 1, "tracks": [{"pos": 0}]}]},
        "the Million Playlist Dataset",
    ),
    "pandas by columns": (COLUMNS, "a table as pandas writes it"),
    "pandas split": (
        {"columns": ["added_at"], "index": [0], "data": [[SAVED]]},
        "a table as pandas writes it",
    ),
    "pandas flat": ([{"added_at": SAVED, "track.id": "t", "track.name": "x"}], "a table of songs"),
    "own columns": ([{"track_name": "x", "artist": "y"}], "a table of songs"),
    "no ids": (
        {"items": [{"track": {"name": "x", "artists": [{"name": "y"}]}}], "next": None},
        "no entry has an id",
    ),
    "no ids in a list": ([{"added_at": SAVED, "track": {"name": "x"}}], "no entry has an id"),
    "API error": (
        {"error": {"status": 401, "message": "The access token expired"}},
        "an API error, not a playlist (401 The access token expired)",
    ),
    "OAuth error": (
        {"error": "invalid_grant", "error_description": "Refresh token revoked"},
        "an API error, not a playlist (Refresh token revoked)",
    ),
    "AWS Lambda's error": (
        {"errorMessage": "Task timed out", "errorType": "Sandbox.Timedout"},
        "an API error, not a playlist (Task timed out)",
    ),
    "error in a body": (
        {"statusCode": 429, "body": json.dumps({"error": {"status": 429, "message": "wait"}})},
        "an API error, not a playlist (429 wait)",
    ),
    "access token": ({"access_token": "secret", "token_type": "Bearer"}, "an access token"),
}  # fmt: skip


def refusal(lake: Lake, folder: Path, content: Any, name: str = "x.json") -> str:
    put(folder, {name: content})
    outcomes = run(lake, folder / name)
    assert not lake.raw.exists()
    (reason,) = reasons(outcomes)
    assert len(outcomes) == 1
    return reason


@pytest.mark.parametrize("name", OBJECTS)
def test_object_is_refused_by_its_name(lake: Lake, tmp_path: Path, name: str) -> None:
    content, expected = OBJECTS[name]

    reason = refusal(lake, tmp_path, content)

    place, _, told = reason.partition(": ")
    assert told.startswith(expected)
    assert place.startswith(("$", "line 1"))
    # And it says what to do.
    assert any(
        way in told for way in ("fetch", "import the", "leave", ".venv/bin/lake extract PLAYLIST")
    )
    assert "secret" not in told


def packed(kind: str) -> bytes:
    file = io.BytesIO()
    content = json.dumps(page(1)).encode()
    match kind:
        case "zip":
            with zipfile.ZipFile(file, "w") as archive:
                archive.writestr("x.json", content)
        case "tar":
            with tarfile.open(fileobj=file, mode="w") as tar:
                tar.addfile(tarfile.TarInfo("x.json"))
        case "bz2":
            file.write(bz2.compress(content))
        case "xz":
            file.write(lzma.compress(content))
        case "pickle":
            file.write(pickle.dumps(page(1)))
    return file.getvalue()


FORMATS = {
    "zip": (packed("zip"), "a zip archive: unpack it"),
    "tar": (packed("tar"), "a tar archive: unpack it"),
    "bzip2": (packed("bz2"), "packed with bzip2: unpack it"),
    "xz": (packed("xz"), "packed with xz: unpack it"),
    "zstd": (b"\x28\xb5\x2f\xfd\x04", "packed with zstd: unpack it"),
    "pickle": (packed("pickle"), "a Python pickle: load it and write it with json.dump"),
    "Parquet": (b"PAR1\x15\x04", "a Parquet file"),
    "SQLite": (b"SQLite format 3\0" + bytes(100), "an SQLite database"),
    "image": (b"\x89PNG\r\n\x1a\n", "an image: leave it out"),
    "Exportify": (
        b'"Track URI","Track Name","Artist Name(s)"\r\n"spotify:track:x","Song","Artist"\r\n',
        "a CSV of playlist entries, as Exportify writes it",
    ),
    "Exportify, older": (
        b"Spotify ID,Artist IDs,Track Name\nx,y,z\n",
        "a CSV of playlist entries, as Exportify writes it",
    ),
    "CSV": (b"name;artist\nSong;Artist\n", "a CSV, not JSON"),
    "TSV": (b"name\tartist\nSong\tArtist\n", "a CSV, not JSON"),
    "HTML": (b"<!DOCTYPE html>\n<html>", "an HTML page, not JSON"),
    "HTML in capitals": (b"\n<HTML lang=en>", "an HTML page, not JSON"),
    "XML": (b'<?xml version="1.0"?><Error/>', "XML, not JSON"),
    "repr": (repr(page(1)).encode(), "a Python repr"),
    "repr of a list": (repr([page(1)]).encode(), "a Python repr"),
    "repr of a tuple": (repr((page(1), 1)).encode(), "a Python repr"),
    "429": (b"Too many requests", "an API error, not a playlist (429 Too Many Requests)"),
    "text": (b"Hello, world\nand\n", 'not JSON (it begins with "Hello, world")'),
}


@pytest.mark.parametrize("name", FORMATS)
def test_file_of_another_format_is_refused_by_its_name(
    lake: Lake, tmp_path: Path, name: str
) -> None:
    content, expected = FORMATS[name]

    assert refusal(lake, tmp_path, content).startswith(expected)


def test_track_without_id_among_others_is_kept(lake: Lake, tmp_path: Path) -> None:
    content = {"items": [{"track": {"name": "x"}}, entry(1)]}
    put(tmp_path, {"x.json": content})

    (outcome,) = run(lake, tmp_path / "x.json")

    assert (outcome.status, outcome.entries) == ("imported", 2)


def test_each_kind_is_refused_once(lake: Lake, tmp_path: Path) -> None:
    put(tmp_path, {"x.json": [page(1), *([TRACK] * 50), {"error": {"status": 500}}]})

    outcomes = run(lake, tmp_path / "x.json")

    assert len(imported(outcomes)) == 1
    assert [reason[:20] for reason in reasons(outcomes)] == [
        "$[1]: tracks by them",
        "$[51]: an API error,",
    ]


def test_entries_of_a_filtered_page_with_ids_are_taken(lake: Lake, tmp_path: Path) -> None:
    filtered = [{"track": {"id": f"t{n}", "name": "x"}} for n in (1, 2)]
    put(tmp_path, {"x.json": {"items": filtered, "next": None}, "list.json": filtered})

    outcomes = run(lake, tmp_path / "x.json", tmp_path / "list.json", playlist_id=PLAYLIST_ID)

    assert [outcome.entries for outcome in imported(outcomes)] == [2, 2]


def test_entries_by_number_are_taken_though_a_table_by_columns_is_not(
    lake: Lake, tmp_path: Path
) -> None:
    first, second = entries(1, 2)
    put(tmp_path, {"x.json": {"0": first, "1": second}})

    (outcome,) = run(lake, tmp_path / "x.json")

    assert (outcome.status, outcome.entries) == ("imported", 2)
