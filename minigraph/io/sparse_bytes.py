"""Sparse tensors as strings: three serialized tensors for each, places, values and shape."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.io.tensor_bytes import PARSED, tensor_from_bytes
from minigraph.io.tensor_proto import proto_with_content
from minigraph.sparse.places import as_sparse

__all__ = ["deserialize_many_sparse", "serialize_many_sparse", "serialize_sparse"]

_PLACES, _SIZES = np.array([[0, 1], [2, 0]]), np.array([3, 2])


def _wrong(message: str) -> Exception:
    return InvalidArgumentError(None, None, message)


def _bytes(value: Any, dtype: DType) -> bytes:
    return proto_with_content(value, dtype).SerializeToString()


def _triple(indices: Any, values: Any, shape: Any) -> list[bytes]:
    kind = as_dtype(values.dtype)
    return [
        _bytes(indices, dtypes.int64),
        _bytes(values, kind),
        _bytes(shape, dtypes.int64),
    ]


def _checked(call: Call) -> None:
    for index, rank in enumerate((2, 1, 1)):
        call.rank(index, rank)
    if call.attrs["out_type"] is not dtypes.string:
        raise TypeError(
            "Value passed to parameter 'out_type' has DataType "
            f"{call.attrs['out_type'].name}: minigraph makes strings only."
        )


# ---------------------------------------------------------------------------------- SerializeSparse
def _three(call: Call) -> Dims:
    _checked(call)
    return (3,)


@op(
    "SerializeSparse",
    "sparse_indices: int64, sparse_values: T, sparse_shape: int64 -> serialized_sparse: string",
    T=PARSED,
    shape=_three,
    no_gradient="bytes have none",
    samples=[case(_PLACES, "2", _SIZES), case(_PLACES, np.array([b"a", b"b"], object), _SIZES)],
)
def serialize_sparse_op(
    sparse_indices: Any,
    sparse_values: Any,
    sparse_shape: Any,
    *,
    out_type: DType = dtypes.string,
) -> Any:
    """Places, values and shape, each as the bytes of a TensorProto."""
    found = np.empty(3, object)
    found[:] = _triple(sparse_indices, sparse_values, sparse_shape)
    return found


def serialize_sparse(sp_input: Any, name: str | None = None, out_type: Any = dtypes.string) -> Any:
    """A sparse tensor as three strings.

    Args:
        sp_input: a SparseTensor.
        name: of the node.
        out_type: string.

    Returns:
        A string Tensor of shape [3]: places, values and shape as serialized tensors. No gradient.

    Raises:
        TypeError: the input is no SparseTensor.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1]], [5], [2, 3])
        >>> both = tf.stack([tf.serialize_sparse(sp), tf.serialize_sparse(sp)])
        >>> tf.Session().run(tf.deserialize_many_sparse(both, tf.int32)).indices.tolist()
        [[0, 0, 1], [1, 0, 1]]
    """
    sp = as_sparse(sp_input)
    result: Tensor = serialize_sparse_op(
        sp.indices, sp.values, sp.dense_shape, out_type=as_dtype(out_type), name=name
    )
    return result


# ------------------------------------------------------------------------------ SerializeManySparse
def _rows_of_three(call: Call) -> Dims:
    _checked(call)
    return (None, 3)


@op(
    "SerializeManySparse",
    "sparse_indices: int64, sparse_values: T, sparse_shape: int64 -> serialized_sparse: string",
    T=PARSED,
    shape=_rows_of_three,
    no_gradient="bytes have none",
    samples=[
        case(_PLACES, "2", _SIZES),
        bad(
            _PLACES[:, :1],
            "2",
            _SIZES[:1],
            error=InvalidArgumentError,
            match="rank",
        ),
        bad(_PLACES[::-1].copy(), "2", _SIZES, error=InvalidArgumentError, match="order"),
    ],
)
def serialize_many_sparse_op(
    sparse_indices: Any,
    sparse_values: Any,
    sparse_shape: Any,
    *,
    out_type: DType = dtypes.string,
) -> Any:
    """Each row of the first axis as a sparse tensor of its own."""
    if len(sparse_shape) < 2:
        raise _wrong(f"the rank of the SparseTensor should be more than 1, not {len(sparse_shape)}")
    rows, count = sparse_indices[:, 0], int(sparse_shape[0])
    if (rows[1:] < rows[:-1]).any() or (len(rows) and (rows[0] < 0 or rows[-1] >= count)):
        raise _wrong(f"the rows of the indices are out of order, or not among {count}")
    ends = np.searchsorted(rows, np.arange(count), side="right")
    found = np.empty((count, 3), object)
    start = 0
    for row, end in enumerate(ends.tolist()):
        places = sparse_indices[start:end, 1:]
        found[row] = _triple(places, sparse_values[start:end], sparse_shape[1:])
        start = end
    return found


def serialize_many_sparse(
    sp_input: Any, name: str | None = None, out_type: Any = dtypes.string
) -> Tensor:
    """A batch of sparse tensors as three strings each: the rows of the first axis.

    Args:
        sp_input: a SparseTensor of rank 2 or more, its places in order.
        name: of the node.
        out_type: string.

    Returns:
        A string Tensor of shape [rows, 3]. No gradient.

    Raises:
        TypeError: the input is no SparseTensor.
        tf.errors.InvalidArgumentError: its rank is below 2, or its places are not in order.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1], [1, 2]], [5, 6], [2, 3])
        >>> rows = tf.serialize_many_sparse(sp)
        >>> back = tf.deserialize_many_sparse(tf.gather(rows, [1, 0]), tf.int32)
        >>> tf.Session().run(tf.sparse_tensor_to_dense(back)).tolist()
        [[0, 0, 6], [0, 5, 0]]
    """
    sp = as_sparse(sp_input)
    result: Tensor = serialize_many_sparse_op(
        sp.indices, sp.values, sp.dense_shape, out_type=as_dtype(out_type), name=name
    )
    return result


# ---------------------------------------------------------------------------- DeserializeManySparse
def _unknown_sparse(call: Call) -> list[Dims]:
    dims = call.rank(0, 2)
    if dims and dims[1] not in (3, None):
        raise ValueError(f"serialized_sparse must have 3 columns, not {dims[1]}")
    return [(None, None), (None,), (None,)]


def _rows(sp: list[list[Any]]) -> Any:
    found = np.empty((len(sp), 3), object)
    for row, three in enumerate(sp):
        found[row] = _triple(*three)
    return found


@op(
    "DeserializeManySparse",
    "serialized_sparse: string -> sparse_indices: int64, sparse_values: dtype, sparse_shape: int64",
    dtype=PARSED,
    shape=_unknown_sparse,
    no_gradient="bytes have none",
    samples=[
        case(_rows([[_PLACES, np.array([1, 2], np.int32), _SIZES]] * 2), dtype=dtypes.int32),
        bad(
            np.array([[b"a", b"b", b"c"]], object),
            dtype=dtypes.int32,
            error=InvalidArgumentError,
            match="Could not parse",
        ),
    ],
)
def deserialize_many_sparse_op(serialized_sparse: Any, *, dtype: DType) -> Any:
    """The sparse tensors one after another along a new first axis, as large as the largest."""
    places: list[Any] = []
    values: list[Any] = []
    shapes: list[Any] = []
    for row, (first, second, third) in enumerate(serialized_sparse.tolist()):
        indices = tensor_from_bytes(first, dtypes.int64)
        entries = tensor_from_bytes(second, dtype)
        sizes = tensor_from_bytes(third, dtypes.int64)
        if indices.ndim != 2 or entries.ndim != 1 or sizes.ndim != 1:
            raise _wrong(
                f"serialized_sparse[{row}] is no sparse tensor: its parts have other ranks"
            )
        if indices.shape != (len(entries), len(sizes)):
            raise _wrong(f"serialized_sparse[{row}] has places, values and a shape that do not fit")
        if shapes and len(sizes) != len(shapes[0]):
            raise _wrong(
                f"serialized_sparse[{row}] has rank {len(sizes)}, those before have {len(shapes[0])}"
            )
        places.append(np.insert(indices, 0, row, axis=1))
        values.append(entries)
        shapes.append(sizes)
    if not shapes:
        raise _wrong("serialized_sparse has no rows: the rank of the result is unknown")
    whole = np.concatenate([[len(shapes)], np.max(shapes, axis=0)]).astype(np.int64)
    return [np.concatenate(places), np.concatenate(values), whole]


def deserialize_many_sparse(
    serialized_sparse: Any, dtype: Any, rank: int | None = None, name: str | None = None
) -> SparseTensor:
    """The sparse tensors that `tf.serialize_many_sparse` made strings of, as one batch.

    Args:
        serialized_sparse: a string Tensor of shape [rows, 3].
        dtype: the type of the values.
        rank: the rank of one of them, where it is known: the static rank of the result.
        name: of the node.

    Returns:
        A SparseTensor whose first axis counts the rows; the others are as long as the longest.

    Raises:
        tf.errors.InvalidArgumentError: the strings hold no sparse tensors of this type, or of
            different ranks.

    Example:
        >>> import minigraph as tf
        >>> rows = tf.serialize_many_sparse(tf.SparseTensor([[1, 2]], ["a"], [2, 3]))
        >>> tf.Session().run(tf.deserialize_many_sparse(rows, tf.string)).dense_shape.tolist()
        [2, 3]
    """
    indices, values, shape = deserialize_many_sparse_op(
        serialized_sparse, dtype=as_dtype(dtype), name=name
    )
    indices.set_shape([None, rank])
    shape.set_shape([rank])
    return SparseTensor(indices, values, shape)
