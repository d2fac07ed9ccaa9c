"""Masks and grids: one_hot, boolean_mask, sequence_mask, meshgrid."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, TensorShape
from minigraph.ops import sequences
from minigraph.ops.axes import array_of, axis_in, expand_dims, squeeze
from minigraph.ops.casting import cast_op
from minigraph.ops.choosing import where
from minigraph.ops.compare import less
from minigraph.ops.constants import constant
from minigraph.ops.indexing import gather
from minigraph.ops.joining import concat, stack
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_max, reduce_prod
from minigraph.ops.shaping import reshape, shape, size
from minigraph.ops.spread import ones

__all__ = ["boolean_mask", "meshgrid", "one_hot", "sequence_mask"]


# ---------------------------------------------------------------------------------- OneHot
def _one_hot_dims(call: Call) -> Dims:
    dims, depth = call.shapes[0], call.values[1]
    call.rank(1, 0)
    if depth is not None and depth < 0:
        raise ValueError(f"depth must not be negative, but is {int(depth)}")
    if dims is None:
        return None
    if call.attrs["axis"] < -1:
        raise ValueError(f"axis must be -1 or count from the front, but is {call.attrs['axis']}")
    at = axis_in(call.attrs["axis"], len(dims) + 1)
    return (*dims[:at], None if depth is None else int(depth), *dims[at:])


@op(
    "OneHot",
    "indices: TI, depth: int32, on_value: T, off_value: T -> output: T",
    TI=(dtypes.int32, dtypes.int64, dtypes.uint8, dtypes.int8),
    shape=_one_hot_dims,
    no_gradient="the indices are integers",
    samples=[
        case([1, 0, 2], 3, np.float32(1), np.float32(0)),
        case("2,3 int32 0:4", 4, np.float32(5), np.float32(-1), axis=0),
        case("2,3 int32 -1:9", 4, np.float32(5), np.float32(-1), axis=1),
        case(2, 5, np.int32(1), np.int32(0)),
        bad([1], -1, np.float32(1), np.float32(0), error=ValueError, match="negative"),
    ],
)
def one_hot_op(indices: Any, depth: Any, on_value: Any, off_value: Any, *, axis: int = -1) -> Any:
    """on_value at the place that each index names, off_value elsewhere."""
    numbers = np.ravel(indices)
    count = int(depth)
    if count < 0:
        raise ValueError(f"depth must not be negative, but is {count}")
    flat = np.full((numbers.size, count), off_value, array_of(off_value).dtype)
    rows = np.flatnonzero((numbers >= 0) & (numbers < count))
    flat[rows, numbers[rows]] = on_value
    result = flat.reshape(*np.shape(indices), count)
    return result if axis in (-1, np.ndim(indices)) else np.moveaxis(result, -1, axis)


def one_hot(
    indices: Any,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: int | None = None,
    dtype: Any = None,
    name: str | None = None,
) -> Tensor:
    """For each index a row that is `on_value` at that place and `off_value` elsewhere.

    Args:
        indices: integers; one that is not in [0, depth) gives a row of `off_value`.
        depth: the length of a row: a scalar.
        on_value, off_value: scalars of one type; default 1 and 0.
        axis: where the new axis stands; None or -1: last.
        dtype: of the result; default: that of the values, or float32.
        name: of the node.

    Returns:
        A Tensor with one axis more than `indices`. No gradient.

    Raises:
        TypeError: the types of the values and `dtype` differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.one_hot([2, 0], 3)).tolist()
        [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    with name_scope(name, "one_hot", [indices, depth, on_value, off_value]) as scope:
        wanted = None if dtype is None else as_dtype(dtype).base_dtype
        on = None if on_value is None else convert(on_value, hint=wanted)
        off = None if off_value is None else convert(off_value, hint=wanted)
        for label, given in (("on_value", on), ("off_value", off)):
            if given is not None:
                wanted = wanted or given.dtype.base_dtype
                if given.dtype.base_dtype is not wanted:
                    raise TypeError(
                        f"{label} of tf.one_hot has type {given.dtype.name}, but {wanted.name} is "
                        "asked for by dtype or by the other value."
                    )
        wanted = wanted or dtypes.float32
        on = convert(1, wanted, "on_value") if on is None else on
        off = convert(0, wanted, "off_value") if off is None else off
        place = -1 if axis is None else axis
        return one_hot_op(indices, depth, on, off, axis=place, name=scope)  # type: ignore[no-any-return]


# ---------------------------------------------------------------------------------- boolean_mask
def boolean_mask(
    tensor: Any, mask: Any, name: str = "boolean_mask", axis: int | None = None
) -> Tensor:
    """The elements (or rows) of `tensor` where `mask` is true.

    Args:
        tensor: a tensor.
        mask: bools whose shape is that of the axes of `tensor` from `axis` on; its rank must be
            known.
        name: of the scope.
        axis: the first masked axis; None: 0.

    Returns:
        A Tensor in which one axis, of unknown size, stands for the masked ones. Gradient: g at the
        places of the chosen elements.

    Raises:
        ValueError: the mask is a scalar, its rank is unknown or its shape does not fit.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.boolean_mask([1, 2, 3], [True, False, True])).tolist()
        [1, 3]
    """
    with name_scope(name, "boolean_mask", [tensor, mask]):
        tensor = convert(tensor, name="tensor")
        mask = convert(mask, name="mask")
        if mask._dims is None:
            raise ValueError(f"The rank of the mask must be known, but {mask} has unknown rank.")
        count = len(mask._dims)
        if not count:
            raise ValueError("mask cannot be scalar.")
        first = 0 if axis is None else int(axis)
        last = first + count
        tensor.shape[first:last].assert_is_compatible_with(mask.shape)
        many = reduce_prod(shape(tensor)[first:last], [0])
        flat = reshape(tensor, concat([shape(tensor)[:first], [many], shape(tensor)[last:]], 0))
        if tensor._dims is not None:
            masked = TensorShape._of(tensor._dims[first:last]).num_elements()
            flat.set_shape([*tensor._dims[:first], masked, *tensor._dims[last:]])
        chosen = squeeze(where(reshape(mask, [-1])), axis=[1])
        return gather(flat, chosen, axis=first)


# ---------------------------------------------------------------------------------- sequence_mask
def sequence_mask(
    lengths: Any, maxlen: Any = None, dtype: Any = dtypes.bool_, name: str | None = None
) -> Tensor:
    """For each length n a row of n true and then false elements.

    Args:
        lengths: integers of any shape.
        maxlen: the length of a row: a scalar; None: the largest of the lengths.
        dtype: of the result.
        name: of the scope.

    Returns:
        A Tensor of shape lengths.shape + [maxlen].

    Raises:
        ValueError: maxlen is no scalar.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.sequence_mask([1, 3], dtype=tf.int32)).tolist()
        [[1, 0, 0], [1, 1, 1]]
    """
    with name_scope(name, "SequenceMask", [lengths, maxlen]):
        lengths = convert(lengths)
        if maxlen is None:
            most = reduce_max(lengths)
            maxlen = maximum(constant(0, most.dtype.base_dtype), most)
        else:
            maxlen = convert(maxlen)
        if maxlen._dims not in (None, ()):
            raise ValueError(f"maxlen must be a scalar, but is {maxlen}.")
        kind = maxlen.dtype.base_dtype
        places = sequences.range_op(constant(0, kind), maxlen, constant(1, kind), name="Range")
        limits = cast_op(expand_dims(lengths, -1), DstT=kind, name="Cast")
        mask = less(places, limits)
        wanted = as_dtype(dtype).base_dtype
        if wanted is dtypes.bool_:
            return mask
        return cast_op(mask, DstT=wanted, name="Cast")  # type: ignore[no-any-return]


# ---------------------------------------------------------------------------------- meshgrid
def meshgrid(*args: Any, **kwargs: Any) -> list[Tensor]:
    """The coordinates of the points of a grid, from those along each axis.

    Args:
        *args: vectors of coordinates, of one type.
        indexing: "xy" (default): the first vector runs along axis 1, the second along axis 0;
            "ij": each along its own axis.
        name: of the scope; default "meshgrid".

    Returns:
        A list with one Tensor for each vector; all have the shape of the grid.

    Raises:
        TypeError: another keyword is given; ValueError: an unknown indexing.

    Example:
        >>> import minigraph as tf
        >>> x, y = tf.meshgrid([1, 2, 3], [10, 20])
        >>> tf.Session().run([x + y])[0].tolist()
        [[11, 12, 13], [21, 22, 23]]
    """
    indexing = kwargs.pop("indexing", "xy")
    name = kwargs.pop("name", "meshgrid")
    if kwargs:
        raise TypeError(f"tf.meshgrid has no argument {next(iter(kwargs))!r}.")
    if indexing not in ("xy", "ij"):
        raise ValueError(f"indexing must be 'xy' or 'ij', not {indexing!r}.")
    with name_scope(name, "meshgrid", args):
        ndims = len(args)
        if not ndims:
            return []
        axes = []
        for i, values in enumerate(args):
            along = [-1 if axis == i else 1 for axis in range(ndims)]
            axes.append(reshape(stack(values), along))
        sizes = [size(values) for values in args]
        kind = convert(args[0]).dtype.base_dtype
        if indexing == "xy" and ndims > 1:
            axes[0] = reshape(axes[0], [1, -1] + [1] * (ndims - 2))
            axes[1] = reshape(axes[1], [-1, 1] + [1] * (ndims - 2))
            sizes[0], sizes[1] = sizes[1], sizes[0]
        grid = ones(sizes, kind)
        return [coordinates * grid for coordinates in axes]
