"""Whether numbers rise from one to the next: is_non_decreasing, is_strictly_increasing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.compare import greater, greater_equal
from minigraph.ops.control_flow import cond
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_all
from minigraph.ops.shaping import reshape, shape, size
from minigraph.ops.slicing import strided_slice

__all__ = ["is_non_decreasing", "is_strictly_increasing"]


def _all_steps(x: Tensor, holds: Callable[[Any, Any], Tensor]) -> Tensor:
    """Whether `holds(next, this)` for all neighbours in the flat order of x."""
    flat = reshape(x, [-1])
    few = size(flat) < 2
    last = shape(flat) - 1

    def compared() -> Tensor:
        return holds(strided_slice(flat, [1], 1 + last), strided_slice(flat, [0], last))

    return reduce_all(cond(few, lambda: convert([], dtype=dtypes.bool_), compared))


def is_non_decreasing(x: Any, name: str | None = None) -> Tensor:
    """Whether no element, in flat order, is less than the one before it.

    Args:
        x: a tensor of real numbers.
        name: of the scope.

    Returns:
        A bool scalar Tensor; True for fewer than two elements. No gradient.

    Example:
        >>> import minigraph as tf
        >>> bool(tf.Session().run(tf.math.is_non_decreasing([1, 1, 3])))
        True
    """
    with name_scope(name, "is_non_decreasing", [x]):
        return _all_steps(convert(x), greater_equal)


def is_strictly_increasing(x: Any, name: str | None = None) -> Tensor:
    """Whether each element, in flat order, is greater than the one before it.

    Args:
        x: a tensor of real numbers.
        name: of the scope.

    Returns:
        A bool scalar Tensor; True for fewer than two elements. No gradient.

    Example:
        >>> import minigraph as tf
        >>> bool(tf.Session().run(tf.math.is_strictly_increasing([1, 1, 3])))
        False
    """
    with name_scope(name, "is_strictly_increasing", [x]):
        return _all_steps(convert(x), greater)
