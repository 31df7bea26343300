"""``python -m benchmarks.contestants NAME RAW_ZONE OUT``: run one, in this process."""

import sys
from pathlib import Path

from benchmarks.contestants import CONTESTANTS

CONTESTANTS[sys.argv[1]].run(Path(sys.argv[2]), Path(sys.argv[3]))
