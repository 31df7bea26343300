"""The Lambda's tests, run by the Python of its runtime with the packages of its zip.

What remains for AWS: Amazon Linux's build of that Python, arm64, and the runtime's boto3.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from platform import machine

import pytest

from cli.project import PROJECT
from deploy.artifacts.lambda_zip import PYTHON_VERSION, Platform, build

pytestmark = pytest.mark.slow

UV = PROJECT / ".tools" / "bin" / "uv"
ENVIRONMENT = os.environ | {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true"}
TOOLS = ["boto3", "moto[s3,secretsmanager]", "msgspec", "pytest", "pytest-timeout"]
TESTS = PROJECT / "tests" / "integration" / "extract_lambda"


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        env=ENVIRONMENT | environment,
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def lambda_python() -> Path:
    """Return a Python of the runtime's version; pyenv's own commands may be disabled shims."""
    name = f"python{PYTHON_VERSION}"
    pyenv = Path.home().glob(f".pyenv/versions/{PYTHON_VERSION}.*/bin/{name}")
    for candidate in [shutil.which(name), *pyenv]:
        if candidate and subprocess.run([candidate, "--version"], check=False).returncode == 0:
            return Path(candidate)
    pytest.skip(f"no {name} on this machine")


@pytest.mark.skipif(sys.platform != "linux", reason="the wheels are for Linux, as Lambda is")
def test_lambda_passes_its_tests_on_its_own_python(tmp_path: Path) -> None:
    python = lambda_python()
    here = Platform.ARM64 if machine() in {"aarch64", "arm64"} else Platform.X86_64
    package = tmp_path / "package"
    with zipfile.ZipFile(build(here, tmp_path / "dist")) as zipped:
        zipped.extractall(package)
    python_here, locked = tmp_path / "tools" / "bin" / "python", tmp_path / "locked.txt"
    run(UV, "venv", "--python", python, tmp_path / "tools")
    run(UV, "export", "--frozen", "--only-group=test", "--no-hashes", "--output-file", locked)
    run(UV, "pip", "install", "--python", python_here, "--constraint", locked, *TOOLS)
    import_path = {"PYTHONPATH": str(package)}

    # Without the conftest.py of all tests, which needs Spark.
    options = ["-p", "no:cacheprovider", "-W", "error", "--confcutdir", str(TESTS)]
    unit_tests = PROJECT / "tests" / "unit" / "extract_lambda"
    output = run(python_here, "-m", "pytest", *options, TESTS, unit_tests, **import_path)

    assert " passed" in output
    used = run(python_here, "-c", "import pydantic_core as p; print(p.__file__)", **import_path)
    assert used.startswith(str(package))
