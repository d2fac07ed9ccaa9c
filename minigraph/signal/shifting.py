"""Spectra with the frequency 0 in the middle, and back in their own order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops import sequences
from minigraph.ops.choosing import where
from minigraph.ops.compare import less
from minigraph.ops.indexing import gather
from minigraph.ops.moving import roll
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import rank, shape

__all__ = ["fftshift", "ifftshift"]


def _rolled(x: Any, axes: Any, by: Callable[[Any], Any], scope: str) -> Tensor:
    """Each axis rolled by half of its size, as `by` makes of it."""
    tensor = convert(x)
    if axes is None:
        known = tensor._dims
        axes = sequences.range(rank(tensor)) if known is None else tuple(range(len(known)))
        return roll(tensor, by(shape(tensor)), axes, scope)
    if isinstance(axes, int):
        return roll(tensor, by(shape(tensor)[axes]), axes, scope)
    count = rank(tensor)
    axes = where(less(axes, 0), axes + count, axes)
    return roll(tensor, by(gather(shape(tensor), axes)), axes, scope)


def fftshift(x: Any, axes: Any = None, name: str | None = None) -> Tensor:
    """The halves of each axis changed about, so that frequency 0 comes to the middle.

    Args:
        x: a tensor.
        axes: an axis or a list of axes; default: all.
        name: of the node.

    Returns:
        A Tensor of the same type and shape, rolled by size // 2. Gradient: rolled back.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: there is no such axis.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.signal.fftshift([0, 1, 2, -2, -1])).tolist()
        [-2, -1, 0, 1, 2]
    """
    with name_scope(name, "fftshift", [x]) as scope:
        return _rolled(x, axes, lambda sizes: sizes // 2, scope)


def ifftshift(x: Any, axes: Any = None, name: str | None = None) -> Tensor:
    """The inverse of `tf.signal.fftshift`: frequency 0 comes from the middle to the front.

    Args:
        x: a tensor.
        axes: an axis or a list of axes; default: all.
        name: of the node.

    Returns:
        A Tensor of the same type and shape, rolled by -(size // 2). Gradient: rolled back.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: there is no such axis.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.signal.ifftshift([-2, -1, 0, 1, 2])).tolist()
        [0, 1, 2, -2, -1]
    """
    with name_scope(name, "ifftshift", [x]) as scope:
        return _rolled(x, axes, lambda sizes: -(sizes // 2), scope)
