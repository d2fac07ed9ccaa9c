"""What one parameter may be: an interval on a scale, whole numbers, or one of several options.

Every parameter maps the unit interval to its values, evenly in its own coordinate (`scales.py`).
That is all that a sampler needs: it fills the unit cube and knows nothing of rates and momenta.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Any

import numpy as np

from minigraph.tune.scales import LINEAR, LOG, Scale, show_number

__all__ = [
    "Choice",
    "Fixed",
    "Integers",
    "Interval",
    "Parameter",
    "any_of",
    "is_number",
    "is_plain",
    "is_whole",
    "key_of",
]


@dataclass(frozen=True)
class Parameter(ABC):
    """What all kinds have: importance, condition, default.

    Attributes:
        tier: how early it is worth tuning; 1 is first. See `Space.tier`.
        when: other parameters' values under which it exists, as name -> tuple of values.
        default: its value while it is not tuned.
    """

    tier: int = field(default=1, kw_only=True)
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict, kw_only=True)
    default: Any = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if not isinstance(self.tier, int) or isinstance(self.tier, bool) or self.tier < 1:
            raise ValueError(f"tier must be a whole number from 1 on, not {self.tier!r}")
        if self.default is not None and not self.contains(self.default):
            raise ValueError(f"the default {self.default!r} is no value of {self}")

    @abstractmethod
    def from_units(self, units: Any) -> Any:
        """The values at places from 0 to 1 of the parameter's own coordinate, as an array."""

    @abstractmethod
    def to_unit(self, value: Any) -> float:
        """The place of a value: `from_unit(to_unit(v))` is v."""

    @abstractmethod
    def grid(self, count: int, centres: bool = False) -> list[Any]:
        """`count` values, even in the coordinate: from end to end, or in the middles of parts."""

    @abstractmethod
    def contains(self, value: Any) -> bool:
        """Whether it may have this value."""

    @abstractmethod
    def ticks(self) -> list[tuple[float, str]]:
        """Marks for an axis: (place from 0 to 1, text)."""

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """All that it is, as JSON: what the log's first line holds."""

    def from_unit(self, unit: float) -> Any:
        """The value at one place, a Python number."""
        return self.from_units(np.asarray([unit], np.float64))[0].item()

    def place(self, value: Any) -> float:
        """Where a plot has the value, from 0 to 1."""
        return self.to_unit(value)

    def sample(self, rng: np.random.Generator, size: int | None = None) -> Any:
        """One draw, or an array of `size` draws."""
        if size is None:
            return self.from_unit(rng.random())
        return self.from_units(rng.random(size))

    def middle(self) -> Any:
        """The default, else the value in the middle of the coordinate."""
        return self.from_unit(0.5) if self.default is None else self.default

    def show(self, value: Any) -> str:
        """A value for people."""
        return str(value)

    def _extras(self) -> dict[str, Any]:
        found: dict[str, Any] = {} if self.tier == 1 else {"tier": self.tier}
        if self.when:
            found["when"] = {name: list(values) for name, values in self.when.items()}
        if self.default is not None:
            found["default"] = self.default
        return found


@dataclass(frozen=True)
class Interval(Parameter):
    """Real numbers from `low` to `high`, even on a scale."""

    low: float
    high: float
    scale: Scale = LINEAR

    def from_units(self, units: Any) -> Any:
        first, last = self.ends()
        plain = self.scale.backward(first + np.asarray(units, np.float64) * (last - first))
        return np.clip(plain, self.low, self.high)

    def ends(self) -> tuple[float, float]:
        """The bounds in the coordinate of the scale."""
        return float(self.scale.forward(self.low)), float(self.scale.forward(self.high))

    def to_unit(self, value: Any) -> float:
        first, last = self.ends()
        return (float(self.scale.forward(value)) - first) / (last - first)

    def grid(self, count: int, centres: bool = False) -> list[Any]:
        clean = [float(f"{value:.12g}") for value in self.from_units(_even(count, centres))]
        return [min(max(value, self.low), self.high) for value in clean]

    def contains(self, value: Any) -> bool:
        return is_number(value) and self.low <= value <= self.high

    def ticks(self) -> list[tuple[float, str]]:
        marks = self.scale.ticks(self.low, self.high)
        return [(self.to_unit(mark), self.show(mark)) for mark in marks]

    def show(self, value: Any) -> str:
        return self.scale.show(value)

    def describe(self) -> dict[str, Any]:
        kind = {"linear": "uniform", "log": "log_uniform"}.get(self.scale.name, self.scale.name)
        return {"kind": kind, "low": self.low, "high": self.high, **self._extras()}

    def __str__(self) -> str:
        return f"{self.describe()['kind']}({self.show(self.low)}, {self.show(self.high)})"


@dataclass(frozen=True)
class Integers(Parameter):
    """Whole numbers from `low` to `high`, both included, even on a scale.

    On the logarithmic one n has the share log(1 + 1/n) / log((high + 1) / low): each number owns
    the part from log(n) to log(n + 1).
    """

    low: int
    high: int
    scale: Scale = LINEAR

    def from_units(self, units: Any) -> Any:
        first, last = self._ends()
        plain = self.scale.backward(first + np.asarray(units, np.float64) * (last - first))
        # a bound's logarithm and back may be a hair below the bound itself
        whole = np.floor(plain * (1 + 1e-15)).astype(np.int64)
        return np.clip(whole, self.low, self.high)

    def _ends(self) -> tuple[float, float]:
        return float(self.scale.forward(self.low)), float(self.scale.forward(self.high + 1))

    def to_unit(self, value: Any) -> float:
        first, last = self._ends()
        middle = (self.scale.forward(value) + self.scale.forward(value + 1)) / 2
        return (float(middle) - first) / (last - first)

    def place(self, value: Any) -> float:
        first, last = self.scale.forward(self.low), self.scale.forward(self.high)
        return float((self.scale.forward(value) - first) / (last - first)) if last > first else 0.5

    def grid(self, count: int, centres: bool = False) -> list[Any]:
        """Fewer than `count` where there are not as many different ones."""
        if centres:
            return [int(n) for n in np.unique(self.from_units(_even(count, True)))]
        first, last = self.scale.forward(self.low), self.scale.forward(self.high)
        plain = self.scale.backward(first + _even(count, False) * (last - first))
        return [int(n) for n in np.unique(np.rint(plain).astype(np.int64))]

    def contains(self, value: Any) -> bool:
        return is_whole(value) and self.low <= value <= self.high

    def ticks(self) -> list[tuple[float, str]]:
        marks = {round(mark) for mark in self.scale.ticks(self.low, self.high)}
        if self.scale is LOG and 8 <= self.high / self.low <= 1024:  # sizes: doublings
            marks = {2**power for power in range(self.high.bit_length())}
        kept = sorted(mark for mark in marks if self.low <= mark <= self.high)
        return [(self.place(mark), str(mark)) for mark in kept]

    def describe(self) -> dict[str, Any]:
        log = {"log": True} if self.scale is LOG else {}
        return {"kind": "integers", "low": self.low, "high": self.high, **log, **self._extras()}

    def __str__(self) -> str:
        return f"integers({self.low}, {self.high}{', log=True' if self.scale is LOG else ''})"


@dataclass(frozen=True)
class Choice(Parameter):
    """One of several options, each as likely."""

    options: tuple[Any, ...]

    def from_units(self, units: Any) -> Any:
        places = np.minimum(np.asarray(units) * len(self.options), len(self.options) - 1)
        found = np.empty(np.shape(units), object)
        found[...] = [self.options[int(place)] for place in places]
        return found

    def from_unit(self, unit: float) -> Any:
        return self.options[min(int(unit * len(self.options)), len(self.options) - 1)]

    def to_unit(self, value: Any) -> float:
        return (self.index(value) + 0.5) / len(self.options)

    def index(self, value: Any) -> int:
        """The number of an option; 1, 1.0 and True are three options."""
        return [key_of(option) for option in self.options].index(key_of(value))

    def grid(self, count: int, centres: bool = False) -> list[Any]:
        """All options, however many were asked for: there is nothing between them."""
        return list(self.options)

    def contains(self, value: Any) -> bool:
        return is_plain(value) and key_of(value) in [key_of(option) for option in self.options]

    def middle(self) -> Any:
        return self.options[0] if self.default is None else self.default

    def ticks(self) -> list[tuple[float, str]]:
        return [(self.to_unit(option), self.show(option)) for option in self.options]

    def show(self, value: Any) -> str:
        return show_number(value) if isinstance(value, float) else str(value)

    def describe(self) -> dict[str, Any]:
        return {"kind": "choice", "options": list(self.options), **self._extras()}

    def __str__(self) -> str:
        return f"choice({list(self.options)})"


@dataclass(frozen=True)
class Fixed(Choice):
    """A value that is not tuned: what `Space.fix` and plain numbers in a space make."""

    def describe(self) -> dict[str, Any]:
        return {"kind": "fixed", "value": self.options[0], **self._extras()}

    def __str__(self) -> str:
        return f"{self.options[0]!r}"


def _even(count: int, centres: bool) -> Any:
    if count < 1:
        raise ValueError(f"a grid needs at least one value, not {count}")
    if centres or count == 1:
        return (np.arange(count) + 0.5) / count
    return np.linspace(0, 1, count)


def is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, (bool, np.bool_))


def is_whole(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, (bool, np.bool_))


def is_plain(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, (str, int, bool))


def key_of(value: Any) -> tuple[str, Any]:
    return type(value).__name__, value


def any_of(value: Any, values: Sequence[Any]) -> bool:
    """Whether the value is one of them, where True is not 1."""
    return key_of(value) in [key_of(one) for one in values]
