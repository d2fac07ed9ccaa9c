"""Rows by number, look-ups by SparseTensors of ids, distances of sequences."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import feed
from tests.oracle.sparse_inputs import W

FAMILY = Family(
    "sparse_rows",
    Tolerance(4, "array", "sums in another order; exp of softmax: 2 ulps of NumPy's own"),
)
case = FAMILY.case
wrong = FAMILY.wrong

# ------------------------------------------------------------------------------- rows by number
for _kind in ("sum", "mean", "sqrt_n"):

    def _segments(tf: Any, kind: str = _kind) -> Any:
        return getattr(tf, f"sparse_segment_{kind}")(W(tf), [0, 3, 3, 1], [0, 0, 2, 2])

    def _counted(tf: Any, kind: str = _kind) -> Any:
        segments = getattr(tf, f"sparse_segment_{kind}")
        return segments(W(tf), [0, 3, 3], [0, 0, 2], name="n", num_segments=4)

    def _wide(tf: Any, kind: str = _kind) -> Any:
        rows = feed(tf, "rows", [2, 0, 1], "int64")
        numbers = feed(tf, "numbers", [0, 0, 1])
        return getattr(tf.sparse, f"segment_{kind}")(W(tf), rows, tf.cast(numbers, tf.int32))

    case(f"segment_{_kind}", _segments)
    case(f"segment_{_kind} counted", _counted)
    case(f"segment_{_kind} fed", _wide)
    wrong(
        f"segment_{_kind} order",
        lambda tf, kind=_kind: getattr(tf, f"sparse_segment_{kind}")(W(tf), [0, 1], [1, 0]),
    )
    wrong(
        f"segment_{_kind} outside",
        lambda tf, kind=_kind: getattr(tf, f"sparse_segment_{kind}")(W(tf), [0, 4], [0, 0]),
    )
    wrong(
        f"segment_{_kind} lengths",
        lambda tf, kind=_kind: getattr(tf, f"sparse_segment_{kind}")(W(tf), [0, 1], [0, 0, 1]),
    )
case(
    "sparse_mask",
    lambda tf: tf.sparse_mask(tf.IndexedSlices(W(tf), tf.constant([7, 3, 5, 1])), [3, 1, 9]),
)

# ------------------------------------------------------------------------------- ids
_IDS = [[0, 0], [0, 1], [2, 0], [3, 0], [3, 1]]


def ids(tf, values=(2, 0, 1, 3, 3), name="i"):
    return tf.SparseTensor(_IDS, tf.constant(values, tf.int64, name=name), [4, 2])


def weights(tf):
    return tf.SparseTensor(_IDS, feed(tf, "weights", [0.5, 1.5, -1.0, 2.0, 0.25]), [4, 2])


FAST = "TensorFlow 1 looks rows up by Unique also where there are no weights"
for _kind in ("mean", "sum", "sqrtn"):
    case(
        f"embedding_lookup_sparse {_kind}",
        lambda tf, kind=_kind: tf.nn.embedding_lookup_sparse(W(tf), ids(tf), None, combiner=kind),
        nodes=False,
        why=FAST,
    )
    case(
        f"embedding_lookup_sparse {_kind} weights",
        lambda tf, kind=_kind: tf.nn.embedding_lookup_sparse(
            W(tf), ids(tf), weights(tf), combiner=kind
        ),
    )
case(
    "embedding_lookup_sparse parts",
    lambda tf: tf.nn.embedding_lookup_sparse(
        [W(tf), feed(tf, "z", np.arange(12).reshape(4, 3) / 8)],
        ids(tf, (7, 0, 4, 3, 2)),
        None,
        partition_strategy="div",
        combiner="sum",
    ),
    nodes=False,
    why="the look-up in parts is minigraph's own",
)
case(
    "embedding_lookup_sparse max_norm",
    lambda tf: tf.nn.embedding_lookup_sparse(
        W(tf), ids(tf), weights(tf), combiner="sum", max_norm=1.5
    ),
    nodes=False,
    why="clip_by_norm of look-ups is minigraph's own",
)
case(
    "safe_embedding_lookup_sparse",
    lambda tf: tf.nn.safe_embedding_lookup_sparse(W(tf), ids(tf, (2, 0, -1, 3, 3))),
    nodes=False,
    why=FAST,
)
case(
    "safe_embedding_lookup_sparse weights",
    lambda tf: tf.nn.safe_embedding_lookup_sparse(
        [W(tf)], ids(tf), weights(tf), default_id=1, combiner="sum"
    ),
    nodes=False,
    why=FAST,
)
case(
    "sparse_merge",
    lambda tf: tf.sparse_merge(ids(tf, (3, 1, 0, 4, 2)), weights(tf), 5),
)
case(
    "sparse_merge two",
    lambda tf: tf.sparse_merge(
        [ids(tf, (3, 1, 0, 4, 2)), ids(tf, (1, 1, 0, 0, 2), "j")], weights(tf), [5, 3]
    ),
)
case("to_indicator", lambda tf: tf.sparse_to_indicator(ids(tf, (3, 1, 0, 4, 2)), 5))


# ------------------------------------------------------------------------------- edit distance
def words(tf, rows, width):
    places = [[i, j] for i, row in enumerate(rows) for j in range(len(row))]
    letters = [letter for row in rows for letter in row]
    return tf.SparseTensor(
        np.array(places, np.int64).reshape(-1, 2), np.array(letters, object), [len(rows), width]
    )


for _normalize in (True, False):
    case(
        f"edit_distance {_normalize}",
        lambda tf, normalize=_normalize: tf.edit_distance(
            words(tf, ["kitten", "abc", "", "x"], 6),
            words(tf, ["sitting", "acb", "ab", "x"], 7),
            normalize=normalize,
        ),
    )
case(
    "edit_distance to nothing",
    lambda tf: tf.edit_distance(words(tf, ["ab", "c"], 2), words(tf, ["", "c"], 1), name="far"),
)
case(
    "edit_distance numbers",
    lambda tf: tf.edit_distance(
        tf.SparseTensor([[0, 0, 0], [0, 0, 1]], [1, 2], [1, 2, 2]),
        tf.SparseTensor([[0, 0, 0], [0, 1, 0]], [1, 5], [1, 2, 1]),
        False,
    ),
)
wrong("edit_distance of a tensor", lambda tf: tf.edit_distance([1], [1]))
wrong(
    "edit_distance types",
    lambda tf: tf.edit_distance(
        tf.SparseTensor([[0, 0]], [1], [1, 1]), tf.SparseTensor([[0, 0]], ["a"], [1, 1])
    ),
)
