"""Start an extraction or a load of a deployed lake by hand."""

import json
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from rich.console import Console

from cli.errors import UserError
from deploy.show import say
from deploy.stacks import require_stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deploy.aws import Aws

# A Lambda runs for 15 minutes at most. A second request would extract a second time.
_WAIT = Config(read_timeout=910, retries={"total_max_attempts": 1})
_REJECTED, _TO_PROCESS = "rejected/", "to_process/"


def start_load(
    aws: "Aws",
    stack: str,
    console: Console,
    *,
    source_prefix: str = "",
    max_files_per_batch: int | None = None,
) -> None:
    """Start a run of the load job.

    Parameters
    ----------
    source_prefix
        ``processed`` loads the archived raw files again and moves nothing; by default the job's
        own, ``to_process``.
    max_files_per_batch
        By default the job's own.

    Raises
    ------
    UserError
        The stack does not exist, or has no load job.
    """
    arguments = {"--source_prefix": source_prefix} if source_prefix else {}
    if max_files_per_batch is not None:
        arguments["--max_files_per_batch"] = str(max_files_per_batch)
    does = f"loads the raw files in {source_prefix or _TO_PROCESS.strip('/')}/"
    _start_job(aws, stack, console, "LoadJob", does, arguments)


def start_maintenance(aws: "Aws", stack: str, console: Console) -> None:
    """Start a run of the maintenance job.

    Raises
    ------
    UserError
        The stack does not exist, or has no maintenance job.
    """
    _start_job(aws, stack, console, "MaintainJob", "maintains the tables", {})


def _start_job(  # noqa: PLR0913, PLR0917 - what to start, and where to print it
    aws: "Aws", stack: str, console: Console, output: str, does: str, arguments: dict[str, str]
) -> None:
    """Start a run of the job that an output of the stack names; print what it does."""
    job = _output(aws, stack, output)
    run = aws.session.client("glue").start_job_run(JobName=job, Arguments=arguments)["JobRunId"]
    say(console, f"run {run} of {job} {does}:")
    say(console, f"  {aws.lake_deploy('status', stack)}")


def start_extraction(
    aws: "Aws", stack: str, console: Console, playlists: "Sequence[str]" = ()
) -> None:
    """Run the Lambda, wait for its result and print it.

    Parameters
    ----------
    playlists
        Instead of the stack's parameter ``Playlists``.

    Raises
    ------
    UserError
        The stack does not exist, or a playlist was not extracted.
    """
    function = _output(aws, stack, "ExtractFunction")
    event = {"playlists": list(playlists)} if playlists else {}
    client = aws.session.client("lambda", config=_WAIT)
    with console.status(f"{function} extracts, for 15 minutes at most"):
        response = client.invoke(FunctionName=function, Payload=json.dumps(event))
    result: Any = json.loads(response["Payload"].read() or b"null")
    result = result if isinstance(result, dict) else {}
    if "FunctionError" in response:
        reason = result.get("errorMessage") or response["FunctionError"]
        raise UserError(f"{function} failed: {reason}\nsee {aws.lake_deploy('logs', stack)}")
    for playlist in result.get("playlists", []):
        say(console, _playlist_line(playlist))
    say(
        console,
        f"{result.get('extracted', 0)} playlists extracted, {result.get('entries', 0):,} entries; "
        "the load starts within 15 minutes, or now:",
    )
    say(console, f"  {aws.lake_deploy('load', stack)}")


def retry_rejected(aws: "Aws", stack: str, console: Console) -> None:
    """Move the rejected raw files back to ``to_process/``, from where the next load reads them.

    A file of the same key that is already there is not overwritten: it may be a repaired one.

    Raises
    ------
    UserError
        The stack does not exist.
    """
    bucket = _output(aws, stack, "RawBucket")
    waiting = set(_keys(aws, bucket, _TO_PROCESS))
    moved = 0
    for key in _keys(aws, bucket, _REJECTED):
        target = _TO_PROCESS + key.removeprefix(_REJECTED)
        if target in waiting:
            say(console, f"{key} stays: {target} exists")
            continue
        owner = aws.account
        aws.s3.copy_object(
            Bucket=bucket,
            Key=target,
            CopySource={"Bucket": bucket, "Key": key},
            ExpectedBucketOwner=owner,
            ExpectedSourceBucketOwner=owner,
        )
        aws.s3.delete_object(Bucket=bucket, Key=key, ExpectedBucketOwner=owner)
        moved += 1
    if not moved:
        say(console, "no raw files moved")
        return
    say(
        console,
        f"raw files moved from rejected/ to to_process/: {moved:,}. The load starts within "
        "15 minutes, or now:",
    )
    say(console, f"  {aws.lake_deploy('load', stack)}")


def _output(aws: "Aws", stack: str, name: str) -> str:
    """Return an output of the stack.

    Raises
    ------
    UserError
        The stack does not exist, or its deployment did not end.
    """
    found = require_stack(aws, stack)
    if name not in found.outputs:
        raise UserError(
            f"stack {stack} is {found.status} and has no {name}: deploy it with "
            f"`{aws.lake_deploy('deploy', stack)}`"
        )
    return found.outputs[name]


def _keys(aws: "Aws", bucket: str, prefix: str) -> list[str]:
    """Return the keys of a prefix; all before any is moved."""
    pages = aws.s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix, ExpectedBucketOwner=aws.account
    )
    return [one["Key"] for page in pages for one in page.get("Contents", [])]


def _playlist_line(playlist: dict[str, Any]) -> str:
    status = str(playlist.get("status", "")).replace("_", " ")
    entries = f", {playlist['entries']:,} entries" if playlist.get("entries") is not None else ""
    note = playlist.get("message") or playlist.get("note")
    return f"{playlist.get('playlist_id')}: {status}{entries}{f': {note}' if note else ''}"
