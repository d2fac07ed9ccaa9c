"""Singular values: x = u diag(s) v^H with columns of u and v at right angles, of length 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import equal
from minigraph.ops.complex_numbers import conj, real
from minigraph.ops.matmul import matmul
from minigraph.ops.matrices import MATRICES, least, matrix, narrow, wide
from minigraph.ops.matrix_diagonals import matrix_diag_part
from minigraph.ops.powers import square
from minigraph.ops.shaping import shape
from minigraph.ops.transposing import adjoint

__all__ = ["batch_svd", "svd", "svd_op"]


def _parts(call: Call) -> list[Dims]:
    x = matrix(call)
    count = least(x.rows, x.columns)
    if not call.attrs["compute_uv"]:
        return [x.shaped(count), (0,), (0,)]
    of_u, of_v = (x.rows, x.columns) if call.attrs["full_matrices"] else (count, count)
    return [x.shaped(count), x.shaped(x.rows, of_u), x.shaped(x.columns, of_v)]


# singular values far apart: the vectors turn fast where two of them meet
_APART = np.array([[[3.0, 1.0, 0.0], [0.0, 1.0, 0.5]], [[0.25, 2.0, 0.5], [1.0, 0.0, -0.5]]])


@op(
    "Svd",
    "input: T -> s: T, u: T, v: T",
    T=MATRICES,
    shape=_parts,
    partial_gradients=True,
    samples=[
        case(_APART),
        case(_APART.transpose(0, 2, 1)),
        case(_APART[0].T, compute_uv=False),
        case(_APART, compute_uv=False),
        case(_APART, full_matrices=True),
        case(_APART.transpose(0, 2, 1), full_matrices=True),
        case(_APART * np.array([1, 1j, 1 - 1j]), compute_uv=False),
        case("0,2"),
        bad("3", error=ValueError, match="rank 2"),
    ],
)
def svd_op(input: Any, *, compute_uv: bool = True, full_matrices: bool = False) -> Any:
    """s, largest first, u and v; these are empty where they are not computed."""
    x = wide(input)
    broken = np.isnan(x).any(axis=(-1, -2))
    if broken.any():  # nan spreads, as in arithmetic
        x = np.where(broken[..., None, None], np.zeros((), x.dtype), x)
    if compute_uv:
        u, s, vh = np.linalg.svd(x, full_matrices=full_matrices)
        parts = [s, u, np.conj(vh.swapaxes(-1, -2))]
    else:
        nothing = np.zeros(0, x.dtype)
        parts = [np.linalg.svd(x, compute_uv=False), nothing, nothing.copy()]
    if broken.any():
        for part in parts[: 3 if compute_uv else 1]:
            part[broken] = np.nan
    return [narrow(part, input) for part in parts]


@svd_op.grad
def _(op: Any, gs: Any, gu: Any, gv: Any) -> Any:
    """J. Townsend, "Differentiating the singular value decomposition" (2016).

    Of complex vectors u and v only the phase that they share is free: section 3 of Z. Wan,
    S. Zhang, "Automatic differentiation for complex valued SVD" (2019) has the term for it.
    """
    x = op.inputs[0]
    if gs is not None and x.dtype.is_complex:  # s is real, in a complex type
        gs = cast(real(gs), x.dtype)
    if not op.attrs["compute_uv"]:
        _, u, v = svd_op(x)
        return None if gs is None else matmul(u * expand_dims(gs, -2), v, adjoint_b=True)
    s, u, v = op.outputs
    if op.attrs["full_matrices"]:
        _check_full(x)
        u, gu = _thin(u, gu, s)
        v, gv = _thin(v, gv, s)
    parts = []
    if gs is not None:
        parts.append(matmul(u * expand_dims(gs, -2), v, adjoint_b=True))
    if gu is not None:
        parts.append(_of_vectors(gu, u, s, v))
    if gv is not None:
        parts.append(adjoint(_of_vectors(gv, v, s, u)))
        if x.dtype.is_complex:
            phases = matrix_diag_part(matmul(v, gv, adjoint_a=True)) / s
            phases = 0.5 * (conj(phases) - phases)
            parts.append(matmul(u * expand_dims(phases, -2), v, adjoint_b=True))
    return sum(parts[1:], parts[0]) if parts else None


def _of_vectors(g: Tensor, u: Tensor, s: Tensor, v: Tensor) -> Tensor:
    """The cotangent of u diag(s) v^H from that of u."""
    row, column = expand_dims(s, -2), expand_dims(s, -1)
    gaps = square(row) - square(column)
    inverse = where_v2(equal(gaps, 0), 0, 1 / where_v2(equal(gaps, 0), 1, gaps))
    along = matmul(u, g, adjoint_a=True)
    turn = inverse * (along - adjoint(along))
    across = (g - matmul(u, along)) / row
    return matmul(matmul(u, turn) * row + across, v, adjoint_b=True)


def _check_full(x: Tensor) -> None:
    """NotImplementedError if more than one column was free to choose."""
    rows, columns = (None, None) if x._dims is None else x._dims[-2:]
    if rows is not None and columns is not None and abs(rows - columns) > 1:
        raise NotImplementedError(
            "svd gradient is not implemented for abs(m - n) > 1 when full_matrices is True: of "
            f"{x} the further vectors are not determined"
        )


def _thin(u: Tensor, g: Tensor | None, s: Tensor) -> tuple[Tensor, Tensor | None]:
    """The vectors that have a singular value, with the cotangent of the one beside them as well.

    It is at right angles to them, so it turns where they turn to it.
    """
    count = shape(s)[-1]
    first, rest = u[..., :count], u[..., count:]
    if g is None:
        return first, None
    across = matmul(g[..., count:], first, adjoint_a=True)
    return first, g[..., :count] - matmul(rest, across)


def svd(
    tensor: Any, full_matrices: bool = False, compute_uv: bool = True, name: str | None = None
) -> Any:
    """The singular values of each matrix, and the vectors that go with them: x = u diag(s) v^H.

    Args:
        tensor: a tensor of floats or complex numbers [..., m, n].
        full_matrices: whether u has m columns and v n of them, instead of k = min(m, n).
        compute_uv: whether to give u and v.
        name: of the node.

    Returns:
        Tensors `s` [..., k], real, largest first; `u` [..., m, k] and `v` [..., n, k] (NumPy
        gives the adjoint of v). The sign (of complex vectors the phase) that u and v share is
        whatever came out. Without `compute_uv` only `s`.

    Raises:
        ValueError: the rank is less than 2.
        NotImplementedError: a gradient is taken with `full_matrices` where m and n differ by
            more than one.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.svd([[3.0, 0.0], [0.0, -4.0]], compute_uv=False)).tolist()
        [4.0, 3.0]
    """
    s, u, v = svd_op(tensor, compute_uv=compute_uv, full_matrices=full_matrices, name=name)
    return (real(s), u, v) if compute_uv else real(s)


def batch_svd(
    tensor: Any, compute_uv: bool = True, full_matrices: bool = False, name: str | None = None
) -> Any:
    """The old name of `tf.svd` for batches, of TensorFlow before 1.0, with its order of arguments.

    Args:
        tensor: a tensor of floats or complex numbers [..., m, n].
        compute_uv: whether to give u and v.
        full_matrices: whether u has m columns and v n of them, instead of min(m, n).
        name: of the node.

    Returns:
        As of `tf.svd`: Tensors s, u, v, or s alone.

    Raises:
        ValueError: the rank is less than 2.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.batch_svd([[[3.0, 0.0], [0.0, -4.0]]], compute_uv=False)).tolist()
        [[4.0, 3.0]]
    """
    return svd(tensor, full_matrices, compute_uv, name)
