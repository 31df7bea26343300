"""Run a command line and turn every failure into one line for its user.

Exit codes: 0 done, 1 failed, 2 bad usage, 130 stopped with Ctrl-C (``cli.interrupt``).
"""

import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from cli.error_log import write_error_log
from cli.errors import UserError
from cli.print_line import print_line
from cli.project import version


def make_app(name: str, description: str) -> typer.Typer:
    """Return an app without commands; it has ``--version``, ``-h`` and shell completion."""
    app = typer.Typer(
        name=name,
        help=description,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    def show_version(wanted: bool) -> None:
        if wanted:
            typer.echo(f"{name} {version()}")
            raise typer.Exit

    @app.callback()
    def _options(
        _: Annotated[
            bool,
            typer.Option(
                "--version", callback=show_version, is_eager=True, help="Show the version and exit."
            ),
        ] = False,
    ) -> None: ...

    return app


def run_app(app: typer.Typer, explain: Callable[[Exception], str | None] = lambda _: None) -> None:
    """Run an app.

    Parameters
    ----------
    explain
        Return the message for an error of a library that the app uses, None for any other.
    """
    try:
        app()
    except UserError as error:
        fail(str(error))
    except BrokenPipeError:  # the reader has closed the pipe, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if message := explain(error):
            fail(message)
        first_line = (str(error).strip().splitlines() or [""])[0]
        fail(f"{type(error).__name__}: {first_line} ({write_error_log()})")


def fail(message: str, exit_code: int = 1) -> None:
    """Print an error and exit."""
    console = Console(stderr=True, emoji=False)
    print_line(console, f"error: {message}", style="red")
    sys.exit(exit_code)
