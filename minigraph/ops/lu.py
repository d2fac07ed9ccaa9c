"""LU: the rows of x in another order are l u, a lower and an upper triangle."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.band_part import matrix_band_part
from minigraph.ops.diagonals import eye
from minigraph.ops.flow import control_dependencies, identity
from minigraph.ops.indexing import gather
from minigraph.ops.masks import one_hot
from minigraph.ops.matmul import matmul
from minigraph.ops.matrices import MATRICES, narrow, square, wide
from minigraph.ops.matrix_diagonals import matrix_set_diag
from minigraph.ops.naming import name_scope
from minigraph.ops.shape_assertions import assert_rank_at_least
from minigraph.ops.shaping import shape
from minigraph.ops.spread import ones
from minigraph.ops.transposing import adjoint, invert_permutation
from minigraph.ops.triangular import matrix_triangular_solve, triangular_solve_op

__all__ = ["lu", "lu_matrix_inverse", "lu_reconstruct", "lu_solve"]

_GOOD = np.array([[[1.0, 1.0, 0.5], [-4.0, 3.0, 1.0], [0.0, 2.0, -2.0]]]) * [[[1.0]], [[-0.5]]]


# ---------------------------------------------------------------------------------- Lu
def _parts(call: Call) -> list[Dims]:
    x = square(call)
    return [x.shaped(x.rows, x.rows), x.shaped(x.rows)]


@op(
    "Lu",
    "input: T -> lu: T, p: output_idx_type",
    T=MATRICES,
    output_idx_type=INDEX,
    shape=_parts,
    partial_gradients=True,
    samples=[
        case(_GOOD),
        case(_GOOD[0] + 1j * np.eye(3), output_idx_type=dtypes.int64),
        case("0,0"),
        bad("2,3", error=ValueError, match="2 and 3"),
        bad(np.ones((2, 2)), error=ValueError, match="not invertible"),
    ],
)
def lu_op(input: Any, *, output_idx_type: DType = dtypes.int32) -> Any:
    """Gaussian elimination: in each column the largest number left becomes the pivot."""
    x = np.array(wide(input))
    size = x.shape[-1]
    flat = x.reshape(math.prod(x.shape[:-2]), size, size)
    order = np.tile(np.arange(size), (len(flat), 1))
    each = np.arange(len(flat))
    for k in range(size):
        pivot = k + np.abs(flat[:, k:, k]).argmax(-1)
        for rows in (flat, order):
            rows[each, k], rows[each, pivot] = rows[each, pivot], rows[each, k]
        if not (flat[:, k, k] != 0).all():
            raise ValueError("Input is not invertible.")
        flat[:, k + 1 :, k] /= flat[:, k, k, None]
        flat[:, k + 1 :, k + 1 :] -= flat[:, k + 1 :, k, None] * flat[:, k, None, k + 1 :]
    order = order.reshape(input.shape[:-1]).astype(output_idx_type.np_dtype)
    return [narrow(x, input), order]


@lu_op.grad
def _(op: Any, g: Any, _: Any) -> Any:
    """S. de Hoog et al., "The derivative of a matrix's LU factors" (2011): of l u, then of x."""
    if g is None:
        return None
    both, order = op.outputs
    low, up = _unit_lower(both), matrix_band_part(both, 0, -1)
    of_low = _below(matmul(low, _below(g), adjoint_a=True))
    of_up = matrix_band_part(matmul(matrix_band_part(g, 0, -1), up, adjoint_b=True), 0, -1)
    inner = triangular_solve_op(low, of_low + of_up, adjoint=True)
    inner = adjoint(triangular_solve_op(up, adjoint(inner), lower=False))
    result: Tensor = matmul(_permutation(order, inner), inner, transpose_a=True)
    return result


def _below(x: Tensor) -> Tensor:
    """What is below the diagonal."""
    result: Tensor = x - matrix_band_part(x, 0, -1)
    return result


def _unit_lower(lower_upper: Tensor, sizes: Any = None) -> Tensor:
    """The lower triangle, whose diagonal of ones is not stored."""
    lower = matrix_band_part(lower_upper, -1, 0)
    sizes = shape(lower_upper) if sizes is None else sizes
    one = ones(sizes[:-1], lower_upper.dtype.base_dtype)
    result: Tensor = matrix_set_diag(lower, one)
    return result


def _permutation(order: Tensor, like: Tensor) -> Tensor:
    """The matrix that brings rows into this order."""
    result: Tensor = one_hot(order, shape(order)[-1], dtype=like.dtype.base_dtype)
    return result


def _single(lower_upper: Tensor, perm: Tensor) -> bool:
    """Whether it is one matrix, for sure."""
    return lower_upper.shape.ndims == 2 and perm.shape.ndims == 1


# ---------------------------------------------------------------------------------- functions
class Lu(NamedTuple):
    """What `tf.linalg.lu` gives."""

    lu: Any
    p: Any


def lu(input: Any, output_idx_type: Any = dtypes.int32, name: str | None = None) -> Lu:
    """The triangles of each matrix: x with its rows in the order p is l @ u.

    Args:
        input: a tensor of floats or complex numbers [..., n, n].
        output_idx_type: of `p`: int32 or int64.
        name: of the node.

    Returns:
        Two Tensors: `lu` [..., n, n], u on and above the diagonal and l below it (the ones on its
        diagonal are not stored), and `p` [..., n]. Gradient: through both triangles (TF1 has
        none on a CPU).

    Raises:
        ValueError: the matrices are not square.
        tf.errors.InvalidArgumentError: one is singular.

    Example:
        >>> import minigraph as tf
        >>> both, order = tf.Session().run(tf.linalg.lu([[1.0, 3.0], [2.0, 4.0]]))
        >>> both.tolist(), order.tolist()
        ([[2.0, 4.0], [0.5, 1.0]], [1, 0])
    """
    return Lu(*lu_op(input, output_idx_type=as_dtype(output_idx_type), name=name))


def lu_reconstruct(
    lower_upper: Any, perm: Any, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """The matrices whose triangles these are: what `tf.linalg.lu` was given.

    Args:
        lower_upper, perm: the two results of `tf.linalg.lu`.
        validate_args: whether the run checks the rank, if it is unknown.
        name: of the scope.

    Returns:
        A Tensor [..., n, n].

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> x = tf.linalg.lu_reconstruct(*tf.linalg.lu([[1.0, 3.0], [2.0, 4.0]]))
        >>> tf.Session().run(x).tolist()
        [[1.0, 3.0], [2.0, 4.0]]
    """
    with name_scope(name, "lu_reconstruct", [lower_upper, perm]):
        both, perm = _given(lower_upper, perm, validate_args)
        low = _unit_lower(both, shape(both))
        product = matmul(low, matrix_band_part(both, 0, -1))
        if _single(both, perm):
            return gather(product, invert_permutation(perm))
        return matmul(_permutation(perm, product), product, transpose_a=True)


def lu_solve(
    lower_upper: Any, perm: Any, rhs: Any, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """The solutions y of x @ y = rhs, from the triangles of x.

    Args:
        lower_upper, perm: the two results of `tf.linalg.lu`.
        rhs: a tensor [..., n, k] of the same type.
        validate_args: whether the run checks the rank, if it is unknown.
        name: of the scope.

    Returns:
        A Tensor [..., n, k].

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> y = tf.linalg.lu_solve(*tf.linalg.lu([[1.0, 3.0], [2.0, 4.0]]), rhs=[[4.0], [6.0]])
        >>> tf.Session().run(y).tolist()
        [[1.0], [1.0]]
    """
    with name_scope(name, "lu_solve", [lower_upper, perm, rhs]):
        both, perm = _given(lower_upper, perm, validate_args)
        rhs = convert(rhs, both.dtype.base_dtype, "rhs")
        if _single(both, perm) and rhs.shape.ndims == 2:
            ordered = gather(rhs, perm, axis=-2)
        else:
            ordered = matmul(_permutation(perm, rhs), rhs)
        half = matrix_triangular_solve(_unit_lower(both), ordered)
        return matrix_triangular_solve(both, half, lower=False)


def lu_matrix_inverse(
    lower_upper: Any, perm: Any, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """The inverses of matrices, from their triangles.

    Args:
        lower_upper, perm: the two results of `tf.linalg.lu`.
        validate_args: whether the run checks the rank, if it is unknown.
        name: of the scope.

    Returns:
        A Tensor [..., n, n].

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> y = tf.linalg.lu_matrix_inverse(*tf.linalg.lu([[0.0, 2.0], [4.0, 0.0]]))
        >>> tf.Session().run(y).tolist()
        [[0.0, 0.25], [0.5, 0.0]]
    """
    with name_scope(name, "lu_matrix_inverse", [lower_upper, perm]):
        both, perm = _given(lower_upper, perm, validate_args)
        sizes = shape(both)
        one = eye(sizes[-1], batch_shape=sizes[:-2], dtype=both.dtype.base_dtype)
        return lu_solve(both, perm, one, validate_args=False)


def _given(lower_upper: Any, perm: Any, validate_args: bool) -> tuple[Tensor, Tensor]:
    """The results of `lu` as tensors."""
    both = convert(lower_upper, hint=dtypes.float32, name="lower_upper")
    perm = convert(perm, dtypes.int32, "perm") if not isinstance(perm, Tensor) else perm
    if not validate_args:
        return both, perm
    with control_dependencies([assert_rank_at_least(both, 2)]):
        return identity(both), identity(perm)
