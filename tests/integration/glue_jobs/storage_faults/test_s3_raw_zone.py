"""The raw zone in a bucket, while S3 and the network fail: tried again, to an end, and said."""

from collections.abc import Callable
from functools import partial

import boto3
import pytest
from botocore.config import Config

from glue_jobs.raw_zone.open_zone import open_raw_zone
from glue_jobs.raw_zone.s3 import CLIENT_CONFIG, S3RawZone
from glue_jobs.raw_zone.zone import RawZone, RawZoneError
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
    stall,
)

KEY = "p/k.jsonl"
SOURCE = f"lake/to_process/{KEY}"
TARGET = f"lake/processed/{KEY}"
BODY = b'{"a": "body"}\n' * 1000
MOST_ATTEMPTS = 6
BODY_ATTEMPTS = 3
ADDRESSES = {"list": "", "read": SOURCE, "move": TARGET}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once; the load's own tests wait as long as it does."""
    backoff = "botocore.retries.standard.ExponentialBackoff.delay_amount"
    monkeypatch.setattr(backoff, lambda *_: 0)


@pytest.fixture
def zone(bucket: Bucket, proxy: FaultProxy) -> RawZone:
    bucket.put(KEY, BODY)
    return open_raw_zone(bucket.raw_uri)


def impatient_zone(bucket: Bucket) -> RawZone:
    """Told to wait for half a second instead of many."""
    config = CLIENT_CONFIG.merge(Config(read_timeout=0.5, connect_timeout=0.5))
    return S3RawZone(bucket.name, "lake", boto3.client("s3", config=config))


def move(zone: RawZone) -> None:
    zone.move(KEY, zone.read(KEY)[1], "processed")


def failure(work: Callable[[], object]) -> str:
    """What a work's error says."""
    with pytest.raises(RawZoneError) as caught:
        work()
    said = str(caught.value)
    assert "\n" not in said
    return said


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
def test_what_passes_is_tried_again_until_it_works(
    *, zone: RawZone, bucket: Bucket, proxy: FaultProxy, fault: Fault, operation: str, key: str
) -> None:
    proxy.inject(operation, key, fault, times=MOST_ATTEMPTS - 1)

    assert zone.list_keys() == [KEY]
    assert zone.read(KEY)[0] == BODY
    move(zone)

    assert bucket.objects() == {f"processed/{KEY}": BODY}
    assert proxy.requests[operation, key] >= MOST_ATTEMPTS


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("operation", ["list", "read", "move"])
def test_what_does_not_pass_is_tried_six_times(
    *, zone: RawZone, bucket: Bucket, proxy: FaultProxy, operation: str, status: int
) -> None:
    name = {"list": "ListObjectsV2", "read": "GetObject", "move": "CopyObject"}[operation]
    version = zone.read(KEY)[1]
    proxy.heal()
    proxy.inject(name, ADDRESSES[operation], refuse(status, "Trouble"))
    works: dict[str, Callable[[], object]] = {
        "list": zone.list_keys,
        "read": partial(zone.read, KEY),
        "move": partial(zone.move, KEY, version, "processed"),
    }

    said = failure(works[operation])

    where = f"s3://{bucket.name}/{'lake/to_process/' if operation == 'list' else SOURCE}"
    assert said.startswith(where)
    assert "Trouble" in said
    assert "reached max retries: 5" in said
    assert proxy.requests == {(name, ADDRESSES[operation]): MOST_ATTEMPTS}
    assert bucket.objects() == {f"to_process/{KEY}": BODY}


@pytest.mark.parametrize(
    ("operation", "key", "needed"),
    [
        ("ListObjectsV2", "", "s3:ListBucket"),
        ("GetObject", SOURCE, "s3:GetObject"),
        ("CopyObject", TARGET, "s3:PutObject"),
        ("DeleteObject", SOURCE, "s3:DeleteObject"),
    ],
)
def test_a_denial_is_final_and_names_what_the_role_lacks(
    *, zone: RawZone, bucket: Bucket, proxy: FaultProxy, operation: str, key: str, needed: str
) -> None:
    proxy.inject(operation, key, refuse(403, "AccessDenied"))

    def load() -> None:
        zone.list_keys()
        move(zone)

    said = failure(load)

    assert said.startswith(f"s3://{bucket.name}/lake/to_process/")
    assert f"AccessDenied) when calling the {operation} operation" in said
    assert needed in said.partition("(is the job's role allowed ")[2]
    assert proxy.requests[operation, key] == 1
    assert bucket.objects()[f"to_process/{KEY}"] == BODY


@pytest.mark.parametrize("fault", [break_off, cut_short, flip_a_bit])
def test_a_body_that_comes_damaged_is_fetched_anew(
    zone: RawZone, proxy: FaultProxy, fault: Fault
) -> None:
    proxy.inject("GetObject", SOURCE, fault, times=BODY_ATTEMPTS - 1)

    assert zone.read(KEY)[0] == BODY
    assert proxy.requests["GetObject", SOURCE] == BODY_ATTEMPTS


@pytest.mark.parametrize("fault", [break_off, cut_short, flip_a_bit])
def test_a_body_that_never_comes_whole_is_an_error_and_no_shorter_file(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy, fault: Fault
) -> None:
    proxy.inject("GetObject", SOURCE, fault)

    said = failure(partial(zone.read, KEY))

    assert said.startswith(f"s3://{bucket.name}/{SOURCE}: ")
    assert proxy.requests["GetObject", SOURCE] == BODY_ATTEMPTS


def test_what_tls_cannot_decrypt_is_fetched_anew(bucket: Bucket, tls_proxy: FaultProxy) -> None:
    bucket.put(KEY, BODY)
    zone = open_raw_zone(bucket.raw_uri)
    tls_proxy.inject("GetObject", SOURCE, garble, times=BODY_ATTEMPTS - 1)

    assert zone.read(KEY)[0] == BODY
    assert tls_proxy.requests["GetObject", SOURCE] == BODY_ATTEMPTS


def test_what_tls_can_never_decrypt_is_an_error_that_names_it(
    bucket: Bucket, tls_proxy: FaultProxy
) -> None:
    bucket.put(KEY, BODY)
    tls_proxy.inject("GetObject", SOURCE, garble)

    said = failure(partial(open_raw_zone(bucket.raw_uri).read, KEY))

    assert said.startswith(f"s3://{bucket.name}/{SOURCE}: ")
    assert tls_proxy.requests["GetObject", SOURCE] == BODY_ATTEMPTS


def test_an_answer_that_is_late_is_asked_for_again(bucket: Bucket, proxy: FaultProxy) -> None:
    bucket.put(KEY, BODY)
    proxy.inject("GetObject", SOURCE, keep_waiting, times=1)

    assert impatient_zone(bucket).read(KEY)[0] == BODY
    assert proxy.requests["GetObject", SOURCE] == 2


def test_a_body_that_stalls_is_fetched_anew(bucket: Bucket, proxy: FaultProxy) -> None:
    bucket.put(KEY, BODY)
    proxy.inject("GetObject", SOURCE, stall, times=1)

    assert impatient_zone(bucket).read(KEY)[0] == BODY
    assert proxy.requests["GetObject", SOURCE] == 2


@pytest.mark.parametrize(
    ("fault", "requests"), [(keep_waiting, MOST_ATTEMPTS), (stall, BODY_ATTEMPTS)]
)
def test_silence_has_an_end(bucket: Bucket, proxy: FaultProxy, fault: Fault, requests: int) -> None:
    bucket.put(KEY, BODY)
    proxy.inject("GetObject", SOURCE, fault)

    said = failure(partial(impatient_zone(bucket).read, KEY))

    assert said.startswith(f"s3://{bucket.name}/{SOURCE}: Read timeout")
    assert proxy.requests["GetObject", SOURCE] == requests


def test_a_listing_that_fails_on_its_second_page_is_no_shorter_listing(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy
) -> None:
    keys = [KEY, *(f"q/{number}.jsonl" for number in range(4))]
    for key in keys:
        bucket.put(key, BODY)
    proxy.keys_per_page = 2
    proxy.inject("ListObjectsV2", "", refuse(403, "AccessDenied"), skip=1)

    said = failure(zone.list_keys)

    assert said.startswith(f"s3://{bucket.name}/lake/to_process/ could not be listed: ")
    assert proxy.requests["ListObjectsV2", ""] == 2
    proxy.heal()
    proxy.keys_per_page = 2
    assert zone.list_keys() == keys
    assert proxy.requests["ListObjectsV2", ""] == 3


def test_an_object_that_vanished_since_it_was_listed_is_called_gone(
    zone: RawZone, bucket: Bucket
) -> None:
    bucket.delete(KEY)

    said = failure(partial(zone.read, KEY))

    assert said.startswith(f"s3://{bucket.name}/{SOURCE}: ")
    assert said.endswith("(it was removed after it was listed)")


def test_a_copy_that_says_200_and_fails_is_tried_again(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy
) -> None:
    proxy.inject("CopyObject", TARGET, refuse(200, "InternalError"), times=2)

    move(zone)

    assert bucket.objects() == {f"processed/{KEY}": BODY}
    assert proxy.requests["CopyObject", TARGET] == 3


def test_a_copy_that_says_200_and_never_succeeds_deletes_nothing(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy
) -> None:
    proxy.inject("CopyObject", TARGET, refuse(200, "InternalError"))

    said = failure(partial(move, zone))

    assert said.startswith(f"s3://{bucket.name}/{SOURCE} could not be moved to {TARGET}: ")
    assert proxy.requests["CopyObject", TARGET] == MOST_ATTEMPTS
    assert proxy.requests["DeleteObject", SOURCE] == 0
    assert bucket.objects() == {f"to_process/{KEY}": BODY}


def test_an_object_replaced_since_it_was_read_is_neither_copied_nor_deleted(
    zone: RawZone, bucket: Bucket
) -> None:
    version = zone.read(KEY)[1]
    bucket.put(KEY, b"another one")

    said = failure(partial(zone.move, KEY, version, "processed"))

    assert said.endswith("(it was replaced after it was read, the next run loads the new one)")
    assert bucket.objects() == {f"to_process/{KEY}": b"another one"}


def test_an_object_replaced_between_copy_and_delete_stays(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy
) -> None:
    proxy.inject("DeleteObject", SOURCE, after(partial(bucket.put, KEY, b"another one")))

    said = failure(partial(move, zone))

    assert "replaced after it was read" in said
    assert bucket.objects() == {f"to_process/{KEY}": b"another one", f"processed/{KEY}": BODY}


def test_a_delete_whose_answer_is_lost_is_done_all_the_same(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy
) -> None:
    proxy.inject("DeleteObject", SOURCE, lose_answer, times=1)

    move(zone)

    assert bucket.objects() == {f"processed/{KEY}": BODY}
    assert proxy.requests["DeleteObject", SOURCE] == 2


def test_a_delete_that_fails_leaves_both_and_is_done_by_the_next_move(
    zone: RawZone, bucket: Bucket, proxy: FaultProxy
) -> None:
    proxy.inject("DeleteObject", SOURCE, refuse(500, "InternalError"))

    failure(partial(move, zone))

    assert bucket.objects() == {f"to_process/{KEY}": BODY, f"processed/{KEY}": BODY}
    assert proxy.requests["DeleteObject", SOURCE] == MOST_ATTEMPTS
    proxy.heal()
    move(zone)
    assert bucket.objects() == {f"processed/{KEY}": BODY}


def test_where_nobody_answers_the_bucket_is_named(
    bucket: Bucket, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    said = failure(open_raw_zone(bucket.raw_uri).list_keys)

    assert said.startswith(f"s3://{bucket.name}/lake/to_process/ could not be listed: Could not ")


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("AWS_ENDPOINT_URL", "nowhere", "Invalid endpoint: nowhere"),
        ("AWS_PROFILE", "nobody", "The config profile (nobody) could not be found"),
    ],
)
def test_settings_that_boto3_does_not_take_are_an_error_that_names_the_bucket(
    aws_environment: None, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(variable, value)

    assert failure(partial(open_raw_zone, "s3://raw/lake")) == (
        f"s3://raw can't be reached: {reason}"
    )
