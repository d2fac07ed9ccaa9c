"""Integrals that have no closed form: Dawson's, the exponential, Fresnel's, Spence's.

Dawson's integral and the exponential one are Chebyshev series in pieces, by x and beyond by 1/x;
beside its root, 0.3725, the latter is log(x / root) plus a multiple of the distance from it.
Fresnel's are series by x**4 and, beyond 2.5, 1/2 plus waves of slowly changing size (DLMF 7.5.3,
7.5.4). Spence's is summed by Debye's series in the logarithm of x (L. Lewin, "Polylogarithms and
Associated Functions", 1981), after reflections that bring it between 1/2 and 1. All in float64.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, case, op, same
from minigraph.ops import chebyshev as tables
from minigraph.ops.chebyshev import Root, in_float64, in_pieces, inverse_part, log_over, part
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import equal
from minigraph.ops.exponentials import exp, log
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import square
from minigraph.ops.trigonometry import cos, sin

__all__ = ["dawsn", "expint", "fresnel_cos", "fresnel_sin", "spence"]


# ---------------------------------------------------------------------------------- kernels
def _dawsn(x: Any) -> Any:
    size = np.abs(x)
    value = in_pieces(
        size,
        (size <= 1, lambda x: part(tables.DAWSON_NEAR, x, 0.0, 1.0, 2) * x),
        ((size > 1) & (size <= 5), lambda x: part(tables.DAWSON_MIDDLE, x, 1.0, 5.0) / x),
        (size > 5, lambda x: inverse_part(tables.DAWSON_FAR, x, 5.0, power=2) / x),
    )
    return np.copysign(value, x)


_EI_ROOT = Root(0.3725074107813666, 1.3140183414386028e-17)


def _expint_near(x: Any) -> Any:
    distance, logarithm = log_over(_EI_ROOT, x)
    return logarithm + distance * part(tables.EI_NEAR, x, 0.0, 4.0)


def _expint(x: Any) -> Any:
    return in_pieces(
        x,
        (x == 0, lambda x: np.full_like(x, -np.inf)),
        ((x > 0) & (x <= 4), _expint_near),
        ((x > 4) & (x <= 12), lambda x: np.exp(x) / x * part(tables.EI_MIDDLE, x, 4.0, 12.0)),
        (
            (x > 12) & (x <= 40),
            lambda x: np.exp(x) / x * inverse_part(tables.EI_FAR, x, 12.0, 40.0),
        ),
        (x > 40, lambda x: np.exp(x) / x * inverse_part(tables.EI_BEYOND, x, 40.0)),
    )


_FRESNEL_ENDS = 2.5  # of the near tables


def _fresnel_far(x: Any, cosine: bool) -> Any:
    # pi x**2 / 2 without whole turns: the square of 24 bits is exact, what is left of x is small
    first = x.astype(np.float32).astype(np.float64)
    turns = np.fmod(first * first, 4.0) + np.fmod((x - first) * (x + first), 4.0)
    c, s = np.cos(turns * (math.pi / 2)), np.sin(turns * (math.pi / 2))
    f = inverse_part(tables.FRESNEL_F_FAR, x, _FRESNEL_ENDS, power=4) / (math.pi * x)
    g = inverse_part(tables.FRESNEL_G_FAR, x, _FRESNEL_ENDS, power=4) / (math.pi**2 * x**3)
    waves = f * s - g * c if cosine else -f * c - g * s
    return np.where(x < 1e17, 0.5 + waves, 0.5)  # of an infinite x there is no wave


def _fresnel(x: Any, cosine: bool) -> Any:
    def near(x: Any) -> Any:
        if cosine:
            return part(tables.FRESNEL_C_NEAR, x, 0.0, _FRESNEL_ENDS, 4) * x
        return part(tables.FRESNEL_S_NEAR, x, 0.0, _FRESNEL_ENDS, 4) * (x * x * x)

    size = np.abs(x)
    value = in_pieces(
        size,
        (size <= _FRESNEL_ENDS, near),
        (size > _FRESNEL_ENDS, lambda x: _fresnel_far(x, cosine)),
    )
    return np.copysign(value, x)


# Bernoulli numbers over factorials, B(2 k) / (2 k + 1)! for k = 1, 2...
_DEBYE = tuple(
    b / math.factorial(2 * k + 1)
    for k, b in enumerate(
        (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510), 1
    )
)


def _debye(u: Any) -> Any:
    """Spence's function of exp(-u), |u| <= log(2): u - u**2 / 4 + u**3 / 36 - ..."""
    square_u = u * u
    return u - square_u / 4 + u * square_u * np.polyval(_DEBYE[::-1], square_u)


def _spence_to_half(x: Any) -> Any:
    """For 0 <= x <= 1/2, by the value at 1 - x."""
    rest = -np.log1p(-x)
    product = np.where(x > 0, np.log(x) * rest, 0.0)
    return math.pi**2 / 6 + product - _debye(rest)


def _spence(x: Any) -> Any:
    return in_pieces(
        x,
        ((x >= 0) & (x < 0.5), _spence_to_half),
        ((x >= 0.5) & (x <= 2), lambda x: _debye(0.0 - np.log(x))),
        ((x > 2) & (x < np.inf), lambda x: -0.5 * np.log(x) ** 2 - _spence_to_half(1 / x)),
    )


# ---------------------------------------------------------------------------------- Dawsn
@op(
    "Dawsn",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case(""), case(np.array([-7.5, -0.25, 0.0, 1.5, 5.5]))],
)
def dawsn_op(x: Any) -> Any:
    """exp(-x**2) times the integral of exp(t**2) from 0 to x."""
    return in_float64(_dawsn, x)


@dawsn_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs[0], op.outputs[0]
    return g * (1 - 2 * x * y)


def dawsn(x: Any, name: str | None = None) -> Tensor:
    """Dawson's integral, elementwise.

    exp(-x**2) times the integral of exp(t**2) from 0 to x; odd, largest at 0.924.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type. Gradient: g (1 - 2 x dawsn(x)).

    Source: DLMF 7.2.5; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.dawsn([0.0, 1.0, 2.0])).round(4))
        [0.     0.5381 0.3013]
    """
    with name_scope(name, "dawsn", [x]):
        result: Tensor = dawsn_op(x)
        return result


# ---------------------------------------------------------------------------------- Expint
@op(
    "Expint",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3 positive"), case(" positive"), case(np.array([0.25, 3.5, 8.5, 13.5]))],
)
def expint_op(x: Any) -> Any:
    """The integral of exp(t) / t from -inf to x."""
    return in_float64(_expint, x)


@expint_op.grad
def _(op: Any, g: Any) -> Any:
    x = op.inputs[0]
    return g * exp(x) / x


def expint(x: Any, name: str | None = None) -> Tensor:
    """The exponential integral Ei, elementwise.

    The integral of exp(t) / t from -inf to x, by Cauchy's principal value at 0.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type; -inf at 0, not a number below. Gradient: g exp(x) / x.

    Source: DLMF 6.2.5; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.expint([0.5, 1.0, 2.0])).round(4))
        [0.4542 1.8951 4.9542]
    """
    with name_scope(name, "expint", [x]):
        result: Tensor = expint_op(x)
        return result


# ---------------------------------------------------------------------------------- FresnelCos
@op(
    "FresnelCos",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case(""), case(np.array([-3.25, -0.25, 0.0, 1.5]))],
)
def fresnel_cos_op(x: Any) -> Any:
    """The integral of cos(pi t**2 / 2) from 0 to x."""
    return in_float64(lambda x: _fresnel(x, cosine=True), x)


@fresnel_cos_op.grad
def _(op: Any, g: Any) -> Any:
    return g * cos(math.pi / 2 * square(op.inputs[0]))


def fresnel_cos(x: Any, name: str | None = None) -> Tensor:
    """Fresnel's integral with the cosine, elementwise.

    The integral of cos(pi t**2 / 2) from 0 to x; odd, 1/2 at infinity.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type. Gradient: g cos(pi x**2 / 2).

    Source: DLMF 7.2.7; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.fresnel_cos([0.0, 1.0, 2.0])).round(4))
        [0.     0.7799 0.4883]
    """
    with name_scope(name, "fresnel_cos", [x]):
        result: Tensor = fresnel_cos_op(x)
        return result


# ---------------------------------------------------------------------------------- FresnelSin
@op(
    "FresnelSin",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case(""), case(np.array([-3.25, -0.25, 0.0, 1.5]))],
)
def fresnel_sin_op(x: Any) -> Any:
    """The integral of sin(pi t**2 / 2) from 0 to x."""
    return in_float64(lambda x: _fresnel(x, cosine=False), x)


@fresnel_sin_op.grad
def _(op: Any, g: Any) -> Any:
    return g * sin(math.pi / 2 * square(op.inputs[0]))


def fresnel_sin(x: Any, name: str | None = None) -> Tensor:
    """Fresnel's integral with the sine, elementwise.

    The integral of sin(pi t**2 / 2) from 0 to x; odd, 1/2 at infinity.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type. Gradient: g sin(pi x**2 / 2).

    Source: DLMF 7.2.8; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.fresnel_sin([0.0, 1.0, 2.0])).round(4))
        [0.     0.4383 0.3434]
    """
    with name_scope(name, "fresnel_sin", [x]):
        result: Tensor = fresnel_sin_op(x)
        return result


# ---------------------------------------------------------------------------------- Spence
@op(
    "Spence",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3 positive"), case(" positive"), case(np.array([0.125, 1.5, 8.5]))],
)
def spence_op(x: Any) -> Any:
    """Minus the integral of log(t) / (t - 1) from 1 to x."""
    return in_float64(_spence, x)


@spence_op.grad
def _(op: Any, g: Any) -> Any:
    x = op.inputs[0]
    at_one = equal(x, 1)
    elsewhere = where_v2(at_one, 2, x)
    return g * where_v2(at_one, -1, log(elsewhere) / (1 - elsewhere))


def spence(x: Any, name: str | None = None) -> Tensor:
    """Spence's integral, the dilogarithm of 1 - x, elementwise.

    Minus the integral of log(t) / (t - 1) from 1 to x.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type; not a number for x < 0. Gradient: g log(x) / (1 - x), -g at 1.

    Source: DLMF 25.12.2; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.spence([0.0, 1.0, 2.0])).round(4))
        [ 1.6449  0.     -0.8225]
    """
    with name_scope(name, "spence", [x]):
        result: Tensor = spence_op(x)
        return result
