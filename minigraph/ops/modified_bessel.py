"""Modified Bessel functions of orders 0 and 1: growing I, falling K, and both without exp(x).

Formulas, with their numbers in the Digital Library of Mathematical Functions: I is a Chebyshev
series for |x| <= 8 and, by 1/x (10.40.1), beyond; K is -log(x/2) I and a power series for x <= 1
(10.31.1, 10.31.2), and a Chebyshev series by 1/x beyond (10.40.2). Slopes are other orders
(10.29.3) and I(n, x) of the next order is I(n - 2, x) - 2 (n - 1) / x I(n - 1, x) (10.29.1). All
in float64.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, case, op, same
from minigraph.ops import chebyshev as tables
from minigraph.ops.chebyshev import in_float64, in_pieces, inverse_part, part
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import equal
from minigraph.ops.magnitude import sign
from minigraph.ops.naming import name_scope

__all__ = [
    "bessel_i0",
    "bessel_i0e",
    "bessel_i1",
    "bessel_i1e",
    "bessel_k0",
    "bessel_k0e",
    "bessel_k1",
    "bessel_k1e",
]

_I_ENDS = 8.0  # of the near tables
_K_ENDS = 1.0


def _i0e(x: Any) -> Any:
    size = np.abs(x)
    return in_pieces(
        size,
        (size <= _I_ENDS, lambda x: part(tables.I0_NEAR, x, 0.0, _I_ENDS)),
        (size > _I_ENDS, lambda x: inverse_part(tables.I0_FAR, x, _I_ENDS) / np.sqrt(x)),
    )


def _i1e(x: Any) -> Any:
    size = np.abs(x)
    value = in_pieces(
        size,
        (size <= _I_ENDS, lambda x: part(tables.I1_NEAR, x, 0.0, _I_ENDS) * x),
        (size > _I_ENDS, lambda x: inverse_part(tables.I1_FAR, x, _I_ENDS) / np.sqrt(x)),
    )
    return np.copysign(value, x)


def _k0_near(x: Any) -> Any:
    growing = np.exp(x) * _i0e(x)
    return part(tables.K0_NEAR, x, 0.0, _K_ENDS, 2) - np.log(x / 2) * growing


def _k1_near(x: Any) -> Any:
    growing = np.exp(x) * _i1e(x)
    return part(tables.K1_NEAR, x, 0.0, _K_ENDS, 2) / x + np.log(x / 2) * growing


def _k(near: Any, far: tuple[float, ...], x: Any, scaled: bool) -> Any:
    """One of the four: `near` is its rule for small x, `far` its table, with exp(x) or without."""

    def at_small(x: Any) -> Any:
        return near(x) * np.exp(x) if scaled else near(x)

    def at_large(x: Any) -> Any:
        value = inverse_part(far, x, _K_ENDS) / np.sqrt(x)
        return value if scaled else value * np.exp(-x)

    return in_pieces(
        x,
        (x <= 0, lambda x: np.full_like(x, np.inf)),
        ((x > 0) & (x <= _K_ENDS), at_small),
        (x > _K_ENDS, at_large),
    )


def _or_half(x: Tensor, slope: Any) -> Tensor:
    """1/2, the slope of a function of order 1, at 0; `slope` elsewhere, of x that is never 0."""
    at_zero = equal(x, 0)
    one_half: Tensor = where_v2(at_zero, 0.5, slope(where_v2(at_zero, 1, x)))
    return one_half


# ---------------------------------------------------------------------------------- BesselI0
@op(
    "BesselI0",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case(""), case(np.array([-9.5, -0.25, 0.0, 8.5]))],
)
def bessel_i0_op(x: Any) -> Any:
    """The even one that grows."""
    return in_float64(lambda x: np.exp(np.abs(x)) * _i0e(x), x)


@bessel_i0_op.grad
def _(op: Any, g: Any) -> Any:
    return g * bessel_i1(op.inputs[0])


def bessel_i0(x: Any, name: str | None = None) -> Tensor:
    """The modified Bessel function of the first kind and order 0, elementwise.

    The mean of exp(x cos t) over t; 1 at 0, and even.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type. Gradient: g bessel_i1(x).

    Source: DLMF 10.32.1; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.bessel_i0([0.0, 1.0, 2.0])).round(4))
        [1.     1.2661 2.2796]
    """
    with name_scope(name, "bessel_i0", [x]):
        result: Tensor = bessel_i0_op(x)
        return result


# ---------------------------------------------------------------------------------- BesselI0e
@op(
    "BesselI0e",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case(""), case(np.array([-9.5, -0.25, 1.5, 8.5]))],
)
def bessel_i0e_op(x: Any) -> Any:
    """exp(-|x|) I0(x)."""
    return in_float64(_i0e, x)


@bessel_i0e_op.grad
def _(op: Any, g: Any) -> Any:
    x = op.inputs[0]
    return g * (bessel_i1e(x) - sign(x) * op.outputs[0])


def bessel_i0e(x: Any, name: str | None = None) -> Tensor:
    """exp(-|x|) bessel_i0(x), which stays within the range of floats, elementwise.

    It falls as 1 / sqrt(2 pi |x|).

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type. Gradient: g (bessel_i1e(x) - sign(x) bessel_i0e(x)).

    Source: DLMF 10.32.1; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.bessel_i0e([0.0, 1.0, 1000.0])).round(4))
        [1.     0.4658 0.0126]
    """
    with name_scope(name, "bessel_i0e", [x]):
        result: Tensor = bessel_i0e_op(x)
        return result


# ---------------------------------------------------------------------------------- BesselI1
@op(
    "BesselI1",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case(""), case(np.array([-9.5, -0.25, 1.5, 8.5]))],
)
def bessel_i1_op(x: Any) -> Any:
    """The odd one that grows."""
    return in_float64(lambda x: np.exp(np.abs(x)) * _i1e(x), x)


@bessel_i1_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs[0], op.outputs[0]
    return g * _or_half(x, lambda x: bessel_i0(x) - y / x)


def bessel_i1(x: Any, name: str | None = None) -> Tensor:
    """The modified Bessel function of the first kind and order 1, elementwise.

    The slope of bessel_i0; 0 at 0, and odd.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type. Gradient: g (bessel_i0(x) - bessel_i1(x) / x), g / 2 at 0.

    Source: DLMF 10.29.3; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.bessel_i1([0.0, 1.0, 2.0])).round(4))
        [0.     0.5652 1.5906]
    """
    with name_scope(name, "bessel_i1", [x]):
        result: Tensor = bessel_i1_op(x)
        return result


# ---------------------------------------------------------------------------------- BesselI1e
@op(
    "BesselI1e",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case(""), case(np.array([-9.5, -0.25, 1.5, 8.5]))],
)
def bessel_i1e_op(x: Any) -> Any:
    """exp(-|x|) I1(x)."""
    return in_float64(_i1e, x)


@bessel_i1e_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs[0], op.outputs[0]
    return g * _or_half(x, lambda x: bessel_i0e(x) - y * (sign(x) + 1 / x))


def bessel_i1e(x: Any, name: str | None = None) -> Tensor:
    """exp(-|x|) bessel_i1(x), which stays within the range of floats, elementwise.

    It falls as 1 / sqrt(2 pi |x|).

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type. Gradient: g (bessel_i0e(x) - bessel_i1e(x) (sign(x) + 1 / x)), g / 2 at 0.

    Source: DLMF 10.29.3; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.bessel_i1e([0.0, 1.0, 1000.0])).round(4))
        [0.     0.2079 0.0126]
    """
    with name_scope(name, "bessel_i1e", [x]):
        result: Tensor = bessel_i1e_op(x)
        return result


# ---------------------------------------------------------------------------------- BesselK0
@op(
    "BesselK0",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3 positive"), case(" positive"), case(np.array([0.25, 1.5, 8.5]))],
)
def bessel_k0_op(x: Any) -> Any:
    """The one of order 0 that falls."""
    return in_float64(lambda x: _k(_k0_near, tables.K0_FAR, x, scaled=False), x)


@bessel_k0_op.grad
def _(op: Any, g: Any) -> Any:
    return g * -bessel_k1(op.inputs[0])


def bessel_k0(x: Any, name: str | None = None) -> Tensor:
    """The modified Bessel function of the second kind and order 0, elementwise.

    The integral of cos(x t) / sqrt(1 + t**2) over t > 0.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type; infinite for x <= 0. Gradient: -g bessel_k1(x).

    Source: DLMF 10.32.6; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.bessel_k0([0.5, 1.0, 2.0])).round(4))
        [0.9244 0.421  0.1139]
    """
    with name_scope(name, "bessel_k0", [x]):
        result: Tensor = bessel_k0_op(x)
        return result


# ---------------------------------------------------------------------------------- BesselK0e
@op(
    "BesselK0e",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3 positive"), case(" positive"), case(np.array([0.25, 1.5, 8.5]))],
)
def bessel_k0e_op(x: Any) -> Any:
    """exp(x) K0(x)."""
    return in_float64(lambda x: _k(_k0_near, tables.K0_FAR, x, scaled=True), x)


@bessel_k0e_op.grad
def _(op: Any, g: Any) -> Any:
    return g * (op.outputs[0] - bessel_k1e(op.inputs[0]))


def bessel_k0e(x: Any, name: str | None = None) -> Tensor:
    """exp(x) bessel_k0(x), which stays within the range of floats, elementwise.

    It falls as sqrt(pi / (2 x)).

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type; infinite for x <= 0. Gradient: g (bessel_k0e(x) - bessel_k1e(x)).

    Source: DLMF 10.32.6; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.bessel_k0e([0.5, 1.0, 1000.0])).round(4))
        [1.5241 1.1445 0.0396]
    """
    with name_scope(name, "bessel_k0e", [x]):
        result: Tensor = bessel_k0e_op(x)
        return result


# ---------------------------------------------------------------------------------- BesselK1
@op(
    "BesselK1",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3 positive"), case(" positive"), case(np.array([0.25, 1.5, 8.5]))],
)
def bessel_k1_op(x: Any) -> Any:
    """The one of order 1 that falls."""
    return in_float64(lambda x: _k(_k1_near, tables.K1_FAR, x, scaled=False), x)


@bessel_k1_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs[0], op.outputs[0]
    return g * (-bessel_k0(x) - y / x)


def bessel_k1(x: Any, name: str | None = None) -> Tensor:
    """The modified Bessel function of the second kind and order 1, elementwise.

    The slope of -bessel_k0.

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type; infinite for x <= 0. Gradient: -g (bessel_k0(x) + bessel_k1(x) / x).

    Source: DLMF 10.29.3; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.bessel_k1([0.5, 1.0, 2.0])).round(4))
        [1.6564 0.6019 0.1399]
    """
    with name_scope(name, "bessel_k1", [x]):
        result: Tensor = bessel_k1_op(x)
        return result


# ---------------------------------------------------------------------------------- BesselK1e
@op(
    "BesselK1e",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3 positive"), case(" positive"), case(np.array([0.25, 1.5, 8.5]))],
)
def bessel_k1e_op(x: Any) -> Any:
    """exp(x) K1(x)."""
    return in_float64(lambda x: _k(_k1_near, tables.K1_FAR, x, scaled=True), x)


@bessel_k1e_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs[0], op.outputs[0]
    return g * (y * (1 - 1 / x) - bessel_k0e(x))


def bessel_k1e(x: Any, name: str | None = None) -> Tensor:
    """exp(x) bessel_k1(x), which stays within the range of floats, elementwise.

    It falls as sqrt(pi / (2 x)).

    Args:
        x: a tensor of floats.
        name: of the scope.

    Returns:
        A Tensor of that type; infinite for x <= 0. Gradient: g (bessel_k1e(x) (1 - 1 / x) - bessel_k0e(x)).

    Source: DLMF 10.29.3; see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.special.bessel_k1e([0.5, 1.0, 1000.0])).round(4))
        [2.731  1.6362 0.0396]
    """
    with name_scope(name, "bessel_k1e", [x]):
        result: Tensor = bessel_k1e_op(x)
        return result
