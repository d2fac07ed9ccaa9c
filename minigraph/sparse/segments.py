"""Rows looked up and added by number: sparse_segment_sum, _mean, _sqrt_n."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, INDEX, REAL, Call, OpRecord, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.indexing import gather
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import maximum
from minigraph.ops.powers import sqrt
from minigraph.ops.rows import checked_numbers, sum_rows
from minigraph.ops.segments import unsorted_segment_sum_op
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.spread import ones_like

__all__ = ["sparse_segment_mean", "sparse_segment_sqrt_n", "sparse_segment_sum"]


# ---------------------------------------------------------------------------------- shapes
def _rows(call: Call) -> Dims:
    data, indices, ids = call.shapes[0], call.rank(1, 1), call.rank(2, 1)
    if not compatible(indices, ids):
        raise ValueError(f"there are {show(indices)} indices for {show(ids)} segment_ids")
    if data == ():
        raise ValueError("data must have rank 1 or more")
    count: int | None = None
    if len(call.shapes) > 3:
        call.rank(3, 0)
        count = call.values[3]
        if count is not None and count < 0:
            raise ValueError(f"num_segments must not be negative, but is {int(count)}")
    return None if data is None else (None if count is None else int(count), *data[1:])


# ---------------------------------------------------------------------------------- kernels
def _sums(data: Any, indices: Any, ids: Any, count: Any) -> tuple[Any, Any]:
    """(the sums of the rows of each number, how many rows each number has)."""
    if len(indices) != len(ids):
        raise ValueError(f"there are {len(indices)} indices for {len(ids)} segment_ids")
    if (ids[1:] < ids[:-1]).any():
        raise ValueError("segment_ids are not increasing")
    if len(ids) and ids[0] < 0:
        raise ValueError(f"segment_ids must not be negative, but begin with {ids[0]}")
    needed = int(ids[-1]) + 1 if len(ids) else 0
    count = needed if count is None else int(count)
    if needed > count:
        raise ValueError(f"segment_ids must be less than num_segments = {count}, not {needed - 1}")
    checked_numbers(np.ascontiguousarray(indices), len(data), "indices")
    return sum_rows(data[indices], ids, count), np.bincount(ids, minlength=count)


def _divided(sums: Any, divisors: Any) -> Any:
    column = np.maximum(divisors, 1).reshape(-1, *[1] * (sums.ndim - 1))
    return sums / column.astype(sums.dtype)


_IDS, _INDICES = [0, 0, 2, 2, 2], [1, 0, 3, 3, 2]
_SAMPLES = [
    case("4,3", _INDICES, _IDS),
    case("4", np.array([3, 1]), np.array([1, 1])),
    case("4,2", np.zeros(0, np.int64), np.zeros(0, np.int32)),
    bad("4,3", [0, 4], [0, 0], error=ValueError, match=r"not in \[0, 4\)"),
    bad("4,3", [0, 1], [1, 0], error=ValueError, match="increasing"),
    bad("4,3", [0, 1], [0, 1, 1], error=ValueError, match="indices for"),
]
_COUNTED_SAMPLES = [
    case("4,3", _INDICES, _IDS, 4),
    case("4,2", np.zeros(0, np.int64), np.zeros(0, np.int32), 2),
    bad("4,3", [0, 1], [0, 3], 3, error=ValueError, match="num_segments"),
]
_SIGNATURE = "data: T, indices: Tidx, segment_ids: Tsegmentids"
_COUNTED = f"{_SIGNATURE}, num_segments: Tnumsegments -> output: T"
_KINDS: dict[str, Any] = {"Tidx": INDEX, "Tsegmentids": INDEX, "shape": _rows}
_MORE: dict[str, Any] = {**_KINDS, "Tnumsegments": INDEX, "samples": _COUNTED_SAMPLES}


@op("SparseSegmentSum", f"{_SIGNATURE} -> output: T", T=REAL, samples=_SAMPLES, **_KINDS)
def sparse_segment_sum_op(data: Any, indices: Any, segment_ids: Any) -> Any:
    """The sums of the rows data[indices] that have the same number."""
    return _sums(data, indices, segment_ids, None)[0]


@op("SparseSegmentSumWithNumSegments", _COUNTED, T=REAL, **_MORE)
def sparse_segment_sum_counted(data: Any, indices: Any, segment_ids: Any, num_segments: Any) -> Any:
    """The sums of the rows data[indices] that have the same number, of so many numbers."""
    return _sums(data, indices, segment_ids, num_segments)[0]


@op("SparseSegmentMean", f"{_SIGNATURE} -> output: T", T=FLOATS, samples=_SAMPLES, **_KINDS)
def sparse_segment_mean_op(data: Any, indices: Any, segment_ids: Any) -> Any:
    """The means of the rows data[indices] that have the same number."""
    return _divided(*_sums(data, indices, segment_ids, None))


@op("SparseSegmentMeanWithNumSegments", _COUNTED, T=FLOATS, **_MORE)
def sparse_segment_mean_counted(
    data: Any, indices: Any, segment_ids: Any, num_segments: Any
) -> Any:
    """The means of the rows data[indices] that have the same number, of so many numbers."""
    return _divided(*_sums(data, indices, segment_ids, num_segments))


@op("SparseSegmentSqrtN", f"{_SIGNATURE} -> output: T", T=FLOATS, samples=_SAMPLES, **_KINDS)
def sparse_segment_sqrt_n_op(data: Any, indices: Any, segment_ids: Any) -> Any:
    """The sums of the rows with the same number, divided by the root of how many there are."""
    sums, counts = _sums(data, indices, segment_ids, None)
    return _divided(sums, np.sqrt(counts))


@op("SparseSegmentSqrtNWithNumSegments", _COUNTED, T=FLOATS, **_MORE)
def sparse_segment_sqrt_n_counted(
    data: Any, indices: Any, segment_ids: Any, num_segments: Any
) -> Any:
    """The same of so many numbers."""
    sums, counts = _sums(data, indices, segment_ids, num_segments)
    return _divided(sums, np.sqrt(counts))


# ---------------------------------------------------------------------------------- gradients
def _counts(op: Any, g: Tensor) -> Tensor:
    """How many rows each number has, as a column that g can be divided by."""
    ids = op.inputs[2]
    ones = ones_like(ids, dtype=g.dtype)
    counts = maximum(unsorted_segment_sum_op(ones, ids, shape(g)[0]), 1)
    return reshape(counts, concat([[-1], ones_like(shape(g)[1:])], 0))


def _to_rows(op: Any, g: Tensor) -> Any:
    """The cotangents of all inputs, where g is that of the sums."""
    data, indices, ids = op.inputs[:3]
    to_data = unsorted_segment_sum_op(gather(g, ids), indices, shape(data)[0])
    return to_data, *[None] * (len(op.inputs) - 1)


for _record in (sparse_segment_sum_op, sparse_segment_sum_counted):
    _record.grad(_to_rows)
for _record in (sparse_segment_mean_op, sparse_segment_mean_counted):
    _record.grad(lambda op, g: _to_rows(op, g / _counts(op, g)))
for _record in (sparse_segment_sqrt_n_op, sparse_segment_sqrt_n_counted):
    _record.grad(lambda op, g: _to_rows(op, g / sqrt(_counts(op, g))))


# ---------------------------------------------------------------------------------- public
def _segments(
    plain: OpRecord, counted: OpRecord, inputs: tuple[Any, ...], name: str | None, count: Any
) -> Tensor:
    result: Tensor = (
        plain(*inputs, name=name) if count is None else counted(*inputs, count, name=name)
    )
    return result


def sparse_segment_sum(
    data: Any,
    indices: Any,
    segment_ids: Any,
    name: str | None = None,
    num_segments: Any = None,
    sparse_gradient: bool = False,
) -> Tensor:
    """Sums of rows: result[k] = sum of data[indices[i]] over the i with segment_ids[i] = k.

    Args:
        data: a tensor of real numbers, rank 1 or more.
        indices: numbers of rows of `data`, a vector of integers.
        segment_ids: for each of them the number of its sum: integers that do not decrease.
        name: of the node.
        num_segments: how many sums there are; None: up to the last number.
        sparse_gradient: accepted as in later TensorFlows; the gradient is dense.

    Returns:
        A Tensor of shape [num_segments] + data.shape[1:]; 0 for numbers that do not come. Gradients
        go to `data`.

    Raises:
        ValueError: there are more or fewer segment_ids than indices.
        tf.errors.InvalidArgumentError: an index is out of range, or the numbers decrease.

    Example:
        >>> import minigraph as tf
        >>> data = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
        >>> tf.Session().run(tf.sparse_segment_sum(data, [0, 2], [0, 0])).tolist()
        [[6.0, 8.0]]
    """
    inputs = (data, indices, segment_ids)
    return _segments(sparse_segment_sum_op, sparse_segment_sum_counted, inputs, name, num_segments)


def sparse_segment_mean(
    data: Any,
    indices: Any,
    segment_ids: Any,
    name: str | None = None,
    num_segments: Any = None,
    sparse_gradient: bool = False,
) -> Tensor:
    """Means of rows: of data[indices[i]] over the i with segment_ids[i] = k.

    Args:
        data: a tensor of floats, rank 1 or more.
        indices: numbers of rows of `data`, a vector of integers.
        segment_ids: for each of them the number of its mean: integers that do not decrease.
        name: of the node.
        num_segments: how many means there are; None: up to the last number.
        sparse_gradient: accepted as in later TensorFlows; the gradient is dense.

    Returns:
        A Tensor of shape [num_segments] + data.shape[1:]; 0 for numbers that do not come. Gradients
        go to `data`.

    Raises:
        ValueError: there are more or fewer segment_ids than indices.
        tf.errors.InvalidArgumentError: an index is out of range, or the numbers decrease.

    Example:
        >>> import minigraph as tf
        >>> data = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
        >>> tf.Session().run(tf.sparse_segment_mean(data, [0, 2], [0, 0])).tolist()
        [[3.0, 4.0]]
    """
    inputs = (data, indices, segment_ids)
    return _segments(
        sparse_segment_mean_op, sparse_segment_mean_counted, inputs, name, num_segments
    )


def sparse_segment_sqrt_n(
    data: Any,
    indices: Any,
    segment_ids: Any,
    name: str | None = None,
    num_segments: Any = None,
    sparse_gradient: bool = False,
) -> Tensor:
    """Sums of n rows divided by sqrt(n): of data[indices[i]] over the i with segment_ids[i] = k.

    Args:
        data: a tensor of floats, rank 1 or more.
        indices: numbers of rows of `data`, a vector of integers.
        segment_ids: for each of them the number of its sum: integers that do not decrease.
        name: of the node.
        num_segments: how many sums there are; None: up to the last number.
        sparse_gradient: accepted as in later TensorFlows; the gradient is dense.

    Returns:
        A Tensor of shape [num_segments] + data.shape[1:]; 0 for numbers that do not come. Gradients
        go to `data`.

    Raises:
        ValueError: there are more or fewer segment_ids than indices.
        tf.errors.InvalidArgumentError: an index is out of range, or the numbers decrease.

    Example:
        >>> import minigraph as tf
        >>> data = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
        >>> tf.Session().run(tf.sparse_segment_sqrt_n(data, [0, 2, 0, 2], [0, 0, 0, 0])).tolist()
        [[6.0, 8.0]]
    """
    inputs = (data, indices, segment_ids)
    return _segments(
        sparse_segment_sqrt_n_op, sparse_segment_sqrt_n_counted, inputs, name, num_segments
    )
