"""Reductions beside the sum: mean, largest, smallest, product, all, any.

What is made of these (variance, logsumexp...) stands in `reduce_composed.py`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, REAL, Call, bad, case, op
from minigraph.core.shapes import TensorShape
from minigraph.ops.casting import cast
from minigraph.ops.compare import equal
from minigraph.ops.complex_numbers import conj
from minigraph.ops.magnitude import maximum
from minigraph.ops.reductions import (
    added,
    all_known,
    normal_axes,
    reduced_dims,
    reduction,
    reduction_line,
    spread_back,
    sum_text,
)
from minigraph.ops.shaping import shape, size
from minigraph.ops.spread import (
    broadcast_to,
    reduce_sum,
    renamed,
)

__all__ = [
    "reduce_all",
    "reduce_any",
    "reduce_max",
    "reduce_mean",
    "reduce_min",
    "reduce_prod",
]


def _over(ufunc: Any, x: Any, axes: Any, keep_dims: bool, **options: Any) -> Any:
    """`ufunc` taken over the axes of x."""
    return ufunc.reduce(x, axis=normal_axes(axes, np.ndim(x)), keepdims=keep_dims, **options)


_BAD_AXIS = bad("2,3", [2], error=ValueError, match="dimension 2")


# ---------------------------------------------------------------------------------- Mean
@op(
    "Mean",
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
        _BAD_AXIS,
    ],
)
def mean_op(input: Any, reduction_indices: Any, *, keep_dims: bool = False) -> Any:
    """The sum over some axes, divided by the number of what was added."""
    kind = input.dtype
    wide = {"f": np.float32 if kind == np.float16 else kind, "i": np.int64, "u": np.uint64}
    wider = np.dtype(wide.get(kind.kind, kind))
    total = np.asarray(added(input, reduction_indices, keep_dims, wider))
    count = total.dtype.type(np.size(input) // max(total.size, 1))
    if kind.kind in "iu":  # towards zero, as C divides
        count = max(count, total.dtype.type(1))
        return ((total - np.fmod(total, count)) // count).astype(kind)
    return np.divide(total, count).astype(kind, copy=False)


@mean_op.lower
def _(call: Call) -> Any:
    dims, axes, kind = call.shapes[0], all_known(call.values[1]), call.dtypes[0]
    if dims is None or axes is None or kind.is_integer or kind is dtypes.float16:
        return None
    gone = normal_axes(axes, len(dims))
    count = 1
    for axis in gone:
        count *= dims[axis] or 0
    if count == 0:
        return None
    keep = ", keepdims=True" if call.attrs["keep_dims"] else ""
    number = f"n{count}_{kind.name}"  # a NumPy scalar: ufuncs take those faster than Python's
    names = {number: kind.np_dtype.type(count)}
    if len(gone) == len(dims) and not keep:
        return Line(f"np.add.reduce({{0}}, axis={gone}) / {number}", names)
    total, more = sum_text(call, gone)
    rows = bool(keep) and 0 not in gone
    return Line(f"np.divide({total}, {number}, out={{out}})", names | more, out=True, rows=rows)


@mean_op.grad
def _(op: Any, g: Any) -> Any:
    x, axes = op.inputs
    share = spread_back(op, g) / _count(op, x, axes)
    return broadcast_to(share, shape(x)), None


def _count(op: Any, x: Tensor, axes: Tensor) -> Any:
    """How many elements of x go into one of the result."""
    known = all_known(axes._known)
    if x._dims is not None and known is not None:
        gone = tuple(x._dims[axis] for axis in normal_axes(known, len(x._dims)))
        count = TensorShape(gone).num_elements()
        if count is not None:
            return count
    return cast(size(x) // maximum(size(op.outputs[0]), 1), x.dtype.base_dtype)


def reduce_mean(
    input_tensor: Any,
    axis: Any = None,
    keepdims: Any = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    """The mean of the elements, over all axes or some.

    Args:
        input_tensor: a tensor of numbers.
        axis: an axis, a list of axes (negative: from the end), or None for all.
        keepdims: whether reduced axes stay, with size 1.
        name: of the node.
        reduction_indices, keep_dims: the old names of `axis` and `keepdims`.

    Returns:
        A Tensor of the same type; of integers without its fraction. The mean of nothing is not a
        number. Gradient: g, spread over the axes and divided by how many there are.

    Raises:
        ValueError: an axis is out of range, or both an old and a new name are given.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reduce_mean([[1.0, 1.0], [2.0, 2.0]], 1)).tolist()
        [1.0, 2.0]
    """
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    keep = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    return reduction(mean_op, input_tensor, axis, keep, name)


# ---------------------------------------------------------------------------------- Max, Min
def _extreme(ufunc: Any, x: Any, axes: Any, keep_dims: bool, of_nothing: Any) -> Any:
    if np.size(x) == 0:
        return _over(ufunc, x, axes, keep_dims, initial=of_nothing)
    return _over(ufunc, x, axes, keep_dims)


def _lowest(kind: Any) -> Any:
    return kind.type(-np.inf) if kind.kind == "f" else np.iinfo(kind).min


def _highest(kind: Any) -> Any:
    return kind.type(np.inf) if kind.kind == "f" else np.iinfo(kind).max


def _extreme_line(ufunc: str, initial: Any) -> Any:
    whole = reduction_line(ufunc, initial)

    def rule(call: Call) -> Any:
        dims = call.shapes[0]
        if dims is None or None in dims or 0 in dims:
            return None  # there may be nothing to choose from
        return whole(call)

    return rule


def _extreme_grad(op: Any, g: Any) -> Any:
    """g to the chosen elements; several equal ones share it equally."""
    x, axes = op.inputs
    chosen = cast(equal(x, spread_back(op, op.outputs[0])), g.dtype)
    share = spread_back(op, g) / reduce_sum(chosen, axes, keepdims=True)
    return chosen * share, None


@op(
    "Max",
    "input: T, reduction_indices: Tidx -> output: T",
    T=REAL,
    Tidx=INDEX,
    shape=reduced_dims,
    samples=[
        case("2,3 distinct", [0]),
        case("2,3,5 distinct", [0, -1], keep_dims=True),
        case("2,3 distinct", []),
        case("2,3 int32 0:9", [1]),
        _BAD_AXIS,
    ],
)
def max_op(input: Any, reduction_indices: Any, *, keep_dims: bool = False) -> Any:
    """The largest over some axes."""
    return _extreme(np.maximum, input, reduction_indices, keep_dims, _lowest(input.dtype))


max_op.lower(_extreme_line("maximum", _lowest))
max_op.grad(_extreme_grad)


@op(
    "Min",
    "input: T, reduction_indices: Tidx -> output: T",
    T=REAL,
    Tidx=INDEX,
    shape=reduced_dims,
    samples=[
        case("2,3 distinct", [0]),
        case("2,3,5 distinct", [0, -1], keep_dims=True),
        case("2,3 distinct", []),
        case("2,3 int32 0:9", [1]),
        _BAD_AXIS,
    ],
)
def min_op(input: Any, reduction_indices: Any, *, keep_dims: bool = False) -> Any:
    """The smallest over some axes."""
    return _extreme(np.minimum, input, reduction_indices, keep_dims, _highest(input.dtype))


min_op.lower(_extreme_line("minimum", _highest))
min_op.grad(_extreme_grad)


def reduce_max(
    input_tensor: Any,
    axis: Any = None,
    keepdims: Any = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    """The largest element, over all axes or some.

    Args:
        input_tensor: a tensor of real numbers.
        axis: an axis, a list of axes (negative: from the end), or None for all.
        keepdims: whether reduced axes stay, with size 1.
        name: of the node.
        reduction_indices, keep_dims: the old names of `axis` and `keepdims`.

    Returns:
        A Tensor of the same type; of nothing -inf or the smallest integer.
        Gradient: g to the largest element; equal ones share it.

    Raises:
        ValueError: an axis is out of range, or both an old and a new name are given.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reduce_max([[1, 5], [3, 4]], axis=0)).tolist()
        [3, 5]
    """
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    keep = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    return reduction(max_op, input_tensor, axis, keep, name)


def reduce_min(
    input_tensor: Any,
    axis: Any = None,
    keepdims: Any = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    """The smallest element, over all axes or some.

    Args:
        input_tensor: a tensor of real numbers.
        axis: an axis, a list of axes (negative: from the end), or None for all.
        keepdims: whether reduced axes stay, with size 1.
        name: of the node.
        reduction_indices, keep_dims: the old names of `axis` and `keepdims`.

    Returns:
        A Tensor of the same type; of nothing inf or the largest integer.
        Gradient: g to the smallest element; equal ones share it.

    Raises:
        ValueError: an axis is out of range, or both an old and a new name are given.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reduce_min([[1, 5], [3, 4]], axis=0)).tolist()
        [1, 4]
    """
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    keep = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    return reduction(min_op, input_tensor, axis, keep, name)


# ---------------------------------------------------------------------------------- Prod
@op(
    "Prod",
    "input: T, reduction_indices: Tidx -> output: T",
    T=NUMBERS,
    Tidx=INDEX,
    shape=reduced_dims,
    samples=[
        case("2,3", [0]),
        case("2,3,5 positive", [0, -1], keep_dims=True),
        case("2,3", []),
        case("2,3 int32 0:9", [1]),
        _BAD_AXIS,
    ],
)
def prod_op(input: Any, reduction_indices: Any, *, keep_dims: bool = False) -> Any:
    """The product over some axes."""
    return _over(np.multiply, input, reduction_indices, keep_dims, dtype=input.dtype)


prod_op.lower(reduction_line("multiply"))


@prod_op.grad
def _(op: Any, g: Any) -> Any:
    """The slope at an element is the product of the others.

    That is the product of all that are not 0, divided by the element if it is not 0 itself; and 0
    where another element is 0.
    """
    x, axes = op.inputs
    zero = cast(equal(x, 0), x.dtype.base_dtype)
    filled = x + zero
    product = reduce_prod(filled, axes, keepdims=True)
    alone = equal(reduce_sum(zero, axes, keepdims=True), zero)
    others = product / filled * cast(alone, x.dtype.base_dtype)
    return spread_back(op, g) * conj(others), None


def reduce_prod(
    input_tensor: Any,
    axis: Any = None,
    keepdims: Any = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    """The product of the elements, over all axes or some.

    Args:
        input_tensor: a tensor of numbers.
        axis: an axis, a list of axes (negative: from the end), or None for all.
        keepdims: whether reduced axes stay, with size 1.
        name: of the node.
        reduction_indices, keep_dims: the old names of `axis` and `keepdims`.

    Returns:
        A Tensor of the same type; of nothing 1. Gradient: g times the product of the others.

    Raises:
        ValueError: an axis is out of range, or both an old and a new name are given.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reduce_prod([[1, 5], [3, 4]], axis=0)).tolist()
        [3, 20]
    """
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    keep = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    return reduction(prod_op, input_tensor, axis, keep, name)


# ---------------------------------------------------------------------------------- All, Any
@op(
    "All",
    "input: bool, reduction_indices: Tidx -> output: bool",
    Tidx=INDEX,
    shape=reduced_dims,
    no_gradient="a truth value has no slope",
    samples=[case("2,3 bool", [0]), case("2,3 bool", [-1], keep_dims=True), case("2,3 bool", [])],
)
def all_op(input: Any, reduction_indices: Any, *, keep_dims: bool = False) -> Any:
    """Whether all are true, over some axes."""
    return _over(np.logical_and, input, reduction_indices, keep_dims)


all_op.lower(reduction_line("logical_and"))


@op(
    "Any",
    "input: bool, reduction_indices: Tidx -> output: bool",
    Tidx=INDEX,
    shape=reduced_dims,
    no_gradient="a truth value has no slope",
    samples=[case("2,3 bool", [0]), case("2,3 bool", [-1], keep_dims=True), case("2,3 bool", [])],
)
def any_op(input: Any, reduction_indices: Any, *, keep_dims: bool = False) -> Any:
    """Whether one is true, over some axes."""
    return _over(np.logical_or, input, reduction_indices, keep_dims)


any_op.lower(reduction_line("logical_or"))


def reduce_all(
    input_tensor: Any,
    axis: Any = None,
    keepdims: Any = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    """Whether all elements are true, over all axes or some.

    Args:
        input_tensor: a tensor of bools.
        axis: an axis, a list of axes (negative: from the end), or None for all.
        keepdims: whether reduced axes stay, with size 1.
        name: of the node.
        reduction_indices, keep_dims: the old names of `axis` and `keepdims`.

    Returns:
        A Tensor of bools; of nothing True.

    Raises:
        TypeError: `input_tensor` is of another type; ValueError: an axis is out of range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reduce_all([[True, True], [True, False]], 1)).tolist()
        [True, False]
    """
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    keep = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    return reduction(all_op, input_tensor, axis, keep, name)


def reduce_any(
    input_tensor: Any,
    axis: Any = None,
    keepdims: Any = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    """Whether one element or more is true, over all axes or some.

    Args:
        input_tensor: a tensor of bools.
        axis: an axis, a list of axes (negative: from the end), or None for all.
        keepdims: whether reduced axes stay, with size 1.
        name: of the node.
        reduction_indices, keep_dims: the old names of `axis` and `keepdims`.

    Returns:
        A Tensor of bools; of nothing False.

    Raises:
        TypeError: `input_tensor` is of another type; ValueError: an axis is out of range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reduce_any([[False, False], [True, False]], 1)).tolist()
        [False, True]
    """
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    keep = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    return reduction(any_op, input_tensor, axis, keep, name)
