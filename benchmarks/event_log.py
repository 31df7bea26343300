"""Sum up Spark's event log: where tasks ran, what they shuffled, what they sent to the driver."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_FROM_PYTHON = "data returned from Python workers"  # these read the raw files
_BROADCAST = "BroadcastExchange"  # collects the small side of a join


@dataclass
class ExecutorWork:
    """The tasks of one executor, summed up."""

    tasks: int = 0
    bytes_from_python: int = 0
    shuffle_records_written: int = 0
    shuffle_records_read: int = 0
    shuffle_bytes_from_others: int = 0


@dataclass
class RunWork:
    """The tasks of a run, by executor, and what they sent to the driver.

    Attributes
    ----------
    result_bytes
        All that tasks sent to the driver: collected rows, commit messages, metrics.
    broadcast_bytes
        The part of these that is small sides of joins, which the driver sends to all executors.
        Spark limits each by ``spark.sql.autoBroadcastJoinThreshold``.
    """

    executors: dict[str, ExecutorWork] = field(default_factory=dict)
    tasks: int = 0
    result_bytes: int = 0
    broadcast_bytes: int = 0


def read_event_log(folder: Path) -> RunWork:
    """Sum up the one event log in a folder."""
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
