"""Measure wall time, CPU time and peak memory of a command and all processes that it starts.

``measure`` starts this module as a subprocess, which starts the command and adopts orphaned
processes (Linux: a child subreaper). So a JVM that outlives the Python process that started it, and
Python workers that outlive their JVM, are waited for and counted completely. Wall time ends with
the command itself; CPU time and memory include the processes that outlive it.
"""

import ctypes
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import psutil

from cli.errors import UserError
from cli.project import PROJECT

SAMPLE_SECONDS = 0.05
# Sampling takes CPU time as well: at most this share of a core.
_SAMPLING_SHARE = 0.1
_LIST_SECONDS = 0.25
_LINGER_SECONDS = 120
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Measurement:
    """The time and memory that a command took.

    Attributes
    ----------
    cpu_seconds
        User and system time of all processes.
    peak_bytes
        The largest sum over the process tree. Samples are 50 ms apart, or ten times as long as
        one sample takes.
    memory
        Which sizes were summed: PSS counts a shared page once, RSS once per process.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    memory: Literal["PSS", "RSS"]


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Measurement:
    """Run a command without a terminal and measure it.

    Parameters
    ----------
    environment
        Variables to set for the command.

    Raises
    ------
    UserError
        The command failed; the text ends with its last lines of output.
    """
    if not sys.platform.startswith("linux"):
        raise UserError("measuring a process tree needs Linux")
    with tempfile.TemporaryDirectory() as folder:
        result, log = Path(folder, "result.json"), Path(folder, "output.txt")
        with log.open("wb") as output:
            ended = subprocess.run(  # noqa: S603 - our own modules
                [sys.executable, "-m", "benchmarks.meter", str(result), *command],
                cwd=PROJECT,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if ended.returncode:
            last = "\n".join(log.read_text(errors="replace").strip().splitlines()[-15:])
            raise UserError(f"`{' '.join(command)}` ended with {ended.returncode}: {last}")
        return Measurement(**json.loads(result.read_bytes()))


def _main(result: Path, command: Sequence[str]) -> int:
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")
    sampler = _Sampler()
    started = time.monotonic()
    child = subprocess.Popen(command)  # noqa: S603 - our own modules
    sampler.start()
    wall, code = 0.0, 1
    lingering = threading.Timer(_LINGER_SECONDS, _kill_descendants)
    lingering.daemon = True
    try:
        while True:
            pid, status = os.waitpid(-1, 0)
            if pid == child.pid:
                wall = time.monotonic() - started
                code = child.returncode = os.waitstatus_to_exitcode(status)
                lingering.start()
    except ChildProcessError:  # no process is left
        pass
    finally:
        _kill_descendants()  # if interrupted: leave no process behind
    peak, memory, sampled = sampler.stop()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # rusage is exact, but lacks children whose parent ignores SIGCHLD, as Spark's Python daemon
    # does. Those are in the samples, up to the last one.
    measured = Measurement(wall, max(used.ru_utime + used.ru_stime, sampled), peak, memory)
    result.write_text(json.dumps(asdict(measured)), encoding="utf-8")
    return code


def _descendants() -> list[psutil.Process]:
    children: list[psutil.Process] = psutil.Process().children(recursive=True)
    return children


def _kill_descendants() -> None:
    for process in _descendants():
        process.send_signal(signal.SIGKILL)


class _Sampler:
    """Sample the memory and CPU time of all descendants in a thread."""

    def __init__(self) -> None:
        self._peak = 0
        self._memory: Literal["PSS", "RSS"] = "PSS"
        self._cpu_seconds: dict[int, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> tuple[int, Literal["PSS", "RSS"], float]:
        self._ended.set()
        self._thread.join()
        return self._peak, self._memory, sum(self._cpu_seconds.values())

    def _watch(self) -> None:
        wait = listed = 0.0
        processes: list[psutil.Process] = []
        while not self._ended.wait(wait):
            began = time.monotonic()
            if began - listed >= _LIST_SECONDS:
                processes, listed = _descendants(), began
            self._sample(processes)
            took = time.monotonic() - began
            wait = max(SAMPLE_SECONDS - took, took / _SAMPLING_SHARE - took)

    def _sample(self, processes: list[psutil.Process]) -> None:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                self._cpu_seconds[process.pid] = times.user + times.system
        resident = sum(map(_rss, processes))
        # Reading PSS takes the kernel 20 ms per GB. It is never more than RSS, so skip it where RSS
        # is below the peak.
        if self._memory == "PSS" and resident > self._peak:
            try:
                self._peak = max(self._peak, sum(_pss(process.pid) for process in processes))
            except PermissionError:
                self._peak, self._memory = 0, "RSS"
        if self._memory == "RSS":
            self._peak = max(self._peak, resident)


def _rss(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:  # ended since it was listed
        return 0


def _pss(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    match = re.search(rb"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(match[1]) * 1024 if match else 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), sys.argv[2:]))
