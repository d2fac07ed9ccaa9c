"""Matrices with the same number all along each diagonal."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.parts import (
    batch_of,
    held,
    joined_shape,
    over_batch,
    size_of,
)
from minigraph.ops.assertions import assert_equal
from minigraph.ops.axes import expand_dims, reverse
from minigraph.ops.broadcast_shapes import broadcast_static_shape
from minigraph.ops.casting import cast
from minigraph.ops.complex_numbers import conj
from minigraph.ops.indexing import gather
from minigraph.ops.joining import concat
from minigraph.ops.matmul import matmul
from minigraph.ops.sequences import range as range_of
from minigraph.ops.shaping import shape
from minigraph.ops.spread import ones_like

__all__ = ["LinearOperatorToeplitz"]


class LinearOperatorToeplitz(LinearOperator):
    """A Toeplitz matrix: element (i, j) depends on i - j only.

    Args:
        col: its first column, a tensor or variable [..., n] of real or complex numbers.
        row: its first row, [..., n]; its first element is taken from `col`.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; it is always square.
        name: of its scope.

    Raises:
        TypeError: the types differ, or are integers or the like; ValueError: the sizes differ, or
            one is a scalar, or is_square=False.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorToeplitz([1.0, 2.0, 3.0], [1.0, -1.0, -2.0])
        >>> tf.Session().run(a.to_dense()).tolist()
        [[1.0, -1.0, -2.0], [2.0, 1.0, -1.0], [3.0, 2.0, 1.0]]
    """

    def __init__(
        self,
        col: Any,
        row: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorToeplitz",
    ):
        parameters = dict(locals())
        if is_square is False:
            raise ValueError("Only square Toeplitz operators currently supported.")
        with self._made(name):
            self._row = held(row, "row", ndims=1, field=True)
            self._col = held(col, "col", ndims=1, field=True)
        if self._col.dtype.base_dtype is not self._row.dtype.base_dtype:
            raise TypeError(f"The types of col and row differ: {self._col}, {self._row}")
        if not self._col.shape[-1:].is_compatible_with(self._row.shape[-1:]):
            raise ValueError(
                "Expected square matrix, got row and col with mismatched dimensions: "
                f"{self._row.shape} and {self._col.shape}"
            )
        super().__init__(
            dtype=self._row.dtype,
            is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite,
            is_square=True,
            name=name,
            parameters=parameters,
        )

    @property
    def col(self) -> Any:
        """The first column."""
        return self._col

    @property
    def row(self) -> Any:
        """The first row."""
        return self._row

    def _shape(self) -> Any:
        sizes = broadcast_static_shape(self._row.shape, self._col.shape)
        return sizes if sizes.ndims is None else sizes.concatenate(sizes[-1:])

    def _shape_tensor(self) -> Any:
        sizes = shape(self._both()[0])
        return joined_shape(sizes, sizes[-1:])

    def _both(self) -> tuple[Any, Any]:
        """The column and the row, of one batch."""
        col = over_batch(self._read(self._col), batch_of(self._row, 1), 1)
        return col, over_batch(self._read(self._row), batch_of(self._col, 1), 1)

    def _to_dense(self) -> Any:
        col, row = self._both()
        diagonals = concat([reverse(row[..., 1:], [-1]), col], -1)  # from upper right to lower left
        size = size_of(col, -1)
        if isinstance(size, int):
            line: Any = np.arange(size, dtype=np.int32)
            return gather(diagonals, line[:, None] - line + (size - 1), axis=-1)
        line = range_of(size)
        return gather(diagonals, expand_dims(line, -1) - line + (size - 1), axis=-1)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return matmul(self._to_dense(), x, adjoint_a=adjoint, adjoint_b=adjoint_arg)

    def _diag_part(self) -> Any:
        col, _ = self._both()
        return col[..., :1] * ones_like(col)

    def _trace(self) -> Any:
        col, _ = self._both()
        return col[..., 0] * cast(self._rows(), self.dtype)

    def _assert_self_adjoint(self) -> Any:
        message = "row and col are not the same, and so this operator is not self-adjoint."
        return assert_equal(self._row, conj(self._col), message=message)
