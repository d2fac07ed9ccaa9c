"""How often numbers come: bincount, histograms, the confusion matrix of a classifier."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.assertions import assert_less, assert_non_negative
from minigraph.ops.casting import cast
from minigraph.ops.checks import Assert
from minigraph.ops.clipping import clip_by_value
from minigraph.ops.compare import greater
from minigraph.ops.constants import constant
from minigraph.ops.division import truediv
from minigraph.ops.flow import with_dependencies
from minigraph.ops.indexing import scatter_nd
from minigraph.ops.joining import stack
from minigraph.ops.magnitude import maximum, minimum
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_max
from minigraph.ops.rounding import floor
from minigraph.ops.shaping import reshape, shape, size
from minigraph.ops.spread import ones_like
from minigraph.ops.squeezing import remove_squeezable_dimensions

__all__ = [
    "bincount",
    "confusion_matrix",
    "histogram_fixed_width",
    "histogram_fixed_width_bins",
]

_COUNTED = (dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64)


# ---------------------------------------------------------------------------------- DenseBincount
def _bins(call: Call) -> Dims:
    call.rank(0, 1)
    call.rank(1, 0)
    count = call.values[1]
    if count is not None and count < 0:
        raise ValueError(f"size must not be negative, but is {int(count)}")
    return (None if count is None else int(count),)


@op(
    "DenseBincount",
    "input: Tidx, size: Tidx, weights: T -> output: T",
    Tidx=INDEX,
    T=_COUNTED,
    shape=_bins,
    no_gradient="as in TF1: a count has no slope",
    samples=[
        case(np.array([1, 2, 2, 7], np.int32), np.int32(4), "0 int32 0:1"),
        case(np.array([1, 0, 1], np.int32), np.int32(3), "3"),
        bad(
            np.array([-1], np.int32),
            np.int32(3),
            "1",
            error=InvalidArgumentError,
            match="must not be negative",
        ),
    ],
)
def dense_bincount_op(input: Any, size: Any, weights: Any, *, binary_output: bool = False) -> Any:
    """How often each number from 0 to size - 1 comes, or the sum of its weights."""
    if input.size and input.min() < 0:
        raise InvalidArgumentError(
            None, None, f"Input arr must not be negative, but has {int(input.min())}"
        )
    if size < 0:
        raise InvalidArgumentError(None, None, f"size ({int(size)}) must not be negative")
    inside = input < size
    total = np.zeros(int(size), weights.dtype)
    if binary_output:
        total[input[inside]] = 1
    elif weights.size:
        np.add.at(total, input[inside], weights[inside])
    else:
        total += np.bincount(input[inside], minlength=int(size)).astype(total.dtype)
    return total


def bincount(
    arr: Any,
    weights: Any = None,
    minlength: Any = None,
    maxlength: Any = None,
    dtype: Any = dtypes.int32,
) -> Tensor:
    """How often each number comes: y[k] = the count of k in `arr`, or the sum of its weights.

    Args:
        arr: a tensor of integers that are not negative.
        weights: a tensor in the shape of `arr`; each element then counts as much as its weight.
        minlength: the least length of the result.
        maxlength: its greatest length; larger numbers are not counted.
        dtype: of the result where there are no weights.

    Returns:
        A vector Tensor of length max(arr) + 1, within the limits; as `weights` if given. No
        gradient.

    Raises:
        tf.errors.InvalidArgumentError: a number is negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.bincount([1, 3, 1], minlength=5)).tolist()
        [0, 2, 0, 1, 0]
    """
    with name_scope("bincount"):
        arr = convert(arr, name="arr")
        kind = arr.dtype.base_dtype
        if weights is not None:
            weights = convert(weights, name="weights")
        length = cast(size(arr) > 0, kind) * (reduce_max(arr) + 1)
        if minlength is not None:
            length = maximum(convert(minlength, name="minlength", dtype=kind), length)
        if maxlength is not None:
            length = minimum(convert(maxlength, name="maxlength", dtype=kind), length)
        if weights is None:
            flat, weights = reshape(arr, [-1]), constant([], as_dtype(dtype))
        else:
            weights = reshape(weights, [-1])
            flat = reshape(arr, [-1])
        result: Tensor = dense_bincount_op(flat, length, weights)
        return result


# ---------------------------------------------------------------------------- HistogramFixedWidth
def _bars(call: Call) -> Dims:
    call.rank(1, 1)
    call.rank(2, 0)
    count = call.values[2]
    if count is not None and count <= 0:
        raise ValueError(f"nbins must be positive, but is {int(count)}")
    return (None if count is None else int(count),)


@op(
    "HistogramFixedWidth",
    "values: T, value_range: T, nbins: int32 -> out: dtype",
    T=_COUNTED,
    dtype=INDEX,
    shape=_bars,
    no_gradient="a count has no slope",
    samples=[
        case("2,3", np.array([-1.0, 1.0]), np.int32(5)),
        case("7 int32 -3:9", np.array([0, 4], np.int32), np.int32(3), dtype=dtypes.int64),
        bad("3", np.array([1.0, 0.0]), np.int32(5), error=InvalidArgumentError, match="range"),
        bad("3", np.array([0.0, 1.0]), np.int32(0), error=ValueError, match="nbins"),
    ],
)
def histogram_op(values: Any, value_range: Any, nbins: Any, *, dtype: DType = dtypes.int32) -> Any:
    """How many values lie in each of nbins equal parts of the range."""
    count = int(nbins)
    if count <= 0:
        raise InvalidArgumentError(None, None, f"nbins should be > 0, but got {count}")
    if value_range.shape != (2,) or not value_range[0] < value_range[1]:
        raise InvalidArgumentError(
            None, None, f"value_range should be an increasing range, but is {value_range.tolist()}"
        )
    low = float(value_range[0])
    step = (float(value_range[1]) - low) / count
    places = (np.maximum(values, value_range[0]).astype(np.float64) - low) / step
    bars = np.minimum(places, count - 1).astype(np.int64).ravel()
    return np.bincount(bars, minlength=count).astype(dtype.np_dtype)


def histogram_fixed_width(
    values: Any,
    value_range: Any,
    nbins: Any = 100,
    dtype: Any = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """How many values lie in each of `nbins` parts of a range, all equally wide.

    Args:
        values: a tensor of numbers; those outside count in the first and the last part.
        value_range: the two ends, of the same type, the lower one first.
        nbins: how many parts there are.
        dtype: int32 or int64.
        name: of the node.

    Returns:
        A vector Tensor of length nbins. No gradient.

    Raises:
        tf.errors.InvalidArgumentError: the range does not rise.

    Example:
        >>> import minigraph as tf
        >>> values = [-1.0, 0.0, 1.5, 2.0, 5.0, 15.0]
        >>> tf.Session().run(tf.histogram_fixed_width(values, [0.0, 5.0], nbins=5)).tolist()
        [2, 1, 1, 0, 2]
    """
    with name_scope(name, "histogram_fixed_width", [values, value_range, nbins]) as scope:
        result: Tensor = histogram_op(values, value_range, nbins, dtype=as_dtype(dtype), name=scope)
        return result


def histogram_fixed_width_bins(
    values: Any,
    value_range: Any,
    nbins: Any = 100,
    dtype: Any = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """In which of `nbins` equal parts of a range each value lies.

    Args:
        values: a tensor of floats; those outside are given the first or the last part.
        value_range: the two ends, of the same type, the lower one first.
        nbins: how many parts there are.
        dtype: int32 or int64, of `nbins`; the result is int32, as in TF1.
        name: of the scope.

    Returns:
        An int32 Tensor in the shape of `values`, of numbers from 0 to nbins - 1. No gradient.

    Raises:
        TypeError: `values` are integers.
        tf.errors.InvalidArgumentError: nbins is not positive.

    Example:
        >>> import minigraph as tf
        >>> values = [-1.0, 0.0, 1.5, 2.0, 5.0, 15.0]
        >>> tf.Session().run(tf.histogram_fixed_width_bins(values, [0.0, 5.0], nbins=5)).tolist()
        [0, 0, 1, 2, 4, 4]
    """
    with name_scope(name, "histogram_fixed_width_bins", [values, value_range, nbins]):
        values = convert(values, name="values")
        dims = shape(values)
        flat = reshape(values, [-1])
        value_range = convert(value_range, name="value_range")
        nbins = convert(nbins, name="nbins", dtype=dtypes.int32)
        check = Assert(greater(nbins, 0), [f"nbins {nbins} must > 0"])
        count = cast(with_dependencies([check], nbins), flat.dtype)
        low = value_range[0]
        share = truediv(flat - low, value_range[1] - value_range[0], name="scaled_values")
        places = floor(count * share, name="indices")
        places = cast(clip_by_value(places, 0, count - 1), dtypes.int32)
        return reshape(places, dims)


# ---------------------------------------------------------------------------------- confusion
def confusion_matrix(
    labels: Any,
    predictions: Any,
    num_classes: Any = None,
    dtype: Any = dtypes.int32,
    name: str | None = None,
    weights: Any = None,
) -> Tensor:
    """How often class i was taken for class j: y[i, j] = the count of labels i predicted as j.

    Args:
        labels: a vector of classes, integers from 0.
        predictions: a vector of what was predicted; either may have a last axis of size 1.
        num_classes: how many classes there are; default: the largest number, plus one.
        dtype: of the result.
        name: of the scope.
        weights: a vector; each pair then counts as much as its weight.

    Returns:
        A square Tensor of size num_classes.

    Raises:
        tf.errors.InvalidArgumentError: a class is negative or not below `num_classes`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.confusion_matrix([0, 1, 1], [0, 0, 1])).tolist()
        [[1, 0], [1, 1]]
    """
    with name_scope(name, "confusion_matrix", [predictions, labels, num_classes, weights]):
        labels, predictions = remove_squeezable_dimensions(
            convert(labels, name="labels"), convert(predictions, name="predictions")
        )
        predictions = cast(predictions, dtypes.int64)
        labels = cast(labels, dtypes.int64)
        labels = _checked(labels, assert_non_negative, "`labels` contains negative values")
        predictions = _checked(
            predictions, assert_non_negative, "`predictions` contains negative values"
        )
        if num_classes is None:
            count = maximum(reduce_max(predictions), reduce_max(labels)) + 1
        else:
            count = cast(num_classes, dtypes.int64)
            labels = _checked(labels, assert_less, "`labels` out of bound", count)
            predictions = _checked(predictions, assert_less, "`predictions` out of bound", count)
            count = num_classes
        if weights is not None:
            weights = cast(convert(weights, name="weights"), as_dtype(dtype))
        dims = stack([count, count])
        places = stack([labels, predictions], axis=1)
        values = ones_like(predictions, as_dtype(dtype)) if weights is None else weights
        return scatter_nd(places, values, cast(dims, dtypes.int64))


def _checked(numbers: Tensor, claim: Any, message: str, *limit: Any) -> Tensor:
    """The numbers, known to be as claimed."""
    result: Tensor = with_dependencies(
        [claim(numbers, *limit, message=message)], numbers, name="control_dependency"
    )
    return result
