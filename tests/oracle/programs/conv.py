"""Convolutions: plain, dilated, depthwise, transposed; their gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import feed

FAMILY = Family(
    "conv", Tolerance(8, "array", "the terms of a sum come in another order and may cancel")
)
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong
BATCH = "TensorFlow 1 knew the batch from the shape asked for; 2.21 asks the input alone"
EARLY = "the sizes are known: a run could only fail"
ONES = [1, 1, 1, 1]


def R(tf: Any, *shape: int, dtype: str = "float32", name: str = "x") -> Any:
    """Both signs, all different as far as 101 values go."""
    values = (np.arange(np.prod(shape)) * 37 % 101 - 50).reshape(shape) / 16
    return feed(tf, name, values, dtype)


def W(tf: Any, *shape: int, dtype: str = "float32", name: str = "w") -> Any:
    """Both signs."""
    values = (np.arange(np.prod(shape)) * 5 % 13 - 6).reshape(shape) / 8
    return feed(tf, name, values, dtype)


def image(tf: Any, dtype: str = "float32") -> Any:
    return R(tf, 2, 5, 4, 2, dtype=dtype)


def kernel(tf: Any, dtype: str = "float32") -> Any:
    return W(tf, 3, 2, 2, 3, dtype=dtype)


# ---------------------------------------------------------------------------------- conv2d
for padding in ("SAME", "VALID"):
    for strides in (ONES, [1, 2, 1, 1], [1, 2, 3, 1]):
        case(
            f"conv2d {padding} {strides}",
            lambda tf, p=padding, s=strides: tf.nn.conv2d(image(tf), kernel(tf), s, p),
        )
for number in (1, 2, [2], [2, 1]):
    case(
        f"conv2d/strides {number}",
        lambda tf, n=number: tf.nn.conv2d(image(tf), kernel(tf), n, "SAME"),
    )
case("conv2d/no strides", lambda tf: tf.nn.conv2d(image(tf), kernel(tf), None, "SAME"))
case("conv2d/named", lambda tf: tf.nn.conv2d(image(tf), kernel(tf), ONES, "SAME", name="here"))
case(
    "conv2d/keywords",
    lambda tf: tf.nn.conv2d(
        input=image(tf),
        filter=kernel(tf),
        strides=ONES,
        padding="VALID",
        use_cudnn_on_gpu=False,
        data_format="NHWC",
    ),
)
case(
    "conv2d/filters",
    lambda tf: tf.nn.conv2d(image(tf), filters=kernel(tf), strides=1, padding="SAME"),
)
case(
    "conv2d/float64",
    lambda tf: tf.nn.conv2d(image(tf, "float64"), kernel(tf, "float64"), 1, "SAME"),
)
case(
    "conv2d/explicit",
    lambda tf: tf.nn.conv2d(image(tf), kernel(tf), [1, 2, 1, 1], [[0, 0], [1, 2], [0, 3], [0, 0]]),
)
case("conv2d/even kernel", lambda tf: tf.nn.conv2d(image(tf), W(tf, 2, 4, 2, 3), 1, "SAME"))
case("conv2d/kernel larger", lambda tf: tf.nn.conv2d(image(tf), W(tf, 7, 6, 2, 1), 1, "SAME"))
case("conv2d/1x1", lambda tf: tf.nn.conv2d(image(tf), W(tf, 1, 1, 2, 3), 1, "SAME"))
case("conv2d/1x1 strided", lambda tf: tf.nn.conv2d(image(tf), W(tf, 1, 1, 2, 3), 2, "VALID"))
case("conv2d/stride above kernel", lambda tf: tf.nn.conv2d(image(tf), W(tf, 1, 2, 2, 3), 3, "SAME"))
case(
    "conv2d/dilations",
    lambda tf: tf.nn.conv2d(image(tf), W(tf, 2, 2, 2, 3), 1, "SAME", dilations=[1, 2, 1, 1]),
    grad=False,
    why="TensorFlow's own CPU kernels, without oneDNN, have no gradient for dilations",
)
case(
    "conv2d/dilations VALID",
    lambda tf: tf.nn.conv2d(image(tf), W(tf, 2, 2, 2, 3), [1, 2, 1, 1], "VALID", dilations=[2, 3]),
    grad=False,
    why="TensorFlow's own CPU kernels, without oneDNN, have no gradient for dilations",
)
case(
    "conv2d/groups",
    lambda tf: tf.nn.conv2d(R(tf, 2, 3, 4, 4), W(tf, 2, 2, 2, 6), 1, "SAME"),
    grad=False,
    why="TensorFlow's own CPU kernels, without oneDNN, have no gradient for groups",
)
case("conv2d/empty batch", lambda tf: tf.nn.conv2d(R(tf, 0, 5, 4, 2), kernel(tf), 1, "SAME"))
case("conv2d/one channel", lambda tf: tf.nn.conv2d(R(tf, 1, 6, 6, 1), W(tf, 5, 5, 1, 1), 1, "SAME"))
case(
    "conv2d/numpy",
    lambda tf: tf.nn.conv2d(np.ones([1, 3, 3, 1], np.float32), W(tf, 2, 2, 1, 1), 1, "SAME"),
)
case(
    "conv2d/partly known",
    lambda tf: tf.nn.conv2d(
        feed(tf, "x", np.ones([2, 4, 4, 1]), shape=[None, 4, 4, 1]), W(tf, 2, 2, 1, 3), 2, "SAME"
    ),
)
case(
    "conv2d/variable and bias",
    lambda tf: tf.nn.relu(
        tf.nn.bias_add(
            tf.nn.conv2d(image(tf), tf.Variable(np.ones([2, 2, 2, 3], np.float32) / 4), 1, "SAME"),
            tf.Variable(np.float32([0.1, 0.2, 0.3])),
        )
    ),
)
case(
    "conv2d/twice",
    lambda tf: tf.nn.conv2d(
        tf.nn.conv2d(image(tf), kernel(tf), 1, "SAME"), W(tf, 2, 2, 3, 2, name="v"), 2, "VALID"
    ),
)
case(
    "conv2d/second order",
    lambda tf, x, w: tf.gradients(tf.square(tf.nn.conv2d(x, w, [1, 2, 1, 1], "SAME")), [x, w]),
    image,
    kernel,
    nodes=False,
    types=False,
    masks=False,
    why="each engine makes gradients from ops of its own",
)
FAMILY.dtypes(
    "conv2d",
    lambda tf, x: tf.nn.conv2d(tf.reshape(x, [1, 1, 3, 1]), tf.reshape(x, [1, 3, 1, 1]), 1, "SAME"),
)
wrong("conv2d/strides 3", lambda tf: tf.nn.conv2d(image(tf), kernel(tf), [1, 1, 1], "SAME"))
wrong("conv2d/stride 0", lambda tf: tf.nn.conv2d(image(tf), kernel(tf), [1, 0, 1, 1], "SAME"))
wrong("conv2d/lower case", lambda tf: tf.nn.conv2d(image(tf), kernel(tf), 1, "same"))
wrong("conv2d/no padding", lambda tf: tf.nn.conv2d(image(tf), kernel(tf), 1))
wrong("conv2d/EXPLICIT", lambda tf: tf.nn.conv2d(image(tf), kernel(tf), 1, "EXPLICIT"))
wrong("conv2d/list of two", lambda tf: tf.nn.conv2d(image(tf), kernel(tf), 1, [1, 1]))
wrong(
    "conv2d/border of channels",
    lambda tf: tf.nn.conv2d(image(tf), kernel(tf), 1, [[0, 0], [1, 1], [1, 1], [1, 1]]),
)
wrong(
    "conv2d/format", lambda tf: tf.nn.conv2d(image(tf), kernel(tf), 1, "SAME", data_format="NHCW")
)
wrong("conv2d/channels", lambda tf: tf.nn.conv2d(R(tf, 2, 5, 4, 3), kernel(tf), 1, "SAME"))
wrong("conv2d/does not fit", lambda tf: tf.nn.conv2d(R(tf, 2, 2, 4, 2), kernel(tf), 1, "VALID"))
wrong("conv2d/rank", lambda tf: tf.nn.conv2d(R(tf, 5, 4, 2), kernel(tf), 1, "SAME"))
wrong("conv2d/rank of filter", lambda tf: tf.nn.conv2d(image(tf), W(tf, 3, 2, 2), 1, "SAME"))
wrong(
    "conv2d/both",
    lambda tf: tf.nn.conv2d(image(tf), kernel(tf), filters=kernel(tf), strides=1, padding="SAME"),
)
wrong("conv2d/types", lambda tf: tf.nn.conv2d(image(tf), kernel(tf, "float64"), 1, "SAME"))
wrong(
    "conv2d/stride of batch",
    lambda tf: tf.nn.conv2d(image(tf), kernel(tf), [2, 1, 1, 1], "SAME"),
    early="ValueError",
    why="no kernel of any engine takes such strides",
)
wrong(
    "conv2d/channels at run",
    lambda tf: tf.nn.conv2d(
        feed(tf, "x", np.ones([1, 4, 4, 3]), shape=None), kernel(tf), 1, "SAME"
    ),
)


@FAMILY.script
def channels_first(tf: Any, np: Any) -> Any:
    """What TensorFlow computes on GPUs only: names, types, shapes."""
    x, w = tf.zeros([2, 2, 5, 4]), tf.zeros([3, 2, 2, 3])
    yield tf.nn.conv2d(x, w, [1, 1, 2, 1], "SAME", data_format="NCHW")
    yield tf.nn.conv2d(x, w, 2, "VALID", data_format="NCHW", dilations=[1, 1, 2, 1])
    yield tf.nn.conv1d(tf.zeros([2, 2, 5]), tf.zeros([3, 2, 3]), 2, "SAME", data_format="NCW")
    yield tf.nn.conv3d(
        tf.zeros([2, 2, 5, 4, 3]), tf.zeros([3, 2, 2, 2, 3]), [1] * 5, "SAME", data_format="NCDHW"
    )
    yield tf.nn.convolution(x, w, "SAME", strides=[2, 1], data_format="NCHW")
    yield tf.nn.convolution(
        x, tf.zeros([2, 2, 2, 3]), "VALID", dilation_rate=[2, 2], data_format="NCHW"
    )
    yield tf.nn.max_pool(x, 2, 2, "SAME", data_format="NCHW")
    yield tf.nn.max_pool(x, [1, 1, 2, 2], [1, 1, 2, 1], "VALID", data_format="NCHW")
    yield tf.nn.avg_pool(x, 2, [2, 1], "SAME", data_format="NCHW")
    yield tf.nn.max_pool1d(tf.zeros([2, 2, 5]), 2, 2, "SAME", data_format="NCW")
    yield tf.nn.max_pool3d(tf.zeros([2, 2, 5, 4, 3]), 2, 2, "SAME", data_format="NCDHW")
    yield tf.nn.pool(x, [2, 2], "MAX", "VALID", data_format="NCHW")
    yield tf.nn.conv2d_transpose(x, tf.zeros([3, 2, 3, 2]), [2, 3, 10, 8], 2, data_format="NCHW")
    yield tf.nn.conv1d_transpose(
        tf.zeros([2, 2, 5]), tf.zeros([3, 3, 2]), [2, 3, 10], 2, data_format="NCW"
    )
    yield tf.nn.conv3d_transpose(
        tf.zeros([2, 2, 5, 4, 3]),
        tf.zeros([3, 3, 3, 3, 2]),
        [2, 3, 10, 8, 6],
        2,
        data_format="NCDHW",
    )
    yield tf.nn.depthwise_conv2d(x, tf.zeros([3, 2, 2, 2]), ONES, "SAME", data_format="NCHW")
    yield tf.nn.depthwise_conv2d(
        x, tf.zeros([3, 2, 2, 2]), ONES, "SAME", rate=[2, 1], data_format="NCHW"
    )
    yield tf.nn.separable_conv2d(
        x, tf.zeros([3, 2, 2, 2]), tf.zeros([1, 1, 4, 3]), ONES, "SAME", data_format="NCHW"
    )


# ---------------------------------------------------------------------------------- gradients as ops
case(
    "conv2d_backprop_input",
    lambda tf: tf.nn.conv2d_backprop_input(
        [2, 5, 4, 2], kernel(tf), R(tf, 2, 3, 2, 3), [1, 2, 2, 1], "SAME"
    ),
    masks=False,
    why=BATCH,
)
case(
    "conv2d_backprop_filter",
    lambda tf: tf.nn.conv2d_backprop_filter(
        image(tf), [3, 2, 2, 3], R(tf, 2, 3, 2, 3, name="g"), [1, 2, 2, 1], "SAME"
    ),
)
case(
    "conv2d_backprop_input/sizes fed",
    lambda tf: tf.nn.conv2d_backprop_input(
        feed(tf, "n", [2, 5, 4, 2], "int32"),
        kernel(tf),
        R(tf, 2, 3, 3, 3),
        ONES,
        "VALID",
        name="here",
    ),
)
case(
    "conv3d_backprop_filter",
    lambda tf: tf.nn.conv3d_backprop_filter(
        R(tf, 1, 3, 3, 3, 2), [2, 2, 2, 2, 1], W(tf, 1, 3, 3, 3, 1), [1] * 5, "SAME"
    ),
)
case(
    "depthwise_conv2d_native_backprop_input",
    lambda tf: tf.nn.depthwise_conv2d_native_backprop_input(
        [2, 5, 4, 2], W(tf, 3, 2, 2, 2), R(tf, 2, 3, 2, 4), [1, 2, 2, 1], "SAME"
    ),
)
case(
    "depthwise_conv2d_native_backprop_filter",
    lambda tf: tf.nn.depthwise_conv2d_native_backprop_filter(
        image(tf), [3, 2, 2, 2], R(tf, 2, 3, 2, 4, name="g"), [1, 2, 2, 1], "SAME"
    ),
)
wrong(
    "conv2d_backprop_input/int strides",
    lambda tf: tf.nn.conv2d_backprop_input([2, 5, 4, 2], kernel(tf), R(tf, 2, 3, 2, 3), 2, "SAME"),
)
wrong(
    "conv2d_backprop_input/sizes",
    lambda tf: tf.nn.conv2d_backprop_input(
        [2, 9, 4, 2], kernel(tf), R(tf, 2, 3, 2, 3), [1, 2, 2, 1], "SAME"
    ),
    early="ValueError",
    why=EARLY,
)

# ---------------------------------------------------------------------------------- conv1d, conv3d
case("conv1d", lambda tf: tf.nn.conv1d(R(tf, 2, 5, 3), W(tf, 2, 3, 4), 2, "SAME"))
case(
    "conv1d/VALID", lambda tf: tf.nn.conv1d(R(tf, 2, 5, 3), W(tf, 2, 3, 4), 1, "VALID", name="here")
)
case(
    "conv1d/keywords",
    lambda tf: tf.nn.conv1d(
        input=R(tf, 2, 5, 3), filters=W(tf, 2, 3, 4), stride=[2], padding="SAME"
    ),
)
case(
    "conv1d/stride 3",
    lambda tf: tf.nn.conv1d(R(tf, 2, 5, 3), W(tf, 2, 3, 4), [1, 2, 1], "SAME", data_format="NWC"),
)
case(
    "conv1d/dilations",
    lambda tf: tf.nn.conv1d(R(tf, 2, 5, 3), W(tf, 2, 3, 4), 1, "VALID", dilations=2),
    grad=False,
    why="TensorFlow's own CPU kernels, without oneDNN, have no gradient for dilations",
)
wrong(
    "conv1d/format",
    lambda tf: tf.nn.conv1d(R(tf, 2, 5, 3), W(tf, 2, 3, 4), 1, "SAME", data_format="NCX"),
)
wrong("conv1d/strides", lambda tf: tf.nn.conv1d(R(tf, 2, 5, 3), W(tf, 2, 3, 4), [1, 2], "SAME"))
wrong("conv1d/channels", lambda tf: tf.nn.conv1d(R(tf, 2, 5, 4), W(tf, 2, 3, 4), 1, "SAME"))
case("conv3d", lambda tf: tf.nn.conv3d(R(tf, 1, 3, 4, 2, 2), W(tf, 2, 2, 2, 2, 3), [1] * 5, "SAME"))
case(
    "conv3d/VALID",
    lambda tf: tf.nn.conv3d(
        R(tf, 1, 3, 4, 2, 2), W(tf, 2, 2, 2, 2, 3), [1, 1, 2, 1, 1], "VALID", name="here"
    ),
)
case(
    "conv3d/float64",
    lambda tf: tf.nn.conv3d(
        R(tf, 1, 3, 3, 2, 2, dtype="float64"),
        W(tf, 2, 2, 2, 2, 1, dtype="float64"),
        [1, 2, 2, 2, 1],
        "SAME",
    ),
)
wrong(
    "conv3d/int strides",
    lambda tf: tf.nn.conv3d(R(tf, 1, 3, 4, 2, 2), W(tf, 2, 2, 2, 2, 3), 2, "SAME"),
)
wrong(
    "conv3d/3 strides",
    lambda tf: tf.nn.conv3d(R(tf, 1, 3, 4, 2, 2), W(tf, 2, 2, 2, 2, 3), [1, 1, 1], "SAME"),
)
wrong(
    "conv3d/channels",
    lambda tf: tf.nn.conv3d(R(tf, 1, 3, 4, 2, 3), W(tf, 2, 2, 2, 2, 3), [1] * 5, "SAME"),
)

# ---------------------------------------------------------------------------------- convolution, atrous
case("convolution", lambda tf: tf.nn.convolution(image(tf), kernel(tf), "SAME"))
case(
    "convolution/strides",
    lambda tf: tf.nn.convolution(image(tf), kernel(tf), "VALID", strides=[2, 1], name="here"),
)
case(
    "convolution/strides 2", lambda tf: tf.nn.convolution(image(tf), kernel(tf), "SAME", strides=2)
)
case(
    "convolution/1",
    lambda tf: tf.nn.convolution(R(tf, 2, 5, 3), W(tf, 2, 3, 4), "VALID"),
    masks=False,
    why="needs the rank",
)
case(
    "convolution/3",
    lambda tf: tf.nn.convolution(
        R(tf, 1, 3, 4, 2, 2), W(tf, 2, 2, 2, 2, 3), "SAME", strides=[2, 1, 1]
    ),
)
case(
    "convolution/dilated SAME",
    lambda tf: tf.nn.convolution(
        image(tf),
        tf.constant(np.arange(24, dtype=np.float32).reshape(3, 2, 2, 2)),
        "SAME",
        dilation_rate=[2, 2],
    ),
)
case(
    "convolution/dilated VALID",
    lambda tf: tf.nn.convolution(image(tf), W(tf, 2, 2, 2, 3), "VALID", dilation_rate=[2, 3]),
)
case(
    "convolution/dilated 1",
    lambda tf: tf.nn.convolution(R(tf, 2, 5, 3), W(tf, 2, 3, 4), "VALID", dilation_rate=[2]),
    masks=False,
    why="needs the rank",
)
case(
    "convolution/dilated 3",
    lambda tf: tf.nn.convolution(
        R(tf, 1, 3, 4, 2, 2), W(tf, 2, 2, 2, 2, 3), "VALID", dilation_rate=[2, 1, 1]
    ),
)
case(
    "convolution/dilations",
    lambda tf: tf.nn.convolution(
        image(tf),
        tf.constant(np.arange(24, dtype=np.float32).reshape(3, 2, 2, 2)),
        "SAME",
        dilations=[2, 1],
    ),
)
wrong(
    "convolution/strides and dilations",
    lambda tf: tf.nn.convolution(
        image(tf), kernel(tf), "SAME", strides=[2, 2], dilation_rate=[2, 2]
    ),
)
wrong("convolution/lower case", lambda tf: tf.nn.convolution(image(tf), kernel(tf), "same"))
wrong("convolution/ranks", lambda tf: tf.nn.convolution(R(tf, 2, 5, 3), kernel(tf), "SAME"))
for rate in (1, 2):
    for padding in ("SAME", "VALID"):
        case(
            f"atrous_conv2d/{rate} {padding}",
            lambda tf, r=rate, p=padding: tf.nn.atrous_conv2d(
                image(tf), tf.constant(np.arange(16, dtype=np.float32).reshape(2, 2, 2, 2)), r, p
            ),
        )
wrong("atrous_conv2d/rate 0", lambda tf: tf.nn.atrous_conv2d(image(tf), kernel(tf), 0, "SAME"))
wrong("atrous_conv2d/padding", lambda tf: tf.nn.atrous_conv2d(image(tf), kernel(tf), 2, "FULL"))

# ---------------------------------------------------------------------------------- depthwise
for strides in (ONES, [1, 2, 2, 1]):
    for padding in ("SAME", "VALID"):
        case(
            f"depthwise_conv2d {strides} {padding}",
            lambda tf, s=strides, p=padding: tf.nn.depthwise_conv2d(
                image(tf), W(tf, 3, 2, 2, 2), s, p
            ),
        )
case(
    "depthwise_conv2d/one each",
    lambda tf: tf.nn.depthwise_conv2d(image(tf), W(tf, 3, 2, 2, 1), ONES, "SAME", name="here"),
)
case(
    "depthwise_conv2d/rate",
    lambda tf: tf.nn.depthwise_conv2d(
        image(tf),
        tf.constant(np.arange(24, dtype=np.float32).reshape(3, 2, 2, 2)),
        ONES,
        "SAME",
        rate=[2, 2],
    ),
)
case(
    "depthwise_conv2d/rate VALID",
    lambda tf: tf.nn.depthwise_conv2d(
        image(tf),
        tf.constant(np.arange(16, dtype=np.float32).reshape(2, 2, 2, 2)),
        ONES,
        "VALID",
        dilations=[2, 1],
    ),
)
case(
    "depthwise_conv2d_native",
    lambda tf: tf.nn.depthwise_conv2d_native(image(tf), W(tf, 3, 2, 2, 2), ONES, "SAME"),
)
case(
    "depthwise_conv2d_native/float64",
    lambda tf: tf.nn.depthwise_conv2d_native(
        image(tf, "float64"), W(tf, 3, 2, 2, 2, dtype="float64"), [1, 2, 2, 1], "VALID", name="here"
    ),
)
wrong(
    "depthwise_conv2d/channels",
    lambda tf: tf.nn.depthwise_conv2d(image(tf), W(tf, 3, 2, 3, 2), ONES, "SAME"),
)
wrong(
    "depthwise_conv2d/rank",
    lambda tf: tf.nn.depthwise_conv2d(R(tf, 5, 4, 2), W(tf, 3, 2, 2, 2), ONES, "SAME"),
)
case(
    "separable_conv2d",
    lambda tf: tf.nn.separable_conv2d(
        image(tf), W(tf, 3, 2, 2, 2), W(tf, 1, 1, 4, 3, name="p"), ONES, "SAME"
    ),
)
case(
    "separable_conv2d/strides",
    lambda tf: tf.nn.separable_conv2d(
        image(tf),
        W(tf, 3, 2, 2, 2),
        W(tf, 1, 1, 4, 3, name="p"),
        [1, 2, 2, 1],
        "VALID",
        name="here",
    ),
)
case(
    "separable_conv2d/rate",
    lambda tf: tf.nn.separable_conv2d(
        image(tf),
        tf.constant(np.arange(16, dtype=np.float32).reshape(2, 2, 2, 2) / 8),
        W(tf, 1, 1, 4, 3, name="p"),
        ONES,
        "VALID",
        rate=[2, 2],
    ),
)
wrong(
    "separable_conv2d/window",
    lambda tf: tf.nn.separable_conv2d(
        image(tf), W(tf, 3, 2, 2, 2), W(tf, 1, 2, 4, 3, name="p"), ONES, "SAME"
    ),
)
wrong(
    "separable_conv2d/channels",
    lambda tf: tf.nn.separable_conv2d(
        image(tf), W(tf, 3, 2, 2, 2), W(tf, 1, 1, 5, 3, name="p"), ONES, "SAME"
    ),
)

# ---------------------------------------------------------------------------------- transposes
for strides, sizes, padding in (
    ([1, 2, 2, 1], [2, 10, 8, 3], "SAME"),
    ([1, 2, 2, 1], [2, 9, 7, 3], "SAME"),
    ([1, 1, 1, 1], [2, 5, 4, 3], "SAME"),
    ([1, 2, 3, 1], [2, 11, 11, 3], "VALID"),
    ([1, 1, 1, 1], [2, 7, 5, 3], "VALID"),
):
    case(
        f"conv2d_transpose {strides} {sizes} {padding}",
        lambda tf, s=strides, n=sizes, p=padding: tf.nn.conv2d_transpose(
            image(tf), W(tf, 3, 2, 3, 2), n, s, p
        ),
        masks=False,
        why=BATCH,
    )
case(
    "conv2d_transpose/stride 2",
    lambda tf: tf.nn.conv2d_transpose(image(tf), W(tf, 3, 2, 3, 2), [2, 10, 8, 3], 2, name="here"),
    masks=False,
    why=BATCH,
)
case(
    "conv2d_transpose/keywords",
    lambda tf: tf.nn.conv2d_transpose(
        input=image(tf), filters=W(tf, 3, 2, 3, 2), output_shape=[2, 10, 8, 3], strides=[2, 2]
    ),
    masks=False,
    why=BATCH,
)
case(
    "conv2d_transpose/batch of x",
    lambda tf, x: tf.nn.conv2d_transpose(
        x, W(tf, 3, 2, 3, 2), tf.stack([tf.shape(x)[0], 10, 8, 3]), [1, 2, 2, 1]
    ),
    image,
)
case(
    "conv2d_transpose/shape fed",
    lambda tf: tf.nn.conv2d_transpose(
        image(tf), W(tf, 3, 2, 3, 2), feed(tf, "n", [2, 10, 8, 3], "int32"), [1, 2, 2, 1]
    ),
)
case(
    "conv2d_transpose/kernel below stride",
    lambda tf: tf.nn.conv2d_transpose(
        R(tf, 1, 2, 3, 2), W(tf, 2, 1, 3, 2), [1, 6, 9, 3], 3, "SAME"
    ),
    masks=False,
    why=BATCH,
)
wrong(
    "conv2d_transpose/channels",
    lambda tf: tf.nn.conv2d_transpose(image(tf), W(tf, 3, 2, 3, 3), [2, 10, 8, 3], 2),
)
wrong(
    "conv2d_transpose/3 sizes",
    lambda tf: tf.nn.conv2d_transpose(image(tf), W(tf, 3, 2, 3, 2), [10, 8, 3], 2),
)
wrong(
    "conv2d_transpose/padding",
    lambda tf: tf.nn.conv2d_transpose(image(tf), W(tf, 3, 2, 3, 2), [2, 10, 8, 3], 2, "full"),
)
wrong(
    "conv2d_transpose/sizes",
    lambda tf: tf.nn.conv2d_transpose(image(tf), W(tf, 3, 2, 3, 2), [2, 11, 8, 3], 2),
    early="ValueError",
    why=EARLY,
)
wrong(
    "conv2d_transpose/depth",
    lambda tf: tf.nn.conv2d_transpose(image(tf), W(tf, 3, 2, 3, 2), [2, 10, 8, 4], 2),
    early="ValueError",
    why=EARLY,
)
either(
    "conv2d_transpose/batch -1",
    lambda tf: tf.nn.conv2d_transpose(image(tf), W(tf, 3, 2, 3, 2), [-1, 10, 8, 3], 2),
)
case(
    "conv1d_transpose",
    lambda tf: tf.nn.conv1d_transpose(R(tf, 2, 4, 3), W(tf, 3, 2, 3), [2, 8, 2], 2),
    masks=False,
    why=BATCH,
)
case(
    "conv1d_transpose/VALID",
    lambda tf: tf.nn.conv1d_transpose(
        R(tf, 2, 4, 3), W(tf, 3, 2, 3), [2, 9, 2], [1, 2, 1], "VALID", name="here"
    ),
    masks=False,
    why=BATCH,
)
case(
    "conv1d_transpose/shape",
    lambda tf, x: tf.nn.conv1d_transpose(x, W(tf, 3, 2, 3), tf.stack([tf.shape(x)[0], 8, 2]), 2),
    lambda tf: R(tf, 2, 4, 3),
)
case(
    "conv3d_transpose",
    lambda tf: tf.nn.conv3d_transpose(
        R(tf, 1, 2, 2, 2, 2), W(tf, 2, 3, 2, 1, 2), [1, 4, 4, 4, 1], [1, 2, 2, 2, 1]
    ),
)
case(
    "conv3d_transpose/2",
    lambda tf: tf.nn.conv3d_transpose(
        R(tf, 1, 2, 2, 2, 2), W(tf, 2, 3, 2, 1, 2), [1, 3, 4, 3, 1], 1, "VALID", name="here"
    ),
)
case(
    "conv_transpose/1",
    lambda tf: tf.nn.conv_transpose(R(tf, 2, 4, 3), W(tf, 3, 2, 3), [2, 8, 2], 2),
    masks=False,
    why=BATCH,
)
case(
    "conv_transpose/2",
    lambda tf: tf.nn.conv_transpose(image(tf), W(tf, 3, 2, 3, 2), [2, 10, 8, 3], 2),
    masks=False,
    why=BATCH,
)
case(
    "conv_transpose/3",
    lambda tf: tf.nn.conv_transpose(
        R(tf, 1, 2, 2, 2, 2), W(tf, 2, 3, 2, 1, 2), [1, 4, 4, 4, 1], 2, name="here"
    ),
)
for rate, sizes, padding in (
    (1, [2, 5, 4, 3], "SAME"),
    (2, [2, 5, 4, 3], "SAME"),
    (2, [2, 7, 6, 3], "VALID"),
):
    case(
        f"atrous_conv2d_transpose/{rate} {padding}",
        lambda tf, r=rate, n=sizes, p=padding: tf.nn.atrous_conv2d_transpose(
            image(tf), tf.constant(np.arange(24, dtype=np.float32).reshape(2, 2, 3, 2)), n, r, p
        ),
        masks=False,
        why="needs the rank",
    )
case(
    "atrous_conv2d_transpose/shape",
    lambda tf, x: tf.nn.atrous_conv2d_transpose(
        x,
        tf.constant(np.arange(24, dtype=np.float32).reshape(2, 2, 3, 2)),
        tf.stack([tf.shape(x)[0], 5, 4, 3]),
        2,
        "SAME",
    ),
    image,
    masks=False,
    why="needs the rank",
)
