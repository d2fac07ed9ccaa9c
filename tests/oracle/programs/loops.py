"""`tf.while_loop`: values, effects, shapes, names, gradients, refusals.

Bodies are sealed sub-graphs in minigraph, Enter, Merge, Switch and Exit nodes in TensorFlow: node
lists and op types are not compared, names of the results are.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import P, S, V, X, feed
from tests.oracle.observe import error, named

FAMILY = Family("loops", Tolerance(8, "array", "loops multiply rounding"))
script = FAMILY.script
wrong = FAMILY.wrong
case = partial(
    FAMILY.case, nodes=False, types=False, why="sealed sub-graphs instead of Enter, Exit"
)
# Cases that switch off more than that say so.
partly = partial(FAMILY.case, nodes=False, types=False)


def times(tf: Any, n: Any, body: Any, start: Any, **more: Any) -> Any:
    """`start` after `n` times `body`; and how often it was."""
    return tf.while_loop(lambda i, y: i < n, lambda i, y: (i + 1, body(y)), [0, start], **more)


def count(tf: Any, n: int = 5, **more: Any) -> Any:
    return tf.while_loop(lambda i: i < n, lambda i: i + 1, [tf.constant(0)], **more)


def N(tf: Any) -> Any:
    return feed(tf, "n", 3, "int32")


def W(tf: Any) -> Any:
    return feed(tf, "w", [[0.5, -0.25, 1.0], [0.75, 0.5, -0.5], [-1.0, 0.25, 0.5]])


case("counts", count)
case(
    "two variables",
    lambda tf: tf.while_loop(lambda i, s: i < 5, lambda i, s: (i + 1, s + i), [0, 0]),
)
case(
    "list from body",
    lambda tf: tf.while_loop(lambda i, s: i < 5, lambda i, s: [i + 1, s * 2.0], [0, 1.0]),
)
case("power", lambda tf, x: times(tf, 4, lambda y: y * x, tf.ones_like(x))[1], S)
case("captures", lambda tf, x, s: times(tf, 3, lambda y: y * s + x, x), X, S)
case("limit fed", lambda tf, n, x: times(tf, n, lambda y: y * 1.5, x), N, X)
for n in (0, 1, 4):
    case(
        f"{n} times",
        lambda tf, k, x: times(tf, k, lambda y: tf.sin(y) * x, x)[1],
        *(lambda tf, n=n: feed(tf, "n", n, "int32"), X),
    )
case("condition on value", lambda tf, s: tf.while_loop(lambda y: y < 99.0, lambda y: y * y, [s]), S)
case("matmul", lambda tf, w, x: times(tf, 3, lambda y: tf.tanh(tf.matmul(y, w)), x)[1], W, X)
partly(
    "variable",
    lambda tf: (lambda w: times(tf, 3, lambda y: y * w, tf.constant(1.0))[1])(tf.Variable(1.5)),
    masks=False,
    why="sealed sub-graphs; nothing is fed",
)
case(
    "rows by index",
    lambda tf, x: tf.while_loop(
        lambda i, t: i < 2, lambda i, t: (i + 1, t + x[i]), [0, tf.zeros([3])]
    )[1],
    X,
)
case(
    "rows by gather",
    lambda tf, x: tf.while_loop(
        lambda i, t: i < 2, lambda i, t: (i + 1, t + tf.gather(x, i)), [0, tf.zeros([3])]
    )[1],
    X,
    grad=False,
    why="the rows' cotangents are added up as the loop runs, here into a dense one",
)
case(
    "rows by gather of a sum",
    lambda tf, x: (
        lambda y: tf.while_loop(
            lambda i, t: i < 2, lambda i, t: (i + 1, t + tf.gather(y, i)), [0, tf.zeros([3])]
        )[1]
    )(tf.sin(x)),
    X,
)


def growing(tf: Any, x: Any) -> Any:
    shapes = [tf.TensorShape([]), tf.TensorShape([None, 3])]
    return times(tf, 3, lambda y: tf.concat([y, x], 0), x, shape_invariants=shapes)


partly(
    "shape invariant",
    growing,
    X,
    grad=False,
    masks=False,
    why="the invariant states a dim; the gradient is taken of the sum, below",
)
case(
    "shape invariant summed",
    lambda tf, x: tf.reduce_sum(tf.square(growing(tf, x)[1])),
    lambda tf: feed(tf, "x", [[1.0, 2.0, 3.0]], shape=[None, 3]),
)
partly(
    "unknown invariant",
    lambda tf, v: tf.while_loop(
        lambda y: tf.size(y) < 10,
        lambda y: tf.concat([y, y], 0),
        [v],
        shape_invariants=[tf.TensorShape(None)],
    ),
    V,
    grad=False,
    why="sealed sub-graphs; weights of a known shape on an unknown one",
)
case(
    "nested",
    lambda tf, x: times(tf, 2, lambda y: times(tf, 3, lambda z: z * x, y)[1], tf.ones_like(x))[1],
    S,
)
case(
    "nested uses counter",
    lambda tf, x: tf.while_loop(
        lambda i, y: i < 3,
        lambda i, y: (i + 1, times(tf, i, lambda z: z * x, y)[1]),
        [0, tf.ones_like(x)],
    )[1],
    S,
)
case(
    "cond inside",
    lambda tf, x: tf.while_loop(
        lambda i, y: i < 4,
        lambda i, y: (i + 1, tf.cond(tf.equal(i % 2, 0), lambda: y * x, lambda: y + x)),
        [0, tf.ones_like(x)],
    )[1],
    X,
)
case(
    "inside cond",
    lambda tf, n, x: tf.cond(n > 2, lambda: times(tf, n, lambda y: y * x, x)[1], lambda: x),
    *(N, X),
)
case(
    "dict",
    lambda tf, x: tf.while_loop(
        lambda d: d["i"] < 3,
        lambda d: [{"i": d["i"] + 1, "y": d["y"] * 2.0}],
        [{"i": tf.constant(0), "y": x}],
    ),
    X,
)
case("nest", lambda tf, x: times(tf, 3, lambda p: (p[1], p[0] * 2.0), (x, x + 1.0)), X)
case("maximum_iterations", lambda tf: count(tf, 50, maximum_iterations=7))
case(
    "maximum tensor",
    lambda tf, n: count(tf, 50, maximum_iterations=n),
    N,
    masks=False,
    why="TensorFlow refuses a number of unknown rank when the graph is built, minigraph in the run",
)
case(
    "maximum with gradient",
    lambda tf, x: tf.while_loop(
        lambda i, y: i < 50, lambda i, y: [i + 1, y * 1.5], [0, x], maximum_iterations=2
    )[1],
    X,
)
case(
    "return_same_structure",
    lambda tf: tf.while_loop(lambda i: i < 5, lambda i: [i + 1], [0], return_same_structure=True),
)
case(
    "swap and parallel",
    lambda tf, x: times(tf, 3, lambda y: y * y, x, parallel_iterations=1, swap_memory=True),
    S,
)
partly(
    "no back_prop",
    lambda tf, x: times(tf, 3, lambda y: y + 1.0, x, back_prop=False),
    S,
    grad=False,
    why="sealed sub-graphs; TensorFlow refuses the gradient",
)
case(
    "named",
    lambda tf, x: tf.while_loop(lambda y: y < 10.0, lambda y: y + x, [x], name="here"),
    S,
)
case("two in a row", lambda tf: [count(tf), count(tf, 7)])
case(
    "stopped capture",
    lambda tf, x, p: times(tf, 2, lambda y: y * 2.0 + tf.stop_gradient(p), x)[1],
    *(X, P),
)
case(
    "untouched variable",
    lambda tf, x, p: tf.while_loop(
        lambda i, y, z: i < 2, lambda i, y, z: (i + 1, y * 2.0, z), [0, x, p]
    ),
    *(X, P),
)
case(
    "swapped variables",
    lambda tf, x, p: tf.while_loop(
        lambda i, y, z: i < 3, lambda i, y, z: (i + 1, z, y * 2.0), [0, x, p]
    ),
    *(X, P),
)
case(
    "newton",
    lambda tf, a: tf.while_loop(
        lambda r: tf.abs(r * r - a) > 1e-4, lambda r: (r + a / r) / 2.0, [a]
    ),
    S,
)
case(
    "reduction in condition",
    lambda tf, x: tf.while_loop(lambda y: tf.reduce_sum(y) < 50.0, lambda y: y * 2.0 + 1.0, [x]),
    X,
)
case(
    "bool variable",
    lambda tf: tf.while_loop(lambda go, i: go, lambda go, i: (i < 3, i + 1), [True, 0]),
)
case(
    "int64",
    lambda tf: tf.while_loop(lambda i: i < 5, lambda i: i + 1, [tf.constant(0, tf.int64)]),
)


def below_three(i: Any) -> Any:
    return i < 3


wrong("no variables", lambda tf: tf.while_loop(lambda: True, lambda: (), []))
wrong("condition not callable", lambda tf: tf.while_loop(True, lambda i: i, [0]))
wrong("body not callable", lambda tf: tf.while_loop(below_three, 3, [0]))
wrong("condition a number", lambda tf: tf.while_loop(lambda i: 3, lambda i: i + 1, [0]))
wrong("condition a vector", lambda tf: tf.while_loop(lambda v: v > 0, lambda v: v - 1.0, [V(tf)]))
wrong(
    "dtype changes",
    lambda tf: tf.while_loop(below_three, lambda i: tf.cast(i, tf.int64), [0]),
    early="TypeError",
    why="both dtypes are known when the body is built",
)
wrong("count changes", lambda tf: tf.while_loop(lambda i, j: i < 3, lambda i, j: i + 1, [0, 0]))
wrong("arity", lambda tf: tf.while_loop(below_three, lambda i, j: (i, j), [0]))
wrong("body none", lambda tf: tf.while_loop(below_three, lambda i: None, [0]))
wrong("no parallel", lambda tf: count(tf, parallel_iterations=0))
wrong(
    "shape changes",
    lambda tf: tf.while_loop(lambda y: tf.size(y) < 9, lambda y: tf.concat([y, y], 0), [V(tf)]),
)
wrong(
    "rank changes",
    lambda tf: tf.while_loop(lambda y: tf.size(y) < 9, lambda y: tf.expand_dims(y, 0), [V(tf)]),
)
wrong(
    "invariant too narrow",
    lambda tf: tf.while_loop(
        lambda y: tf.size(y) < 9, lambda y: y, [V(tf)], shape_invariants=[tf.TensorShape([4])]
    ),
)
wrong(
    "invariants too many",
    lambda tf: count(tf, shape_invariants=[tf.TensorShape([]), tf.TensorShape([])]),
)
wrong(
    "fails at run",
    lambda tf: tf.while_loop(
        lambda y: y > -1.0, lambda y: tf.check_numerics(tf.log(y - 1.0), "log"), [S(tf)]
    ),
)


@script
def gradient_of_no_back_prop(tf, np):
    x = tf.constant(1.5)
    y = times(tf, 3, lambda y: y * x, x, back_prop=False)[1]
    yield error(tf, lambda: tf.gradients(y, x))


@script
def effects(tf, np):
    total = tf.Variable(0.0, name="total")

    def body(i):
        with tf.control_dependencies([tf.assign_add(total, tf.cast(i, tf.float32))]):
            return i + 1

    loop = tf.while_loop(lambda i: i < 5, body, [0], parallel_iterations=1)
    with tf.Session() as sess:
        sess.run(total.initializer)
        yield sess.run(loop)
        yield sess.run(total)


@script
def names(tf, np):
    inside = []

    def body(i):
        inside.append(tf.add(i, 1, name="next"))
        return inside[-1]

    yield named(tf.while_loop(lambda i: i < 3, body, [0]))
    for t in tf.while_loop(lambda i, j: i < 3, lambda i, j: (body(i), j + 1), [0, 0]):
        yield named(t)
    with tf.name_scope("s"):
        yield named(tf.while_loop(lambda i: i < 3, body, [0], name="loop"))
    yield [t.name for t in inside]


@script
def gradient_of_many(tf, np):
    x = tf.placeholder(tf.float32, [2])
    w = tf.Variable([1.5, 0.5])
    n = tf.placeholder(tf.int32, [])
    out = tf.while_loop(lambda i, a, b: i < n, lambda i, a, b: (i + 1, a * w + b, b * x), [0, x, x])
    grads = tf.gradients([out[1], out[2]], [x, w])
    with tf.Session() as sess:
        sess.run(w.initializer)
        for repeat in (0, 1, 5):
            yield sess.run([out, grads], {x: [0.5, -1.5], n: repeat})


@script
def random_inside(tf, np):
    out = tf.while_loop(
        lambda i, t: i < 3,
        lambda i, t: (i + 1, tf.concat([t, tf.random_uniform([2], seed=3)], 0)),
        [tf.constant(0), tf.zeros([0])],
        shape_invariants=[tf.TensorShape([]), tf.TensorShape([None])],
        parallel_iterations=1,  # more draw in no particular order
    )
    with tf.Session() as sess:
        yield sess.run(out)
        yield sess.run(out)


@script
def trains(tf, np):
    w = tf.Variable([0.5, 0.25], name="w")
    x = tf.placeholder(tf.float32, [None, 2])
    end = times(tf, 3, lambda h: tf.tanh(h * w), x)[1]
    loss = tf.reduce_mean(tf.square(end - 0.1))
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            yield sess.run([loss, train], {x: [[1.0, 2.0], [0.5, -1.0]]})
        yield sess.run(w)
