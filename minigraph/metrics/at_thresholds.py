"""Metrics of yes and no at given thresholds, and one ratio at a given other one."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.metrics.accumulated import collected
from minigraph.metrics.thresholds import (
    ALL,
    EPSILON,
    Counts,
    count_at_thresholds,
    even_thresholds,
    value_and_update,
)
from minigraph.ops.casting import cast
from minigraph.ops.choosing import argmax, argmin
from minigraph.ops.compare import equal
from minigraph.ops.cumulative import cumsum
from minigraph.ops.division import truediv
from minigraph.ops.flow import identity
from minigraph.ops.magnitude import abs
from minigraph.ops.reduce import reduce_min
from minigraph.ops.variable_scope import variable_scope

__all__ = [
    "false_negatives_at_thresholds",
    "false_positives_at_thresholds",
    "precision_at_thresholds",
    "recall_at_thresholds",
    "sensitivity_at_specificity",
    "specificity_at_sensitivity",
    "true_negatives_at_thresholds",
    "true_positives_at_thresholds",
]


def _one_count(
    key: str,
    default: str,
    given: tuple[Any, Any, Any, Any],
    metrics_collections: Any,
    updates_collections: Any,
    name: str | None,
) -> tuple[Tensor, Tensor]:
    labels, predictions, thresholds, weights = given
    with variable_scope(name, default, [predictions, labels, weights]):
        predictions = convert(predictions)
        values, updates = count_at_thresholds(labels, predictions, thresholds, weights, (key,))
        value = identity(values[key])
        return collected(value, updates[key], metrics_collections, updates_collections)


def true_positives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often the label is true and the prediction above a threshold, for each threshold.

    Args:
        labels: bools, or numbers that are cast to bool.
        predictions: floats from 0 to 1, in the same shape.
        thresholds: a list of floats.
        weights: a scalar, or one for each label, or of size 1 in some axes; default 1.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variable `true_positives`; default "true_positives".

    Returns:
        (value, update_op): float32 vectors, a number for each threshold.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: in the run, a prediction is not in [0, 1].

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, predictions = [True, True, False], [0.2, 0.8, 0.9]
        ...     value, update = tf.metrics.true_positives_at_thresholds(
        ...         labels, predictions, [0.1, 0.5])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        [2. 1.]
    """
    given = labels, predictions, thresholds, weights
    return _one_count("tp", "true_positives", given, metrics_collections, updates_collections, name)


def false_negatives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often the label is true and the prediction not above a threshold, for each threshold.

    Args:
        labels, predictions, thresholds, weights, metrics_collections, updates_collections, name:
            see `tf.metrics.true_positives_at_thresholds`.

    Returns:
        (value, update_op): float32 vectors, a number for each threshold.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: in the run, a prediction is not in [0, 1].

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, predictions = [True, True, False], [0.2, 0.8, 0.9]
        ...     value, update = tf.metrics.false_negatives_at_thresholds(
        ...         labels, predictions, [0.1, 0.5])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        [0. 1.]
    """
    given = labels, predictions, thresholds, weights
    return _one_count(
        "fn", "false_negatives", given, metrics_collections, updates_collections, name
    )


def true_negatives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often the label is false and the prediction not above a threshold, for each threshold.

    Args:
        labels, predictions, thresholds, weights, metrics_collections, updates_collections, name:
            see `tf.metrics.true_positives_at_thresholds`.

    Returns:
        (value, update_op): float32 vectors, a number for each threshold.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: in the run, a prediction is not in [0, 1].

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, predictions = [True, False, False], [0.2, 0.3, 0.9]
        ...     value, update = tf.metrics.true_negatives_at_thresholds(
        ...         labels, predictions, [0.1, 0.5])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        [0. 1.]
    """
    given = labels, predictions, thresholds, weights
    return _one_count("tn", "true_negatives", given, metrics_collections, updates_collections, name)


def false_positives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often the label is false and the prediction above a threshold, for each threshold.

    Args:
        labels, predictions, thresholds, weights, metrics_collections, updates_collections, name:
            see `tf.metrics.true_positives_at_thresholds`.

    Returns:
        (value, update_op): float32 vectors, a number for each threshold.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: in the run, a prediction is not in [0, 1].

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, predictions = [True, False, False], [0.2, 0.3, 0.9]
        ...     value, update = tf.metrics.false_positives_at_thresholds(
        ...         labels, predictions, [0.1, 0.5])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        [2. 1.]
    """
    given = labels, predictions, thresholds, weights
    return _one_count(
        "fp", "false_positives", given, metrics_collections, updates_collections, name
    )


def precision_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """TP / (TP + FP + 1e-7) at each threshold.

    Args:
        labels, predictions, thresholds, weights, metrics_collections, updates_collections: see
            `tf.metrics.true_positives_at_thresholds`.
        name: of the scope of the variables; default "precision_at_thresholds".

    Returns:
        (value, update_op): float32 vectors, a number for each threshold.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: in the run, a prediction is not in [0, 1].

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, predictions = [True, True, False, False], [0.2, 0.8, 0.9, 0.3]
        ...     value, update = tf.metrics.precision_at_thresholds(labels, predictions, [0.1, 0.25])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update).round(2))
        [0.5  0.33]
    """
    with variable_scope(name, "precision_at_thresholds", [predictions, labels, weights]):
        predictions = convert(predictions)
        counts = count_at_thresholds(labels, predictions, thresholds, weights, ("tp", "fp"))

        def compute(counts: Counts, name: str) -> Tensor:
            total = EPSILON + counts["tp"] + counts["fp"]
            return truediv(counts["tp"], total, name=f"precision_{name}")

        return value_and_update(compute, counts, metrics_collections, updates_collections)


def recall_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """TP / (TP + FN + 1e-7) at each threshold.

    Args:
        labels, predictions, thresholds, weights, metrics_collections, updates_collections: see
            `tf.metrics.true_positives_at_thresholds`.
        name: of the scope of the variables; default "recall_at_thresholds".

    Returns:
        (value, update_op): float32 vectors, a number for each threshold.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: in the run, a prediction is not in [0, 1].

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, predictions = [True, True, False, False], [0.2, 0.8, 0.9, 0.3]
        ...     value, update = tf.metrics.recall_at_thresholds(labels, predictions, [0.1, 0.25])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update).round(2))
        [1.  0.5]
    """
    with variable_scope(name, "recall_at_thresholds", [predictions, labels, weights]):
        predictions = convert(predictions)
        counts = count_at_thresholds(labels, predictions, thresholds, weights, ("tp", "fn"))

        def compute(counts: Counts, name: str) -> Tensor:
            total = EPSILON + counts["tp"] + counts["fn"]
            return truediv(counts["tp"], total, name=f"recall_{name}")

        return value_and_update(compute, counts, metrics_collections, updates_collections)


# ---------------------------------------------------------------------------- one at another
def _check_share(name: str, value: float) -> None:
    if value < 0 or value > 1:
        raise ValueError(f"`{name}` must be in the range [0, 1], but is {value}.")


def sensitivity_at_specificity(
    labels: Any,
    predictions: Any,
    specificity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """TP / (TP + FN) at the threshold where TN / (TN + FP) is nearest to `specificity`.

    Args:
        labels, predictions, weights: see `tf.metrics.true_positives_at_thresholds`.
        specificity: a share, from 0 to 1.
        num_thresholds: how many thresholds are tried.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables; default "sensitivity_at_specificity".

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes do not fit, or `specificity` is not in [0, 1].
        tf.errors.InvalidArgumentError: in the run, a prediction is not in [0, 1].

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, predictions = [True, True, False, False], [0.2, 0.8, 0.4, 0.3]
        ...     value, update = tf.metrics.sensitivity_at_specificity(labels, predictions, 1.0)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update).round(2))
        0.5
    """
    _check_share("specificity", specificity)
    with variable_scope(name, "sensitivity_at_specificity", [predictions, labels, weights]):
        predictions = convert(predictions)
        thresholds = even_thresholds(num_thresholds)
        counts = count_at_thresholds(labels, predictions, thresholds, weights, ALL)

        def compute(counts: Counts, name: str) -> Tensor:
            tp, fn, tn, fp = (counts[key] for key in ALL)
            gaps = abs(truediv(tn, tn + fp + EPSILON) - specificity)
            place = cast(argmin(gaps, 0), dtypes.int32)
            return truediv(tp[place], tp[place] + fn[place] + EPSILON, name)

        return value_and_update(compute, counts, metrics_collections, updates_collections)


def specificity_at_sensitivity(
    labels: Any,
    predictions: Any,
    sensitivity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """TN / (TN + FP) at the threshold where TP / (TP + FN) is nearest to `sensitivity`.

    Args:
        labels, predictions, weights: see `tf.metrics.true_positives_at_thresholds`.
        sensitivity: a share, from 0 to 1. Of several thresholds, the highest counts.
        num_thresholds: how many thresholds are tried.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables; default "specificity_at_sensitivity".

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes do not fit, or `sensitivity` is not in [0, 1].
        tf.errors.InvalidArgumentError: in the run, a prediction is not in [0, 1].

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, predictions = [True, True, False, False], [0.2, 0.8, 0.4, 0.1]
        ...     value, update = tf.metrics.specificity_at_sensitivity(labels, predictions, 1.0)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update).round(2))
        0.5
    """
    _check_share("sensitivity", sensitivity)
    with variable_scope(name, "specificity_at_sensitivity", [predictions, labels, weights]):
        predictions = convert(predictions)
        thresholds = even_thresholds(num_thresholds, last=1.0 - EPSILON)
        counts = count_at_thresholds(labels, predictions, thresholds, weights, ALL)

        def compute(counts: Counts, name: str) -> Tensor:
            tp, fn, tn, fp = (counts[key] for key in ALL)
            found = truediv(tp, tp + fn + EPSILON)
            least = reduce_min(abs(found - sensitivity))
            nearest = cast(equal(abs(found - sensitivity), least), dtypes.int64)
            place = cast(argmax(cumsum(nearest), 0), dtypes.int32)  # the last of the nearest
            return truediv(tn[place], tn[place] + fp[place] + EPSILON, name)

        return value_and_update(compute, counts, metrics_collections, updates_collections)
