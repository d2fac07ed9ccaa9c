"""Sparse tensors: a few values and their places, for a whole that is mostly zeros."""

from __future__ import annotations

from typing import Any, NamedTuple

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.graph import Graph, default_graph
from minigraph.core.nodes import Operation, Tensor, run_hooks
from minigraph.core.operators import OPERATORS
from minigraph.core.shapes import Dims, TensorShape, compatible, show

__all__ = ["SparseTensor", "SparseTensorValue", "convert_to_tensor_or_sparse_tensor"]


class SparseTensorValue(NamedTuple):
    """The value of a SparseTensor: what `session.run` returns for one and is fed for one.

    Example:
        >>> import minigraph as tf
        >>> tf.SparseTensorValue(indices=[[0, 2]], values=[1.5], dense_shape=[2, 3]).values
        [1.5]
    """

    indices: Any
    values: Any
    dense_shape: Any


class SparseTensor:
    """A tensor given by its values: `values[i]` is at `indices[i]`, all other elements are 0.

    Most functions expect the places in order (by row, then by column, ...), each once:
    `tf.sparse_reorder` brings them into it. `sp * dense` and `sp / dense` are again sparse.

    Args:
        indices: the places, int64 of shape [n, rank].
        values: what is there, of shape [n], any type.
        dense_shape: the shape of the whole, int64 of shape [rank].

    Raises:
        ValueError: the shapes of the three do not fit together.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1], [1, 2]], [1.0, 2.0], dense_shape=[2, 3])
        >>> tf.Session().run(tf.sparse_tensor_to_dense(sp)).tolist()
        [[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]]
    """

    __array_priority__ = 100  # NumPy arrays on the left leave the operation to us

    def __init__(self, indices: Any, values: Any, dense_shape: Any):
        with default_graph().name_scope("SparseTensor"):
            self._indices = convert(indices, dtypes.int64, "indices")
            self._values = convert(values, None, "values")
            self._dense_shape = convert(dense_shape, dtypes.int64, "dense_shape")
        self._declared: Dims = None  # of a placeholder: the static shape that was asked for
        _check(self._indices._dims, self._values._dims, self._dense_shape._dims)

    @classmethod
    def from_value(cls, sparse_tensor_value: Any) -> SparseTensor:
        """The SparseTensor of a SparseTensorValue; a SparseTensor is taken over."""
        if not isinstance(sparse_tensor_value, (SparseTensor, SparseTensorValue)):
            raise TypeError(f"Neither a SparseTensor nor SparseTensorValue: {sparse_tensor_value}.")
        given = sparse_tensor_value
        return SparseTensor(given.indices, given.values, given.dense_shape)

    def with_values(self, new_values: Any) -> SparseTensor:
        """Other values at the same places."""
        return SparseTensor(self._indices, new_values, self._dense_shape)

    @property
    def indices(self) -> Tensor:
        """The places: int64 of shape [n, rank]."""
        return self._indices

    @property
    def values(self) -> Tensor:
        """The values: of shape [n]."""
        return self._values

    @property
    def dense_shape(self) -> Tensor:
        """The shape of the whole: an int64 vector."""
        return self._dense_shape

    @property
    def shape(self) -> TensorShape:
        """The static shape of the whole."""
        return TensorShape(self._dims)

    def get_shape(self) -> TensorShape:
        """The static shape of the whole, as `.shape`."""
        return self.shape

    @property
    def _dims(self) -> Dims:
        if self._declared is not None:
            return self._declared
        known = self._dense_shape._known
        if known is not None:
            return tuple(None if d is None or d < 0 else int(d) for d in known)
        length = self._dense_shape._dims
        if length and length[0] is not None:
            return (None,) * length[0]
        columns = self._indices._dims
        return None if columns is None or columns[1] is None else (None,) * columns[1]

    @property
    def dtype(self) -> DType:
        """The type of the values."""
        return self._values.dtype

    @property
    def op(self) -> Operation:
        """The operation that made `values`."""
        return self._values.op

    @property
    def graph(self) -> Graph:
        """The graph that the three tensors belong to."""
        return self._indices.graph

    def consumers(self) -> list[Operation]:
        """The operations that take `values`."""
        return self._values.consumers()

    def eval(self, feed_dict: Any = None, session: Any = None) -> Any:
        """Its value in one run of `session` (default: the default session)."""
        session = session or run_hooks["default_session"]()
        if session is None:
            raise ValueError(
                f"Cannot evaluate {self}: no default session is registered. Use "
                "`with sess.as_default()` or pass an explicit session to `session=`."
            )
        return session.run(self, feed_dict)

    def __mul__(self, other: Any) -> Any:
        return OPERATORS["sparse_mul"](self, other)

    def __rmul__(self, other: Any) -> Any:
        return OPERATORS["sparse_mul"](self, other)

    def __truediv__(self, other: Any) -> Any:
        return OPERATORS["sparse_truediv"](self, other)

    def __div__(self, other: Any) -> Any:
        return OPERATORS["sparse_div"](self, other)

    def __str__(self) -> str:
        return (
            f"SparseTensor(indices={self._indices}, values={self._values}, "
            f"dense_shape={self._dense_shape})"
        )

    __repr__ = __str__


def _check(places: Dims, values: Dims, length: Dims) -> None:
    """ValueError unless the shapes of indices, values and dense_shape fit together."""
    for name, dims, rank in (
        ("indices", places, 2),
        ("values", values, 1),
        ("dense_shape", length, 1),
    ):
        if dims is not None and len(dims) != rank:
            raise ValueError(
                f"The {name} of a SparseTensor must have rank {rank}, not shape {show(dims)}."
            )
    if not compatible((places or (None, None))[:1], values or (None,)):
        raise ValueError(
            f"A SparseTensor has as many places as values, but indices have shape {show(places)} "
            f"and values {show(values)}."
        )
    if not compatible((places or (None, None))[1:], length or (None,)):
        raise ValueError(
            "A SparseTensor's indices have a column for each axis, but their shape is "
            f"{show(places)} and that of dense_shape {show(length)}."
        )


def convert_to_tensor_or_sparse_tensor(
    value: Any, dtype: Any = None, name: str | None = None
) -> Tensor | SparseTensor:
    """`value` as a SparseTensor if it is one or the value of one, else as a Tensor.

    Args:
        value: a SparseTensor, a SparseTensorValue or what `tf.convert_to_tensor` takes.
        dtype: the type that it must have; None: its own.
        name: of the constant that may be made of a dense value.

    Raises:
        RuntimeError: a SparseTensor of another type than `dtype`.

    Example:
        >>> import minigraph as tf
        >>> tf.convert_to_tensor_or_sparse_tensor(tf.SparseTensorValue([[3]], [1.5], [4])).shape
        TensorShape([Dimension(4)])
    """
    if isinstance(value, SparseTensorValue):
        value = SparseTensor.from_value(value)
    if not isinstance(value, SparseTensor):
        return convert(value, dtype, name)
    if dtype is not None and as_dtype(dtype).base_dtype is not value.dtype.base_dtype:
        raise RuntimeError(
            f"Sparse dtype mismatch. Requested: {as_dtype(dtype).name},  "
            f"Actual: {value.dtype.name}: {value} (built at {value.op._site})"
        )
    return value
