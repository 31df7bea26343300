"""Zip files that hold the same bytes wherever and whenever they are built."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from cli.errors import UserError


def write_zip(archive: Path, files: Mapping[str, bytes]) -> None:
    """Write files so that equal names and contents give equal bytes.

    Another zlib, such as zlib-ng, may compress differently.

    Parameters
    ----------
    archive
        Appears whole or not at all; its folder is made.
    files
        Each name's content.

    Raises
    ------
    UserError
        It can't be written.
    """
    new = archive.with_suffix(".new")
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(new, "w") as zipped:
            for name in sorted(files):
                entry = zipfile.ZipInfo(name)  # of 1980-01-01
                entry.create_system = 3  # Unix, wherever it is built: the modes are read then
                entry.external_attr = 0o100644 << 16  # who runs it owns nothing, but must read it
                entry.compress_type = zipfile.ZIP_DEFLATED
                zipped.writestr(entry, files[name], compresslevel=9)
        new.replace(archive)
    except OSError as error:
        raise UserError(f"can't write {archive}: {error.strerror}") from error
