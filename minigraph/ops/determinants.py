"""Determinants, and their logarithms, which do not overflow."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.axes import expand_dims
from minigraph.ops.cholesky import cholesky_op
from minigraph.ops.complex_numbers import conj, real
from minigraph.ops.exponentials import log
from minigraph.ops.inverses import matrix_inverse
from minigraph.ops.matrices import MATRICES, narrow, square, wide
from minigraph.ops.matrix_diagonals import matrix_diag_part
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import reduce_sum

__all__ = ["logdet", "matrix_determinant", "slogdet"]

_GOOD = np.array([[[4.0, 1.0, 0.5], [-1.0, 3.0, 1.0], [0.0, 2.0, -2.0]]]) * [[[1.0]], [[-0.5]]]
_PHASES = np.array([[2 + 1j, 0.5], [-1j, 1 - 1j]])


# ------------------------------------------------------------------------------ MatrixDeterminant
@op(
    "MatrixDeterminant",
    "input: T -> output: T",
    T=MATRICES,
    shape=lambda call: square(call).batch,
    samples=[
        case(_GOOD),
        case(_PHASES),
        bad("2,3", error=ValueError, match="2 and 3"),
        bad("3", error=ValueError, match="rank 2"),
    ],
)
def matrix_determinant_op(input: Any) -> Any:
    """The product of the eigenvalues: of the pivots of an elimination."""
    return narrow(np.linalg.det(wide(input)), input)


@matrix_determinant_op.grad
def _(op: Any, g: Any) -> Any:
    factor = expand_dims(expand_dims(g * conj(op.outputs[0]), -1), -1)
    return factor * matrix_inverse(op.inputs[0], adjoint=True)


def matrix_determinant(input: Any, name: str | None = None) -> Tensor:
    """The determinant of each matrix.

    Args:
        input: a tensor of floats or complex numbers [..., n, n].
        name: of the node.

    Returns:
        A Tensor [...] of the same type; 1 where n is 0. Gradient: g times the determinant's
        conjugate times the inverse of the adjoint; so a singular matrix has none.

    Raises:
        ValueError: the matrices are not square.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.matrix_determinant([[2.0, 0.0], [0.0, 4.0]]))
        np.float32(8.0)
    """
    result: Tensor = matrix_determinant_op(input, name=name)
    return result


# --------------------------------------------------------------------------- LogMatrixDeterminant
def _sign_and_log(call: Call) -> list[Dims]:
    batch = square(call).batch
    return [batch, batch]


@op(
    "LogMatrixDeterminant",
    "input: T -> sign: T, log_abs_determinant: T",
    T=MATRICES,
    shape=_sign_and_log,
    partial_gradients=True,
    samples=[case(_GOOD), case("0,0"), bad("2,3", error=ValueError, match="2 and 3")],
)
def log_matrix_determinant_op(input: Any) -> Any:
    """The determinant's sign (of a complex one: its direction) and the logarithm of its size."""
    sign, log_size = np.linalg.slogdet(wide(input))
    return [narrow(sign, input), narrow(log_size, input)]


@log_matrix_determinant_op.grad
def _(op: Any, g_sign: Any, g_log: Any) -> Any:
    if g_log is None:  # the sign is flat
        return None
    return expand_dims(expand_dims(g_log, -1), -1) * matrix_inverse(op.inputs[0], adjoint=True)


class LogMatrixDeterminant(NamedTuple):
    """What `tf.linalg.slogdet` gives."""

    sign: Any
    log_abs_determinant: Any


def slogdet(input: Any, name: str | None = None) -> LogMatrixDeterminant:
    """The determinant of each matrix as sign * exp(log_abs_determinant).

    Args:
        input: a tensor of floats or complex numbers [..., n, n].
        name: of the node.

    Returns:
        Two Tensors [...] of the same type: `sign` (1, -1, or 0 of a singular matrix; of a complex
        one a number of size 1) and `log_abs_determinant` (-inf of a singular matrix). Gradient:
        that of the logarithm times the inverse of the adjoint; as in TF1 none through the sign.

    Raises:
        ValueError: the matrices are not square.

    Example:
        >>> import minigraph as tf
        >>> sign, size = tf.Session().run(tf.linalg.slogdet([[0.0, 1.0], [1.0, 0.0]]))
        >>> float(sign), float(size)
        (-1.0, 0.0)
    """
    return LogMatrixDeterminant(*log_matrix_determinant_op(input, name=name))


def logdet(matrix: Any, name: str | None = None) -> Tensor:
    """The logarithm of the determinant of each positive definite matrix.

    Args:
        matrix: a tensor [..., n, n] of symmetric (Hermitian) positive definite matrices.
        name: of the scope.

    Returns:
        A real Tensor [...]: twice the sum of the logarithms of the Cholesky factor's diagonal.

    Raises:
        ValueError: the matrices are not square.
        tf.errors.InvalidArgumentError: one is not positive definite.

    Example:
        >>> import minigraph as tf
        >>> round(float(tf.Session().run(tf.linalg.logdet([[2.0, 0.0], [0.0, 4.0]]))), 4)
        2.0794
    """
    with name_scope(name, "logdet", [matrix]):
        diagonal = real(matrix_diag_part(cholesky_op(matrix)))
        result: Tensor = 2.0 * reduce_sum(log(diagonal), [-1])
        return result
