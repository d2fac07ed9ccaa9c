"""Arithmetic of two numbers, elementwise with broadcasting: + - * / and their kin."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import NUMBERS, bad, broadcast, case, op

__all__ = ["add", "multiply", "subtract"]


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
    return g * y, g * x


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
