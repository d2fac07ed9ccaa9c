"""softmax and log_softmax along any axis."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import show
from minigraph.ops import sequences
from minigraph.ops.arithmetic import subtract
from minigraph.ops.axes import transpose
from minigraph.ops.joining import concat
from minigraph.ops.shaping import rank
from minigraph.ops.softmax import log_softmax_op, softmax_op
from minigraph.ops.spread import renamed

__all__ = ["log_softmax", "softmax"]


def softmax(logits: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """exp(x) / sum(exp(x)) along an axis: scores become probabilities.

    Args:
        logits: a tensor of floats of rank 1 or more.
        axis: the axis of the classes; the last by default.
        name: of the node.
        dim: the old name of `axis`.

    Returns:
        A Tensor of the same type and shape whose sums along `axis` are 1. The largest score is
        taken off first, so large scores do not overflow. Gradient: (g - sum(g y)) y.

    Raises:
        TypeError: `logits` are no floats; tf.errors.InvalidArgumentError: there is no such axis.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.softmax([1000.0, 1000.0])).tolist()
        [0.5, 0.5]
    """
    return _along(softmax_op, logits, axis, name, dim)


def log_softmax(logits: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """x - log(sum(exp(x))) along an axis: the logarithm of softmax, without its rounding to 0.

    Args:
        logits: a tensor of floats of rank 1 or more.
        axis: the axis of the classes; the last by default.
        name: of the node.
        dim: the old name of `axis`.

    Returns:
        A Tensor of the same type and shape. Gradient: g - sum(g) softmax(x).

    Raises:
        TypeError: `logits` are no floats; tf.errors.InvalidArgumentError: there is no such axis.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.log_softmax([0.0, -1000.0])).tolist()
        [0.0, -1000.0]
    """
    return _along(log_softmax_op, logits, axis, name, dim)


def _along(record: Any, logits: Any, axis: Any, name: str | None, dim: Any) -> Tensor:
    """The op along `axis`, which is brought to the end and back if it is not the last."""
    axis = renamed("axis", axis, "dim", dim)
    tensor = convert(logits)
    dims = tensor._dims
    if axis is None or axis == -1 or (dims is not None and axis == len(dims) - 1):
        result: Tensor = record(tensor, name=name)
        return result
    if dims is None:
        raise ValueError(
            f"axis={axis} needs logits of known rank, but the shape of {tensor} is {show(dims)}."
        )
    if not -len(dims) <= axis < len(dims):
        raise InvalidArgumentError(
            None,
            None,
            f"axis must be in the range [{-len(dims)}, {len(dims)}) where {len(dims)} is the "
            f"number of dimensions of {tensor}, but it is {axis}.",
        )
    rank(tensor)  # TF1 makes this node as well; op counts decide seeds
    ndims = rank(tensor)
    place = axis % len(dims)
    last_first = _swapped(tensor, place, subtract(ndims, 1))
    result = _swapped(record(last_first), place, subtract(ndims, 1), name or "transpose")
    result.set_shape(tensor.shape)
    return result


def _swapped(tensor: Tensor, axis: int, last: Tensor, name: str = "transpose") -> Tensor:
    """The tensor with `axis` and the last axis exchanged."""
    before = sequences.range(axis)
    between = sequences.range(axis + 1, last)
    return transpose(tensor, concat([before, [last], between, [axis]], 0), name=name)
