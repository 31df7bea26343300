"""How a deployment looks in the terminal, and plainly where it is piped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.change_set import Change, ChangeSet
from deploy.events import Event

_ACTIONS = {"Add": "green", "Modify": "yellow", "Remove": "red"}
_REPLACEMENTS = {"True": "replaced", "Conditional": "perhaps replaced", "False": "in place"}


def say(console: Console, line: str) -> None:
    """Print a line as it is, however long: it may be a command to be copied."""
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def show_change_set(console: Console, stack: str, change_set: ChangeSet) -> None:
    """Show what is going to happen."""
    table = Table(title=f"what changes in {stack}", title_justify="left")
    for column in ("action", "resource", "type", "how"):
        table.add_column(column, overflow="fold")
    for change in change_set.changes:
        style = "red" if change.is_destructive else _ACTIONS.get(change.action, "")
        table.add_row(change.action, escape(change.path), change.type, _how(change), style=style)
    console.print(table)
    if change_set.unseen_because:
        say(
            console,
            "CloudFormation can't show what changes in the nested stacks: "
            f"{change_set.unseen_because}",
        )


def _how(change: Change) -> str:
    if change.is_unseen_stack and change.action == "Modify":
        return "not shown"
    if change.action == "Remove":
        return "kept outside the stack" if change.keeps_old else "deleted"
    how = _REPLACEMENTS.get(change.replacement, "")
    return f"{how}, the old one is kept" if how and change.keeps_old else how


@contextmanager
def show_events(console: Console, doing: str) -> Iterator[Callable[[Event], None]]:
    """Show each event that ends something; on a terminal also what is in progress."""
    if not console.is_terminal:
        yield lambda event: _show_event(console, event)
        return
    in_progress: dict[tuple[str, str], None] = {}
    with console.status(doing) as status:

        def show(event: Event) -> None:
            key = (event.stack_id, event.path)
            if event.is_end:
                in_progress.pop(key, None)
            else:
                in_progress[key] = None
            _show_event(console, event)
            newest = [path for _, path in in_progress][-3:]
            status.update(f"{doing}: {escape(', '.join(newest))}" if newest else doing)

        yield show


def _show_event(console: Console, event: Event) -> None:
    if not event.is_end:
        return
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
    """Show names and values side by side, a line each, so that they can be copied."""
    if not pairs:
        return
    say(console, f"\n{title}")
    width = max(map(len, pairs))
    for name, value in pairs.items():
        say(console, f"  {name:<{width}}  {value}")
