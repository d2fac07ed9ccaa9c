"""Means, products and extremes of runs of rows: segment_mean, segment_prod, segment_max, segment_min."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, REAL, bad, case, op
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import equal, greater
from minigraph.ops.indexing import gather
from minigraph.ops.joining import concat
from minigraph.ops.rows import combine_rows, run_count, sum_rows
from minigraph.ops.segments import segment_sum, sorted_dims
from minigraph.ops.shaping import rank, reshape
from minigraph.ops.spread import fill, ones_like

__all__ = ["segment_max", "segment_mean", "segment_min", "segment_prod"]

_BAD = [
    bad("2,3", [0, 1, 2], error=ValueError, match="first axis"),
    bad("2,3", [1, 0], error=ValueError, match="not increasing"),
    bad("2,3", [-1, 0], error=ValueError, match="negative"),
]


# ---------------------------------------------------------------------------------- SegmentMean
def whole_mean(total: Any, count: Any) -> Any:
    """total / count; of integers rounded towards zero, as TensorFlow's kernel does."""
    if total.dtype.kind in "iu":
        return (np.sign(total) * (np.abs(total) // count)).astype(total.dtype)
    return (total / count).astype(total.dtype)


@op(
    "SegmentMean",
    "data: T, segment_ids: Tindices -> output: T",
    T=NUMBERS,
    Tindices=INDEX,
    shape=sorted_dims,
    samples=[
        case("5,3", [0, 0, 2, 2, 3]),
        case("3", [1, 1, 2]),
        case("3 int32 -9:9", [1, 1, 2]),
        case("0,2", np.zeros(0, np.int32)),
        *_BAD,
    ],
)
def segment_mean_op(data: Any, segment_ids: Any) -> Any:
    """The means of the runs of rows that have the same number."""
    count = run_count(data, segment_ids)
    sizes = np.maximum(np.bincount(segment_ids, minlength=count), 1)
    column = sizes.reshape(-1, *[1] * (np.ndim(data) - 1))
    return whole_mean(sum_rows(data, segment_ids, count), column.astype(data.dtype))


@segment_mean_op.grad
def _(op: Any, g: Any) -> Any:
    data, ids = op.inputs
    sizes = segment_sum(ones_like(ids, g.dtype), ids)
    return gather(g, ids) / _column(gather(sizes, ids), data), None


def _column(vector: Tensor, data: Tensor) -> Tensor:
    """A number for each row, in the rank of the data."""
    if data._dims is not None:
        return reshape(vector, [-1] + [1] * (len(data._dims) - 1))
    return reshape(vector, concat([[-1], fill([rank(data) - 1], 1)], 0))


def segment_mean(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The means of the runs of rows of `data` that have the same number.

    Args:
        data: a tensor of numbers with at least one axis.
        segment_ids: integers from 0 that never fall, one for each row.
        name: of the node.

    Returns:
        A Tensor of shape [last number + 1] + data.shape[1:]; rows of numbers that do not come hold
        0. Gradient: to each row its share g / count.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: the numbers are not
            sorted or negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.segment_mean([1.0, 2.0, 3.0], [0, 0, 2])).tolist()
        [1.5, 0.0, 3.0]
    """
    result: Tensor = segment_mean_op(data, segment_ids, name=name)
    return result


# ---------------------------------------------------------------------------------- extremes
def _extremes(ufunc: Any, data: Any, segment_ids: Any) -> Any:
    """Along each run; zeros for numbers that do not come."""
    count = run_count(data, segment_ids)
    result = np.zeros((count, *data.shape[1:]), data.dtype)
    result[segment_ids] = data  # any row of the run to begin with
    combine_rows(ufunc, result, segment_ids, data)
    return result


def _extreme_grad(op: Any, g: Any) -> Any:
    """Where several rows are the extreme, each gets the same share of g."""
    data, ids = op.inputs
    chosen = equal(data, gather(op.outputs[0], ids))
    sharers = segment_sum(cast(chosen, g.dtype), ids)
    share = gather(g, ids) / gather(sharers, ids)
    return where_v2(chosen, share, 0), None


_SAMPLES = [
    case("5,3", [0, 0, 2, 2, 3]),
    case("4 int32 0:3", [0, 1, 1, 1]),
    case("0,2", np.zeros(0, np.int32)),
    *_BAD,
]


@op(
    "SegmentMax",
    "data: T, segment_ids: Tindices -> output: T",
    T=REAL,
    Tindices=INDEX,
    shape=sorted_dims,
    samples=_SAMPLES,
)
def segment_max_op(data: Any, segment_ids: Any) -> Any:
    """The largest elements along the runs of rows that have the same number."""
    return _extremes(np.maximum, data, segment_ids)


@op(
    "SegmentMin",
    "data: T, segment_ids: Tindices -> output: T",
    T=REAL,
    Tindices=INDEX,
    shape=sorted_dims,
    samples=_SAMPLES,
)
def segment_min_op(data: Any, segment_ids: Any) -> Any:
    """The smallest elements along the runs of rows that have the same number."""
    return _extremes(np.minimum, data, segment_ids)


segment_max_op.grad(_extreme_grad)
segment_min_op.grad(_extreme_grad)


def segment_max(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The largest elements of the runs of rows of `data` that have the same number.

    Args:
        data: a tensor of real numbers with at least one axis.
        segment_ids: integers from 0 that never fall, one for each row.
        name: of the node.

    Returns:
        A Tensor of shape [last number + 1] + data.shape[1:]; rows of numbers that do not come hold
        0. Gradient: to the rows that are the largest, in equal shares.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: the numbers are not
            sorted or negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.segment_max([1.0, 2.0, 3.0], [0, 0, 2])).tolist()
        [2.0, 0.0, 3.0]
    """
    result: Tensor = segment_max_op(data, segment_ids, name=name)
    return result


def segment_min(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The smallest elements of the runs of rows of `data` that have the same number.

    Args:
        data: a tensor of real numbers with at least one axis.
        segment_ids: integers from 0 that never fall, one for each row.
        name: of the node.

    Returns:
        A Tensor of shape [last number + 1] + data.shape[1:]; rows of numbers that do not come hold
        0. Gradient: to the rows that are the smallest, in equal shares.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: the numbers are not
            sorted or negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.segment_min([1.0, 2.0, 3.0], [0, 0, 2])).tolist()
        [1.0, 0.0, 3.0]
    """
    result: Tensor = segment_min_op(data, segment_ids, name=name)
    return result


# ---------------------------------------------------------------------------------- SegmentProd
@op(
    "SegmentProd",
    "data: T, segment_ids: Tindices -> output: T",
    T=NUMBERS,
    Tindices=INDEX,
    shape=sorted_dims,
    samples=[case("5,3", [0, 0, 2, 2, 3]), case("3", [1, 1, 2]), *_BAD],
)
def segment_prod_op(data: Any, segment_ids: Any) -> Any:
    """The products of the runs of rows that have the same number; 1 where none has it."""
    result = np.ones((run_count(data, segment_ids), *data.shape[1:]), data.dtype)
    combine_rows(np.multiply, result, segment_ids, data)
    return result


@segment_prod_op.grad
def _(op: Any, g: Any) -> Any:
    """g times the product of the other rows, also where the row's own number is 0."""
    data, ids = op.inputs
    is_zero = equal(data, 0)
    zeros = gather(segment_sum(cast(is_zero, ids.dtype.base_dtype), ids), ids)
    filled = where_v2(is_zero, 1, data)
    without_zeros = gather(segment_prod(filled, ids), ids)
    others = where_v2(is_zero, without_zeros, gather(op.outputs[0], ids) / filled)
    return where_v2(greater(zeros, 1), 0, gather(g, ids) * others), None


def segment_prod(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The products of the runs of rows of `data` that have the same number.

    Args:
        data: a tensor of numbers with at least one axis.
        segment_ids: integers from 0 that never fall, one for each row.
        name: of the node.

    Returns:
        A Tensor of shape [last number + 1] + data.shape[1:]; rows of numbers that do not come hold
        1. Gradient: g times the product of the other rows of the run.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: the numbers are not
            sorted or negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.segment_prod([1.0, 2.0, 3.0], [0, 0, 2])).tolist()
        [2.0, 1.0, 3.0]
    """
    result: Tensor = segment_prod_op(data, segment_ids, name=name)
    return result
