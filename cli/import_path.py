"""What this process may import."""

import os
import sys
from pathlib import Path

from cli.project import PROJECT


def ignore_python_path() -> None:
    """Import nothing from PYTHONPATH, in this process and those that it starts.

    It may have a pyspark for another Spark.
    """
    paths = os.environ.pop("PYTHONPATH", "").split(os.pathsep)
    needed = {PROJECT, Path(os.__file__).parent}
    ignored = {Path(path).absolute() for path in paths if path} - needed
    sys.path[:] = [path for path in sys.path if Path(path).absolute() not in ignored]
