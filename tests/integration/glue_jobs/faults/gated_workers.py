"""Call the driver's gate around the changes that Spark's Python workers make.

A worker asks the gate through a socket. If the driver is killed meanwhile, the worker ends before
it changes anything more.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from threading import Thread
from typing import Any, cast

from glue_jobs.raw_zone.open_zone import open_raw_zone
from glue_jobs.raw_zone.zone import RawZone
from tests.integration.glue_jobs.faults.gate import Change, Gate, gate_python


@contextmanager
def gated_workers(gate: Gate, root: Path) -> Iterator[Callable[..., RawZone]]:
    """Yield an ``open_raw_zone`` for workers, which gates their changes below a folder."""
    with Listener(family="AF_UNIX") as listener:
        Thread(target=_accept, args=(listener, gate), daemon=True).start()
        yield partial(_open_gated_zone, cast("str", listener.address), root, os.getpid())


def _accept(listener: Listener, gate: Gate) -> None:
    while True:
        try:
            connection = listener.accept()
        except OSError:  # closed
            return
        Thread(target=_answer, args=(connection, gate), daemon=True).start()


def _answer(connection: "Connection[str | None, tuple[str, Change]]", gate: Gate) -> None:
    with connection:
        while True:
            try:
                step, change = connection.recv()
            except EOFError:  # the worker has ended
                return
            failure = None
            try:
                getattr(gate, step)(change)
            except OSError as error:
                failure = str(error)
            connection.send(failure)


class _DriversGate:
    def __init__(self, address: str) -> None:
        self._connection: Connection[tuple[str, Change], str | None] = Client(address)

    def before(self, change: Change) -> None:
        self._ask("before", change)

    def after(self, change: Change) -> None:
        self._ask("after", change)

    def _ask(self, step: str, change: Change) -> None:
        try:
            self._connection.send((step, change))
            failure = self._connection.recv()
        except (EOFError, OSError):
            os._exit(1)
        if failure:
            raise OSError(failure)


def _open_gated_zone(address: str, root: Path, driver: int, *arguments: Any) -> RawZone:
    if os.getpid() != driver:  # whose changes are gated already; each task has its own worker
        gate_python(_DriversGate(address), root)
    return open_raw_zone(*arguments)
