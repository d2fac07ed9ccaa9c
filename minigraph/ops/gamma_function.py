"""The logarithm of the gamma function and its derivatives: lgamma, digamma, polygamma.

Formulas, with their numbers in Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964):
lgamma is a power series in x - 2 (6.1.33), recurrence away from there (6.1.15) and Stirling's
series for large x (6.1.41); digamma is recurrence and an asymptotic series, as in S. L. Moshier's
Cephes library (6.3.5, 6.3.18); the derivatives are Hurwitz zeta functions (6.4.10), summed by Euler
and Maclaurin's formula (23.1.30). Negative x is reflected (6.1.17, 6.3.7, 6.4.7). All in float64.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, broadcast, case, op, same

__all__ = ["digamma", "lgamma", "polygamma"]

_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)  # B2, B4...
_LARGE = 10.0  # from here on eight terms of an asymptotic series are below the rounding


_MOST = 1000  # orders: the factorials of these and the powers of all floats are infinite


# ---------------------------------------------------------------------------------- zeta
def _hurwitz(s: int, q: Any) -> Any:
    """The sum of (q + k)**-s over k = 0, 1, ...; s > 1, q > 0."""
    total = np.zeros_like(q)
    for _ in range(int(_LARGE)):
        total = total + q**-s
        q = q + 1
    total = total + q ** (1 - s) / (s - 1) + 0.5 * q**-s
    factor, power = float(s), q ** -(s + 1)
    for k, bernoulli in enumerate(_BERNOULLI, 1):
        total = total + bernoulli / math.factorial(2 * k) * factor * power
        factor *= (s + 2 * k - 1) * (s + 2 * k)
        power = power / (q * q)
    return total


def _series_at_two() -> Any:
    """lgamma(2 + z) / z as a power series in z, the highest power first."""
    zeta = [float(_hurwitz(k, np.float64(2))) for k in range(2, 32)]  # zeta(k) - 1
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
    series = [b / (2 * k * (2 * k - 1)) for k, b in enumerate(_BERNOULLI, 1)]
    tail = inverse * np.polyval(series[::-1], inverse * inverse)
    return (x - 0.5) * (np.log(x) - 1) + (0.5 * math.log(2 * math.pi) - 0.5) + tail


def _lgamma(x: Any) -> Any:
    x = np.asarray(x, np.float64)
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
    with np.errstate(all="ignore"):
        return _lgamma(x).astype(x.dtype)[()]


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
    x = np.asarray(x, np.float64)
    whole = np.round(x)
    q = np.where(x > 0, x, 1 - x)
    steps = np.zeros_like(q)
    for _ in range(int(_LARGE)):
        low = q < _LARGE
        steps = np.where(low, steps + 1 / q, steps)
        q = np.where(low, q + 1, q)
    square = 1 / (q * q)
    series = [b / (2 * k) for k, b in enumerate(_BERNOULLI, 1)]
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
    with np.errstate(all="ignore"):
        return _digamma(x).astype(x.dtype)[()]


@digamma_op.grad
def _(op: Any, g: Any) -> Any:
    x = op.inputs[0]
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
def _slopes_of_cotangent(order: int, x: Any) -> Any:
    """The derivative of pi cot(pi x) of that order, a polynomial in the cotangent c.

    The derivative of p(c) by x is p'(c) times -pi (1 + c**2).
    """
    p = np.poly1d([math.pi, 0.0])
    for _ in range(order):
        p = p.deriv() * np.poly1d([-math.pi, 0.0, -math.pi])
    return p(1 / np.tan(math.pi * (x - np.round(x))))


def _polygamma(order: int, x: Any) -> Any:
    """The derivative of digamma of that order, 1 or more."""
    q = np.where(x > 0, x, 1 - x)
    value = (-1.0) ** (order + 1) * math.factorial(order) * _hurwitz(order + 1, q)
    reflected = (-1.0) ** order * value - _slopes_of_cotangent(order, x)
    at_pole = np.inf if order % 2 else np.nan  # the two sides of a pole agree or they do not
    return np.where(x > 0, value, np.where(x == np.round(x), at_pole, reflected))


@op(
    "Polygamma",
    "a: T, x: T -> z: T",
    T=FLOATS,
    shape=broadcast,
    samples=[
        case(np.array([[0.0], [1.0], [2.0], [5.0]]), "3 positive"),
        case(np.array(3.0), np.array([-2.25, -0.75, 0.125, 1.0, 30.0])),
    ],
)
def polygamma_op(a: Any, x: Any) -> Any:
    """The a-th derivative of digamma; not a number where a is no whole number from 0."""
    orders, points = np.broadcast_arrays(a, np.asarray(x, np.float64))
    result = np.full(points.shape, np.nan)
    with np.errstate(all="ignore"):
        whole = (orders >= 0) & (orders <= _MOST) & (orders == np.floor(orders))
        for order in np.unique(orders[whole]).tolist():
            here = orders == order
            some = points[here]
            result[here] = _polygamma(int(order), some) if order else _digamma(some)
        return result.astype(x.dtype)[()]


@polygamma_op.grad
def _(op: Any, g: Any) -> Any:
    a, x = op.inputs
    return None, g * polygamma(a + 1, x)


def polygamma(a: Any, x: Any, name: str | None = None) -> Tensor:
    """The derivatives of digamma: that of order a at x, elementwise.

    Args:
        a: a tensor of floats that are whole numbers from 0 (which is digamma itself).
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
