"""The wheels for Glue, installed and imported as Glue does."""

import subprocess
import sys
import zipfile
from pathlib import Path
from platform import machine

import pytest

from cli.project import PROJECT
from deploy.artifacts.wheel import build_glue_jobs_wheel, build_msgspec_wheel

IMPORT = """
import msgspec, glue_jobs.raw_format.decode
print(glue_jobs.raw_format.decode.__file__, msgspec.__file__)
raw = b'{"format": "spotify-playlist-page/1", "playlist": {"id": "p"}, '
raw += b'"extracted_at": "2026-11-24T06:00:00Z", "page": {"items": [], "offset": 0}}'
print(glue_jobs.raw_format.decode.decode_raw_file(raw).playlist.id)
"""


@pytest.mark.skipif(
    (sys.platform, machine(), sys.version_info[:2]) != ("linux", "x86_64", (3, 11)),
    reason="the wheels are for Glue's Python 3.11 on Linux x86_64",
)
def test_wheels_are_installed_without_an_index_and_imported(tmp_path: Path) -> None:
    wheels = [build_glue_jobs_wheel(tmp_path), build_msgspec_wheel(tmp_path)]
    environment = tmp_path / "environment"
    python = environment / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    pip = [str(PROJECT / ".tools" / "bin" / "pip"), "--python", str(python)]
    subprocess.run([*pip, "install", "--quiet", "--no-index", *map(str, wheels)], check=True)
    subprocess.run([*pip, "check"], check=True)
    done = subprocess.run(
        [python, "-I", "-c", IMPORT],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    files, playlist_id = done.stdout.splitlines()
    assert all(one.startswith(str(environment)) for one in files.split())
    assert playlist_id == "p"


def test_second_wheel_of_msgspec_has_the_same_bytes(tmp_path: Path) -> None:
    one, other = build_msgspec_wheel(tmp_path / "1"), build_msgspec_wheel(tmp_path / "2")
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as zipped:
        native = [name for name in zipped.namelist() if ".so" in Path(name).suffixes]
    assert native
    assert all(name.endswith(".cpython-311-x86_64-linux-gnu.so") for name in native)
