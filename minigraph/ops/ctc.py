"""Connectionist temporal classification: how probable a sequence of labels is, given class scores.

At each step a network tells the odds of every label and of "blank". A path chooses one of these a
step; it spells what is left when repeats are merged and blanks then dropped. The loss of a sequence
is -log of the summed probability of all paths that spell it. The sum runs forward over (step, place
in the sequence with blanks between); a second one backward gives how much of it passes through each
place, and from that the gradient. Both take a whole batch a step, in logarithms.

Source: A. Graves, S. Fernandez, F. Gomez, J. Schmidhuber, "Connectionist temporal classification",
2006; A. Graves, "Supervised sequence labelling with recurrent neural networks", 2012, chapter 7.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.arithmetic import multiply
from minigraph.ops.axes import expand_dims
from minigraph.ops.flow import prevent_gradient

__all__ = ["ctc_loss_dense_op", "ctc_loss_op"]

_TYPES = (dtypes.float32, dtypes.float64)


# ---------------------------------------------------------------------------------- the sums
class Lattice:
    """The places of a batch of label sequences: a blank before, between and after the labels.

    Args:
        labels: [batch, longest], of which the first `counts` of each row count.
        counts: labels of each row.
        blank: the class that is no label.
        merges: whether a path's repeats of a label are merged.
    """

    def __init__(self, labels: Any, counts: Any, blank: int, merges: bool):
        batch, longest = labels.shape
        self.classes = np.full((batch, 2 * longest + 1), blank, np.int64)
        self.classes[:, 1::2] = np.where(np.arange(longest) < counts[:, None], labels, blank)
        self.ends = 2 * counts  # the place of the last blank
        self.exists = np.arange(2 * longest + 1) <= self.ends[:, None]
        is_label = np.zeros(self.classes.shape, bool)
        is_label[:, 1::2] = True
        # a path may stay at a place, and may leave out the blank between two different labels
        self.stays = np.where(is_label & (not merges), -np.inf, 0.0)
        differs = np.zeros(self.classes.shape, bool)
        differs[:, 3::2] = (self.classes[:, 3::2] != self.classes[:, 1:-2:2]) | (not merges)
        self.skips = np.where(differs, 0.0, -np.inf)

    def scores(self, log_odds: Any) -> Any:
        """[steps, batch, places]: the log odds of each place's class at each step."""
        index = np.broadcast_to(self.classes, (len(log_odds), *self.classes.shape))
        return np.where(self.exists, np.take_along_axis(log_odds, index, 2), -np.inf)

    def forward(self, scores: Any) -> Any:
        """Log probability of all beginnings of paths that are at a place at a step, inclusive."""
        result = np.full(scores.shape, -np.inf)
        result[:1, :, :2] = scores[:1, :, :2]
        for step in range(1, len(scores)):
            before, now = result[step - 1], result[step]
            np.add(before, self.stays, out=now)
            now[:, 1:] = np.logaddexp(now[:, 1:], before[:, :-1])
            now[:, 2:] = np.logaddexp(now[:, 2:], before[:, :-2] + self.skips[:, 2:])
            now += scores[step]
        return result

    def backward(self, scores: Any, lengths: Any) -> Any:
        """Log probability of all ends of paths after a place at a step, that step exclusive."""
        result = np.full(scores.shape, -np.inf)
        rows = np.arange(len(lengths))
        for step in range(len(scores) - 1, -1, -1):
            now = result[step]
            if step + 1 < len(scores):
                after = result[step + 1] + scores[step + 1]
                np.add(after, self.stays, out=now)
                now[:, :-1] = np.logaddexp(now[:, :-1], after[:, 1:])
                now[:, :-2] = np.logaddexp(now[:, :-2], after[:, 2:] + self.skips[:, 2:])
            last = rows[lengths == step + 1]
            now[last] = -np.inf
            now[last, self.ends[last]] = 0.0
            now[last, np.maximum(self.ends[last] - 1, 0)] = 0.0
        return result


def log_softmax(scores: Any) -> Any:
    """Logarithms of the odds, float64."""
    wide = scores.astype(np.float64)
    wide -= wide.max(-1, keepdims=True, initial=-np.inf)
    wide -= np.log(np.exp(wide).sum(-1, keepdims=True))
    return wide


def loss_and_gradient(
    logits: Any, labels: Any, counts: Any, lengths: Any, *, blank: int, merges: bool, ignored: Any
) -> list[Any]:
    """[losses of a batch, their gradients by `logits`]; both are 0 for the `ignored`."""
    steps, batch, classes = logits.shape
    live = (np.arange(steps)[:, None] < lengths) & ~ignored
    with np.errstate(invalid="ignore", divide="ignore"):
        log_odds = log_softmax(logits)
        lattice = Lattice(labels, counts, blank, merges)
        scores = lattice.scores(log_odds)
        begun, left = lattice.forward(scores), lattice.backward(scores, lengths)
        through = begun + left
        total = np.where(counts > 0, -np.inf, 0.0)  # no step at all spells the empty sequence
        runs = lengths > 0
        last = through[lengths[runs] - 1, np.flatnonzero(runs)]
        total[runs] = np.logaddexp.reduce(last, axis=-1)
        share = np.where(np.isneginf(total)[:, None], 0.0, np.exp(through - total[:, None]))
    place = np.arange(steps * batch).reshape(steps, batch, 1) * classes + lattice.classes
    used = np.where(live[..., None], share, 0.0)
    mass = np.bincount(place.ravel(), used.ravel(), steps * batch * classes)
    gradient = np.where(live[..., None], np.exp(log_odds), 0.0) - mass.reshape(logits.shape)
    loss = np.where(ignored, 0.0, -total)
    return [loss.astype(logits.dtype), gradient.astype(logits.dtype)]


# ---------------------------------------------------------------------------------- CTCLoss
def _refused(text: str) -> Exception:
    return InvalidArgumentError(None, None, text)


def _check_lengths(lengths: Any, steps: int) -> None:
    for row, length in enumerate(lengths.tolist()):
        if not 0 <= length <= steps:
            raise _refused(f"sequence_length({row}) = {length} is negative or more than {steps}")


def _check_places(indices: Any, batch: int) -> None:
    rows, columns = indices[:, 0], indices[:, 1]
    if ((rows < 0) | (rows >= batch) | (columns < 0)).any():
        raise _refused(f"a label is out of bounds: of {batch} sequences, their rows are {rows}")
    later = (np.diff(rows) > 0) | ((np.diff(rows) == 0) & (np.diff(columns) > 0))
    if not later.all():
        raise _refused("the labels are out of order: tf.sparse_reorder brings them into it")


def _rows_of(
    indices: Any, values: Any, batch: int, blank: int, collapses: bool
) -> tuple[Any, Any, Any]:
    """(labels [batch, longest], how many of them each row has, how many were given)."""
    _check_places(indices, batch)
    rows = indices[:, 0]
    given = np.bincount(rows, minlength=batch)
    if not given.all():
        raise _refused(f"Labels length is zero in batch {int(np.argmin(given))}")
    if (values < 0).any():
        raise _refused(f"All labels must be nonnegative integers, but they are {values}")
    same_row = np.concatenate([[False], rows[1:] == rows[:-1]])
    if collapses:
        keep = ~(same_row & np.concatenate([[False], values[1:] == values[:-1]]))
        rows, values, same_row = rows[keep], values[keep], same_row[keep]
        same_row[1:] = rows[1:] == rows[:-1]
    is_null = values >= blank
    if (is_null[:-1] & ~is_null[1:] & same_row[1:]).any():
        raise _refused(f"Saw a non-null label following a null label (one from {blank} on)")
    rows, values = rows[~is_null], values[~is_null]
    counts = np.bincount(rows, minlength=batch)
    labels = np.zeros((batch, int(counts.max(initial=0))), np.int64)
    labels[np.arange(labels.shape[1]) < counts[:, None]] = values
    return labels, counts, given


def _losses(call: Call) -> list[Dims]:
    inputs, lengths = call.rank(0, 3), call.rank(3, 1)
    call.rank(1, 2)
    if not compatible((inputs or (None,) * 3)[1:2], lengths):
        raise ValueError(f"{show(lengths)} lengths for inputs of shape {show(inputs)}")
    if inputs is None:
        return [lengths or (None,), None if lengths is None else (None, *lengths, None)]
    batch = merge(inputs[1:2], lengths) or ()
    return [batch, (inputs[0], *batch, inputs[2])]


_PLACES = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
_LABELS = np.array([0, 1, 1, 1], np.int32)
_LENGTHS = np.array([6, 5], np.int32)


@op(
    "CTCLoss",
    "inputs: T, labels_indices: int64, labels_values: int32, sequence_length: int32 "
    "-> loss: T, gradient: T",
    T=_TYPES,
    shape=_losses,
    samples=[
        case("6,2,4", _PLACES, _LABELS, _LENGTHS),
        case("6,2,4", _PLACES, _LABELS, _LENGTHS, ctc_merge_repeated=False),
        case("6,2,4", _PLACES, _LABELS, _LENGTHS, preprocess_collapse_repeated=True),
        case(
            "6,2,4",
            _PLACES,
            _LABELS,
            np.array([6, 1], np.int32),
            ignore_longer_outputs_than_inputs=True,
        ),
        bad(
            "6,2,4",
            _PLACES,
            _LABELS,
            np.array([6, 1], np.int32),
            error=InvalidArgumentError,
            match="required: 2, available: 1",
        ),
        bad(
            "6,2,4",
            _PLACES,
            _LABELS,
            np.array([7, 1], np.int32),
            error=InvalidArgumentError,
            match="7",
        ),
        bad("6,2,4", _PLACES, -_LABELS, _LENGTHS, error=InvalidArgumentError, match="nonneg"),
        bad("6,2,4", _PLACES[:2], _LABELS[:2], _LENGTHS, error=InvalidArgumentError, match="zero"),
        bad("6,2,4", _PLACES, _LABELS, np.array([6], np.int32), error=ValueError, match="lengths"),
        bad("6,4", _PLACES, _LABELS, _LENGTHS, error=ValueError, match="rank 3"),
    ],
)
def ctc_loss_op(
    inputs: Any,
    labels_indices: Any,
    labels_values: Any,
    sequence_length: Any,
    *,
    preprocess_collapse_repeated: bool = False,
    ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
) -> Any:
    """-log of the probability of each label sequence, and its gradient; the last class is blank."""
    steps, batch, classes = inputs.shape
    _check_lengths(sequence_length, steps)
    labels, counts, given = _rows_of(
        labels_indices, labels_values, batch, classes - 1, preprocess_collapse_repeated
    )
    ignored = sequence_length < given
    if ignored.any() and not ignore_longer_outputs_than_inputs:
        row = int(np.argmax(ignored))
        raise _refused(
            "Not enough time for target transition sequence (required: "
            f"{given[row]}, available: {sequence_length[row]}) in batch {row}. "
            "ignore_longer_outputs_than_inputs=True leaves such sequences out."
        )
    return loss_and_gradient(
        inputs,
        labels,
        counts,
        sequence_length,
        blank=classes - 1,
        merges=ctc_merge_repeated,
        ignored=ignored,
    )


@ctc_loss_op.grad
def _(op: Any, g: Any, _: Any) -> Any:
    return _scaled(op, g), None, None, None


def _scaled(op: Any, g: Any) -> Any:
    slope = prevent_gradient(op.outputs[1], "the gradient of a CTC loss has none of its own")
    return multiply(expand_dims(g, -1), slope)


# ---------------------------------------------------------------------------------- dense labels
def _dense_losses(call: Call) -> list[Dims]:
    call.rank(1, 2)
    return _losses(call._replace(shapes=(call.shapes[0], None, None, call.shapes[3])))


@op(
    "_CTCLossDense",
    "logits: T, labels: int64, label_length: int64, logit_length: int64 -> loss: T, gradient: T",
    T=_TYPES,
    shape=_dense_losses,
    samples=[
        case("6,2,4", np.array([[1, 2], [1, 1]]), np.array([2, 1]), np.array([6, 5])),
        case(
            "6,2,4", np.array([[1, 2], [1, 1]]), np.array([2, 0]), np.array([6, 5]), blank_index=3
        ),
    ],
)
def ctc_loss_dense_op(
    logits: Any, labels: Any, label_length: Any, logit_length: Any, *, blank_index: int = 0
) -> Any:
    """-log of the probability of each row's first labels, and its gradient."""
    _check_lengths(logit_length, len(logits))
    _check_lengths(label_length, labels.shape[1])
    blank = blank_index % logits.shape[2]
    inside = np.clip(labels, 0, logits.shape[2] - 1)
    return loss_and_gradient(
        logits,
        inside,
        label_length,
        logit_length,
        blank=blank,
        merges=True,
        ignored=np.zeros(len(labels), bool),
    )


@ctc_loss_dense_op.grad
def _(op: Any, g: Any, _: Any) -> Any:
    return _scaled(op, g), None, None, None
