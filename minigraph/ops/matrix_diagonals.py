"""Diagonals of the last two axes: matrix_diag, matrix_diag_part, matrix_set_diag.

Diagonal d of a matrix holds the elements [i, i + d]. Several of them, a band k = (lower, upper),
are the rows of a matrix, the upper one first; the shorter ones are padded on a side that `align`
names, first for the diagonals from 0 up, then for those below.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.spread import reduce_sum, zeros_like

__all__ = ["matrix_diag", "matrix_diag_part", "matrix_set_diag"]

_ALIGN = ("RIGHT_LEFT", "LEFT_RIGHT", "LEFT_LEFT", "RIGHT_RIGHT")


# ---------------------------------------------------------------------------------- bands
class Band(NamedTuple):
    """Which element of a matrix is which element of its diagonals, as index arrays."""

    diagonal: Any  # row of the diagonals' matrix
    place: Any  # column of it
    row: Any
    column: Any

    @property
    def of_matrix(self) -> tuple[Any, ...]:
        """An index of the matrices."""
        return (..., self.row, self.column)

    @property
    def of_diagonals(self) -> tuple[Any, ...]:
        """An index of the diagonals."""
        return (..., self.diagonal, self.place)


def limits(k: Any) -> tuple[int, int]:
    """The lowest and the highest diagonal of `k`, one number or two."""
    numbers = np.ravel(k).tolist()
    if len(numbers) not in (1, 2) or numbers[0] > numbers[-1]:
        raise ValueError(f"k must be a diagonal or (lowest, highest), not {numbers}")
    return numbers[0], numbers[-1]


def longest(rows: int, columns: int, low: int, high: int) -> int:
    """The length of the longest diagonal; ValueError if the matrix lacks one of them."""
    for d in (low, high):
        if d and not -rows < d < columns:
            raise ValueError(f"k = {d} is not a diagonal of {rows} rows and {columns} columns")
    return min(rows + min(high, 0), columns - max(low, 0))


def band(rows: int, columns: int, low: int, high: int, align: str) -> Band:
    """The elements of the diagonals from `high` down to `low`."""
    full = longest(rows, columns, low, high)
    above, below = align.split("_")
    parts: list[list[Any]] = [[], [], [], []]
    for number, d in enumerate(range(high, low - 1, -1)):
        length = min(rows + min(d, 0), columns - max(d, 0))
        steps = np.arange(length)
        shift = full - length if (above if d >= 0 else below) == "RIGHT" else 0
        found = (np.full(length, number), steps + shift, steps - min(d, 0), steps + max(d, 0))
        for part, indices in zip(parts, found, strict=True):
            part.append(indices)
    return Band(*(np.concatenate(part) for part in parts))


def _known(value: Any) -> bool:
    return value is not None and not (isinstance(value, tuple) and None in value)


def _check(call: Call) -> None:
    """What can be known of attributes and ranks."""
    if call.attrs["align"] not in _ALIGN:
        raise ValueError(f"align must be one of {', '.join(_ALIGN)}, not {call.attrs['align']!r}")


def _at_least(call: Call, index: int, ndims: int) -> Dims:
    dims = call.shapes[index]
    if dims is not None and len(dims) < ndims:
        raise ValueError(
            f"Shape must be at least rank {ndims} but is rank {len(dims)}: "
            f"{call.input_name(index)} is {show(dims)}"
        )
    return dims


# ---------------------------------------------------------------------------------- MatrixDiagV3
def _sizes(length: int, k: Any, num_rows: int, num_cols: int) -> tuple[int, int]:
    """Rows and columns of the matrix whose longest diagonal has `length` elements."""
    low, high = limits(k)
    rows, columns = length - min(high, 0), length + max(low, 0)
    if num_rows == num_cols == -1:
        return max(rows, columns), max(rows, columns)
    wanted = rows if num_rows == -1 else num_rows, columns if num_cols == -1 else num_cols
    for what, least, given in zip(("num_rows", "num_cols"), (rows, columns), wanted, strict=True):
        if given < least:
            raise ValueError(f"{what} {given} is too small: the diagonals need {least}")
    if wanted[0] != rows and wanted[1] != columns:
        raise ValueError(
            f"num_rows {wanted[0]} and num_cols {wanted[1]} are not those of a matrix whose "
            f"longest diagonal from {low} to {high} has {length} elements"
        )
    return wanted


def _matrix_of(call: Call) -> Dims:
    _check(call)
    dims = _at_least(call, 0, 1)
    k, num_rows, num_cols = call.values[1:4]
    if dims is None or (not _known(k) and call.shapes[1] != ()):
        return None
    batch = dims[:-1]
    if _known(k):
        low, high = limits(k)
        if low < high:
            _at_least(call, 0, 2)
            if dims[-2] not in (None, high - low + 1):
                raise ValueError(
                    f"{call.input_name(0)} must hold {high - low + 1} diagonals, but is "
                    f"{show(dims)}"
                )
            batch = dims[:-2]
        if None not in (dims[-1], num_rows, num_cols):
            return (*batch, *_sizes(dims[-1] or 0, k, num_rows, num_cols))
    rows, columns = (None if n == -1 else n for n in (num_rows, num_cols))
    return (*batch, rows, columns)


@op(
    "MatrixDiagV3",
    "diagonal: T, k: int32, num_rows: int32, num_cols: int32, padding_value: T -> output: T",
    shape=_matrix_of,
    samples=[
        case("2,3", 0, -1, -1, ""),
        case("3", 2, -1, -1, ""),
        case("5,2,3", [-1, 0], -1, -1, ""),
        case("3,3", [-1, 1], 4, -1, "", align="LEFT_RIGHT"),
        case("3", -1, -1, 7, ""),
        bad("3", 0, 2, -1, "", error=ValueError, match="num_rows 2 is too small"),
        bad("3", 0, 4, 4, "", error=ValueError, match="num_rows 4 and num_cols 4"),
        bad("2,3", [0, -1], -1, -1, "", error=ValueError, match="lowest, highest"),
        bad("2,3", 0, -1, -1, "", align="MIDDLE", error=ValueError, match="align"),
    ],
)
def matrix_diag_op(
    diagonal: Any,
    k: Any,
    num_rows: Any,
    num_cols: Any,
    padding_value: Any,
    *,
    align: str = "RIGHT_LEFT",
) -> Any:
    """Matrices of one value, but for some diagonals."""
    low, high = limits(k)
    rows, columns = _sizes(diagonal.shape[-1], k, int(num_rows), int(num_cols))
    if low == high:
        diagonal = diagonal[..., None, :]
    result = np.full((*diagonal.shape[:-2], rows, columns), padding_value, diagonal.dtype)
    places = band(rows, columns, low, high, align)
    result[places.of_matrix] = diagonal[places.of_diagonals]
    return result


@matrix_diag_op.grad
def _(op: Any, g: Any) -> Any:
    k, align = op.inputs[1], op.attrs["align"]
    part = matrix_diag_part(g, k=k, align=align)
    return part, None, None, None, reduce_sum(g) - reduce_sum(part)


def matrix_diag(
    diagonal: Any,
    name: str = "diag",
    k: Any = 0,
    num_rows: Any = -1,
    num_cols: Any = -1,
    padding_value: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Matrices that are 0 but for a diagonal, or for several.

    Args:
        diagonal: a tensor [..., n]; of several diagonals [..., number of them, n], the upper one
            first.
        name: of the node.
        k: which diagonal, 0 the main one, positive above it; or (lowest, highest).
        num_rows, num_cols: of each matrix; -1: as few as the diagonals need (square if both).
        padding_value: what stands beside the diagonals.
        align: on which side the diagonals from 0 up and those below stand in `diagonal`, where
            they are shorter than n: "RIGHT_LEFT", "LEFT_RIGHT", "LEFT_LEFT" or "RIGHT_RIGHT".

    Returns:
        A Tensor [..., num_rows, num_cols]. Gradient: `matrix_diag_part` of g.

    Raises:
        ValueError: the sizes do not fit.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.matrix_diag([1, 2], k=1)).tolist()
        [[0, 1, 0], [0, 0, 2], [0, 0, 0]]
    """
    result: Tensor = matrix_diag_op(
        diagonal, k, num_rows, num_cols, padding_value, align=align, name=name
    )
    return result


# ------------------------------------------------------------------------------ MatrixDiagPartV3
def _part_of(call: Call) -> Dims:
    _check(call)
    dims, k = _at_least(call, 0, 2), call.values[1]
    if dims is None or (not _known(k) and call.shapes[1] != ()):
        return None
    batch, (rows, columns) = dims[:-2], dims[-2:]
    if not _known(k):
        return (*batch, None)
    low, high = limits(k)
    count = () if low == high else (high - low + 1,)
    if rows is None or columns is None:
        return (*batch, *count, None)
    return (*batch, *count, longest(rows, columns, low, high))


@op(
    "MatrixDiagPartV3",
    "input: T, k: int32, padding_value: T -> diagonal: T",
    shape=_part_of,
    samples=[
        case("2,3", 0, ""),
        case("5,2,3", -1, ""),
        case("3,4", [-1, 2], ""),
        case("4,3", [-2, 1], "", align="LEFT_RIGHT"),
        bad("2,3", 3, "", error=ValueError, match="k = 3"),
        bad("3", 0, "", error=ValueError, match="at least rank 2"),
    ],
)
def matrix_diag_part_op(
    input: Any, k: Any, padding_value: Any, *, align: str = "RIGHT_LEFT"
) -> Any:
    """Some diagonals of each matrix."""
    low, high = limits(k)
    rows, columns = input.shape[-2:]
    full = longest(rows, columns, low, high)
    result = np.full((*input.shape[:-2], high - low + 1, full), padding_value, input.dtype)
    places = band(rows, columns, low, high, align)
    result[places.of_diagonals] = input[places.of_matrix]
    return result[..., 0, :] if low == high else result


@matrix_diag_part_op.grad
def _(op: Any, g: Any) -> Any:
    x, k, _ = op.inputs
    back = matrix_set_diag(zeros_like(x), g, k=k, align=op.attrs["align"])
    return back, None, reduce_sum(g) - reduce_sum(back)


def matrix_diag_part(
    input: Any,
    name: str = "diag_part",
    k: Any = 0,
    padding_value: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """A diagonal of each matrix, or several.

    Args:
        input: a tensor [..., rows, columns].
        name: of the node.
        k: which diagonal, 0 the main one, positive above it; or (lowest, highest).
        padding_value: what fills the diagonals that are shorter than the longest.
        align: on which side the diagonals from 0 up and those below stand, where they are shorter:
            "RIGHT_LEFT", "LEFT_RIGHT", "LEFT_LEFT" or "RIGHT_RIGHT".

    Returns:
        A Tensor [..., n]; of several diagonals [..., number of them, n], the upper one first.
        Gradient: g, put in its places among zeros.

    Raises:
        ValueError: there is no such diagonal.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.matrix_diag_part([[1, 2], [3, 4]], k=(-1, 0))).tolist()
        [[1, 4], [3, 0]]
    """
    result: Tensor = matrix_diag_part_op(input, k, padding_value, align=align, name=name)
    return result


# ------------------------------------------------------------------------------- MatrixSetDiagV3
def _set_in(call: Call) -> Dims:
    _check(call)
    dims, diagonal, k = _at_least(call, 0, 2), _at_least(call, 1, 1), call.values[2]
    if not _known(k):
        return dims
    low, high = limits(k)
    if dims is None:
        if diagonal is None:
            return None
        dims = (None,) * (len(diagonal) + (low == high))
    rows, columns = dims[-2:]
    full = None if None in (rows, columns) else longest(rows or 0, columns or 0, low, high)
    wanted = (*dims[:-2], *(() if low == high else (high - low + 1,)), full)
    if not compatible(diagonal, wanted):
        raise ValueError(
            f"{call.input_name(1)} must have the shape {show(wanted)}, but it is {show(diagonal)}"
        )
    batch = merge(diagonal, wanted) or ()
    return (*batch[: len(dims) - 2], rows, columns)


@op(
    "MatrixSetDiagV3",
    "input: T, diagonal: T, k: int32 -> output: T",
    shape=_set_in,
    samples=[
        case("2,3", "2", 0),
        case("5,2,3", "5,1", -1),
        case("3,4", "4,3", [-1, 2]),
        case("4,3", "4,3", [-2, 1], align="LEFT_RIGHT"),
        bad("2,3", "3", 0, error=ValueError, match="must have the shape"),
        bad("2,3", "2", -2, error=ValueError, match="k = -2"),
    ],
)
def matrix_set_diag_op(input: Any, diagonal: Any, k: Any, *, align: str = "RIGHT_LEFT") -> Any:
    """The matrices with other diagonals."""
    low, high = limits(k)
    result = np.array(input)
    rows, columns = input.shape[-2:]
    full = longest(rows, columns, low, high)
    if diagonal.shape[-1] != full:
        raise ValueError(f"'diagonal' must have the shape [..., {full}]: it is {diagonal.shape}")
    places = band(rows, columns, low, high, align)
    if low == high:
        diagonal = diagonal[..., None, :]
    result[places.of_matrix] = diagonal[places.of_diagonals]
    return result


@matrix_set_diag_op.grad
def _(op: Any, g: Any) -> Any:
    _, diagonal, k = op.inputs
    align = op.attrs["align"]
    rest = matrix_set_diag(g, zeros_like(diagonal), k=k, align=align)
    return rest, matrix_diag_part(g, k=k, align=align), None


def matrix_set_diag(
    input: Any, diagonal: Any, name: str = "set_diag", k: Any = 0, align: str = "RIGHT_LEFT"
) -> Tensor:
    """`input` with another diagonal in each matrix, or with several.

    Args:
        input: a tensor [..., rows, columns].
        diagonal: a tensor [..., n] of the same type; of several diagonals [..., number, n], the
            upper one first.
        name: of the node.
        k: which diagonal, 0 the main one, positive above it; or (lowest, highest).
        align: on which side the diagonals from 0 up and those below stand in `diagonal`, where
            they are shorter than n: "RIGHT_LEFT", "LEFT_RIGHT", "LEFT_LEFT" or "RIGHT_RIGHT".

    Returns:
        A Tensor like `input`. Gradient: to the diagonal what g has there, the rest to `input`.

    Raises:
        ValueError: the sizes do not fit.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.matrix_set_diag([[1, 2], [3, 4]], [8, 9])).tolist()
        [[8, 2], [3, 9]]
    """
    result: Tensor = matrix_set_diag_op(input, diagonal, k, align=align, name=name)
    return result
