"""What a worker process does: take a task from its pipe, run it, send what came of it.

The messages: to the worker `(objective as bytes or None for the last one, task)`, the verdict on a
report (bool), or None to end; from it "ready", `Report`, `Trial`, or `Unloadable`.
"""

from __future__ import annotations

import os
import pickle
import random
import signal
import threading
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from minigraph.tune.runners.apart import apart
from minigraph.tune.trials import Trial, seed_of

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

__all__ = ["READY", "Report", "Unloadable", "can_limit_memory", "work"]

READY = "ready"


class Report(NamedTuple):
    """The objective reports, and waits for the verdict."""

    number: int
    step: float
    value: float


class Unloadable(NamedTuple):
    """The objective cannot be loaded in another process."""

    why: str


def can_limit_memory() -> bool:
    """Whether the system lets a process limit its own memory."""
    return resource is not None and Path("/proc/self/statm").exists()


def _limit_memory(room: int) -> None:
    """Let this process have at most so many bytes more than it has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + room
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _end_with_parent() -> None:
    """Do not outlive the parent, though it was killed and the trial is long."""
    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)


def work(pipe: Any, memory: int | None) -> None:
    """The life of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if memory is not None:
        _limit_memory(memory)
    pipe.send(READY)
    objective: Any = None
    try:
        while (message := pipe.recv()) is not None:
            packed, task = message
            if packed is not None:
                try:
                    objective = pickle.loads(packed)
                except Exception as error:
                    pipe.send(Unloadable(f"{type(error).__name__}: {error}"))
                    continue
            seed = seed_of(task.seed, task.number)
            random.seed(seed)
            np.random.seed(seed)  # noqa: NPY002  (for objectives that use the old generator)

            def watch(number: int, step: float, value: float) -> bool:
                pipe.send(Report(number, step, value))
                return bool(pipe.recv())

            trial: Trial = apart(objective, task, watch)
            pipe.send(trial)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent is gone
