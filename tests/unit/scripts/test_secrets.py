"""A secret that is new is found, before it is committed."""

import random
import string
import subprocess
from pathlib import Path

import pytest

from cli.project import PROJECT

AUDIT = PROJECT / ".venv-audit" / "bin" / "python"
pytestmark = pytest.mark.skipif(
    not AUDIT.exists(),
    reason="the group audit is not installed: run `make .venv-audit/.audit`",
)


def characters(of: str, number: int) -> str:
    """What looks like a secret, made anew: a real-looking one in here would be found, too."""
    return "".join(random.Random(number).choices(of, k=number))


HEX = characters("0123456789abcdef", 32)
REFRESH_TOKEN = "AQ" + characters(string.ascii_letters + string.digits + "-_", 130)
AWS_KEY = "AKIA" + characters(string.ascii_uppercase + "234567", 16)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a baseline of its own and something accepted in it."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)  # noqa: S607
    (tmp_path / "settings.py").write_text('PASSWORD = "no real one"\n')
    (tmp_path / ".gitignore").write_text("ignored.py\n")
    look_for_secrets(tmp_path, "--accept")
    return tmp_path


def look_for_secrets(repository: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [AUDIT, PROJECT / "scripts/secrets.py", "--project", repository, *options],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.py", f'KEY = "{AWS_KEY}"\n'),
        ("a.ini", f"aws_access_key_id = {AWS_KEY}\n"),
        ("a.py", f'app = {{"secret": "{HEX}"}}\n'),
        ("a.yaml", f"client_secret: {HEX}\n"),
        ("a.env", f"SPOTIFY_CLIENT_SECRET={HEX}\n"),
        ("a.md", f"```\nexport SPOTIFY_CLIENT_SECRET={HEX}\n```\n"),
        ("Makefile", f"run:\n\tSPOTIFY_REFRESH_TOKEN={REFRESH_TOKEN} make\n"),
        ("a.json", f'{{"refresh_token": "{REFRESH_TOKEN}"}}\n'),
        ("a.pem", "-----BEGIN RSA PRIVATE " + "KEY-----\n"),
    ],
)
def test_a_new_secret_is_found(repository: Path, file: str, text: str) -> None:
    assert look_for_secrets(repository).returncode == 0
    (repository / file).write_text(text)

    ran = look_for_secrets(repository)

    assert ran.returncode == 1
    assert file in ran.stdout
    assert text.strip() not in ran.stdout


def test_what_was_accepted_may_move_and_the_baseline_stays_as_it_is(repository: Path) -> None:
    baseline = (repository / ".secrets.baseline").read_bytes()
    assert b"settings.py" in baseline
    assert b"no real one" not in baseline
    settings = repository / "settings.py"
    settings.write_text("import os\n\n\n" + settings.read_text())
    (repository / "ignored.py").write_text(f'KEY = "{AWS_KEY}"\n')

    assert look_for_secrets(repository).returncode == 0
    assert (repository / ".secrets.baseline").read_bytes() == baseline
    settings.write_text('PASSWORD = "another one"\n')
    assert look_for_secrets(repository).returncode == 1
