"""One Spark in each test process; each lake has a catalog and a session of its own."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from pyspark.sql import SparkSession

from glue_jobs import load_playlists
from glue_jobs.job.load_summary import LoadSummary
from local.lake import DATABASE, Lake
from local.spark.session import catalog_settings, start_spark

Load = Callable[..., LoadSummary]

# No deadline: on a loaded machine examples take longer.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")


@pytest.fixture(scope="session")
def spark_process() -> SparkSession:
    # Tiny queries: compiling one takes longer than running it.
    properties = {"spark.sql.shuffle.partitions": "2", "spark.sql.codegen.wholeStage": "false"}
    return start_spark(Lake(Path(tempfile.gettempdir())), short=True, settings=properties)


@contextmanager
def session_on(spark_process: SparkSession, lake: Lake) -> Iterator[SparkSession]:
    """A session whose ``glue_catalog`` is the lake's; the jobs take it for the running one."""
    session = spark_process.newSession()
    for name, value in catalog_settings(lake).items():
        if name.startswith("spark.sql.catalog."):
            session.conf.set(name, value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SparkSession, "_instantiatedSession", session)
        yield session


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def spark(spark_process: SparkSession, lake: Lake) -> Iterator[SparkSession]:
    with session_on(spark_process, lake) as session:
        yield session


@pytest.fixture
def load(spark: SparkSession) -> Load:
    """Put files into ``to_process/`` and run the job: ``load(lake, {key: bytes})``."""
    return load_files


def put_files(raw_zone: Path, files: Mapping[str, bytes]) -> None:
    """Put files into ``to_process/``."""
    for key, body in files.items():
        path = raw_zone / "to_process" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def load_files(
    lake: Lake,
    files: dict[str, bytes] | None = None,
    max_files_per_batch: int = 1000,
    **optional: str,
) -> LoadSummary:
    put_files(lake.raw, files or {})
    return load_playlists.main(
        [
            "load_playlists",
            "--raw_uri",
            str(lake.raw),
            "--database",
            DATABASE,
            "--max_files_per_batch",
            str(max_files_per_batch),
            *(word for name, value in optional.items() for word in (f"--{name}", value)),
        ]
    )
