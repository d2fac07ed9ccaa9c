"""`tf.cond`: values, effects, shapes, names, gradients, refusals.

Branches are sealed sub-graphs in minigraph, Switch and Merge nodes in TensorFlow: node lists and
op types are not compared, names of the results are.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import I, P, S, X, feed
from tests.oracle.observe import error, named

FAMILY = Family("cond", Tolerance(8, "array", "sums come in another order and may cancel"))
script = FAMILY.script
wrong = FAMILY.wrong
case = partial(
    FAMILY.case, nodes=False, types=False, why="sealed sub-graphs instead of Switch and Merge"
)
# Cases that switch off more than that: `why` first, then what is off.
partly = partial(FAMILY.case, nodes=False, types=False)


def W(tf: Any) -> Any:
    return tf.Variable(3.0, name="w")


for truth in (True, False):

    def F(tf: Any, truth: bool = truth) -> Any:
        """The predicate, fed."""
        return feed(tf, "flag", truth, "bool", shape=[])

    def unknown(tf: Any, truth: bool = truth) -> Any:
        """The predicate, of unknown shape."""
        return feed(tf, "flag", truth, "bool", shape=None)

    case(f"{truth}", lambda tf, p, x: tf.cond(p, lambda: x * 2.0, lambda: x - 1.0), F, X)
    case(
        f"{truth} products",
        lambda tf, p, x, y: tf.cond(
            p,
            lambda: tf.matmul(x, y, transpose_b=True),
            lambda: tf.matmul(y, x, transpose_b=True),
        ),
        *(F, X, P),
    )
    case(f"{truth} constants", lambda tf, p: tf.cond(p, lambda: 1.5, lambda: 2.5), F)
    case(
        f"{truth} lists", lambda tf, p, x: tf.cond(p, lambda: [x, x + 1], lambda: [x * 3, x]), F, X
    )
    case(f"{truth} tuple", lambda tf, p, x: tf.cond(p, lambda: (x, 1), lambda: (x * 3.0, 2)), F, X)
    case(f"{truth} single list", lambda tf, p, x: tf.cond(p, lambda: [x], lambda: [x * 3.0]), F, X)
    case(
        f"{truth} strict",
        lambda tf, p, x: tf.cond(p, lambda: [x], lambda: [x * 3.0], strict=True),
        *(F, X),
    )
    case(f"{truth} dict", lambda tf, p, x: tf.cond(p, lambda: {"a": x}, lambda: {"a": -x}), F, X)
    case(f"{truth} outer tensors", lambda tf, p, x, y: tf.cond(p, lambda: x, lambda: y), F, X, P)
    case(f"{truth} named", lambda tf, p, x: tf.cond(p, lambda: x + 1, lambda: x, name="here"), F, S)
    case(
        f"{truth} one-sided gradient",
        lambda tf, p, x, y: tf.cond(p, lambda: x * y, lambda: x * 5.0),
        *(F, X, P),
    )
    case(
        f"{truth} unconnected branch",
        lambda tf, p, x: tf.cond(p, lambda: tf.reduce_sum(x), lambda: tf.constant(4.0)),
        *(F, X),
    )
    case(f"{truth} ints", lambda tf, p, i: tf.cond(p, lambda: i + 1, lambda: i * i), F, I)
    case(f"{truth} variable", lambda tf, p, w: tf.cond(p, lambda: w * 2.0, lambda: w * w), F, W)
    case(
        f"{truth} nested",
        lambda tf, p, x: tf.cond(
            p,
            lambda: tf.cond(tf.reduce_sum(x) > 0.0, lambda: x * 2.0, lambda: x * 3.0),
            lambda: tf.cond(tf.reduce_sum(x) < 0.0, lambda: x * 5.0, lambda: x * 7.0),
        ),
        *(F, X),
    )
    partly(
        f"{truth} shapes differ",
        lambda tf, p, x: tf.cond(p, lambda: x, lambda: tf.concat([x, x], 0)),
        *(F, X),
        grad=False,
        why="TensorFlow cannot, with weights of a known shape on top; the sum follows",
    )
    case(
        f"{truth} sum of differing shapes",
        lambda tf, p, x: tf.reduce_sum(
            tf.square(tf.cond(p, lambda: x, lambda: tf.concat([x, x], 0)))
        ),
        *(F, X),
    )
    partly(
        f"{truth} ranks differ",
        lambda tf, p, x: tf.cond(p, lambda: x, lambda: tf.reduce_sum(x, 1)),
        *(F, X),
        grad=False,
        why="TensorFlow cannot, with weights of a known shape on top",
    )
    case(
        f"{truth} constant predicate",
        lambda tf, x, truth=truth: tf.cond(tf.constant(truth), lambda: x, lambda: -x),
        X,
    )
    case(
        f"{truth} used twice",
        lambda tf, p, x: tf.square(tf.cond(p, lambda: x * x, lambda: x)),
        *(F, X),
    )
    case(f"{truth} indexing", lambda tf, p, x: tf.cond(p, lambda: x[0], lambda: x[1] * 2.0), F, X)
    case(
        f"{truth} unknown predicate", lambda tf, p, x: tf.cond(p, lambda: x, lambda: -x), unknown, X
    )

case("of comparison", lambda tf, s, x: tf.cond(s > 1.0, lambda: x * s, lambda: x), S, X)
case(
    "two in a row",
    lambda tf, s: [tf.cond(s > n, lambda: s, lambda: -s) for n in (1.0, 2.0)],
    S,
)
case("old names", lambda tf, s: tf.cond(s > 1.0, fn1=lambda: s, fn2=lambda: -s), S)
case(
    "keywords",
    lambda tf, s: tf.cond(pred=s > 1.0, true_fn=lambda: s, false_fn=lambda: -s, name="k"),
    S,
)
wrong("no predicate", lambda tf: tf.cond(None, lambda: 1, lambda: 2))
wrong("vector predicate", lambda tf: tf.cond(tf.constant([True, False]), lambda: 1, lambda: 2))
wrong("float predicate", lambda tf: tf.cond(S(tf), lambda: 1, lambda: 2))
wrong("python predicate", lambda tf: tf.cond(True, lambda: 1, lambda: 2))
wrong("branch not callable", lambda tf: tf.cond(S(tf) > 0.0, 1, lambda: 2))
wrong("other branch not callable", lambda tf: tf.cond(S(tf) > 0.0, lambda: 1, tf.constant(2)))
wrong("no false branch", lambda tf: tf.cond(S(tf) > 0.0, lambda: 1))
wrong("dtypes differ", lambda tf: tf.cond(S(tf) > 0.0, lambda: 1, lambda: 2.0))
wrong("counts differ", lambda tf: tf.cond(S(tf) > 0.0, lambda: [1, 2], lambda: [1]))
wrong("structure differs", lambda tf: tf.cond(S(tf) > 0.0, lambda: {"a": 1}, lambda: {"b": 1}))
wrong("none from one", lambda tf: tf.cond(S(tf) > 0.0, lambda: None, lambda: 1))
wrong("raises inside", lambda tf: tf.cond(S(tf) > 0.0, lambda: {}["missing"], lambda: 1))
wrong(
    "fails at run",
    lambda tf: tf.cond(
        S(tf) > 0.0, lambda: tf.check_numerics(tf.log(S(tf) - 9.0), "log"), lambda: 1.0
    ),
)
wrong("both names", lambda tf: tf.cond(S(tf) > 0.0, lambda: 1, lambda: 2, fn1=lambda: 3))


@script
def runs_one_branch_only(tf, np):
    p = tf.placeholder(tf.bool, [])
    a, b = tf.Variable(0.0), tf.Variable(0.0)
    out = tf.cond(p, lambda: a.assign_add(1.0), lambda: b.assign_sub(1.0))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for truth in (True, True, False):
            yield sess.run(out, {p: truth})
            yield sess.run([a, b])


@script
def outer_ops_run_always(tf, np):
    p = tf.placeholder(tf.bool, [])
    a = tf.Variable(0.0)
    up = a.assign_add(1.0)
    out = tf.cond(p, lambda: tf.identity(up), lambda: tf.constant(-1.0))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run(out, {p: False})
        yield sess.run(a)


@script
def with_operations(tf, np):
    p = tf.placeholder(tf.bool, [])
    a = tf.Variable(0.0)

    def up():
        with tf.control_dependencies([a.assign_add(1.0)]):
            return tf.no_op()

    out = tf.cond(p, up, tf.no_op)
    yield out.name
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(out, {p: True})
        sess.run(out, {p: False})
        yield sess.run(a)


@script
def names(tf, np):
    p = tf.placeholder(tf.bool, [], name="p")
    x = tf.constant(1.0, name="x")
    inside = []

    def first():
        inside.append(tf.add(x, 1.0, name="sum"))
        inside.append(tf.constant(2.0))
        return inside[-2] * inside[-1]

    def second():
        inside.append(tf.add(x, 3.0, name="sum"))
        return inside[-1]

    yield named(tf.cond(p, first, second))
    yield named(tf.cond(p, first, second, name="choose"))
    yield [t.name for t in inside]
    with tf.name_scope("s"):
        for t in tf.cond(p, lambda: [x, x, 1], lambda: [x, x + 1.0, 2]):
            yield named(t)
    yield named(tf.identity(x))


@script
def higher_order(tf, np):
    p = tf.placeholder(tf.bool, [])
    x = tf.placeholder(tf.float32, [2])
    y = tf.cond(p, lambda: x * x * x, lambda: tf.sin(x))
    (g,) = tf.gradients(y, x)
    (h,) = tf.gradients(g, x)
    (third,) = tf.gradients(h, x)
    with tf.Session() as sess:
        for truth in (True, False):
            yield sess.run([y, g, h, third], {p: truth, x: [0.5, -1.5]})


@script
def fetches_inside(tf, np):
    p = tf.placeholder(tf.bool, [])
    inner = []

    def branch():
        inner.append(tf.constant(1.0) + 1.0)
        return inner[0]

    tf.cond(p, branch, lambda: tf.constant(0.0))
    with tf.Session() as sess:
        yield error(tf, lambda: sess.run(inner[0], {p: False}))
