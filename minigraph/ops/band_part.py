"""matrix_band_part: matrices without what is far from the diagonal; so also triangles."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.matrices import matrix

__all__ = ["matrix_band_part"]


def _checked(call: Call) -> Dims:
    x = matrix(call)
    for index, size, what in ((1, x.rows, "rows"), (2, x.columns, "columns")):
        call.rank(index, 0)
        _check(call.record.inputs[index].name, call.values[index], size, what)
    return call.shapes[0]


def _check(name: str, number: Any, size: int | None, what: str) -> None:
    """TF1 takes no band that is wider than the matrix."""
    if None not in (number, size) and number > size:
        raise ValueError(
            f"{name} must be negative or less or equal to number of {what} ({size}) got: {number}"
        )


@op(
    "MatrixBandPart",
    "input: T, num_lower: Tindex, num_upper: Tindex -> band: T",
    Tindex=INDEX,
    shape=_checked,
    samples=[
        case("3,4", 1, 0),
        case("2,4,3", -1, 1),
        case("3,3 int32 0:9", 0, -1),
        case("2,0,3", -1, -1),
        bad("3", 0, 0, error=ValueError, match="rank 2"),
        bad("2,3", 3, 0, error=ValueError, match="number of rows"),
        bad("2,3", 0, 4, error=ValueError, match="number of columns"),
    ],
)
def matrix_band_part_op(input: Any, num_lower: Any, num_upper: Any) -> Any:
    """x[i, j] where i - j <= num_lower and j - i <= num_upper, else 0; a negative number: all."""
    rows, columns = input.shape[-2:]
    _check("num_lower", num_lower, rows, "rows")
    _check("num_upper", num_upper, columns, "columns")
    below = np.arange(rows)[:, None] - np.arange(columns)
    inside = (num_lower < 0) | (below <= num_lower)
    inside = inside & ((num_upper < 0) | (-below <= num_upper))
    return np.where(inside, input, np.zeros((), input.dtype))


@matrix_band_part_op.grad
def _(op: Any, g: Any) -> Any:
    return matrix_band_part(g, *op.inputs[1:]), None, None


def matrix_band_part(input: Any, num_lower: Any, num_upper: Any, name: str | None = None) -> Tensor:
    """Each matrix with zeros outside of a band about its diagonal.

    Args:
        input: a tensor [..., rows, columns].
        num_lower: how many diagonals below the main one stay, an integer; negative: all.
        num_upper: how many above it stay; negative: all. So (-1, 0) is the lower triangle and
            (0, -1) the upper one, the diagonal included.
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Gradient: the band of g.

    Raises:
        ValueError: there are fewer than two axes, or fewer rows or columns than stay.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.matrix_band_part([[1, 2], [3, 4]], -1, 0)).tolist()
        [[1, 0], [3, 4]]
    """
    result: Tensor = matrix_band_part_op(input, num_lower, num_upper, name=name)
    return result
