"""Losses of numbers: how far predictions are from labels."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor
from minigraph.losses.collected import add_loss
from minigraph.losses.weighted import Reduction, compute_weighted_loss, num_present
from minigraph.ops import sequences
from minigraph.ops.arithmetic import add, multiply, squared_difference, subtract
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.compare import greater
from minigraph.ops.division import div_no_nan
from minigraph.ops.flow import control_dependencies
from minigraph.ops.magnitude import abs, maximum, minimum
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import square
from minigraph.ops.shaping import rank
from minigraph.ops.spread import reduce_sum, renamed, zeros_like
from minigraph.ops.weights import assert_broadcastable

__all__ = [
    "absolute_difference",
    "both_given",
    "cosine_distance",
    "huber_loss",
    "mean_pairwise_squared_error",
    "mean_squared_error",
]


def both_given(labels: Any, predictions: Any, what: str = "predictions") -> None:
    """ValueError if one of the two is missing."""
    for name, value in (("labels", labels), (what, predictions)):
        if value is None:
            raise ValueError(f"{name} must not be None.")


def _as_reals(labels: Any, predictions: Any) -> tuple[Tensor, Tensor]:
    """Both in float32, of one shape."""
    predictions = cast(predictions, dtypes.float32)
    labels = cast(labels, dtypes.float32)
    predictions.shape.assert_is_compatible_with(labels.shape)
    return labels, predictions


def absolute_difference(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """|predictions - labels|, weighted and reduced.

    Args:
        labels: what is true, numbers.
        predictions: what was predicted, in the same shape.
        weights, scope, loss_collection, reduction: see `tf.losses.compute_weighted_loss`.

    Returns:
        A scalar float32 Tensor (with Reduction.NONE one in the shape of `labels`). Gradient: to
        labels, predictions and weights.

    Raises:
        ValueError: the shapes differ, the weights do not fit, or an argument is missing.

    Example:
        >>> import minigraph as tf
        >>> float(tf.Session().run(tf.losses.absolute_difference([1.0, 2.0], [3.0, 2.0])))
        1.0
    """
    both_given(labels, predictions)
    with name_scope(scope, "absolute_difference", [predictions, labels, weights]) as scope:
        labels, predictions = _as_reals(labels, predictions)
        losses = abs(subtract(predictions, labels))
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """(predictions - labels)^2, weighted and reduced: by default their mean.

    Args:
        labels: what is true, numbers.
        predictions: what was predicted, in the same shape.
        weights, scope, loss_collection, reduction: see `tf.losses.compute_weighted_loss`.

    Returns:
        A scalar float32 Tensor (with Reduction.NONE one in the shape of `labels`). Gradient: to
        labels, predictions and weights.

    Raises:
        ValueError: the shapes differ, the weights do not fit, or an argument is missing.

    Example:
        >>> import minigraph as tf
        >>> float(tf.Session().run(tf.losses.mean_squared_error([1.0, 2.0], [3.0, 2.0])))
        2.0
    """
    both_given(labels, predictions)
    with name_scope(scope, "mean_squared_error", [predictions, labels, weights]) as scope:
        labels, predictions = _as_reals(labels, predictions)
        losses = squared_difference(predictions, labels)
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def huber_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    delta: float = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """d^2 / 2 for d = |predictions - labels| up to `delta`, delta (d - delta / 2) beyond.

    Args:
        labels: what is true, numbers.
        predictions: what was predicted, in the same shape.
        weights: see `tf.losses.compute_weighted_loss`.
        delta: a float: where the square passes into a straight line.
        scope, loss_collection, reduction: see `tf.losses.compute_weighted_loss`.

    Returns:
        A scalar float32 Tensor (with Reduction.NONE one in the shape of `labels`). Gradient: to
        labels, predictions and weights. After Huber, 1964.

    Raises:
        ValueError: the shapes differ, the weights do not fit, or an argument is missing.

    Example:
        >>> import minigraph as tf
        >>> losses = tf.losses.huber_loss([0.0, 0.0], [1.0, 3.0], reduction="none")
        >>> tf.Session().run(losses).tolist()
        [0.5, 2.5]
    """
    both_given(labels, predictions)
    with name_scope(scope, "huber_loss", [predictions, labels, weights]) as scope:
        labels, predictions = _as_reals(labels, predictions)
        distance = abs(subtract(predictions, labels))
        near = minimum(distance, delta)
        far = subtract(distance, near)
        half = convert(0.5, dtype=near.dtype)
        losses = add(multiply(half, multiply(near, near)), multiply(delta, far))
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def cosine_distance(
    labels: Any,
    predictions: Any,
    axis: Any = None,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
    dim: Any = None,
) -> Tensor:
    """1 - sum(labels * predictions) along an axis: 1 minus the cosine, for vectors of length 1.

    Args:
        labels: what is true, vectors of length 1.
        predictions: what was predicted, in the same shape, of length 1 as well.
        axis: the axis of the vectors.
        weights, scope, loss_collection, reduction: see `tf.losses.compute_weighted_loss`; the
            weights fit the losses, in which `axis` has size 1.
        dim: the old name of `axis`.

    Returns:
        A scalar float32 Tensor (with Reduction.NONE one in the shape of `labels`, but for `axis`).
        Gradient: to labels, predictions and weights.

    Raises:
        ValueError: the shapes differ, the weights do not fit, or an argument is missing.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.losses.cosine_distance([[1.0, 0.0]], [[0.0, 1.0]], axis=1)
        >>> float(tf.Session().run(loss))
        1.0
    """
    axis = renamed("axis", axis, "dim", dim)
    if axis is None:
        raise ValueError("You must specify argument `axis`.")
    both_given(labels, predictions)
    with name_scope(scope, "cosine_distance_loss", [predictions, labels, weights]) as scope:
        labels, predictions = _as_reals(labels, predictions)
        products = multiply(predictions, labels)
        losses = 1 - reduce_sum(products, axis=(axis,), keepdims=True)
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def mean_pairwise_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
) -> Tensor:
    """The mean of ((p_i - p_j) - (l_i - l_j))^2 over all pairs i, j within each example.

    Only how predictions differ from each other counts, not where they lie.

    Args:
        labels: what is true, numbers, of rank 2 or more; the first axis is that of the examples.
        predictions: what was predicted, in the same shape.
        weights: a scalar, or one for each example, with 1 in the other axes.
        scope: the name of the scope.
        loss_collection: the collection to add the result to; None: to none.

    Returns:
        A scalar float32 Tensor: the weighted sum over the examples. Gradient: to labels,
        predictions and weights.

    Raises:
        ValueError: the shapes differ, the weights do not fit, or an argument is missing.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.losses.mean_pairwise_squared_error([[1.0, 2.0]], [[5.0, 7.0]])
        >>> float(tf.Session().run(loss))
        1.0
    """
    both_given(labels, predictions)
    with name_scope(scope, "mean_pairwise_squared_error", [predictions, labels, weights]):
        weights = cast(weights, dtypes.float32)
        labels = cast(labels, dtypes.float32)
        with control_dependencies([assert_broadcastable(weights, labels)]):
            predictions = cast(predictions, dtypes.float32)
            predictions.shape.assert_is_compatible_with(labels.shape)
            gaps = subtract(predictions, labels)
            axes = sequences.range(1, rank(gaps))
            squares = reduce_sum(square(gaps), axis=axes, keepdims=True)
            count = num_present(gaps, weights, per_batch=True)
            own = 2.0 * div_no_nan(squares, maximum(count - 1, 0), name="value")
            total = reduce_sum(gaps, axis=axes, keepdims=True)
            total = square(total)
            pairs = maximum(multiply(count, count - 1), 0)
            mixed = 2.0 * div_no_nan(total, pairs, name="value")
            loss = reduce_sum(multiply(own - mixed, weights))
            some = greater(reduce_sum(count), 0)
            result = where(some, loss, zeros_like(loss), name="value")
            add_loss(result, loss_collection)
            return result
