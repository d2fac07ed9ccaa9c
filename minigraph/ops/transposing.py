"""Axes in another order: transpose, matrix_transpose, and the inverse of an order."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.dtypes import complex64, complex128
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops import sequences
from minigraph.ops.axes import array_of, axis_in, is_bytes
from minigraph.ops.constants import constant
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import rank, rank_op

__all__ = ["adjoint", "invert_permutation", "matrix_transpose", "transpose"]

_STRIP = 16  # rows


# ------------------------------------------------------------------------------ InvertPermutation
@op(
    "InvertPermutation",
    "x: T -> y: T",
    T=INDEX,
    shape=lambda call: call.rank(0, 1) or (None,),
    no_gradient="an order does not depend on the values in steps smaller than one",
    samples=[case([2, 0, 1]), case([])],
)
def invert_permutation_op(x: Any) -> Any:
    """y with y[x[i]] = i."""
    inverse = np.empty_like(x)
    if x.size and not np.array_equal(np.sort(x), np.arange(x.size)):
        raise ValueError(f"{x.tolist()} is no order of the numbers from 0 to {x.size - 1}")
    inverse[x] = np.arange(x.size, dtype=x.dtype)
    return inverse


def invert_permutation(x: Any, name: str | None = None) -> Tensor:
    """The order that undoes the order `x`: y[x[i]] = i.

    Args:
        x: a vector that holds each number from 0 to n-1 once.
        name: of the node.

    Returns:
        A Tensor of the same shape and type.

    Raises:
        tf.errors.InvalidArgumentError: a number is missing or given twice.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.invert_permutation([2, 0, 1])).tolist()
        [1, 2, 0]
    """
    result: Tensor = invert_permutation_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Transpose
def _order(perm: Any, ndims: int) -> list[int]:
    """The order of the axes, from 0; ValueError if it is none."""
    found = [axis_in(a, ndims, "axis") for a in np.ravel(perm).tolist()]
    if sorted(found) != list(range(ndims)):
        raise ValueError(f"perm {found} is no order of the {ndims} axes")
    return found


def _transposed(call: Call) -> Dims:
    dims, perm = call.shapes[0], call.values[1]
    length = call.rank(1, 1)
    if length is not None and length[0] is not None:
        if dims is not None and len(dims) != length[0]:
            raise ValueError(f"perm has {length[0]} numbers for the axes of {show(dims)}")
        dims = (None,) * length[0] if dims is None else dims
    if dims is None or perm is None or None in perm:
        return None if dims is None else (None,) * len(dims)
    return tuple(dims[axis] for axis in _order(perm, len(dims)))


def _transposed_line(call: Call) -> Any:
    dims, perm = call.shapes[0], call.values[1]
    if dims is None or perm is None or None in perm or is_bytes(call, 0):
        return None
    order = _order(perm, len(dims))
    if order == [1, 0]:
        return Line("{0}.T")
    return Line(f"{{0}}.transpose({tuple(order)})")


@op(
    "Transpose",
    "x: T, perm: Tperm -> y: T",
    Tperm=INDEX,
    shape=_transposed,
    alias={0: 0},
    samples=[
        case("2,3", [1, 0]),
        case("2,3,5", [2, 0, 1]),
        case("2,3,5", [0, -1, 1]),
        case("", []),
        bad("2,3", [0], error=ValueError, match="1 numbers"),
        bad("2,3", [0, 0], error=ValueError, match="no order"),
    ],
)
def transpose_op(x: Any, perm: Any) -> Any:
    """x with its axes in another order."""
    return np.transpose(array_of(x), _order(perm, np.ndim(x)))


@transpose_op.grad
def _(op: Any, g: Any) -> Any:
    return transpose(g, _inverse(op.inputs[1])), None


transpose_op.lower(_transposed_line)


# ---------------------------------------------------------------------------------- _Turned
@op(
    "_Turned",
    "x: T -> y: T",
    shape=lambda call: (call.rank(0, 2) or (None, None))[::-1],
    no_gradient="plans alone have it",
    samples=[case("2,3"), case("40,3"), bad("2,3,5", error=ValueError, match="rank 2")],
)
def turned_op(x: Any) -> Any:
    """A matrix with rows and columns changed, in memory of its own."""
    return _turn(x, np.empty(x.shape[::-1], x.dtype))


@turned_op.into
def _turn(x: Any, out: Any = None) -> Any:
    """Strips of 16 rows: they fill lines of the cache, which is 2 to 8 times as fast as one copy."""
    if out is None:
        return turned_op.kernel(x)
    for start in range(0, len(x), _STRIP):
        out[:, start : start + _STRIP] = x[start : start + _STRIP].T
    return out


def _inverse(perm: Tensor) -> Any:
    """The order that undoes `perm`: numbers if it is known."""
    known = perm._known
    if known is None or None in known:
        return invert_permutation(perm)
    return np.argsort([axis % len(known) for axis in known]).astype(np.int32)


# ------------------------------------------------------------------------------ ConjugateTranspose
@op(
    "ConjugateTranspose",
    "x: T, perm: Tperm -> y: T",
    Tperm=INDEX,
    shape=_transposed,
    samples=[case("2,3", [1, 0]), case("2,3,5", [2, 0, 1]), case("2,3 bool", [1, 0])],
)
def conjugate_transpose_op(x: Any, perm: Any) -> Any:
    """The complex conjugate of x, with its axes in another order."""
    turned = np.transpose(x, _order(perm, np.ndim(x)))
    return np.conj(turned) if turned.dtype.kind == "c" else turned.copy()


@conjugate_transpose_op.grad
def _(op: Any, g: Any) -> Any:
    return transpose(g, _inverse(op.inputs[1]), conjugate=True), None


def transpose(a: Any, perm: Any = None, name: str = "transpose", conjugate: bool = False) -> Tensor:
    """`a` with its axes in another order: axis i of the result is axis perm[i] of `a`.

    Args:
        a: a tensor.
        perm: an integer vector, each axis once; None: the axes in reverse order.
        name: of the node.
        conjugate: whether complex elements are conjugated.

    Returns:
        A Tensor of the same type. Gradient: g, with its axes put back.

    Raises:
        ValueError: perm is no order of the axes.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.transpose([[1, 2, 3], [4, 5, 6]])).tolist()
        [[1, 4], [2, 5], [3, 6]]
    """
    with name_scope(name, "transpose", [a]) as scope:
        tensor = convert(a, name="a")
        complex_too = conjugate and tensor.dtype.base_dtype in (complex64, complex128)
        record = conjugate_transpose_op if complex_too else transpose_op
        if perm is None:
            if tensor._dims is not None:
                perm = np.arange(len(tensor._dims) - 1, -1, -1, dtype=np.int32)
                perm = constant(perm, name="perm")
            else:
                count = rank_op(tensor, name="Rank")
                perm = sequences.range(count - 1, -1, -1, name="Range")
        return record(tensor, perm, name=scope)  # type: ignore[no-any-return]


def matrix_transpose(a: Any, name: str = "matrix_transpose", conjugate: bool = False) -> Tensor:
    """`a` with its last two axes exchanged: the transpose of each matrix.

    Args:
        a: a tensor of rank 2 or more.
        name: of the scope.
        conjugate: whether complex elements are conjugated.

    Returns:
        A Tensor of the same type.

    Raises:
        ValueError: the rank is less than 2.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.matrix_transpose([[[1, 2], [3, 4]]])).tolist()
        [[[1, 3], [2, 4]]]
    """
    with name_scope(name, "matrix_transpose", [a]):
        tensor = convert(a, name="a")
        if tensor._dims is not None:
            ndims = len(tensor._dims)
            if ndims < 2:
                raise ValueError(f"Argument `a` must have rank 2 or more, but is {tensor}")
            perm: Any = [*range(ndims - 2), ndims - 1, ndims - 2]
        else:
            count = rank(tensor)
            perm = concat([sequences.range(0, count - 2, name="Range"), [count - 1, count - 2]], 0)
        return transpose(tensor, perm=perm, conjugate=conjugate)


def adjoint(matrix: Any, name: str | None = None) -> Tensor:
    """The adjoint of each matrix: its last two axes exchanged, complex numbers conjugated.

    Args:
        matrix: a tensor of rank 2 or more.
        name: of the scope.

    Returns:
        A Tensor of the same type.

    Raises:
        ValueError: the rank is less than 2.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.linalg.adjoint([[1j, 2.0]])).tolist()
        [[-1j], [(2-0j)]]
    """
    with name_scope(name, "adjoint", [matrix]):
        return matrix_transpose(convert(matrix, name="matrix"), conjugate=True)
