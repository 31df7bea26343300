"""Only locked packages are installed and deployed, each file checked by its hash."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.errors import UserError
from cli.project import PROJECT
from deploy.artifacts.install import Target, install

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text())
LOCK = tomllib.loads((PROJECT / "uv.lock").read_text())
LAMBDA_LOCK = (PROJECT / "extract_lambda/requirements.txt").read_text()
SHA256 = re.compile(r"sha256:[0-9a-f]{64}")
PACKAGES = [package for package in LOCK["package"] if package["source"] != {"editable": "."}]
HERE = Target("x86_64-manylinux2014", "3.11")


def lambda_requirements() -> dict[str, list[str]]:
    """Return the hashes of each requirement in the Lambda's lock file."""
    text = re.sub(r"\\\n", " ", LAMBDA_LOCK)
    lines = [line for line in text.splitlines() if line and not re.match(r"\s*#", line)]
    return {line.split()[0]: re.findall(r"--hash=(\S+)", line) for line in lines}


def test_packages_come_from_pypi_and_every_file_has_its_sha256() -> None:
    assert len(PACKAGES) > 100
    for package in PACKAGES:
        assert package["source"] == {"registry": "https://pypi.org/simple"}, package["name"]
        files = [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        assert files, package["name"]
        for file in files:
            assert SHA256.fullmatch(file["hash"]), file
            assert file["url"].startswith("https://files.pythonhosted.org/packages/"), file


def test_lock_file_matches_the_dependency_groups() -> None:
    # `uv sync --frozen`, which make runs, does not check this.
    groups: dict[str, list[Any]] = PYPROJECT["dependency-groups"]

    def expand(group: str) -> set[str]:
        own = {plain(one) for one in groups[group] if isinstance(one, str)}
        others = [one["include-group"] for one in groups[group] if isinstance(one, dict)]
        return own.union(*map(expand, others))

    def plain(requirement: str) -> str:
        parts = re.fullmatch(r"([\w.-]+)(?:\[.*\])?([=<>].*?)?(?: *;.*)?", requirement)
        assert parts, requirement
        return f"{parts[1]} {','.join(sorted((parts[2] or '').split(',')))}"

    (own,) = [package for package in LOCK["package"] if package["source"] == {"editable": "."}]
    locked = {
        group: {
            f"{one['name']} {','.join(sorted(one.get('specifier', '').split(',')))}" for one in of
        }
        for group, of in own["metadata"]["requires-dev"].items()
    }
    assert locked == {group: expand(group) for group in groups}


def test_lambda_requirements_are_single_versions_with_hashes() -> None:
    requirements = lambda_requirements()
    assert len(requirements) > 10
    for requirement, hashes in requirements.items():
        assert re.fullmatch(r"[\w.-]+==[\w.]+", requirement), requirement
        assert hashes, requirement
        assert all(SHA256.fullmatch(one) for one in hashes), requirement


def test_lambda_requirements_have_the_hashes_of_the_lock_file() -> None:
    locked = {
        f"{package['name']}=={package['version']}": {
            file["hash"]
            for file in [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        }
        for package in PACKAGES
    }
    for requirement, hashes in lambda_requirements().items():
        assert set(hashes) & locked[requirement], requirement


def locked_line(name: str) -> str:
    (line,) = [
        f"{requirement} " + " ".join(f"--hash={one}" for one in hashes)
        for requirement, hashes in lambda_requirements().items()
        if requirement.startswith(f"{name}==")
    ]
    return line


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda line: re.sub("sha256:[0-9a-f]{8}", "sha256:00000000", line), "don't deploy it"),
        (lambda line: line.partition(" ")[0], "must have a hash"),
        (lambda line: line.replace("==", ">="), "=="),
    ],
    ids=["another file", "no hash", "no version"],
)
def test_only_locked_files_are_deployed(
    tmp_path: Path, change: Callable[[str], str], message: str
) -> None:
    requirements = tmp_path / "requirements.txt"
    line = locked_line("idna")
    requirements.write_text(line)
    install(requirements, tmp_path / "right", HERE, renew="-")
    assert (tmp_path / "right/idna/__init__.py").exists()

    requirements.write_text(change(line))
    with pytest.raises(UserError, match=re.escape(message)):
        install(requirements, tmp_path / "wrong", HERE, renew="-")
    assert not (tmp_path / "wrong/idna").exists()


def test_packages_are_installed_only_by_uv_from_the_lock_file() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    assert re.search(r"^UV_VERSION := \d+\.\d+\.\d+$", makefile, re.MULTILINE)
    assert re.findall(r"pip install\b.*?(\S+==\S+)\s*$", makefile, re.MULTILINE) == [
        "uv==$(UV_VERSION)"
    ]
    assert len(re.findall(r"\bpip install\b", makefile)) == 1
    syncs = re.findall(r"\$\(UV\) sync\b.*", makefile)
    assert len(syncs) >= 2
    assert all("--frozen" in sync for sync in syncs)
    for text in (makefile, (PROJECT / ".ci/run").read_text()):
        assert not re.search(r"git\+|\bcurl\b|\bwget\b|\bnpx\b|https?://", text)


def test_hooks_run_locked_tools() -> None:
    hooks = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text())
    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}
