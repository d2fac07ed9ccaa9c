"""Right and wrong among the k best guesses of each example: sets of classes against sets of classes.

The last axis of labels and of guesses holds the classes of one example. Each kind of hit or miss is
a set operation on the two; what is counted is the size of the resulting set.
"""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.metrics.accumulated import metric_variable
from minigraph.ops import sequences, set_operations
from minigraph.ops.arithmetic import multiply
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.compare import equal
from minigraph.ops.control_flow import cond
from minigraph.ops.flow import control_dependencies
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.partitions import dynamic_stitch
from minigraph.ops.shaping import rank, reshape, shape, size
from minigraph.ops.spread import fill, ones, reduce_sum
from minigraph.ops.state import assign_add
from minigraph.ops.weights import assert_broadcastable
from minigraph.sparse.moving import sparse_reshape
from minigraph.sparse.selecting import sparse_retain

__all__ = ["as_labels", "at_k_name", "count_at_k", "expanded_labels", "found_at_k"]


def at_k_name(name: str, k: Any = None, class_id: Any = None) -> str:
    """Such as "precision_at_3_class2"."""
    text = f"{name}_at_k" if k is None else f"{name}_at_{int(k)}"
    return text if class_id is None else f"{text}_class{int(class_id)}"


def as_labels(labels: Any) -> Any:
    """A SparseTensor as it is, all else as a tensor."""
    return labels if isinstance(labels, SparseTensor) else convert(labels)


def expanded_labels(labels: Any, predictions: Tensor) -> Any:
    """Labels in the rank of the predictions: one label for each example becomes a set of one.

    Raises:
        ValueError: the labels have another rank.
    """
    with name_scope(None, "expand_labels", [labels, predictions]) as scope:
        labels = as_labels(labels)
        if isinstance(labels, SparseTensor):
            return cond(
                equal(rank(predictions), size(labels.dense_shape) + 1),
                lambda: sparse_reshape(labels, concat((labels.dense_shape, (1,)), 0), name=scope),
                lambda: labels,
            )
        own, theirs = labels._dims, predictions._dims
        if own is not None and theirs is not None:
            if len(own) == len(theirs):
                return labels
            if len(own) + 1 == len(theirs):
                return expand_dims(labels, -1, name=scope)
            raise ValueError(
                f"Unexpected labels shape {labels.shape} for predictions shape "
                f"{predictions.shape}: labels must have the rank of the predictions, or one less."
            )
        return cond(
            equal(rank(predictions), rank(labels) + 1),
            lambda: expand_dims(labels, -1, name=scope),
            lambda: labels,
        )


# ---------------------------------------------------------------------------------- one class
def _reduced_shape(sizes: Tensor, axes: Tensor) -> Tensor:
    """The sizes with 1 in the axes."""
    count = size(sizes)
    axes = (axes + count) % count
    length = shape(axes)
    return dynamic_stitch([sequences.range(count), axes], [sizes, ones(length, dtype=sizes.dtype)])


def _only_class(ids: Any, class_id: Any) -> SparseTensor:
    """The sets with all classes but one removed."""
    ids = as_labels(ids)
    if isinstance(ids, SparseTensor):
        return sparse_retain(ids, equal(ids.values, class_id))
    sizes = shape(ids, out_type=dtypes.int64)
    last = size(sizes) - 1
    one_each = _reduced_shape(sizes, reshape(last, [1]))
    wanted = fill(one_each, cast(class_id, dtypes.int64))
    kept = set_operations.intersection(wanted, ids)
    return SparseTensor(kept.indices, kept.values, sizes)


# ---------------------------------------------------------------------------------- counts
def found_at_k(
    kind: str,
    labels: Any,
    guesses: Any,
    class_id: Any = None,
    weights: Any = None,
    name: str | None = None,
) -> Tensor:
    """For each example, how many guesses are hits, false alarms, or labels missed.

    `kind` is "true_positives" (in both), "false_positives" (in the guesses only) or
    "false_negatives" (in the labels only).
    """
    with name_scope(name, kind, [guesses, labels, weights]):
        if class_id is not None:
            labels, guesses = _only_class(labels, class_id), _only_class(guesses, class_id)
        if kind == "true_positives":
            found = set_operations.intersection(guesses, labels)
        else:
            in_guesses = kind == "false_positives"
            found = set_operations.difference(guesses, labels, aminusb=in_guesses)
        number: Tensor = cast(set_operations.size(found), dtypes.float64)
        if weights is not None:
            with control_dependencies([assert_broadcastable(weights, number)]):
                number = multiply(number, cast(weights, dtypes.float64))
        return number


def count_at_k(
    kind: str, labels: Any, guesses: Any, k: Any, class_id: Any, weights: Any
) -> tuple[Any, Tensor]:
    """The variable that counts over all batches, and its update."""
    default = at_k_name(kind.removesuffix("s"), k, class_id)
    with name_scope(None, default, [guesses, labels, weights]) as scope:
        found = found_at_k(kind, labels, guesses, class_id, weights)
        batch = cast(reduce_sum(found), dtypes.float64)
        total = metric_variable([], dtypes.float64, scope)
        return total, assign_add(total, batch, name="update")
