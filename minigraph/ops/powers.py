"""Powers and roots, elementwise."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import (
    COMPLEX,
    FLOATS,
    INTS,
    SIGNED,
    Call,
    bad,
    broadcast,
    case,
    op,
    same,
)
from minigraph.core.sparse_tensor import on_values
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import greater, not_equal
from minigraph.ops.complex_numbers import conj
from minigraph.ops.exponentials import log

__all__ = ["pow", "reciprocal", "rsqrt", "sqrt", "square"]


# ---------------------------------------------------------------------------------- Pow
@op(
    "Pow",
    "x: T, y: T -> z: T",
    elementwise=True,
    T=(*FLOATS, *SIGNED, *COMPLEX),
    shape=broadcast,
    samples=[
        case("2,3 positive", "2,3"),
        case("2,3 positive", "3"),
        case("3 positive", "2,1"),
        case(" positive", ""),
        case(np.array([[0.5, -2.0], [0.0, 3.0]]), np.float64(3)),
        case("2,3 int32 -4:4", "3 int32 0:4"),
        bad("2,3", "4", error=ValueError, match="broadcast"),
    ],
)
def pow_op(x: Any, y: Any) -> Any:
    """x to the power of y."""
    if y.dtype.kind == "i" and np.any(y < 0):
        raise InvalidArgumentError(
            None, None, "Integers to negative integer powers are not allowed"
        )
    if np.ndim(y) == 0 and y == 3:  # some 20 times faster than the general power
        return x * x * x
    return np.power(x, y)


@pow_op.lower
def _(call: Call) -> Any:
    if call.dtypes[0].is_integer:
        return None
    if call.shapes[1] == () and call.values[1] is not None and call.values[1] == 3:
        if call.shapes[0] == ():
            return Line("{0} * {0} * {0}")
        return Line("np.multiply(np.multiply({0}, {0}, out={out}), {0}, out={out})", out=True)
    if call.shapes == ((), ()):
        return Line("{0} ** {1}")
    return Line("np.power({0}, {1}, out={out})", out=True)


@pow_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs
    z = op.outputs[0]
    usable = not_equal(x, 0) if x.dtype.is_complex else greater(x, 0)
    log_x = log(where_v2(usable, x, 1))  # log(1) = 0 where x has no real logarithm
    return g * (conj(y) * pow(conj(x), conj(y) - 1)), g * conj(z) * conj(log_x)


def pow(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x to the power of y, elementwise.

    Args:
        x, y: tensors of one type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type; 0**0 is 1, a negative float to a fraction not a number.
        Gradient: g y x**(y - 1) to x; g x**y log(x) to y, 0 where x <= 0.

    Raises:
        TypeError: the types differ; tf.errors.InvalidArgumentError: an integer has a negative
            power.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.pow([2.0, 9.0], [3.0, 0.5])).tolist()
        [8.0, 3.0]
    """
    result: Tensor = pow_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- Square
@op(
    "Square",
    "x: T -> y: T",
    T=(*FLOATS, *INTS, *COMPLEX),
    shape=same,
    ufunc=np.square,
    scalar="{0} * {0}",
    samples=[case("2,3"), case(""), case("2,3 int32 0:9")],
)
def square_op(x: Any) -> Any:
    """x * x."""
    return np.square(x)


@square_op.grad
def _(op: Any, g: Any) -> Any:
    return g * (2 * conj(op.inputs[0]))


@on_values("Square")
def square(x: Any, name: str | None = None) -> Tensor:
    """x * x, elementwise.

    Args:
        x: a tensor or SparseTensor of numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: 2 x g.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.square([-2.0, 3.0])).tolist()
        [4.0, 9.0]
    """
    result: Tensor = square_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Sqrt
@op(
    "Sqrt",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.sqrt,
    samples=[case("2,3 positive"), case(" positive")],
)
def sqrt_op(x: Any) -> Any:
    """The square root."""
    return np.sqrt(x)


@sqrt_op.grad
def _(op: Any, g: Any) -> Any:
    return g * 0.5 / conj(op.outputs[0])


@on_values("Sqrt")
def sqrt(x: Any, name: str | None = None) -> Tensor:
    """The square root, elementwise.

    Args:
        x: a tensor or SparseTensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type; not a number where a float is negative.
        Gradient: g / (2 sqrt(x)), infinite at 0.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.sqrt([4.0, 9.0])).tolist()
        [2.0, 3.0]
    """
    result: Tensor = sqrt_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Rsqrt
@op(
    "Rsqrt",
    "x: T -> y: T",
    elementwise=True,
    T=(*FLOATS, *COMPLEX),
    shape=same,
    samples=[case("2,3 positive"), case(" positive")],
)
def rsqrt_op(x: Any) -> Any:
    """1 / sqrt(x)."""
    return np.reciprocal(np.sqrt(x))


@rsqrt_op.lower
def _(call: Call) -> Any:
    return Line("np.reciprocal(np.sqrt({0}, out={out}), out={out})", out=True)


@rsqrt_op.grad
def _(op: Any, g: Any) -> Any:
    y = conj(op.outputs[0])
    return g * (-0.5 * y * square(y))


def rsqrt(x: Any, name: str | None = None) -> Tensor:
    """1 / sqrt(x), elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type; infinite at 0. Gradient: -g / (2 x sqrt(x)).

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.rsqrt([4.0, 16.0])).tolist()
        [0.5, 0.25]
    """
    result: Tensor = rsqrt_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Reciprocal
@op(
    "Reciprocal",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.reciprocal,
    samples=[case("2,3 positive"), case(" positive")],
)
def reciprocal_op(x: Any) -> Any:
    """1 / x."""
    return np.reciprocal(x)


@op(
    "Inv",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.reciprocal,
    samples=[case("2,3 positive"), case(" positive")],
)
def inv_op(x: Any) -> Any:
    """1 / x, as TF 0.x called it; old graphs have it."""
    return np.reciprocal(x)


def _reciprocal_grad(op: Any, g: Any) -> Any:
    return -g * square(conj(op.outputs[0]))


reciprocal_op.grad(_reciprocal_grad)
inv_op.grad(_reciprocal_grad)


def reciprocal(x: Any, name: str | None = None) -> Tensor:
    """1 / x, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: -g / x**2.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reciprocal([4.0, 0.5])).tolist()
        [0.25, 2.0]
    """
    result: Tensor = reciprocal_op(x, name=name)
    return result
