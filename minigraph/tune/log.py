"""The log of a search: one JSON object a line, only ever added to. `docs/tune.md` has the schema.

A line is one write to a file opened for appending, so that lines of several writers do not mix and
a process that is killed leaves whole lines, but perhaps for the last. All lines but reports are
pushed to the disk (fsync) before the search goes on.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from minigraph.tune.space import Space
from minigraph.tune.trials import Curve, Task, Trial

__all__ = ["VERSION", "History", "Log", "read_log"]

VERSION = 1
Line = dict[str, Any]


class Log:
    """A log to write to.

    Args:
        path: the file; made where there is none. Its last line is ended if a crash tore it.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        torn = self.path.exists() and self.path.read_bytes()[-1:] not in (b"", b"\n")
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._file = os.open(self.path, flags, 0o644)
        if torn:
            os.write(self._file, b"\n")

    def write(self, event: str, *, sync: bool = True, **values: Any) -> None:
        """Adds a line, whole."""
        line = {"event": event, **values, "time": round(time.time(), 3)}
        data = (json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n").encode()
        written = os.write(self._file, data)
        while written < len(data):  # a full disk raises; a signal may cut a long line
            written += os.write(self._file, data[written:])
        if sync:
            os.fsync(self._file)

    def start(self, task: Task) -> None:
        """A trial starts."""
        self.write("start", trial=task.number, round=task.round, params=dict(task.params))

    def report(self, number: int, step: float, value: float) -> None:
        """It tells how far it is."""
        self.write("report", sync=False, trial=number, step=step, value=_out(value))

    def end(self, trial: Trial) -> None:
        """It is over."""
        more: Line = {"notes": dict(trial.notes)} if trial.notes else {}
        if trial.error is not None:
            more.update(error=trial.error, traceback=trial.traceback)
        self.write(
            "trial", trial=trial.number, round=trial.round, state=trial.state, value=trial.value,
            params=dict(trial.params), started=trial.started,
            seconds=trial.seconds, **more,
        )  # fmt: skip

    def close(self) -> None:
        """Closes the file; once more does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


class History:
    """What a log says.

    Attributes:
        head: the first line: seed, space, sampler, whether more is better.
        space: the space of the whole search.
        rounds: the lines of the rounds of a zoom, in order.
        trials: number -> `Trial`, of those that are over.
        begun: number -> `Task`, of those that are not: they were interrupted.
    """

    def __init__(self, head: Line) -> None:
        self.head = head
        self.space = Space.from_description(head["space"])
        self.seed, self.maximize = int(head["seed"]), bool(head["maximize"])
        self.rounds: list[Line] = []
        self.trials: dict[int, Trial] = {}
        self.begun: dict[int, Task] = {}
        self.curves: dict[int, Curve] = {}

    def add(self, line: Line) -> None:
        """Takes one line; what it does not know it lets pass."""
        event = line["event"]
        if event == "round":
            self.rounds.append(line)
        elif event == "start":
            number = int(line["trial"])
            self.begun[number] = Task(number, line["params"], self.seed, int(line["round"]))
            self.curves[number] = []
        elif event == "report":
            value = line["value"]
            point = line["step"], float("nan") if value is None else float(value)
            self.curves.setdefault(int(line["trial"]), []).append(point)
        elif event == "trial":
            number = int(line["trial"])
            self.begun.pop(number, None)
            value = None if line["value"] is None else float(line["value"])
            self.trials[number] = Trial(
                number, line["params"], str(line["state"]), value, int(line["round"]),
                self.curves.pop(number, []), float(line["started"]), float(line["seconds"]),
                line.get("error"), line.get("traceback"), line.get("notes", {}),
            )  # fmt: skip


def read_log(path: str | os.PathLike[str]) -> History:
    """Reads a log.

    A last line that a crash tore is left out, also where a later run went on after it.

    Raises:
        ValueError: the file is no log of a search, or a line within it is damaged.
    """
    history = history_of(Path(path))
    if history is None:
        raise ValueError(f"{path} is empty: no log of a search")
    return history


def history_of(path: Path) -> History | None:
    """What the log says; None of one that ends before its first line does."""
    history: History | None = None
    for number, line in _lines(path):
        try:
            if history is None:
                if line.get("event") != "search":
                    raise ValueError("a log starts with the line of its search")
                if line["version"] > VERSION:
                    raise ValueError(f"it is of version {line['version']}; this reads {VERSION}")
                history = History(line)
            else:
                history.add(line)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = f"no {error}" if isinstance(error, KeyError) else error
            raise ValueError(f"{path}:{number}: not a line of a search's log: {what}") from None
    return history


def _lines(path: Path) -> Iterator[tuple[int, Line]]:
    found: list[Line | None] = []
    for data in path.read_bytes().splitlines():
        try:
            line = json.loads(data.decode())
            found.append(line if isinstance(line, dict) else None)
        except ValueError:
            found.append(None)
    for number, line in enumerate(found, 1):
        if line is not None:
            yield number, line
        elif number < len(found):
            after = found[number]
            if after is None or after.get("event") not in ("resume", "search"):
                raise ValueError(f"{path}:{number}: not a line of a search's log")


def _out(value: float) -> float | str:
    """JSON has no nan and no infinity: they go as text, and float() reads it."""
    return value if math.isfinite(value) else str(value)


def same_search(history: History, wanted: Mapping[str, Any], path: Path) -> None:
    """ValueError unless the log is one of the same search."""
    for key, value in wanted.items():
        if history.head.get(key) != value:
            raise ValueError(
                f"{path} is the log of another search: {key} was {history.head.get(key)!r:.200}, "
                f"now it is {value!r:.200}. Give the new search another file"
            )


def finished(history: History | None) -> Sequence[Trial]:
    """The trials that are over, by number."""
    return [] if history is None else [history.trials[n] for n in sorted(history.trials)]
