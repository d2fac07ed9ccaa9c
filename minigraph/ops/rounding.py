"""Whole numbers near a float: floor, ceil, round, rint. None has a gradient, as in TF1."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, SIGNED, case, op, same

__all__ = ["ceil", "floor", "rint", "round"]

_FLAT = "it is flat but for jumps"


# ---------------------------------------------------------------------------------- Floor
@op(
    "Floor",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    ufunc=np.floor,
    no_gradient=_FLAT,
    samples=[case("2,3"), case(""), case(np.array([-1.5, -0.5, 0.5, 1.5, 2.5], np.float32))],
)
def floor_op(x: Any) -> Any:
    """The largest whole number that is at most x."""
    return np.floor(x)


def floor(x: Any, name: str | None = None) -> Tensor:
    """The largest whole number that is at most x.

    Args:
        x: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of that type. No gradient.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.floor([1.7, -1.2])).tolist()
        [1.0, -2.0]
    """
    result: Tensor = floor_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Ceil
@op(
    "Ceil",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    ufunc=np.ceil,
    no_gradient=_FLAT,
    samples=[case("2,3"), case(""), case(np.array([-1.5, -0.5, 0.5, 1.5, 2.5], np.float32))],
)
def ceil_op(x: Any) -> Any:
    """The smallest whole number that is at least x."""
    return np.ceil(x)


def ceil(x: Any, name: str | None = None) -> Tensor:
    """The smallest whole number that is at least x.

    Args:
        x: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of that type. No gradient.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.ceil([1.2, -1.7])).tolist()
        [2.0, -1.0]
    """
    result: Tensor = ceil_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Rint
@op(
    "Rint",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    ufunc=np.rint,
    no_gradient=_FLAT,
    samples=[case("2,3"), case(""), case(np.array([-1.5, -0.5, 0.5, 1.5, 2.5], np.float32))],
)
def rint_op(x: Any) -> Any:
    """The whole number nearest to x; of two equally near the even one."""
    return np.rint(x)


def rint(x: Any, name: str | None = None) -> Tensor:
    """The whole number nearest to x; of two equally near the even one.

    Args:
        x: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of that type. No gradient.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.rint([0.5, 1.5, -1.7])).tolist()
        [0.0, 2.0, -2.0]
    """
    result: Tensor = rint_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Round
@op(
    "Round",
    "x: T -> y: T",
    T=(*FLOATS, *SIGNED),
    shape=same,
    alias={0: 0},
    no_gradient=_FLAT,
    samples=[
        case("2,3"),
        case(""),
        case(np.array([-1.5, -0.5, 0.5, 1.5, 2.5], np.float32)),
        case("2,3 int32 0:9"),
    ],
)
def round_op(x: Any) -> Any:
    """The whole number nearest to x; of two equally near the even one."""
    return np.rint(x) if x.dtype.kind == "f" else x


def round(x: Any, name: str | None = None) -> Tensor:
    """The whole number nearest to x; of two equally near the even one.

    Args:
        x: a tensor of floats, or of integers, which come back as they are.
        name: of the node.

    Returns:
        A Tensor of that type. No gradient.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.round([0.5, 1.5, 2.6])).tolist()
        [0.0, 2.0, 3.0]
    """
    tensor = convert(x, name="x")
    if tensor.dtype.is_integer:
        return tensor
    result: Tensor = round_op(tensor, name=name)
    return result
