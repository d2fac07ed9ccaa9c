"""Losses of classes: how badly scores or probabilities tell the true class."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor
from minigraph.losses.of_distances import both_given
from minigraph.losses.weighted import Reduction, compute_weighted_loss
from minigraph.nn.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)
from minigraph.ops.arithmetic import multiply, negative, subtract
from minigraph.ops.axes import squeeze
from minigraph.ops.casting import cast
from minigraph.ops.compare import equal
from minigraph.ops.control_flow import cond
from minigraph.ops.exponentials import log
from minigraph.ops.flow import stop_gradient
from minigraph.ops.naming import name_scope
from minigraph.ops.rectifiers import relu
from minigraph.ops.shaping import rank, shape
from minigraph.ops.spread import ones_like
from minigraph.ops.squeezing import remove_squeezable_dimensions

__all__ = [
    "hinge_loss",
    "log_loss",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
]


def hinge_loss(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """max(0, 1 - z x) with z = 2 labels - 1: the loss of a margin.

    Args:
        labels: 0 or 1.
        logits: x, scores, in the same shape; negative ones stand for 0.
        weights, scope, loss_collection, reduction: see `tf.losses.compute_weighted_loss`.

    Returns:
        A scalar float32 Tensor (with Reduction.NONE one in the shape of `labels`). Gradient: to
        labels, logits and weights.

    Raises:
        ValueError: the shapes differ, the weights do not fit, or an argument is missing.

    Example:
        >>> import minigraph as tf
        >>> losses = tf.losses.hinge_loss([1.0, 0.0], [2.0, 0.5], reduction="none")
        >>> tf.Session().run(losses).tolist()
        [0.0, 1.5]
    """
    both_given(labels, logits, "logits")
    with name_scope(scope, "hinge_loss", [logits, labels, weights]) as scope:
        logits = cast(logits, dtypes.float32)
        labels = cast(labels, dtypes.float32)
        logits.shape.assert_is_compatible_with(labels.shape)
        ones = ones_like(labels)
        signs = subtract(2 * labels, ones)
        losses = relu(subtract(ones, multiply(signs, logits)))
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def log_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    epsilon: float = 1e-7,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """-z log(p + epsilon) - (1 - z) log(1 - p + epsilon), the cross entropy of probabilities.

    Args:
        labels: z, probabilities.
        predictions: p, probabilities, in the same shape.
        weights: see `tf.losses.compute_weighted_loss`.
        epsilon: keeps the logarithm of 0 away.
        scope, loss_collection, reduction: see `tf.losses.compute_weighted_loss`.

    Returns:
        A scalar float32 Tensor (with Reduction.NONE one in the shape of `labels`). Gradient: to
        labels, predictions and weights.

    Raises:
        ValueError: the shapes differ, the weights do not fit, or an argument is missing.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.losses.log_loss([1.0], [0.5])).round(4)
        np.float32(0.6931)
    """
    both_given(labels, predictions)
    with name_scope(scope, "log_loss", [predictions, labels, weights]) as scope:
        predictions = cast(predictions, dtypes.float32)
        labels = cast(labels, dtypes.float32)
        predictions.shape.assert_is_compatible_with(labels.shape)
        hit = multiply(labels, log(predictions + epsilon))
        losses = negative(hit) - multiply((1 - labels), log(1 - predictions + epsilon))
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def sigmoid_cross_entropy(
    multi_class_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The cross entropy of events that may all happen: see the function in `tf.nn`.

    Args:
        multi_class_labels: probabilities, as a rule 0 or 1.
        logits: scores, floats in the same shape.
        weights: see `tf.losses.compute_weighted_loss`.
        label_smoothing: s: labels become labels (1 - s) + s / 2.
        scope, loss_collection, reduction: see `tf.losses.compute_weighted_loss`.

    Returns:
        A scalar Tensor of the type of `logits` (with Reduction.NONE one in their shape). Gradient:
        to labels, logits and weights.

    Raises:
        ValueError: the shapes differ, the weights do not fit, or an argument is missing.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.losses.sigmoid_cross_entropy([[1.0, 0.0]], [[0.0, 0.0]])
        >>> tf.Session().run(loss).round(4)
        np.float32(0.6931)
    """
    both_given(multi_class_labels, logits, "logits")
    values = [logits, multi_class_labels, weights]
    with name_scope(scope, "sigmoid_cross_entropy_loss", values) as scope:
        logits = convert(logits)
        labels = cast(multi_class_labels, logits.dtype)
        logits.shape.assert_is_compatible_with(labels.shape)
        if label_smoothing > 0:
            labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
        losses = sigmoid_cross_entropy_with_logits(labels=labels, logits=logits, name="xentropy")
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def softmax_cross_entropy(
    onehot_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The cross entropy of one class of several: see the function in `tf.nn`.

    Args:
        onehot_labels: probabilities of the classes, as a rule one 1 in each row of zeros.
        logits: scores, floats in the same shape.
        weights: a scalar, or one for each row.
        label_smoothing: s: labels become labels (1 - s) + s / classes.
        scope, loss_collection, reduction: see `tf.losses.compute_weighted_loss`.

    Returns:
        A scalar Tensor of the type of `logits` (with Reduction.NONE one for each row). Gradient: to
        logits and weights, none to the labels.

    Raises:
        ValueError: the shapes differ, the weights do not fit, or an argument is missing.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.losses.softmax_cross_entropy([[1.0, 0.0]], [[9.0, 9.0]])
        >>> tf.Session().run(loss).round(4)
        np.float32(0.6931)
    """
    both_given(onehot_labels, logits, "logits")
    values = [logits, onehot_labels, weights]
    with name_scope(scope, "softmax_cross_entropy_loss", values) as scope:
        logits = convert(logits)
        labels = cast(onehot_labels, logits.dtype)
        logits.shape.assert_is_compatible_with(labels.shape)
        if label_smoothing > 0:
            classes = cast(shape(labels)[-1], logits.dtype)
            others = label_smoothing / classes
            labels = labels * (1.0 - label_smoothing) + others
        labels = stop_gradient(labels, name="labels_stop_gradient")
        losses = softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits, name="xentropy")
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def sparse_softmax_cross_entropy(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The cross entropy of one class of several, given by its number.

    Args:
        labels: class numbers, int32 or int64, of the shape of `logits` without the last axis; a
            last axis of size 1 more is taken away.
        logits: scores, floats.
        weights: a scalar, or one for each label; a last axis of size 1 more is taken away.
        scope, loss_collection, reduction: see `tf.losses.compute_weighted_loss`.

    Returns:
        A scalar Tensor of the type of `logits` (with Reduction.NONE one for each label). Gradient:
        to logits and weights.

    Raises:
        ValueError: the shapes do not fit, or an argument is missing.
        tf.errors.InvalidArgumentError: in the run, a label is no class number.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.losses.sparse_softmax_cross_entropy([1], [[9.0, 9.0]])
        >>> tf.Session().run(loss).round(4)
        np.float32(0.6931)
    """
    both_given(labels, logits, "logits")
    values = [logits, labels, weights]
    with name_scope(scope, "sparse_softmax_cross_entropy_loss", values) as scope:
        labels, logits = remove_squeezable_dimensions(labels, logits, expected_rank_diff=1)
        weights = _without_last_axis(convert(weights), labels)
        losses = sparse_softmax_cross_entropy_with_logits(
            labels=labels, logits=logits, name="xentropy"
        )
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def _without_last_axis(weights: Tensor, labels: Tensor) -> Tensor:
    """The weights without their last axis, if they have one more than the labels."""
    own, theirs = weights._dims, labels._dims
    if own is not None and theirs is not None:
        return squeeze(weights, [-1]) if len(own) - len(theirs) == 1 else weights
    more = rank(weights) - rank(labels)
    if own is None or (own and own[-1] in (None, 1)):
        return cond(equal(1, more), lambda: squeeze(weights, [-1]), lambda: weights)  # type: ignore[no-any-return]
    return weights
