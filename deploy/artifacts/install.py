"""Install locked packages into a folder, for another machine."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cli.errors import UserError
from cli.project import PROJECT

# Files of the installer that name this machine's Python and folders.
INSTALLER_RECORDS = {"INSTALLER", "RECORD", "REQUESTED", "direct_url.json", "uv_cache.json"}

_NO_NETWORK = ("error sending request", "dns error", "tcp connect error", "timed out")


@dataclass(frozen=True)
class Target:
    """The machine that packages are installed for.

    Attributes
    ----------
    platform
        In uv's terms.
    """

    platform: str
    python_version: str


def install(
    requirements: Path, folder: Path, target: Target, *, renew: str, uv: Path | None = None
) -> None:
    """Install the locked versions from wheels of the platform; build nothing.

    Parameters
    ----------
    requirements
        A requirements file with hashes.
    folder
        The folder to install into.
    renew
        The command that locks the requirements again.
    uv
        By default the project's uv, else the one on the path.

    Raises
    ------
    UserError
        They can't be installed.
    """
    command: list[str | Path] = [
        *(uv or _find_uv(), "pip", "install", "--quiet", "--python", sys.executable),
        *("--target", folder, "--python-platform", target.platform),
        *("--python-version", target.python_version),
        *("--only-binary", ":all:", "--require-hashes", "--no-deps", "-r", requirements),
    ]
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true"}
    try:
        done = subprocess.run(  # noqa: S603 - our uv
            command, env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise UserError(f"{command[0]} can't be started: {error.strerror}; try `make setup`") from (
            error
        )
    if done.returncode != 0:
        raise UserError(_describe(done.stderr, renew))


def _find_uv() -> Path:
    own = PROJECT / ".tools" / "bin" / "uv"
    found = own if own.exists() else shutil.which("uv")
    if not found:
        raise UserError("uv is missing: `make setup` installs it into .tools")
    return Path(found)


def _describe(output: str, renew: str) -> str:
    """Return uv's error in one line, with the way out."""
    # uv draws a tree: each line begins with other characters.
    reason = "; ".join(re.sub(r"^\W+", "", line) for line in output.splitlines() if line.strip())
    if any(sign in reason.lower() for sign in _NO_NETWORK):
        advice = "the package registry can't be reached; check network and proxy"
    elif "hash mismatch" in reason.lower():
        advice = "the registry has another file than the locked one; don't deploy it"
    else:
        advice = f"the locked packages can't be installed; `{renew}` locks them again"
    return f"{advice}. uv says: {reason}"
