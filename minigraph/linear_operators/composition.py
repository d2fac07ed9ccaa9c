"""The product of operators: one after the other, the last one first."""

from __future__ import annotations

from functools import reduce
from typing import Any

from minigraph.core.shapes import TensorShape
from minigraph.linear_operators.adjoints import LinearOperatorAdjoint, LinearOperatorInversion
from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.described import common_batch, common_batch_of
from minigraph.linear_operators.hints import all_of
from minigraph.linear_operators.parts import joined_shape
from minigraph.linear_operators.rules import rule
from minigraph.ops.flow import group

__all__ = ["LinearOperatorComposition", "same_types"]


def same_types(operators: Any) -> list[Any]:
    """The operators as a list; ValueError if there are none, TypeError if their types differ."""
    listed = list(operators)
    if not listed:
        raise ValueError(f"Expected a non-empty list of operators, but got {operators}")
    if any(operator.dtype is not listed[0].dtype for operator in listed):
        named = ", ".join(f"{operator.name}: {operator.dtype.name}" for operator in listed)
        raise TypeError(f"Expected all operators to have the same dtype, but got {named}")
    return listed


def _are_adjoint(a: Any, b: Any) -> bool:
    """Whether one is made as the adjoint of the other."""
    if a is b:
        return bool(a.is_self_adjoint)
    return any(
        isinstance(x, LinearOperatorAdjoint) and x.operator is y for x, y in ((a, b), (b, a))
    )


def _implied(operators: list[Any]) -> dict[str, bool | None]:
    """What can be said of the product."""
    rows, columns = operators[0]._range, operators[-1]._domain
    if None not in (rows, columns) and rows != columns:
        names = ("is_non_singular", "is_self_adjoint", "is_positive_definite", "is_square")
        return dict.fromkeys(names, False)
    found: dict[str, bool | None] = {"is_square": all_of("is_square", operators)}
    found["is_non_singular"] = all_of("is_non_singular", operators)
    if found["is_square"] and any(a.is_non_singular is False for a in operators):
        found["is_non_singular"] = False
    adjoint = len(operators) == 2 and _are_adjoint(*operators)
    found["is_self_adjoint"] = True if adjoint else None
    found["is_positive_definite"] = True if adjoint and found["is_non_singular"] else None
    if adjoint:
        found["is_square"] = True
    return found


class LinearOperatorComposition(LinearOperator):
    """A1 A2 ... Ak, the product of operators.

    Args:
        operators: a list of LinearOperators of one type; batches broadcast.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; default: what follows from those of the operators.
        name: of its scope; default: the operators' names, joined by "_o_".

    Raises:
        ValueError: there are no operators, or their sizes do not fit, or all have inverses and the
            product is said to have none.
        TypeError: their types differ.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorFullMatrix([[1.0, 2.0], [3.0, 4.0]])
        >>> b = tf.linalg.LinearOperatorDiag([1.0, 10.0])
        >>> tf.Session().run(tf.linalg.LinearOperatorComposition([a, b]).to_dense()).tolist()
        [[1.0, 20.0], [3.0, 40.0]]
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
        for a, b in zip(self._operators[:-1], self._operators[1:], strict=True):
            if not a.domain_dimension.is_compatible_with(b.range_dimension):
                raise ValueError(f"{a.name} of shape {a.shape} cannot follow {b.name}: {b.shape}")
        if is_non_singular is False and all_of("is_non_singular", self._operators):
            raise ValueError("The composition of non-singular operators is always non-singular.")
        implied = _implied(self._operators)

        def hint(name: str, given: bool | None) -> bool | None:
            return implied[name] if given is None else given

        super().__init__(
            dtype=self._operators[0].dtype,
            is_non_singular=hint("is_non_singular", is_non_singular),
            is_self_adjoint=hint("is_self_adjoint", is_self_adjoint),
            is_positive_definite=hint("is_positive_definite", is_positive_definite),
            is_square=hint("is_square", is_square),
            name="_o_".join(a.name for a in self._operators) if name is None else name,
            parameters=parameters,
        )

    @property
    def operators(self) -> list[Any]:
        """The factors, from left to right."""
        return list(self._operators)

    def _shape(self) -> Any:
        ends = [self._operators[0].range_dimension, self._operators[-1].domain_dimension]
        return common_batch(self._operators).concatenate(TensorShape(ends))

    def _shape_tensor(self) -> Any:
        batch = common_batch_of(self._operators)
        return joined_shape(batch, self._operators[0]._rows(), self._operators[-1]._columns())

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        order = self._operators if adjoint else self._operators[::-1]
        x = order[0]._matmul(x, adjoint=adjoint, adjoint_arg=adjoint_arg)
        return reduce(lambda y, a: a._matmul(y, adjoint=adjoint), order[1:], x)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        order = self._operators[::-1] if adjoint else self._operators
        x = order[0]._solve(rhs, adjoint=adjoint, adjoint_arg=adjoint_arg)
        return reduce(lambda y, a: a._solve(y, adjoint=adjoint), order[1:], x)

    def _all_square(self) -> bool:
        return all(a.is_square is not False for a in self._operators)

    def _determinant(self) -> Any:
        if not self._all_square():
            return super()._determinant()
        return reduce(lambda x, y: x * y, (a._determinant() for a in self._operators))

    def _log_abs_determinant(self) -> Any:
        if not self._all_square():
            return super()._log_abs_determinant()
        return reduce(lambda x, y: x + y, (a._log_abs_determinant() for a in self._operators))

    def _assert_non_singular(self) -> Any:
        if not self._all_square():
            return super()._assert_non_singular()
        return group(*(a._assert_non_singular() for a in self._operators))


@rule("product", LinearOperator, LinearOperator)
def _(a: Any, b: Any) -> Any:
    return LinearOperatorComposition([a, b])


@rule("quotient", LinearOperator, LinearOperator)
def _(a: Any, b: Any) -> Any:
    return LinearOperatorComposition([LinearOperatorInversion(a), b])
