"""Vulnerabilities of locked packages are reported, accepted, or reported as not checked."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from cli.project import PROJECT
from scripts.dependencies import accepted_vulnerabilities, locked_packages, report

needs_pip_audit = pytest.mark.skipif(
    find_spec("pip_audit") is None, reason="pip-audit is not installed: run `make .venv/.test`"
)


@contextmanager
def osv(vulnerabilities: dict[str, list[dict[str, Any]]], status: int = 200) -> Iterator[str]:
    """Serve OSV's API: POST {"package": {"name"}, "version"} -> {"vulns": [...]}."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = vulnerabilities.get(request["package"]["name"])
            body = json.dumps({"vulns": found} if found else {}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
        server.shutdown()


# pip-audit takes 50 ms a package: a short lock file does, with the Lambda's beside it.
LOCK = """
[[package]]
name = "one-tool"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
"""


def audit_dependencies(osv_url: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    lock = folder / "uv.lock"
    lock.write_text(LOCK)
    return subprocess.run(
        [
            *(sys.executable, PROJECT / "scripts/dependencies.py"),
            *("--osv-url", osv_url, "--uv-lock", lock),
        ],
        capture_output=True,
        text=True,
        check=False,
    )


def vulnerability(id_: str, name: str) -> dict[str, Any]:
    return {
        "id": id_,
        "modified": "2026-01-01T00:00:00Z",
        "summary": "Bad",
        "aliases": [],
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": name},
                "ranges": [
                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "999.1"}]}
                ],
            }
        ],
    }


@needs_pip_audit
def test_known_vulnerability_fails_and_is_named(tmp_path: Path) -> None:
    # One package of each lock file.
    known = {name: [vulnerability(f"PYSEC-{name}", name)] for name in ("requests", "one-tool")}
    with osv(known) as url:
        ran = audit_dependencies(url, tmp_path)

    assert ran.returncode == 1
    found = re.findall(r"^vulnerable: (\S+) \S+: (\S+); fixed in (\S+)$", ran.stdout, re.MULTILINE)
    assert sorted(found) == [
        ("one-tool", "PYSEC-one-tool", "999.1"),
        ("requests", "PYSEC-requests", "999.1"),
    ]


@needs_pip_audit
def test_without_vulnerability_the_number_of_packages_is_reported(tmp_path: Path) -> None:
    with osv({}) as url:
        ran = audit_dependencies(url, tmp_path)

    assert ran.returncode == 0
    match = re.fullmatch(r"(\d+) packages: no known vulnerability except .*\n", ran.stdout)
    assert match
    assert int(match[1]) == len(locked_packages(tmp_path / "uv.lock"))


@needs_pip_audit
@pytest.mark.parametrize("reachable", [True, False])
def test_unavailable_service_is_reported_and_does_not_fail(tmp_path: Path, reachable: bool) -> None:
    with osv({}, status=502) as url:
        ran = audit_dependencies(url if reachable else "http://127.0.0.1:9/v1/query", tmp_path)

    assert ran.returncode == 0
    assert ran.stdout.startswith("not checked for vulnerabilities: ")
    assert len(ran.stdout.splitlines()) == 1


def test_all_versions_of_all_lock_files_are_checked(tmp_path: Path) -> None:
    package = '[[package]]\nname = "{}"\nversion = "{}"\nsource = {}\n'
    pypi = '{ registry = "https://pypi.org/simple" }'
    lock, requirements = tmp_path / "uv.lock", tmp_path / "requirements.txt"
    lock.write_text(
        package.format("one", "1", pypi)
        + package.format("one", "2", pypi)
        + package.format("own", "0", '{ virtual = "." }')
    )
    requirements.write_text("# locked\none==2 \\\n    --hash=sha256:00\ntwo==3.1\n    # via one\n")

    assert locked_packages(lock, [requirements]) == [("one", "1"), ("one", "2"), ("two", "3.1")]


def test_vulnerability_is_accepted_by_its_id_or_an_alias_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted = tmp_path / "accepted.toml"
    accepted.write_text('PYSEC-1 = "why"\nCVE-2 = "why"\n')
    found = [
        {"id": "PYSEC-1", "fix_versions": [], "aliases": ["CVE-1"]},
        {"id": "PYSEC-2", "fix_versions": [], "aliases": ["CVE-2"]},
    ]
    another = {"id": "PYSEC-3", "fix_versions": [], "aliases": ["CVE-3"]}

    def is_bad(*vulnerabilities: dict[str, Any]) -> bool:
        package = {"name": "one", "version": "1", "vulns": list(vulnerabilities)}
        return report([package], accepted_vulnerabilities(accepted))

    assert not is_bad(*found)
    assert is_bad(*found, another)
    assert "vulnerable: one 1: PYSEC-3, CVE-3; fixed in no version yet" in capsys.readouterr().out


def test_list_of_accepted_vulnerabilities_can_be_read() -> None:
    assert isinstance(accepted_vulnerabilities(), set)
