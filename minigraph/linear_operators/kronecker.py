"""The Kronecker product of operators, applied one axis at a time."""

from __future__ import annotations

import math
from functools import reduce
from typing import Any

from minigraph.core.shapes import TensorShape
from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.composition import same_types
from minigraph.linear_operators.described import common_batch, common_batch_of
from minigraph.linear_operators.hints import all_of
from minigraph.linear_operators.parts import (
    adjoint_if,
    batch_of,
    joined_shape,
    over_batch,
    size_of,
)
from minigraph.linear_operators.rules import rule
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.flow import group
from minigraph.ops.powers import pow
from minigraph.ops.shaping import reshape
from minigraph.ops.transposing import matrix_transpose

__all__ = ["LinearOperatorKronecker"]


class LinearOperatorKronecker(LinearOperator):
    """A1 x A2 x ... x Ak: blocks of A2 x ... x Ak, times the elements of A1.

    Args:
        operators: a list of LinearOperators of one type; batches broadcast.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; default: True if it is so for each operator.
        name: of its scope; default: the operators' names, joined by "_x_".

    Raises:
        ValueError: there are no operators, or a promise contradicts theirs; TypeError: their types
            differ.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorFullMatrix([[1.0, 2.0], [3.0, 4.0]])
        >>> b = tf.linalg.LinearOperatorFullMatrix([[1.0, 10.0]])
        >>> tf.Session().run(tf.linalg.LinearOperatorKronecker([a, b]).to_dense()).tolist()
        [[1.0, 10.0, 2.0, 20.0], [3.0, 30.0, 4.0, 40.0]]
    """

    def __init__(
        self,
        operators: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
    ):
        parameters = dict(locals())
        self._operators = same_types(operators)
        given = {"is_non_singular": is_non_singular, "is_self_adjoint": is_self_adjoint}
        given |= {"is_positive_definite": is_positive_definite, "is_square": is_square}
        for hint, value in given.items():
            if all_of(hint, self._operators):
                if value is False:
                    raise ValueError(f"{hint} of all operators is True, so it cannot be False.")
                given[hint] = True
        super().__init__(
            dtype=self._operators[0].dtype,
            **given,
            name="_x_".join(a.name for a in self._operators) if name is None else name,
            parameters=parameters,
        )

    @property
    def operators(self) -> list[Any]:
        """The factors, from left to right."""
        return list(self._operators)

    def _shape(self) -> Any:
        ends = [[a._range for a in self._operators], [a._domain for a in self._operators]]
        sizes = [None if None in end else math.prod(end) for end in ends]
        return common_batch(self._operators).concatenate(TensorShape(sizes))

    def _shape_tensor(self) -> Any:
        rows = reduce(lambda x, y: x * y, (a._rows() for a in self._operators))
        columns = reduce(lambda x, y: x * y, (a._columns() for a in self._operators))
        return joined_shape(common_batch_of(self._operators), rows, columns)

    def _by_axes(self, x: Any, sizes: list[Any], step: str, adjoint: bool) -> Any:
        """Apply each operator along its axis: the first axis of what is left is the operator's.

        x [..., n1 n2 .. nk, c] is read as [n1, (n2 .. nk c)]; what A1 makes of it goes to the end:
        [(n2 .. nk c), r1] is read as [n2, (n3 .. nk c r1)], and so on; last comes c to its place.
        """
        x = over_batch(x, common_batch_of(self._operators))
        columns = size_of(x, -1)
        for a, size in zip(self._operators, sizes, strict=True):
            x = reshape(x, joined_shape(batch_of(x), size, -1))
            x = matrix_transpose(getattr(a, step)(x, adjoint=adjoint))
        return matrix_transpose(reshape(x, joined_shape(batch_of(x), columns, -1)))

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        sizes = [a._rows() if adjoint else a._columns() for a in self._operators]
        result = self._by_axes(adjoint_if(x, adjoint_arg), sizes, "_matmul", adjoint)
        return _rows_are(result, self._domain if adjoint else self._range)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        if not all(a.is_square is not False for a in self._operators):
            return super()._solve(rhs, adjoint, adjoint_arg)
        sizes = [a._columns() if adjoint else a._rows() for a in self._operators]
        result = self._by_axes(adjoint_if(rhs, adjoint_arg), sizes, "_solve", adjoint)
        return _rows_are(result, self._range if adjoint else self._domain)

    def _to_dense(self) -> Any:
        return reduce(_products, (a._to_dense() for a in self._operators))

    def _diag_part(self) -> Any:
        if not all(a.is_square for a in self._operators):
            return super()._diag_part()
        return _of_vectors(a._diag_part() for a in self._operators)

    def _trace(self) -> Any:
        if not all(a.is_square for a in self._operators):
            return super()._trace()
        return reduce(lambda x, y: x * y, (a._trace() for a in self._operators))

    def _others(self, a: Any) -> Any:
        """The product of the sizes of the other operators."""
        return cast(self._columns() // a._columns(), self.dtype)

    def _all_square(self) -> bool:
        return all(a.is_square is not False for a in self._operators)

    def _determinant(self) -> Any:
        if not self._all_square():
            return super()._determinant()
        powers = (pow(a._determinant(), self._others(a)) for a in self._operators)
        return reduce(lambda x, y: x * y, powers)

    def _log_abs_determinant(self) -> Any:
        if not self._all_square():
            return super()._log_abs_determinant()
        parts = ((a._log_abs_determinant(), a) for a in self._operators)
        terms = (x * cast(self._others(a), x.dtype) for x, a in parts)
        return reduce(lambda x, y: x + y, terms)

    def _eigvals(self) -> Any:
        return _of_vectors(a._eigvals() for a in self._operators)

    def _assert_non_singular(self) -> Any:
        if not self._all_square():
            return super()._assert_non_singular()
        return group(*(a._assert_non_singular() for a in self._operators))

    def _assert_self_adjoint(self) -> Any:
        if not self._all_square():
            return super()._assert_self_adjoint()
        return group(*(a._assert_self_adjoint() for a in self._operators))


def _rows_are(x: Any, rows: int | None) -> Any:
    """x, with its number of rows if that is known."""
    if x.shape.ndims is not None:
        x.set_shape(TensorShape([*([None] * (x.shape.ndims - 2)), rows, None]))
    return x


def _products(a: Any, b: Any) -> Any:
    """The products of all elements of two matrices, as one matrix."""
    whole = expand_dims(expand_dims(a, -2), -1) * expand_dims(expand_dims(b, -3), -2)
    rows, columns = (size_of(a, axis) * size_of(b, axis) for axis in (-2, -1))
    return reshape(whole, joined_shape(batch_of(whole, 4), rows, columns))


def _of_vectors(vectors: Any) -> Any:
    """The products of all elements of vectors, as one vector."""

    def two(a: Any, b: Any) -> Any:
        whole = expand_dims(a, -1) * expand_dims(b, -2)
        return reshape(whole, joined_shape(batch_of(whole), size_of(a, -1) * size_of(b, -1)))

    return reduce(two, vectors)


# ---------------------------------------------------------------------------------- rules
@rule("adjoint", LinearOperatorKronecker)
def _(a: Any) -> Any:
    return LinearOperatorKronecker([b.adjoint() for b in a.operators], **a._hints())


@rule("inverse", LinearOperatorKronecker)
def _(a: Any) -> Any:
    return LinearOperatorKronecker([b.inverse() for b in a.operators], **a._hints())


@rule("cholesky", LinearOperatorKronecker)
def _(a: Any) -> Any:
    factors = [b.cholesky() for b in a.operators]
    return LinearOperatorKronecker(factors, is_non_singular=True, is_square=True)
