"""Write measurements as JSON and as Markdown tables."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.meter import Measurement
from cli.errors import UserError
from local.atomic_write import write_whole


@dataclass(frozen=True)
class Summary:
    """The medians over some rounds; for memory, the median of each round's peak."""

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    memory: str
    rounds: Sequence[Measurement]


def summarize(rounds: Sequence[Measurement]) -> Summary:
    """Return the medians of the rounds of a baseline."""
    return Summary(
        median(each.wall_seconds for each in rounds),
        median(each.cpu_seconds for each in rounds),
        int(median(each.peak_bytes for each in rounds)),
        "/".join(sorted({each.memory for each in rounds})),
        rounds,
    )


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table with the first column left-aligned and the others, numbers, right-aligned."""
    align = ["---"] + ["---:"] * (len(header) - 1)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, align, *rows))


def three_digits(value: float) -> str:
    """Format a number with three digits and at most three decimals: 0.046, 1.23, 462."""
    decimals = 3 if value < 1 else max(0, 3 - len(str(int(value))))
    return f"{value:,.{decimals}f}"


def mebibytes(value: float) -> str:
    """Format bytes as MiB."""
    return f"{value / 2**20:,.0f}"


def describe_environment(machine: Mapping[str, Any], versions: Mapping[str, str]) -> str:
    """Return two lines that name the machine and the versions."""
    return (
        f"Machine: {machine['cores']} cores of {machine['cpu']}, "
        f"{machine['memory_bytes'] / 2**30:.0f} GiB, {machine['os']}.  \n"
        f"Versions: {', '.join(f'{name} {version}' for name, version in versions.items())}."
    )


def write_results(folder: Path, name: str, document: Mapping[str, Any], markdown: str) -> None:
    """Write ``<name>.json`` and ``<name>.md``."""
    text = json.dumps(document, indent=1)
    write_whole(folder / f"{name}.json", [text.encode(), b"\n"])
    write_whole(folder / f"{name}.md", [markdown.encode(), b"\n"])


def read_results(folder: Path, name: str) -> dict[str, Any]:
    """Read the JSON that ``write_results`` wrote.

    Raises
    ------
    UserError
        There is no such file.
    """
    path = folder / f"{name}.json"
    try:
        document: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise UserError(f"{path} is missing: run `python -m benchmarks {name}` first") from None
    return document
