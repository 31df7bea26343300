"""The lake, deployed to an emulated AWS by lake-deploy."""

import json
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from pathlib import Path
from platform import machine

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from deploy.artifacts.lambda_zip import Platform
from deploy.artifacts.lambda_zip import build as build_lambda_zip
from local.sample_playlists import FRESH_FINDS, ODDS_AND_ENDS, TOP_100, Snapshot, snapshots
from local.spotify_api import SpotifyApi
from tests.e2e.deployment import Deploy, Stack, job_of_new_raw_files, look_up
from tests.e2e.emulator import Emulator, run_emulator
from tests.e2e.event_tap import EventTap, tap_rule
from tests.e2e.extraction import Extractor, Invocation, seconds_ago
from tests.e2e.glue.run_job import JobRun, run_job
from tests.e2e.raw_bucket import RawBucket

STACK = "e2e"
PLAYLISTS = (TOP_100, ODDS_AND_ENDS, FRESH_FINDS)
_MOST_LINES = 100  # of each part
# The output of each part so far.
LOGS = pytest.StashKey[dict[str, Callable[[], str]]]()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for state and logs."""
    return tmp_path_factory.mktemp("e2e")


@pytest.fixture(scope="session")
def logs(pytestconfig: pytest.Config) -> dict[str, Callable[[], str]]:
    """Logs to show with a failed test: a function that returns the text, by name of the part."""
    return pytestconfig.stash.setdefault(LOGS, {})


@pytest.fixture(scope="session")
def emulator(folder: Path, logs: dict[str, Callable[[], str]]) -> Iterator[Emulator]:
    with run_emulator(folder) as running:
        logs["emulator"] = running.log.read_text
        yield running


@pytest.fixture(scope="session")
def chart() -> list[dict[str, Snapshot]]:
    """The playlists on two days, by id."""
    shown = [one for one in snapshots(2) if one.playlist_id in PLAYLISTS]
    days = sorted({one.extracted_at.date() for one in shown})
    return [{one.playlist_id: one for one in shown if one.extracted_at.date() == d} for d in days]


@pytest.fixture(scope="session")
def web_api(chart: list[dict[str, Snapshot]]) -> Iterator[SpotifyApi]:
    """A Web API with the first day's playlists that replaces the refresh token each time."""
    with SpotifyApi(chart[0], shape="verbatim", rotate_refresh_token=True) as api:
        yield api


@pytest.fixture(scope="session")
def deploy(emulator: Emulator, folder: Path, logs: dict[str, Callable[[], str]]) -> Deploy:
    command = Deploy(emulator, STACK, folder / "deploy.log")
    logs["deploy"] = command.log.read_text
    return command


@pytest.fixture(scope="session")
def next_steps(deploy: Deploy, web_api: SpotifyApi) -> str:
    """Deploy the project's templates and artifacts; return the output."""
    return deploy(
        "deploy",
        Playlists=",".join(PLAYLISTS),
        SpotifyApiUrl=web_api.url,
        SpotifyTokenUrl=web_api.token_url,
    )


@pytest.fixture(scope="session")
def stack(next_steps: str, emulator: Emulator, folder: Path) -> Stack:
    """The stack, whose Lambda can run here.

    The emulator runs Lambdas with its own Python on this machine's processor, where the native
    modules of the zip for arm64 and Python 3.13 can't be loaded. So the function gets the zip that
    the same builder makes for these (tests/integration/deploy/test_lambda_zip.py: they differ in
    the native modules alone).
    """
    deployed = look_up(emulator, STACK)
    here = Platform.ARM64 if machine() in {"aarch64", "arm64"} else Platform.X86_64
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    archive = build_lambda_zip(here, folder, python_version=version)
    emulator.client("lambda").update_function_code(
        FunctionName=deployed.outputs["ExtractFunction"], ZipFile=archive.read_bytes()
    )
    return deployed


@pytest.fixture(scope="session")
def raw_bucket(emulator: Emulator, stack: Stack) -> RawBucket:
    return RawBucket(emulator, stack.outputs["RawBucket"])


@pytest.fixture(scope="session")
def tap(emulator: Emulator, stack: Stack) -> EventTap:
    return tap_rule(emulator, stack.resources["Transform/RawFileCreated"], f"{STACK}-test-tap")


@pytest.fixture(scope="session")
def extractor(
    stack: Stack,
    emulator: Emulator,
    web_api: SpotifyApi,
    deploy: Deploy,
    logs: dict[str, Callable[[], str]],
) -> Extractor:
    """A caller of the Lambda, whose secret has the credentials.

    Only the Scheduler may take the schedule's role, and the emulator's calls without any. So that
    the calls here are made with what the role allows, its trust is extended to this account's root.
    """
    iam = emulator.client("iam")
    role = stack.resources["Extract/ScheduleRole"]
    trust = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    root = {"AWS": emulator.client("sts").get_caller_identity()["Arn"]}
    trust["Statement"].append({"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"})
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(trust))
    app = {
        "SPOTIFY_CLIENT_ID": web_api.client_id,
        "SPOTIFY_CLIENT_SECRET": web_api.client_secret,
    }
    assert "Spotify knows them." in replace(deploy, settings=app)("credentials")
    made = Extractor(emulator, stack, web_api, secret_id=stack.outputs["SecretArn"])
    made.put_refresh_token()
    logs["Lambda"] = made.log
    return made


@pytest.fixture(scope="session")
def first(extractor: Extractor, tap: EventTap) -> Invocation:
    """The first extraction, with its events recorded."""
    return extractor.call(seconds_ago(60))


@pytest.fixture
def cleared_away(raw_bucket: RawBucket) -> Iterator[None]:
    """Restore the raw bucket for the following tests."""
    before = set(raw_bucket.versions())
    yield
    raw_bucket.erase(set(raw_bucket.versions()) - before)


@pytest.fixture(scope="session")
def load(
    emulator: Emulator, stack: Stack, folder: Path, logs: dict[str, Callable[[], str]]
) -> Callable[[], JobRun]:
    """Run the job that new raw files start."""
    runs: list[JobRun] = []
    logs["Glue"] = lambda: "\n".join(run.output for run in runs[-1:])

    def load() -> JobRun:
        place = folder / f"load-{len(runs) + 1}"
        place.mkdir()
        job = job_of_new_raw_files(emulator, stack)
        run = run_job(job, endpoint_url=emulator.url, ca_bundle=emulator.ca_bundle, folder=place)
        runs.append(run)
        return run

    return load


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add each part's log to the report of a failure."""
    report = yield
    if report.failed:
        for part, tell in item.config.stash.get(LOGS, {}).items():
            try:
                said = tell()
            except (OSError, ClientError, BotoCoreError) as error:
                said = f"not to be had: {error}"
            report.sections.append((part, "\n".join(said.splitlines()[-_MOST_LINES:])))
    return report
