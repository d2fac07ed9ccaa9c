"""Axes that come, go and turn round while the elements stay: expand_dims, squeeze, reverse."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.spread import renamed

__all__ = ["expand_dims", "reverse", "reverse_v2", "squeeze"]


# ---------------------------------------------------------------------------------- helpers
def array_of(x: Any) -> Any:
    """`x` as an array; a rank-0 string is a bytes object, which NumPy would give a width."""
    return x if isinstance(x, (np.ndarray, np.generic)) else np.array(x, object)


def axis_in(axis: Any, ndims: int, what: str = "axis") -> int:
    """An axis as a number from 0; ValueError if a tensor of `ndims` axes has no such one."""
    number = int(axis)
    if not -ndims <= number < ndims:
        raise ValueError(f"{what} {number} is not in the range [{-ndims}, {ndims})")
    return number % ndims


def is_bytes(call: Call, index: int) -> bool:
    """Whether input `index` is a single string: no array, so that array methods do not apply."""
    return call.dtypes[index].base_dtype is dtypes.string and call.shapes[index] in ((), None)


# ---------------------------------------------------------------------------------- ExpandDims
def _expanded(call: Call) -> Dims:
    dims, dim = call.shapes[0], call.values[1]
    places = call.shapes[1]
    if places is not None and places not in ((), (1,)) and None not in places:
        raise ValueError(f"'dim' must be one number, but its shape is {show(places)}")
    if dims is None or dim in (None, (None,)):
        return None
    at = axis_in(np.ravel(dim)[0], len(dims) + 1, "dim")
    return (*dims[:at], 1, *dims[at:])


@op(
    "ExpandDims",
    "input: T, dim: Tdim -> output: T",
    Tdim=INDEX,
    shape=_expanded,
    alias={0: 0},
    samples=[
        case("2,3", 0),
        case("2,3", -1),
        case("2,3", 1),
        case("", 0),
        bad("2,3", 3, error=ValueError, match=r"dim 3 .*\[-3, 3\)"),
    ],
)
def expand_dims_op(input: Any, dim: Any) -> Any:
    """The input with one more axis, of size 1."""
    return np.expand_dims(array_of(input), int(np.ravel(dim)[0]))


@expand_dims_op.grad
def _(op: Any, g: Any) -> Any:
    return reshape(g, shape(op.inputs[0])), None


@expand_dims_op.value
def _(call: Call) -> Any:
    return (call.values[0],) if isinstance(call.values[0], int) else None


@expand_dims_op.lower
def _(call: Call) -> Any:
    dims, dim = call.shapes[0], call.values[1]
    if dims is None or dim in (None, (None,)) or is_bytes(call, 0):
        return None
    at = axis_in(np.ravel(dim)[0], len(dims) + 1)
    return Line(f"{{0}}[{', '.join([':'] * at + ['None'])}]")


def expand_dims(input: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """`input` with an axis of size 1 put in at `axis`.

    Args:
        input: a tensor.
        axis: where the new axis will stand; negative: from the end of the result.
        name: of the node.
        dim: the old name of `axis`.

    Returns:
        A Tensor of the same type. Its gradient is reshaped back.

    Raises:
        ValueError: no axis is given, both names are, or it is out of range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.expand_dims([1, 2], 1)).tolist()
        [[1], [2]]
    """
    at = renamed("axis", axis, "dim", dim)
    if at is None:
        raise ValueError("Must specify an axis: tf.expand_dims(input, axis).")
    result: Tensor = expand_dims_op(input, at, name=name)
    return result


# ---------------------------------------------------------------------------------- Squeeze
def _squeezed(call: Call) -> Dims:
    dims = call.shapes[0]
    if dims is None:
        return None
    if not call.attrs["squeeze_dims"]:
        return None if None in dims else tuple(d for d in dims if d != 1)
    gone = {axis_in(a, len(dims)) for a in call.attrs["squeeze_dims"]}
    for axis in sorted(gone):
        if dims[axis] not in (1, None):
            raise ValueError(
                f"Can not squeeze dim[{axis}], expected a dimension of 1, got {dims[axis]}"
            )
    return tuple(d for i, d in enumerate(dims) if i not in gone)


@op(
    "Squeeze",
    "input: T -> output: T",
    shape=_squeezed,
    alias={0: 0},
    samples=[
        case("1,2,1"),
        case("1,2,3", squeeze_dims=(0,)),
        case("2,1", squeeze_dims=(-1,)),
        case("1"),
        bad("2,3", squeeze_dims=(0,), error=ValueError, match="squeeze"),
    ],
)
def squeeze_op(input: Any, *, squeeze_dims: tuple[int, ...] = ()) -> Any:
    """The input without some axes of size 1, or without any of them."""
    return np.squeeze(array_of(input), tuple(squeeze_dims) or None)[()]


@squeeze_op.grad
def _(op: Any, g: Any) -> Any:
    return reshape(g, shape(op.inputs[0]))


@squeeze_op.lower
def _(call: Call) -> Any:
    dims = call.shapes[0]
    result = _squeezed(call)
    if dims is None or result is None or is_bytes(call, 0):
        return None
    axes = call.attrs["squeeze_dims"] or [i for i, d in enumerate(dims) if d == 1]
    gone = {axis_in(a, len(dims)) for a in axes}
    kept = [i for i in range(len(dims)) if i not in gone]
    if len(kept) == len(dims):
        return Line("{0}")
    parts = ["0" if i in gone else ":" for i in range(max([*kept, *gone]) + 1)]
    while parts[-1] == ":":
        parts.pop()
    return Line(f"{{0}}[{', '.join(parts)}]")


def squeeze(
    input: Any, axis: Any = None, name: str | None = None, squeeze_dims: Any = None
) -> Tensor:
    """`input` without its axes of size 1.

    Args:
        input: a tensor.
        axis: the axis or axes to drop, each of size 1; None: all that have size 1.
        name: of the node.
        squeeze_dims: the old name of `axis`.

    Returns:
        A Tensor of the same type. Its gradient is reshaped back.

    Raises:
        ValueError: an axis is out of range or has another size, or both names are given.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.squeeze([[[1], [2]]])).tolist()
        [1, 2]
    """
    axes = renamed("axis", axis, "squeeze_dims", squeeze_dims)
    if axes is None:
        axes = ()
    numbers = tuple(operator.index(a) for a in (axes if np.iterable(axes) else [axes]))
    result: Tensor = squeeze_op(input, squeeze_dims=numbers, name=name)
    return result


# ---------------------------------------------------------------------------------- ReverseV2
def _turned(axes: Any, ndims: int) -> list[int]:
    """The axes to turn round, from 0; ValueError if one is out of range or given twice."""
    found = [axis_in(a, ndims) for a in np.ravel(axes).tolist()]
    if len(set(found)) < len(found):
        raise ValueError(f"axes are given more than once: {found}")
    return found


def _reversed_dims(call: Call) -> Dims:
    call.rank(1, 1)
    dims, axes = call.shapes[0], call.values[1]
    if dims is not None and axes is not None and None not in axes:
        _turned(axes, len(dims))
    return dims


@op(
    "ReverseV2",
    "tensor: T, axis: Tidx -> output: T",
    Tidx=INDEX,
    shape=_reversed_dims,
    alias={0: 0},
    samples=[
        case("2,3", [0]),
        case("2,3,5", [-1, 0]),
        case("2,3", []),
        bad("2,3", [2], error=ValueError, match="axis 2"),
        bad("2,3", [0, -2], error=ValueError, match="more than once"),
    ],
)
def reverse_op(tensor: Any, axis: Any) -> Any:
    """The elements in the opposite order along some axes."""
    return np.flip(array_of(tensor), tuple(_turned(axis, np.ndim(tensor))))


@reverse_op.grad
def _(op: Any, g: Any) -> Any:
    return reverse(g, op.inputs[1]), None


@reverse_op.lower
def _(call: Call) -> Any:
    dims, axes = call.shapes[0], call.values[1]
    if dims is None or axes is None or None in axes or is_bytes(call, 0):
        return None
    turned = _turned(axes, len(dims))
    if not turned:
        return Line("{0}")
    parts = ["::-1" if i in turned else ":" for i in range(max(turned) + 1)]
    return Line(f"{{0}}[{', '.join(parts)}]")


def reverse(tensor: Any, axis: Any, name: str | None = None) -> Tensor:
    """The elements of `tensor` in the opposite order along each of the axes.

    Args:
        tensor: a tensor.
        axis: an integer vector of axes (negative: from the end), or a list with one bool for
            each axis.
        name: of the node.

    Returns:
        A Tensor of the same shape and type. Its gradient is reversed back.

    Raises:
        ValueError: an axis is out of range or given twice.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reverse([[1, 2], [3, 4]], [1])).tolist()
        [[2, 1], [4, 3]]
    """
    tensor = convert(tensor, name="tensor")
    if isinstance(axis, (list, tuple)) and axis and all(isinstance(a, bool) for a in axis):
        axis = [i for i, turned in enumerate(axis) if turned]
    result: Tensor = reverse_op(tensor, axis, name=name)
    return result


reverse_v2 = reverse
