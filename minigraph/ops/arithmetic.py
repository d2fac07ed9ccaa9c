"""Sums, differences and products, elementwise with broadcasting: + - * and their kin.

Gradients of products of complex numbers take the conjugate of the other factor, as in TF1;
of real tensors `conj` is the tensor itself and adds no node.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import (
    COMPLEX,
    FLOATS,
    NUMBERS,
    SIGNED,
    bad,
    broadcast,
    case,
    op,
    same,
)
from minigraph.core.sparse_tensor import on_values
from minigraph.ops.complex_numbers import conj
from minigraph.ops.naming import name_scope

__all__ = [
    "add",
    "multiply",
    "multiply_no_nan",
    "negative",
    "scalar_mul",
    "squared_difference",
    "subtract",
]


# ---------------------------------------------------------------------------------- AddV2
@op(
    "AddV2",
    "x: T, y: T -> z: T",
    T=NUMBERS,
    shape=broadcast,
    ufunc=np.add,
    scalar="{0} + {1}",
    samples=[
        case("2,3", "2,3"),
        case("2,3", "3"),
        case("2,1,5", "3,1"),
        case("", ""),
        bad("2,3", "4", error=ValueError, match="broadcast"),
    ],
)
def add_v2(x: Any, y: Any) -> Any:
    """x + y."""
    return np.add(x, y)


@add_v2.grad
def _(op: Any, g: Any) -> Any:
    return g, g


def add(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x + y, elementwise.

    Args:
        x, y: tensors of one type whose shapes broadcast (NumPy's rule).
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g to x and to y, summed over broadcast axes.

    Raises:
        TypeError: the types differ; ValueError: the shapes do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.add([1.0, 2.0], 10.0)).tolist()
        [11.0, 12.0]
    """
    result: Tensor = add_v2(x, y, name=name or "Add")
    return result


# ---------------------------------------------------------------------------------- Sub
@op(
    "Sub",
    "x: T, y: T -> z: T",
    T=NUMBERS,
    shape=broadcast,
    ufunc=np.subtract,
    scalar="{0} - {1}",
    samples=[case("2,3", "2,3"), case("2,3", "3"), case("3", "2,1"), case("", "")],
)
def sub(x: Any, y: Any) -> Any:
    """x - y."""
    return np.subtract(x, y)


@sub.grad
def _(op: Any, g: Any) -> Any:
    return g, -g


def subtract(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x - y, elementwise.

    Args:
        x, y: tensors of one type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g to x, -g to y, summed over broadcast axes.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.subtract(5, 3))
        np.int32(2)
    """
    result: Tensor = sub(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- Mul
@op(
    "Mul",
    "x: T, y: T -> z: T",
    T=NUMBERS,
    shape=broadcast,
    ufunc=np.multiply,
    scalar="{0} * {1}",
    samples=[case("2,3", "2,3"), case("2,3", "3"), case("3", "2,1"), case("", "")],
)
def mul(x: Any, y: Any) -> Any:
    """x * y."""
    return np.multiply(x, y)


@mul.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs
    return g * conj(y), g * conj(x)


def multiply(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x * y, elementwise.

    Args:
        x, y: tensors of one type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g * y to x, g * x to y, summed over broadcast axes.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.multiply([1.0, 2.0], [3.0, 4.0])).tolist()
        [3.0, 8.0]
    """
    result: Tensor = mul(x, y, name=name)
    return result


def scalar_mul(scalar: Any, x: Any, name: str | None = None) -> Any:
    """scalar * x.

    Args:
        scalar: a number or a tensor of rank 0.
        x: a tensor or IndexedSlices.
        name: of the node.

    Returns:
        A Tensor (or IndexedSlices) of x's type and shape.

    Raises:
        ValueError: `scalar` has another rank than 0, or an unknown one.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.scalar_mul(2.0, [1.0, 3.0])).tolist()
        [2.0, 6.0]
    """
    sparse = isinstance(x, IndexedSlices)
    rows = x.values if sparse else convert(x, name="x")
    factor = convert(scalar, rows.dtype.base_dtype, name="scalar")
    if factor._dims != ():
        raise ValueError(f"Only scalar multiply works, got shape {factor.shape} for {factor}.")
    product = multiply(factor, rows, name=name)
    return IndexedSlices(product, x.indices, x.dense_shape) if sparse else product


# ---------------------------------------------------------------------------------- MulNoNan
@op(
    "MulNoNan",
    "x: T, y: T -> z: T",
    T=(*FLOATS, *COMPLEX),
    shape=broadcast,
    samples=[case("2,3", "2,3 positive"), case("2,3", "3 positive"), case("", " positive")],
)
def mul_no_nan(x: Any, y: Any) -> Any:
    """x * y, and 0 where y is 0."""
    return np.where(y == 0, np.zeros((), y.dtype), np.multiply(x, y))


@mul_no_nan.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs
    return mul_no_nan(g, conj(y)), mul_no_nan(conj(x), g)


def multiply_no_nan(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x * y, and 0 where y is 0 even if x is infinite or not a number, elementwise.

    Args:
        x, y: tensors of one type of floats or complex numbers, whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g * y to x, x * g to y, by the same rule.

    Raises:
        TypeError: the types differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.math.multiply_no_nan([float("inf"), 2.0], [0.0, 3.0])).tolist()
        [0.0, 6.0]
    """
    with name_scope(name, "multiply_no_nan", [x, y]) as scope:
        first = convert(x, name="x")
        second = convert(y, first.dtype.base_dtype, name="y")
        result: Tensor = mul_no_nan(first, second, name=scope)
        return result


# ---------------------------------------------------------------------------------- Neg
@op(
    "Neg",
    "x: T -> y: T",
    T=(*FLOATS, *SIGNED, *COMPLEX),
    shape=same,
    ufunc=np.negative,
    scalar="-{0}",
    samples=[case("2,3"), case(""), case("2,3 int32 0:9")],
)
def neg(x: Any) -> Any:
    """-x."""
    return np.negative(x)


@neg.grad
def _(op: Any, g: Any) -> Any:
    return -g


@on_values("Neg")
def negative(x: Any, name: str | None = None) -> Tensor:
    """-x, elementwise.

    Args:
        x: a tensor or SparseTensor of signed numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: -g.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.negative([1.0, -2.0])).tolist()
        [-1.0, 2.0]
    """
    result: Tensor = neg(x, name=name)
    return result


# ---------------------------------------------------------------------------------- SquaredDifference
@op(
    "SquaredDifference",
    "x: T, y: T -> z: T",
    elementwise=True,
    T=(*FLOATS, dtypes.int32, dtypes.int64, *COMPLEX),
    shape=broadcast,
    samples=[case("2,3", "2,3"), case("2,3", "3"), case("3", "2,1"), case("", "")],
)
def squared_difference_op(x: Any, y: Any) -> Any:
    """|x - y| squared."""
    difference = x - y
    return difference * np.conj(difference)


@squared_difference_op.into
def _(x: Any, y: Any, out: Any = None) -> Any:
    out = np.subtract(x, y, out=out)
    return np.multiply(out, np.conj(out) if out.dtype.kind == "c" else out, out=out)


@squared_difference_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs
    slope = g * 2 * (x - y)
    return slope, -slope


def squared_difference(x: Any, y: Any, name: str | None = None) -> Tensor:
    """(x - y)**2, elementwise; of complex numbers |x - y|**2.

    Args:
        x, y: tensors of one type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: 2 (x - y) g to x, its negative to y.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.squared_difference([5.0, 1.0], 2.0)).tolist()
        [9.0, 1.0]
    """
    result: Tensor = squared_difference_op(x, y, name=name)
    return result
