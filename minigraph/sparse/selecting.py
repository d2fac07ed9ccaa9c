"""Which values a sparse tensor has: retain, fill_empty_rows, reset_shape; sparse_mask."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.arithmetic import add_v2
from minigraph.ops.assertions import assert_equal, assert_less_equal
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where, where_v2
from minigraph.ops.constants import constant
from minigraph.ops.flow import identity, with_dependencies
from minigraph.ops.indexing import gather, scatter_nd_op
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_max
from minigraph.ops.reductions import all_known
from minigraph.ops.sets import setdiff1d
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.spread import ones_like, reduce_sum, zeros_like
from minigraph.sparse.places import as_sparse, check_inside, columns, count_of

__all__ = [
    "sparse_fill_empty_rows",
    "sparse_mask",
    "sparse_reset_shape",
    "sparse_retain",
]


def sparse_retain(sp_input: Any, to_retain: Any) -> SparseTensor:
    """Some of the values of a sparse tensor, in a tensor of the same shape.

    Args:
        sp_input: a SparseTensor with n values.
        to_retain: n bools: which to keep.

    Returns:
        A SparseTensor. Gradients go to the values that are kept.

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        ValueError: `to_retain` is no vector, or has another length.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1], [1, 2]], [1, 2], [2, 3])
        >>> tf.Session().run(tf.sparse_retain(sp, [False, True]).indices).tolist()
        [[1, 2]]
    """
    sp = as_sparse(sp_input)
    to_retain = convert(to_retain)
    dims = to_retain._dims
    values = sp.values._dims if sp.values._dims is not None else (None,)
    if not compatible(dims, values):
        raise ValueError(
            f"to_retain must have an element for each value, but its shape is {show(dims)} and "
            f"that of the values {show(values)}."
        )
    kept = reshape(where(to_retain), [-1])
    places = gather(sp.indices, kept)
    return SparseTensor(places, gather(sp.values, kept), identity(sp.dense_shape))


# ----------------------------------------------------------------------------- SparseFillEmptyRows
def _filled_shapes(call: Call) -> list[Dims]:
    call.rank(3, 0)
    places, sizes = call.rank(0, 2), call.values[2]
    width = columns(places, call.rank(2, 1))
    count = count_of(places, call.rank(1, 1))
    rows = sizes[0] if sizes else None
    return [(None, width), (None,), (rows,), (count,)]


_PLACES, _SIZES = np.array([[0, 1], [0, 3], [2, 0]]), np.array([4, 5])


@op(
    "SparseFillEmptyRows",
    "indices: int64, values: T, dense_shape: int64, default_value: T"
    " -> output_indices: int64, output_values: T, empty_row_indicator: bool,"
    " reverse_index_map: int64",
    shape=_filled_shapes,
    samples=[
        case(_PLACES, "3", _SIZES, ""),
        case(np.array([[1], [0]]), "2", np.array([2]), ""),
        case(np.zeros([0, 2], np.int64), "0", _SIZES, ""),
        bad(_PLACES, "3", np.array([2, 5]), "", error=ValueError, match="out of bounds"),
    ],
)
def sparse_fill_empty_rows_op(
    indices: Any, values: Any, dense_shape: Any, default_value: Any
) -> Any:
    """A value in each row: the default at the start of those that have none."""
    check_inside(indices, dense_shape)
    rows = indices[:, 0]
    empty = np.ones(int(dense_shape[0]), bool)
    empty[rows] = False
    added = np.zeros((int(empty.sum()), len(dense_shape)), np.int64)
    added[:, 0] = np.flatnonzero(empty)
    order = np.argsort(np.concatenate([rows, added[:, 0]]), kind="stable")
    filled = np.concatenate([values, np.full(len(added), default_value, values.dtype)])
    reverse = np.empty(len(order), np.int64)
    reverse[order] = np.arange(len(order))
    return [np.concatenate([indices, added])[order], filled[order], empty, reverse[: len(rows)]]


@sparse_fill_empty_rows_op.grad
def _(op: Any, _: Any, g: Any, __: Any, ___: Any) -> Any:
    own = reshape(op.outputs[3], [-1, 1])
    count = shape(op.outputs[1], out_type=dtypes.int64)
    given = scatter_nd_op(own, ones_like(op.outputs[3]), count)
    to_default = reduce_sum(where_v2(given > 0, zeros_like(g), g))
    return None, gather(g, op.outputs[3]), None, to_default


def sparse_fill_empty_rows(
    sp_input: Any, default_value: Any, name: str | None = None
) -> tuple[SparseTensor, Tensor]:
    """A sparse tensor with a value in each row: a default at [row, 0, ...] where there is none.

    Args:
        sp_input: a SparseTensor of rank 1 or more.
        default_value: the value for empty rows, of the same type.
        name: of the scope of the node.

    Returns:
        (sp, empty): the SparseTensor, and for each row whether it was empty. Gradients go to the
        values and to the default.

    Raises:
        TypeError: `sp_input` is no SparseTensor, or the types differ.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1], [2, 0]], [1, 2], [3, 2])
        >>> filled, empty = tf.sparse_fill_empty_rows(sp, 9)
        >>> values, is_empty = tf.Session().run([filled.values, empty])
        >>> values.tolist(), is_empty.tolist()
        ([1, 9, 2], [False, True, False])
    """
    sp = as_sparse(sp_input)
    with name_scope(name, "SparseFillEmptyRows", [sp.values]):
        default = convert(default_value, sp.values.dtype)
        places, values, empty, _ = sparse_fill_empty_rows_op(
            sp.indices, sp.values, sp.dense_shape, default
        )
        return SparseTensor(places, values, sp.dense_shape), empty


def sparse_reset_shape(sp_input: Any, new_shape: Any = None) -> SparseTensor:
    """The same values in a tensor of another shape.

    Args:
        sp_input: a SparseTensor.
        new_shape: the shape, no size of which is less than before; None: the smallest that holds
            all values.

    Returns:
        A SparseTensor. Gradients go to the values.

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        ValueError: it is known at build that the new shape is too small or has another rank; in
        the run tf.errors.InvalidArgumentError.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1], [1, 0]], [1, 2], [5, 5])
        >>> tf.Session().run(tf.sparse_reset_shape(sp).dense_shape).tolist()
        [2, 2]
    """
    sp = as_sparse(sp_input)
    places, values = identity(sp.indices), identity(sp.values)
    before = identity(sp.dense_shape)
    if new_shape is None:
        most = reduce_max(places, axis=0)
        sizes: Any = maximum(constant(0, dtypes.int64), add_v2(most, ones_like(before), name="Add"))
        return SparseTensor(places, values, sizes)
    sizes = cast(convert(new_shape), dtypes.int64)
    if not compatible(sizes._dims, before._dims):
        raise ValueError(
            f"The new shape must have a size for each axis, but has shape {show(sizes._dims)} "
            f"where dense_shape has {show(before._dims)}."
        )
    wanted, old = all_known(sizes._known), sp._dims
    if wanted is not None and old is not None and None not in old:
        if any(d is not None and d > w for d, w in zip(old, wanted, strict=True)):
            raise ValueError(f"The new shape {list(wanted)} must not be less than {show(old)}.")
        return SparseTensor(places, values, wanted)
    sizes = with_dependencies([assert_equal(shape(before), shape(sizes))], sizes)
    sizes = with_dependencies([assert_less_equal(before, sizes)], sizes)
    return SparseTensor(places, values, sizes)


def sparse_mask(a: Any, mask_indices: Any, name: str | None = None) -> IndexedSlices:
    """The rows of an IndexedSlices without those of some numbers.

    Args:
        a: an IndexedSlices.
        mask_indices: the numbers of the rows to leave out, of the type of `a.indices`.
        name: of the node.

    Returns:
        An IndexedSlices.

    Example:
        >>> import minigraph as tf
        >>> rows = tf.IndexedSlices(tf.constant([[1.0], [2.0]]), tf.constant([7, 3]))
        >>> tf.Session().run(tf.sparse_mask(rows, [7])).indices.tolist()
        [3]
    """
    with name_scope(name, "sparse_mask", [a.values, mask_indices]) as scope:
        numbers, places = setdiff1d(a.indices, mask_indices)
        return IndexedSlices(gather(a.values, places, name=scope), numbers, a.dense_shape)
