"""ministack, an AWS on this machine, in a virtual environment of its own.

It pins its own botocore, hence the environment, which `make test` installs.
"""

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import pytest
import requests

from cli.project import PROJECT

ACCOUNT = "123456789012"
REGION = "eu-west-1"
_START_SECONDS = 30.0
_STOP_SECONDS = 2.0


def find_ministack() -> Path:
    """Return its command; skip the test where it is not installed."""
    command = PROJECT / ".venv-emulator" / "bin" / "ministack"
    if not command.exists():
        pytest.skip("ministack is not installed: run `make .venv-emulator/.emulator`")
    return command


@contextmanager
def run_ministack(
    folder: Path,
    command: Sequence[str | Path] = (),
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[str]:
    """Run it with its state and its log in a folder; give its address.

    Parameters
    ----------
    command
        What starts it, if not its own command.
    settings
        Further variables of its environment.
    """
    command = command or [find_ministack()]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in ("state", "tmp"):
        (folder / name).mkdir()
    # Nothing else of this machine's environment: its Lambdas would see it.
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "STATE_DIR": str(folder / "state"),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "LAMBDA_ACCOUNT_CONCURRENCY": "1000",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        **settings,
    }
    scheme = "https" if "USE_SSL" in settings else "http"
    url = f"{scheme}://127.0.0.1:{port}"
    log = folder / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, env=environment, stdout=output, stderr=output) as process,
    ):
        try:
            _wait(f"{url}/_ministack/health", process, folder)
            yield url
        finally:
            _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:  # it takes half a minute to close what is long done
        process.kill()


def certificate(folder: Path) -> Path:
    """Return where its certificate is, if it speaks TLS."""
    return folder / "tmp" / "ministack-tls" / "server.crt"


def _wait(url: str, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(url, timeout=1, verify=str(certificate(folder))).ok:
                return
        except (requests.RequestException, OSError):  # not there yet, nor its certificate
            pass
        time.sleep(0.1)
    output = (folder / "log").read_text(errors="replace")
    raise RuntimeError(f"ministack does not answer: {output[-2000:]}")
