"""Run the installed scripts as a user does: in processes of their own."""

import subprocess
import sys
from pathlib import Path

LAKE = Path(sys.executable).with_name("lake")


def shell(*arguments: str, cwd: Path, **options: object) -> "subprocess.CompletedProcess[str]":
    """Run ``lake``; the options are those of `subprocess.run`."""
    streams: dict[str, object] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [LAKE, *arguments],
        cwd=cwd,
        text=True,
        check=False,
        **(streams | options),
    )
