"""Many models at once on an executor of somebody else: `concurrent.futures`, Dask, Ray.

All that is asked of it is `submit(function, *arguments)`, and of what that returns `result()` and
`add_done_callback`. Where trials run in threads of this process their reports are judged as they
come; from elsewhere they come with the trial, so nothing is pruned there.
"""

from __future__ import annotations

import concurrent.futures
import queue
import time
from collections import deque
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from minigraph.tune.runners.apart import apart, lost
from minigraph.tune.runners.processes import cores
from minigraph.tune.trials import Task, Trial, Watch

__all__ = ["Ray", "Submitted"]

_LOOK = 1.0  # seconds between looks whether a future was given up


class _Job(NamedTuple):
    """A trial that was handed over."""

    objective: Callable[..., Any]
    task: Task
    watch: Watch
    started: float
    alone: bool = False  # nothing else runs meanwhile


class _Report(NamedTuple):
    """A thread reports, and waits for the verdict."""

    job: _Job
    step: float
    value: float
    answer: queue.SimpleQueue[bool]


class Submitted:
    """Runs trials on an executor: `tune.search(..., executor=Client(...))`.

    Args:
        executor: an object with `submit`: a `concurrent.futures` pool, a Dask `Client`,
            `tune.Ray()`; or a function that makes one. A function can make it again when a crash
            has broken it; the trials under way are then run again one by one, to find out which of
            them breaks it, and that one is recorded as failed.
        workers: how many trials to hand over at a time; default: what the executor has.
        time_limit: seconds after which a trial is given up and recorded as failed. The executor
            cannot be told to end it, so its place stays taken until it does; `Processes` can.

    The executor stays open, unless it was made by the function.
    """

    def __init__(
        self,
        executor: Any,
        workers: int | None = None,
        *,
        time_limit: float | None = None,
    ) -> None:
        self._make = None if hasattr(executor, "submit") else executor
        self._executor = executor if self._make is None else executor()
        if not hasattr(self._executor, "submit"):
            raise TypeError(f"an executor has submit(); {type(self._executor).__name__} has not")
        self.workers = _places(self._executor) if workers is None else workers
        self.time_limit = time_limit
        self._in_threads = isinstance(self._executor, concurrent.futures.ThreadPoolExecutor)
        self._running: dict[Any, _Job] = {}
        self._given_up: set[Any] = set()  # futures whose place is still taken
        self._suspects: deque[_Job] = deque()  # to be run alone, one of them breaks the executor
        self._news: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._closed = False
        self._options = {"pure": False} if hasattr(self._executor, "nthreads") else {}  # Dask

    @property
    def free(self) -> bool:
        """Whether another trial may start now."""
        taken = len(self._running) + len(self._given_up)
        return not self._suspects and (taken < self.workers or not self._running)

    def start(self, objective: Callable[..., Any], task: Task, watch: Watch) -> None:
        """Hand the trial over.

        Raises:
            RuntimeError: trials that were given up have taken all places, or the executor is broken.
        """
        if len(self._given_up) >= self.workers:
            raise RuntimeError(
                f"all {self.workers} places of the executor are taken by trials that were given "
                "up. The log has the others, and the same call goes on; tune.Processes ends such "
                "trials."
            )
        self._closed = False
        self._hand_over(_Job(objective, task, watch, time.time()))

    def _hand_over(self, job: _Job) -> None:
        ask = self._asker(job) if self._in_threads else None
        try:
            future = self._submit(job, ask)
        except concurrent.futures.BrokenExecutor:
            self._renew()
            future = self._submit(job, ask)
        self._running[future] = job
        future.add_done_callback(self._news.put)

    def _submit(self, job: _Job, ask: Watch | None) -> Any:
        return self._executor.submit(apart, job.objective, job.task, ask, **self._options)

    def _asker(self, job: _Job) -> Watch:
        """What a thread calls to report: the search is asked in its own thread."""

        def ask(number: int, step: float, value: float) -> bool:
            answer: queue.SimpleQueue[bool] = queue.SimpleQueue()
            self._news.put(_Report(job, step, value, answer))
            while not self._closed:
                try:
                    return answer.get(timeout=_LOOK)
                except queue.Empty:
                    pass
            return True

        return ask

    def wait(self) -> Trial:
        """The next trial that is over."""
        while True:
            if not self._running and self._suspects:
                suspect = self._suspects.popleft()
                self._hand_over(suspect._replace(started=time.time(), alone=True))
            late = self._late()
            if late is not None:
                return late
            try:
                news = self._news.get(timeout=self._pause())
            except queue.Empty:
                continue
            if isinstance(news, _Report):
                known = news.job in self._running.values()
                news.answer.put(not known or news.job.watch(news.job.task.number, *news[1:3]))
            elif news in self._given_up:
                self._given_up.discard(news)
            elif news in self._running:
                trial = self._result(news, self._running.pop(news))
                if trial is not None:
                    return trial

    def _pause(self) -> float:
        if self.time_limit is None:
            return _LOOK
        first = min(job.started for job in self._running.values())
        return min(_LOOK, max(0.0, first + self.time_limit - time.time()))

    def _late(self) -> Trial | None:
        """A trial that is over its time."""
        if self.time_limit is None:
            return None
        for future, job in list(self._running.items()):
            if time.time() - job.started > self.time_limit:
                del self._running[future]
                if not future.cancel():
                    self._given_up.add(future)
                return lost(job.task, job.started, f"it took more than {self.time_limit:g} seconds")
        return None

    def _result(self, future: Any, job: _Job) -> Trial | None:
        """What came of a trial; None if it will be run again."""
        try:
            trial = future.result()
        except concurrent.futures.BrokenExecutor as error:
            if self._make is not None and not job.alone:
                self._suspects.append(job)
                return None
            who = "it" if job.alone or self.workers == 1 else "it or a neighbour"
            return lost(job.task, job.started, f"{who} broke the executor: {error}")
        except (Exception, concurrent.futures.CancelledError) as error:
            return lost(job.task, job.started, f"{type(error).__name__}: {error}")
        if not isinstance(trial, Trial):
            raise TypeError(f"the executor's result is no trial: {trial!r:.200}")
        if not self._in_threads:  # it could not report as it went
            for step, value in trial.curve:
                job.watch(job.task.number, step, value)
        return trial

    def _renew(self) -> None:
        """Make the executor again."""
        if self._make is None:
            raise RuntimeError(
                "the executor is broken: a process of it ended suddenly. The log has all trials "
                "that are over. Pass a function that makes the executor, so that it can be made "
                "again, or use tune.Processes."
            )
        self._shut_down()
        self._executor = self._make()

    def _shut_down(self) -> None:
        for name in ("shutdown", "close"):
            method = getattr(self._executor, name, None)
            if method is not None:
                method()
                return

    def close(self) -> None:
        """Give up what is left."""
        for future in self._running:
            future.cancel()
        self._running.clear()
        self._suspects.clear()
        self._closed = True  # threads that wait for a verdict end their trials
        if self._make is not None:
            self._shut_down()


class Ray:
    """Ray as an executor: `tune.search(..., executor=tune.Ray())`. Needs `minigraph[ray]`.

    Args:
        options: of `ray.remote`, such as `num_cpus=1`, `memory=2**30`.

    Ray must have been started (`ray.init()`); otherwise it starts itself, on this machine.
    """

    def __init__(self, **options: Any) -> None:
        try:
            ray = import_module("ray")
        except ImportError:
            raise ImportError("tune.Ray needs Ray: pip install 'minigraph[ray]'") from None
        self._ray, self._options = ray, {"max_retries": 0, **options}
        if not ray.is_initialized():
            ray.init(include_dashboard=False, log_to_driver=False)
        self._functions: dict[Any, Any] = {}

    @property
    def workers(self) -> int:
        """How many trials run at a time."""
        each = float(self._options.get("num_cpus", 1)) or 1.0
        return max(1, int(self._ray.cluster_resources().get("CPU", 1) / each))

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """A `concurrent.futures.Future` of function(*arguments)."""
        if function not in self._functions:
            self._functions[function] = self._ray.remote(**self._options)(function)
        return self._functions[function].remote(*arguments).future()


def _places(executor: Any) -> int:
    """How many trials an executor runs at a time."""
    if hasattr(executor, "nthreads"):  # Dask
        return max(1, int(sum(executor.nthreads().values())))
    for name in ("workers", "max_workers", "_max_workers"):
        if isinstance(getattr(executor, name, None), int):
            places: int = getattr(executor, name)
            return places
    return cores()
