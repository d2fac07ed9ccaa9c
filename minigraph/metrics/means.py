"""Metrics that are means: a total and a count, and what is left to say is of what."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.metrics.accumulated import collect, collected, matched, metric_variable
from minigraph.ops.arithmetic import multiply, squared_difference, subtract
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.compare import equal, less
from minigraph.ops.division import div_no_nan, truediv
from minigraph.ops.flow import control_dependencies
from minigraph.ops.magnitude import abs, maximum
from minigraph.ops.powers import sqrt
from minigraph.ops.shaping import size
from minigraph.ops.spread import ones_like, reduce_sum, zeros_like
from minigraph.ops.squeezing import remove_squeezable_dimensions
from minigraph.ops.state import assign_add
from minigraph.ops.variable_scope import variable_scope
from minigraph.ops.weights import broadcast_weights

__all__ = [
    "accuracy",
    "mean",
    "mean_absolute_error",
    "mean_cosine_distance",
    "mean_relative_error",
    "mean_squared_error",
    "mean_tensor",
    "percentage_below",
    "root_mean_squared_error",
]


def _quotient(total: Any, count: Any, name: str) -> Tensor:
    """The total over the count; 0 where nothing was counted."""
    return div_no_nan(total, maximum(count, 0), name=name)


def mean(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The weighted mean of all values of all batches: sum(values * weights) / sum(weights).

    Args:
        values: numbers of any shape.
        weights: a scalar, or a tensor of the rank of `values` whose sizes are those of `values`
            or 1; default 1.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables `total` and `count`.

    Returns:
        (value, update_op): float32 scalars. 0 before the first update. No gradient.

    Raises:
        ValueError: the weights do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     x = tf.placeholder(tf.float32, [None])
        ...     value, update = tf.metrics.mean(x)
        ...     sess.run(tf.local_variables_initializer())
        ...     for batch in ([1.0, 2.0], [6.0]):
        ...         _ = sess.run(update, {x: batch})
        ...     print(sess.run(value))
        3.0
    """
    with variable_scope(name, "mean", [values, weights]):
        values = cast(values, dtypes.float32)
        total = metric_variable([], dtypes.float32, "total")
        count = metric_variable([], dtypes.float32, "count")
        if weights is None:
            number = cast(size(values), dtypes.float32)
        else:
            values, _, weights = matched(values, None, weights)
            weights = broadcast_weights(cast(weights, dtypes.float32), values)
            values = multiply(values, weights)
            number = reduce_sum(weights)
        new_total = assign_add(total, reduce_sum(values))
        with control_dependencies([values]):
            new_count = assign_add(count, number)
        value = _quotient(total, count, "value")
        collect(metrics_collections, value)
        update = _quotient(new_total, new_count, "update_op")
        collect(updates_collections, update)
        return value, update


def mean_tensor(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The weighted mean of each element over all batches: a tensor in the shape of `values`.

    Args:
        values: numbers; the shape must be known.
        weights: a scalar, or a tensor of the rank of `values` whose sizes are those of `values`
            or 1; default 1.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables `total_tensor` and `count_tensor`.

    Returns:
        (value, update_op): float32 Tensors. 0 where nothing was counted. No gradient.

    Raises:
        ValueError: the shape is not known, or the weights do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     x = tf.placeholder(tf.float32, [2])
        ...     value, update = tf.metrics.mean_tensor(x)
        ...     sess.run(tf.local_variables_initializer())
        ...     for batch in ([1.0, 2.0], [3.0, 6.0]):
        ...         _ = sess.run(update, {x: batch})
        ...     print(sess.run(value))
        [2. 4.]
    """
    with variable_scope(name, "mean", [values, weights]):
        values = cast(values, dtypes.float32)
        total = metric_variable(values.shape, dtypes.float32, "total_tensor")
        count = metric_variable(values.shape, dtypes.float32, "count_tensor")
        number = ones_like(values)
        if weights is not None:
            values, _, weights = matched(values, None, weights)
            weights = broadcast_weights(cast(weights, dtypes.float32), values)
            values = multiply(values, weights)
            number = multiply(number, weights)
        new_total = assign_add(total, values)
        with control_dependencies([values]):
            new_count = assign_add(count, number)
        value = _quotient(total, count, "value")
        collect(metrics_collections, value)
        update = _quotient(new_total, new_count, "update_op")
        collect(updates_collections, update)
        return value, update


def accuracy(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often predictions equal labels, as a share of all.

    Args:
        labels: what is true.
        predictions: what was predicted, in the same shape; either may have one more last axis, of
            size 1. They are cast to the type of `labels`.
        weights: see `tf.metrics.mean`.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables; default "accuracy".

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes differ, or the weights do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.accuracy([1, 2, 3, 4], [1, 2, 0, 4])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        0.75
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    if labels.dtype != predictions.dtype:
        predictions = cast(predictions, labels.dtype)
    right = cast(equal(predictions, labels), dtypes.float32)
    return mean(right, weights, metrics_collections, updates_collections, name or "accuracy")


def mean_absolute_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean of |predictions - labels|.

    Args:
        labels: what is true, numbers.
        predictions: what was predicted, of the same type and shape.
        weights: see `tf.metrics.mean`.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables; default "mean_absolute_error".

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes differ, or the weights do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.mean_absolute_error([1.0, 2.0], [3.0, 2.0])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        1.0
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    errors = abs(predictions - labels)
    name = name or "mean_absolute_error"
    return mean(errors, weights, metrics_collections, updates_collections, name)


def mean_relative_error(
    labels: Any,
    predictions: Any,
    normalizer: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean of |labels - predictions| / normalizer; 0 counts where the normalizer is 0.

    Args:
        labels: what is true, floats.
        predictions: what was predicted, of the same type and shape.
        normalizer: what to divide by, of the same type and shape.
        weights: see `tf.metrics.mean`.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables; default "mean_relative_error".

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes differ, or the weights do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels = [2.0, 4.0]
        ...     value, update = tf.metrics.mean_relative_error(labels, [3.0, 4.0], labels)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        0.25
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    predictions, normalizer = remove_squeezable_dimensions(predictions, normalizer)
    predictions.shape.assert_is_compatible_with(normalizer.shape)
    errors = where(
        equal(normalizer, 0.0),
        zeros_like(labels),
        truediv(abs(labels - predictions), normalizer),
    )
    name = name or "mean_relative_error"
    return mean(errors, weights, metrics_collections, updates_collections, name)


def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean of (predictions - labels)^2.

    Args:
        labels: what is true, numbers.
        predictions: what was predicted, of the same type and shape.
        weights: see `tf.metrics.mean`.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables; default "mean_squared_error".

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes differ, or the weights do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.mean_squared_error([1.0, 2.0], [3.0, 2.0])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        2.0
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    errors = squared_difference(labels, predictions)
    name = name or "mean_squared_error"
    return mean(errors, weights, metrics_collections, updates_collections, name)


def root_mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The square root of the mean of (predictions - labels)^2.

    Args:
        labels: what is true, numbers.
        predictions: what was predicted, of the same type and shape.
        weights: see `tf.metrics.mean`.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables; default "root_mean_squared_error".

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes differ, or the weights do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.root_mean_squared_error([1.0, 1.0], [4.0, 4.0])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        3.0
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    name = name or "root_mean_squared_error"
    value, update = mean_squared_error(labels, predictions, weights, None, None, name)
    return collected(sqrt(value), sqrt(update), metrics_collections, updates_collections)


def mean_cosine_distance(
    labels: Any,
    predictions: Any,
    dim: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """1 - the mean of sum(labels * predictions) along an axis, for vectors of length 1.

    Args:
        labels: what is true, vectors of length 1.
        predictions: what was predicted, of the same type and shape, of length 1 as well.
        dim: the axis of the vectors.
        weights: see `tf.metrics.mean`; they fit a tensor in which that axis has size 1.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables; default "mean_cosine_distance".

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes differ, or the weights do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.mean_cosine_distance([[1.0, 0.0]], [[0.0, 1.0]], 1)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        1.0
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    products = multiply(predictions, labels)
    cosines = reduce_sum(products, axis=[dim], keepdims=True)
    value, update = mean(cosines, weights, None, None, name or "mean_cosine_distance")
    value, update = subtract(1.0, value), subtract(1.0, update)
    return collected(value, update, metrics_collections, updates_collections)


def percentage_below(
    values: Any,
    threshold: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The share of the values that are below a threshold, from 0 to 1.

    Args:
        values: numbers of any shape.
        threshold: a scalar of the same type.
        weights: see `tf.metrics.mean`.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables; default "percentage_below_threshold".

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the weights do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.percentage_below([1.0, 2.0, 3.0, 4.0], 2.5)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        0.5
    """
    below = cast(less(convert(values), threshold), dtypes.float32)
    name = name or "percentage_below_threshold"
    return mean(below, weights, metrics_collections, updates_collections, name)
