"""What singular values tell of a matrix: its rank, and an inverse of what can be inverted."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import TensorShape
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import greater
from minigraph.ops.flow import control_dependencies, identity
from minigraph.ops.magnitude import maximum
from minigraph.ops.matmul import matmul
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_max
from minigraph.ops.shape_assertions import assert_rank_at_least
from minigraph.ops.shaping import shape
from minigraph.ops.singular_values import svd
from minigraph.ops.spread import reduce_sum

__all__ = ["matrix_rank", "pinv"]


def matrix_rank(
    a: Any, tol: Any = None, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """How many singular values of each matrix are not zero.

    Args:
        a: a tensor of floats [..., m, n].
        tol: what counts as zero: up to this size; default: max(m, n) times the distance from 1
            to the next float times the largest singular value.
        validate_args: whether the run checks the rank, if it is unknown.
        name: of the scope.

    Returns:
        An int32 Tensor [...].

    Raises:
        TypeError: `a` holds no floats; ValueError: it has less than two axes.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.linalg.matrix_rank([[1.0, 2.0], [2.0, 4.0]]))
        np.int32(1)
    """
    with name_scope(name, "matrix_rank", [a]):
        a = _checked(convert(a, None, "a", hint=dtypes.float32), validate_args)
        s = svd(a, compute_uv=False)
        if tol is None:
            longest = cast(_longest(a), a.dtype)
            tol = _step(a) * longest * reduce_max(s, -1, keepdims=True)
        return reduce_sum(cast(greater(s, tol), dtypes.int32), -1)


def pinv(a: Any, rcond: Any = None, validate_args: bool = False, name: str | None = None) -> Tensor:
    """The pseudoinverse of each matrix: x with a x a = a, x a x = x, and a x and x a symmetric.

    It gives the shortest least squares solution: pinv(a) @ b.

    Args:
        a: a tensor of floats [..., m, n].
        rcond: singular values up to `rcond` times the largest count as zero: a number or a tensor
            [...]; default: 10 max(m, n) times the distance from 1 to the next float.
        validate_args: whether the run checks the rank, if it is unknown.
        name: of the scope.

    Returns:
        A Tensor [..., n, m] of the same type.

    Raises:
        TypeError: `a` holds no floats; ValueError: it has less than two axes.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.linalg.pinv([[2.0, 0.0], [0.0, 0.0]])).tolist()
        [[0.5, 0.0], [0.0, 0.0]]
    """
    with name_scope(name, "pinv", [a]):
        a = _checked(convert(a, None, "a"), validate_args)
        kind = a.dtype.base_dtype
        if rcond is None:
            longest = _longest(a)
            fixed = isinstance(longest, int)
            rcond = 10.0 * (longest if fixed else cast(longest, kind)) * _step(a)
        rcond = convert(rcond, kind, "rcond")
        s, u, v = svd(a, full_matrices=False, compute_uv=True)
        cutoff = rcond * reduce_max(s, -1)
        s = where_v2(greater(s, expand_dims(cutoff, -1)), s, np.array(np.inf, kind.np_dtype))
        result = matmul(v / expand_dims(s, -2), u, adjoint_b=True)
        if a._dims is not None:
            result.set_shape(TensorShape([*a._dims[:-2], a._dims[-1], a._dims[-2]]))
        return result


def _checked(a: Tensor, validate_args: bool) -> Tensor:
    """The tensor, if it holds matrices of floats."""
    if not a.dtype.is_floating:
        raise TypeError(f"Input `a` must have `float`-like `dtype` (saw {a.dtype.name}).")
    if a._dims is not None:
        if len(a._dims) < 2:
            raise ValueError(f"Input `a` must have at least 2 dimensions (saw: {len(a._dims)}).")
    elif validate_args:
        claim = assert_rank_at_least(a, 2, message="Input `a` must have at least 2 dimensions.")
        with control_dependencies([claim]):
            checked: Tensor = identity(a)
            return checked
    return a


def _longest(a: Tensor) -> Any:
    """The larger of rows and columns: a number, or a tensor where it is unknown."""
    rows, columns = (None, None) if a._dims is None else a._dims[-2:]
    if rows is not None and columns is not None:
        return max(rows, columns)
    return maximum(shape(a)[-2], shape(a)[-1])


def _step(a: Tensor) -> float:
    """The distance from 1 to the next number of the type."""
    return float(np.finfo(a.dtype.base_dtype.np_dtype).eps)
