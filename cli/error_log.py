"""Write the stack trace of an unexpected failure to ``error.log``."""

import traceback
from pathlib import Path


def write_error_log() -> str:
    """Write the current exception's stack trace; return a phrase that says where it is.

    Where the file cannot be written (the disk may be what failed), the phrase says so.
    """
    log = Path("error.log").resolve()
    try:
        log.write_text(traceback.format_exc(), encoding="utf-8")
    except OSError as error:
        return f"stack trace lost: {log} cannot be written: {error.strerror}"
    return f"stack trace: {log}"
