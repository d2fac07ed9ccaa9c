"""Knobs: the numbers of a training that may be changed while it goes on.

A knob turns a variable of the graph, or a placeholder that is fed in every run, or a plain value
that the program reads (the batch size). It knows which values it takes, so that a slip of the
finger is refused before it does harm.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.ops.variables import Variable

__all__ = ["Knob", "as_knobs"]

_PLACEHOLDERS = ("Placeholder", "PlaceholderWithDefault")


class Knob:
    """A number (or truth value, or text) that may be changed while a model trains.

    Args:
        target: a scalar `tf.Variable`, which is written to; a scalar placeholder, which
            `Panda.feeds` feeds; or None for a plain value, read as `panda["name"]`.
        start: the first value. Needed without a variable; for a variable, default: what it holds.
        low, high: the smallest and the largest value that it takes.
        choices: the only values that it takes.

    Raises:
        TypeError, ValueError: no such target, no start, a start that it does not take.

    Example:
        >>> knob = Knob(start=32, low=1, high=1024)
        >>> knob.check(64)
        64
        >>> knob.check(0.5)
        Traceback (most recent call last):
        ValueError: it takes whole numbers, not 0.5
    """

    def __init__(
        self,
        target: Any = None,
        start: Any = None,
        *,
        low: float | None = None,
        high: float | None = None,
        choices: Sequence[Any] | None = None,
    ):
        self.target = target
        self.low, self.high = low, high
        self.choices = None if choices is None else list(choices)
        self.kind, dtype = _kind(target)
        if self.kind != "variable" and start is None:
            raise ValueError(f"a knob for a {self.kind} needs a start: Knob(target, start)")
        if dtype is None:
            dtype = np.asarray(start).dtype
        self.dtype = dtype
        self.value = None if start is None else self.check(start)

    def check(self, value: Any) -> Any:
        """The value as this knob takes it.

        Raises:
            ValueError: it does not take it.
        """
        value = self._of_type(value.item() if isinstance(value, np.generic) else value)
        if self.choices is not None and value not in self.choices:
            raise ValueError(f"it takes one of {self.choices}, not {value!r}")
        if self.low is not None and value < self.low:
            raise ValueError(f"it takes {self.low} or more, not {value!r}")
        if self.high is not None and value > self.high:
            raise ValueError(f"it takes at most {self.high}, not {value!r}")
        return value

    def _of_type(self, value: Any) -> Any:
        kind = self.dtype.kind
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if kind == "b":
            if not isinstance(value, bool):
                raise ValueError(f"it takes true or false, not {value!r}")
            return value
        if kind in "iu":
            if not number or value != int(value if math.isfinite(value) else 0):
                raise ValueError(f"it takes whole numbers, not {value!r}")
            limits = np.iinfo(self.dtype)
            if not limits.min <= value <= limits.max:
                raise ValueError(f"it takes {self.dtype} numbers, not {value!r}")
            return int(value)
        if kind == "f":
            if not number:
                raise ValueError(f"it takes numbers, not {value!r}")
            with np.errstate(over="ignore"):
                rounded = self.dtype.type(min(max(value, -1e308), 1e308))
            if not math.isfinite(value) or not np.isfinite(rounded):
                raise ValueError(f"it takes finite {self.dtype} numbers, not {value!r}")
            return plain(rounded)
        if not isinstance(value, str):
            raise ValueError(f"it takes texts, not {value!r}")
        return value

    def read(self, session: Any) -> Any:
        """The value now."""
        if self.kind == "variable":
            self.value = plain(session.run(self.target))
        return self.value

    def turn(self, session: Any, value: Any) -> None:
        """Set it to a value that `check` has seen."""
        if self.kind == "variable":
            self.target.load(value, session)
        self.value = value

    def facts(self) -> dict[str, Any]:
        """What the log says of it."""
        facts = {"kind": self.kind, "dtype": str(self.dtype)}
        limits = {"low": self.low, "high": self.high, "choices": self.choices}
        return facts | {name: limit for name, limit in limits.items() if limit is not None}


def _kind(target: Any) -> tuple[str, Any]:
    """What a target is, and its dtype."""
    if target is None:
        return "value", None
    if isinstance(target, Variable):
        kind = "variable"
    elif isinstance(target, Tensor) and target.op.type in _PLACEHOLDERS:
        kind = "placeholder"
    else:
        raise TypeError(
            "a knob turns a scalar tf.Variable, a scalar tf.placeholder, or, with target None, a "
            f"plain value; not {target!r}"
        )
    if target.shape.ndims not in (0, None):
        raise ValueError(f"a knob turns scalars, but {target.name} has the shape {target.shape}")
    return kind, target.dtype.base_dtype.np_dtype


def plain(value: Any) -> Any:
    """A NumPy scalar as the Python value that is written the same: float32 0.1 is 0.1."""
    if isinstance(value, np.floating):
        return float(str(value))
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return value.item() if isinstance(value, (np.generic, np.ndarray)) else value


def as_knobs(given: Mapping[str, Any]) -> dict[str, Knob]:
    """Knobs of what a user names: a Knob, a variable, a pair (placeholder, start) or a value."""
    knobs = {}
    for name, what in given.items():
        if not isinstance(name, str) or not name.isidentifier():
            raise ValueError(f"the name of a knob must be like that of a variable, not {name!r}")
        try:
            if isinstance(what, Knob):
                knobs[name] = what
            elif isinstance(what, tuple) and len(what) == 2:
                knobs[name] = Knob(*what)
            elif isinstance(what, (bool, int, float, str, np.generic)):
                knobs[name] = Knob(start=what)
            else:
                knobs[name] = Knob(what)
        except (TypeError, ValueError) as error:
            raise type(error)(f"knob {name!r}: {error}") from None
    return knobs
