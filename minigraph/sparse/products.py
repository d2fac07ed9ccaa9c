"""Products of matrices of which one is sparse: sparse_tensor_dense_matmul, sparse_matmul."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.complex_numbers import conj
from minigraph.ops.indexing import gather
from minigraph.ops.matmul import matmul
from minigraph.ops.naming import name_scope
from minigraph.ops.rows import sum_rows
from minigraph.ops.shaping import as_shape_value
from minigraph.ops.spread import reduce_sum
from minigraph.ops.transposing import adjoint
from minigraph.sparse.places import as_sparse, check_inside

__all__ = ["sparse_matmul", "sparse_tensor_dense_matmul"]


# --------------------------------------------------------------------- SparseTensorDenseMatMul
def _product(call: Call) -> Dims:
    call.rank(0, 2)
    call.rank(1, 1)
    b = call.rank(3, 2) or (None, None)
    a = as_shape_value(call.values[2], call.rank(2, 1)) or (None, None)
    if len(a) != 2:
        raise ValueError(f"a must be a matrix, but dense_shape has {len(a)} numbers")
    rows, inner = a[::-1] if call.attrs["adjoint_a"] else a
    other, width = b[::-1] if call.attrs["adjoint_b"] else b
    if None not in (inner, other) and inner != other:
        raise ValueError(f"a has {inner} columns, but b has {other} rows")
    return rows, width


_PLACES = np.array([[0, 1], [1, 0], [1, 2], [1, 0]])
_SIZES = np.array([2, 3])


@op(
    "SparseTensorDenseMatMul",
    "a_indices: Tindices, a_values: T, a_shape: int64, b: T -> product: T",
    T=NUMBERS,
    Tindices=INDEX,
    shape=_product,
    samples=[
        case(_PLACES, "4", _SIZES, "3,5"),
        case(_PLACES, "4", _SIZES, "2,5", adjoint_a=True),
        case(_PLACES, "4", _SIZES, "5,3", adjoint_b=True),
        case(_PLACES, "4", _SIZES, "5,2", adjoint_a=True, adjoint_b=True),
        case(np.array([[0, 1]]), np.array([1 + 2j]), _SIZES, np.array([[1j], [2j], [3.0]])),
        bad(_PLACES, "4", _SIZES, "4,5", error=ValueError, match="3 columns"),
        bad(_PLACES, "4", np.array([2, 2]), "2,5", error=ValueError, match="out of bounds"),
    ],
)
def sparse_tensor_dense_mat_mul(
    a_indices: Any,
    a_values: Any,
    a_shape: Any,
    b: Any,
    *,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
) -> Any:
    """The matrix product; places that are given twice add up."""
    check_inside(a_indices, a_shape)
    rows, inner = (1, 0) if adjoint_a else (0, 1)
    values = a_values.conj() if adjoint_a else a_values
    b = b.conj().T if adjoint_b else b
    if len(b) != a_shape[inner]:
        raise ValueError(f"a has {a_shape[inner]} columns, but b has {len(b)} rows")
    terms = values[:, None] * b[a_indices[:, inner]]
    return sum_rows(terms, a_indices[:, rows], int(a_shape[rows]))


@sparse_tensor_dense_mat_mul.grad
def _(op: Any, g: Any) -> Any:
    places, values, sizes, b = op.inputs
    adjoint_a, adjoint_b = op.attrs["adjoint_a"], op.attrs["adjoint_b"]
    to_b = sparse_tensor_dense_mat_mul(places, values, sizes, g, adjoint_a=not adjoint_a)
    rows, inner = places[:, 0], places[:, 1]
    if adjoint_a:
        rows, inner = inner, rows
    left = gather(g, rows)
    right = gather(adjoint(b) if adjoint_b else b, inner)
    product = conj(left) * right if adjoint_a else left * conj(right)
    return None, reduce_sum(product, 1), None, adjoint(to_b) if adjoint_b else to_b


def sparse_tensor_dense_matmul(
    sp_a: Any,
    b: Any,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of a sparse matrix and a dense one: A B.

    Args:
        sp_a: a SparseTensor of rank 2.
        b: a matrix of the same type.
        adjoint_a, adjoint_b: whether to take the (conjugate) transpose of the one or the other.
        name: of the scope of the node.

    Returns:
        A dense Tensor of shape [rows of A, columns of B]. Gradients go to the values and to b.

    Raises:
        TypeError: `sp_a` is no SparseTensor, or the types differ.
        ValueError: the inner sizes are known and differ; in the run
        tf.errors.InvalidArgumentError, as where a place is out of bounds.

    Example:
        >>> import minigraph as tf
        >>> a = tf.SparseTensor([[0, 1], [1, 0]], [2.0, 3.0], [2, 2])
        >>> tf.Session().run(tf.sparse_tensor_dense_matmul(a, [[1.0], [10.0]])).tolist()
        [[20.0], [3.0]]
    """
    sp_a = as_sparse(sp_a)
    with name_scope(name, "SparseTensorDenseMatMul", [sp_a.indices, sp_a.values, b]):
        result: Tensor = sparse_tensor_dense_mat_mul(
            sp_a.indices,
            sp_a.values,
            sp_a.dense_shape,
            convert(b, name="b"),
            adjoint_a=adjoint_a,
            adjoint_b=adjoint_b,
        )
        return result


# ---------------------------------------------------------------------------------- SparseMatMul
def _dense_product(call: Call) -> Dims:
    a, b = call.rank(0, 2) or (None, None), call.rank(1, 2) or (None, None)
    rows, inner = a[::-1] if call.attrs["transpose_a"] else a
    other, width = b[::-1] if call.attrs["transpose_b"] else b
    if None not in (inner, other) and inner != other:
        raise ValueError(f"a has {inner} columns, but b has {other} rows")
    return rows, width


@op(
    "SparseMatMul",
    "a: float32, b: float32 -> product: float32",
    shape=_dense_product,
    samples=[
        case("1,3", "3,2"),
        case("3,1", "3,2", transpose_a=True),
        case("1,3", "2,3", transpose_b=True),
        case("3,1", "2,3", transpose_a=True, transpose_b=True),
        bad("1,2", "1,2", error=ValueError, match="2 columns"),
    ],
)
def sparse_mat_mul(
    a: Any,
    b: Any,
    *,
    transpose_a: bool = False,
    transpose_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
) -> Any:
    """The matrix product of two dense matrices."""
    return np.matmul(a.T if transpose_a else a, b.T if transpose_b else b)


@sparse_mat_mul.grad
def _(op: Any, g: Any) -> Any:
    a, b = op.inputs
    left, right = op.attrs["transpose_a"], op.attrs["transpose_b"]
    if left:
        to_a = matmul(b, g, transpose_a=right, transpose_b=True)
    else:
        to_a = matmul(g, b, transpose_b=not right)
    if right:
        to_b = matmul(g, a, transpose_a=True, transpose_b=left)
    else:
        to_b = matmul(a, g, transpose_a=not left)
    return to_a, to_b


def sparse_matmul(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of two dense float32 matrices of which one may be mostly zeros.

    Args:
        a, b: matrices of float32.
        transpose_a, transpose_b: whether to take the transpose of the one or the other.
        a_is_sparse, b_is_sparse: hints of TF1, without effect here.
        name: of the node.

    Returns:
        A Tensor: A B. Gradients as of `tf.matmul`.

    Raises:
        ValueError: the inner sizes differ.

    Example:
        >>> import minigraph as tf
        >>> product = tf.sparse_matmul([[0.0, 1.0]], [[3.0], [4.0]], a_is_sparse=True)
        >>> tf.Session().run(product).tolist()
        [[4.0]]
    """
    result: Tensor = sparse_mat_mul(
        a,
        b,
        transpose_a=transpose_a,
        transpose_b=transpose_b,
        a_is_sparse=a_is_sparse,
        b_is_sparse=b_is_sparse,
        name=name,
    )
    return result
