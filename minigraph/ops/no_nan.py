"""Products and quotients that are 0 where x is 0: xlogy, xlog1py, xdivy; reciprocal_no_nan."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, FLOATS, broadcast, case, op
from minigraph.ops.casting import cast
from minigraph.ops.compare import not_equal
from minigraph.ops.complex_numbers import conj
from minigraph.ops.constants import constant
from minigraph.ops.division import div_no_nan_op
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import square

__all__ = ["reciprocal_no_nan", "xdivy", "xlog1py", "xlogy"]

_TYPES = (*FLOATS, *COMPLEX)


def _unless_zero(x: Any, result: Any) -> Any:
    return np.where(x == 0, x.dtype.type(0), result).astype(x.dtype)[()]


def _is_there(x: Tensor) -> Tensor:
    """1 where x is not 0, else 0."""
    there: Tensor = cast(not_equal(x, 0), x.dtype.base_dtype)
    return there


# ---------------------------------------------------------------------------------- Xlogy
@op(
    "Xlogy",
    "x: T, y: T -> z: T",
    T=_TYPES,
    shape=broadcast,
    samples=[
        case("2,3", "2,3 positive"),
        case("2,1", "3 positive"),
    ],
)
def xlogy_op(x: Any, y: Any) -> Any:
    """x log(y), 0 where x is 0."""
    with np.errstate(all="ignore"):
        return _unless_zero(x, x * np.log(y))


@xlogy_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = conj(op.inputs[0]), conj(op.inputs[1])
    return g * xlogy(_is_there(x), y), g * xdivy(x, y)


def xlogy(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x log(y), and 0 where x is 0 whatever y is.

    Args:
        x, y: tensors of one type of floats or complex numbers, whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g log(y) to x, 0 where x is 0; g x / y to y.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.math.xlogy([0.0, 2.0], [0.0, 1.0])).tolist()
        [0.0, 0.0]
    """
    result: Tensor = xlogy_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- Xlog1py
@op(
    "Xlog1py",
    "x: T, y: T -> z: T",
    T=_TYPES,
    shape=broadcast,
    samples=[
        case("2,3", "2,3 unit"),
        case("2,1", "3 unit"),
    ],
)
def xlog1py_op(x: Any, y: Any) -> Any:
    """x log(1 + y), 0 where x is 0."""
    with np.errstate(all="ignore"):
        return _unless_zero(x, x * np.log1p(y))


@xlog1py_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = conj(op.inputs[0]), conj(op.inputs[1])
    return g * xlog1py(_is_there(x), y), g * xdivy(x, y + 1)


def xlog1py(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x log(1 + y), with all its digits where y is small, and 0 where x is 0 whatever y is.

    Args:
        x, y: tensors of one type of floats or complex numbers, whose shapes broadcast.
        name: of the scope.

    Returns:
        A Tensor of that type. Gradient: g log(1 + y) to x, 0 where x is 0; g x / (1 + y) to y.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.math.xlog1py([0.0, 2.0], [-1.0, 0.0])).tolist()
        [0.0, 0.0]
    """
    with name_scope(name, "xlog1py", [x]):
        result: Tensor = xlog1py_op(x, y)
        return result


# ---------------------------------------------------------------------------------- Xdivy
@op(
    "Xdivy",
    "x: T, y: T -> z: T",
    T=_TYPES,
    shape=broadcast,
    samples=[
        case("2,3", "2,3 positive"),
        case("2,1", "3 positive"),
    ],
)
def xdivy_op(x: Any, y: Any) -> Any:
    """x / y, 0 where x is 0."""
    with np.errstate(all="ignore"):
        return _unless_zero(x, x / y)


@xdivy_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = conj(op.inputs[0]), conj(op.inputs[1])
    return g * xdivy(_is_there(x), y), g * xdivy(-x, square(y))


def xdivy(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y, and 0 where x is 0 whatever y is.

    Args:
        x, y: tensors of one type of floats or complex numbers, whose shapes broadcast.
        name: of the scope.

    Returns:
        A Tensor of that type. Gradient: g / y to x, 0 where x is 0; -g x / y**2 to y.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.math.xdivy([0.0, 2.0], [0.0, 4.0])).tolist()
        [0.0, 0.5]
    """
    with name_scope(name, "xdivy", [x]):
        result: Tensor = xdivy_op(x, y)
        return result


# ---------------------------------------------------------------------------------- reciprocal
def reciprocal_no_nan(x: Any, name: str | None = None) -> Tensor:
    """1 / x, and 0 where x is 0, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: -g / x**2, 0 where x is 0.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.math.reciprocal_no_nan([2.0, 0.0])).tolist()
        [0.5, 0.0]
    """
    with name_scope(name, "reciprocal_no_nan", [x]) as scope:
        x = convert(x, name="x")
        one = constant(1, x.dtype.base_dtype, name="one")
        result: Tensor = div_no_nan_op(one, x, name=scope)
        return result
