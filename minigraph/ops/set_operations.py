"""tf.sets: rows of a tensor as sets of values.

The last axis of a tensor holds the elements of a set; all axes before it say which set. Results are
sparse, as sets differ in size: each set's values in rising order, each value once.

All three forms of the operation do the same: every element becomes a number, that of its set and of
its value in one, so that NumPy's operations on sorted vectors treat all sets at once.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import REQUIRED, Call, bad, case, op, unknown
from minigraph.core.shapes import Dims, show
from minigraph.core.sparse_tensor import SparseTensor

__all__ = [
    "difference",
    "intersection",
    "set_difference",
    "set_intersection",
    "set_size",
    "set_union",
    "size",
    "union",
]

_ELEMENTS = (
    *(dtypes.int8, dtypes.int16, dtypes.int32, dtypes.int64),
    *(dtypes.uint8, dtypes.uint16, dtypes.string),
)
_COMBINE = {
    "a-b": lambda a, b: np.setdiff1d(a, b, assume_unique=True),
    "b-a": lambda a, b: np.setdiff1d(b, a, assume_unique=True),
    "intersection": lambda a, b: np.intersect1d(a, b, assume_unique=True),
    "union": np.union1d,
}
_NO_SLOPE = "which values are in a set does not change in small steps"


# ---------------------------------------------------------------------------------- kernels
class _Sets:
    """Sets as two vectors: the number of each element's set, and its value."""

    def __init__(self, outer: tuple[int, ...], rows: Any, values: Any):
        self.outer, self.rows, self.values = outer, rows, values


def _dense(array: Any) -> _Sets:
    if array.ndim < 2:
        raise InvalidArgumentError(
            None, None, f"a tensor of sets must have rank 2 or more, not shape {array.shape}"
        )
    outer = array.shape[:-1]
    rows = np.repeat(np.arange(math.prod(outer)), array.shape[-1])
    return _Sets(outer, rows, array.ravel())


def _sparse(indices: Any, values: Any, dense_shape: Any, validate: bool) -> _Sets:
    dims = tuple(int(n) for n in dense_shape)
    if len(dims) < 2:
        raise InvalidArgumentError(
            None, None, f"a sparse tensor of sets must have rank 2 or more, not shape {dims}"
        )
    if validate:
        _check_indices(indices, dims)
    outer = dims[:-1]
    if not len(indices):
        return _Sets(outer, np.zeros(0, np.int64), values)
    return _Sets(outer, np.ravel_multi_index(tuple(indices[:, :-1].T), outer), values)


def _check_indices(indices: Any, dims: tuple[int, ...]) -> None:
    wrong = ((indices < 0) | (indices >= dims)).any(axis=1)
    if wrong.any():
        place = int(np.argmax(wrong))
        raise InvalidArgumentError(
            None, None, f"index {place} of the sets, {indices[place].tolist()}, is not in {dims}"
        )
    if len(indices) > 1:
        step = np.diff(np.ravel_multi_index(tuple(indices.T), dims))
        if (step <= 0).any():
            place = int(np.argmax(step <= 0)) + 1
            what = "repeated" if step[place - 1] == 0 else "out of order"
            raise InvalidArgumentError(
                None, None, f"index {place} of the sets, {indices[place].tolist()}, is {what}"
            )


def _combined(a: _Sets, b: _Sets, operation: str) -> list[Any]:
    """The sparse tensor of what the operation makes of each pair of sets."""
    if a.outer != b.outer:
        raise InvalidArgumentError(
            None, None, f"the two tensors hold sets in different places: {a.outer} and {b.outer}"
        )
    known, codes = np.unique(np.concatenate([a.values, b.values]), return_inverse=True)
    codes = codes.ravel() + np.concatenate([a.rows, b.rows]) * len(known)
    cut = len(a.values)
    chosen = _COMBINE[operation](np.unique(codes[:cut]), np.unique(codes[cut:]))
    rows, elements = np.divmod(chosen, max(len(known), 1))
    counts = np.bincount(rows, minlength=1)
    starts = np.cumsum(counts) - counts
    place = np.arange(len(rows)) - starts[rows]
    where = np.unravel_index(rows, a.outer) if len(rows) else (rows,) * len(a.outer)
    indices = np.stack([*where, place], axis=1).astype(np.int64)
    dense_shape = np.array([*a.outer, counts.max(initial=0)], np.int64)
    return [indices, known[elements].astype(a.values.dtype, copy=False), dense_shape]


# ---------------------------------------------------------------------------------- ops
def _result(rank: int | None) -> list[Dims]:
    return [(None, rank), (None,), (rank,)]


def _operation(call: Call) -> None:
    if call.attrs["set_operation"] not in _COMBINE:
        raise ValueError(
            f"the set operation must be one of {', '.join(_COMBINE)}, not "
            f"{call.attrs['set_operation']!r}"
        )


def _rank_of_dense(call: Call, index: int) -> int | None:
    dims = call.shapes[index]
    if dims is not None and len(dims) < 2:
        raise ValueError(
            f"{call.input_name(index)} must have rank 2 or more, but its shape is {show(dims)}"
        )
    return None if dims is None else len(dims)


def _rank_of_sparse(call: Call, index: int) -> int | None:
    places = call.rank(index, 2)
    call.rank(index + 1, 1)
    sizes = call.rank(index + 2, 1)
    found = [dims[-1] for dims in (places, sizes) if dims is not None and dims[-1] is not None]
    rank = found[0] if found else None
    if rank is not None and rank < 2:
        raise ValueError(f"the sparse tensor of sets must have rank 2 or more, not {rank}")
    return rank


def _one_rank(a: int | None, b: int | None) -> int | None:
    if None not in (a, b) and a != b:
        raise ValueError(f"the two tensors of sets must have one rank, not {a} and {b}")
    return b if a is None else a


def _dense_dense(call: Call) -> list[Dims]:
    _operation(call)
    rank = _one_rank(_rank_of_dense(call, 0), _rank_of_dense(call, 1))
    left, right = call.shapes
    if left is not None and right is not None:
        for n, m in zip(left[:-1], right[:-1], strict=True):
            if None not in (n, m) and n != m:
                raise ValueError(
                    "the two tensors hold sets in different places: their shapes are "
                    f"{show(left)} and {show(right)}"
                )
    return _result(rank)


@op(
    "DenseToDenseSetOperation",
    "set1: T, set2: T -> result_indices: int64, result_values: T, result_shape: int64",
    T=_ELEMENTS,
    shape=_dense_dense,
    no_gradient=_NO_SLOPE,
    samples=[
        case("2,3 int32 0:5", "2,4 int32 0:5", set_operation="intersection"),
        case("2,3 int32 0:5", "2,4 int32 0:5", set_operation="a-b"),
        bad("3 int32 0:5", "3 int32 0:5", set_operation="a-b", error=ValueError, match="rank 2"),
        bad(
            "2,3 int32 0:5", "4,3 int32 0:5", set_operation="a-b", error=ValueError, match="places"
        ),
    ],
)
def dense_to_dense_op(
    set1: Any, set2: Any, *, set_operation: str = REQUIRED, validate_indices: bool = True
) -> Any:
    """The operation on each pair of rows."""
    return _combined(_dense(set1), _dense(set2), set_operation)


def _dense_sparse(call: Call) -> list[Dims]:
    _operation(call)
    return _result(_one_rank(_rank_of_dense(call, 0), _rank_of_sparse(call, 1)))


@op(
    "DenseToSparseSetOperation",
    "set1: T, set2_indices: int64, set2_values: T, set2_shape: int64"
    " -> result_indices: int64, result_values: T, result_shape: int64",
    T=_ELEMENTS,
    shape=_dense_sparse,
    no_gradient=_NO_SLOPE,
    samples=[
        case(
            "2,3 int32 0:5",
            np.array([[0, 0], [1, 0], [1, 1]]),
            "3 int32 0:5",
            np.array([2, 4]),
            set_operation="union",
        ),
    ],
)
def dense_to_sparse_op(
    set1: Any,
    set2_indices: Any,
    set2_values: Any,
    set2_shape: Any,
    *,
    set_operation: str = REQUIRED,
    validate_indices: bool = True,
) -> Any:
    """The operation on each row of `set1` and the row of the sparse tensor in its place."""
    second = _sparse(set2_indices, set2_values, set2_shape, validate_indices)
    return _combined(_dense(set1), second, set_operation)


def _sparse_sparse(call: Call) -> list[Dims]:
    _operation(call)
    return _result(_one_rank(_rank_of_sparse(call, 0), _rank_of_sparse(call, 3)))


@op(
    "SparseToSparseSetOperation",
    "set1_indices: int64, set1_values: T, set1_shape: int64,"
    " set2_indices: int64, set2_values: T, set2_shape: int64"
    " -> result_indices: int64, result_values: T, result_shape: int64",
    T=_ELEMENTS,
    shape=_sparse_sparse,
    no_gradient=_NO_SLOPE,
    samples=[
        case(
            np.array([[0, 0], [1, 0], [1, 1]]),
            "3 int32 0:5",
            np.array([2, 4]),
            np.array([[0, 1], [1, 0]]),
            "2 int32 0:5",
            np.array([2, 2]),
            set_operation="b-a",
        ),
    ],
)
def sparse_to_sparse_op(
    set1_indices: Any,
    set1_values: Any,
    set1_shape: Any,
    set2_indices: Any,
    set2_values: Any,
    set2_shape: Any,
    *,
    set_operation: str = REQUIRED,
    validate_indices: bool = True,
) -> Any:
    """The operation on each pair of rows."""
    first = _sparse(set1_indices, set1_values, set1_shape, validate_indices)
    second = _sparse(set2_indices, set2_values, set2_shape, validate_indices)
    return _combined(first, second, set_operation)


@op(
    "SetSize",
    "set_indices: int64, set_values: T, set_shape: int64 -> size: int32",
    T=_ELEMENTS,
    shape=unknown,  # as in TF1: what is built on it has the nodes of an unknown rank
    no_gradient=_NO_SLOPE,
    samples=[
        case(np.array([[0, 0], [1, 0], [1, 1]]), "3 int32 0:5", np.array([2, 4])),
    ],
)
def set_size_op(
    set_indices: Any, set_values: Any, set_shape: Any, *, validate_indices: bool = True
) -> Any:
    """How many different values each set has."""
    sets = _sparse(set_indices, set_values, set_shape, validate_indices)
    known, codes = np.unique(sets.values, return_inverse=True)
    different = np.unique(codes.ravel() + sets.rows * len(known))
    counts = np.bincount(different // max(len(known), 1), minlength=math.prod(sets.outer))
    return counts.astype(np.int32).reshape(sets.outer)


# ---------------------------------------------------------------------------------- functions
def _pair(a: Any, b: Any) -> tuple[Any, Any, bool]:
    """Both converted, the dense one first; and whether they were exchanged for that."""
    a = a if isinstance(a, SparseTensor) else convert(a, name="a")
    b = b if isinstance(b, SparseTensor) else convert(b, name="b")
    if a.dtype.base_dtype is not b.dtype.base_dtype:
        raise TypeError(
            f"Sets must be of one type, but a is {a.dtype.name} and b is {b.dtype.name}."
        )
    if isinstance(a, SparseTensor) and not isinstance(b, SparseTensor):
        return b, a, True
    return a, b, False


def _parts(x: Any) -> tuple[Any, ...]:
    return (x.indices, x.values, x.dense_shape) if isinstance(x, SparseTensor) else (x,)


def _operate(a: Any, b: Any, operation: str, validate: bool) -> SparseTensor:
    if isinstance(a, SparseTensor):
        record = sparse_to_sparse_op
    elif isinstance(b, SparseTensor):
        record = dense_to_sparse_op
    else:
        record = dense_to_dense_op
    parts = record(*_parts(a), *_parts(b), set_operation=operation, validate_indices=validate)
    return SparseTensor(*parts)


def intersection(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """The values that are in both of each pair of sets.

    Args:
        a, b: tensors or SparseTensors of integers or strings with equal shapes but for the last
            axis, which holds the elements of a set.
        validate_indices: whether indices must be sorted and within the shape.

    Returns:
        A SparseTensor in which the last axis holds the common values, in rising order.

    Raises:
        TypeError: the types differ; ValueError, tf.errors.InvalidArgumentError: the shapes do.

    Example:
        >>> import minigraph as tf
        >>> both = tf.sets.intersection([[1, 2, 3]], [[3, 2, 5]])
        >>> tf.Session().run(both.values).tolist()
        [2, 3]
    """
    a, b, _ = _pair(a, b)
    return _operate(a, b, "intersection", validate_indices)


def difference(a: Any, b: Any, aminusb: bool = True, validate_indices: bool = True) -> SparseTensor:
    """The values that are in one of each pair of sets and not in the other.

    Args:
        a, b, validate_indices: see `tf.sets.intersection`.
        aminusb: whether to give what is in a and not in b, or what is in b and not in a.

    Returns:
        A SparseTensor.

    Raises:
        TypeError: the types differ; ValueError, tf.errors.InvalidArgumentError: the shapes do.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.sets.difference([[1, 2, 3]], [[3, 2, 5]]).values).tolist()
        [1]
    """
    a, b, exchanged = _pair(a, b)
    return _operate(a, b, "a-b" if aminusb != exchanged else "b-a", validate_indices)


def union(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """The values that are in one or both of each pair of sets.

    Args:
        a, b, validate_indices: see `tf.sets.intersection`.

    Returns:
        A SparseTensor.

    Raises:
        TypeError: the types differ; ValueError, tf.errors.InvalidArgumentError: the shapes do.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.sets.union([[1, 2, 3]], [[3, 2, 5]]).values).tolist()
        [1, 2, 3, 5]
    """
    a, b, _ = _pair(a, b)
    return _operate(a, b, "union", validate_indices)


def size(a: Any, validate_indices: bool = True) -> Tensor:
    """How many different values each set has.

    Args:
        a: a SparseTensor of integers or strings; the last axis holds the elements of a set.
        validate_indices: whether indices must be sorted and within the shape.

    Returns:
        An int32 Tensor with the other axes. No gradient.

    Raises:
        TypeError: `a` is no SparseTensor.

    Example:
        >>> import minigraph as tf
        >>> sets = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [7, 7, 8], [2, 2])
        >>> tf.Session().run(tf.sets.size(sets)).tolist()
        [1, 1]
    """
    if not isinstance(a, SparseTensor):
        raise TypeError(f"Expected `SparseTensor`, got {a}.")
    result: Tensor = set_size_op(*_parts(a), validate_indices=validate_indices)
    return result


set_intersection = intersection
set_difference = difference
set_union = union
set_size = size
