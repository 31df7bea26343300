"""All differences from a run on Glue: settings that only the emulator needs."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PKCS12Certificate,
    serialize_java_truststore,
)

# Java asks for one.
_PASSWORD = "changeit"  # noqa: S105 - what it protects is public

# The emulator has one address and no host names of buckets below it.
CATALOG_SETTINGS = ("spark.sql.catalog.glue_catalog.s3.path-style-access=true",)


def environment(endpoint_url: str, ca_bundle: Path) -> dict[str, str]:
    """Return where boto3 and the AWS SDK of Java find AWS, and what boto3 trusts."""
    return {"AWS_ENDPOINT_URL": endpoint_url, "AWS_CA_BUNDLE": str(ca_bundle)}


def java_options(ca_bundle: Path, folder: Path) -> list[str]:
    """Return the options by which Java trusts the emulator's certificate."""
    certificates = x509.load_pem_x509_certificates(ca_bundle.read_bytes())
    trusted = [
        PKCS12Certificate(one, f"emulator-{n}".encode()) for n, one in enumerate(certificates)
    ]
    store = folder / "truststore.p12"
    encryption = BestAvailableEncryption(_PASSWORD.encode())
    store.write_bytes(serialize_java_truststore(trusted, encryption))
    return [
        f"-Djavax.net.ssl.trustStore={store}",
        f"-Djavax.net.ssl.trustStorePassword={_PASSWORD}",
        "-Djavax.net.ssl.trustStoreType=PKCS12",
    ]
