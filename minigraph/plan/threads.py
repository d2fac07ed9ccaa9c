"""Threads that share the blocks of a loop.

NumPy lets go of Python's lock while it works on an array, so several threads get on at once if each
call takes long enough. The threads are kept, one less than a session may use: the one that runs
does a share itself, and whatever the others have not begun when it is done.
"""

from __future__ import annotations

import contextvars
import functools
import os
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from minigraph.core.denormals import carried
from minigraph.core.memory import sharing

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

__all__ = ["part", "spread"]


class _Pool:
    """The threads of this process, made when they are first needed."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin without threads: a forked process has none of them."""
        self.lock = threading.Lock()
        self.size = 0
        self.threads: ThreadPoolExecutor | None = None

    def submit(self, count: int, *call: Any) -> Future[Any]:
        """Have one of at least `count` threads make a call."""
        with self.lock:
            if self.threads is None or self.size < count:
                from concurrent.futures import ThreadPoolExecutor  # it brings 2 MiB along

                old, self.size = self.threads, max(count, self.size)
                self.threads = ThreadPoolExecutor(self.size, "minigraph")
                if old is not None:
                    old.shutdown(wait=False)
            return self.threads.submit(*call)


_pool = _Pool()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.forget)


def _shared(work: Callable[[Any], Any], share: Any) -> None:
    with sharing():
        work(share)


def part(array: Any, number: int, count: int) -> Any:
    """The entries along the first axis that are that number's share."""
    return array[len(array) * number // count : len(array) * (number + 1) // count]


def spread(work: Callable[[Any], Any], shares: Sequence[Any]) -> None:
    """work(share) for each share, on as many threads; the first error, once all have ended."""
    own, *others = shares
    carry = carried(functools.partial(_shared, work))
    begun = [
        (_pool.submit(len(others), contextvars.copy_context().run, carry, share), share)
        for share in others
    ]
    errors: list[BaseException] = []
    try:
        _shared(work, own)
    except BaseException as error:
        errors.append(error)
    for future, share in begun:
        try:
            if future.cancel():  # no thread was free
                _shared(work, share)
            else:
                future.result()
        except BaseException as error:
            errors.append(error)
    if errors:
        raise errors[0]
