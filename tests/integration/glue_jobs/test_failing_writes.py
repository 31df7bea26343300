"""A write fails once: the load retries it or fails, and the next run completes the load."""

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from glue_jobs.load_playlists import LoadError
from tests.conftest import load_files, session_on
from tests.integration.glue_jobs.conftest import PrepareLake
from tests.integration.glue_jobs.faults.disturbance import Disturbance, DisturbingGate
from tests.integration.glue_jobs.faults.gated_files import gated
from tests.integration.glue_jobs.faults.small_lake import BATCH, existing_lake, new_lake

SONG, ALBUM, SONG_ARTIST, RAW_FILE = (
    f"warehouse/spotify/{table}" for table in ("song", "album", "song_artist", "raw_file")
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("point", "new"),
    [
        ("create warehouse/spotify/playlist_entry/", False),
        (f"close {SONG_ARTIST}/metadata/manifest-list.avro #3", False),
        (f"rename {SONG}/metadata/v4.metadata.json", False),
        (f"delete {RAW_FILE}/metadata/version-hint.text #2", False),
        (f"rename {ALBUM}/metadata/version-hint.text #1", False),
        ("create warehouse/spotify/playlist/metadata/new.metadata.json", True),
        ("mkdirs raw/processed", True),
        ("rename raw/processed/p/b.jsonl", False),
    ],
)
def test_rerun_recovers_from_each_kind_of_failed_write(
    prepare_lake: PrepareLake, spark_process: SparkSession, tmp_path: Path, point: str, new: bool
) -> None:
    prepared = prepare_lake(new_lake if new else existing_lake)
    signs = tmp_path / "signs"
    signs.mkdir()
    disturbance = Disturbance("fail", point, after=False, signs=str(signs))
    gate = DisturbingGate(disturbance)
    failed = None
    with session_on(spark_process, prepared.lake) as spark, gated(spark, prepared.lake, gate):
        try:
            load_files(prepared.lake, max_files_per_batch=BATCH)
        except Exception as error:
            failed = error
    assert disturbance.there.read_text().startswith(point)
    if failed is None:
        prepared.check()  # Iceberg has retried the commit
    if isinstance(failed, LoadError):
        assert "run again" in str(failed)
    prepared.rerun()
    prepared.check()
