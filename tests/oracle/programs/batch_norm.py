"""tf.layers.batch_normalization: training and test time, fused and composed, renorm, virtual batches."""

from __future__ import annotations

from tests.oracle.cases import Family, Tolerance
from tests.oracle.observe import error, nodes

FAMILY = Family(
    "batch_norm", Tolerance(24, "array", "means and variances are summed in another order")
)
script = FAMILY.script
wrong = FAMILY.wrong


def inputs(np, *shape):
    count = int(np.prod(shape))
    return ((np.arange(count) * 7 % 13 - 5.5) / 3 + np.arange(count) % shape[-1]).reshape(shape)


def observe_steps(tf, np, shape, feeds, loss_of, dtype="float32", cond=False, **settings):
    """Nodes, then a few training steps with their updates, then test time."""
    x = tf.placeholder(dtype, [None, *shape[1:]], name="x")
    y = tf.layers.batch_normalization(x, name="bn", **settings)
    yield y if not cond else [y.name, y.shape]
    yield [tf.global_variables(), tf.trainable_variables(), tf.model_variables()]
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    yield [op.name for op in updates]
    if not cond:
        yield nodes(tf)
    loss = loss_of(y)
    variables = tf.trainable_variables()
    gradients = tf.gradients(loss, [x, *variables])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for number in range(3):
            values = inputs(np, *shape) * (number + 1.0) + number
            yield sess.run([y, gradients], {x: values, **feeds(True)})
            sess.run(updates, {x: values, **feeds(True)})
            yield sess.run(tf.global_variables())
        if cond:
            yield sess.run([y, gradients], {x: values, **feeds(False)})
            sess.run(updates, {x: values, **feeds(False)})
            yield sess.run(tf.global_variables())


def weighted(tf):
    """A loss to which each element counts differently."""

    def loss(y):
        flat = tf.cast(tf.reshape(y, [-1]), tf.float64)
        return tf.reduce_sum(flat * tf.cast(tf.range(tf.size(flat)) * 5 % 7, tf.float64))

    return loss


SETTINGS = {
    "vectors": ([6, 3], {}),
    "images": ([4, 3, 2, 3], {}),
    "images channels first": ([4, 3, 2, 5], {"axis": 1}),
    "images axis 2": ([4, 3, 2, 5], {"axis": 2}),
    "images composed": ([4, 3, 2, 3], {"fused": False}),
    "volumes": ([3, 2, 2, 2, 3], {}),
    "sequences": ([4, 5, 3], {}),
    "sequences axis 1": ([4, 5, 3], {"axis": 1}),
    "two axes": ([6, 4, 3], {"axis": [1, 2]}),
    "settings": ([6, 3], {"momentum": 0.5, "epsilon": 0.1}),
    "settings fused": ([4, 3, 2, 3], {"momentum": 0.5, "epsilon": 0.1}),
    "no beta": ([6, 3], {"center": False}),
    "no gamma": ([6, 3], {"scale": False}),
    "neither": ([6, 3], {"scale": False, "center": False}),
    "neither fused": ([4, 3, 2, 3], {"scale": False, "center": False}),
    "float64": ([6, 3], {"dtype": "float64"}),
    "renorm": ([6, 3], {"renorm": True, "renorm_momentum": 0.7}),
    "renorm clipped": (
        [6, 3],
        {"renorm": True, "renorm_clipping": {"rmax": 1.5, "rmin": 0.5, "dmax": 0.25}},
    ),
    "virtual batches": ([6, 3], {"virtual_batch_size": 3}),
    "not trainable": ([6, 3], {"trainable": False}),
    "asked for fused": ([6, 3], {"fused": True}),
}
for label, (shape, settings) in SETTINGS.items():
    for training in (True, False):

        def program(tf, np, shape=shape, settings=settings, training=training):
            yield from observe_steps(
                tf, np, shape, lambda on: {}, weighted(tf), training=training, **settings
            )

        program.__name__ = f"{label} {'trained' if training else 'tested'}"
        script(program)

    def program(tf, np, shape=shape, settings=settings):
        training = tf.placeholder(tf.bool, [], name="training")
        yield from observe_steps(
            tf,
            np,
            shape,
            lambda on: {training: on},
            weighted(tf),
            cond=True,
            training=training,
            **settings,
        )

    program.__name__ = f"{label} fed"
    script(program)


@script
def initializers(tf, np):
    ones, twos = tf.ones_initializer(), tf.constant_initializer(2.0)
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    layer = tf.layers.BatchNormalization(
        beta_initializer=ones,
        gamma_initializer=twos,
        moving_mean_initializer=ones,
        moving_variance_initializer=twos,
        beta_regularizer=tf.nn.l2_loss,
        gamma_regularizer=tf.nn.l2_loss,
        gamma_constraint=tf.abs,
        name="mine",
    )
    y = layer(x)
    again = layer(x, training=True)
    yield [y, again, layer.gamma, layer.beta, layer.moving_mean, layer.moving_variance]
    yield [layer.trainable_variables, layer.non_trainable_variables, len(layer.updates)]
    yield tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    yield layer.gamma.constraint is tf.abs
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run([y, again], {x: [[1.0, 2.0], [3.0, 5.0]]})


@script
def half_precision(tf, np):
    x = tf.placeholder(tf.float16, [None, 3], name="x")
    y = tf.layers.batch_normalization(x, training=True)
    yield [y, tf.global_variables()]
    z = tf.layers.batch_normalization(tf.zeros([2, 2, 2, 3], tf.float16), training=True)
    yield [z, tf.global_variables()]


@script
def in_a_training_step(tf, np):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    w = tf.get_variable("w", initializer=tf.constant([[1.0], [2.0], [-0.5]]))
    hidden = tf.layers.batch_normalization(x * 2.0, training=True, momentum=0.9)
    loss = tf.reduce_mean(tf.square(tf.matmul(hidden, w) - 1.0))
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for number in range(20):
            values = inputs(np, 6, 3) + number % 3
            yield sess.run([loss, step], {x: values})[0]
        yield sess.run(tf.global_variables())


@script
def sharing(tf, np):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    a = tf.layers.batch_normalization(x, training=True, name="bn")
    b = tf.layers.batch_normalization(x, training=False, name="bn", reuse=True)
    yield [a, b, tf.global_variables(), tf.get_collection(tf.GraphKeys.UPDATE_OPS)]
    yield error(tf, lambda: tf.layers.batch_normalization(x, name="bn"))


wrong(
    "unknown rank", lambda tf: tf.layers.batch_normalization(tf.placeholder(tf.float32), name="b")
)
wrong(
    "unknown size",
    lambda tf: tf.layers.batch_normalization(tf.placeholder(tf.float32, [2, None])),
)
wrong("axis 4", lambda tf: tf.layers.batch_normalization(tf.zeros([2, 3]), axis=4))
wrong("axis text", lambda tf: tf.layers.batch_normalization(tf.zeros([2, 3]), axis="x"))
wrong("axes twice", lambda tf: tf.layers.batch_normalization(tf.zeros([2, 3]), axis=[1, 1]))
wrong(
    "wrong clipping",
    lambda tf: tf.layers.batch_normalization(
        tf.zeros([2, 3]), renorm=True, renorm_clipping={"x": 1.0}
    ),
)
wrong("integers", lambda tf: tf.layers.batch_normalization(tf.zeros([2, 3], tf.int32)))
