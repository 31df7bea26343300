"""Run a command line and turn every failure into one line for its user.

Exit codes: 0 done, 1 failed, 2 bad usage, 130 stopped with Ctrl-C.
"""

import os
import sys
from collections.abc import Callable

import typer
from rich.console import Console

from cli.error_log import write_error_log
from cli.errors import UserError
from cli.terminal_escape import visible


def run_app(
    app: typer.Typer,
    *,
    stopped: str,
    explain: Callable[[Exception], str | None] = lambda _: None,
) -> None:
    """Run an app.

    Parameters
    ----------
    stopped
        The line shown after Ctrl-C.
    explain
        Return the message for an error of a library that the app uses, None for any other.
    """
    try:
        app()
    except UserError as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail(stopped, exit_code=130)
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # a stack trace is no answer
        if message := explain(error):
            fail(message)
        first_line = (str(error).strip().splitlines() or [""])[0]
        fail(f"{type(error).__name__}: {first_line} ({write_error_log()})")


def fail(message: str, exit_code: int = 1) -> None:
    """Print an error and exit."""
    console = Console(stderr=True, emoji=False)
    console.print(
        visible(f"error: {message}"), style="red", markup=False, highlight=False, soft_wrap=True
    )
    sys.exit(exit_code)
