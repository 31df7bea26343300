"""Gates: what is called before and after each change of a lake's files.

Spark's Python workers import this module, so it imports little.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Semaphore
from typing import Any, Protocol


@dataclass(frozen=True)
class Change:
    """A change of a lake's files.

    Attributes
    ----------
    kind
        ``create``, ``close`` (all data is written), ``rename``, ``delete`` or ``mkdirs``.
    path
        Path below the lake's folder; of a rename, the new one.
    """

    kind: str
    path: str


class Gate(Protocol):
    """Is called for every change."""

    def before(self, change: Change) -> None:
        """Return to let the change happen; raise ``OSError`` to make it fail."""

    def after(self, change: Change) -> None:
        """Called after the change."""


class OneAtATime:
    """Calls another gate, from many threads, but for one change at a time."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._free = Semaphore()  # not a Lock: before and after may run in different threads

    def before(self, change: Change) -> None:
        self._free.acquire()
        try:
            self._gate.before(change)
        except BaseException:
            self._free.release()
            raise

    def after(self, change: Change) -> None:
        try:
            self._gate.after(change)
        finally:
            self._free.release()


def change_at(root: Path, kind: str, path: str) -> Change | None:
    """Return the change of a path, or None if it is not below the lake's folder."""
    below = f"{root}/"
    return Change(kind, path.removeprefix(below)) if path.startswith(below) else None


def gate_python(gate: Gate, root: Path, set_: Callable[[Any, str, Any], None] = setattr) -> None:
    """Call a gate around ``os.mkdir``, ``os.rename`` and ``os.replace`` below a folder."""
    for name, kind in {"mkdir": "mkdirs", "rename": "rename", "replace": "rename"}.items():
        set_(os, name, _gated_call(gate, root, kind, getattr(os, name)))


def _gated_call(gate: Gate, root: Path, kind: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def gated_call(path: Any, *arguments: Any, **options: Any) -> Any:
        named = arguments[0] if kind == "rename" else path
        change = change_at(root, kind, str(Path(named).absolute())) if _is_path(named) else None
        if change is None:
            return call(path, *arguments, **options)
        gate.before(change)
        try:
            return call(path, *arguments, **options)
        finally:
            gate.after(change)

    return gated_call


def _is_path(value: Any) -> bool:
    return isinstance(value, str | os.PathLike)
