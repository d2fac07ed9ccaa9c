"""Singular values: x = u diag(s) v^T with columns of u and v at right angles, of length 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.axes import expand_dims
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import equal
from minigraph.ops.matmul import matmul
from minigraph.ops.powers import square
from minigraph.ops.transposing import matrix_transpose

__all__ = ["svd_op"]


def _parts(call: Call) -> list[Dims]:
    dims = call.shapes[0]
    with_vectors = call.attrs["compute_uv"]
    if dims is None:
        return [None, *([None, None] if with_vectors else [(0,), (0,)])]
    if len(dims) < 2:
        raise ValueError(f"Shape must be at least rank 2, but is {show(dims)}")
    batch, (rows, columns) = dims[:-2], dims[-2:]
    count = None if None in (rows, columns) else min(rows or 0, columns or 0)
    if not with_vectors:
        return [(*batch, count), (0,), (0,)]
    return [(*batch, count), (*batch, rows, count), (*batch, columns, count)]


# singular values far apart: the vectors turn fast where two of them meet
_APART = np.array([[[3.0, 1.0, 0.0], [0.0, 1.0, 0.5]], [[0.25, 2.0, 0.5], [1.0, 0.0, -0.5]]])


@op(
    "Svd",
    "input: T -> s: T, u: T, v: T",
    T=FLOATS,
    shape=_parts,
    partial_gradients=True,
    samples=[
        case(_APART),
        case(_APART.transpose(0, 2, 1)),
        case(_APART[0].T, compute_uv=False),
        case(_APART, compute_uv=False),
        bad("3", error=ValueError, match="rank 2"),
    ],
)
def svd_op(input: Any, *, compute_uv: bool = True) -> Any:
    """s, largest first, and the thin u and v; these are empty where they are not computed."""
    kind = input.dtype
    x = input.astype(np.float32) if kind == np.float16 else input
    if not compute_uv:
        s = np.linalg.svd(x, compute_uv=False)
        return [s.astype(kind, copy=False), np.zeros(0, kind), np.zeros(0, kind)]
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    return [part.astype(kind, copy=False) for part in (s, u, vt.swapaxes(-1, -2).copy())]


@svd_op.grad
def _(op: Any, gs: Any, gu: Any, gv: Any) -> Any:
    """J. Townsend, "Differentiating the singular value decomposition" (2016)."""
    x = op.inputs[0]
    s, u, v = op.outputs if op.attrs["compute_uv"] else svd_op(x)
    grad = None
    if gs is not None:
        grad = matmul(u * expand_dims(gs, -2), v, transpose_b=True)
    for given, mine, other, turned in ((gu, u, v, False), (gv, v, u, True)):
        if given is None or not op.attrs["compute_uv"]:
            continue
        part = _of_vectors(given, mine, s, other)
        part = matrix_transpose(part) if turned else part
        grad = part if grad is None else grad + part
    return grad


def _of_vectors(g: Tensor, u: Tensor, s: Tensor, v: Tensor) -> Tensor:
    """The cotangent of u diag(s) v^T from that of u."""
    row, column = expand_dims(s, -2), expand_dims(s, -1)
    gaps = square(row) - square(column)
    inverse = where_v2(equal(gaps, 0), 0, 1 / where_v2(equal(gaps, 0), 1, gaps))
    along = matmul(u, g, transpose_a=True)
    turn = inverse * (along - matrix_transpose(along))
    across = (g - matmul(u, along)) / row
    return matmul(matmul(u, turn) * row + across, v, transpose_b=True)
