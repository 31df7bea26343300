"""Start ministack 1.5.33 with patches for differences from AWS; run by its own Python."""

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
# Lambdas must not inherit this path: they have only Lambda's runtime.
os.environ["PYTHONPATH"] = os.environ.pop("LAMBDA_RUNTIME")
sys.exit(main())
