"""The Lambda's zip from the registry's wheels, imported with nothing else on the path."""

import hashlib
import importlib.util
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from platform import machine

import pytest

from deploy.artifacts.lambda_zip import Platform, build

pytestmark = pytest.mark.slow

MAX_BYTES = 6_000_000  # measured: 4.8 MB (arm64), 4.9 MB (x86_64)
BROUGHT_BY_THE_RUNTIME = [
    "boto3",
    "botocore",
    "dateutil",
    "jmespath",
    "s3transfer",
    "six",
    "urllib3",
]
NOT_THE_LAMBDAS = {
    "deploy",
    "duckdb",
    "glue_jobs",
    "local",
    "msgspec",
    "pyarrow",
    "pyspark",
    "tests",
}
MACHINES = {Platform.ARM64: 183, Platform.X86_64: 62}  # EM_AARCH64, EM_X86_64 of elf.h
GNU_NAMES = {Platform.ARM64: "aarch64", Platform.X86_64: "x86_64"}

# Imports the handler as Lambda does: the zip first, then what the runtime brings, and no
# site-packages. Makes the AWS clients too, since boto3 then works with the zip's urllib3.
IMPORT = """
import json, sys, sysconfig
package, runtime = sys.argv[1:]
sys.path[:0] = [package]
sys.path.append(runtime)
import extract_lambda.handler
from extract_lambda.dependencies import read_environment
read_environment()
places = {"package": package, "runtime": runtime, "python": sysconfig.get_path("stdlib")}
found = {}
for name, module in list(sys.modules.items()):
    file = getattr(module, "__file__", None)
    if file and name != "__main__":
        place = next((p for p, folder in places.items() if file.startswith(folder + "/")), file)
        found.setdefault(place, []).append(name.partition(".")[0])
print(json.dumps({place: sorted(set(names)) for place, names in found.items()}))
"""
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-north-1",
    "AWS_LAMBDA_FUNCTION_NAME": "extract",
    "PLAYLISTS": "37i9dQZEVXbMDoHDwVN2tF",
    "RAW_BUCKET": "raw-bucket",
    "SECRET_NAME": "spotify",
}


@pytest.fixture(scope="module", params=list(Platform))
def platform(request: pytest.FixtureRequest) -> Platform:
    return Platform(request.param)


@pytest.fixture(scope="module")
def archive(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(platform, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def for_this_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip for the Python that runs the tests, since Lambda's is not here."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    here = Platform.ARM64 if machine() in {"aarch64", "arm64"} else Platform.X86_64
    return build(here, tmp_path_factory.mktemp("here"), python_version=version)


def native_modules(archive: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(archive) as zipped:
        for name in zipped.namelist():
            if ".so" in Path(name).suffixes:
                yield name, zipped.read(name)


def names_for_any_python(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as zipped:
        return {re.sub(r"\.cpython-.*\.so$", ".so", name) for name in zipped.namelist()}


def test_second_build_gives_the_same_bytes(
    platform: Platform, archive: Path, tmp_path: Path
) -> None:
    again = build(platform, tmp_path)
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (archive, again)}
    assert len(digests) == 1


def test_zip_is_small_and_without_packages_of_the_runtime(archive: Path) -> None:
    with zipfile.ZipFile(archive) as zipped:
        tops = {name.partition("/")[0].removesuffix(".py") for name in zipped.namelist()}
    assert {"extract_lambda", "spotipy", "urllib3"} <= tops
    assert not tops & (set(BROUGHT_BY_THE_RUNTIME) - {"urllib3"} | NOT_THE_LAMBDAS)
    assert archive.stat().st_size < MAX_BYTES


def test_native_modules_are_of_lambdas_python_and_processor(
    platform: Platform, archive: Path
) -> None:
    modules = list(native_modules(archive))
    assert {name.partition("/")[0] for name, _ in modules} >= {"pydantic_core", "wrapt"}
    for name, content in modules:
        assert name.endswith(f".cpython-313-{GNU_NAMES[platform]}-linux-gnu.so")
        assert content[:6] == b"\x7fELF\x02\x01"  # 64 bits, little-endian
        assert int.from_bytes(content[18:20], "little") == MACHINES[platform]


def test_zip_of_this_python_differs_only_in_native_modules(
    archive: Path, for_this_python: Path
) -> None:
    assert names_for_any_python(archive) == names_for_any_python(for_this_python)


@pytest.mark.skipif(sys.platform != "linux", reason="the wheels are for Linux, as Lambda is")
def test_handler_imports_only_from_the_zip(for_this_python: Path, tmp_path: Path) -> None:
    package, runtime = tmp_path / "package", tmp_path / "runtime"
    with zipfile.ZipFile(for_this_python) as zipped:
        zipped.extractall(package)
    runtime.mkdir()
    for name in BROUGHT_BY_THE_RUNTIME:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (runtime / source.name).symlink_to(source)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", IMPORT, package, runtime],
        env=ENVIRONMENT | {"LAMBDA_TASK_ROOT": str(package)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found.keys() == {"package", "runtime", "python"}
    assert {"extract_lambda", "redis", "spotipy", "urllib3"} <= set(found["package"])
    assert {"boto3", "botocore"} <= set(found["runtime"])
    assert "urllib3" not in found["runtime"]
