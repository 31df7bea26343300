"""One writer at a time to a lake's tables.

A catalog in a folder commits by giving a file the name of the next version, if there is none of
that name yet: between the look and the naming another process's commit would be lost. On AWS the
Glue Data Catalog compares versions itself.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from cli.errors import UserError
from glue_jobs.job.json_log import log_event
from local.lake import Lake


@contextmanager
def only_writer(lake: Lake) -> Iterator[None]:
    """Wait until no other process of this machine writes to the tables, and keep others waiting.

    The lock ends with the process, however that ends.

    Raises
    ------
    UserError
        The lake's folder can't be written.
    """
    path = lake.root / ".lock"
    try:
        lake.root.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise UserError(f"{path} can't be written: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log_event("lake busy", lake=str(lake.root))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
