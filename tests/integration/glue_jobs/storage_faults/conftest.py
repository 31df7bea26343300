"""A bucket in a local S3, and a proxy in front of it."""

import os
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.retries.standard import ExponentialBackoff
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyspark.sql import SparkSession

from glue_jobs import load_playlists
from tests.integration.deploy.ministack import REGION, run_ministack
from tests.integration.glue_jobs.storage_faults.bucket import Bucket
from tests.integration.glue_jobs.storage_faults.fault_proxy import FaultProxy, run_fault_proxy
from tests.integration.glue_jobs.storage_faults.no_delays import open_without_delays

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture(scope="session")
def s3_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_ministack(tmp_path_factory.mktemp("ministack")) as url:
        yield url


@pytest.fixture(scope="session")
def s3(s3_url: str) -> "S3Client":
    """A client without the proxy."""
    return boto3.client(
        "s3",
        endpoint_url=s3_url,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106
    )


@pytest.fixture
def aws_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_CA_BUNDLE", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)


@pytest.fixture
def proxy(
    s3_url: str, aws_environment: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FaultProxy]:
    """A proxy that boto3 uses as its S3 endpoint."""
    with run_fault_proxy(s3_url) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        yield proxy


@pytest.fixture
def workers(proxy: FaultProxy, spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pass the endpoint on to Spark's Python workers, which were started before it was set."""
    for name in (
        "AWS_ENDPOINT_URL",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_DEFAULT_REGION",
    ):
        monkeypatch.setitem(spark.sparkContext.environment, name, os.environ[name])


@pytest.fixture
def no_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let driver and workers retry without delay; the slow tests have the real delays."""
    # Patched here first, so that it is restored: `open_without_delays` patches each process.
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0)
    monkeypatch.setattr(load_playlists, "open_raw_zone", open_without_delays)


@pytest.fixture
def tls_proxy(
    s3_url: str, aws_environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[FaultProxy]:
    """The same with TLS."""
    certificate = _certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with run_fault_proxy(s3_url, tls) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
        yield proxy


@pytest.fixture
def bucket(s3: "S3Client", request: pytest.FixtureRequest) -> Bucket:
    return Bucket(s3, f"raw-{abs(hash(request.node.nodeid)):x}")


def _certificate(folder: Path) -> Path:
    """Write a certificate for 127.0.0.1 and its key to a file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(ip_address("127.0.0.1"))
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file
