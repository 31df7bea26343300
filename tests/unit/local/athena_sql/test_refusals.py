"""SQL that is not verified to mean the same here, or is no Athena SQL, is refused in one line."""

import pytest

from cli.errors import UserError
from tests.unit.local.athena_sql.conftest import Rows


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        # functions
        ("SELECT foo(1)", "line 1, column 8: the function foo is not supported here"),
        ("SELECT cout(*) FROM song", "perhaps you mean count"),
        ("SELECT median(plays) FROM song", "the function median is not supported here"),
        ("SELECT nvl(1, 2)", "the function nvl is not supported here: Athena has coalesce"),
        ("SELECT DateDiff(day, seen_at, seen_at) FROM song", "Athena has date_diff"),
        ("SELECT string_agg(song_id, ',') FROM song", "Athena has listagg"),
        ("SELECT len(song_id) FROM song", "Athena has length"),
        ("SELECT rlike(song_id, 'x') FROM song", "Athena has regexp_like"),
        ("SELECT getdate()", "Athena has current_timestamp, without parentheses"),
        ("SELECT date_add('day', 1, sen_at) FROM song", "perhaps you mean seen_at"),
        ("SELECT json_extract(song_id, '$') FROM song", "Athena's function json_extract is not"),
        ("SELECT map(array[1], array[2])", "Athena's function map is not supported here"),
        ("SELECT transform(array[1], x -> x)", "Athena's function transform is not supported here"),
        ("SELECT current_date()", "Athena has current_date, without parentheses"),
        ("SELECT lower(5)", "lower(integer) is not supported here: write lower(varchar)"),
        (
            "SELECT lag(1, 'a') OVER ()",
            "lag(integer, varchar) is not supported here: write lag(any, [integer], [any])",
        ),
        ("SELECT sum(explicit) FROM song", "sum(boolean) is not supported here: write sum(number)"),
        ("SELECT log(8)", "write log(number, number)"),
        ("SELECT sum()", "sum() is not supported here: write sum(number)"),
        (
            "SELECT year('2026-01-01')",
            "year(varchar) is not supported here: write year(date or timestamp)",
        ),
        (
            "SELECT date_format(seen_at, song_id) FROM song",
            "the pattern of date_format has to be a text in quotes",
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
        ("SELECT regexp_replace('a', 'b', '\\1')", "only $0 to $9"),
        ("SELECT extract(century FROM seen_at) FROM song", "the function century is not supported"),
        (
            "SELECT extract(year FROM song_id) FROM song",
            "write year(date or timestamp)",
        ),
        ("SELECT count(DISTINCT song_id, album_id) FROM song", "write count(any)"),
        # types
        (
            "SELECT 1 FROM song WHERE seen_at > '2026-01-01'",
            "line 1, column 26: Athena does not compare timestamp(6) with varchar: write "
            "it as timestamp '2026-11-22 00:00:00'",
        ),
        (
            "SELECT 1 FROM album WHERE release_date BETWEEN '2026-01-01' AND '2026-02-01'",
            "Athena does not compare date with varchar: write it as date '2026-11-22'",
        ),
        (
            "SELECT 1 FROM album WHERE release_date = 2026-01-09",
            "does not compare date with integer: write it as date '2026-11-22'",
        ),
        ("SELECT 1 FROM song WHERE plays = 'x'", "compare integer with varchar: cast one of them"),
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
        ("SELECT cast(1e0 AS varchar)", "Athena writes 1.5E0"),
        ("SELECT cast(song_id AS string) FROM song", "Athena calls it varchar"),
        ("SELECT cast(song_id AS text) FROM song", "Athena calls it varchar"),
        ("SELECT cast(release_date AS datetime) FROM album", "Athena calls it timestamp"),
        ("SELECT cast(plays AS float) FROM song", "cast it to a double"),
        ("SELECT cast(1 AS json)", "a cast of integer to json is not supported"),
        ("SELECT cast('1.5' AS decimal)", "give the digits of this decimal"),
        ("SELECT timestamp '2026-01-01 00:00:00 Europe/Berlin'", "write UTC as the zone"),
        ("SELECT interval '1-2' year to month", "INTERVAL SPAN is not supported"),
        # clauses
        ("SELECT song_id ILIKE 's%' FROM song", "ILIKE (write lower(x) LIKE ...)"),
        ("SELECT seen_at AT TIME ZONE 'UTC' FROM song", "AT TIME ZONE"),
        ("SELECT * FROM song FOR TIMESTAMP AS OF timestamp '2026-01-01 00:00:00'", "time travel"),
        ("SELECT * FROM song TABLESAMPLE BERNOULLI (10)", "TABLE SAMPLE is not supported"),
        ("SELECT * FROM song NATURAL JOIN album", "NATURAL JOIN is not supported"),
        ("SELECT * EXCEPT (song_id) FROM song", "* with exceptions is not Athena SQL"),
        ("SELECT DISTINCT ON (plays) plays FROM song", "DISTINCT ON is not supported here"),
        ("SELECT count(*) FROM song GROUP BY ALL", "GROUP BY ALL is not supported here"),
        ("WITH RECURSIVE t(n) AS (SELECT 1) SELECT * FROM t", "WITH RECURSIVE is not supported"),
        ("SELECT x FROM UNNEST(array[1], array[2]) AS t(x, y)", "UNNEST of several arrays"),
        ("SELECT interval '1' day", "the column '_col0' is an interval"),
    ],
)
def test_unsupported_sql_is_refused_by_name(rows: Rows, sql: str, message: str) -> None:
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
            'SELECT 1 FROM song WHERE song_name = "It\'s"',
            'line 1, column 38: there is no column "It\'s"; a text is in single quotes',
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
        ("SELECT 1 FROM song x JOIN song x ON true", "Alias already used: x"),
        (
            "SELECT plays AS p FROM song WHERE p > 1",
            "line 1, column 35: Athena sees the name 'p' in ORDER BY only: repeat its "
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
        ("SELECT shown_at.song_id FROM album", "there is no field 'song_id' in this row(album_nam"),
        ("SELECT album_id.x FROM album", "there is no field 'x' in this varchar"),
        ("SELECT song.shown_at.x FROM song", "there is no table 'shown_at' in this FROM"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(rows: Rows, sql: str, message: str) -> None:
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
        ("SELECT song_id FORM song", "line 1, column 21: not Athena SQL at or after 'song'"),
        (
            "SELECT\n  `song_id` FROM song",
            'line 2, column 3: Athena quotes names with ", not with backticks',
        ),
        ("SELECT (1", "line 1, column 9: not Athena SQL at or after '1' (Expecting ))"),
        ("SELECT 1 AS 'x", "a comment or a quote in this SQL is not closed"),
        ("SELECT 1 /* never ends", "a comment or a quote in this SQL is not closed"),
        ("SELECT", "SELECT clause without selection list"),
        ("SELECT 1;\nSELECT 2", "line 1, column 9: give one query at a time"),
        ("selec 1", "SELEC is no query: begin with SELECT or WITH"),
        ("DROP TABLE song", "DROP is for Athena only: here are queries, SHOW and DESCRIBE"),
        ("INSERT INTO song SELECT * FROM song", "INSERT is for Athena only"),
        ("DELETE FROM song", "DELETE is for Athena only"),
        (
            "MERGE INTO song USING album ON true WHEN MATCHED THEN DELETE",
            "MERGE is for Athena only",
        ),
        ("CREATE TABLE x AS SELECT 1", "CREATE is for Athena only"),
        ("UNLOAD (SELECT 1) TO 's3://x' WITH (format = 'csv')", "UNLOAD is for Athena only"),
        ("COPY song TO 'x'", "COPY is no query"),
        ("SET x = 1", "SET is no query"),
        ("WITH a AS (INSERT INTO song SELECT 1) SELECT 1", "INSERT is not supported here"),
    ],
)
def test_non_query_is_refused_with_its_place(rows: Rows, sql: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        rows(sql)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT *", "this is not Athena SQL, or can't be understood here"),
        ("SELECT * song", "* expression without FROM clause"),
        ("SELECT * FROM (SELECT *)", "this is not Athena SQL, or can't be understood here"),
        ("(song_id) UNION SELECT 1", "these parentheses contain no query"),
        (
            "SELECT 1 FROM song LEFT JOIN (array[1]) AS t(x) ON true",
            "these parentheses contain no query",
        ),
        ("SELECT * FROM SELECT 1", "not Athena SQL"),
        ("VALUES ()", "not Athena SQL"),
        ("SELECT element_at(array 5e0 [1], 0)", "not Athena SQL"),
        (f"SELECT {'(' * 2000}1{')' * 2000}", "the query is nested too deeply to be run here"),
    ],
)
def test_broken_sql_is_refused(rows: Rows, sql: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        rows(sql)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("sql", "column"),
    [
        ("SELECT album_id, count(*) FROM song", "album_id"),
        ("SELECT song_id, album_id, max(plays) FROM song GROUP BY song_id", "album_id"),
        ("SELECT 1 FROM song GROUP BY song_id HAVING album_id = 'a1'", "album_id"),
        ("SELECT count(*) FROM song ORDER BY album_id", "album_id"),
    ],
)
def test_column_missing_in_group_by_is_named(rows: Rows, sql: str, column: str) -> None:
    with pytest.raises(
        UserError, match=rf"^the column '{column}' is neither in GROUP BY nor in an"
    ):
        rows(sql)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        # What Athena refuses as well.
        (
            "SELECT song_id FROM song LIMIT 1 OFFSET 1",
            "column 34: in Athena OFFSET comes before LIMIT",
        ),
        ("SELECT date '2026-01-01' + interval '1' week", "write interval '7' day"),
        ("SELECT concat('a', 1)", "Athena does not take varchar and integer here"),
        ("SELECT concat(1, 2)", "Athena does not take integer here"),
        ("SELECT coalesce(1, 'a')", "Athena does not take integer and varchar here"),
        ("SELECT greatest(date '2026-01-01', 1)", "Athena does not take date and integer here"),
        ("SELECT nullif(1, 'a')", "Athena does not take integer and varchar here"),
        ("SELECT if(true, 1, 'a')", "Athena does not take integer and varchar here"),
        ("SELECT if(1, 2, 3)", "a condition is to be a boolean in Athena, not integer"),
        ("SELECT 1 AND true", "a condition is to be a boolean in Athena, not integer"),
        ("SELECT NOT plays FROM song", "a condition is to be a boolean in Athena, not integer"),
        ("SELECT 1 FROM song WHERE plays", "a condition is to be a boolean in Athena, not integer"),
        (
            "SELECT 1 FROM song HAVING count(*)",
            "a condition is to be a boolean in Athena, not bigint",
        ),
        ("SELECT 1 FROM song a JOIN song b ON a.plays", "a condition is to be a boolean in Athena"),
        (
            "SELECT count(*) FILTER (WHERE plays) FROM song",
            "a condition is to be a boolean in Athena",
        ),
        ("SELECT CASE WHEN plays THEN 1 END FROM song", "a condition is to be a boolean in Athena"),
        ("SELECT CASE WHEN true THEN 1 ELSE 'a' END", "does not take integer and varchar here"),
        (
            "SELECT CASE plays WHEN 'a' THEN 1 END FROM song",
            "does not take integer and varchar here",
        ),
        ("SELECT 1 UNION SELECT 'a'", "does not take integer and varchar here"),
        ("SELECT array[1, 'a']", "does not take integer and varchar here"),
        ("SELECT array[1] || 2", "does not take array(integer) and integer here"),
        ("SELECT count(DISTINCT plays) OVER () FROM song", "no DISTINCT in a window function"),
        ("SELECT DISTINCT plays FROM song ORDER BY album_id", "ORDER BY takes what is selected"),
        ("SELECT DISTINCT plays AS p FROM song ORDER BY p + 1", "ORDER BY takes what is selected"),
        ("SELECT plays::varchar FROM song", "column 13: Athena has cast(x AS type), not x::type"),
        ("SELECT cast(12345 AS varchar(2))", "cast it to varchar, without a length, first"),
        ("SELECT lpad('x', -1, 'a')", "lpad and rpad need a length from 0 on"),
        ("SELECT regexp_replace('x', 'x', '$1')", "the pattern has no group 1"),
        ("SELECT regexp_extract('x', '(x)', 2)", "the pattern has 1 groups, and no group 2"),
        # What Athena has, and DuckDB has not or answers otherwise.
        ("SELECT date_parse('12:35', '%h:%i')", "%h in the pattern '%h:%i' is not supported"),
        ("SELECT regexp_replace('x', 'x*', 'y')", "A pattern that can be empty is not supported"),
        ("SELECT regexp_replace('x', '(x)', '$10')", "only $0 to $9 are supported here"),
        ("SELECT regexp_like('äb', '\\bb')", "\\b in a pattern is supported for ASCII texts only"),
        ("SELECT regexp_like('a', '[a-z&&[^b]]')", "'[a-z&&[^b]' in a pattern is not supported"),
        ("SELECT regexp_like('aa', '(a)\\1')", "in a pattern is not supported here"),
        ("SELECT regexp_like('a', 'a(?!b)')", "'(?!' in a pattern is not supported here"),
        ("SELECT regexp_like('a', 'a++')", "'++' in a pattern is not supported here"),
        ("SELECT regexp_like('a\n', 'a$')", "$ before a last line break is not supported here"),
        ("SELECT levenshtein_distance('ä', 'a')", "is supported for ASCII texts only"),
        ("SELECT 0e0 / 0e0 = 1", "A comparison of NaN is not supported here"),
        (
            "SELECT cast(null AS array(integer))",
            "a cast of null to array(integer) is not supported",
        ),
        ("SELECT cast(seen_at AS timestamp(9)) FROM song", "has 6 digits at most here"),
        ("SELECT split('a', ',', 2)", "split(varchar, varchar, integer) is not supported here"),
        (
            "SELECT max_by(plays, total, 2) FROM song",
            "is not supported here: write max_by(any, any)",
        ),
        ("SELECT max(plays, 2) FROM song", "is not supported here: write max(any)"),
        ("SELECT from_unixtime(1, 'UTC')", "is not supported here: write from_unixtime(number)"),
        (
            "SELECT concat_ws(',', array['a'])",
            "concat_ws(varchar, array(varchar)) is not supported",
        ),
        ("SELECT reduce(array[1], 0, 1, 2)", "Athena's function reduce is not supported here"),
        *(
            (f"SELECT album_id FROM album {sql}", "a row can be selected, counted and tested for")
            for sql in (
                "ORDER BY shown_at",
                "WHERE shown_at = shown_at",
                "GROUP BY album_id HAVING max(shown_at) IS NULL",
                "WHERE cast(shown_at AS varchar) = ''",
            )
        ),
        (
            "SELECT map_agg(plays, total) FROM song",
            "Athena's function map_agg is not supported here",
        ),
        ("SELECT row(1, 2)", "Athena's function row is not supported here"),
        ('SELECT * FROM "song$snapshots"', "Iceberg's metadata can be read in Athena only"),
        ('SELECT "$path" FROM song', "Iceberg's metadata can be read in Athena only"),
        ("EXPLAIN SELECT 1", "EXPLAIN is for Athena only"),
    ],
)
def test_known_differences_are_refused(rows: Rows, sql: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        rows(sql)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "perhaps" not in str(caught.value)
