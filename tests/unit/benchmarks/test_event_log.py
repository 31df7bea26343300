"""Spark 3.5.6's event log is summed up by executor."""

import json
from pathlib import Path
from typing import Any

from benchmarks.event_log import ExecutorWork, read_event_log


def stage(number: int, operator: str) -> dict[str, Any]:
    scope = json.dumps({"id": "1", "name": operator})
    return {
        "Event": "SparkListenerStageSubmitted",
        "Stage Info": {"Stage ID": number, "RDD Info": [{"Scope": scope}, {"Name": "no scope"}]},
    }


def task(stage_id: int, executor: str, result: int, python: int | None = None) -> dict[str, Any]:
    accumulables = [{"Name": "number of output rows", "Update": "7"}]
    if python is not None:
        accumulables.append({"Name": "data returned from Python workers", "Update": str(python)})
    return {
        "Event": "SparkListenerTaskEnd",
        "Stage ID": stage_id,
        "Task Info": {"Executor ID": executor, "Accumulables": accumulables},
        "Task Metrics": {
            "Result Size": result,
            "Shuffle Read Metrics": {"Total Records Read": 3, "Remote Bytes Read": 10},
            "Shuffle Write Metrics": {"Shuffle Records Written": 5},
        },
    }


def test_tasks_are_summed_up_by_executor(tmp_path: Path) -> None:
    events = [
        {"Event": "SparkListenerApplicationStart"},
        stage(1, "PythonMapInArrow"),
        stage(2, "BroadcastExchange"),
        task(1, "0", 100, python=2_000),
        task(1, "1", 100, python=3_000),
        task(2, "1", 4_000),
    ]
    (tmp_path / "app-1").write_text("\n".join(map(json.dumps, events)))

    work = read_event_log(tmp_path)

    assert work.executors == {
        "0": ExecutorWork(1, 2_000, 5, 3, 10),
        "1": ExecutorWork(2, 3_000, 10, 6, 20),
    }
    assert (work.tasks, work.result_bytes, work.broadcast_bytes) == (3, 4_200, 4_000)
