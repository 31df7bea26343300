"""What Spark's event log says of the tasks: where they ran, what they moved and sent back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_FROM_PYTHON = "data returned from Python workers"  # in which the raw files are read
_BROADCAST = "BroadcastExchange"  # fetches the small side of a join


@dataclass
class ExecutorWork:
    """What one executor did."""

    tasks: int = 0
    bytes_from_python: int = 0
    shuffle_records_written: int = 0
    shuffle_records_read: int = 0
    shuffle_bytes_from_others: int = 0


@dataclass
class RunWork:
    """What a run did, by executor, and what came to the driver.

    Attributes
    ----------
    result_bytes
        All that tasks sent to the driver: rows it collects, what they committed, their metrics.
    broadcast_bytes
        Of these the small sides of joins, which the driver hands on to all executors; Spark bounds
        each by ``spark.sql.autoBroadcastJoinThreshold``.
    """

    executors: dict[str, ExecutorWork] = field(default_factory=dict)
    tasks: int = 0
    result_bytes: int = 0
    broadcast_bytes: int = 0


def read_event_log(folder: Path) -> RunWork:
    """Return what the one run did whose event log lies in the folder."""
    (path,) = folder.iterdir()
    work = RunWork()
    broadcasting: set[int] = set()
    for event in _events(path):
        if event["Event"] == "SparkListenerStageSubmitted" and _broadcasts(event["Stage Info"]):
            broadcasting.add(event["Stage Info"]["Stage ID"])
        if event["Event"] == "SparkListenerTaskEnd":
            _add_task(work, event, broadcasts=event["Stage ID"] in broadcasting)
    return work


def _events(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for line in file:
            yield json.loads(line)


def _broadcasts(stage: Mapping[str, Any]) -> bool:
    return any(_BROADCAST in rdd.get("Scope", "") for rdd in stage["RDD Info"])


def _add_task(work: RunWork, event: Mapping[str, Any], *, broadcasts: bool) -> None:
    metrics = event["Task Metrics"]
    read, written = metrics["Shuffle Read Metrics"], metrics["Shuffle Write Metrics"]
    executor = work.executors.setdefault(event["Task Info"]["Executor ID"], ExecutorWork())
    executor.tasks += 1
    executor.bytes_from_python += sum(
        int(each["Update"])
        for each in event["Task Info"]["Accumulables"]
        if each.get("Name") == _FROM_PYTHON
    )
    executor.shuffle_records_written += written["Shuffle Records Written"]
    executor.shuffle_records_read += read["Total Records Read"]
    executor.shuffle_bytes_from_others += read["Remote Bytes Read"]
    work.tasks += 1
    work.result_bytes += metrics["Result Size"]
    work.broadcast_bytes += metrics["Result Size"] if broadcasts else 0
