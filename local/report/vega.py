"""The Vega scripts that draw the charts, compressed for the page."""

import base64
import gzip
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

import altair as alt
import vl_convert

from cli.project import PROJECT
from local.atomic_write import write_whole

if TYPE_CHECKING:
    from pathlib import Path

# Bundling takes some 3 s of CPU.
_FOLDER = PROJECT / ".cache" / "vega"


@dataclass(frozen=True)
class Vega:
    """A script, and the same as gzip in base64: 0.4 MB instead of 0.9 MB."""

    script: str
    compressed: str


@cache
def vega() -> Vega:
    """Return Vega, with the Vega-Lite whose schema altair follows."""
    path = _FOLDER / f"altair-{alt.__version__}-vl-convert-{version('vl-convert-python')}.js.gz"
    try:
        packed = path.read_bytes()
        script = gzip.decompress(packed).decode()
    except (OSError, EOFError):
        script = _bundle()
        packed = gzip.compress(script.encode(), mtime=0)
        _keep(path, packed)
    return Vega(script, base64.b64encode(packed).decode())


def _bundle() -> str:
    vega_lite = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    # The stub lacks the default of the snippet.
    return vl_convert.javascript_bundle(vl_version=vega_lite)  # type: ignore[call-arg]


def _keep(path: "Path", packed: bytes) -> None:
    try:
        write_whole(path, [packed])
    except OSError:
        return  # a project that cannot be written to bundles each time
