"""The wheels for Glue, without a registry: names, records, contents."""

import base64
import csv
import hashlib
import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from cli.errors import UserError
from cli.project import PROJECT
from deploy.artifacts.wheel import build_glue_jobs_wheel, build_msgspec_wheel
from tests.unit.deploy.artifacts.fakes import fake_uv

# What uv puts into a folder: the package, its records, and notes about itself.
INSTALL_MSGSPEC = """
info="$TARGET/msgspec-9.9.dist-info"
mkdir -p "$TARGET/msgspec" "$info"
echo x > "$TARGET/msgspec/_core.so"
touch "$TARGET/.lock" "$info/INSTALLER" "$info/REQUESTED" "$info/RECORD" "$info/METADATA"
cat > "$info/WHEEL" <<'END'
Wheel-Version: 1.0
Root-Is-Purelib: false
Tag: cp311-cp311-manylinux_2_17_x86_64
Tag: cp311-cp311-manylinux2014_x86_64

END
"""


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as zipped:
        return set(zipped.namelist())


def check_record(wheel: Path) -> None:
    """Hold RECORD to the wheel's content: every file once, with its hash and size."""
    with zipfile.ZipFile(wheel) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    (record,) = (name for name in files if name.endswith(".dist-info/RECORD"))
    rows = list(csv.reader(files[record].decode().splitlines()))
    assert sorted(row[0] for row in rows) == sorted(files)
    for name, digest, size in rows:
        if name == record:
            assert (digest, size) == ("", "")
            continue
        expected = base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest()).decode()
        assert digest == "sha256=" + expected.rstrip("=")
        assert int(size) == len(files[name])


def test_wheel_of_the_jobs_contains_their_sources(tmp_path: Path) -> None:
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    wheel = build_glue_jobs_wheel(tmp_path)
    assert wheel.name == f"glue_jobs-{version}-py3-none-any.whl"
    sources = {p.relative_to(PROJECT).as_posix() for p in (PROJECT / "glue_jobs").rglob("*.py")}
    info = f"glue_jobs-{version}.dist-info"
    assert {"glue_jobs/load_playlists.py", "glue_jobs/tables/album.py"} <= sources
    assert names(wheel) == sources | {f"{info}/{one}" for one in ("METADATA", "WHEEL", "RECORD")}
    check_record(wheel)


def test_second_wheel_has_the_same_bytes(tmp_path: Path) -> None:
    one, other = build_glue_jobs_wheel(tmp_path / "1"), build_glue_jobs_wheel(tmp_path / "2")
    assert one.read_bytes() == other.read_bytes()


def test_wheel_of_msgspec_is_named_by_its_tags(tmp_path: Path) -> None:
    wheel = build_msgspec_wheel(tmp_path / "dist", uv=fake_uv(tmp_path, INSTALL_MSGSPEC))
    assert wheel.name == "msgspec-9.9-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl"
    info = "msgspec-9.9.dist-info"
    assert names(wheel) == {
        "msgspec/_core.so",
        *(f"{info}/{one}" for one in ("METADATA", "WHEEL", "RECORD")),
    }
    check_record(wheel)


def test_msgspec_is_installed_in_the_locked_version(tmp_path: Path) -> None:
    copy = f'shift; while [ $# -gt 1 ]; do shift; done; cp "$1" "{tmp_path}/asked"; exit 1'
    with pytest.raises(UserError):
        build_msgspec_wheel(tmp_path / "dist", uv=fake_uv(tmp_path, copy))
    asked = (tmp_path / "asked").read_text(encoding="utf-8")
    # Read off uv.lock without a TOML parser: the package's own block.
    lock = (PROJECT / "uv.lock").read_text(encoding="utf-8")
    block = lock.partition('name = "msgspec"\n')[2].partition("[[package]]")[0]
    version = re.search(r'version = "(.+)"', block)
    assert version
    assert asked.startswith(f"msgspec=={version[1]} ")
    wheels = re.findall(r'hash = "(sha256:\w{64})"', block.partition("wheels = [")[2])
    assert wheels
    assert set(asked.split()[1:]) == {f"--hash={one}" for one in wheels}
