"""What all metrics stand on: variables that sum up over batches, and pairs of value and update.

A metric gives two tensors. `update_op` takes a batch in and gives the metric so far; `value` gives
the metric so far and takes nothing in. What they remember is in local variables, which
`tf.local_variables_initializer()` sets to zero.
"""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.compare import equal
from minigraph.ops.control_flow import cond
from minigraph.ops.shaping import rank
from minigraph.ops.spread import zeros
from minigraph.ops.squeezing import remove_squeezable_dimensions
from minigraph.ops.variables import Variable

__all__ = ["collect", "collected", "matched", "metric_variable"]


def metric_variable(shape: Any, dtype: Any, name: str) -> Any:
    """A local variable of zeros that is no parameter: it sums something up over batches."""
    return Variable(
        lambda: zeros(shape, dtype),
        trainable=False,
        collections=[GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES],
        name=name,
    )


def collect(names: Any, tensor: Any) -> None:
    """Add a tensor to collections, if any are named."""
    if names:
        default_graph().add_to_collections(names, tensor)


def collected(
    value: Tensor, update: Tensor, metrics_collections: Any, updates_collections: Any
) -> tuple[Tensor, Tensor]:
    """Both, added to their collections."""
    collect(metrics_collections, value)
    collect(updates_collections, update)
    return value, update


def matched(predictions: Any, labels: Any, weights: Any) -> tuple[Tensor, Any, Any]:
    """Predictions, labels and weights in one rank.

    Of labels and predictions, the one with a last axis of size 1 too many loses it. Weights lose or
    get a last axis of size 1 where their rank is one off; scalars stay.

    Raises:
        ValueError: the shapes of predictions and labels differ.
    """
    predictions = convert(predictions)
    if labels is not None:
        labels, predictions = remove_squeezable_dimensions(labels, predictions)
        predictions.shape.assert_is_compatible_with(labels.shape)
    if weights is not None:
        weights = _beside(convert(weights), predictions)
    return predictions, labels, weights


def _beside(weights: Tensor, predictions: Tensor) -> Tensor:
    """The weights in the rank of the predictions, if one last axis of size 1 does it."""
    own, theirs = weights._dims, predictions._dims
    if own == ():
        return weights
    if own is not None and theirs is not None:
        if len(own) - len(theirs) == 1:
            return squeeze(weights, [-1])
        if len(theirs) - len(own) == 1:
            return expand_dims(weights, [-1])
        return weights
    own_rank = rank(weights)
    more = own_rank - rank(predictions)

    def less() -> Any:
        return cond(equal(more, -1), lambda: expand_dims(weights, [-1]), lambda: weights)

    def fitted() -> Any:
        if own is not None and own[-1] not in (None, 1):
            return less()
        return cond(equal(more, 1), lambda: squeeze(weights, [-1]), less)

    result: Tensor = cond(equal(own_rank, 0), lambda: weights, fitted)
    return result
