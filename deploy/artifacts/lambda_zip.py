"""Build the extract Lambda's zip.

The same sources and locked requirements give the same bytes, so that an unchanged Lambda is not
deployed again. It contains no .pyc files: those of this machine's Python would not fit Lambda's.
"""

import tempfile
from enum import StrEnum
from pathlib import Path, PurePosixPath

from cli.project import PROJECT
from deploy.artifacts.install import INSTALLER_RECORDS, Target, install
from deploy.artifacts.zip_file import write_zip

PYTHON_VERSION = "3.13"  # the Lambda runtime's
SOURCES = PROJECT / "extract_lambda"
REQUIREMENTS = SOURCES / "requirements.txt"

# Files that Python never imports: type stubs, C sources, the web page of powertools' HTTP events;
# together 0.5 MB. METADATA stays for vulnerability scanners, the licences because they have to.
_DROPPED_SUFFIXES = {".c", ".css", ".js", ".pyc", ".pyi"}
_DROPPED_FOLDERS = {"__pycache__", "test", "tests"}


class Platform(StrEnum):
    """A Lambda's processor, in the terms of its Architectures property."""

    ARM64 = "arm64"
    X86_64 = "x86_64"

    @property
    def wheels(self) -> str:
        """Uv's name of the wheels' platform: its glibc 2.17 is older than Lambda's 2.34."""
        return {"arm64": "aarch64", "x86_64": "x86_64"}[self] + "-manylinux2014"


def build(
    platform: Platform,
    output: Path,
    *,
    python_version: str = PYTHON_VERSION,
    requirements: Path = REQUIREMENTS,
    uv: Path | None = None,
) -> Path:
    """Build the zip; return its path.

    Parameters
    ----------
    platform
        The Lambda's processor.
    output
        The folder of the zip.
    python_version
        The Lambda's Python.
    requirements
        A requirements file with hashes.
    uv
        By default the project's uv, else the one on the path.

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
    """Return whether the Lambda needs an installed file.

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
