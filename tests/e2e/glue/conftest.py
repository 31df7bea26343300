"""A lake in a new account, whose Lambda quota is 10. No Lambda runs here, raw files are put."""

from collections.abc import Callable, Iterator

import pytest

from tests.e2e.deployment import Deploy, look_up
from tests.e2e.emulator import run_emulator
from tests.e2e.glue.deployed_lake import DeployedLake
from tests.e2e.glue.raw_files import PLAYLIST

STACK = "glue"


@pytest.fixture(scope="module")
def deployed_lake(
    tmp_path_factory: pytest.TempPathFactory, logs: dict[str, Callable[[], str]]
) -> Iterator[DeployedLake]:
    """A lake as `lake-deploy deploy` makes it, without tables yet."""
    folder = tmp_path_factory.mktemp("glue")
    with run_emulator(folder, lambda_quota=10) as emulator:
        logs["emulator of glue"] = emulator.log.read_text
        deploy = Deploy(emulator, STACK, folder / "deploy.log")
        logs["deploy of glue"] = deploy.log.read_text
        said = deploy("deploy", Playlists=PLAYLIST)
        assert "10 unreserved runs, too few to reserve one" in said
        yield DeployedLake(emulator, look_up(emulator, STACK), folder / "runs")
