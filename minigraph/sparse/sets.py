"""tf.sets: rows as sets of values, their union, intersection, difference and size."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.core.sparse_tensor import SparseTensor, SparseTensorValue
from minigraph.sparse.places import columns
from minigraph.sparse.set_rows import combined, counted, rows_of_dense, rows_of_sparse

__all__ = ["set_difference", "set_intersection", "set_size", "set_union"]

_KINDS = tuple(
    getattr(dtypes, name)
    for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "string")
)
_PLACES, _SIZES = np.array([[0, 0], [0, 1], [1, 0]]), np.array([2, 2])
_VALUES, _DENSE = np.array([3, 1, 5]), np.array([[3, 4], [5, 5]])
_WHY = "values are whole numbers or text"


def _at_least_two(dims: Dims, what: str) -> int | None:
    if dims is not None and len(dims) < 2:
        raise ValueError(f"{what} must have rank 2 or more, but its shape is {show(dims)}")
    return None if dims is None else len(dims)


def _sparse_rank(call: Call, first: int) -> int | None:
    for index, rank in enumerate((2, 1, 1)):
        call.rank(first + index, rank)
    return columns(call.shapes[first], call.shapes[first + 2])


def _result(*ranks: int | None) -> list[Dims]:
    known = {rank for rank in ranks if rank is not None}
    if len(known) > 1:
        raise ValueError(f"The sets must have the same rank, not {sorted(known)}.")
    rank = next(iter(known), None)
    return [(None, rank), (None,), (rank,)]


# ---------------------------------------------------------------------------------- SetSize
def _sizes(call: Call) -> Dims:
    rank = _sparse_rank(call, 0)
    sizes = call.values[2]
    if isinstance(sizes, tuple):
        return tuple(sizes[:-1])
    return None if rank is None else (None,) * max(rank - 1, 0)


@op(
    "SetSize",
    "set_indices: int64, set_values: T, set_shape: int64 -> size: int32",
    T=_KINDS,
    shape=_sizes,
    no_gradient=_WHY,
    samples=[case(_PLACES, _VALUES, _SIZES)],
)
def set_size_op(
    set_indices: Any, set_values: Any, set_shape: Any, *, validate_indices: bool = True
) -> Any:
    """The number of different values in each row."""
    return counted(rows_of_sparse(set_indices, set_values, set_shape, validate_indices, "a"))[()]


def set_size(a: Any, validate_indices: bool = True) -> Tensor:
    """The number of different values in each row of a sparse tensor.

    Args:
        a: a SparseTensor of integers or strings; its last axis holds the sets.
        validate_indices: whether its places must be in order.

    Returns:
        An int32 Tensor of shape dense_shape[:-1]. No gradient.

    Raises:
        TypeError: `a` is no SparseTensor.
        tf.errors.InvalidArgumentError: its places are out of order, or it has one axis only.

    Example:
        >>> import minigraph as tf
        >>> a = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [7, 7, 8], [3, 2])
        >>> tf.Session().run(tf.sets.size(a)).tolist()
        [1, 1, 0]
    """
    sets = _converted(a, "a")
    if not isinstance(sets, SparseTensor):
        raise TypeError(f"Expected `SparseTensor`, got {sets}: tf.sparse.from_dense makes one.")
    _check_kind(sets, "a")
    result: Tensor = set_size_op(
        sets.indices, sets.values, sets.dense_shape, validate_indices=validate_indices
    )
    return result


# ------------------------------------------------------------------------ DenseToDenseSetOperation
def _two_dense(call: Call) -> list[Dims]:
    first, second = call.shapes
    found = _result(_at_least_two(first, "'set1'"), _at_least_two(second, "'set2'"))
    if first is not None and second is not None and not compatible(first[:-1], second[:-1]):
        raise ValueError(
            f"The sets must have one shape but for the last axis: {show(first)}, {show(second)}."
        )
    return found


@op(
    "DenseToDenseSetOperation",
    "set1: T, set2: T -> result_indices: int64, result_values: T, result_shape: int64",
    T=_KINDS,
    shape=_two_dense,
    no_gradient=_WHY,
    samples=[
        case(_DENSE, np.array([[3], [6]]), set_operation="union"),
        case(_DENSE, np.array([[3], [6]]), set_operation="a-b"),
        bad([1, 2], [1, 2], set_operation="union", error=ValueError, match="rank 2"),
    ],
)
def dense_dense_op(
    set1: Any, set2: Any, *, set_operation: str, validate_indices: bool = True
) -> Any:
    """For each pair of rows the set that they give."""
    return combined(rows_of_dense(set1), rows_of_dense(set2), set_operation)


# ----------------------------------------------------------------------- DenseToSparseSetOperation
def _dense_and_sparse(call: Call) -> list[Dims]:
    return _result(_at_least_two(call.shapes[0], "'set1'"), _sparse_rank(call, 1))


@op(
    "DenseToSparseSetOperation",
    "set1: T, set2_indices: int64, set2_values: T, set2_shape: int64"
    " -> result_indices: int64, result_values: T, result_shape: int64",
    T=_KINDS,
    shape=_dense_and_sparse,
    no_gradient=_WHY,
    samples=[case(_DENSE, _PLACES, _VALUES, _SIZES, set_operation="intersection")],
)
def dense_sparse_op(
    set1: Any,
    set2_indices: Any,
    set2_values: Any,
    set2_shape: Any,
    *,
    set_operation: str,
    validate_indices: bool = True,
) -> Any:
    """For each pair of rows the set that they give."""
    second = rows_of_sparse(set2_indices, set2_values, set2_shape, validate_indices, "set2")
    return combined(rows_of_dense(set1), second, set_operation)


# ---------------------------------------------------------------------- SparseToSparseSetOperation
def _two_sparse(call: Call) -> list[Dims]:
    return _result(_sparse_rank(call, 0), _sparse_rank(call, 3))


@op(
    "SparseToSparseSetOperation",
    "set1_indices: int64, set1_values: T, set1_shape: int64,"
    " set2_indices: int64, set2_values: T, set2_shape: int64"
    " -> result_indices: int64, result_values: T, result_shape: int64",
    T=_KINDS,
    shape=_two_sparse,
    no_gradient=_WHY,
    samples=[
        case(
            *(_PLACES, _VALUES, _SIZES),
            *(_PLACES, _VALUES + 2, _SIZES),
            set_operation="b-a",
        )
    ],
)
def sparse_sparse_op(*parts: Any, set_operation: str, validate_indices: bool = True) -> Any:
    """For each pair of rows the set that they give."""
    first = rows_of_sparse(parts[0], parts[1], parts[2], validate_indices, "set1")
    second = rows_of_sparse(parts[3], parts[4], parts[5], validate_indices, "set2")
    return combined(first, second, set_operation)


# ---------------------------------------------------------------------------------- the functions
def _converted(value: Any, name: str) -> Any:
    if isinstance(value, SparseTensorValue):
        return SparseTensor.from_value(value)
    return value if isinstance(value, SparseTensor) else convert(value, None, name)


def _check_kind(sets: Any, name: str) -> None:
    if sets.dtype.base_dtype not in _KINDS:
        raise TypeError(
            f"{name!r} has the dtype {sets.dtype.name}; sets are of "
            f"{', '.join(kind.name for kind in _KINDS)}."
        )


_SWAPPED = {"a-b": "b-a", "b-a": "a-b"}


def _apply(a: Any, b: Any, choice: str, validate_indices: bool) -> SparseTensor:
    first, second = _converted(a, "a"), _converted(b, "b")
    if first.dtype.base_dtype is not second.dtype.base_dtype:
        raise TypeError(f"Types don't match, {first.dtype.name} vs {second.dtype.name}.")
    _check_kind(first, "a")
    if isinstance(first, SparseTensor) and not isinstance(second, SparseTensor):
        first, second, choice = second, first, _SWAPPED.get(choice, choice)
    attrs: dict[str, Any] = {"set_operation": choice, "validate_indices": validate_indices}
    if not isinstance(second, SparseTensor):
        return SparseTensor(*dense_dense_op(first, second, **attrs))
    parts = second.indices, second.values, second.dense_shape
    if not isinstance(first, SparseTensor):
        return SparseTensor(*dense_sparse_op(first, *parts, **attrs))
    return SparseTensor(
        *sparse_sparse_op(first.indices, first.values, first.dense_shape, *parts, **attrs)
    )


def set_intersection(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """For each pair of rows the values that both have.

    Args:
        a, b: Tensors or SparseTensors of integers or strings, of one shape but for the last axis,
            which holds the sets.
        validate_indices: whether places of SparseTensors must be in order.

    Returns:
        A SparseTensor: in each row the values, each once and in order. No gradient.

    Raises:
        TypeError: the types differ, or are none of those; ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: places are out of order, or shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> both = tf.sets.intersection([[1, 2, 3]], [[3, 1, 9]])
        >>> tf.Session().run(both.values).tolist()
        [1, 3]
    """
    return _apply(a, b, "intersection", validate_indices)


def set_union(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """For each pair of rows the values that one of them has.

    Args:
        a, b, validate_indices: as for `tf.sets.intersection`.

    Returns:
        A SparseTensor: in each row the values, each once and in order. No gradient.

    Raises:
        As `tf.sets.intersection`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.sets.union([[1, 2]], [[3, 1]]).values).tolist()
        [1, 2, 3]
    """
    return _apply(a, b, "union", validate_indices)


def set_difference(
    a: Any, b: Any, aminusb: bool = True, validate_indices: bool = True
) -> SparseTensor:
    """For each pair of rows the values of the one that the other lacks.

    Args:
        a, b, validate_indices: as for `tf.sets.intersection`.
        aminusb: whether to take b's values from a's; False: a's from b's.

    Returns:
        A SparseTensor: in each row the values, each once and in order. No gradient.

    Raises:
        As `tf.sets.intersection`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.sets.difference([[1, 2, 3]], [[3, 1]]).values).tolist()
        [2]
    """
    return _apply(a, b, "a-b" if aminusb else "b-a", validate_indices)
