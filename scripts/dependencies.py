"""Check the locked packages for known vulnerabilities: part of ``make scan``.

Queries OSV, or PyPI if OSV cannot be reached, through pip-audit. The exit code is 1 if it finds a
vulnerability that ``accepted_vulnerabilities.toml`` does not name, else 0. It is 0 also if no
service can be reached: that is reported, but does not block work without a network.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
UV_LOCK = PROJECT / "uv.lock"
LAMBDA_LOCK = PROJECT / "extract_lambda" / "requirements.txt"
ACCEPTED = PROJECT / "scripts" / "accepted_vulnerabilities.toml"
PIP_AUDIT = Path(sys.executable).with_name("pip-audit")
OSV = "https://api.osv.dev/v1/query"

Package = tuple[str, str]


class NotCheckedError(Exception):
    """A service could not be reached or does not know the packages; the text says why."""


def locked_packages(
    uv_lock: Path = UV_LOCK, requirements: Sequence[Path] = (LAMBDA_LOCK,)
) -> list[Package]:
    """Return name and version of every package in the lock files, sorted."""
    packages = {
        (package["name"], package["version"])
        for package in tomllib.loads(uv_lock.read_text(encoding="utf-8"))["package"]
        if "registry" in package["source"]
    }
    for file in requirements:
        pins = re.findall(
            r"^([\w.-]+)==([^\s;\\]+)", file.read_text(encoding="utf-8"), re.MULTILINE
        )
        packages.update((str(name), str(version)) for name, version in pins)
    return sorted(packages)


def query(service: Sequence[str], packages: Iterable[Package]) -> list[dict[str, Any]]:
    """Return pip-audit's result for each package.

    Raises
    ------
    NotCheckedError
        The service does not respond or knows none of the packages, as many mirrors of PyPI.
    """
    versions: dict[str, list[str]] = defaultdict(list)
    for name, version in packages:
        versions[name].append(version)
    found: list[dict[str, Any]] = []
    # pip-audit takes one version per package, so further versions go into further files.
    for number in range(max(map(len, versions.values()))):
        lines = [
            f"{name}=={all_[number]}\n" for name, all_ in versions.items() if number < len(all_)
        ]
        found += _run(service, lines)
    if not any("vulns" in package for package in found):
        raise NotCheckedError(found[0]["skip_reason"])
    return found


def _run(service: Sequence[str], lines: list[str]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        requirements.write_text("".join(lines), encoding="utf-8")
        done = subprocess.run(  # noqa: S603 - our pip-audit
            [
                PIP_AUDIT, *service, "--requirement", requirements, "--no-deps", "--disable-pip",
                "--format", "json", "--progress-spinner", "off",
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if not done.stdout.strip():
        raise NotCheckedError(
            (done.stderr.strip().splitlines() or ["pip-audit printed nothing"])[-1]
        )
    dependencies: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    return dependencies


def query_any(services: Iterable[Sequence[str]], packages: list[Package]) -> list[dict[str, Any]]:
    """Query the first service that responds.

    Raises
    ------
    NotCheckedError
        No service responds.
    """
    reasons = []
    for service in services:
        try:
            return query(service, packages)
        except NotCheckedError as error:
            reasons.append(f"{service[1]}: {error}")
    raise NotCheckedError("; ".join(reasons))


def report(dependencies: list[dict[str, Any]], accepted: set[str]) -> bool:
    """Print the vulnerabilities found; return whether one of them is not accepted."""
    bad = False
    for package in dependencies:
        for vulnerability in package.get("vulns", ()):
            names = [vulnerability["id"], *vulnerability.get("aliases", ())]
            if accepted.isdisjoint(names):
                bad = True
                fixed = ", ".join(vulnerability["fix_versions"]) or "no version yet"
                _print(
                    f"vulnerable: {package['name']} {package['version']}: {', '.join(names)}; "
                    f"fixed in {fixed}"
                )
    unknown = [package["name"] for package in dependencies if "vulns" not in package]
    if unknown:
        _print(f"not checked, unknown to the service: {', '.join(unknown)}")
    if not bad:
        checked = len(dependencies) - len(unknown)
        _print(f"{checked} packages: no known vulnerability except {len(accepted)} accepted")
    return bad


def accepted_vulnerabilities(file: Path = ACCEPTED) -> set[str]:
    """Return the ids of accepted vulnerabilities."""
    return set(tomllib.loads(file.read_text(encoding="utf-8")))


def main() -> int:
    """Check the lock files; return the exit code."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--osv-url", help="query only this mirror of OSV")
    parser.add_argument("--uv-lock", type=Path, default=UV_LOCK, help="check this file of uv's")
    arguments = parser.parse_args()
    mirror = arguments.osv_url
    services = [["--vulnerability-service", "osv", "--osv-url", mirror or OSV]]
    if not mirror:
        services.append(["--vulnerability-service", "pypi"])
    packages = locked_packages(arguments.uv_lock)
    try:
        found = query_any(services, packages)
    except NotCheckedError as error:
        _print(f"not checked for vulnerabilities: {len(packages)} locked packages: {error}")
        return 0
    return int(report(found, accepted_vulnerabilities()))


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
