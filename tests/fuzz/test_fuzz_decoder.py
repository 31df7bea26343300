"""The coverage-guided fuzzer runs, and finds an injected fault."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from cli.project import PROJECT

pytestmark = pytest.mark.skipif(
    find_spec("atheris") is None, reason="atheris is not installed: run `make .venv/.fuzz`"
)


def fuzz(folder: Path, before: str = "") -> "subprocess.CompletedProcess[str]":
    """Run the fuzzer briefly, after some code."""
    code = f"import runpy\n{before}\nrunpy.run_module('tests.fuzz.fuzz_decoder', None, '__main__')"
    return subprocess.run(
        [sys.executable, "-c", code, "-runs=500", "-max_len=4096", "-seed=1"],
        cwd=PROJECT,
        env=os.environ | {"TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_fuzzer_runs(tmp_path: Path) -> None:
    ran = fuzz(tmp_path)

    assert ran.returncode == 0, ran.stderr[-3000:]
    assert re.search(r"Done 50\d runs", ran.stderr)
    assert len(list(tmp_path.glob("fuzz-decoder-*/corpus/seed-*"))) == 100


def test_fuzzer_finds_a_miscounted_entry_and_keeps_the_file(tmp_path: Path) -> None:
    ran = fuzz(
        tmp_path,
        "from glue_jobs.raw_format import decode\n"
        "whole = decode.RawFile.entries\n"
        "decode.RawFile.entries = lambda self: [each for each in whole(self) if each[1]]",
    )

    assert ran.returncode != 0
    assert "AssertionError" in ran.stdout + ran.stderr
    assert len(list(tmp_path.glob("fuzz-decoder-*/crash-*"))) == 1
