"""Candidates that happen to be true classes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.random import seed_pair

__all__ = ["compute_accidental_hits"]


def _hits(call: Call) -> list[Dims]:
    call.rank(0, 2), call.rank(1, 1)
    return [(None,), (None,), (None,)]


@op(
    "ComputeAccidentalHits",
    "true_classes: int64, sampled_candidates: int64 -> indices: int32, ids: int64, weights: float32",
    shape=_hits,
    no_gradient="positions are no smooth function",
    samples=[case(np.array([[1], [2], [5]]), np.array([5, 2, 7, 2]), num_true=1)],
)
def accidental_hits_op(
    true_classes: Any, sampled_candidates: Any, *, num_true: int, seed: int = 0, seed2: int = 0
) -> Any:
    """Where a candidate is a true class."""
    places = {number: place for place, number in enumerate(sampled_candidates.tolist())}
    hits = [
        (row, places[number])
        for row, numbers in enumerate(true_classes.tolist())
        for number in numbers
        if number in places
    ]
    rows, ids = np.array(hits, np.int64).reshape(-1, 2).T
    lowest = np.full(len(hits), np.finfo(np.float32).min, np.float32)
    return [rows.astype(np.int32), ids.copy(), lowest]


class _Hits(NamedTuple):
    indices: Tensor
    ids: Tensor
    weights: Tensor


def compute_accidental_hits(
    true_classes: Any,
    sampled_candidates: Any,
    num_true: int,
    seed: int | None = None,
    name: str | None = None,
) -> _Hits:
    """Where a candidate is one of the true classes, so that a loss can leave it out.

    Args:
        true_classes: int64 tensor (batch, num_true).
        sampled_candidates: int64 tensor (num_sampled,).
        num_true: the number of true classes of each example.
        seed, name: the seed is accepted as in TF1; the name of the node.

    Returns:
        (indices, ids, weights) of the hits: int32 rows of `true_classes`, int64 positions in
        `sampled_candidates`, and float32 numbers so low that, added to a logit, they hide it.

    Example:
        >>> import minigraph as tf
        >>> rows, places, _ = tf.nn.compute_accidental_hits([[1], [2]], [5, 2, 7], 1)
        >>> tf.Session().run([rows, places])
        [array([1], dtype=int32), array([1])]
    """
    hits = accidental_hits_op(
        true_classes, sampled_candidates, num_true=num_true, **seed_pair(seed), name=name
    )
    return _Hits(*hits)
