"""What is not verified to mean the same here, or means nothing, is refused in one line."""

import pytest

from cli.errors import UserError
from tests.unit.local.athena_sql.conftest import Rows


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        # functions
        ("SELECT foo(1)", "line 1, column 8: the function foo is not supported here"),
        ("SELECT cout(*) FROM song", "perhaps you mean count"),
        ("SELECT nvl(1, 2)", "the function nvl is not supported here: Athena has coalesce(a, b)"),
        ("SELECT ifnull(plays, 0) FROM song", "Athena has coalesce(a, b)"),
        ("SELECT DateDiff(day, seen_at, seen_at) FROM song", "Athena has date_diff('day', a, b)"),
        (
            "SELECT string_agg(song_id, ',') FROM song",
            "Athena has listagg(x, ', ') WITHIN GROUP (ORDER BY y)",
        ),
        ("SELECT len(song_id) FROM song", "Athena has length(x)"),
        ("SELECT getdate()", "Athena has current_timestamp, without parentheses"),
        (
            "SELECT date_diff(Day, seen_at, seen_at) FROM song",
            "line 1, column 18: date_diff takes its unit in quotes: 'Day'",
        ),
        ("SELECT date_add('day', 1, sen_at) FROM song", "perhaps you mean seen_at"),
        ("SELECT json_extract(song_id, '$') FROM song", "the function json_extract"),
        ("SELECT map(array[1], array[2])", "the function map is not supported"),
        ("SELECT transform(array[1], x -> x)", "the function transform is not supported"),
        ("SELECT unnest(array[1])", "CROSS JOIN UNNEST(x) AS t(y)"),
        ("SELECT lower(5)", "Athena has lower(varchar), not lower(integer)"),
        (
            "SELECT lag(1, 'a') OVER ()",
            "Athena has lag(any, [integer], [any]), not lag(integer, varchar)",
        ),
        ("SELECT sum(explicit) FROM song", "Athena has sum(number), not sum(boolean)"),
        ("SELECT log(8)", "Athena has log(number, number)"),
        ("SELECT sum()", "Athena has sum(number), not sum()"),
        ("SELECT year('2026-01-01')", "Athena has year(date or timestamp), not year(varchar)"),
        (
            "SELECT date_format(seen_at, song_id) FROM song",
            "the pattern of date_format has to be written",
        ),
        ("SELECT date_format(seen_at, '%D') FROM song", "%D in the pattern '%D' is not supported"),
        ("SELECT date_parse('1', '%y')", "%y in the pattern '%y' is not supported"),
        (
            "SELECT format_datetime(seen_at, 'z') FROM song",
            "'z' in the pattern 'z' is not supported",
        ),
        ("SELECT date_trunc('hour', date '2026-01-01')", "'hour' is no unit for a date"),
        (
            "SELECT date_add('fortnight', 1, seen_at) FROM song",
            "'fortnight' is no unit for a timestamp",
        ),
        ("SELECT regexp_replace('a', 'b', '\\1')", "only $1 to $9"),
        ("SELECT extract(century FROM seen_at) FROM song", "EXTRACT(CENTURY ...) is not supported"),
        (
            "SELECT extract(year FROM song_id) FROM song",
            "EXTRACT takes a date or timestamp, not varchar",
        ),
        ("SELECT count(DISTINCT song_id, album_id) FROM song", "Athena has count(any)"),
        # types
        (
            "SELECT 1 FROM song WHERE seen_at > '2026-01-01'",
            "line 1, column 26: Athena does not compare timestamp(6) with varchar: write "
            "timestamp '2026-01-01'",
        ),
        (
            "SELECT 1 FROM album WHERE release_date BETWEEN '2026-01-01' AND '2026-02-01'",
            "write date '2026-01-01'",
        ),
        (
            "SELECT 1 FROM album WHERE release_date = 2026-01-09",
            "does not compare date with integer: write date '2026-01-09'",
        ),
        ("SELECT 1 FROM album WHERE release_date > length('x')", "cast one of them"),
        ("SELECT 1 FROM album WHERE release_date > 2026", "cast one of them"),
        ("SELECT 1 FROM song WHERE seen_at - 1 > 2", "use date_add or an interval"),
        ("SELECT 1 FROM song WHERE song_id = 5", "does not compare varchar with integer"),
        ("SELECT 1 FROM song WHERE song_id IN (SELECT plays FROM song)", "does not compare"),
        ("SELECT song_id || 5 FROM song", "does not take varchar and integer in Athena: cast one"),
        ("SELECT song_id + 1 FROM song", "does not take varchar and integer"),
        ("SELECT plays / song_id FROM song", "does not take integer and varchar"),
        ("SELECT plays LIKE '1%' FROM song", "does not take integer and varchar"),
        ("SELECT release_date - release_date FROM album", "use date_diff"),
        ("SELECT release_date + 1 FROM album", "use date_add or an interval"),
        ("SELECT release_date + interval '1' hour FROM album", "cast the date to a timestamp"),
        (
            "SELECT cast(seen_at AS varchar) FROM song",
            "a cast of timestamp(6) to varchar is not supported",
        ),
        ("SELECT cast(1e0 AS varchar)", "Athena writes 1.5E0"),
        ("SELECT cast(song_id AS string) FROM song", "Athena calls it varchar"),
        ("SELECT cast(song_id AS text) FROM song", "Athena calls it varchar"),
        ("SELECT cast(release_date AS datetime) FROM album", "Athena calls it timestamp"),
        ("SELECT cast(plays AS float) FROM song", "cast it to a double"),
        ("SELECT cast(1 AS json)", "a cast of integer to json is not supported"),
        ("SELECT cast('1.5' AS decimal)", "give the digits of this decimal"),
        ("SELECT timestamp '2026-01-01 00:00:00 Europe/Berlin'", "write UTC as the zone"),
        ("SELECT interval '1-2' year to month", "an interval of several units"),
        # clauses
        ("SELECT song_id ILIKE 's%' FROM song", "ILIKE (write lower(x) LIKE ...)"),
        ("SELECT seen_at AT TIME ZONE 'UTC' FROM song", "AT TIME ZONE"),
        ("SELECT * FROM song FOR TIMESTAMP AS OF timestamp '2026-01-01 00:00:00'", "time travel"),
        ("SELECT * FROM song TABLESAMPLE BERNOULLI (10)", "TABLESAMPLE is not supported"),
        ("SELECT * FROM song NATURAL JOIN album", "NATURAL JOIN is not supported"),
        ("SELECT * EXCEPT (song_id) FROM song", "* with exceptions is not Athena SQL"),
        ("SELECT DISTINCT ON (plays) plays FROM song", "DISTINCT ON is not Athena SQL"),
        ("SELECT count(*) FROM song GROUP BY ALL", "GROUP BY ALL is not Athena SQL"),
        ("WITH RECURSIVE t(n) AS (SELECT 1) SELECT * FROM t", "WITH RECURSIVE is not supported"),
        ("SELECT x FROM UNNEST(array[1], array[2]) AS t(x, y)", "UNNEST of several arrays"),
        ("SELECT interval '1' day", "the column '_col0' is an interval"),
    ],
)
def test_what_is_not_verified_is_refused_by_name(rows: Rows, sql: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        rows(sql)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        (
            "SELECT song_id FROM son",
            "line 1, column 21: there is no table 'son'; perhaps you mean song",
        ),
        ("SELECT 1 FROM zzz", "there is no table 'zzz'; there are album, raw_file, song"),
        ("SELECT 1 FROM other.song", "there is only the database 'spotify' here"),
        ("SELECT 1 FROM hive.spotify.song", "in the catalog 'awsdatacatalog'"),
        ("SELECT 1 FROM '/etc/passwd'", "there is no table '/etc/passwd'"),
        ("SELECT 1 FROM read_csv('/etc/passwd')", "the function read_csv is not supported"),
        (
            "SELECT\n  song_nam\nFROM song",
            "line 2, column 3: there is no column 'song_nam'; perhaps you mean song_name",
        ),
        ("SELECT s.song_nam FROM song s", "perhaps you mean song_name"),
        (
            "SELECT a.song_name FROM song s JOIN album a ON a.album_id = s.album_id",
            "line 1, column 8: there is no column 'song_name' in a; perhaps you mean s.song_name",
        ),
        (
            'SELECT 1 FROM song WHERE song_name = "It\'s"',
            'line 1, column 38: there is no column "It\'s"; a text stands in single quotes',
        ),
        ('SELECT "song_nam" FROM song', "perhaps you mean song_name"),
        ("SELECT song_name", "there is no column 'song_name': this SELECT lacks a FROM"),
        ("SELECT plays AS heard FROM song ORDER BY herd", "'herd'; perhaps you mean heard"),
        ("SELECT x.* FROM song s", "there is no table 'x' in this FROM; there are s"),
        ("SELECT x.song_id FROM song s", "there is no table 'x' in this FROM; there are s"),
        (
            "SELECT album_id FROM song, album",
            "the column 'album_id' is in song and in album: write song.album_id",
        ),
        (
            "SELECT 1 FROM song JOIN album USING (song_id)",
            "'song_id' of USING is not in both tables",
        ),
        ("SELECT 1 FROM song x JOIN song x ON true", "two tables of a FROM are called 'x'"),
        (
            "SELECT plays AS p FROM song WHERE p > 1",
            "line 1, column 35: Athena knows the name 'p' in ORDER BY only: repeat its "
            "expression here",
        ),
        ("SELECT plays AS p FROM song GROUP BY p", "in ORDER BY only"),
        ("SELECT plays, count(*) AS c FROM song GROUP BY plays HAVING c > 1", "in ORDER BY only"),
        (
            "SELECT (SELECT 1 FROM album a WHERE a.album_id = s.nope) FROM song s",
            "there is no column 'nope'",
        ),
        (
            "WITH t AS (SELECT song_id AS i FROM song) SELECT song_id FROM t",
            "no column 'song_id'; there are i",
        ),
        ("SELECT song_id FROM song UNION SELECT nope FROM album", "there is no column 'nope'"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest_ones(
    rows: Rows, sql: str, message: str
) -> None:
    with pytest.raises(UserError) as caught:
        rows(sql)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("", "no SQL: write a query"),
        ("  -- nothing\n;", "no SQL: write a query"),
        ("SELECT a FROM song WHERE", "line 1, column 20: not Athena SQL at or after 'WHERE'"),
        ("SELECT\n  a b c FROM song", "line 2, column 7: not Athena SQL at or after 'c'"),
        (
            "SELECT song_id FORM song",
            "line 1, column 21: not Athena SQL at or after 'song'; perhaps FORM is meant to be "
            "FROM",
        ),
        ("SELECT 1\nFROM song WERE plays > 1", "perhaps WERE is meant to be WHERE"),
        ("SELECT 1 FROM song ORDER plays", "perhaps you mean ORDER BY"),
        ("SELECT plays FROM song GROUP plays", "perhaps you mean GROUP BY"),
        (
            "SELECT\n  `song_id` FROM song",
            "line 2, column 3: Athena takes names in double quotes, not in backticks",
        ),
        ("SELECT (1", "line 1, column 9: not Athena SQL at or after '1' (Expecting ))"),
        ("SELECT 1 AS 'x", "line 1, column 13: what begins here lacks its closing '"),
        ('SELECT\n "a', 'line 2, column 2: what begins here lacks its closing "'),
        ("SELECT 1 /* never ends", "a comment or a quote in this SQL is not closed"),
        ("SELECT", "SELECT lacks what to select"),
        ("SELECT 1;\nSELECT 2", "line 2: a second statement begins with 'SELECT'"),
        ("selec 1", "SELEC is no query, and the lake is read-only here"),
        ("DROP TABLE song", "DROP is no query, and the lake is read-only here"),
        ("INSERT INTO song SELECT * FROM song", "INSERT is no query"),
        ("DELETE FROM song", "DELETE is no query"),
        ("MERGE INTO song USING album ON true WHEN MATCHED THEN DELETE", "MERGE is no query"),
        ("CREATE TABLE x AS SELECT 1", "CREATE is no query"),
        ("UNLOAD (SELECT 1) TO 's3://x' WITH (format = 'csv')", "UNLOAD is no query"),
        ("SHOW TABLES", "SHOW is no query"),
        ("COPY song TO 'x'", "COPY is no query"),
        ("SET x = 1", "SET is no query"),
        ("WITH a AS (INSERT INTO song SELECT 1) SELECT 1", "INSERT (the lake is read-only here)"),
    ],
)
def test_what_is_no_query_is_refused_with_its_place(rows: Rows, sql: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        rows(sql)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT *", "SELECT * lacks a FROM"),
        ("SELECT * song", "SELECT * lacks a FROM"),
        ("SELECT * FROM (SELECT *)", "SELECT * lacks a FROM"),
        ("(song_id) UNION SELECT 1", "these parentheses hold no query"),
        (
            "SELECT 1 FROM song LEFT JOIN (array[1]) AS t(x) ON true",
            "these parentheses hold no query",
        ),
        ("SELECT * FROM SELECT 1", "not Athena SQL"),
        ("VALUES ()", "not Athena SQL"),
        ("SELECT element_at(array 5e0 [1], 0)", "not Athena SQL"),
        (f"SELECT {'(' * 2000}1{')' * 2000}", "the query is nested too deeply to be run here"),
    ],
)
def test_broken_sql_that_parses_is_an_error_all_the_same(
    rows: Rows, sql: str, message: str
) -> None:
    with pytest.raises(UserError) as caught:
        rows(sql)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        ("SELECT album_id, count(*) FROM song", "line 1, column 8"),
        ("SELECT song_id, album_id, max(plays) FROM song GROUP BY song_id", "line 1, column 17"),
        ("SELECT song_id, album_id, max(album_id) FROM song GROUP BY 1", "line 1, column 17"),
        # Within what is grouped, and within an aggregate, it may stand.
        (
            "SELECT lower(album_id), max(album_id),\n  upper(album_id) || song_id AS x\n"
            "FROM song GROUP BY lower(album_id), song_id",
            "line 2, column 9",
        ),
        ("SELECT 1 FROM song GROUP BY song_id HAVING album_id = 'a1'", "line 1, column 44"),
        ("SELECT count(*) FROM song ORDER BY album_id", "line 1, column 36"),
        # Not that of another query.
        (
            "WITH a AS (SELECT album_id FROM song)\n"
            "SELECT album_id, max(n) FROM (\n  SELECT album_id, count(*) AS n FROM a) GROUP BY 1",
            "line 3, column 10",
        ),
    ],
)
def test_a_column_that_group_by_forgot_is_named_with_its_place(
    rows: Rows, sql: str, place: str
) -> None:
    with pytest.raises(UserError, match=rf"^{place}: the column '\w+' is neither in GROUP BY nor"):
        rows(sql)
