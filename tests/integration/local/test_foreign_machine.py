"""A machine with another Spark, Hadoop, Java and Python, odd folders, and a name of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.project import PROJECT
from local.lake import Lake
from tests.integration.glue_jobs.test_bad_files import GOOD
from tests.integration.local.small_disk import SmallDisk
from tests.integration.local.test_lake_paths import ODD, put, raw_files

# Java's class path and PATH are separated by colons.
ODD_PROJECT = ODD.replace(":", "")


def copy_project(folder: Path) -> Path:
    """Copy this project, its environment as `make` lays it out; return its Python."""
    files = subprocess.run(
        ["git", "ls-files", "-z", "--", ":!tests", ":!docs"],  # noqa: S607
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, files):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    here, there = Path(sys.prefix), folder / ".venv"
    packages = Path("lib/python3.11/site-packages")
    (there / packages).mkdir(parents=True)
    for package in (here / packages).iterdir():  # 1.6 GB: linked, under the new path
        (there / packages / package.name).symlink_to(package)
    shutil.copy(here / "pyvenv.cfg", there)
    (there / "bin").mkdir()
    python = there / "bin/python"
    python.symlink_to((here / "bin/python").resolve())
    return python


def foreign_environment(folder: Path) -> dict[str, str]:
    """Variables that make a Spark or a Python that reads them fail."""
    folder.mkdir()
    (folder / "spark-defaults.conf").write_text("spark.master spark://nowhere:7077\n")
    (folder / "core-site.xml").write_text(
        "<configuration><property><name>fs.defaultFS</name><value>hdfs://nowhere</value>"
        "</property></configuration>"
    )
    for module in ("pyspark", "py4j", "typer", "msgspec"):
        (folder / f"{module}.py").write_text("raise RuntimeError('imported from PYTHONPATH')")
    nowhere = str(folder / "nowhere")
    return {
        "HADOOP_CONF_DIR": str(folder),
        "HADOOP_HOME": nowhere,
        "JAVA_HOME": nowhere,
        "JAVA_TOOL_OPTIONS": "-Xmx1x",
        "JDK_JAVA_OPTIONS": "-Xmx1x",
        "LC_ALL": "C",
        "PYSPARK_DRIVER_PYTHON": nowhere,
        "PYSPARK_GATEWAY_PORT": "1",
        "PYSPARK_GATEWAY_SECRET": "none",  # pragma: allowlist secret
        "PYSPARK_PYTHON": nowhere,
        "PYSPARK_SUBMIT_ARGS": "--nonsense",
        "PYTHONPATH": str(folder),
        "SPARK_CONF_DIR": str(folder),
        "SPARK_DIST_CLASSPATH": nowhere,
        "SPARK_HOME": nowhere,
        "SPARK_LOCAL_DIRS": nowhere,
        "SPARK_LOCAL_IP": "192.0.2.1",
        "SPARK_MASTER": "spark://nowhere:7077",
        "SPARK_REMOTE": "sc://nowhere",
        "SPARK_SUBMIT_OPTS": "-Xmx1x",
        "_JAVA_OPTIONS": "-Xmx1x",
    }


def with_unknown_host_name(command: list[str | Path]) -> list[str | Path]:
    """Run a command where the machine's own name does not resolve."""
    rename = ["unshare", "--uts", "sh", "-c", 'hostname no-such-host && exec "$@"', "sh"]
    if subprocess.run([*rename, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine can't be given another name: needs root and Linux")
    return [*rename, *command]


@pytest.mark.slow
def test_load_on_a_foreign_machine(tmp_path: Path) -> None:
    """All at once, as each load takes seconds: take one away to see which one fails."""
    python = copy_project(tmp_path / ODD_PROJECT)
    lake = Lake(tmp_path / "lake")
    put(lake, "p/1.jsonl", GOOD)
    without_programs = SmallDisk(tmp_path / "noexec", 100 * 1024, "noexec")
    environment = os.environ | foreign_environment(tmp_path / "foreign")
    try:
        ran = subprocess.run(
            with_unknown_host_name([python, "-m", "local", "load", "--lake", lake.root]),
            cwd=tmp_path / ODD_PROJECT,
            env=environment | {"TMPDIR": str(without_programs.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        without_programs.end()

    assert ran.returncode == 0, ran.stderr
    assert "loaded 1 raw file with 1 entry" in ran.stdout
    assert raw_files(lake) == ["p/1.jsonl"]
