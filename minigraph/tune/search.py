"""The search: ask the sampler, run the trial, write it down, until enough are tried.

A `Runner` runs trials: one after the other here (`InTurn`), or many at once. What is tried does not
hang on it: a trial's parameters and seed come from its number.
"""

from __future__ import annotations

import os
import threading
import time
from bisect import insort
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from minigraph.tune.log import VERSION, History, Log, finished, history_of, same_search
from minigraph.tune.progress import Progress
from minigraph.tune.pruning import Pruner
from minigraph.tune.results import Result, best_of
from minigraph.tune.runners import Processes, Submitted
from minigraph.tune.runners.apart import apart
from minigraph.tune.samplers import NAMES, Grid, Plan, Sampler
from minigraph.tune.space import Space, as_space
from minigraph.tune.trials import Curve, Task, Trial, Watch

__all__ = ["InTurn", "Runner", "Search", "search"]

Objective = Callable[..., Any]


class Runner(Protocol):
    """What runs trials.

    `search` calls `start` while `free` says so, and then `wait` for one that is over. `close` comes
    last, also after an error.
    """

    @property
    def free(self) -> bool:
        """Whether another trial may start now."""

    def start(self, objective: Objective, task: Task, watch: Watch) -> None:
        """Starts a trial, or takes it up to be run in `wait`: see `execute`."""

    def wait(self) -> Trial:
        """A trial that is over; there is one that was started."""

    def close(self) -> None:
        """Ends what is left."""


class InTurn:
    """Runs one trial after the other, in this thread."""

    def __init__(self) -> None:
        self._next: tuple[Objective, Task, Watch] | None = None

    @property
    def free(self) -> bool:
        """Whether none is taken up."""
        return self._next is None

    def start(self, objective: Objective, task: Task, watch: Watch) -> None:
        """Takes the trial up."""
        self._next = objective, task, watch

    def wait(self) -> Trial:
        """Runs it."""
        assert self._next is not None
        taken, self._next = self._next, None
        return apart(*taken)

    def close(self) -> None:
        """Nothing is left."""


def search(
    objective: Objective,
    space: Any,
    trials: int | None = None,
    *,
    sampler: str | Sampler = "random",
    seed: int | None = None,
    maximize: bool = False,
    log: str | os.PathLike[str] | None = None,
    pruner: Pruner | None = None,
    timeout: float | None = None,
    executor: Any = None,
    progress: bool | None = None,
) -> Result:
    """Tries a number of points of a space.

    What the objective raises, and a result that is not finite, make a failed trial; the search goes
    on. Ctrl-C ends it; with a log the same call goes on from there, and tries the interrupted
    trials again.

    Args:
        objective: f(params) or f(params, trial): gives a number, the smaller the better. `params`
            is a dictionary, `trial` a `LiveTrial` with `report(step, value)`, `note(...)`, `seed`.
        space: a `Space`, or a dictionary name -> parameter.
        trials: how many; a grid may leave it out.
        sampler: "random", "grid", "latin", "halton", or an object: `Grid(5)`, `Optuna("tpe")`.
        seed: the same seed, the same trials. Default: a new one, or that of the log.
        maximize: the larger the better.
        log: a file of JSON lines (docs/tune.md). Where it exists the search goes on.
        pruner: `Median()` or `Halving()`; needs an objective that reports.
        timeout: no trial starts after this many seconds.
        executor: what runs the trials: how many processes; an object with `submit` (a pool of
            `concurrent.futures`, a Dask client, `tune.Ray()`) or a function that makes one; a
            `Runner`, such as `tune.Processes(4, time_limit=60)`. Default: one after the other.
        progress: whether to show a line on stderr. Default: if that is a terminal.

    Returns:
        A `Result`: `best`, `top(5)`, `table()`, `trials`.

    Raises:
        ValueError: bad arguments, or a log of another search.
        TypeError: the objective cannot be called, or trials is not a whole number.

    Example:
        >>> from minigraph import tune
        >>> def loss(params):
        ...     return (np.log10(params["rate"]) + 2) ** 2 + params["depth"] / 10
        >>> space = {"rate": tune.log_uniform(1e-5, 1), "depth": tune.integers(1, 5)}
        >>> tune.search(loss, space, trials=50, seed=1)
        <Result of 50 trials: 50 done; best 0.1074 with rate 0.0082, depth 1>
    """
    space, chosen = as_space(space), as_sampler(sampler)
    if trials is None and isinstance(chosen, Grid):
        trials = chosen.size(space)
    count = whole(trials, "trials")
    kind = f"{chosen.describe()} {count}" if chosen.describe() == "latin" else chosen.describe()
    with Search(
        objective, space, kind, count, seed=seed, maximize=maximize, log=log, pruner=pruner,
        timeout=timeout, executor=executor, progress=progress,
    ) as running:  # fmt: skip
        running.round(Plan(space, count, running.seed, 0, maximize), chosen)
        return running.result()


class Search:
    """A search that is running: its log, its trials, its clock. `with` closes it.

    `search` has one round, `zoom` and `by_tier` several, each with a space of its own.
    """

    def __init__(
        self,
        objective: Objective,
        space: Space,
        kind: str,
        total: int,
        *,
        seed: int | None,
        maximize: bool,
        log: str | os.PathLike[str] | None,
        pruner: Pruner | None,
        timeout: float | None,
        executor: Any,
        progress: bool | None,
    ) -> None:
        if not callable(objective):
            raise TypeError(f"the objective must be a function, not {type(objective).__name__}")
        self.objective, self.space, self.maximize = objective, space, maximize
        self.pruner, self.runner = pruner, as_runner(executor)
        self.ends = None if timeout is None else time.monotonic() + timeout
        head = {"space": space.describe(), "sampler": kind, "maximize": maximize}
        history, self.log, self.seed = _open(log, head, seed)
        self.logged_rounds = [] if history is None else history.rounds
        self.begun = {} if history is None else history.begun
        self.trials = {trial.number: trial for trial in finished(history)}
        self._numbers = sorted(self.trials)
        self._best = next(iter(best_of(list(self.trials.values()), 1, maximize)), None)
        self.curves: dict[int, Curve] = {n: trial.curve for n, trial in self.trials.items()}
        self._reports = threading.Lock()  # trials may report from threads
        self.spaces: list[Space] = []
        self.remarks: list[str] = []
        self.progress = Progress(total, len(self.trials), progress)

    def __enter__(self) -> Search:
        return self

    def __exit__(self, *problem: object) -> None:
        self.progress.close()
        self.runner.close()
        if self.log is not None:
            self.log.close()

    def round(self, plan: Plan, sampler: Sampler, index: int = 0) -> None:
        """Runs those trials of a plan that are not over yet."""
        numbers = range(plan.first, plan.first + plan.count)
        left = [number for number in numbers if number not in self.trials]
        under_way = 0
        while True:
            while left and self.runner.free and not self.late():
                number = left.pop(0)
                task = self.begun.pop(number, None) or Task(
                    number, sampler.ask(plan, number, self.in_order()), self.seed, index
                )
                if self.log is not None:
                    self.log.start(task)
                with self._reports:
                    self.curves[number] = []
                self.runner.start(self.objective, task, self.watch)
                under_way += 1
            if not under_way:
                return
            self.record(self.runner.wait())
            under_way -= 1

    def late(self) -> bool:
        """Whether the time is over."""
        return self.ends is not None and time.monotonic() >= self.ends

    def watch(self, number: int, step: float, value: float) -> bool:
        """Takes a report; whether the trial ends here."""
        if self.log is not None:
            self.log.report(number, step, value)
        with self._reports:
            curve = self.curves[number]
            curve.append((step, value))
            if self.pruner is None:
                return False
            others = [list(other) for n, other in self.curves.items() if n != number and other]
        return self.pruner.prune(self._falling(curve), [self._falling(other) for other in others])

    def _falling(self, curve: Curve) -> Curve:
        return [(step, -value) for step, value in curve] if self.maximize else curve

    def record(self, trial: Trial) -> None:
        """A trial is over."""
        self.trials[trial.number] = trial
        with self._reports:
            self.curves[trial.number] = trial.curve
        if self.log is not None:
            self.log.end(trial)
        insort(self._numbers, trial.number)
        known = [trial] if self._best is None else [self._best, trial]
        self._best = next(iter(best_of(known, 1, self.maximize)), None)
        self.progress.trial(trial, self._best, self.space)

    def in_order(self) -> list[Trial]:
        """The trials that are over, by number."""
        return [self.trials[number] for number in self._numbers]

    def result(self) -> Result:
        """What was found so far."""
        return Result(
            self.in_order(), self.space, self.maximize, self.seed, self.spaces, self.remarks
        )


def _open(
    log: str | os.PathLike[str] | None, head: dict[str, Any], seed: int | None
) -> tuple[History | None, Log | None, int]:
    """What the log says, the log to write to, and the seed: given, the log's, or a new one."""
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int | np.integer)):
        raise TypeError(f"the seed must be a whole number, not {seed!r}")
    if seed is not None and seed < 0:
        raise ValueError(f"the seed must not be below 0, and {seed} is")
    new = int(np.random.SeedSequence().generate_state(1)[0]) if seed is None else int(seed)
    if log is None:
        return None, None, new
    path = Path(log)
    history = history_of(path) if path.exists() else None
    if history is None:
        written = Log(path)
        written.write("search", version=VERSION, seed=new, **head)
        return None, written, new
    same_search(history, head if seed is None else {**head, "seed": new}, path)
    written = Log(path)
    written.write("resume")
    return history, written, history.seed


def as_sampler(sampler: str | Sampler) -> Sampler:
    """A sampler, or the one of that name."""
    if isinstance(sampler, str):
        if sampler not in NAMES:
            raise ValueError(
                f"no sampler {sampler!r}; there are {', '.join(NAMES)}, and tune.Optuna"
            )
        return NAMES[sampler]
    if not (hasattr(sampler, "ask") and hasattr(sampler, "describe")):
        raise TypeError(f"a sampler has ask and describe; {type(sampler).__name__} has not")
    return sampler


def as_runner(executor: Any) -> Runner:
    """A runner: by default a new `InTurn`; of a number, processes; of a pool, what submits to it."""
    if executor is None:
        return InTurn()
    if isinstance(executor, int) and not isinstance(executor, bool):
        return Processes(executor)
    if all(hasattr(executor, name) for name in ("free", "start", "wait", "close")):
        runner: Runner = executor
        return runner
    if hasattr(executor, "submit") or callable(executor):
        return Submitted(executor)
    raise TypeError(
        "an executor is a number of processes, an object with submit, a function that makes one, "
        f"or has free, start and wait; {type(executor).__name__} is none of these"
    )


def whole(value: Any, what: str) -> int:
    """A number of something, from 1 on."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{what} must be a whole number, not {value!r}")
    if value < 1:
        raise ValueError(f"{what} must be at least 1, not {value}")
    return int(value)


def numbers_of(trials: int | Sequence[int], rounds: int) -> list[int]:
    """How many trials each round has."""
    if isinstance(trials, int):
        return [whole(trials, "trials")] * rounds
    counts = [whole(count, "trials") for count in trials]
    if len(counts) != rounds:
        raise ValueError(f"trials has {len(counts)} numbers for {rounds} rounds")
    return counts
