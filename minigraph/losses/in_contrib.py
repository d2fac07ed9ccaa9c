"""Losses by the arguments of tf.contrib.losses: predictions come first.

Before TensorFlow 1.0 made them `tf.losses`, losses had this order, the reduction
SUM_BY_NONZERO_WEIGHTS only, and weights of one number for each example, whatever the shape of the
losses.
"""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.losses import of_classes, of_distances
from minigraph.ops.axes import expand_dims

__all__ = [
    "absolute_difference",
    "log_loss",
    "mean_squared_error",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
]


def _by_example(weights: Any, losses_like: Any) -> Any:
    """Weights of the first axes alone, with axes of size 1 for the others."""
    weights = convert(weights)
    own, theirs = weights._dims, convert(losses_like)._dims
    if own and theirs is not None:
        for _ in range(len(theirs) - len(own)):
            weights = expand_dims(weights, -1)
    return weights


def absolute_difference(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None
) -> Tensor:
    """`tf.losses.absolute_difference`, predictions first; weights may be one for each example.

    Example:
        >>> import minigraph as tf
        >>> float(tf.Session().run(tf.contrib.losses.absolute_difference([3.0], [1.0])))
        2.0
    """
    of_distances.both_given(labels, predictions)
    weights = _by_example(weights, predictions)
    return of_distances.absolute_difference(labels, predictions, weights, scope)


def mean_squared_error(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None
) -> Tensor:
    """`tf.losses.mean_squared_error`, predictions first; weights may be one for each example.

    Example:
        >>> import minigraph as tf
        >>> float(tf.Session().run(tf.contrib.losses.mean_squared_error([3.0], [1.0])))
        4.0
    """
    of_distances.both_given(labels, predictions)
    weights = _by_example(weights, predictions)
    return of_distances.mean_squared_error(labels, predictions, weights, scope)


def log_loss(
    predictions: Any,
    labels: Any = None,
    weights: Any = 1.0,
    epsilon: float = 1e-7,
    scope: str | None = None,
) -> Tensor:
    """`tf.losses.log_loss`, predictions first; weights may be one for each example.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.contrib.losses.log_loss([0.5], [1.0])).round(4)
        np.float32(0.6931)
    """
    of_distances.both_given(labels, predictions)
    weights = _by_example(weights, predictions)
    return of_classes.log_loss(labels, predictions, weights, epsilon, scope)


def sigmoid_cross_entropy(
    logits: Any,
    multi_class_labels: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
) -> Tensor:
    """`tf.losses.sigmoid_cross_entropy`, logits first; weights may be one for each example.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.contrib.losses.sigmoid_cross_entropy([[0.0, 0.0]], [[1.0, 0.0]])
        >>> tf.Session().run(loss).round(4)
        np.float32(0.6931)
    """
    weights = _by_example(weights, logits)
    return of_classes.sigmoid_cross_entropy(
        multi_class_labels, logits, weights, label_smoothing, scope
    )


def softmax_cross_entropy(
    logits: Any,
    onehot_labels: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
) -> Tensor:
    """`tf.losses.softmax_cross_entropy`, logits first.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.contrib.losses.softmax_cross_entropy([[9.0, 9.0]], [[1.0, 0.0]])
        >>> tf.Session().run(loss).round(4)
        np.float32(0.6931)
    """
    return of_classes.softmax_cross_entropy(onehot_labels, logits, weights, label_smoothing, scope)


def sparse_softmax_cross_entropy(
    logits: Any, labels: Any, weights: Any = 1.0, scope: str | None = None
) -> Tensor:
    """`tf.losses.sparse_softmax_cross_entropy`, logits first.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.contrib.losses.sparse_softmax_cross_entropy([[9.0, 9.0]], [1])
        >>> tf.Session().run(loss).round(4)
        np.float32(0.6931)
    """
    return of_classes.sparse_softmax_cross_entropy(labels, logits, weights, scope)
