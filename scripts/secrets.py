"""Search the files that git tracks for secrets: part of ``make scan``. Exit code 1 if one is new.

``.secrets.baseline`` lists findings that are no secrets. ``--accept`` adds all current findings to
it: look at them first. A check never changes the file, although detect-secrets itself would update
the line numbers in it.
"""

import json
import re
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
BASELINE = ".secrets.baseline"
# Spotify's secrets and tokens. detect-secrets misses them without quotes, in Markdown and in make.
_SPOTIFY = re.compile(
    rb"(?:client_?secret|refresh_?token)\W{1,5}(?:[0-9a-f]{32}\b|AQ[\w-]{100})", re.IGNORECASE
)
_NEW_LINE_NUMBERS = 3  # the hook's exit code after it has updated line numbers in the baseline


def tracked_files(project: Path) -> list[str]:
    """Return the files that git tracks, and new ones that it does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(  # noqa: S603 - a constant
        command, cwd=project, capture_output=True, text=True, check=True
    )
    names = {name for name in listed.stdout.split("\0") if name and name != BASELINE}
    return sorted(name for name in names if (project / name).is_file())


def check(project: Path) -> int:
    """Print new findings; return 1 if there are any, else 0."""
    files = tracked_files(project)
    spotify = [name for name in files if _SPOTIFY.search((project / name).read_bytes())]
    sys.stdout.writelines(f"contains a secret or token of Spotify: {name}\n" for name in spotify)
    with tempfile.TemporaryDirectory() as folder:
        baseline = Path(folder) / BASELINE
        baseline.write_bytes((project / BASELINE).read_bytes())
        done = subprocess.run(  # noqa: S603 - our detect-secrets
            [_tool("detect-secrets-hook"), "--baseline", baseline, *files],
            cwd=project, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode in {0, _NEW_LINE_NUMBERS}:
        return int(bool(spotify))
    sys.stdout.write(done.stdout + done.stderr)
    return 1


def accept(project: Path) -> None:
    """Write a new baseline with all current findings, marked as no secrets."""
    done = subprocess.run(  # noqa: S603 - our detect-secrets
        [_tool("detect-secrets"), "scan", *tracked_files(project)],
        cwd=project, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    found.pop("generated_at")
    for secrets in found["results"].values():
        for secret in secrets:
            secret["is_secret"] = False
    (project / BASELINE).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _tool(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def main() -> int:
    """Check for secrets or accept the findings; return the exit code."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--accept", action="store_true", help="mark all current findings as no secrets"
    )
    parser.add_argument("--project", type=Path, default=PROJECT, help="the repository to search")
    arguments = parser.parse_args()
    if arguments.accept:
        accept(arguments.project)
        return 0
    return check(arguments.project)


if __name__ == "__main__":
    sys.exit(main())
