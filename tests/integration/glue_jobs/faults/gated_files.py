"""Call a gate before and after every change of a lake's files.

Iceberg, Parquet and Spark change files through Hadoop's local file system, which
``GatedFileSystem.java`` replaces in the running JVM. The raw zone is changed from Python, in the
driver and in Spark's workers. Changes run one at a time, so a gate finds on the disk what a crash
at that moment would leave.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from pyspark.java_gateway import ensure_callback_server_started
from pyspark.sql import SparkSession

from glue_jobs import load_playlists
from glue_jobs.batch import archive
from local.lake import Lake
from local.spark.session import without_checksum_files
from tests.integration.glue_jobs.faults.gate import Gate, OneAtATime, change_at, gate_python
from tests.integration.glue_jobs.faults.gated_workers import gated_workers

_SOURCE = Path(__file__).with_name("GatedFileSystem.java")


class _FromJava:
    """Called by ``GatedFileSystem``."""

    def __init__(self, gate: Gate, root: Path) -> None:
        self._gate, self._root = gate, root

    def apply(self, step: str, path: str) -> str | None:
        when, _, kind = step.partition(" ")
        change = change_at(self._root, kind, path)
        if change is None:
            return None
        if when == "after":
            self._gate.after(change)
            return None
        try:
            self._gate.before(change)
        except OSError as error:
            return str(error)
        return None

    class Java:
        implements = ("java.util.function.BiFunction",)


@contextmanager
def gated(
    spark: SparkSession,
    lake: Lake,
    gate: Gate,
    *,
    exclusive: bool = False,
    files_per_task: int = archive.MOVES_PER_TASK,
) -> Iterator[None]:
    """Call a gate around every change of the lake's files.

    Parameters
    ----------
    exclusive
        Whether Java's rename fails if the target exists, as on HDFS. Commits to a catalog in a
        folder are then as safe from each other as commits to the Glue Data Catalog.
    files_per_task
        From more files on, workers move them.
    """
    one_at_a_time, root = OneAtATime(gate), lake.root.resolve()
    with (
        _gated_java(spark, one_at_a_time, root, exclusive=exclusive),
        gated_workers(one_at_a_time, root) as open_raw_zone,
        pytest.MonkeyPatch.context() as patch,
    ):
        gate_python(one_at_a_time, root, patch.setattr)
        patch.setattr(load_playlists, "open_raw_zone", open_raw_zone)
        patch.setattr(archive, "MOVES_PER_TASK", files_per_task)
        yield


@contextmanager
def _gated_java(spark: SparkSession, gate: Gate, root: Path, *, exclusive: bool) -> Iterator[None]:
    gateway = cast("Any", spark.sparkContext._gateway)
    ensure_callback_server_started(gateway)  # type: ignore[no-untyped-call]
    jvm = gateway.jvm
    settings = jvm.org.apache.hadoop.conf.Configuration()
    settings.setClassLoader(_compiled(jvm))
    settings.set("fs.file.impl", _SOURCE.stem)
    # Hadoop caches one file system per scheme.
    file_system = jvm.org.apache.hadoop.fs.FileSystem
    file_system.closeAll()
    gated_file_system = file_system.get(jvm.java.net.URI("file:///"), settings)
    without_checksum_files(spark)
    gated_file_system.setExclusive(exclusive)
    gated_file_system.setGate(_FromJava(gate, root))
    try:
        yield
    finally:
        file_system.closeAll()
        without_checksum_files(spark)


@cache  # Py4J mixes up two classes of the same name
def _compiled(jvm: Any) -> Any:
    """Return a class loader that has the gated file system."""
    compiler = jvm.org.codehaus.janino.SimpleCompiler()  # part of Spark
    compiler.setParentClassLoader(jvm.Thread.currentThread().getContextClassLoader())
    compiler.cook(_SOURCE.read_text())
    return compiler.getClassLoader()
