"""Write reproducible zip files."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from cli.errors import UserError


def write_zip(archive: Path, files: Mapping[str, bytes]) -> None:
    """Write a zip file; the same names and contents give the same bytes.

    Another zlib, such as zlib-ng, may compress differently.

    Parameters
    ----------
    archive
        Written atomically; its folder is created.
    files
        Contents by name.

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
                entry = zipfile.ZipInfo(name)  # dated 1980-01-01
                entry.create_system = 3  # Unix on every machine: only then modes are read
                entry.external_attr = 0o100644 << 16  # readable for users other than the owner
                entry.compress_type = zipfile.ZIP_DEFLATED
                zipped.writestr(entry, files[name], compresslevel=9)
        new.replace(archive)
    except OSError as error:
        raise UserError(f"can't write {archive}: {error.strerror}") from error
