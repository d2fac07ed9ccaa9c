"""Means and variances: at once, weighted, or from sums that were gathered in parts."""

from __future__ import annotations

import math
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.arithmetic import add, multiply, squared_difference, subtract
from minigraph.ops.axes import squeeze
from minigraph.ops.casting import cast
from minigraph.ops.constants import constant
from minigraph.ops.division import div_no_nan
from minigraph.ops.flow import stop_gradient
from minigraph.ops.indexing import gather
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import reciprocal, square
from minigraph.ops.reduce import reduce_mean, reduce_prod
from minigraph.ops.shaping import rank, shape
from minigraph.ops.spread import reduce_sum, renamed, zeros_like

__all__ = ["moments", "normalize_moments", "sufficient_statistics", "weighted_moments"]


def moments(
    x: Any,
    axes: Any,
    shift: Any = None,
    name: str | None = None,
    keep_dims: Any = None,
    keepdims: Any = None,
) -> tuple[Tensor, Tensor]:
    """Mean and variance over some axes: mean(x) and mean((x - mean)**2).

    Args:
        x: a tensor of floats.
        axes: a list of axes; for batch normalization of (batch, features) it is [0], of images
            (batch, height, width, channels) [0, 1, 2].
        shift: accepted as in TF1, of no effect.
        name: of the scope.
        keep_dims, keepdims: whether reduced axes stay, with size 1.

    Returns:
        (mean, variance), two Tensors of x's type; float16 is worked out in float32. The variance
        divides by the count, not by one less.

    Example:
        >>> import minigraph as tf
        >>> mean, variance = tf.nn.moments(tf.constant([[1.0, 10.0], [3.0, 30.0]]), [0])
        >>> [a.tolist() for a in tf.Session().run([mean, variance])]
        [[2.0, 20.0], [1.0, 100.0]]
    """
    keep = bool(renamed("keepdims", keepdims, "keep_dims", keep_dims))
    with name_scope(name, "moments", [x, axes]):
        x = convert(x, name="x")
        wide = cast(x, dtypes.float32) if x.dtype == dtypes.float16 else x
        mean = reduce_mean(wide, axes, keepdims=True, name="mean")
        # the mean's own gradient through the variance is 0, so none is taken
        spread = squared_difference(wide, stop_gradient(mean))
        variance = reduce_mean(spread, axes, keepdims=True, name="variance")
        return _finished(mean, variance, axes, keep, x)


def _finished(
    mean: Tensor, variance: Tensor, axes: Any, keep: bool, x: Tensor
) -> tuple[Tensor, Tensor]:
    """Both without the reduced axes unless they are kept, in x's type."""
    if not keep:
        mean, variance = squeeze(mean, axes), squeeze(variance, axes)
    if x.dtype == dtypes.float16:
        return cast(mean, dtypes.float16), cast(variance, dtypes.float16)
    return mean, variance


def weighted_moments(
    x: Any,
    axes: Any,
    frequency_weights: Any,
    name: str | None = None,
    keep_dims: Any = None,
    keepdims: Any = None,
) -> tuple[Tensor, Tensor]:
    """Mean and variance over some axes, where each element counts by its weight.

    Args:
        x: a tensor of floats.
        axes: a list of axes.
        frequency_weights: weights, of a shape that broadcasts against x's.
        name: of the scope.
        keep_dims, keepdims: whether reduced axes stay, with size 1.

    Returns:
        (mean, variance), two Tensors of x's type; 0 where the weights sum to 0.

    Example:
        >>> import minigraph as tf
        >>> mean, variance = tf.nn.weighted_moments(tf.constant([1.0, 5.0]), [0], [3.0, 1.0])
        >>> tf.Session().run([mean, variance])
        [np.float32(2.0), np.float32(3.0)]
    """
    keep = bool(renamed("keepdims", keepdims, "keep_dims", keep_dims))
    with name_scope(name, "weighted_moments", [x, frequency_weights, axes]):
        x = convert(x, name="x")
        weights = convert(frequency_weights, name="frequency_weights")
        wide = cast(x, dtypes.float32) if x.dtype == dtypes.float16 else x
        weights = cast(weights, wide.dtype)
        total = reduce_sum(weights * wide, axes, keepdims=True, name="weighted_input_sum")
        weight_of_each = weights + zeros_like(wide)
        weight = reduce_sum(weight_of_each, axes, keepdims=True, name="sum_of_weights")
        mean = div_no_nan(total, weight)
        spread = weights * squared_difference(wide, mean)
        squares = reduce_sum(spread, axes, keepdims=True, name="weighted_distsq")
        variance = div_no_nan(squares, weight)
        return _finished(mean, variance, axes, keep, x)


def sufficient_statistics(
    x: Any,
    axes: Any,
    shift: Any = None,
    keep_dims: Any = None,
    name: str | None = None,
    keepdims: Any = None,
) -> tuple[Tensor, Tensor, Tensor, Any]:
    """Count, sum and sum of squares over some axes: what mean and variance can be made from.

    Args:
        x: a tensor of floats.
        axes: a list of axes.
        shift: a value near the mean, taken off first for accuracy, or None.
        keep_dims, keepdims: whether reduced axes stay, with size 1.
        name: of the scope.

    Returns:
        (count, sum, sum of squares, shift): the first three of x's type. Parts of a data set can be
        added up; `tf.nn.normalize_moments` makes mean and variance of the sums.

    Example:
        >>> import minigraph as tf
        >>> count, total, squares, _ = tf.nn.sufficient_statistics(tf.constant([1.0, 3.0]), [0])
        >>> tf.Session().run([count, total, squares])
        [np.float32(2.0), np.float32(4.0), np.float32(10.0)]
    """
    keep = bool(renamed("keepdims", keepdims, "keep_dims", keep_dims))
    axes = list(dict.fromkeys(axes))
    with name_scope(name, "sufficient_statistics", [x, shift]):
        x = convert(x, name="x")
        sizes = None if x._dims is None else [x._dims[axis] for axis in axes]
        if sizes is not None and None not in sizes:
            count = constant(math.prod(n or 0 for n in sizes), x.dtype.base_dtype)
        else:
            ndims = rank(x)
            from_start = [axis + ndims if axis < 0 else axis for axis in axes]
            count = reduce_prod(gather(cast(shape(x), x.dtype), from_start), name="count")
        if shift is None:
            first, second = x, square(x)
        else:
            shift = convert(shift, x.dtype.base_dtype, name="shift")
            first, second = subtract(x, shift), squared_difference(x, shift)
        total = reduce_sum(first, axes, keepdims=keep, name="mean_ss")
        squares = reduce_sum(second, axes, keepdims=keep, name="var_ss")
        return count, total, squares, shift


def normalize_moments(
    counts: Any, mean_ss: Any, variance_ss: Any, shift: Any, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Mean and variance from what `tf.nn.sufficient_statistics` gave.

    Args:
        counts: the number of elements, a scalar.
        mean_ss: their sum, less the shift.
        variance_ss: the sum of their squares, less the shift.
        shift: what was taken off, or None.
        name: of the scope.

    Returns:
        (mean, variance), two Tensors.

    Example:
        >>> import minigraph as tf
        >>> mean, variance = tf.nn.normalize_moments(2.0, [4.0], [10.0], None)
        >>> [a.tolist() for a in tf.Session().run([mean, variance])]
        [[2.0], [1.0]]
    """
    with name_scope(name, "normalize", [counts, mean_ss, variance_ss, shift]):
        divisor = reciprocal(counts, name="divisor")
        if shift is None:
            mean = near = multiply(mean_ss, divisor, name="mean")
        else:
            near = multiply(mean_ss, divisor, name="shifted_mean")
            mean = add(near, shift, name="mean")
        squares = multiply(variance_ss, divisor)
        return mean, subtract(squares, square(near), name="variance")
