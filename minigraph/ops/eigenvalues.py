"""Eigenvalues of symmetric (Hermitian) matrices: x v = v diag(e)."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.axes import expand_dims
from minigraph.ops.band_part import matrix_band_part
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import equal
from minigraph.ops.matmul import matmul
from minigraph.ops.matrices import MATRICES, narrow, square, wide
from minigraph.ops.matrix_diagonals import matrix_diag, matrix_diag_part, matrix_set_diag
from minigraph.ops.transposing import adjoint

__all__ = ["self_adjoint_eig", "self_adjoint_eigvals"]

# eigenvalues far apart: the vectors turn fast where two of them meet
_APART = np.array(
    [
        [[4.0, 1.0, 0.5], [1.0, -2.0, -1.0], [0.5, -1.0, 1.0]],
        [[-1, 0.5, 1], [0.5, 1, 0.25], [1, 0.25, 5]],
    ]
)


def _parts(call: Call) -> list[Dims]:
    x = square(call)
    vectors = x.shaped(x.rows, x.rows) if call.attrs["compute_v"] else (0,)
    return [x.shaped(x.rows), vectors]


@op(
    "SelfAdjointEigV2",
    "input: T -> e: T, v: T",
    T=MATRICES,
    shape=_parts,
    partial_gradients=True,
    samples=[
        case(_APART),
        case(_APART, compute_v=False),
        case(np.array([[3, 1 - 1j], [1 + 1j, -1]]), compute_v=False),
        case("0,0"),
        bad("2,3", error=ValueError, match="2 and 3"),
        bad(np.full((2, 2), np.nan), error=ValueError, match="not successful"),
    ],
)
def self_adjoint_eig_op(input: Any, *, compute_v: bool = True) -> Any:
    """e, smallest first, and v in columns; of x only the lower triangle counts."""
    x = wide(input)
    if np.isnan(x).any():
        raise ValueError(
            "Self-adjoint eigen decomposition was not successful. The input might not be valid."
        )
    if not compute_v:
        return [narrow(np.linalg.eigvalsh(x), input), np.zeros(0, input.dtype)]
    values, vectors = np.linalg.eigh(x)
    return [narrow(values, input), narrow(vectors, input)]


@self_adjoint_eig_op.grad
def _(op: Any, ge: Any, gv: Any) -> Any:
    """M. Giles, "Extended collection of matrix derivative results" (2008), section 3.1.

    As the lower triangle stands for both, it gets the cotangents of both.
    """
    x, compute_v = op.inputs[0], op.attrs["compute_v"]
    e, v = op.outputs if compute_v else self_adjoint_eig_op(x)
    inner = None if ge is None else matrix_diag(ge)
    if gv is not None and compute_v:
        gaps = expand_dims(e, -2) - expand_dims(e, -1)
        meet = equal(gaps, 0)
        turn = where_v2(meet, 0, 1 / where_v2(meet, 1, gaps)) * matmul(v, gv, adjoint_a=True)
        inner = turn if inner is None else inner + turn
    if inner is None:
        return None
    full = matmul(v, matmul(inner, v, adjoint_b=True))
    both = matrix_band_part(full + adjoint(full), -1, 0)
    return matrix_set_diag(both, 0.5 * matrix_diag_part(both))


def self_adjoint_eig(tensor: Any, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The eigenvalues and eigenvectors of each symmetric (Hermitian) matrix.

    Args:
        tensor: a tensor of floats or complex numbers [..., n, n]; its lower triangle is read.
        name: of the node.

    Returns:
        Two Tensors of the same type: eigenvalues [..., n], smallest first, and eigenvectors
        [..., n, n], one a column, of length 1, in the same order; the sign (of complex ones the
        phase) of each is whatever came out. Gradient: to the lower triangle, as in TF1.

    Raises:
        ValueError: the matrices are not square.
        tf.errors.InvalidArgumentError: one has a nan in it.

    Example:
        >>> import minigraph as tf
        >>> e, v = tf.Session().run(tf.self_adjoint_eig([[2.0, 1.0], [1.0, 2.0]]))
        >>> e.round(4).tolist(), (v**2).round(4).tolist()
        ([1.0, 3.0], [[0.5, 0.5], [0.5, 0.5]])
    """
    values, vectors = self_adjoint_eig_op(tensor, name=name)
    return values, vectors


def self_adjoint_eigvals(tensor: Any, name: str | None = None) -> Tensor:
    """The eigenvalues of each symmetric (Hermitian) matrix.

    Args:
        tensor: a tensor of floats or complex numbers [..., n, n]; its lower triangle is read.
        name: of the node.

    Returns:
        A Tensor [..., n] of the same type, smallest first. Gradient: to the lower triangle.

    Raises:
        ValueError: the matrices are not square.
        tf.errors.InvalidArgumentError: one has a nan in it.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.self_adjoint_eigvals([[2.0, 0.0], [0.0, 1.0]])).tolist()
        [1.0, 2.0]
    """
    values: Tensor = self_adjoint_eig_op(tensor, compute_v=False, name=name)[0]
    return values
