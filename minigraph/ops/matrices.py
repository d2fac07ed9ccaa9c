"""What ops on matrices share: the last two axes are a matrix, those before them a batch.

Shape rules read an input by `matrix` or `square`; kernels take float16 through float32 (`wide`,
`narrow`), as LAPACK knows no shorter type.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core.op_record import COMPLEX, FLOATS, Call
from minigraph.core.shapes import Dims, compatible, merge, show

__all__ = [
    "MATRICES",
    "adjoint_of",
    "least",
    "matrix",
    "narrow",
    "same_batch",
    "same_rows",
    "square",
    "wide",
]

MATRICES = (*FLOATS, *COMPLEX)


class Matrix(NamedTuple):
    """What is known of an input's shape."""

    batch: Dims
    rows: int | None
    columns: int | None

    def shaped(self, *sizes: int | None) -> Dims:
        """The batch with other axes behind it."""
        return None if self.batch is None else (*self.batch, *sizes)


def least(rows: int | None, columns: int | None) -> int | None:
    """The smaller number, as far as it is known: there is none below 0."""
    if 0 in (rows, columns):
        return 0
    return None if rows is None or columns is None else min(rows, columns)


def matrix(call: Call, index: int = 0) -> Matrix:
    """The shape of input `index`; ValueError if it has not two axes."""
    dims = call.shapes[index]
    if dims is None:
        return Matrix(None, None, None)
    if len(dims) < 2:
        raise ValueError(
            f"Shape must be at least rank 2 but is rank {len(dims)}: "
            f"{call.input_name(index)} is {show(dims)}"
        )
    return Matrix(dims[:-2], dims[-2], dims[-1])


def square(call: Call, index: int = 0) -> Matrix:
    """The same of an input whose rows are as many as its columns."""
    batch, rows, columns = matrix(call, index)
    if None not in (rows, columns) and rows != columns:
        raise ValueError(
            f"Input matrix must be square. Dimensions must be equal, but are {rows} and {columns}: "
            f"{call.input_name(index)} is {show(call.shapes[index])}"
        )
    size = columns if rows is None else rows
    return Matrix(batch, size, size)


def same_batch(call: Call, a: Matrix, b: Matrix) -> Dims:
    """The batch that two inputs share: one must be known to know it."""
    if not compatible(a.batch, b.batch):
        raise ValueError(
            f"Shapes must be equal before the last two axes, but are {show(call.shapes[0])} and "
            f"{show(call.shapes[1])}"
        )
    return merge(a.batch, b.batch)


def same_rows(call: Call, a: Matrix, b: Matrix) -> None:
    """The matrix and the right-hand side must have as many rows."""
    if None not in (a.rows, b.rows) and a.rows != b.rows:
        raise ValueError(
            f"Input matrix and rhs are incompatible. Dimensions must be equal, but are {a.rows} "
            f"and {b.rows}: the shapes are {show(call.shapes[0])} and {show(call.shapes[1])}"
        )


def wide(x: Any) -> Any:
    """The array in a type that LAPACK has."""
    return x.astype(np.float32) if x.dtype == np.float16 else x


def narrow(result: Any, like: Any) -> Any:
    """A result of the kernel in the type of its input."""
    return result.astype(like.dtype, copy=False)


def adjoint_of(x: Any) -> Any:
    """The transposed matrices of an array, conjugated."""
    turned = x.swapaxes(-1, -2)
    return np.conj(turned) if x.dtype.kind == "c" else turned
