"""Sparse tensors and what they meet element by element: sums, maxima, minima; softmax of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, INDEX, NUMBERS, REAL, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.core.sparse_tensor import SparseTensor, SparseTensorValue
from minigraph.ops.choosing import where_v2
from minigraph.ops.indexing import gather, gather_nd
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import renamed, zeros_like
from minigraph.sparse.arithmetic import sparse_dense_cwise_add
from minigraph.sparse.places import as_sparse, check_inside, columns, row_keys
from minigraph.sparse.reductions import sparse_reduce_sum_op

__all__ = ["sparse_add", "sparse_maximum", "sparse_minimum", "sparse_softmax"]

_A, _B = np.array([[0, 1], [1, 0], [1, 2]]), np.array([[0, 0], [1, 0]])
_SIZES = np.array([2, 3])


# ---------------------------------------------------------------------------------- _FindPlaces
@op(
    "_FindPlaces",
    "wanted: int64, places: int64, shape: int64 -> rows: int64",
    shape=lambda call: None if call.shapes[0] is None else call.shapes[0][:1],
    no_gradient="places are integers",
    samples=[
        case(_A, _B, _SIZES),
        case(_B, np.zeros([0, 2], np.int64), _SIZES),
    ],
)
def find_places(wanted: Any, places: Any, shape: Any) -> Any:
    """For each wanted place its row among places, which are in order; -1 where it is not there."""
    keys, known = row_keys(shape, wanted, places)
    if not len(known):
        return np.full(len(keys), -1)
    rows = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[rows] == keys, rows, -1)


def _values_at(wanted: Tensor, places: Tensor, sizes: Tensor, values: Tensor) -> Tensor:
    """The values at the wanted places; 0 where there is none."""
    rows = find_places(wanted, places, sizes)
    found = gather(values, maximum(rows, 0))
    return where_v2(rows >= 0, found, zeros_like(found))


# ---------------------------------------------------------------------------------- SparseAdd
def _two(call: Call) -> int | None:
    """The rank of two SparseTensors of one shape; ValueError if they do not fit."""
    ranks: set[int] = set()
    for first in (0, 3):
        call.rank(first + 1, 1)
        rank = columns(call.rank(first, 2), call.rank(first + 2, 1))
        ranks |= set() if rank is None else {rank}
    if len(ranks) > 1:
        raise ValueError(f"the SparseTensors have different ranks: {sorted(ranks)}")
    a, b = call.values[2], call.values[5]
    if not compatible(a, b):
        raise ValueError(f"the SparseTensors have different shapes: {show(a)} and {show(b)}")
    return ranks.pop() if ranks else None


def _sum_shapes(call: Call) -> list[Dims]:
    rank = _two(call)
    return [(None, rank), (None,), (rank,)]


def _union(a: Any, b: Any, a_shape: Any, b_shape: Any) -> tuple[Any, Any, Any]:
    """(places of either, in order; the row of each place of a among them; and of b)."""
    if len(a_shape) != len(b_shape) or (a_shape != b_shape).any():
        raise ValueError(
            f"the SparseTensors have different shapes: {a_shape.tolist()} and {b_shape.tolist()}"
        )
    check_inside(a, a_shape, "a_indices")
    check_inside(b, b_shape, "b_indices")
    keys = np.concatenate(row_keys(a_shape, a, b))
    _, firsts, rows = np.unique(keys, return_index=True, return_inverse=True)
    rows = np.ravel(rows)
    return np.concatenate([a, b])[firsts], rows[: len(a)], rows[len(a) :]


@op(
    "SparseAdd",
    "a_indices: int64, a_values: T, a_shape: int64, b_indices: int64, b_values: T, b_shape: int64,"
    " thresh: Treal -> sum_indices: int64, sum_values: T, sum_shape: int64",
    T=NUMBERS,
    Treal=REAL,
    shape=_sum_shapes,
    samples=[
        case(_A, "3", _SIZES, _B, "2", _SIZES, np.float32(0.0)),
        case(_A, [0.25, 1.0, -2.0], _SIZES, _B, [0.25, 3.0], _SIZES, np.float32(0.5)),
        case(_A, [0.25, 1.0, -2.0], _SIZES, _B, [0.25, -0.75], _SIZES, np.float32(0.5)),
        bad(
            _A,
            "3",
            _SIZES,
            _B,
            "2",
            np.array([2, 4]),
            np.float32(0),
            error=ValueError,
            match="different shapes",
        ),
    ],
)
def sparse_add_op(
    a_indices: Any,
    a_values: Any,
    a_shape: Any,
    b_indices: Any,
    b_values: Any,
    b_shape: Any,
    thresh: Any,
) -> Any:
    """The sums at the places of either; one of two values only if it is at least `thresh` large."""
    places, to_a, to_b = _union(a_indices, b_indices, a_shape, b_shape)
    total = np.zeros(len(places), a_values.dtype)
    np.add.at(total, to_a, a_values)
    np.add.at(total, to_b, b_values)
    both = np.zeros(len(places), np.int64)
    np.add.at(both, to_a, 1)
    np.add.at(both, to_b, 1)
    kept = (both < 2) | (np.abs(total) >= thresh)
    return [places[kept], total[kept], a_shape.copy()]


@sparse_add_op.grad
def _(op: Any, _: Any, g: Any, __: Any) -> Any:
    sums, sizes = op.outputs[0], op.outputs[2]
    to_a = _values_at(op.inputs[0], sums, sizes, g)
    to_b = _values_at(op.inputs[3], sums, sizes, g)
    return None, to_a, None, None, to_b, None, None


# ------------------------------------------------------------------------- SparseTensorDenseAdd
def _dense_sum(call: Call) -> Dims:
    call.rank(0, 2)
    call.rank(1, 1)
    call.rank(2, 1)
    sizes, b = call.values[2], call.shapes[3]
    if not compatible(sizes, b):
        raise ValueError(f"the shapes differ: {show(sizes)} and {show(b)}")
    return b


@op(
    "SparseTensorDenseAdd",
    "a_indices: Tindices, a_values: T, a_shape: Tindices, b: T -> output: T",
    T=NUMBERS,
    Tindices=INDEX,
    shape=_dense_sum,
    samples=[
        case(_A, "3", _SIZES, "2,3"),
        case(np.array([[1], [1]]), "2", np.array([3]), "3"),
        bad(_A, "3", _SIZES, "2,4", error=ValueError, match="shapes differ"),
    ],
)
def sparse_tensor_dense_add(a_indices: Any, a_values: Any, a_shape: Any, b: Any) -> Any:
    """The dense tensor with the values added at their places."""
    if tuple(a_shape.tolist()) != b.shape:
        raise ValueError(f"the shapes differ: {show(a_shape.tolist())} and {show(b.shape)}")
    check_inside(a_indices, a_shape)
    total = b.copy()
    np.add.at(total, tuple(a_indices.T), a_values)
    return total


@sparse_tensor_dense_add.grad
def _(op: Any, g: Any) -> Any:
    return None, gather_nd(g, op.inputs[0]), None, g


def sparse_add(a: Any, b: Any, threshold: Any = None, thresh: Any = None) -> Any:
    """a + b, of which one or both are sparse.

    Args:
        a, b: SparseTensors of one shape with their places in order, or one SparseTensor and one
            dense tensor; of one type.
        threshold: sums of two values whose absolute value is smaller are left out (a value that
            only one of them has stays); None: 0, which keeps all.
        thresh: its old name.

    Returns:
        A SparseTensor, its places in order; with a dense tensor a dense one. Gradients go to the
        values and to the dense tensor.

    Raises:
        TypeError: neither is a SparseTensor.
        ValueError: the shapes differ; where that shows in the run,
        tf.errors.InvalidArgumentError.

    Example:
        >>> import minigraph as tf
        >>> a = tf.SparseTensor([[0], [2]], [1, 2], [3])
        >>> b = tf.SparseTensor([[0], [1]], [10, 20], [3])
        >>> tf.Session().run(tf.sparse_add(a, b).values).tolist()
        [11, 20, 2]
    """
    threshold = renamed("threshold", threshold, "thresh", thresh)
    kinds = (SparseTensor, SparseTensorValue)
    if not isinstance(a, kinds):
        a, b = b, a
    if not isinstance(a, kinds):
        raise TypeError("At least one input of tf.sparse_add should be a SparseTensor.")
    a = as_sparse(a)
    if not isinstance(b, kinds):
        return sparse_tensor_dense_add(a.indices, a.values, a.dense_shape, b)
    b = as_sparse(b)
    limit = convert(0 if threshold is None else threshold, _real(a.values.dtype), name="threshold")
    places, values, sizes = sparse_add_op(
        a.indices, a.values, a.dense_shape, b.indices, b.values, b.dense_shape, limit
    )
    if not compatible(a._dims, b._dims):
        raise ValueError(f"Shapes {show(a._dims)} and {show(b._dims)} are incompatible.")
    static = merge(a._dims, b._dims)
    known = static is not None and None not in static
    return SparseTensor(places, values, static if known else sizes)


def _real(dtype: DType) -> DType:
    """The type of the absolute values."""
    return {dtypes.complex64: dtypes.float32, dtypes.complex128: dtypes.float64}.get(dtype, dtype)


# ----------------------------------------------------------------- SparseSparseMaximum, -Minimum
_PAIR = (
    "a_indices: int64, a_values: T, a_shape: int64, b_indices: int64, b_values: T, b_shape: int64"
    " -> output_indices: int64, output_values: T"
)
_PAIR_SAMPLES = [
    case(_A, "3", _SIZES, _B, "2", _SIZES),
    bad(_A, "3", _SIZES, _B, "2", np.array([3, 3]), error=ValueError, match="different shapes"),
]


def _pair_shapes(call: Call) -> list[Dims]:
    _two(call)
    return [(None, None), (None,)]


def _joined(choose: Any, a: tuple[Any, ...], b: tuple[Any, ...]) -> list[Any]:
    places, to_a, to_b = _union(a[0], b[0], a[2], b[2])
    left, right = (np.zeros(len(places), a[1].dtype) for _ in range(2))
    left[to_a] = a[1]
    right[to_b] = b[1]
    return [places, choose(left, right)]


@op(
    "SparseSparseMaximum",
    _PAIR,
    T=REAL,
    shape=_pair_shapes,
    no_gradient="as in TF1",
    samples=_PAIR_SAMPLES,
)
def sparse_sparse_maximum(
    a_indices: Any, a_values: Any, a_shape: Any, b_indices: Any, b_values: Any, b_shape: Any
) -> Any:
    """The larger of the two at the places of either."""
    return _joined(np.maximum, (a_indices, a_values, a_shape), (b_indices, b_values, b_shape))


@op(
    "SparseSparseMinimum",
    _PAIR,
    T=NUMBERS,
    shape=_pair_shapes,
    no_gradient="as in TF1",
    samples=_PAIR_SAMPLES,
)
def sparse_sparse_minimum(
    a_indices: Any, a_values: Any, a_shape: Any, b_indices: Any, b_values: Any, b_shape: Any
) -> Any:
    """The smaller of the two at the places of either."""
    return _joined(np.minimum, (a_indices, a_values, a_shape), (b_indices, b_values, b_shape))


def sparse_maximum(sp_a: Any, sp_b: Any, name: str | None = None) -> SparseTensor:
    """The larger of two sparse tensors, elementwise, at the places of either.

    Args:
        sp_a, sp_b: SparseTensors of one type and shape.
        name: of the node.

    Returns:
        A SparseTensor, its places in order. No gradient, as in TF1.

    Raises:
        tf.errors.InvalidArgumentError: the shapes differ.

    Example:
        >>> import minigraph as tf
        >>> a = tf.SparseTensor([[0], [2]], [1, -2], [3])
        >>> b = tf.SparseTensor([[0], [1]], [10, 20], [3])
        >>> tf.Session().run(tf.sparse_maximum(a, b).values).tolist()
        [10, 20, 0]
    """
    return _pair(sparse_sparse_maximum, "SparseSparseMaximum", sp_a, sp_b, name)


def sparse_minimum(sp_a: Any, sp_b: Any, name: str | None = None) -> SparseTensor:
    """The smaller of two sparse tensors, elementwise, at the places of either.

    Args:
        sp_a, sp_b: SparseTensors of one type and shape.
        name: of the node.

    Returns:
        A SparseTensor, its places in order. No gradient, as in TF1.

    Raises:
        tf.errors.InvalidArgumentError: the shapes differ.

    Example:
        >>> import minigraph as tf
        >>> a = tf.SparseTensor([[0], [2]], [1, -2], [3])
        >>> b = tf.SparseTensor([[0], [1]], [10, 20], [3])
        >>> tf.Session().run(tf.sparse_minimum(a, b).values).tolist()
        [1, 0, -2]
    """
    return _pair(sparse_sparse_minimum, "SparseSparseMinimum", sp_a, sp_b, name)


def _pair(record: Any, label: str, sp_a: Any, sp_b: Any, name: str | None) -> SparseTensor:
    a, b = as_sparse(sp_a), as_sparse(sp_b)
    with name_scope(name, label, [a.values, b.values]) as scope:
        places, values = record(
            a.indices, a.values, a.dense_shape, b.indices, b.values, b.dense_shape, name=scope
        )
    return SparseTensor(places, values, a.dense_shape)


# ---------------------------------------------------------------------------------- SparseSoftmax
def _softmax_shape(call: Call) -> Dims:
    call.rank(0, 2)
    call.rank(2, 1)
    return call.rank(1, 1) or (None,)


@op(
    "SparseSoftmax",
    "sp_indices: int64, sp_values: T, sp_shape: int64 -> output: T",
    T=FLOATS,
    shape=_softmax_shape,
    samples=[
        case(_A, "3", _SIZES),
        case(np.array([[0, 1, 0], [0, 1, 2], [1, 0, 0]]), "3", np.array([2, 2, 3])),
        case(np.zeros([0, 2], np.int64), "0", _SIZES),
        bad(np.array([[1]]), "1", np.array([3]), error=ValueError, match="rank 2"),
    ],
)
def sparse_softmax_op(sp_indices: Any, sp_values: Any, sp_shape: Any) -> Any:
    """exp(value) / the sum of it over the values of the same row."""
    if len(sp_shape) < 2:
        raise ValueError(f"softmax needs a SparseTensor of rank 2 or more, not {len(sp_shape)}")
    check_inside(sp_indices, sp_shape)
    (keys,) = row_keys(sp_shape[:-1], sp_indices[:, :-1])
    found, rows = np.unique(keys, return_inverse=True)
    rows = np.ravel(rows)
    top = np.full(len(found), -np.inf, sp_values.dtype)
    np.maximum.at(top, rows, sp_values)
    powers = np.exp(sp_values - top[rows])
    total = np.zeros(len(found), powers.dtype)
    np.add.at(total, rows, powers)
    return powers / total[rows]


@sparse_softmax_op.grad
def _(op: Any, g: Any) -> Any:
    places, _, sizes = op.inputs
    y = op.outputs[0]
    sums = sparse_reduce_sum_op(places, g * y, sizes, [-1], keep_dims=True)
    return None, sparse_dense_cwise_add(places, g, sizes, -sums) * y, None


def sparse_softmax(sp_input: Any, name: str | None = None) -> SparseTensor:
    """Softmax over the values that each row has; places without a value stay so.

    Args:
        sp_input: a SparseTensor of floats of rank 2 or more; rows go along the last axis.
        name: of the scope of the node.

    Returns:
        A SparseTensor with the same places. Gradients go to the values.

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        tf.errors.InvalidArgumentError: its rank is less than 2.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1], [0, 2], [1, 0]], [1.0, 1.0, 5.0], [2, 3])
        >>> tf.Session().run(tf.sparse_softmax(sp).values).tolist()
        [0.5, 0.5, 1.0]
    """
    sp = as_sparse(sp_input)
    with name_scope(name, "SparseSoftmax", [sp.indices, sp.values]):
        values = sparse_softmax_op(sp.indices, sp.values, sp.dense_shape)
        return SparseTensor(sp.indices, values, sp.dense_shape)
