"""Which files of a raw zone are raw files, and which are markers or hidden files."""

import re

_NO_RAW_FILE = re.compile(
    r"(?:^|/)(?:[._][^/]*(?:/|$)"  # .DS_Store, _SUCCESS, _temporary/...
    r"|(?:thumbs\.db|desktop\.ini)$)"
    r"|_\$folder\$$"
    r"|\.(?:tmp|part)$"
    r"|~$"
    r"|^$|/$",  # how the S3 console shows a folder
    re.IGNORECASE,
)


def is_raw_file(key: str) -> bool:
    """Tell whether a key, a path with ``/``, names a raw file.

    Markers and hidden files (``_SUCCESS``, ``*_$folder$``, ``_temporary/``, names that begin with
    ``.`` or ``_``, ``Thumbs.db``, ``desktop.ini``, ``*.tmp``, ``*.part``, ``*~``) are none.
    """
    return not _NO_RAW_FILE.search(key)
