"""An operator, changed by one of low rank."""

from __future__ import annotations

from typing import Any

from minigraph.core.shapes import as_dims
from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.diagonal import LinearOperatorDiag
from minigraph.linear_operators.identity import LinearOperatorIdentity
from minigraph.linear_operators.parts import (
    adjoint_if,
    batch_of,
    held,
    joined_shape,
    size_of,
    solve_cholesky,
    solve_dense,
)
from minigraph.linear_operators.rules import rule
from minigraph.ops.broadcast_shapes import broadcast_dynamic_shape, broadcast_static_shape
from minigraph.ops.cholesky import cholesky
from minigraph.ops.complex_numbers import conj
from minigraph.ops.determinants import matrix_determinant, slogdet
from minigraph.ops.exponentials import log
from minigraph.ops.matmul import matmul
from minigraph.ops.matrix_diagonals import matrix_diag_part
from minigraph.ops.spread import reduce_sum
from minigraph.ops.transposing import matrix_transpose

__all__ = ["LinearOperatorLowRankUpdate"]


class LinearOperatorLowRankUpdate(LinearOperator):
    """L + U D V^H, where U and V are narrow and D is diagonal.

    Equations and determinants go through those of L and a small matrix (Woodbury's identity, the
    matrix determinant lemma): cheap where L's are.

    Args:
        base_operator: L, a LinearOperator [..., m, n].
        u: U, a tensor or variable [..., m, k].
        diag_update: the diagonal of D, [..., k]; default: ones.
        v: V, [..., n, k]; default: U.
        is_diag_update_positive: a promise that D's diagonal is real and positive.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; what follows from L's, U = V and D's is known anyway.
        name: of its scope.

    Raises:
        ValueError: the shapes do not fit, or promises contradict each other.

    Example:
        >>> import minigraph as tf
        >>> base = tf.linalg.LinearOperatorDiag([1.0, 2.0], is_positive_definite=True)
        >>> a = tf.linalg.LinearOperatorLowRankUpdate(base, [[1.0], [1.0]])
        >>> tf.Session().run([a.to_dense(), a.determinant()])
        [array([[2., 1.],
               [1., 3.]], dtype=float32), np.float32(5.0)]
    """

    def __init__(
        self,
        base_operator: Any,
        u: Any,
        diag_update: Any = None,
        v: Any = None,
        is_diag_update_positive: bool | None = None,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorLowRankUpdate",
    ):
        parameters = dict(locals())
        dtype = base_operator.dtype
        if diag_update is None:
            if is_diag_update_positive is False:
                raise ValueError("The default diagonal is the identity, which is positive.")
            is_diag_update_positive = True
        self._is_diag_update_positive = is_diag_update_positive
        with self._made(name):
            self._u = held(u, "u", dtype, ndims=2)
            self._v = self._u if v is None else held(v, "v", dtype, ndims=2)
            self._same = v is None
            self._diag_update = None
            if diag_update is not None:
                self._diag_update = held(diag_update, "diag_update", dtype, ndims=1)
        self._base_operator = base_operator
        given = {"is_non_singular": is_non_singular, "is_self_adjoint": is_self_adjoint}
        given |= {"is_positive_definite": is_positive_definite, "is_square": is_square}
        super().__init__(dtype=dtype, **self._known(given), name=name, parameters=parameters)
        self._check_shapes()
        if diag_update is None:
            rank = size_of(self._u, -1)
            batch = batch_of(self._u)
            self._diag_operator: Any = LinearOperatorIdentity(rank, batch, dtype)
        else:
            self._diag_operator = LinearOperatorDiag(
                self._diag_update, is_positive_definite=is_diag_update_positive
            )

    def _known(self, given: dict[str, Any]) -> dict[str, Any]:
        """The promises, with what follows from those of L and D."""
        base, positive = self._base_operator, self._is_diag_update_positive
        real = self._diag_update is None or not self._diag_update.dtype.is_complex
        implied: dict[str, bool] = {}
        if self._same:
            if base.is_self_adjoint and (real or positive):
                implied["is_self_adjoint"] = True
            if base.is_positive_definite and positive:
                implied |= {"is_positive_definite": True, "is_non_singular": True}
            if base.is_square:
                implied["is_square"] = True
        for hint, value in implied.items():
            if given[hint] is not None and given[hint] != value:
                raise ValueError(f"{hint}={given[hint]}, but from the operands follows {value}.")
        return given | implied

    def _check_shapes(self) -> None:
        """ValueError if the sizes of L, U, D and V do not fit."""
        base, u, v = self._base_operator, as_dims(self._u.shape), as_dims(self._v.shape)
        pairs: list[Any] = []
        if u is not None:
            pairs.append((base._range, u[-2], "the rows of u"))
        if v is not None:
            pairs.append((base._domain, v[-2], "the rows of v"))
        if u is not None and v is not None:
            pairs.append((u[-1], v[-1], "the columns of u and v"))
        if u is not None and self._diag_update is not None:
            diag = as_dims(self._diag_update.shape)
            pairs.append((u[-1], diag[-1] if diag else None, "the columns of u and the diagonal"))
        for a, b, what in pairs:
            if None not in (a, b) and a != b:
                raise ValueError(f"Sizes do not fit: {what}: {a} and {b}")

    @property
    def base_operator(self) -> Any:
        """L."""
        return self._base_operator

    @property
    def u(self) -> Any:
        """U."""
        return self._u

    @property
    def v(self) -> Any:
        """V."""
        return self._v

    @property
    def diag_update(self) -> Any:
        """The diagonal of D, None for ones."""
        return self._diag_update

    @property
    def diag_operator(self) -> Any:
        """D, as an operator."""
        return self._diag_operator

    @property
    def is_diag_update_positive(self) -> bool | None:
        """Whether D's diagonal is promised to be positive."""
        return self._is_diag_update_positive

    def _parts(self) -> list[Any]:
        return [self._base_operator.batch_shape, self._u.shape[:-2], self._v.shape[:-2]] + (
            [] if self._diag_update is None else [self._diag_update.shape[:-1]]
        )

    def _shape(self) -> Any:
        batch = self._base_operator.batch_shape
        for other in self._parts()[1:]:
            batch = broadcast_static_shape(batch, other)
        return batch.concatenate(self._base_operator.shape[-2:])

    def _shape_tensor(self) -> Any:
        base = self._base_operator
        batch = joined_shape(base._batch())
        others = [batch_of(self._u), batch_of(self._v)]
        if self._diag_update is not None:
            others.append(batch_of(self._diag_update, 1))
        for other in others:
            batch = broadcast_dynamic_shape(batch, other)
        return joined_shape(batch, base._rows(), base._columns())

    # ------------------------------------------------------------------------------ what it does
    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        u, v, d = self._u, self._v, self._diag_operator
        base = self._base_operator._matmul(x, adjoint=adjoint, adjoint_arg=adjoint_arg)
        left, right = (v, u) if adjoint else (u, v)
        inner = matmul(right, x, adjoint_a=True, adjoint_b=adjoint_arg)
        return base + matmul(left, d._matmul(inner, adjoint=adjoint))

    def _to_dense(self) -> Any:
        update = self._diag_operator._matmul(self._read(self._v), adjoint_arg=True)
        return self._base_operator._to_dense() + matmul(self._u, update)

    def _capacitance(self) -> Any:
        """C = D^-1 + V^H L^-1 U, k x k."""
        inner = matmul(self._v, self._base_operator._solve(self._read(self._u)), adjoint_a=True)
        return self._diag_operator.inverse()._add_to_tensor(inner)

    def _uses_cholesky(self) -> bool:
        """Whether C is self-adjoint and positive definite."""
        return bool(
            self._same and self.is_diag_update_positive and self.base_operator._can_use_cholesky()
        )

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        """L^-1 rhs - L^-1 U C^-1 V^H L^-1 rhs."""
        base = self._base_operator
        if base.is_non_singular is False:
            return super()._solve(rhs, adjoint, adjoint_arg)
        left, right = (self._v, self._u) if adjoint else (self._u, self._v)
        plain = base._solve(adjoint_if(rhs, adjoint_arg), adjoint=adjoint)
        inner = matmul(right, plain, adjoint_a=True)
        small = self._capacitance()
        if self._uses_cholesky():
            inner = solve_cholesky(cholesky(small), inner)
        else:
            inner = solve_dense(small, inner, adjoint)
        return plain - base._solve(matmul(left, inner), adjoint=adjoint)

    def _determinant(self) -> Any:
        """det C det D det L."""
        base, d = self._base_operator, self._diag_operator
        return matrix_determinant(self._capacitance()) * d._determinant() * base._determinant()

    def _log_abs_determinant(self) -> Any:
        base, d = self._base_operator, self._diag_operator
        small = self._capacitance()
        if self._uses_cholesky():
            own = 2.0 * reduce_sum(log(matrix_diag_part(cholesky(small))), -1)
        else:
            own = slogdet(small)[1]
        return own + d._log_abs_determinant() + base._log_abs_determinant()

    def _diag_part(self) -> Any:
        if self.is_square is False or not self._base_operator.is_square:
            return super()._diag_part()
        update = self._diag_operator._matmul(self._read(self._v), adjoint_arg=True)
        base = self._base_operator._diag_part()
        return base + reduce_sum(self._u * matrix_transpose(update), -1)


@rule("adjoint", LinearOperatorLowRankUpdate)
def _(a: Any) -> Any:
    diag = None if a.diag_update is None else conj(a.diag_update)
    return LinearOperatorLowRankUpdate(
        a.base_operator.adjoint(),
        u=a.v,
        diag_update=diag,
        v=a.u,
        is_diag_update_positive=a.is_diag_update_positive,
        **a._hints(),
    )
