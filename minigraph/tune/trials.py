"""One trial: what is to be tried (`Task`), what the objective sees (`LiveTrial`), what came of it.

`execute` makes a `Trial` of a `Task` and never raises what the objective raised, so it can run
anywhere: in this process, in another one, on another machine. All three are plain data.
"""

from __future__ import annotations

import inspect
import math
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["LiveTrial", "Pruned", "Task", "Trial", "execute", "generator", "seed_of"]

Curve = list[tuple[float, float]]  # (step, value), as reported
Watch = Callable[[int, float, float], bool]  # (trial, step, value): whether to stop it
DRAWS, OBJECTIVE, DESIGN = 0, 1, 2  # what a trial's random streams are for


class Pruned(Exception):
    """Raised by `trial.report` where a trial is not worth going on with. The search records it."""


@dataclass(frozen=True)
class Task:
    """What is to be tried: the number gives the seed, whoever runs it and whenever."""

    number: int
    params: Mapping[str, Any]
    seed: int  # of the whole search
    round: int = 0


@dataclass(frozen=True)
class Trial:
    """What came of a task.

    Attributes:
        number: from 0 on; the same number has the same seed, whatever the order of the runs.
        params: the values tried, name -> value.
        state: "done", "pruned" or "failed".
        value: the result; of a pruned trial the last one reported; None of a failed one.
        round: which round of a zoom it belongs to.
        curve: the reported (step, value) pairs.
        started: when, in seconds since 1970.
        seconds: how long it took.
        error: what failed, in one line.
        traceback: the same at length.
        notes: what the objective noted beside it.
    """

    number: int
    params: Mapping[str, Any]
    state: str
    value: float | None
    round: int = 0
    curve: Curve = field(default_factory=list)
    started: float = 0.0
    seconds: float = 0.0
    error: str | None = None
    traceback: str | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)


class LiveTrial:
    """What an objective with a second argument gets.

    Attributes:
        number, round: of the trial.
        params: what is tried.
        seed: a number for whatever wants one (`tf.set_random_seed`), the trial's own.
        rng: a NumPy generator, the trial's own.

    Example:
        >>> from minigraph import tune
        >>> def objective(params, trial):
        ...     loss = 1.0
        ...     for step in range(10):
        ...         loss *= params["keep"]
        ...         trial.report(step, loss)  # may end the trial here
        ...     trial.note(steps=10)
        ...     return loss
        >>> tune.search(objective, {"keep": tune.uniform(0, 1)}, trials=5, seed=1).best.notes
        {'steps': 10}
    """

    def __init__(self, task: Task, watch: Watch | None = None) -> None:
        self.number, self.params, self.round = task.number, dict(task.params), task.round
        self.seed = seed_of(task.seed, task.number)
        self.curve: Curve = []
        self.notes: dict[str, Any] = {}
        self._search_seed, self._watch = task.seed, watch

    @cached_property
    def rng(self) -> np.random.Generator:
        """A generator of the trial's own."""
        return generator(self._search_seed, self.number, OBJECTIVE)

    def report(self, step: float, value: Any) -> None:
        """Tells how far the trial is: `step`, rising, and the result so far.

        Raises:
            Pruned: it does worse than others did here; let it pass.
            TypeError: the value is not a number.
            ValueError: the step does not rise.
        """
        step = int(step) if float(step).is_integer() else float(step)
        if self.curve and step <= self.curve[-1][0]:
            raise ValueError(f"steps must rise: {step} was reported after {self.curve[-1][0]}")
        self.curve.append((step, _number(value, "a reported value")))
        if self._watch is not None and self._watch(self.number, *self.curve[-1]):
            raise Pruned(f"at step {step}, with {self.curve[-1][1]:.4g}")

    def note(self, **notes: Any) -> None:
        """Writes something beside the result: text, numbers, lists and dictionaries of them."""
        self.notes.update({name: _plain(value) for name, value in notes.items()})


def execute(objective: Callable[..., Any], task: Task, watch: Watch | None = None) -> Trial:
    """Runs one trial; whatever the objective raises is in the result.

    Only what is meant for the whole program goes through: KeyboardInterrupt, SystemExit.

    Args:
        objective: f(params), or f(params, trial) with a `LiveTrial`; gives a number.
        task: what to try.
        watch: told of every report as watch(number, step, value); true ends the trial.
    """
    live = LiveTrial(task, watch)
    started, clock = round(time.time(), 3), time.perf_counter()
    value: float | None = None
    state, error, story = "failed", None, None
    try:
        arguments = (dict(task.params), live) if takes_trial(objective) else (dict(task.params),)
        result = _number(objective(*arguments), "what the objective returns")
        if math.isfinite(result):
            state, value = "done", result
        else:
            error = f"the objective returned {result}"
    except Pruned:
        state, value = "pruned", live.curve[-1][1] if live.curve else None
        value = value if value is not None and math.isfinite(value) else None
    except Exception as problem:
        error, story = _one_line(problem), "".join(traceback.format_exception(problem))[-4000:]
    seconds = round(time.perf_counter() - clock, 4)
    return Trial(
        task.number, dict(task.params), state, value, task.round, live.curve, started, seconds,
        error, story, live.notes,
    )  # fmt: skip


def takes_trial(objective: Callable[..., Any]) -> bool:
    """Whether it wants the `LiveTrial`: a second argument without default, or called trial."""
    try:
        parameters = list(inspect.signature(objective).parameters.values())
    except (TypeError, ValueError):  # a builtin that does not say
        return False
    places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    second = [part for part in parameters if part.kind in places][1:2]
    return bool(second) and (
        second[0].default is inspect.Parameter.empty or second[0].name == "trial"
    )


def generator(seed: int, number: int, purpose: int) -> np.random.Generator:
    """A random stream of one trial: that of SeedSequence(seed).spawn, without the ones before."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number, purpose)))


def seed_of(seed: int, number: int) -> int:
    """A trial's number for other generators, below 2^31."""
    state = np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(1)
    return int(state[0]) & 0x7FFFFFFF


def _number(value: Any, what: str) -> float:
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "fiub":
        raise TypeError(f"{what} must be one number, not {value!r:.80}")
    return float(array.reshape(()))


def _plain(value: Any) -> Any:
    """JSON's own types for NumPy's; TypeError for what has none."""
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    raise TypeError(f"a note must be text, a number, a list or a dictionary, not {value!r:.80}")


def _one_line(problem: BaseException) -> str:
    """ "ZeroDivisionError: division by zero (model.py:12)": the place is the objective's."""
    message = " ".join(str(problem).split())[:300]
    frames = traceback.extract_tb(problem.__traceback__)
    own = [frame for frame in frames if Path(frame.filename) != Path(__file__)]
    place = f" ({Path(own[0].filename).name}:{own[0].lineno})" if own else ""
    return f"{type(problem).__name__}: {message}{place}"
