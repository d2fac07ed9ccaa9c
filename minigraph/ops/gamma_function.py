"""The logarithm of the gamma function and its derivatives: lgamma, digamma, polygamma.

Formulas, with their numbers in Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964):
lgamma is a power series in x - 2 (6.1.33), recurrence away from there (6.1.15) and Stirling's
series for large x (6.1.41); digamma is recurrence and an asymptotic series, as in S. L. Moshier's
Cephes library (6.3.5, 6.3.18); the derivatives are Hurwitz zeta functions (6.4.10). Negative x is
reflected (6.1.17, 6.3.7). All in float64.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, broadcast, case, op, same
from minigraph.ops.casting import cast
from minigraph.ops.chebyshev import in_float64
from minigraph.ops.zeta import BERNOULLI, hurwitz

__all__ = ["digamma", "lgamma", "lgamma_of_one_plus", "polygamma"]

_LARGE = 10.0  # from here on eight terms of an asymptotic series are below the rounding


def _series_at_two() -> Any:
    """lgamma(2 + z) / z as a power series in z, the highest power first."""
    orders = np.arange(2.0, 32.0)
    zeta = hurwitz(orders, np.full_like(orders, 2.0)).tolist()  # zeta(k) - 1
    terms = [(-1) ** k * number / k for k, number in enumerate(zeta, 2)]
    return np.array([*reversed(terms), 1 - np.euler_gamma])


_AT_TWO = _series_at_two()


# ---------------------------------------------------------------------------------- lgamma
def _lgamma_small(x: Any) -> Any:
    """lgamma for 0 < x < 10: each step adds logarithms of one sign, so none cancel."""
    product = np.ones_like(x)
    for _ in range(int(_LARGE) - 2):
        high = x > 2.5
        x = np.where(high, x - 1, x)
        product = np.where(high, product * x, product)
    steps = np.log(product)
    low = x < 0.5
    steps = np.where(low, steps - np.log(x), steps)
    x = np.where(low, x + 1, x)
    middle = x < 1.5
    steps = np.where(middle, steps - np.log1p(np.where(middle, x - 1, 0)), steps)
    z = np.where(middle, x - 1, x - 2)  # exact from 0.5 on
    return z * np.polyval(_AT_TWO, z) + steps


def _lgamma_large(x: Any) -> Any:
    """lgamma for x >= 10."""
    inverse = 1 / x
    series = [b / (2 * k * (2 * k - 1)) for k, b in enumerate(BERNOULLI, 1)]
    tail = inverse * np.polyval(series[::-1], inverse * inverse)
    return (x - 0.5) * (np.log(x) - 1) + (0.5 * math.log(2 * math.pi) - 0.5) + tail


def lgamma_of_one_plus(x: Any) -> Any:
    """lgamma(1 + x) for x >= 0, with all its digits where x is small."""
    small = x * np.polyval(_AT_TWO, x) - np.log1p(x)
    return np.where(x < 0.5, small, lgamma_op.kernel(np.maximum(x, 0.5) + 1))


def _lgamma(x: Any) -> Any:
    size = np.where(x > 0, x, 1 - x)
    small = _lgamma_small(np.clip(size, np.finfo(np.float64).tiny, _LARGE))
    value = np.where(size < _LARGE, small, _lgamma_large(np.maximum(size, _LARGE)))
    wave = np.abs(np.sin(math.pi * (x - np.round(x))))
    reflected = math.log(math.pi) - np.log(wave) - value
    value = np.where(x > 0, value, np.where(wave == 0, np.inf, reflected))
    return np.where(np.isnan(x), x, np.where(np.isinf(x), np.inf, value))


@op(
    "Lgamma",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[
        case("2,3 positive"),
        case(""),
        case(np.array([-2.5, -0.25, 0.125, 1.0, 2.0, 3.25, 9.75, 40.0])),
    ],
)
def lgamma_op(x: Any) -> Any:
    """log|gamma(x)|; at 0, -1, -2... it is infinite."""
    return in_float64(_lgamma, x)


@lgamma_op.grad
def _(op: Any, g: Any) -> Any:
    return g * digamma(op.inputs[0])


def lgamma(x: Any, name: str | None = None) -> Tensor:
    """The logarithm of |gamma(x)|, elementwise; gamma(n + 1) = n! for whole numbers.

    Args:
        x: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of that type; infinite at 0, -1, -2... Gradient: g digamma(x).

    Source: Abramowitz and Stegun (1964), see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.lgamma([0.5, 1.0, 5.0])).round(4))
        [0.5724 0.     3.1781]
    """
    result: Tensor = lgamma_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- digamma
def _digamma(x: Any) -> Any:
    whole = np.round(x)
    q = np.where(x > 0, x, 1 - x)
    steps = np.zeros_like(q)
    for _ in range(int(_LARGE)):
        low = q < _LARGE
        steps = np.where(low, steps + 1 / q, steps)
        q = np.where(low, q + 1, q)
    square = 1 / (q * q)
    series = [b / (2 * k) for k, b in enumerate(BERNOULLI, 1)]
    value = np.log(q) - 0.5 / q - square * np.polyval(series[::-1], square) - steps
    cotangent = math.pi / np.tan(math.pi * (x - whole))
    reflected = np.where(whole == x, np.nan, value - cotangent)
    return np.where(np.isposinf(x), x, np.where(x > 0, value, reflected))


@op(
    "Digamma",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[
        case("2,3 positive"),
        case(""),
        case(np.array([-2.625, -0.25, 0.125, 1.0, 3.25, 9.75, 40.0])),
    ],
)
def digamma_op(x: Any) -> Any:
    """The slope of lgamma; not a number at 0, -1, -2..."""
    return in_float64(_digamma, x)


@digamma_op.grad
def _(op: Any, g: Any) -> Any:
    x = op.inputs[0]
    if x.dtype.base_dtype is dtypes.float16:  # Polygamma has no such type
        return g * cast(polygamma(1.0, cast(x, dtypes.float32)), dtypes.float16)
    return g * polygamma(np.ones((), x.dtype.base_dtype.np_dtype), x)


def digamma(x: Any, name: str | None = None) -> Tensor:
    """The slope of log|gamma(x)|, elementwise.

    Args:
        x: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of that type; not a number at 0, -1, -2... Gradient: g polygamma(1, x).

    Source: Abramowitz and Stegun (1964), see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.digamma([0.5, 1.0, 10.0])).round(4))
        [-1.9635 -0.5772  2.2518]
    """
    result: Tensor = digamma_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- polygamma
_FACTORIALS = np.array([*(float(math.factorial(n)) for n in range(171)), np.inf])


def _polygamma(order: Any, x: Any) -> Any:
    whole = (order >= 0) & (order == np.floor(order))
    place = np.where(whole, np.minimum(order, 171), 0).astype(np.int64)
    sign = np.where(np.floor(order / 2) * 2 == order, -1.0, 1.0)
    value = sign * _FACTORIALS[place] * hurwitz(order + 1, x)
    value = np.where(whole, value, np.nan)
    return np.where(order == 0, _digamma(x), value) if np.any(order == 0) else value


@op(
    "Polygamma",
    "a: T, x: T -> z: T",
    T=(dtypes.float32, dtypes.float64),
    shape=broadcast,
    samples=[
        case(np.array([[0.0], [1.0], [2.0], [5.0]]), "3 positive"),
        case(np.array(3.0), np.array([-2.25, -0.75, 0.125, 1.0, 30.0])),
    ],
)
def polygamma_op(a: Any, x: Any) -> Any:
    """The a-th derivative of digamma; not a number where a is no whole number from 0."""
    return in_float64(_polygamma, a, x)


@polygamma_op.grad
def _(op: Any, g: Any) -> Any:
    a, x = op.inputs
    return None, g * polygamma(a + 1, x)


def polygamma(a: Any, x: Any, name: str | None = None) -> Tensor:
    """The derivatives of digamma: that of order a at x, elementwise.

    Args:
        a: a tensor of float32 or float64, whole numbers from 0 (which is digamma itself).
        x: a tensor of the same type; the shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g polygamma(a + 1, x) to x, none to a.

    Source: Abramowitz and Stegun (1964), see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.polygamma(1.0, [0.5, 1.0])).round(4))
        [4.9348 1.6449]
    """
    result: Tensor = polygamma_op(a, x, name=name)
    return result
