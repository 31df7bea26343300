"""The programs that are measured: the load job and its baselines, one module each.

A module has ``run(raw_zone, out)``, which reads ``raw_zone/to_process/**/*.jsonl`` and writes into
the folder ``out``. It may have ``prepare(raw_zone, out)``, whose time does not count. Each run is a
new process.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal

Role = Literal["all tables", "three tables", "reading", "floor"]


@dataclass(frozen=True)
class Baseline:
    """A program that is measured.

    Attributes
    ----------
    role
        ``all tables``: writes the tables that the job writes, which must equal the job's. ``three
        tables``: the same of album, artist and song, in the usual columns. ``reading``: reads what
        the job reads, writes nothing. ``floor``: a lower bound.
    what
        A line for the table of results.
    """

    name: str
    module: str
    role: Role
    what: str

    def prepare(self, raw_zone: Path, out: Path) -> None:
        """Prepare a run; this is not measured."""
        prepare = getattr(import_module(f"{__name__}.{self.module}"), "prepare", None)
        if prepare:
            prepare(raw_zone, out)

    def command(self, raw_zone: Path, out: Path) -> Sequence[str]:
        """Return the command that runs it in a new process."""
        return [sys.executable, "-m", __name__, self.name, str(raw_zone), str(out)]

    def run(self, raw_zone: Path, out: Path) -> None:
        """Run it in this process."""
        import_module(f"{__name__}.{self.module}").run(raw_zone, out)


JOB = Baseline("job", "job", "all tables", "the load job: all Iceberg tables by MERGE, files moved")
BASELINES = {
    baseline.name: baseline
    for baseline in (
        JOB,
        Baseline(
            "duckdb-all-tables",
            "duckdb_all_tables",
            "all tables",
            "the same tables with read_json and SQL; Parquet, no MERGE, nothing moved",
        ),
        Baseline(
            "duckdb-three-tables",
            "duckdb_three_tables",
            "three tables",
            "read_json with columns, SQL; Parquet",
        ),
        Baseline(
            "polars-three-tables",
            "polars_lazy",
            "three tables",
            "scan_ndjson with a schema, streaming; Parquet",
        ),
        Baseline(
            "pandas-three-tables",
            "pandas_loop",
            "three tables",
            "json.loads, lists of dicts, drop_duplicates; Parquet",
        ),
        Baseline(
            "hand-loop-three-tables",
            "hand_loop",
            "three tables",
            "orjson and dicts, one process per core; Parquet",
        ),
        Baseline(
            "spark-json-three-tables",
            "spark_json",
            "three tables",
            "spark.read.json with a schema, Iceberg tables by MERGE",
        ),
        Baseline(
            "job-reading",
            "job_reading",
            "reading",
            "only the reading of the load job; nothing written",
        ),
        Baseline(
            "simdjson", "simdjson_parse", "floor", "parsing only, with pysimdjson, one process"
        ),
        Baseline("cat", "read_bytes", "floor", "cat of all files to /dev/null"),
        Baseline(
            "start", "start_default", "floor", "Spark's start and a trivial job, Spark's defaults"
        ),
        Baseline("start-tuned", "start_tuned", "floor", "the same with the load job's settings"),
    )
}
