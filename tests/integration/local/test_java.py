"""The Java process: it starts or says why not, and never outlives this process."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from cli.errors import UserError
from local.spark import java
from local.spark.java import MODULE_OPTIONS, JavaProcess


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where error.log and the scratch folder go."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@contextmanager
def running(*options: str) -> Iterator[JavaProcess]:
    process = JavaProcess(options)
    try:
        yield process
    finally:
        process.kill()


def wait_for_end(pids: set[int]) -> None:
    """Wait until no such process is left; its test times out if one stays."""
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        time.sleep(0.05)


def descendants(of: int) -> set[int]:
    """The processes below one."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found = {of}
    while new := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= new
    return found - {of}


def test_module_options_are_those_of_sparks_launcher(spark_process: SparkSession) -> None:
    jvm = spark_process.sparkContext._gateway.jvm  # type: ignore[union-attr]
    launcher = jvm.org.apache.spark.launcher.JavaModuleOptions
    assert sorted(MODULE_OPTIONS) == sorted(launcher.defaultModuleOptions().split())


def test_wrong_option_is_an_error_with_what_java_says(folder: Path) -> None:
    with running("-Xmx1x") as process, pytest.raises(UserError) as error:
        process.gateway()

    assert str(error.value) == (
        "Java ended while it started: Invalid maximum heap size: -Xmx1x "
        f"(stack trace: {folder / 'error.log'})"
    )
    assert "Could not create the Java Virtual Machine" in (folder / "error.log").read_text()
    assert [path.name for path in folder.iterdir()] == ["error.log"]


def test_java_whose_main_thread_has_failed_is_an_error() -> None:
    """It can't write where it listens, as on a full disk; its other threads keep it alive."""
    with running() as process:
        shutil.rmtree(process.scratch)
        with pytest.raises(UserError, match=r"Java ended while it started: .*NoSuchFileException"):
            process.gateway()


def test_java_that_does_not_start_in_time_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "START_DEADLINE_SECONDS", 0)
    with running() as process, pytest.raises(UserError, match="Java did not start within 0 s"):
        process.gateway()


STARTER = """
import time
from local.spark.java import JavaProcess
java = JavaProcess([])
if {connected}: java.gateway()
print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("connected", [False, True])
def test_java_ends_when_python_is_killed(connected: bool) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER.format(connected=connected)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        started = descendants(process.pid)
        os.kill(process.pid, signal.SIGKILL)
    assert started
    wait_for_end(started)
