"""An installer that does what a test says."""

from pathlib import Path


def fake_uv(folder: Path, script: str) -> Path:
    """A uv that finds the folder to install into in $TARGET."""
    uv = folder / "uv"
    find_target = 'while [ "$1" != --target ]; do shift; done; TARGET=$2\n'
    uv.write_text(f"#!/bin/sh\n{find_target}{script}\n", encoding="utf-8")
    uv.chmod(0o755)
    return uv
