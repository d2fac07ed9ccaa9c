"""Loops over rows: map_fn, scan, foldl, foldr.

The loops' inner nodes differ (sealed nodes here), so nodes and op types are not compared.
"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import I, T, V, X, feed
from tests.oracle.observe import named

FAMILY = Family("functional", Tolerance(4, "array", "a few products and sums in a row"))
case = FAMILY.case
wrong = FAMILY.wrong
script = FAMILY.script


def loop(name: str, build: Any, *inputs: Any, **more: Any) -> None:
    case(name, build, *inputs, nodes=False, types=False, why="loops are sealed nodes", **more)


def L(tf: Any) -> Any:
    return feed(tf, "l", [0.5, -1.0, 2.0, 1.5])


loop("map", lambda tf, x: tf.map_fn(lambda r: r * r + 1.0, x), X)
loop("map of a vector", lambda tf, x: tf.map_fn(lambda r: tf.sin(r), x), V)
loop("map to scalars", lambda tf, x: tf.map_fn(tf.reduce_sum, x), X)
loop("map of rank 3", lambda tf, x: tf.map_fn(lambda r: tf.matmul(r, r, transpose_b=True), x), T)
loop("map of ints", lambda tf, x: tf.map_fn(lambda r: r + 1, x), I)
loop("map to another type", lambda tf, x: tf.map_fn(lambda r: tf.cast(r, tf.int32), x, tf.int32), X)
loop(
    "map to two",
    lambda tf, x: tf.map_fn(
        lambda r: (r * 2.0, tf.reduce_max(r)), x, dtype=(tf.float32, tf.float32)
    ),
    X,
)
loop(
    "map of two",
    lambda tf, x, y: tf.map_fn(lambda ab: ab[0] * ab[1], (x, y), dtype=tf.float32),
    X,
    lambda tf: feed(tf, "y", [[1.0, 2.0, 3.0], [0.5, 0.25, -1.0]]),
)
loop("map of a list", lambda tf, x: tf.map_fn(lambda ab: [ab[1], ab[0]], [x, x * 2.0]), X)
loop(
    "map of nothing",
    lambda tf, x: tf.map_fn(lambda r: r * 2.0, x),
    lambda tf: feed(tf, "e", [], shape=[None]),
    grad=False,
    masks=False,
)
loop(
    "map with outer",
    lambda tf, x, s: tf.map_fn(lambda r: r * s, x),
    L,
    lambda tf: feed(tf, "s", 2.0),
)
loop("map in map", lambda tf, x: tf.map_fn(lambda r: tf.map_fn(lambda e: e * e, r), x), X)
loop("map named", lambda tf, x: tf.map_fn(lambda r: r, x, name="here"), X)
loop("map constant", lambda tf: tf.map_fn(lambda r: r + 1, tf.constant([1, 2, 3])))
loop(
    "map range",
    lambda tf: tf.map_fn(lambda i: tf.cast(i, tf.float32) / 2.0, tf.range(4), tf.float32),
)
for label, fn in {
    "sum": lambda a, r: a + r,
    "product": lambda a, r: a * r,
    "mixed": lambda a, r: a * 0.5 - r,
}.items():
    for name in ("foldl", "foldr", "scan"):
        loop(f"{name} {label}", lambda tf, x, fn=fn, name=name: getattr(tf, name)(fn, x), X)
        loop(
            f"{name} {label} of a vector",
            lambda tf, x, fn=fn, name=name: getattr(tf, name)(fn, x),
            L,
        )
        loop(
            f"{name} {label} from",
            lambda tf, x, s, fn=fn, name=name: getattr(tf, name)(fn, x, s),
            X,
            lambda tf: feed(tf, "s", [1.0, 2.0, 3.0]),
        )
    loop(f"scan {label} reverse", lambda tf, x, fn=fn: tf.scan(fn, x, reverse=True), X)
    loop(
        f"scan {label} reverse from",
        lambda tf, x, fn=fn: tf.scan(fn, x, tf.ones([3]), reverse=True),
        X,
    )
loop(
    "scan of pairs",
    lambda tf, x: tf.scan(
        lambda a, r: (a[0] + r, a[1] * tf.reduce_sum(r)), x, (tf.zeros([3]), tf.constant(1.0))
    ),
    X,
)
loop(
    "fibonacci",
    lambda tf: tf.scan(
        lambda a, _: (a[1], a[0] + a[1]), tf.range(6), (tf.constant(0), tf.constant(1))
    ),
)
loop(
    "foldl of pairs", lambda tf, x: tf.foldl(lambda a, r: a + r[0] * r[1], (x, x), tf.zeros([3])), X
)
loop("scan to another shape", lambda tf, x: tf.scan(lambda a, r: a + tf.reduce_sum(r), x, 0.0), X)
wrong("map of a scalar", lambda tf: tf.map_fn(lambda r: r, 3.0))
wrong(
    "scan of a scalar",
    lambda tf: tf.scan(lambda a, r: r, 3.0),
    instead="ValueError",
    why="TensorFlow looks for the size of an axis that is not there",
)
wrong(
    "foldl of a scalar",
    lambda tf: tf.foldl(lambda a, r: r, 3.0),
    instead="ValueError",
    why="TensorFlow looks for the size of an axis that is not there",
)
wrong(
    "map without function",
    lambda tf: tf.map_fn(3, X(tf)),
    instead="TypeError",
    why="TensorFlow 1 says TypeError; later ones ask the number for its name",
)
wrong(
    "scan without function",
    lambda tf: tf.scan(3, X(tf)),
    instead="TypeError",
    why="as for map_fn",
)
wrong(
    "foldl without function",
    lambda tf: tf.foldl(3, X(tf)),
    instead="TypeError",
    why="as for map_fn",
)
wrong(
    "foldr without function",
    lambda tf: tf.foldr(3, X(tf)),
    instead="TypeError",
    why="as for map_fn",
)
wrong(
    "map to a wrong type",
    lambda tf: tf.map_fn(lambda r: tf.cast(r, tf.int32), X(tf)),
    early="TypeError",
    why="both types are known",
)
wrong(
    "foldl of nothing",
    lambda tf: tf.foldl(lambda a, r: a + r, feed(tf, "e", [], shape=[None])),
)


@script
def trains_a_recurrence(tf, np):
    w = tf.Variable([[0.5, -0.25], [0.25, 0.5]], name="w")
    x = tf.placeholder(tf.float32, [None, 2])
    states = tf.scan(
        lambda h, r: tf.tanh(tf.squeeze(tf.matmul(tf.expand_dims(h, 0), w), 0) + r),
        x,
        tf.zeros([2]),
    )
    yield named(states)
    loss = tf.reduce_mean(tf.square(states - 0.25))
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    with tf.Session() as sess:
        sess.run(w.initializer)
        for _ in range(4):
            yield sess.run([loss, train], {x: [[0.5, -1.0], [1.0, 0.25], [0.0, 0.5]]})[0]
        yield sess.run(w)
