"""What the scripts import, whatever PYTHONPATH has."""

import os
import subprocess
import sys
from pathlib import Path

from cli.project import PROJECT


def test_script_imports_nothing_from_python_path(tmp_path: Path) -> None:
    for module in ("typer", "rich", "pyspark", "msgspec", "duckdb"):
        (tmp_path / f"{module}.py").write_text("raise RuntimeError('imported from PYTHONPATH')")
    script = Path(sys.executable).with_name("lake")
    for path in (f"{tmp_path}", f"{PROJECT}:{tmp_path}:"):
        ran = subprocess.run(
            [script, "query", "--list"],
            env=os.environ | {"PYTHONPATH": path},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, "")
