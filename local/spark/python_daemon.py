"""Starts Spark's Python workers from the installed pyspark, not from the zip that Spark puts first.

From a zip, whose modules each process compiles again, the start takes a second longer, and
each task another quarter second: pyspark makes Python forget its caches then, and Python reads the
zip's directory again.
"""

import runpy
import sys
from importlib import import_module

sys.path[:] = [path for path in sys.path if not path.endswith(".zip")]
import_module("glue_jobs.batch.archive")  # once, before the workers fork
runpy.run_module("pyspark.daemon", run_name="__main__", alter_sys=True)
