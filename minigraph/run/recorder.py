"""The recorder: what the program of a traced run calls after each of its steps.

It keeps events and numbers only, never an array: a variable's array that something holds could not
be changed in place. What the events mean is worked out after the run (`run/trace.py`).
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Again", "Begun", "Ended", "Look", "Recorder"]

_clock = time.perf_counter_ns


class Look(NamedTuple):
    """What is kept of a value.

    Attributes:
        shape: its sizes; () of what is no array.
        bytes: its size in memory; of strings, the bytes of the texts.
        has_nan, has_inf: whether any element is one.
        address: where an array begins, else 0.
    """

    shape: tuple[int, ...] = ()
    bytes: int = 0
    has_nan: bool = False
    has_inf: bool = False
    address: int = 0


class Begun(NamedTuple):
    """A mark that holds others has begun."""

    mark: int


class Again(NamedTuple):
    """The values of a loop have moved on."""

    mark: int


class Ended(NamedTuple):
    """A mark has ended; times are nanoseconds since 1970."""

    mark: int
    start: int
    end: int
    outputs: list[Look]


class Recorder:
    """Takes the notes of one run.

    Args:
        check_numerics: whether to look for NaN and inf.

    Attributes:
        feeds: what the run was fed.
        events: in the order in which they happened.
    """

    def __init__(self, check_numerics: bool = True):
        self.check_numerics = check_numerics
        self.feeds: list[Look] = []
        self.events: list[Begun | Again | Ended] = []
        self._starts: list[int] = []
        self._parts: dict[int, tuple[int, bool, bool]] = {}  # time, NaN, inf
        self._epoch = self._last = self._next = self.began = 0

    def start(self, *feeds: Any) -> None:
        """The run begins."""
        self.feeds = [self.look(value) for value in feeds]
        self.events = []
        self._starts = []
        self._parts = {}
        self._epoch = time.time_ns() - _clock()
        self._last = _clock()
        self.began = self._epoch + self._last

    def resume(self) -> None:
        """The time since the last event belongs to no mark."""
        self._last = _clock()

    def begin(self, mark: int) -> None:
        """A mark begins that holds others."""
        start = self._epoch + self._last
        self._starts.append(start)
        self.events.append(Begun(mark))
        self._last = _clock()

    def again(self, mark: int) -> None:
        """A loop has been through its body once more."""
        self.events.append(Again(mark))
        self._last = _clock()

    def note(self, mark: int, *values: Any) -> None:
        """A mark has ended, with these outputs."""
        now = _clock()
        start = self._epoch + self._last
        looks = [self.look(value) for value in values]
        self.events.append(Ended(mark, start, self._epoch + now, looks))
        self._last = _clock()

    def end(self, mark: int, *values: Any) -> None:
        """A mark has ended that holds others."""
        now = _clock()
        looks = [self.look(value) for value in values]
        self.events.append(Ended(mark, self._starts.pop(), self._epoch + now, looks))
        self._last = _clock()

    def part(self, mark: int, value: Any) -> None:
        """A mark has done one block of a large array."""
        now = _clock()
        if not self._parts:
            self._next = self._last
        spent, has_nan, has_inf = self._parts.get(mark, (0, False, False))
        found = _bad(value) if self.check_numerics else (False, False)
        self._parts[mark] = (spent + now - self._last, has_nan or found[0], has_inf or found[1])
        self._last = _clock()

    def whole(self, mark: int, shape: tuple[int, ...], size: int) -> None:
        """A mark has done all blocks. It is shown as if it had run through them before the next."""
        spent, has_nan, has_inf = self._parts.pop(mark)
        start = self._epoch + self._next
        look = Look(shape, size, has_nan, has_inf)
        self.events.append(Ended(mark, start, start + spent, [look]))
        self._next += spent
        self._last = _clock()

    def look(self, value: Any) -> Look:
        """What is kept of a value."""
        if isinstance(value, np.generic):
            if not self.check_numerics or value.dtype.kind not in "fc" or np.isfinite(value):
                return Look((), value.nbytes)
            return Look((), value.nbytes, bool(np.isnan(value)), bool(np.isinf(value)))
        if isinstance(value, bytes):
            return Look((), len(value))
        if not isinstance(value, np.ndarray):
            return Look()  # a list of tensors, a table, a variable without a value
        address = value.__array_interface__["data"][0]
        if value.dtype.kind == "O":
            return Look(value.shape, sum(len(v) for v in value.flat), address=address)
        has_nan, has_inf = _bad(value) if self.check_numerics else (False, False)
        return Look(value.shape, value.nbytes, has_nan, has_inf, address)


def _bad(array: Any) -> tuple[bool, bool]:
    """Whether an array has NaN, and inf.

    A sum tells that it has none in one pass without a temporary array: it is finite only if all
    elements are. If it is not, they may only be large: then all are looked at.
    """
    if array.dtype.kind not in "fc" or np.isfinite(np.add.reduce(array, axis=None)):
        return False, False
    return bool(np.isnan(array).any()), bool(np.isinf(array).any())
