"""read_batch: a result for each file, and the ids of a small batch."""

from functools import partial
from pathlib import Path
from random import Random

import pytest
from pyspark.sql import SparkSession

from glue_jobs.batch import read
from glue_jobs.batch.read import read_batch
from glue_jobs.raw_zone.open_zone import open_raw_zone
from tests.conftest import put_files
from tests.integration.glue_jobs import generated_files
from tests.integration.glue_jobs.generated_files import File
from tests.integration.glue_jobs.test_bad_files import BAD


def files_of_worlds(raw: Path) -> list[File]:
    random = Random(7)
    files = [file for n in range(12) for file in generated_files.make_files(f"w{n}", random)]
    put_files(raw, {file.key: file.body for file in files})
    return files


def test_each_file_has_a_result(spark: SparkSession, tmp_path: Path) -> None:
    files = files_of_worlds(tmp_path)
    bad = {f"p/{name}": body for name, (body, _) in BAD.items()}
    put_files(tmp_path, bad)
    keys = [*(file.key for file in files), *bad, "p/vanished.jsonl"]

    with read_batch(spark, partial(open_raw_zone, str(tmp_path)), keys) as batch:
        statuses = {row.raw_file: (row.status, row.entries) for row in batch.file_results}

    assert statuses == {
        **{file.key: ("loaded", len(file.entries)) for file in files},
        **dict.fromkeys(bad, ("rejected", 0)),
        "p/vanished.jsonl": ("failed", 0),
    }


def test_ids_of_a_small_batch_are_collected(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = files_of_worlds(tmp_path)
    keys = [file.key for file in files]

    for most, small in (
        (entries := sum(len(file.entries) for file in files), True),
        (entries - 1, False),
    ):
        monkeypatch.setattr(read, "SMALL_BATCH_ENTRIES", most)
        with read_batch(spark, partial(open_raw_zone, str(tmp_path)), keys) as batch:
            assert batch.small is small
            assert batch.ids == (
                {
                    "song_id": sorted(generated_files.expected_songs(files)),
                    "album_id": sorted(generated_files.expected_albums(files)),
                    "artist_id": sorted(generated_files.expected_artists(files)),
                }
                if small
                else {}
            )
