"""Candidate samplers, their draws, and the losses that use them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import feed
from tests.oracle.observe import error, nodes

FAMILY = Family("samplers", Tolerance(8, "array", "logarithms and sums of a few products"))
case = FAMILY.case
wrong = FAMILY.wrong
script = FAMILY.script

SAMPLERS = {
    "uniform": "uniform_candidate_sampler",
    "log_uniform": "log_uniform_candidate_sampler",
    "learned": "learned_unigram_candidate_sampler",
}
COUNTS = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0]


def true(tf: Any) -> Any:
    return feed(tf, "true", [[1, 4], [2, 9], [5, 5]], "int64")


def fixed(tf: Any, classes: Any, count: int, unique: bool, **more: Any) -> Any:
    settings = {"unigrams": COUNTS, "seed": 7, **more}
    size = settings.pop("size", 10)
    return tf.nn.fixed_unigram_candidate_sampler(classes, 2, count, unique, size, **settings)


for label, name in SAMPLERS.items():
    for count, unique, size in ((4, True, 10), (10, True, 10), (40, False, 10), (30, True, 5000)):
        case(
            f"{label} {count} of {size} {'unique' if unique else ''}",
            lambda tf, x, name=name, count=count, unique=unique, size=size: list(
                getattr(tf.nn, name)(x, 2, count, unique, size, seed=3)
            ),
            true,
            repeat=3,
        )
    wrong(
        f"{label} too many",
        lambda tf, name=name: list(getattr(tf.nn, name)(true(tf), 2, 11, True, 10)),
    )
    wrong(
        f"{label} other num_true",
        lambda tf, name=name: list(getattr(tf.nn, name)(true(tf), 3, 4, True, 10)),
        early="ValueError",
        why="the shape is known",
    )
    wrong(
        f"{label} of a vector",
        lambda tf, name=name: list(
            getattr(tf.nn, name)(tf.constant([1], tf.int64), 1, 4, True, 10)
        ),
    )
for count, unique in ((4, True), (10, True), (60, False)):
    case(
        f"fixed {count} {unique}",
        lambda tf, x, count=count, unique=unique: list(fixed(tf, x, count, unique)),
        true,
        repeat=3,
    )
case("fixed distorted", lambda tf, x: list(fixed(tf, x, 30, False, distortion=0.75)), true)
case(
    "fixed reserved",
    lambda tf, x: list(fixed(tf, x, 30, False, num_reserved_ids=2, size=12)),
    true,
)
wrong("fixed of other size", lambda tf: list(fixed(tf, true(tf), 4, True, size=11)))
wrong(
    "fixed without counts",
    lambda tf: list(fixed(tf, true(tf), 4, True, unigrams=[])),
    early="ValueError",
    why="the arguments tell",
)
case("all", lambda tf, x: list(tf.nn.all_candidate_sampler(x, 2, 10, True, seed=1)), true)
case(
    "accidental hits",
    lambda tf, x, c: list(tf.nn.compute_accidental_hits(x, c, 2)),
    true,
    lambda tf: feed(tf, "c", [5, 2, 7, 2, 4], "int64"),
)
case(
    "no hits",
    lambda tf, x: list(tf.nn.compute_accidental_hits(x, tf.constant([7, 8], tf.int64), 2)),
    true,
)
wrong("sampler of floats", lambda tf: list(tf.nn.uniform_candidate_sampler([[1.0]], 1, 2, True, 9)))


@script
def draws_of_many_runs(tf, np):
    x = tf.placeholder(tf.int64, [None, 1])
    learned = tf.nn.learned_unigram_candidate_sampler(x, 1, 6, True, 12, seed=5)
    other = tf.nn.log_uniform_candidate_sampler(x, 1, 6, True, 12, seed=5)
    for _ in range(2):
        with tf.Session() as sess:
            for number in range(6):
                yield [np.array(v) for v in sess.run([*learned, *other], {x: [[number], [3]]})]


@script
def counts_from_a_file(tf, np):
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write("a,3\nb,1\nc,0.5\n")
        file.flush()
        drawn = tf.nn.fixed_unigram_candidate_sampler(
            tf.constant([[1]], tf.int64), 1, 20, False, 3, vocab_file=file.name, seed=2
        )
        with tf.Session() as sess:
            yield [np.array(v) for v in sess.run(list(drawn))]


def W(tf: Any) -> Any:
    return feed(tf, "w", (np.arange(30) * 7 % 11 - 5).reshape(10, 3) / 8)


def BIAS(tf: Any) -> Any:
    return feed(tf, "b", (np.arange(10) * 3 % 7 - 3) / 4)


def IN(tf: Any) -> Any:
    return feed(tf, "x", (np.arange(12) * 5 % 13 - 6).reshape(4, 3) / 4)


def drawn(tf: Any, labels: Any, num_true: int) -> Any:
    return tf.nn.uniform_candidate_sampler(labels, num_true, 5, True, 10, seed=4)


for num_true in (1, 2):
    labels = [[1, 2], [3, 4], [5, 9], [0, 1]] if num_true == 2 else [[1], [3], [5], [0]]
    for hits in (False, True):
        for loss in ("nce_loss", "sampled_softmax_loss"):
            case(
                f"{loss} {num_true} {hits}",
                lambda tf, w, b, x, t=labels, n=num_true, h=hits, loss=loss: getattr(tf.nn, loss)(
                    w,
                    b,
                    tf.constant(t, tf.int64),
                    x,
                    5,
                    10,
                    n,
                    drawn(tf, tf.constant(t, tf.int64), n),
                    remove_accidental_hits=h,
                ),
                W,
                BIAS,
                IN,
                masks=False,
                why="the gradients are rows; how many shapes are known is that of the parts",
            )
case(
    "sampled_softmax_loss by itself",
    lambda tf, w, b, x: tf.nn.sampled_softmax_loss(
        w, b, tf.constant([[1], [3], [5], [0]], tf.int64), x, 5, 10, seed=1
    ),
    W,
    BIAS,
    IN,
    masks=False,
    why="as above",
)


@script
def nce_loss_by_itself(tf, np):
    w, b, x = W(tf), BIAS(tf), IN(tf)
    parts = tf.Variable(tf.zeros([5, 3])), tf.Variable(tf.zeros([5, 3]))
    labels = tf.placeholder(tf.int32, [4, 2], name="l")
    yield tf.nn.nce_loss(w, b, labels, x, 5, 10, num_true=2)
    yield tf.nn.nce_loss(
        list(parts), b, labels, x, 5, 10, 2, None, True, partition_strategy="div", name="parts"
    )
    yield nodes(tf)
    yield error(tf, lambda: tf.nn.nce_loss(w, b, tf.constant([[1.5]]), x, 5, 10, num_true=2))


@script
def learns_words(tf, np):
    table = tf.Variable((np.arange(60) % 7 - 3).reshape(20, 3).astype(np.float32) / 8)
    w = tf.Variable(tf.zeros([20, 3]))
    b = tf.Variable(tf.zeros([20]))
    centre, around = tf.placeholder(tf.int32, [4]), tf.placeholder(tf.int64, [4, 1])
    x = tf.nn.embedding_lookup(table, centre)
    sampled = tf.nn.log_uniform_candidate_sampler(around, 1, 6, True, 20, seed=9)
    loss = tf.reduce_mean(tf.nn.nce_loss(w, b, around, x, 6, 20, sampled_values=sampled))
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for number in range(5):
            feeds = {centre: np.arange(4) + number, around: (np.arange(4) * 3 + number)[:, None]}
            yield sess.run([loss, train], feeds)[0]
        yield sess.run([table, w])
