"""Ctrl-C: end this process at once, with a line that says what to do next.

A handler that raises KeyboardInterrupt is not enough: raised within a finalizer or a callback,
Python drops the exception and the command goes on, and raised within a call to Java it leaves the
connection in a state that fails later. Ending at once is safe: whatever a command writes is whole
or absent, and a rerun completes it.
"""

import os
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

EXIT_CODE = 130

_cleanups: list[Callable[[], object]] = []


def exit_on_interrupt(message: str) -> None:
    """From now on, Ctrl-C ends the process: clean up, print the message, exit code 130."""
    terminal = _terminal_settings()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for cleanup in reversed(_cleanups):
            with suppress(Exception):
                cleanup()
        if terminal is not None:  # a password prompt turns the echo off
            with suppress(termios.error):
                termios.tcsetattr(sys.__stdin__, termios.TCSANOW, terminal)  # type: ignore[arg-type]
        with suppress(OSError):
            # Not print(): the signal may have come within one.
            os.write(2, f"{message}\n".encode())
        os._exit(EXIT_CODE)

    signal.signal(signal.SIGINT, stop)


@contextmanager
def on_interrupt(cleanup: Callable[[], object]) -> Iterator[None]:
    """Call a function if Ctrl-C ends the process within the block; the last registered first."""
    _cleanups.append(cleanup)
    try:
        yield
    finally:
        _cleanups.remove(cleanup)


def _terminal_settings() -> list[object] | None:
    with suppress(termios.error, OSError, ValueError, AttributeError):
        return termios.tcgetattr(sys.__stdin__)  # type: ignore[arg-type]
    return None
