"""Measures a command with everything it starts: wall, CPU and peak memory of the process tree.

``measure`` runs the command below a process of its own, this module, which adopts what the command
leaves behind (Linux: a child subreaper). So a JVM that outlives the Python that started it, and
Python workers that outlive their JVM, are waited for and counted to the last tick. Wall is the
command's own, from its start to its exit; what lingers after that counts as CPU and memory.
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
# Looking costs time as well: it may take no more than this share of a core.
_SAMPLING_SHARE = 0.1
_LIST_SECONDS = 0.25
_LINGER_SECONDS = 120
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Measurement:
    """What a command took.

    Attributes
    ----------
    cpu_seconds
        User and system time of all processes.
    peak_bytes
        The largest sum over the process tree, among samples 50 ms apart, or ten times what
        taking one takes.
    memory
        What was summed: PSS counts a page that processes share once, RSS once in each.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    memory: Literal["PSS", "RSS"]


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Measurement:
    """Run a command, away from the terminal, and measure it.

    Parameters
    ----------
    environment
        Variables to set for it.

    Raises
    ------
    UserError
        It failed; the text ends in what it said last.
    """
    if not sys.platform.startswith("linux"):
        raise UserError("measuring a process tree needs Linux")
    with tempfile.TemporaryDirectory() as folder:
        result, said = Path(folder, "result.json"), Path(folder, "said.txt")
        with said.open("wb") as output:
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
            last = "\n".join(said.read_text(errors="replace").strip().splitlines()[-15:])
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
    except ChildProcessError:  # nobody is left
        pass
    finally:
        _kill_descendants()  # interrupted: leave nothing behind
    peak, memory, seen = sampler.stop()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Exact, but without children whose parent did not want to hear of their end, as Spark's Python
    # daemon: those were seen at work, up to the last sample.
    measured = Measurement(wall, max(used.ru_utime + used.ru_stime, seen), peak, memory)
    result.write_text(json.dumps(asdict(measured)), encoding="utf-8")
    return code


def _descendants() -> list[psutil.Process]:
    children: list[psutil.Process] = psutil.Process().children(recursive=True)
    return children


def _kill_descendants() -> None:
    for process in _descendants():
        process.send_signal(signal.SIGKILL)


class _Sampler:
    """Watches the memory and the CPU time of all descendants, in a thread."""

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
        # PSS takes the kernel 20 ms a gigabyte; it is never more than RSS.
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
