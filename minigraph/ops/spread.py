"""Sums and their transposes: what a broadcast spreads out, its gradient adds up.

The gradient of a sum is a broadcast and the gradient of a broadcast is a sum, so the two stand
together here, with the tensors that are one value spread out: fill, zeros, ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, Call, bad, case, op, same
from minigraph.core.shapes import Dims, TensorShape, broadcast_dims, show
from minigraph.ops.array_elements import Elements
from minigraph.ops.constants import constant
from minigraph.ops.naming import name_scope
from minigraph.ops.reductions import (
    added,
    reduced_dims,
    reduction,
    reduction_line,
    spread_back,
)
from minigraph.ops.shaping import as_shape_value, reshape, shape, shape_op

__all__ = ["broadcast_to", "fill", "ones", "ones_like", "reduce_sum", "zeros", "zeros_like"]

_SMALL = 1000  # tensors of zeros or ones with fewer elements are constants, as in TF1


# ---------------------------------------------------------------------------------- Sum
@op(
    "Sum",
    "input: T, reduction_indices: Tidx -> output: T",
    T=NUMBERS,
    Tidx=INDEX,
    shape=reduced_dims,
    samples=[
        case("2,3", [0]),
        case("2,3,5", [0, -1], keep_dims=True),
        case("2,3", []),
        case("", []),
        case("2,3 int32 0:9", [1]),
        bad("2,3", [2], error=ValueError, match="dimension 2"),
    ],
)
def sum_op(input: Any, reduction_indices: Any, *, keep_dims: bool = False) -> Any:
    """The sum over some axes."""
    return added(input, reduction_indices, keep_dims, input.dtype)


@sum_op.grad
def _(op: Any, g: Any) -> Any:
    return broadcast_to(spread_back(op, g), shape(op.inputs[0])), None


sum_op.lower(reduction_line("add"))


def reduce_sum(
    input_tensor: Any,
    axis: Any = None,
    keepdims: Any = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    """The sum of the elements, over all axes or some.

    Args:
        input_tensor: a tensor of numbers.
        axis: an axis, a list of axes (negative: from the end), or None for all.
        keepdims: whether reduced axes stay, with size 1.
        name: of the node.
        reduction_indices, keep_dims: the old names of `axis` and `keepdims`.

    Returns:
        A Tensor of the same type. Gradient: g, spread over the axes. The sum of nothing is 0.

    Raises:
        ValueError: an axis is out of range, or both an old and a new name are given.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reduce_sum([[1, 2], [3, 4]], axis=0)).tolist()
        [4, 6]
    """
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    keep = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    return reduction(sum_op, input_tensor, axis, keep, name)


def renamed(new: str, value: Any, old: str, old_value: Any) -> Any:
    """The value of an argument that has an old name as well; ValueError if both are given."""
    if old_value is None:
        return value
    if value is not None:
        raise ValueError(f"Cannot specify both '{old}' and '{new}'")
    return old_value


# ---------------------------------------------------------------------------------- BroadcastTo
def _broadcast_to_dims(call: Call) -> Dims:
    wanted = as_shape_value(call.values[1], call.rank(1, 1))
    dims = call.shapes[0]
    if wanted is not None and dims is not None:
        if len(dims) > len(wanted):
            raise ValueError(f"{show(dims)} cannot be broadcast to the smaller {show(wanted)}")
        tail = wanted[len(wanted) - len(dims) :]
        if any(None not in (d, w) and d not in (1, w) for d, w in zip(dims, tail, strict=True)):
            raise ValueError(f"{show(dims)} cannot be broadcast to {show(wanted)}")
        # an axis of more than one element stays as it is
        kept = [d if w is None and d != 1 else w for d, w in zip(dims, tail, strict=True)]
        return (*wanted[: len(wanted) - len(dims)], *kept)
    return wanted


@op(
    "BroadcastTo",
    "input: T, shape: Tidx -> output: T",
    Tidx=INDEX,
    shape=_broadcast_to_dims,
    alias={0: 0},
    samples=[case("3", [2, 3]), case("2,1,5", [2, 3, 5]), case("", [2])],
)
def broadcast_to_op(input: Any, shape: Any) -> Any:
    """The input repeated along axes of size 1 and new leading axes."""
    return np.broadcast_to(input, tuple(shape.tolist()))


@broadcast_to_op.grad
def _(op: Any, g: Any) -> Any:
    return sum_to(g, op.inputs[0]), None


def broadcast_to(input: Any, shape: Any, name: str | None = None) -> Tensor:
    """`input` repeated to fill `shape`, by the rule of broadcasting.

    Args:
        input: a tensor.
        shape: an integer vector that `input`'s shape broadcasts to.
        name: of the node.

    Returns:
        A Tensor of the same type. Gradient: g summed over what was repeated.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: the shape does not fit.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.broadcast_to([1, 2], [2, 2])).tolist()
        [[1, 2], [1, 2]]
    """
    result: Tensor = broadcast_to_op(input, shape, name=name)
    return result


# ---------------------------------------------------------------------------------- Fill
def _filled(call: Call) -> Dims:
    call.rank(1, 0)
    sizes = call.values[0]
    if sizes is not None and any(n is not None and n < 0 for n in sizes):
        raise ValueError(f"sizes must not be negative, but are {list(sizes)}")
    return as_shape_value(sizes, call.rank(0, 1))


@op(
    "Fill",
    "dims: index_type, value: T -> output: T",
    index_type=INDEX,
    shape=_filled,
    samples=[case([2, 3], ""), case([], "")],
)
def fill_op(dims: Any, value: Any) -> Any:
    """A tensor of one value."""
    shape = tuple(dims.tolist())
    if min(shape, default=0) < 0:
        raise ValueError(f"dims must not be negative, but are {dims.tolist()}")
    return np.full(shape, value, getattr(value, "dtype", object))


@fill_op.grad
def _(op: Any, g: Any) -> Any:
    return None, reduce_sum(g)


def fill(dims: Any, value: Any, name: str | None = None, layout: Any = None) -> Tensor:
    """A tensor of shape `dims` whose elements are all `value`.

    Args:
        dims: an integer vector.
        value: a scalar.
        name: of the node.
        layout: accepted as in TF1, of no effect.

    Returns:
        A Tensor of `value`'s type. Gradient: the sum of g goes to `value`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.fill([2], 9)).tolist()
        [9, 9]
    """
    result: Tensor = fill_op(dims, value, name=name)
    return result


# ---------------------------------------------------------------------------------- zeros, ones
def zeros(
    shape: Any, dtype: Any = dtypes.float32, name: str | None = None, layout: Any = None
) -> Tensor:
    """A tensor of zeros (of a string type: empty strings; of bool: False).

    Args:
        shape: a list of ints, a TensorShape or an integer vector.
        dtype: of the result.
        name: of the node.
        layout: accepted as in TF1, of no effect.

    Returns:
        A Tensor; a constant if it is small.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.zeros([2, 2])).tolist()
        [[0.0, 0.0], [0.0, 0.0]]
    """
    wanted = as_dtype(dtype).base_dtype
    zero = {dtypes.bool_: False, dtypes.string: ""}.get(wanted, 0)
    return _uniform(shape, wanted, zero, name, "zeros")


def ones(
    shape: Any, dtype: Any = dtypes.float32, name: str | None = None, layout: Any = None
) -> Tensor:
    """A tensor of ones (of bool: True).

    Args:
        shape: a list of ints, a TensorShape or an integer vector.
        dtype: of the result.
        name: of the node.
        layout: accepted as in TF1, of no effect.

    Returns:
        A Tensor; a constant if it is small.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.ones([3], tf.int32)).tolist()
        [1, 1, 1]
    """
    wanted = as_dtype(dtype).base_dtype
    return _uniform(shape, wanted, True if wanted is dtypes.bool_ else 1, name, "ones")


def _uniform(shape: Any, dtype: DType, value: Any, name: str | None, default: str) -> Tensor:
    with name_scope(name, default, [shape]) as scope:
        if as_dtype(dtype).is_quantized:  # Python numbers are none of these
            value = np.array(value, as_dtype(dtype).np_dtype)
        if not isinstance(shape, Tensor):
            dims = _plain_sizes(shape)
            count = dims.num_elements()
            if count is not None and count < _SMALL and not isinstance(shape, (int, np.integer)):
                return constant(value, dtype, dims, name=scope)
            shape = dims if count is not None else convert(shape, dtypes.int32)
        if isinstance(shape, Tensor) and shape._dims == ():
            shape = reshape(shape, [-1])  # one size makes a vector
        result: Tensor = fill_op(
            convert(shape, name="shape_as_tensor"), constant(value, dtype), name=scope
        )
        return result


def _plain_sizes(shape: Any) -> TensorShape:
    """The shape where it has no tensors in it, else unknown; as in TF1, 2.5 rows are 2."""
    if isinstance(shape, (list, tuple)):
        shape = [int(n) if isinstance(n, (float, np.floating)) else n for n in shape]
    try:
        return TensorShape(shape)
    except TypeError:
        return TensorShape(None)


@op(
    "ZerosLike",
    "x: T -> y: T",
    shape=same,
    no_gradient="zeros do not depend on the values",
    samples=[case("2,3"), case(""), case(np.array([b"a", b"b"], object))],
)
def zeros_like_op(x: Any) -> Any:
    """Zeros in the shape of x; of a list of tensors, a list of zeros."""
    if isinstance(x, Elements):  # a TensorArray: no element has a cotangent yet
        return ()
    if isinstance(x, tuple):  # a loop's list: (last element, the list before it), or ()
        items = []
        while x:
            item, x = x
            items.append(item)
        result: Any = ()
        for item in reversed(items):
            result = (zeros_like_op.kernel(item), result)
        return result
    if np.asarray(x).dtype.kind == "O":
        return np.full(np.shape(x), b"", object)[()]
    return np.zeros_like(x)[()] if np.ndim(x) == 0 else np.zeros_like(x)


def zeros_like(
    tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True
) -> Tensor:
    """Zeros in the shape of `tensor`.

    Args:
        tensor: a tensor.
        dtype: of the result; default: that of `tensor`.
        name: of the node.
        optimize: whether to use a constant where the static shape is fully known.

    Returns:
        A Tensor.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.zeros_like([[1.0, 2.0]])).tolist()
        [[0.0, 0.0]]
    """
    with name_scope(name, "zeros_like", [tensor]) as scope:
        tensor = convert(tensor, name="tensor")
        wanted = tensor.dtype.base_dtype if dtype is None else as_dtype(dtype)
        if optimize and tensor.shape.is_fully_defined() and wanted is not dtypes.variant:
            return zeros(tensor.shape, wanted, name=scope)
        if wanted is not tensor.dtype.base_dtype:
            return zeros(shape(tensor), wanted, name=scope)
        result: Tensor = zeros_like_op(tensor, name=scope)
        return result


def ones_like(
    tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True
) -> Tensor:
    """Ones in the shape of `tensor`.

    Args:
        tensor: a tensor.
        dtype: of the result; default: that of `tensor`.
        name: of the node.
        optimize: whether to use a constant for a shape that is fully known.

    Returns:
        A Tensor.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.ones_like([[1.0, 2.0]])).tolist()
        [[1.0, 1.0]]
    """
    with name_scope(name, "ones_like", [tensor]) as scope:
        tensor = convert(tensor, name="tensor")
        wanted = tensor.dtype.base_dtype if dtype is None else as_dtype(dtype)
        if not optimize:
            dims = shape_op(tensor)
        elif tensor.shape.is_fully_defined():
            with name_scope("Shape"):
                dims = convert(tensor.shape, name="shape_as_tensor")
        else:
            dims = shape(tensor)
        one = constant(True if wanted is dtypes.bool_ else 1, wanted)
        result: Tensor = fill_op(dims, one, name=scope)
        return result


# ------------------------------------------------------------------------- BroadcastGradientArgs
def axes_to_sum(own: Any, joined: Any) -> list[int]:
    """The axes of a broadcast result over which the gradient of an input is summed."""
    lead = len(joined) - len(own)
    return [
        *range(lead),
        *(lead + i for i, n in enumerate(own) if n == 1 and joined[lead + i] != 1),
    ]


@op(
    "BroadcastGradientArgs",
    "s0: T, s1: T -> r0: T, r1: T",
    T=INDEX,
    shape=lambda call: [(None,), (None,)],
    no_gradient="shapes do not depend on the values",
    samples=[case([2, 3], [3]), case([2, 1, 5], [3, 1])],
)
def broadcast_gradient_args(s0: Any, s1: Any) -> Any:
    """The axes over which the gradients of the two inputs of a broadcast are summed."""
    joined = broadcast_dims(tuple(s0.tolist()), tuple(s1.tolist()))
    assert joined is not None
    return [np.array(axes_to_sum(s.tolist(), joined), s0.dtype) for s in (s0, s1)]


def sum_to(g: Tensor, x: Tensor, others: tuple[Tensor, ...] = ()) -> Tensor:
    """`g` summed over the axes along which `x` was broadcast to it: the shape of `x`.

    `others` are the further inputs of the op that broadcast them. Where an axis of `x` has an
    unknown size but those of all others are 1 or missing, it was not broadcast.
    """
    if x._dims is not None and x._dims == g._dims and None not in x._dims:
        return g
    if x.shape.is_fully_defined() and g.shape.is_fully_defined():
        total = reduce_sum(g, axes_to_sum(x._dims, g._dims))
        return total if total._dims == x._dims else reshape(total, x.shape)
    lead, ones = _spread_axes(g._dims, x._dims, [t._dims for t in others if t is not x])
    if ones is None:
        axes, _ = broadcast_gradient_args(shape(x), shape(g))
        return reshape(reduce_sum(g, axes), shape(x))
    g = reduce_sum(g, ones, keepdims=True) if ones else g
    return reduce_sum(g, list(range(lead))) if lead else g


def _spread_axes(g: Dims, x: Dims, others: list[Dims]) -> tuple[int, list[int] | None]:
    """How many leading axes `x` lacks, and its axes of size 1; None if it takes the run to tell."""
    if g is None or x is None or not others or any(dims is None for dims in others):
        return 0, None
    if len(g) != max(len(dims or ()) for dims in (x, *others)):
        return 0, None
    lead = len(g) - len(x)
    ones = []
    for axis, size in enumerate(x, lead):
        if size == 1:
            ones.append(axis)
        elif size is None:
            back = len(g) - axis
            beside = [dims[-back] for dims in others if dims and len(dims) >= back]
            if any(n != 1 for n in beside):
                return 0, None
    return lead, ones
