"""Start ministack 1.5.33 with patches for what it does wrong; run by its own Python.

A version that does right by itself needs nothing of this.
"""

import os
import sys

from ministack.app import main  # type: ignore[import-not-found]

from tests.e2e.patched_ministack import (
    checked_resources,
    conditions,
    nested_stacks,
    resource_types,
)

nested_stacks.patch()
resource_types.patch()
checked_resources.patch()
conditions.patch()
# What it was given to find this by, its Lambdas don't get: they have what Lambda's runtime has.
os.environ["PYTHONPATH"] = os.environ.pop("LAMBDA_RUNTIME")
sys.exit(main())
