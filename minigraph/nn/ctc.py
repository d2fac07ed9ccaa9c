"""tf.nn.ctc_*: training on unaligned label sequences, and reading them from a network's output."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.sparse_tensor import SparseTensor, SparseTensorValue
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.compare import less, not_equal
from minigraph.ops.ctc import ctc_loss_dense_op, ctc_loss_op
from minigraph.ops.ctc_decoders import ctc_beam_search_decoder_op, ctc_greedy_decoder_op
from minigraph.ops.functional import map_fn
from minigraph.ops.indexing import scatter_nd, unique
from minigraph.ops.joining import concat
from minigraph.ops.logic import logical_and
from minigraph.ops.masks import boolean_mask, sequence_mask
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import pad
from minigraph.ops.reduce import reduce_max
from minigraph.ops.shaping import shape, size
from minigraph.ops.spread import ones_like, reduce_sum, renamed
from minigraph.ops.transposing import transpose

__all__ = [
    "collapse_repeated",
    "ctc_beam_search_decoder",
    "ctc_beam_search_decoder_v2",
    "ctc_greedy_decoder",
    "ctc_loss",
    "ctc_loss_v2",
    "ctc_unique_labels",
]


# ---------------------------------------------------------------------------------- losses
def ctc_loss(
    labels: Any,
    inputs: Any = None,
    sequence_length: Any = None,
    preprocess_collapse_repeated: bool = False,
    ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
    time_major: bool = True,
    logits: Any = None,
) -> Tensor:
    """-log of the probability that a network's outputs spell a label sequence.

    A path is a class for each step, its probability the product of their softmax. It spells what is
    left when repeats are merged and then blanks dropped; the loss sums over all paths that spell
    the labels. The last class is the blank.

    Args:
        labels: a SparseTensor of int32, [batch, longest]: the labels of each sequence in order, at
            least one; classes from the blank on at the end of a row count as none.
        inputs: scores (logits) of the classes, [steps, batch, classes].
        sequence_length: int32, [batch]: how many steps of each sequence count.
        preprocess_collapse_repeated: whether repeats in `labels` are merged first.
        ctc_merge_repeated: False: repeats in paths are not merged, blanks only dropped.
        ignore_longer_outputs_than_inputs: whether sequences with more labels than steps get loss
            and gradient 0 instead of an error.
        time_major: False: `inputs` is [batch, steps, classes].
        logits: the new name of `inputs`.

    Returns:
        A Tensor [batch] of the losses; inf where repeats leave too few steps. Gradient: softmax
        less the share of paths that take the class at that step. It has no gradient of its own:
        LookupError.

    Raises:
        TypeError: `labels` is no SparseTensor.
        tf.errors.InvalidArgumentError: at run time, labels are negative, out of order, missing or
            more than the steps, or a length is more than there are steps.

    Source: Graves, Fernandez, Gomez, Schmidhuber, "Connectionist temporal classification", 2006.

    Example:
        >>> import minigraph as tf
        >>> labels = tf.SparseTensor([[0, 0], [0, 1]], [0, 1], [1, 2])
        >>> scores = tf.zeros([3, 1, 3], tf.float64)  # of 27 paths, 5 spell (0, 1)
        >>> tf.Session().run(tf.exp(-tf.nn.ctc_loss(labels, scores, [3]))).round(4).tolist()
        [0.1852]
    """
    if isinstance(labels, SparseTensorValue):
        labels = SparseTensor.from_value(labels)
    if not isinstance(labels, SparseTensor):
        raise TypeError(f"Expected argument `labels` to be a SparseTensor, not {labels!r}.")
    scores = convert(renamed("inputs", inputs, "logits", logits), name="logits")
    kind = scores.dtype
    if kind == dtypes.float16:
        scores = cast(scores, dtypes.float32)
    if not time_major:
        scores = transpose(scores, [1, 0, 2])
    loss: Tensor = ctc_loss_op(
        scores,
        labels.indices,
        labels.values,
        sequence_length,
        preprocess_collapse_repeated=preprocess_collapse_repeated,
        ctc_merge_repeated=ctc_merge_repeated,
        ignore_longer_outputs_than_inputs=ignore_longer_outputs_than_inputs,
    )[0]
    return cast(loss, kind) if kind == dtypes.float16 else loss


def ctc_loss_v2(
    labels: Any,
    logits: Any,
    label_length: Any,
    logit_length: Any,
    logits_time_major: bool = True,
    unique: Any = None,
    blank_index: int | None = None,
    name: str | None = None,
) -> Tensor:
    """`tf.nn.ctc_loss` with labels as a matrix, which may be of length 0, and with a blank anywhere.

    Args:
        labels: integers [batch, longest], or a SparseTensor as for `tf.nn.ctc_loss`.
        logits: scores of the classes, [steps, batch, classes].
        label_length: [batch]: how many labels of each row count; None for sparse labels.
        logit_length: [batch]: how many steps of each sequence count.
        logits_time_major: False: `logits` is [batch, steps, classes].
        unique: accepted as in TF1, of no effect (there it makes the loss faster).
        blank_index: the class that is the blank, negative from the end; default 0 for a matrix of
            labels, to be given for sparse ones.
        name: of the scope.

    Returns:
        A Tensor [batch] of the losses; inf where no path spells the labels.

    Raises:
        ValueError: sparse labels without `blank_index`.

    Example:
        >>> import minigraph as tf
        >>> scores = tf.zeros([3, 1, 3], tf.float64)
        >>> loss = tf.nn.ctc_loss_v2([[1, 2]], scores, [2], [3])
        >>> tf.Session().run(tf.exp(-loss)).round(4).tolist()
        [0.1852]
    """
    if isinstance(labels, SparseTensor):
        if blank_index is None:
            raise ValueError(
                "Argument `blank_index` must be provided when labels is a SparseTensor."
            )
        labels, logits = _blank_last(labels, convert(logits, name="logits"), blank_index)
        return ctc_loss(labels, logits, logit_length, time_major=logits_time_major)
    with name_scope(name, "ctc_loss_dense", [labels, logits]):
        scores = convert(logits, name="logits")
        kind = scores.dtype
        if kind == dtypes.float16:
            scores = cast(scores, dtypes.float32)
        if not logits_time_major:
            scores = transpose(scores, [1, 0, 2])
        rows = [cast(convert(x), dtypes.int64) for x in (labels, label_length, logit_length)]
        loss: Tensor = ctc_loss_dense_op(scores, *rows, blank_index=blank_index or 0)[0]
        return cast(loss, kind) if kind == dtypes.float16 else loss


def _blank_last(labels: SparseTensor, logits: Tensor, blank: int) -> tuple[SparseTensor, Tensor]:
    """Labels and scores with the blank as the last class."""
    classes = logits.shape[-1].value
    if classes is None:
        raise ValueError(f"The number of classes of {logits} must be known.")
    blank = blank % classes
    if blank == classes - 1:
        return labels, logits
    parts = [logits[:, :, :blank], logits[:, :, blank + 1 :], logits[:, :, blank : blank + 1]]
    values = labels.values
    moved = where(less(values, blank), values, values - 1)
    return SparseTensor(labels.indices, moved, labels.dense_shape), concat(parts, 2)


# ---------------------------------------------------------------------------------- decoders
def ctc_greedy_decoder(
    inputs: Any, sequence_length: Any, merge_repeated: bool = True, blank_index: int | None = None
) -> tuple[list[SparseTensor], Tensor]:
    """What the path of the best class of each step spells.

    Args:
        inputs: scores of the classes, [steps, batch, classes].
        sequence_length: int32, [batch]: how many steps of each sequence count.
        merge_repeated: whether repeats are merged (before blanks are dropped).
        blank_index: the blank; default the last class, negative from the end.

    Returns:
        ([decoded], score): a list of one SparseTensor [batch, longest] of int64, and minus the sum
        of the best scores, [batch, 1].

    Raises:
        tf.errors.FailedPreconditionError: at run time, a length is more than there are steps.

    Example:
        >>> import minigraph as tf
        >>> scores = tf.one_hot([[0], [0], [2], [0], [1]], 3)
        >>> [decoded], score = tf.nn.ctc_greedy_decoder(scores, [5])
        >>> tf.Session().run(decoded).values.tolist()
        [0, 0, 1]
    """
    indices, values, dense_shape, score = ctc_greedy_decoder_op(
        inputs,
        sequence_length,
        merge_repeated=merge_repeated,
        blank_index=-1 if blank_index is None else blank_index,
    )
    return [SparseTensor(indices, values, dense_shape)], score


def ctc_beam_search_decoder(
    inputs: Any,
    sequence_length: Any,
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
) -> tuple[list[SparseTensor], Tensor]:
    """The most probable label sequences that a network's outputs spell, by beam search.

    Args:
        inputs: scores of the classes, [steps, batch, classes]; the last class is the blank.
        sequence_length: int32, [batch]: how many steps of each sequence count.
        beam_width: how many sequences are kept from step to step.
        top_paths: how many are returned.
        merge_repeated: whether repeated labels of a *result* are merged, as in TF1: "A _ A" gives
            "A", which is rarely what is wanted.

    Returns:
        (decoded, log_probability): a list of `top_paths` SparseTensors [batch, longest] of int64,
        the most probable first, and their log probabilities, [batch, top_paths]. Sequences of
        exactly one probability come in the order in which they were found; in TensorFlow their
        order is an accident of its heap.

    Raises:
        tf.errors.InvalidArgumentError: at run time, more paths are asked for than the beam holds.
        tf.errors.FailedPreconditionError: a length is more than there are steps.

    Source: A. Graves, "Supervised sequence labelling with recurrent neural networks", 2012.

    Example:
        >>> import minigraph as tf
        >>> scores = tf.log([[[0.4, 0.6]], [[0.4, 0.6]]])  # "0" by three paths: 0.64
        >>> [best, second], log_odds = tf.nn.ctc_beam_search_decoder(scores, [2], top_paths=2)
        >>> result = tf.Session().run([best, tf.exp(log_odds)])
        >>> result[0].values.tolist(), result[1].round(2).tolist()
        ([0], [[0.6399999856948853, 0.36000001430511475]])
    """
    *parts, score = ctc_beam_search_decoder_op(
        inputs,
        sequence_length,
        beam_width=beam_width,
        top_paths=top_paths,
        merge_repeated=merge_repeated,
    )
    flat = [part for item in parts for part in (item if isinstance(item, list) else [item])]
    kinds = [flat[kind * top_paths : (kind + 1) * top_paths] for kind in range(3)]
    triples = zip(*kinds, strict=True)
    return [SparseTensor(*triple) for triple in triples], score


def ctc_beam_search_decoder_v2(
    inputs: Any, sequence_length: Any, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[SparseTensor], Tensor]:
    """`tf.nn.ctc_beam_search_decoder` that leaves repeated labels of the results alone.

    Example:
        >>> import minigraph as tf
        >>> scores = 9.0 * tf.one_hot([[0], [1], [0]], 2)
        >>> [best], _ = tf.nn.ctc_beam_search_decoder_v2(scores, [3])
        >>> tf.Session().run(best).values.tolist()
        [0, 0]
    """
    return ctc_beam_search_decoder(inputs, sequence_length, beam_width, top_paths, False)


# ---------------------------------------------------------------------------------- labels
def ctc_unique_labels(labels: Any, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The different labels of each row, and for each label its place among them.

    Args:
        labels: integers [batch, longest].
        name: of the scope.

    Returns:
        (unique, index), both of the shape of `labels`: the different labels of a row, int64, in the
        order of their first use, filled up with 0, and int32 so that unique[i, index[i, j]] is
        labels[i, j].

    Example:
        >>> import minigraph as tf
        >>> [t.tolist() for t in tf.Session().run(tf.nn.ctc_unique_labels([[3, 4, 4, 3]]))]
        [[[3, 4, 0, 0]], [[0, 1, 1, 0]]]
    """
    with name_scope(name, "ctc_unique_labels", [labels]):
        rows = convert(labels, name="labels")

        def of_row(row: Tensor) -> list[Tensor]:
            found, index = unique(row)
            filled = pad(found, [[0, size(row) - size(found)]])
            return [cast(filled, dtypes.int64), index]

        result = map_fn(of_row, rows, dtype=[dtypes.int64, dtypes.int32])
        for tensor in result:
            tensor.set_shape(rows.shape)
        return result[0], result[1]


def collapse_repeated(
    labels: Any, seq_length: Any, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Repeats within each label sequence merged.

    Args:
        labels: integers [batch, longest].
        seq_length: integers [batch]: how many labels of each row count.
        name: of the scope.

    Returns:
        (collapsed, new lengths): [batch, longest of the new] filled up with 0, and [batch].

    Example:
        >>> import minigraph as tf
        >>> labels, lengths = tf.nn.collapse_repeated([[1, 1, 2, 2, 1], [3, 3, 4, 5, 6]], [5, 2])
        >>> [t.tolist() for t in tf.Session().run([labels, lengths])]
        [[[1, 2, 1], [3, 0, 0]], [3, 1]]
    """
    with name_scope(name, "collapse_repeated_labels", [labels, seq_length]):
        rows = convert(labels, name="labels")
        lengths = convert(seq_length, name="seq_length")
        begins = concat(
            [ones_like(rows[:, :1], dtypes.bool_), not_equal(rows[:, 1:], rows[:, :-1])], 1
        )
        keep = logical_and(begins, sequence_mask(lengths, shape(rows)[1]))
        counts = reduce_sum(cast(keep, dtypes.int32), 1)
        places = cast(where(sequence_mask(counts, reduce_max(counts))), dtypes.int32)
        sizes = [shape(rows)[0], reduce_max(counts)]
        collapsed = scatter_nd(places, boolean_mask(rows, keep), sizes)
        return collapsed, cast(counts, lengths.dtype)
