"""Whole programs that are wrong in the ways people get them wrong: class and stage."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import X, feed
from tests.oracle.observe import error

FAMILY = Family("errors", EXACT)
wrong = FAMILY.wrong
script = FAMILY.script


def layer(tf: Any, x: Any, units: int, inputs: int) -> Any:
    w = tf.Variable(tf.ones([inputs, units]), name="w")
    b = tf.Variable(tf.zeros([units]), name="b")
    return tf.nn.relu(tf.matmul(x, w) + b)


def images(tf: Any, shape: Any = (None, 4)) -> Any:
    return tf.placeholder(tf.float32, shape, name="images")


wrong("unfed placeholder", lambda tf: images(tf) * 2.0)
wrong("unfed scalar", lambda tf: tf.placeholder(tf.float32, []) + 1.0)
wrong("unfed through a layer", lambda tf: tf.reduce_mean(images(tf)))
wrong("uninitialised variable", lambda tf: tf.Variable(1.0) * 2.0)
wrong("uninitialised in a layer", lambda tf: layer(tf, feed(tf, "x", np.ones([2, 4])), 3, 4))
wrong("uninitialised assign_add", lambda tf: tf.Variable(1.0).assign_add(1.0))
wrong(
    "uninitialised in train",
    lambda tf: tf.train.GradientDescentOptimizer(0.1).minimize(tf.Variable(1.0) ** 2),
)
wrong("inner sizes", lambda tf: layer(tf, images(tf), 3, 5))
wrong("bias size", lambda tf: tf.matmul(images(tf), tf.ones([4, 3])) + tf.zeros([4]))
wrong("dtype mix of fed ints", lambda tf: tf.placeholder(tf.int32, [2]) * tf.Variable([0.5, 0.5]))
wrong("dtype mix of float64 array", lambda tf: tf.matmul(images(tf), tf.constant(np.ones([4, 2]))))
wrong(
    "labels of int to cross entropy",
    lambda tf: tf.nn.sigmoid_cross_entropy_with_logits(
        labels=tf.placeholder(tf.int32, [None, 4]), logits=images(tf)
    ),
)
wrong(
    "compare argmax with int32",
    lambda tf: tf.equal(tf.argmax(images(tf), 1), tf.placeholder(tf.int32, [None])),
)
wrong("mean of bool", lambda tf: tf.reduce_mean(tf.equal(tf.argmax(images(tf), 1), 0)))
wrong("python if", lambda tf: 1 if images(tf) > 0.0 else 2)
wrong("python for", lambda tf: list(images(tf)))
wrong("python and", lambda tf: tf.constant(True) and tf.constant(False))
wrong("numpy of tensor", lambda tf: np.sqrt(images(tf)))
wrong("numpy array of tensor", lambda tf: np.asarray(images(tf)))
wrong("float of tensor", lambda tf: float(tf.constant(1.0)))
wrong("int of tensor", lambda tf: int(tf.constant(1)))
wrong("index with tensor in list", lambda tf: [1, 2, 3][tf.constant(1)])
wrong("range of tensor", lambda tf: range(tf.constant(3)))
wrong("item assignment", lambda tf: operator.setitem(images(tf), 0, 1.0))
wrong("call a tensor", lambda tf: tf.constant(1.0)())
wrong(
    "minimize nothing", lambda tf: tf.train.GradientDescentOptimizer(0.1).minimize(tf.constant(1.0))
)
wrong(
    "minimize through ints",
    lambda tf: tf.train.GradientDescentOptimizer(0.1).minimize(
        tf.cast(tf.argmax(tf.Variable([1.0, 2.0]), 0), tf.float32)
    ),
)
wrong(
    "minimize through a stop",
    lambda tf: tf.train.GradientDescentOptimizer(0.1).minimize(tf.stop_gradient(tf.Variable(1.0))),
)
wrong("reshape to other size", lambda tf: tf.reshape(tf.zeros([2, 3]), [4]))
wrong(
    "reshape at run",
    lambda tf: tf.reshape(feed(tf, "x", np.ones([2, 4]), shape=[None, 4]), [-1, 3]),
)
wrong("concat of ranks", lambda tf: tf.concat([tf.zeros([2, 2]), tf.zeros([2])], 0))
wrong(
    "stack of shapes at run",
    lambda tf: tf.stack([feed(tf, "x", [1.0], shape=None), feed(tf, "y", [1.0, 2.0], shape=None)]),
)
wrong(
    "broadcast at run",
    lambda tf: feed(tf, "x", [1.0, 2.0], shape=None) + feed(tf, "y", [1.0, 2.0, 3.0], shape=None),
)
wrong(
    "matmul at run",
    lambda tf: tf.matmul(
        feed(tf, "x", [[1.0]], shape=None), feed(tf, "y", [[1.0], [2.0]], shape=None)
    ),
)
wrong("gather out of range", lambda tf: tf.gather([1.0, 2.0], feed(tf, "i", [2], "int32")))
wrong("slice out of range", lambda tf: feed(tf, "x", [1.0, 2.0], shape=[None])[5])
wrong("one_hot of float", lambda tf: tf.one_hot(images(tf), 4))
wrong("check_numerics", lambda tf: tf.check_numerics(tf.log(feed(tf, "x", [0.0, -1.0])), "loss"))
wrong("verify finite", lambda tf: tf.verify_tensor_all_finite(feed(tf, "x", [0.0]) / 0.0, "loss"))
wrong("division of ints by zero", lambda tf: tf.constant([4, 2]) // feed(tf, "x", [2, 0], "int32"))
wrong(
    "cast of text",
    lambda tf: tf.cast(tf.constant("1"), tf.float32),
    early="TypeError",
    why="no text can be cast, whatever its value",
)
wrong("constant float as int", lambda tf: tf.constant([1.5], tf.int32))
wrong("constant ragged", lambda tf: tf.constant([[1, 2], [3]]))
wrong("placeholder without dtype", lambda tf: tf.placeholder(shape=[2]))
wrong("variable without value", lambda tf: tf.Variable(dtype=tf.float32))
wrong("variable of unknown shape", lambda tf: tf.Variable(tf.placeholder(tf.float32)))
wrong("assign other shape", lambda tf: tf.assign(tf.Variable([1.0, 2.0]), [1.0]))
wrong("assign other dtype", lambda tf: tf.assign(tf.Variable([1.0, 2.0]), tf.constant([1, 2])))
wrong("assign to tensor", lambda tf: tf.assign(tf.constant(1.0), 2.0))
wrong("set_shape against", lambda tf: images(tf).set_shape([2, 5]))
wrong("bad name", lambda tf: tf.constant(1, name="my node"))
wrong("bad scope", lambda tf: tf.name_scope("my scope").__enter__())
wrong("fetch by bad name", lambda tf: [images(tf) * 0.0, "no_such:0"])
wrong("fetch of a list", lambda tf: [images(tf) * 0.0, [1.0]])
wrong("fetch of none", lambda tf: [images(tf) * 0.0, None])
wrong("group of numbers", lambda tf: tf.group(1, 2))
wrong("softmax of ints", lambda tf: tf.nn.softmax(tf.constant([1, 2])))
wrong("random of ints", lambda tf: tf.random_normal([2], dtype=tf.int32))
wrong("axis out of range", lambda tf: tf.reduce_sum(images(tf), axis=2))
wrong("moments without axes", lambda tf: tf.nn.moments(images(tf)))
wrong(
    "transpose twice the same",
    lambda tf: tf.transpose(X(tf), [0, 0]),
    early="ValueError",
    why="the permutation is a constant",
)
wrong("split uneven", lambda tf: tf.split(images(tf), 3, 1))
wrong("unknown keyword", lambda tf: tf.reduce_sum(images(tf), axes=1))
wrong("expand_dims out", lambda tf: tf.expand_dims(images(tf), 5))
wrong("tile wrong rank", lambda tf: tf.tile(images(tf), [2]))
wrong("pad wrong rank", lambda tf: tf.pad(images(tf), [[1, 1]]))
wrong("fill negative", lambda tf: tf.fill([-1], 1.0))
wrong(
    "where of ranks", lambda tf: tf.where(tf.constant([True, False]), tf.zeros([3]), tf.ones([3]))
)
wrong("no such attribute", lambda tf: images(tf).no_such)
wrong("no such function", lambda tf: tf.no_such_function)


@script
def foreign_graph(tf, np):
    other = tf.Graph()
    with other.as_default():
        far = tf.constant(1.0)
        far_variable = tf.Variable(1.0)
    x = tf.constant(1.0)
    yield error(tf, lambda: x + far)
    yield error(tf, lambda: tf.matmul([[1.0]], [[far]]))
    yield error(tf, lambda: tf.gradients(x, far))
    yield error(
        tf, lambda: tf.train.GradientDescentOptimizer(0.1).minimize(x, var_list=[far_variable])
    )
    with tf.Session() as sess:
        yield error(tf, lambda: sess.run(far))
        yield error(tf, lambda: sess.run(x, {far: 1.0}))
        yield error(tf, lambda: sess.run(far_variable))
        yield error(tf, lambda: sess.run([x, far]))
        yield error(tf, lambda: far.eval())


@script
def misfed(tf, np):
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    y = tf.placeholder(tf.int64, [None], name="y")
    out = tf.reduce_sum(x) + tf.reduce_sum(tf.cast(y, tf.float32))
    good = {x: np.ones([2, 4]), y: [1, 2]}
    with tf.Session() as sess:
        yield sess.run(out, good)
        for bad in (
            {x: np.ones([2, 3])},
            {x: np.ones([4])},
            {x: [[1.0, 2.0, 3.0, "a"]]},
            {x: None},
            {y: [[1], [2]]},
            {y: ["a", "b"]},
            {x: tf.ones([2, 4])},
        ):
            yield error(tf, lambda bad=bad: sess.run(out, {**good, **bad}))
        yield error(tf, lambda: sess.run(out, {x: np.ones([2, 4])}))
        yield error(tf, lambda: sess.run(out, {"x": np.ones([2, 4]), y: [1]}))
        yield error(tf, lambda: sess.run(out, x=3))
        yield error(tf, lambda: sess.run(out, [good]))
        yield sess.run(out, good)


@script
def failed_runs_leave_the_variables(tf, np):
    w = tf.Variable([1.0, 2.0])
    x = tf.placeholder(tf.float32, [None])
    step = tf.train.GradientDescentOptimizer(0.5).minimize(
        tf.reduce_sum(w * tf.check_numerics(x, "x"))
    )
    with tf.Session() as sess:
        sess.run(w.initializer)
        yield error(tf, lambda: sess.run(step, {x: [np.nan, 1.0]}))
        yield sess.run(w)
        yield error(tf, lambda: sess.run(step, {x: [1.0, 2.0, 3.0]}))
        yield sess.run(w)
        yield error(tf, lambda: sess.run(step))
        sess.run(step, {x: [1.0, 2.0]})
        yield sess.run(w)


@script
def closed_and_finalized(tf, np):
    x = tf.constant(1.0)
    sess = tf.Session()
    sess.close()
    yield error(tf, lambda: sess.run(x))
    tf.get_default_graph().finalize()
    yield error(tf, lambda: tf.add(x, x))
    with tf.Session() as sess:
        yield sess.run(x)
        yield error(tf, lambda: tf.global_variables_initializer())


@script
def errors_tell_the_operation(tf, np):
    x = tf.placeholder(tf.float32, [None], name="x")
    bad = tf.check_numerics(tf.log(x), "log", name="checked")
    w = tf.Variable(1.0, name="w")
    with tf.Session() as sess:
        for fetch, feeds in ((bad, {x: [-1.0]}), (w, {}), (x * 1.0, {}), (bad, {x: [0.0]})):
            try:
                sess.run(fetch, feeds)
            except tf.errors.OpError as e:
                yield [type(e).__name__, e.error_code]
                yield e.op is None or (e.op.name in e.message and e.op.name in "checked w x")
