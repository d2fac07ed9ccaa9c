"""QR: x = q r, where the columns of q are at right angles, of length 1, and r is triangular."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.band_part import matrix_band_part
from minigraph.ops.joining import concat
from minigraph.ops.matmul import matmul
from minigraph.ops.matrices import MATRICES, least, matrix, narrow, wide
from minigraph.ops.matrix_diagonals import matrix_diag_part, matrix_set_diag
from minigraph.ops.shaping import shape
from minigraph.ops.transposing import adjoint
from minigraph.ops.triangular import triangular_solve_op

__all__ = ["qr"]

_TALL = np.array([[[2.0, 1.0], [0.5, -1.0], [1.0, 3.0]]]) * [[[1.0]], [[-0.5]]]


def _parts(call: Call) -> list[Dims]:
    x = matrix(call)
    if call.attrs["full_matrices"]:
        return [x.shaped(x.rows, x.rows), x.shaped(x.rows, x.columns)]
    count = least(x.rows, x.columns)
    return [x.shaped(x.rows, count), x.shaped(count, x.columns)]


@op(
    "Qr",
    "input: T -> q: T, r: T",
    T=MATRICES,
    shape=_parts,
    samples=[
        case(_TALL),
        case(_TALL.transpose(0, 2, 1)),
        case(_TALL[:, :2], full_matrices=True),
        case("0,2"),
        bad("3", error=ValueError, match="rank 2"),
    ],
)
def qr_op(input: Any, *, full_matrices: bool = False) -> Any:
    """By Householder's reflections, so that the signs on r's diagonal follow from x."""
    parts = np.linalg.qr(wide(input), mode="complete" if full_matrices else "reduced")
    return [narrow(part, input) for part in parts]


@qr_op.grad
def _(op: Any, gq: Any, gr: Any) -> Any:
    """H.-J. Liao et al., "Differentiable programming tensor networks" (2019), section III.

    A wide x = [y, z] is q [u, v]: y = q u is a square one's case, and v = q^H z.
    """
    (x,), (q, r) = op.inputs, op.outputs
    rows, columns = (None, None) if x._dims is None else x._dims[-2:]
    tall = rows is not None and columns is not None and rows >= columns
    if op.attrs["full_matrices"] and tall and rows != columns:
        raise NotImplementedError(
            "There is no gradient of qr for more rows than columns with full_matrices: the further "
            "columns of q are not determined"
        )
    if tall:
        return _of_tall(q, r, gq, gr)
    size = shape(q)[-1]
    z, gv = x[..., size:], gr[..., size:]
    of_y = _of_tall(q, r[..., :size], gq + matmul(z, gv, adjoint_b=True), gr[..., :size])
    return concat([of_y, matmul(q, gv)], -1)


def _of_tall(q: Tensor, r: Tensor, gq: Tensor, gr: Tensor) -> Tensor:
    """The cotangent of an x with no more columns than rows."""
    turn = matmul(r, gr, adjoint_b=True) - matmul(gq, q, adjoint_a=True)
    half = matrix_band_part(turn, -1, 0)
    half = matrix_set_diag(half, 0.5 * matrix_diag_part(half))
    inner = gq + matmul(q, half + adjoint(half))
    return adjoint(triangular_solve_op(r, adjoint(inner), lower=False))  # inner @ r^-H


class Qr(NamedTuple):
    """What `tf.qr` gives."""

    q: Any
    r: Any


def qr(input: Any, full_matrices: bool = False, name: str | None = None) -> Qr:
    """Each matrix as q @ r: the columns of q have length 1 and are at right angles to each other.

    Args:
        input: a tensor of floats or complex numbers [..., m, n].
        full_matrices: whether q has as many columns as rows; else min(m, n) of them.
        name: of the node.

    Returns:
        Two Tensors of the same type: `q` [..., m, k] and `r` [..., k, n], zero below the
        diagonal. Signs on the diagonal of r are those of Householder's reflections. Gradients
        are those of matrices of full rank.

    Raises:
        ValueError: the rank is less than 2.
        NotImplementedError: the gradient is taken with `full_matrices` and m > n.

    Example:
        >>> import minigraph as tf
        >>> q, r = tf.qr([[3.0, 1.0], [4.0, 2.0]])
        >>> tf.Session().run(abs(r)).round(1)
        array([[5. , 2.2],
               [0. , 0.4]], dtype=float32)
    """
    return Qr(*qr_op(input, full_matrices=full_matrices, name=name))
