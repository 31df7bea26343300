"""Ask whether a locked package has a known vulnerability: ``make scan``.

Asks OSV, or PyPI where OSV can't be reached, through pip-audit. Exit code 1 where one is found that
``accepted_vulnerabilities.toml`` does not name, 0 otherwise, also where nobody could be asked: that
is said, and is no reason to stop who works without a network.
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
    """A service could not be asked; the text says why."""


def locked_packages(
    uv_lock: Path = UV_LOCK, requirements: Sequence[Path] = (LAMBDA_LOCK,)
) -> list[Package]:
    """Return the name and version of each package of the lock files, of every group, sorted."""
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


def ask(service: Sequence[str], packages: Iterable[Package]) -> list[dict[str, Any]]:
    """Return what pip-audit tells of each package.

    Raises
    ------
    NotCheckedError
        The service does not answer, or knows none of them: PyPI's mirrors often have no such data.
    """
    versions: dict[str, list[str]] = defaultdict(list)
    for name, version in packages:
        versions[name].append(version)
    found: list[dict[str, Any]] = []
    # pip-audit takes one version of each: a package's second one goes into a second file.
    for number in range(max(map(len, versions.values()))):
        lines = [f"{name}=={of[number]}\n" for name, of in versions.items() if number < len(of)]
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
        raise NotCheckedError((done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1])
    dependencies: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    return dependencies


def ask_any(services: Iterable[Sequence[str]], packages: list[Package]) -> list[dict[str, Any]]:
    """Ask the first service that answers.

    Raises
    ------
    NotCheckedError
        None does.
    """
    reasons = []
    for service in services:
        try:
            ask(service, packages[:1])  # a service that is not there is not asked for hundreds
            return ask(service, packages)
        except NotCheckedError as error:
            reasons.append(f"{service[1]}: {error}")
    raise NotCheckedError("; ".join(reasons))


def report(dependencies: list[dict[str, Any]], accepted: set[str]) -> bool:
    """Say what was found; return whether there is anything that is not accepted."""
    bad = False
    for package in dependencies:
        for vulnerability in package.get("vulns", ()):
            names = [vulnerability["id"], *vulnerability.get("aliases", ())]
            if accepted.isdisjoint(names):
                bad = True
                mended = ", ".join(vulnerability["fix_versions"]) or "no version yet"
                _say(
                    f"vulnerable: {package['name']} {package['version']}: {', '.join(names)}; "
                    f"mended in {mended}"
                )
    unknown = [package["name"] for package in dependencies if "vulns" not in package]
    if unknown:
        _say(f"not checked, the service does not know them: {', '.join(unknown)}")
    if not bad:
        checked = len(dependencies) - len(unknown)
        _say(f"no vulnerability known of {checked} packages but those accepted ({len(accepted)})")
    return bad


def accepted_vulnerabilities(file: Path = ACCEPTED) -> set[str]:
    """Return the ids of what is known and accepted."""
    return set(tomllib.loads(file.read_text(encoding="utf-8")))


def main() -> int:
    """Audit the lock files; return the exit code."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--osv-url", help="a mirror of OSV to ask, and nobody else")
    mirror = parser.parse_args().osv_url
    services = [["--vulnerability-service", "osv", "--osv-url", mirror or OSV]]
    if not mirror:
        services.append(["--vulnerability-service", "pypi"])
    packages = locked_packages()
    try:
        found = ask_any(services, packages)
    except NotCheckedError as error:
        _say(f"not checked: the {len(packages)} locked packages for vulnerabilities, as {error}")
        return 0
    return int(report(found, accepted_vulnerabilities()))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
