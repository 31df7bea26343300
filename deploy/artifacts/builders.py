"""The builder of each artifact.

An artifact is named after the root template's parameter for its key in the artifacts bucket.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.artifacts.lambda_zip import Platform
from deploy.artifacts.lambda_zip import build as build_lambda_zip
from deploy.artifacts.wheel import GLUE_JOBS, build_glue_jobs_wheel, build_msgspec_wheel

# Each builds into the given folder and returns the artifact's path.
Builders = Mapping[str, Callable[[Path], Path]]

BUILDERS: Builders = {
    "ExtractZipKey": lambda output: build_lambda_zip(Platform.ARM64, output),
    "LoadScriptKey": lambda _: GLUE_JOBS / "load_playlists.py",
    "MaintainScriptKey": lambda _: GLUE_JOBS / "maintain_tables.py",
    "GlueJobsWheelKey": build_glue_jobs_wheel,
    "MsgspecWheelKey": build_msgspec_wheel,
}
