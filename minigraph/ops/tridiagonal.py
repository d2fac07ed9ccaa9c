"""Tridiagonal matrices, held as three diagonals: products and equations in linear time.

The diagonals are [..., 3, n]: the one above the main one (its last number does not count), the
main one, the one below (its first number does not count).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.arithmetic import negative
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.complex_numbers import conj
from minigraph.ops.joining import concat, stack
from minigraph.ops.matrices import Matrix, matrix, same_batch, same_rows
from minigraph.ops.matrix_diagonals import matrix_diag_part
from minigraph.ops.padding import pad
from minigraph.ops.spread import reduce_sum, zeros_like
from minigraph.ops.transposing import matrix_transpose

__all__ = ["tridiagonal_matmul", "tridiagonal_solve"]

_TYPES = (dtypes.float32, dtypes.float64, *COMPLEX)
_THREE = np.array(
    [[[1.0, -0.5, 9], [3.0, -2.0, 4.0], [9, 0.5, 1.0]], [[2, 1, 9], [0, 1, 3], [9, 2, 1]]]
)


def _shifted(x: Tensor, by: int) -> Tensor:
    """Row i + by at row i, zeros where there is none: x [..., n, k]."""
    zero = zeros_like(x[..., :1, :])
    if by > 0:
        return concat([x[..., 1:, :], zero], -2)
    return concat([zero, x[..., :-1, :]], -2)


# --------------------------------------------------------------------------------- TridiagonalSolve
def _solved(call: Call) -> Dims:
    three, b = matrix(call, 0), matrix(call, 1)
    if three.rows not in (None, 3):
        raise ValueError(f"Expected 3 diagonals got {three.rows}")
    a = Matrix(three.batch, three.columns, three.columns)
    same_rows(call, a, b)
    same_batch(call, a, b)
    return call.shapes[1]


@op(
    "TridiagonalSolve",
    "diagonals: T, rhs: T -> output: T",
    T=_TYPES,
    shape=_solved,
    samples=[
        case(_THREE, "2,3,4"),
        case(_THREE[0], "3,1", partial_pivoting=False),
        case(_THREE[0] * (1 + 1j), np.array([[1], [2j], [3]])),
        bad("2,3", "3,1", error=ValueError, match="3 diagonals"),
        bad("3,3", "4,1", error=ValueError, match="3 and 4"),
        bad("7,3,3", "5,3,1", error=ValueError, match="equal"),
    ],
)
def tridiagonal_solve_op(
    diagonals: Any, rhs: Any, *, partial_pivoting: bool = True, perturb_singular: bool = False
) -> Any:
    """Elimination downwards, with exchanges of neighbouring rows, then substitution upwards."""
    above, main, below = (np.array(diagonals[..., i, :, None]) for i in range(3))
    x, size = np.array(rhs), rhs.shape[-2]
    second = np.zeros_like(above)  # the diagonal above `above`, which exchanges fill
    if size:
        above[..., -1, :] = 0
    for i in range(size - 1):
        upper = [part[..., i, :].copy() for part in (main, above, second, x)]
        next_above = above[..., i + 1, :].copy()
        lower = [below[..., i + 1, :], main[..., i + 1, :], next_above, x[..., i + 1, :]]
        lower = [part.copy() for part in lower]
        if partial_pivoting:
            swap = np.abs(upper[0]) < np.abs(lower[0])
            pairs = [
                (np.where(swap, b, a), np.where(swap, a, b))
                for a, b in zip(upper, lower, strict=True)
            ]
            upper, lower = [p[0] for p in pairs], [p[1] for p in pairs]
        factor = lower[0] / upper[0]
        main[..., i, :], above[..., i, :], second[..., i, :], x[..., i, :] = upper
        main[..., i + 1, :] = lower[1] - factor * upper[1]
        above[..., i + 1, :] = lower[2] - factor * upper[2]
        x[..., i + 1, :] = lower[3] - factor * upper[3]
    for i in range(size - 1, -1, -1):
        if i + 1 < size:
            x[..., i, :] -= above[..., i, :] * x[..., i + 1, :]
        if i + 2 < size:
            x[..., i, :] -= second[..., i, :] * x[..., i + 2, :]
        x[..., i, :] /= main[..., i, :]
    return x


@tridiagonal_solve_op.grad
def _(op: Any, g: Any) -> Any:
    (three, _), x = op.inputs, op.outputs[0]
    above, main, below = (three[..., i, :, None] for i in range(3))
    turned = [_shifted(below, 1), main, _shifted(above, -1)]
    adjoint = stack([conj(part)[..., 0] for part in turned], axis=-2)
    u = tridiagonal_solve_op(adjoint, g, partial_pivoting=op.attrs["partial_pivoting"])
    neighbours = [_shifted(x, 1), x, _shifted(x, -1)]
    parts = [negative(reduce_sum(u * conj(y), -1)) for y in neighbours]
    return stack(parts, axis=-2), u


# -------------------------------------------------------------------------------- TridiagonalMatMul
def _multiplied(call: Call) -> Dims:
    parts, x = [matrix(call, i) for i in range(3)], matrix(call, 3)
    batch = x.batch
    size = x.rows
    for index, part in enumerate(parts):
        wrong = part.rows not in (None, 1) or not compatible(part.batch, batch)
        if wrong or not compatible((part.columns,), (size,)):
            raise ValueError(
                f"Dimensions must be equal: the diagonal {show(call.shapes[index])} is not one of "
                f"matrices to multiply {show(call.shapes[3])} with"
            )
        batch = merge(batch, part.batch)
        size = part.columns if size is None else size
    return call.shapes[3]


@op(
    "TridiagonalMatMul",
    "superdiag: T, maindiag: T, subdiag: T, rhs: T -> output: T",
    T=_TYPES,
    shape=_multiplied,
    samples=[
        case("2,1,3", "2,1,3", "2,1,3", "2,3,4"),
        case("1,3", "1,3", "1,3", "3,1"),
        bad("1,3", "1,3", "1,3", "4,1", error=ValueError, match="equal"),
    ],
)
def tridiagonal_mat_mul_op(superdiag: Any, maindiag: Any, subdiag: Any, rhs: Any) -> Any:
    """Each row of the product has three terms."""
    above, main, below = (part.swapaxes(-1, -2) for part in (superdiag, maindiag, subdiag))
    result = main * rhs
    result[..., :-1, :] += above[..., :-1, :] * rhs[..., 1:, :]
    result[..., 1:, :] += below[..., 1:, :] * rhs[..., :-1, :]
    return result


@tridiagonal_mat_mul_op.grad
def _(op: Any, g: Any) -> Any:
    above, main, below, x = op.inputs
    neighbours = [_shifted(x, 1), x, _shifted(x, -1)]
    parts = [expand_dims(reduce_sum(g * conj(y), -1), -2) for y in neighbours]
    columns = [matrix_transpose(conj(part)) for part in (above, main, below)]
    turned = [_shifted(columns[2], 1), columns[1], _shifted(columns[0], -1)]
    rows = [matrix_transpose(part) for part in turned]
    return *parts, tridiagonal_mat_mul_op(*rows, g)


# ---------------------------------------------------------------------------------- functions
def tridiagonal_solve(
    diagonals: Any,
    rhs: Any,
    diagonals_format: str = "compact",
    transpose_rhs: bool = False,
    conjugate_rhs: bool = False,
    name: str | None = None,
    partial_pivoting: bool = True,
    perturb_singular: bool = False,
) -> Tensor:
    """The solutions x of linear equations with tridiagonal matrices, in linear time.

    Args:
        diagonals: the matrices; see `diagonals_format`.
        rhs: a tensor [..., n, k] of the same type, or [..., n]: one right-hand side.
        diagonals_format: "compact": a tensor [..., 3, n] of the diagonals above, on and below the
            main one; the last number of the first and the first of the last do not count.
            "sequence": the same as three tensors [..., n], those two perhaps with n - 1 numbers.
            "matrix": a tensor [..., n, n], of which only these diagonals count.
        transpose_rhs: whether rhs is given as [..., k, n].
        conjugate_rhs: whether to conjugate it.
        name: of the node.
        partial_pivoting: whether rows may change places, which keeps the result exact.
        perturb_singular: accepted as in TF, of no effect on a CPU.

    Returns:
        A Tensor in the shape of rhs (transposed if asked for).

    Raises:
        ValueError: the shapes do not fit, or there is no such format.

    Example:
        >>> import minigraph as tf
        >>> three = [[1.0, 1.0, 0.0], [2.0, 2.0, 2.0], [0.0, 1.0, 1.0]]
        >>> x = tf.linalg.tridiagonal_solve(tf.constant(three), tf.constant([3.0, 4.0, 3.0]))
        >>> tf.Session().run(x).round(4).tolist()
        [1.0, 1.0, 1.0]
    """
    options = {"partial_pivoting": partial_pivoting, "perturb_singular": perturb_singular}
    if diagonals_format == "sequence":
        three = stack(_padded(diagonals), axis=-2)
    elif diagonals_format == "matrix":
        three = matrix_diag_part(_square(diagonals), k=(-1, 1), align="LEFT_RIGHT")
    elif diagonals_format == "compact":
        three = convert(diagonals, name="diagonals")
    else:
        raise ValueError(f"Unrecognized diagonals_format: {diagonals_format}")
    b = convert(rhs, name="rhs")
    ndims = three.shape.ndims
    if ndims is not None and b.shape.ndims == ndims - 1:
        b = expand_dims(conj(b) if conjugate_rhs else b, -1)
        return squeeze(tridiagonal_solve_op(three, b, name=name, **options), -1)
    if transpose_rhs:
        b = matrix_transpose(b, conjugate=conjugate_rhs)
    elif conjugate_rhs:
        b = conj(b)
    result: Tensor = tridiagonal_solve_op(three, b, name=name, **options)
    return result


def tridiagonal_matmul(
    diagonals: Any, rhs: Any, diagonals_format: str = "compact", name: str | None = None
) -> Tensor:
    """The products of tridiagonal matrices and others.

    Args:
        diagonals: the matrices, as in `tridiagonal_solve` ("sequence": all of n numbers).
        rhs: a tensor [..., n, k] of the same type.
        diagonals_format: "compact", "sequence" or "matrix".
        name: of the node.

    Returns:
        A Tensor [..., n, k].

    Raises:
        ValueError: the shapes do not fit, or there is no such format.

    Example:
        >>> import minigraph as tf
        >>> three = tf.constant([[1.0, 1.0, 0.0], [2.0, 2.0, 2.0], [0.0, 1.0, 1.0]])
        >>> product = tf.linalg.tridiagonal_matmul(three, tf.constant([[1.0], [1.0], [1.0]]))
        >>> tf.Session().run(product).tolist()
        [[3.0], [4.0], [3.0]]
    """
    if diagonals_format == "sequence":
        parts = [convert(part) for part in diagonals]
    elif diagonals_format in ("compact", "matrix"):
        three: Any = diagonals
        if diagonals_format == "matrix":
            three = matrix_diag_part(_square(diagonals), k=(-1, 1), align="LEFT_RIGHT")
        three = convert(three, name="diagonals")
        parts = [three[..., i, :] for i in range(3)]
    else:
        raise ValueError(f"Unrecognized diagonals_format: {diagonals_format}")
    rows = [expand_dims(part, -2) for part in parts]
    result: Tensor = tridiagonal_mat_mul_op(*rows, convert(rhs, name="rhs"), name=name)
    return result


def _square(diagonals: Any) -> Tensor:
    """Matrices given in full."""
    x = convert(diagonals, name="diagonals")
    sizes = (None, None) if x._dims is None else x._dims[-2:]
    if None not in sizes and sizes[0] != sizes[-1]:
        raise ValueError(f"Expected last two dimensions of diagonals to be same, got {x.shape}")
    return x


def _padded(diagonals: Any) -> list[Tensor]:
    """Three diagonals of one length."""
    if len(diagonals) != 3:
        raise ValueError("Expected diagonals to be a sequence of length 3.")
    above, main, below = (convert(part) for part in diagonals)
    size = None if main._dims is None else main._dims[-1]
    below = _lengthened(below, size, "subdiagonal", (1, 0))
    return [_lengthened(above, size, "superdiagonal", (0, 1)), main, below]


def _lengthened(part: Tensor, size: int | None, what: str, where: tuple[int, int]) -> Tensor:
    """The diagonal, with the number that does not count."""
    mine = None if part._dims is None else part._dims[-1]
    if size is None or mine is None or mine == size:
        return part
    if mine != size - 1:
        raise ValueError(f"Expected {what} to be have length {size} or {size - 1}, got {mine}.")
    return pad(part, [[0, 0]] * (len(part._dims or ()) - 1) + [list(where)])
