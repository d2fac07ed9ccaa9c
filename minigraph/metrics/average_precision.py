"""The mean over examples of the average precision of a ranking."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.nodes import Tensor
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.metrics.accumulated import collect, metric_variable
from minigraph.metrics.top_k import as_labels, at_k_name, expanded_labels, found_at_k
from minigraph.ops import set_operations
from minigraph.ops.arithmetic import multiply
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import greater_equal
from minigraph.ops.control_flow import cond
from minigraph.ops.cumulative import cumsum
from minigraph.ops.division import div_no_nan, truediv
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import minimum
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import tile
from minigraph.ops.reduce import reduce_max
from minigraph.ops.shaping import reshape, shape, size
from minigraph.ops.slicing import slice
from minigraph.ops.spread import ones_like, reduce_sum, zeros_like
from minigraph.ops.state import assign_add
from minigraph.ops.top_k import top_k
from minigraph.ops.weights import broadcast_weights
from minigraph.sparse.joining import sparse_concat
from minigraph.sparse.moving import sparse_reshape

__all__ = ["average_precision_at_k", "sparse_average_precision_at_k"]


def average_precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean over examples of sum_i [guess i is a label] precision(i) / min(labels, k).

    Args:
        labels: int64 classes, the true ones of each example along the last axis; a tensor, or a
            SparseTensor where the numbers differ. Without that axis: one label each. Classes that
            do not exist, -1 for instance, do not count.
        predictions: scores, floats; the last axis is that of the classes.
        k: how many of the best scores count.
        weights: a scalar, or one for each example; default 1.
        metrics_collections, updates_collections: collections to add the two results to.
        name: of the scope; default such as "average_precision_at_3".

    Returns:
        (value, update_op): float64 scalars.

    Raises:
        ValueError: k is below 1, or labels of another rank; TypeError: labels that are not int64.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, scores = tf.constant([[2, 0]], tf.int64), [[0.1, 0.3, 0.6]]
        ...     value, update = tf.metrics.average_precision_at_k(labels, scores, 3)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update).round(4))
        0.8333
    """
    if k < 1:
        raise ValueError(f"Invalid k={k}. `k` should be >= 1.")
    with name_scope(name, at_k_name("average_precision", k), [predictions, labels, weights]) as top:
        _, guesses = top_k(predictions, k)
        labels = _existing(labels, cast(shape(predictions)[-1], dtypes.int64))
        with name_scope(top, None, [guesses, labels, weights]) as scope:
            each = _average_precision(labels, guesses)
            if weights is not None:
                weights = broadcast_weights(cast(weights, dtypes.float64), each)
                each = multiply(each, weights)
            most, new_most = _most(each, weights)
            total, new_total = _total(each)
            value = div_no_nan(total, most, name="mean")
            collect(metrics_collections, value)
            update = div_no_nan(new_total, new_most, name=scope)
            collect(updates_collections, update)
            return value, update


def sparse_average_precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The old name of `tf.metrics.average_precision_at_k`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     labels, scores = tf.constant([[1]], tf.int64), [[0.1, 0.3, 0.6]]
        ...     value, update = tf.metrics.sparse_average_precision_at_k(labels, scores, 3)
        ...     sess.run(tf.local_variables_initializer())
        ...     print(sess.run(update))
        0.5
    """
    return average_precision_at_k(
        labels, predictions, k, weights, metrics_collections, updates_collections, name
    )


def _most(each: Tensor, weights: Any) -> tuple[Any, Tensor]:
    """What the total could be at most: the number of examples, or the sum of their weights."""
    with name_scope(None, "max", [each]) as scope:
        most = metric_variable([], dtypes.float64, scope)
        if weights is None:
            batch = cast(size(each, name="batch_max"), dtypes.float64)
        else:
            batch = reduce_sum(weights, name="batch_max")
        return most, assign_add(most, batch, name="update")


def _total(each: Tensor) -> tuple[Any, Tensor]:
    with name_scope(None, "total", [each]) as scope:
        total = metric_variable([], dtypes.float64, scope)
        batch = reduce_sum(each, name="batch_total")
        return total, assign_add(total, batch, name="update")


def _existing(labels: Any, count: Tensor) -> Any:
    """The labels with -1 in the place of classes that do not exist."""
    labels = as_labels(labels)
    values = labels.values if isinstance(labels, SparseTensor) else labels

    def cleaned() -> Any:
        high = greater_equal(values, count)
        clean = where_v2(high, -1 * ones_like(values), values)
        if isinstance(labels, SparseTensor):
            return SparseTensor(labels.indices, clean, labels.dense_shape)
        return clean

    return cond(greater_equal(reduce_max(values), count), cleaned, lambda: labels)


def _average_precision(labels: Any, guesses: Tensor) -> Tensor:
    """Of each example, from its labels and its guesses, the best first."""
    with name_scope(None, "average_precision", [guesses, labels]) as scope:
        guesses = cast(guesses, dtypes.int64, name="predictions_idx")
        labels = expanded_labels(labels, guesses)
        k = int(guesses.shape[-1])
        one_each = expand_dims(guesses, -1, name="predictions_idx_per_k")
        repeated = _repeated(labels, k, "labels_per_k")
        hit = found_at_k("true_positives", repeated, one_each, name="relevant_per_k")
        hits = cumsum(hit, axis=-1, name="tp_per_k")
        tries = cumsum(ones_like(hit), axis=-1, name="retrieved_per_k")
        precisions = truediv(hits, tries, name="precision_per_k")
        counted = multiply(precisions, hit, name="relevant_precision_per_k")
        total = reduce_sum(counted, axis=(-1,), name="precision_sum")
        return truediv(total, cast(_num_relevant(labels, k), dtypes.float64), name=scope)


def _num_relevant(labels: Any, k: int) -> Tensor:
    """How many labels each example has, at most k."""
    with name_scope(None, "num_relevant", [labels]) as scope:
        if isinstance(labels, SparseTensor):
            return minimum(set_operations.size(labels), k, name=scope)
        real = greater_equal(labels, 0)
        number = reduce_sum(where_v2(real, ones_like(labels), zeros_like(labels)), axis=-1)
        return minimum(number, k, name=scope)


def _repeated(labels: Any, times: int, name: str) -> Any:
    """A new axis before the last one, along which the labels are repeated."""
    with name_scope(name, "expand_and_tile", [labels]) as scope:
        if isinstance(labels, SparseTensor):
            sizes = labels.dense_shape
            last = reshape(size(sizes) + -1, [1])
            wanted = concat(
                (slice(sizes, [0], last), (1,), slice(sizes, last, [-1])), 0, name="expanded_shape"
            )
            expanded = sparse_reshape(labels, wanted, name="expand")
            if times == 1:
                return expanded
            return sparse_concat(-2, [expanded] * times, name=scope)
        wider = expand_dims(labels, -2, name="expand")
        if times == 1:
            return wider
        once = ones_like(shape(labels))
        multiples = concat((once[:-1], (times,), once[-1:]), axis=0, name="multiples")
        return tile(wider, multiples, name=scope)
