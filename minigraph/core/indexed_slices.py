"""Sparse rows: the gradient of a look-up, kept as the rows it touches."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.graph import Graph
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.shapes import TensorShape

__all__ = ["IndexedSlices", "convert_to_tensor_or_indexed_slices"]


class IndexedSlices:
    """Rows `values[i]` that belong at `indices[i]` of a larger tensor; rows given twice add up.

    Args:
        values: the rows, shape [n, ...].
        indices: where they belong, integers of shape [n].
        dense_shape: the shape of the larger tensor, an integer vector, or None.

    Example:
        >>> import minigraph as tf
        >>> rows = tf.IndexedSlices(tf.constant([[1.0, 2.0]]), tf.constant([3]), tf.constant([4, 2]))
        >>> tf.Session().run(tf.convert_to_tensor(rows)).tolist()
        [[0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [1.0, 2.0]]
    """

    def __init__(self, values: Tensor, indices: Tensor, dense_shape: Tensor | None = None):
        self._values = values
        self._indices = indices
        self._dense_shape = dense_shape

    @property
    def values(self) -> Tensor:
        """The rows."""
        return self._values

    @property
    def indices(self) -> Tensor:
        """Where each row belongs."""
        return self._indices

    @property
    def dense_shape(self) -> Tensor | None:
        """The shape of the whole, or None."""
        return self._dense_shape

    @property
    def shape(self) -> TensorShape:
        """The static shape of the whole."""
        known = None if self._dense_shape is None else self._dense_shape._known
        if known is not None:
            return TensorShape(known)
        dims = self._values._dims
        return TensorShape(None if dims is None else (None, *dims[1:]))

    @property
    def name(self) -> str:
        """The name of `values`."""
        return self._values.name

    @property
    def device(self) -> str:
        """The device recorded for `values`."""
        return self._values.device

    @property
    def op(self) -> Operation:
        """The operation that made `values`."""
        return self._values.op

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return self._values.dtype

    @property
    def graph(self) -> Graph:
        """The graph that `values` belongs to."""
        return self._values.graph

    def consumers(self) -> list[Operation]:
        """The operations that take `values`."""
        return self._values.consumers()

    def __neg__(self) -> Any:
        return IndexedSlices(-self._values, self._indices, self._dense_shape)

    def __str__(self) -> str:
        shape = "" if self._dense_shape is None else f", dense_shape={self._dense_shape}"
        return f"IndexedSlices(indices={self._indices}, values={self._values}{shape})"


def convert_to_tensor_or_indexed_slices(
    value: Any, dtype: Any = None, name: str | None = None
) -> Tensor | IndexedSlices:
    """`value` as it is if it is IndexedSlices, else as a Tensor.

    Args:
        value: IndexedSlices, or what `tf.convert_to_tensor` takes.
        dtype: the type that it must have; None: its own.
        name: of the constant that may be made.

    Raises:
        ValueError: IndexedSlices of another type than `dtype`.

    Example:
        >>> import minigraph as tf
        >>> tf.convert_to_tensor_or_indexed_slices([1, 2]).shape
        TensorShape([Dimension(2)])
    """
    if not isinstance(value, IndexedSlices):
        return convert(value, dtype, name)
    if dtype is not None and as_dtype(dtype).base_dtype is not value.dtype.base_dtype:
        raise ValueError(
            f"Tensor conversion requested dtype {as_dtype(dtype).name} for {value}, which has "
            f"type {value.dtype.name}."
        )
    return value
