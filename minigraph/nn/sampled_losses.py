"""Losses over many classes that look at the true ones and at a few drawn ones.

Noise-contrastive estimation asks of each class whether it is true; sampled softmax asks which of
the true and the drawn ones is. Both correct each logit by the log of how often its class was to be
expected, so that what is learnt does not depend on the sampler.
"""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.nn.accidental_hits import compute_accidental_hits
from minigraph.nn.candidates import log_uniform_candidate_sampler
from minigraph.nn.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
)
from minigraph.nn.embedding import embedding_lookup
from minigraph.ops.arithmetic import multiply
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.exponentials import log
from minigraph.ops.flow import stop_gradient
from minigraph.ops.joining import concat, stack
from minigraph.ops.matmul import matmul
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.slicing import slice
from minigraph.ops.sparse_to_dense import sparse_to_dense
from minigraph.ops.spread import ones, ones_like, zeros_like

__all__ = ["nce_loss", "sampled_softmax_loss"]


def _row_sums(x: Any) -> Tensor:
    """The sum of each row of a matrix, as a product with a column of ones."""
    columns = shape(x)[1]
    return reshape(matmul(x, ones(stack([columns, 1]), x.dtype)), [-1])


def _sampled_logits(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int,
    sampled_values: Any,
    remove_accidental_hits: bool,
    partition_strategy: str,
    name: str | None,
    seed: int | None,
) -> tuple[Tensor, Tensor]:
    """Logits of the true and the drawn classes, and the labels that belong to them."""
    tables = weights if isinstance(weights, (list, tuple)) else [weights]
    with name_scope(name, "compute_sampled_logits", [*tables, biases, inputs, labels]):
        labels = convert(labels)
        if labels.dtype is not dtypes.int64:
            labels = cast(labels, dtypes.int64)
        flat = reshape(labels, [-1])
        if sampled_values is None:
            sampled_values = log_uniform_candidate_sampler(
                labels, num_true, num_sampled, True, num_classes, seed
            )
        drawn, true_count, drawn_count = (stop_gradient(s) for s in sampled_values)
        drawn = cast(drawn, dtypes.int64)
        ids = concat([flat, drawn], 0)

        rows = embedding_lookup(tables, ids, partition_strategy=partition_strategy)
        true_rows = slice(rows, [0, 0], stack([shape(flat)[0], -1]))
        drawn_rows = slice(rows, stack([shape(flat)[0], 0]), [-1, -1])
        drawn_logits = matmul(inputs, drawn_rows, transpose_b=True)
        offsets = embedding_lookup(biases, ids, partition_strategy=partition_strategy)
        true_offsets = slice(offsets, [0], shape(flat))
        drawn_offsets = slice(offsets, shape(flat), [-1])

        width = shape(true_rows)[1:2]
        by_example = concat([[-1, num_true], width], 0)
        products = multiply(expand_dims(inputs, 1), reshape(true_rows, by_example))
        dots = _row_sums(reshape(products, concat([[-1], width], 0)))
        true_logits = reshape(dots, [-1, num_true])
        true_logits += reshape(true_offsets, [-1, num_true])
        drawn_logits += drawn_offsets
        if remove_accidental_hits:
            drawn_logits += _hidden(labels, drawn, num_true, num_sampled)
        true_logits -= log(true_count)
        drawn_logits -= log(drawn_count)
        logits = concat([true_logits, drawn_logits], 1)
        truth = concat([ones_like(true_logits) / num_true, zeros_like(drawn_logits)], 1)
        return logits, truth


def _hidden(labels: Any, drawn: Any, num_true: int, num_sampled: int) -> Tensor:
    """What to add to the logits of drawn classes to hide those that are true."""
    rows, places, lowest = compute_accidental_hits(labels, drawn, num_true)
    positions = concat(
        [reshape(rows, [-1, 1]), reshape(cast(places, dtypes.int32), [-1, 1])],
        1,
        name="sparse_indices",
    )
    dims = concat([shape(labels)[:1], expand_dims(num_sampled, 0)], 0)
    return sparse_to_dense(positions, dims, lowest, default_value=0.0, validate_indices=False)


def nce_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = False,
    partition_strategy: str = "mod",
    name: str = "nce_loss",
) -> Tensor:
    """The noise-contrastive loss of each example: is a class true, or was it drawn?

    With logit s = w . x + b - log(expected count), the loss is the sum of log(1 + exp(-s)) over the
    true classes (each counted 1 / num_true) and of log(1 + exp(s)) over the drawn ones.

    Args:
        weights: (num_classes, dim), or a list of parts, see `tf.nn.embedding_lookup`.
        biases: (num_classes,).
        labels: int64 (batch, num_true), the true classes.
        inputs: (batch, dim).
        num_sampled: how many classes to draw for the batch.
        num_classes: the number of classes.
        num_true: the number of true classes of each example.
        sampled_values: what a candidate sampler gave; default: a log-uniform one, drawing
            different classes.
        remove_accidental_hits: whether drawn classes that are true are left out.
        partition_strategy: how parts of the weights divide the classes: "mod" or "div".
        name: of the scope.

    Returns:
        A Tensor (batch,). Gradients to inputs, biases and (as IndexedSlices) weights.

    Source: Gutmann and Hyvarinen, "Noise-contrastive estimation", AISTATS 2010; Mnih and Teh,
    arXiv:1206.6426.

    Example:
        >>> import minigraph as tf
        >>> weights, biases = tf.zeros([50, 3]), tf.zeros([50])
        >>> loss = tf.nn.nce_loss(weights, biases, [[4], [7]], tf.ones([2, 3]), 5, 50)
        >>> loss.shape.as_list()
        [2]
    """
    logits, truth = _sampled_logits(
        weights,
        biases,
        labels,
        inputs,
        num_sampled,
        num_classes,
        num_true,
        sampled_values,
        remove_accidental_hits,
        partition_strategy,
        name,
        None,
    )
    losses = sigmoid_cross_entropy_with_logits(labels=truth, logits=logits, name="sampled_losses")
    return _row_sums(losses)


def sampled_softmax_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = True,
    partition_strategy: str = "mod",
    name: str = "sampled_softmax_loss",
    seed: int | None = None,
) -> Tensor:
    """The softmax cross entropy of each example among its true classes and a few drawn ones.

    For training only: it is less than the full loss, which a test should use.

    Args:
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
            partition_strategy, name: as for `tf.nn.nce_loss`.
        remove_accidental_hits: whether drawn classes that are true are left out; here by default.
        seed: of the sampler.

    Returns:
        A Tensor (batch,). Gradients to inputs, biases and (as IndexedSlices) weights.

    Source: Jean et al., "On using very large target vocabulary", arXiv:1412.2007, section 3.

    Example:
        >>> import minigraph as tf
        >>> weights, biases = tf.zeros([50, 3]), tf.zeros([50])
        >>> loss = tf.nn.sampled_softmax_loss(weights, biases, [[4]], tf.ones([1, 3]), 5, 50)
        >>> loss.shape.as_list()
        [1]
    """
    logits, truth = _sampled_logits(
        weights,
        biases,
        labels,
        inputs,
        num_sampled,
        num_classes,
        num_true,
        sampled_values,
        remove_accidental_hits,
        partition_strategy,
        name,
        seed,
    )
    truth = stop_gradient(truth, name="labels_stop_gradient")
    return softmax_cross_entropy_with_logits_v2(labels=truth, logits=logits)
