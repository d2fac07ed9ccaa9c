"""Reductions made of others: counts, log of a sum of exponentials, variance, Euclidean norm."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, case, op
from minigraph.ops.arithmetic import add, subtract
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import is_finite, not_equal
from minigraph.ops.exponentials import exp, log
from minigraph.ops.flow import stop_gradient
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import sqrt, square
from minigraph.ops.reduce import reduce_max, reduce_mean
from minigraph.ops.reductions import (
    normal_axes,
    reduced_dims,
    reduction,
    spread_back,
)
from minigraph.ops.shaping import reshape, shape_op
from minigraph.ops.spread import (
    reduce_sum,
    renamed,
    zeros,
)

__all__ = [
    "count_nonzero",
    "reduce_euclidean_norm",
    "reduce_logsumexp",
    "reduce_std",
    "reduce_variance",
]


def count_nonzero(
    input_tensor: Any = None,
    axis: Any = None,
    keepdims: Any = None,
    dtype: Any = dtypes.int64,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: Any = None,
    input: Any = None,
) -> Tensor:
    """How many elements are not 0 (of strings: not empty), over all axes or some.

    Args:
        input_tensor: a tensor of numbers, bools or strings.
        axis: an axis, a list of axes (negative: from the end), or None for all.
        keepdims: whether reduced axes stay, with size 1.
        dtype: of the result.
        name: of the scope.
        reduction_indices, keep_dims, input: the old names of `axis` and `keepdims`, the new one
            of `input_tensor`.

    Returns:
        A Tensor of `dtype`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.count_nonzero([[0, 1, 0], [1, 1, 0]], 1)).tolist()
        [1, 2]
    """
    source = renamed("input_tensor", input_tensor, "input", input)
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    keep = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    with name_scope(name, "count_nonzero", [source]):
        tensor = convert(source, name="input")
        kind = tensor.dtype.base_dtype
        there = tensor if kind is dtypes.bool_ else not_equal(tensor, zeros([], kind))
        total = reduce_sum(cast(there, dtypes.int64), axis, keep)
        return cast(total, as_dtype(dtype))  # type: ignore[no-any-return]


def reduce_logsumexp(
    input_tensor: Any,
    axis: Any = None,
    keepdims: Any = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    """log(sum(exp(x))), over all axes or some, without overflow.

    Args:
        input_tensor: a tensor of floats.
        axis: an axis, a list of axes (negative: from the end), or None for all.
        keepdims: whether reduced axes stay, with size 1.
        name: of the last node.
        reduction_indices, keep_dims: the old names of `axis` and `keepdims`.

    Returns:
        A Tensor of the same type. Gradient: g softmax(x).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.reduce_logsumexp([1000.0, 1000.0])))
        1000.6932
    """
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    keep = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    with name_scope(name, "ReduceLogSumExp", [input_tensor]) as scope:
        largest = reduce_max(input_tensor, axis, keepdims=True)
        shift = stop_gradient(where_v2(is_finite(largest), largest, 0))
        result = log(reduce_sum(exp(subtract(input_tensor, shift)), axis, keep))
        if not keep:
            shift = reshape(shift, shape_op(result))
        return add(result, shift, name=scope)


def reduce_variance(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The mean of (x - mean(x))**2, over all axes or some.

    Args:
        input_tensor: a tensor of floats.
        axis: an axis, a list of axes (negative: from the end), or None for all.
        keepdims: whether reduced axes stay, with size 1.
        name: of the scope.

    Returns:
        A Tensor of the same type.

    Raises:
        TypeError: `input_tensor` holds integers.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.math.reduce_variance([[1.0, 3.0], [2.0, 2.0]], 1)).tolist()
        [1.0, 0.0]
    """
    with name_scope(name or "reduce_variance"):
        tensor = convert(input_tensor)
        if tensor.dtype.is_integer:
            raise TypeError(f"Input must be floats, but {tensor} is of type {tensor.dtype.name}")
        centred = tensor - reduce_mean(tensor, axis, keepdims=True)
        return reduce_mean(square(centred), axis, keepdims)


def reduce_std(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The standard deviation: the root of `tf.math.reduce_variance`.

    Args:
        input_tensor: a tensor of floats.
        axis: an axis, a list of axes (negative: from the end), or None for all.
        keepdims: whether reduced axes stay, with size 1.
        name: of the scope.

    Returns:
        A Tensor of the same type.

    Raises:
        TypeError: `input_tensor` holds integers.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.math.reduce_std([[1.0, 5.0], [2.0, 2.0]], 1)).tolist()
        [2.0, 0.0]
    """
    with name_scope(name or "reduce_std"):
        return sqrt(reduce_variance(convert(input_tensor), axis, keepdims))


# ---------------------------------------------------------------------------------- EuclideanNorm
@op(
    "EuclideanNorm",
    "input: T, reduction_indices: Tidx -> output: T",
    T=NUMBERS,
    Tidx=INDEX,
    shape=reduced_dims,
    samples=[case("2,3", [0]), case("2,3,5", [0, -1], keep_dims=True), case("2,3 positive", [])],
)
def euclidean_norm_op(input: Any, reduction_indices: Any, *, keep_dims: bool = False) -> Any:
    """sqrt(sum(|x|**2)) over some axes."""
    axes = normal_axes(reduction_indices, np.ndim(input))
    squares = np.square(np.abs(input))
    return np.sqrt(np.sum(squares, axis=axes, keepdims=keep_dims)).astype(input.dtype, copy=False)


@euclidean_norm_op.grad
def _(op: Any, g: Any) -> Any:
    return spread_back(op, g / op.outputs[0]) * op.inputs[0], None


def reduce_euclidean_norm(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """sqrt(sum(x**2)), over all axes or some.

    Args:
        input_tensor: a tensor of floats or complex numbers.
        axis: an axis, a list of axes (negative: from the end), or None for all.
        keepdims: whether reduced axes stay, with size 1.
        name: of the node.

    Returns:
        A Tensor of the same type. Gradient: g x / norm.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.math.reduce_euclidean_norm([3.0, 4.0]))
        np.float32(5.0)
    """
    return reduction(euclidean_norm_op, input_tensor, axis, keepdims, name)
