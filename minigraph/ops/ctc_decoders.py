"""From class scores to label sequences: the best path of a network's output, and a beam search.

The best path takes the best class of each step; but the most probable *sequence* is the sum of many
paths. The beam search keeps, step after step, the most probable sequences so far, each with the
probability of its paths that end in a blank and of those that end in its last label: the former may
take the same label again, the latter only merge it.

Source: A. Graves, "Supervised sequence labelling with recurrent neural networks", 2012, chapter 7.
"""

from __future__ import annotations

import heapq
import itertools
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.errors import FailedPreconditionError, InvalidArgumentError
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.ctc import log_softmax

__all__ = ["ctc_beam_search_decoder_op", "ctc_greedy_decoder_op"]

_TYPES = (dtypes.float32, dtypes.float64)
_NO_GRADIENT = "a choice of labels is no smooth function"


def _batch(call: Call) -> Any:
    inputs, lengths = call.rank(0, 3), call.rank(1, 1)
    if not compatible((inputs or (None,) * 3)[1:2], lengths):
        raise ValueError(f"{show(lengths)} lengths for inputs of shape {show(inputs)}")
    batch = merge((inputs or (None,) * 3)[1:2], lengths)
    return None if batch is None else batch[0]


def _check_lengths(lengths: Any, steps: int) -> None:
    for row, length in enumerate(lengths.tolist()):
        if length > steps:
            raise FailedPreconditionError(
                None, None, f"sequence_length({row}) = {length} is more than {steps} steps"
            )


def _sparse(sequences: list[Any]) -> tuple[Any, Any, Any]:
    """Label sequences as (indices, values, dense_shape) of a sparse matrix."""
    counts = np.array([len(sequence) for sequence in sequences], np.int64)
    rows = np.repeat(np.arange(len(sequences)), counts)
    columns = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    indices = np.stack([rows, columns], axis=1).astype(np.int64)
    values = np.array([label for sequence in sequences for label in sequence], np.int64)
    return indices, values, np.array([len(sequences), counts.max(initial=0)], np.int64)


# ---------------------------------------------------------------------------------- CTCGreedyDecoder
def _greedy_dims(call: Call) -> list[Dims]:
    return [(None, 2), (None,), (2,), (_batch(call), 1)]


@op(
    "CTCGreedyDecoder",
    "inputs: T, sequence_length: int32 -> decoded_indices: int64, decoded_values: int64, "
    "decoded_shape: int64, log_probability: T",
    T=_TYPES,
    shape=_greedy_dims,
    no_gradient=_NO_GRADIENT,
    samples=[
        case("6,2,3", np.array([6, 4], np.int32)),
        case("6,2,3", np.array([6, 0], np.int32), merge_repeated=True, blank_index=0),
        bad("6,2,3", np.array([7, 4], np.int32), error=FailedPreconditionError, match="7"),
        bad("6,2,3", np.array([6], np.int32), error=ValueError, match="lengths"),
        bad(
            "6,2,3",
            np.array([6, 4], np.int32),
            error=InvalidArgumentError,
            match="blank",
            blank_index=3,
        ),
    ],
)
def ctc_greedy_decoder_op(
    inputs: Any, sequence_length: Any, *, merge_repeated: bool = False, blank_index: int = -1
) -> Any:
    """What the path of the best classes spells, and minus the sum of its scores."""
    steps, batch, classes = inputs.shape
    _check_lengths(sequence_length, steps)
    if not -classes <= blank_index < classes:
        raise InvalidArgumentError(
            None, None, f"blank_index must be from {-classes} to {classes - 1}, not {blank_index}"
        )
    blank = blank_index % classes
    live = np.arange(steps)[:, None] < sequence_length
    best = inputs.argmax(2)
    score = -np.where(live, inputs.max(2), 0).sum(0)
    keep = live & (best != blank)
    if merge_repeated:
        keep[1:] &= best[1:] != best[:-1]
    indices, values, size = _sparse([best[keep[:, row], row] for row in range(batch)])
    return [indices, values, size, score[:, None].astype(inputs.dtype)]


# ---------------------------------------------------------------------------------- beam search
class Beam:
    """The most probable label sequences of one network output, step by step.

    A sequence is a number: `parents[k]` is the sequence without its last label, `labels[k]` that
    label; 0 is the empty one. `blank` and `label` are log probabilities of the paths so far that
    end in a blank and in the last label, `total` of both.
    """

    def __init__(self, width: int, classes: int):
        self.width, self.classes = width, classes
        self.parents, self.labels = [-1], [-1]
        self.known: dict[tuple[int, int], int] = {}
        self.members = [0]
        self.blank, self.label = np.zeros(1), np.full(1, -np.inf)
        self.total = np.zeros(1)

    def step(self, log_odds: Any) -> None:
        """Go on by one output: log odds of the classes, blank last."""
        place = {member: row for row, member in enumerate(self.members)}
        own = np.array([self.labels[member] for member in self.members])
        parent = np.array([place.get(self.parents[member], -1) for member in self.members])
        # extended[i, c]: sequence i, then label c; after the same label only from a blank
        extended = np.repeat(self.total[:, None], self.classes - 1, axis=1)
        ends = np.flatnonzero(own >= 0)
        extended[ends, own[ends]] = self.blank[ends]
        extended += log_odds[:-1]
        # members: those that stay as they are, and those that grew out of another member
        label = np.full(len(own), -np.inf)
        label[ends] = self.label[ends] + log_odds[own[ends]]
        grown = np.flatnonzero(parent >= 0)
        label[grown] = np.logaddexp(label[grown], extended[parent[grown], own[grown]])
        extended[parent[grown], own[grown]] = -np.inf
        blank = self.total + log_odds[-1]
        inner: dict[
            int, dict[int, int]
        ] = {}  # row of a member -> label -> row of the longer member
        for row in grown.tolist():
            inner.setdefault(int(parent[row]), {})[int(own[row])] = row
        kept = self._selected(np.logaddexp(blank, label), extended, inner)
        self._take(kept, blank, label)

    def _selected(
        self, total: Any, extended: Any, inner: dict[int, dict[int, int]]
    ) -> list[tuple[float, int, int, int]]:
        """The best of members and extensions: (total, -order of arrival, row, label or -1).

        The members come first; then each member in turn, the best first, offers its extensions,
        each of which pushes out the worst there is. TensorFlow's order has an effect of its own,
        which is kept: a member that is pushed out before its turn, and that a shorter member comes
        across as one of its extensions, no longer offers any.
        """
        kept = [(value, -row, row, -1) for row, value in enumerate(total.tolist())]
        heapq.heapify(kept)
        arrivals = itertools.count(len(kept))
        gone: set[int] = set()  # members that were pushed out
        silent: set[int] = set()
        for row, before in enumerate(self.total.tolist()):
            is_full = len(kept) >= self.width
            worst = kept[0][0] if is_full else -np.inf
            if row in silent or not before > worst:
                continue
            longer = inner.get(row, {})
            names = set(np.flatnonzero(extended[row] > worst).tolist())
            for name in sorted(names | longer.keys()):
                if name in longer:
                    if longer[name] in gone:
                        silent.add(longer[name])
                    continue
                offer = (float(extended[row, name]), -next(arrivals), row, name)
                if len(kept) < self.width:
                    heapq.heappush(kept, offer)
                elif offer[0] > kept[0][0]:
                    _, _, loser, last = heapq.heapreplace(kept, offer)
                    if last < 0:
                        gone.add(loser)
        return sorted(kept, reverse=True)

    def _take(self, kept: list[tuple[float, int, int, int]], blank: Any, label: Any) -> None:
        """Make those that were selected the members."""
        rows = np.array([row for _, _, row, _ in kept])
        is_old = np.array([name < 0 for _, _, _, name in kept])
        self.total = np.array([value for value, _, _, _ in kept])
        self.blank = np.where(is_old, blank[rows], -np.inf)
        self.label = np.where(is_old, label[rows], self.total)
        self.members = [
            self.members[row] if name < 0 else self._child(self.members[row], name)
            for _, _, row, name in kept
        ]

    def _child(self, member: int, label: int) -> int:
        key = (member, label)
        if key not in self.known:
            self.known[key] = len(self.parents)
            self.parents.append(member)
            self.labels.append(label)
        return self.known[key]

    def sequence(self, member: int, merges: bool) -> list[int]:
        """The labels of a sequence; with `merges`, repeats as one."""
        result: list[int] = []
        while member:
            if not merges or not result or result[-1] != self.labels[member]:
                result.append(self.labels[member])
            member = self.parents[member]
        return result[::-1]


def _beam_dims(call: Call) -> list[Dims]:
    paths = call.attrs["top_paths"]
    if paths < 1 or call.attrs["beam_width"] < 1:
        raise ValueError(f"beam_width and top_paths = {paths} must be at least 1")
    return [*[(None, 2)] * paths, *[(None,)] * paths, *[(2,)] * paths, (_batch(call), paths)]


@op(
    "CTCBeamSearchDecoder",
    "inputs: T, sequence_length: int32 -> decoded_indices: top_paths*int64, "
    "decoded_values: top_paths*int64, decoded_shape: top_paths*int64, log_probability: T",
    T=_TYPES,
    shape=_beam_dims,
    no_gradient=_NO_GRADIENT,
    samples=[
        case("6,2,3", np.array([6, 4], np.int32), beam_width=10, top_paths=2),
        case("6,2,3", np.array([6, 0], np.int32), beam_width=2, top_paths=1, merge_repeated=False),
        bad(
            "6,2,3",
            np.array([6, 4], np.int32),
            beam_width=2,
            top_paths=3,
            error=InvalidArgumentError,
            match="beam width",
        ),
        bad(
            "6,2,3",
            np.array([6, 0], np.int32),
            beam_width=3,
            top_paths=3,
            error=InvalidArgumentError,
            match="Less leaves",
        ),
        bad(
            "6,2,3",
            np.array([6, 4], np.int32),
            beam_width=2,
            top_paths=0,
            error=ValueError,
            match="top_paths",
        ),
    ],
)
def ctc_beam_search_decoder_op(
    inputs: Any,
    sequence_length: Any,
    *,
    beam_width: int,
    top_paths: int,
    merge_repeated: bool = True,
) -> Any:
    """The most probable label sequences and their log probabilities."""
    steps, batch, classes = inputs.shape
    _check_lengths(sequence_length, steps)
    if top_paths > beam_width:
        raise InvalidArgumentError(None, None, "requested more paths than the beam width.")
    log_odds = log_softmax(inputs)
    found: list[list[list[int]]] = [[] for _ in range(top_paths)]
    score = np.empty((batch, top_paths), inputs.dtype)
    for row, length in enumerate(sequence_length.tolist()):
        beam = Beam(beam_width, classes)
        for step in range(length):
            beam.step(log_odds[step, row])
        if len(beam.members) < top_paths:
            raise InvalidArgumentError(None, None, "Less leaves in the beam search than requested.")
        score[row] = beam.total[:top_paths]
        for path in range(top_paths):
            found[path].append(beam.sequence(beam.members[path], merge_repeated))
    parts = [_sparse(sequences) for sequences in found]
    return [part for kind in zip(*parts, strict=True) for part in kind] + [score]
