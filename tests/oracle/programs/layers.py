"""tf.layers: the base class and its scopes; dense, dropout, flatten."""

from __future__ import annotations

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import T, X, feed
from tests.oracle.observe import error, nodes

FAMILY = Family("layers", Tolerance(4, "array", "products of matrices are summed in another order"))
case = FAMILY.case
script = FAMILY.script
wrong = FAMILY.wrong


def ones(tf):
    return tf.ones_initializer()


def steps(tf):
    """An initializer whose numbers differ, the same in both engines."""

    def initializer(shape, dtype=None, partition_info=None):
        count = 1
        for size in shape:
            count *= int(size)
        return tf.reshape(tf.cast(tf.range(count), dtype) / 8.0 - 1.0, shape)

    return initializer


# ------------------------------------------------------------------------------- dense
case("dense", lambda tf, x: tf.layers.dense(x, 2, kernel_initializer=steps(tf)), X)
case(
    "dense relu named",
    lambda tf, x: tf.layers.dense(
        x, 4, tf.nn.relu, kernel_initializer=steps(tf), bias_initializer=steps(tf), name="fc"
    ),
    X,
)
case(
    "dense without bias",
    lambda tf, x: tf.layers.dense(x, 2, use_bias=False, kernel_initializer=steps(tf)),
    X,
)
case(
    "dense rank 3",
    lambda tf, x: tf.layers.dense(x, 2, tf.nn.tanh, kernel_initializer=steps(tf)),
    T,
)
case(
    "dense float64",
    lambda tf, x: tf.layers.dense(x, 2, kernel_initializer=steps(tf)),
    lambda tf: X(tf, "float64"),
)
case(
    "dense array",
    lambda tf: tf.layers.dense(np.ones([1, 2], np.float32), 2, kernel_initializer=steps(tf)),
)
wrong("dense units -1", lambda tf: tf.layers.dense(X(tf), -1))
wrong("dense of integers", lambda tf: tf.layers.dense(tf.zeros([2, 3], tf.int32), 2))
wrong("dense of a vector", lambda tf: tf.layers.dense(tf.zeros([2]), 2))
wrong("dense of unknown rank", lambda tf: tf.layers.dense(tf.placeholder(tf.float32), 2))
wrong("dense of unknown size", lambda tf: tf.layers.dense(tf.placeholder(tf.float32, [2, None]), 2))

# ------------------------------------------------------------------------------- flatten
case("flatten", lambda tf, x: tf.layers.flatten(x), T)
case("flatten named", lambda tf, x: tf.layers.flatten(x, name="f"), T)
case("flatten vector", lambda tf, x: tf.layers.flatten(x), lambda tf: feed(tf, "v", [1.0, 2.0]))
case(
    "flatten channels first",
    lambda tf, x: tf.layers.flatten(x, data_format="channels_first"),
    T,
    masks=False,
    why="without a known rank nothing is moved, in TensorFlow as well",
)
wrong("flatten a scalar", lambda tf: tf.layers.flatten(tf.constant(1.0)))
wrong("flatten bad format", lambda tf: tf.layers.flatten(tf.zeros([1, 2]), data_format="NHWC"))


@script
def flatten_shapes(tf, np):
    for shape in ([None, 3, 4], [None, None, 4], [2, None, 4], [None], [5], None, [2, 0, 3]):
        x = tf.placeholder(tf.float32, shape)
        for form in ("channels_last", "channels_first"):
            yield tf.layers.flatten(x, data_format=form)
    yield nodes(tf)


# ------------------------------------------------------------------------------- dropout
case("dropout off", lambda tf, x: tf.layers.dropout(x), X)
case("dropout on", lambda tf, x: tf.layers.dropout(x, 0.4, seed=3, training=True), X)
case(
    "dropout noise",
    lambda tf, x: tf.layers.dropout(x, 0.4, [2, 1], 3, training=True, name="d"),
    X,
    masks=False,
    why="the shape of the noise needs the rank",
)
case(
    "dropout fed",
    lambda tf, x: tf.layers.dropout(
        x, 0.4, seed=3, training=feed(tf, "training", True, "bool", [])
    ),
    X,
    nodes=False,
    types=False,
    why="a cond is one node here",
)
case(
    "dropout by a constant",
    lambda tf, x: tf.layers.dropout(x, 0.4, seed=3, training=tf.constant(True)),
    X,
)
wrong("dropout rate 2", lambda tf: tf.layers.dropout(tf.zeros([2]), 2))
wrong("dropout training text", lambda tf: tf.layers.dropout(tf.zeros([2]), training="yes"))


# ------------------------------------------------------------------------------- scopes and names
@script
def names(tf, np):
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    yield [tf.layers.dense(x, 3), tf.layers.dense(x, 3), tf.layers.dense(x, 3, name="fc")]
    with tf.variable_scope("s"):
        yield [tf.layers.dense(x, 3), tf.layers.dense(x, 3), tf.layers.dense(x, 3, name="fc")]
        with tf.name_scope("n"):
            yield [tf.layers.dense(x, 3), tf.layers.dense(x, 3, name="other")]
    with tf.variable_scope("s", reuse=True):
        yield [tf.layers.dense(x, 3), tf.layers.dense(x, 3), tf.layers.dense(x, 3, name="fc")]
    yield tf.layers.dense(x, 3, name="fc", reuse=True)
    yield error(tf, lambda: tf.layers.dense(x, 3, name="fc"))
    yield error(tf, lambda: tf.layers.dense(x, 3, name="new", reuse=True))
    with tf.variable_scope("auto", reuse=tf.AUTO_REUSE):
        yield [tf.layers.dense(x, 3, name="a"), tf.layers.dense(x, 3, name="a")]
    yield tf.layers.dense(x, 3, name="auto/a", reuse=tf.AUTO_REUSE)
    yield [tf.global_variables(), tf.trainable_variables()]
    yield nodes(tf)


@script
def called_again(tf, np):
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    layer = tf.layers.Dense(4)
    yield [layer.built, layer.dtype, layer.weights]
    yield error(tf, lambda: layer.scope_name)
    yield error(tf, layer.count_params)
    y = layer(x)
    z = layer.apply(y)
    with tf.name_scope("n"):
        u = layer(z)
    with tf.variable_scope("v"):
        w = layer(u)
    yield [y, z, u, w, layer.weights, layer.kernel, layer.bias]
    yield [layer.scope_name, layer.built, layer.dtype, layer.count_params()]
    yield error(tf, lambda: layer(tf.zeros([2, 5])))
    yield layer.compute_output_shape([None, 4]).as_list()
    yield error(tf, lambda: layer.compute_output_shape([4]))
    layers = [tf.layers.Dense(2) for _ in range(3)]
    yield [layers[2](x), layers[0](x), layers[1](x), [each.scope_name for each in layers]]
    named = tf.layers.Dense(2, name="given")
    yield [named(x), named.name]
    again = tf.layers.Dense(2, name="given")
    yield [again(x), again.name, again.kernel]


@script
def settings(tf, np):
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    frozen = tf.layers.Dense(3, trainable=False, kernel_constraint=tf.abs)
    frozen(x)
    yield [frozen.trainable_weights, frozen.non_trainable_weights, tf.trainable_variables()]
    yield frozen.kernel.constraint is tf.abs
    later = tf.layers.Dense(3)
    later(x)
    later.trainable = False
    yield [later.trainable_variables, later.non_trainable_variables, tf.trainable_variables()]
    y = tf.layers.dense(
        x,
        2,
        kernel_regularizer=tf.nn.l2_loss,
        bias_regularizer=tf.reduce_sum,
        activity_regularizer=tf.reduce_sum,
    )
    yield [y, tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)]
    with tf.variable_scope("s", initializer=ones(tf)):
        z = tf.layers.dense(x, 2)
    half = tf.layers.Dense(3, dtype=tf.float16)
    yield [half(tf.zeros([1, 2], tf.float16)), half.weights]
    yield nodes(tf)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run(z, {x: np.ones([1, 4])})


@script
def regularized_once(tf, np):
    """A variable that is used again counts once, whoever says that it may be used again."""
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    for reuse in (None, True, tf.AUTO_REUSE):
        with tf.variable_scope("m", reuse=reuse, partitioner=tf.fixed_size_partitioner(2)):
            tf.layers.dense(x, 3, kernel_regularizer=tf.nn.l2_loss, name="a")
        with tf.variable_scope("n", reuse=reuse):
            tf.layers.dense(x, 3, kernel_regularizer=tf.nn.l2_loss, name="a")
            tf.layers.dense(x, 3, kernel_regularizer=tf.nn.l2_loss, name="b", reuse=reuse)
    layer = tf.layers.Dense(4, kernel_regularizer=tf.nn.l2_loss)
    layer(layer(x))
    yield [loss.name for loss in tf.get_collection("regularization_losses")]
    yield nodes(tf)


@script
def own_layers(tf, np):
    class Scale(tf.layers.Layer):
        def __init__(self, size, **kwargs):
            super().__init__(**kwargs)
            self.size = size

        def build(self, input_shape):
            self.w = self.add_weight("w", [int(input_shape[-1]), self.size], initializer=ones(tf))
            self.v = self.add_variable("v", [self.size], trainable=False, initializer=ones(tf))
            self.built = True

        def call(self, inputs, twice=False):
            self.add_loss(tf.reduce_sum(inputs))
            self.add_update(tf.assign(self.v, self.v * 2.0))
            y = tf.matmul(inputs, self.w) + self.v
            return y * 2.0 if twice else y

    x = tf.placeholder(tf.float32, [None, 4], name="x")
    first, second = Scale(3), Scale(3, name="hello")
    yield [first(x), second(x, twice=True), first.variables, second.trainable_variables]
    yield [second.losses, second.updates, second.name, second.scope_name]
    yield [tf.get_collection("update_ops"), tf.get_collection("regularization_losses")]
    yield nodes(tf)

    class MyLayerABC(tf.layers.Layer):
        def call(self, inputs):
            return inputs + 1.0

    class Conv2DThing(tf.layers.Layer):
        def call(self, inputs):
            return inputs[0] * inputs[1]

    yield [MyLayerABC()(x), Conv2DThing()([x, x]), MyLayerABC()(np.ones([2], np.float32))]
    yield error(tf, lambda: Scale(3, what=1))


@script
def training(tf, np):
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    y = tf.layers.dense(x, 3, tf.nn.relu, kernel_initializer=steps(tf))
    y = tf.layers.dense(y, 1, kernel_initializer=steps(tf), kernel_regularizer=tf.nn.l2_loss)
    loss = tf.reduce_mean(y * y) + tf.add_n(tf.get_collection("regularization_losses"))
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(5):
            yield sess.run([loss, step], {x: [[1.0, 2.0], [-1.0, 3.0]]})[0]
        yield sess.run(tf.trainable_variables())
