"""Clipping by value and by norms: rows of IndexedSlices, None in lists, limits that are odd, training."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import S, V, X, feed
from tests.oracle.observe import error, nodes

FAMILY = Family(
    "clipping",
    Tolerance(8, "array", "norms are sums, added in another order"),
)
case = FAMILY.case
script = FAMILY.script
either = FAMILY.either
wrong = FAMILY.wrong
NAN, INF = float("nan"), float("inf")


def rows(tf: Any, values: Any = ((3.0, 4.0), (0.0, 0.0), (1.0, -2.0)), name: str = "rows") -> Any:
    return tf.IndexedSlices(
        tf.constant(values, name=name), tf.constant([2, 0, 2]), tf.constant([5, 2])
    )


SLICED = {
    "by value": lambda tf, t: tf.clip_by_value(t, -1.5, 2.0),
    "by norm": lambda tf, t: tf.clip_by_norm(t, 2.5),
    "by norm of rows": lambda tf, t: tf.clip_by_norm(t, 2.0, axes=[1], name="here"),
    "by norm, inside": lambda tf, t: tf.clip_by_norm(t, 25.0),
    "global": lambda tf, t: tf.clip_by_global_norm([t], 2.0)[0],
    "global, mixed": lambda tf, t: tf.clip_by_global_norm(
        [None, t, tf.constant([[1.0]]), None, tf.constant(2.0)], 2.0, name="mine"
    )[0],
    "global, none first": lambda tf, t: tf.clip_by_global_norm((None, t), tf.constant(3.0))[0],
    "norm": lambda tf, t: tf.global_norm([t, None, tf.constant([12.0])], name="all"),
}
for label, clip in SLICED.items():

    def sliced(tf, np, clip=clip):
        made = clip(tf, rows(tf))
        yield made
        yield nodes(tf)
        with tf.Session() as sess:
            some = [t for t in (made if isinstance(made, list) else [made]) if t is not None]
            yield sess.run(some)

    sliced.__name__ = f"slices {label}"
    script(sliced)

for label, build in {
    "norm of nothing": lambda tf: tf.global_norm([]),
    "norm of None": lambda tf: tf.global_norm([None, None]),
    "global of nothing": lambda tf: tf.clip_by_global_norm([], 1.0),
    "norm of a tensor": lambda tf: tf.global_norm(tf.constant([1.0])),
    "norm of a set": lambda tf: tf.global_norm({1.0}),
    "global of a tensor": lambda tf: tf.clip_by_global_norm(tf.constant([1.0]), 1.0),
    "norm of numbers": lambda tf: tf.global_norm([3.0, [4.0, 0.0]]),
    "norm of ints": lambda tf: tf.global_norm([tf.constant([3])]),
    "norm of mixed types": lambda tf: tf.global_norm([tf.constant(3.0), tf.constant(1, "float64")]),
    "global of doubles": lambda tf: tf.clip_by_global_norm([tf.constant([3.0, 4.0], "float64")], 2),
    "global of halves": lambda tf: tf.clip_by_global_norm([tf.constant([3.0, 4.0], "float16")], 2),
    "global, int limit": lambda tf: tf.clip_by_global_norm([tf.constant([3.0, 4.0])], 2),
    "global, limit 0": lambda tf: tf.clip_by_global_norm([tf.constant([3.0, 4.0])], 0.0),
    "global of zeros": lambda tf: tf.clip_by_global_norm([tf.zeros([2])], 1.0),
    "global of nan": lambda tf: tf.clip_by_global_norm(
        [tf.constant([NAN, 1.0]), tf.ones([2])], 1.0
    ),
    "global of inf": lambda tf: tf.clip_by_global_norm(
        [tf.constant([INF, 1.0]), tf.ones([2])], 1.0
    ),
    "global, given norm": lambda tf: tf.clip_by_global_norm(
        [tf.ones([3]), None], 1.0, tf.constant(4.0)
    )[0][0],
    "by value of nan": lambda tf: tf.clip_by_value(tf.constant([NAN, INF, -INF]), -1.0, 1.0),
    "by value, limits crossed": lambda tf: tf.clip_by_value(tf.constant([0.0, 5.0]), 3.0, 1.0),
    "by value of nothing": lambda tf: tf.clip_by_value(tf.zeros([0, 2]), 0.0, 1.0),
    "by norm of zeros": lambda tf: tf.clip_by_norm(tf.zeros([3]), 1.0),
    "by norm of nothing": lambda tf: tf.clip_by_norm(tf.zeros([0]), 1.0),
    "by norm of inf": lambda tf: tf.clip_by_norm(tf.constant([INF, 1.0]), 1.0),
    "by norm 0": lambda tf: tf.clip_by_norm(tf.constant([3.0, 4.0]), 0.0),
    "by norm, int axes": lambda tf: tf.clip_by_norm(tf.constant([[3.0, 4.0]]), 2.0, 1),
    "by norm of ints": lambda tf: tf.clip_by_norm(tf.constant([3, 4]), 2),
    "by average norm of zeros": lambda tf: tf.clip_by_average_norm(tf.zeros([3]), 1.0),
    "by average norm of doubles": lambda tf: tf.clip_by_average_norm(tf.ones([3], "float64"), 0.5),
}.items():
    either(label, build)

case(
    "by norm of rows",
    lambda tf: tf.clip_by_norm(X(tf), S(tf), axes=[0]),
    nodes=False,
    why="TensorFlow 1 did not take the larger of 0 and a limit that is a tensor",
)
case("global of three", lambda tf: tf.clip_by_global_norm([X(tf), V(tf), S(tf)], 1.5)[0])
case("global, inside", lambda tf: tf.clip_by_global_norm([X(tf), V(tf)], 99.0))
case("at the limits", lambda tf: tf.clip_by_value(feed(tf, "x", [-1.0, 0.0, 1.0, 2.0]), -1.0, 1.0))


# ---------------------------------------------------------------------------------- training
@script
def training(tf, np):
    """compute_gradients, clip by the global norm, apply: dense, sparse and absent gradients."""
    table = tf.Variable(np.arange(8.0).reshape(4, 2) / 4, dtype=tf.float32, name="table")
    w = tf.Variable([[1.0, -2.0], [0.5, 3.0]], name="w")
    unused = tf.Variable(1.0, name="unused")
    looked = tf.gather(table, [1, 3, 1])
    loss = tf.reduce_sum(tf.square(tf.matmul(looked, w)))
    step = tf.train.get_or_create_global_step()
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    grads, variables = zip(*optimizer.compute_gradients(loss, [table, w, unused]), strict=True)
    clipped, norm = tf.clip_by_global_norm(grads, 1.5)
    yield [[isinstance(g, tf.IndexedSlices) for g in clipped], norm]
    train = optimizer.apply_gradients(zip(clipped, variables, strict=True), step)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(6):
            yield sess.run([norm, clipped[1], train])[:2]
        yield sess.run([table, w, unused, step])


@script
def training_by_norms(tf, np):
    w = tf.Variable([[3.0, -4.0], [0.5, 1.0]], name="w")
    b = tf.Variable([2.0, 0.0], name="b")
    loss = tf.reduce_sum(tf.square(tf.matmul(tf.constant([[1.0, 2.0]]), w) + b))
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    pairs = optimizer.compute_gradients(loss)
    trains = [
        optimizer.apply_gradients([(tf.clip_by_norm(g, 1.0), v) for g, v in pairs]),
        optimizer.apply_gradients([(tf.clip_by_value(g, -0.5, 0.5), v) for g, v in pairs]),
        optimizer.apply_gradients([(tf.clip_by_average_norm(g, 0.1), v) for g, v in pairs]),
    ]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for train in trains:
            sess.run(train)
            yield sess.run([w, b, loss])


@script
def gradients_through(tf, np):
    x = tf.placeholder(tf.float32, [2], name="x")
    made = [
        tf.clip_by_norm(x, 1.0),
        tf.clip_by_global_norm([x, 2.0 * x], 1.0)[0][1],
        tf.clip_by_value(x, -1.0, 2.0),
    ]
    grads = [tf.gradients(y, x)[0] for y in made]
    with tf.Session() as sess:
        for value in ([3.0, 4.0], [0.1, 0.2], [0.0, 0.0]):
            yield sess.run(made + grads[:1] + grads[2:], {x: value})
        yield sess.run(grads[1], {x: [3.0, 4.0]})


@script
def unknown_shapes(tf, np):
    x, y = tf.placeholder(tf.float32, name="x"), tf.placeholder(tf.float32, [None, 2], name="y")
    made = [
        tf.clip_by_norm(x, 1.0),
        tf.clip_by_norm(y, 1.0, axes=1),
        tf.clip_by_value(y, 0.0, 1.0),
        *tf.clip_by_global_norm([x, None, y], 1.0)[0][::2],
        tf.global_norm([x, y]),
    ]
    yield made
    yield error(tf, lambda: tf.clip_by_value(y, [0.0, 0.0, 0.0], 1.0))
    with tf.Session() as sess:
        yield sess.run(made, {x: [[[3.0]]], y: [[1.0, -1.0], [0.0, 4.0]]})
