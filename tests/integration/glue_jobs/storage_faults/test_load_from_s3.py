"""Load from a bucket with faults: nothing is lost, and a rerun completes the load.

Spark's workers read through the proxy, the driver lists through it. Workers move, or the driver if
there are few files. The expected tables are calculated from the files, see ``generated_files``.
"""

from functools import partial
from math import ceil
from random import Random

import pytest
from pyspark.sql import SparkSession

from glue_jobs import load_playlists
from glue_jobs.batch import archive
from glue_jobs.job.load_summary import LoadSummary
from glue_jobs.load_playlists import LoadError
from glue_jobs.raw_zone.zone import RawZoneError
from local.lake import Lake
from tests.conftest import load_files, session_on
from tests.integration.glue_jobs import generated_files
from tests.integration.glue_jobs.check_tables import Tables, check_against_model
from tests.integration.glue_jobs.generated_files import File
from tests.integration.glue_jobs.storage_faults.bucket import Bucket
from tests.integration.glue_jobs.storage_faults.fault_proxy import (
    Fault,
    FaultProxy,
    after,
    break_off,
    cut_short,
    lose_answer,
    one_by_one,
    refuse,
    refuse_to_delete,
)
from tests.integration.glue_jobs.storage_faults.tables import read_tables

pytestmark = pytest.mark.usefixtures("workers")

MOST_ATTEMPTS = 6
BODY_ATTEMPTS = 3
FILES = sorted(
    (
        file
        for name in "abcdefgh"
        for file in generated_files.make_files(name, Random(f"faults {name}"))
    ),
    key=lambda file: file.key,
)
BODIES = {file.key: file.body for file in FILES}


def load(bucket: Bucket, files_per_batch: int = 1000) -> LoadSummary:
    return load_playlists.main(
        [
            "load_playlists",
            *("--raw_uri", bucket.raw_uri),
            *("--database", "spotify"),
            *("--max_files_per_batch", str(files_per_batch)),
        ]
    )


@pytest.fixture(scope="module")
def expected_tables(
    spark_process: SparkSession, tmp_path_factory: pytest.TempPathFactory
) -> Tables:
    """The tables after a load of the same files without faults, from a folder."""
    lake = Lake(tmp_path_factory.mktemp("expected_tables"))
    with session_on(spark_process, lake) as spark:
        load_files(lake, BODIES)
        tables = read_tables(spark)
    check_against_model(tables, FILES)
    return tables


def in_folder(folder: str, keys: "set[str] | dict[str, bytes]") -> dict[str, bytes]:
    return {f"{folder}/{key}": BODIES[key] for key in keys}


def loaded(files: "set[str]") -> list[File]:
    return [file for file in FILES if file.key in files]


@pytest.mark.usefixtures("no_delays")
def test_each_file_with_another_fault(
    spark: SparkSession,
    bucket: Bucket,
    proxy: FaultProxy,
    expected_tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive, "MOVES_PER_TASK", 2)  # workers move each batch
    assert len(FILES) >= 15
    for key, body in BODIES.items():
        bucket.put(key, body)
    (denied, torn, vanished, uncopied, half_copied, undeleted, replaced, *others) = BODIES
    again_500, again_torn, *_ = others
    faults: list[tuple[str, str, Fault, int]] = [
        ("GetObject", f"to_process/{denied}", refuse(403, "AccessDenied"), 99),
        ("GetObject", f"to_process/{torn}", cut_short, 99),
        ("GetObject", f"to_process/{vanished}", after(partial(bucket.delete, vanished)), 99),
        ("CopyObject", f"processed/{uncopied}", refuse(403, "AccessDenied"), 99),
        ("CopyObject", f"processed/{half_copied}", refuse(200, "InternalError"), 99),
        ("DeleteObject", f"to_process/{undeleted}", refuse(500, "InternalError"), 99),
        # Other bytes, the same rows: the tables in the end stay comparable.
        (
            "CopyObject",
            f"processed/{replaced}",
            after(partial(bucket.put, replaced, BODIES[replaced] + b"\n")),
            99,
        ),
        ("GetObject", f"to_process/{again_500}", refuse(500, "InternalError"), MOST_ATTEMPTS - 1),
        ("GetObject", f"to_process/{again_torn}", break_off, BODY_ATTEMPTS - 1),
    ]
    for operation, key, fault, times in faults:
        proxy.inject(operation, f"lake/{key}", fault, times=times)
    put_back = partial(bucket.put, undeleted, BODIES[undeleted])
    refused = refuse_to_delete(f"lake/to_process/{undeleted}", "InternalError", put_back)
    proxy.inject("DeleteObjects", "", one_by_one(lose_answer, *[refused] * 99))
    proxy.keys_per_page = 4

    with pytest.raises(LoadError) as caught:
        load(bucket, files_per_batch=ceil(len(FILES) / 3))

    unread = {denied, torn, vanished}
    staying = {denied, torn, uncopied, half_copied, undeleted}
    check_against_model(read_tables(spark), loaded(BODIES.keys() - unread))
    message = str(caught.value)
    assert message.startswith(f"7 of {len(FILES)} raw files stay in to_process/, run again: ")
    assert "\n" not in message
    assert (
        f"s3://{bucket.name}/lake/to_process/{denied}: An error occurred (AccessDenied)" in message
    )
    assert bucket.objects() == {
        **in_folder("processed", BODIES.keys() - staying - {vanished, replaced}),
        **in_folder("to_process", staying),
        f"to_process/{replaced}": BODIES[replaced] + b"\n",
        f"processed/{undeleted}": BODIES[undeleted],
    }
    asked = {key: proxy.requests[operation, f"lake/{key}"] for operation, key, _, _ in faults}
    assert asked == {
        f"to_process/{denied}": 1,
        f"to_process/{torn}": BODY_ATTEMPTS,
        f"to_process/{vanished}": 1,
        f"processed/{uncopied}": 1,
        f"processed/{half_copied}": MOST_ATTEMPTS,
        f"to_process/{undeleted}": MOST_ATTEMPTS,
        f"processed/{replaced}": 1,
        f"to_process/{again_500}": MOST_ATTEMPTS,
        f"to_process/{again_torn}": BODY_ATTEMPTS,
    }
    assert proxy.requests["DeleteObjects", ""] > 3 + 1  # several a batch, and one again

    proxy.heal()
    bucket.put(vanished, BODIES[vanished])
    summary = load(bucket)

    assert summary.files == 7
    assert read_tables(spark) == expected_tables
    assert bucket.objects() == {
        **in_folder("processed", BODIES),
        f"processed/{replaced}": BODIES[replaced] + b"\n",
    }


@pytest.mark.usefixtures("no_delays")
def test_failed_listing_loads_nothing(
    spark: SparkSession, bucket: Bucket, proxy: FaultProxy
) -> None:
    for key in list(BODIES)[:6]:
        bucket.put(key, BODIES[key])
    before = bucket.objects()
    proxy.keys_per_page = 4
    proxy.inject("ListObjectsV2", "", refuse(500, "InternalError"), skip=1)

    with pytest.raises(RawZoneError, match=r"^s3://[^ ]*/lake/to_process/ could not be listed: "):
        load(bucket)

    assert proxy.requests == {("ListObjectsV2", ""): 1 + MOST_ATTEMPTS}
    assert bucket.objects() == before
    assert not spark.catalog.tableExists("glue_catalog.spotify.song")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("operation", "fault", "attempts"),
    [
        ("GetObject", refuse(503, "SlowDown"), MOST_ATTEMPTS),
        ("CopyObject", refuse(403, "AccessDenied"), 1),
        ("DeleteObjects", refuse(500, "InternalError"), MOST_ATTEMPTS),
    ],
    ids=["no reads", "no copies", "no deletes"],
)
def test_operation_that_always_fails_is_completed_by_the_next_run(
    *,
    spark: SparkSession,
    bucket: Bucket,
    proxy: FaultProxy,
    expected_tables: Tables,
    operation: str,
    fault: Fault,
    attempts: int,
) -> None:
    for key, body in BODIES.items():
        bucket.put(key, body)
    proxy.inject(operation, None, fault)

    with pytest.raises(LoadError, match=f"^{len(BODIES)} of {len(BODIES)} raw files stay"):
        load(bucket)

    copied = in_folder("processed", BODIES) if operation == "DeleteObjects" else {}
    assert bucket.objects() == in_folder("to_process", BODIES) | copied
    per_key = [number for (asked, _), number in proxy.requests.items() if asked == operation]
    assert len(per_key) == (1 if operation == "DeleteObjects" else len(BODIES))
    assert max(per_key) <= attempts
    check_against_model(read_tables(spark), [] if operation == "GetObject" else FILES)

    proxy.heal()
    load(bucket)

    assert read_tables(spark) == expected_tables
    assert bucket.objects() == in_folder("processed", BODIES)
