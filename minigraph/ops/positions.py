"""Positions: of the largest and the smallest element, and rows that mark one: one_hot, masks."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, REAL, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.compare import less
from minigraph.ops.constants import constant
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_max
from minigraph.ops.sequences import range as tf_range

__all__ = ["arg_max", "arg_min", "argmax", "argmin", "one_hot", "sequence_mask"]


# ---------------------------------------------------------------------------------- OneHot
def _one_hot_dims(call: Call) -> Dims:
    dims, depth, axis = call.shapes[0], call.values[1], call.attrs["axis"]
    for index in (1, 2, 3):
        call.rank(index, 0)
    if depth is not None and depth < 0:
        raise ValueError(f"depth must be non-negative, but is {depth}")
    if dims is None:
        return None
    if not -1 <= axis <= len(dims):
        raise ValueError(f"axis {axis} is not in [-1, {len(dims)}]")
    place = len(dims) if axis == -1 else axis
    return (*dims[:place], None if depth is None else int(depth), *dims[place:])


@op(
    "OneHot",
    "indices: TI, depth: int32, on_value: T, off_value: T -> output: T",
    TI=(dtypes.int32, dtypes.int64, dtypes.uint8, dtypes.int8),
    shape=_one_hot_dims,
    no_gradient="indices are integers",
    samples=[
        case([1, 0, 4], np.int32(5), np.float32(1), np.float32(0)),
        case("2,3 int32 0:5", np.int32(5), np.float32(2), np.float32(-1), axis=1),
        case([-1, 7], np.int32(5), np.float32(1), np.float32(0)),
        bad([1], np.int32(-2), np.float32(1), np.float32(0), error=ValueError, match="negative"),
    ],
)
def one_hot_op(indices: Any, depth: Any, on_value: Any, off_value: Any, *, axis: int = -1) -> Any:
    """on_value where the new axis' position is the index, off_value elsewhere."""
    place = np.ndim(indices) if axis == -1 else axis
    spread = np.expand_dims(indices, place)
    sizes = [1] * (np.ndim(indices) + 1)
    sizes[place] = int(depth)
    hit = spread == np.arange(int(depth)).reshape(sizes)
    return np.where(hit, on_value, off_value)


def one_hot(
    indices: Any,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: Any = None,
    dtype: Any = None,
    name: str | None = None,
) -> Tensor:
    """For each index a row that is on at the index and off elsewhere.

    Args:
        indices: integers; those outside 0 ... depth-1 give rows that are off everywhere.
        depth: the length of a row.
        on_value, off_value: default 1 and 0.
        axis: where the new axis stands; default: last.
        dtype: of the result; default: that of the values, or float32.
        name: of the node.

    Returns:
        A Tensor of one rank more.

    Raises:
        TypeError: the types of on_value, off_value and dtype differ; ValueError: no such axis.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.one_hot([0, 2], 3)).tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    with name_scope(name, "one_hot", [indices, depth, on_value, off_value, axis, dtype]) as scope:
        wanted = None if dtype is None else as_dtype(dtype)
        given = []
        for value in (on_value, off_value):
            if value is not None:
                given.append(
                    convert(value, None if hasattr(value, "dtype") else wanted).dtype.base_dtype
                )
        if wanted is None:
            wanted = given[0] if given else dtypes.float32
        if any(kind is not wanted for kind in given):
            raise TypeError(
                f"dtype {wanted.name} of one_hot does not match on_value and off_value: "
                f"{', '.join(kind.name for kind in given)}"
            )
        on = constant(1, wanted, name="on_value") if on_value is None else convert(on_value, wanted)
        off = (
            constant(0, wanted, name="off_value")
            if off_value is None
            else convert(off_value, wanted)
        )
        result: Tensor = one_hot_op(
            indices, depth, on, off, axis=-1 if axis is None else axis, name=scope
        )
        return result


# ---------------------------------------------------------------------------------- ArgMax, ArgMin
def _position_dims(call: Call) -> Dims:
    dims, axis = call.shapes[0], call.values[1]
    call.rank(1, 0)
    if dims is None:
        return None
    if axis is None:
        return (None,) * (len(dims) - 1)
    if not -len(dims) <= axis < len(dims):
        raise ValueError(f"Dimension (axis) must be in [{-len(dims)}, {len(dims)}), but is {axis}")
    place = int(axis) % len(dims)
    return (*dims[:place], *dims[place + 1 :])


_STEPS = "a position is an integer"
_POSITION_SAMPLES = [
    case("2,3", np.int32(1)),
    case("2,3,5", np.int32(-2)),
    case("2,3", np.int32(0), output_type=dtypes.int32),
    bad("2,3", np.int32(2), error=ValueError, match="axis"),
]


@op(
    "ArgMax",
    "input: T, dimension: Tidx -> output: output_type",
    T=(*REAL, dtypes.bool_),
    Tidx=INDEX,
    shape=_position_dims,
    no_gradient=_STEPS,
    samples=_POSITION_SAMPLES,
)
def argmax_op(input: Any, dimension: Any, *, output_type: DType = dtypes.int64) -> Any:
    """The position of the largest element along an axis, the first of several."""
    return np.argmax(input, axis=int(dimension)).astype(output_type.np_dtype)


@op(
    "ArgMin",
    "input: T, dimension: Tidx -> output: output_type",
    T=(*REAL, dtypes.bool_),
    Tidx=INDEX,
    shape=_position_dims,
    no_gradient=_STEPS,
    samples=_POSITION_SAMPLES,
)
def argmin_op(input: Any, dimension: Any, *, output_type: DType = dtypes.int64) -> Any:
    """The position of the smallest element along an axis, the first of several."""
    return np.argmin(input, axis=int(dimension)).astype(output_type.np_dtype)


def _axis_of(axis: Any, dimension: Any) -> Any:
    if axis is not None and dimension is not None:
        raise ValueError("Cannot specify both 'axis' and 'dimension'")
    found = dimension if axis is None else axis
    return 0 if found is None else found


def argmax(
    input: Any,
    axis: Any = None,
    name: str | None = None,
    dimension: Any = None,
    output_type: Any = dtypes.int64,
) -> Tensor:
    """The position of the largest element along an axis.

    Args:
        input: a tensor of real numbers.
        axis: the axis; default 0.
        name: of the node.
        dimension: the old name of `axis`.
        output_type: int64 (default) or int32.

    Returns:
        Integers, the axis dropped; of equal elements the first counts.

    Raises:
        ValueError: no such axis.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.argmax([[1, 9, 3], [7, 2, 5]], axis=1)).tolist()
        [1, 0]
    """
    where_ = _axis_of(axis, dimension)
    result: Tensor = argmax_op(input, where_, output_type=as_dtype(output_type), name=name)
    return result


def argmin(
    input: Any,
    axis: Any = None,
    name: str | None = None,
    dimension: Any = None,
    output_type: Any = dtypes.int64,
) -> Tensor:
    """The position of the smallest element along an axis.

    Args:
        input: a tensor of real numbers.
        axis: the axis; default 0.
        name: of the node.
        dimension: the old name of `axis`.
        output_type: int64 (default) or int32.

    Returns:
        Integers, the axis dropped; of equal elements the first counts.

    Raises:
        ValueError: no such axis.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.argmin([4, 2, 8]))
        np.int64(1)
    """
    where_ = _axis_of(axis, dimension)
    result: Tensor = argmin_op(input, where_, output_type=as_dtype(output_type), name=name)
    return result


def arg_max(
    input: Any, dimension: Any, output_type: Any = dtypes.int64, name: str | None = None
) -> Tensor:
    """The old form of `tf.argmax`.

    Args:
        input: a tensor of real numbers.
        dimension: the axis.
        output_type: int64 (default) or int32.
        name: of the node.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.arg_max([4, 2, 8], 0))
        np.int64(2)
    """
    return argmax(input, dimension, name, output_type=output_type)


def arg_min(
    input: Any, dimension: Any, output_type: Any = dtypes.int64, name: str | None = None
) -> Tensor:
    """The old form of `tf.argmin`.

    Args:
        input: a tensor of real numbers.
        dimension: the axis.
        output_type: int64 (default) or int32.
        name: of the node.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.arg_min([4, 2, 8], 0))
        np.int64(1)
    """
    return argmin(input, dimension, name, output_type=output_type)


# ---------------------------------------------------------------------------------- sequence_mask
def sequence_mask(
    lengths: Any, maxlen: Any = None, dtype: Any = dtypes.bool_, name: str | None = None
) -> Tensor:
    """For each length a row that is true in its first `length` places.

    Args:
        lengths: integers.
        maxlen: the length of a row; default: the largest of `lengths`.
        dtype: of the result.
        name: of the scope.

    Returns:
        A Tensor of shape lengths.shape + [maxlen].

    Raises:
        ValueError: `maxlen` is no scalar.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.sequence_mask([1, 3], dtype=tf.int32)).tolist()
        [[1, 0, 0], [1, 1, 1]]
    """
    with name_scope(name, "SequenceMask", [lengths, maxlen]):
        counts = convert(lengths)
        if maxlen is None:
            longest = reduce_max(counts, list(range(len(counts._dims or ()))))
            limit = maximum(constant(0, longest.dtype), longest)
        else:
            limit = convert(maxlen)
        if limit._dims not in (None, ()):
            raise ValueError(f"maxlen must be scalar for sequence_mask, but is {limit}")
        row = tf_range(
            constant(0, limit.dtype.base_dtype), limit, constant(1, limit.dtype.base_dtype)
        )
        column = cast(expand_dims(counts, -1), limit.dtype.base_dtype)
        mask = less(row, column)
        wanted = as_dtype(dtype)
        return mask if wanted is dtypes.bool_ else cast(mask, wanted)  # type: ignore[no-any-return]
