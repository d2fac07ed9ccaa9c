"""Inverses and linear equations: matrix_inverse, matrix_solve."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.arithmetic import negative
from minigraph.ops.matmul import matmul
from minigraph.ops.matrices import (
    MATRICES,
    adjoint_of,
    matrix,
    narrow,
    same_batch,
    same_rows,
    square,
    wide,
)

__all__ = ["matrix_inverse", "matrix_solve"]

# far from singular, not symmetric
_GOOD = np.array([[[4.0, 1.0, 0.5], [-1.0, 3.0, 1.0], [0.0, 2.0, -2.0]]]) * [[[1.0]], [[-0.5]]]
_PHASES = np.array([[2 + 1j, 0.5], [-1j, 1 - 1j]])


# ---------------------------------------------------------------------------------- MatrixInverse
def _inverted(call: Call) -> Dims:
    x = square(call)
    return x.shaped(x.rows, x.rows)


@op(
    "MatrixInverse",
    "input: T -> output: T",
    T=MATRICES,
    shape=_inverted,
    samples=[
        case(_GOOD),
        case(_GOOD[0], adjoint=True),
        case(_PHASES),
        case(_PHASES, adjoint=True),
        case("0,0"),
        bad("2,3", error=ValueError, match="2 and 3"),
        bad("3", error=ValueError, match="rank 2"),
        bad(np.ones((2, 2)), error=ValueError, match="not invertible"),
    ],
)
def matrix_inverse_op(input: Any, *, adjoint: bool = False) -> Any:
    """The inverse of each matrix, or of its adjoint."""
    x = wide(adjoint_of(input) if adjoint else input)
    try:
        result = np.linalg.inv(x)
    except np.linalg.LinAlgError:
        raise ValueError("Input is not invertible.") from None
    if not np.isfinite(result).all() and np.isnan(x).any():
        raise ValueError("Input is not invertible.")
    return narrow(result, input)


@matrix_inverse_op.grad
def _(op: Any, g: Any) -> Any:
    y = op.outputs[0]
    if op.attrs["adjoint"]:  # the inverse of x^H is the adjoint of the inverse
        return negative(matmul(y, matmul(g, y, adjoint_a=True)))
    return negative(matmul(y, matmul(g, y, adjoint_b=True), adjoint_a=True))


def matrix_inverse(input: Any, adjoint: bool = False, name: str | None = None) -> Tensor:
    """The inverse of each matrix: y with x y = y x = 1.

    To solve equations, `matrix_solve` is faster and more exact.

    Args:
        input: a tensor of floats or complex numbers [..., n, n].
        adjoint: whether to invert the adjoint (transposed and conjugated) instead.
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Gradient: -y^H g y^H.

    Raises:
        ValueError: the matrices are not square.
        tf.errors.InvalidArgumentError: one is singular.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.matrix_inverse([[2.0, 0.0], [0.0, 4.0]])).tolist()
        [[0.5, 0.0], [0.0, 0.25]]
    """
    result: Tensor = matrix_inverse_op(input, adjoint=adjoint, name=name)
    return result


# ---------------------------------------------------------------------------------- MatrixSolve
def _solved(call: Call) -> Dims:
    a, b = square(call, 0), matrix(call, 1)
    same_rows(call, a, b)
    batch = same_batch(call, a, b)
    return None if batch is None else (*batch, b.rows if a.rows is None else a.rows, b.columns)


@op(
    "MatrixSolve",
    "matrix: T, rhs: T -> output: T",
    T=MATRICES,
    shape=_solved,
    samples=[
        case(_GOOD, "2,3,4"),
        case(_GOOD[0], "3,2", adjoint=True),
        case(_PHASES, np.array([[1j], [2.0]])),
        case(_PHASES, np.array([[1j], [2.0]]), adjoint=True),
        case("0,0", "0,2"),
        bad("2,3", "2,3", error=ValueError, match="2 and 3"),
        bad("3,3", "2,3", error=ValueError, match="3 and 2"),
        bad("7,3,3", "5,3,3", error=ValueError, match="equal"),
        bad(np.ones((2, 2)), "2,1", error=ValueError, match="not invertible"),
    ],
)
def matrix_solve_op(matrix: Any, rhs: Any, *, adjoint: bool = False) -> Any:
    """x with matrix @ x = rhs, by Gaussian elimination with row exchanges."""
    a = wide(adjoint_of(matrix) if adjoint else matrix)
    try:
        result = np.linalg.solve(a, wide(rhs))
    except np.linalg.LinAlgError:
        raise ValueError("Input matrix is not invertible.") from None
    if not np.isfinite(result).all() and np.isnan(a).any():
        raise ValueError("Input matrix is not invertible.")
    return narrow(result, matrix)


@matrix_solve_op.grad
def _(op: Any, g: Any) -> Any:
    a, x, adjoint = op.inputs[0], op.outputs[0], op.attrs["adjoint"]
    of_rhs = matrix_solve(a, g, adjoint=not adjoint)
    if adjoint:
        return negative(matmul(x, of_rhs, adjoint_b=True)), of_rhs
    return negative(matmul(of_rhs, x, adjoint_b=True)), of_rhs


def matrix_solve(matrix: Any, rhs: Any, adjoint: bool = False, name: str | None = None) -> Tensor:
    """The solutions x of the linear equations matrix @ x = rhs.

    Args:
        matrix: a tensor of floats or complex numbers [..., n, n].
        rhs: a tensor [..., n, k] of the same type and batch: k right-hand sides.
        adjoint: whether the adjoint of `matrix` stands in the equations instead.
        name: of the node.

    Returns:
        A Tensor [..., n, k]. Gradient: u, the solution with the adjoint and g, to rhs; -u x^H to
        the matrix.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: a matrix is singular.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.matrix_solve([[2.0, 0.0], [0.0, 4.0]], [[1.0], [2.0]])).tolist()
        [[0.5], [0.5]]
    """
    result: Tensor = matrix_solve_op(matrix, rhs, adjoint=adjoint, name=name)
    return result
