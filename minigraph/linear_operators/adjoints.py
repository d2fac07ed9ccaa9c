"""The adjoint and the inverse of an operator, as operators that ask it."""

from __future__ import annotations

from typing import Any

from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.hints import agree
from minigraph.linear_operators.parts import conj_if, joined_shape
from minigraph.linear_operators.rules import rule
from minigraph.ops.arithmetic import negative
from minigraph.ops.complex_numbers import conj
from minigraph.ops.division import divide
from minigraph.ops.transposing import adjoint as adjoint_of

__all__ = ["LinearOperatorAdjoint", "LinearOperatorInversion"]


class LinearOperatorAdjoint(LinearOperator):
    """A^H, the transposed conjugate of an operator A.

    Args:
        operator: A, a LinearOperator.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; default: those of A.
        name: of its scope; default: A's name and "_adjoint".

    Raises:
        ValueError: a promise contradicts A's.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorFullMatrix([[1.0, 2.0], [3.0, 4.0]])
        >>> tf.Session().run(tf.linalg.LinearOperatorAdjoint(a).to_dense()).tolist()
        [[1.0, 3.0], [2.0, 4.0]]
    """

    def __init__(
        self,
        operator: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
    ):
        parameters = dict(locals())
        self._operator = operator
        super().__init__(
            dtype=operator.dtype,
            is_non_singular=agree("is_non_singular", is_non_singular, operator),
            is_self_adjoint=agree("is_self_adjoint", is_self_adjoint, operator),
            is_positive_definite=agree("is_positive_definite", is_positive_definite, operator),
            is_square=agree("is_square", is_square, operator),
            name=operator.name + "_adjoint" if name is None else name,
            parameters=parameters,
        )

    @property
    def operator(self) -> Any:
        """A."""
        return self._operator

    def _shape(self) -> Any:
        shape = self.operator.shape
        if shape.ndims is None:
            return shape
        return shape[:-2].concatenate([shape[-1], shape[-2]])

    def _shape_tensor(self) -> Any:
        return _turned(self.operator)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self.operator._matmul(x, adjoint=not adjoint, adjoint_arg=adjoint_arg)

    def _matvec(self, x: Any, adjoint: bool = False) -> Any:
        return self.operator._matvec(x, adjoint=not adjoint)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self.operator._solve(rhs, adjoint=not adjoint, adjoint_arg=adjoint_arg)

    def _solvevec(self, rhs: Any, adjoint: bool = False) -> Any:
        return self.operator._solvevec(rhs, adjoint=not adjoint)

    def _to_dense(self) -> Any:
        return adjoint_of(self.operator._to_dense())

    def _add_to_tensor(self, x: Any) -> Any:
        return self._to_dense() + x

    def _diag_part(self) -> Any:
        return conj_if(self.operator._diag_part(), True)

    def _trace(self) -> Any:
        return conj_if(self.operator._trace(), True)

    def _determinant(self) -> Any:
        return conj_if(self.operator._determinant(), True)

    def _log_abs_determinant(self) -> Any:
        return self.operator._log_abs_determinant()

    def _eigvals(self) -> Any:
        return conj(self.operator._eigvals())

    def _cond(self) -> Any:
        return self.operator._cond()

    def _assert_non_singular(self) -> Any:
        return self.operator._assert_non_singular()

    def _assert_positive_definite(self) -> Any:
        return self.operator._assert_positive_definite()

    def _assert_self_adjoint(self) -> Any:
        return self.operator._assert_self_adjoint()


def _turned(operator: Any) -> Any:
    """The shape with the last two sizes exchanged."""
    return joined_shape(operator._batch(), operator._columns(), operator._rows())


class LinearOperatorInversion(LinearOperator):
    """A^-1, the inverse of an operator A, without its elements: products solve A's equations.

    Args:
        operator: A, a LinearOperator.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; default: those of A.
        name: of its scope; default: A's name and "_inv".

    Raises:
        ValueError: A is said to be singular or not square, or a promise contradicts A's.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorFullMatrix([[2.0, 0.0], [0.0, 4.0]])
        >>> inverse = tf.linalg.LinearOperatorInversion(a)
        >>> tf.Session().run(inverse.matvec([2.0, 2.0])).tolist()
        [1.0, 0.5]
    """

    def __init__(
        self,
        operator: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
    ):
        parameters = dict(locals())
        self._operator = operator
        for hint, given in (("is_square", is_square), ("is_non_singular", is_non_singular)):
            if False in (given, getattr(operator, hint)):
                raise ValueError(f"An inverse needs {hint} to be True or None, but it is False.")
        super().__init__(
            dtype=operator.dtype,
            is_non_singular=agree("is_non_singular", is_non_singular, operator),
            is_self_adjoint=agree("is_self_adjoint", is_self_adjoint, operator),
            is_positive_definite=agree("is_positive_definite", is_positive_definite, operator),
            is_square=agree("is_square", is_square, operator),
            name=operator.name + "_inv" if name is None else name,
            parameters=parameters,
        )

    @property
    def operator(self) -> Any:
        """A."""
        return self._operator

    def _shape(self) -> Any:
        return self.operator.shape

    def _shape_tensor(self) -> Any:
        return self.operator._shape_tensor()

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self.operator._solve(x, adjoint=adjoint, adjoint_arg=adjoint_arg)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self.operator._matmul(rhs, adjoint=adjoint, adjoint_arg=adjoint_arg)

    def _determinant(self) -> Any:
        return divide(1.0, self.operator._determinant())

    def _log_abs_determinant(self) -> Any:
        return negative(self.operator._log_abs_determinant())

    def _eigvals(self) -> Any:
        return divide(1.0, self.operator._eigvals())

    def _cond(self) -> Any:
        return self.operator._cond()

    def _assert_non_singular(self) -> Any:
        return self.operator._assert_non_singular()

    def _assert_positive_definite(self) -> Any:
        return self.operator._assert_positive_definite()

    def _assert_self_adjoint(self) -> Any:
        return self.operator._assert_self_adjoint()


# ---------------------------------------------------------------------------------- rules
@rule("adjoint", LinearOperator)
def _(a: Any) -> Any:
    return LinearOperatorAdjoint(a)


@rule("adjoint", LinearOperatorAdjoint)
def _(a: Any) -> Any:
    return a.operator


@rule("inverse", LinearOperator)
def _(a: Any) -> Any:
    return LinearOperatorInversion(a)


@rule("inverse", LinearOperatorInversion)
def _(a: Any) -> Any:
    return a.operator


@rule("quotient", LinearOperatorInversion, LinearOperator)
def _(a: Any, b: Any) -> Any:
    return a.operator.matmul(b)
