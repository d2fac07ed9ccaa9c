"""RandomGammaGrad: how a gamma number moves with the law's shape, its place in the law held.

A number x of shape a is at the place P(a, x), the incomplete gamma function. Holding that place,
dx/da = -(dP/da) / p(x) with the density p (M. Figurnov, S. Mohamed, A. Mnih, "Implicit
reparameterization gradients", 2018). P itself, which may be within rounding of 0 or 1, is not
needed: both forms below have been divided by the density.

  * x <= 1: P's power series (Abramowitz and Stegun 6.5.29) differentiated term by term:
    dx/da = (x/a) (sum c_n H_n - (log x - digamma(a + 1)) sum c_n), where
    c_n = x^n / ((a+1) ... (a+n)) and H_n = 1/(a+1) + ... + 1/(a+n).
  * x > 1: dP/da is the integral of p(t) (log t - digamma(a)) from 0 to x, or minus that from x on.
    On the side of x where the density falls, with t = x exp(+-u):
    dx/da = x * integral over u > 0 of exp(-fall(u)) |digamma(a) - log t|, where
    fall(u) = x (exp(+-u) - 1) -+ a u, a convex function. Gauss's rule with 48 points on the stretch
    on which it comes to 40: right to 12 digits.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.op_record import broadcast, case, op
from minigraph.ops.gamma_function import digamma_op

__all__ = ["random_gamma_grad"]

_TERMS = 24  # 1/24! is below the rounding
_POINTS = 48
_FALL = 40.0  # exp(-40) is below the rounding
_NEWTON_STEPS = 6


def _by_series(a: Any, x: Any) -> Any:
    term, harmonic = np.ones_like(x), np.zeros_like(x)
    terms, moments = np.ones_like(x), np.zeros_like(x)
    for n in range(1, _TERMS):
        term = term * x / (a + n)
        harmonic = harmonic + 1 / (a + n)
        terms += term
        moments += term * harmonic
    return x / a * (moments - (np.log(x) - digamma_op.kernel(a + 1)) * terms)


@functools.cache
def _rule() -> Any:
    """Places in [0, 1] and weights of Gauss's rule."""
    places, weights = np.polynomial.legendre.leggauss(_POINTS)
    return list(zip((0.5 + 0.5 * places).tolist(), (0.5 * weights).tolist(), strict=True))


def _by_integral(a: Any, x: Any) -> Any:
    side = np.where(x > a, 1.0, -1.0)

    def fall(u: Any) -> Any:
        return x * np.expm1(side * u) - side * a * u

    slope = side * (x - a)
    # From beyond the end of the stretch, Newton's steps come down to it: the function is convex.
    end = 2 * _FALL / (slope + np.sqrt(slope * slope + 2 * _FALL * x))
    end = np.where(side > 0, end, end * 2 + 2 * _FALL / a)
    for _ in range(_NEWTON_STEPS):
        steep = side * (x * np.exp(side * end) - a)
        end = end - np.maximum(fall(end) - _FALL, 0) / steep
    middle = np.log(x) - digamma_op.kernel(a)
    total = np.zeros_like(x)
    for place, weight in _rule():
        u = end * place
        total += weight * np.exp(-fall(u)) * (side * middle + u)
    return x * end * total


@op(
    "RandomGammaGrad",
    "alpha: T, sample: T -> output: T",
    T=(dtypes.float32, dtypes.float64),
    shape=broadcast,
    no_gradient="of second order, TensorFlow has none either",
    samples=[case("2,3 positive", "3 positive"), case("1", "1"), case("", "")],
)
def random_gamma_grad(alpha: Any, sample: Any) -> Any:
    """The slope of a gamma number by the law's shape, where its place in the law stays."""
    a, x = np.broadcast_arrays(alpha, np.asarray(sample, np.float64))
    a = a.astype(np.float64)
    slope = np.where((a > 0) & (x == 0), 0.0, np.nan)
    valid = (a > 0) & (x > 0)
    with np.errstate(all="ignore"):
        for here, rule in ((valid & (x <= 1), _by_series), (valid & (x > 1), _by_integral)):
            slope[here] = rule(a[here], x[here])
    return slope.astype(sample.dtype)[()]
