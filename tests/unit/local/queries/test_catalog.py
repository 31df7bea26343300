"""SHOW, DESCRIBE, information_schema and `lake tables`, on a small lake made by hand."""

from typing import Any

import pytest

from cli.errors import UserError
from local.queries.catalog import show_table, show_tables, summary
from local.queries.duckdb_tables import LakeTables, describe_schema
from local.queries.run import run
from tests.unit.sql.lake import lake_of

TABLES = [
    "album", "artist", "playlist", "playlist_entry", "playlist_snapshot", "raw_file", "song",
    "song_artist",
]  # fmt: skip
SONG_ARTIST = ["song_id", "artist_position", "artist_id", "seen_at"]


@pytest.fixture(scope="module")
def tables() -> LakeTables:
    lake = lake_of()
    describe_schema(lake.connection, lake.columns)
    return lake


def rows(tables: LakeTables, sql: str) -> list[tuple[Any, ...]]:
    return list(run(tables, sql).rows)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SHOW TABLES", TABLES),
        ("-- all\n show tables in Spotify;", TABLES),
        ("SHOW TABLES '*song*'", ["song", "song_artist"]),
        ("SHOW TABLES 'song|album'", ["album", "song"]),
        ("SHOW COLUMNS IN song_artist", SONG_ARTIST),
        ('show columns from "song_artist" in spotify', SONG_ARTIST),
        ("SHOW COLUMNS FROM spotify.SONG_ARTIST", SONG_ARTIST),
        ("SHOW DATABASES", ["spotify"]),
        ("SHOW SCHEMAS", ["spotify"]),
    ],
)
def test_show(tables: LakeTables, sql: str, expected: list[str]) -> None:
    assert [name for (name,) in rows(tables, sql)] == expected


@pytest.mark.parametrize("sql", ["DESCRIBE song_artist", "desc `spotify`.`song_artist`;"])
def test_describe_has_ddl_types_and_comments(tables: LakeTables, sql: str) -> None:
    result = run(tables, sql)

    assert [column.name for column in result.columns] == ["col_name", "data_type", "comment"]
    described = list(result.rows)
    assert [row[:2] for row in described] == [
        ("song_id", "string"),
        ("artist_position", "int"),
        ("artist_id", "string"),
        ("seen_at", "timestamp"),
    ]
    assert all(comment for *_, comment in described)


def test_describe_of_one_column(tables: LakeTables) -> None:
    assert rows(tables, "DESCRIBE playlist followers") == [
        ("followers", "bigint", "Number of followers")
    ]
    [(_, kind, comment)] = rows(tables, "DESCRIBE artist shown_at")
    assert kind == "struct<artist_name:timestamp,artist_url:timestamp>"
    assert comment.startswith("Latest extraction that showed each column, UTC")


def test_information_schema(tables: LakeTables) -> None:
    assert rows(
        tables,
        "SELECT table_name, table_type FROM information_schema.tables "
        "WHERE table_catalog = 'awsdatacatalog' AND table_schema = 'spotify' ORDER BY 1",
    ) == [(name, "BASE TABLE") for name in TABLES]
    assert rows(
        tables,
        "SELECT c.column_name, c.data_type FROM AwsDataCatalog.Information_Schema.columns c "
        "JOIN information_schema.tables USING (table_name) "
        "WHERE table_name = 'song_artist' ORDER BY c.ordinal_position",
    ) == [
        ("song_id", "varchar"),
        ("artist_position", "integer"),
        ("artist_id", "varchar"),
        ("seen_at", "timestamp(6)"),
    ]
    assert rows(
        tables,
        "SELECT data_type FROM information_schema.columns "
        "WHERE table_name = 'artist' AND column_name = 'shown_at'",
    ) == [("row(artist_name timestamp(6), artist_url timestamp(6))",)]
    assert rows(tables, "SELECT max(tables.table_name) FROM information_schema.tables") == [
        ("song_artist",)
    ]


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("DESCRIBE songs", r"^there is no table 'songs': there are album, "),
        ("DESCRIBE song plays", r"^there is no column 'plays' in song: it has song_id, "),
        ("DESCRIBE other.song", r"^there is only the database 'spotify' here, not 'other'$"),
        ("SHOW TABLES IN other", r"^there is only the database 'spotify' here, not 'other'$"),
        ("SHOW CREATE TABLE song", r"^SHOW CREATE in this form is for Athena only: here are SHOW"),
        ("DESCRIBE FORMATTED spotify.song x y", r"^DESCRIBE FORMATTED in this form is for Athena"),
        ("SELECT 1 FROM information_schema.views", r"no table 'information_schema.views'"),
        ("EXPLAIN SELECT 1", r"^EXPLAIN is for Athena only: here are queries, SHOW and DESCRIBE$"),
        ("DELETE FROM song", r"^DELETE is for Athena only"),
        ("CREATE TABLE x AS SELECT 1 AS y", r"^CREATE is for Athena only"),
        ('SELECT * FROM "song$snapshots"', r"Iceberg's metadata can be read in Athena only$"),
        ('SELECT "$path" FROM song', r"Iceberg's metadata can be read in Athena only$"),
        (
            "SELECT * FROM song FOR VERSION AS OF 1",
            r"Athena's time travel \(FOR \.\.\. AS OF\) is not supported here$",
        ),
    ],
)
def test_athena_only_statements_are_refused(tables: LakeTables, sql: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        run(tables, sql)


def test_list_of_tables_has_rows_and_comments(tables: LakeTables) -> None:
    listed = {row[0]: row[1:] for row in show_tables(tables).rows}

    assert sorted(listed) == TABLES
    assert listed["artist"][:2] == (7, 6)
    assert listed["playlist"][2] == "Extracted playlists, as their newest file shows them"


def test_columns_of_one_table(tables: LakeTables) -> None:
    assert summary(tables, "ARTIST").endswith(" (7 rows)")
    assert list(show_table(tables, "playlist").rows)[5] == (
        "followers",
        "bigint",
        "Number of followers",
    )
    with pytest.raises(UserError, match="there is no table 'nope'"):
        show_table(tables, "nope")
