"""How often each number occurs, as a sparse tensor: sparse.bincount."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.constants import constant
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import reshape
from minigraph.sparse.places import columns

__all__ = ["sparse_bincount"]

_SUMS = (dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64)
_PLACES, _SIZES = np.array([[0, 0], [0, 1], [1, 0]]), np.array([3, 2])


def _counts(rows: Any, values: Any, weights: Any, lead: tuple[int, ...], attrs: Any) -> list[Any]:
    """[places, counts, shape] of the values in each row; the rows are numbered if `lead` has one."""
    minlength, maxlength, binary, kind = attrs
    if len(weights) not in (0, len(values)):
        raise ValueError(f"there are {len(values)} values, but {len(weights)} weights")
    if len(values) and values.min() < 0:
        raise ValueError("values must not be negative")
    largest = int(values.max(initial=0))
    size = maxlength if maxlength >= 0 else max(largest + 1, minlength)
    kept = values < size
    rows, values, weights = rows[kept], values[kept], weights[kept] if len(weights) else weights
    keys, where = np.unique(rows * max(size, 1) + values, return_inverse=True)
    if binary:
        sums = np.ones(len(keys), kind)
    elif len(weights):
        sums = np.zeros(len(keys), kind)
        order = np.argsort(where, kind="stable")
        if len(keys):
            starts = np.searchsorted(where[order], np.arange(len(keys)))
            sums = np.add.reduceat(weights[order], starts, dtype=kind)
    else:
        sums = np.bincount(where, minlength=len(keys)).astype(kind)
    width = max(size, 1)
    places = np.stack([keys // width, keys % width], 1).astype(np.int64)
    return [places if lead else places[:, 1:], sums, np.array([*lead, size], np.int64)]


def _count_shapes(call: Call, rank: int | None) -> list[Dims]:
    if rank is not None and rank not in (1, 2):
        raise ValueError(f"values must have rank 1 or 2, not {rank}")
    return [(None, rank), (None,), (rank,)]


# ---------------------------------------------------------------------------- DenseCountSparseOutput
@op(
    "DenseCountSparseOutput",
    "values: T, weights: output_type"
    " -> output_indices: int64, output_values: output_type, output_dense_shape: int64",
    T=INDEX,
    output_type=_SUMS,
    shape=lambda call: _count_shapes(call, None if call.shapes[0] is None else len(call.shapes[0])),
    no_gradient="as in TensorFlow",
    samples=[
        case(np.array([1, 1, 3]), np.array([], np.int64)),
        case(np.array([[1, 1, 3], [0, 0, 2]]), np.ones([2, 3], np.int32), minlength=9),
        bad(np.array([1, -1]), np.array([], np.int64), error=ValueError, match="negative"),
    ],
)
def dense_count_op(
    values: Any,
    weights: Any,
    *,
    minlength: int = -1,
    maxlength: int = -1,
    binary_output: bool = False,
) -> Any:
    """The counts of a vector, or of each row."""
    lead = values.shape[:-1]
    rows = (
        np.repeat(np.arange(len(values)), values.shape[1]) if lead else np.zeros(len(values), int)
    )
    options = minlength, maxlength, binary_output, weights.dtype
    return _counts(rows, values.ravel(), weights.ravel(), lead, options)


# --------------------------------------------------------------------------- SparseCountSparseOutput
@op(
    "SparseCountSparseOutput",
    "indices: int64, values: T, dense_shape: int64, weights: output_type"
    " -> output_indices: int64, output_values: output_type, output_dense_shape: int64",
    T=INDEX,
    output_type=_SUMS,
    shape=lambda call: _count_shapes(call, columns(call.rank(0, 2), call.rank(2, 1))),
    no_gradient="as in TensorFlow",
    samples=[
        case(_PLACES, np.array([1, 1, 3]), _SIZES, np.array([], np.int64)),
        case(_PLACES, np.array([1, 1, 3]), _SIZES, np.array([2, 3, 4], np.int32), maxlength=2),
    ],
)
def sparse_count_op(
    indices: Any,
    values: Any,
    dense_shape: Any,
    weights: Any,
    *,
    minlength: int = -1,
    maxlength: int = -1,
    binary_output: bool = False,
) -> Any:
    """The counts of the values that are there, of each row."""
    lead = tuple(dense_shape[:-1].tolist())
    rows = indices[:, 0] if lead else np.zeros(len(values), int)
    if lead and len(rows) and not (rows.min() >= 0 and rows.max() < lead[0]):
        raise ValueError(f"a row of the indices is not among {lead[0]}")
    return _counts(
        rows, values, weights, lead, (minlength, maxlength, binary_output, weights.dtype)
    )


def sparse_bincount(
    values: Any,
    weights: Any = None,
    axis: int | None = 0,
    minlength: int | None = None,
    maxlength: int | None = None,
    binary_output: bool = False,
    name: str | None = None,
) -> SparseTensor:
    """How often each number occurs, only those that do.

    Args:
        values: integers, not negative: a Tensor or SparseTensor of rank 1 or 2.
        weights: in the same form: what each counts; default: 1.
        axis: 0: all are counted together; -1: each row by itself.
        minlength: the result is at least so long.
        maxlength: numbers from here on are left out, and the result is so long.
        binary_output: whether to say 1 for each number that occurs.
        name: of the scope of the nodes.

    Returns:
        A SparseTensor of shape [numbers] or [rows, numbers], of the type of the weights, or else
        of the values. No gradient.

    Raises:
        ValueError: another axis, or weights in another form.
        tf.errors.InvalidArgumentError: a value is negative.

    Example:
        >>> import minigraph as tf
        >>> counts = tf.Session().run(tf.sparse.bincount([7, 7, 2]))
        >>> counts.indices.tolist(), counts.values.tolist()
        ([[2], [7]], [1, 2])
    """
    if axis not in (0, -1, None):
        raise ValueError(
            f"Unsupported value for argument axis={axis}. Only 0 and -1 are supported."
        )
    if (
        isinstance(values, SparseTensor) != isinstance(weights, SparseTensor)
        and weights is not None
    ):
        raise ValueError("weights must be sparse where values are, and dense where they are.")
    attrs: dict[str, Any] = {
        "minlength": -1 if minlength is None else minlength,
        "maxlength": -1 if maxlength is None else maxlength,
        "binary_output": binary_output,
    }
    with name_scope(name, "count", [values, weights]):
        if isinstance(values, SparseTensor):
            given = None if weights is None else weights.values
            if axis == -1:
                parts = values.indices, values.values, values.dense_shape
                return SparseTensor(
                    *sparse_count_op(*parts, _weights(given, values.dtype), **attrs)
                )
            return SparseTensor(
                *dense_count_op(values.values, _weights(given, values.dtype), **attrs)
            )
        tensor = convert(values, None, "values")
        given = None if weights is None else convert(weights, None, "weights")
        if given is not None and not compatible(tensor._dims, given._dims):
            raise ValueError(
                f"weights must have the shape of values, {show(tensor._dims)}, not "
                f"{show(given._dims)}."
            )
        if axis != -1:
            given = None if given is None else reshape(given, [-1])
            tensor = reshape(tensor, [-1])
        return SparseTensor(*dense_count_op(tensor, _weights(given, tensor.dtype), **attrs))


def _weights(given: Tensor | None, dtype: DType) -> Tensor:
    """The weights; none at all: each value counts 1."""
    return constant([], dtype.base_dtype) if given is None else given
