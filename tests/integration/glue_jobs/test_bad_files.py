"""A bad file does not stop the rest: it is rejected with its reason and kept unchanged."""

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from glue_jobs.load_playlists import LoadError
from local.lake import Lake
from tests.conftest import Load

HEAD = (
    b'{"format":"spotify-playlist-page/1","playlist":{"id":"p"},'
    b'"extracted_at":"2026-11-01T06:00:00Z","page":'
)
GOOD = HEAD + b'{"items":[{"item":{"type":"track","id":"s1","name":"Song"}}]}}\n'
BAD = {
    "truncated.jsonl": (GOOD[:-9], "line 1: Input data was truncated"),
    "second-line.jsonl": (GOOD + b"[]\n", "line 2: Expected `object`, got `array`"),
    "wrong-type.jsonl": (
        HEAD + b'{"items":[null,{"item":{"type":"track","id":"s","duration_ms":"long"}}]}}\n',
        "$.page.items[1].item.duration_ms",
    ),
    "not-utf8.jsonl": (HEAD + b'{"items":[{"item":{"name":"\xff"}}]}}', "not UTF-8"),
    "empty.jsonl": (b"", "the file is empty"),
    "no-page.jsonl": (b"\n \n", "the file holds no page"),
    "other.txt": (b"not mine", "line 1: JSON is malformed"),
}


def statuses(spark: SparkSession) -> dict[str, tuple[str, str | None]]:
    rows = spark.table("glue_catalog.spotify.raw_file").collect()
    return {row.raw_file: (row.status, row.reason) for row in rows}


def waiting(lake: Lake) -> list[Path]:
    return [path for path in (lake.raw / "to_process").rglob("*") if path.is_file()]


def test_unreadable_files_are_rejected_with_a_reason_and_the_rest_loads(
    spark: SparkSession, lake: Lake, load: Load
) -> None:
    (lake.raw / "to_process/p/folder.jsonl").mkdir(parents=True)
    (lake.raw / "to_process/p/folder.jsonl/inside").write_bytes(b"precious")

    summary = load(
        lake, {"p/good.jsonl": GOOD} | {f"p/{name}": body for name, (body, _) in BAD.items()}
    )

    assert set(summary.rejected) == {f"p/{name}" for name in BAD} | {"p/folder.jsonl"}
    found = statuses(spark)
    assert found.pop("p/good.jsonl") == ("loaded", None)
    assert found.pop("p/folder.jsonl") == ("rejected", "a folder, not a file")
    assert (lake.raw / "rejected/p/folder.jsonl/inside").read_bytes() == b"precious"
    for name, (body, reason) in BAD.items():
        status, given = found.pop(f"p/{name}")
        assert status == "rejected"
        assert given is not None
        assert reason in given
        assert (lake.raw / "rejected/p" / name).read_bytes() == body
    assert found == {}
    assert (lake.raw / "processed/p/good.jsonl").read_bytes() == GOOD
    assert waiting(lake) == []
    assert spark.table("glue_catalog.spotify.song").count() == 1


def test_load_of_only_bad_files_succeeds_and_a_repaired_file_loads(
    spark: SparkSession, lake: Lake, load: Load
) -> None:
    load(lake, {"p/x.jsonl": b""})
    assert statuses(spark) == {"p/x.jsonl": ("rejected", "the file is empty")}
    assert spark.table("glue_catalog.spotify.playlist").count() == 0

    load(lake, {"p/x.jsonl": GOOD})
    assert statuses(spark) == {"p/x.jsonl": ("loaded", None)}


def test_folder_at_the_archive_path_is_kept_under_another_name(lake: Lake, load: Load) -> None:
    (lake.raw / "processed/p/x.jsonl").mkdir(parents=True)
    (lake.raw / "processed/p/x.jsonl/inside").write_bytes(b"precious")

    load(lake, {"p/x.jsonl": GOOD})

    assert (lake.raw / "processed/p/x.jsonl").read_bytes() == GOOD
    assert (lake.raw / "processed/p/x.jsonl.1/inside").read_bytes() == b"precious"


def test_file_that_cannot_be_archived_is_named_and_archived_by_the_next_run(
    spark: SparkSession, lake: Lake, load: Load
) -> None:
    lake.raw.mkdir(parents=True)
    in_the_way = lake.raw / "processed"
    in_the_way.write_bytes(b"")

    with pytest.raises(LoadError, match=r"1 of 2 raw files stay.*p/x\.jsonl"):
        load(lake, {"p/x.jsonl": GOOD, "p/bad.jsonl": b""})

    assert [path.name for path in waiting(lake)] == ["x.jsonl"]
    assert (lake.raw / "rejected/p/bad.jsonl").exists()
    in_the_way.unlink()
    assert load(lake).files == 1
    assert waiting(lake) == []
    assert spark.table("glue_catalog.spotify.playlist_entry").count() == 1
