"""Tridiagonal matrices."""

from __future__ import annotations

from typing import Any

from minigraph.core.shapes import TensorShape, as_dims
from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.parts import (
    adjoint_if,
    batch_of,
    conj_if,
    held,
    joined_shape,
    over_batch,
)
from minigraph.ops.assertions import assert_equal
from minigraph.ops.broadcast_shapes import broadcast_static_shape
from minigraph.ops.complex_numbers import conj
from minigraph.ops.flow import group
from minigraph.ops.joining import stack
from minigraph.ops.matrix_diagonals import matrix_diag, matrix_diag_part
from minigraph.ops.moving import roll
from minigraph.ops.shaping import shape
from minigraph.ops.tridiagonal import tridiagonal_matmul, tridiagonal_solve

__all__ = ["LinearOperatorTridiag"]

_FORMATS = ("compact", "matrix", "sequence")


class LinearOperatorTridiag(LinearOperator):
    """A tridiagonal matrix: products and equations in linear time.

    Args:
        diagonals: by `diagonals_format`. "compact": a tensor [..., 3, n], the diagonal above the
            main one (its last number does not count), the main one, the one below (its first
            number does not count); "sequence": a list of these three, [..., n] each; "matrix": the
            matrix [..., n, n].
        diagonals_format: as above.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; it is always square.
        name: of its scope.

    Raises:
        TypeError: integers or the like; ValueError: the shapes or the format are none of these, or
            is_square=False.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorTridiag([[1.0, 2.0, 0.0], [5.0, 5.0, 5.0], [0.0, 3.0, 4.0]])
        >>> tf.Session().run(a.to_dense()).tolist()
        [[5.0, 1.0, 0.0], [3.0, 5.0, 2.0], [0.0, 4.0, 5.0]]
    """

    def __init__(
        self,
        diagonals: Any,
        diagonals_format: str = "compact",
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorTridiag",
    ):
        parameters = dict(locals())
        if diagonals_format not in _FORMATS:
            allowed = ", ".join(_FORMATS)
            raise ValueError(f"diagonals_format must be one of {allowed}, not {diagonals_format}.")
        if is_square is False:
            raise ValueError("Only square tridiagonal operators are supported.")
        with self._made(name):
            if diagonals_format == "sequence":
                self._diagonals: Any = [held(d, "diag", ndims=1, field=True) for d in diagonals]
                dtype = self._diagonals[0].dtype
            else:
                self._diagonals = held(diagonals, "diagonals", ndims=2, field=True)
                dtype = self._diagonals.dtype
        self._diagonals_format = diagonals_format
        super().__init__(
            dtype=dtype,
            is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite,
            is_square=True,
            name=name,
            parameters=parameters,
        )

    @property
    def diagonals(self) -> Any:
        """What it was made of."""
        return self._diagonals

    @property
    def diagonals_format(self) -> str:
        """How to read `diagonals`."""
        return self._diagonals_format

    def _compact(self) -> Any:
        """The three diagonals, [..., 3, n]."""
        if self._diagonals_format == "compact":
            return self._read(self._diagonals)
        if self._diagonals_format == "matrix":
            return matrix_diag_part(self._diagonals, k=(-1, 1), align="LEFT_RIGHT")
        parts = [self._read(d) for d in self._diagonals]
        batches = [batch_of(d, 1) for d in parts]
        for batch in batches:
            parts = [over_batch(d, batch, 1) for d in parts]
        return stack(parts, axis=-2)

    def _shape(self) -> Any:
        if self._diagonals_format == "matrix":
            return self._diagonals.shape
        if self._diagonals_format == "sequence":
            return _square(_common([d.shape for d in self._diagonals]))
        dims = as_dims(self._diagonals.shape)
        return _square(TensorShape(None if dims is None else [*dims[:-2], dims[-1]]))

    def _shape_tensor(self) -> Any:
        sizes = shape(self._compact())
        return joined_shape(sizes[:-2], sizes[-1:], sizes[-1:])

    def _operands(self, x: Any, adjoint: bool) -> tuple[Any, Any]:
        """The diagonals, of the adjoint if asked for, and x, of one batch."""
        three = self._compact()
        if adjoint:
            above, main, below = three[..., 0, :], three[..., 1, :], three[..., 2, :]
            turned = [roll(below, -1, -1), main, roll(above, 1, -1)]
            three = conj_if(stack(turned, axis=-2), True)
        three = over_batch(three, batch_of(x))
        return three, over_batch(x, batch_of(three))

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return tridiagonal_matmul(*self._operands(adjoint_if(x, adjoint_arg), adjoint))

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return tridiagonal_solve(*self._operands(adjoint_if(rhs, adjoint_arg), adjoint))

    def _to_dense(self) -> Any:
        return matrix_diag(self._compact(), k=(-1, 1), align="LEFT_RIGHT")

    def _diag_part(self) -> Any:
        return self._compact()[..., 1, :]

    def _assert_self_adjoint(self) -> Any:
        three = self._compact()
        message = "This tridiagonal operator contained off-diagonal values that are not adjoint."
        off = assert_equal(three[..., 0, :-1], conj(three[..., 2, 1:]), message=message)
        main = three[..., 1, :]
        return group(off, assert_equal(main, conj(main), message=message))


def _square(sizes: Any) -> Any:
    return sizes if sizes.ndims is None else sizes.concatenate(sizes[-1:])


def _common(shapes: Any) -> Any:
    result = shapes[0]
    for other in shapes[1:]:
        result = broadcast_static_shape(result, other)
    return result
