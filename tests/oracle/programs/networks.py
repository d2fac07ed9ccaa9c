"""Whole programs as people write them: 50 training steps each, from the same seeded numbers.

What is compared is the loss after every step, to 1e-4 of it, and the test accuracy at the end. Every
random op has a seed of its own, so both engines begin with the same weights and drop the same units.
"""

from __future__ import annotations

from pathlib import Path

from tests.oracle.cases import Family, Tolerance

# 1e-4 relative, as floats of 23 bits: 839 units in the last place
FAMILY = Family("networks", Tolerance(839, "element", "1e-4 after 50 steps is what is promised"))
script = FAMILY.script

DIGITS = Path(__file__).parents[3] / "examples" / "data" / "digits.npz"
STEPS = 50


def digits(np):
    """Images in [0, 1], [n, 64], and their classes."""
    with np.load(DIGITS) as data:
        return (data["images"].reshape(-1, 64) / 16.0).astype(np.float32), data["labels"].astype(
            np.int64
        )


def batches(np, size=64):
    x, y = digits(np)
    order = np.random.RandomState(7).permutation(len(x))
    for number in range(STEPS):
        chosen = order[np.arange(number * size, (number + 1) * size) % len(x)]
        yield x[chosen], y[chosen]


def glorot(tf, seed):
    return tf.glorot_uniform_initializer(seed=seed)


@script
def logistic_regression(tf, np):
    """Is it an even digit?"""
    x = tf.placeholder(tf.float32, [None, 64], name="x")
    y = tf.placeholder(tf.float32, [None, 1], name="y")
    w = tf.Variable(tf.random_normal([64, 1], stddev=0.1, seed=1), name="w")
    b = tf.Variable(tf.zeros([1]), name="b")
    logits = tf.matmul(x, w) + b
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits))
    right = tf.equal(tf.cast(logits > 0, tf.float32), y)
    accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
    step = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for images, classes in batches(np):
            even = (classes % 2 == 0).astype(np.float32)[:, None]
            yield sess.run([loss, step], {x: images, y: even})[0]
        images, classes = digits(np)
        yield sess.run(accuracy, {x: images, y: (classes % 2 == 0)[:, None]})


@script
def mlp_with_batch_norm_and_dropout(tf, np):
    x = tf.placeholder(tf.float32, [None, 64], name="x")
    y = tf.placeholder(tf.int64, [None], name="y")
    training = tf.placeholder_with_default(False, [], name="training")
    h = x
    for number, units in enumerate((48, 32)):
        h = tf.layers.dense(h, units, use_bias=False, kernel_initializer=glorot(tf, number))
        h = tf.layers.batch_normalization(h, training=training, momentum=0.9)
        h = tf.nn.relu(h)
        h = tf.layers.dropout(h, 0.2, seed=10 + number, training=training)
    logits = tf.layers.dense(h, 10, kernel_initializer=glorot(tf, 5))
    loss = tf.losses.sparse_softmax_cross_entropy(y, logits)
    accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), y), tf.float32))
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        step = tf.train.AdamOptimizer(0.01).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for images, classes in batches(np):
            yield sess.run([loss, step], {x: images, y: classes, training: True})[0]
        images, classes = digits(np)
        yield sess.run([loss, accuracy], {x: images, y: classes})


@script
def convolutional_network(tf, np):
    x = tf.placeholder(tf.float32, [None, 64], name="x")
    y = tf.placeholder(tf.int64, [None], name="y")
    rate = tf.train.exponential_decay(
        0.1, tf.train.get_or_create_global_step(), 10, 0.9, staircase=True
    )
    h = tf.reshape(x, [-1, 8, 8, 1])
    for number, filters in enumerate((8, 16)):
        h = tf.layers.conv2d(
            h,
            filters,
            3,
            padding="same",
            activation=tf.nn.relu,
            kernel_initializer=tf.truncated_normal_initializer(stddev=0.2, seed=number),
            kernel_regularizer=tf.nn.l2_loss,
        )
        h = tf.layers.max_pooling2d(h, 2, 2)
    logits = tf.layers.dense(tf.layers.flatten(h), 10, kernel_initializer=glorot(tf, 3))
    cross_entropy = tf.reduce_mean(
        tf.nn.softmax_cross_entropy_with_logits_v2(labels=tf.one_hot(y, 10), logits=logits)
    )
    decay = tf.add_n(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))
    loss = cross_entropy + 1e-3 * decay
    accuracy = tf.reduce_mean(tf.cast(tf.nn.in_top_k(logits, y, 1), tf.float32))
    step = tf.train.MomentumOptimizer(rate, 0.9).minimize(loss, tf.train.get_global_step())
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for images, classes in batches(np):
            yield sess.run([loss, step], {x: images, y: classes})[0]
        images, classes = digits(np)
        yield sess.run(accuracy, {x: images, y: classes})
        yield sess.run(tf.train.get_global_step())


@script
def autoencoder(tf, np):
    x = tf.placeholder(tf.float32, [None, 64], name="x")

    def layer(h, name, units, activation, seed):
        with tf.variable_scope(name):
            w = tf.get_variable("w", [h.shape[1], units], initializer=glorot(tf, seed))
            b = tf.get_variable("b", [units], initializer=tf.zeros_initializer())
            return activation(tf.nn.xw_plus_b(h, w, b))

    code = layer(layer(x, "encode1", 32, tf.nn.tanh, 1), "encode2", 8, tf.nn.tanh, 2)
    output = layer(layer(code, "decode1", 32, tf.nn.elu, 3), "decode2", 64, tf.nn.sigmoid, 4)
    loss = tf.reduce_mean(tf.squared_difference(output, x))
    optimizer = tf.train.RMSPropOptimizer(0.003, momentum=0.5)
    gradients, variables = zip(*optimizer.compute_gradients(loss), strict=True)
    gradients, norm = tf.clip_by_global_norm(gradients, 0.05)
    step = optimizer.apply_gradients(zip(gradients, variables, strict=True))
    averages = tf.train.ExponentialMovingAverage(0.9)
    with tf.control_dependencies([step]):
        step = averages.apply(variables)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for images, _ in batches(np):
            values = sess.run([loss, norm, step], {x: images})
            yield values[:2]
        yield sess.run(tf.reduce_sum(tf.abs(averages.average(variables[0]))))
