"""A dense tensor from positions and values: tf.sparse_to_dense."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.indexing import gather_nd
from minigraph.ops.joining import stack
from minigraph.ops.shaping import as_shape_value, reshape, shape
from minigraph.ops.spread import reduce_sum, sum_to

__all__ = ["sparse_to_dense"]


def _dense(call: Call) -> Dims:
    length = call.rank(1, 1)
    return as_shape_value(call.values[1], length)


# ---------------------------------------------------------------------------------- SparseToDense
def _type_of(values: Any) -> Any:
    """The element type; text is of any length."""
    dtype = np.asarray(values).dtype
    return np.dtype(object) if dtype.kind == "S" else dtype


@op(
    "SparseToDense",
    "sparse_indices: Tindices, output_shape: Tindices, sparse_values: T, default_value: T -> dense: T",
    Tindices=INDEX,
    shape=_dense,
    samples=[
        case([[0, 1], [2, 0]], [3, 4], "2", ""),
        case([1, 3], [5], "", ""),
        case([1, 3], [5], b"ab", b"longer"),
        bad([[1], [0]], [3], "2", "", error=InvalidArgumentError, match="out of order"),
        bad([[3]], [3], "1", "", error=InvalidArgumentError, match="out of bounds"),
    ],
)
def sparse_to_dense_op(
    sparse_indices: Any,
    output_shape: Any,
    sparse_values: Any,
    default_value: Any,
    *,
    validate_indices: bool = True,
) -> Any:
    """The default everywhere but at the positions."""
    dims = tuple(output_shape.tolist())
    positions = np.reshape(sparse_indices, (-1, max(1, len(dims))))
    if np.ndim(sparse_indices) == 2 and positions.shape[1] != np.shape(sparse_indices)[1]:
        raise InvalidArgumentError(
            None,
            None,
            f"sparse_indices have {np.shape(sparse_indices)[1]} columns, but the output has "
            f"{len(dims)} dimensions.",
        )
    _check(positions, dims, validate_indices)
    dense = np.full(dims, default_value, _type_of(sparse_values))
    if len(dims):
        dense[tuple(positions.T)] = sparse_values
    return dense


def _check(positions: Any, dims: tuple[int, ...], ordered: bool) -> None:
    outside = ((positions < 0) | (positions >= np.array(dims))).any(axis=1)
    if outside.any():
        row = int(outside.argmax())
        raise InvalidArgumentError(
            None,
            None,
            f"indices[{row}] = {positions[row].tolist()} is out of bounds: shape {dims}.",
        )
    if ordered and len(positions) > 1:
        flat = np.ravel_multi_index(tuple(positions.T), dims)
        wrong = flat[1:] <= flat[:-1]
        if wrong.any():
            row = int(wrong.argmax()) + 1
            what = "repeated" if flat[row] == flat[row - 1] else "out of order"
            raise InvalidArgumentError(
                None, None, f"indices[{row}] = {positions[row].tolist()} is {what}."
            )


@sparse_to_dense_op.grad
def _(op: Any, g: Any) -> Any:
    positions, dims, values, _ = op.inputs
    to_places = gather_nd(g, reshape(positions, stack([-1, shape(dims)[0]])))
    to_values = sum_to(to_places, values)
    return None, None, to_values, reduce_sum(g) - reduce_sum(to_places)


def sparse_to_dense(
    sparse_indices: Any,
    output_shape: Any,
    sparse_values: Any,
    default_value: Any = 0,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """A tensor with given values at given positions and a default elsewhere.

    Args:
        sparse_indices: int32 or int64: a matrix with a position on each row; a vector of positions
            for an output of rank 1; a number for one of them.
        output_shape: the shape, an integer vector.
        sparse_values: a value for each position, or one for all.
        default_value: the value of all other places.
        validate_indices: whether positions must be in order, each once.
        name: of the node.

    Returns:
        A Tensor of that shape. Gradients go to the values and the default.

    Raises:
        tf.errors.InvalidArgumentError: a position is out of bounds, out of order or repeated.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.sparse_to_dense([1, 3], [5], 9)).tolist()
        [0, 9, 0, 9, 0]
    """
    result: Tensor = sparse_to_dense_op(
        sparse_indices,
        output_shape,
        sparse_values,
        default_value,
        validate_indices=validate_indices,
        name=name,
    )
    return result
