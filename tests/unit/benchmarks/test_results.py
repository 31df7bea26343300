"""Measurements are summed up as medians, tables and JSON."""

import json
from pathlib import Path

import pytest

from benchmarks import compare
from benchmarks.baselines import BASELINES
from benchmarks.compare import Comparison
from benchmarks.meter import Measurement
from benchmarks.results import read_results, summarize, three_digits, write_results
from benchmarks.scratch import Workload
from cli.errors import UserError

MIB = 2**20
JOB = [
    Measurement(wall, cpu, peak * MIB, "PSS")
    for wall, cpu, peak in ((20.0, 30.0, 900), (24.0, 31.0, 1_500), (21.0, 29.0, 1_000))
]
DUCKDB = [Measurement(5.25, 10.0, 100 * MIB, "PSS")] * 3
COMPARISON = Comparison(
    Workload(Path("/raw"), files=1_000, markets=False, bytes=227 * MIB),
    {"job": JOB, "duckdb": DUCKDB},
)


def test_medians_of_rounds() -> None:
    summary = summarize(JOB)

    assert (summary.wall_seconds, summary.cpu_seconds, summary.peak_bytes) == (
        21.0,
        30.0,
        1_000 * MIB,
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0464, "0.046"), (0.999, "0.999"), (1.234, "1.23"), (12.34, "12.3"), (123.4, "123"),
     (12345.6, "12,346")],
)  # fmt: skip
def test_three_digits(value: float, text: str) -> None:
    assert three_digits(value) == text


def test_comparison_as_markdown() -> None:
    lines = compare.markdown([COMPARISON], [BASELINES["job"]]).splitlines()

    assert "### 1,000 files, without available_markets" in lines
    assert "100,000 entries, 227 MiB; medians of 3 rounds." in lines
    start = lines.index("| --- | ---: | ---: | ---: | ---: |")
    assert (
        lines[start - 1] == "|  | wall, s | relative to the job | CPU, s | peak memory, MiB (PSS) |"
    )
    assert lines[start + 1 : start + 3] == [
        "| job | 21.0 | 1.00 | 30.0 | 1,000 |",
        "| duckdb | 5.25 | 0.250 | 10.0 | 100 |",
    ]


def test_comparison_as_json_is_read_back(tmp_path: Path) -> None:
    write_results(tmp_path / "new", "compare", compare.document([COMPARISON]), "# Text")

    assert (tmp_path / "new" / "compare.md").read_text() == "# Text\n"
    (workload,) = read_results(tmp_path / "new", "compare")["workloads"]
    assert workload["entries"] == 100_000
    assert workload["baselines"]["job"]["wall_seconds"] == 21.0
    assert [each["cpu_seconds"] for each in workload["baselines"]["job"]["rounds"]] == [
        30,
        31,
        29,
    ]
    assert json.dumps(workload)


def test_document_names_versions_and_machine() -> None:
    document = compare.document([COMPARISON])

    assert document["versions"]["pyspark"] == "3.5.6"
    assert document["versions"]["java"].startswith("17.")
    assert document["versions"]["iceberg"].startswith("1.10.")
    assert document["machine"]["cores"] >= 1


def test_missing_results_are_reported(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="run `python -m benchmarks compare` first"):
        read_results(tmp_path, "compare")
