"""Build the wheels that Glue installs before it starts a job: ``--additional-python-modules``.

The same sources give the same bytes, so that an unchanged job is not deployed again.
"""

import base64
import hashlib
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.errors import UserError
from cli.project import PROJECT
from deploy.artifacts.install import INSTALLER_RECORDS, Target, install
from deploy.artifacts.zip_file import write_zip

GLUE_JOBS = PROJECT / "glue_jobs"
# Glue 5.1's Python; glibc 2.17 is older than Glue's (2.34).
GLUE = Target("x86_64-manylinux2014", "3.11")


def build_glue_jobs_wheel(output: Path) -> Path:
    """Build the wheel of the ``glue_jobs`` package; return its path.

    It has no dependencies: Glue brings all that the jobs import but msgspec (see below).

    Raises
    ------
    UserError
        It can't be written.
    """
    version = tomllib.loads(_text(PROJECT / "pyproject.toml"))["project"]["version"]
    info = f"glue_jobs-{version}.dist-info"
    files = {
        f"{GLUE_JOBS.name}/{path.relative_to(GLUE_JOBS).as_posix()}": path.read_bytes()
        for path in GLUE_JOBS.rglob("*.py")
    }
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: glue_jobs\nVersion: {version}\n"
        f"Summary: The Glue jobs of spotify-playlist-lake\n"
        f"Requires-Python: >={GLUE.python_version}\n"
    ).encode()
    files[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: spotify-playlist-lake\n"
        b"Root-Is-Purelib: true\nTag: py3-none-any\n"
    )
    return _write_wheel(output, info, files)


def build_msgspec_wheel(output: Path, *, uv: Path | None = None) -> Path:
    """Build a wheel of the msgspec of uv.lock, for Glue's Python; return its path.

    Its files are those of the registry's wheel, checked against the lock's hashes.

    Raises
    ------
    UserError
        It can't be installed from the registry, or can't be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        requirements, installed = Path(folder) / "requirements.txt", Path(folder) / "installed"
        requirements.write_text(_locked("msgspec"), encoding="utf-8")
        install(
            requirements,
            installed,
            GLUE,
            renew=".tools/bin/uv lock",
            uv=uv,
        )
        files = {
            path.relative_to(installed).as_posix(): path.read_bytes()
            for path in installed.rglob("*")
            if path.is_file() and path.name not in {".lock", *INSTALLER_RECORDS}
        }
    info = next(name.partition("/")[0] for name in files if name.endswith(".dist-info/WHEEL"))
    return _write_wheel(output, info, files)


def _locked(package: str, lock: Path = PROJECT / "uv.lock") -> str:
    """Return a package of uv.lock as a line of a requirements file, with all hashes."""
    packages: list[dict[str, Any]] = tomllib.loads(_text(lock))["package"]
    found = next(one for one in packages if one["name"] == package)
    hashes = " ".join(f"--hash={wheel['hash']}" for wheel in found["wheels"])
    return f"{package}=={found['version']} {hashes}\n"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"can't read {path}: {error.strerror}") from error


def _write_wheel(output: Path, info: str, files: Mapping[str, bytes]) -> Path:
    """Write a wheel, named by its ``.dist-info``; return its path."""
    tags = [
        line.removeprefix("Tag: ").split("-")
        for line in files[f"{info}/WHEEL"].decode().splitlines()
        if line.startswith("Tag: ")
    ]
    # "cp311-cp311-a" and "cp311-cp311-b" become "cp311-cp311-a.b".
    compressed = "-".join(".".join(sorted(set(part))) for part in zip(*tags, strict=True))
    record = f"{info}/RECORD"
    lines = [f"{name},sha256={_digest(files[name])},{len(files[name])}" for name in sorted(files)]
    wheel = output / f"{info.removesuffix('.dist-info')}-{compressed}.whl"
    write_zip(wheel, {**files, record: "\n".join([*lines, f"{record},,", ""]).encode()})
    return wheel


def _digest(body: bytes) -> str:
    """Return the SHA-256 in RECORD's encoding."""
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
