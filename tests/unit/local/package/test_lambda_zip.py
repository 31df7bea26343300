"""The Lambda's zip without a registry: what goes in, in which bytes, and what can go wrong."""

import os
import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from local.errors import UserError
from local.package import lambda_zip
from local.package.lambda_zip import REQUIREMENTS, Platform, app, belongs, build, write_zip
from local.project import PROJECT

# What the Lambda runtime brings: boto3 and what boto3 needs, but for urllib3.
RUNTIME = {"boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six"}


def fake_uv(folder: Path, script: str) -> Path:
    """A uv that finds the folder to install into in $TARGET."""
    uv = folder / "uv"
    find_target = 'while [ "$1" != --target ]; do shift; done; TARGET=$2\n'
    uv.write_text(f"#!/bin/sh\n{find_target}{script}\n", encoding="utf-8")
    uv.chmod(0o755)
    return uv


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
def test_what_the_lambda_may_need_goes_in(name: str) -> None:
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
def test_what_no_lambda_imports_stays_out(name: str) -> None:
    assert not belongs(name)


def test_bytes_depend_on_names_and_contents_alone(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, mode, time in [(one, 0o600, 1_000_000_000), (other, 0o755, 1_700_000_000)]:
        folder.mkdir()
        for name in "ab":
            (folder / name).write_text(name * 1000, encoding="utf-8")
            (folder / name).chmod(mode)
            os.utime(folder / name, (time, time))
    write_zip(tmp_path / "1.zip", {"x/a.py": one / "a", "b.py": one / "b"})
    write_zip(tmp_path / "2.zip", {"b.py": other / "b", "x/a.py": other / "a"})
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_entries_are_sorted_and_readable_by_lambdas_user(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("1", encoding="utf-8")
    write_zip(tmp_path / "z.zip", dict.fromkeys(["b.py", "a/c.py", "B.py"], tmp_path / "file"))
    with zipfile.ZipFile(tmp_path / "z.zip") as zipped:
        entries = zipped.infolist()
    assert [entry.filename for entry in entries] == ["B.py", "a/c.py", "b.py"]
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_zip_holds_the_lambda_and_what_was_installed(tmp_path: Path) -> None:
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


def test_lock_holds_nothing_that_the_runtime_brings() -> None:
    assert {"spotipy", "urllib3"} <= locked().keys()
    assert not locked().keys() & RUNTIME


def test_what_is_deployed_is_what_is_tested() -> None:
    lock = tomllib.loads((PROJECT / "uv.lock").read_text(encoding="utf-8"))
    tested = {package["name"]: package.get("version") for package in lock["package"]}
    assert locked() == {name: tested[name] for name in locked()}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("error: Failed to fetch\n  ╰─▶ dns error", "registry can't be reached"),
        ("  x Hash mismatch for `idna`", "don't deploy it"),
        ("  x No solution found", "`make lambda-lock` renews them"),
    ],
)
def test_failed_install_is_told_in_one_line_with_a_way_out(
    tmp_path: Path, said: str, told: str
) -> None:
    uv = fake_uv(tmp_path, f"cat >&2 <<'END'\n{said}\nEND\nexit 2")
    with pytest.raises(UserError, match=told) as raised:
        build(Platform.ARM64, tmp_path / "dist", uv=uv)
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "dist").exists()


def test_uv_that_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="make setup"):
        build(Platform.ARM64, tmp_path, uv=tmp_path / "nothing")


def test_no_uv_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lambda_zip, "PROJECT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    result = CliRunner().invoke(app, ["--platform", "arm64", "--output", str(tmp_path)])
    assert result.exit_code == 1
    assert "make setup" in result.stderr


def test_output_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"can't write .*extract_lambda-x86_64\.zip"):
        build(Platform.X86_64, tmp_path / "file", uv=fake_uv(tmp_path, "true"))


def test_unknown_platform_is_bad_usage() -> None:
    assert CliRunner().invoke(app, ["--platform", "sparc"]).exit_code == 2
