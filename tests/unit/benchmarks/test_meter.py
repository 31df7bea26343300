"""A command is measured with all that it starts, also with what outlives it."""

import sys
from pathlib import Path

import pytest

from benchmarks.meter import measure
from cli.errors import UserError

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="process trees are measured on Linux"
)

# Burns a second of CPU, as its own clock tells, while it holds 200 MB; then says that it is done.
WORK = """
import sys, time
held = bytearray(200_000_000)
while time.process_time() < 1:
    pass
time.sleep(1)
open(sys.argv[1], "w").write("done")
"""
# Starts that as a child of a child, and waits for it or does not.
START = """
import subprocess, sys
child = [sys.executable, "-c", sys.argv[1], sys.argv[3]]
middle = "import subprocess, sys; subprocess.{}(sys.argv[1:])".format(sys.argv[2])
subprocess.run([sys.executable, "-c", middle, *child])
"""


@pytest.mark.parametrize("way", ["run", "Popen"], ids=["waited for", "left behind"])
def test_a_grandchild_counts(tmp_path: Path, way: str) -> None:
    done = tmp_path / "done"

    measured = measure([sys.executable, "-c", START, WORK, way, str(done)])

    assert done.read_text() == "done", "the measuring ended before its work"
    # No more than what it burnt and Python's three starts: nobody else's.
    assert 1 <= measured.cpu_seconds < 5
    assert 200_000_000 <= measured.peak_bytes < 400_000_000


def test_a_child_counts_of_whose_end_its_parent_does_not_hear() -> None:
    burn = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        "while child == 0 and time.process_time() < 2: pass\n"
        "time.sleep(3 if child else 0)"
    )

    measured = measure([sys.executable, "-c", burn])

    assert 1.5 <= measured.cpu_seconds < 5


def test_processes_that_hold_the_same_memory_count_it_once(tmp_path: Path) -> None:
    shares = (
        "import os, time; held = bytearray(200_000_000); forked = [os.fork() for _ in range(2)]; "
        "time.sleep(2)"
    )

    measured = measure([sys.executable, "-c", shares])

    assert measured.memory == "PSS"
    assert 200_000_000 <= measured.peak_bytes < 400_000_000


def test_what_is_not_its_own_does_not_count() -> None:
    held = bytearray(300_000_000)  # here, in the process that measures

    measured = measure(["sleep", "1"])

    assert len(held) > 50_000_000 > measured.peak_bytes
    assert measured.cpu_seconds < 0.5


def test_a_command_that_fails_says_why() -> None:
    code = "import sys; print('one thing'); sys.exit('the reason')"

    with pytest.raises(UserError, match=r"(?s)ended with 1: one thing.*the reason"):
        measure([sys.executable, "-c", code])


def test_the_environment_reaches_the_command() -> None:
    measure([sys.executable, "-c", "import os; assert os.environ['ASKED'] == '1'"], {"ASKED": "1"})
