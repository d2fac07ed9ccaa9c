"""The linear operator: a matrix [..., m, n] that is known by what it does, not by its elements.

The public methods stand here. They check, open a scope, and call the method of the same name with
an underscore, which a class overrides where it can do better than with the dense matrix.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.shapes import as_dims
from minigraph.linear_operators.described import Described
from minigraph.linear_operators.parts import (
    adjoint_if,
    assert_real_positive,
    solve_cholesky,
    solve_dense,
)
from minigraph.linear_operators.rules import apply
from minigraph.ops.assertions import assert_equal, assert_less
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.cholesky import cholesky
from minigraph.ops.determinants import matrix_determinant, slogdet
from minigraph.ops.diagonals import eye
from minigraph.ops.eigenvalues import self_adjoint_eigvals
from minigraph.ops.exponentials import exp, log
from minigraph.ops.magnitude import abs
from minigraph.ops.matrix_diagonals import matrix_diag_part
from minigraph.ops.reduce import reduce_max, reduce_min
from minigraph.ops.singular_values import svd
from minigraph.ops.spread import reduce_sum
from minigraph.ops.transposing import adjoint as adjoint_of

__all__ = ["LinearOperator"]


class LinearOperator(Described):
    """A batch of matrices [..., m, n], behind the functions that a matrix is used with.

    A class of one's own defines `_shape`, `_shape_tensor` and `_matmul(x, adjoint, adjoint_arg)`;
    all else then works by way of the dense matrix. It may define any other method with an
    underscore (`_solve`, `_determinant`, `_diag_part`, ...) where it knows a better way.

    Args:
        dtype: of the elements.
        graph_parents: tensors that belong to the operator; old, not needed.
        is_non_singular: True or False is a promise about the matrices, None says nothing. It
            chooses how they are solved and what is refused; nothing checks it but
            `assert_non_singular`.
        is_self_adjoint: likewise: whether each equals its transposed conjugate.
        is_positive_definite: likewise: whether x^H A x has a positive real part for all x but 0;
            A need not be self-adjoint.
        is_square: likewise; what the shape tells is known anyway.
        name: of the scope of its nodes; default: the name of the class.
        parameters: the arguments of the class that was made, for `parameters`.

    Raises:
        ValueError: the promises contradict each other.

    Example:
        >>> import minigraph as tf
        >>> class Twice(tf.linalg.LinearOperator):
        ...     def _shape(self):
        ...         return tf.TensorShape([2, 2])
        ...     def _shape_tensor(self):
        ...         return tf.constant([2, 2])
        ...     def _matmul(self, x, adjoint=False, adjoint_arg=False):
        ...         return 2.0 * (tf.linalg.adjoint(x) if adjoint_arg else x)
        >>> twice = Twice(tf.float32, name="Twice")
        >>> tf.Session().run(twice.solvevec([2.0, 6.0])).tolist()
        [1.0, 3.0]
    """

    # ------------------------------------------------------------------------------ checks
    def _taken(self, x: Any, name: str) -> Tensor:
        """An argument as a tensor of the operator's type."""
        tensor = convert(x, None, name)
        if tensor.dtype.base_dtype is not self.dtype:
            raise TypeError(
                f"Argument {name} must have the operator's dtype {self.dtype.name}, but is {tensor}"
            )
        return tensor

    def _meet(self, mine: int | None, x: Any, axis: int, name: str) -> None:
        """ValueError if an axis of `x` has not the size that the operator needs."""
        dims = as_dims(x.shape)
        if dims is None:
            return
        if len(dims) < -axis:
            raise ValueError(f"Argument {name} has too few axes: {x.shape}")
        if None not in (mine, dims[axis]) and mine != dims[axis]:
            raise ValueError(
                f"Operator {self.name} of shape {self.shape} needs {mine} as the size of axis {axis} "
                f"of {name}, but its shape is {x.shape}"
            )

    def _refuse(self, what: str, singular: bool = False) -> None:
        """NotImplementedError for what only square matrices have, or only those with inverses."""
        if singular and self.is_non_singular is False:
            raise NotImplementedError(
                f"{what} not implemented for an operator that is expected to be singular."
            )
        if self.is_square is False:
            raise NotImplementedError(
                f"{what} not implemented for an operator that is expected to not be square."
            )

    # ------------------------------------------------------------------------------ products
    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        raise NotImplementedError("_matmul is not implemented.")

    def matmul(
        self, x: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "matmul"
    ) -> Any:
        """A x: of a tensor [..., n, k] a tensor [..., m, k]; of an operator an operator.

        `adjoint` takes A^H for A, `adjoint_arg` x^H for x. Batches broadcast. Raises ValueError
        if the shapes do not fit, TypeError if the types differ.
        """
        if isinstance(x, LinearOperator):
            return self._with(x, "product", adjoint, adjoint_arg, "x")
        with self._scope(name):
            x = self._taken(x, "x")
            mine = self._range if adjoint else self._domain
            self._meet(mine, x, -1 if adjoint_arg else -2, "x")
            return self._matmul(x, adjoint=adjoint, adjoint_arg=adjoint_arg)

    def _with(
        self, other: LinearOperator, kind: str, adjoint: bool, adjoint_arg: bool, name: str
    ) -> Any:
        """The operator that this one and another make."""
        left = self.adjoint() if adjoint else self
        right = other.adjoint() if adjoint_arg else other
        inner = left._domain if kind == "product" else left._range
        if None not in (inner, right._range) and inner != right._range:
            raise ValueError(
                f"Operators are incompatible. Expected `{name}` to have dimension {inner} but got "
                f"{right._range}."
            )
        with self._scope("matmul" if kind == "product" else "solve"):
            return apply(kind, left, right)

    def __matmul__(self, other: Any) -> Any:
        return self.matmul(other)

    def _matvec(self, x: Any, adjoint: bool = False) -> Any:
        return squeeze(self._matmul(expand_dims(x, -1), adjoint=adjoint), -1)

    def matvec(self, x: Any, adjoint: bool = False, name: str = "matvec") -> Tensor:
        """A x, or A^H x, of a vector [..., n]: a vector [..., m]."""
        with self._scope(name):
            x = self._taken(x, "x")
            self._meet(self._range if adjoint else self._domain, x, -1, "x")
            return self._matvec(x, adjoint=adjoint)  # type: ignore[no-any-return]

    # ------------------------------------------------------------------------------ equations
    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        rhs = adjoint_if(rhs, adjoint_arg)
        if self._can_use_cholesky():
            return solve_cholesky(cholesky(self._to_dense()), rhs)
        return solve_dense(self._to_dense(), rhs, adjoint)

    def solve(
        self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "solve"
    ) -> Any:
        """x with A x = rhs, a tensor [..., n, k]; of an operator the operator A^-1 rhs.

        `adjoint` takes A^H for A, `adjoint_arg` rhs^H for rhs. Batches broadcast. Raises
        NotImplementedError if A is said to be singular or not square, ValueError if the shapes do
        not fit; a run may raise InvalidArgumentError if A is singular.
        """
        self._refuse("Exact solve", singular=True)
        if isinstance(rhs, LinearOperator):
            return self._with(rhs, "quotient", adjoint, adjoint_arg, "rhs")
        with self._scope(name):
            rhs = self._taken(rhs, "rhs")
            mine = self._domain if adjoint else self._range
            self._meet(mine, rhs, -1 if adjoint_arg else -2, "rhs")
            return self._solve(rhs, adjoint=adjoint, adjoint_arg=adjoint_arg)

    def _solvevec(self, rhs: Any, adjoint: bool = False) -> Any:
        return squeeze(self._solve(expand_dims(rhs, -1), adjoint=adjoint), -1)

    def solvevec(self, rhs: Any, adjoint: bool = False, name: str = "solve") -> Tensor:
        """x with A x = rhs, or A^H x = rhs, of a vector [..., n]; otherwise as `solve`."""
        self._refuse("Exact solve", singular=True)
        with self._scope(name):
            rhs = self._taken(rhs, "rhs")
            self._meet(self._domain if adjoint else self._range, rhs, -1, "rhs")
            return self._solvevec(rhs, adjoint=adjoint)  # type: ignore[no-any-return]

    # ------------------------------------------------------------------------------ operators
    def adjoint(self, name: str = "adjoint") -> LinearOperator:
        """A^H, transposed and conjugated, as an operator; itself if it is self-adjoint."""
        if self.is_self_adjoint is True:
            return self
        with self._scope(name):
            return apply("adjoint", self)  # type: ignore[no-any-return]

    @property
    def H(self) -> LinearOperator:
        """A^H, as `adjoint()`."""
        return self.adjoint()

    def inverse(self, name: str = "inverse") -> LinearOperator:
        """A^-1 as an operator. ValueError if A is said to be singular or not square."""
        if self.is_square is False:
            raise ValueError(
                "Cannot take the Inverse: This operator represents a non square matrix."
            )
        if self.is_non_singular is False:
            raise ValueError("Cannot take the Inverse: This operator represents a singular matrix.")
        with self._scope(name):
            return apply("inverse", self)  # type: ignore[no-any-return]

    def cholesky(self, name: str = "cholesky") -> LinearOperator:
        """L with L L^H = A as an operator.

        ValueError unless A is said to be self-adjoint and positive definite.
        """
        if not self._can_use_cholesky():
            raise ValueError(
                "Cannot take the Cholesky decomposition: Not a positive definite self adjoint matrix."
            )
        with self._scope(name):
            return apply("cholesky", self)  # type: ignore[no-any-return]

    # ------------------------------------------------------------------------------ elements
    def _to_dense(self) -> Any:
        identity = eye(self._columns(), batch_shape=self._batch(), dtype=self.dtype)
        return self._matmul(identity)

    def to_dense(self, name: str = "to_dense") -> Tensor:
        """The matrices themselves, a tensor [..., m, n]."""
        with self._scope(name):
            return self._to_dense()  # type: ignore[no-any-return]

    def _diag_part(self) -> Any:
        return matrix_diag_part(self._to_dense())

    def diag_part(self, name: str = "diag_part") -> Tensor:
        """The diagonals, a tensor [..., min(m, n)]."""
        with self._scope(name):
            return self._diag_part()  # type: ignore[no-any-return]

    def _trace(self) -> Any:
        return reduce_sum(self._diag_part(), -1)

    def trace(self, name: str = "trace") -> Tensor:
        """The sums of the diagonals, a tensor [...]."""
        with self._scope(name):
            return self._trace()  # type: ignore[no-any-return]

    def _add_to_tensor(self, x: Any) -> Any:
        return self._to_dense() + x

    def add_to_tensor(self, x: Any, name: str = "add_to_tensor") -> Tensor:
        """A + x, of a tensor [..., m, n]; shapes broadcast."""
        with self._scope(name):
            return self._add_to_tensor(self._taken(x, "x"))  # type: ignore[no-any-return]

    # ------------------------------------------------------------------------------ numbers
    def _determinant(self) -> Any:
        if self._can_use_cholesky():
            return exp(self._log_abs_determinant())
        return matrix_determinant(self._to_dense())

    def determinant(self, name: str = "det") -> Tensor:
        """The determinants, a tensor [...]. NotImplementedError if A is not square."""
        self._refuse("Determinant")
        with self._scope(name):
            return self._determinant()  # type: ignore[no-any-return]

    def _log_abs_determinant(self) -> Any:
        if self._can_use_cholesky():
            return 2.0 * reduce_sum(log(matrix_diag_part(cholesky(self._to_dense()))), -1)
        return slogdet(self._to_dense())[1]

    def log_abs_determinant(self, name: str = "log_abs_det") -> Tensor:
        """The logarithms of the determinants' sizes. NotImplementedError if A is not square."""
        self._refuse("Determinant")
        with self._scope(name):
            return self._log_abs_determinant()  # type: ignore[no-any-return]

    def _eigvals(self) -> Any:
        return self_adjoint_eigvals(self._to_dense())

    def eigvals(self, name: str = "eigvals") -> Tensor:
        """The eigenvalues, a tensor [..., n]. NotImplementedError unless A is self-adjoint."""
        if not self.is_self_adjoint:
            raise NotImplementedError("Only self-adjoint matrices are supported.")
        with self._scope(name):
            return self._eigvals()  # type: ignore[no-any-return]

    def _cond(self) -> Any:
        if self.is_self_adjoint:
            sizes = abs(self._eigvals())
        else:
            sizes = svd(self._to_dense(), compute_uv=False)
        return reduce_max(sizes, -1) / reduce_min(sizes, -1)

    def cond(self, name: str = "cond") -> Tensor:
        """The condition numbers: largest through smallest singular value, a tensor [...]."""
        with self._scope(name):
            return self._cond()  # type: ignore[no-any-return]

    # ------------------------------------------------------------------------------ claims
    def _assert_non_singular(self) -> Any:
        if self._can_use_cholesky():
            return self._assert_positive_definite()
        values = svd(self._to_dense(), compute_uv=False)
        step = float(np.finfo(values.dtype.np_dtype).eps)
        size = values.dtype.np_dtype.type(self._range or 100)
        limit = 1.0 / (step * max(100.0, float(size)))
        return assert_less(
            reduce_max(values, -1) / reduce_min(values, -1),
            values.dtype.np_dtype.type(min(limit, float(np.finfo(values.dtype.np_dtype).max))),
            message="Singular matrix up to precision epsilon.",
        )

    def assert_non_singular(self, name: str = "assert_non_singular") -> Operation:
        """An operation that fails, in the run, if A is singular as far as its type can tell."""
        with self._scope(name):
            return self._assert_non_singular()  # type: ignore[no-any-return]

    def _assert_positive_definite(self) -> Any:
        if not self.is_self_adjoint:
            raise NotImplementedError("assert_positive_definite is not implemented.")
        return assert_real_positive(
            matrix_diag_part(cholesky(self._to_dense())), "Matrix was not positive definite."
        )

    def assert_positive_definite(self, name: str = "assert_positive_definite") -> Operation:
        """An operation that fails, in the run, if A is not positive definite.

        NotImplementedError where nothing but the elements is known, and not that it is
        self-adjoint.
        """
        with self._scope(name):
            return self._assert_positive_definite()  # type: ignore[no-any-return]

    def _assert_self_adjoint(self) -> Any:
        dense = self._to_dense()
        return assert_equal(
            dense, adjoint_of(dense), message="Matrix was not equal to its adjoint."
        )

    def assert_self_adjoint(self, name: str = "assert_self_adjoint") -> Operation:
        """An operation that fails, in the run, if A is not its own adjoint."""
        with self._scope(name):
            return self._assert_self_adjoint()  # type: ignore[no-any-return]
