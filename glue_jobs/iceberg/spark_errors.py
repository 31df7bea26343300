"""Spark's and Java's errors: what they raise, conflicts, and the root cause in one line."""

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import PySparkException

# What a call into Spark raises.
SPARK_ERRORS = (PySparkException, Py4JError)

_PYTHON_TRACEBACK = "Traceback (most recent call last)"


# What Iceberg raises where another commit came first.
_CONFLICTS = ("exceptions.CommitFailedException", "exceptions.ValidationException")


class ConflictError(Exception):
    """Another job changed a table meanwhile; nothing of this change was committed."""


def is_conflict(error: Py4JJavaError) -> bool:
    """Tell whether a commit failed because another one came first."""
    cause = error.java_exception
    while cause is not None:
        if str(cause.getClass().getName()).endswith(_CONFLICTS):
            return True
        cause = cause.getCause()
    return False


def root_cause(error: BaseException) -> str:
    """Return what went wrong in one line: of a Java exception, its deepest cause with a message.

    A killed Python worker is an ``EOFException`` without one, below the message that it crashed.
    """
    text = str(error)
    if isinstance(error, Py4JJavaError):
        cause = deeper = error.java_exception
        while (deeper := deeper.getCause()) is not None:
            if deeper.getMessage():
                cause = deeper
        text = cause.toString()
    lines = text.strip().splitlines() or [type(error).__name__]
    if _PYTHON_TRACEBACK not in text:
        return lines[0]
    # From a Python worker: a traceback in Java's message, whose last line says what happened.
    return [line for line in lines if line.strip() and not line.startswith((" ", "\t"))][-1]
