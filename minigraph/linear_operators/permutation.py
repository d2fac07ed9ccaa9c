"""Permutations of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import as_dtype
from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.parts import (
    adjoint_if,
    batch_of,
    held,
    joined_shape,
    over_batch,
)
from minigraph.ops.assertions import static_value
from minigraph.ops.axes import expand_dims
from minigraph.ops.band_part import matrix_band_part
from minigraph.ops.casting import cast
from minigraph.ops.compare import greater
from minigraph.ops.flow import no_op
from minigraph.ops.indexing import gather
from minigraph.ops.masks import one_hot
from minigraph.ops.matmul import matmul
from minigraph.ops.shaping import shape
from minigraph.ops.sorting import argsort
from minigraph.ops.spread import ones, reduce_sum, zeros

__all__ = ["LinearOperatorPermutation"]


class LinearOperatorPermutation(LinearOperator):
    """The matrix that brings rows into another order: (A x)[i] = x[perm[i]].

    Args:
        perm: an integer tensor [..., n], each row an order of 0 ... n-1.
        dtype: of the elements.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; it is always square and never singular.
        name: of its scope.

    Raises:
        TypeError: `perm` holds no integers; ValueError: it is a scalar, or known to be no order,
            or a promise contradicts what is always true.

    Example:
        >>> import minigraph as tf
        >>> a = tf.linalg.LinearOperatorPermutation([2, 0, 1])
        >>> tf.Session().run(a.matvec([10.0, 11.0, 12.0])).tolist()
        [12.0, 10.0, 11.0]
    """

    def __init__(
        self,
        perm: Any,
        dtype: Any = dtypes.float32,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorPermutation",
    ):
        parameters = dict(locals())
        if is_non_singular is False:
            raise ValueError("A Permutation operator is always non-singular.")
        if is_square is False:
            raise ValueError("A Permutation operator is always square.")
        with self._made(name):
            self._perm = _checked(held(perm, "perm", ndims=1))
        super().__init__(
            dtype=as_dtype(dtype),
            is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite,
            is_square=True,
            name=name,
            parameters=parameters,
        )

    @property
    def perm(self) -> Any:
        """The order of the rows."""
        return self._perm

    def _shape(self) -> Any:
        sizes = self._perm.shape
        return sizes if sizes.ndims is None else sizes.concatenate(sizes[-1:])

    def _shape_tensor(self) -> Any:
        sizes = shape(self._perm)
        return joined_shape(sizes, sizes[-1:])

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        order = self._read(self._perm)
        if adjoint:
            order = argsort(order, -1)
        if order.shape.ndims == 1:
            return gather(adjoint_if(x, adjoint_arg), order, axis=-2)
        if order.shape.ndims is None or x.shape.ndims is None:
            return matmul(self._to_dense(), adjoint_if(x, adjoint_arg), adjoint_a=adjoint)
        x = over_batch(adjoint_if(x, adjoint_arg), batch_of(order, 1))
        order = over_batch(order, batch_of(x), 1)
        return gather(x, order, axis=-2, batch_dims=x.shape.ndims - 2)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._matmul(rhs, adjoint=not adjoint, adjoint_arg=adjoint_arg)

    def _to_dense(self) -> Any:
        return one_hot(self._read(self._perm), self._columns(), dtype=self.dtype)

    def _determinant(self) -> Any:
        """-1 to the number of pairs that are out of order."""
        order = self._read(self._perm)
        wrong = cast(greater(expand_dims(order, -1), expand_dims(order, -2)), dtypes.int32)
        pairs = reduce_sum(matrix_band_part(wrong, 0, -1), [-2, -1])
        return cast(1 - 2 * (pairs % 2), self.dtype)

    def _log_abs_determinant(self) -> Any:
        return zeros(self._batch(), self.dtype)

    def _cond(self) -> Any:
        return ones(self._batch(), self.dtype)

    def _assert_non_singular(self) -> Any:
        return no_op("assert_non_singular")


def _checked(perm: Any) -> Any:
    """The order, if nothing tells that it is none."""
    if not perm.dtype.is_integer:
        raise TypeError(f"Argument `perm` must be integer dtype, but is {perm}")
    known = static_value(perm) if hasattr(perm, "op") else None
    if known is not None:
        size = known.shape[-1]
        if not (np.sort(known, -1) == np.arange(size)).all():
            raise ValueError(f"Argument `perm` must be unique integers from 0 to {size - 1}.")
    return perm
