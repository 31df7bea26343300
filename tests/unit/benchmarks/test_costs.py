"""The cost model, compared with results calculated by hand."""

from dataclasses import replace
from typing import Any

import pytest

from benchmarks import costs
from benchmarks.costs import (
    Assumptions,
    Estimate,
    Measured,
    S3Times,
    Scenario,
    cheapest,
    estimate,
)
from cli.errors import UserError

ASSUMED = Assumptions(
    dollars_per_dpu_hour=0.36,
    flex_dollars_per_dpu_hour=0.18,
    least_billed_seconds=60,
    cores_per_worker=4,
    core_factor=2,
    commit_seconds=10,
    dollars_per_1000_gets=1,
    dollars_per_1000_puts=10,
)
# 100,000 entries take 4 seconds of a core. 20 GiB are 107,374 files.
MEASURED = Measured(start=5, first_batch=10, later_batch=4, entry=4 / 100_000, file_bytes=200_000)
S3 = S3Times(list_page=0.5, read=0.01, move=0.02, gets=1, puts=1.1)
# 12 batches more take 36 s more.
BATCHES = {
    "batch_bytes": {
        "1000": {"batches": 16, "wall_seconds": 96.0},
        "2000": {"batches": 8, "wall_seconds": 90.0},
        "4000": {"batches": 4, "wall_seconds": 60.0},
    },
}


def workload(files: int, job: float, start: float = 5.0, **more: bool) -> dict[str, Any]:
    return {
        "files": files,
        "entries": files * 100,
        "bytes": files * 220_000,
        "available_markets": False,
        "baselines": {"job": {"wall_seconds": job}, "start-tuned": {"wall_seconds": start}},
    } | more


def test_small_run_takes_its_fixed_seconds() -> None:
    one = estimate(MEASURED, S3, ASSUMED, Scenario("one", files=1, runs=1), workers=2)

    # 2 x 5 to start; a page of the list; 2 x 10 + 10 for its batch; 2 x 100 entries x 40
    # microseconds on the one core that has the file; a read and a move.
    seconds = 10 + 0.5 + 30 + 0.008 + 0.01 + 0.02
    assert one.seconds_per_run == pytest.approx(seconds)
    # Less than the minimum of one minute that is billed: 2 DPU x 60 s.
    assert one.dpu_seconds == 120
    assert one.dollars == pytest.approx(120 / 3600 * 0.36)
    assert one.flex_dollars == pytest.approx(120 / 3600 * 0.18)
    assert one.request_dollars == pytest.approx(0.001 + 0.011)


def test_backfill_divides_entries_reads_and_moves_by_cores() -> None:
    backfill = estimate(MEASURED, S3, ASSUMED, Scenario("all", files=10_000, runs=1), 5, 5_000)

    # 16 cores of 4 workers. Start 10; ten pages of 0.5; a batch of 2 x 10 + 10, one of 2 x 4 + 10;
    # 2 x 1M entries x 40 us / 16; 10,000 reads of 0.01 s and moves of 0.02 s, each / 16.
    seconds = 10 + 5 + 30 + 18 + 5 + 6.25 + 12.5
    assert backfill.seconds_per_run == pytest.approx(seconds)
    assert backfill.dpu_seconds == pytest.approx(5 * seconds)
    assert backfill.dollars == pytest.approx(5 * seconds * 0.36 / 3600)
    assert backfill.request_dollars == pytest.approx(120)


def test_moves_of_a_small_batch_are_spread_over_few_cores() -> None:
    many_cores, one_core = (
        estimate(MEASURED, S3, ASSUMED, Scenario("", files=300, runs=1), workers, batch)
        for workers, batch in ((10, 300), (10, 100))
    )

    # 250 files per task: of 300 files two tasks, of batches of 100 one each; two batches more.
    assert one_core.seconds_per_run - many_cores.seconds_per_run == pytest.approx(2 * 18 + 6 - 3)


def test_batches_are_bounded_in_bytes() -> None:
    large_files = replace(MEASURED, file_bytes=2**30)
    three, two = (
        estimate(large_files, S3, ASSUMED, Scenario("", files, runs=1), 2).seconds_per_run
        for files in (21, 20)
    )

    # 20 files of a GiB per batch, on four cores. One more takes another batch, and its own read,
    # move and entries.
    assert three - two == pytest.approx(18 + 0.02 + (0.01 + 0.008) / 4)


def test_price_is_per_run() -> None:
    ten = estimate(MEASURED, S3, ASSUMED, Scenario("ten", files=1_000, runs=10), workers=2)
    one = estimate(MEASURED, S3, ASSUMED, Scenario("one", files=100, runs=1), workers=2)

    assert ten.seconds_per_run == pytest.approx(one.seconds_per_run)
    assert ten.dollars == pytest.approx(10 * one.dollars)


def test_cheapest_ends_in_time() -> None:
    slow = Estimate(2, 5_000, 3_000, 6_000, 0.6, 0.3, 0)
    fast = Estimate(5, 5_000, 1_500, 7_500, 0.75, 0.4, 0)
    faster = Estimate(10, 5_000, 1_000, 10_000, 1.0, 0.5, 0)

    assert cheapest([slow, fast, faster], 1_800) == fast
    assert cheapest([slow, fast, faster], 3_600) == slow
    assert cheapest([slow, fast, faster], 60) is None


def test_measured_from_comparison() -> None:
    # One file 15 s, of which 5 are Spark's start; 1,000 files 19 s on 2 cores: 4 s for 99,900.
    comparison = {"machine": {"cores": 2}, "workloads": [workload(1_000, 19.0), workload(1, 15.0)]}

    measured = costs.measured_from(comparison, BATCHES)

    assert (measured.start, measured.first_batch, measured.later_batch) == (5.0, 10.0, 3.0)
    assert measured.entry == pytest.approx(2 * 4 / 99_900)
    assert measured.file_bytes == 220_000


def test_s3_times_are_those_of_the_fewest_executors() -> None:
    one = {
        "executors": 1,
        "list_seconds": 2.0,
        "read_seconds": 40.0,
        "archive_seconds": 60.0,
        "requests": {
            "ListObjectsV2": 10, "GetObject": 10_000, "CopyObject": 10_000, "DeleteObjects": 10,
        },
    }  # fmt: skip
    scaling = {"workload": {"files": 10_000}, "loads": [one | {"executors": 2}, one]}

    times = costs.s3_times_from(scaling)

    assert times == S3Times(0.2, 0.004, 0.006, gets=1, puts=1.001)


def test_time_of_further_batches_is_not_counted_as_entries() -> None:
    # 200,000 files are two batches of 100,000: one more than 1 file is, at 3 s.
    large = workload(200_000, 65.0)
    comparison = {"machine": {"cores": 1}, "workloads": [workload(1, 15.0), large]}

    entry = costs.measured_from(comparison, BATCHES).entry

    assert entry == pytest.approx((65 - 15 - 3) / 19_999_900)


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
        costs.measured_from({"machine": {"cores": 2}, "workloads": workloads}, BATCHES)


def test_one_size_of_a_batch_is_refused() -> None:
    comparison = {"machine": {"cores": 1}, "workloads": [workload(1, 15.0), workload(9, 16.0)]}
    one_size = {"batch_bytes": {"1000": {"batches": 16, "wall_seconds": 96.0}}}

    with pytest.raises(UserError, match="benchmarks batches"):
        costs.measured_from(comparison, one_size)


def test_comparison_where_more_files_took_less_time_is_refused() -> None:
    comparison = {"machine": {"cores": 2}, "workloads": [workload(1, 15.0), workload(9, 14.0)]}
    with pytest.raises(UserError, match="took less time"):
        costs.measured_from(comparison, BATCHES)


def test_markdown_marks_the_choice_and_names_every_assumption() -> None:
    text = costs.markdown(MEASURED, S3, ASSUMED, limit_seconds=1_200)

    lines = text.splitlines()
    one = next(line for line in lines if line.startswith("| 1 playlist a day, 2"))
    assert one == (
        "| 1 playlist a day, 2 workers, batches of 1,000 (cheapest) | 1 | 0.676 | 120 | 0.012 "
        "| 0.006 | 0.012 |"
    )
    # 10 s to start, a thousand pages of 0.5 s, a batch of 30 s and 9 of 18; on 16 cores 2 x 100M
    # x 40 us, reads of 10,000 s and moves of 20,000 s: 3,077 s, three times 20 minutes.
    assert (
        "- backfill of 100M entries: none ends within 20 minutes; 5 workers, batches of 100,000, "
        "$1.538, with FLEX $0.769, as 3 runs"
    ) in text
    assert "1,000 playlists a day, 2 workers, batches of 1,000 (cheapest) | 10 |" in text
    for name in Assumptions.__dataclass_fields__:
        assert name in text
