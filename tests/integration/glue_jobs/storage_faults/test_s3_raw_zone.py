"""The raw zone in a bucket with faults: bounded retries, and errors that name the object."""

from collections.abc import Callable
from functools import partial

import boto3
import pytest
from botocore.config import Config

from glue_jobs.raw_zone.open_zone import open_raw_zone
from glue_jobs.raw_zone.s3 import CLIENT_CONFIG, S3RawZone
from glue_jobs.raw_zone.zone import Move, RawZone, RawZoneError
from tests.integration.glue_jobs.storage_faults.bucket import Bucket
from tests.integration.glue_jobs.storage_faults.fault_proxy import (
    Fault,
    FaultProxy,
    after,
    break_off,
    cut_short,
    flip_a_bit,
    garble,
    keep_waiting,
    lose_answer,
    refuse,
    refuse_to_delete,
    stall,
)
from tests.unit.glue_jobs.raw_zone.listing import keys_of

pytestmark = pytest.mark.usefixtures("no_delays")

KEY = "p/k.jsonl"
SOURCE = f"lake/to_process/{KEY}"
TARGET = f"lake/processed/{KEY}"
BODY = b'{"a": "body"}\n' * 1000
MOST_ATTEMPTS = 6
BODY_ATTEMPTS = 3
ADDRESSES = {"list": "", "read": SOURCE, "move": TARGET}


@pytest.fixture
def zone(bucket: Bucket, proxy: FaultProxy) -> RawZone:
    bucket.put(KEY, BODY)
    return open_raw_zone(bucket.raw_uri)


def impatient_zone(bucket: Bucket) -> RawZone:
    """Return a raw zone with timeouts of half a second."""
    config = CLIENT_CONFIG.merge(Config(read_timeout=0.5, connect_timeout=0.5))
    return S3RawZone(bucket.name, "lake", boto3.client("s3", config=config))


def move(zone: RawZone) -> None:
    move_version(zone, zone.read(KEY)[1])


def move_version(zone: RawZone, version: str) -> None:
    for reason in zone.move([Move(KEY, version, "processed")]):
        raise RawZoneError(reason)


def failure(work: Callable[[], object]) -> str:
    """Return the message of the call's error."""
    with pytest.raises(RawZoneError) as caught:
        work()
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    "fault",
    [
        refuse(500, "InternalError"),
        refuse(503, "SlowDown"),
        refuse(503, "ServiceUnavailable"),
        lose_answer,
    ],
    ids=["500", "slow down", "503", "reset"],
)
@pytest.mark.parametrize(
    ("operation", "key"),
    [("ListObjectsV2", ""), ("GetObject", SOURCE), ("CopyObject", TARGET)],
    ids=["list", "read", "copy"],
)
def test_transient_failures_are_retried(
    *, zone: RawZone, bucket: Bucket, proxy: FaultProxy, fault: Fault, operation: str, key: str
) -> None:
    proxy.inject(operation, key, fault, times=MOST_ATTEMPTS - 1)

    assert keys_of(zone) == [KEY]
    assert zone.read(KEY)[0] == BODY
    move(zone)

    assert bucket.objects() == {f"processed/{KEY}": BODY}
    assert proxy.requests[operation, key] >= MOST_ATTEMPTS


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("operation", ["list", "read", "move"])
def test_request_fails_after_six_attempts(
    *, zone: RawZone, bucket: Bucket, proxy: FaultProxy, operation: str, status: int
) -> None:
    name = {"list": "ListObjectsV2", "read": "GetObject", "move": "CopyObject"}[operation]
    version = zone.read(KEY)[1]
    proxy.heal()
    proxy.inject(name, ADDRESSES[operation], refuse(status, "Trouble"))
    works: dict[str, Callable[[], object]] = {
        "list": partial(keys_of, zone),
        "read": partial(zone.read, KEY),
        "move": partial(move_version, zone, version),
    }

    message = failure(works[operation])

    where = f"s3://{bucket.name}/{'lake/to_process/' if operation == 'list' else SOURCE}"
    assert message.startswith(where)
    assert "Trouble" in message
    assert "reached max retries: 5" in message
    assert proxy.requests == {(name, ADDRESSES[operation]): MOST_ATTEMPTS}
    assert bucket.objects() == {f"to_process/{KEY}": BODY}


@pytest.mark.parametrize(
    ("operation", "key", "needed"),
    [
        ("ListObjectsV2", "", "s3:ListBucket"),
        ("GetObject", SOURCE, "s3:GetObject"),
        ("CopyObject", TARGET, "s3:PutObject"),
        ("DeleteObjects", "", "s3:DeleteObject"),
    ],
)
def test_access_denied_is_not_retried_and_names_the_permission(
    *, zone: RawZone, bucket: Bucket, proxy: FaultProxy, operation: str, key: str, needed: str
) -> None:
    proxy.inject(operation, key, refuse(403, "AccessDenied"))

    def load() -> None:
        keys_of(zone)
        move(zone)

    message = failure(load)

    assert message.startswith(f"s3://{bucket.name}/lake/to_process/")
    assert f"AccessDenied) when calling the {operation} operation" in message
    assert needed in message.partition("(is the job's role allowed ")[2]
    assert proxy.requests[operation, key] == 1
    assert bucket.objects()[f"to_process/{KEY}"] == BODY


@pytest.mark.parametrize("fault", [break_off, cut_short, flip_a_bit])
def test_damaged_body_is_fetched_again(zone: RawZone, proxy: FaultProxy, fault: Fault) -> None:
    proxy.inject("GetObject", SOURCE, fault, times=BODY_ATTEMPTS - 1)

    assert zone.read(KEY)[0] == BODY
    assert proxy.requests["GetObject", SOURCE] == BODY_ATTEMPTS


@pytest.mark.parametrize("fault", [break_off, cut_short, flip_a_bit])
def test_body_damaged_each_time_is_an_error(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy, fault: Fault
) -> None:
    proxy.inject("GetObject", SOURCE, fault)

    message = failure(partial(zone.read, KEY))

    assert message.startswith(f"s3://{bucket.name}/{SOURCE}: ")
    assert proxy.requests["GetObject", SOURCE] == BODY_ATTEMPTS


def test_tls_error_is_retried(bucket: Bucket, tls_proxy: FaultProxy) -> None:
    bucket.put(KEY, BODY)
    zone = open_raw_zone(bucket.raw_uri)
    tls_proxy.inject("GetObject", SOURCE, garble, times=BODY_ATTEMPTS - 1)

    assert zone.read(KEY)[0] == BODY
    assert tls_proxy.requests["GetObject", SOURCE] == BODY_ATTEMPTS


def test_repeated_tls_error_names_the_object(bucket: Bucket, tls_proxy: FaultProxy) -> None:
    bucket.put(KEY, BODY)
    tls_proxy.inject("GetObject", SOURCE, garble)

    message = failure(partial(open_raw_zone(bucket.raw_uri).read, KEY))

    assert message.startswith(f"s3://{bucket.name}/{SOURCE}: ")
    assert tls_proxy.requests["GetObject", SOURCE] == BODY_ATTEMPTS


@pytest.mark.parametrize("fault", [keep_waiting, stall])
def test_read_timeout_is_retried(bucket: Bucket, proxy: FaultProxy, fault: Fault) -> None:
    bucket.put(KEY, BODY)
    proxy.inject("GetObject", SOURCE, fault, times=1)

    assert impatient_zone(bucket).read(KEY)[0] == BODY
    assert proxy.requests["GetObject", SOURCE] == 2


@pytest.mark.parametrize(
    ("fault", "requests"), [(keep_waiting, MOST_ATTEMPTS), (stall, BODY_ATTEMPTS)]
)
def test_read_times_out_after_max_attempts(
    bucket: Bucket, proxy: FaultProxy, fault: Fault, requests: int
) -> None:
    bucket.put(KEY, BODY)
    proxy.inject("GetObject", SOURCE, fault)

    message = failure(partial(impatient_zone(bucket).read, KEY))

    assert message.startswith(f"s3://{bucket.name}/{SOURCE}: Read timeout")
    assert proxy.requests["GetObject", SOURCE] == requests


def test_listing_fails_if_its_second_page_fails(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy
) -> None:
    keys = [KEY, *(f"q/{number}.jsonl" for number in range(4))]
    for key in keys:
        bucket.put(key, BODY)
    proxy.keys_per_page = 2
    proxy.inject("ListObjectsV2", "", refuse(403, "AccessDenied"), skip=1)

    message = failure(partial(keys_of, zone))

    assert message.startswith(f"s3://{bucket.name}/lake/to_process/ could not be listed: ")
    assert proxy.requests["ListObjectsV2", ""] == 2
    proxy.heal()
    proxy.keys_per_page = 2
    assert keys_of(zone) == keys
    assert proxy.requests["ListObjectsV2", ""] == 3


def test_object_removed_after_listing(zone: RawZone, bucket: Bucket) -> None:
    bucket.delete(KEY)

    message = failure(partial(zone.read, KEY))

    assert message.startswith(f"s3://{bucket.name}/{SOURCE}: ")
    assert message.endswith("(it was removed after it was listed)")


def test_copy_error_in_a_200_response_is_retried(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy
) -> None:
    proxy.inject("CopyObject", TARGET, refuse(200, "InternalError"), times=2)

    move(zone)

    assert bucket.objects() == {f"processed/{KEY}": BODY}
    assert proxy.requests["CopyObject", TARGET] == 3


def test_failed_copy_deletes_nothing(zone: RawZone, bucket: Bucket, proxy: FaultProxy) -> None:
    proxy.inject("CopyObject", TARGET, refuse(200, "InternalError"))

    message = failure(partial(move, zone))

    assert message.startswith(f"s3://{bucket.name}/{SOURCE} could not be moved to {TARGET}: ")
    assert proxy.requests["CopyObject", TARGET] == MOST_ATTEMPTS
    assert proxy.requests["DeleteObjects", ""] == 0
    assert bucket.objects() == {f"to_process/{KEY}": BODY}


def test_object_replaced_after_read_is_not_moved(zone: RawZone, bucket: Bucket) -> None:
    version = zone.read(KEY)[1]
    bucket.put(KEY, b"another one")

    message = failure(partial(move_version, zone, version))

    assert message.endswith("(it was replaced after it was read, the next run loads the new one)")
    assert bucket.objects() == {f"to_process/{KEY}": b"another one"}


def test_object_replaced_between_copy_and_delete_is_not_deleted(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy
) -> None:
    proxy.inject("DeleteObjects", "", after(partial(bucket.put, KEY, b"another one")))

    message = failure(partial(move, zone))

    assert "replaced after it was read" in message
    assert bucket.objects() == {f"to_process/{KEY}": b"another one", f"processed/{KEY}": BODY}


def test_delete_is_retried_after_a_lost_response(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy
) -> None:
    proxy.inject("DeleteObjects", "", lose_answer, times=1)

    move(zone)

    assert bucket.objects() == {f"processed/{KEY}": BODY}
    assert proxy.requests["DeleteObjects", ""] == 2


def test_object_refused_by_a_bulk_delete_is_deleted_alone(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy
) -> None:
    proxy.inject(
        "DeleteObjects",
        "",
        refuse_to_delete(SOURCE, "InternalError", partial(bucket.put, KEY, BODY)),
    )
    proxy.inject("DeleteObject", SOURCE, refuse(503, "SlowDown"), times=2)

    move(zone)

    assert bucket.objects() == {f"processed/{KEY}": BODY}
    assert (proxy.requests["DeleteObjects", ""], proxy.requests["DeleteObject", SOURCE]) == (1, 3)


def test_failed_delete_is_completed_by_the_next_move(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy
) -> None:
    proxy.inject("DeleteObjects", "", refuse(500, "InternalError"))

    failure(partial(move, zone))

    assert bucket.objects() == {f"to_process/{KEY}": BODY, f"processed/{KEY}": BODY}
    assert proxy.requests["DeleteObjects", ""] == MOST_ATTEMPTS
    proxy.heal()
    move(zone)
    assert bucket.objects() == {f"processed/{KEY}": BODY}


def test_connection_error_names_the_bucket(
    bucket: Bucket, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    message = failure(partial(keys_of, open_raw_zone(bucket.raw_uri)))

    assert message.startswith(
        f"s3://{bucket.name}/lake/to_process/ could not be listed: Could not "
    )


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("AWS_ENDPOINT_URL", "nowhere", "Invalid endpoint: nowhere"),
        ("AWS_PROFILE", "nobody", "The config profile (nobody) could not be found"),
    ],
)
def test_invalid_aws_settings_name_the_bucket(
    aws_environment: None, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(variable, value)

    assert failure(partial(open_raw_zone, "s3://raw/lake")) == (
        f"s3://raw can't be reached: {reason}"
    )
