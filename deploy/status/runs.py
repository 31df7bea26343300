"""What ran and what waits: extractions, job runs, raw files, dead letters."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from deploy.json_object import json_object
from deploy.log_groups import glue_log_groups, lambda_log_group, read_log
from deploy.status.line import BAD, GOOD, WARNING, Line

if TYPE_CHECKING:
    from mypy_boto3_glue.type_defs import JobRunTypeDef

    from deploy.aws import Aws

EXTRACTION_DAYS = 7  # how far back to look for the last extraction
_RUNS = 10  # how many job runs to look through for one that has ended
_GOING = {"STARTING", "RUNNING", "STOPPING", "WAITING"}
_WAITS_TOO_LONG = timedelta(days=1)  # a daily trigger loads what lost events left
_A_MINUTE = timedelta(minutes=1)


def describe_extraction(aws: "Aws", function: str) -> Iterator[Line]:
    """Yield a line about the last extraction."""
    lines = read_log(
        aws,
        lambda_log_group(aws, function),
        since=datetime.now(UTC) - timedelta(days=EXTRACTION_DAYS),
        filter_pattern='?"run done" ?"run failed"',
    )
    runs = [run for line in lines if (run := json_object(line.message)) and "result" in run]
    if not runs:
        yield Line("last extraction", "none", f"in the last {EXTRACTION_DAYS} days", WARNING)
        return
    result = runs[-1]["result"]
    is_done = runs[-1]["message"] == "run done"
    yield Line(
        "last extraction",
        "done" if is_done else "FAILED",
        f"{result['extracted_at']}: {result['extracted']} playlists extracted, "
        f"{result['already_extracted']} there already, {result['failed']} failed, "
        f"{result['not_reached']} not reached; {result['entries']:,} entries",
        GOOD if is_done else BAD,
    )


def describe_waiting(aws: "Aws", bucket: str) -> Iterator[Line]:
    """Yield a line about the raw files in ``to_process/``."""
    pages = aws.s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix="to_process/", ExpectedBucketOwner=aws.account
    )
    found = [
        one["LastModified"]
        for page in pages
        for one in page.get("Contents", [])
        if one["Key"].rpartition("/")[2][:1] not in {"", ".", "_"}  # markers and hidden files
    ]
    if not found:
        yield Line("files waiting", "none", "all raw files are loaded", GOOD)
        return
    oldest = min(found)
    style = BAD if datetime.now(UTC) - oldest > _WAITS_TOO_LONG else ""
    since = f"in to_process/, the oldest since {_time(oldest)}"
    yield Line("files waiting", f"{len(found):,}", since, style)


def describe_job(aws: "Aws", job: str, about: str) -> Iterator[Line]:
    """Yield a line about the job's last run; one more if that has not ended."""
    glue = aws.session.client("glue")
    runs = glue.get_job_runs(JobName=job, MaxResults=_RUNS)["JobRuns"]
    if not runs:
        yield Line(about, "none", "it has not run yet")
    for run in runs:
        state = run.get("JobRunState", "")
        is_going = state in _GOING
        details = [_when(run), "" if is_going else _numbers(aws, job, run)]
        details.append(" ".join(run.get("ErrorMessage", "").split()))
        style = "" if is_going else GOOD if state == "SUCCEEDED" else BAD
        yield Line(about, state, "; ".join(one for one in details if one), style)
        if not is_going:
            break


def _when(run: "JobRunTypeDef") -> str:
    started = _time(run["StartedOn"]) if "StartedOn" in run else ""
    seconds = f", {run['ExecutionTime']} s" if run.get("ExecutionTime") else ""
    return started + seconds


def _numbers(aws: "Aws", job: str, run: "JobRunTypeDef") -> str:
    """Return the numbers that a load logs at its end; empty if the log has none."""
    if "Id" not in run or "StartedOn" not in run:
        return ""
    lines = read_log(
        aws,
        glue_log_groups(aws, job)[0],
        since=run["StartedOn"] - _A_MINUTE,
        stream_prefix=run["Id"],
        filter_pattern='"load ended"',
    )
    ends = [
        one for line in lines if (one := json_object(line.message)).get("event") == "load ended"
    ]
    if not ends:
        return ""
    end = ends[-1]
    became = [f"{end[one]:,} {one}" for one in ("loaded", "rejected", "left") if one in end]
    return f"{end['files']:,} files ({', '.join(became)}), {end['entries']:,} entries"


def describe_queue(aws: "Aws", stack: str, url: str) -> Iterator[Line]:
    """Yield a line about a queue of dead letters."""
    response = aws.session.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
    )
    waiting = int(response["Attributes"]["ApproximateNumberOfMessages"])
    name = url.rpartition("/")[2].removeprefix(f"{stack}-")
    if waiting:
        yield Line(name, f"{waiting:,}", "", BAD, aws.lake_deploy("dead-letters", stack))
    else:
        yield Line(name, "none", "", GOOD)


def _time(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
