"""Connectionist temporal classification: losses, decoders, labels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import feed
from tests.oracle.observe import error

FAMILY = Family(
    "ctc",
    Tolerance(
        64,
        "array",
        "TensorFlow adds logarithms of float32 step by step, each with an error of half a unit of "
        "the running sum",
        grad_ulps=64,
    ),
)
case = FAMILY.case
wrong = FAMILY.wrong
script = FAMILY.script

_RANDOM = np.random.RandomState(0)
SCORES = np.round(_RANDOM.standard_normal((6, 2, 4)), 1)
LONG = 3 * _RANDOM.standard_normal((40, 3, 6))  # no two paths are equally probable


def scores(tf: Any, dtype: str = "float32") -> Any:
    """[6, 2, 4]: steps, batch, classes."""
    return feed(tf, "scores", SCORES, dtype)


def sparse(tf: Any, rows: Any, longest: int = 5) -> Any:
    """Label sequences as a SparseTensor."""
    places = [(row, k) for row, labels in enumerate(rows) for k in range(len(labels))]
    values = [label for labels in rows for label in labels]
    indices = np.array(places, np.int64).reshape(-1, 2)
    return tf.SparseTensor(indices, np.array(values, np.int32), [len(rows), longest])


def loss(tf: Any, rows: Any, lengths: Any, **options: Any) -> Any:
    return tf.nn.ctc_loss(sparse(tf, rows), scores(tf), np.array(lengths, np.int32), **options)


# ---------------------------------------------------------------------------------- the loss
COLLAPSE = {"preprocess_collapse_repeated": True}
APART = {"ctc_merge_repeated": False}
IGNORE = {"ignore_longer_outputs_than_inputs": True}
for number, (rows, lengths, options) in enumerate(
    (
        ([[0, 1], [1, 1]], [6, 5], {}),
        ([[0, 1], [1, 1]], [6, 5], APART),
        ([[0, 1], [1, 1]], [6, 5], COLLAPSE),
        ([[0, 0, 1], [1, 2]], [6, 5], COLLAPSE | APART),
        ([[0, 1, 2, 0], [1]], [4, 6], {}),
        ([[0, 1], [1, 0]], [6, 2], {}),
        ([[0, 1], [1, 1]], [6, 2], {}),  # no path
        ([[0, 1], [1, 1]], [6, 2], APART),
        ([[0, 1], [1, 1]], [6, 2], COLLAPSE),
        ([[0, 1], [1, 1]], [6, 2], IGNORE),
        ([[0, 1], [1, 1]], [6, 1], IGNORE),
        ([[0], [1]], [6, 0], IGNORE),
        ([[0, 3], [1]], [6, 5], {}),  # 3 is the blank: no label
        ([[0, 4, 7], [1]], [6, 5], {}),
        ([[0, 0, 3], [1]], [6, 5], COLLAPSE | APART),
    )
):
    case(
        f"loss/{number}",
        lambda tf, r=rows, n=lengths, o=options: loss(tf, r, n, **o),
        nodes=number in (0, 1),
        why="" if number in (0, 1) else "the nodes are those of the first case",
    )
case(
    "loss/float64",
    lambda tf: tf.nn.ctc_loss(sparse(tf, [[0, 1], [1]]), scores(tf, "float64"), [6, 5]),
    tol=Tolerance(
        2.0**35, "array", "TensorFlow's sums are of float32 inside: 64 of its ulps", 2.0**35
    ),
)
case(
    "loss/float16",
    lambda tf: tf.nn.ctc_loss(sparse(tf, [[0, 1], [1]]), scores(tf, "float16"), [6, 5]),
    masks=False,
    why="it is the case of float32, cast",
)
case(
    "loss/batch first",
    lambda tf: tf.nn.ctc_loss(sparse(tf, [[0, 1]] * 6), scores(tf), [2] * 6, time_major=False),
)
case(
    "loss/logits",
    lambda tf: tf.nn.ctc_loss(
        labels=sparse(tf, [[0], [1]]), logits=scores(tf), sequence_length=[6, 5]
    ),
)
case(
    "loss/long",
    lambda tf: tf.nn.ctc_loss(
        sparse(tf, [[0, 1, 1, 2, 4, 3, 0], [2] * 9, [4, 3, 2, 1, 0]], 9),
        feed(tf, "scores", LONG),
        [40, 33, 7],
    ),
    tol=Tolerance(
        64,
        "array",
        "TensorFlow adds logarithms of float32 that reach -100, where half a unit is 64 ulps of 1",
        grad_ulps=512,
    ),
)
case(
    "loss/infinite",
    lambda tf: tf.nn.ctc_loss(
        sparse(tf, [[0], [1]]),
        feed(tf, "scores", np.where(np.arange(4) == 1, -np.inf, SCORES)),
        [6, 5],
    ),
    grad=False,
    masks=False,
    why="TensorFlow's gradient of it is NaN or not by the order of its sums",
)
case(
    "loss/NaN",
    lambda tf: tf.nn.ctc_loss(
        sparse(tf, [[0], [1]]), feed(tf, "scores", np.full([6, 2, 4], np.nan)), [6, 5]
    ),
    grad=False,
    masks=False,
    why="a NaN everywhere says nothing more",
)
for name, rows, lengths in (
    ("no time", [[0, 1], [1, 1]], [6, 1]),
    ("no time, repeats", [[0, 1], [1, 1, 2]], [6, 2]),
    ("no time, of blanks", [[0, 3], [1]], [1, 5]),
    ("no labels", [[0, 1], []], [6, 5]),
    ("no labels at all", [[], []], [6, 5]),
    ("no row", [[0, 1]], [6, 5]),
    ("no step", [[0], [1]], [6, 0]),
    ("label after blank", [[3, 0], [1]], [6, 5]),
    ("negative label", [[0, -1], [1]], [6, 5]),
    ("longer than steps", [[0], [1]], [7, 5]),
    ("negative length", [[0], [1]], [-1, 5]),
    ("lengths", [[0], [1]], [6]),
    ("rows", [[0], [1], [2]], [6, 5]),
):
    wrong(f"loss/{name}", lambda tf, r=rows, n=lengths: loss(tf, r, n))
wrong("loss/dense", lambda tf: tf.nn.ctc_loss(tf.constant([[0], [1]]), scores(tf), [6, 5]))
wrong("loss/rank", lambda tf: tf.nn.ctc_loss(sparse(tf, [[0]]), feed(tf, "x", SCORES[0]), [6, 5]))
wrong(
    "loss/int64",
    lambda tf: tf.nn.ctc_loss(
        tf.SparseTensor([[0, 0]], tf.constant([1], tf.int64), [2, 2]), scores(tf), [6, 5]
    ),
)
wrong(
    "loss/order",
    lambda tf: tf.nn.ctc_loss(
        tf.SparseTensor([[1, 0], [0, 1], [0, 0]], [1, 2, 0], [2, 3]), scores(tf), [6, 5]
    ),
)


wrong("loss/no time, collapsed", lambda tf: loss(tf, [[0, 1], [1, 1]], [6, 1], **COLLAPSE))


@script
def second_order(tf: Any, np: Any) -> Iterator[Any]:
    x = scores(tf)
    y = tf.nn.ctc_loss(sparse(tf, [[0], [1]]), x, [6, 5])
    (slope,) = tf.gradients(y, x)
    yield error(tf, lambda: tf.gradients(slope, x))


@script
def static_shapes(tf: Any, np: Any) -> Iterator[Any]:
    for dims in (None, [None, None, 5], [4, None, 3], [4, 3, None]):
        for batch in (None, [None], [3]):
            x, n = tf.placeholder(tf.float32, dims), tf.placeholder(tf.int32, batch)
            yield tf.nn.ctc_loss(sparse(tf, [[0]] * 3), x, n).shape.as_list()
            for decoded, odds in (
                tf.nn.ctc_greedy_decoder(x, n),
                tf.nn.ctc_beam_search_decoder(x, n, top_paths=2),
            ):
                yield [
                    str(part.shape.as_list()) for sp in decoded for part in (sp.indices, sp.values)
                ]
                yield odds.shape.as_list()


# ---------------------------------------------------------------------------------- dense labels
@script
def dense_labels(tf: Any, np: Any) -> Iterator[Any]:
    """TensorFlow has a loop of ops for dense labels: values and gradients alone are compared."""
    x = scores(tf)
    for rows, counts, lengths, options in (
        ([[1, 2], [1, 1]], [2, 2], [6, 5], {"blank_index": 0}),
        ([[1, 2], [1, 1]], [2, 1], [6, 5], {}),
        ([[1, 2], [1, 1]], [2, 1], [6, 1], {"blank_index": -1}),
        ([[1, 2], [1, 1]], [2, 0], [6, 2], {"blank_index": 3}),
        ([[1, 3], [1, 1]], [2, 2], [6, 5], {"blank_index": 2}),
        ([[1, 2]] * 6, [2] * 6, [2] * 6, {"logits_time_major": False}),
        (
            [[1, 2], [1, 1]],
            [2, 2],
            [6, 5],
            {"unique": tf.nn.ctc_unique_labels(np.array([[1, 2], [1, 1]]))},
        ),
    ):
        y = tf.nn.ctc_loss_v2(np.array(rows), x, counts, lengths, **options)
        yield y.shape.as_list()
        with tf.Session() as sess:
            for value in sess.run([y, *tf.gradients(y, x)], {x: SCORES}):
                yield np.round(value, 4)


for blank in (0, 1, -1):
    case(
        f"loss_v2/sparse {blank}",
        lambda tf, b=blank: tf.nn.ctc_loss_v2(
            sparse(tf, [[2], [2, 2]]), scores(tf), None, [6, 5], blank_index=b
        ),
        nodes=False,
        masks=False,
        why="both move the classes by slices, and need their number",
    )
wrong(
    "loss_v2/sparse without blank",
    lambda tf: tf.nn.ctc_loss_v2(sparse(tf, [[2], [2, 2]]), scores(tf), None, [6, 5]),
)


# ---------------------------------------------------------------------------------- decoders
PATHS = np.zeros([7, 2, 3])
for row, best in enumerate([[0, 0, 2, 0, 1, 1, 2], [2, 1, 1, 1, 0, 0, 0]]):
    for step, label in enumerate(best):
        PATHS[step, row, label] = 1 + step / 8


def parts(decoded: Any) -> list[Any]:
    """All that a decoder returns, as tensors."""
    sequences, score = decoded
    return [t for sp in sequences for t in (sp.indices, sp.values, sp.dense_shape)] + [score]


for name, value, lengths, options in (
    ("merged", PATHS, [7, 5], {}),
    ("apart", PATHS, [7, 5], {"merge_repeated": False}),
    ("blank 0", PATHS, [7, 5], {"blank_index": 0}),
    ("blank -1", PATHS, [7, 5], {"blank_index": -1}),
    ("blank -2", PATHS, [7, 5], {"blank_index": -2}),
    ("empty", PATHS, [0, 0], {}),
    ("short", PATHS, [1, 2], {}),
    ("ties", np.zeros([3, 2, 3]), [3, 2], {}),
    ("long", LONG, [40, 33, 7], {}),
):
    case(
        f"greedy/{name}",
        lambda tf, v=value, n=lengths, o=options: parts(
            tf.nn.ctc_greedy_decoder(feed(tf, "scores", v), n, **o)
        ),
    )
case(
    "greedy/float64",
    lambda tf: parts(tf.nn.ctc_greedy_decoder(feed(tf, "scores", PATHS, "float64"), [7, 5])),
)
wrong("greedy/length", lambda tf: parts(tf.nn.ctc_greedy_decoder(scores(tf), [0, 8])))
wrong("greedy/lengths", lambda tf: parts(tf.nn.ctc_greedy_decoder(scores(tf), [6])))
wrong(
    "greedy/blank", lambda tf: parts(tf.nn.ctc_greedy_decoder(scores(tf), [6, 5], blank_index=-5))
)

for name, value, lengths, options in (
    ("default", SCORES, [6, 4], {}),
    ("3 paths", SCORES, [6, 4], {"top_paths": 3}),
    ("apart", SCORES, [6, 4], {"top_paths": 3, "merge_repeated": False}),
    ("narrow", SCORES, [6, 4], {"beam_width": 2, "top_paths": 2}),
    ("one", SCORES, [6, 4], {"beam_width": 1}),
    ("5", SCORES, [6, 4], {"beam_width": 5, "top_paths": 5, "merge_repeated": False}),
    ("repeats", 10 * PATHS, [7, 5], {"top_paths": 2}),
    ("repeats apart", 10 * PATHS, [7, 5], {"top_paths": 2, "merge_repeated": False}),
    ("no steps", SCORES, [6, 0], {}),
    ("long", LONG, [40, 33, 7], {"top_paths": 2}),
    ("long narrow", LONG, [40, 33, 7], {"beam_width": 8, "top_paths": 4}),
):
    case(
        f"beam/{name}",
        lambda tf, v=value, n=lengths, o=options: parts(
            tf.nn.ctc_beam_search_decoder(feed(tf, "scores", v), n, **o)
        ),
    )
case(
    "beam/float64",
    lambda tf: parts(
        tf.nn.ctc_beam_search_decoder(feed(tf, "scores", LONG, "float64"), [40, 33, 7], top_paths=5)
    ),
    tol=Tolerance(2.0**35, "array", "TensorFlow's sums are of float32 inside: 64 of its ulps"),
)
case(
    "beam_v2",
    lambda tf: parts(
        tf.nn.ctc_beam_search_decoder_v2(feed(tf, "scores", 9 * PATHS), [7, 5], top_paths=2)
    ),
)
for name, lengths, options in (
    ("paths", [6, 5], {"beam_width": 2, "top_paths": 3}),
    ("leaves", [6, 0], {"top_paths": 2}),
    ("no paths", [6, 5], {"top_paths": 0}),
    ("no beam", [6, 5], {"beam_width": 0}),
    ("length", [7, 5], {}),
    ("lengths", [6], {}),
):
    wrong(
        f"beam/{name}",
        lambda tf, n=lengths, o=options: parts(tf.nn.ctc_beam_search_decoder(scores(tf), n, **o)),
    )


@script
def beams_with_ties(tf: Any, np: Any) -> Iterator[Any]:
    """Equal scores: which of the equally probable sequences comes first is left to each engine."""
    for steps, classes, paths in ((2, 3, 4), (3, 3, 6), (4, 3, 8), (3, 4, 9)):
        decoded, odds = tf.nn.ctc_beam_search_decoder(
            np.zeros([steps, 1, classes], np.float32),
            [steps],
            top_paths=paths,
            merge_repeated=False,
        )
        with tf.Session() as sess:
            sequences = [value.values.tolist() for value in sess.run(decoded)]
            yield len({tuple(sequence) for sequence in sequences})
            yield np.round(sess.run(odds), 4)


# ---------------------------------------------------------------------------------- labels
@script
def labels(tf: Any, np: Any) -> Iterator[Any]:
    with tf.Session() as sess:
        for value, dtype in (
            ([[3, 4, 4, 3], [1, 1, 1, 1]], "int32"),
            ([[0, 1, 2], [2, 2, 0]], "int64"),
        ):
            yield sess.run(list(tf.nn.ctc_unique_labels(np.array(value, dtype))))
        for value, lengths, dtype, of_lengths in (
            ([[1, 1, 2, 2, 1], [1, 2, 3, 4, 5], [3] * 5], [5, 2, 4], "int32", "int32"),
            ([[1, 1, 2, 2, 1], [1, 2, 3, 4, 5]], [0, 3], "int64", "int64"),
            ([[1, 1, 2, 2, 1], [1, 2, 3, 4, 5]], [0, 0], "int32", "int32"),
        ):
            collapsed = tf.nn.collapse_repeated(
                np.array(value, dtype), np.array(lengths, of_lengths)
            )
            yield sess.run(list(collapsed))
