"""Matrices that are held as they are, and lower triangles."""

from __future__ import annotations

from typing import Any

from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.parts import (
    adjoint_if,
    assert_no_zeros,
    held,
    solve_triangular,
)
from minigraph.linear_operators.rules import rule
from minigraph.ops.band_part import matrix_band_part
from minigraph.ops.cholesky import cholesky
from minigraph.ops.exponentials import log
from minigraph.ops.magnitude import abs
from minigraph.ops.matmul import matmul
from minigraph.ops.matrix_diagonals import matrix_diag_part
from minigraph.ops.reduce import reduce_prod
from minigraph.ops.shaping import shape
from minigraph.ops.spread import reduce_sum

__all__ = ["LinearOperatorFullMatrix", "LinearOperatorLowerTriangular"]


class LinearOperatorFullMatrix(LinearOperator):
    """A matrix that is held as a tensor [..., m, n]: an operator without any shortcut.

    Args:
        matrix: a tensor or variable [..., m, n] of real or complex numbers.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator. With the second and third, equations are solved by a Cholesky factor.
        name: of its scope.

    Raises:
        TypeError: `matrix` holds integers or the like; ValueError: it has fewer than two axes.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorFullMatrix([[1.0, 2.0], [3.0, 4.0]])
        >>> tf.Session().run(a.matvec([1.0, 1.0])).tolist()
        [3.0, 7.0]
    """

    def __init__(
        self,
        matrix: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorFullMatrix",
    ):
        parameters = dict(locals())
        with self._made(name):
            self._matrix = held(matrix, "matrix", ndims=2, field=True)
        super().__init__(
            dtype=self._matrix.dtype,
            is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite,
            is_square=is_square,
            name=name,
            parameters=parameters,
        )

    @property
    def matrix(self) -> Any:
        """The matrix."""
        return self._matrix

    def _shape(self) -> Any:
        return self._matrix.shape

    def _shape_tensor(self) -> Any:
        return shape(self._matrix)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return matmul(self._matrix, x, adjoint_a=adjoint, adjoint_b=adjoint_arg)

    def _to_dense(self) -> Any:
        return self._read(self._matrix)


class LinearOperatorLowerTriangular(LinearOperator):
    """A lower triangular matrix; its equations are solved by substitution.

    Args:
        tril: a tensor or variable [..., n, n] of real or complex numbers; what is above the
            diagonal is not looked at.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; it is always square.
        name: of its scope.

    Raises:
        TypeError: `tril` holds integers or the like; ValueError: it has fewer than two axes, or
            is_square=False.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorLowerTriangular([[2.0, 7.0], [1.0, 1.0]])
        >>> tf.Session().run(a.solvevec([2.0, 3.0])).tolist()
        [1.0, 2.0]
    """

    def __init__(
        self,
        tril: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorLowerTriangular",
    ):
        parameters = dict(locals())
        if is_square is False:
            raise ValueError("Only square lower triangular operators are supported.")
        with self._made(name):
            self._tril = held(tril, "tril", ndims=2, field=True)
        super().__init__(
            dtype=self._tril.dtype,
            is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite,
            is_square=True,
            name=name,
            parameters=parameters,
        )

    @property
    def tril(self) -> Any:
        """The tensor that it was made of."""
        return self._tril

    def _shape(self) -> Any:
        return self._tril.shape

    def _shape_tensor(self) -> Any:
        return shape(self._tril)

    def _to_dense(self) -> Any:
        return matrix_band_part(self._tril, -1, 0)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return matmul(self._to_dense(), x, adjoint_a=adjoint, adjoint_b=adjoint_arg)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return solve_triangular(self._to_dense(), adjoint_if(rhs, adjoint_arg), adjoint=adjoint)

    def _diag_part(self) -> Any:
        return matrix_diag_part(self._tril)

    def _determinant(self) -> Any:
        return reduce_prod(self._diag_part(), -1)

    def _log_abs_determinant(self) -> Any:
        return reduce_sum(log(abs(self._diag_part())), -1)

    def _eigvals(self) -> Any:
        return self._diag_part()

    def _assert_non_singular(self) -> Any:
        return assert_no_zeros(
            self._diag_part(), "Singular operator:  Diagonal contained zero values."
        )


@rule("cholesky", LinearOperator)
def _(a: Any) -> Any:
    factor = cholesky(a._to_dense())
    return LinearOperatorLowerTriangular(
        factor, is_non_singular=True, is_self_adjoint=False, is_square=True
    )
