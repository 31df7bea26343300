"""A terminal without colours, so that any control sequence comes from data."""

import os
import pty
import subprocess
import sys

from cli.project import PROJECT


def on_a_terminal(*arguments: str) -> tuple[int, str]:
    """Run ``python -m local`` on a terminal; return its exit code and output."""
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
        except OSError:  # Linux: the other end is closed
            pass
        os.close(ours)
    # Line ends of terminals and of CSV.
    return process.returncode, sent.decode().replace("\r\n", "\n").replace("\r\n", "\n")
