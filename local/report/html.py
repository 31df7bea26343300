"""What all pages of a report share: templates, style, and what the browser may load and run."""

import base64
import gzip
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from local.report.text import cell, day, name_html, named, shortened

_HERE = Path(__file__).parent


@cache
def environment() -> Environment:
    """Return the templates, with the filters that they use."""
    templates = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        cell=cell,
        day=day,
        name=name_html,
        named=named,
        shortened=shortened,
        spotify_url=spotify_url,
    )
    return templates


def spotify_url(url: str | None) -> str | None:
    """Return the URL if it leads to Spotify's web player, else None."""
    return url if url and url.startswith("https://open.spotify.com/") else None


def policy(style: str, scripts: Sequence[str]) -> str:
    """Return a Content-Security-Policy that allows this style and these scripts, nothing else."""
    sources = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)) or "'none'",
        "style-src": _hash(style),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {source}" for name, source in sources.items())


@cache
def asset(name: str) -> str:
    """Return the text of a file beside this module."""
    return (_HERE / name).read_text(encoding="utf-8")


def packed(text: str) -> str:
    """Return text as gzip in base64, for a script that unpacks it."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
