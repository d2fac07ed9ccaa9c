"""A random part of a tensor."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.checks import Assert
from minigraph.ops.flow import with_dependencies
from minigraph.ops.naming import name_scope
from minigraph.ops.random import random_uniform
from minigraph.ops.reduce import reduce_all
from minigraph.ops.shaping import shape
from minigraph.ops.slicing import slice

__all__ = ["random_crop"]


def random_crop(value: Any, size: Any, seed: int | None = None, name: str | None = None) -> Tensor:
    """A part of `value` of shape `size`, at a place drawn uniformly.

    Args:
        value: a tensor.
        size: an int32 vector, as long as `value` has axes; an axis that is not to be cropped is
            given its own size.
        seed: of the place, see `tf.set_random_seed`.
        name: of the node and its scope.

    Returns:
        A Tensor of shape `size`. Gradient: to `value`, 0 outside of the part.

    Raises:
        tf.errors.InvalidArgumentError: at run time, if `size` is larger than `value`.

    Example:
        >>> import minigraph as tf
        >>> tf.random_crop(tf.zeros([32, 32, 3]), [24, 24, 3]).shape.as_list()
        [24, 24, 3]
    """
    with name_scope(name, "random_crop", [value, size]) as scope:
        value = convert(value, name="value")
        size = convert(size, dtypes.int32, name="size")
        own = shape(value)
        check = Assert(
            reduce_all(own >= size),
            ["Need value.shape >= size, got ", own, size],
            summarize=1000,
        )
        own = with_dependencies([check], own)
        places = own - size + 1
        drawn = random_uniform(shape(own), maxval=dtypes.int32.max, dtype=dtypes.int32, seed=seed)
        return slice(value, drawn % places, size, name=scope)
