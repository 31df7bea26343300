"""Upload the raw files of a local lake and load them in one run.

Each new object sends an event, and 100 events start a run of the load job: 25,000 files would start
250. The rule that delivers the events is disabled during the upload.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from cli.errors import UserError
from cli.interrupt import on_interrupt
from deploy.show import say
from deploy.stacks import list_resources, require_stack

if TYPE_CHECKING:
    from deploy.aws import Aws

RAW_FILES = Path("raw") / "to_process"  # in the folder of a local lake
_THREADS = 16


def upload_raw_files(aws: "Aws", stack: str, lake: Path, console: Console) -> None:
    """Upload the files in ``raw/to_process/`` of a lake's folder, and start the load job.

    Raises
    ------
    UserError
        The folder has no raw files, or there is no such stack.
    """
    folder = lake / RAW_FILES
    files = [path for path in sorted(folder.rglob("*.jsonl")) if path.name[0] not in "._"]
    if not files:
        raise UserError(f"{folder} has no raw files: `lake import` and `lake extract` write them")
    found = require_stack(aws, stack)
    bucket, job = found.outputs["RawBucket"], found.outputs["LoadJob"]
    (rule,) = (
        one.physical_id
        for one in list_resources(aws.cloudformation, found.stack_id)
        if one.path == "Transform/RawFileCreated"
    )
    events = aws.session.client("events")
    s3 = aws.s3  # made before the threads: creating clients is not thread-safe

    def upload(path: Path) -> None:
        key = f"to_process/{path.relative_to(folder).as_posix()}"
        with path.open("rb") as body:
            s3.put_object(Bucket=bucket, Key=key, Body=body, ExpectedBucketOwner=aws.account)

    events.disable_rule(Name=rule)
    try:
        with (
            on_interrupt(lambda: events.enable_rule(Name=rule)),
            console.status(f"uploading {len(files):,} raw files"),
            ThreadPoolExecutor(_THREADS) as pool,
        ):
            for _ in pool.map(upload, files):
                pass
    finally:
        events.enable_rule(Name=rule)
    run = aws.session.client("glue").start_job_run(JobName=job)["JobRunId"]
    say(console, f"{len(files):,} raw files uploaded to {bucket}; run {run} of {job} loads them:")
    say(console, f"  {aws.lake_deploy('status', stack)}")
