"""Elements that change their places: roll, reverse_sequence, sort, partition and stitch, bitcast."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import I, S, T, V, X, feed

FAMILY = Family("moving", EXACT)
case = FAMILY.case
wrong = FAMILY.wrong
either = FAMILY.either
dtypes = FAMILY.dtypes


def L(tf: Any) -> Any:
    return feed(tf, "n", [2, 0], "int32")


for shift, axis in ((1, 1), (-1, 0), (5, 1), ([1, 2], [0, 1]), ([1, 1], [1, 1]), (0, 0), (1, -1)):
    case(f"roll {shift} {axis}", lambda tf, x, s=shift, a=axis: tf.roll(x, s, a), X)
case("roll of a vector", lambda tf, x: tf.roll(x, 2, 0), V)
case("roll by fed", lambda tf, x, n: tf.roll(x, n, [1, 0]), X, L)
case("roll named", lambda tf, x: tf.roll(x, shift=1, axis=0, name="here"), X)
dtypes("roll", lambda tf, x: tf.roll(x, 1, 1))
wrong("roll of a scalar", lambda tf: tf.roll(S(tf), 1, 0))
wrong("roll out of range", lambda tf: tf.roll(X(tf), 1, 2))
wrong("roll of sizes", lambda tf: tf.roll(X(tf), [1, 2], [0]))
case("reverse_sequence", lambda tf, x: tf.reverse_sequence(x, [2, 3], 1, 0), X)
case("reverse_sequence fed", lambda tf, x, n: tf.reverse_sequence(x, n, seq_axis=1), X, L)
case(
    "reverse_sequence of rank 3",
    lambda tf, x: tf.reverse_sequence(x, [1, 2, 4], seq_axis=2, batch_axis=1),
    T,
    masks=False,
    why="which sizes agree follows from the other axes",
)
case(
    "reverse_sequence old", lambda tf, x: tf.reverse_sequence(x, [2, 3], seq_dim=1, batch_dim=0), X
)
wrong("reverse_sequence too long", lambda tf: tf.reverse_sequence(X(tf), [4, 1], 1))
wrong("reverse_sequence other count", lambda tf: tf.reverse_sequence(X(tf), [1], 1))
wrong(
    "reverse_sequence same axis",
    lambda tf: tf.reverse_sequence(X(tf), [1, 1, 1], 1, 1),
    early="ValueError",
    why="the axes are attributes",
)
wrong("reverse_sequence out of range", lambda tf: tf.reverse_sequence(X(tf), [1, 1], 5))
case("ensure_shape", lambda tf, x: tf.ensure_shape(x, [None, 3]), X)
case("ensure_shape full", lambda tf, x: tf.ensure_shape(x, [2, 3], name="here"), X)
wrong("ensure_shape other", lambda tf: tf.ensure_shape(X(tf), [2, 4]))
wrong("ensure_shape other rank", lambda tf: tf.ensure_shape(X(tf), [2]))
wrong(
    "ensure_shape in the run",
    lambda tf: tf.ensure_shape(feed(tf, "x", [[1.0]], shape=None), [None, 3]),
)
for direction in ("ASCENDING", "DESCENDING"):
    for axis in (-1, 0, 1):
        case(
            f"sort {direction} {axis}",
            lambda tf, x, d=direction, a=axis: tf.sort(x, a, d),
            X,
            masks=axis == -1,
            why="" if axis == -1 else "the axis is looked for at build",
        )
        case(
            f"argsort {direction} {axis}",
            lambda tf, x, d=direction, a=axis: tf.argsort(x, a, d, stable=True),
            X,
            masks=axis == -1,
            why="" if axis == -1 else "the axis is looked for at build",
        )
    case(f"sort of ints {direction}", lambda tf, x, d=direction: tf.sort(x, direction=d), I)
    case(
        f"sort of rank 3 {direction}",
        lambda tf, x, d=direction: tf.sort(x, 1, d),
        T,
        masks=False,
        why="the axis is looked for at build",
    )
case("sort of equals", lambda tf: tf.argsort(tf.constant([2.0, 1.0, 2.0, 1.0])))
case("sort of the least", lambda tf: tf.sort(tf.constant([3, -(2**31), 2**31 - 1])))
wrong("sort upwards", lambda tf: tf.sort(X(tf), direction="UP"))
wrong("sort out of range", lambda tf: tf.sort(X(tf), 2))
case("partition", lambda tf, x: tf.dynamic_partition(x, [1, 0], 3), X)
case("partition of one", lambda tf, x: tf.dynamic_partition(x, [0, 0], 1), X)
case("partition fed", lambda tf, x, n: tf.dynamic_partition(x, n, 4), X, L)
case("partition named", lambda tf, x: tf.dynamic_partition(x, [[0, 1, 0], [1, 1, 1]], 2, "here"), X)
wrong("partition out of range", lambda tf: tf.dynamic_partition(X(tf), [0, 2], 2))
wrong("partition of shapes", lambda tf: tf.dynamic_partition(X(tf), [0, 1, 0], 2))
case("dynamic_stitch", lambda tf, x: tf.dynamic_stitch([[1, 0], [2, 3]], [x, x * 2.0]), X)
case("dynamic_stitch of scalars", lambda tf, s: tf.dynamic_stitch([1, [0, 2]], [s, [s, s]]), S)
case(
    "dynamic_stitch twice",
    lambda tf, x: tf.dynamic_stitch([[0, 1], [1]], [x, [[9.0, 9.0, 9.0]]]),
    X,
)
wrong("stitch of lists", lambda tf: tf.dynamic_stitch([[0, 1]], [X(tf), X(tf)]))
wrong("stitch of shapes", lambda tf: tf.dynamic_stitch([[0, 1, 2]], [X(tf)]))
for kind in ("int32", "uint8", "int16", "complex64", "float64", "int8"):
    either(
        f"bitcast to {kind}",
        lambda tf, k=kind: tf.bitcast(tf.constant([[1.0, -2.5]]), getattr(tf, k)),
    )
either("bitcast of a number", lambda tf: tf.bitcast(tf.constant(1.0), tf.int32))
either("bitcast up", lambda tf: tf.bitcast(tf.constant([[1, 2, 3, 4]], tf.uint8), tf.int32))
either("bitcast of bools", lambda tf: tf.bitcast(tf.constant([True]), tf.int8))


@FAMILY.script
def scattered_writes(tf, np):
    for write in (tf.scatter_mul, tf.scatter_div, tf.scatter_min, tf.scatter_max):
        v = tf.Variable([1.0, 2.0, 3.0])
        w = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
        n = tf.Variable([5, 6, 7])
        steps = [
            write(v, [0, 2, 0], [2.0, 3.0, 4.0]),
            write(w, [1, 1], [[2.0, 3.0], [0.5, -1.0]]),
            write(n, 1, 2),
        ]
        yield steps
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for step in steps:
                yield sess.run(step)
