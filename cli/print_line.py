"""Print a line of text that may hold names from outside."""

from rich.console import Console

from cli.terminal_escape import visible


def print_line(console: Console, text: str, style: str | None = None) -> None:
    """Print text on one line, without markup and with control characters escaped."""
    console.print(visible(text), style=style, markup=False, highlight=False, soft_wrap=True)
