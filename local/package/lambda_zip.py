"""The extract Lambda's zip: ``python -m local.package.lambda_zip --platform arm64``.

The same sources and locked requirements give the same bytes, so that an unchanged Lambda is not
deployed again. (Another zlib, such as zlib-ng, may compress differently.)

There are no .pyc files in it: only Lambda's own Python could make them, and not here.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer
from rich.console import Console

from local.errors import UserError
from local.project import PROJECT

PYTHON_VERSION = "3.13"  # of Lambda's runtime
SOURCES = PROJECT / "extract_lambda"
REQUIREMENTS = SOURCES / "requirements.txt"

# What Python never imports. Type stubs, C sources, and the web page of powertools' HTTP events,
# which this Lambda does not answer: together half a megabyte.
_DROPPED_SUFFIXES = {".c", ".css", ".js", ".pyc", ".pyi"}
_DROPPED_FOLDERS = {"__pycache__", "test", "tests"}
# What an installer writes about its own work: it names this machine's Python and folders. METADATA
# and the licences stay: the law asks for these, a scanner for vulnerable versions for that.
_DROPPED_RECORDS = {"INSTALLER", "RECORD", "REQUESTED", "direct_url.json", "uv_cache.json"}

_NO_NETWORK = ("error sending request", "dns error", "tcp connect error", "timed out")

out = Console()
err = Console(stderr=True)
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


class Platform(StrEnum):
    """A Lambda's processor, by the names that its Architectures property knows."""

    ARM64 = "arm64"
    X86_64 = "x86_64"

    @property
    def wheels(self) -> str:
        """What uv calls the wheels: glibc 2.17 is older than that of Lambda (2.34)."""
        return {"arm64": "aarch64", "x86_64": "x86_64"}[self] + "-manylinux2014"


def build(
    platform: Platform,
    output: Path,
    *,
    python_version: str = PYTHON_VERSION,
    requirements: Path = REQUIREMENTS,
    uv: Path | None = None,
) -> Path:
    """Build the zip and return where it is.

    Parameters
    ----------
    platform
        What the Lambda runs on.
    output
        The folder to put the zip into.
    python_version
        What the Lambda runs with.
    requirements
        What to install, with hashes.
    uv
        What to install it with; else the project's, else the one on the path.

    Raises
    ------
    UserError
        The requirements can't be installed, or the zip can't be written.
    """
    archive = output / f"extract_lambda-{platform}.zip"
    with tempfile.TemporaryDirectory() as folder:
        installed = Path(folder)
        _install(requirements, installed, platform, python_version, uv or _find_uv())
        own = {f"{SOURCES.name}/{name}": path for name, path in _files(SOURCES, "*.py").items()}
        try:
            output.mkdir(parents=True, exist_ok=True)
            write_zip(archive, _files(installed) | own)
        except OSError as error:
            raise UserError(f"can't write {archive}: {error.strerror}") from error
    return archive


def belongs(name: str) -> bool:
    """Tell whether an installed file is of use to the Lambda.

    >>> belongs("requests/api.py"), belongs("certifi/tests/test_certify.py")
    (True, False)
    """
    path = PurePosixPath(name)
    first = path.parts[0]
    if first == "bin" or first.startswith(".") or first.endswith("-stubs"):
        return False  # commands, uv's lock, type stubs
    if path.suffix in _DROPPED_SUFFIXES or _DROPPED_FOLDERS.intersection(path.parts[:-1]):
        return False
    return not (first.endswith(".dist-info") and path.name in _DROPPED_RECORDS)


def write_zip(archive: Path, files: Mapping[str, Path]) -> None:
    """Write files so that equal names and contents give equal bytes.

    Parameters
    ----------
    archive
        Appears whole or not at all.
    files
        Where each name's content is.
    """
    new = archive.with_suffix(".new")
    with zipfile.ZipFile(new, "w") as zipped:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)  # of 1980-01-01
            entry.create_system = 3  # Unix, wherever it is built: the modes are read then
            entry.external_attr = 0o100644 << 16  # Lambda's user owns nothing, but must read it
            entry.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(entry, files[name].read_bytes(), compresslevel=9)
    new.replace(archive)


def _files(folder: Path, pattern: str = "*") -> dict[str, Path]:
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob(pattern) if p.is_file()}
    return {name: path for name, path in found.items() if belongs(name)}


def _find_uv() -> Path:
    own = PROJECT / ".tools" / "bin" / "uv"
    found = own if own.exists() else shutil.which("uv")
    if not found:
        raise UserError("uv is missing: `make setup` installs it into .tools")
    return Path(found)


def _install(
    requirements: Path, folder: Path, platform: Platform, python_version: str, uv: Path
) -> None:
    """Install exactly what is locked, from wheels of the platform: nothing is built here."""
    command: list[str | Path] = [
        *(uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", folder),
        *("--python-platform", platform.wheels, "--python-version", python_version),
        *("--only-binary", ":all:", "--require-hashes", "--no-deps", "-r", requirements),
    ]
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    try:
        done = subprocess.run(  # noqa: S603 - our uv
            command, env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise UserError(f"{uv} can't be started: {error.strerror}; try `make setup`") from error
    if done.returncode != 0:
        raise UserError(_what_failed(done.stderr))


def _what_failed(said: str) -> str:
    """Say in one line what uv said in several, with the way out."""
    # Each line begins with what draws a tree.
    reason = "; ".join(re.sub(r"^\W+", "", line) for line in said.splitlines() if line.strip())
    if any(sign in reason.lower() for sign in _NO_NETWORK):
        advice = "the package registry can't be reached; check network and proxy"
    elif "hash mismatch" in reason.lower():
        advice = "the registry offers another file than the one that was locked; don't deploy it"
    else:
        advice = "the Lambda's requirements can't be installed; `make lambda-lock` renews them"
    return f"{advice}. uv says: {reason}"


@app.command()
def command(
    platform: Annotated[Platform, typer.Option(help="What the Lambda runs on.")],
    output: Annotated[Path, typer.Option(help="Folder to put the zip into.")] = Path("dist"),
) -> None:
    """Build the extract Lambda's zip."""
    try:
        archive = build(platform, output)
    except UserError as error:
        err.print(f"error: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from error
    with zipfile.ZipFile(archive) as zipped:
        unzipped = sum(entry.file_size for entry in zipped.infolist())
    out.print(
        f"{archive}: {archive.stat().st_size / 1e6:.1f} MB, unzipped {unzipped / 1e6:.1f} MB, "
        f"sha256 {hashlib.sha256(archive.read_bytes()).hexdigest()}",
        highlight=False,
        soft_wrap=True,
    )


if __name__ == "__main__":
    app()
