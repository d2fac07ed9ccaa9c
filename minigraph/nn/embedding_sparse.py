"""Rows of a table by sparse ids, those of one row of ids put together: bags of words."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import compatible, show
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.nn.embedding import embedding_lookup
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.compare import greater, greater_equal
from minigraph.ops.division import div_no_nan
from minigraph.ops.indexing import gather, unique
from minigraph.ops.joining import concat, stack
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import tile
from minigraph.ops.powers import pow, sqrt
from minigraph.ops.reduce import reduce_prod
from minigraph.ops.segments import segment_sum
from minigraph.ops.shaping import rank, reshape, shape, size
from minigraph.ops.slicing import slice
from minigraph.ops.spread import ones, zeros_like
from minigraph.sparse.moving import sparse_reshape
from minigraph.sparse.places import as_sparse
from minigraph.sparse.segments import (
    sparse_segment_mean,
    sparse_segment_sqrt_n,
    sparse_segment_sum,
)
from minigraph.sparse.selecting import sparse_fill_empty_rows, sparse_retain

__all__ = ["embedding_lookup_sparse", "safe_embedding_lookup_sparse"]

_PLAIN = {
    "sum": sparse_segment_sum,
    "mean": sparse_segment_mean,
    "sqrtn": sparse_segment_sqrt_n,
}


def embedding_lookup_sparse(
    params: Any,
    sp_ids: Any,
    sp_weights: Any,
    partition_strategy: str = "mod",
    name: str | None = None,
    combiner: str | None = None,
    max_norm: Any = None,
    allow_fast_lookup: bool = False,
) -> Tensor:
    """For each row of ids the rows of a table that they name, put together.

    Args:
        params: the table, or a list of its parts, as for `tf.nn.embedding_lookup`.
        sp_ids: a SparseTensor of row numbers, int32 or int64, of shape (n, m); its places are in
            order.
        sp_weights: a SparseTensor of floats with a weight for each id, or None: all 1.
        partition_strategy: "mod" or "div", as for `tf.nn.embedding_lookup`.
        name: of the node and its scope.
        combiner: "sum": the sum of weight * row; "mean" (default): that divided by the sum of the
            weights; "sqrtn": divided by the root of the sum of their squares.
        max_norm: rows with a larger Euclidean norm are scaled down to it before; None: as they are.
        allow_fast_lookup: accepted as in later TensorFlows.

    Returns:
        A Tensor of shape (k,) + params.shape[1:], where k - 1 is the last row that has ids; 0 for
        rows without ids. Gradients go to the table, as IndexedSlices, and to the weights.

    Raises:
        TypeError: the ids or weights are no SparseTensors.
        ValueError: unknown combiner, or there are not as many weights as ids.

    Example:
        >>> import minigraph as tf
        >>> table = tf.constant([[1.0, 2.0], [3.0, 4.0], [10.0, 20.0]])
        >>> ids = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [0, 1, 2], [2, 2])
        >>> rows = tf.nn.embedding_lookup_sparse(table, ids, None, combiner="sum")
        >>> tf.Session().run(rows).tolist()
        [[4.0, 6.0], [10.0, 20.0]]
    """
    combiner = "mean" if combiner is None else combiner
    if combiner not in _PLAIN:
        raise ValueError(f"combiner must be 'mean', 'sqrtn' or 'sum', not {combiner!r}.")
    tables = list(params) if isinstance(params, (list, tuple)) else [params]
    ids = _checked(sp_ids, "sp_ids")
    weights = None if sp_weights is None else _checked(sp_weights, "sp_weights")
    if weights is not None and not compatible(weights.values._dims, ids.values._dims):
        raise ValueError(
            f"There must be a weight for each id, but there are {show(weights.values._dims)} "
            f"weights for {show(ids.values._dims)} ids."
        )
    with name_scope(name, "embedding_lookup_sparse", [*tables, ids.values]) as scope:
        numbers = ids.indices[:, 0]
        found, places = unique(ids.values)
        rows = embedding_lookup(
            tables, found, partition_strategy=partition_strategy, max_norm=max_norm
        )
        numbers = cast(numbers, dtypes.int32)
        if weights is None:
            return _PLAIN[combiner](rows, places, numbers, name=scope)
        return _weighted(rows, places, numbers, weights.values, combiner, scope)


def _checked(value: Any, what: str) -> SparseTensor:
    if not isinstance(value, SparseTensor):
        raise TypeError(f"{what} must be SparseTensor, not {value!r}.")
    return value


def _weighted(
    rows: Tensor, places: Tensor, numbers: Tensor, weights: Tensor, combiner: str, scope: str
) -> Tensor:
    """The sums of weight * row for each number, divided as the combiner says."""
    weights = cast(weights, rows.dtype)
    rows = gather(rows, places)
    more = expand_dims(rank(rows) - 1, 0)
    sizes = concat([shape(weights), ones(more, dtype=dtypes.int32)], 0)
    column = reshape(weights, sizes)
    if rows._dims is not None and weights._dims is not None:
        column.set_shape([*weights._dims, *[1] * (len(rows._dims) - 1)])
    rows = rows * column
    if combiner == "sum":
        return segment_sum(rows, numbers, name=scope)
    total = segment_sum(rows, numbers)
    if combiner == "mean":
        return div_no_nan(total, segment_sum(column, numbers), name=scope)
    return div_no_nan(total, sqrt(segment_sum(pow(column, 2), numbers)), name=scope)


def safe_embedding_lookup_sparse(
    embedding_weights: Any,
    sparse_ids: Any,
    sparse_weights: Any = None,
    combiner: str = "mean",
    default_id: Any = None,
    name: str | None = None,
    partition_strategy: str = "div",
    max_norm: Any = None,
    allow_fast_lookup: bool = False,
) -> Tensor:
    """`embedding_lookup_sparse` without ids that are not valid, and with a row for empty rows.

    Negative ids are left out; where the weights are divided by, so are weights that are not
    positive.

    Args:
        embedding_weights: the table, or a list of its parts.
        sparse_ids: a SparseTensor of row numbers, of rank 2 or more.
        sparse_weights: a SparseTensor of floats with a weight for each id, or None: all 1.
        combiner: "mean", "sqrtn" or "sum".
        default_id: the id that rows without a valid one are taken to have; None: they give zeros.
        name: of the node and its scope.
        partition_strategy: "mod" or "div".
        max_norm: rows with a larger Euclidean norm are scaled down to it before; None: as they are.
        allow_fast_lookup: accepted as in later TensorFlows.

    Returns:
        A Tensor of shape sparse_ids.shape[:-1] + params.shape[1:]. Gradients go to the table, as
        IndexedSlices, and to the weights.

    Raises:
        ValueError: there is no table, or an unknown combiner.
        TypeError: the ids or weights are no SparseTensors.

    Example:
        >>> import minigraph as tf
        >>> table = tf.constant([[1.0, 2.0], [3.0, 4.0], [10.0, 20.0]])
        >>> ids = tf.SparseTensor([[0, 0], [0, 1], [2, 0]], [0, -1, 2], [3, 2])
        >>> tf.Session().run(tf.nn.safe_embedding_lookup_sparse(table, ids)).tolist()
        [[1.0, 2.0], [0.0, 0.0], [10.0, 20.0]]
    """
    tables = embedding_weights
    tables = list(tables) if isinstance(tables, (list, tuple)) else [tables]
    if not tables or any(table is None for table in tables):
        raise ValueError("Missing embedding_weights: the table, or a list of its parts.")
    ids = as_sparse(sparse_ids)
    weights = None if sparse_weights is None else as_sparse(sparse_weights)
    tables = [convert(table, None if weights is None else weights.dtype) for table in tables]
    with name_scope(name, "embedding_lookup", [*tables, ids.values]) as scope:
        sizes = ids.dense_shape
        length = sizes._dims[0] if sizes._dims else None
        last: Any = (size(sizes) if length is None else length) - 1
        flat = [reduce_prod(slice(sizes, [0], [last])), gather(sizes, last)]
        ids = sparse_reshape(ids, flat)
        if weights is not None:
            weights = SparseTensor(ids.indices, weights.values, ids.dense_shape)
        ids, weights = _valid(ids, weights, combiner)
        ids, empty = sparse_fill_empty_rows(ids, default_id or 0)
        if weights is not None:
            weights, _ = sparse_fill_empty_rows(weights, 1.0)
        rows = embedding_lookup_sparse(
            tables,
            ids,
            weights,
            combiner=combiner,
            partition_strategy=partition_strategy,
            name=None if default_id is None else scope,
            max_norm=max_norm,
        )
        if default_id is None:
            empty = tile(reshape(empty, [-1, 1]), stack([1, shape(rows)[1]]))
            rows = where(empty, zeros_like(rows), rows, name=scope)
        before = slice(cast(sizes, dtypes.int32), [0], [last])
        result = reshape(rows, concat([before, slice(shape(rows), [1], [-1])], 0))
        if length is not None and rows._dims is not None:
            result.set_shape([*[None] * (length - 1), *rows._dims[1:]])
        return result


def _valid(ids: SparseTensor, weights: SparseTensor | None, combiner: str) -> Any:
    """The ids that are not negative; those with a positive weight, where it is divided by."""
    kept = greater_equal(ids.values, 0)
    ids = sparse_retain(ids, kept)
    if weights is None:
        return ids, None
    weights = sparse_retain(weights, kept)
    if combiner != "sum":
        positive = greater(weights.values, 0)
        ids, weights = sparse_retain(ids, positive), sparse_retain(weights, positive)
    return ids, weights
