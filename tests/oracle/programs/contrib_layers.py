"""tf.contrib.layers over TensorFlow's own tf.layers and tf.nn: names, nodes, seeds, training."""

from __future__ import annotations

from tests.oracle.cases import Family, Tolerance
from tests.oracle.contrib import layers
from tests.oracle.observe import nodes

FAMILY = Family(
    "contrib_layers", Tolerance(64, "array", "products and moments are summed in another order")
)
script = FAMILY.script


def everything(tf):
    """Variables and collections, then all nodes."""
    yield [tf.global_variables(), tf.trainable_variables(), tf.model_variables()]
    for key in ("regularization_losses", "update_ops"):
        yield [item.name for item in tf.get_collection(key)]
    yield nodes(tf)


@script
def dense(tf, np):
    of = layers(tf)
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    y = of.fully_connected(x, 3, weights_regularizer=of.l2_regularizer(0.01))
    z = of.fully_connected(y, 5, activation_fn=None, biases_initializer=None)
    with tf.variable_scope("net"):
        u = of.fully_connected(z, 2, scope="fc")
        v = of.fully_connected(u, 2, normalizer_fn=of.layer_norm)
    cube = of.fully_connected(tf.zeros([2, 3, 4]), 2, scope="cube")
    yield [y, z, u, v, cube]
    yield from everything(tf)


@script
def convolutions(tf, np):
    of = layers(tf)
    x = tf.placeholder(tf.float32, [None, 8, 8, 3], name="x")
    y = of.conv2d(x, 4, [3, 3], weights_regularizer=of.l2_regularizer(0.5))
    z = of.conv2d(y, 4, 3, stride=2, padding="VALID", normalizer_fn=of.batch_norm, scope="two")
    with tf.variable_scope("net"):
        u = of.conv2d(z, 4, [1, 2], activation_fn=tf.nn.tanh)
        v = of.conv2d(u, 2, 2, rate=2, biases_initializer=None)
    w = of.conv2d_transpose(v, 3, [3, 3], stride=2)
    s = of.separable_conv2d(x, 5, [3, 3], depth_multiplier=2)
    one = of.conv1d(tf.zeros([2, 7, 3]), 4, 3, scope="one")
    three = of.conv3d(tf.zeros([2, 4, 4, 4, 3]), 2, 2, scope="three")
    yield [y, z, u, v, w, s, one, three]
    yield from everything(tf)


@script
def pools(tf, np):
    of = layers(tf)
    x = tf.placeholder(tf.float32, [None, 8, 8, 3], name="x")
    yield [of.max_pool2d(x, 2), of.max_pool2d(x, [3, 3], stride=1), of.avg_pool2d(x, 2, scope="p")]
    with tf.variable_scope("net"):
        yield [of.max_pool2d(x, 2, scope="pool1"), of.max_pool2d(x, 2)]
    yield [of.flatten(x), of.flatten(x, scope="flat"), of.dropout(x, 0.75, seed=3)]
    with tf.variable_scope("net2"):
        yield [of.flatten(x), of.dropout(x, seed=3, scope="drop")]
    yield nodes(tf)


@script
def batch_norms(tf, np):
    of = layers(tf)
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    image = tf.placeholder(tf.float32, [None, 4, 4, 3], name="image")
    yield [of.batch_norm(x), of.batch_norm(x, scale=True, scope="scaled")]
    yield [of.batch_norm(image), of.batch_norm(image, scale=True, decay=0.9, scope="images")]
    yield of.batch_norm(image, updates_collections=None, scope="in_place")
    yield of.batch_norm(image, updates_collections=["mine"], scope="mine")
    yield of.batch_norm(image, zero_debias_moving_mean=True, scope="debiased")
    yield [of.layer_norm(x), of.layer_norm(image, begin_norm_axis=-1, scope="ln")]
    yield [item.name for item in tf.get_collection("mine")]
    yield from everything(tf)


@script
def first_weights(tf, np):
    """Xavier's initializer draws what Glorot's does; 1.3 makes up for the cut of normals."""
    of = layers(tf)
    with tf.Session() as sess:
        for shape in ([3, 5], [3, 3, 2, 4], [7]):
            yield sess.run(of.xavier_initializer(seed=3)(shape, dtype=tf.float32))
            fan_in = np.prod(shape[:-1]) if len(shape) > 1 else shape[0]
            if hasattr(tf, "contrib"):
                yield sess.run(of.variance_scaling_initializer(seed=4)(shape))
            else:
                yield sess.run(tf.truncated_normal(shape, 0.0, (2.6 / fan_in) ** 0.5, seed=4))


def train(tf, np, loss, feeds, rate):
    """20 steps: the loss of each, then all variables."""
    with tf.control_dependencies(tf.get_collection("update_ops")):
        step = tf.train.GradientDescentOptimizer(rate).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for number in range(20):
            yield sess.run([loss, step], feeds(number))[0]
        yield sess.run(tf.global_variables())


def steps(tf):
    """An initializer whose numbers differ, the same in both engines."""

    def initializer(shape, dtype=None, partition_info=None):
        count = 1
        for size in shape:
            count *= int(size)
        numbers = tf.cast((tf.range(count) * 7) % 11, dtype) / 11.0 - 0.5
        return tf.reshape(numbers, shape)

    return initializer


@script
def trained_vectors(tf, np):
    of = layers(tf)
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    target = tf.placeholder(tf.float32, [None, 2], name="target")
    y = of.fully_connected(
        x,
        6,
        normalizer_fn=of.batch_norm,
        normalizer_params={"decay": 0.9, "scale": True},
        weights_initializer=steps(tf),
        weights_regularizer=of.l2_regularizer(0.01),
    )
    y = of.layer_norm(of.fully_connected(y, 4, weights_initializer=steps(tf)))
    y = of.fully_connected(y, 2, activation_fn=None, weights_initializer=steps(tf))
    loss = tf.reduce_mean(tf.square(y - target)) + tf.add_n(
        tf.get_collection("regularization_losses")
    )

    def feeds(number):
        values = (np.arange(24).reshape(6, 4) * (number + 3) % 17) / 8 - 1
        return {x: values, target: values[:, :2] * values[:, 2:]}

    yield from train(tf, np, loss, feeds, rate=0.02)


@script
def trained_images(tf, np):
    of = layers(tf)
    x = tf.placeholder(tf.float32, [None, 6, 6, 2], name="x")
    y = of.conv2d(
        x,
        4,
        3,
        normalizer_fn=of.batch_norm,
        normalizer_params={"decay": 0.8, "updates_collections": None},
        weights_initializer=steps(tf),
    )
    y = of.max_pool2d(y, 2)
    y = of.conv2d(
        y,
        3,
        2,
        normalizer_fn=of.batch_norm,
        normalizer_params={"decay": 0.8, "zero_debias_moving_mean": True},
        weights_initializer=steps(tf),
    )
    y = of.fully_connected(of.flatten(y), 1, activation_fn=None, weights_initializer=steps(tf))
    loss = tf.reduce_mean(tf.square(y - tf.reduce_mean(x, [1, 2, 3])))

    def feeds(number):
        return {x: (np.arange(216).reshape(3, 6, 6, 2) * (number + 5) % 19) / 8 - 1}

    yield from train(tf, np, loss, feeds, rate=0.02)
