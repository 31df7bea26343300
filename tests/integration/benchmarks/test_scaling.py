"""On a cluster of two executors the work is spread, and the driver does not receive more."""

from pathlib import Path

import pytest

from benchmarks.scaling import EXECUTORS, measure_scaling

FILES = 400
FEW, MANY = 20, 100  # entries a file


@pytest.mark.slow
def test_work_is_spread_and_driver_receives_no_more_for_more_entries(tmp_path: Path) -> None:
    works = measure_scaling(FILES, [FEW, MANY], tmp_path, lambda _: None)

    for work in works.values():
        assert len(work.executors) == EXECUTORS
        for executor in work.executors.values():
            assert executor.bytes_from_python > 0, "this executor read no raw file"
            assert executor.shuffle_records_written > 0
            assert executor.shuffle_records_read > 0
        assert any(each.shuffle_bytes_from_others > 0 for each in work.executors.values())

    few, many = works[FEW], works[MANY]
    read = [sum(each.bytes_from_python for each in work.executors.values()) for work in (few, many)]
    assert read[1] > 2 * read[0], "the larger load did not read more"
    received = [work.result_bytes - work.broadcast_bytes for work in (few, many)]
    assert received[1] < 1.5 * received[0]
