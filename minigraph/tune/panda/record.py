"""What a training process writes of itself: the log, the curve, its status, the picture.

Only this process writes them. A line of the log is on the disk before anything goes on; the curve
and the status follow a moment later.
"""

from __future__ import annotations

import datetime
import logging
import math
import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from minigraph.tune.panda.curve import draw_curve
from minigraph.tune.panda.files import Lines, now, write_atomic, write_json
from minigraph.tune.panda.history import CURVE, LOG, PICTURE, STATUS, History

__all__ = ["Record", "overdue"]

_LOGGER = logging.getLogger("minigraph.tune")
_PICTURE_EVERY = 5.0  # seconds, while nothing happens but training
_STATUS_EVERY = 0.5


class Record:
    """The files of a run that is under way, and the history that they hold."""

    def __init__(self, directory: Path, history: History):
        self.directory = directory
        self.history = history
        self.latest: dict[str, float] = {}  # the values reported last
        self._log = Lines(directory / LOG)
        self._curve = Lines(directory / CURVE)
        self._drawn_at = self._status_at = -math.inf
        self._speed_from: tuple[float, int] | None = None

    def event(self, kind: str, step: int, branch: int, **facts: Any) -> None:
        """Write a line of the log."""
        line = {"event": kind, "step": step, "branch": branch, "time": now(), **facts}
        self.history.add(line)
        self._curve.flush()
        self._log.add(line)
        self._log.flush(to_disk=True)

    def report(self, step: int, branch: int, values: Mapping[str, Any]) -> None:
        """Write a line of the curve; null stands for what is not finite."""
        numbers = {name: float(np.asarray(value)) for name, value in values.items()}
        shown = {name: n if math.isfinite(n) else None for name, n in numbers.items()}
        self._curve.add({"step": step, "branch": branch, **shown})
        self.latest |= numbers
        if self.history.goal in numbers:
            self.history.point(branch, step, numbers[self.history.goal])

    def status(self, state: str, step: int, branch: int, *, force: bool, **facts: Any) -> None:
        """Write the status, unless it was written a moment ago."""
        moment = time.monotonic()
        if not force and moment < self._status_at + _STATUS_EVERY:
            return
        self._curve.flush()
        self._status_at = moment
        since = self._speed_from
        if since is None or step < since[1]:
            since = self._speed_from = (moment, step)
        passed = moment - since[0]
        content = {
            "state": state,
            "step": step,
            "branch": branch,
            "time": now(),
            "process": os.getpid(),
            "host": socket.gethostname(),
            "steps_per_second": round((step - since[1]) / passed, 3) if passed > 0 else None,
            "latest": {n: v if math.isfinite(v) else None for n, v in self.latest.items()},
            **facts,
        }
        write_json(self.directory / STATUS, content)

    def draw(self, *, force: bool) -> None:
        """Write the picture, unless it was written a moment ago."""
        moment = time.monotonic()
        if force or moment > self._drawn_at + _PICTURE_EVERY:
            self._drawn_at = moment
            write_atomic(self.directory / PICTURE, draw_curve(self.history, self.directory.name))

    def remind(self, step: int, branch: int, names: Mapping[str, Any], days: int) -> None:
        """Log, and say, which knobs were last searched long ago."""
        for name, date in overdue(self.history.tested, names, days).items():
            self.event("reminder", step, branch, knob=name, date=date)
            _LOGGER.warning(
                "%s was last searched on %s, more than %d days ago: data, model and machine may "
                "have changed since; test it again",
                name,
                date,
                days,
            )

    def close(self) -> None:
        """Write what is left."""
        self._curve.close()
        self._log.close()


def overdue(tested: Mapping[str, str], names: Mapping[str, Any], days: int) -> dict[str, str]:
    """Of these knobs, those whose last search is more than so many days ago, with its date."""
    today = datetime.datetime.now(datetime.UTC).date()
    limit = (today - datetime.timedelta(days)).isoformat()
    return {name: date for name, date in tested.items() if name in names and date < limit}
