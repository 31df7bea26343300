"""A line of the status page, and what it says if AWS does not answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from cli.errors import UserError
from deploy.aws_errors import error_message, is_denied

GOOD, BAD, WARNING = "green", "red", "yellow"


@dataclass(frozen=True)
class Line:
    """A line of the page: subject, state, details.

    Attributes
    ----------
    style
        The colour of the state.
    command
        What to type about it; empty if nothing has to be done.
    """

    about: str
    state: str
    details: str = ""
    style: str = ""
    command: str = ""


def ask(about: str, question: Callable[[], Iterable[Line]]) -> list[Line]:
    """Return the lines of a question to AWS; if AWS does not answer it, a line that says so."""
    try:
        return list(question())
    except ClientError as error:
        reason = "not allowed to you" if is_denied(error) else error_message(error)
        return [_unknown(about, f"{error.operation_name}: {reason}")]
    except (BotoCoreError, UserError) as error:
        return [_unknown(about, str(error))]


def _unknown(about: str, reason: str) -> Line:
    return Line(about, "unknown", " ".join(reason.split()), WARNING)
