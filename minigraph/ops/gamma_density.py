"""Powers, exponentials and gamma functions that nearly cancel: the densities before the sums.

C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000): with the deviance
D(a, m) = a log(a / m) + m - a and Stirling's rest S, where Gamma(a + 1) is
sqrt(2 pi a) (a / e)**a exp(S(a)),

    x**a exp(-x) / Gamma(a + 1) = exp(-D(a, x) - S(a)) / sqrt(2 pi a)

in which no large numbers cancel. All for arrays of float64, a > 0.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.ops.gamma_function import lgamma_of_one_plus
from minigraph.ops.zeta import BERNOULLI

__all__ = ["beta_density", "deviance", "gamma_density", "less_log", "stirling_rest"]

_LARGE = 10.0  # from here on eight terms of Stirling's series are below the rounding
_NEAR = 0.3  # of (a - m) / (a + m): below, fifteen terms of a series are


def stirling_rest(a: Any) -> Any:
    """S(a) = log Gamma(a + 1) - (a + 1/2) log(a) + a - log(2 pi) / 2."""
    steps = np.zeros_like(a)
    for _ in range(int(_LARGE)):  # S(a) = S(a + 1) + (a + 1/2) log(1 + 1/a) - 1
        low = a < _LARGE
        steps = np.where(low, steps + ((a + 0.5) * np.log1p(1 / a) - 1), steps)
        a = np.where(low, a + 1, a)
    series = [b / (2 * k * (2 * k - 1)) for k, b in enumerate(BERNOULLI, 1)]
    return np.polyval(series[::-1], 1 / (a * a)) / a + steps


def _rest_of_logarithm(v: Any) -> Any:
    """atanh(v) - v, for |v| < 0.3; log(1 + z) is 2 atanh(z / (2 + z))."""
    return v * v * v * np.polyval([1 / (2 * k + 1) for k in range(15, 0, -1)], v * v)


def less_log(z: Any) -> Any:
    """z - log(1 + z), with all its digits where z is small."""
    v = z / (2 + z)
    near = z * v - 2 * _rest_of_logarithm(v)
    return np.where(np.abs(v) < _NEAR, near, z - np.log1p(z))


def deviance(a: Any, m: Any) -> Any:
    """D(a, m) = a log(a / m) + m - a, at least 0, with all its digits where a is near m."""
    v = (a - m) / (a + m)
    near = (a - m) * v + 2 * a * _rest_of_logarithm(v)
    return np.where(np.abs(v) < _NEAR, near, a * np.log(a / m) + (m - a))


def gamma_density(a: Any, x: Any) -> Any:
    """x**a exp(-x) / Gamma(a + 1)."""
    rest = stirling_rest(a)
    by_deviance = np.exp(-deviance(a, x) - rest) / np.sqrt(2 * math.pi * a)
    # Small numbers have better powers than logarithms.
    factorial = np.sqrt(2 * math.pi * a) * (a / math.e) ** a * np.exp(rest)
    factorial = np.where(a < 3, np.exp(lgamma_of_one_plus(a)), factorial)
    return np.where((a < 20) & (x < 500), x**a * np.exp(-x) / factorial, by_deviance)


def beta_density(a: Any, b: Any, x: Any, y: Any) -> Any:
    """x**a y**b Gamma(a + b) / (Gamma(a) Gamma(b)), where y = 1 - x."""
    n = a + b
    rest = stirling_rest(n) - stirling_rest(a) - stirling_rest(b)
    fall = deviance(a, n * x) + deviance(b, n * y)
    return np.sqrt(a / n * b / (2 * math.pi)) * np.exp(rest - fall)
