"""The area under a curve: true against false alarms, or precision against recall."""

from __future__ import annotations

import logging
from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.metrics.thresholds import (
    ALL,
    EPSILON,
    Counts,
    count_at_thresholds,
    even_thresholds,
    value_and_update,
)
from minigraph.ops.arithmetic import multiply
from minigraph.ops.choosing import where
from minigraph.ops.division import div_no_nan, truediv
from minigraph.ops.exponentials import log
from minigraph.ops.logic import logical_and
from minigraph.ops.magnitude import maximum, minimum
from minigraph.ops.spread import ones_like, reduce_sum
from minigraph.ops.variable_scope import variable_scope

__all__ = ["auc"]

_SMALL = 1e-6
_SUMS = ("trapezoidal", "careful_interpolation", "minoring", "majoring")


def auc(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    curve: str = "ROC",
    name: str | None = None,
    summation_method: str = "trapezoidal",
    thresholds: Any = None,
) -> tuple[Tensor, Tensor]:
    """The area under the curve that a threshold draws as it goes from 1 to 0.

    Args:
        labels: bools, or numbers that are cast to bool.
        predictions: floats from 0 to 1, in the same shape.
        weights: a scalar, or one for each label, or of size 1 in some axes; default 1.
        num_thresholds: how many thresholds stand for all: the area is that exact.
        metrics_collections, updates_collections: collections to add the two results to.
        curve: "ROC", true positives against false positives, or "PR", precision against recall.
        name: of the scope of the variables; default "auc".
        summation_method: "trapezoidal"; "minoring" and "majoring" give bounds; for "PR"
            "careful_interpolation" follows the true curve between two points (Davis and Goadrich,
            2006), where trapezoids would give too much.
        thresholds: a list of floats instead of those at equal distances; the ends are added.

    Returns:
        (value, update_op): float32 scalars.

    Raises:
        ValueError: the shapes do not fit, or curve or method are unknown.
        tf.errors.InvalidArgumentError: in the run, a prediction is not in [0, 1].

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     value, update = tf.metrics.auc([True, True, False, False], [0.9, 0.4, 0.6, 0.1])
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update).round(4))
        0.75
    """
    with variable_scope(name, "auc", [labels, predictions, weights]):
        if curve not in ("ROC", "PR"):
            raise ValueError(f"Curve must be either ROC or PR. Curve {curve} is unknown.")
        predictions = convert(predictions)
        if thresholds is None:
            thresholds = even_thresholds(num_thresholds)
        else:
            thresholds = [0.0 - EPSILON, *sorted(thresholds), 1.0 + EPSILON]
            num_thresholds = len(thresholds)
        counts = count_at_thresholds(labels, predictions, thresholds, weights, ALL)
        if curve == "PR" and summation_method == "trapezoidal":
            logging.getLogger("minigraph").warning(
                "Trapezoids give too much for a precision-recall curve: "
                'use summation_method="careful_interpolation".'
            )

        def compute(counts: Counts, name: str) -> Tensor:
            if curve == "PR" and summation_method == "careful_interpolation":
                return _interpolated(counts, num_thresholds)
            x, y = _curve(counts, curve)
            return _area(x, y, num_thresholds, summation_method, name)

        return value_and_update(compute, counts, metrics_collections, updates_collections)


def _curve(counts: Counts, curve: str) -> tuple[Tensor, Tensor]:
    """The points of the curve, from the lowest threshold to the highest."""
    tp, fn, tn, fp = (counts[key] for key in ALL)
    found = truediv(tp + _SMALL, tp + fn + _SMALL)
    if curve == "ROC":
        return truediv(fp, fp + tn + _SMALL), found
    return found, truediv(tp + _SMALL, tp + fp + _SMALL)


def _area(x: Tensor, y: Tensor, count: int, method: str, name: str) -> Tensor:
    if method not in _SUMS:
        raise ValueError(f"Invalid summation_method: {method}. It must be one of {_SUMS}.")
    width = x[: count - 1] - x[1:]
    if method == "minoring":
        height = minimum(y[: count - 1], y[1:])
    elif method == "majoring":
        height = maximum(y[: count - 1], y[1:])
    else:
        height = (y[: count - 1] + y[1:]) / 2.0
    return reduce_sum(multiply(width, height), name=name)


def _interpolated(counts: Counts, count: int) -> Tensor:
    """The area under precision against recall, with TP growing linearly with TP + FP.

    Between two thresholds TP = slope * P + intercept, with P = TP + FP. Then the area is
    slope * (dTP + intercept * log(P1 / P2)) / (TP + FN).
    """
    tp, fn, fp = counts["tp"], counts["fn"], counts["fp"]
    hits = tp[: count - 1] - tp[1:]
    positive = tp + fp
    more = maximum(positive[: count - 1] - positive[1:], 0)
    slope = div_no_nan(hits, more, name="prec_slope")
    intercept = tp[1:] - multiply(slope, positive[1:])
    ratio = where(
        logical_and(positive[: count - 1] > 0, positive[1:] > 0),
        div_no_nan(positive[: count - 1], maximum(positive[1:], 0), name="recall_relative_ratio"),
        ones_like(positive[1:]),
    )
    parts = div_no_nan(
        slope * (hits + intercept * log(ratio)),
        maximum(tp[1:] + fn[1:], 0),
        name="pr_auc_increment",
    )
    return reduce_sum(parts, name="interpolate_pr_auc")
