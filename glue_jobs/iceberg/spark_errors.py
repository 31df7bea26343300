"""What went wrong, out of the many lines in which Spark and Java say it."""

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import PySparkException

# What a call into Spark raises.
SPARK_ERRORS = (PySparkException, Py4JError)

_PYTHON_STORY = "Traceback (most recent call last)"


# What Iceberg says of a commit that another one came before, and what a MERGE says itself.
_CONFLICTS = ("exceptions.CommitFailedException", "exceptions.ValidationException")
NEWER_CAME = "newer rows came meanwhile"


class ConflictError(Exception):
    """Another job changed a table meanwhile; nothing of this change was made."""


def is_conflict(error: Py4JJavaError) -> bool:
    """Whether a commit failed because another one came before."""
    cause = error.java_exception
    while cause is not None:
        if str(cause.getClass().getName()).endswith(_CONFLICTS):
            return True
        if str(cause.getMessage()) == NEWER_CAME:
            return True
        cause = cause.getCause()
    return False


def root_cause(error: BaseException) -> str:
    """Return what went wrong in a line: of a Java exception, what lies at its root."""
    text = str(error)
    if isinstance(error, Py4JJavaError):
        cause = error.java_exception
        while (deeper := cause.getCause()) is not None:
            cause = deeper
        text = cause.toString()
    lines = text.strip().splitlines() or [type(error).__name__]
    if _PYTHON_STORY not in text:
        return lines[0]
    # Of a Python worker: a stack trace in Java's message, its last line says what happened.
    return [line for line in lines if line.strip() and not line.startswith((" ", "\t"))][-1]
