"""Call a gate before and after every change of a lake's files.

Iceberg, Parquet and Spark change files through Hadoop's local file system, which
``GatedFileSystem.java`` replaces in the running JVM. The raw zone is changed from Python: there
``os.mkdir``, ``os.rename`` and ``os.replace`` are wrapped. Changes run one at a time, so a gate
finds on the disk what a crash at that moment would leave.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Semaphore
from typing import Any, Protocol, cast

import pytest
from pyspark.java_gateway import ensure_callback_server_started
from pyspark.sql import SparkSession

from local.lake import Lake
from local.spark.session import without_checksum_files

_SOURCE = Path(__file__).with_name("GatedFileSystem.java")


@dataclass(frozen=True)
class Change:
    """A change of a lake's files.

    Attributes
    ----------
    kind
        ``create``, ``close`` (all data is written), ``rename``, ``delete`` or ``mkdirs``.
    path
        Path below the lake's folder; of a rename, the new one.
    """

    kind: str
    path: str


class Gate(Protocol):
    """Is called for every change, by many threads, but for one change at a time."""

    def before(self, change: Change) -> None:
        """Return to let the change happen; raise ``OSError`` to make it fail."""

    def after(self, change: Change) -> None:
        """Called after the change."""


class _OneAtATime:
    def __init__(self, lake: Lake, gate: Gate) -> None:
        self._root = f"{lake.root.resolve()}/"
        self._gate = gate
        self._free = Semaphore()  # not a Lock: before and after may run in different threads

    def change_at(self, kind: str, path: str) -> Change | None:
        if not path.startswith(self._root):
            return None
        return Change(kind, path.removeprefix(self._root))

    def before(self, change: Change) -> None:
        self._free.acquire()
        try:
            self._gate.before(change)
        except BaseException:
            self._free.release()
            raise

    def after(self, change: Change) -> None:
        try:
            self._gate.after(change)
        finally:
            self._free.release()


class _FromJava:
    """Called by ``GatedFileSystem``."""

    def __init__(self, gate: _OneAtATime) -> None:
        self._gate = gate

    def apply(self, step: str, path: str) -> str | None:
        when, _, kind = step.partition(" ")
        change = self._gate.change_at(kind, path)
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
    spark: SparkSession, lake: Lake, gate: Gate, *, exclusive: bool = False
) -> Iterator[None]:
    """Call a gate around every change of the lake's files.

    Parameters
    ----------
    exclusive
        Whether Java's rename fails if the target exists, as on HDFS. Commits to a catalog in a
        folder are then as safe from each other as commits to the Glue Data Catalog.
    """
    one_at_a_time = _OneAtATime(lake, gate)
    with (
        _gated_java(spark, one_at_a_time, exclusive=exclusive),
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, kind in {"mkdir": "mkdirs", "rename": "rename", "replace": "rename"}.items():
            patch.setattr(os, name, _gated_call(one_at_a_time, kind, getattr(os, name)))
        yield


@contextmanager
def _gated_java(spark: SparkSession, gate: _OneAtATime, *, exclusive: bool) -> Iterator[None]:
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
    gated_file_system.setGate(_FromJava(gate))
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


def _gated_call(gate: _OneAtATime, kind: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def gated_call(path: Any, *arguments: Any, **options: Any) -> Any:
        named = arguments[0] if kind == "rename" else path
        change = gate.change_at(kind, str(Path(named).absolute())) if _is_path(named) else None
        if change is None:
            return call(path, *arguments, **options)
        gate.before(change)
        try:
            return call(path, *arguments, **options)
        finally:
            gate.after(change)

    return gated_call


def _is_path(value: Any) -> bool:
    return isinstance(value, str | os.PathLike)
