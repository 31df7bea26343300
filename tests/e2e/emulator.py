"""An emulated AWS that enforces permissions and uses TLS."""

import importlib.util
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import boto3
from botocore.config import Config

from cli.project import PROJECT
from tests.integration.deploy.ministack import REGION, certificate, find_ministack, run_ministack

# Root's key. The Lambda and the jobs have only their roles' keys.
ROOT = MappingProxyType({"AccessKeyId": "test", "SecretAccessKey": "test"})
# Part of Lambda's runtime; the emulator's Python has only botocore.
_LAMBDA_RUNTIME = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six")
_PATCHED = "tests.e2e.patched_ministack"
_ONE_TRY = Config(retries={"total_max_attempts": 1})


@dataclass(frozen=True)
class Emulator:
    """A running emulator.

    Attributes
    ----------
    ca_bundle
        The certificate to trust.
    log
        What it says.
    """

    url: str
    ca_bundle: Path
    log: Path

    def client(self, service: str, credentials: Mapping[str, str] = ROOT) -> Any:
        """Return a client with root's key, or with the credentials that STS gave."""
        session = boto3.Session(
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials.get("SessionToken"),
            region_name=REGION,
        )
        return session.client(  # type: ignore[call-overload]
            service, endpoint_url=self.url, verify=str(self.ca_bundle), config=_ONE_TRY
        )

    def environment(self) -> dict[str, str]:
        """Return the environment of a deploying command: this process's without AWS settings."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
        return {
            **kept,
            "AWS_ACCESS_KEY_ID": ROOT["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": ROOT["SecretAccessKey"],
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_CA_BUNDLE": str(self.ca_bundle),
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "COLUMNS": "200",
        }


@contextmanager
def run_emulator(folder: Path, *, lambda_quota: int = 1000) -> Iterator[Emulator]:
    """Run the emulator with its state and log in a folder.

    Parameters
    ----------
    lambda_quota
        The account's concurrent Lambda runs.
    """
    runtime = folder / "lambda_runtime"
    runtime.mkdir()
    for name in _LAMBDA_RUNTIME:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (runtime / source.name).symlink_to(source)
    python = find_ministack().with_name("python")
    settings = {
        "AUTH": "true",
        "USE_SSL": "1",
        "LAMBDA_ACCOUNT_CONCURRENCY": str(lambda_quota),
        "PYTHONPATH": str(PROJECT),
        "LAMBDA_RUNTIME": str(runtime),
    }
    with run_ministack(folder, [python, "-m", _PATCHED], settings) as url:
        yield Emulator(url, certificate(folder), folder / "log")
