"""Rows by number in any order: unsorted_segment_max, min, prod, mean, sqrt_n."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, REAL, bad, case, op
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import equal, greater
from minigraph.ops.division import truediv
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import sqrt
from minigraph.ops.rows import combine_rows, kept_rows
from minigraph.ops.segments import gather_kept, unsorted_dims, unsorted_segment_sum
from minigraph.ops.shaping import rank, reshape, shape
from minigraph.ops.spread import ones

__all__ = [
    "unsorted_segment_max",
    "unsorted_segment_mean",
    "unsorted_segment_min",
    "unsorted_segment_prod",
    "unsorted_segment_sqrt_n",
]

_BAD = [
    bad("2,3", [0, 1, 2], 4, error=ValueError, match="first axes"),
    bad("2,3", [0, 4], 4, error=ValueError, match=r"not in \[0, 4\)"),
]


# ---------------------------------------------------------------------------------- extremes
def _combined(ufunc: Any, first: Any, data: Any, segment_ids: Any, num_segments: Any) -> Any:
    """`first` and then every row of the number."""
    rows, numbers = kept_rows(data, segment_ids, num_segments)
    result = np.full((int(num_segments), *rows.shape[1:]), first, data.dtype)
    combine_rows(ufunc, result, numbers, rows)
    return result


def _limit(dtype: Any, which: str) -> Any:
    """The smallest ("min") or largest ("max") number of a type."""
    return getattr(np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype), which)


def _extreme_grad(op: Any, g: Any) -> Any:
    """Where several rows are the extreme, each gets the same share of g."""
    data, ids, count = op.inputs
    chosen = equal(data, gather_kept(op.outputs[0], ids))
    sharers = unsorted_segment_sum(cast(chosen, g.dtype), ids, count)
    share = gather_kept(g / maximum(sharers, 1), ids)
    return where_v2(chosen, share, 0), None, None


_SAMPLES = [
    case("5,3", [0, 1, 1, -1, 0], 2),
    case("2,3,5", [[0, 1, 1], [1, 1, 2]], 3),
    case("3 int32 0:9", [1, 1, 1], 3),
    *_BAD,
]


@op(
    "UnsortedSegmentMax",
    "data: T, segment_ids: Tindices, num_segments: Tnumsegments -> output: T",
    T=REAL,
    Tindices=INDEX,
    Tnumsegments=INDEX,
    shape=unsorted_dims,
    samples=_SAMPLES,
)
def unsorted_segment_max_op(data: Any, segment_ids: Any, num_segments: Any) -> Any:
    """The largest elements of the rows that have the same number."""
    return _combined(np.maximum, _limit(data.dtype, "min"), data, segment_ids, num_segments)


@op(
    "UnsortedSegmentMin",
    "data: T, segment_ids: Tindices, num_segments: Tnumsegments -> output: T",
    T=REAL,
    Tindices=INDEX,
    Tnumsegments=INDEX,
    shape=unsorted_dims,
    samples=_SAMPLES,
)
def unsorted_segment_min_op(data: Any, segment_ids: Any, num_segments: Any) -> Any:
    """The smallest elements of the rows that have the same number."""
    return _combined(np.minimum, _limit(data.dtype, "max"), data, segment_ids, num_segments)


unsorted_segment_max_op.grad(_extreme_grad)
unsorted_segment_min_op.grad(_extreme_grad)


def unsorted_segment_max(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The largest elements of the rows of `data` that have the same number.

    Args:
        data: a tensor of real numbers.
        segment_ids: integers below num_segments, one for each row; its shape is that of the first
            axes of `data`. Rows with a negative number are left out.
        num_segments: how many rows the result has.
        name: of the node.

    Returns:
        A Tensor of shape [num_segments] + the other axes of `data`; numbers that do not come have
        the type's smallest number. Gradient: to the rows that are the largest, in equal shares.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a number is too large.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.unsorted_segment_max([1, 2, 3], [0, 1, 0], 2)).tolist()
        [3, 2]
    """
    result: Tensor = unsorted_segment_max_op(data, segment_ids, num_segments, name=name)
    return result


def unsorted_segment_min(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The smallest elements of the rows of `data` that have the same number.

    Args:
        data: a tensor of real numbers.
        segment_ids: integers below num_segments, one for each row; its shape is that of the first
            axes of `data`. Rows with a negative number are left out.
        num_segments: how many rows the result has.
        name: of the node.

    Returns:
        A Tensor of shape [num_segments] + the other axes of `data`; numbers that do not come have
        the type's largest number. Gradient: to the rows that are the smallest, in equal shares.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a number is too large.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.unsorted_segment_min([1, 2, 3], [0, 1, 0], 2)).tolist()
        [1, 2]
    """
    result: Tensor = unsorted_segment_min_op(data, segment_ids, num_segments, name=name)
    return result


# -------------------------------------------------------------------------- UnsortedSegmentProd
@op(
    "UnsortedSegmentProd",
    "data: T, segment_ids: Tindices, num_segments: Tnumsegments -> output: T",
    T=NUMBERS,
    Tindices=INDEX,
    Tnumsegments=INDEX,
    shape=unsorted_dims,
    samples=[
        case("5,3", [0, 2, 2, -1, 0], 4),
        case("2,3,5", [[0, 1, 1], [1, 1, 3]], 4),
        *_BAD,
    ],
)
def unsorted_segment_prod_op(data: Any, segment_ids: Any, num_segments: Any) -> Any:
    """The products of the rows that have the same number; 1 where none has it."""
    return _combined(np.multiply, 1, data, segment_ids, num_segments)


@unsorted_segment_prod_op.grad
def _(op: Any, g: Any) -> Any:
    """g times the product of the other rows, also where the row's own number is 0."""
    data, ids, count = op.inputs
    is_zero = equal(data, 0)
    zeros = unsorted_segment_sum(cast(is_zero, dtypes.int32), ids, count)
    g = where_v2(greater(zeros, 1), 0, g)
    filled = where_v2(is_zero, 1, data)
    without_zeros = gather_kept(unsorted_segment_prod(filled, ids, count), ids)
    others = where_v2(is_zero, without_zeros, gather_kept(op.outputs[0], ids) / filled)
    return gather_kept(g, ids) * others, None, None


def unsorted_segment_prod(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The products of the rows of `data` that have the same number.

    Args:
        data: a tensor of numbers.
        segment_ids: integers below num_segments, one for each row; its shape is that of the first
            axes of `data`. Rows with a negative number are left out.
        num_segments: how many rows the result has.
        name: of the node.

    Returns:
        A Tensor of shape [num_segments] + the other axes of `data`; numbers that do not come have
        1. Gradient: g times the product of the other rows.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a number is too large.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.unsorted_segment_prod([1, 2, 3], [0, 1, 0], 2)).tolist()
        [3, 2]
    """
    result: Tensor = unsorted_segment_prod_op(data, segment_ids, num_segments, name=name)
    return result


# ---------------------------------------------------------------------------------- composed
def _sizes(data: Tensor, segment_ids: Tensor, num_segments: Tensor) -> Tensor:
    """How many rows have each number, at least 1, in the rank of the result."""
    if segment_ids.shape.is_fully_defined():
        with name_scope("Shape"):
            dims = convert(segment_ids.shape, name="shape_as_tensor")
    else:
        dims = shape(segment_ids)
    each = ones(dims, data.dtype.base_dtype)
    found = unsorted_segment_sum(each, segment_ids, num_segments)
    first = num_segments[None]
    inner = ones([rank(data) - rank(segment_ids)], num_segments.dtype.base_dtype)
    return maximum(reshape(found, concat([first, inner], 0)), 1)


def unsorted_segment_mean(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The means of the rows of `data` that have the same number.

    Args:
        data: a tensor of numbers.
        segment_ids: integers below num_segments, one for each row; its shape is that of the first
            axes of `data`. Rows with a negative number are left out.
        num_segments: how many means there are.
        name: of the scope.

    Returns:
        A Tensor of shape [num_segments] + the other axes of `data`, of integers a float64; numbers
        that do not come have the mean 0. Gradient: to each row its share g / count.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a number is too large.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.unsorted_segment_mean([1.0, 2.0, 3.0], [0, 2, 0], 3)).tolist()
        [2.0, 0.0, 2.0]
    """
    with name_scope(name, "UnsortedSegmentMean"):
        data, ids, count = convert(data), convert(segment_ids), convert(num_segments)
        sizes = _sizes(data, ids, count)
        return truediv(unsorted_segment_sum(data, ids, num_segments), sizes)


def unsorted_segment_sqrt_n(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The sums of the rows of `data` that have the same number, over the roots of their counts.

    Args:
        data: a tensor of floats.
        segment_ids: integers below num_segments, one for each row; its shape is that of the first
            axes of `data`. Rows with a negative number are left out.
        num_segments: how many sums there are.
        name: of the scope.

    Returns:
        A Tensor of shape [num_segments] + the other axes of `data`; numbers that do not come have
        0. Gradient: to each row g / sqrt(count).

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a number is too large.

    Example:
        >>> import minigraph as tf
        >>> sums = tf.unsorted_segment_sqrt_n([1.0, 2.0, 3.0, 4.0, 5.0], [0, 2, 0, 0, 0], 3)
        >>> tf.Session().run(sums).tolist()
        [6.5, 0.0, 2.0]
    """
    with name_scope(name, "UnsortedSegmentSqrtN"):
        data, ids, count = convert(data), convert(segment_ids), convert(num_segments)
        sizes = _sizes(data, ids, count)
        return truediv(unsorted_segment_sum(data, ids, num_segments), sqrt(sizes))
