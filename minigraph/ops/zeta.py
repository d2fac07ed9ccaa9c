"""Hurwitz's zeta function, of which lgamma's series and the derivatives of digamma are made.

The sum of (q + k)**-s over k = 0, 1, ...: ten terms, and Euler and Maclaurin's formula for the rest
(Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 23.1.30), in float64. For q < 0
and a whole s the terms below 0 are two such sums' difference.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import broadcast, case, op
from minigraph.ops.chebyshev import in_float64

__all__ = ["BERNOULLI", "hurwitz", "zeta"]

BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)  # B2, B4...
_TERMS = 10


def _of_positive(s: Any, q: Any) -> Any:
    """For s > 1, q > 0."""
    total = q**-s
    for k in range(1, _TERMS):
        total = total + (q + k) ** -s
    q = q + _TERMS
    last = q**-s
    tail = q ** (1 - s) / (s - 1) + 0.5 * last
    factor, power = s, last / q
    for k, bernoulli in enumerate(BERNOULLI, 1):
        term = bernoulli / math.factorial(2 * k) * factor * power
        tail = tail + np.where(power > 0, term, 0.0)  # of an infinite s too
        factor = factor * (s + 2 * k - 1) * (s + 2 * k)
        power = power / (q * q)
    return total + tail


def hurwitz(s: Any, q: Any) -> Any:
    """The function for arrays of float64 of one shape."""
    whole = np.floor(q) == q
    even = np.floor(s / 2) * 2 == s
    value = np.array(_of_positive(np.where(s > 1, s, 2.0), np.where(q > 0, q, 1.0)))
    below = (s > 1) & (q < 0) & ~whole & (np.floor(s) == s)
    if np.any(below):
        s_, q_, even_ = s[below], q[below], even[below]
        up, down = q_ - np.floor(q_), np.ceil(q_) - q_  # distances from the poles on both sides
        above, under, beyond = (_of_positive(s_, x) for x in (up, down, 1 - q_))
        value[below] = np.where(even_, above + (under - beyond), (above - under) + beyond)
    value = np.where((q > 0) | below, value, np.nan)
    value = np.where((q <= 0) & whole & even, np.inf, value)
    return np.where(s == 1, np.inf, np.where((s > 1) & ~np.isnan(q), value, np.nan))


# ---------------------------------------------------------------------------------- Zeta
@op(
    "Zeta",
    "x: T, q: T -> z: T",
    T=(dtypes.float32, dtypes.float64),
    shape=broadcast,
    samples=[
        case(np.array([[1.25], [2.0], [7.5]]), "2 positive"),
        case(np.array(3.0), np.array([-2.25, -0.75, 0.125, 1.0, 30.0])),
        case(np.array(2.0), np.array(1.0)),
    ],
)
def zeta_op(x: Any, q: Any) -> Any:
    """The sum of (q + k)**-x over k = 0, 1, ..."""
    return in_float64(hurwitz, x, q)


@zeta_op.grad
def _(op: Any, g: Any) -> Any:
    x, q = op.inputs
    return None, g * (-x * zeta(x + 1, q))


def zeta(x: Any, q: Any, name: str | None = None) -> Tensor:
    """Hurwitz's zeta function, elementwise: the sum of (q + k)**-x over k = 0, 1, ...

    Args:
        x: a tensor of float32 or float64; the sum is infinite at 1 and defined above.
        q: a tensor of the same type; the shapes broadcast. 1 gives Riemann's zeta function.
        name: of the node.

    Returns:
        A Tensor of that type; not a number for x < 1, and for q < 0 unless x is whole. Gradient:
        -g x zeta(x + 1, q) to q, none to x.

    Source: Abramowitz and Stegun (1964), see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.zeta([2.0, 4.0], 1.0)).round(4))
        [1.6449 1.0823]
    """
    result: Tensor = zeta_op(x, q, name=name)
    return result
