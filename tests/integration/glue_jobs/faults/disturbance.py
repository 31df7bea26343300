"""Faults of a job in a separate process: what happens, and at which change of its files."""

import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from tests.integration.glue_jobs.faults.gate import Change
from tests.integration.glue_jobs.faults.points import Points

_PATIENCE_SECONDS = 240


@dataclass(frozen=True)
class Disturbance:
    """A fault to inject.

    Attributes
    ----------
    what
        ``kill``: SIGKILL to Python and Java. ``kill python``: SIGKILL to Python only. ``pause``:
        wait until the file ``go_on`` exists. ``fail``: the change fails with an input/output error.
        ``kill worker``: SIGKILL to the Python worker that reads the raw file ``point``.
    point
        Start of the change's name, see ``Points``.
    after
        Whether it happens after the change instead of before it.
    signs
        Folder in which the process creates the file ``there`` when it reaches the point.
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
    """Inject a disturbance once, if one is given."""

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
    """Wait until a file exists.

    Raises
    ------
    TimeoutError
        It was not created in time.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    while not path.exists():
        if time.monotonic() > until:
            raise TimeoutError(f"{path} was not created")
        time.sleep(0.01)
