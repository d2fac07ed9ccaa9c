"""The matrix of zeros."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.dtypes import as_dtype
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.shapes import TensorShape
from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.hints import always
from minigraph.linear_operators.parts import adjoint_if, batch_of, joined_shape, over_batch, size_of
from minigraph.linear_operators.rules import rule
from minigraph.linear_operators.sizes import Count, Sizes, agreed
from minigraph.ops.exponentials import log
from minigraph.ops.flow import no_op
from minigraph.ops.magnitude import minimum
from minigraph.ops.spread import zeros

__all__ = ["LinearOperatorZeros"]


class LinearOperatorZeros(LinearOperator):
    """A matrix of zeros [..., m, n].

    Args:
        num_rows: m, an int or an integer scalar.
        num_columns: n; default: m.
        batch_shape: the batch, a list of ints or an integer vector; default: none.
        dtype: of the elements; default float32.
        is_non_singular, is_positive_definite: always False.
        is_self_adjoint: always True for a square one.
        is_square: whether m = n.
        assert_proper_shapes: whether runs check the sizes, and the shapes of what it is multiplied
            with.
        name: of its scope.

    Raises:
        TypeError, ValueError: a size is none, or a promise contradicts what is always true.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorZeros(1, 2, is_square=False, is_self_adjoint=False)
        >>> tf.Session().run(a.matvec([3.0, 4.0])).tolist()
        [0.0]
    """

    def __init__(
        self,
        num_rows: Any,
        num_columns: Any = None,
        batch_shape: Any = None,
        dtype: Any = None,
        is_non_singular: bool | None = False,
        is_self_adjoint: bool | None = True,
        is_positive_definite: bool | None = False,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorZeros",
    ):
        parameters = dict(locals())
        always("A zero", {"is_non_singular": False, "is_positive_definite": False}, parameters)
        if is_self_adjoint is False and is_square:
            raise ValueError("A zero operator is always self adjoint.")
        with self._made(name):
            self._rows_held = Count(num_rows, "num_rows", assert_proper_shapes)
            columns = num_rows if num_columns is None else num_columns
            self._columns_held = Count(columns, "num_columns", assert_proper_shapes)
            self._batch_held = Sizes(batch_shape, "batch_shape", assert_proper_shapes)
        m, n = self._rows_held.static, self._columns_held.static
        if is_square and None not in (m, n) and m != n:
            raise ValueError(f"is_square=True, but num_rows is {m} and num_columns is {n}.")
        self._checked = assert_proper_shapes
        super().__init__(
            dtype=dtypes.float32 if dtype is None else as_dtype(dtype),
            is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite,
            is_square=is_square,
            name=name,
            parameters=parameters,
        )

    def _shape(self) -> Any:
        ends = [self._rows_held.static, self._columns_held.static]
        return TensorShape(self._batch_held.static).concatenate(ends)

    def _shape_tensor(self) -> Any:
        ends = self._rows_held.value, self._columns_held.value
        return joined_shape(self._batch_held.value, *ends)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        x = adjoint_if(x, adjoint_arg)
        if self._checked:
            x = agreed(x, self._rows() if adjoint else self._columns())
        rows = self._columns() if adjoint else self._rows()
        row = over_batch(x[..., :1, :], self._batch())
        return zeros(joined_shape(batch_of(row), rows, size_of(x, -1)), self.dtype)

    def _to_dense(self) -> Any:
        return zeros(self._sizes(), self.dtype)

    def _diag_part(self) -> Any:
        m, n = self._rows(), self._columns()
        fewer = min(m, n) if isinstance(m, int) and isinstance(n, int) else minimum(m, n)
        return zeros(joined_shape(self._batch(), fewer), self.dtype)

    def _trace(self) -> Any:
        return zeros(self._batch(), self.dtype)

    def _add_to_tensor(self, x: Any) -> Any:
        return over_batch(x, self._batch())

    def _determinant(self) -> Any:
        return zeros(self._batch(), self.dtype)

    def _log_abs_determinant(self) -> Any:
        return log(zeros(self._batch(), self.dtype))

    def _eigvals(self) -> Any:
        return self._diag_part()

    def _assert_non_singular(self) -> Any:
        raise InvalidArgumentError(None, None, "Zero operators are always non-invertible.")

    def _assert_positive_definite(self) -> Any:
        raise InvalidArgumentError(None, None, "Zero operators are always non-positive definite.")

    def _assert_self_adjoint(self) -> Any:
        return no_op("assert_self_adjoint")


@rule("adjoint", LinearOperatorZeros)
def _(a: Any) -> Any:
    return zeros_between(a, a._columns(), a._rows())


def zeros_between(like: Any, rows: Any, columns: Any) -> Any:
    """Zeros of other sizes; they are square if nothing tells that they are not."""
    square = None if like.is_square is None else rows is columns or rows == columns
    return LinearOperatorZeros(
        rows,
        columns,
        batch_shape=like._batch(),
        dtype=like.dtype,
        is_self_adjoint=square,
        is_square=square,
    )
