"""Losses between labels and scores: the cross entropies of classes and of independent events.

Each is composed as TensorFlow composes it, node for node, so that names and op counts agree.
"""

from __future__ import annotations

import math
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import compatible, show
from minigraph.ops import sequences
from minigraph.ops.arithmetic import add, subtract
from minigraph.ops.assertions import assert_equal
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.compare import greater_equal, less_equal
from minigraph.ops.constants import constant
from minigraph.ops.exponentials import exp, log, log1p
from minigraph.ops.flow import control_dependencies, stop_gradient
from minigraph.ops.joining import concat
from minigraph.ops.logic import logical_and
from minigraph.ops.magnitude import abs
from minigraph.ops.naming import name_scope
from minigraph.ops.rectifiers import relu
from minigraph.ops.shaping import rank, reshape, shape
from minigraph.ops.slicing import slice
from minigraph.ops.softmax import softmax_xent, sparse_softmax_xent
from minigraph.ops.spread import ones_like, renamed, zeros_like
from minigraph.ops.transposing import transpose

__all__ = [
    "log_poisson_loss",
    "sigmoid_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits_v2",
    "sparse_softmax_cross_entropy_with_logits",
    "weighted_cross_entropy_with_logits",
]


def _check_given(function: str, positional: Any, labels: Any, logits: Any) -> None:
    """Refuse positional arguments: before TensorFlow 1.0 their order was the other one."""
    if positional is not None:
        raise ValueError(
            f"Only call {function} with named arguments: {function}(labels=..., logits=...)."
        )
    if labels is None or logits is None:
        missing = "labels" if labels is None else "logits"
        raise ValueError(
            f"Both `labels` and `logits` must be provided for {function}, but {missing} is None: "
            f"call {function}(labels=..., logits=...)."
        )


# ---------------------------------------------------------------------------------- one of many
def softmax_cross_entropy_with_logits(
    _sentinel: Any = None,
    labels: Any = None,
    logits: Any = None,
    dim: int = -1,
    name: str | None = None,
    axis: Any = None,
) -> Tensor:
    """-sum(labels * log(softmax(logits))) of each row; no gradient to the labels.

    Args:
        _sentinel: must not be given; it makes sure that the others are named.
        labels: probabilities of the classes, rows with sum 1, of the shape of `logits`.
        logits: scores, floats of shape (..., classes). Give both by keyword, as TF1 demands.
        dim: the axis of the classes; -1: the last.
        name: of the node and its scope.
        axis: the new name of `dim`.

    Returns:
        A Tensor of `logits`' shape without that axis. Gradient to `logits`: softmax - labels.
        Use `tf.nn.softmax_cross_entropy_with_logits_v2` for a gradient to the labels.

    Raises:
        ValueError: one of the two is missing or not named, or the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.nn.softmax_cross_entropy_with_logits(labels=[[0.0, 1.0]], logits=[[3.0, 3.0]])
        >>> tf.Session().run(loss).round(4).tolist()
        [0.6930999755859375]
    """
    if axis is not None:
        dim = axis
    _check_given("softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    with name_scope(name, "softmax_cross_entropy_with_logits_sg", [logits, labels]) as scope:
        labels = stop_gradient(labels, name="labels_stop_gradient")
    return softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits, axis=dim, name=scope)


def softmax_cross_entropy_with_logits_v2(
    labels: Any, logits: Any, axis: Any = None, name: str | None = None, dim: Any = None
) -> Tensor:
    """-sum(labels * log(softmax(logits))) of each row, with gradients to both.

    Args:
        labels: probabilities of the classes, rows with sum 1, of the shape of `logits`.
        logits: scores, floats of shape (..., classes).
        axis: the axis of the classes; the last by default.
        name: of the node and its scope.
        dim: the old name of `axis`.

    Returns:
        A Tensor of `logits`' shape without that axis. Gradient to `logits`: softmax - labels; to
        `labels`: -log(softmax). float16 is worked out in float32.

    Raises:
        ValueError: one of the two is missing or not named, or the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=[[1.0, 0.0]], logits=[[9.0, 9.0]])
        >>> tf.Session().run(loss).round(4).tolist()
        [0.6930999755859375]
    """
    axis = renamed("axis", axis, "dim", dim)
    axis = -1 if axis is None else axis
    _check_given("softmax_cross_entropy_with_logits", None, labels, logits)
    with name_scope(name, "softmax_cross_entropy_with_logits", [logits, labels]) as scope:
        logits = convert(logits, name="logits")
        labels = convert(labels, name="labels")
        scores = cast(logits, dtypes.float32) if logits.dtype == dtypes.float16 else logits
        labels = cast(labels, scores.dtype)
        ndims = rank(scores)
        if axis != -1:
            scores = _to_end(scores, axis, ndims)
            labels = _to_end(labels, axis, ndims)
        full_shape = shape(scores)
        rows = _as_matrix(scores)
        loss, _ = softmax_xent(rows, _as_matrix(labels), name=scope)
        result = reshape(loss, slice(full_shape, [0], [subtract(ndims, 1)]))
        if scores._dims is not None:
            result.set_shape(scores._dims[:-1])
        return result if logits.dtype == scores.dtype else cast(result, logits.dtype)


def _to_end(tensor: Tensor, axis: int, ndims: Tensor) -> Tensor:
    """The tensor with `axis` last and the other axes in order."""
    if axis < 0 and tensor._dims is not None:
        axis += len(tensor._dims)
    order = concat([sequences.range(axis), sequences.range(axis + 1, ndims), [axis]], 0)
    return transpose(tensor, order)


def _as_matrix(tensor: Tensor) -> Tensor:
    """All axes but the last made one."""
    ndims = rank(tensor)
    classes = slice(shape(tensor), [subtract(ndims, 1)], [1])
    result = reshape(tensor, concat([[-1], classes], 0))
    dims = tensor._dims
    if dims is not None:
        outer = dims[:-1]
        count = None if None in outer else math.prod(n or 0 for n in outer)
        result.set_shape([count, dims[-1]])
    return result


def sparse_softmax_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """-log(softmax(logits))[label] of each row.

    Args:
        _sentinel: must not be given; it makes sure that the others are named.
        labels: class numbers, int32 or int64, of `logits`' shape without the last axis.
        logits: scores, floats of shape (..., classes). Give both by keyword, as TF1 demands.
        name: of the scope.

    Returns:
        A Tensor of `labels`' shape and `logits`' type. Gradient to `logits`: softmax - one_hot.

    Raises:
        ValueError: one of the two is missing or not named, or the shapes do not fit.
        tf.errors.InvalidArgumentError: at run time, a label is no class number.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[1], logits=[[3.0, 3.0]])
        >>> tf.Session().run(loss).round(4).tolist()
        [0.6930999755859375]
    """
    _check_given("sparse_softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    with name_scope(name, "SparseSoftmaxCrossEntropyWithLogits", [labels, logits]):
        labels = convert(labels)
        logits = convert(logits)
        scores = cast(logits, dtypes.float32) if logits.dtype == dtypes.float16 else logits
        labels_shape = shape(labels)
        _check_ranks(labels, logits)
        if logits._dims is not None and len(logits._dims) == 2:
            result, _ = sparse_softmax_xent(scores, labels, name=name)
        else:
            with _same_leading_shape(labels, logits):
                classes = shape(logits)[rank(logits) - 1]
                rows = reshape(scores, [-1, classes])
                loss, _ = sparse_softmax_xent(rows, reshape(labels, [-1]), name=name)
                result = reshape(loss, labels_shape)
                result.set_shape(labels.shape)
        return result if logits.dtype == scores.dtype else cast(result, logits.dtype)  # type: ignore[no-any-return]


def _check_ranks(labels: Tensor, logits: Tensor) -> None:
    own, scores = labels._dims, logits._dims
    if scores is not None and not scores:
        raise ValueError(f"`logits` cannot be a scalar: {logits}.")
    if own is None or scores is None:
        return
    if len(own) != len(scores) - 1 or not compatible(own, scores[:-1]):
        raise ValueError(
            "`labels` must have the shape of `logits` without the last dimension (they are class "
            f"numbers), but labels have shape {show(own)} and logits {show(scores)}."
        )


def _same_leading_shape(labels: Tensor, logits: Tensor) -> Any:
    """A block that waits for a run-time check of what the static shapes leave open."""
    own, scores = labels._dims, logits._dims
    if own is not None and scores is not None and None not in (*own, *scores[:-1]):
        return control_dependencies([])
    return control_dependencies([assert_equal(shape(labels), shape(logits)[:-1])])


# ---------------------------------------------------------------------------------- yes or no
def sigmoid_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """-z log(sigmoid(x)) - (1 - z) log(1 - sigmoid(x)), elementwise.

    Args:
        _sentinel: must not be given; it makes sure that the others are named.
        labels: z, probabilities, of the type and shape of `logits`.
        logits: x, scores, floats. Give both by keyword, as TF1 demands.
        name: of the node and its scope.

    Returns:
        A Tensor of the same type and shape, worked out as max(x, 0) - x z + log(1 + exp(-|x|)),
        which does not overflow. Gradient: sigmoid(x) - z to `logits`, -x to `labels`.

    Raises:
        ValueError: one of the two is missing, or the shapes differ.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=[1.0, 0.0], logits=[0.0, -99.0])
        >>> tf.Session().run(loss).round(4).tolist()
        [0.6930999755859375, 0.0]
    """
    _check_given("sigmoid_cross_entropy_with_logits", _sentinel, labels, logits)
    with name_scope(name, "logistic_loss", [logits, labels]) as scope:
        logits = convert(logits, name="logits")
        labels = convert(labels, name="labels")
        _check_same_shape(labels, logits, "labels")
        zeros = zeros_like(logits, dtype=logits.dtype)
        positive = greater_equal(logits, zeros)
        upper = where(positive, logits, zeros)
        minus_size = where(positive, -logits, logits)
        return add(upper - logits * labels, log1p(exp(minus_size)), name=scope)


def _check_same_shape(labels: Tensor, logits: Tensor, name: str) -> None:
    if not compatible(labels._dims, logits._dims):
        raise ValueError(
            f"`logits` and `{name}` must have the same shape, but have {show(logits._dims)} and "
            f"{show(labels._dims)}."
        )


def weighted_cross_entropy_with_logits(
    labels: Any = None,
    logits: Any = None,
    pos_weight: Any = None,
    name: str | None = None,
    targets: Any = None,
) -> Tensor:
    """-q z log(sigmoid(x)) - (1 - z) log(1 - sigmoid(x)), elementwise.

    Args:
        labels: z, probabilities, of the type and shape of `logits`.
        logits: x, scores, floats.
        pos_weight: q, the weight of positive labels: above 1 it trades misses for false alarms.
        name: of the node and its scope.
        targets: the old name of `labels`.

    Returns:
        A Tensor of the same type and shape. Gradient: to labels, logits and `pos_weight`.

    Raises:
        ValueError: the shapes differ.

    Example:
        >>> import minigraph as tf
        >>> loss = tf.nn.weighted_cross_entropy_with_logits([1.0], [0.0], 10.0)
        >>> tf.Session().run(loss).round(2).tolist()
        [6.929999828338623]
    """
    labels = renamed("labels", labels, "targets", targets)
    with name_scope(name, "logistic_loss", [logits, labels]) as scope:
        logits = convert(logits, name="logits")
        labels = convert(labels, name="labels")
        _check_same_shape(labels, logits, "labels")
        weight = 1 + (pos_weight - 1) * labels
        return add(
            (1 - labels) * logits,
            weight * (log1p(exp(-abs(logits))) + relu(-logits)),
            name=scope,
        )


# ---------------------------------------------------------------------------------- counts
def log_poisson_loss(
    targets: Any, log_input: Any, compute_full_loss: bool = False, name: str | None = None
) -> Tensor:
    """exp(c) - z c, elementwise: the loss of a count z whose expected logarithm is c.

    Args:
        targets: z, counts, of the type and shape of `log_input`.
        log_input: c, floats.
        compute_full_loss: whether to add Stirling's z log(z) - z + log(2 pi z) / 2, which does not
            depend on c, for z > 1.
        name: of the node and its scope.

    Returns:
        A Tensor of the same type and shape.

    Raises:
        ValueError: the shapes differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.log_poisson_loss([2.0], [0.0])).tolist()
        [1.0]
    """
    with name_scope(name, "log_poisson_loss", [log_input, targets]):
        log_input = convert(log_input, name="log_input")
        targets = convert(targets, name="targets")
        _check_same_shape(targets, log_input, "targets")
        result = exp(log_input) - log_input * targets
        if compute_full_loss:
            half = constant(0.5, targets.dtype)
            two_pi = constant(2 * math.pi, targets.dtype)
            stirling = targets * log(targets) - targets + half * log(two_pi * targets)
            zeros = zeros_like(targets, dtype=targets.dtype)
            ones = ones_like(targets, dtype=targets.dtype)
            small = logical_and(greater_equal(targets, zeros), less_equal(targets, ones))
            result += where(small, zeros, stirling)
        return result  # type: ignore[no-any-return]
