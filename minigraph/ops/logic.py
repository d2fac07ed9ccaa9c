"""Logic on tensors of bools, elementwise with broadcasting; on the bits of integers: `bitwise.py`."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import broadcast, case, op, same

__all__ = ["logical_and", "logical_not", "logical_or", "logical_xor"]

_STEPS = "a truth value has no slope"


# ---------------------------------------------------------------------------------- LogicalAnd
@op(
    "LogicalAnd",
    "x: bool, y: bool -> z: bool",
    shape=broadcast,
    ufunc=np.logical_and,
    scalar="{0} & {1}",
    no_gradient=_STEPS,
    samples=[case("2,3 bool", "2,3 bool"), case("2,3 bool", "3 bool"), case(" bool", " bool")],
)
def logical_and_op(x: Any, y: Any) -> Any:
    """x and y."""
    return np.logical_and(x, y)


def logical_and(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x and y, elementwise.

    Args:
        x, y: tensors of bools whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of bools.

    Raises:
        TypeError: x or y is of another type.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.logical_and([True, True, False], [True, False, False])).tolist()
        [True, False, False]
    """
    result: Tensor = logical_and_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- LogicalOr
@op(
    "LogicalOr",
    "x: bool, y: bool -> z: bool",
    shape=broadcast,
    ufunc=np.logical_or,
    scalar="{0} | {1}",
    no_gradient=_STEPS,
    samples=[case("2,3 bool", "2,3 bool"), case("2,3 bool", "3 bool"), case(" bool", " bool")],
)
def logical_or_op(x: Any, y: Any) -> Any:
    """x or y."""
    return np.logical_or(x, y)


def logical_or(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x or y, elementwise.

    Args:
        x, y: tensors of bools whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of bools.

    Raises:
        TypeError: x or y is of another type.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.logical_or([True, True, False], [True, False, False])).tolist()
        [True, True, False]
    """
    result: Tensor = logical_or_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- LogicalNot
@op(
    "LogicalNot",
    "x: bool -> y: bool",
    shape=same,
    ufunc=np.logical_not,
    scalar="~{0}",
    no_gradient=_STEPS,
    samples=[case("2,3 bool"), case(" bool")],
)
def logical_not_op(x: Any) -> Any:
    """not x."""
    return np.logical_not(x)


def logical_not(x: Any, name: str | None = None) -> Tensor:
    """not x, elementwise.

    Args:
        x: a tensor of bools.
        name: of the node.

    Returns:
        A Tensor of bools.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.logical_not([True, False])).tolist()
        [False, True]
    """
    result: Tensor = logical_not_op(x, name=name)
    return result


def logical_xor(x: Any, y: Any, name: str = "LogicalXor") -> Tensor:
    """Whether one of x and y is true and the other not, elementwise.

    Args:
        x, y: tensors of bools whose shapes broadcast.
        name: of the last node of (x | y) & ~(x & y).

    Returns:
        A Tensor of bools.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.logical_xor([True, True], [True, False])).tolist()
        [False, True]
    """
    either = logical_or(x, y)
    both = logical_and(x, y)
    return logical_and(either, logical_not(both), name=name)
