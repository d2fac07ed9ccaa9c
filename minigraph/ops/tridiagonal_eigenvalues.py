"""Eigenvalues of self-adjoint tridiagonal matrices, all of them or some."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.assertions import assert_less, assert_less_equal
from minigraph.ops.casting import cast
from minigraph.ops.compare import greater, less_equal
from minigraph.ops.complex_numbers import conj
from minigraph.ops.eigenvalues import self_adjoint_eig, self_adjoint_eigvals
from minigraph.ops.flow import control_dependencies, identity
from minigraph.ops.logic import logical_and
from minigraph.ops.masks import boolean_mask
from minigraph.ops.matrix_diagonals import matrix_diag
from minigraph.ops.naming import name_scope

__all__ = ["eigh_tridiagonal"]


def eigh_tridiagonal(
    alpha: Any,
    beta: Any,
    eigvals_only: bool = True,
    select: str = "a",
    select_range: Any = None,
    tol: Any = None,
    name: str | None = None,
) -> Any:
    """The eigenvalues, in rising order, of a self-adjoint tridiagonal matrix, and eigenvectors.

    Args:
        alpha: the diagonal, a tensor [n] of floats or complex numbers, whose real parts count.
        beta: the diagonal above it, [n - 1], of the same type; the one below is its conjugate.
        eigvals_only: whether the eigenvectors are left out.
        select: "a": all eigenvalues; "v": those in the interval (low, high]; "i": those numbered
            low to high, both included, counted from 0.
        select_range: (low, high) for "v" and "i".
        tol: how far eigenvalues may be off; they are always as exact as the type allows.
        name: of the scope.

    Returns:
        A real Tensor [m], or a pair with the eigenvectors, the columns of a Tensor [n, m], each
        determined but for its sign or phase. The matrix is built: n^2 numbers. Gradients as of
        `self_adjoint_eig`.

    Raises:
        ValueError: `select` is none of these, or the shapes do not fit; TypeError: no floats, or
            `select_range` is missing.
        tf.errors.InvalidArgumentError: the range is empty.

    Example:
        >>> import minigraph as tf
        >>> values = tf.linalg.eigh_tridiagonal([2.0, 2.0], [1.0])
        >>> tf.Session().run(values).round(5).tolist()
        [1.0, 3.0]
    """
    if select not in ("a", "i", "v"):
        raise ValueError(f"select must be 'a', 'i' or 'v', not {select!r}")
    if select != "a" and select_range is None:
        raise TypeError(f"select={select!r} needs select_range, a pair of numbers")
    with name_scope(name, "eigh_tridiagonal", [alpha, beta]):
        alpha = convert(alpha, None, "alpha")
        beta = convert(beta, alpha.dtype, "beta")
        if not (alpha.dtype.is_floating or alpha.dtype.is_complex):
            raise TypeError(f"alpha must hold floats or complex numbers, but is {alpha}")
        dense = matrix_diag(alpha)
        if alpha._dims is None or alpha._dims[-1] != 1:
            dense = dense + matrix_diag(beta, k=1) + matrix_diag(conj(beta), k=-1)
        if eigvals_only:
            return _chosen(_real(self_adjoint_eigvals(dense)), None, select, select_range)
        values, vectors = self_adjoint_eig(dense)
        return _chosen(_real(values), vectors, select, select_range)


def _real(values: Tensor) -> Tensor:
    """The real parts, of the real type."""
    result: Tensor = cast(values, values.dtype.real_dtype)
    return result


def _chosen(values: Tensor, vectors: Tensor | None, select: str, select_range: Any) -> Any:
    """The eigenvalues that are asked for, and their vectors."""
    if select == "i":
        low, high = (convert(n, dtypes.int32) for n in select_range)
        message = "Got empty index range in select_range."
        with control_dependencies([assert_less_equal(low, high, message=message)]):
            low = identity(low)
        values = values[..., low : high + 1]
        vectors = None if vectors is None else vectors[..., low : high + 1]
    if select == "v":
        low, high = (convert(x, values.dtype) for x in select_range)
        message = "Got empty interval in select_range."
        with control_dependencies([assert_less(low, high, message=message)]):
            inside = logical_and(greater(values, low), less_equal(values, high))
        vectors = None if vectors is None else boolean_mask(vectors, inside, axis=1)
        values = boolean_mask(values, inside)
    return values if vectors is None else (values, vectors)
