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
_ERASE_LINE_AND_SHOW_CURSOR = b"\r\x1b[K\x1b[?25h"

_cleanups: list[Callable[[], object]] = []


@contextmanager
def exit_on_interrupt(message: str) -> Iterator[None]:
    """Let Ctrl-C end the process within the block: clean up, print the message, exit code 130.

    After the block there is nothing left to stop: Ctrl-C is ignored.
    """
    terminal = _terminal_settings()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stderr = _silence_output()
        for cleanup in reversed(_cleanups):
            with suppress(Exception):
                cleanup()
        if terminal is not None:  # a password prompt turns the echo off
            with suppress(termios.error):
                termios.tcsetattr(sys.__stdin__, termios.TCSANOW, terminal)  # type: ignore[arg-type]
        with suppress(OSError):
            if os.isatty(stderr) and os.environ.get("TERM", "dumb") != "dumb":
                os.write(stderr, _ERASE_LINE_AND_SHOW_CURSOR)  # of a progress line
            os.write(stderr, f"{message}\n".encode())
        os._exit(EXIT_CODE)

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def call_on_interrupt(cleanup: Callable[[], object]) -> None:
    """Call a function when Ctrl-C ends the process; the last one first."""
    _cleanups.append(cleanup)


@contextmanager
def on_interrupt(cleanup: Callable[[], object]) -> Iterator[None]:
    """Call a function if Ctrl-C ends the process within the block."""
    call_on_interrupt(cleanup)
    try:
        yield
    finally:
        _cleanups.remove(cleanup)


def _silence_output() -> int:
    """Let nothing else print, as other threads do that Java ends under; return stderr's copy."""
    stderr = os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    return stderr


def _terminal_settings() -> list[object] | None:
    with suppress(termios.error, OSError, ValueError, AttributeError):
        return termios.tcgetattr(sys.__stdin__)  # type: ignore[arg-type]
    return None
