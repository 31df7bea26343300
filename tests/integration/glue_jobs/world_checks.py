"""Holds a lake's tables to what the model of its worlds allows."""

from typing import Any

from tests.integration.glue_jobs import worlds
from tests.integration.glue_jobs.worlds import File, Possible

Tables = dict[str, list[dict[str, Any]]]


def check_newest(
    rows: list[dict[str, Any]], key: str, attributes: list[str], possible: dict[str, Possible]
) -> None:
    assert sorted(row[key] for row in rows) == sorted(possible)  # each once, none missing
    for row in rows:
        expected = possible[row[key]]
        assert row["first_seen_at"] == expected.first_seen_at, row
        assert row["last_seen_at"] == expected.last_seen_at, row
        assert tuple(row[name] for name in attributes) in expected.contents, row


def check_against_model(tables: Tables, files: list[File]) -> None:
    album = ["album_name", "album_type", "release_date", "release_date_precision", "total_tracks",
             "image_url", "artist_id"]  # fmt: skip
    check_newest(tables["album"], "album_id", album, worlds.possible_albums(files))
    check_newest(tables["artist"], "artist_id", ["artist_name"], worlds.possible_artists(files))
    songs = worlds.possible_songs(files)
    song = ["song_name", "popularity", "album_id", "artist_id"]
    check_newest(tables["song"], "song_id", song, songs)
    playlist = ["playlist_name", "followers"]
    check_newest(tables["playlist"], "playlist_id", playlist, worlds.possible_playlists(files))
    check_credits(tables, files)
    for row in tables["song"]:
        assert row["song_added_at"] == songs[row["song_id"]].earliest_added_at
    entries = [tuple(row.values()) for row in tables["playlist_entry"]]
    assert len(entries) == len(set(entries))
    assert set(entries) == worlds.entries_that_stand(files)
    raw_files = [
        tuple(value for name, value in row.items() if name != "reason")
        for row in tables["raw_file"]
    ]
    assert len(raw_files) == len(set(raw_files))
    assert set(raw_files) == worlds.raw_files_loaded(files)


def check_credits(tables: Tables, files: list[File]) -> None:
    possible = worlds.possible_credits(files)
    first_artist = {row["song_id"]: row["artist_id"] for row in tables["song"]}
    credits_: dict[str, list[dict[str, Any]]] = {song_id: [] for song_id in possible}
    for row in sorted(tables["song_artist"], key=lambda row: row["artist_position"]):
        credits_[row["song_id"]].append(row)
    for song_id, rows in credits_.items():
        artists = tuple(row["artist_id"] for row in rows)
        assert [row["artist_position"] for row in rows] == list(range(1, len(rows) + 1))
        assert artists in possible[song_id].contents
        assert {row["seen_at"] for row in rows} <= {possible[song_id].last_seen_at}
        assert first_artist[song_id] == (artists[0] if artists else None)
