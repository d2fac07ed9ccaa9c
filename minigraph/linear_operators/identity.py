"""The identity, and multiples of it."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.dtypes import as_dtype
from minigraph.core.shapes import TensorShape
from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.hints import always
from minigraph.linear_operators.parts import (
    adjoint_if,
    assert_no_zeros,
    assert_real,
    assert_real_positive,
    conj_if,
    held,
    joined_shape,
    over_batch,
)
from minigraph.linear_operators.rules import rule
from minigraph.linear_operators.sizes import Count, Sizes, agreed
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.complex_numbers import conj
from minigraph.ops.diagonals import eye
from minigraph.ops.division import divide
from minigraph.ops.exponentials import log
from minigraph.ops.flow import no_op
from minigraph.ops.magnitude import abs
from minigraph.ops.matrix_diagonals import matrix_diag_part, matrix_set_diag
from minigraph.ops.powers import pow, sqrt
from minigraph.ops.shaping import shape
from minigraph.ops.spread import ones, zeros

__all__ = ["LinearOperatorIdentity", "LinearOperatorScaledIdentity"]


class LinearOperatorIdentity(LinearOperator):
    """The identity matrix; products and solutions are the other operand itself.

    Args:
        num_rows: the size n, an int or an integer scalar.
        batch_shape: the batch, a list of ints or an integer vector; default: none.
        dtype: of the elements; default float32.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: always True.
        assert_proper_shapes: whether runs check `num_rows` and `batch_shape`, and the shapes of
            what it is multiplied with.
        name: of its scope.

    Raises:
        TypeError, ValueError: `num_rows` is no size, `batch_shape` no shape, or a promise is not
            True.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.linalg.LinearOperatorIdentity(2).to_dense()).tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """

    def __init__(
        self,
        num_rows: Any,
        batch_shape: Any = None,
        dtype: Any = None,
        is_non_singular: bool | None = True,
        is_self_adjoint: bool | None = True,
        is_positive_definite: bool | None = True,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorIdentity",
    ):
        parameters = dict(locals())
        truth = {"is_self_adjoint": True, "is_non_singular": True, "is_positive_definite": True}
        always("An identity", truth | {"is_square": True}, parameters)
        with self._made(name):
            self._rows_held = Count(num_rows, "num_rows", assert_proper_shapes)
            self._batch_held = Sizes(batch_shape, "batch_shape", assert_proper_shapes)
        self._checked = assert_proper_shapes
        super().__init__(
            dtype=dtypes.float32 if dtype is None else as_dtype(dtype),
            is_non_singular=True,
            is_self_adjoint=True,
            is_positive_definite=True,
            is_square=True,
            name=name,
            parameters=parameters,
        )

    def _shape(self) -> Any:
        size = self._rows_held.static
        return TensorShape(self._batch_held.static).concatenate([size, size])

    def _shape_tensor(self) -> Any:
        size = self._rows_held.value
        return joined_shape(self._batch_held.value, size, size)

    def _over(self, x: Any) -> Any:
        x = agreed(x, self._rows_held.value) if self._checked else x
        return over_batch(x, self._batch())

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._over(adjoint_if(x, adjoint_arg))

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._over(adjoint_if(rhs, adjoint_arg))

    def _to_dense(self) -> Any:
        return eye(self._rows(), batch_shape=self._batch(), dtype=self.dtype)

    def _diag_part(self) -> Any:
        return ones(joined_shape(self._batch(), self._rows()), self.dtype)

    def _trace(self) -> Any:
        return cast(self._rows(), self.dtype) * ones(self._batch(), self.dtype)

    def _add_to_tensor(self, x: Any) -> Any:
        return matrix_set_diag(x, matrix_diag_part(x) + self._diag_part())

    def _determinant(self) -> Any:
        return ones(self._batch(), self.dtype)

    def _log_abs_determinant(self) -> Any:
        return zeros(self._batch(), self.dtype)

    def _eigvals(self) -> Any:
        return self._diag_part()

    def _cond(self) -> Any:
        return ones(self._batch(), self.dtype)

    def _assert_non_singular(self) -> Any:
        return no_op("assert_non_singular")

    def _assert_positive_definite(self) -> Any:
        return no_op("assert_positive_definite")

    def _assert_self_adjoint(self) -> Any:
        return no_op("assert_self_adjoint")


class LinearOperatorScaledIdentity(LinearOperator):
    """c 1, a multiple of the identity.

    Args:
        num_rows: the size n, an int or an integer scalar.
        multiplier: c, a tensor [...] of real or complex numbers: its shape is the batch.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; it is always square, and self-adjoint if c is real.
        assert_proper_shapes: whether runs check `num_rows` and the shapes of what it is multiplied
            with.
        name: of its scope.

    Raises:
        TypeError, ValueError: `num_rows` is no size, or a promise contradicts what is always true.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.linalg.LinearOperatorScaledIdentity(2, 3.0).to_dense()).tolist()
        [[3.0, 0.0], [0.0, 3.0]]
    """

    def __init__(
        self,
        num_rows: Any,
        multiplier: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorScaledIdentity",
    ):
        parameters = dict(locals())
        always("A scaled identity", {"is_square": True}, parameters)
        with self._made(name):
            self._multiplier = held(multiplier, "multiplier")
            self._rows_held = Count(num_rows, "num_rows", assert_proper_shapes)
        self._checked = assert_proper_shapes
        if not self._multiplier.dtype.is_complex:
            if is_self_adjoint is False:
                raise ValueError("A real scaled identity operator is always self adjoint.")
            is_self_adjoint = True
        super().__init__(
            dtype=self._multiplier.dtype,
            is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite,
            is_square=True,
            name=name,
            parameters=parameters,
        )

    @property
    def multiplier(self) -> Any:
        """c."""
        return self._multiplier

    def _shape(self) -> Any:
        size = self._rows_held.static
        return self._multiplier.shape.concatenate([size, size])

    def _shape_tensor(self) -> Any:
        size = self._rows_held.value
        return joined_shape(shape(self._multiplier), size, size)

    def _scale(self, axes: int, conjugate: bool = False) -> Any:
        """c, with axes of size 1 after those of the batch."""
        scale = conj_if(self._read(self._multiplier), conjugate)
        for _ in range(axes):
            scale = expand_dims(scale, -1)
        return scale

    def _taken_arg(self, x: Any, adjoint_arg: bool) -> Any:
        x = adjoint_if(x, adjoint_arg)
        return agreed(x, self._rows_held.value) if self._checked else x

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._taken_arg(x, adjoint_arg) * self._scale(2, adjoint)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._taken_arg(rhs, adjoint_arg) / self._scale(2, adjoint)

    def _to_dense(self) -> Any:
        unit = eye(self._rows(), batch_shape=self._batch(), dtype=self.dtype)
        return unit * self._scale(2)

    def _diag_part(self) -> Any:
        unit = ones(joined_shape(self._batch(), self._rows()), self.dtype)
        return unit * self._scale(1)

    def _trace(self) -> Any:
        return self._scale(0) * cast(self._rows(), self.dtype)

    def _add_to_tensor(self, x: Any) -> Any:
        return matrix_set_diag(x, matrix_diag_part(x) + self._scale(1))

    def _determinant(self) -> Any:
        return pow(self._scale(0), cast(self._rows(), self.dtype))

    def _log_abs_determinant(self) -> Any:
        size = log(abs(self._scale(0)))
        return cast(self._rows(), size.dtype) * size

    def _eigvals(self) -> Any:
        return self._diag_part()

    def _cond(self) -> Any:
        return ones(self._batch(), self.dtype)

    def _assert_non_singular(self) -> Any:
        return assert_no_zeros(self._scale(0), "LinearOperator was singular")

    def _assert_positive_definite(self) -> Any:
        return assert_real_positive(self._scale(0), "LinearOperator was not positive definite.")

    def _assert_self_adjoint(self) -> Any:
        return assert_real(self._scale(0), "LinearOperator was not self-adjoint")


@rule("adjoint", LinearOperatorScaledIdentity)
def _(a: Any) -> Any:
    return _scaled(a, conj(a.multiplier))


@rule("inverse", LinearOperatorIdentity)
@rule("cholesky", LinearOperatorIdentity)
def _(a: Any) -> Any:
    return a


@rule("inverse", LinearOperatorScaledIdentity)
def _(a: Any) -> Any:
    return _scaled(a, divide(1.0, a.multiplier))


@rule("cholesky", LinearOperatorScaledIdentity)
def _(a: Any) -> Any:
    return _scaled(a, sqrt(a.multiplier))


def _scaled(a: Any, multiplier: Any) -> Any:
    """An operator of the same size and with the same promises."""
    return LinearOperatorScaledIdentity(a._rows_held.value, multiplier, **a._hints())
