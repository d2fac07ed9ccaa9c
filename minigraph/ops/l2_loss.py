"""Half the sum of squares, the penalty on large weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, case, op, scalar

__all__ = ["l2_loss"]


# ---------------------------------------------------------------------------------- L2Loss
@op(
    "L2Loss",
    "t: T -> output: T",
    T=FLOATS,
    shape=scalar,
    samples=[case("2,3"), case("5"), case("")],
)
def l2_loss_op(t: Any) -> Any:
    """sum(t**2) / 2."""
    flat = np.ravel(t)
    return flat.dot(flat) * t.dtype.type(0.5)


@l2_loss_op.grad
def _(op: Any, g: Any) -> Any:
    return op.inputs[0] * g


def l2_loss(t: Any, name: str | None = None) -> Tensor:
    """sum(t**2) / 2.

    Args:
        t: a tensor of floats, of any shape.
        name: of the node.

    Returns:
        A scalar Tensor of the same type. Gradient: t g.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.l2_loss([3.0, 4.0]))
        np.float32(12.5)
    """
    result: Tensor = l2_loss_op(t, name=name)
    return result
