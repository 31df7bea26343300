"""Look for secrets in what git tracks: ``make scan``; exit code 1 where there is a new one.

``.secrets.baseline`` has those that were looked at and are none. It is left as it is: the tool
itself would write the lines' new numbers into it whenever a file changes.
After a look at what it calls new, ``--accept`` adds that to the baseline.
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
# Spotify's own, also where detect-secrets passes over them: without quotes, in Markdown, in make.
_SPOTIFY = re.compile(
    rb"(?:client_?secret|refresh_?token)\W{1,5}(?:[0-9a-f]{32}\b|AQ[\w-]{100})", re.IGNORECASE
)
_NEW_LINE_NUMBERS = 3  # the hook's exit code for a baseline that it has brought up to date


def tracked_files(project: Path) -> list[str]:
    """Return the files that git tracks, or would: also new ones, without those it ignores."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(  # noqa: S603 - ours
        command, cwd=project, capture_output=True, text=True, check=True
    )
    names = {name for name in listed.stdout.split("\0") if name and name != BASELINE}
    return sorted(name for name in names if (project / name).is_file())


def look(project: Path) -> int:
    """Return 0 where there is nothing new, else 1; what is new is printed."""
    files = tracked_files(project)
    spotify = [name for name in files if _SPOTIFY.search((project / name).read_bytes())]
    sys.stdout.writelines(f"a secret or a token of Spotify's: {name}\n" for name in spotify)
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
    """Write the baseline anew: all that is found now is none."""
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
    """Look for secrets, or accept them; return the exit code."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--accept", action="store_true", help="what is found now is no secret")
    parser.add_argument("--project", type=Path, default=PROJECT, help="whose files")
    arguments = parser.parse_args()
    if arguments.accept:
        accept(arguments.project)
        return 0
    return look(arguments.project)


if __name__ == "__main__":
    sys.exit(main())
