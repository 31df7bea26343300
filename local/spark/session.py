"""Spark on this machine, as Glue 5.1 has it: 3.5.6, Java 17, Iceberg, all from PyPI's packages."""

import os
import signal
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal, cast

from cli.project import PROJECT
from local.lake import WAREHOUSE
from local.spark.class_archive import archive_options
from local.spark.java import JavaProcess, java_home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import SparkSession

    from local.lake import Lake

_MEMORY = "spark.driver.memory"
_SETTINGS = {
    _MEMORY: "2g",
    "spark.master": "local[*]",
    "spark.app.name": "spotify-playlist-lake",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # A day of playlists is a few kilobytes: Spark's defaults would spread it over 200 empty tasks.
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.files.openCostInBytes": "0",
    "spark.python.daemon.module": "local.spark.python_daemon",
    # A worker that has read its files ends and frees its memory for the merges.
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

# Other Sparks' settings, which pyspark would take over from the environment.
_FOREIGN = ("SPARK_", "PYSPARK_")

Archive = Literal["use", "make", "none"]


def start_spark(
    lake: "Lake",
    *,
    short: bool = False,
    archive: Archive = "use",
    settings: "Mapping[str, str] | None" = None,
) -> "SparkSession":
    """Start Spark with ``glue_catalog`` in the lake's warehouse.

    Parameters
    ----------
    short
        Whether Java will run for seconds rather than minutes: it then compiles less, which makes a
        small load faster and a large one slower.
    archive
        Whether Java uses the class archive, and if there is none, makes it.
    settings
        Spark's properties, over the ones made here.
    """
    java = start_java(short=short, archive=archive, settings=settings)
    return open_session(java, lake, settings)


def start_java(
    *,
    short: bool = False,
    archive: Archive = "use",
    settings: "Mapping[str, str] | None" = None,
) -> JavaProcess | None:
    """Start Spark's Java and return at once; None if this process has one already."""
    if "pyspark" in sys.modules and _running():
        return None
    memory = ({**_SETTINGS, **(settings or {})})[_MEMORY]
    log_settings = PROJECT / "local" / "spark" / "log4j2.properties"
    options = [f"-Xmx{memory}", f"-Dlog4j2.configurationFile={log_settings.as_uri()}"]
    if short:
        options += _SHORT_RUN
    if archive != "none":
        versions = f"java-17-spark-{version('pyspark')}"
        options += archive_options(java_home(), versions, make=archive == "make")
    return JavaProcess(options)


def open_session(
    java: JavaProcess | None, lake: "Lake", settings: "Mapping[str, str] | None" = None
) -> "SparkSession":
    """Open a session in a Java that was started, or in the one that is running.

    Raises
    ------
    UserError
        Java did not start.
    """
    for name in [name for name in os.environ if name.startswith(_FOREIGN)]:
        del os.environ[name]
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415 - slow, and only here needed
    from pyspark.sql import SparkSession  # noqa: PLC0415

    of_lake = catalog_settings(lake)
    if java:
        all_settings = {
            **_SETTINGS,
            "spark.local.dir": str(java.scratch),
            **of_lake,
            **(settings or {}),
        }
        handler = signal.getsignal(signal.SIGINT)
        conf = SparkConf().setAll([*all_settings.items()])
        context: Any = SparkContext(conf=conf, gateway=java.gateway())
        # pyspark's own handler calls Java, whatever call it interrupts.
        signal.signal(signal.SIGINT, handler)
        # It would print a stack trace when Java ends.
        context._accumulatorServer.handle_error = lambda *_: None
    builder = SparkSession.builder
    for name, value in of_lake.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    without_checksum_files(spark)
    return spark


def _running() -> bool:
    from pyspark import SparkContext  # noqa: PLC0415

    return SparkContext._active_spark_context is not None


def without_checksum_files(spark: "SparkSession") -> None:
    """Let Hadoop write no ``.name.crc`` beside each file of this machine.

    With them a commit is two renames: of a table's metadata, then of its checksum. Where the second
    fails, Iceberg's catalog in a folder takes a commit that was made for one that failed, and
    deletes its files.
    """
    from glue_jobs.iceberg.catalog import java_class  # noqa: PLC0415 - of Spark, as above

    file_system = java_class(spark, "org.apache.hadoop.fs.FileSystem")
    settings = cast("Any", spark.sparkContext)._jsc.hadoopConfiguration()
    # Hadoop keeps one file system per scheme: the first that is asked for is everybody's.
    file_system.getLocal(settings).setWriteChecksum(False)


def catalog_settings(lake: "Lake") -> "dict[str, str]":
    """Return the settings of the catalog, which on Glue are in the job's ``--conf``.

    Iceberg's files name each other by absolute paths. Here these are paths in a Hadoop view file
    system, ``viewfs://lake/warehouse/...``, which this process maps to the lake's folder: so a lake
    can be copied, moved and renamed, and its own path may have any character.
    """
    catalog = "spark.sql.catalog.glue_catalog"
    view = f"{catalog}.hadoop.fs.viewfs"
    return {
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        catalog: "org.apache.iceberg.spark.SparkCatalog",
        f"{catalog}.type": "hadoop",
        f"{catalog}.warehouse": WAREHOUSE,
        f"{view}.mounttable.lake.link./warehouse": lake.warehouse.resolve().as_uri(),
        # No cache for the view, as that of another lake has the same name. The file systems below
        # it are those that the rest of Hadoop uses.
        f"{view}.impl.disable.cache": "true",
        f"{view}.enable.inner.cache": "false",
    }
