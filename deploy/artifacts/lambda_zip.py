"""The extract Lambda's zip: ``python -m deploy.artifacts.lambda_zip --platform arm64``.

The same sources and locked requirements give the same bytes, so that an unchanged Lambda is not
deployed again.

There are no .pyc files in it: only Lambda's own Python could make them, and not here.
"""

import hashlib
import tempfile
import zipfile
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer
from rich.console import Console

from cli.errors import UserError
from cli.project import PROJECT
from deploy.artifacts.install import INSTALLER_RECORDS, Target, install
from deploy.artifacts.zip_file import write_zip

PYTHON_VERSION = "3.13"  # of Lambda's runtime
SOURCES = PROJECT / "extract_lambda"
REQUIREMENTS = SOURCES / "requirements.txt"

# What Python never imports. Type stubs, C sources, and the web page of powertools' HTTP events,
# which this Lambda does not answer: together half a megabyte. METADATA and the licences stay: the
# law asks for these, a scanner for vulnerable versions for that.
_DROPPED_SUFFIXES = {".c", ".css", ".js", ".pyc", ".pyi"}
_DROPPED_FOLDERS = {"__pycache__", "test", "tests"}

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
        install(
            requirements,
            installed,
            Target(platform.wheels, python_version),
            renew="make lambda-lock",
            uv=uv,
        )
        own = {f"{SOURCES.name}/{name}": body for name, body in _files(SOURCES, "*.py").items()}
        write_zip(archive, _files(installed) | own)
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
    return not (first.endswith(".dist-info") and path.name in INSTALLER_RECORDS)


def _files(folder: Path, pattern: str = "*") -> dict[str, bytes]:
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob(pattern) if p.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if belongs(name)}


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
