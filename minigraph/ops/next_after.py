"""The float beside a float: nextafter."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import broadcast, case, op
from minigraph.ops.spread import zeros_like

__all__ = ["nextafter"]


@op(
    "NextAfter",
    "x1: T, x2: T -> output: T",
    T=(dtypes.float64, dtypes.float32),
    shape=broadcast,
    ufunc=np.nextafter,
    samples=[case("2,3", "2,3"), case("2,1", "3"), case("", "")],
)
def next_after_op(x1: Any, x2: Any) -> Any:
    """The float after x1 on the way to x2."""
    return np.nextafter(x1, x2)


@next_after_op.grad
def _(op: Any, g: Any) -> Any:
    return g, zeros_like(g)


def nextafter(x1: Any, x2: Any, name: str | None = None) -> Tensor:
    """The next float after x1 on the way to x2, elementwise; x2 itself where they are equal.

    Args:
        x1, x2: tensors of float32 or of float64 whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g to x1, zeros to x2.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.math.nextafter(1.0, 2.0) - 1.0) == 2.0**-23
        np.True_
    """
    result: Tensor = next_after_op(x1, x2, name=name)
    return result
