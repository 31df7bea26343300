"""The Lambda's zip, without a registry: contents, bytes, errors."""

import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from cli.errors import UserError
from cli.project import PROJECT
from deploy.artifacts import install
from deploy.artifacts.lambda_zip import REQUIREMENTS, Platform, belongs, build
from tests.unit.deploy.artifacts.fakes import fake_uv

# What the Lambda runtime brings: boto3 and what boto3 needs, but for urllib3.
RUNTIME = {"boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six"}


def locked() -> dict[str, str]:
    pins = re.findall(r"^([\w-]+)==(\S+)", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(pins)


@pytest.mark.parametrize(
    "name",
    [
        "requests/api.py",
        "certifi/cacert.pem",
        "wrapt/_wrappers.cpython-313-aarch64-linux-gnu.so",
        "spotipy-2.26.0.dist-info/METADATA",
        "spotipy-2.26.0.dist-info/licenses/LICENSE.md",
        "typing_extensions.py",
        "latest/tests.py",
    ],
)
def test_needed_file_is_included(name: str) -> None:
    assert belongs(name)


@pytest.mark.parametrize(
    "name",
    [
        "bin/dotenv",
        ".lock",
        "requests/__pycache__/api.cpython-313.pyc",
        "certifi/tests/test_certify.py",
        "test/support.py",
        "pydantic/fields.pyi",
        "wrapt-stubs/__init__.pyi",
        "wrapt/_wrappers.c",
        "spotipy-2.26.0.dist-info/RECORD",
        "spotipy-2.26.0.dist-info/direct_url.json",
    ],
)
def test_unneeded_file_is_left_out(name: str) -> None:
    assert not belongs(name)


def test_zip_contains_the_lambda_and_its_packages(tmp_path: Path) -> None:
    uv = fake_uv(
        tmp_path, 'mkdir "$TARGET/p" "$TARGET/bin"; touch "$TARGET/p/m.py" "$TARGET/bin/c"'
    )
    archive = build(Platform.ARM64, tmp_path / "new" / "dist", uv=uv)
    assert archive == tmp_path / "new" / "dist" / "extract_lambda-arm64.zip"
    with zipfile.ZipFile(archive) as zipped:
        names = set(zipped.namelist())
    sources = {f"extract_lambda/{p.name}" for p in (PROJECT / "extract_lambda").glob("*.py")}
    assert "extract_lambda/handler.py" in names
    assert names == sources | {"p/m.py"}


def test_lock_leaves_out_packages_of_the_lambda_runtime() -> None:
    assert {"spotipy", "urllib3"} <= locked().keys()
    assert not locked().keys() & RUNTIME


def test_locked_versions_are_the_tested_ones() -> None:
    lock = tomllib.loads((PROJECT / "uv.lock").read_text(encoding="utf-8"))
    tested = {package["name"]: package.get("version") for package in lock["package"]}
    assert locked() == {name: tested[name] for name in locked()}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("error: Failed to fetch\n  ╰─▶ dns error", "registry can't be reached"),
        ("  x Hash mismatch for `idna`", "don't deploy it"),
        ("  x No solution found", "`make lambda-lock` locks them again"),
    ],
)
def test_failed_install_is_one_line_with_the_way_out(tmp_path: Path, said: str, told: str) -> None:
    uv = fake_uv(tmp_path, f"cat >&2 <<'END'\n{said}\nEND\nexit 2")
    with pytest.raises(UserError, match=told) as raised:
        build(Platform.ARM64, tmp_path / "dist", uv=uv)
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "dist").exists()


def test_uv_that_cannot_be_started_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="make setup"):
        build(Platform.ARM64, tmp_path, uv=tmp_path / "nothing")


def test_missing_uv_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "PROJECT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="uv is missing: `make setup`"):
        build(Platform.ARM64, tmp_path)


def test_output_that_is_not_a_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"can't write .*extract_lambda-x86_64\.zip"):
        build(Platform.X86_64, tmp_path / "file", uv=fake_uv(tmp_path, "true"))
