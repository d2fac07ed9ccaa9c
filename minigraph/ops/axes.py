"""Axes: put in another order, inserted, dropped, reversed."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op, same
from minigraph.core.shapes import Dims, show
from minigraph.ops import sequences
from minigraph.ops.arithmetic import sub
from minigraph.ops.complex_numbers import conj
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import rank_op, reshape, shape
from minigraph.ops.spread import renamed

__all__ = [
    "expand_dims",
    "invert_permutation",
    "matrix_transpose",
    "reverse",
    "squeeze",
    "transpose",
]


# ---------------------------------------------------------------------------------- Transpose
def _transposed(call: Call) -> Dims:
    dims, perm = call.shapes[0], call.values[1]
    count = call.rank(1, 1)
    if dims is None:
        return None if count is None or count[0] is None else (None,) * count[0]
    if count is not None and count[0] not in (None, len(dims)):
        raise ValueError(f"the permutation has {count[0]} axes, but the input {show(dims)}")
    if perm is None or None in perm:
        return (None,) * len(dims)
    axes = [p % len(dims) if -len(dims) <= p < len(dims) else p for p in perm]
    if sorted(axes) != list(range(len(dims))):
        raise ValueError(f"{list(perm)} is no permutation of the {len(dims)} axes of {show(dims)}")
    return tuple(dims[p] for p in axes)


@op(
    "Transpose",
    "x: T, perm: Tperm -> y: T",
    Tperm=INDEX,
    shape=_transposed,
    alias={0: 0},
    samples=[
        case("2,3", [1, 0]),
        case("2,3,5", [2, 0, 1]),
        case("", np.zeros(0, np.int32)),
        bad("2,3", [0, 0], error=ValueError, match="no permutation"),
    ],
)
def transpose_op(x: Any, perm: Any) -> Any:
    """The axes of x in the order perm."""
    return np.transpose(x, tuple(perm.tolist()))


@transpose_op.grad
def _(op: Any, g: Any) -> Any:
    return transpose_op(g, invert_permutation(op.inputs[1])), None


@transpose_op.lower
def _(call: Call) -> Any:
    perm = call.values[1]
    if perm is None or None in perm or len(perm) == 0:
        return None
    return Line(
        "{0}.T" if tuple(perm) == (1, 0) else f"np.transpose({{0}}, {tuple(map(int, perm))})"
    )


def transpose(a: Any, perm: Any = None, name: str = "transpose", conjugate: bool = False) -> Tensor:
    """The axes of `a` in another order.

    Args:
        a: a tensor.
        perm: the axis of `a` that each axis of the result is; default: all in reverse.
        name: of the node.
        conjugate: whether complex elements are conjugated as well.

    Returns:
        A Tensor of the same type. Gradient: g with its axes put back.

    Raises:
        ValueError: `perm` is no permutation of the axes.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.transpose([[1, 2], [3, 4]])).tolist()
        [[1, 3], [2, 4]]
    """
    with name_scope(name, "transpose", [a]) as scope:
        tensor = convert(a, name="a")
        turn = conjugate and tensor.dtype.is_complex
        if perm is None:
            perm = _all_reversed(tensor)
        result: Tensor = transpose_op(tensor, perm, name=None if turn else scope)
        return conj(result, name=scope) if turn else result


def _all_reversed(tensor: Tensor) -> Any:
    if tensor._dims is not None:
        return np.arange(len(tensor._dims), dtype=np.int32)[::-1]
    last = sub(rank_op(tensor), 1, name="sub")
    return sequences.range(last, -1, -1, name="Range")


def matrix_transpose(a: Any, name: str = "matrix_transpose", conjugate: bool = False) -> Tensor:
    """The last two axes of `a` exchanged.

    Args:
        a: a tensor of known rank, at least 2.
        name: of the node.
        conjugate: whether complex elements are conjugated as well.

    Returns:
        A Tensor of the same type.

    Raises:
        ValueError: the rank is below 2 or unknown.

    Example:
        >>> import minigraph as tf
        >>> tf.matrix_transpose(tf.zeros([4, 2, 3])).shape.as_list()
        [4, 3, 2]
    """
    with name_scope(name, "matrix_transpose", [a]):
        tensor = convert(a, name="a")
        if tensor._dims is None:
            raise ValueError(f"matrix_transpose needs a known rank, but {tensor} has none.")
        ndims = len(tensor._dims)
        if ndims < 2:
            raise ValueError(
                f"Argument 'a' should be a (batch) matrix, with rank >= 2. Found: {show(tensor._dims)}"
            )
        perm = [*range(ndims - 2), ndims - 1, ndims - 2]
        return transpose(tensor, perm, conjugate=conjugate)


# ---------------------------------------------------------------------------------- InvertPermutation
@op(
    "InvertPermutation",
    "x: T -> y: T",
    T=INDEX,
    shape=same,
    no_gradient="positions are integers",
    samples=[case([2, 0, 1]), bad([0, 0], error=ValueError, match="twice|permutation")],
)
def invert_permutation_op(x: Any) -> Any:
    """y with y[x[i]] = i."""
    if sorted(x.tolist()) != list(range(x.size)):
        raise ValueError(
            f"{x.tolist()} is no permutation: a number is out of range or occurs twice"
        )
    result = np.empty_like(x)
    result[x] = np.arange(x.size, dtype=x.dtype)
    return result


def invert_permutation(x: Any, name: str | None = None) -> Tensor:
    """The permutation that undoes `x`: y[x[i]] = i.

    Args:
        x: a permutation of 0 ... n-1.
        name: of the node.

    Returns:
        An integer vector.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.invert_permutation([2, 0, 1])).tolist()
        [1, 2, 0]
    """
    result: Tensor = invert_permutation_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- ExpandDims
def _expanded(call: Call) -> Dims:
    dims, axis = call.shapes[0], call.values[1]
    if dims is None:
        return None
    if isinstance(axis, tuple):
        axis = axis[0] if len(axis) == 1 else None
    if axis is None:
        return (None,) * (len(dims) + 1)
    if not -len(dims) - 1 <= axis <= len(dims):
        raise ValueError(f"axis {axis} is not in [{-len(dims) - 1}, {len(dims)}] for {show(dims)}")
    place = axis + len(dims) + 1 if axis < 0 else axis
    return (*dims[:place], 1, *dims[place:])


@op(
    "ExpandDims",
    "input: T, dim: Tdim -> output: T",
    Tdim=INDEX,
    shape=_expanded,
    alias={0: 0},
    samples=[
        case("2,3", np.int32(1)),
        case("2,3", np.int32(-1)),
        case("", np.int32(0)),
        bad("2,3", np.int32(4), error=ValueError, match="axis 4"),
    ],
)
def expand_dims_op(input: Any, dim: Any) -> Any:
    """The input with an axis of size 1 at dim."""
    return np.expand_dims(input, int(np.ravel(dim)[0]))


@expand_dims_op.grad
def _(op: Any, g: Any) -> Any:
    return reshape(g, shape(op.inputs[0])), None


def expand_dims(input: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """`input` with one more axis, of size 1.

    Args:
        input: a tensor.
        axis: where the new axis stands; negative: from the end.
        name: of the node.
        dim: the old name of `axis`.

    Returns:
        A Tensor of the same type.

    Raises:
        ValueError: no axis, two of them, or one that is out of range.

    Example:
        >>> import minigraph as tf
        >>> tf.expand_dims(tf.zeros([2, 3]), -1).shape.as_list()
        [2, 3, 1]
    """
    where = renamed("axis", axis, "dim", dim)
    if where is None:
        raise ValueError("Must specify an axis argument to tf.expand_dims()")
    result: Tensor = expand_dims_op(input, where, name=name)
    return result


# ---------------------------------------------------------------------------------- Squeeze
def _squeezed(call: Call) -> Dims:
    dims, axes = call.shapes[0], call.attrs["squeeze_dims"]
    if dims is None:
        return None
    if not axes:
        return None if None in dims else tuple(d for d in dims if d != 1)
    gone = set()
    for axis in axes:
        if not -len(dims) <= axis < len(dims):
            raise ValueError(f"axis {axis} is not in [{-len(dims)}, {len(dims)}) for {show(dims)}")
        if dims[axis] not in (None, 1):
            raise ValueError(
                f"Can not squeeze dim[{axis}], expected a dimension of 1, got {dims[axis]}"
            )
        gone.add(axis % len(dims))
    return tuple(d for i, d in enumerate(dims) if i not in gone)


@op(
    "Squeeze",
    "input: T -> output: T",
    shape=_squeezed,
    alias={0: 0},
    samples=[
        case("2,1,3"),
        case("1,2,3", squeeze_dims=(0,)),
        case("2,3,1", squeeze_dims=(-1,)),
        bad("2,3", squeeze_dims=(0,), error=ValueError, match="squeeze"),
    ],
)
def squeeze_op(input: Any, *, squeeze_dims: tuple[int, ...] = ()) -> Any:
    """The input without axes of size 1."""
    return np.squeeze(input, squeeze_dims or None)


@squeeze_op.grad
def _(op: Any, g: Any) -> Any:
    return reshape(g, shape(op.inputs[0]))


def squeeze(
    input: Any, axis: Any = None, name: str | None = None, squeeze_dims: Any = None
) -> Tensor:
    """`input` without its axes of size 1, or without some of them.

    Args:
        input: a tensor.
        axis: an axis or axes to drop; default: all of size 1.
        name: of the node.
        squeeze_dims: the old name of `axis`.

    Returns:
        A Tensor of the same type.

    Raises:
        ValueError: an axis has another size than 1.

    Example:
        >>> import minigraph as tf
        >>> tf.squeeze(tf.zeros([1, 3, 1])).shape.as_list()
        [3]
    """
    axes = renamed("axis", axis, "squeeze_dims", squeeze_dims)
    axes = () if axes is None else tuple(np.ravel(axes).tolist())
    result: Tensor = squeeze_op(input, squeeze_dims=axes, name=name)
    return result


# ---------------------------------------------------------------------------------- ReverseV2
@op(
    "ReverseV2",
    "tensor: T, axis: Tidx -> output: T",
    Tidx=INDEX,
    shape=same,
    alias={0: 0},
    samples=[case("2,3", [0]), case("2,3,5", [1, -1])],
)
def reverse_op(tensor: Any, axis: Any) -> Any:
    """The tensor with some axes in reverse."""
    axes = [a % max(tensor.ndim, 1) for a in axis.tolist()]
    if any(not -tensor.ndim <= a < tensor.ndim for a in axis.tolist()) or len(set(axes)) < len(
        axes
    ):
        raise ValueError(f"axes {axis.tolist()} are out of range or given twice for {tensor.shape}")
    return np.flip(tensor, tuple(axes)) if axes else tensor


@reverse_op.grad
def _(op: Any, g: Any) -> Any:
    return reverse(g, op.inputs[1]), None


def reverse(tensor: Any, axis: Any, name: str | None = None) -> Tensor:
    """`tensor` with the order along some axes reversed.

    Args:
        tensor: a tensor.
        axis: a list of axes.
        name: of the node.

    Returns:
        A Tensor of the same type and shape.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reverse([1, 2, 3], [0])).tolist()
        [3, 2, 1]
    """
    result: Tensor = reverse_op(tensor, axis, name=name)
    return result
