"""A terminal without colours: nothing that the commands write of their own accord steers it."""

import os
import pty
import subprocess
import sys

from cli.project import PROJECT


def on_a_terminal(*arguments: str) -> tuple[int, str]:
    """Run ``python -m local`` on a terminal; return its exit code and what the terminal is sent."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "local", *arguments],
        cwd=PROJECT,
        env=os.environ | {"TERM": "dumb", "COLUMNS": "80"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        sent = b""
        try:
            while some := os.read(ours, 65_536):
                sent += some
        except OSError:  # how Linux says that nobody is at the other end any more
            pass
        os.close(ours)
    # A terminal's line ends, and those that CSV is written with.
    return process.returncode, sent.decode().replace("\r\n", "\n").replace("\r\n", "\n")
