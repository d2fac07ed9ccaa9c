"""Sparse tensors that every run is fed."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import Dims, as_dims
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.constants import placeholder, placeholder_with_default

__all__ = ["sparse_placeholder"]


def sparse_placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> SparseTensor:
    """A SparseTensor whose value each `session.run` is given by `feed_dict`.

    Args:
        dtype: the type of its values.
        shape: what is known of the shape of the whole: None (nothing), a list of sizes (None for
            any size) or an integer vector. What is given need not be fed.
        name: of the three nodes: `name/indices`, `name/values`, `name/shape`.

    Returns:
        A SparseTensor, to be fed a `tf.SparseTensorValue` or a tuple (indices, values, shape).

    Example:
        >>> import minigraph as tf
        >>> x = tf.sparse_placeholder(tf.float32)
        >>> value = tf.SparseTensorValue([[0, 1], [1, 2]], [1.0, 2.0], [2, 3])
        >>> tf.Session().run(tf.sparse_reduce_sum(x, 1), {x: value}).tolist()
        [1.0, 2.0]
    """
    prefix = None if name is None else f"{name}/"
    declared: Dims = None
    if shape is None:
        dense_shape = placeholder(dtypes.int64, [None], prefix and f"{prefix}shape")
    else:
        if not isinstance(shape, Tensor):
            declared = as_dims(shape)
            shape = [-1 if d is None else d for d in declared or ()]
        default = convert(shape, dtypes.int64, prefix and f"{prefix}shape_default")
        dense_shape = placeholder_with_default(
            default, default._dims, name=prefix and f"{prefix}shape"
        )
    rank = None if dense_shape._dims is None else dense_shape._dims[0]
    values = placeholder(dtype, [None], prefix and f"{prefix}values")
    indices = placeholder(dtypes.int64, [None, rank], prefix and f"{prefix}indices")
    result = SparseTensor(indices, values, dense_shape)
    if declared is None and shape is not None:  # of a tensor: what is known of it
        declared = SparseTensor(indices, values, default)._dims
    result._declared = declared
    return result
