"""Metrics that look at each class for itself and give the mean over the classes."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.metrics.accumulated import collect, metric_variable
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.compare import equal, greater, not_equal
from minigraph.ops.counting import confusion_matrix
from minigraph.ops.diagonals import diag_part
from minigraph.ops.division import div_no_nan, truediv
from minigraph.ops.magnitude import maximum
from minigraph.ops.reduce import reduce_mean
from minigraph.ops.scatter import scatter_add
from minigraph.ops.shaping import reshape, size
from minigraph.ops.spread import ones, ones_like, reduce_sum
from minigraph.ops.state import assign_add
from minigraph.ops.variable_scope import variable_scope

__all__ = ["mean_iou", "mean_per_class_accuracy"]


def _flat(tensor: Tensor) -> Tensor:
    """The elements as a vector, if they may not be one."""
    return tensor if tensor._dims is not None and len(tensor._dims) < 2 else reshape(tensor, [-1])


def mean_iou(
    labels: Any,
    predictions: Any,
    num_classes: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean over the classes of intersection over union: TP / (TP + FP + FN).

    Args:
        labels: class numbers from 0 to num_classes - 1, of any shape.
        predictions: class numbers, in the same shape.
        num_classes: how many classes there are.
        weights: one for each label; default 1.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variable `total_confusion_matrix`; default "mean_iou".

    Returns:
        (value, update_op): a float32 scalar, over the classes that came, and the float64 matrix of
        how often class i (row) was taken for class j.

    Raises:
        ValueError: the shapes differ.
        tf.errors.InvalidArgumentError: in the run, a number is no class.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, predictions = tf.constant([0, 0, 1, 1]), tf.constant([0, 1, 1, 1])
        ...     value, update = tf.metrics.mean_iou(labels, predictions, 2)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update).tolist(), sess.run(value).round(4))
        [[1.0, 1.0], [0.0, 2.0]] 0.5833
    """
    with variable_scope(name, "mean_iou", [predictions, labels, weights]):
        predictions, labels = convert(predictions), convert(labels)
        predictions.shape.assert_is_compatible_with(labels.shape)
        total = metric_variable([num_classes] * 2, dtypes.float64, "total_confusion_matrix")
        predictions = cast(predictions, dtypes.int64)
        labels = cast(labels, dtypes.int64)
        num_classes = cast(num_classes, dtypes.int64)
        predictions, labels = _flat(predictions), _flat(labels)
        if weights is not None:
            weights = _flat(convert(weights))
        batch = confusion_matrix(
            labels, predictions, num_classes, weights=weights, dtype=dtypes.float64
        )
        update = assign_add(total, batch)
        value = _mean_overlap(total)
        collect(metrics_collections, value)
        collect(updates_collections, update)
        return value, update


def _mean_overlap(total: Any) -> Tensor:
    """The mean of diagonal / (row + column - diagonal) over the classes that came."""
    row_sums = cast(reduce_sum(total, 0), dtypes.float32)
    column_sums = cast(reduce_sum(total, 1), dtypes.float32)
    both = cast(diag_part(total), dtypes.float32)
    union = row_sums + column_sums - both
    count = reduce_sum(cast(not_equal(union, 0), dtypes.float32))
    union = where(greater(union, 0), union, ones_like(union))
    overlap = truediv(both, union)
    some = greater(count, 0)
    return where(some, truediv(reduce_sum(overlap, name="mean_iou"), count), 0)


def mean_per_class_accuracy(
    labels: Any,
    predictions: Any,
    num_classes: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean over the classes of the share of right predictions of each.

    Args:
        labels: class numbers from 0 to num_classes - 1, of any shape.
        predictions: int64 class numbers, in the same shape.
        num_classes: how many classes there are.
        weights: one for each label; default 1.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables `total` and `count`; default "mean_accuracy".

    Returns:
        (value, update_op): a float32 scalar, and the share of each class. A class that never came
        has the share 0.

    Raises:
        ValueError: the shapes differ.
        tf.errors.InvalidArgumentError: in the run, a number is no class.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels = tf.constant([0, 0, 1], tf.int64)
        ...     predictions = tf.constant([0, 1, 1], tf.int64)
        ...     value, update = tf.metrics.mean_per_class_accuracy(labels, predictions, 2)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update).tolist(), sess.run(value))
        [0.5, 1.0] 0.75
    """
    with variable_scope(name, "mean_accuracy", [predictions, labels, weights]):
        labels = cast(labels, dtypes.int64)
        labels, predictions = _flat(labels), _flat(convert(predictions))
        predictions.shape.assert_is_compatible_with(labels.shape)
        total = metric_variable([num_classes], dtypes.float32, "total")
        count = metric_variable([num_classes], dtypes.float32, "count")
        number = ones([size(labels)], dtypes.float32)
        right = cast(equal(predictions, labels), dtypes.float32)
        if weights is not None:
            weights = cast(_flat(convert(weights)), dtypes.float32)
            right *= weights
            number *= weights
        new_total = scatter_add(total, labels, number)
        new_count = scatter_add(count, labels, right)
        shares = div_no_nan(count, maximum(total, 0))
        value = reduce_mean(shares, name="mean_accuracy")
        collect(metrics_collections, value)
        update = div_no_nan(new_count, maximum(new_total, 0), name="update_op")
        collect(updates_collections, update)
        return value, update
