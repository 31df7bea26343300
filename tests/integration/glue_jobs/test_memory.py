"""Memory depends on the batch size, not on the number of files."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli.project import PROJECT
from tests.integration.glue_jobs.test_large_loads import line

FILES, ENTRIES = 2_000, 100
LOAD = """
import sys
from pathlib import Path
from glue_jobs import load_playlists
from local.lake import Lake
from local.spark.session import start_spark

lake = Lake(Path(sys.argv[1]))
start_spark(lake, settings={"spark.driver.memory": "450m", "spark.sql.shuffle.partitions": "2"})
summary = load_playlists.main(
    ["load", "--raw_uri", str(lake.raw), "--database", "spotify",
     "--max_files_per_batch", sys.argv[2]]
)
print(summary.files, summary.entries)
"""


@pytest.mark.slow
def test_many_files_load_with_a_small_heap(tmp_path: Path) -> None:
    for number in range(FILES):
        path = tmp_path / f"lake/raw/to_process/p{number % 50}/{number:05}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(line(f"p{number % 50}", 0, ENTRIES))

    ran = subprocess.run(
        [sys.executable, "-c", LOAD, str(tmp_path / "lake"), "500"],
        env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr[-3000:]
    assert ran.stdout.split() == [str(FILES), str(FILES * ENTRIES)]
    assert len(list((tmp_path / "lake/raw/processed").rglob("*.jsonl"))) == FILES
