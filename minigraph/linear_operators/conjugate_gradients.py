"""Conjugate gradients: equations solved by products alone."""

from __future__ import annotations

from typing import Any, NamedTuple

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.linear_operators.parts import batch_of, over_batch
from minigraph.ops.axes import expand_dims
from minigraph.ops.compare import greater, less
from minigraph.ops.complex_numbers import conj
from minigraph.ops.control_flow import while_loop
from minigraph.ops.logic import logical_and
from minigraph.ops.magnitude import abs
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import sqrt, square
from minigraph.ops.reduce import reduce_any
from minigraph.ops.spread import reduce_sum, zeros_like

__all__ = ["conjugate_gradient"]


class CGState(NamedTuple):
    """Where the iteration has come to: its number, the solution, what is left, the direction."""

    i: Any
    x: Any
    r: Any
    p: Any
    gamma: Any


def conjugate_gradient(
    operator: Any,
    rhs: Any,
    preconditioner: Any = None,
    x: Any = None,
    tol: float = 1e-5,
    max_iter: int = 20,
    name: str = "conjugate_gradient",
) -> CGState:
    """x with A x = rhs by conjugate gradients: one product with A for each iteration.

    Args:
        operator: A, a LinearOperator that is said to be self-adjoint and positive definite.
        rhs: a tensor [..., n] of A's type.
        preconditioner: a LinearOperator, roughly the inverse of A.
        x: where to start from, [..., n]; default: zero.
        tol: stop when the length of rhs - A x is at most `tol` times that of rhs, in each batch.
        max_iter: stop after so many iterations.
        name: of the scope.

    Returns:
        A named tuple: `i`, the number of iterations; `x`, the solution; `r`, rhs - A x; `p`, the
        next direction; `gamma`, r^H M r with the preconditioner M.

    Raises:
        ValueError: A is not said to be self-adjoint and positive definite.

    Source: M. R. Hestenes, E. Stiefel, "Methods of conjugate gradients for solving linear
    systems" (1952).

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorFullMatrix(
        ...     [[4.0, 2.0], [2.0, 5.0]], is_self_adjoint=True, is_positive_definite=True
        ... )
        >>> found = tf.linalg.experimental.conjugate_gradient(a, tf.constant([8.0, 12.0]))
        >>> tf.Session().run(tf.round(found.x)).tolist()
        [1.0, 2.0]
    """
    if not (operator.is_self_adjoint and operator.is_positive_definite):
        raise ValueError("Expected a self-adjoint, positive definite operator.")
    with name_scope(name):
        rhs = over_batch(convert(rhs, operator.dtype, "rhs"), operator._batch(), 1)
        enough = tol * _length(rhs)
        if x is None:
            x, r = zeros_like(rhs), rhs
        else:
            x = over_batch(convert(x, operator.dtype, "x"), batch_of(rhs, 1), 1)
            r = rhs - operator.matvec(x)
        p = r if preconditioner is None else preconditioner.matvec(r)
        start = CGState(convert(0, dtypes.int32), x, r, p, _dot(r, p))

        def going_on(state: CGState) -> Any:
            return logical_and(
                less(state.i, max_iter), reduce_any(greater(_length(state.r), enough))
            )

        def step(state: CGState) -> tuple[CGState]:
            z = operator.matvec(state.p)
            alpha = expand_dims(state.gamma / _dot(state.p, z), -1)
            r = state.r - alpha * z
            q = r if preconditioner is None else preconditioner.matvec(r)
            gamma = _dot(r, q)
            beta = expand_dims(gamma / state.gamma, -1)
            return (CGState(state.i + 1, state.x + alpha * state.p, r, q + beta * state.p, gamma),)

        found = while_loop(going_on, step, [start])
        return found if isinstance(found, CGState) else found[0]


def _dot(a: Any, b: Any) -> Any:
    return reduce_sum(conj(a) * b, -1)


def _length(a: Any) -> Any:
    return sqrt(reduce_sum(square(abs(a)), -1))
