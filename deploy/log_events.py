"""The log lines of the Lambda and the jobs as events for a person."""

from dataclasses import dataclass

from deploy.json_object import json_object

_PROBLEMS = {"WARNING", "ERROR", "CRITICAL"}
# What Lambda itself writes when it ends a run.
_LAMBDA_FAILURES = ("Task timed out", "Runtime exited", "Error: Runtime")


@dataclass(frozen=True)
class LogEvent:
    """An event of a log.

    Attributes
    ----------
    subject
        The playlist, table or raw file that it is about, or empty.
    """

    level: str
    subject: str
    message: str

    @property
    def is_problem(self) -> bool:
        """Whether it is a warning or an error."""
        return self.level in _PROBLEMS


def parse_log_line(line: str) -> LogEvent | None:
    """Return the event that a log line reports; None for any other line.

    Others are metrics documents, START, END and REPORT lines, and stack traces.
    """
    if document := json_object(line):
        message = document.get("message", document.get("event"))
        if "level" not in document or not isinstance(message, str):
            return None
        subjects = (document.get(name) for name in ("playlist_id", "table", "raw_file"))
        subject = next((str(one) for one in subjects if one), "")
        return LogEvent(str(document["level"]), subject, _message(message, document))
    if any(sign in line for sign in _LAMBDA_FAILURES):
        return LogEvent("ERROR", "", " ".join(line.split()))
    return None


def _message(message: str, document: dict[str, object]) -> str:
    """Return the message with its reason and counts, on one line."""
    details = [
        f"{name} {document[name]}"
        for name in ("files", "entries", "total", "left", "seconds")
        if isinstance(document.get(name), int | float)
    ]
    result = document.get("result")
    if isinstance(result, dict):
        details += [
            f"{result[name]} {name.replace('_', ' ')}"
            for name in ("extracted", "already_extracted", "failed", "not_reached")
            if result.get(name)
        ]
    why = document.get("reason") or _error_of(document.get("exception"))
    reason = f": {why}" if why else ""
    counts = f" ({', '.join(details)})" if details else ""
    return " ".join(f"{message}{reason}{counts}".split())


def _error_of(stack_trace: object) -> str:
    """Return the last line of a stack trace: the error."""
    lines = stack_trace.strip().splitlines() if isinstance(stack_trace, str) else []
    return lines[-1] if lines else ""
