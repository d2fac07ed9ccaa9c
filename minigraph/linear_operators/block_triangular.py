"""Operators as blocks below and on the diagonal."""

from __future__ import annotations

from functools import reduce
from typing import Any

from minigraph.core.shapes import TensorShape
from minigraph.linear_operators.blocks import Blockwise
from minigraph.linear_operators.composition import same_types
from minigraph.linear_operators.described import common_batch, common_batch_of
from minigraph.linear_operators.full_matrix import LinearOperatorFullMatrix
from minigraph.linear_operators.hints import all_of
from minigraph.linear_operators.parts import joined_shape, over_batch, same_batch
from minigraph.linear_operators.rules import rule
from minigraph.ops.arithmetic import negative
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.flow import group
from minigraph.ops.joining import concat
from minigraph.ops.spread import zeros

__all__ = ["LinearOperatorBlockLowerTriangular"]


class LinearOperatorBlockLowerTriangular(Blockwise):
    """Operators as blocks below and on the diagonal, all above it is zero; solved block by block.

    What `matmul`, `matvec`, `solve` and `solvevec` take may also be a list of blocks; the result is
    one then, too.

    Args:
        operators: a list of lists of LinearOperators of one type: i + 1 of them in row i, the last
            one square. Batches broadcast.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; the default of the first follows from the blocks on the diagonal.
        name: of its scope.

    Raises:
        ValueError: the rows are not of these lengths, or the blocks' sizes do not fit, or a promise
            contradicts theirs; TypeError: their types differ.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorFullMatrix([[2.0]])
        >>> b = tf.linalg.LinearOperatorFullMatrix([[1.0]])
        >>> c = tf.linalg.LinearOperatorBlockLowerTriangular([[a], [b, a]])
        >>> tf.Session().run(c.solvevec([2.0, 5.0])).tolist()
        [1.0, 2.0]
    """

    def __init__(
        self,
        operators: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorBlockLowerTriangular",
    ):
        parameters = dict(locals())
        rows = [list(row) for row in operators]
        same_types([a for row in rows for a in row])
        for number, row in enumerate(rows):
            if len(row) != number + 1:
                raise ValueError(f"Row {number} must have {number + 1} blocks, but has {len(row)}.")
        self._operators, self._diagonal = rows, [row[-1] for row in rows]
        self._check_sizes()
        if any(a.is_square is False for a in self._diagonal) or is_square is False:
            raise ValueError("The blocks on the diagonal, and with them all, must be square.")
        known = all_of("is_non_singular", self._diagonal)
        if any(a.is_non_singular is False for a in self._diagonal):
            known = False
        if None not in (known, is_non_singular) and known != is_non_singular:
            raise ValueError(
                f"is_non_singular={is_non_singular}, but that of the diagonal is {known}"
            )
        super().__init__(
            dtype=self._diagonal[0].dtype,
            is_non_singular=known if is_non_singular is None else is_non_singular,
            is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite,
            is_square=True,
            name=name,
            parameters=parameters,
        )

    def _check_sizes(self) -> None:
        """ValueError if blocks of one row, or of one column, differ in size."""
        for number, row in enumerate(self._operators):
            column = [r[number] for r in self._operators[number:]]
            for a in row:
                a.range_dimension.assert_is_compatible_with(row[-1].range_dimension)
            for a in column:
                a.domain_dimension.assert_is_compatible_with(column[0].domain_dimension)

    @property
    def operators(self) -> list[list[Any]]:
        """The blocks, row by row."""
        return [list(row) for row in self._operators]

    def _all(self) -> list[Any]:
        return [a for row in self._operators for a in row]

    def _row_blocks(self) -> list[Any]:
        return self._diagonal

    def _shape(self) -> Any:
        rows = [a._range if a._range is not None else a._domain for a in self._diagonal]
        total = None if None in rows else sum(rows)
        return common_batch(self._all()).concatenate(TensorShape([total, total]))

    def _shape_tensor(self) -> Any:
        total = sum(self._sizes_in(rows=True))
        return joined_shape(common_batch_of(self._all()), total, total)

    def _matmul_blocks(self, parts: list[Any], adjoint: bool) -> list[Any]:
        rows, count = self._operators, len(parts)
        if adjoint:
            columns = [[(rows[i][j], i) for i in range(j, count)] for j in range(count)]
        else:
            columns = [[(rows[i][j], j) for j in range(i + 1)] for i in range(count)]
        return [
            reduce(lambda x, y: x + y, (a._matmul(parts[k], adjoint=adjoint) for a, k in line))
            for line in columns
        ]

    def _solve_blocks(self, parts: list[Any], adjoint: bool) -> list[Any]:
        count, found = len(parts), dict[int, Any]()
        for i in reversed(range(count)) if adjoint else range(count):
            rest = parts[i]
            for k, x in found.items():
                block = self._operators[k][i] if adjoint else self._operators[i][k]
                rest = rest - block._matmul(x, adjoint=adjoint)
            found[i] = self._diagonal[i]._solve(rest, adjoint=adjoint)
        return [found[i] for i in range(count)]

    def _to_dense(self) -> Any:
        lines, batch = [], common_batch_of(self._all())
        sizes = self._sizes_in(rows=True)
        for number, row in enumerate(self._operators):
            blocks = [over_batch(a._to_dense(), batch) for a in row]
            shapes = (joined_shape(batch, sizes[number], n) for n in sizes[number + 1 :])
            blocks += [zeros(s, self.dtype) for s in shapes]
            lines.append(concat(blocks, -1))
        return concat(lines, -2)

    def _diag_part(self) -> Any:
        return self._joined(a._diag_part() for a in self._diagonal)

    def _joined(self, vectors: Any) -> Any:
        columns = same_batch(*(expand_dims(v, -1) for v in vectors))
        batch = common_batch_of(self._all())
        return squeeze(over_batch(concat(columns, -2), batch), -1)

    def _trace(self) -> Any:
        return reduce(lambda x, y: x + y, (a._trace() for a in self._diagonal))

    def _determinant(self) -> Any:
        return reduce(lambda x, y: x * y, (a._determinant() for a in self._diagonal))

    def _log_abs_determinant(self) -> Any:
        return reduce(lambda x, y: x + y, (a._log_abs_determinant() for a in self._diagonal))

    def _eigvals(self) -> Any:
        return self._joined(a._eigvals() for a in self._diagonal)

    def _assert_non_singular(self) -> Any:
        return group(*(a._assert_non_singular() for a in self._diagonal))


@rule("inverse", LinearOperatorBlockLowerTriangular)
def _(a: Any) -> Any:
    """Column by column: of the blocks below the diagonal, the elements are worked out."""
    rows = a.operators
    inverses: list[list[Any]] = []
    for i, row in enumerate(rows):
        line = []
        for j in range(i):
            parts = (row[k]._matmul(inverses[k][j]._to_dense()) for k in range(j, i))
            whole = reduce(lambda x, y: x + y, parts)
            line.append(LinearOperatorFullMatrix(negative(row[i]._solve(whole))))
        inverses.append([*line, row[i].inverse()])
    return LinearOperatorBlockLowerTriangular(inverses, **a._hints())
