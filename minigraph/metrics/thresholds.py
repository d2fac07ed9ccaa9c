"""Right and wrong at many thresholds at once: a row for each threshold, a column for each example."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.nodes import Tensor
from minigraph.metrics.accumulated import collect, matched, metric_variable
from minigraph.ops.assertions import assert_greater_equal, assert_less_equal
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.compare import greater
from minigraph.ops.constants import constant
from minigraph.ops.flow import control_dependencies
from minigraph.ops.joining import stack
from minigraph.ops.logic import logical_and, logical_not
from minigraph.ops.padding import tile
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.spread import reduce_sum
from minigraph.ops.state import assign_add
from minigraph.ops.transposing import transpose
from minigraph.ops.weights import broadcast_weights

__all__ = ["ALL", "Counts", "count_at_thresholds", "even_thresholds", "value_and_update"]

Counts = dict[str, Any]  # "tp", "fn", "tn", "fp": a number for each threshold
ALL = ("tp", "fn", "tn", "fp")
_NAMES = {
    "tp": "true_positives",
    "fn": "false_negatives",
    "tn": "true_negatives",
    "fp": "false_positives",
}
EPSILON = 1e-7


def even_thresholds(num_thresholds: int, last: float = 1.0 + EPSILON) -> list[float]:
    """Thresholds at equal distances, the outer ones just outside of [0, 1]."""
    inner = [(i + 1) * 1.0 / (num_thresholds - 1) for i in range(num_thresholds - 2)]
    return [0.0 - EPSILON, *inner, last]


def count_at_thresholds(
    labels: Any, predictions: Any, thresholds: Any, weights: Any, which: tuple[str, ...] = ALL
) -> tuple[Counts, Counts]:
    """The variables of the counts, and their updates.

    A prediction says true at a threshold if it is above it. `which` names the counts that are
    wanted; variables and nodes stand in TF1's order.
    """
    low = cast(0.0, predictions.dtype)
    claims = [assert_greater_equal(predictions, low, message="predictions must be in [0, 1]")]
    high = cast(1.0, predictions.dtype)
    claims.append(assert_less_equal(predictions, high, message="predictions must be in [0, 1]"))
    with control_dependencies(claims):
        predictions, labels, weights = matched(
            cast(predictions, dtypes.float32), cast(labels, dtypes.bool_), weights
        )
    predictions.shape.assert_is_compatible_with(labels.shape)
    number = len(thresholds)
    column = reshape(predictions, [-1, 1])
    row = reshape(cast(labels, dtypes.bool_), [1, -1])
    examples = column._dims[0] if column._dims else None
    if examples is None:
        examples = shape(column)[0]
    limits = tile(expand_dims(constant(thresholds, dtypes.float32), [1]), stack([1, examples]))
    says = greater(tile(transpose(column), [number, 1]), limits)
    says_not = logical_not(says) if {"fn", "tn"} & set(which) else None
    is_so = tile(row, [number, 1])
    is_not = logical_not(is_so) if {"fp", "tn"} & set(which) else None
    if weights is not None:
        weights = broadcast_weights(cast(weights, dtypes.float32), predictions)
        weights = tile(reshape(weights, [1, -1]), [number, 1])
        limits.shape.assert_is_compatible_with(weights.shape)
    pairs: dict[str, Any] = {"tp": (is_so, says), "fn": (is_so, says_not)}
    pairs |= {"tn": (is_not, says_not), "fp": (is_not, says)}
    values, updates = {}, {}
    for key in (k for k in ALL if k in which):
        values[key] = metric_variable([number], dtypes.float32, _NAMES[key])
        found = cast(logical_and(*pairs[key]), dtypes.float32)
        if weights is not None:
            found *= weights
        updates[key] = assign_add(values[key], reduce_sum(found, 1))
    return values, updates


def value_and_update(
    compute: Callable[[Counts, str], Tensor],
    counts: tuple[Counts, Counts],
    metrics_collections: Any,
    updates_collections: Any,
) -> tuple[Tensor, Tensor]:
    """What `compute` makes of the counts as they stand, and as they are after the update."""
    values, updates = counts
    value = compute(values, "value")
    collect(metrics_collections, value)
    update = compute(updates, "update_op")
    collect(updates_collections, update)
    return value, update
