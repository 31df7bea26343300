"""Show what a command is doing: a moving line on a terminal, plain lines in a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from cli.print_line import print_line
from cli.terminal_escape import visible

Show = Callable[[str], None]


@contextmanager
def show_progress(console: Console, doing: str) -> Iterator[Show]:
    """Show what is going on while the block runs.

    Parameters
    ----------
    doing
        What the first moments are spent on.

    Yields
    ------
    Show
        Shows a step in place of the one before; in a pipe, on a line of its own.
    """
    if not console.is_terminal:
        print_line(console, doing)
        yield lambda step: print_line(console, step)
        return
    with console.status(Text(visible(doing))) as status:
        yield lambda step: status.update(Text(visible(step)))


@contextmanager
def show_counter(console: Console, doing: str) -> Iterator[Show]:
    """Do the same for steps that are many and alike: a pipe gets the first line alone."""
    with show_progress(console, doing) as show:
        yield show if console.is_terminal else lambda _: None
