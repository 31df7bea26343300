"""The cost model, compared with results calculated by hand."""

from typing import Any

import pytest

from benchmarks import costs
from benchmarks.costs import Assumptions, Estimate, Measured, Scenario, cheapest, estimate
from cli.errors import UserError

ASSUMED = Assumptions(
    dollars_per_dpu_hour=0.36,
    flex_dollars_per_dpu_hour=0.18,
    least_billed_seconds=60,
    cores_per_worker=4,
    core_factor=2,
    commit_seconds=10,
    get_seconds=0.08,
    gets_at_a_time=8,
    move_seconds=0.16,
    moves_at_a_time=16,
)
# 100,000 entries take 4 seconds of a core.
MEASURED = Measured(start=5, batch=10, entry=4 / 100_000)


def workload(files: int, job: float, start: float = 5.0, **more: bool) -> dict[str, Any]:
    return {
        "files": files,
        "entries": files * 100,
        "available_markets": False,
        "baselines": {"job": {"wall_seconds": job}, "start-tuned": {"wall_seconds": start}},
    } | more


def test_small_run_takes_its_fixed_seconds() -> None:
    one = estimate(MEASURED, ASSUMED, Scenario("one", files=1, runs=1), workers=2)

    # 2 x 5 to start; 2 x 10 + 10 for its batch; 2 x 100 entries x 40 microseconds on the one core
    # that has the file; a get of 0.08 / 8 and a move of 0.16.
    seconds = 10 + 30 + 0.008 + 0.01 + 0.16
    assert one.seconds_per_run == pytest.approx(seconds)
    # Less than the minimum of one minute that is billed: 2 DPU x 60 s.
    assert one.dpu_seconds == 120
    assert one.dollars == pytest.approx(120 / 3600 * 0.36)
    assert one.flex_dollars == pytest.approx(120 / 3600 * 0.18)


def test_backfill_divides_entries_but_not_moves_by_cores() -> None:
    backfill = estimate(MEASURED, ASSUMED, Scenario("all", files=10_000, runs=1), 5, 5_000)

    # 16 cores of 4 workers. Start 10; two batches of 30; 2 x 1M entries x 40 us / 16;
    # 10,000 gets of 0.08 s, 8 at a time on each core; 10,000 moves of 0.16 s, 16 at a time.
    seconds = 10 + 60 + 5 + 6.25 + 100
    assert backfill.seconds_per_run == pytest.approx(seconds)
    assert backfill.dpu_seconds == pytest.approx(5 * seconds)
    assert backfill.dollars == pytest.approx(5 * seconds * 0.36 / 3600)


def test_price_is_per_run() -> None:
    ten = estimate(MEASURED, ASSUMED, Scenario("ten", files=1_000, runs=10), workers=2)
    one = estimate(MEASURED, ASSUMED, Scenario("one", files=100, runs=1), workers=2)

    assert ten.seconds_per_run == pytest.approx(one.seconds_per_run)
    assert ten.dollars == pytest.approx(10 * one.dollars)


def test_cheapest_ends_in_time() -> None:
    slow = Estimate(2, 5_000, 3_000, 6_000, 0.6, 0.3)
    fast = Estimate(5, 5_000, 1_500, 7_500, 0.75, 0.4)
    faster = Estimate(10, 5_000, 1_000, 10_000, 1.0, 0.5)

    assert cheapest([slow, fast, faster], 1_800) == fast
    assert cheapest([slow, fast, faster], 3_600) == slow
    assert cheapest([slow, fast, faster], 60) is None


def test_measured_from_comparison() -> None:
    # One file 15 s, of which 5 are Spark's start; 1,000 files 19 s on 2 cores: 4 s for 99,900.
    comparison = {"machine": {"cores": 2}, "workloads": [workload(1_000, 19.0), workload(1, 15.0)]}

    measured = costs.measured_from(comparison)

    assert (measured.start, measured.batch) == (5.0, 10.0)
    assert measured.entry == pytest.approx(2 * 4 / 99_900)


def test_time_of_further_batches_is_not_counted_as_entries() -> None:
    # 20,000 files are two batches of 10,000: one more than 1 file is, at 10 s.
    comparison = {"machine": {"cores": 1}, "workloads": [workload(1, 15.0), workload(20_000, 65.0)]}

    assert costs.measured_from(comparison).entry == pytest.approx((65 - 15 - 10) / 1_999_900)


@pytest.mark.parametrize(
    "workloads",
    [
        [],
        [workload(1, 15.0)],
        [workload(1, 15.0), workload(1_000, 19.0, available_markets=True)],
        [workload(1, 15.0), workload(1_000, 19.0) | {"baselines": {}}],
    ],
)
def test_incomplete_comparison_is_refused(workloads: list[dict[str, Any]]) -> None:
    with pytest.raises(UserError, match="compare --files 1 --files 1000"):
        costs.measured_from({"machine": {"cores": 2}, "workloads": workloads})


def test_comparison_where_more_files_took_less_time_is_refused() -> None:
    comparison = {"machine": {"cores": 2}, "workloads": [workload(1, 15.0), workload(9, 14.0)]}
    with pytest.raises(UserError, match="took less time"):
        costs.measured_from(comparison)


def test_markdown_marks_the_choice_and_names_every_assumption() -> None:
    text = costs.markdown(MEASURED, ASSUMED, limit_seconds=1_800)

    lines = text.splitlines()
    one = next(line for line in lines if line.startswith("| 1 playlist a day, 2"))
    assert one == (
        "| 1 playlist a day, 2 workers, batches of 1,000 (cheapest) | 1 | 0.670 | 120 | 0.012 "
        "| 0.006 |"
    )
    # Three hours of moves, 50 batches of 30 s, 2 x 100M x 40 us on 4 cores, gets of 2,500 s, 10 s
    # to start: 16,010 s, nine times half an hour.
    assert (
        "- backfill of 100M entries: none ends within 30 minutes; 2 workers, batches of 20,000, "
        "$3.202, with FLEX $1.601, as 9 runs"
    ) in text
    assert "1,000 playlists a day, 2 workers, batches of 1,000 (cheapest) | 10 |" in text
    for name in Assumptions.__dataclass_fields__:
        assert name in text
