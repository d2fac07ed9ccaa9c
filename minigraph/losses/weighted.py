"""From a loss for each element to one number: weights, and the ways to reduce."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor
from minigraph.losses.collected import add_loss
from minigraph.ops import sequences
from minigraph.ops.arithmetic import multiply
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.compare import equal
from minigraph.ops.division import div_no_nan
from minigraph.ops.flow import control_dependencies
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import rank, size
from minigraph.ops.spread import ones_like, reduce_sum, zeros_like
from minigraph.ops.weights import assert_broadcastable, broadcast_weights

__all__ = ["Reduction", "compute_weighted_loss", "num_present"]


class Reduction:
    """How a loss for each element becomes one number.

    NONE: it does not. SUM: the weighted sum. MEAN: that over the sum of the weights.
    SUM_OVER_BATCH_SIZE: over the number of elements. SUM_BY_NONZERO_WEIGHTS (the default, also
    called SUM_OVER_NONZERO_WEIGHTS): over the number of elements whose weight is not 0.

    Example:
        >>> import minigraph as tf
        >>> tf.losses.Reduction.MEAN
        'weighted_mean'
    """

    NONE = "none"
    SUM = "weighted_sum"
    SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size"
    MEAN = "weighted_mean"
    SUM_BY_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights"
    SUM_OVER_NONZERO_WEIGHTS = SUM_BY_NONZERO_WEIGHTS

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """All of them."""
        return (
            cls.NONE,
            cls.SUM,
            cls.MEAN,
            cls.SUM_OVER_BATCH_SIZE,
            cls.SUM_OVER_NONZERO_WEIGHTS,
            cls.SUM_BY_NONZERO_WEIGHTS,
        )

    @classmethod
    def validate(cls, key: Any) -> None:
        """ValueError if `key` is none of them."""
        if key not in cls.all():
            raise ValueError(f"Invalid Reduction Key {key}. Key should be one of {cls.all()}.")


def compute_weighted_loss(
    losses: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """sum(losses * weights) over a count, which `reduction` chooses.

    Args:
        losses: a loss for each element, numbers of any shape.
        weights: a scalar, or a tensor of the rank of `losses` whose sizes are those of `losses`
            or 1.
        scope: the name of the scope.
        loss_collection: the collection to add the result to; None: to none.
        reduction: see `tf.losses.Reduction`.

    Returns:
        A scalar Tensor (with Reduction.NONE one in the shape of `losses`) of the type of `losses`,
        worked out in float32. Where there is nothing to count, it is 0. Gradient: to both.

    Raises:
        ValueError: the weights do not fit, or the reduction is unknown.
        tf.errors.InvalidArgumentError: in the run, if only that shows that they do not fit.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.losses.compute_weighted_loss([1.0, 2.0, 6.0], [1.0, 1.0, 0.0])
        >>> float(tf.Session().run(loss))
        1.5
    """
    Reduction.validate(reduction)
    with name_scope(scope, "weighted_loss", [losses, weights]):
        with control_dependencies([assert_broadcastable(weights, losses)]):
            losses = convert(losses)
            kind = losses.dtype
            losses = cast(losses, dtypes.float32)
            weights = cast(weights, dtypes.float32)
            loss = _reduced(multiply(losses, weights), weights, reduction)
            result: Tensor = cast(loss, kind)
            add_loss(result, loss_collection)
            return result


def _reduced(losses: Tensor, weights: Tensor, reduction: str) -> Tensor:
    if reduction == Reduction.NONE:
        return losses
    total = reduce_sum(losses)
    if reduction == Reduction.MEAN:
        return _over(total, reduce_sum(ones_like(losses) * weights))
    if reduction == Reduction.SUM_BY_NONZERO_WEIGHTS:
        return _over(total, num_present(losses, weights))
    if reduction == Reduction.SUM_OVER_BATCH_SIZE:
        return _over(total, _num_elements(losses))
    return total


def _over(total: Tensor, count: Tensor) -> Tensor:
    """The total over the count; 0 where that is 0."""
    return div_no_nan(reduce_sum(total), count, name="value")


def _num_elements(losses: Tensor) -> Tensor:
    with name_scope(None, "num_elements", [losses]) as scope:
        result: Tensor = cast(size(losses, name=scope), losses.dtype)
        return result


def num_present(losses: Tensor, weights: Any, per_batch: bool = False) -> Tensor:
    """How many losses have a weight that is not 0: of all, or of each row with `per_batch`."""
    with name_scope(None, "num_present", [losses, weights]) as scope:
        weights = cast(weights, dtypes.float32)
        present = where(equal(weights, 0.0), zeros_like(weights), ones_like(weights))
        present = broadcast_weights(present, losses)
        if not per_batch:
            return reduce_sum(present, name=scope)
        axes = sequences.range(1, rank(present))
        return reduce_sum(present, axis=axes, keepdims=True, name=scope)
