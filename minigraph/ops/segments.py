"""Sums over groups of rows, and rows that stay sparse made dense."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import register_tensor_conversion_function
from minigraph.core.dtypes import as_dtype
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.shaping import shape
from minigraph.ops.state import row_sums

__all__ = ["unsorted_segment_sum"]


# ------------------------------------------------------------------------- UnsortedSegmentSum
def _summed(call: Call) -> Dims:
    data, ids = call.shapes[0], call.shapes[1]
    call.rank(2, 0)
    count = call.values[2]
    if count is not None and count < 0:
        raise ValueError(f"num_segments must not be negative, but is {count}")
    if data is None or ids is None:
        return None
    if not compatible(data[: len(ids)], ids):
        raise ValueError(f"data {show(data)} must begin with the shape of segment_ids {show(ids)}")
    return (None if count is None else int(count), *data[len(ids) :])


@op(
    "UnsortedSegmentSum",
    "data: T, segment_ids: Tindices, num_segments: Tnumsegments -> output: T",
    T=NUMBERS,
    Tindices=INDEX,
    Tnumsegments=INDEX,
    shape=_summed,
    samples=[
        case("4,3", [2, 0, 2, 4], np.int32(5)),
        case("4,3", [2, -1, 2, 1], np.int32(6)),
        bad("4,3", [0, 1], np.int32(2), error=ValueError, match="begin with"),
    ],
)
def unsorted_segment_sum_op(data: Any, segment_ids: Any, num_segments: Any) -> Any:
    """Row i of the result is the sum of the rows whose id is i; negative ids are passed over."""
    ids = np.ravel(segment_ids)
    if ids.size and ids.max() >= num_segments:
        raise ValueError(f"segment_ids: {int(ids.max())} is out of range [0, {int(num_segments)})")
    rows = data.reshape((ids.size, *data.shape[np.ndim(segment_ids) :]))
    total = np.zeros((int(num_segments), *rows.shape[1:]), data.dtype)
    if (ids < 0).any():
        rows, ids = rows[ids >= 0], ids[ids >= 0]
    if ids.size:
        unique, sums = row_sums(ids, rows)
        total[unique] = sums
    return total


@unsorted_segment_sum_op.grad
def _(op: Any, g: Any) -> Any:
    return segment_rows(g, op.inputs[1]), None, None


@op(
    "_SegmentRows",
    "sums: T, segment_ids: Tindices -> output: T",
    Tindices=INDEX,
    shape=lambda call: (
        None
        if call.shapes[0] is None or call.shapes[1] is None
        else call.shapes[1] + call.shapes[0][1:]
    ),
    samples=[case("5,3", [2, 0, -1, 4])],
)
def segment_rows(sums: Any, segment_ids: Any) -> Any:
    """For each id its row; zeros for negative ids."""
    rows = sums[np.maximum(segment_ids, 0)]
    rows[segment_ids < 0] = 0
    return rows


@segment_rows.grad
def _(op: Any, g: Any) -> Any:
    sums, ids = op.inputs
    return unsorted_segment_sum(g, ids, shape(sums)[0]), None


def unsorted_segment_sum(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """Sums of the rows of `data` that have the same id.

    Args:
        data: a tensor of numbers.
        segment_ids: integers; their shape is that of the first axes of `data`. Rows with a
            negative id are passed over.
        num_segments: the number of rows of the result.
        name: of the node.

    Returns:
        A Tensor of shape [num_segments] + data.shape[segment_ids.ndim:]; rows of ids that do not
        occur are zero.

    Raises:
        tf.errors.InvalidArgumentError: an id is too large.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.unsorted_segment_sum([1.0, 2.0, 4.0], [1, 0, 1], 2)).tolist()
        [2.0, 5.0]
    """
    result: Tensor = unsorted_segment_sum_op(data, segment_ids, num_segments, name=name)
    return result


# ---------------------------------------------------------------------------------- IndexedSlices
def _dense(
    value: IndexedSlices, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Any:
    if dtype is not None and as_dtype(dtype).base_dtype is not value.dtype.base_dtype:
        raise ValueError(
            f"Tensor conversion requested dtype {as_dtype(dtype).name} for IndexedSlices with dtype "
            f"{value.dtype.name}"
        )
    if value.dense_shape is None:
        raise ValueError(
            f"Tensor conversion requested for IndexedSlices without dense_shape: {value}"
        )
    total = unsorted_segment_sum(value.values, value.indices, value.dense_shape[0], name=name)
    total.set_shape(value.shape)
    return total


register_tensor_conversion_function(IndexedSlices, _dense, 10)
