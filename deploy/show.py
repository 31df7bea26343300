"""The output of a deployment, on a terminal or piped."""

import re
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.change_set import Change, ChangeSet
from deploy.events import Event
from deploy.template import STACK

_CODE = re.compile(r"`[^`]+`")
_NO_BREAK = "\0"  # a space that is not one for textwrap
_ACTIONS = {"Add": "green", "Modify": "yellow", "Remove": "red"}
_REPLACEMENTS = {"True": "replaced", "Conditional": "perhaps replaced", "False": "in place"}


def say(console: Console, line: str) -> None:
    """Print a line unchanged, without wrapping it: it may be a command to paste."""
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> str:
    """Return the text in lines of at most a width, not broken within code: it may be a command.

    Parameters
    ----------
    first, rest
        The indentation of the first and of the other lines.
    """
    whole = _CODE.sub(lambda one: one[0].replace(" ", _NO_BREAK), text)
    wrapped = textwrap.fill(
        whole,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped.replace(_NO_BREAK, " ")


def show_change_set(
    console: Console, stack: str, change_set: ChangeSet, *, verbose: bool = False
) -> None:
    """Print the changes of a change set.

    Parameters
    ----------
    verbose
        Whether to list each change of a new stack; others are always listed.
    """
    changes = change_set.changes
    if not verbose and all(change.action == "Add" for change in changes):
        say(console, f"{stack}: {len(changes)} resources are created")
    else:
        table = Table(title=f"changes of {stack}", title_justify="left")
        for column in ("action", "resource", "how"):
            table.add_column(column, overflow="fold")
        for change in changes:
            style = "red" if change.is_destructive else _ACTIONS.get(change.action, "")
            table.add_row(change.action, escape(change.path), _how(change), style=style)
        console.print(table)
    if change_set.unseen_because:
        say(
            console,
            "CloudFormation can't show the changes of the nested stacks: "
            f"{change_set.unseen_because}",
        )


def _how(change: Change) -> str:
    if change.is_unseen_stack and change.action == "Modify":
        return "not shown"
    if change.action == "Remove":
        return "retained outside the stack" if change.retains_old else "deleted"
    how = _REPLACEMENTS.get(change.replacement, "")
    return f"{how}, the old one is retained" if how and change.retains_old else how


@contextmanager
def show_events(
    console: Console, doing: str, *, verbose: bool = False
) -> Iterator[Callable[[Event], None]]:
    """Print a line for each nested stack that is done and each failure.

    Parameters
    ----------
    doing
        What a terminal shows while nothing is printed, with the resources in progress.
    verbose
        Whether to print a line for each resource.
    """

    def print_event(event: Event) -> None:
        if event.is_end and (verbose or event.is_failure or event.type == STACK):
            _print_event(console, event)

    if not console.is_terminal:
        yield print_event
        return
    in_progress: dict[tuple[str, str], None] = {}
    with console.status(doing) as status:

        def show(event: Event) -> None:
            key = (event.stack_id, event.path)
            if event.is_end:
                in_progress.pop(key, None)
            else:
                in_progress[key] = None
            print_event(event)
            newest = [path for _, path in in_progress][-3:]
            status.update(f"{doing}: {escape(', '.join(newest))}" if newest else doing)

        yield show


def _print_event(console: Console, event: Event) -> None:
    style = "red" if event.is_failure else ""
    reason = f"  {' '.join(event.reason.split())}" if event.is_failure and event.reason else ""
    console.print(
        f"{event.time:%H:%M:%S}  {event.status:<16}  {event.path}{reason}",
        style=style,
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def show_pairs(console: Console, title: str, pairs: dict[str, str]) -> None:
    """Print names and values, one pair a line."""
    if not pairs:
        return
    say(console, f"\n{title}")
    width = max(map(len, pairs))
    for name, value in pairs.items():
        say(console, f"  {name:<{width}}  {value}")
