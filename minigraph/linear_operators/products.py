"""Products and quotients of operators that stay as simple as their operands."""

from __future__ import annotations

from typing import Any

from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.blocks import LinearOperatorBlockDiag
from minigraph.linear_operators.composition import LinearOperatorComposition
from minigraph.linear_operators.diagonal import LinearOperatorDiag
from minigraph.linear_operators.full_matrix import LinearOperatorLowerTriangular
from minigraph.linear_operators.hints import commuting
from minigraph.linear_operators.identity import (
    LinearOperatorIdentity,
    LinearOperatorScaledIdentity,
)
from minigraph.linear_operators.rules import rule
from minigraph.linear_operators.zeros import LinearOperatorZeros, zeros_between
from minigraph.ops.axes import expand_dims

__all__: list[str] = []


# ---------------------------------------------------------------------------------- the identity
@rule("product", LinearOperatorIdentity, LinearOperator)
@rule("quotient", LinearOperatorIdentity, LinearOperator)
def _(a: Any, b: Any) -> Any:
    return b


@rule("product", LinearOperator, LinearOperatorIdentity)
def _(a: Any, b: Any) -> Any:
    return a


@rule("quotient", LinearOperator, LinearOperatorIdentity)
def _(a: Any, b: Any) -> Any:
    return a.inverse()


# ---------------------------------------------------------------------------------- zeros
@rule("product", LinearOperatorZeros, LinearOperator)
def _(a: Any, b: Any) -> Any:
    return a if b.is_square else zeros_between(a, a._rows(), b._columns())


@rule("product", LinearOperator, LinearOperatorZeros)
def _(a: Any, b: Any) -> Any:
    return b if a.is_square else zeros_between(b, a._rows(), b._columns())


# ---------------------------------------------------------------------------------- diagonals
@rule("product", LinearOperatorScaledIdentity, LinearOperatorScaledIdentity)
def _(a: Any, b: Any) -> Any:
    scale = a.multiplier * b.multiplier
    return LinearOperatorScaledIdentity(a._rows(), scale, **commuting(a, b))


@rule("quotient", LinearOperatorScaledIdentity, LinearOperatorScaledIdentity)
def _(a: Any, b: Any) -> Any:
    scale = b.multiplier / a.multiplier
    return LinearOperatorScaledIdentity(a._rows(), scale, **commuting(a, b))


@rule("product", LinearOperatorDiag, LinearOperatorDiag)
def _(a: Any, b: Any) -> Any:
    return LinearOperatorDiag(a.diag * b.diag, **commuting(a, b))


@rule("quotient", LinearOperatorDiag, LinearOperatorDiag)
def _(a: Any, b: Any) -> Any:
    return LinearOperatorDiag(b.diag / a.diag, **commuting(a, b))


@rule("product", LinearOperatorDiag, LinearOperatorScaledIdentity)
def _(a: Any, b: Any) -> Any:
    return LinearOperatorDiag(a.diag * b._scale(1), **commuting(a, b))


@rule("product", LinearOperatorScaledIdentity, LinearOperatorDiag)
def _(a: Any, b: Any) -> Any:
    return LinearOperatorDiag(b.diag * a._scale(1), **commuting(a, b))


@rule("quotient", LinearOperatorDiag, LinearOperatorScaledIdentity)
def _(a: Any, b: Any) -> Any:
    return LinearOperatorDiag(b._scale(1) / a.diag, **commuting(a, b))


@rule("quotient", LinearOperatorScaledIdentity, LinearOperatorDiag)
def _(a: Any, b: Any) -> Any:
    return LinearOperatorDiag(b.diag / a._scale(1), **commuting(a, b))


# ---------------------------------------------------------------------------------- triangles
@rule("product", LinearOperatorDiag, LinearOperatorLowerTriangular)
def _(a: Any, b: Any) -> Any:
    return _triangle(expand_dims(a.diag, -1) * b._to_dense(), a, b)


@rule("product", LinearOperatorLowerTriangular, LinearOperatorDiag)
def _(a: Any, b: Any) -> Any:
    return _triangle(a._to_dense() * expand_dims(b.diag, -2), a, b)


@rule("quotient", LinearOperatorDiag, LinearOperatorLowerTriangular)
def _(a: Any, b: Any) -> Any:
    return _triangle(b._to_dense() / expand_dims(a.diag, -1), a, b)


def _triangle(tril: Any, a: Any, b: Any) -> Any:
    """The triangle that two operators make: it has an inverse if both have."""
    singular = commuting(a, b)["is_non_singular"]
    return LinearOperatorLowerTriangular(tril, is_non_singular=singular, is_square=True)


# ---------------------------------------------------------------------------------- blocks
def _same_blocks(a: Any, b: Any) -> bool:
    """Whether the blocks of two operators lie over each other, for sure."""
    if len(a.operators) != len(b.operators):
        return False
    pairs = zip(a.operators, b.operators, strict=True)
    return all(x._domain is not None and x._domain == y._range for x, y in pairs)


@rule("product", LinearOperatorBlockDiag, LinearOperatorBlockDiag)
def _(a: Any, b: Any) -> Any:
    if not _same_blocks(a, b):
        return LinearOperatorComposition([a, b])
    pairs = zip(a.operators, b.operators, strict=True)
    return LinearOperatorBlockDiag([x.matmul(y) for x, y in pairs], is_square=None)


@rule("quotient", LinearOperatorBlockDiag, LinearOperatorBlockDiag)
def _(a: Any, b: Any) -> Any:
    if not _same_blocks(a, b):
        return LinearOperatorComposition([a.inverse(), b])
    pairs = zip(a.operators, b.operators, strict=True)
    return LinearOperatorBlockDiag([x.solve(y) for x, y in pairs], is_square=None)
