"""Whether the elements of a tensor go up from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.compare import less, less_equal
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_all
from minigraph.ops.shape_assertions import is_numeric_tensor
from minigraph.ops.shaping import reshape

__all__ = ["is_non_decreasing", "is_strictly_increasing"]


def is_non_decreasing(x: Any, name: str | None = None) -> Tensor:
    """Whether x[i] <= x[i + 1] for all elements, in the order of memory.

    Args:
        x: a tensor of numbers.
        name: of the scope.

    Returns:
        A bool scalar; True for fewer than two elements.

    Raises:
        TypeError: `x` is no tensor of numbers.

    Example:
        >>> import minigraph as tf
        >>> bool(tf.Session().run(tf.is_non_decreasing([1, 2, 2])))
        True
    """
    return _in_order("is_non_decreasing", less_equal, x, name)


def is_strictly_increasing(x: Any, name: str | None = None) -> Tensor:
    """Whether x[i] < x[i + 1] for all elements; as `tf.is_non_decreasing`.

    Example:
        >>> import minigraph as tf
        >>> bool(tf.Session().run(tf.is_strictly_increasing([1, 2, 2])))
        False
    """
    return _in_order("is_strictly_increasing", less, x, name)


def _in_order(default: str, compare: Callable[..., Tensor], x: Any, name: str | None) -> Tensor:
    with name_scope(name, default, [x]):
        flat = reshape(convert(x, name="x"), [-1])
        if not is_numeric_tensor(flat):
            raise TypeError(f"Expected x to be numeric, instead found: {flat}")
        return reduce_all(compare(flat[:-1], flat[1:]))
