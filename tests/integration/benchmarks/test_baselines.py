"""The tables of the job and of each baseline equal those calculated from the raw files."""

import json
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from benchmarks.baselines import BASELINES, Baseline
from benchmarks.compare import compare
from benchmarks.meter import measure
from benchmarks.scratch import Workload, make_workload
from benchmarks.table_equality import (
    THREE_TABLES,
    TablesDifferError,
    check_equal,
    read_tables,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="process trees are measured on Linux"
    ),
]

TYPES = {"VARCHAR": pa.string(), "INTEGER": pa.int32(), "DATE": pa.date32(),
         "TIMESTAMP": pa.timestamp("us")}  # fmt: skip
TABLES = [name for name, baseline in BASELINES.items() if baseline.role.endswith("tables")]


@pytest.fixture(scope="module", params=[False, True], ids=["without markets", "with markets"])
def workload(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workload:
    return make_workload(tmp_path_factory.mktemp("scratch"), 20, markets=request.param)


def first_day(text: str) -> date:
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def expected_tables(raw_zone: Path) -> Mapping[str, pa.Table]:
    """Calculate the tables from the files, oldest first: a later row replaces an earlier one.

    Where one file has an album in two versions, each column has the greater value.
    """
    rows: dict[str, dict[str, tuple[Any, ...]]] = {"album": {}, "artist": {}, "song": {}}
    newest: dict[str, str] = {}
    added: dict[str, datetime] = {}
    lines = [
        json.loads(line)
        for path in raw_zone.rglob("*.jsonl")
        for line in path.read_text().splitlines()
    ]
    for line in sorted(lines, key=lambda line: str(line["extracted_at"])):
        for entry in line["page"]["items"]:
            song, album = entry["item"], entry["item"]["album"]
            time = datetime.strptime(entry["added_at"], "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007
            added[song["id"]] = min(time, added.get(song["id"], time))
            rows["song"][song["id"]] = (
                song["name"], song["duration_ms"], url(song), song["popularity"], None,
                album["id"], song["artists"][0]["id"],
            )  # fmt: skip
            released, tracks = first_day(album["release_date"]), album["total_tracks"]
            row = (album["name"], released, tracks, url(album))
            if newest.get(album["id"]) == line["extracted_at"]:
                row = tuple(map(max, row, rows["album"][album["id"]]))
            newest[album["id"]] = line["extracted_at"]
            rows["album"][album["id"]] = row
            for artist in song["artists"] + album["artists"]:
                rows["artist"][artist["id"]] = (artist["name"], url(artist))
    for id_, row in rows["song"].items():
        rows["song"][id_] = (*row[:4], added[id_], *row[5:])
    return {
        name: pa.table(
            [
                pa.array([(id_, *row)[number] for id_, row in rows[name].items()], TYPES[type_])
                for number, type_ in enumerate(columns.values())
            ],
            names=list(columns),
        )
        for name, columns in THREE_TABLES.items()
    }


def url(thing: dict[str, Any]) -> str:
    return str(thing["external_urls"]["spotify"])


@pytest.mark.parametrize("name", TABLES)
def test_tables_equal_those_calculated_from_the_files(
    workload: Workload, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    BASELINES[name].prepare(workload.raw_zone, out)

    measure(BASELINES[name].command(workload.raw_zone, out))

    check_equal(expected_tables(workload.raw_zone), read_tables(out, THREE_TABLES))
    assert len(list(workload.raw_zone.rglob("*.jsonl"))) == 20  # no baseline moved them


@pytest.mark.parametrize("name", [name for name in BASELINES if name not in TABLES])
def test_baselines_without_tables_run(tmp_path: Path, name: str) -> None:
    workload = make_workload(tmp_path / "scratch", 2, markets=False)
    measured = measure(BASELINES[name].command(workload.raw_zone, tmp_path / "out"))

    assert measured.wall_seconds > 0


def test_baseline_with_all_tables_is_accepted_and_one_with_wrong_tables_refused(
    tmp_path: Path,
) -> None:
    class Forgetful(Baseline):
        """Leaves out one raw file."""

        def command(self, raw_zone: Path, out: Path) -> list[str]:
            forget = (
                "import sys; from pathlib import Path; from benchmarks.scratch import *; "
                "from benchmarks.baselines import BASELINES; "
                "raw, out = map(Path, sys.argv[1:]); link_raw_files(raw, out / 'less'); "
                "files = sorted((out / 'less').rglob('*.jsonl')); "
                "files[0].unlink() if len(files) > 1 else None; "
                "BASELINES['duckdb-three-tables'].run(out / 'less', out / 'tables'); "
                "[path.rename(out / path.name) for path in (out / 'tables').iterdir()]"
            )
            return [sys.executable, "-c", forget, str(raw_zone), str(out)]

    said: list[str] = []
    right = BASELINES["duckdb-all-tables"]
    forgetful = Forgetful("forgetful", "duckdb_three_tables", "three tables", "")

    with pytest.raises(
        TablesDifferError, match=r"forgetful: album: .* of the job's .* rows are missing"
    ):
        list(compare([right, forgetful], [(20, False)], 1, tmp_path, said.append))
    assert any("round 1: duckdb-all-tables" in line for line in said)
