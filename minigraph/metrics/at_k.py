"""Precision and recall of the k best guesses of each example."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.metrics.accumulated import collect
from minigraph.metrics.top_k import at_k_name, count_at_k, expanded_labels
from minigraph.ops.arithmetic import add
from minigraph.ops.casting import cast
from minigraph.ops.division import truediv
from minigraph.ops.naming import name_scope
from minigraph.ops.top_k import top_k

__all__ = [
    "precision_at_k",
    "precision_at_top_k",
    "recall_at_k",
    "recall_at_top_k",
    "sparse_precision_at_k",
]


def _ratio_at_top_k(
    kinds: tuple[str, str],
    given: tuple[Any, Any, Any],
    k: Any,
    class_id: Any,
    collections: tuple[Any, Any],
    scope: str,
) -> tuple[Tensor, Tensor]:
    """The first count over the sum of both, as it stands and after the update."""
    labels, guesses, weights = given
    guesses = convert(guesses)
    labels = expanded_labels(labels, guesses)
    guesses = cast(guesses, dtypes.int64)
    hits, new_hits = count_at_k(kinds[0], labels, guesses, k, class_id, weights)
    others, new_others = count_at_k(kinds[1], labels, guesses, k, class_id, weights)
    value = truediv(hits, add(hits, others), name=scope)
    collect(collections[0], value)
    update = truediv(new_hits, add(new_hits, new_others), name="update")
    collect(collections[1], update)
    return value, update


def precision_at_top_k(
    labels: Any,
    predictions_idx: Any,
    k: Any = None,
    class_id: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How many of the guessed classes are labels: TP / (TP + FP).

    Args:
        labels: int64 classes, the true ones of each example along the last axis, of any number; a
            tensor, or a SparseTensor where the numbers differ. Without that axis: one label each.
        predictions_idx: int64 classes, the guesses of each example along the last axis.
        k: for the names only.
        class_id: count this class alone.
        weights: a scalar, or one for each example; default 1.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope; default such as "precision_at_3_class2".

    Returns:
        (value, update_op): float64 scalars. NaN where nothing was counted.

    Raises:
        ValueError: labels of another rank; TypeError: labels that are not int64.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels = tf.constant([[1, 2], [3, 4]], tf.int64)
        ...     value, update = tf.metrics.precision_at_top_k(labels, [[1, 2], [3, 5]], k=2)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        0.75
    """
    default = at_k_name("precision", k, class_id)
    with name_scope(name, default, [predictions_idx, labels, weights]) as scope:
        kinds = "true_positives", "false_positives"
        collections = metrics_collections, updates_collections
        given = labels, predictions_idx, weights
        return _ratio_at_top_k(kinds, given, k, class_id, collections, scope)


def precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    class_id: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How many of the k classes with the best scores are labels.

    Args:
        labels: int64 classes; see `tf.metrics.precision_at_top_k`.
        predictions: scores, floats; the last axis is that of the classes.
        k: how many of the best count.
        class_id: count this class alone.
        weights: a scalar, or one for each example; default 1.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope; default such as "precision_at_3_class2".

    Returns:
        (value, update_op): float64 scalars. NaN where nothing was counted.

    Raises:
        ValueError: labels of another rank; TypeError: labels that are not int64.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, scores = tf.constant([[2], [0]], tf.int64), [[0.1, 0.3, 0.6], [0.5, 0.4, 0.1]]
        ...     value, update = tf.metrics.precision_at_k(labels, scores, 1)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        1.0
    """
    default = at_k_name("precision", k, class_id)
    with name_scope(name, default, [predictions, labels, weights]) as scope:
        _, guesses = top_k(predictions, k)
        return precision_at_top_k(
            labels, guesses, k, class_id, weights, metrics_collections, updates_collections, scope
        )


def sparse_precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    class_id: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The old name of `tf.metrics.precision_at_k`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, scores = tf.constant([[2], [0]], tf.int64), [[0.1, 0.3, 0.6], [0.1, 0.4, 0.5]]
        ...     value, update = tf.metrics.sparse_precision_at_k(labels, scores, 1)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        0.5
    """
    return precision_at_k(
        labels, predictions, k, class_id, weights, metrics_collections, updates_collections, name
    )


def recall_at_top_k(
    labels: Any,
    predictions_idx: Any,
    k: Any = None,
    class_id: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How many of the labels were guessed: TP / (TP + FN).

    Args:
        labels, predictions_idx, k, class_id, weights, metrics_collections, updates_collections:
            see `tf.metrics.precision_at_top_k`.
        name: of the scope; default such as "recall_at_3_class2".

    Returns:
        (value, update_op): float64 scalars. NaN where nothing was counted.

    Raises:
        ValueError: labels of another rank; TypeError: labels that are not int64.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels = tf.constant([[1, 2], [3, 4]], tf.int64)
        ...     value, update = tf.metrics.recall_at_top_k(labels, [[1], [3]], k=1)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        0.5
    """
    default = at_k_name("recall", k, class_id)
    with name_scope(name, default, [predictions_idx, labels, weights]) as scope:
        kinds = "true_positives", "false_negatives"
        collections = metrics_collections, updates_collections
        given = labels, predictions_idx, weights
        return _ratio_at_top_k(kinds, given, k, class_id, collections, scope)


def recall_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    class_id: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How many of the labels are among the k classes with the best scores.

    Args:
        labels, predictions, k, class_id, weights, metrics_collections, updates_collections: see
            `tf.metrics.precision_at_k`.
        name: of the scope; default such as "recall_at_3_class2".

    Returns:
        (value, update_op): float64 scalars. NaN where nothing was counted.

    Raises:
        ValueError: labels of another rank; TypeError: labels that are not int64.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, scores = tf.constant([[2], [0]], tf.int64), [[0.1, 0.3, 0.6], [0.1, 0.4, 0.5]]
        ...     value, update = tf.metrics.recall_at_k(labels, scores, 2)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        0.5
    """
    default = at_k_name("recall", k, class_id)
    with name_scope(name, default, [predictions, labels, weights]) as scope:
        _, guesses = top_k(predictions, k)
        return recall_at_top_k(
            labels, guesses, k, class_id, weights, metrics_collections, updates_collections, scope
        )
