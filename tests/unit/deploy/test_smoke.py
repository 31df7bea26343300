"""The smoke test's playlist: a good raw file with ids that no playlist of Spotify's has."""

import json

import boto3
import pytest

from deploy.aws import Aws
from deploy.smoke.playlist import ID_COLUMNS, PREFIX, TYPES, SmokePlaylist, make_playlist
from deploy.smoke.steps import SmokeTest
from glue_jobs.tables import TABLES


def ids_of(value: object) -> list[str]:
    if isinstance(value, list):
        return [one for inner in value for one in ids_of(inner)]
    if not isinstance(value, dict):
        return []
    own = [text for name, text in value.items() if name.endswith("id")]
    return own + [one for inner in value.values() for one in ids_of(inner)]


def test_every_id_begins_with_the_playlists() -> None:
    playlist = make_playlist()
    ids = ids_of(json.loads(playlist.body))
    assert len(ids) > 8
    assert all(one.startswith(playlist.playlist_id) for one in ids)
    assert playlist.playlist_id.startswith(PREFIX)
    assert playlist.raw_file.startswith(f"{playlist.playlist_id}/")
    assert not PREFIX.isalnum()  # ids of Spotify's are


def test_two_smoke_tests_have_different_ids() -> None:
    assert make_playlist().playlist_id != make_playlist().playlist_id


def test_rows_are_found_in_every_table_and_types_are_those_of_the_tables() -> None:
    tables = {table.name: {column.name: column for column in table.columns} for table in TABLES}
    assert tables.keys() <= ID_COLUMNS.keys()
    for table, column in ID_COLUMNS.items():
        assert table not in tables or column in tables[table]
    for table, column in TYPES:
        assert column in tables[table]


def test_clean_up_refuses_other_ids() -> None:
    aws = Aws(boto3.Session(region_name="eu-west-1"), "123456789012", "eu-west-1")
    with pytest.raises(ValueError, match="3cEYpjA9oz9GiPac4AsH4n"):
        SmokeTest(aws, {}, SmokePlaylist("3cEYpjA9oz9GiPac4AsH4n", "", b"")).clean_up()
