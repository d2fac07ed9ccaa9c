"""Diagonal matrices, held as their diagonals."""

from __future__ import annotations

from typing import Any

from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.parts import (
    adjoint_if,
    assert_no_zeros,
    assert_real,
    assert_real_positive,
    conj_if,
    held,
    joined_shape,
)
from minigraph.linear_operators.rules import rule
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.complex_numbers import conj
from minigraph.ops.division import divide
from minigraph.ops.exponentials import log
from minigraph.ops.magnitude import abs
from minigraph.ops.matrix_diagonals import matrix_diag, matrix_diag_part, matrix_set_diag
from minigraph.ops.powers import sqrt
from minigraph.ops.reduce import reduce_max, reduce_min, reduce_prod
from minigraph.ops.shaping import shape
from minigraph.ops.spread import reduce_sum

__all__ = ["LinearOperatorDiag"]


class LinearOperatorDiag(LinearOperator):
    """A diagonal matrix; all that is asked of it costs no more than its diagonal.

    Args:
        diag: a tensor or variable [..., n] of real or complex numbers.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; it is always square, and self-adjoint if `diag` is real.
        name: of its scope.

    Raises:
        TypeError: `diag` holds integers or the like; ValueError: it is a scalar, or a promise
            contradicts what is always true.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorDiag([2.0, 4.0])
        >>> tf.Session().run([a.determinant(), a.solvevec([2.0, 2.0])])
        [np.float32(8.0), array([1. , 0.5], dtype=float32)]
    """

    def __init__(
        self,
        diag: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorDiag",
    ):
        parameters = dict(locals())
        with self._made(name):
            self._diag = held(diag, "diag", ndims=1, field=True)
        if not self._diag.dtype.is_complex:
            if is_self_adjoint is False:
                raise ValueError("A real diagonal operator is always self adjoint.")
            is_self_adjoint = True
        if is_square is False:
            raise ValueError("Only square diagonal operators currently supported.")
        super().__init__(
            dtype=self._diag.dtype,
            is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite,
            is_square=True,
            name=name,
            parameters=parameters,
        )

    @property
    def diag(self) -> Any:
        """The diagonal."""
        return self._diag

    def _shape(self) -> Any:
        sizes = self._diag.shape
        return sizes if sizes.ndims is None else sizes.concatenate(sizes[-1:])

    def _shape_tensor(self) -> Any:
        sizes = shape(self._diag)
        return joined_shape(sizes, sizes[-1:])

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        diag = conj_if(self._diag, adjoint)
        return expand_dims(diag, -1) * adjoint_if(x, adjoint_arg)

    def _matvec(self, x: Any, adjoint: bool = False) -> Any:
        return conj_if(self._diag, adjoint) * x

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        diag = conj_if(self._diag, adjoint)
        return adjoint_if(rhs, adjoint_arg) / expand_dims(diag, -1)

    def _solvevec(self, rhs: Any, adjoint: bool = False) -> Any:
        return rhs / conj_if(self._diag, adjoint)

    def _to_dense(self) -> Any:
        return matrix_diag(self._diag)

    def _diag_part(self) -> Any:
        return self._read(self._diag)

    def _add_to_tensor(self, x: Any) -> Any:
        return matrix_set_diag(x, matrix_diag_part(x) + self._diag)

    def _determinant(self) -> Any:
        return reduce_prod(self._diag, -1)

    def _log_abs_determinant(self) -> Any:
        return cast(reduce_sum(log(abs(self._diag)), -1), self.dtype)

    def _eigvals(self) -> Any:
        return self._read(self._diag)

    def _cond(self) -> Any:
        sizes = abs(self._diag)
        return reduce_max(sizes, -1) / reduce_min(sizes, -1)

    def _assert_non_singular(self) -> Any:
        return assert_no_zeros(self._diag, "Singular operator:  Diagonal contained zero values.")

    def _assert_positive_definite(self) -> Any:
        message = "Non-positive definite operator:  Diagonal contained a non-positive real part."
        return assert_real_positive(self._diag, message)

    def _assert_self_adjoint(self) -> Any:
        return assert_real(
            self._diag, "This diagonal operator contained non-zero imaginary values."
        )


@rule("adjoint", LinearOperatorDiag)
def _(a: Any) -> Any:
    return LinearOperatorDiag(conj(a.diag), **a._hints())


@rule("inverse", LinearOperatorDiag)
def _(a: Any) -> Any:
    return LinearOperatorDiag(divide(1.0, a.diag), **a._hints())


@rule("cholesky", LinearOperatorDiag)
def _(a: Any) -> Any:
    kept: dict[str, Any] = {
        "is_non_singular": True,
        "is_self_adjoint": True,
        "is_positive_definite": True,
    }
    return LinearOperatorDiag(sqrt(a.diag), is_square=True, **kept)
