"""Logic on the bits of integers, elementwise with broadcasting: `tf.bitwise`."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INTS, broadcast, case, op, same

__all__ = ["bitwise_and", "bitwise_or", "bitwise_xor", "invert", "left_shift", "right_shift"]


# ---------------------------------------------------------------------------------- BitwiseAnd
@op(
    "BitwiseAnd",
    "x: T, y: T -> z: T",
    T=INTS,
    shape=broadcast,
    ufunc=np.bitwise_and,
    scalar="{0} & {1}",
    no_gradient="integers have no slope",
    samples=[case("2,3 int32 0:9", "3 int32 0:9"), case(" int32 0:9", " int32 0:9")],
)
def bitwise_and_op(x: Any, y: Any) -> Any:
    """The bits that x and y both have."""
    return np.bitwise_and(x, y)


def bitwise_and(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The bits that x and y both have, elementwise.

    Args:
        x, y: tensors of one integer type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.bitwise.bitwise_and([5, 6], [3, 4])).tolist()
        [1, 4]
    """
    result: Tensor = bitwise_and_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- BitwiseOr
@op(
    "BitwiseOr",
    "x: T, y: T -> z: T",
    T=INTS,
    shape=broadcast,
    ufunc=np.bitwise_or,
    scalar="{0} | {1}",
    no_gradient="integers have no slope",
    samples=[case("2,3 int32 0:9", "3 int32 0:9"), case(" int32 0:9", " int32 0:9")],
)
def bitwise_or_op(x: Any, y: Any) -> Any:
    """The bits that x or y has."""
    return np.bitwise_or(x, y)


def bitwise_or(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The bits that x or y has, elementwise.

    Args:
        x, y: tensors of one integer type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.bitwise.bitwise_or([5, 6], [3, 4])).tolist()
        [7, 6]
    """
    result: Tensor = bitwise_or_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- BitwiseXor
@op(
    "BitwiseXor",
    "x: T, y: T -> z: T",
    T=INTS,
    shape=broadcast,
    ufunc=np.bitwise_xor,
    scalar="{0} ^ {1}",
    no_gradient="integers have no slope",
    samples=[case("2,3 int32 0:9", "3 int32 0:9"), case(" int32 0:9", " int32 0:9")],
)
def bitwise_xor_op(x: Any, y: Any) -> Any:
    """The bits that only one of x and y has."""
    return np.bitwise_xor(x, y)


def bitwise_xor(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The bits that only one of x and y has, elementwise.

    Args:
        x, y: tensors of one integer type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.bitwise.bitwise_xor([5, 6], [3, 4])).tolist()
        [6, 2]
    """
    result: Tensor = bitwise_xor_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- Invert
@op(
    "Invert",
    "x: T -> y: T",
    T=INTS,
    shape=same,
    ufunc=np.invert,
    scalar="~{0}",
    no_gradient="integers have no slope",
    samples=[case("2,3 int32 0:9"), case(" int32 0:9")],
)
def invert_op(x: Any) -> Any:
    """Every bit turned over."""
    return np.invert(x)


def invert(x: Any, name: str | None = None) -> Tensor:
    """Every bit of x turned over: of signed integers -x - 1.

    Args:
        x: a tensor of integers.
        name: of the node.

    Returns:
        A Tensor of that type.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.bitwise.invert([0, 5])).tolist()
        [-1, -6]
    """
    result: Tensor = invert_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- shifts
def _places(x: Any, y: Any) -> Any:
    """How far to shift: at least 0, less than x has bits, as TensorFlow's kernels do."""
    return np.clip(y, 0, 8 * x.dtype.itemsize - 1).astype(y.dtype)


_SHIFTS = [case("2,3 int32 -9:9", "2,3 int32 0:9"), case(" int32 0:9", "3 int32 0:40")]


@op(
    "LeftShift",
    "x: T, y: T -> z: T",
    T=INTS,
    shape=broadcast,
    no_gradient="integers have no slope",
    samples=_SHIFTS,
)
def left_shift_op(x: Any, y: Any) -> Any:
    """The bits of x moved y places up."""
    return np.left_shift(x, _places(x, y))


def left_shift(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The bits of x moved y places up, elementwise: x 2**y.

    Args:
        x, y: tensors of one integer type whose shapes broadcast; y is taken as 0 where it is
            negative, and as the highest place where it is larger.
        name: of the node.

    Returns:
        A Tensor of that type. Bits beyond the highest are lost.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.bitwise.left_shift([1, 5], [3, 1])).tolist()
        [8, 10]
    """
    result: Tensor = left_shift_op(x, y, name=name)
    return result


@op(
    "RightShift",
    "x: T, y: T -> z: T",
    T=INTS,
    shape=broadcast,
    no_gradient="integers have no slope",
    samples=_SHIFTS,
)
def right_shift_op(x: Any, y: Any) -> Any:
    """The bits of x moved y places down."""
    return np.right_shift(x, _places(x, y))


def right_shift(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The bits of x moved y places down, elementwise; of signed integers the sign stays.

    Args:
        x, y: tensors of one integer type whose shapes broadcast; y is taken as 0 where it is
            negative, and as the highest place where it is larger.
        name: of the node.

    Returns:
        A Tensor of that type: x / 2**y, rounded down.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.bitwise.right_shift([8, -5], [3, 1])).tolist()
        [1, -3]
    """
    result: Tensor = right_shift_op(x, y, name=name)
    return result
