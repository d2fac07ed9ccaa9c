"""Lengths of vectors, sizes of matrices: tf.norm; and the cross product."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import REAL, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.compare import greater_equal
from minigraph.ops.complex_numbers import conj
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import abs
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import pow, sqrt
from minigraph.ops.reduce import reduce_max
from minigraph.ops.sequences import range
from minigraph.ops.sets import setdiff1d
from minigraph.ops.shaping import rank
from minigraph.ops.singular_values import svd_op
from minigraph.ops.spread import reduce_sum, renamed
from minigraph.ops.transposing import invert_permutation, transpose

__all__ = ["cross", "norm", "normalize"]

_OF_MATRICES = ("euclidean", "fro", 1, 2, np.inf)


# ---------------------------------------------------------------------------------- norm
def norm(
    tensor: Any,
    ord: Any = "euclidean",
    axis: Any = None,
    keepdims: Any = None,
    name: str | None = None,
    keep_dims: Any = None,
) -> Tensor:
    """The norm of vectors, (sum |x|**p)**(1/p), or of matrices.

    Args:
        tensor: a tensor of floats or complex numbers.
        ord: "euclidean" (p = 2) or a positive p; np.inf: the largest |x|. Of matrices "euclidean"
            and "fro" are the root of the sum of all squares, 1 and np.inf the largest sum of a
            column and of a row, 2 the largest singular value.
        axis: None: all elements are one vector; an axis: vectors along it; two axes, as a tuple or
            list: matrices of these rows and columns.
        keepdims: whether the axes stay, with size 1.
        name: of the scope.
        keep_dims: the old name of `keepdims`.

    Returns:
        A Tensor of the same type without the axes.

    Raises:
        ValueError: there is no such norm or no such axis; TypeError: `tensor` holds integers.

    Example:
        >>> import minigraph as tf
        >>> sess = tf.Session()
        >>> sess.run(tf.norm([3.0, 4.0]))
        np.float32(5.0)
        >>> sess.run(tf.norm([[1.0, -2.0], [3.0, 4.0]], ord=1, axis=[0, 1]))
        np.float32(6.0)
    """
    keep = bool(renamed("keepdims", keepdims, "keep_dims", keep_dims))
    axis = tuple(axis) if isinstance(axis, list) else axis
    of_matrices = isinstance(axis, tuple)
    _check(ord, axis)
    with name_scope(name, "norm", [tensor]):
        x = convert(tensor)
        if ord == 2 and of_matrices:
            result = _largest_singular_value(x, axis)
        elif ord in ("fro", "euclidean", 2):
            result = sqrt(reduce_sum(x * conj(x), axis, keepdims=True))
        elif ord == 1:
            result = reduce_sum(abs(x), axis[0] if of_matrices else axis, keepdims=True)
            result = reduce_max(result, axis[1], keepdims=True) if of_matrices else result
        elif ord == np.inf:
            sums = reduce_sum(abs(x), axis[1], keepdims=True) if of_matrices else abs(x)
            result = reduce_max(sums, axis[0] if of_matrices else axis, keepdims=True)
        else:
            result = pow(reduce_sum(pow(abs(x), ord), axis, keepdims=True), 1.0 / ord)
        return result if keep else squeeze(result, axis)


def normalize(
    tensor: Any, ord: Any = "euclidean", axis: Any = None, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """A tensor divided by its norm, and the norm.

    Args:
        tensor: a tensor of floats or complex numbers.
        ord, axis: which norm, and along which axes, as in `tf.norm`.
        name: of the scope.

    Returns:
        Two Tensors of the same type: the quotient, and the norm, whose axes stay with size 1.

    Raises:
        ValueError: there is no such norm or no such axis; TypeError: `tensor` holds integers.

    Example:
        >>> import minigraph as tf
        >>> unit, length = tf.Session().run(tf.linalg.normalize([3.0, 4.0]))
        >>> unit.round(1), length
        (array([0.6, 0.8], dtype=float32), array([5.], dtype=float32))
    """
    with name_scope(name, "normalize", [tensor]):
        x = convert(tensor, name="tensor")
        length = cast(norm(x, ord, axis, keepdims=True), x.dtype.base_dtype)
        return x / length, length


def _check(ord: Any, axis: Any) -> None:
    """ValueError for a norm or axes that there are not."""
    numbers = axis if isinstance(axis, tuple) else () if axis is None else (axis,)
    whole = all(isinstance(number, (int, np.integer)) for number in numbers)
    if not whole or (isinstance(axis, tuple) and len(set(axis)) != 2):
        raise ValueError(
            f"'axis' must be None, an integer, or a tuple of 2 unique integers, not {axis!r}"
        )
    if isinstance(axis, tuple):
        if ord not in _OF_MATRICES:
            raise ValueError(f"'ord' must be one of {_OF_MATRICES} for matrices, not {ord!r}")
    elif ord != "euclidean" and (isinstance(ord, str) or not ord > 0):
        raise ValueError(f"'ord' must be 'euclidean' or a positive number, not {ord!r}")


def _largest_singular_value(x: Tensor, axes: tuple[int, int]) -> Tensor:
    """The spectral norm along two axes, which stay, with size 1."""
    perm: Any
    if x._dims is not None:
        ndims = len(x._dims)
        last = [axis % ndims for axis in axes]
        perm = [axis for axis in np.arange(ndims).tolist() if axis not in last] + last
        inverse: Any = np.argsort(perm).astype(np.int32)
    else:
        count = rank(x)
        last_axes = where(greater_equal(list(axes), 0), list(axes), list(axes) + count)
        perm = concat([setdiff1d(range(count), last_axes)[0], last_axes], 0)
        inverse = invert_permutation(perm)
    values = svd_op(transpose(x, perm), compute_uv=False)[0]
    largest = expand_dims(reduce_max(values, -1, keepdims=True), -1)
    return transpose(largest, inverse)


# ---------------------------------------------------------------------------------- Cross
def _triples(call: Call) -> Dims:
    a, b = call.shapes
    if not compatible(a, b):
        raise ValueError(f"Shapes must be equal, but are {show(a)} and {show(b)}")
    dims = merge(a, b)
    if dims is not None and (not dims or dims[-1] not in (3, None)):
        raise ValueError(f"The last axis must have 3 elements, but the shape is {show(dims)}")
    return dims


@op(
    "Cross",
    "a: T, b: T -> product: T",
    T=REAL,
    shape=_triples,
    samples=[
        case("3", "3"),
        case("2,3", "2,3"),
        case("3 int32 -5:5", "3 int32 -5:5"),
        bad("2,3", "3", error=ValueError, match="equal"),
        bad("2,2", "2,2", error=ValueError, match="3 elements"),
    ],
)
def cross_op(a: Any, b: Any) -> Any:
    """The vector at right angles to both, along the last axis."""
    return np.cross(a, b)


@cross_op.grad
def _(op: Any, g: Any) -> Any:
    a, b = op.inputs
    return cross(b, g), cross(g, a)


def cross(a: Any, b: Any, name: str | None = None) -> Tensor:
    """The cross product of vectors of three: (a1 b2 - a2 b1, a2 b0 - a0 b2, a0 b1 - a1 b0).

    Args:
        a, b: tensors of real numbers of one type and one shape [..., 3].
        name: of the node.

    Returns:
        A Tensor of that type and shape. Gradient: b x g to a, g x a to b.

    Raises:
        ValueError: the shapes differ, or the last axis has not 3 elements.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.cross([1, 0, 0], [0, 1, 0])).tolist()
        [0, 0, 1]
    """
    result: Tensor = cross_op(a, b, name=name)
    return result
