"""Positive definite matrices: x = l l^H with l lower triangular, and equations solved with it."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.band_part import matrix_band_part
from minigraph.ops.matmul import matmul
from minigraph.ops.matrices import MATRICES, narrow, square, wide
from minigraph.ops.matrix_diagonals import matrix_diag_part, matrix_set_diag
from minigraph.ops.naming import name_scope
from minigraph.ops.transposing import adjoint
from minigraph.ops.triangular import triangular_solve_op

__all__ = ["cholesky", "cholesky_solve"]

_POSITIVE = np.array(
    [[[4.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 2.0]], np.diag([1.0, 2.0, 0.5])]
)
_HERMITIAN = np.array([[3, 1 - 1j, 0.5j], [1 + 1j, 4, 1], [-0.5j, 1, 2]])


def _factor(call: Call) -> Dims:
    x = square(call)
    return x.shaped(x.rows, x.rows)


@op(
    "Cholesky",
    "input: T -> output: T",
    T=MATRICES,
    shape=_factor,
    samples=[
        case(_POSITIVE),
        case(_HERMITIAN),
        case("2,0,0"),
        bad("2,3", error=ValueError, match="2 and 3"),
        bad(-np.eye(2), error=ValueError, match="not successful"),
    ],
)
def cholesky_op(input: Any) -> Any:
    """l with l l^H = x, zero above the diagonal; of x only the lower triangle counts."""
    x = wide(input)
    broken = np.isnan(x).any(axis=(-1, -2))
    if broken.any():  # nan spreads, as in arithmetic
        x = np.where(broken[..., None, None], np.eye(x.shape[-1], dtype=x.dtype), x)
    try:
        result = np.linalg.cholesky(x)
    except np.linalg.LinAlgError:
        raise ValueError(
            "Cholesky decomposition was not successful. The input might not be valid."
        ) from None
    if broken.any():
        result = np.where(broken[..., None, None], np.tril(np.full_like(x, np.nan)), result)
    return narrow(result, input)


@cholesky_op.grad
def _(op: Any, g: Any) -> Any:
    """I. Murray, "Differentiation of the Cholesky decomposition" (2016), eq. 10."""
    factor = op.outputs[0]
    lower = matrix_band_part(matmul(factor, g, adjoint_a=True), -1, 0)
    lower = matrix_set_diag(lower, 0.5 * matrix_diag_part(lower))
    half = triangular_solve_op(factor, lower, adjoint=True)  # l^-H lower
    full = adjoint(triangular_solve_op(factor, adjoint(half), adjoint=True))  # ... l^-1
    return 0.5 * (full + adjoint(full))


def cholesky(input: Any, name: str | None = None) -> Tensor:
    """The Cholesky factor l of each positive definite matrix: l is lower triangular, x = l l^H.

    Args:
        input: a tensor of floats or complex numbers [..., n, n], symmetric (Hermitian); the part
            above the diagonal is not read.
        name: of the node.

    Returns:
        A Tensor of the same type and shape, zero above the diagonal. Gradient: a symmetric
        (Hermitian) matrix, as in TF1: right for changes of x that keep it so.

    Raises:
        ValueError: the matrices are not square.
        tf.errors.InvalidArgumentError: one is not positive definite.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.cholesky([[4.0, 2.0], [2.0, 5.0]])).tolist()
        [[2.0, 0.0], [1.0, 2.0]]
    """
    result: Tensor = cholesky_op(input, name=name)
    return result


def cholesky_solve(chol: Any, rhs: Any, name: str | None = None) -> Tensor:
    """The solutions x of l l^H x = rhs, where l is a Cholesky factor.

    Args:
        chol: a tensor [..., n, n], the result of `cholesky`.
        rhs: a tensor [..., n, k] of the same type.
        name: of the scope.

    Returns:
        A Tensor [..., n, k].

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> factor = tf.cholesky([[4.0, 2.0], [2.0, 5.0]])
        >>> tf.Session().run(tf.cholesky_solve(factor, [[8.0], [12.0]])).tolist()
        [[1.0], [2.0]]
    """
    with name_scope(name, "cholesky_solve", [chol, rhs]):
        half = triangular_solve_op(chol, rhs)
        result: Tensor = triangular_solve_op(chol, half, adjoint=True)
        return result
