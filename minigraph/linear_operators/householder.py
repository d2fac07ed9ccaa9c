"""Reflections at a plane."""

from __future__ import annotations

from typing import Any

from minigraph.core.errors import InvalidArgumentError
from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.hints import always
from minigraph.linear_operators.parts import adjoint_if, batch_of, held, joined_shape
from minigraph.linear_operators.rules import rule
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.flow import no_op
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import abs
from minigraph.ops.matmul import matmul
from minigraph.ops.matrix_diagonals import matrix_diag_part, matrix_set_diag
from minigraph.ops.powers import rsqrt, square
from minigraph.ops.shaping import shape
from minigraph.ops.spread import ones, ones_like, reduce_sum, zeros

__all__ = ["LinearOperatorHouseholder"]


class LinearOperatorHouseholder(LinearOperator):
    """1 - 2 v v^H / v^H v: the reflection at the plane that v stands on.

    Args:
        reflection_axis: v, a tensor or variable [..., n] of real or complex numbers.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises; it is always
            square, self-adjoint and its own inverse, and never positive definite.
        name: of its scope.

    Raises:
        TypeError: v holds integers or the like; ValueError: it is a scalar, or a promise
            contradicts what is always true.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorHouseholder([0.0, 2.0])
        >>> tf.Session().run(a.matvec([3.0, 4.0])).tolist()
        [3.0, -4.0]
    """

    def __init__(
        self,
        reflection_axis: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorHouseholder",
    ):
        parameters = dict(locals())
        truth = {"is_self_adjoint": True, "is_positive_definite": False}
        truth |= {"is_square": True, "is_non_singular": True}
        always("A Householder", truth, parameters)
        with self._made(name):
            self._reflection_axis = held(reflection_axis, "reflection_axis", ndims=1, field=True)
        super().__init__(
            dtype=self._reflection_axis.dtype,
            is_non_singular=is_non_singular,
            is_self_adjoint=True,
            is_positive_definite=False,
            is_square=True,
            name=name,
            parameters=parameters,
        )

    @property
    def reflection_axis(self) -> Any:
        """v."""
        return self._reflection_axis

    def _shape(self) -> Any:
        sizes = self._reflection_axis.shape
        return sizes if sizes.ndims is None else sizes.concatenate(sizes[-1:])

    def _shape_tensor(self) -> Any:
        sizes = shape(self._reflection_axis)
        return joined_shape(sizes, sizes[-1:])

    def _unit(self) -> Any:
        """v, of length 1."""
        v = self._reflection_axis
        length = reduce_sum(square(abs(v)), -1, keepdims=True)
        return v * cast(rsqrt(length), self.dtype)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        x = adjoint_if(x, adjoint_arg)
        column = expand_dims(self._unit(), -1)
        return x - 2.0 * column * matmul(column, x, adjoint_a=True)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._matmul(rhs, adjoint_arg=adjoint_arg)

    def _to_dense(self) -> Any:
        column = expand_dims(self._unit(), -1)
        product = -2.0 * matmul(column, column, adjoint_b=True)
        return matrix_set_diag(product, 1.0 + matrix_diag_part(product))

    def _diag_part(self) -> Any:
        return cast(1.0 - 2.0 * square(abs(self._unit())), self.dtype)

    def _trace(self) -> Any:
        shift = cast(self._rows(), self.dtype) - 2.0
        return shift * ones(batch_of(self._reflection_axis, 1), self.dtype)

    def _determinant(self) -> Any:
        return -ones(self._batch(), self.dtype)

    def _log_abs_determinant(self) -> Any:
        return zeros(self._batch(), self.dtype)

    def _eigvals(self) -> Any:
        all_ones = ones_like(self._reflection_axis)
        return concat([-all_ones[..., :1], all_ones[..., 1:]], -1)

    def _cond(self) -> Any:
        return ones(self._batch(), self.dtype)

    def _assert_non_singular(self) -> Any:
        return no_op("assert_non_singular")

    def _assert_positive_definite(self) -> Any:
        message = "Householder operators are always non-positive definite."
        raise InvalidArgumentError(None, None, message)

    def _assert_self_adjoint(self) -> Any:
        return no_op("assert_self_adjoint")


@rule("inverse", LinearOperatorHouseholder)
def _(a: Any) -> Any:
    return a
