"""``python -m benchmarks.baselines NAME RAW_ZONE OUT``: run one, in this process."""

import sys
from pathlib import Path

from benchmarks.baselines import CONTESTANTS

CONTESTANTS[sys.argv[1]].run(Path(sys.argv[2]), Path(sys.argv[3]))
