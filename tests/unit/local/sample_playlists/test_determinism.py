import os
import subprocess
import sys
from datetime import date
from itertools import islice
from pathlib import Path

from local.sample_playlists import SEED, TOP_100, raw_lines, snapshots

_ROOT = Path(__file__).parents[4]
_DIGEST = """
from hashlib import sha256
from local.sample_playlists import raw_key, raw_lines, snapshots
digest = sha256()
for snapshot in snapshots(days=20):
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


def test_every_process_makes_the_same_bytes() -> None:
    first, second = _digest_in_a_process("1"), _digest_in_a_process("2")
    assert len(first.strip()) == 64
    assert first == second


def test_fewer_days_are_the_beginning_of_more() -> None:
    few = [raw_lines(one) for one in snapshots(days=5)]
    many = [raw_lines(one) for one in islice(snapshots(days=30), 15)]
    assert few == many


def test_a_seed_is_a_world_of_its_own() -> None:
    one, other = next(snapshots(seed=SEED)), next(snapshots(seed=SEED + 1))
    ours = {entry["item"]["id"] for entry in one.entries}
    theirs = {entry["item"]["id"] for entry in other.entries}
    assert not ours & theirs
    assert one.playlist_id == other.playlist_id == TOP_100


def test_days_are_made_one_at_a_time() -> None:
    assert len(list(islice(snapshots(days=10**9), 6))) == 6


def test_no_days_make_nothing() -> None:
    assert list(snapshots(days=0)) == []


def test_snapshots_come_in_the_order_of_time_from_the_first_day_on() -> None:
    times = [one.extracted_at for one in snapshots(days=3, first_day=date(2028, 2, 28))]
    assert times == sorted(set(times))
    assert times[0].isoformat() == "2028-02-28T06:00:03+00:00"
    assert [time.date().isoformat() for time in times[::3]] == [
        "2028-02-28",
        "2028-02-29",
        "2028-03-01",
    ]
