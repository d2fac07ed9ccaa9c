"""Sums of rows by number, and dense tensors from IndexedSlices."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from minigraph.core.convert import register_tensor_conversion_function
from minigraph.core.dtypes import as_dtype
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import greater_equal
from minigraph.ops.indexing import gather
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import maximum
from minigraph.ops.rows import kept_rows, run_count, sum_rows
from minigraph.ops.shaping import rank, reshape, shape
from minigraph.ops.spread import ones_like

__all__ = ["gather_kept", "segment_sum", "sorted_dims", "unsorted_dims", "unsorted_segment_sum"]

_LARGE = 100_000_000  # elements: a dense gradient of this size deserves a warning, as in TF1


# ------------------------------------------------------------------------------ UnsortedSegmentSum
def unsorted_dims(call: Call) -> Dims:
    """Of the ops with numbers in any order: as many rows as `num_segments` says."""
    data, ids, count = call.shapes[0], call.shapes[1], call.values[2]
    call.rank(2, 0)
    if count is not None and count < 0:
        raise ValueError(f"num_segments must not be negative, but is {int(count)}")
    if data is None or ids is None:
        return None
    if len(ids) > len(data) or not compatible(ids, data[: len(ids)]):
        raise ValueError(f"segment_ids {show(ids)} must be the first axes of data {show(data)}")
    return (None if count is None else int(count), *data[len(ids) :])


@op(
    "UnsortedSegmentSum",
    "data: T, segment_ids: Tindices, num_segments: Tnumsegments -> output: T",
    T=NUMBERS,
    Tindices=INDEX,
    Tnumsegments=INDEX,
    shape=unsorted_dims,
    samples=[
        case("5,3", [0, 2, 2, -1, 0], 4),
        case("2,3,5", [[0, 1, 1], [1, 1, 3]], 4),
        case("3", [1, 1, 0], 2),
        bad("2,3", [0, 1, 2], 4, error=ValueError, match="first axes"),
        bad("2,3", [0, 4], 4, error=ValueError, match=r"not in \[0, 4\)"),
    ],
)
def unsorted_segment_sum_op(data: Any, segment_ids: Any, num_segments: Any) -> Any:
    """The sums of the rows that have the same number; rows with a negative one are left out."""
    rows, numbers = kept_rows(data, segment_ids, num_segments)
    return sum_rows(rows, numbers, int(num_segments))


@unsorted_segment_sum_op.grad
def _(op: Any, g: Any) -> Any:
    return gather_kept(g, op.inputs[1]), None, None


def gather_kept(g: Tensor, ids: Tensor) -> Tensor:
    """g[id] for each number, and zeros for those that are negative."""
    rows = gather(g, maximum(ids, 0))
    if ids._dims is not None and rows._dims is not None and ids._dims.count(None) <= 1:
        missing = [1] * (len(rows._dims) - len(ids._dims))
        column: Any = [-1 if d is None else d for d in ids._dims] + missing
    else:
        column = concat([shape(ids), ones_like(shape(rows)[rank(ids) :])], 0)
    return where_v2(reshape(greater_equal(ids, 0), column), rows, 0)


def unsorted_segment_sum(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The sums of the rows of `data` that have the same number: result[k] = sum of data where id = k.

    Args:
        data: a tensor of numbers.
        segment_ids: integers below num_segments, one for each row; its shape is that of the first
            axes of `data`. Rows with a negative number are left out.
        num_segments: how many sums there are.
        name: of the node.

    Returns:
        A Tensor of shape [num_segments] + the other axes of `data`; numbers that do not come have
        the sum 0. Gradient: to each row the g of its sum.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a number is too large.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.unsorted_segment_sum([1, 2, 3], [0, 2, 0], 3)).tolist()
        [4, 0, 2]
    """
    result: Tensor = unsorted_segment_sum_op(data, segment_ids, num_segments, name=name)
    return result


# ---------------------------------------------------------------------------------- SegmentSum
def sorted_dims(call: Call) -> Dims:
    """Of the ops with numbers in order: as many rows as the last number says."""
    data, ids = call.shapes[0], call.rank(1, 1)
    if data is None:
        return None
    if not data or not compatible(ids, data[:1]):
        raise ValueError(f"segment_ids {show(ids)} must be the first axis of data {show(data)}")
    return (None, *data[1:])


@op(
    "SegmentSum",
    "data: T, segment_ids: Tindices -> output: T",
    T=NUMBERS,
    Tindices=INDEX,
    shape=sorted_dims,
    samples=[
        case("5,3", [0, 0, 2, 2, 3]),
        case("3", [1, 1, 2]),
        case("0,2", np.zeros(0, np.int32)),
        bad("2,3", [0, 1, 2], error=ValueError, match="first axis"),
        bad("2,3", [1, 0], error=ValueError, match="not increasing"),
        bad("2,3", [-1, 0], error=ValueError, match="negative"),
    ],
)
def segment_sum_op(data: Any, segment_ids: Any) -> Any:
    """The sums of the runs of rows that have the same number."""
    return sum_rows(data, segment_ids, run_count(data, segment_ids))


@segment_sum_op.grad
def _(op: Any, g: Any) -> Any:
    return gather(g, op.inputs[1]), None


def segment_sum(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The sums of the runs of rows of `data` that have the same number.

    Args:
        data: a tensor of numbers with at least one axis.
        segment_ids: integers from 0 that never fall, one for each row.
        name: of the node.

    Returns:
        A Tensor of shape [last number + 1] + data.shape[1:]; numbers that do not come have the
        sum 0. Gradient: to each row the g of its sum.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: the numbers are not
            sorted or negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.segment_sum([1, 2, 3], [0, 0, 2])).tolist()
        [3, 0, 3]
    """
    result: Tensor = segment_sum_op(data, segment_ids, name=name)
    return result


# ---------------------------------------------------------------------------------- IndexedSlices
def _dense(value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    """The conversion function of IndexedSlices: rows become a dense tensor."""
    if dtype is not None and as_dtype(dtype).base_dtype is not value.dtype.base_dtype:
        raise ValueError(
            f"Tensor conversion requested dtype {as_dtype(dtype).name} for IndexedSlices with dtype "
            f"{value.dtype.name}"
        )
    if value.dense_shape is None:
        raise ValueError(f"{value} has no dense_shape, so that it cannot become a Tensor.")
    count = value.shape.num_elements()
    if count is not None and count >= _LARGE:
        warnings.warn(
            f"IndexedSlices become a dense Tensor of {count} elements: this may take much memory.",
            stacklevel=2,
        )
    return unsorted_segment_sum(value.values, value.indices, value.dense_shape[0], name=name)


register_tensor_conversion_function(IndexedSlices, _dense)
