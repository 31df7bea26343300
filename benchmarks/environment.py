"""Describe the machine and the versions that a measurement ran on."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

import psutil

from local.spark.java import iceberg_jar, java_home

_PACKAGES = (
    "pyspark", "duckdb", "polars", "pandas", "pyarrow", "orjson", "pysimdjson", "msgspec",
)  # fmt: skip


def machine() -> dict[str, str | int]:
    """Return the number of cores, memory, processor model and operating system."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": int(psutil.virtual_memory().total),
        "cpu": _cpu_model(),
        "os": f"{_distribution()}, {platform.system()} {platform.release()}",
    }


def versions() -> dict[str, str]:
    """Return the versions of Python, Java, Iceberg and the libraries, by name."""
    iceberg = re.search(r"-([0-9.]+)\.jar$", iceberg_jar().name)
    release = (java_home() / "release").read_text(encoding="utf-8")
    java = re.search(r'^JAVA_VERSION="(.+)"', release, re.MULTILINE)
    return {
        "python": platform.python_version(),
        "java": java[1] if java else "unknown",
        "iceberg": iceberg[1] if iceberg else "unknown",
        **{name: version(name) for name in _PACKAGES},
    }


def _cpu_model() -> str:
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return model[1] if model else platform.machine()


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return "Linux"
