"""Counts of right and wrong yes and no, and the two ratios of them."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.nodes import Tensor
from minigraph.metrics.accumulated import collect, matched, metric_variable
from minigraph.ops.arithmetic import multiply
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.compare import equal, greater
from minigraph.ops.division import truediv
from minigraph.ops.flow import control_dependencies, identity
from minigraph.ops.logic import logical_and
from minigraph.ops.shape_assertions import assert_rank_in, assert_type
from minigraph.ops.shaping import rank
from minigraph.ops.spread import reduce_sum
from minigraph.ops.state import assign_add
from minigraph.ops.variable_scope import variable_scope

__all__ = [
    "false_negatives",
    "false_positives",
    "precision",
    "recall",
    "true_negatives",
    "true_positives",
]


def _as_claims(labels: Any, predictions: Any, weights: Any) -> tuple[Any, Any, Any]:
    """Labels and predictions as bools in one rank, and the weights beside them."""
    predictions = cast(predictions, dtypes.bool_)
    labels = cast(labels, dtypes.bool_)
    predictions, labels, weights = matched(predictions, labels, weights)
    return labels, predictions, weights


def _counted(
    truth: bool,
    claim: bool,
    given: tuple[Any, Any, Any],
    metrics_collections: Any,
    updates_collections: Any,
) -> tuple[Tensor, Tensor]:
    """How often the label is `truth` and the prediction `claim`, weighted."""
    labels, predictions, weights = given
    found = logical_and(equal(labels, truth), equal(predictions, claim))
    assert_type(found, dtypes.bool_)
    count = metric_variable([], dtypes.float32, "count")
    found = cast(found, dtypes.float32)
    if weights is not None:
        with control_dependencies([assert_rank_in(weights, (0, rank(found)))]):
            weights = cast(weights, dtypes.float32)
            found = multiply(found, weights)
    value = identity(count)
    collect(metrics_collections, value)
    update = assign_add(count, reduce_sum(found))
    collect(updates_collections, update)
    return value, update


def true_positives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often the label is true and so is the prediction.

    Args:
        labels: bools, or numbers that are cast to bool.
        predictions: bools in the same shape.
        weights: a scalar, or one for each label; default 1.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variable `count`.

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.true_positives([1, 1, 0], [1, 0, 1])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        1.0
    """
    with variable_scope(name, "true_positives", [predictions, labels, weights]):
        given = _as_claims(labels, predictions, weights)
        return _counted(True, True, given, metrics_collections, updates_collections)


def false_positives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often the label is false and the prediction true.

    Args:
        labels, predictions, weights, metrics_collections, updates_collections, name: see
            `tf.metrics.true_positives`.

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.false_positives([1, 0, 0], [1, 1, 1])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        2.0
    """
    with variable_scope(name, "false_positives", [predictions, labels, weights]):
        given = _as_claims(labels, predictions, weights)
        return _counted(False, True, given, metrics_collections, updates_collections)


def false_negatives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often the label is true and the prediction false.

    Args:
        labels, predictions, weights, metrics_collections, updates_collections, name: see
            `tf.metrics.true_positives`.

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.false_negatives([1, 1, 1], [1, 0, 0])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        2.0
    """
    with variable_scope(name, "false_negatives", [predictions, labels, weights]):
        given = _as_claims(labels, predictions, weights)
        return _counted(True, False, given, metrics_collections, updates_collections)


def true_negatives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often the label is false and so is the prediction.

    Args:
        labels, predictions, weights, metrics_collections, updates_collections, name: see
            `tf.metrics.true_positives`.

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.true_negatives([0, 0, 1], [0, 1, 0])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        1.0
    """
    with variable_scope(name, "true_negatives", [predictions, labels, weights]):
        given = _as_claims(labels, predictions, weights)
        return _counted(False, False, given, metrics_collections, updates_collections)


def _share(part: Tensor, rest: Tensor, name: str) -> Tensor:
    """part / (part + rest); 0 where both are 0."""
    return where(greater(part + rest, 0), truediv(part, part + rest), 0, name)


def precision(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """TP / (TP + FP): how many of the predictions that say true are right.

    Args:
        labels, predictions, weights: see `tf.metrics.true_positives`.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables; default "precision".

    Returns:
        (value, update_op): float32 scalars. 0 where no prediction says true.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.precision([1, 1, 0, 0], [1, 0, 1, 0])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        0.5
    """
    with variable_scope(name, "precision", [predictions, labels, weights]):
        given = _as_claims(labels, predictions, weights)
        hits, new_hits = true_positives(*given)
        alarms, new_alarms = false_positives(*given)
        value = _share(hits, alarms, "value")
        collect(metrics_collections, value)
        update = _share(new_hits, new_alarms, "update_op")
        collect(updates_collections, update)
        return value, update


def recall(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """TP / (TP + FN): how many of the labels that are true were found.

    Args:
        labels, predictions, weights: see `tf.metrics.true_positives`.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables; default "recall".

    Returns:
        (value, update_op): float32 scalars. 0 where no label is true.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.recall([1, 1, 1, 1], [1, 0, 0, 0])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        0.25
    """
    with variable_scope(name, "recall", [predictions, labels, weights]):
        given = _as_claims(labels, predictions, weights)
        hits, new_hits = true_positives(*given)
        misses, new_misses = false_negatives(*given)
        value = _share(hits, misses, "value")
        collect(metrics_collections, value)
        update = _share(new_hits, new_misses, "update_op")
        collect(updates_collections, update)
        return value, update
