"""Errors of S3, and Lambda's retries, which write nothing twice."""

import pytest

from local.spotify_api import Fault, Request
from tests.integration.extract_lambda.harness import (
    FRESH_FINDS,
    ODDS_AND_ENDS,
    SCHEDULER_EVENT,
    TOP_100,
    Harness,
    of_length,
)


@pytest.mark.parametrize("operation", ["PutObject", "ListObjectsV2"])
@pytest.mark.parametrize("code", ["AccessDenied", "NoSuchBucket", "SlowDown"])
def test_refusal_names_bucket_and_code(harness: Harness, operation: str, code: str) -> None:
    harness.refuse(operation, code)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(harness, "raw_files", dict)  # it lists the bucket
        error, message = harness.fail_one()

    assert error == "RawZoneError"
    assert f"s3://{harness.bucket}/" in message
    assert code in message


def test_missing_bucket_fails_before_any_request_to_spotify(harness: Harness) -> None:
    harness.set(RAW_BUCKET="nowhere-to-be-found")

    failure = harness.run_failing()

    assert {one["error"] for one in failure.result["playlists"]} == {"RawZoneError"}
    assert harness.api.requests == []


def test_retry_extracts_only_what_is_missing(harness: Harness) -> None:
    harness.api.fail("GET", f"{ODDS_AND_ENDS}/items", Fault(status=403))
    harness.run_failing()
    first = harness.raw_files()
    before = len(harness.api.requests)
    harness.clock.now = harness.clock.now.replace(minute=2)  # Lambda retries after a minute or two
    puts = harness.calls.count("PutObject")

    result = harness.run()

    assert [one["status"] for one in result["playlists"]] == [
        "already_extracted",
        "extracted",
        "already_extracted",
    ]
    assert harness.calls.count("PutObject") == puts + 1
    assert {key: harness.raw_files()[key] for key in first} == first
    later = harness.api.requests[before:]
    assert not [r for r in later if TOP_100 in r.path or FRESH_FINDS in r.path]
    assert result["playlists"][1]["key"].endswith("/20261122T060000Z.jsonl")


def test_retry_of_a_complete_run_makes_no_requests(harness: Harness) -> None:
    harness.run()
    before, secrets = len(harness.api.requests), harness.calls.count("GetSecretValue")

    result = harness.run()

    assert result["already_extracted"] == 3
    assert result["entries"] == 0
    assert len(harness.api.requests) == before
    assert harness.calls.count("GetSecretValue") == secrets


@pytest.mark.parametrize("folder", ["processed", "rejected"])
def test_file_moved_by_the_glue_job_is_not_written_again(harness: Harness, folder: str) -> None:
    (outcome, *_) = harness.run()["playlists"]
    moved = outcome["key"].replace("to_process", folder)
    harness.s3.copy_object(
        Bucket=harness.bucket, Key=moved, CopySource=f"{harness.bucket}/{outcome['key']}"
    )
    harness.s3.delete_object(Bucket=harness.bucket, Key=outcome["key"])

    assert harness.run()["already_extracted"] == 3
    assert outcome["key"] not in harness.raw_files()


def test_already_extracted_playlist_is_not_reported_as_not_reached(harness: Harness) -> None:
    harness.run({**SCHEDULER_EVENT, "playlists": FRESH_FINDS})
    harness.api.fail("GET", TOP_100, Fault(status=429, headers={"Retry-After": "40000"}))

    failure = harness.run_failing()

    assert [one["status"] for one in failure.result["playlists"]] == [
        "failed",
        "not_reached",
        "already_extracted",
    ]


def test_concurrent_run_does_not_overwrite(harness: Harness) -> None:
    key = f"to_process/{TOP_100}/20261122T060000Z.jsonl"

    def overtake(request: Request) -> None:
        if request.path.endswith("/items"):
            harness.s3.put_object(Bucket=harness.bucket, Key=key, Body=b"the other's\n")
            harness.api.on_request = None

    harness.api.on_request = overtake
    result = harness.run()

    assert result["playlists"][0]["status"] == "already_extracted"
    assert harness.raw_files()[key] == b"the other's\n"


def test_next_day_gets_new_files(harness: Harness) -> None:
    harness.run()
    harness.api.playlists[TOP_100] = of_length(2)
    harness.clock.now = harness.clock.now.replace(day=23)

    result = harness.run({**SCHEDULER_EVENT, "time": "2026-11-23T06:00:00Z"})

    assert result["extracted"] == 3
    assert len(harness.raw_files()) == 6
