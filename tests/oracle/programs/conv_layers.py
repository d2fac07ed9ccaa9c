"""tf.layers with windows: convolutions, transposed and separable ones, pooling."""

from __future__ import annotations

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import feed
from tests.oracle.observe import error, nodes

FAMILY = Family(
    "conv_layers", Tolerance(16, "array", "products of windows are summed in another order")
)
case = FAMILY.case
script = FAMILY.script
wrong = FAMILY.wrong


def steps(tf):
    """An initializer whose numbers differ, the same in both engines."""

    def initializer(shape, dtype=None, partition_info=None):
        count = 1
        for size in shape:
            count *= int(size)
        return tf.reshape(tf.cast(tf.range(count) * 7 % 11, dtype) / 8.0 - 0.5, shape)

    return initializer


def tensor(*shape, dtype="float32"):
    """An input of that shape, all numbers different."""
    count = int(np.prod(shape))
    values = (np.arange(count) * 7 % count - count / 2 + 0.25).reshape(shape) / 8

    def make(tf):
        return feed(tf, "x", values, dtype)

    return make


def kernels(tf, **more):
    return {"kernel_initializer": steps(tf), "bias_initializer": steps(tf), **more}


def separate(tf, **more):
    first = {"depthwise_initializer": steps(tf), "pointwise_initializer": steps(tf)}
    return {**first, "bias_initializer": steps(tf), **more}


S, P, V = tensor(2, 7, 3), tensor(2, 6, 7, 3), tensor(2, 4, 5, 6, 2)
FIRST = {
    "sequence": tensor(2, 3, 7),
    "image": tensor(2, 3, 6, 7),
    "volume": tensor(2, 2, 4, 5, 6),
}
NO_RANK = {
    "masks": False,
    "why": "layers need the rank and the channels; static shapes are compared in `shapes`",
}
first = {"data_format": "channels_first"}

for label, settings in {
    "valid": {},
    "same": {"padding": "same"},
    "SAME": {"padding": "SAME"},
    "strides": {"strides": 2},
    "dilated": {"dilation_rate": 2, "padding": "same"},
    "no bias": {"use_bias": False},
    "named": {"name": "mine"},
}.items():

    def build(tf, x, size, make, settings=settings):
        return make(x, 4, size, **kernels(tf, **settings))

    case(f"conv1d {label}", lambda tf, x, b=build: b(tf, x, 3, tf.layers.conv1d), S, **NO_RANK)
    case(f"conv2d {label}", lambda tf, x, b=build: b(tf, x, (3, 2), tf.layers.conv2d), P, **NO_RANK)
    case(f"conv3d {label}", lambda tf, x, b=build: b(tf, x, 2, tf.layers.conv3d), V, **NO_RANK)

case(
    "conv1d causal",
    lambda tf, x: tf.layers.conv1d(x, 4, 3, padding="causal", **kernels(tf)),
    S,
    **NO_RANK,
)
case(
    "conv2d float64",
    lambda tf, x: tf.layers.conv2d(x, 4, 3, **kernels(tf)),
    tensor(2, 6, 7, 3, dtype="float64"),
    **NO_RANK,
)

# ------------------------------------------------------------------------------- transposed
for label, settings in {
    "valid": {},
    "valid strides": {"strides": 2},
    "same strides": {"strides": (2, 3), "padding": "same"},
    "relu no bias": {"use_bias": False, "strides": 2},
}.items():
    case(
        f"conv2d_transpose {label}",
        lambda tf, x, settings=settings: tf.layers.conv2d_transpose(
            x, 4, 3, **kernels(tf, **settings)
        ),
        P,
        **NO_RANK,
    )
case(
    "conv2d_transpose channels first",
    lambda tf, x: tf.layers.conv2d_transpose(x, 4, 3, 2, **kernels(tf, **first)),
    FIRST["image"],
    nodes=False,
    masks=False,
    types=False,
    why="TensorFlow moves the channels to the end and back, and asks a session of its own",
)
case(
    "conv3d_transpose",
    lambda tf, x: tf.layers.conv3d_transpose(x, 4, 2, 2, **kernels(tf)),
    V,
    **NO_RANK,
)
case(
    "conv3d_transpose same",
    lambda tf, x: tf.layers.conv3d_transpose(x, 4, 3, (1, 2, 2), "same", **kernels(tf)),
    V,
    **NO_RANK,
)

# ------------------------------------------------------------------------------- separable
for label, settings in {
    "valid": {},
    "same": {"padding": "same"},
    "strides": {"strides": 2},
    "multiplier": {"depth_multiplier": 2, "use_bias": False},
    "dilated": {"dilation_rate": 2, "padding": "same"},
}.items():
    case(
        f"separable_conv2d {label}",
        lambda tf, x, settings=settings: tf.layers.separable_conv2d(
            x, 4, 3, **separate(tf, **settings)
        ),
        P,
        **NO_RANK,
    )
    case(
        f"separable_conv1d {label}",
        lambda tf, x, settings=settings: tf.layers.separable_conv1d(
            x, 4, 3, activation=tf.nn.relu, **separate(tf, **settings)
        ),
        S,
        **NO_RANK,
    )

# ------------------------------------------------------------------------------- pooling
for kind in ("max", "average"):
    for label, settings in {
        "2": {},
        "same": {"padding": "same"},
        "window 3": {"strides": 2},
        "named": {"name": "pool"},
    }.items():
        size = 3 if label == "window 3" else 2
        arguments = {"strides": 2, **settings}
        for rank, make in ((1, S), (2, P), (3, V)):
            case(
                f"{kind}_pooling{rank}d {label}",
                lambda tf, x, k=kind, r=rank, s=size, a=arguments: getattr(
                    tf.layers, f"{k}_pooling{r}d"
                )(x, s, **a),
                make,
                **NO_RANK,
            )
    for rank, make in ((1, FIRST["sequence"]), (2, FIRST["image"]), (3, FIRST["volume"])):
        if rank != 2:
            case(
                f"{kind}_pooling{rank}d channels first",
                lambda tf, x, k=kind, r=rank: getattr(tf.layers, f"{k}_pooling{r}d")(
                    x, 2, 2, data_format="channels_first"
                ),
                make,
                **NO_RANK,
            )


# ------------------------------------------------------------------------------- the rest
@script
def shapes(tf, np):
    layers = tf.layers
    image = tf.placeholder(tf.float32, [None, None, None, 3])
    some = tf.placeholder(tf.float32, [None, 8, None, 3])
    sequence = tf.placeholder(tf.float32, [None, None, 3])
    volume = tf.placeholder(tf.float32, [None, None, 4, None, 3])
    for x in (image, some):
        yield [layers.conv2d(x, 4, 3).shape, layers.conv2d(x, 4, 3, 2, "same").shape]
        yield [layers.conv2d_transpose(x, 4, 3, 2).shape, layers.separable_conv2d(x, 4, 3).shape]
        yield [layers.max_pooling2d(x, 2, 2).shape, layers.average_pooling2d(x, 3, 2).shape]
    yield [layers.conv1d(sequence, 4, 3).shape, layers.max_pooling1d(sequence, 2, 2).shape]
    yield [layers.conv3d(volume, 4, 3).shape, layers.conv3d_transpose(volume, 4, 2, 2).shape]
    yield [layers.max_pooling3d(volume, 2, 2).shape]
    yield layers.Conv2D(4, 3).compute_output_shape([None, 8, 9, 3])
    yield layers.Conv2D(4, 3, 2, "same").compute_output_shape([None, None, 9, 3])
    yield layers.Conv2D(4, 3, data_format="channels_first").compute_output_shape([5, 3, 9, 9])
    yield layers.Conv2D(4, 3, dilation_rate=2).compute_output_shape([None, 8, 9, 3])
    yield layers.Conv2DTranspose(4, 3, 2).compute_output_shape([None, 8, 9, 3])
    yield layers.MaxPooling2D(2, 2).compute_output_shape([None, 8, 9, 3])
    yield layers.MaxPooling1D(3, 2, "same").compute_output_shape([None, 8, 3])


@script
def channels_first(tf, np):
    """What TensorFlow builds but cannot run on a CPU."""
    image = tf.placeholder(tf.float32, [None, 3, 8, 9], name="image")
    sequence = tf.placeholder(tf.float32, [None, 3, 8], name="sequence")
    layers = tf.layers
    yield layers.conv1d(sequence, 4, 3, activation=tf.nn.relu, **first)
    yield layers.conv1d(sequence, 4, 3, 2, "same", use_bias=False, **first)
    yield layers.conv1d(sequence, 4, 3, padding="causal", dilation_rate=2, **first)
    yield layers.conv2d(image, 4, 3, (1, 2), "same", activation=tf.nn.relu, **first)
    yield layers.separable_conv1d(sequence, 4, 3, activation=tf.nn.relu, **first)
    yield layers.separable_conv2d(image, 4, 3, 2, **first)
    yield layers.max_pooling2d(image, (2, 3), 2, "same", **first)
    yield layers.average_pooling2d(image, 2, 2, **first)
    yield nodes(tf)


@script
def names(tf, np):
    x = tf.placeholder(tf.float32, [None, 8, 8, 3], name="x")
    with tf.variable_scope("net", regularizer=tf.nn.l2_loss):
        y = tf.layers.conv2d(x, 4, 3, activation=tf.nn.relu, kernel_regularizer=tf.reduce_sum)
        y = tf.layers.max_pooling2d(y, 2, 2)
        y = tf.layers.conv2d(y, 4, 3)
        y = tf.layers.conv2d_transpose(y, 4, 3)
        y = tf.layers.separable_conv2d(y, 4, 3)
        y = tf.layers.average_pooling2d(y, 1, 1)
    yield [y, tf.global_variables(), tf.trainable_variables()]
    yield len(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))
    with tf.variable_scope("net", reuse=True):
        yield [tf.layers.conv2d(x, 4, 3), tf.layers.max_pooling2d(x, 2, 2)]
    layer = tf.layers.Conv2D(4, 3, name="mine")
    yield [layer(x), layer(x), layer.kernel, layer.bias, layer.kernel_size, layer.strides]
    yield [layer.padding, layer.data_format, layer.dilation_rate, layer.filters, layer.use_bias]
    yield layer.count_params()
    yield error(tf, lambda: layer(tf.zeros([1, 8, 8, 4])))
    yield error(tf, lambda: layer(tf.zeros([1, 8, 8])))


@script
def network(tf, np):
    """Forward, backward and the nodes of a small network."""
    x = tf.placeholder(tf.float32, [None, 6, 6, 2], name="x")
    y = tf.layers.conv2d(x, 3, 3, padding="same", activation=tf.nn.relu, **kernels(tf))
    y = tf.layers.batch_normalization(y, training=True)
    y = tf.layers.max_pooling2d(y, 2, 2)
    y = tf.layers.dense(tf.layers.flatten(y), 2, kernel_initializer=steps(tf))
    loss = tf.reduce_mean(tf.square(y))
    yield nodes(tf)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        step = tf.train.GradientDescentOptimizer(0.001).minimize(loss)
    images = (np.arange(4 * 72) * 7 % 31 / 8.0 - 2.0).reshape(4, 6, 6, 2)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(5):
            yield sess.run([loss, step], {x: images})[0]
        yield sess.run(tf.global_variables())


def image(tf):
    return tf.zeros([1, 8, 8, 3])


wrong("rank", lambda tf: tf.layers.conv2d(tf.zeros([1, 8, 8]), 4, 3))
wrong("no channels", lambda tf: tf.layers.conv2d(tf.placeholder(tf.float32, [1, 8, 8, None]), 4, 3))
wrong("strides and dilation", lambda tf: tf.layers.conv2d(image(tf), 4, 3, 2, dilation_rate=2))
wrong("padding", lambda tf: tf.layers.conv2d(image(tf), 4, 3, padding="x"))
wrong("causal image", lambda tf: tf.layers.conv2d(image(tf), 4, 3, padding="causal"))
wrong("data_format", lambda tf: tf.layers.conv2d(image(tf), 4, 3, data_format="NHWC"))
wrong("kernel_size 3 numbers", lambda tf: tf.layers.conv2d(image(tf), 4, (1, 2, 3)))
wrong("kernel_size text", lambda tf: tf.layers.conv2d(image(tf), 4, "ab"))
wrong("kernel_size 0", lambda tf: tf.layers.conv2d(image(tf), 4, 0))
wrong("filters 0", lambda tf: tf.layers.conv2d(image(tf), 0, 3))
wrong("too small", lambda tf: tf.layers.conv2d(tf.zeros([1, 2, 2, 3]), 4, 3))
wrong("pool rank", lambda tf: tf.layers.max_pooling2d(tf.zeros([1, 8, 8]), 2, 2))
wrong("pool padding", lambda tf: tf.layers.max_pooling2d(image(tf), 2, 2, "x"))
wrong("pool size 0", lambda tf: tf.layers.max_pooling2d(image(tf), 0, 2))
