"""The queries of ``sql/charts/``; the expected rows were worked out from the table in lake.py."""

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import day


def test_todays_chart(answer: Answer) -> None:
    rows = answer("todays_chart", playlist_id="p1")

    # position, movement, places up, before (the 8th), a week before (the 2nd), song
    assert [(*row[3:8], row[9]) for row in rows] == [
        (1, "same", 0, 1, None, "Glow"),
        (2, "same", 0, 2, 2, "Aurora"),
        (3, "up", 1, 4, None, "Halo"),
        (4, "down", -1, 3, 1, "Blue"),
        (5, "same", 0, 5, 3, "Cara"),
    ]
    assert rows[1] == (
        *("p1", "Daily Top", day(9), 2, "same", 0, 2, 2, "s1", "Aurora", "Ada, Boris"),
        *("First Light", 80, "https://open.spotify.com/track/s1"),
    )
