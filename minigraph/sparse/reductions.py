"""Sums and maxima along axes of sparse tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import NUMBERS, REAL, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops import sequences
from minigraph.ops.casting import cast
from minigraph.ops.constants import constant
from minigraph.ops.indexing import gather_nd_op
from minigraph.ops.magnitude import minimum
from minigraph.ops.reductions import all_known, reduced_shape
from minigraph.ops.rows import sum_rows
from minigraph.ops.shaping import rank, reshape
from minigraph.ops.spread import renamed
from minigraph.sparse.places import as_sparse, check_inside, columns, row_keys

__all__ = [
    "sparse_reduce_max",
    "sparse_reduce_max_sparse",
    "sparse_reduce_sum",
    "sparse_reduce_sum_sparse",
]


# ---------------------------------------------------------------------------------- kernels
def _axes(axes: Any, count: int) -> list[int]:
    """The axes to reduce, in order; ValueError if one is out of range."""
    found = np.ravel(axes).tolist()
    if any(not -count <= a < count for a in found):
        raise ValueError(f"reduction axis out of range: {found} for a SparseTensor of rank {count}")
    return sorted({a % count for a in found})


def _reduced(call: Call) -> Dims:
    call.rank(0, 2)
    call.rank(1, 1)
    call.rank(2, 1)
    axes, sizes = all_known(call.values[3]), all_known(call.values[2])
    if axes is None or sizes is None:
        return None
    gone = _axes(axes, len(sizes))
    if call.attrs["keep_dims"]:
        return tuple(1 if i in gone else d for i, d in enumerate(sizes))
    return tuple(d for i, d in enumerate(sizes) if i not in gone)


def _grouped(places: Any, sizes: Any, axes: Any, keep: bool) -> tuple[Any, Any, tuple[int, ...]]:
    """(places of the values in the result, number of each there, the result's shape)."""
    check_inside(places, sizes)
    dims = [int(d) for d in sizes]
    gone = _axes(axes, len(dims))
    left = [i for i in range(len(dims)) if i not in gone]
    if keep:
        places = places.copy()
        places[:, gone] = 0
        shape = tuple(1 if i in gone else d for i, d in enumerate(dims))
    else:
        places = places[:, left]
        shape = tuple(dims[i] for i in left)
    return places, row_keys(shape, places)[0], shape


def _maxima(values: Any, numbers: Any, count: int) -> Any:
    """The largest value of each number; 0 for numbers that no value has."""
    low = -np.inf if values.dtype.kind == "f" else np.iinfo(values.dtype).min
    found = np.full(count, low, values.dtype)
    np.maximum.at(found, numbers, values)
    absent = np.ones(count, bool)
    absent[numbers] = False
    found[absent] = 0
    return found


def _dense(reduce: Any, values: Any, grouped: Any) -> Any:
    _, numbers, shape = grouped
    count = int(np.prod(shape, dtype=np.int64))
    return reduce(values, numbers, count).reshape(shape)[()]


def _sparse(reduce: Any, values: Any, grouped: Any) -> list[Any]:
    places, numbers, shape = grouped
    _, firsts, groups = np.unique(numbers, return_index=True, return_inverse=True)
    found = reduce(values, np.ravel(groups), len(firsts))
    return [places[firsts], found, np.array(shape, np.int64)]


_PLACES = np.array([[0, 1], [1, 0], [1, 2], [1, 0]])
_SIZES = np.array([2, 3])
_SAMPLES = [
    case(_PLACES, "4 distinct", _SIZES, [0]),
    case(_PLACES, "4 distinct", _SIZES, -1, keep_dims=True),
    case(_PLACES, "4 distinct", _SIZES, [0, 1]),
    case(_PLACES, "4 distinct", _SIZES, [1, 0], keep_dims=True),
    case(np.zeros([0, 2], np.int64), "0", _SIZES, [1]),
    bad(_PLACES, "4", _SIZES, [2], error=ValueError, match="out of range"),
]
_INPUTS = "input_indices: int64, input_values: T, input_shape: int64, reduction_axes: int32"
_SPARSE = f"{_INPUTS} -> output_indices: int64, output_values: T, output_shape: int64"


@op("SparseReduceSum", f"{_INPUTS} -> output: T", T=NUMBERS, shape=_reduced, samples=_SAMPLES)
def sparse_reduce_sum_op(
    input_indices: Any,
    input_values: Any,
    input_shape: Any,
    reduction_axes: Any,
    *,
    keep_dims: bool = False,
) -> Any:
    """The sums along the axes."""
    grouped = _grouped(input_indices, input_shape, reduction_axes, keep_dims)
    return _dense(sum_rows, input_values, grouped)


@sparse_reduce_sum_op.grad
def _(op: Any, g: Any) -> Any:
    places, _, sizes, axes = op.inputs
    kept = cast(reduced_shape(cast(sizes, dtypes.int32), axes), dtypes.int64)
    return None, gather_nd_op(reshape(g, kept), minimum(places, kept - 1)), None, None


@op(
    "SparseReduceMax",
    f"{_INPUTS} -> output: T",
    T=REAL,
    shape=_reduced,
    no_gradient="as in TF1",
    samples=_SAMPLES,
)
def sparse_reduce_max_op(
    input_indices: Any,
    input_values: Any,
    input_shape: Any,
    reduction_axes: Any,
    *,
    keep_dims: bool = False,
) -> Any:
    """The largest values along the axes, of those that are given; 0 where none is."""
    grouped = _grouped(input_indices, input_shape, reduction_axes, keep_dims)
    return _dense(_maxima, input_values, grouped)


def _three_unknown(call: Call) -> list[Dims]:
    return [None, None, None]


@op(
    "SparseReduceSumSparse",
    _SPARSE,
    T=NUMBERS,
    shape=_three_unknown,
    no_gradient="as in TF1",
    samples=_SAMPLES,
)
def sparse_reduce_sum_sparse_op(
    input_indices: Any,
    input_values: Any,
    input_shape: Any,
    reduction_axes: Any,
    *,
    keep_dims: bool = False,
) -> Any:
    """The sums along the axes, where there are values to add."""
    grouped = _grouped(input_indices, input_shape, reduction_axes, keep_dims)
    return _sparse(sum_rows, input_values, grouped)


@op(
    "SparseReduceMaxSparse",
    _SPARSE,
    T=REAL,
    shape=_three_unknown,
    no_gradient="as in TF1",
    samples=_SAMPLES,
)
def sparse_reduce_max_sparse_op(
    input_indices: Any,
    input_values: Any,
    input_shape: Any,
    reduction_axes: Any,
    *,
    keep_dims: bool = False,
) -> Any:
    """The largest values along the axes, where there are values."""
    grouped = _grouped(input_indices, input_shape, reduction_axes, keep_dims)
    return _sparse(_maxima, input_values, grouped)


# ---------------------------------------------------------------------------------- public
def _arguments(
    sp_input: Any, axis: Any, keepdims: Any, reduction_axes: Any, keep_dims: Any
) -> tuple[tuple[Any, ...], bool]:
    """(the inputs of an op, keep_dims) from the public arguments, old names among them."""
    keep = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    axis = renamed("axis", axis, "reduction_axes", reduction_axes)
    sp = as_sparse(sp_input)
    if axis is None:
        count = columns(None, sp.dense_shape._dims)
        axis = (
            sequences.range(rank(sp)) if count is None else constant(np.arange(count), dtypes.int32)
        )
    return (sp.indices, sp.values, sp.dense_shape, axis), bool(keep)


def sparse_reduce_sum(
    sp_input: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    reduction_axes: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The sums along axes of a sparse tensor, as a dense one.

    Args:
        sp_input: a SparseTensor of numbers.
        axis: the axes, an integer or several; negative ones count from the last; None: all.
        keepdims: whether reduced axes stay, with one element.
        reduction_axes, keep_dims: the old names of the two.

    Returns:
        A dense Tensor. Gradient: to each value the g of its sum.

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        ValueError: an old name and a new one are given, or an axis is out of range; where that
        shows in the run, tf.errors.InvalidArgumentError.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 0], [0, 2], [1, 1]], [1, 2, 3], [2, 3])
        >>> tf.Session().run(tf.sparse_reduce_sum(sp, 1)).tolist()
        [3, 3]
    """
    inputs, keep = _arguments(sp_input, axis, keepdims, reduction_axes, keep_dims)
    result: Tensor = sparse_reduce_sum_op(*inputs, keep_dims=keep)
    return result


def sparse_reduce_sum_sparse(
    sp_input: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    reduction_axes: Any = None,
    keep_dims: bool | None = None,
) -> SparseTensor:
    """The sums along axes of a sparse tensor, where there are values to add.

    Args:
        sp_input: a SparseTensor of numbers.
        axis: the axes, an integer or several; negative ones count from the last; None: all.
        keepdims: whether reduced axes stay, with one element.
        reduction_axes, keep_dims: the old names of the two.

    Returns:
        A SparseTensor. No gradient, as in TF1.

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        ValueError: an old name and a new one are given, or an axis is out of range; where that
        shows in the run, tf.errors.InvalidArgumentError.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 0], [0, 2], [1, 1]], [1, 2, 3], [2, 3])
        >>> total = tf.sparse_reduce_sum_sparse(sp, 0)
        >>> tf.Session().run(total.values).tolist()
        [1, 3, 2]
    """
    inputs, keep = _arguments(sp_input, axis, keepdims, reduction_axes, keep_dims)
    return SparseTensor(*sparse_reduce_sum_sparse_op(*inputs, keep_dims=keep))


def sparse_reduce_max(
    sp_input: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    reduction_axes: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The largest of the values that are given, along axes; 0 where none is.

    Args:
        sp_input: a SparseTensor of real numbers.
        axis: the axes, an integer or several; negative ones count from the last; None: all.
        keepdims: whether reduced axes stay, with one element.
        reduction_axes, keep_dims: the old names of the two.

    Returns:
        A dense Tensor. No gradient, as in TF1.

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        ValueError: an old name and a new one are given, or an axis is out of range; where that
        shows in the run, tf.errors.InvalidArgumentError.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 0], [0, 2], [1, 1]], [1, 2, 3], [2, 3])
        >>> tf.Session().run(tf.sparse_reduce_max(sp, 1)).tolist()
        [2, 3]
    """
    inputs, keep = _arguments(sp_input, axis, keepdims, reduction_axes, keep_dims)
    result: Tensor = sparse_reduce_max_op(*inputs, keep_dims=keep)
    return result


def sparse_reduce_max_sparse(
    sp_input: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    reduction_axes: Any = None,
    keep_dims: bool | None = None,
) -> SparseTensor:
    """The largest of the values that are given, along axes, where there are any.

    Args:
        sp_input: a SparseTensor of real numbers.
        axis: the axes, an integer or several; negative ones count from the last; None: all.
        keepdims: whether reduced axes stay, with one element.
        reduction_axes, keep_dims: the old names of the two.

    Returns:
        A SparseTensor. No gradient, as in TF1.

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        ValueError: an old name and a new one are given, or an axis is out of range; where that
        shows in the run, tf.errors.InvalidArgumentError.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 0], [0, 2], [1, 1]], [1, 2, 3], [2, 3])
        >>> top = tf.sparse_reduce_max_sparse(sp, 0)
        >>> tf.Session().run(top.values).tolist()
        [1, 3, 2]
    """
    inputs, keep = _arguments(sp_input, axis, keepdims, reduction_axes, keep_dims)
    return SparseTensor(*sparse_reduce_max_sparse_op(*inputs, keep_dims=keep))
