"""Spark's Python daemon whose worker is killed when it reads a given raw file.

Environment variables: ``DIES_AT`` is the file's key; the worker first creates the file ``SIGN``.
"""

import os
import runpy
import signal
from pathlib import Path

from glue_jobs.raw_zone.folder import FolderRawZone

_read = FolderRawZone.read


def _die_or_read(self: FolderRawZone, key: str) -> tuple[bytes, str]:
    if key == os.environ["DIES_AT"]:
        Path(os.environ["SIGN"]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return _read(self, key)


FolderRawZone.read = _die_or_read  # type: ignore[method-assign]
runpy.run_module("local.spark.python_daemon", run_name="__main__", alter_sys=True)
