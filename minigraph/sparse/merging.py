"""Ids made places: sparse_merge and sparse_to_indicator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.nodes import Tensor
from minigraph.core.sparse_tensor import SparseTensor, SparseTensorValue
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import shape
from minigraph.ops.spread import fill
from minigraph.sparse.dense import sparse_tensor_to_dense
from minigraph.sparse.moving import sparse_reorder
from minigraph.sparse.places import as_sparse

__all__ = ["sparse_merge", "sparse_to_indicator"]


def sparse_merge(
    sp_ids: Any,
    sp_values: Any,
    vocab_size: Any,
    name: str | None = None,
    already_sorted: bool = False,
) -> SparseTensor:
    """Values with their ids as the last column of their places.

    Args:
        sp_ids: a SparseTensor of ids, or several: each gives a column.
        sp_values: a SparseTensor with a value for each id, at the same places.
        vocab_size: how many ids there are, an integer; several of them for several `sp_ids`.
        name: of the scope of the nodes.
        already_sorted: whether the ids of each row are in order, so that nothing is sorted.

    Returns:
        A SparseTensor of shape dense_shape[:-1] + vocab_size. Gradients go to the values.

    Raises:
        TypeError: an input is of the wrong kind; ValueError: not as many sizes as `sp_ids`.

    Example:
        >>> import minigraph as tf
        >>> ids = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [3, 1, 0], [2, 2])
        >>> values = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [30, 10, 0], [2, 2])
        >>> tf.Session().run(tf.sparse_merge(ids, values, 4).indices).tolist()
        [[0, 1], [0, 3], [1, 0]]
    """
    if isinstance(sp_ids, (SparseTensor, SparseTensorValue)):
        sp_ids = [sp_ids]
        if isinstance(vocab_size, (list, tuple)):
            raise TypeError("vocab_size has to be a Tensor or Python int, as sp_ids is one tensor.")
        vocab_size = [vocab_size]
    elif not isinstance(sp_ids, Iterable):
        raise TypeError(f"sp_ids has to be a SparseTensor or several of them, not {sp_ids!r}.")
    elif isinstance(vocab_size, Tensor) or not isinstance(vocab_size, Iterable):
        raise TypeError("vocab_size has to be a list of Tensors or Python ints, as sp_ids is one.")
    parts, sizes = list(sp_ids), list(vocab_size)
    if len(parts) != len(sizes):
        raise ValueError(f"There are {len(parts)} sp_ids, but {len(sizes)} vocab_size.")
    with name_scope(name, "SparseMerge"):
        ids, values = [as_sparse(part) for part in parts], as_sparse(sp_values)
        added = [expand_dims(cast(part.values, dtypes.int64), 1) for part in ids]
        numbers = [cast(size, dtypes.int64) for size in sizes]
        places = concat([ids[0].indices[:, :-1], *added], 1)
        whole = concat([ids[0].dense_shape[:-1], numbers], 0)
        merged = SparseTensor(places, values.values, whole)
        if already_sorted:
            return merged
        ordered = sparse_reorder(merged)
        return SparseTensor(ordered.indices, ordered.values, whole)


def sparse_to_indicator(sp_input: Any, vocab_size: Any, name: str | None = None) -> Tensor:
    """For each row which of the ids 0, 1, ..., vocab_size - 1 it has.

    Args:
        sp_input: a SparseTensor of ids, int32 or int64.
        vocab_size: how many ids there are.
        name: of the node and its scope.

    Returns:
        A Tensor of bools of shape dense_shape[:-1] + [vocab_size].

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        tf.errors.InvalidArgumentError: an id is not in [0, vocab_size).

    Example:
        >>> import minigraph as tf
        >>> ids = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [2, 1, 0], [2, 2])
        >>> tf.Session().run(tf.sparse_to_indicator(ids, 3)).astype(int).tolist()
        [[0, 1, 1], [1, 0, 0]]
    """
    sp = as_sparse(sp_input)
    with name_scope(name, "SparseToIndicator", [sp.values]) as scope:
        count = shape(sp.indices)[0]
        there = SparseTensor(sp.indices, fill(expand_dims(count, 0), True), sp.dense_shape)
        merged = sparse_merge(sp, there, vocab_size, scope)
        return sparse_tensor_to_dense(
            merged, default_value=False, validate_indices=False, name=scope
        )
