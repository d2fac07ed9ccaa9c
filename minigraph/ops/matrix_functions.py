"""Functions of matrices: exponential, logarithm, square root.

The exponential is made of other ops. The other two go by Schur's form x = u t u^H with t upper
triangular, where they follow element by element; it exists for every matrix.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import is_finite, less
from minigraph.ops.control_flow import while_loop
from minigraph.ops.diagonals import eye
from minigraph.ops.exponentials import log
from minigraph.ops.inverses import matrix_solve
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import abs as absolute
from minigraph.ops.magnitude import maximum
from minigraph.ops.matmul import matmul
from minigraph.ops.matrices import MATRICES, square
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import pow as power
from minigraph.ops.reduce import reduce_max
from minigraph.ops.rounding import ceil
from minigraph.ops.shaping import shape
from minigraph.ops.spread import reduce_sum, zeros_like
from minigraph.ops.transposing import adjoint

__all__ = ["expm", "logm", "matrix_square_root"]


# ---------------------------------------------------------------------------------- exponential
# N. Higham, "The scaling and squaring method for the matrix exponential revisited" (2005),
# table 2.3: up to this norm the quotient of this degree is exact to rounding.
_QUOTIENTS = {4: (7, 3.925724783138660), 8: (13, 5.371920351148152)}


def expm(input: Any, name: str | None = None) -> Tensor:
    """The exponential of each matrix: 1 + x + x^2 / 2! + x^3 / 3! + ...

    Args:
        input: a tensor of floats or complex numbers [..., n, n].
        name: of the scope.

    Returns:
        A Tensor of the same type and shape; nan for a matrix with an inf or a nan. By scaling and
        squaring: exp(x) = exp(x / 2^k)^(2^k), the inner one as a quotient of polynomials.

    Raises:
        ValueError: the matrices are not square, or hold no floats.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.linalg.expm([[0.0, 1.0], [0.0, 0.0]])).tolist()
        [[1.0, 1.0], [0.0, 1.0]]
    """
    with name_scope(name, "matrix_exponential", [input]):
        x = convert(input, name="input")
        kind = x.dtype.base_dtype
        if kind not in MATRICES:
            raise ValueError(f"tf.linalg.expm does not support matrices of type {kind}")
        degree, limit = _QUOTIENTS[8 if kind in (dtypes.float64, dtypes.complex128) else 4]
        size = reduce_max(reduce_sum(absolute(x), -2, keepdims=True), -1, keepdims=True)
        usual = is_finite(size)
        x = where_v2(usual, x, zeros_like(x))
        halvings = ceil(log(where_v2(usual, size, zeros_like(size)) / limit) / math.log(2.0))
        halvings = maximum(halvings, 0.0)
        result = _quotient(x / cast(power(2.0, cast(halvings, dtypes.float32)), kind), degree)
        most = reduce_max(halvings)

        def more(done: Tensor, y: Tensor) -> Tensor:
            return less(done, most)

        def squared(done: Tensor, y: Tensor) -> list[Tensor]:
            return [done + 1, where_v2(less(done, halvings), matmul(y, y), y)]

        result = while_loop(more, squared, [zeros_like(most), result])[1]
        return where_v2(usual, result, np.array(np.nan, kind.np_dtype))


def _quotient(x: Tensor, degree: int) -> Tensor:
    """exp(x) as p(x) / p(-x), the diagonal quotient of this degree of H. Pade (1892)."""
    kind = x.dtype.base_dtype.np_dtype.type
    sizes = shape(x)
    one = eye(sizes[-1], batch_shape=sizes[:-2], dtype=x.dtype.base_dtype)
    square_of_x = matmul(x, x)
    even, odd, part = 0.0 * one, 0.0 * one, one
    for k in range(0, degree + 1, 2):
        even += kind(_coefficient(degree, k)) * part
        odd += kind(_coefficient(degree, k + 1)) * part
        part = matmul(part, square_of_x) if k + 2 <= degree else part
    odd = matmul(x, odd)
    return matrix_solve(even - odd, even + odd)


def _coefficient(degree: int, k: int) -> float:
    """Of x^k in p, with p(0) = 1."""
    return math.comb(degree, k) / (math.comb(2 * degree, k) * math.factorial(k))


# ---------------------------------------------------------------------------------- Schur's form
def _schur(x: Any) -> tuple[Any, Any]:
    """(t, u) with x = u t u^H, by turning eigenvectors into axes, one after the other."""
    t, u = x.astype(np.complex128), np.eye(len(x), dtype=np.complex128)
    for k in range(len(x) - 1):
        vector = np.linalg.eig(t[k:, k:])[1][:, :1]
        turn = np.linalg.qr(vector, mode="complete")[0]
        t[:, k:] = t[:, k:] @ turn
        t[k:] = turn.conj().T @ t[k:]
        u[:, k:] = u[:, k:] @ turn
        t[k + 1 :, k] = 0
    return t, u


def _root_of_triangle(t: Any) -> Any:
    """A. Bjorck, S. Hammarling, "A Schur method for the square root of a matrix" (1983)."""
    root = np.diag(np.sqrt(np.diagonal(t)))
    for j in range(1, len(t)):
        for i in range(j - 1, -1, -1):
            rest = t[i, j] - root[i, i + 1 : j] @ root[i + 1 : j, j]
            root[i, j] = rest / (root[i, i] + root[j, j]) if rest else 0
    return root


def _log_of_triangle(t: Any) -> Any:
    """Inverse scaling and squaring: log(t) = 2^k log(t^(1 / 2^k)), near 1 by a quadrature.

    N. Higham, "Functions of matrices" (2008), section 11.5: a quotient of polynomials as the sum
    of its parts, log(1 + x) = sum over j of w_j x (1 + z_j x)^-1 with Gauss's w and z.
    """
    one, doublings, exact = np.eye(len(t)), 0, np.log(np.diagonal(t))
    if not np.isfinite(exact).all():
        return np.full_like(t, np.nan)
    while np.abs(t - one).sum(0).max(initial=0) > 0.25:
        t, doublings = _root_of_triangle(t), doublings + 1
    nodes, weights = np.polynomial.legendre.leggauss(8)
    x = t - one
    parts = [
        w / 2 * np.linalg.solve(one + (z + 1) / 2 * x, x)
        for z, w in zip(nodes, weights, strict=True)
    ]
    result = 2.0**doublings * np.sum(parts, axis=0)
    np.fill_diagonal(result, exact)
    return result


def _is_on_cut(x: Any) -> bool:
    """Whether an eigenvalue is negative: that has no real root."""
    values = np.linalg.eigvals(x)
    return bool(np.any((values.imag == 0) & (values.real < 0)))


def _each(function: Any, input: Any) -> Any:
    """A function of upper triangles for all matrices of a batch."""
    result = np.empty_like(input)
    for place in np.ndindex(input.shape[:-2]):
        x = input[place].astype(np.complex128 if input.dtype.kind == "c" else np.float64)
        if not np.isfinite(x).all() or (x.dtype.kind == "f" and _is_on_cut(x)):
            result[place] = np.nan
            continue
        t, u = _schur(x)
        y = u @ function(t) @ u.conj().T
        result[place] = y if input.dtype.kind == "c" else y.real
    return result


def _along(record: Any, x: Tensor, direction: Tensor) -> Tensor:
    """The change of a matrix function at x along a direction.

    R. Mathias, "A chain rule for matrix functions" (1996): it stands in the upper right corner of
    the function of [[x, direction], [0, x]].
    """
    block = concat(
        [concat([x, direction], -1), concat([zeros_like(x), x], -1)],
        -2,
    )
    size = shape(x)[-1]
    corner: Tensor = record(block)[..., :size, size:]
    return corner


def _same_square(call: Call) -> Dims:
    x = square(call)
    return x.shaped(x.rows, x.rows)


# ---------------------------------------------------------------------------------- MatrixLogarithm
_PHASES = np.array([[[2 + 1j, 0.5], [-1j, 1 - 1j]], [[3, 1], [0, 3]]])


@op(
    "MatrixLogarithm",
    "input: T -> output: T",
    T=COMPLEX,
    shape=_same_square,
    samples=[
        case(_PHASES),
        bad("2,3", error=TypeError, match="allowed values"),
        bad(_PHASES[:, :1], error=ValueError, match="1 and 2"),
    ],
)
def matrix_logarithm_op(input: Any) -> Any:
    """The logarithm of each matrix whose eigenvalues lie within pi of the real axis."""
    return _each(_log_of_triangle, input)


@matrix_logarithm_op.grad
def _(op: Any, g: Any) -> Any:
    return _along(matrix_logarithm_op, adjoint(op.inputs[0]), g)


def logm(input: Any, name: str | None = None) -> Tensor:
    """The principal logarithm of each matrix: y with exp(y) = x.

    Args:
        input: a tensor of complex numbers [..., n, n].
        name: of the node.

    Returns:
        A Tensor of the same type and shape; nan for a singular matrix. Gradient: the change along
        g of the adjoint's logarithm (TF1 has none).

    Raises:
        TypeError: `input` is not complex; ValueError: the matrices are not square.

    Example:
        >>> import minigraph as tf
        >>> y = tf.linalg.logm(tf.constant([[1.0, 1.0], [0.0, 1.0]], tf.complex64))
        >>> tf.Session().run(tf.real(y)).tolist()
        [[0.0, 1.0], [0.0, 0.0]]
    """
    result: Tensor = matrix_logarithm_op(input, name=name)
    return result


# --------------------------------------------------------------------------------- MatrixSquareRoot
@op(
    "MatrixSquareRoot",
    "input: T -> output: T",
    T=MATRICES,
    shape=_same_square,
    samples=[
        case(
            np.array([[[4.0, 1.0, 0.5], [-1.0, 3.0, 1.0], [0.5, 0.0, 2.0]], np.diag([1.0, 1, 2])])
        ),
        case(_PHASES),
        case("0,0"),
        bad("2,3", error=ValueError, match="2 and 3"),
    ],
)
def matrix_square_root_op(input: Any) -> Any:
    """The square root with eigenvalues in the right half plane; nan where it is not real."""
    return _each(_root_of_triangle, input)


@matrix_square_root_op.grad
def _(op: Any, g: Any) -> Any:
    return _along(matrix_square_root_op, adjoint(op.inputs[0]), g)


def matrix_square_root(input: Any, name: str | None = None) -> Tensor:
    """The principal square root of each matrix: y with y @ y = x.

    Args:
        input: a tensor of floats or complex numbers [..., n, n].
        name: of the node.

    Returns:
        A Tensor of the same type and shape; nan for a real matrix with a negative eigenvalue,
        whose root is complex. Gradient: the change along g of the adjoint's root.

    Raises:
        ValueError: the matrices are not square.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.linalg.sqrtm([[4.0, 0.0], [0.0, 9.0]])).tolist()
        [[2.0, 0.0], [0.0, 3.0]]
    """
    result: Tensor = matrix_square_root_op(input, name=name)
    return result
