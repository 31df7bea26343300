"""``python -m local``."""

import logging
import os
import sys
from contextlib import suppress

from local.command_line import main

try:
    main()
except SystemExit as end:
    if "pyspark" in sys.modules and isinstance(end.code, int):
        # Java ends with this process: half a second to tell it first of each object that Python
        # lets go would be for nothing.
        logging.shutdown()
        with suppress(BrokenPipeError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(end.code)
    raise
