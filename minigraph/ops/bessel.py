"""Bessel functions of orders 0 and 1: J, finite at 0, and Y, which is not.

For |x| <= 5 J is a Chebyshev series by x**2 times the distances from its two first roots, so that it
keeps its digits beside them; Y is 2/pi log(x / root) J and a series by x**2 (DLMF 10.8.1, 10.8.2)
times the distance from its first root. Beyond, both are waves of slowly changing size and phase:
sqrt(2 / (pi x)) times P cos - Q sin and P sin + Q cos (Hankel's expansion, DLMF 10.17, 10.18), of
the phase x - pi/4 or x - 3 pi/4, which is never computed: its sine and cosine are those of x,
turned. All in float64.
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
from minigraph.ops.naming import name_scope

__all__ = ["bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1"]

_ENDS = 5.0  # of the near tables
_J0_ROOTS = (
    Root(2.404825557695773, -1.176691651530894e-16),
    Root(5.520078110286311, 8.088597146146722e-17),
)
_J1_ROOTS = (
    Root(3.8317059702075125, -1.5269184090088067e-16),
    Root(7.015586669815619, -9.414165653410389e-17),
)
_Y0_ROOT = Root(0.8935769662791675, 2.6596231539720385e-17)
_Y1_ROOT = Root(2.197141326031017, -4.8259835876454966e-17)


def _from_roots(roots: Any, x: Any) -> Any:
    """The product of x**2 - root**2."""
    product = np.ones_like(x)
    for root in roots:
        product = product * ((x - root.first - root.rest) * (x + root.first))
    return product


def _j0_near(x: Any) -> Any:
    return part(tables.J0_NEAR, x, 0.0, _ENDS, 2) * _from_roots(_J0_ROOTS, x)


def _j1_near(x: Any) -> Any:
    return part(tables.J1_NEAR, x, 0.0, _ENDS, 2) * _from_roots(_J1_ROOTS, x) * x


def _y0_near(x: Any) -> Any:
    distance, logarithm = log_over(_Y0_ROOT, x)
    rest = part(tables.Y0_NEAR, x, 0.0, _ENDS, 2) * (distance * (x + _Y0_ROOT.first))
    return 2 / math.pi * logarithm * _j0_near(x) + rest


def _y1_near(x: Any) -> Any:
    distance, logarithm = log_over(_Y1_ROOT, x)
    rest = part(tables.Y1_NEAR, x, 0.0, _ENDS, 2) * (distance * (x + _Y1_ROOT.first)) / x
    return 2 / math.pi * logarithm * _j1_near(x) + rest


def _wave(order: int, x: Any, quarter: bool) -> Any:
    """J beyond 5, or, a quarter of a turn later, Y."""
    p_table, q_table = (tables.P1_FAR, tables.Q1_FAR) if order else (tables.P0_FAR, tables.Q0_FAR)
    p = inverse_part(p_table, x, _ENDS, power=2)
    q = inverse_part(q_table, x, _ENDS, power=2) / x
    cos, sin = np.cos(x), np.sin(x)
    # sqrt(2) times cosine and sine of x - pi/4, and of a quarter turn less
    cos, sin = (sin - cos, -sin - cos) if order else (cos + sin, sin - cos)
    return (p * sin + q * cos if quarter else p * cos - q * sin) / np.sqrt(math.pi * x)


def _j0(x: Any) -> Any:
    size = np.abs(x)
    return in_pieces(
        size,
        (size <= _ENDS, _j0_near),
        (size > _ENDS, lambda x: _wave(0, x, quarter=False)),
    )


def _j1(x: Any) -> Any:
    size = np.abs(x)
    value = in_pieces(
        size,
        (size <= _ENDS, _j1_near),
        (size > _ENDS, lambda x: _wave(1, x, quarter=False)),
    )
    return np.where(x < 0, -value, np.where(x == 0, x, value))


def _y(order: int, x: Any) -> Any:
    return in_pieces(
        x,
        (x <= 0, lambda x: np.full_like(x, -np.inf)),
        ((x > 0) & (x <= _ENDS), _y1_near if order else _y0_near),
        (x > _ENDS, lambda x: _wave(order, x, quarter=True)),
    )


# ---------------------------------------------------------------------------------- BesselJ0
@op(
    "BesselJ0",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case(""), case(np.array([-9.5, -0.25, 0.0, 1.5, 8.5]))],
)
def bessel_j0_op(x: Any) -> Any:
    """The even one."""
    return in_float64(_j0, x)


@bessel_j0_op.grad
def _(op: Any, g: Any) -> Any:
    return g * -bessel_j1(op.inputs[0])


def bessel_j0(x: Any, name: str | None = None) -> Tensor:
    """The Bessel function of the first kind and order 0, elementwise.

    The mean of cos(x sin t) over t; 1 at 0, and even.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type. Gradient: -g bessel_j1(x).

    Source: DLMF 10.9.1; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.bessel_j0([0.0, 1.0, 10.0])).round(4))
        [ 1.      0.7652 -0.2459]
    """
    with name_scope(name, "bessel_j0", [x]):
        result: Tensor = bessel_j0_op(x)
        return result


# ---------------------------------------------------------------------------------- BesselJ1
@op(
    "BesselJ1",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case(""), case(np.array([-9.5, -0.25, 1.5, 8.5]))],
)
def bessel_j1_op(x: Any) -> Any:
    """The odd one."""
    return in_float64(_j1, x)


@bessel_j1_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs[0], op.outputs[0]
    at_zero = equal(x, 0)
    elsewhere = where_v2(at_zero, 1, x)
    return g * where_v2(at_zero, 0.5, bessel_j0(x) - y / elsewhere)


def bessel_j1(x: Any, name: str | None = None) -> Tensor:
    """The Bessel function of the first kind and order 1, elementwise.

    The slope of -bessel_j0; 0 at 0, and odd.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type. Gradient: g (bessel_j0(x) - bessel_j1(x) / x), g / 2 at 0.

    Source: DLMF 10.6.3; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.bessel_j1([0.0, 1.0, 10.0])).round(4))
        [0.     0.4401 0.0435]
    """
    with name_scope(name, "bessel_j1", [x]):
        result: Tensor = bessel_j1_op(x)
        return result


# ---------------------------------------------------------------------------------- BesselY0
@op(
    "BesselY0",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3 positive"), case(" positive"), case(np.array([0.25, 1.5, 8.5]))],
)
def bessel_y0_op(x: Any) -> Any:
    """That of order 0."""
    return in_float64(lambda x: _y(0, x), x)


@bessel_y0_op.grad
def _(op: Any, g: Any) -> Any:
    return g * -bessel_y1(op.inputs[0])


def bessel_y0(x: Any, name: str | None = None) -> Tensor:
    """The Bessel function of the second kind and order 0, elementwise.

    The second solution of the equation that bessel_j0 solves, a quarter of a turn behind it.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type; -inf for x <= 0. Gradient: -g bessel_y1(x).

    Source: DLMF 10.2.3; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.bessel_y0([0.5, 1.0, 10.0])).round(4))
        [-0.4445  0.0883  0.0557]
    """
    with name_scope(name, "bessel_y0", [x]):
        result: Tensor = bessel_y0_op(x)
        return result


# ---------------------------------------------------------------------------------- BesselY1
@op(
    "BesselY1",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3 positive"), case(" positive"), case(np.array([0.25, 1.5, 8.5]))],
)
def bessel_y1_op(x: Any) -> Any:
    """That of order 1."""
    return in_float64(lambda x: _y(1, x), x)


@bessel_y1_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs[0], op.outputs[0]
    return g * (bessel_y0(x) - y / x)


def bessel_y1(x: Any, name: str | None = None) -> Tensor:
    """The Bessel function of the second kind and order 1, elementwise.

    The slope of -bessel_y0.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type; -inf for x <= 0. Gradient: g (bessel_y0(x) - bessel_y1(x) / x).

    Source: DLMF 10.6.3; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.bessel_y1([0.5, 1.0, 10.0])).round(4))
        [-1.4715 -0.7812  0.249 ]
    """
    with name_scope(name, "bessel_y1", [x]):
        result: Tensor = bessel_y1_op(x)
        return result
