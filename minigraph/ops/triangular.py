"""Triangular equations, by substitution."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, broadcast_dims
from minigraph.ops.arithmetic import negative
from minigraph.ops.band_part import matrix_band_part
from minigraph.ops.matmul import matmul
from minigraph.ops.matrices import MATRICES, adjoint_of, matrix, narrow, same_rows, square, wide
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import sum_to

__all__ = ["matrix_triangular_solve"]

_BLOCK = 32  # rows between two products with all that is solved

_LOWER = np.array([[[2.0, 9.0, 9.0], [1.0, 4.0, 9.0], [-3.0, 0.5, -1.0]]]) * [[[1.0]], [[0.5]]]
_PHASES = np.array([[2 + 1j, 0.5], [-1j, 1 - 1j]])


def _solved(call: Call) -> Dims:
    a, b = square(call, 0), matrix(call, 1)
    same_rows(call, a, b)
    batch = broadcast_dims(a.batch, b.batch)
    return None if batch is None else (*batch, b.rows if a.rows is None else a.rows, b.columns)


@op(
    "MatrixTriangularSolve",
    "matrix: T, rhs: T -> output: T",
    T=MATRICES,
    shape=_solved,
    samples=[
        case(_LOWER, "2,3,4"),
        case(_LOWER, "3,1", lower=False),
        case(_LOWER[0], "5,3,2", adjoint=True),
        case(_LOWER[0], "3,2", lower=False, adjoint=True),
        case(_PHASES, np.array([[1j], [2.0]])),
        case(_PHASES, np.array([[1j], [2.0]]), adjoint=True, lower=False),
        case("0,0", "0,2"),
        bad("2,3", "2,3", error=ValueError, match="2 and 3"),
        bad("3,3", "2,3", error=ValueError, match="3 and 2"),
        bad(np.zeros((2, 2)), "2,1", error=ValueError, match="not invertible"),
    ],
)
def triangular_solve_op(matrix: Any, rhs: Any, *, lower: bool = True, adjoint: bool = False) -> Any:
    """x with matrix @ x = rhs; the other triangle of the matrix is not read."""
    a, b = wide(matrix), wide(rhs)
    if not np.diagonal(a, axis1=-2, axis2=-1).all():
        raise ValueError("Input matrix is not invertible.")
    a = adjoint_of(a) if adjoint else a
    size, batch = a.shape[-1], np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    x = np.array(np.broadcast_to(b, (*batch, *b.shape[-2:])))
    if lower == adjoint:  # an upper triangle: from the last row to the first
        return narrow(_substitute(a[..., ::-1, ::-1], x[..., ::-1, :], size)[..., ::-1, :], matrix)
    return narrow(_substitute(a, x, size), matrix)


def _substitute(a: Any, x: Any, size: int) -> Any:
    """Forward substitution in place, for a lower triangle; a block's rows one by one."""
    for start in range(0, size, _BLOCK):
        stop = min(start + _BLOCK, size)
        if start:
            x[..., start:stop, :] -= a[..., start:stop, :start] @ x[..., :start, :]
        for row in range(start, stop):
            known = a[..., row : row + 1, start:row] @ x[..., start:row, :]
            x[..., row, :] -= known[..., 0, :]
            x[..., row, :] /= a[..., row, row, None]
    return x


@triangular_solve_op.grad
def _(op: Any, g: Any) -> Any:
    (a, b), x = op.inputs, op.outputs[0]
    lower, adjoint = op.attrs["lower"], op.attrs["adjoint"]
    of_rhs = triangular_solve_op(a, g, lower=lower, adjoint=not adjoint)
    factors = (x, of_rhs) if adjoint else (of_rhs, x)
    full = negative(matmul(*factors, adjoint_b=True))
    triangle = matrix_band_part(full, -1, 0) if lower else matrix_band_part(full, 0, -1)
    return sum_to(triangle, a), sum_to(of_rhs, b)


def matrix_triangular_solve(
    matrix: Any,
    rhs: Any,
    lower: bool = True,
    adjoint: bool = False,
    name: str | None = None,
) -> Tensor:
    """The solutions x of the linear equations matrix @ x = rhs with triangular matrices.

    Args:
        matrix: a tensor of floats or complex numbers [..., n, n]; one triangle of it is read.
        rhs: a tensor [..., n, k] of the same type; the axes before the last two broadcast.
        lower: whether the lower triangle is the one that counts.
        adjoint: whether the adjoint of that stands in the equations instead.
        name: of the scope.

    Returns:
        A Tensor [..., n, k]. Gradient: u, the solution with the adjoint and g, to rhs; the
        triangle of -u x^H to the matrix.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: a number on a diagonal is 0.

    Example:
        >>> import minigraph as tf
        >>> x = tf.matrix_triangular_solve([[2.0, 0.0], [1.0, 4.0]], [[2.0], [9.0]])
        >>> tf.Session().run(x).tolist()
        [[1.0], [2.0]]
    """
    with name_scope(name, "triangular_solve", [matrix, rhs]):
        result: Tensor = triangular_solve_op(matrix, rhs, lower=lower, adjoint=adjoint)
        return result
