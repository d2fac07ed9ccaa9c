"""Least squares: the x for which |matrix @ x - rhs| is smallest."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.cholesky import cholesky_op, cholesky_solve
from minigraph.ops.compare import greater_equal
from minigraph.ops.control_flow import cond
from minigraph.ops.diagonals import eye
from minigraph.ops.matmul import matmul
from minigraph.ops.matrices import (
    MATRICES,
    adjoint_of,
    matrix,
    narrow,
    same_batch,
    same_rows,
    wide,
)
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import shape
from minigraph.ops.transposing import adjoint

__all__ = ["matrix_solve_ls"]

_TALL = np.array([[[2.0, 1.0], [0.5, -1.0], [1.0, 3.0]]]) * [[[1.0]], [[-0.5]]]


# ---------------------------------------------------------------------------------- MatrixSolveLs
def _solved(call: Call) -> Dims:
    a, b = matrix(call, 0), matrix(call, 1)
    call.rank(2, 0)
    same_rows(call, a, b)
    batch = same_batch(call, a, b)
    return None if batch is None else (*batch, a.columns, b.columns)


@op(
    "MatrixSolveLs",
    "matrix: T, rhs: T, l2_regularizer: float64 -> output: T",
    T=MATRICES,
    shape=_solved,
    samples=[
        case(_TALL, "2,3,2", np.float64(0)),
        case(_TALL.transpose(0, 2, 1), "2,2,1", np.float64(0)),
        case(_TALL[0] * 1j, np.array([[1.0], [2j], [3.0]]), np.float64(0)),
        case("0,2", "0,1", np.float64(0)),
        bad("3,2", "2,2", np.float64(0), error=ValueError, match="3 and 2"),
        bad("7,3,2", "5,3,2", np.float64(0), error=ValueError, match="equal"),
    ],
)
def matrix_solve_ls_op(matrix: Any, rhs: Any, l2_regularizer: Any, *, fast: bool = False) -> Any:
    """The shortest x of those with the smallest |matrix @ x - rhs|, by singular values.

    As in TF1 the regularizer has no effect here: it belongs to the fast form, which
    `matrix_solve_ls` makes of other ops.
    """
    u, s, vt = np.linalg.svd(wide(matrix), full_matrices=False)
    least = np.finfo(s.dtype).eps * max(matrix.shape[-2:]) * s.max(-1, initial=0, keepdims=True)
    inverse = np.divide(1, s, out=np.zeros_like(s), where=s > least)
    return narrow(adjoint_of(vt) @ (inverse[..., None] * (adjoint_of(u) @ wide(rhs))), matrix)


@matrix_solve_ls_op.grad
def _(op: Any, g: Any) -> Any:
    """G. Golub, V. Pereyra, "The differentiation of pseudo-inverses" (1973), eq. 4.12."""
    (a, b, zero), x = op.inputs, op.outputs[0]
    turned = adjoint(a)
    of_b = matrix_solve_ls_op(turned, g, zero)
    of_a = matmul(b - matmul(a, x), matrix_solve_ls_op(a, of_b, zero), adjoint_b=True)
    outside = g - matrix_solve_ls_op(a, matmul(a, g), zero)
    of_a += matmul(matrix_solve_ls_op(turned, x, zero), outside, adjoint_b=True)
    return of_a - matmul(of_b, x, adjoint_b=True), of_b, None


# ---------------------------------------------------------------------------------- the function
def matrix_solve_ls(
    matrix: Any,
    rhs: Any,
    l2_regularizer: float = 0.0,
    fast: bool = True,
    name: str | None = None,
) -> Tensor:
    """The x with the smallest |matrix @ x - rhs|^2 + l2_regularizer |x|^2.

    Where several x are as good, it is the shortest of them.

    Args:
        matrix: a tensor of floats or complex numbers [..., m, n].
        rhs: a tensor [..., m, k] of the same type: k right-hand sides.
        l2_regularizer: a Python number, how much the length of x counts; only if `fast`.
        fast: whether to go by the normal equations and Cholesky's factor: for matrices of full
            rank that are not badly conditioned. Else by singular values, slower and safe.
        name: of the scope or node.

    Returns:
        A Tensor [..., n, k]. Gradients pass to matrix and rhs.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: `fast`, and a matrix has not full rank.

    Example:
        >>> import minigraph as tf
        >>> line = tf.matrix_solve_ls([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]], [[1.0], [3.0], [5.0]])
        >>> tf.Session().run(line).round(4).tolist()
        [[1.0], [2.0]]
    """
    if not fast:
        weight = np.float64(l2_regularizer)
        result: Tensor = matrix_solve_ls_op(matrix, rhs, weight, name=name)
        return result
    with name_scope(name, "matrix_solve_ls", [matrix, rhs]):
        a, b = convert(matrix, name="matrix"), convert(rhs, name="rhs")
        rows, columns = (None, None) if a._dims is None else a._dims[-2:]
        if rows is not None and columns is not None:
            return (_tall if rows >= columns else _flat)(a, b, l2_regularizer)
        sizes = shape(a)[-2:]
        tall = greater_equal(sizes[0], sizes[1])
        chosen: Tensor = cond(
            tall, lambda: _tall(a, b, l2_regularizer), lambda: _flat(a, b, l2_regularizer)
        )
        return chosen


def _tall(a: Tensor, b: Tensor, weight: float) -> Tensor:
    """(a^H a + weight)^-1 a^H b."""
    chol = _factor(a, weight, adjoint_a=True)
    return cholesky_solve(chol, matmul(a, b, adjoint_a=True))


def _flat(a: Tensor, b: Tensor, weight: float) -> Tensor:
    """a^H (a a^H + weight)^-1 b: the shortest of many solutions."""
    chol = _factor(a, weight, adjoint_b=True)
    return matmul(a, cholesky_solve(chol, b), adjoint_a=True)


def _factor(a: Tensor, weight: float, **turned: Any) -> Tensor:
    """Cholesky's factor of the matrix of the normal equations."""
    gramian = matmul(a, a, **turned)
    if weight:
        sizes = shape(gramian)
        batch, size = sizes[:-2], sizes[-1]
        gramian = gramian + weight * eye(size, batch_shape=batch, dtype=gramian.dtype.base_dtype)
    result: Tensor = cholesky_op(gramian)
    return result
