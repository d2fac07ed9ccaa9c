"""Features crossed: each combination of the values of a row's columns as one value."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.core.sparse_tensor import SparseTensor, SparseTensorValue
from minigraph.ops.casting import cast
from minigraph.ops.constants import constant
from minigraph.text.hashing import fingerprint64

__all__ = ["sparse_cross", "sparse_cross_hashed"]

_DEFAULT_KEY = 0xDECAFCAFFE
_KINDS = (dtypes.int64, dtypes.string)


class _Column(NamedTuple):
    """The values of all rows one after another: where each row's begin, and how many they are."""

    values: Any
    starts: Any
    counts: Any


def _columns(parts: Any, count: int) -> list[_Column]:
    """Columns of the inputs: `count` sparse ones (all places, all values, all shapes), then dense."""
    sparse, dense = parts[: 3 * count], parts[3 * count :]
    shapes = sparse[2 * count :]
    sizes = {int(shape[0]) for shape in shapes} | {array.shape[0] for array in dense}
    if len(sizes) > 1:
        raise ValueError(f"the columns have different numbers of rows: {sorted(sizes)}")
    rows = np.arange(next(iter(sizes), 0))
    found = []
    for places, values in zip(sparse[:count], sparse[count : 2 * count], strict=True):
        at = places[:, 0]
        if (at[1:] < at[:-1]).any() or (len(at) and (at[0] < 0 or at[-1] >= len(rows))):
            raise ValueError(f"the rows of a column are out of order, or not among {len(rows)}")
        starts = np.searchsorted(at, rows)
        found.append(_Column(values, starts, np.searchsorted(at, rows, side="right") - starts))
    for array in dense:
        width = array.shape[1]
        found.append(_Column(array.ravel(), rows * width, np.full(len(rows), width)))
    return found


def _combinations(columns: list[_Column]) -> tuple[list[Any], list[Any]]:
    """([places, shape], each column's values): every combination, the last column's first."""
    counts = np.prod([column.counts for column in columns], axis=0, dtype=np.int64)
    rows = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    chosen, left = [], within
    for column in reversed(columns):
        width = column.counts[rows]
        chosen.append(column.values[column.starts[rows] + left % np.maximum(width, 1)])
        left = left // np.maximum(width, 1)
    places = np.stack([rows, within], 1).astype(np.int64)
    shape = np.array([len(counts), counts.max(initial=0)], np.int64)
    return [places, shape], chosen[::-1]


def _joined(parts: Any, count: int, separator: bytes) -> list[Any]:
    """[places, texts, shape]: the values of each combination with the separator between them."""
    columns = _columns(parts, count)
    if not columns:
        empty = np.zeros(0, object)
        return [np.zeros([0, 2], np.int64), empty, np.zeros(2, np.int64)]
    (places, shape), chosen = _combinations(columns)
    texts = [
        values if values.dtype.kind == "O" else np.array([b"%d" % v for v in values], object)
        for values in chosen
    ]
    joined = np.empty(len(places), object)
    joined[:] = [separator.join(words) for words in zip(*texts, strict=True)]
    return [places, joined, shape]


_FACTOR = np.uint64(0xC6A4A7935BD1E995)


def _mixed(x: Any) -> Any:
    return x ^ (x >> np.uint64(47))


def _hashed(parts: Any, count: int, num_buckets: int, hash_key: int) -> list[Any]:
    """[places, numbers, shape]: FarmHash's fingerprints of each combination, one into the next."""
    columns = _columns(parts, count)
    if not columns:
        return [np.zeros([0, 2], np.int64), np.zeros(0, np.int64), np.zeros(2, np.int64)]
    (places, shape), chosen = _combinations(columns)
    key = np.full(len(places), hash_key & (2**64 - 1), np.uint64)
    for values in chosen:
        if values.dtype.kind == "O":
            prints = np.array([fingerprint64(text) for text in values], np.uint64)
        else:
            prints = values.astype(np.int64).view(np.uint64)
        key = (key ^ _FACTOR ^ (_mixed(prints * _FACTOR) * _FACTOR)) * _FACTOR
        key = _mixed(_mixed(key) * _FACTOR)
    buckets = np.uint64(num_buckets if num_buckets > 0 else 2**63 - 1)
    return [places, (key % buckets).astype(np.int64), shape]


# ---------------------------------------------------------------------------------- SparseCross
def _crossed(call: Call) -> list[Dims]:
    count = call.attrs["N"]
    for index in range(count):
        call.rank(index, 2)
        call.rank(count + index, 1)
        call.rank(2 * count + index, 1)
    for index in range(3 * count, 3 * count + len(call.attrs["dense_types"])):
        call.rank(index, 2)
    return [(None, 2), (None,), (2,)]


_PLACES, _SIZES = np.array([[0, 0], [1, 0], [1, 1]]), np.array([2, 2])
_WORDS = np.array([b"a", b"b", b"c"], object)


@op(
    "SparseCross",
    "indices: N*int64, values: [sparse_types], shapes: N*int64, dense_inputs: [dense_types]"
    " -> output_indices: int64, output_values: out_type, output_shape: int64",
    sparse_types=_KINDS,
    dense_types=_KINDS,
    out_type=_KINDS,
    shape=_crossed,
    no_gradient="whole numbers and text have none",
    samples=[
        case(
            [_PLACES],
            [_WORDS],
            [_SIZES],
            [np.array([[7, 8], [9, 6]])],
            hashed_output=True,
            out_type=dtypes.int64,
        ),
        case(
            [_PLACES],
            [_WORDS],
            [_SIZES],
            [np.array([[7, 8], [9, 6]])],
            hashed_output=False,
            out_type=dtypes.string,
        ),
        bad(
            [_PLACES],
            [_WORDS],
            [_SIZES],
            [np.array([[7, 8]])],
            hashed_output=True,
            out_type=dtypes.int64,
            error=ValueError,
            match="different numbers of rows",
        ),
    ],
)
def sparse_cross_op(
    *parts: Any,
    N: int,
    hashed_output: bool,
    out_type: DType,
    num_buckets: int = 0,
    hash_key: int = _DEFAULT_KEY,
    internal_type: DType = dtypes.string,
) -> Any:
    """Every combination of the values in each row, as text or as a number."""
    return _hashed(parts, N, num_buckets, hash_key) if hashed_output else _joined(parts, N, b"_X_")


# ---------------------------------------------------------------------------------- SparseCrossV2
@op(
    "SparseCrossV2",
    "indices: N*int64, values: [sparse_types], shapes: N*int64, dense_inputs: [dense_types],"
    " sep: string -> output_indices: int64, output_values: string, output_shape: int64",
    sparse_types=_KINDS,
    dense_types=_KINDS,
    shape=_crossed,
    no_gradient="text has none",
    samples=[case([_PLACES], [_WORDS], [_SIZES], [np.array([[7, 8], [9, 6]])], b"-")],
)
def sparse_cross_v2_op(*parts: Any, N: int) -> Any:
    """Every combination of the values in each row, as text with a separator."""
    return _joined(parts[:-1], N, parts[-1])


# ---------------------------------------------------------------------------------- the functions
def _inputs(inputs: Any) -> list[list[Any]]:
    """[places, values, shapes, dense tensors], numbers as int64."""
    if not isinstance(inputs, (list, tuple)) or isinstance(inputs, SparseTensorValue):
        raise TypeError(f"Inputs must be a list, not {inputs!r}.")
    if not all(isinstance(each, (SparseTensor, Tensor)) for each in inputs):
        raise TypeError("All inputs must be Tensor or SparseTensor.")
    sparse = [each for each in inputs if isinstance(each, SparseTensor)]
    dense = [each for each in inputs if not isinstance(each, SparseTensor)]

    def whole(tensor: Tensor) -> Any:
        return tensor if tensor.dtype.base_dtype is dtypes.string else cast(tensor, dtypes.int64)

    return [
        [each.indices for each in sparse],
        [whole(each.values) for each in sparse],
        [each.dense_shape for each in sparse],
        [whole(each) for each in dense],
    ]


def sparse_cross(inputs: Any, name: str | None = None, separator: Any = None) -> SparseTensor:
    """Every combination of the values of several columns in each row, as text.

    Args:
        inputs: a list of matrices, SparseTensors or Tensors of strings or numbers, with as many
            rows each; the sparse ones come first in the text. Numbers are taken as int64.
        name: of the node.
        separator: between the values; default: "_X_".

    Returns:
        A SparseTensor of strings, of shape [rows, most combinations of a row]. No gradient.

    Raises:
        TypeError: there is something else in the list.
        tf.errors.InvalidArgumentError: the columns have different numbers of rows.

    Example:
        >>> import minigraph as tf
        >>> crossed = tf.sparse.cross([tf.constant([["a", "b"]]), tf.constant([["c", "d"]])])
        >>> tf.Session().run(crossed.values).tolist()
        [b'a_X_c', b'a_X_d', b'b_X_c', b'b_X_d']
    """
    sep = None if separator is None else constant(separator, dtypes.string)
    parts = _inputs(inputs)
    if sep is not None:
        return SparseTensor(*sparse_cross_v2_op(*parts, sep, name=name))
    return SparseTensor(
        *sparse_cross_op(*parts, hashed_output=False, out_type=dtypes.string, name=name)
    )


def sparse_cross_hashed(
    inputs: Any, num_buckets: int = 0, hash_key: int | None = None, name: str | None = None
) -> SparseTensor:
    """Every combination of the values of several columns in each row, as a number.

    Args:
        inputs: as for `tf.sparse.cross`.
        num_buckets: how many buckets there are; 0: 2^63 - 1.
        hash_key: what the hash begins with; default: TensorFlow's.
        name: of the node.

    Returns:
        A SparseTensor of int64, FarmHash's fingerprints combined, modulo `num_buckets`: the same
        numbers as TensorFlow's. No gradient.

    Raises:
        As `tf.sparse.cross`.

    Example:
        >>> import minigraph as tf
        >>> crossed = tf.sparse.cross_hashed([tf.constant([[1, 2]]), tf.constant([[3]])], 10)
        >>> tf.Session().run(crossed.values).tolist()
        [1, 4]
    """
    parts = _inputs(inputs)
    kinds = {tensor.dtype.base_dtype for tensor in (*parts[1], *parts[3])}
    return SparseTensor(
        *sparse_cross_op(
            *parts,
            hashed_output=True,
            out_type=dtypes.int64,
            num_buckets=num_buckets,
            hash_key=_DEFAULT_KEY if hash_key is None else hash_key,
            internal_type=dtypes.string if dtypes.string in kinds else dtypes.int64,
            name=name,
        )
    )
