"""Ctrl-C, in a separate process."""

import os
import pty
import signal
import subprocess
import sys
import termios
from pathlib import Path
from textwrap import indent

PROGRAM = """
import sys, time, weakref
from cli.interrupt import exit_on_interrupt, on_interrupt
with exit_on_interrupt("stopped; run it again"):
{body}
"""
SLEEP = "print('ready', flush=True); time.sleep(60)"
# An exception raised in a callback like this one is printed and dropped by Python.
SLEEP_IN_A_CALLBACK = f"""
class Value: pass
def callback(_): {SLEEP}
value = Value()
reference = weakref.ref(value, callback)
del value
time.sleep(60)
"""


def interrupted(body: str) -> tuple[int, str, str]:
    """Send SIGINT to a program once it prints something; return its exit code and outputs."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(body=indent(body, "    "))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    return process.returncode, first + out, err


def test_interrupt_prints_the_message_and_exits_with_130() -> None:
    assert interrupted(SLEEP) == (130, "ready\n", "stopped; run it again\n")


def test_interrupt_ends_the_process_within_a_callback() -> None:
    assert interrupted(SLEEP_IN_A_CALLBACK) == (130, "ready\n", "stopped; run it again\n")


def test_interrupt_calls_the_cleanups_of_open_blocks(tmp_path: Path) -> None:
    body = f"""
def write(name): open({str(tmp_path)!r} + "/" + name, "w").close()
def fail(): raise OSError
with on_interrupt(lambda: write("closed")): pass
with on_interrupt(lambda: write("open")), on_interrupt(fail):
    {SLEEP}
"""
    assert interrupted(body)[0] == 130
    assert [path.name for path in tmp_path.iterdir()] == ["open"]


def test_interrupt_at_a_password_prompt_turns_the_echo_on_again() -> None:
    ours, theirs = pty.openpty()
    body = "import getpass; getpass.getpass('secret: ')"
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(body=indent(body, "    "))],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.read(ours, 100)
        assert not termios.tcgetattr(theirs)[3] & termios.ECHO
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
    assert termios.tcgetattr(theirs)[3] & termios.ECHO
    os.close(ours)
    os.close(theirs)
