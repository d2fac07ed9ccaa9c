"""Operators that act on blocks of rows: the pieces that vectors are cut into."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import TensorShape
from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.composition import same_types
from minigraph.linear_operators.described import common_batch, common_batch_of
from minigraph.linear_operators.hints import all_of
from minigraph.linear_operators.parts import adjoint_if, joined_shape, over_batch, same_batch
from minigraph.linear_operators.rules import rule
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.flow import group
from minigraph.ops.joining import concat, split
from minigraph.ops.spread import zeros
from minigraph.ops.variables import Variable

__all__ = ["Blockwise", "LinearOperatorBlockDiag"]

_Apply = Callable[..., Any]


class Blockwise(LinearOperator):
    """What operators made of blocks share: their arguments may be lists, one part for each block."""

    def _row_blocks(self) -> list[Any]:
        """Operators, one for each block of rows, with its number of rows."""
        raise NotImplementedError("_row_blocks is not implemented.")

    def _column_blocks(self) -> list[Any]:
        """Operators, one for each block of columns, with its number of columns."""
        return self._row_blocks()

    def _matmul_blocks(self, parts: list[Any], adjoint: bool) -> list[Any]:
        """The blocks of A x, of those of x."""
        raise NotImplementedError("_matmul_blocks is not implemented.")

    def _solve_blocks(self, parts: list[Any], adjoint: bool) -> list[Any]:
        """The blocks of x with A x = rhs, of those of rhs."""
        raise NotImplementedError("_solve_blocks is not implemented.")

    def _sizes_in(self, rows: bool) -> list[Any]:
        """The sizes of the blocks: ints where they are known, else tensors."""
        if rows:
            return [a._rows() for a in self._row_blocks()]
        return [a._columns() for a in self._column_blocks()]

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        parts = _cut(adjoint_if(x, adjoint_arg), self._sizes_in(rows=adjoint))
        return concat(same_batch(*self._matmul_blocks(parts, adjoint)), -2)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        parts = _cut(adjoint_if(rhs, adjoint_arg), self._sizes_in(rows=not adjoint))
        return concat(same_batch(*self._solve_blocks(parts, adjoint)), -2)

    # ------------------------------------------------------------------------------ lists
    def matmul(
        self, x: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "matmul"
    ) -> Any:
        """As `matmul` of LinearOperator; of a list of blocks [..., n_i, k] the list of blocks."""
        if not _is_blocks(x, len(self._column_blocks()), 2):
            return super().matmul(x, adjoint=adjoint, adjoint_arg=adjoint_arg, name=name)
        with self._scope(name):
            sides = self._row_blocks() if adjoint else self._column_blocks()
            parts = self._blocks_taken(x, sides, adjoint, -1 if adjoint_arg else -2, "x")
            return self._matmul_blocks([adjoint_if(p, adjoint_arg) for p in parts], adjoint)

    def solve(
        self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "solve"
    ) -> Any:
        """As `solve` of LinearOperator; of a list of blocks [..., n_i, k] the list of blocks."""
        if not _is_blocks(rhs, len(self._row_blocks()), 2):
            return super().solve(rhs, adjoint=adjoint, adjoint_arg=adjoint_arg, name=name)
        self._refuse("Exact solve", singular=True)
        with self._scope(name):
            sides = self._column_blocks() if adjoint else self._row_blocks()
            parts = self._blocks_taken(rhs, sides, not adjoint, -1 if adjoint_arg else -2, "rhs")
            return self._solve_blocks([adjoint_if(p, adjoint_arg) for p in parts], adjoint)

    def matvec(self, x: Any, adjoint: bool = False, name: str = "matvec") -> Any:
        """As `matvec` of LinearOperator; of a list of blocks [..., n_i] the list of blocks."""
        if not _is_blocks(x, len(self._column_blocks()), 1):
            return super().matvec(x, adjoint=adjoint, name=name)
        with self._scope(name):
            sides = self._row_blocks() if adjoint else self._column_blocks()
            parts = self._blocks_taken(x, sides, adjoint, -1, "x")
            columns = self._matmul_blocks([expand_dims(p, -1) for p in parts], adjoint)
            return [squeeze(column, -1) for column in columns]

    def solvevec(self, rhs: Any, adjoint: bool = False, name: str = "solve") -> Any:
        """As `solvevec` of LinearOperator; of a list of blocks [..., n_i] the list of blocks."""
        if not _is_blocks(rhs, len(self._row_blocks()), 1):
            return super().solvevec(rhs, adjoint=adjoint, name=name)
        self._refuse("Exact solve", singular=True)
        with self._scope(name):
            sides = self._column_blocks() if adjoint else self._row_blocks()
            parts = self._blocks_taken(rhs, sides, not adjoint, -1, "rhs")
            columns = self._solve_blocks([expand_dims(p, -1) for p in parts], adjoint)
            return [squeeze(column, -1) for column in columns]

    def _blocks_taken(
        self, parts: Any, sides: list[Any], rows: bool, axis: int, name: str
    ) -> list[Any]:
        """The blocks as tensors of the right type and size."""
        taken = [self._taken(part, name) for part in parts]
        for part, side in zip(taken, sides, strict=True):
            side._meet(side._range if rows else side._domain, part, axis, name)
        return taken


def _is_blocks(x: Any, count: int, ndims: int) -> bool:
    """Whether an argument is a list of blocks, and not one tensor written as a list."""
    if not isinstance(x, (list, tuple)) or len(x) != count:
        return False
    if not all(isinstance(part, (Tensor, Variable)) or hasattr(part, "ndim") for part in x):
        return False
    return all(part.shape.ndims is None or part.shape.ndims >= ndims for part in map(convert, x))


def _cut(x: Any, sizes: list[Any]) -> list[Any]:
    """The blocks of rows of x."""
    if len(sizes) == 1:
        return [x]
    return split(x, joined_shape(*sizes), axis=-2)


class LinearOperatorBlockDiag(Blockwise):
    """Operators as blocks along the diagonal; all else is zero.

    What `matmul`, `matvec`, `solve` and `solvevec` take may also be a list of blocks; the result is
    one then, too.

    Args:
        operators: a list of LinearOperators of one type; batches broadcast.
        is_non_singular, is_self_adjoint, is_positive_definite: promises, as of LinearOperator;
            default: True if it is so for each block.
        is_square: the same.
        name: of its scope; default: the operators' names, joined by "_ds_".

    Raises:
        ValueError: there are no operators, or a promise contradicts theirs; TypeError: their types
            differ.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorFullMatrix([[1.0, 2.0], [3.0, 4.0]])
        >>> b = tf.linalg.LinearOperatorIdentity(1)
        >>> tf.Session().run(tf.linalg.LinearOperatorBlockDiag([a, b]).to_dense()).tolist()
        [[1.0, 2.0, 0.0], [3.0, 4.0, 0.0], [0.0, 0.0, 1.0]]
    """

    def __init__(
        self,
        operators: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str | None = None,
    ):
        parameters = dict(locals())
        self._operators = same_types(operators)
        given = {"is_non_singular": is_non_singular, "is_self_adjoint": is_self_adjoint}
        given["is_positive_definite"] = is_positive_definite
        for hint, value in given.items():
            if all_of(hint, self._operators):
                if value is False:
                    raise ValueError(
                        f"{hint} of all blocks is True, so that of all cannot be False."
                    )
                given[hint] = True
        square = all(a.is_square is not False for a in self._operators)
        super().__init__(
            dtype=self._operators[0].dtype,
            **given,
            is_square=is_square if square else False,
            name="_ds_".join(a.name for a in self._operators) if name is None else name,
            parameters=parameters,
        )

    @property
    def operators(self) -> list[Any]:
        """The blocks."""
        return list(self._operators)

    def _row_blocks(self) -> list[Any]:
        return self._operators

    def _shape(self) -> Any:
        rows = [a._range for a in self._operators]
        columns = [a._domain for a in self._operators]
        ends = [None if None in sizes else sum(sizes) for sizes in (rows, columns)]
        return common_batch(self._operators).concatenate(TensorShape(ends))

    def _shape_tensor(self) -> Any:
        batch = common_batch_of(self._operators)
        return joined_shape(batch, sum(self._sizes_in(rows=True)), sum(self._sizes_in(rows=False)))

    def _matmul_blocks(self, parts: list[Any], adjoint: bool) -> list[Any]:
        pairs = zip(self._operators, parts, strict=True)
        return [a._matmul(x, adjoint=adjoint) for a, x in pairs]

    def _solve_blocks(self, parts: list[Any], adjoint: bool) -> list[Any]:
        pairs = zip(self._operators, parts, strict=True)
        return [a._solve(x, adjoint=adjoint) for a, x in pairs]

    def _to_dense(self) -> Any:
        rows, batch = [], common_batch_of(self._operators)
        columns = self._sizes_in(rows=False)
        for number, a in enumerate(self._operators):
            left, right = sum(columns[:number]), sum(columns[number + 1 :])
            sides = [zeros(joined_shape(batch, a._rows(), n), self.dtype) for n in (left, right)]
            rows.append(concat([sides[0], over_batch(a._to_dense(), batch), sides[1]], -1))
        return concat(rows, -2)

    def _diag_part(self) -> Any:
        if not all(a.is_square for a in self._operators):
            return super()._diag_part()
        return concat(_vectors(a._diag_part() for a in self._operators), -1)

    def _trace(self) -> Any:
        if not all(a.is_square for a in self._operators):
            return super()._trace()
        return reduce(lambda x, y: x + y, (a._trace() for a in self._operators))

    def _determinant(self) -> Any:
        return reduce(lambda x, y: x * y, (a._determinant() for a in self._operators))

    def _log_abs_determinant(self) -> Any:
        return reduce(lambda x, y: x + y, (a._log_abs_determinant() for a in self._operators))

    def _eigvals(self) -> Any:
        return concat(_vectors(a._eigvals() for a in self._operators), -1)

    def _assert_non_singular(self) -> Any:
        return group(*(a._assert_non_singular() for a in self._operators))

    def _assert_positive_definite(self) -> Any:
        return group(*(a._assert_positive_definite() for a in self._operators))

    def _assert_self_adjoint(self) -> Any:
        return group(*(a._assert_self_adjoint() for a in self._operators))


def _vectors(vectors: Any) -> list[Any]:
    """The vectors, of one batch."""
    columns = same_batch(*(expand_dims(v, -1) for v in vectors))
    return [squeeze(column, -1) for column in columns]


# ---------------------------------------------------------------------------------- rules
@rule("adjoint", LinearOperatorBlockDiag)
def _(a: Any) -> Any:
    return LinearOperatorBlockDiag([b.adjoint() for b in a.operators], **a._hints())


@rule("inverse", LinearOperatorBlockDiag)
def _(a: Any) -> Any:
    return LinearOperatorBlockDiag([b.inverse() for b in a.operators], **a._hints())


@rule("cholesky", LinearOperatorBlockDiag)
def _(a: Any) -> Any:
    factors = [b.cholesky() for b in a.operators]
    return LinearOperatorBlockDiag(factors, is_non_singular=True, is_square=True)
