"""Many models at once, each in a process: a trial that crashes or hangs takes nothing with it.

The workers are started afresh (never forked from a process with threads), once, and run one trial
after the other. Each holds one end of a pipe; the parent waits for all pipes and for the ends of
the processes, so it learns at once that one was killed, and starts another in its place.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from multiprocessing import connection
from typing import Any

from minigraph.tune.runners.apart import lost
from minigraph.tune.runners.worker import READY, Report, Unloadable, can_limit_memory, work
from minigraph.tune.trials import Task, Trial, Watch

__all__ = ["Processes", "cores"]

_THREADS = (
    "BLIS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_GUARD = (
    "worker processes import the main script again, so what starts a search must stand under "
    "`if __name__ == '__main__':`"
)
_PATIENCE = 5.0  # seconds that an idle worker may take to end


def cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


class Processes:
    """Runs trials in processes of their own: `tune.search(..., executor=tune.Processes(4))`.

    Args:
        workers: how many processes; default: one for each core.
        time_limit: seconds after which a trial is ended and recorded as failed.
        memory_limit: bytes that a worker may take beyond what it has at its start; an objective
            that wants more gets a MemoryError. Linux only.
        threads: of the linear algebra, in each worker. With more than one, workers fight for the
            cores; None leaves the choice to the library.

    A worker that ends (a crash, `os._exit`, kill -9, no memory left) makes its trial a failed one
    and another worker takes its place. Each trial has a default graph of its own, with its own
    seed; Python's and NumPy's old generators are seeded as well.

    The objective must be a function at the top of a module, or an object of a class there, since it
    travels to another process. Functions within functions travel where `cloudpickle` is installed.

    Raises:
        ValueError: a limit or number makes no sense, or the system has no limits of memory.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        time_limit: float | None = None,
        memory_limit: int | None = None,
        threads: int | None = 1,
    ) -> None:
        self.workers = cores() if workers is None else workers
        for name, value in (("workers", self.workers), ("threads", threads)):
            if value is not None and (type(value) is not int or value < 1):
                raise ValueError(f"{name} must be a whole number from 1 on, not {value!r}")
        for name, limit in (("time_limit", time_limit), ("memory_limit", memory_limit)):
            if limit is not None and not limit > 0:
                raise ValueError(f"{name} must be above 0, not {limit!r}")
        if memory_limit is not None and not can_limit_memory():
            raise ValueError("memory_limit: this system cannot limit a process's memory")
        self.time_limit, self.memory_limit, self.threads = time_limit, memory_limit, threads
        self._all: list[_Worker] = []
        self._packed: tuple[Callable[..., Any], bytes] | None = None

    @property
    def free(self) -> bool:
        """Whether another trial may start now."""
        return sum(worker.task is not None for worker in self._all) < self.workers

    def start(self, objective: Callable[..., Any], task: Task, watch: Watch) -> None:
        """Give the trial to a worker that has none."""
        if self._packed is None or self._packed[0] is not objective:
            self._packed = objective, _pack(objective)
        for worker in [w for w in self._all if w.task is None and not w.process.is_alive()]:
            self._drop(worker)  # it was killed while it had nothing to do
        worker = next((w for w in self._all if w.task is None), None) or self._new_worker()
        worker.give(self._packed[1], task, watch)

    def _new_worker(self) -> _Worker:
        with _threads_in_environment(self.threads):
            worker = _Worker(self.memory_limit)
        self._all.append(worker)
        return worker

    def wait(self) -> Trial:
        """The next trial that is over."""
        while True:
            busy = [worker for worker in self._all if worker.task is not None]
            late = next((w for w in busy if w.seconds_left(self.time_limit) <= 0), None)
            if late is not None:
                return self._lose(late, f"it took more than {self.time_limit:g} seconds")
            handles = [handle for w in busy for handle in (w.pipe, w.process.sentinel)]
            left = min(worker.seconds_left(self.time_limit) for worker in busy)
            happened = connection.wait(handles, None if left == float("inf") else left)
            for worker in busy:
                if worker.pipe in happened or worker.process.sentinel in happened:
                    trial = self._news(worker)
                    if trial is not None:
                        return trial

    def _news(self, worker: _Worker) -> Trial | None:
        """Take in what a worker says, or that it ended; the trial if one is over."""
        try:
            if not worker.pipe.poll():
                raise EOFError  # it ended and left no message
            message = worker.pipe.recv()
            if isinstance(message, Report):
                assert worker.watch is not None
                worker.pipe.send(worker.watch(*message))
        except (EOFError, OSError, pickle.UnpicklingError):
            return self._ended(worker)
        if message == READY:
            worker.ready = True
            worker.send()
        elif isinstance(message, Unloadable):
            raise RuntimeError(
                f"a worker process cannot load the objective: {message.why}. It must be a function "
                f"at the top of a module that can be imported there; {_GUARD}."
            )
        elif isinstance(message, Trial):
            worker.task = None
            if message.error is not None and message.error.startswith("MemoryError"):
                self._drop(worker)  # what is left of its memory may be in pieces
            return message
        return None

    def _ended(self, worker: _Worker) -> Trial:
        worker.process.join()
        code = worker.process.exitcode
        if not worker.ready:
            self._drop(worker)
            raise RuntimeError(
                f"a worker process ended before it could do anything (exit code {code}); its own "
                f"message is above. Perhaps: {_GUARD}."
            )
        return self._lose(worker, f"its process {_how_ended(code)}")

    def _lose(self, worker: _Worker, error: str) -> Trial:
        """The trial of a worker is lost, and so is the worker."""
        assert worker.task is not None
        trial = lost(worker.task, worker.started, error)
        self._drop(worker)
        return trial

    def _drop(self, worker: _Worker) -> None:
        self._all.remove(worker)
        worker.end(at_once=True)

    def close(self) -> None:
        """End all workers; those with a trial at once."""
        workers, self._all = self._all, []
        for worker in workers:
            if worker.task is None:
                with contextlib.suppress(OSError):
                    worker.pipe.send(None)
        for worker in workers:
            worker.end(at_once=worker.task is not None)


class _Worker:
    """A worker process as its parent sees it."""

    def __init__(self, memory: int | None) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, memory), daemon=True)
        self.process.start()
        theirs.close()  # now its end is an end of the pipe
        self.ready = False
        self.task: Task | None = None
        self.watch: Watch | None = None
        self.started = 0.0
        self._clock = float("inf")  # when the trial began
        self._objective = b""
        self._has = b""  # the objective that it was sent last

    def give(self, objective: bytes, task: Task, watch: Watch) -> None:
        """Give it a trial; it starts when the process is up."""
        self.task, self.watch, self._objective = task, watch, objective
        self.started, self._clock = time.time(), float("inf")
        if self.ready:
            self.send()

    def send(self) -> None:
        """Send the trial that it was given."""
        fresh = None if self._has is self._objective else self._objective
        self.started, self._clock = time.time(), time.monotonic()
        with contextlib.suppress(OSError):  # it has ended: `wait` will see that
            self.pipe.send((fresh, self.task))
        self._has = self._objective

    def seconds_left(self, limit: float | None) -> float:
        """Until the limit of its trial."""
        if limit is None or self._clock == float("inf"):
            return float("inf")
        return self._clock + limit - time.monotonic()

    def end(self, *, at_once: bool) -> None:
        """See to it that the process ends."""
        if not at_once:
            self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.pipe.close()
        self.process.close()


def _how_ended(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        hint = ": by somebody, or for want of memory" if name == "SIGKILL" else ""
        return f"was ended by the signal {name}{hint}"
    return f"ended with the exit code {code}"


@contextlib.contextmanager
def _threads_in_environment(threads: int | None) -> Iterator[None]:
    """An environment in which a new process gives its linear algebra so many threads."""
    if threads is None:
        yield
        return
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, str(threads)))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _pack(objective: Callable[..., Any]) -> bytes:
    """The objective as bytes.

    Raises:
        TypeError: it cannot travel to another process.
    """
    try:
        return pickle.dumps(objective)
    except Exception as problem:
        try:
            cloudpickle = import_module("cloudpickle")
        except ImportError:
            raise TypeError(
                f"the objective cannot travel to another process: {problem}. Make it a function at "
                "the top of a module, or install cloudpickle, or run the trials in threads: "
                "executor=concurrent.futures.ThreadPoolExecutor(...)."
            ) from None
        packed: bytes = cloudpickle.dumps(objective)
        return packed
