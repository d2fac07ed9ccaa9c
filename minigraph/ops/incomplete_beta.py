"""The incomplete beta function I, and the logarithm of the beta function of many numbers.

I(x; a, b) is the integral of t**(a - 1) (1 - t)**(b - 1) / B(a, b) from 0 to x; it equals
1 - I(1 - x; b, a), which is computed where x > (a + 1) / (a + b + 2). In float64, with the density
x**a (1 - x)**b / B(a, b) of `gamma_density.py`:

  * both a and b > 3000: the integral itself, outwards from x, where the density falls. Gauss's rule
    with 48 points on the stretch on which it falls by exp(-40): right to 13 digits.
  * x <= 0.7 and b x <= 1: a power series in x (DLMF 8.17.7 with 15.2.1).
  * else a continued fraction (DLMF 8.17.22, every second level; A. R. DiDonato, A. H. Morris,
    "Algorithm 708", 1992), from the 40th to the 150th level up, as the largest a and b need.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.chebyshev import in_float64
from minigraph.ops.exponentials import exp
from minigraph.ops.gamma_density import beta_density, less_log
from minigraph.ops.gamma_function import lgamma
from minigraph.ops.naming import name_scope
from minigraph.ops.no_nan import xlog1py, xlogy
from minigraph.ops.spread import reduce_sum

__all__ = ["betainc", "lbeta"]

_LARGE = 3000.0
_TERMS = 110  # 0.7**110 is below the rounding
_POINTS = 48
_FALL = 40.0  # exp(-40) is below the rounding


# ---------------------------------------------------------------------------------- kernels
def _by_series(a: Any, b: Any, x: Any, y: Any) -> Any:
    term, total = np.ones_like(x), np.zeros_like(x)
    for n in range(1, _TERMS):
        term = term * ((n - b) * x / n)
        total = total + term / (a + n)
    return beta_density(a, b, x, y) * np.exp(-b * np.log1p(-x)) * (1 / a + total)


def _by_fraction(a: Any, b: Any, x: Any, y: Any) -> Any:
    distance = a * y - b * x + 1  # exact where a y and b x are small

    def level(n: int) -> Any:
        inner = n * (b - n) * x / (a + (2 * n - 1)) if n else 0.0
        return n + inner + (a + n) / (a + (2 * n + 1)) * (distance + n * (1 + y))

    largest = max(np.max(a, initial=0.0), np.max(b, initial=0.0))
    levels = 40 if largest <= 10 else 80 if largest <= 100 else 150
    value = level(levels)
    for n in range(levels, 0, -1):
        last = a + (2 * n - 1)
        top = (a + (n - 1)) / last * ((a + b + (n - 1)) * x) * (n * ((b - n) * x) / last)
        value = level(n - 1) + top / value
    return beta_density(a, b, x, y) / value


@functools.cache
def _rule() -> Any:
    """Places in [0, 1] and weights of Gauss's rule."""
    places, weights = np.polynomial.legendre.leggauss(_POINTS)
    return list(zip((0.5 + 0.5 * places).tolist(), (0.5 * weights).tolist(), strict=True))


def _by_integral(a: Any, b: Any, x: Any, y: Any) -> Any:
    """For x at most the mean: by u = the logit of x minus that of t, the density falls convexly."""

    def fall(u: Any) -> Any:
        # a log(1 + up) + b log(1 + down), whose first orders nearly cancel
        up, down = y * np.expm1(u), x * np.expm1(-u)
        first = (a * y - b * x) * np.expm1(u) + 4 * b * x * np.square(np.sinh(u / 2))
        return first - a * less_log(up) - b * less_log(down)

    low, high = np.zeros_like(x), np.sqrt(2 * _FALL * (1 / a + 1 / b))  # the end at the mean
    for _ in range(20):  # lies farther out
        high = np.where(fall(high) < _FALL, 2 * high, high)
    for _ in range(40):
        middle = (low + high) / 2
        beyond = fall(middle) > _FALL
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    total = np.zeros_like(x)
    for place, weight in _rule():
        total = total + weight * np.exp(-fall(high * place))
    return beta_density(a, b, x, y) * high * total


def _betainc(a: Any, b: Any, x: Any) -> Any:
    valid = (a > 0) & (b > 0) & (a < np.inf) & (b < np.inf) & (x > 0) & (x < 1)
    refused = (a <= 0) | (b <= 0)
    value = np.where(refused, np.nan, np.where(x == 0, 0.0, np.where(x == 1, 1.0, np.nan)))
    a, b, x = a[valid], b[valid], x[valid]
    y = 1 - x
    large = (a > _LARGE) & (b > _LARGE)
    swap = x > np.where(large, a / (a + b), (a + 1) / (a + b + 2))
    a, b, x, y = np.where(swap, (b, a, y, x), (a, b, x, y))
    result = np.empty_like(x)
    series = ~large & (x <= 0.7) & (b * x <= 1)
    for here, rule in (
        (large, _by_integral),
        (series, _by_series),
        (~large & ~series, _by_fraction),
    ):
        result[here] = rule(a[here], b[here], x[here], y[here])
    value[valid] = np.where(swap, 1 - result, np.minimum(result, 1.0))
    return value


# ---------------------------------------------------------------------------------- Betainc
def _one_shape(call: Call) -> Dims:
    """Shapes are equal but for those of rank 0, which stand for any."""
    dims: Dims = ()
    for index, other in enumerate(call.shapes):
        if other is None:
            dims = dims or None
        elif not dims:
            dims = other if other else dims
        elif other:
            if not compatible(dims, other):
                raise ValueError(
                    f"{call.input_name(index)} has shape {show(other)} beside {show(dims)}: "
                    "shapes must be equal, or of rank 0"
                )
            dims = merge(dims, other)
    return dims


@op(
    "Betainc",
    "a: T, b: T, x: T -> z: T",
    T=(dtypes.float32, dtypes.float64),
    shape=_one_shape,
    samples=[
        case(np.array(2.5), np.array(0.75), np.array([[0.125, 0.5], [0.75, 0.875]])),
        case(np.array([0.5, 3.0, 60.0]), np.array([1.5, 2.0, 30.0]), np.array([0.25, 0.9, 0.625])),
        case(np.array(0.5), np.array(2.0), np.array(0.25)),
        bad("2,3 positive", "2,1 positive", "2,3 unit", error=ValueError, match="rank 0"),
        bad("2,3 positive", "3 positive", "2,3 unit", error=ValueError, match="rank 0"),
    ],
)
def betainc_op(a: Any, b: Any, x: Any) -> Any:
    """The incomplete beta function over the whole one."""
    return in_float64(_betainc, a, b, x)


@betainc_op.grad
def _(op: Any, g: Any) -> Any:
    a, b, x = op.inputs
    log_beta = lgamma(a) + lgamma(b) - lgamma(a + b)
    return None, None, g * exp(xlog1py(b - 1, -x) + xlogy(a - 1, x) - log_beta)


def betainc(a: Any, b: Any, x: Any, name: str | None = None) -> Tensor:
    """The incomplete beta function over the whole one, elementwise.

    The integral of t**(a - 1) (1 - t)**(b - 1) from 0 to x, over the same from 0 to 1: the
    probability that a beta-distributed number is at most x.

    Args:
        a, b: tensors of float32 or float64, positive.
        x: a tensor of the same type, from 0 to 1. All shapes are equal, or of rank 0.
        name: of the node.

    Returns:
        A Tensor of that type, from 0 to 1; not a number outside of these bounds. Gradient:
        g x**(a - 1) (1 - x)**(b - 1) / B(a, b) to x, none to a and b.

    Raises:
        ValueError: the shapes differ.

    Source: DLMF 8.17.2; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.betainc(2.0, 3.0, [0.25, 0.5])).round(4))
        [0.2617 0.6875]
    """
    result: Tensor = betainc_op(a, b, x, name=name)
    return result


# ---------------------------------------------------------------------------------- composed
def lbeta(x: Any, name: str | None = None) -> Tensor:
    """The logarithm of the beta function of the numbers along the last axis.

    The sum of their lgamma less the lgamma of their sum; of two numbers, log B(x, y).

    Args:
        x: a tensor of floats, positive, of rank 1 or more.
        name: of the scope.

    Returns:
        A Tensor of that type without the last axis; -inf of no numbers. Gradient:
        g (digamma(x) - digamma(sum)).

    Raises:
        ValueError: x is of rank 0.

    Source: DLMF 5.14.1.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.lbeta([[1.0, 1.0], [2.0, 3.0]])).round(4))
        [ 0.     -2.4849]
    """
    with name_scope(name, "lbeta", [x]):
        tensor = convert(x, name="x")
        logarithms = reduce_sum(lgamma(tensor), [-1])
        result: Tensor = logarithms - lgamma(reduce_sum(tensor, [-1]))
        return result
