"""Dense tensors of sparse ones and back: to_dense, from_dense, eye."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert, register_tensor_conversion_function
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops import sequences
from minigraph.ops.choosing import where
from minigraph.ops.compare import not_equal
from minigraph.ops.indexing import gather_nd
from minigraph.ops.joining import stack
from minigraph.ops.magnitude import minimum
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import shape
from minigraph.ops.sparse_to_dense import sparse_to_dense_op
from minigraph.ops.spread import ones, zeros, zeros_like
from minigraph.sparse.places import as_sparse

__all__ = ["eye", "from_dense", "sparse_tensor_to_dense"]


def sparse_tensor_to_dense(
    sp_input: Any,
    default_value: Any = None,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """The whole tensor: the values at their places, a default everywhere else.

    Args:
        sp_input: a SparseTensor.
        default_value: of all other places; None: 0 (of strings "").
        validate_indices: whether places must be in order, each once.
        name: of the node.

    Returns:
        A Tensor of the dense shape. Gradients go to the values and the default.

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        tf.errors.InvalidArgumentError: a place is out of bounds, out of order or repeated.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1], [1, 2]], [1, 2], [2, 3])
        >>> tf.Session().run(tf.sparse_tensor_to_dense(sp, default_value=-1)).tolist()
        [[-1, 1, -1], [-1, -1, 2]]
    """
    sp_input = as_sparse(sp_input)
    if default_value is None:
        default_value = zeros([], dtype=sp_input.dtype)
    result: Tensor = sparse_to_dense_op(
        sp_input.indices,
        sp_input.dense_shape,
        sp_input.values,
        default_value,
        validate_indices=validate_indices,
        name=name,
    )
    return result


def from_dense(tensor: Any, name: str | None = None) -> SparseTensor:
    """The elements that are not 0, with their places.

    Args:
        tensor: a tensor.
        name: of the scope of the nodes; default "dense_to_sparse".

    Returns:
        A SparseTensor, its places in order. Gradient: to the elements that are not 0.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.sparse.from_dense([[0, 3], [4, 0]])
        >>> indices, values, _ = tf.Session().run(sp)
        >>> indices.tolist(), values.tolist()
        ([[0, 1], [1, 0]], [3, 4])
    """
    with name_scope(name, "dense_to_sparse"):
        tensor = convert(tensor)
        indices = where(not_equal(tensor, zeros_like(tensor)))
        values = gather_nd(tensor, indices)
        return SparseTensor(indices, values, shape(tensor, out_type=dtypes.int64))


def eye(
    num_rows: Any, num_columns: Any = None, dtype: Any = dtypes.float32, name: str | None = None
) -> SparseTensor:
    """Ones on the diagonal of a matrix, as a SparseTensor.

    Args:
        num_rows: how many rows, an integer.
        num_columns: how many columns; None: as many as rows.
        dtype: the type of the ones.
        name: of the scope of the nodes.

    Returns:
        A SparseTensor of shape [num_rows, num_columns].

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.sparse_tensor_to_dense(tf.sparse.eye(2, 3))).tolist()
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    with name_scope(name, "eye", [num_rows, num_columns]):
        rows = convert(num_rows, dtypes.int64, "num_rows")
        wide = rows if num_columns is None else convert(num_columns, dtypes.int64, "num_columns")
        count = minimum(rows, wide)
        diagonal = sequences.range(count, dtype=dtypes.int64)
        places = stack([diagonal, diagonal], axis=1)
        return SparseTensor(places, ones(count, dtype=as_dtype(dtype)), [rows, wide])


def _refuse(value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    """The conversion function of SparseTensors: they do not become dense by themselves."""
    raise TypeError(
        f"A SparseTensor is given where a dense tensor is needed: {value} (built at "
        f"{value.op._site}). tf.sparse_tensor_to_dense makes a dense one."
    )


register_tensor_conversion_function(SparseTensor, _refuse, 50)
