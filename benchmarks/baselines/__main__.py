"""``python -m benchmarks.baselines NAME RAW_ZONE OUT``: run one baseline in this process."""

import sys
from pathlib import Path

from benchmarks.baselines import BASELINES

BASELINES[sys.argv[1]].run(Path(sys.argv[2]), Path(sys.argv[3]))
