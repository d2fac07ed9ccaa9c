"""What the log of a run tells: its branches, its edits, its curve.

`log.jsonl` has a line for each thing that happened, with the step before which it did and the
branch that the run was on; `curve.jsonl` has the values that the program reported. To go back
starts a new branch, so nothing is ever taken out of either file. The branches that lead from the
start to the present one are its line; the edits on it, each before the point where the next branch
sets out, are what made the present model: the schedule that a replay follows.
"""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from minigraph.tune.panda.files import read_lines
from minigraph.tune.panda.snapshots import Place

__all__ = ["Edit", "History", "Span"]

FORMAT = 1
LOG, CURVE, KNOBS, STATUS, PICTURE = (
    "log.jsonl",
    "curve.jsonl",
    "knobs.json",
    "status.json",
    "curve.svg",
)
_NEEDED = {
    "edit": ("knob", "old", "new"),
    "rollback": ("to", "parent"),
    "resume": ("to", "parent"),
    "snapshot": ("why",),
    "tested": ("knob", "date"),
}


class Edit(NamedTuple):
    """A knob was turned before step `step` was run."""

    step: int
    knob: str
    value: Any
    reason: str = ""


class Span(NamedTuple):
    """A stretch of a line: branch `branch` from step `start` to step `end` (None: the present)."""

    branch: int
    start: int
    end: int | None

    def has(self, step: int, *, last: bool = False) -> bool:
        """Whether the step is on it; `last`: the place where the next branch sets out is, too."""
        return self.start <= step and (
            self.end is None or step < self.end or (last and step == self.end)
        )


class History:
    """Events and curve of a run, on disk or under way."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.parents: dict[int, Place] = {}  # branch -> where it set out
        self.branch = 0
        self.tested: dict[str, str] = {}
        self.curve: dict[int, tuple[array[int], array[float]]] = {}
        self.goal = "loss"

    @classmethod
    def read(cls, directory: Path) -> History:
        """The history in a directory.

        Raises:
            ValueError: a line is not what this version writes; the message has its number.
        """
        history = cls()
        for number, event in enumerate(read_lines(directory / LOG), 1):
            try:
                history.add(event)
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{directory / LOG}, line {number}: {error}") from None
        for number, line in enumerate(read_lines(directory / CURVE), 1):
            step, branch = line.get("step"), line.get("branch")
            if type(step) is not int or type(branch) is not int:
                raise ValueError(f"{directory / CURVE}, line {number}: no step, or no branch")
            value = line.get(history.goal)
            if isinstance(value, (int, float)):
                history.point(branch, step, value)
            elif history.goal in line:
                history.point(branch, step, float("nan"))
        return history

    def add(self, event: dict[str, Any]) -> None:
        """Take an event of the log into account."""
        kind, step, branch = event.get("event"), event.get("step"), event.get("branch")
        if not isinstance(kind, str) or type(step) is not int or type(branch) is not int:
            raise ValueError("a line of the log needs an event, a step and a branch")
        missing = [name for name in _NEEDED.get(kind, ()) if name not in event]
        if missing:
            raise ValueError(f"the event {kind!r} has no {missing[0]!r}")
        if kind == "start":
            if event.get("format") != FORMAT:
                raise ValueError(f"it has the format {event.get('format')!r}, not {FORMAT}")
            self.goal = str(event.get("goal"))
        elif kind in ("rollback", "resume"):
            parent, to = event["parent"], event["to"]
            if type(parent) is not int or type(to) is not int or not 0 <= parent < branch:
                raise ValueError(f"branch {branch} cannot set out from branch {parent!r}")
            self.parents[branch] = Place(parent, to)
            self.branch = branch
        elif kind == "tested":
            datetime.date.fromisoformat(event["date"])
            self.tested[str(event["knob"])] = event["date"]
        self.events.append(event)

    def point(self, branch: int, step: int, value: float) -> None:
        """Add a point of the curve."""
        steps, values = self.curve.setdefault(branch, (array("q"), array("d")))
        steps.append(step)
        values.append(value)

    def line(self) -> list[Span]:
        """The branches from the start to the present one, oldest first."""
        spans: list[Span] = []
        branch, end = self.branch, None
        while True:
            parent = self.parents.get(branch)
            start = 0 if parent is None else parent.step
            spans.append(Span(branch, start, end))
            if parent is None:
                return spans[::-1]
            # A branch that set out before its parent did: it never was on the parent itself.
            branch, end = parent.branch, parent.step

    def schedule(self) -> list[Edit]:
        """The edits that made the present model, in order."""
        line = {span.branch: span for span in self.line()}
        return [
            Edit(event["step"], event["knob"], event["new"], str(event.get("reason", "")))
            for event in self.events
            if event["event"] == "edit"
            and event["branch"] in line
            and line[event["branch"]].has(event["step"])
        ]

    def last_step(self) -> int:
        """How many steps the present line has done, as far as the files tell."""
        here = [event for event in self.events if event["branch"] == self.branch]
        steps = [event["step"] for event in here if event["event"] not in ("rollback", "resume")]
        steps += [steps_[-1] + 1 for b, (steps_, _) in self.curve.items() if b == self.branch]
        return int(max([*steps, self.line()[-1].start]))

    def snapshot_before(self, step: int | None, places: Iterable[Place]) -> Place | None:
        """The last of these places that is on the present line, at or before `step`."""
        there = sorted(places, key=lambda place: (place.step, place.branch))
        line = {span.branch: span for span in self.line()}
        for place in reversed(there):
            span = line.get(place.branch)
            if span and span.has(place.step, last=True) and (step is None or place.step <= step):
                return place
        return None
