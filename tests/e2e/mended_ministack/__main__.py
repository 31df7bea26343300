"""Starts ministack 1.5.33 with what it does wrong mended, in its process alone; run by its Python.

A version that does right by itself needs nothing of this.
"""

import os
import sys

from ministack.app import main  # type: ignore[import-not-found]

from tests.e2e.mended_ministack import (
    checked_resources,
    conditions,
    nested_stacks,
    resource_types,
)

nested_stacks.mend()
resource_types.mend()
checked_resources.mend()
conditions.mend()
# What it was given to find this by, its Lambdas don't get: they have what Lambda's runtime has.
os.environ["PYTHONPATH"] = os.environ.pop("LAMBDA_RUNTIME")
sys.exit(main())
