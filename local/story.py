"""The whole story of a failure, for who looks into it: the stack trace, in a file."""

import traceback
from pathlib import Path


def keep_story() -> str:
    """Write down the stack trace of the exception at hand, and say where, or why it is lost."""
    log = Path("error.log").resolve()
    try:
        log.write_text(traceback.format_exc(), encoding="utf-8")
    except OSError as error:  # the disk may be what has failed
        return f"the whole story is lost, {log} can't be written: {error.strerror}"
    return f"whole story: {log}"
