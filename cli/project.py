"""The folder and the version of this project."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def version() -> str:
    """Return the version in ``pyproject.toml``."""
    import tomllib  # noqa: PLC0415 - slow to import, and only here needed

    document = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(document["project"]["version"])
