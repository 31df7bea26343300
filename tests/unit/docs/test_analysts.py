"""The SQL examples in docs/analysts.md run and return what the page says."""

import re

from cli.project import PROJECT
from local.queries.named import named_queries
from local.queries.run import run
from tests.unit.sql.lake import day, lake_of

PAGE = (PROJECT / "docs" / "analysts.md").read_text(encoding="utf-8")
LEADERS, BY_ARTIST, RECENT = re.findall(r"^```sql\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def rows(sql: str) -> list[tuple[object, ...]]:
    return list(run(lake_of(), sql).rows)


def test_page_names_every_named_query() -> None:
    assert set(re.findall(r"`(\w+)`", PAGE)) >= named_queries().keys()


def test_number_one_of_each_day() -> None:
    assert [row for row in rows(LEADERS) if row[0] == "Daily Top"][:3] == [
        ("Daily Top", day(1), "Aurora", "Ada"),
        ("Daily Top", day(2), "Blue", "Ada"),
        ("Daily Top", day(3), "Blue", "Ada"),
    ]


def test_all_songs_of_two_artists_of_one_name() -> None:
    assert rows(BY_ARTIST) == [
        ("r1", "Ada", "Aurora", 1, 1),
        ("r1", "Ada", "Blue", 1, 1),
        ("r1", "Ada", "Glow", 2, 1),
        ("r1", "Ada", "Cara", 2, 2),
        ("r1", "Ada", "Aurora", 1, 7),
        ("r5", "Ada", "Glow", 1, 1),
    ]


def test_songs_released_in_the_30_days_before() -> None:
    # s1 and s2 were released on 30 October, s3 and s8 on 6 November, all others years before or on
    # an unknown day. On 1 November s3 was not released yet; in the week of the 2nd it counts on the
    # 8th.
    assert rows(RECENT) == [
        (day(1).replace(month=10, day=26), 5, 2),
        (day(2), 10, 4),
        (day(9), 6, 4),
    ]
