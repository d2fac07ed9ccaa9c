"""Sorting along an axis: tf.sort and tf.argsort, composed of top_k as TensorFlow composes them."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.arithmetic import negative
from minigraph.ops.constants import constant
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import rank, shape
from minigraph.ops.top_k import top_k
from minigraph.ops.transposing import transpose

__all__ = ["argsort", "sort"]


def sort(
    values: Any, axis: int = -1, direction: str = "ASCENDING", name: str | None = None
) -> Tensor:
    """The elements in order along an axis.

    Args:
        values: a tensor of numbers of rank 1 or more.
        axis: the axis, a Python integer.
        direction: "ASCENDING" or "DESCENDING".
        name: of the scope.

    Returns:
        A Tensor like `values`. Gradient: back to the places that the elements came from.

    Raises:
        ValueError: another direction, or an axis out of range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.sort([3.0, 1.0, 2.0])).tolist()
        [1.0, 2.0, 3.0]
    """
    with name_scope(name, "sort"):
        return _sorted(values, axis, direction, 0)


def argsort(
    values: Any,
    axis: int = -1,
    direction: str = "ASCENDING",
    stable: bool = False,
    name: str | None = None,
) -> Tensor:
    """Where the elements of the sorted tensor came from along the axis.

    Args:
        values, axis, direction: as for `tf.sort`.
        stable: accepted as in TF1; equal elements keep their order anyway.
        name: of the scope.

    Returns:
        An int32 Tensor of `values`' shape.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.argsort([3.0, 1.0, 2.0])).tolist()
        [1, 2, 0]
    """
    with name_scope(name, "argsort"):
        return _sorted(values, axis, direction, 1)


def _sorted(values: Any, axis: int, direction: str, part: int) -> Tensor:
    """Values (part 0) or places (part 1) of the elements in order."""
    if direction not in ("ASCENDING", "DESCENDING"):
        raise ValueError(
            f"Argument `direction` should be one of ASCENDING, DESCENDING, not {direction!r}."
        )
    tensor = convert(values, name="values")
    constant(axis, name="axis")  # a node that TF1's graph has; nothing uses it
    count = tensor.shape.ndims
    if count is not None and not -count <= axis < count:
        raise ValueError(f"axis {axis} is out of range for shape {tensor.shape} of {tensor}.")
    last = axis in (-1, (count or 0) - 1)
    if count is None and not last:
        raise ValueError(f"sort along axis {axis} needs a tensor of known rank: {tensor} (use -1).")
    up = direction == "ASCENDING"
    turned = _turned(tensor) if up else tensor
    size = shape(tensor)[axis]
    rank(tensor)
    if last:
        found = top_k(turned, size)[part]
    else:
        order = list(range(count or 0))
        order[axis], order[-1] = order[-1], order[axis]
        there_and_back = constant(order, name="transposition")
        found = top_k(transpose(turned, there_and_back), size)[part]
        found = transpose(found, there_and_back)
    return _turned(found) if up and part == 0 else found


def _turned(x: Tensor) -> Tensor:
    """-x for floats, -x - 1 for integers (so that the least one has a counterpart)."""
    return negative(x) - 1 if x.dtype.is_integer else negative(x)
