"""Each element several times: repeat."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.assertions import static_value
from minigraph.ops.axes import axis_in, expand_dims
from minigraph.ops.casting import cast_op
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import maximum
from minigraph.ops.masks import boolean_mask, sequence_mask
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import tile
from minigraph.ops.reduce import reduce_max
from minigraph.ops.shaping import rank, reshape, shape
from minigraph.ops.spread import broadcast_to, ones

__all__ = ["repeat"]


def repeat(input: Any, repeats: Any, axis: int | None = None, name: str | None = None) -> Tensor:
    """Each element along an axis several times in a row.

    Args:
        input: a tensor.
        repeats: how often: an integer scalar, or a vector with a number for each element.
        axis: along which axis; None: of the elements in one row.
        name: of the scope.

    Returns:
        A Tensor of the same type. Gradient: the sum of g over an element's copies.

    Raises:
        ValueError: the axis is out of range, or the number of `repeats` does not fit.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.repeat([[1, 2], [3, 4]], [1, 2], axis=0)).tolist()
        [[1, 2], [3, 4], [3, 4]]
    """
    if axis is None:
        input, axis = reshape(input, [-1]), 0
    with name_scope(name, "Repeat", [input, repeats]):
        data = convert(input, name="data")
        counts = cast_op(convert(repeats, name="repeats", hint=dtypes.int32), DstT=dtypes.int32)
        if data._dims is not None:
            axis = axis_in(axis, len(data._dims))
        sizes = shape(data)
        if counts.shape.num_elements() == 1:
            return _alike(data, sizes, reshape(counts, []), axis)
        result = _each(data, sizes, counts, axis)
        known = static_value(counts)
        if axis and known is not None and data._dims is not None:
            result.set_shape([*data._dims[:axis], int(known.sum()), *data._dims[axis + 1 :]])
        return result


def _alike(data: Tensor, sizes: Tensor, count: Tensor, axis: int) -> Tensor:
    """Each element `count` times."""
    tiled = _tiled(expand_dims(data, axis + 1), axis + 1, count)
    head, many = sizes[:axis], count * sizes[axis]
    return reshape(tiled, concat([head, [many], sizes[axis + 1 :]], 0))


def _each(data: Tensor, sizes: Tensor, counts: Tensor, axis: int) -> Tensor:
    """Each element as often as `counts` says: as often as the most frequent one, less the rest."""
    counts = broadcast_to(counts, [sizes[axis]])
    if axis:
        counts = broadcast_to(counts, sizes[: axis + 1])
    largest = reduce_max(counts)
    most = maximum(convert(0, name="zero"), largest)
    mask = sequence_mask(counts, most)
    tiled = _tiled(expand_dims(data, axis + 1), axis + 1, most)
    chosen = boolean_mask(tiled, mask)
    if not axis:
        return chosen
    return reshape(chosen, concat([sizes[:axis], [-1], sizes[axis + 1 :]], 0))


def _tiled(data: Tensor, axis: int, count: Tensor) -> Tensor:
    """`data` with an axis of size 1 repeated."""
    if data._dims is not None:
        multiples: Any = [1] * len(data._dims)
        multiples[axis] = count
        return tile(data, multiples)
    once = ones([rank(data)], dtypes.int32)
    return tile(data, concat([once[:axis], [count], once[axis + 1 :]], 0))
