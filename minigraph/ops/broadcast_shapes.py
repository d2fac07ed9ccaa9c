"""The shape that two shapes broadcast to, before a run and in it."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, TensorShape, as_dims, broadcast_dims

__all__ = ["broadcast_dynamic_shape", "broadcast_static_shape"]


# ---------------------------------------------------------------------------------- BroadcastArgs
def _longer(call: Call) -> Dims:
    lengths = [call.rank(0, 1), call.rank(1, 1)]
    if None not in call.values:
        broadcast_dims(*call.values)  # a contradiction is found now
    if any(length is None or length[0] is None for length in lengths):
        return (None,)
    return (max(length[0] or 0 for length in lengths if length is not None),)


@op(
    "BroadcastArgs",
    "s0: T, s1: T -> r0: T",
    T=INDEX,
    shape=_longer,
    no_gradient="shapes do not depend on the values",
    samples=[
        case([2, 3], [3]),
        case([1], [2, 1, 5]),
        case([], [4]),
        bad([2, 3], [4], error=ValueError, match="do not broadcast"),
    ],
)
def broadcast_args(s0: Any, s1: Any) -> Any:
    """The shape that two shapes broadcast to."""
    return np.array(broadcast_dims(tuple(s0.tolist()), tuple(s1.tolist())), s0.dtype)


@broadcast_args.value
def _(call: Call) -> Any:
    return None if None in call.values else broadcast_dims(*call.values)


def broadcast_dynamic_shape(shape_x: Any, shape_y: Any) -> Tensor:
    """The shape that two shapes have broadcast together, worked out in the run.

    Args:
        shape_x, shape_y: integer vectors of one type.

    Returns:
        An integer vector.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: they do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.broadcast_dynamic_shape([2, 1], [3])).tolist()
        [2, 3]
    """
    result: Tensor = broadcast_args(shape_x, shape_y)
    return result


def broadcast_static_shape(shape_x: Any, shape_y: Any) -> TensorShape:
    """The static shape that two static shapes have broadcast together.

    Args:
        shape_x, shape_y: `tf.TensorShape`s.

    Returns:
        A TensorShape; sizes that cannot be known are unknown.

    Raises:
        ValueError: they do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.broadcast_static_shape(tf.TensorShape([2, 1]), tf.TensorShape([3])).as_list()
        [2, 3]
    """
    return TensorShape(broadcast_dims(as_dims(shape_x), as_dims(shape_y)))
