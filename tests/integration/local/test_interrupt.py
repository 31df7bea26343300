"""Ctrl-C on a terminal: the message, exit code 130, and no process left, at any moment."""

import fcntl
import os
import pty
import re
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import pytest

from local.lake import Lake
from tests.conftest import Load
from tests.integration.glue_jobs.test_bad_files import GOOD
from tests.integration.local.shell import LAKE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

STOPPED = "stopped; run it again to go on"
# Printed by Python's import timer right before Ctrl-C is handled.
READY = r"import time:.*\| +cli\.interrupt\r?\n"
SECONDS_TO_END = 5


class Terminal:
    """A command on a terminal of its own, as the leader of its foreground processes."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        self._ours, theirs = pty.openpty()

        def take_terminal() -> None:
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            [LAKE, *arguments],
            cwd=cwd,
            env=os.environ | {"PYTHONPROFILEIMPORTTIME": "1", "TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=take_terminal,  # noqa: PLW1509 - no other test runs meanwhile
        )
        os.close(theirs)
        self._read = b""
        self._reader = threading.Thread(target=self._read_all)
        self._reader.start()

    def _read_all(self) -> None:
        try:
            while some := os.read(self._ours, 65_536):
                self._read += some
        except OSError:  # Linux's end of file: the other end is closed
            pass

    def wait_for(self, pattern: str) -> None:
        while not re.search(pattern, self._read.decode(errors="replace")):
            assert self._reader.is_alive(), self.text
            time.sleep(0.01)

    def press_ctrl_c(self) -> None:
        os.write(self._ours, b"\x03")

    def end(self) -> int:
        """Wait until it ends; return its exit code."""
        code = self.process.wait()
        self._reader.join()
        os.close(self._ours)
        return code

    @property
    def text(self) -> str:
        """What it printed, without the import times and what moves the cursor."""
        text = re.sub(r"import time:[^\n]*\n", "", self._read.decode(errors="replace"))
        text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\^C", "", text)
        return re.sub(r"\r+\n?", "\n", text)

    @property
    def cursor_is_shown(self) -> bool:
        return self._read.rfind(b"\x1b[?25h") >= self._read.rfind(b"\x1b[?25l")

    def processes(self) -> list[str]:
        """The command lines of the processes that are left of its session."""
        left = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.getsid(int(process.name)) == self.process.pid:
                    left.append((process / "cmdline").read_text().replace("\0", " "))
            except OSError:  # it has ended meanwhile
                continue
        return left


def check_stopped(terminal: Terminal, code: int, *, after: str) -> None:
    said = terminal.text
    assert (code, said.splitlines()[-1:]) == (130, [STOPPED]), f"{after}: {said}"
    assert "Traceback" not in said, f"{after}: {said}"
    assert "ERROR" not in said, f"{after}: {said}"
    assert terminal.cursor_is_shown, after
    until = time.monotonic() + SECONDS_TO_END
    while left := terminal.processes():
        assert time.monotonic() < until, f"{after}: {left}"
        time.sleep(0.05)


@pytest.fixture
def loaded(lake: Lake, load: Load) -> Lake:
    """A lake with tables and, again, something to load."""
    load(lake, {"p/1.jsonl": GOOD})
    put(lake)
    return lake


def put(lake: Lake) -> None:
    path = lake.raw / "to_process/p/2.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(GOOD)


COMMANDS = {
    "load": ("load",),
    "run": ("run", "--days", "2"),
    "maintain": ("maintain",),
    "query": ("query", "todays_chart"),
    "report": ("report",),
}


@pytest.mark.slow
@pytest.mark.parametrize("pattern", ["starting Spark", r"batch 1: \w+: "])
def test_interrupted_load_is_completed_by_the_next(
    loaded: Lake, tmp_path: Path, pattern: str
) -> None:
    terminal = Terminal("load", "--lake", str(loaded.root), cwd=tmp_path)
    terminal.wait_for(pattern)
    terminal.press_ctrl_c()
    check_stopped(terminal, terminal.end(), after=pattern)

    again = Terminal("load", "--lake", str(loaded.root), cwd=tmp_path)
    assert again.end() == 0
    assert "loaded 1 raw file with 1 entry" in again.text


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", COMMANDS)
def test_interrupt_at_any_moment(loaded: Lake, tmp_path: Path, name: str) -> None:
    """Every 0.6 s of the first 6 s, or until the command is done; each command at other moments."""
    for tenths in range(list(COMMANDS).index(name), 60, 6):
        put(loaded)
        terminal = Terminal(*COMMANDS[name], "--lake", str(loaded.root), cwd=tmp_path)
        terminal.wait_for(READY)
        time.sleep(0.02 + tenths / 10)
        terminal.press_ctrl_c()
        code = terminal.end()
        if STOPPED not in terminal.text:  # it was done before
            assert code == 0, terminal.text
            break
        check_stopped(terminal, code, after=f"{name} after {tenths / 10} s")
