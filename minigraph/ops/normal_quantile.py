"""Inverses of the error function and of the normal distribution: erfinv, erfcinv, ndtri.

Rational approximations of M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal
Distribution" (Applied Statistics 37, 1988): one by the distance from 1/2, two by
sqrt(-log(tail)). Their errors are about 1e-16, in float64.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, case, op, same
from minigraph.ops.chebyshev import in_float64, in_pieces
from minigraph.ops.exponentials import exp
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import square

__all__ = ["erfcinv", "erfinv", "ndtri"]

_CENTRE = 0.425  # the first approximation's reach on either side of 1/2
_NEAR = 5.0  # the second one's, in sqrt(-log(tail)): down to 1e-11
# coefficients of numerator and denominator, the highest power first
_CENTRE_TOP = (
    2.5090809287301226727e3,
    3.3430575583588128105e4,
    6.7265770927008700853e4,
    4.5921953931549871457e4,
    1.3731693765509461125e4,
    1.9715909503065514427e3,
    1.3314166789178437745e2,
    3.3871328727963666080e0,
)
_CENTRE_BOTTOM = (
    5.2264952788528545610e3,
    2.8729085735721942674e4,
    3.9307895800092710610e4,
    2.1213794301586595867e4,
    5.3941960214247511077e3,
    6.8718700749205790830e2,
    4.2313330701600911252e1,
    1.0,
)
_NEAR_TOP = (
    7.74545014278341407640e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258e0,
    3.64784832476320460504e0,
    5.76949722146069140550e0,
    4.63033784615654529590e0,
    1.42343711074968357734e0,
)
_NEAR_BOTTOM = (
    1.05075007164441684324e-9,
    5.47593808499534494600e-4,
    1.51986665636164571966e-2,
    1.48103976427480074590e-1,
    6.89767334985100004550e-1,
    1.67638483018380384940e0,
    2.05319162663775882187e0,
    1.0,
)
_FAR_TOP = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    1.24266094738807843860e-3,
    2.65321895265761230930e-2,
    2.96560571828504891230e-1,
    1.78482653991729133580e0,
    5.46378491116411436990e0,
    6.65790464350110377720e0,
)
_FAR_BOTTOM = (
    2.04426310338993978564e-15,
    1.42151175831644588870e-7,
    1.84631831751005468180e-5,
    7.86869131145613259100e-4,
    1.48753612908506148525e-2,
    1.36929880922735805310e-1,
    5.99832206555887937690e-1,
    1.0,
)


def _from_centre(q: Any) -> Any:
    """The quantile of 1/2 + q, |q| <= 0.425."""
    r = _CENTRE**2 - q * q
    return q * np.polyval(_CENTRE_TOP, r) / np.polyval(_CENTRE_BOTTOM, r)


def _from_tail(p: Any) -> Any:
    """Minus the quantile of p, 0 < p <= 0.075."""
    r = np.sqrt(-np.log(p))
    near, far = np.minimum(r, _NEAR) - 1.6, np.maximum(r, _NEAR) - _NEAR
    value = np.polyval(_NEAR_TOP, near) / np.polyval(_NEAR_BOTTOM, near)
    beyond = np.polyval(_FAR_TOP, far) / np.polyval(_FAR_BOTTOM, far)
    return np.where(p > 0, np.where(r <= _NEAR, value, beyond), np.inf)


def _ndtri(p: Any) -> Any:
    low = 0.5 - _CENTRE
    return in_pieces(
        p,
        ((p >= 0) & (p < low), lambda p: -_from_tail(p)),
        ((p >= low) & (p <= 1 - low), lambda p: _from_centre(p - 0.5)),
        ((p > 1 - low) & (p <= 1), lambda p: _from_tail(1 - p)),
    )


def _erfinv(x: Any) -> Any:
    size = np.abs(x)
    value = in_pieces(
        size,
        (size <= 2 * _CENTRE, lambda x: _from_centre(x / 2)),
        ((size > 2 * _CENTRE) & (size <= 1), lambda x: _from_tail((1 - x) / 2)),
    )
    return np.copysign(value, x) / math.sqrt(2)


# ---------------------------------------------------------------------------------- Ndtri
@op(
    "Ndtri",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case(np.array([[0.0625, 0.25], [0.5, 0.875]])), case(np.array(0.375)), case("0,2")],
)
def ndtri_op(x: Any) -> Any:
    """The number below which a normal number of mean 0 and variance 1 lies with probability x."""
    return in_float64(_ndtri, x)


@ndtri_op.grad
def _(op: Any, g: Any) -> Any:
    return g * (math.sqrt(2 * math.pi) * exp(square(op.outputs[0]) / 2))


def ndtri(x: Any, name: str | None = None) -> Tensor:
    """The quantile function of the normal distribution, elementwise.

    The number below which a normal number of mean 0 and variance 1 lies with probability x.

    Args:
        x: a tensor of floats from 0 to 1.
        name: of the scope.

    Returns:
        A Tensor of that type y; infinite at 0 and 1, not a number outside. Gradient:
        g sqrt(2 pi) exp(y**2 / 2).

    Source: Wichura (1988), see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.ndtri([0.5, 0.975])).round(4))
        [0.   1.96]
    """
    with name_scope(name, "ndtri", [x]):
        result: Tensor = ndtri_op(x)
        return result


# ---------------------------------------------------------------------------------- Erfinv
@op(
    "Erfinv",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3 unit"), case(" unit"), case(np.array([-0.97, -0.25, 0.0, 0.5, 0.96]))],
)
def erfinv_op(x: Any) -> Any:
    """The number whose error function is x."""
    return in_float64(_erfinv, x)


@erfinv_op.grad
def _(op: Any, g: Any) -> Any:
    return g * (math.sqrt(math.pi) / 2 * exp(square(op.outputs[0])))


def erfinv(x: Any, name: str | None = None) -> Tensor:
    """The inverse of the error function, elementwise: tf.erf(tf.math.erfinv(x)) = x.

    Args:
        x: a tensor of floats from -1 to 1.
        name: of the scope.

    Returns:
        A Tensor of that type y; infinite at -1 and 1, not a number outside. Gradient:
        g sqrt(pi) / 2 exp(y**2).

    Source: Wichura (1988), see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.erfinv([0.0, 0.5])).round(4))
        [0.     0.4769]
    """
    with name_scope(name, "erfinv", [x]):
        result: Tensor = erfinv_op(x)
        return result


# ---------------------------------------------------------------------------------- composed
def erfcinv(x: Any, name: str | None = None) -> Tensor:
    """The inverse of the complementary error function: tf.erfc(tf.math.erfcinv(x)) = x.

    -ndtri(x / 2) / sqrt(2), elementwise.

    Args:
        x: a tensor of floats from 0 to 2.
        name: of the scope.

    Returns:
        A Tensor of that type y; infinite at 0 and 2, not a number outside. Gradient:
        -g sqrt(pi) / 2 exp(y**2).

    Source: Wichura (1988), see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.erfcinv([0.5, 1.0])).round(4))
        [ 0.4769 -0.    ]
    """
    with name_scope(name, "erfcinv", [x]):
        tensor = convert(x, name="start")
        result: Tensor = -ndtri(0.5 * tensor) * math.sqrt(0.5)
        return result
