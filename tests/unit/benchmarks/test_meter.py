"""A command is measured with all processes that it starts, including those that outlive it."""

import sys
from pathlib import Path

import pytest

from benchmarks.meter import measure
from cli.errors import UserError

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="process trees are measured on Linux"
)

# Uses one second of CPU while it holds 200 MB, then writes a file.
WORK = """
import sys, time
held = bytearray(200_000_000)
while time.process_time() < 1:
    pass
time.sleep(1)
open(sys.argv[1], "w").write("done")
"""
# Starts that as a grandchild, and waits for it or does not.
START = """
import subprocess, sys
child = [sys.executable, "-c", sys.argv[1], sys.argv[3]]
middle = "import subprocess, sys; subprocess.{}(sys.argv[1:])".format(sys.argv[2])
subprocess.run([sys.executable, "-c", middle, *child])
"""


@pytest.mark.parametrize("way", ["run", "Popen"], ids=["waited for", "left behind"])
def test_grandchild_is_counted(tmp_path: Path, way: str) -> None:
    done = tmp_path / "done"

    measured = measure([sys.executable, "-c", START, WORK, way, str(done)])

    assert done.read_text() == "done", "the measurement ended before the process"
    # At most its own second and the start of three Pythons.
    assert 1 <= measured.cpu_seconds < 5
    assert 200_000_000 <= measured.peak_bytes < 400_000_000


def test_child_is_counted_when_its_parent_ignores_sigchld() -> None:
    burn = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        "while child == 0 and time.process_time() < 2: pass\n"
        "time.sleep(3 if child else 0)"
    )

    measured = measure([sys.executable, "-c", burn])

    assert 1.5 <= measured.cpu_seconds < 5


def test_shared_memory_is_counted_once(tmp_path: Path) -> None:
    shares = (
        "import os, time; held = bytearray(200_000_000); forked = [os.fork() for _ in range(2)]; "
        "time.sleep(2)"
    )

    measured = measure([sys.executable, "-c", shares])

    assert measured.memory == "PSS"
    assert 200_000_000 <= measured.peak_bytes < 400_000_000


def test_memory_of_the_measuring_process_is_not_counted() -> None:
    held = bytearray(300_000_000)  # here, in the process that measures

    measured = measure(["sleep", "1"])

    assert len(held) > 50_000_000 > measured.peak_bytes
    assert measured.cpu_seconds < 0.5


def test_failed_command_reports_its_output() -> None:
    code = "import sys; print('one thing'); sys.exit('the reason')"

    with pytest.raises(UserError, match=r"(?s)ended with 1: one thing.*the reason"):
        measure([sys.executable, "-c", code])


def test_environment_is_passed_to_the_command() -> None:
    measure([sys.executable, "-c", "import os; assert os.environ['ASKED'] == '1'"], {"ASKED": "1"})
