"""S3's refusals, and Lambda's own retries, which write nothing twice."""

import pytest

from local.spotify_api import Fault, Request
from tests.integration.extract_lambda.world import (
    FRESH_FINDS,
    ODDS_AND_ENDS,
    SCHEDULER_EVENT,
    TOP_100,
    World,
    of_length,
)


@pytest.mark.parametrize("operation", ["PutObject", "ListObjectsV2"])
@pytest.mark.parametrize("code", ["AccessDenied", "NoSuchBucket", "SlowDown"])
def test_a_refusal_says_where_and_why(world: World, operation: str, code: str) -> None:
    world.refuse(operation, code)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "raw_files", dict)  # it lists, too
        error, message = world.fail_one()

    assert error == "RawZoneError"
    assert f"s3://{world.bucket}/" in message
    assert code in message


def test_a_missing_bucket_is_noticed_before_spotify_is_asked(world: World) -> None:
    world.set(RAW_BUCKET="nowhere-to-be-found")

    failure = world.run_failing()

    assert {one["error"] for one in failure.result["playlists"]} == {"RawZoneError"}
    assert world.api.requests == []


def test_a_retry_does_what_is_missing_and_nothing_twice(world: World) -> None:
    world.api.fail("GET", f"{ODDS_AND_ENDS}/items", Fault(status=403))
    world.run_failing()
    first = world.raw_files()
    asked = len(world.api.requests)
    world.clock.now = world.clock.now.replace(minute=2)  # Lambda tries again after a minute or two
    puts = world.calls.count("PutObject")

    result = world.run()

    assert [one["status"] for one in result["playlists"]] == [
        "already_extracted",
        "extracted",
        "already_extracted",
    ]
    assert world.calls.count("PutObject") == puts + 1
    assert {key: world.raw_files()[key] for key in first} == first
    later = world.api.requests[asked:]
    assert not [r for r in later if TOP_100 in r.path or FRESH_FINDS in r.path]
    assert result["playlists"][1]["key"].endswith("/20261122T060000Z.jsonl")


def test_a_retry_of_what_is_all_there_asks_for_nothing(world: World) -> None:
    world.run()
    asked, secrets = len(world.api.requests), world.calls.count("GetSecretValue")

    result = world.run()

    assert result["already_extracted"] == 3
    assert result["entries"] == 0
    assert len(world.api.requests) == asked
    assert world.calls.count("GetSecretValue") == secrets


@pytest.mark.parametrize("folder", ["processed", "rejected"])
def test_what_the_glue_job_has_moved_on_is_not_written_again(world: World, folder: str) -> None:
    (outcome, *_) = world.run()["playlists"]
    moved = outcome["key"].replace("to_process", folder)
    world.s3.copy_object(
        Bucket=world.bucket, Key=moved, CopySource=f"{world.bucket}/{outcome['key']}"
    )
    world.s3.delete_object(Bucket=world.bucket, Key=outcome["key"])

    assert world.run()["already_extracted"] == 3
    assert outcome["key"] not in world.raw_files()


def test_what_was_done_before_is_not_called_unreached(world: World) -> None:
    world.run({**SCHEDULER_EVENT, "playlists": FRESH_FINDS})
    world.api.fail("GET", TOP_100, Fault(status=429, headers={"Retry-After": "40000"}))

    failure = world.run_failing()

    assert [one["status"] for one in failure.result["playlists"]] == [
        "failed",
        "not_reached",
        "already_extracted",
    ]


def test_of_two_runs_at_once_one_writes(world: World) -> None:
    key = f"to_process/{TOP_100}/20261122T060000Z.jsonl"

    def overtake(request: Request) -> None:
        if request.path.endswith("/items"):
            world.s3.put_object(Bucket=world.bucket, Key=key, Body=b"the other's\n")
            world.api.on_request = None

    world.api.on_request = overtake
    result = world.run()

    assert result["playlists"][0]["status"] == "already_extracted"
    assert world.raw_files()[key] == b"the other's\n"


def test_the_next_day_is_written_anew(world: World) -> None:
    world.run()
    world.api.playlists[TOP_100] = of_length(2)
    world.clock.now = world.clock.now.replace(day=23)

    result = world.run({**SCHEDULER_EVENT, "time": "2026-11-23T06:00:00Z"})

    assert result["extracted"] == 3
    assert len(world.raw_files()) == 6
