"""Write the stack trace of an unexpected failure to ``error.log``."""

import sys
import traceback
from pathlib import Path


def write_error_log(details: str = "") -> str:
    """Write the current exception's stack trace; return a phrase that says where it is.

    Where the file cannot be written (the disk may be what failed), the phrase says so.

    Parameters
    ----------
    details
        What else helps to understand the failure; comes after the stack trace.
    """
    log = Path("error.log").resolve()
    trace = traceback.format_exc() if sys.exc_info()[0] else ""
    try:
        log.write_text("\n".join(filter(None, [trace, details])), encoding="utf-8")
    except OSError as error:
        return f"stack trace lost: {log} cannot be written: {error.strerror}"
    return f"stack trace: {log}"
