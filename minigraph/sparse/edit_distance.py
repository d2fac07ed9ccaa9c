"""How far sequences are from each other: Levenshtein's distance.

Source: V. I. Levenshtein, Binary codes capable of correcting deletions, insertions, and reversals,
Soviet Physics Doklady 10 (1966); the table is filled row by row (Wagner and Fischer, 1974).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.core.sparse_tensor import SparseTensor, SparseTensorValue
from minigraph.ops.reductions import all_known
from minigraph.sparse.places import as_sparse, check_inside, columns, row_keys

__all__ = ["edit_distance"]


def _distances(call: Call) -> Dims:
    for first in (0, 3):
        call.rank(first, 2)
        call.rank(first + 1, 1)
        call.rank(first + 2, 1)
    ranks = [columns(None, call.shapes[i]) for i in (2, 5)]
    if not compatible(*[(rank,) for rank in ranks]):
        raise ValueError(f"hypothesis and truth have different ranks: {ranks[0]} and {ranks[1]}")
    a, b = all_known(call.values[2]), all_known(call.values[5])
    if a is None or b is None:
        return None
    return tuple(max(m, n) for m, n in zip(a[:-1], b[:-1], strict=True))


def _distance(a: Any, b: Any) -> int:
    """The fewest symbols to insert, delete and replace that make a of b.

    Within a row of the table each entry may come from the one before: with the column number
    taken off, that is a running minimum.
    """
    steps = np.arange(len(b) + 1)
    row = steps
    for number, symbol in enumerate(a, 1):
        best = np.minimum(row[1:] + 1, row[:-1] + (b != symbol))
        row = np.minimum.accumulate(np.concatenate([[number], best]) - steps) + steps
    return int(row[-1])


def _sequences(places: Any, values: Any, sizes: Any, whole: Any) -> dict[int, Any]:
    """The sequences that are not empty, by their number within `whole`."""
    check_inside(places, sizes)
    (keys,) = row_keys(whole, places[:, :-1])
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))[: len(keys)]
    ends = [*starts[1:], len(keys)]
    return {int(keys[s]): values[s:e] for s, e in zip(starts, ends, strict=False)}


_WORDS = np.array([[0, 0], [0, 1], [2, 0]])
_OTHER = np.array([[0, 0], [1, 0], [2, 0], [2, 1]])


@op(
    "EditDistance",
    "hypothesis_indices: int64, hypothesis_values: T, hypothesis_shape: int64,"
    " truth_indices: int64, truth_values: T, truth_shape: int64 -> output: float32",
    shape=_distances,
    no_gradient="it counts",
    samples=[
        case(_WORDS, [1, 2, 3], np.array([3, 2]), _OTHER, [1, 5, 4, 3], np.array([3, 2])),
        case(
            _WORDS,
            [1, 2, 3],
            np.array([3, 2]),
            _OTHER,
            [1, 5, 4, 3],
            np.array([4, 2]),
            normalize=False,
        ),
        bad(
            _WORDS,
            [1, 2, 3],
            np.array([3, 2]),
            np.array([[0]]),
            [1],
            np.array([3]),
            error=ValueError,
            match="ranks",
        ),
    ],
)
def edit_distance_op(
    hypothesis_indices: Any,
    hypothesis_values: Any,
    hypothesis_shape: Any,
    truth_indices: Any,
    truth_values: Any,
    truth_shape: Any,
    *,
    normalize: bool = True,
) -> Any:
    """The distance of each pair of sequences, which go along the last axis."""
    if len(hypothesis_shape) != len(truth_shape):
        raise ValueError(
            f"hypothesis and truth have different ranks: {len(hypothesis_shape)} and "
            f"{len(truth_shape)}"
        )
    whole = np.maximum(hypothesis_shape, truth_shape)[:-1]
    made = _sequences(hypothesis_indices, hypothesis_values, hypothesis_shape, whole)
    true = _sequences(truth_indices, truth_values, truth_shape, whole)
    result = np.zeros(int(np.prod(whole)), np.float32)
    for number in made.keys() | true.keys():
        a, b = made.get(number, ()), true.get(number, np.zeros(0, truth_values.dtype))
        steps = _distance(a, b)
        if not normalize:
            result[number] = steps
        else:
            result[number] = steps / len(b) if len(b) else np.inf
    return result.reshape(whole)


def edit_distance(
    hypothesis: Any, truth: Any, normalize: bool = True, name: str = "edit_distance"
) -> Tensor:
    """Levenshtein's distance of each pair of sequences: symbols to insert, delete or replace.

    Args:
        hypothesis, truth: SparseTensors of one type and rank n, any type; their sequences go
            along the last axis and have no gaps, their places are in order.
        normalize: whether to divide by the length of the truth; infinite where only that is empty.
        name: of the node.

    Returns:
        A float32 Tensor of rank n - 1.

    Raises:
        TypeError: one of the two is no SparseTensor, or their types differ.
        tf.errors.InvalidArgumentError: the ranks differ.

    Source: V. I. Levenshtein (1966).

    Example:
        >>> import minigraph as tf
        >>> one = tf.SparseTensor([[0, 0], [0, 1]], ["a", "b"], [1, 2])
        >>> two = tf.SparseTensor([[0, 0], [0, 1]], ["a", "c"], [1, 2])
        >>> tf.Session().run(tf.edit_distance(one, two)).tolist()
        [0.5]
    """
    for what, value in (("Hypothesis", hypothesis), ("Truth", truth)):
        if not isinstance(value, (SparseTensor, SparseTensorValue)):
            raise TypeError(f"{what} must be a SparseTensor.")
    a, b = as_sparse(hypothesis), as_sparse(truth)
    if a._dims is not None and b._dims is not None and len(a._dims) != len(b._dims):
        raise ValueError(f"The ranks differ: {show(a._dims)} and {show(b._dims)}.")
    result: Tensor = edit_distance_op(
        a.indices,
        a.values,
        a.dense_shape,
        b.indices,
        b.values,
        b.dense_shape,
        normalize=normalize,
        name=name,
    )
    return result
