"""New secrets are found before they are committed."""

import random
import string
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from cli.project import PROJECT

pytestmark = pytest.mark.skipif(
    find_spec("detect_secrets") is None,
    reason="detect-secrets is not installed: run `make .venv/.test`",
)


def characters(alphabet: str, number: int) -> str:
    """Generate what looks like a secret; written here, it would be found in this file."""
    return "".join(random.Random(number).choices(alphabet, k=number))


HEX = characters("0123456789abcdef", 32)
REFRESH_TOKEN = "AQ" + characters(string.ascii_letters + string.digits + "-_", 130)
AWS_KEY = "AKIA" + characters(string.ascii_uppercase + "234567", 16)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a baseline that accepts one finding."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)  # noqa: S607
    (tmp_path / "settings.py").write_text('PASSWORD = "no real one"\n')
    (tmp_path / ".gitignore").write_text("ignored.py\n")
    run_check(tmp_path, "--accept")
    return tmp_path


def run_check(repository: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, PROJECT / "scripts/secrets.py", "--project", repository, *options],
        capture_output=True,
        text=True,
        check=False,
    )


SECRETS = {
    "aws.py": f'KEY = "{AWS_KEY}"\n',
    "a.ini": f"aws_access_key_id = {AWS_KEY}\n",
    "app.py": f'app = {{"secret": "{HEX}"}}\n',
    "a.yaml": f"client_secret: {HEX}\n",
    "a.env": f"SPOTIFY_CLIENT_SECRET={HEX}\n",
    "a.md": f"```\nexport SPOTIFY_CLIENT_SECRET={HEX}\n```\n",
    "Makefile": f"run:\n\tSPOTIFY_REFRESH_TOKEN={REFRESH_TOKEN} make\n",
    "a.json": f'{{"refresh_token": "{REFRESH_TOKEN}"}}\n',
    "a.pem": "-----BEGIN RSA PRIVATE " + "KEY-----\n",
}


def test_new_secrets_are_found(repository: Path) -> None:
    assert run_check(repository).returncode == 0
    for file, text in SECRETS.items():
        (repository / file).write_text(text)

    ran = run_check(repository)

    assert ran.returncode == 1
    for file, text in SECRETS.items():
        assert file in ran.stdout
        assert text.strip() not in ran.stdout


def test_accepted_finding_may_move_and_the_baseline_is_not_changed(repository: Path) -> None:
    baseline = (repository / ".secrets.baseline").read_bytes()
    assert b"settings.py" in baseline
    assert b"no real one" not in baseline
    settings = repository / "settings.py"
    settings.write_text("import os\n\n\n" + settings.read_text())
    (repository / "ignored.py").write_text(f'KEY = "{AWS_KEY}"\n')

    assert run_check(repository).returncode == 0
    assert (repository / ".secrets.baseline").read_bytes() == baseline
    settings.write_text('PASSWORD = "another one"\n')
    assert run_check(repository).returncode == 1
