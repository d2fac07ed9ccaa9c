"""Threads of the library that multiplies matrices.

OpenBLAS divides every product but the smallest among its threads, and each waits for all others. On
a machine that does something else too, a product of 0.2 ms then takes ten times as long whenever one
of the threads has to wait for its core. So a run whose products are all small asks for one thread,
and the number is put back after it. It is one for the whole process: of the runs that are
under way, the one that asks for the fewest threads decides.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable
from typing import Any

__all__ = ["Threads", "limited"]


class Threads:
    """The number of threads, as `get` and `put` know it, and the runs that limit it."""

    def __init__(self, get: Callable[[], int], put: Callable[[int], Any]):
        self.get, self.put = get, put
        self.lock = threading.Lock()
        self.wanted: list[int] = []
        self.before = 0  # what it was when nobody limited it

    def enter(self, count: int) -> None:
        """From now on no more than `count`."""
        with self.lock:
            if not self.wanted:
                self.before = self.get()
            self.wanted.append(count)
            self.put(min(self.before, *self.wanted))

    def leave(self, count: int) -> None:
        """The end of what `enter` began."""
        with self.lock:
            self.wanted.remove(count)
            self.put(min([self.before, *self.wanted]))


def limited(
    step: Callable[..., Any], count: int | None, threads: Threads | None = None
) -> Callable[..., Any]:
    """The function that calls `step` while products use at most `count` threads."""
    threads = threads or _threads
    if threads is None or count is None or threads.get() <= count:
        return step

    def run(*arrays: Any) -> Any:
        threads.enter(count)
        try:
            return step(*arrays)
        finally:
            threads.leave(count)

    return run


def _found() -> Threads | None:
    """The threads of the OpenBLAS that NumPy calls, or None."""
    module = sys.modules.get("numpy._core._multiarray_umath")
    try:
        library = ctypes.PyDLL(module.__file__ if module else "")
    except (OSError, AttributeError, TypeError):
        return None
    for before, after in (("scipy_", "64_"), ("", "64_"), ("scipy_", ""), ("", "")):
        names = [f"{before}openblas_{verb}_num_threads{after}" for verb in ("get", "set")]
        if all(hasattr(library, name) for name in names):
            get, put = (getattr(library, name) for name in names)
            return Threads(get, put)
    return None


_threads = _found()
