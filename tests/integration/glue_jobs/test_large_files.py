"""Files far larger than any playlist load in bounded memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli.project import PROJECT
from tests.unit.glue_jobs.payloads import entry, raw_line, track

MEGABYTE = 1024**2
READ = """
import resource
import sys
from pathlib import Path
from glue_jobs.batch.read import read_partition
from glue_jobs.raw_zone.folder import FolderRawZone

files = [
    file
    for batch in read_partition(lambda: FolderRawZone(Path(sys.argv[1])), ["large.jsonl"])
    for file in batch.column("file").to_pylist()
    if file
]
[file] = files
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(file["status"], file["entries"], peak)
"""
LOAD = """
import sys
from pathlib import Path
from glue_jobs import load_playlists
from local.lake import Lake
from local.queries.run import run_query
from local.spark.session import start_spark

lake = Lake(Path(sys.argv[1]))
start_spark(lake, settings={"spark.driver.memory": "1g", "spark.sql.shuffle.partitions": "2"})
summary = load_playlists.main(
    ["load", "--raw_uri", str(lake.raw), "--database", "spotify", "--max_files_per_batch", "100"]
)
[[entries, songs]] = run_query(
    lake, "SELECT count(*), count(DISTINCT song_id) FROM playlist_entry"
).rows
print(summary.loaded, summary.entries, entries, songs)
"""


def write_large(path: Path, size: int) -> int:
    """Write a playlist of this size with entries as large as real ones; return their number."""
    markets = ["DE", "US"] * 90
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("wb") as file:
        while file.tell() < size:
            tracks = (track(f"t{count + i}", available_markets=markets) for i in range(50))
            file.write(raw_line(*map(entry, tracks), playlist_id="large", offset=count))
            count += 50
    return count


def run(script: str, folder: Path) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran.stdout.split()


@pytest.mark.slow
def test_200_megabytes_load_in_bounded_memory(tmp_path: Path) -> None:
    entries = write_large(tmp_path / "raw/to_process/large.jsonl", 200 * MEGABYTE)

    status, counted, peak = run(READ, tmp_path / "raw")

    assert (status, int(counted)) == ("loaded", entries)
    assert int(peak) < 5 * 200

    assert [int(number) for number in run(LOAD, tmp_path)] == [1, *[entries] * 3]
