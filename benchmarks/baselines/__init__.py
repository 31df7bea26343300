"""What is measured, one contestant a module, each run in a process of its own.

A contestant's module has ``run(raw_zone, out)``: it reads ``raw_zone/to_process/**/*.jsonl`` and
writes into the folder ``out``. One that needs something made before has ``prepare(raw_zone, out)``,
whose time does not count.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal

Role = Literal["tables", "reading", "floor"]


@dataclass(frozen=True)
class Contestant:
    """A way to read the raw files.

    Attributes
    ----------
    role
        ``tables``: writes album, artist and song, which have to equal the job's. ``reading``: reads
        all that the job reads. ``floor``: what nobody can do without.
    """

    name: str
    module: str
    role: Role
    what: str

    def prepare(self, raw_zone: Path, out: Path) -> None:
        """Make ready what is not measured."""
        prepare = getattr(import_module(f"{__name__}.{self.module}"), "prepare", None)
        if prepare:
            prepare(raw_zone, out)

    def command(self, raw_zone: Path, out: Path) -> Sequence[str]:
        """Return the command that runs it in a process of its own."""
        return [sys.executable, "-m", __name__, self.name, str(raw_zone), str(out)]

    def run(self, raw_zone: Path, out: Path) -> None:
        """Run it in this process."""
        import_module(f"{__name__}.{self.module}").run(raw_zone, out)


JOB = Contestant("job", "job", "tables", "the job whole: 7 Iceberg tables, files moved")
CONTESTANTS = {
    contestant.name: contestant
    for contestant in (
        JOB,
        Contestant(
            "job-spark-json",
            "job_spark_json",
            "tables",
            "spark.read.json with a schema, 3 Iceberg tables by MERGE",
        ),
        Contestant(
            "pandas", "pandas_loop", "tables", "json.load, lists of dicts, drop_duplicates; Parquet"
        ),
        Contestant(
            "polars", "polars_lazy", "tables", "scan_ndjson with a schema, streamed; Parquet"
        ),
        Contestant("duckdb", "duckdb_sql", "tables", "read_json with columns, SQL; Parquet"),
        Contestant(
            "hand-loop", "hand_loop", "tables", "orjson and dicts, a process a core; Parquet"
        ),
        Contestant(
            "job-reading", "job_reading", "reading", "the job's reading alone: nothing written"
        ),
        Contestant("simdjson", "simdjson_parse", "floor", "bare parse by pysimdjson, one process"),
        Contestant("cat", "read_bytes", "floor", "cat of all files to /dev/null"),
        Contestant(
            "start", "start_default", "floor", "Spark's start and first trivial job, its defaults"
        ),
        Contestant("start-tuned", "start_tuned", "floor", "the same, as the job starts it"),
    )
}
