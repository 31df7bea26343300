"""Java's classes, for what Spark's Python does not offer."""

from typing import TYPE_CHECKING, Any, cast

from py4j.java_gateway import JavaClass

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def java_class(spark: "SparkSession", name: str) -> Any:
    """Return a class by its full name, to call its static methods.

    Not by ``_jvm.org.apache...``: that looks for a class named org, then org.apache, in all jars.
    """
    return JavaClass(name, cast("Any", spark.sparkContext)._gateway._gateway_client)
