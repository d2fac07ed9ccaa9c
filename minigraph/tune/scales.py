"""Scales: in which coordinate a parameter is drawn, narrowed and plotted, and how it is shown.

A learning rate of 0.0001 ... 1 is four decades; drawn evenly, 90 % of the trials would lie in the
last one. A momentum beta averages over about 1 / (1 - beta) steps: 0.9 is ten, 0.999 a thousand.
Even steps of what counts are even steps of log(rate) and of log(1 - beta). A scale holds that
coordinate, its inverse, round numbers along it, and how many digits say something.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["LINEAR", "LOG", "ONE_MINUS_LOG", "SCALES", "Scale", "show_number"]


@dataclass(frozen=True)
class Scale:
    """A rising coordinate t = forward(x), and x = backward(t); both take arrays."""

    name: str
    forward: Callable[[Any], Any]
    backward: Callable[[Any], Any]
    ticks: Callable[[float, float], list[float]]  # round values from low to high
    show: Callable[[float], str]


def show_number(value: float, digits: int = 4) -> str:
    """A number for people, with about four digits: 0.0003162, 12, 1.5e-05."""
    return f"{value:.{digits}g}"


def _show_below_one(value: float) -> str:
    """0.99 and 0.99873: what tells values apart is 1 - value, so that has three digits."""
    gap = 1 - value
    if not 0 < gap < 0.1:
        return show_number(value)
    places = 2 - math.floor(math.log10(gap))
    return f"{value:.{places}f}".rstrip("0")


def _even_ticks(low: float, high: float) -> list[float]:
    """1, 2 or 5 times a power of ten apart, about five of them."""
    if not high > low:
        return [low]
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    places = max(0, 1 - math.floor(math.log10(step)))
    return [round(number * step, places) + 0.0 for number in range(first, last + 1)]


def _log_ticks(low: float, high: float) -> list[float]:
    """Powers of ten, with 2 and 5 of each between where there are few, even steps where none."""
    first, last = math.log10(low), math.log10(high)
    steps: tuple[int, ...] = (1,) if last - first > 2.5 else (1, 2, 5)
    decades = range(math.floor(first), math.ceil(last) + 1)
    every = 1 + len(decades) // 9
    marks = [float(f"{step}e{power}") for power in decades[::every] for step in steps]
    marks = [mark for mark in marks if low * (1 - 1e-9) <= mark <= high * (1 + 1e-9)]
    return marks if len(marks) > 1 else _even_ticks(low, high)


def _one_minus_ticks(low: float, high: float) -> list[float]:
    marks = [float(f"{1 - gap:.12g}") for gap in _log_ticks(1 - high, 1 - low)]
    return sorted(marks)


def _same(x: Any) -> Any:
    return x


LINEAR = Scale("linear", _same, _same, _even_ticks, show_number)
LOG = Scale("log", np.log10, lambda t: np.power(10.0, t), _log_ticks, show_number)
ONE_MINUS_LOG = Scale(
    "one_minus_log",
    lambda x: -np.log10(1 - np.asarray(x, np.float64)),
    lambda t: -np.expm1(-math.log(10) * np.asarray(t, np.float64)),  # 1 - 10^-t, to the last digit
    _one_minus_ticks,
    _show_below_one,
)
SCALES = {scale.name: scale for scale in (LINEAR, LOG, ONE_MINUS_LOG)}
