"""Trigonometric functions and their inverses, elementwise; angles in radians."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, FLOATS, broadcast, case, op, same
from minigraph.ops.complex_numbers import conj
from minigraph.ops.powers import rsqrt, square

__all__ = ["acos", "asin", "atan", "atan2", "cos", "sin", "tan"]


# ---------------------------------------------------------------------------------- Sin
@op(
    "Sin",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.sin,
    samples=[case("2,3"), case("")],
)
def sin_op(x: Any) -> Any:
    """The sine."""
    return np.sin(x)


@sin_op.grad
def _(op: Any, g: Any) -> Any:
    return g * cos(conj(op.inputs[0]))


def sin(x: Any, name: str | None = None) -> Tensor:
    """The sine, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g cos(x).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.sin([0.0, 1.0])).round(4))
        [0.     0.8415]
    """
    result: Tensor = sin_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Cos
@op(
    "Cos",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.cos,
    samples=[case("2,3"), case("")],
)
def cos_op(x: Any) -> Any:
    """The cosine."""
    return np.cos(x)


@cos_op.grad
def _(op: Any, g: Any) -> Any:
    return -g * sin(conj(op.inputs[0]))


def cos(x: Any, name: str | None = None) -> Tensor:
    """The cosine, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: -g sin(x).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.cos([0.0, 1.0])).round(4))
        [1.     0.5403]
    """
    result: Tensor = cos_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Tan
@op(
    "Tan",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.tan,
    samples=[case("2,3 unit"), case(" unit")],
)
def tan_op(x: Any) -> Any:
    """The tangent."""
    return np.tan(x)


@tan_op.grad
def _(op: Any, g: Any) -> Any:
    return g * (1 + square(conj(op.outputs[0])))


def tan(x: Any, name: str | None = None) -> Tensor:
    """The tangent, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g (1 + tan(x)**2).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.tan([0.0, 1.0])).round(4))
        [0.     1.5574]
    """
    result: Tensor = tan_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Asin
@op(
    "Asin",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.arcsin,
    samples=[case("2,3 unit"), case(" unit")],
)
def asin_op(x: Any) -> Any:
    """The angle from -pi/2 to pi/2 whose sine is x."""
    return np.arcsin(x)


@asin_op.grad
def _(op: Any, g: Any) -> Any:
    return g * _slope(conj(op.inputs[0]))


def asin(x: Any, name: str | None = None) -> Tensor:
    """The angle from -pi/2 to pi/2 whose sine is x, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type; not a number where |x| > 1. Gradient: g / sqrt(1 - x**2).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.asin([0.0, 0.5])).round(4))
        [0.     0.5236]
    """
    result: Tensor = asin_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Acos
@op(
    "Acos",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.arccos,
    samples=[case("2,3 unit"), case(" unit")],
)
def acos_op(x: Any) -> Any:
    """The angle from 0 to pi whose cosine is x."""
    return np.arccos(x)


@acos_op.grad
def _(op: Any, g: Any) -> Any:
    return -g * _slope(conj(op.inputs[0]))


def acos(x: Any, name: str | None = None) -> Tensor:
    """The angle from 0 to pi whose cosine is x, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type; not a number where |x| > 1. Gradient: -g / sqrt(1 - x**2).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.acos([1.0, 0.5])).round(4))
        [0.     1.0472]
    """
    result: Tensor = acos_op(x, name=name)
    return result


def _slope(x: Tensor) -> Tensor:
    """1 / sqrt(1 - x**2), in a form that keeps its digits near 1."""
    return rsqrt((1 - x) * (1 + x))


# ---------------------------------------------------------------------------------- Atan
@op(
    "Atan",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.arctan,
    samples=[case("2,3"), case("")],
)
def atan_op(x: Any) -> Any:
    """The angle from -pi/2 to pi/2 whose tangent is x."""
    return np.arctan(x)


@atan_op.grad
def _(op: Any, g: Any) -> Any:
    return g / (1 + square(conj(op.inputs[0])))


def atan(x: Any, name: str | None = None) -> Tensor:
    """The angle from -pi/2 to pi/2 whose tangent is x, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g / (1 + x**2).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.atan([0.0, 1.0])).round(4))
        [0.     0.7854]
    """
    result: Tensor = atan_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Atan2
@op(
    "Atan2",
    "y: T, x: T -> z: T",
    T=FLOATS,
    shape=broadcast,
    ufunc=np.arctan2,
    samples=[case("2,3", "2,3 positive"), case("2,3", "3 positive"), case("", " positive")],
)
def atan2_op(y: Any, x: Any) -> Any:
    """The angle of the point (x, y)."""
    return np.arctan2(y, x)


@atan2_op.grad
def _(op: Any, g: Any) -> Any:
    y, x = op.inputs
    share = g / (square(x) + square(y))
    return x * share, -y * share


def atan2(y: Any, x: Any, name: str | None = None) -> Tensor:
    """The angle of the point (x, y) with the x axis, from -pi to pi, elementwise.

    Args:
        y, x: tensors of one float type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g x / (x**2 + y**2) to y, -g y / (x**2 + y**2) to x.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.atan2([1.0, 1.0], [1.0, 0.0])).round(4))
        [0.7854 1.5708]
    """
    result: Tensor = atan2_op(y, x, name=name)
    return result
