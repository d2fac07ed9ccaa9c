"""Diagonals: tensors made of them, taken from them, and what is made of both (eye, trace).

`diag` and `diag_part` treat a tensor of rank k as the diagonal of one of rank 2k. The `matrix_`
functions work on the last two axes, on one diagonal or on a band of them: diagonal d holds the
elements [i, i + d].
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, FLOATS, INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, merge, show
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import minimum
from minigraph.ops.matrix_diagonals import matrix_diag, matrix_diag_part, matrix_set_diag
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import ones, reduce_sum, zeros

__all__ = ["diag", "diag_part", "eye", "trace"]

_TYPES = (*FLOATS, *INDEX, *COMPLEX)


# ---------------------------------------------------------------------------------- Diag
def _twice(call: Call) -> Dims:
    dims = call.shapes[0]
    if dims == ():
        raise ValueError(f"{call.input_name(0)} needs one axis or more, but it is a scalar")
    return None if dims is None else dims * 2


@op(
    "Diag",
    "diagonal: T -> output: T",
    T=_TYPES,
    shape=_twice,
    samples=[
        case("3"),
        case("2,3"),
        case("3 int32 0:9"),
        bad("", error=ValueError, match="scalar"),
    ],
)
def diag_op(diagonal: Any) -> Any:
    """Zeros, but for the diagonal: y[i, i] = x[i], for any number of axes in i."""
    count = diagonal.size
    result = np.zeros((count, count), diagonal.dtype)
    np.fill_diagonal(result, diagonal.ravel())
    return result.reshape(diagonal.shape * 2)


@diag_op.grad
def _(op: Any, g: Any) -> Any:
    return diag_part(g)


def diag(diagonal: Any, name: str | None = None) -> Tensor:
    """A tensor of twice the rank that is 0 but for its diagonal: y[i, i] = x[i].

    Args:
        diagonal: a tensor of numbers of rank 1 or more; i stands for all of its axes.
        name: of the node.

    Returns:
        A Tensor of the same type and shape [d1, ..., dk, d1, ..., dk]. Gradient: `diag_part`.

    Raises:
        ValueError: `diagonal` is a scalar.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.diag([1, 2])).tolist()
        [[1, 0], [0, 2]]
    """
    result: Tensor = diag_op(diagonal, name=name)
    return result


# ---------------------------------------------------------------------------------- DiagPart
def _half(call: Call) -> Dims:
    dims = call.shapes[0]
    if dims is None:
        return None
    middle = len(dims) // 2
    if not dims or len(dims) % 2:
        raise ValueError(f"{call.input_name(0)} needs an even rank, but its shape is {show(dims)}")
    for first, second in zip(dims[:middle], dims[middle:], strict=True):
        if None not in (first, second) and first != second:
            raise ValueError(
                f"Dimensions must be equal, but are {first} and {second}: the shape {show(dims)} "
                "is not some sizes given twice"
            )
    return merge(dims[:middle], dims[middle:])


@op(
    "DiagPart",
    "input: T -> diagonal: T",
    T=_TYPES,
    shape=_half,
    samples=[
        case("3,3"),
        case("2,3,2,3"),
        bad("2,3", error=ValueError, match="2 and 3"),
        bad("2", error=ValueError, match="even rank"),
    ],
)
def diag_part_op(input: Any) -> Any:
    """The diagonal: y[i] = x[i, i], for any number of axes in i."""
    half = input.shape[: input.ndim // 2]
    count = int(np.prod(half))
    return input.reshape(count, count).diagonal().reshape(half).copy()


@diag_part_op.grad
def _(op: Any, g: Any) -> Any:
    return diag(g)


def diag_part(input: Any, name: str | None = None) -> Tensor:
    """The diagonal of a tensor whose sizes are some sizes given twice: y[i] = x[i, i].

    Args:
        input: a tensor of numbers of shape [d1, ..., dk, d1, ..., dk]; i stands for k axes.
        name: of the node.

    Returns:
        A Tensor of the same type and shape [d1, ..., dk]. Gradient: `diag`.

    Raises:
        ValueError: the shape is another one.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.diag_part([[1, 2], [3, 4]])).tolist()
        [1, 4]
    """
    result: Tensor = diag_part_op(input, name=name)
    return result


# ---------------------------------------------------------------------------------- eye, trace
def eye(
    num_rows: Any,
    num_columns: Any = None,
    batch_shape: Any = None,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """The identity matrix, or many: 1 where row and column agree, else 0.

    Args:
        num_rows: how many rows, an int or an int32 scalar.
        num_columns: how many columns; default: as many.
        batch_shape: how many such matrices, along which axes: a list or an int32 vector.
        dtype: of the result.
        name: of the scope.

    Returns:
        A Tensor [..., num_rows, num_columns].

    Raises:
        TypeError: a number is no integer; ValueError: it is negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.eye(2, 3)).tolist()
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    with name_scope(name, "eye", [num_rows, num_columns, batch_shape]):
        columns = num_rows if num_columns is None else num_columns
        batch = [] if batch_shape is None else batch_shape
        for number in (num_rows, columns):
            if isinstance(number, (float, np.floating)):
                raise TypeError(f"num_rows and num_columns must be integers, not {number!r}")
        square = num_columns is None
        fixed = all(isinstance(n, (int, np.integer)) for n in (num_rows, columns))
        sizes: Any = None
        if fixed and isinstance(batch, (list, tuple)):
            square = square or num_rows == columns
            diagonal: Any = [*batch, min(num_rows, columns)]
            if not square:
                sizes = [*batch, num_rows, columns]
        else:
            least: Any = min(num_rows, columns) if fixed else minimum(num_rows, columns)
            batch = convert(batch, dtypes.int32, name="shape")
            diagonal = concat((batch, [least]), 0)
            if not square:
                sizes = concat((batch, [num_rows, columns]), 0)
        along = ones(diagonal, dtype)
        if square:
            return matrix_diag(along)
        return matrix_set_diag(zeros(sizes, dtype), along)


def trace(x: Any, name: str | None = None) -> Tensor:
    """The sum of the diagonal of each matrix.

    Args:
        x: a tensor of numbers [..., n, m].
        name: of the last node.

    Returns:
        A Tensor [...] of the same type. Gradient: g on the diagonals.

    Raises:
        ValueError: the rank is less than 2.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.trace([[1, 2], [3, 4]]))
        np.int32(5)
    """
    with name_scope(name, "Trace", [x]) as scope:
        diagonal = matrix_diag_part(convert(x, name="x"))
        return reduce_sum(diagonal, [-1], name=scope)
