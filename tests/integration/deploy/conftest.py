"""The command as a user runs it, on an emulated AWS."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy import command_line
from deploy.aws import Aws, connect
from tests.integration.deploy.ministack import REGION, run_ministack

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_ministack(tmp_path_factory.mktemp("ministack")) as url:
        yield url


@pytest.fixture
def aws(ministack: str, monkeypatch: pytest.MonkeyPatch) -> Aws:
    for name in ("AWS_PROFILE", "AWS_CA_BUNDLE", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_ENDPOINT_URL", ministack)
    return connect()


@dataclass(frozen=True)
class Run:
    """Exit code and output of a run of the command."""

    code: object
    out: str
    err: str


RunDeploy = Callable[..., Run]


@pytest.fixture
def run(aws: Aws, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> RunDeploy:
    monkeypatch.setattr(command_line.out, "width", 200)

    def run(*arguments: str | Path) -> Run:
        monkeypatch.setattr(sys, "argv", ["deploy", *map(str, arguments)])
        capsys.readouterr()
        code: object = 0
        try:
            command_line.main()
        except SystemExit as ended:
            code = ended.code
        output = capsys.readouterr()
        return Run(code, output.out, output.err)

    return run


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A copy of the templates, to be changed."""
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
