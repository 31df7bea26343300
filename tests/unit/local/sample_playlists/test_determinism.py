import os
import subprocess
import sys
from datetime import date
from itertools import islice
from pathlib import Path

from local.sample_playlists import (
    FIRST_DAY,
    SEED,
    TOP_100,
    SampleDay,
    first_day_until,
    raw_lines,
    sample_days,
    snapshots,
)

_ROOT = Path(__file__).parents[4]
_DIGEST = """
from hashlib import sha256
from local.sample_playlists import raw_key, raw_lines, sample_days
digest = sha256()
for day in sample_days(days=20):
    for snapshot in (*day.playlists, day.liked):
        digest.update(raw_key(snapshot).encode() + raw_lines(snapshot))
print(digest.hexdigest())
"""


def _digest_in_a_process(hash_seed: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", _DIGEST],
        cwd=_ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": f"UTC{hash_seed}"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_bytes_are_the_same_in_every_process() -> None:
    first, second = _digest_in_a_process("1"), _digest_in_a_process("2")
    assert len(first.strip()) == 64
    assert first == second


def test_shorter_history_is_a_prefix_of_a_longer_one() -> None:
    few = [raw_lines(one) for one in snapshots(days=5)]
    many = [raw_lines(one) for one in islice(snapshots(days=30), 20)]
    assert few == many


def test_first_day_changes_only_dates() -> None:
    """From a Sunday to a Thursday, over 40 days with a release day in every week."""

    def tracks(day: SampleDay) -> list[list[tuple[object, ...]]]:
        return [
            [
                (held["id"], held["name"], held.get("popularity"))
                for entry in snapshot.entries
                if (held := entry.get("item") or entry.get("track"))
            ]
            for snapshot in (*day.playlists, day.liked)
        ]

    days = list(zip(sample_days(40), sample_days(40, date(2029, 3, 1)), strict=True))
    assert [tracks(day) == tracks(shifted) for day, shifted in days] == [True] * 40
    assert [shifted.date for _, shifted in days][-1] == date(2029, 4, 9)


def test_first_day_until() -> None:
    assert first_day_until(date(2026, 11, 14), days=14) == FIRST_DAY
    assert first_day_until(FIRST_DAY, days=1) == FIRST_DAY


def test_another_seed_has_other_songs() -> None:
    one, other = next(snapshots(seed=SEED)), next(snapshots(seed=SEED + 1))
    ours = {entry["item"]["id"] for entry in one.entries}
    theirs = {entry["item"]["id"] for entry in other.entries}
    assert not ours & theirs
    assert one.playlist_id == other.playlist_id == TOP_100


def test_days_are_generated_lazily() -> None:
    assert len(list(islice(snapshots(days=10**9), 8))) == 8


def test_zero_days_have_no_snapshots() -> None:
    assert list(snapshots(days=0)) == []


def test_snapshots_are_ordered_by_time() -> None:
    times = [one.extracted_at for one in snapshots(days=3, first_day=date(2028, 2, 28))]
    assert times == sorted(set(times))
    assert times[0].isoformat() == "2028-02-28T06:00:03+00:00"
    assert [time.date().isoformat() for time in times[::4]] == [
        "2028-02-28",
        "2028-02-29",
        "2028-03-01",
    ]
