"""Rows dealt out to several lists by number, and put together again: each is the other's gradient.

A look-up in a table that is kept in parts deals the row numbers out to the parts with the one and
brings the rows found into their order with the other.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops import sequences
from minigraph.ops.indexing import gather
from minigraph.ops.rows import checked_numbers
from minigraph.ops.shaping import reshape, shape, size

__all__ = ["dynamic_partition", "dynamic_stitch", "parallel_dynamic_stitch"]


# ------------------------------------------------------------------------------ DynamicPartition
def _parts(call: Call) -> list[Dims]:
    data, numbers = call.shapes
    count = call.attrs["num_partitions"]
    if data is None or numbers is None:
        return [None] * count
    if len(numbers) > len(data) or not compatible(numbers, data[: len(numbers)]):
        raise ValueError(f"partitions {show(numbers)} must be the first axes of data {show(data)}")
    return [(None, *data[len(numbers) :])] * count


@op(
    "DynamicPartition",
    "data: T, partitions: int32 -> outputs: num_partitions*T",
    shape=_parts,
    samples=[
        case("5,3", [0, 2, 0, 1, 2], num_partitions=4),
        case("2,3", [[1, 0, 1], [1, 1, 0]], num_partitions=2),
        case("3", [0, 0, 0], num_partitions=1),
        bad("2,3", [0, 1, 0], num_partitions=2, error=ValueError, match="first axes"),
        bad("2,3", [0, 2], num_partitions=2, error=ValueError, match=r"not in \[0, 2\)"),
    ],
)
def dynamic_partition_op(data: Any, partitions: Any, *, num_partitions: int) -> Any:
    """For each number the rows of data that have it, in order."""
    checked_numbers(partitions, num_partitions, "partitions")
    return [data[partitions == number] for number in range(num_partitions)]


@dynamic_partition_op.grad
def _(op: Any, *gs: Any) -> Any:
    data, numbers = op.inputs
    count = op.attrs["num_partitions"]
    places = reshape(sequences.range(size(numbers)), shape(numbers))
    dealt = dynamic_partition_op(places, numbers, num_partitions=count)
    rows = parallel_dynamic_stitch_op(dealt, list(gs))
    return reshape(rows, shape(data)), None


# -------------------------------------------------------------------------- ParallelDynamicStitch
def _stitched(call: Call) -> Dims:
    count = call.attrs["N"]
    if len(call.shapes) != 2 * count:
        raise ValueError("there must be as many lists of numbers as of rows")
    rest: Dims = None
    for numbers, rows in zip(call.shapes[:count], call.shapes[count:], strict=True):
        if numbers is None or rows is None:
            continue
        if len(numbers) > len(rows) or not compatible(numbers, rows[: len(numbers)]):
            raise ValueError(f"indices {show(numbers)} must be the first axes of data {show(rows)}")
        own = rows[len(numbers) :]
        if not compatible(rest, own):
            raise ValueError(f"rows must have one shape, not {show(rest)} and {show(own)}")
        rest = merge(rest, own)
    if rest is None:
        return None
    known = call.values[:count]
    if any(v is None or None in np.ravel(v) for v in known):
        return (None, *rest)
    return (max([0, *(int(np.max(v)) + 1 for v in known if np.size(v))]), *rest)


@op(
    "ParallelDynamicStitch",
    "indices: N*int32, data: N*T -> merged: T",
    shape=_stitched,
    samples=[
        case([[2, 0], [1, 3, 4]], ["2,5", "3,5"]),
        case([[1, 0]], ["2"]),
        case([0, [2, 1]], ["3", "2,3"]),
        bad([[0], [1]], ["1,2", "1,3"], error=ValueError, match="one shape"),
        bad([[0, 1]], ["3,2"], error=ValueError, match="first axes"),
    ],
)
def parallel_dynamic_stitch_op(*inputs: Any) -> Any:
    """Row i of the k-th data stands at row indices[k][i] of the result; rows not named are 0."""
    count = len(inputs) // 2
    places = [np.ravel(numbers) for numbers in inputs[:count]]
    first, axes = inputs[count], np.ndim(inputs[0])
    length = max(int(p.max(initial=-1)) + 1 for p in places)
    merged = np.zeros((length, *np.shape(first)[axes:]), first.dtype)
    for where, rows in zip(places, inputs[count:], strict=True):
        checked_numbers(where, length, "indices")
        merged[where] = np.reshape(rows, (len(where), *merged.shape[1:]))
    return merged


@parallel_dynamic_stitch_op.grad
def _(op: Any, g: Any) -> Any:
    count = op.attrs["N"]
    return [None] * count + [gather(g, numbers) for numbers in op.inputs[:count]]


# ---------------------------------------------------------------------------------- DynamicStitch
@op(
    "DynamicStitch",
    "indices: N*int32, data: N*T -> merged: T",
    shape=_stitched,
    samples=[case([[2, 0], [1, 3, 4]], ["2,5", "3,5"]), case([[1, 0]], ["2"])],
)
def dynamic_stitch_op(*inputs: Any) -> Any:
    """As ParallelDynamicStitch; of rows with one number the last counts."""
    return parallel_dynamic_stitch_op.kernel(*inputs)


@dynamic_stitch_op.grad
def _(op: Any, g: Any) -> Any:
    count = op.attrs["N"]
    return [None] * count + [gather(g, numbers) for numbers in op.inputs[:count]]


# ---------------------------------------------------------------------------------- public
def dynamic_partition(
    data: Any, partitions: Any, num_partitions: int, name: str | None = None
) -> list[Tensor]:
    """The rows of a tensor dealt out by number: output k holds those with partitions == k.

    Args:
        data: a tensor.
        partitions: int32, of the shape of the first axes of `data`.
        num_partitions: how many outputs.
        name: of the node.

    Returns:
        A list of Tensors, each (as many as there are, ...). Gradients are put back in their places.

    Raises:
        ValueError: the shapes do not fit, or a number is not in [0, num_partitions).

    Example:
        >>> import minigraph as tf
        >>> even, odd = tf.dynamic_partition([10, 11, 12], [0, 1, 0], 2)
        >>> tf.Session().run([even, odd])
        [array([10, 12], dtype=int32), array([11], dtype=int32)]
    """
    result: list[Tensor] = dynamic_partition_op(
        data, partitions, num_partitions=num_partitions, name=name
    )
    return result if isinstance(result, list) else [result]


def dynamic_stitch(indices: Any, data: Any, name: str | None = None) -> Tensor:
    """One tensor of the rows of several: row indices[k][i] is data[k][i].

    Args:
        indices: a list of int32 tensors.
        data: a list of as many tensors; each has its indices' shape and the shape of a row.
        name: of the node.

    Returns:
        A Tensor with one row more than the largest index. Of rows with one index the last counts;
        rows that no index names are 0.

    Raises:
        ValueError: the lists or the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.dynamic_stitch([[0, 2], [1]], [[10, 12], [11]])).tolist()
        [10, 11, 12]
    """
    result: Tensor = dynamic_stitch_op(indices, data, name=name)
    return result


def parallel_dynamic_stitch(indices: Any, data: Any, name: str | None = None) -> Tensor:
    """As `tf.dynamic_stitch`, for indices that are all different.

    Args:
        indices, data, name: as there.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.parallel_dynamic_stitch([[1], [0]], [[5], [6]])).tolist()
        [6, 5]
    """
    result: Tensor = parallel_dynamic_stitch_op(indices, data, name=name)
    return result
