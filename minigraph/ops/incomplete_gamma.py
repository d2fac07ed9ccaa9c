"""The incomplete gamma functions P and Q = 1 - P, and the slope of P by its parameter.

P(a, x) is the integral of t**(a - 1) exp(-t) / Gamma(a) from 0 to x. The smaller one of P and Q is
computed, in float64; formulas by their numbers in the Digital Library of Mathematical Functions:

  * a > 100 and x within 0.3 a of it: the complementary error function and a series in 1/a whose
    coefficients are series in eta, uniform through x = a (8.12.3, 8.12.4, 8.12.7; N. M. Temme, 1979).
  * x <= a: P by its power series (8.11.4), the density times positive terms.
  * x <= 1.1, where Q is small as a is: 1 - x**a / Gamma(a + 1) and an alternating series (8.7.1).
  * else Q by its continued fraction (8.9.2), from the hundredth level up.

What is left out everywhere is below the rounding.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, broadcast, case, op
from minigraph.ops.chebyshev import in_float64
from minigraph.ops.error_function import erfc_op
from minigraph.ops.exponentials import exp, log
from minigraph.ops.gamma_density import deviance, gamma_density
from minigraph.ops.gamma_function import lgamma, lgamma_of_one_plus
from minigraph.ops.gamma_slope import random_gamma_grad

__all__ = ["igamma", "igammac"]

_EPS = 2.0**-54
_STEPS = 500  # more than any element's series needs
_LEVELS = 100  # as many as x = 1.1 needs
_UNIFORM = 100.0  # a from which the uniform series holds
_WIDTH = 0.3
_SMALL = 1.1


# ---------------------------------------------------------------------------------- kernels
def _p_by_series(a: Any, x: Any) -> Any:
    term, total = np.ones_like(x), np.ones_like(x)
    for n in range(1, _STEPS):
        term = term * (x / (a + n))
        total = total + term
        if not np.any(term > _EPS * total):
            break
    return gamma_density(a, x) * total


def _q_by_small_series(a: Any, x: Any) -> Any:
    power, total = np.ones_like(x), np.zeros_like(x)
    for n in range(1, 30):
        power = -power * x / n
        total = total + power / (a + n)
    log_density = a * np.log(x) - lgamma_of_one_plus(a)
    return -np.expm1(log_density) - np.exp(log_density) * a * total


def _q_by_fraction(a: Any, x: Any) -> Any:
    """The density times a / (x + 1 - a + 1 (a - 1) / (x + 3 - a + 2 (a - 2) / ...))."""
    value = x + 2 * _LEVELS + 1 - a
    for n in range(_LEVELS, 0, -1):
        value = (x + (2 * n - 1) - a) + n * (a - n) / value
    return gamma_density(a, x) * a / value


@functools.cache
def _uniform_coefficients() -> Any:
    """c[k][n]: the coefficient of eta**n / a**k of the uniform series, from exact fractions.

    mu = x/a - 1 is a power series in eta as eta**2 / 2 = mu - log(1 + mu), so that
    mu mu' = eta (1 + mu). Then c_0 = 1/mu - 1/eta, and c_k is what is regular of
    c_{k-1}' / eta + (-1)**k g_k / mu (8.12.11), where g_k is Stirling's (5.11.3).
    """
    from fractions import Fraction  # seldom needed, and it brings much along

    orders, powers = 9, 40
    mu = [Fraction(0), Fraction(1)]
    for n in range(2, powers):
        known = sum(i * mu[i] * mu[n + 1 - i] for i in range(2, n))
        mu.append((mu[n - 1] - known) / (n + 1))
    inverse = [Fraction(1)]  # of mu / eta
    for n in range(1, powers - 1):
        inverse.append(-sum((mu[i + 1] * inverse[n - i] for i in range(1, n + 1)), Fraction(0)))
    stirling = [Fraction(1)]  # Gamma(a) = sqrt(2 pi / a) (a / e)**a (g_0 + g_1 / a + ...)
    # g_k = (2 k - 1)!! (2 k + 1) mu_(2 k + 1): Laplace's integral of exp(-a eta**2 / 2) mu'(eta)
    double_factorial = 1
    for k in range(1, orders):
        double_factorial *= 2 * k - 1
        stirling.append(double_factorial * (2 * k + 1) * mu[2 * k + 1])
    table, current = [], inverse[1:]
    for k in range(orders):
        table.append([float(c) for c in current[:20]])
        sign = (-1) ** (k + 1) * (stirling[k + 1] if k + 1 < orders else 0)
        slopes = [n * current[n] for n in range(2, len(current))]  # of c' / eta, eta**0 first
        current = [s + sign * i for s, i in zip(slopes, inverse[1:], strict=False)]
    return np.array(table)


def _by_uniform_series(a: Any, x: Any, upper: bool) -> Any:
    half_eta_squared = deviance(a, x) / a
    eta = np.copysign(np.sqrt(2 * half_eta_squared), x - a)
    total = np.zeros_like(x)
    for row in _uniform_coefficients()[::-1]:
        total = total / a + np.polyval(row[::-1], eta)
    rest = np.exp(-a * half_eta_squared) / np.sqrt(2 * math.pi * a) * total
    side = 1 if upper else -1
    return 0.5 * erfc_op.kernel(side * eta * np.sqrt(a / 2)) + side * rest


def _incomplete(a: Any, x: Any, upper: bool) -> Any:
    """Q if `upper`, else P, for 0 < a < inf and 0 < x < inf."""
    uniform = (a > _UNIFORM) & (np.abs(x - a) < _WIDTH * a)
    small_q = ~uniform & (x <= _SMALL) & (a < np.where(x < 0.5, -0.4 / np.log(x), x / _SMALL))
    series = ~uniform & ~small_q & (x <= np.maximum(a, _SMALL))
    fraction = ~uniform & ~small_q & ~series
    value = np.empty_like(x)
    with_small = series if upper else series | small_q  # P itself is a sum of positive terms
    value[uniform] = _by_uniform_series(a[uniform], x[uniform], upper)
    value[with_small] = _p_by_series(a[with_small], x[with_small])
    value[fraction] = _q_by_fraction(a[fraction], x[fraction])
    if upper:
        value[small_q] = _q_by_small_series(a[small_q], x[small_q])
        value[series] = 1 - value[series]
    else:
        value[fraction] = 1 - value[fraction]
    return value


def _with_edges(a: Any, x: Any, upper: bool) -> Any:
    """P is 0 at x = 0 and for an infinite a, Q is 1 there, and Q is 0 for an infinite x."""
    inside = (a > 0) & (x > 0) & (a < np.inf) & (x < np.inf)
    end = np.where(x == np.inf, 0.0, 1.0) if upper else np.where(a == np.inf, 0.0, 1.0)
    end = np.where(x == 0, 1.0 if upper else 0.0, end)
    value = np.where((a > 0) & (x >= 0), end, np.nan)
    value[inside] = np.minimum(_incomplete(a[inside], x[inside], upper), 1.0)
    return value


# ---------------------------------------------------------------------------------- Igamma
_SAMPLES = [
    case("2,3 positive", "3 positive"),
    case(np.array([0.25, 3.0, 12.5, 150.0, 2.0]), np.array([0.5, 2.0, 14.0, 160.0, 9.0])),
    case(" positive", " positive"),
]


def _slope_by_x(a: Tensor, x: Tensor) -> Tensor:
    density: Tensor = exp((a - 1) * log(x) - x - lgamma(a))
    return density


@op("Igamma", "a: T, x: T -> z: T", T=FLOATS, shape=broadcast, samples=_SAMPLES)
def igamma_op(a: Any, x: Any) -> Any:
    """The lower incomplete gamma function over the whole: P."""

    def rule(a: Any, x: Any) -> Any:
        # 0 at x = 0, whatever a is, as in TF1
        return np.where(x == 0, 0.0, _with_edges(a, x, upper=False))

    return in_float64(rule, a, x)


@igamma_op.grad
def _(op: Any, g: Any) -> Any:
    a, x = op.inputs
    return g * igamma_grad_a(a, x), g * _slope_by_x(a, x)


def igamma(a: Any, x: Any, name: str | None = None) -> Tensor:
    """The lower incomplete gamma function over the whole one, elementwise.

    The integral of t**(a - 1) exp(-t) from 0 to x, over Gamma(a): the probability that a
    gamma-distributed number of shape a is at most x.

    Args:
        a: a tensor of floats, positive.
        x: a tensor of the same type, at least 0; the shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type, from 0 to 1; not a number for a <= 0 or x < 0, but 0 at x = 0.
        Gradient: g x**(a - 1) exp(-x) / Gamma(a) to x, IgammaGradA to a.

    Source: DLMF 8.2.4; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.igamma(1.0, [1.0, 2.0])).round(4))
        [0.6321 0.8647]
    """
    result: Tensor = igamma_op(a, x, name=name)
    return result


# ---------------------------------------------------------------------------------- Igammac
@op("Igammac", "a: T, x: T -> z: T", T=FLOATS, shape=broadcast, samples=_SAMPLES)
def igammac_op(a: Any, x: Any) -> Any:
    """The upper incomplete gamma function over the whole: Q = 1 - P."""
    return in_float64(lambda a, x: _with_edges(a, x, upper=True), a, x)


@igammac_op.grad
def _(op: Any, g: Any) -> Any:
    a, x = op.inputs
    return -g * igamma_grad_a(a, x), -g * _slope_by_x(a, x)


def igammac(a: Any, x: Any, name: str | None = None) -> Tensor:
    """The upper incomplete gamma function over the whole one: 1 - tf.igamma(a, x).

    With all its digits where it is small.

    Args:
        a: a tensor of floats, positive.
        x: a tensor of the same type, at least 0; the shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type, from 1 to 0; not a number for a <= 0 or x < 0. Gradient: minus that
        of tf.igamma.

    Source: DLMF 8.2.4; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.igammac(1.0, [1.0, 2.0])).round(4))
        [0.3679 0.1353]
    """
    result: Tensor = igammac_op(a, x, name=name)
    return result


# ---------------------------------------------------------------------------------- IgammaGradA
@op(
    "IgammaGradA",
    "a: T, x: T -> z: T",
    T=FLOATS,
    shape=broadcast,
    no_gradient="of second order, TensorFlow has none either",
    samples=[case("2,3 positive", "3 positive"), case("", " positive")],
)
def igamma_grad_a(a: Any, x: Any) -> Any:
    """The slope of P by a: minus the density times that of a quantile by a."""

    def rule(a: Any, x: Any) -> Any:
        density = gamma_density(a, x) * a / x
        value = -density * random_gamma_grad.kernel(a, x)
        finite = (a < np.inf) & (x < np.inf)
        valid = np.where((density == 0) & finite, 0.0, np.where(finite, value, np.nan))
        return np.where(x == 0, np.where(a < np.inf, 0.0, np.nan), np.where(a > 0, valid, np.nan))

    return in_float64(rule, a, x)
