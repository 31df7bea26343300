"""What is to happen to a job in a process of its own, and at which change of its files."""

import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from tests.integration.glue_jobs.faults.gated_files import Change
from tests.integration.glue_jobs.faults.points import Points

_PATIENCE_SECONDS = 240


@dataclass(frozen=True)
class Disturbance:
    """One thing that happens to a process.

    Attributes
    ----------
    what
        ``kill``: Python and Java end at once, as with SIGKILL to both. ``kill python``: Java goes
        on until it notices. ``pause``: all waits until the file ``go_on`` is there. ``fail``: the
        change fails with an input/output error. ``kill worker``: the one of Spark's Python workers
        that comes to a raw file, of which ``point`` is the key.
    point
        How the point's name begins, see ``Points``.
    after
        Whether it happens after the change, not before.
    signs
        A folder in which the process leaves the file ``there`` when it is at the point.
    """

    what: Literal["kill", "kill python", "pause", "fail", "kill worker"]
    point: str
    after: bool
    signs: str

    @property
    def there(self) -> Path:
        return Path(self.signs, "there")

    @property
    def go_on(self) -> Path:
        return Path(self.signs, "go on")

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Disturbance":
        return cls(**json.loads(text))


class DisturbingGate:
    """Lets a disturbance happen, once, if there is one."""

    def __init__(self, disturbance: Disturbance | None) -> None:
        self._disturbance = disturbance
        self._points = Points()
        self._now = ""

    def before(self, change: Change) -> None:
        self._now = self._points.name(change)
        if self._disturbance and not self._disturbance.after:
            self._disturb(self._disturbance)

    def after(self, change: Change) -> None:
        if self._disturbance and self._disturbance.after:
            self._disturb(self._disturbance)

    def _disturb(self, disturbance: Disturbance) -> None:
        if not self._now.startswith(disturbance.point) or disturbance.there.exists():
            return
        disturbance.there.write_text(self._now)
        match disturbance.what:
            case "kill":
                os.killpg(0, signal.SIGKILL)
            case "kill python":
                os.kill(os.getpid(), signal.SIGKILL)
            case "fail":
                raise OSError(f"injected: {self._now}")
            case "pause":
                wait_for(disturbance.go_on)


def wait_for(path: Path) -> None:
    """Wait until a file is there.

    Raises
    ------
    TimeoutError
        It did not come.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    while not path.exists():
        if time.monotonic() > until:
            raise TimeoutError(f"{path} did not come")
        time.sleep(0.01)
