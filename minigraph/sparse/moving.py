"""Sparse values moved to other places: reorder, reshape, transpose, expand_dims."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops import sequences
from minigraph.ops.casting import cast
from minigraph.ops.constants import constant
from minigraph.ops.flow import identity
from minigraph.ops.indexing import gather
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.reductions import all_known
from minigraph.ops.shaping import rank, shape
from minigraph.ops.spread import zeros
from minigraph.ops.transposing import invert_permutation, transpose
from minigraph.sparse.places import as_sparse, check_inside, indices_dims, row_keys, sorted_order

__all__ = ["sparse_expand_dims", "sparse_reorder", "sparse_reshape", "sparse_transpose"]


# ---------------------------------------------------------------------------------- SparseReorder
def _as_before(call: Call) -> list[Dims]:
    places = call.rank(0, 2)
    return [indices_dims(places, call.rank(2, 1)), call.rank(1, 1) or (None,)]


@op(
    "SparseReorder",
    "input_indices: int64, input_values: T, input_shape: int64"
    " -> output_indices: int64, output_values: T",
    shape=_as_before,
    samples=[
        case(np.array([[1, 2], [0, 1], [1, 0]]), "3", np.array([2, 3])),
        case(np.array([[1], [0], [1], [0]]), "4", np.array([2])),
        case(np.zeros([0, 2], np.int64), "0", np.array([2, 3])),
        bad(np.array([[3]]), "1", np.array([2]), error=ValueError, match="out of bounds"),
    ],
)
def sparse_reorder_op(input_indices: Any, input_values: Any, input_shape: Any) -> Any:
    """Places and values, ordered by place."""
    check_inside(input_indices, input_shape)
    order = sorted_order(input_indices, input_shape)
    return [input_indices[order], input_values[order]]


@sparse_reorder_op.grad
def _(op: Any, _: Any, g: Any) -> Any:
    places, values, sizes = op.inputs
    numbers = sequences.range(shape(values)[0])
    _, order = sparse_reorder_op(places, numbers, sizes)
    return None, gather(g, invert_permutation(order)), None


def sparse_reorder(sp_input: Any, name: str | None = None) -> SparseTensor:
    """The same values in the order of their places: by row, then by column, and so on.

    Args:
        sp_input: a SparseTensor.
        name: of the node.

    Returns:
        A SparseTensor. Gradient: g, back in the order before.

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        tf.errors.InvalidArgumentError: a place is out of bounds.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[1, 0], [0, 1]], ["b", "a"], [2, 2])
        >>> tf.Session().run(tf.sparse_reorder(sp).values).tolist()
        [b'a', b'b']
    """
    sp = as_sparse(sp_input)
    places, values = sparse_reorder_op(sp.indices, sp.values, sp.dense_shape, name=name)
    if sp.shape.is_fully_defined():
        return SparseTensor(places, values, sp.shape.as_list())
    return SparseTensor(places, values, identity(sp.dense_shape))


# ---------------------------------------------------------------------------------- SparseReshape
def _filled(sizes: Any, shape: Any) -> list[int]:
    """The shape that is asked for, with its -1 worked out; ValueError if it does not fit."""
    old, new = [int(d) for d in sizes], [int(d) for d in shape]
    total, known = math.prod(old), math.prod(d for d in new if d != -1)
    if total >= 2**63:
        raise ValueError(f"A SparseTensor of shape {old} has too many elements to be reshaped.")
    if new.count(-1) > 1 or any(d < -1 for d in new):
        raise ValueError(f"At most one size may be -1 and none less, but the shape is {new}.")
    if -1 not in new:
        if known != total:
            raise ValueError(
                f"Cannot reshape a SparseTensor of shape {old} ({total} elements) into {new} "
                f"({known} elements)."
            )
        return new
    if not known or total % known:
        raise ValueError(f"Cannot reshape a SparseTensor of shape {old} into {new}.")
    return [total // known if d == -1 else d for d in new]


def _reshaped(call: Call) -> list[Dims]:
    places, new = call.rank(0, 2), call.rank(2, 1)
    sizes, wanted = all_known(call.values[1]), all_known(call.values[2])
    if sizes is not None and wanted is not None:
        _filled(sizes, wanted)
    count = None if places is None else places[0]
    width = None if new is None else new[0]
    return [(count, width), (width,)]


@op(
    "SparseReshape",
    "input_indices: int64, input_shape: int64, new_shape: int64"
    " -> output_indices: int64, output_shape: int64",
    shape=_reshaped,
    no_gradient="places are integers",
    samples=[
        case(np.array([[0, 1], [1, 2]]), np.array([2, 3]), np.array([3, 2])),
        case(np.array([[0, 1], [1, 2]]), np.array([2, 3]), np.array([-1])),
        bad(
            np.array([[0, 1]]),
            np.array([2, 3]),
            np.array([4]),
            error=ValueError,
            match="6 elements",
        ),
        bad(
            np.array([[0, 1]]), np.array([2, 3]), np.array([-1, -1]), error=ValueError, match="one"
        ),
    ],
)
def sparse_reshape_op(input_indices: Any, input_shape: Any, new_shape: Any) -> Any:
    """The places that the same elements have in another shape."""
    check_inside(input_indices, input_shape)
    wanted = _filled(input_shape, new_shape)
    (numbers,) = row_keys(input_shape, input_indices)
    places = np.zeros((len(numbers), len(wanted)), np.int64)
    for axis in range(len(wanted) - 1, -1, -1):
        numbers, places[:, axis] = np.divmod(numbers, max(wanted[axis], 1))
    return [places, np.array(wanted, np.int64)]


def sparse_reshape(sp_input: Any, shape: Any, name: str | None = None) -> SparseTensor:
    """The same elements in another shape.

    Args:
        sp_input: a SparseTensor.
        shape: the new shape; one size may be -1, which stands for what is left.
        name: of the node.

    Returns:
        A SparseTensor; its values are in the same order. Gradients go to the values.

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        ValueError: the new shape has another number of elements; where that shows in the run,
        tf.errors.InvalidArgumentError.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1], [1, 2]], [1, 2], [2, 3])
        >>> tf.Session().run(tf.sparse_reshape(sp, [-1]).indices).tolist()
        [[1], [5]]
    """
    sp = as_sparse(sp_input)
    wanted = cast(shape, dtypes.int64)
    with name_scope(name, "SparseReshape", [sp.values]) as scope:
        places, sizes = sparse_reshape_op(sp.indices, sp.dense_shape, wanted, name=scope)
        if all_known(wanted._known) is not None and sp.shape.is_fully_defined():
            sizes = constant(_filled(sp.shape.as_list(), wanted._known), dtypes.int64)
        return SparseTensor(places, identity(sp.values), sizes)


# ---------------------------------------------------------------------------------- composed
def sparse_transpose(sp_input: Any, perm: Any = None, name: str | None = None) -> SparseTensor:
    """The axes in another order.

    Args:
        sp_input: a SparseTensor of rank n.
        perm: axis i of the result is axis perm[i] of `sp_input`; None: the reverse order.
        name: of the scope of the nodes.

    Returns:
        A SparseTensor, its places in order. Gradients go to the values.

    Raises:
        TypeError: `sp_input` is no SparseTensor.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1], [1, 0]], [1, 2], [2, 3])
        >>> tf.Session().run(tf.sparse_transpose(sp).values).tolist()
        [2, 1]
    """
    with name_scope(name, "SparseTranspose", [getattr(sp_input, "values", None)]):
        sp = as_sparse(sp_input)
        if perm is None:
            count = sp.shape.ndims
            perm = (
                (rank(sp) - 1) - sequences.range(0, rank(sp), 1)
                if count is None
                else np.arange(count)[::-1]
            )
        places = transpose(gather(transpose(sp.indices), perm))
        order = _known_order(perm)
        if order is not None and sp.shape.is_fully_defined():
            sizes: Any = [sp.shape.as_list()[axis] for axis in order]
        else:
            sizes = gather(sp.dense_shape, perm)
        return sparse_reorder(SparseTensor(places, sp.values, sizes))


def _known_order(perm: Any) -> Any:
    """The axes that `perm` names, or None if they are not known before a run."""
    if isinstance(perm, Tensor):
        return all_known(perm._known)
    return tuple(int(axis) for axis in constant(perm)._known)


def sparse_expand_dims(sp_input: Any, axis: Any = None, name: str | None = None) -> SparseTensor:
    """The same elements with one more axis, which has one element.

    Args:
        sp_input: a SparseTensor of rank n.
        axis: where the new axis stands, from -n - 1 to n; None: last.
        name: of the scope of the nodes.

    Returns:
        A SparseTensor of rank n + 1. Gradients go to the values.

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        ValueError: `axis` is out of range.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1], [1, 2]], [1, 2], [2, 3])
        >>> tf.Session().run(tf.sparse.expand_dims(sp, 1).indices).tolist()
        [[0, 0, 1], [1, 0, 2]]
    """
    sp = as_sparse(sp_input)
    count = sp.shape.ndims
    axis = -1 if axis is None else int(axis)
    with name_scope(name, "expand_dims", [sp.values]):
        if count is not None and not -count - 1 <= axis <= count:
            raise ValueError(f"axis must be from {-count - 1} to {count}, but is {axis}.")
        if axis == -1:
            at: Any = rank(sp) if count is None else count
        elif axis < 0:
            at = (rank(sp) if count is None else count) + axis + 1
        else:
            at = axis
        column = zeros([shape(sp.indices)[0], 1], dtypes.int64)
        places = concat([sp.indices[:, :at], column, sp.indices[:, at:]], 1)
        one = constant([1], dtypes.int64)
        sizes = concat([sp.dense_shape[:at], one, sp.dense_shape[at:]], 0)
        return SparseTensor(places, sp.values, sizes)
