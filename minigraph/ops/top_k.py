"""The largest entries of each row, and whether a class is among them: top_k, in_top_k."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, REAL, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops import sequences
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.indexing import scatter_nd
from minigraph.ops.joining import stack
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_prod
from minigraph.ops.shaping import reshape, shape, size

__all__ = ["in_top_k", "top_k"]


# ---------------------------------------------------------------------------------- TopKV2
class TopKV2(NamedTuple):
    """The largest entries of each row and where they stand."""

    values: Tensor
    indices: Tensor


def _largest(call: Call) -> list[Dims]:
    call.rank(1, 0)
    dims, count = call.shapes[0], call.values[1]
    if count is not None and count < 0:
        raise ValueError(f"k must not be negative, but is {int(count)}")
    if dims is None:
        return [None, None]
    if not dims:
        raise ValueError("input must have at least one axis, but is a scalar")
    if count is not None and dims[-1] is not None and dims[-1] < count:
        raise ValueError(f"the last axis of input must have at least k = {count} entries")
    found = (*dims[:-1], None if count is None else int(count))
    return [found, found]


@op(
    "TopKV2",
    "input: T, k: Tk -> values: T, indices: index_type",
    T=REAL,
    Tk=INDEX,
    shape=_largest,
    samples=[
        case("5 distinct", 3),
        case("2,5 distinct", 1),
        case("2,3,5 distinct", 2, index_type=dtypes.int64),
        case([[3, 1, 3, 2], [0, 0, 0, 0]], 3),
        bad("2,3", 4, error=ValueError, match="k = 4"),
        bad("2,3", -1, error=ValueError, match="negative"),
        bad("", 1, error=ValueError, match="scalar"),
    ],
)
def top_k_op(input: Any, k: Any, *, sorted: bool = True, index_type: DType = dtypes.int32) -> Any:
    """The k largest entries of each row, the largest first, and where they stand.

    Of equal entries the first comes first: the rows are sorted from their ends.
    """
    count, length = int(k), input.shape[-1]
    if count < 0:
        raise ValueError(f"k must not be negative, but is {count}")
    if count > length:
        raise ValueError(f"the last axis of input must have at least k = {count} entries")
    if count == 1:
        places = np.argmax(input, -1, keepdims=True)
    else:
        order = np.argsort(input[..., ::-1], -1, kind="stable")
        places = length - 1 - order[..., ::-1][..., :count]
    return [np.take_along_axis(input, places, -1), places.astype(index_type.np_dtype)]


@top_k_op.grad
def _(op: Any, g: Any, _: Any) -> Any:
    x, indices = op.inputs[0], op.outputs[1]
    sizes = shape(x, out_type=indices.dtype)
    rows = reduce_prod(sizes[:-1])
    firsts = expand_dims(cast(sequences.range(rows), indices.dtype) * sizes[-1], 1)
    places = reshape(indices, stack([rows, shape(indices, out_type=indices.dtype)[-1]])) + firsts
    places = reshape(places, [-1, 1])
    count = reshape(size(x, out_type=indices.dtype), [1])
    return reshape(scatter_nd(places, reshape(g, [-1]), count), sizes), None


def top_k(
    input: Any,
    k: Any = 1,
    sorted: bool = True,
    name: str | None = None,
    index_type: Any = dtypes.int32,
) -> TopKV2:
    """The `k` largest entries along the last axis, and where they stand.

    Args:
        input: a tensor of real numbers with at least one axis.
        k: how many: a scalar, at most the size of the last axis.
        sorted: accepted as in TF1; the entries always come with the largest first.
        name: of the node.
        index_type: of the indices: int32 or int64.

    Returns:
        (values, indices), each of `input`'s shape with `k` for the last axis. Of equal entries the
        one that stands first comes first. Gradient of the values: g, put back where they stood.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: k is negative or larger than the last axis.

    Example:
        >>> import minigraph as tf
        >>> best = tf.nn.top_k([1.0, 9.0, 4.0], k=2)
        >>> [found.tolist() for found in tf.Session().run(best)]
        [[9.0, 4.0], [1, 2]]
    """
    made = top_k_op(input, k, sorted=sorted, index_type=as_dtype(index_type), name=name)
    return TopKV2(*made)


# ---------------------------------------------------------------------------------- InTopKV2
def _one_for_each_row(call: Call) -> Dims:
    scores, targets = call.rank(0, 2), call.rank(1, 1)
    call.rank(2, 0)
    rows = None if scores is None else scores[:1]
    if not compatible(rows, targets):
        raise ValueError(
            f"predictions {show(scores)} and targets {show(targets)} must have as many rows"
        )
    return merge(rows, targets) or (None,)


@op(
    "InTopKV2",
    "predictions: float32, targets: T, k: T -> precision: bool",
    T=INDEX,
    shape=_one_for_each_row,
    no_gradient="a truth value does not change in small steps",
    samples=[
        case([[1.0, 2.0, 3.0], [1.0, 1.0, 2.0], [2.0, 2.0, 2.0]], [1, 0, 2], 2),
        case([[1.0, np.inf], [np.nan, 1.0], [1.0, 2.0]], [1, 1, 7], 2),
        case("5,3", "5 int64 0:3", np.int64(1)),
        bad("2,3", [1, 0, 0], 2, error=ValueError, match="as many rows"),
    ],
)
def in_top_k_op(predictions: Any, targets: Any, k: Any) -> Any:
    """Whether fewer than k entries of the row are larger than the target's.

    Never where the target is no class or an entry of the row is not finite.
    """
    classes = predictions.shape[1]
    is_class = (targets >= 0) & (targets < classes)
    places = np.where(is_class, targets, 0)[:, None]
    if not classes:
        return is_class
    own = np.take_along_axis(predictions, places, 1)
    larger = np.count_nonzero(predictions > own, axis=1)
    return is_class & np.isfinite(predictions).all(axis=1) & (larger < k)


def in_top_k(predictions: Any, targets: Any, k: Any, name: str | None = None) -> Tensor:
    """Whether the target of each row is among the `k` largest predictions of that row.

    Args:
        predictions: float32 of shape (rows, classes).
        targets: the class number of each row, int32 or int64.
        k: how many: a scalar.
        name: of the node and its scope.

    Returns:
        A bool Tensor of shape (rows). Entries equal to the target's count as not larger than it;
        a row with an infinite or NaN entry, or with a target that is no class, gives False.

    Example:
        >>> import minigraph as tf
        >>> hit = tf.nn.in_top_k([[0.1, 0.7, 0.2], [0.8, 0.1, 0.1]], [2, 2], 2)
        >>> tf.Session().run(tf.reduce_mean(tf.cast(hit, tf.float32)))
        np.float32(1.0)
    """
    with name_scope(name, "in_top_k"):
        result: Tensor = in_top_k_op(predictions, targets, k, name=name)
        return result
