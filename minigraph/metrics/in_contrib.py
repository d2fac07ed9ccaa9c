"""Metrics that TensorFlow 1 had in tf.contrib.metrics only."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.metrics.thresholds import (
    EPSILON,
    Counts,
    count_at_thresholds,
    even_thresholds,
    value_and_update,
)
from minigraph.ops.arithmetic import multiply
from minigraph.ops.casting import cast
from minigraph.ops.compare import equal
from minigraph.ops.division import truediv
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_max, reduce_mean
from minigraph.ops.spread import ones_like, reduce_sum
from minigraph.ops.variable_scope import variable_scope

__all__ = ["accuracy", "f1_score"]


def accuracy(predictions: Any, labels: Any, weights: Any = None, name: str | None = None) -> Tensor:
    """The share of right predictions in this batch; `tf.metrics.accuracy` is that over all batches.

    Args:
        predictions: integers, bools or strings.
        labels: of the same type and shape.
        weights: how much each counts; default 1.
        name: of the scope; default "accuracy".

    Returns:
        A float32 scalar. It has no variables.

    Raises:
        ValueError: the labels are reals, or of another type or shape than the predictions.

    Example:
        >>> import minigraph as tf
        >>> float(tf.Session().run(tf.contrib.metrics.accuracy([1, 2, 3, 4], [1, 2, 0, 4])))
        0.75
    """
    predictions, labels = convert(predictions), convert(labels)
    kind = labels.dtype.base_dtype
    if not (kind.is_integer or kind in (dtypes.bool_, dtypes.string)):
        raise ValueError(f"Labels should have bool, integer, or string dtype, not {kind.name}.")
    predictions.shape.assert_is_compatible_with(labels.shape)
    if kind is not predictions.dtype.base_dtype:
        raise ValueError(
            f"Dtypes of predictions and labels should match, but are {predictions.dtype.name} and "
            f"{kind.name}."
        )
    with name_scope(name, "accuracy", [predictions, labels]):
        right = cast(equal(predictions, labels), dtypes.float32)
        if weights is None:
            return reduce_mean(right)
        right = multiply(right, weights)
        number = multiply(weights, ones_like(right))
        return truediv(reduce_sum(right), reduce_sum(number))


def f1_score(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The best 2 PR / (P + R) over all thresholds, of precision P and recall R.

    Args:
        labels, predictions, weights: see `tf.metrics.true_positives_at_thresholds`.
        num_thresholds: how many thresholds are tried.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope of the variables; default "f1".

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: in the run, a prediction is not in [0, 1].

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, predictions = [True, True, False, False], [0.2, 0.8, 0.4, 0.1]
        ...     value, update = tf.contrib.metrics.f1_score(labels, predictions)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update).round(4))
        0.8
    """
    with variable_scope(name, "f1", [labels, predictions, weights]):
        predictions = convert(predictions)
        thresholds = even_thresholds(num_thresholds)
        which = "tp", "fn", "fp"
        counts = count_at_thresholds(labels, predictions, thresholds, weights, which)

        def compute(counts: Counts, name: str) -> Tensor:
            tp, fn, fp = (counts[key] for key in which)
            sure = truediv(tp, EPSILON + tp + fp, name=f"precision_{name}")
            found = truediv(tp, EPSILON + tp + fn, name=f"recall_{name}")
            return reduce_max(2.0 * sure * found / (sure + found + EPSILON))

        return value_and_update(compute, counts, metrics_collections, updates_collections)
