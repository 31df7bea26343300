"""Opens a report in the user's browser."""

import os
import sys
import webbrowser
from pathlib import Path


def has_screen() -> bool:
    """Return whether a person with a screen started this command."""
    if not sys.stdout.isatty() or "CI" in os.environ or "SSH_CONNECTION" in os.environ:
        return False
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_in_browser(file: Path) -> bool:
    """Open a page in the default browser; return whether there was one."""
    return webbrowser.open(file.resolve().as_uri())
