"""Inception v3: modules whose branches look at windows of several sizes at once.

The modules are a table: each branch is a row of layers, each layer its scope, channels and window.
Scopes are those of TensorFlow 1's checkpoints, with their irregularities.

Source: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision" (2015),
arXiv:1512.00567.
"""

from __future__ import annotations

from typing import Any

from minigraph.contrib_layers.arg_scope import Scope, arg_scope
from minigraph.contrib_layers.batch_norm import batch_norm
from minigraph.contrib_layers.convolution import convolution2d
from minigraph.contrib_layers.dense import fully_connected, softmax
from minigraph.contrib_layers.initializers import variance_scaling_initializer
from minigraph.contrib_layers.pooling import avg_pool2d, max_pool2d
from minigraph.contrib_layers.regularizers import l2_regularizer
from minigraph.contrib_layers.reshaping import dropout
from minigraph.core.keys import GraphKeys
from minigraph.ops.axes import squeeze
from minigraph.ops.initializers import truncated_normal_initializer
from minigraph.ops.joining import concat
from minigraph.ops.rectifiers import relu
from minigraph.ops.variable_scope import variable_scope

__all__ = ["inception_v3", "inception_v3_arg_scope", "inception_v3_base"]

# (scope, channels, window), and "2" where the stride is 2 with padding "VALID"; a pooling has no
# channels; a list holds layers side by side on the same inputs.
Layer = Any
_STEM: list[Layer] = [
    ("Conv2d_1a_3x3", 32, [3, 3], "2"),
    ("Conv2d_2a_3x3", 32, [3, 3], "VALID"),
    ("Conv2d_2b_3x3", 64, [3, 3]),
    ("MaxPool_3a_3x3", 0, [3, 3], "2"),
    ("Conv2d_3b_1x1", 80, [1, 1], "VALID"),
    ("Conv2d_4a_3x3", 192, [3, 3], "VALID"),
    ("MaxPool_5a_3x3", 0, [3, 3], "2"),
]


def _first(one: str, five: str, pooled: int) -> list[list[Layer]]:
    """A module of the 35x35 grid."""
    return [
        [("Conv2d_0a_1x1", 64, [1, 1])],
        [(one, 48, [1, 1]), (five, 64, [5, 5])],
        [
            ("Conv2d_0a_1x1", 64, [1, 1]),
            ("Conv2d_0b_3x3", 96, [3, 3]),
            ("Conv2d_0c_3x3", 96, [3, 3]),
        ],
        [("AvgPool_0a_3x3", 0, [3, 3]), ("Conv2d_0b_1x1", pooled, [1, 1])],
    ]


def _second(channels: int) -> list[list[Layer]]:
    """A module of the 17x17 grid, whose windows are rows and columns."""
    return [
        [("Conv2d_0a_1x1", 192, [1, 1])],
        [
            ("Conv2d_0a_1x1", channels, [1, 1]),
            ("Conv2d_0b_1x7", channels, [1, 7]),
            ("Conv2d_0c_7x1", 192, [7, 1]),
        ],
        [
            ("Conv2d_0a_1x1", channels, [1, 1]),
            ("Conv2d_0b_7x1", channels, [7, 1]),
            ("Conv2d_0c_1x7", channels, [1, 7]),
            ("Conv2d_0d_7x1", channels, [7, 1]),
            ("Conv2d_0e_1x7", 192, [1, 7]),
        ],
        [("AvgPool_0a_3x3", 0, [3, 3]), ("Conv2d_0b_1x1", 192, [1, 1])],
    ]


def _third(column: str) -> list[list[Layer]]:
    """A module of the 8x8 grid, whose branches fan out."""
    return [
        [("Conv2d_0a_1x1", 320, [1, 1])],
        [
            ("Conv2d_0a_1x1", 384, [1, 1]),
            [("Conv2d_0b_1x3", 384, [1, 3]), (column, 384, [3, 1])],
        ],
        [
            ("Conv2d_0a_1x1", 448, [1, 1]),
            ("Conv2d_0b_3x3", 384, [3, 3]),
            [("Conv2d_0c_1x3", 384, [1, 3]), ("Conv2d_0d_3x1", 384, [3, 1])],
        ],
        [("AvgPool_0a_3x3", 0, [3, 3]), ("Conv2d_0b_1x1", 192, [1, 1])],
    ]


_MODULES: dict[str, list[list[Layer]]] = {
    "Mixed_5b": _first("Conv2d_0a_1x1", "Conv2d_0b_5x5", 32),
    "Mixed_5c": _first("Conv2d_0b_1x1", "Conv_1_0c_5x5", 64),
    "Mixed_5d": _first("Conv2d_0a_1x1", "Conv2d_0b_5x5", 64),
    "Mixed_6a": [
        [("Conv2d_1a_1x1", 384, [3, 3], "2")],
        [
            ("Conv2d_0a_1x1", 64, [1, 1]),
            ("Conv2d_0b_3x3", 96, [3, 3]),
            ("Conv2d_1a_1x1", 96, [3, 3], "2"),
        ],
        [("MaxPool_1a_3x3", 0, [3, 3], "2")],
    ],
    "Mixed_6b": _second(128),
    "Mixed_6c": _second(160),
    "Mixed_6d": _second(160),
    "Mixed_6e": _second(192),
    "Mixed_7a": [
        [("Conv2d_0a_1x1", 192, [1, 1]), ("Conv2d_1a_3x3", 320, [3, 3], "2")],
        [
            ("Conv2d_0a_1x1", 192, [1, 1]),
            ("Conv2d_0b_1x7", 192, [1, 7]),
            ("Conv2d_0c_7x1", 192, [7, 1]),
            ("Conv2d_1a_3x3", 192, [3, 3], "2"),
        ],
        [("MaxPool_1a_3x3", 0, [3, 3], "2")],
    ],
    "Mixed_7b": _third("Conv2d_0b_3x1"),
    "Mixed_7c": _third("Conv2d_0c_3x1"),
}


def _built(net: Any, layer: Layer, depth: Any) -> Any:
    """One layer of the table, or layers side by side."""
    if isinstance(layer, list):
        return concat([_built(net, each, depth) for each in layer], 3)
    scope, channels, window, *how = layer
    given = {"stride": 2 if "2" in how else 1, "padding": "VALID" if how else "SAME"}
    if scope.startswith("MaxPool"):
        return max_pool2d(net, window, scope=scope, **given)
    if scope.startswith("AvgPool"):
        return avg_pool2d(net, window, scope=scope, **given)
    return convolution2d(net, depth(channels), window, scope=scope, **given)


def inception_v3_base(
    inputs: Any,
    final_endpoint: str = "Mixed_7c",
    min_depth: int = 16,
    depth_multiplier: float = 1.0,
    scope: Any = None,
) -> tuple[Any, Any]:
    """The network up to one of its layers.

    Args:
        inputs: images [batch, height, width, channels], 299x299 in the paper.
        final_endpoint: the last layer: "Conv2d_1a_3x3", ..., "MaxPool_5a_3x3", "Mixed_5b", ...,
            "Mixed_7c".
        min_depth: the least number of channels.
        depth_multiplier: of all numbers of channels.
        scope: a variable scope's name, or the scope; default "InceptionV3".

    Returns:
        (its outputs, a dictionary of the outputs of all layers up to it).

    Raises:
        ValueError: an unknown layer; `depth_multiplier` is not positive.

    Example:
        >>> import minigraph as tf
        >>> base = tf.contrib.slim.nets.inception.inception_v3_base
        >>> with tf.Graph().as_default():
        ...     y, ends = base(tf.zeros([1, 299, 299, 3]), "MaxPool_5a_3x3")
        ...     print(y.shape, len(ends))
        (1, 35, 35, 192) 7
    """
    if depth_multiplier <= 0:
        raise ValueError("depth_multiplier is not greater than zero.")
    if final_endpoint not in {layer[0] for layer in _STEM} | _MODULES.keys():
        raise ValueError(f"Unknown final endpoint {final_endpoint}")

    def depth(channels: int) -> int:
        return max(int(channels * depth_multiplier), min_depth)

    ends: dict[str, Any] = {}
    with variable_scope(scope, "InceptionV3", [inputs]):
        net = inputs
        for layer in _STEM:
            ends[layer[0]] = net = _built(net, layer, depth)
            if layer[0] == final_endpoint:
                return net, ends
        for name, branches in _MODULES.items():
            with variable_scope(name):
                outputs = []
                for number, branch in enumerate(branches):
                    with variable_scope(f"Branch_{number}"):
                        output = net
                        for layer in branch:
                            output = _built(output, layer, depth)
                    outputs.append(output)
                net = concat(outputs, 3)
            ends[name] = net
            if name == final_endpoint:
                break
    return net, ends


def _window_within(net: Any, sizes: list[int]) -> list[int]:
    """A window, or all of an image that is smaller."""
    own = net.shape.as_list()[1:3]
    return [
        size if length is None else min(length, size)
        for length, size in zip(own, sizes, strict=True)
    ]


def inception_v3(
    inputs: Any,
    num_classes: int = 1000,
    is_training: Any = True,
    dropout_keep_prob: Any = 0.8,
    min_depth: int = 16,
    depth_multiplier: float = 1.0,
    prediction_fn: Any = softmax,
    spatial_squeeze: bool = True,
    reuse: Any = None,
    scope: Any = "InceptionV3",
) -> tuple[Any, Any]:
    """The whole network, with logits of its own halfway that help training ("AuxLogits").

    Args:
        inputs: images [batch, height, width, channels], 299x299 in the paper.
        num_classes: of the logits.
        is_training: of batch normalization and dropout.
        dropout_keep_prob: the probability to keep.
        min_depth, depth_multiplier: see `inception_v3_base`.
        prediction_fn: from logits to predictions.
        spatial_squeeze: whether logits are [batch, num_classes].
        reuse: whether the variables of `scope` are used again.
        scope: a variable scope's name, or the scope.

    Returns:
        (logits, a dictionary of the outputs of layers, with "AuxLogits", "PreLogits", "Logits" and
        "Predictions").

    Raises:
        ValueError: `depth_multiplier` is not positive.

    Example:
        >>> import minigraph as tf
        >>> slim = tf.contrib.slim
        >>> inception = slim.nets.inception
        >>> with tf.Graph().as_default(), slim.arg_scope(inception.inception_v3_arg_scope()):
        ...     y, ends = inception.inception_v3(tf.zeros([1, 299, 299, 3]), num_classes=5)
        ...     print(y.shape, ends["Mixed_7c"].shape)
        (1, 5) (1, 8, 8, 2048)
    """
    with (
        variable_scope(scope, "InceptionV3", [inputs, num_classes], reuse=reuse) as sc,
        arg_scope([batch_norm, dropout], is_training=is_training),
    ):
        net, ends = inception_v3_base(
            inputs, min_depth=min_depth, depth_multiplier=depth_multiplier, scope=sc
        )
        plain = {"activation_fn": None, "normalizer_fn": None}
        with (
            arg_scope([convolution2d, max_pool2d, avg_pool2d], stride=1, padding="SAME"),
            variable_scope("AuxLogits"),
        ):
            aux = avg_pool2d(
                ends["Mixed_6e"], [5, 5], stride=3, padding="VALID", scope="AvgPool_1a_5x5"
            )
            channels = [max(int(n * depth_multiplier), min_depth) for n in (128, 768)]
            aux = convolution2d(aux, channels[0], [1, 1], scope="Conv2d_1b_1x1")
            window = _window_within(aux, [5, 5])
            aux = convolution2d(
                aux,
                channels[1],
                window,
                weights_initializer=truncated_normal_initializer(stddev=0.01),
                padding="VALID",
                scope=f"Conv2d_2a_{window[0]}x{window[1]}",
            )
            aux = convolution2d(
                aux,
                num_classes,
                [1, 1],
                weights_initializer=truncated_normal_initializer(stddev=0.001),
                scope="Conv2d_2b_1x1",
                **plain,
            )
            if spatial_squeeze:
                aux = squeeze(aux, [1, 2], name="SpatialSqueeze")
            ends["AuxLogits"] = aux
        with variable_scope("Logits"):
            window = _window_within(net, [8, 8])
            name = f"AvgPool_1a_{window[0]}x{window[1]}"
            net = avg_pool2d(net, window, padding="VALID", scope=name)
            net = dropout(net, keep_prob=dropout_keep_prob, scope="Dropout_1b")
            ends["PreLogits"] = net
            logits = convolution2d(net, num_classes, [1, 1], scope="Conv2d_1c_1x1", **plain)
            if spatial_squeeze:
                logits = squeeze(logits, [1, 2], name="SpatialSqueeze")
        ends["Logits"] = logits
        ends["Predictions"] = prediction_fn(logits, scope="Predictions")
    return logits, ends


inception_v3.default_image_size = 299  # type: ignore[attr-defined]


def inception_v3_arg_scope(
    weight_decay: float = 0.00004,
    batch_norm_var_collection: str = "moving_vars",
    batch_norm_decay: float = 0.9997,
    batch_norm_epsilon: float = 0.001,
    updates_collections: Any = GraphKeys.UPDATE_OPS,
    use_fused_batchnorm: bool = True,
) -> Scope:
    """The settings of layers that the network is trained with, for `slim.arg_scope`.

    Args:
        weight_decay: the scale of the L2 regularizer of weights.
        batch_norm_var_collection: a collection for moving averages.
        batch_norm_decay, batch_norm_epsilon, updates_collections: see
            `tf.contrib.layers.batch_norm`.
        use_fused_batchnorm: its `fused`.

    Example:
        >>> import minigraph as tf
        >>> slim = tf.contrib.slim
        >>> with slim.arg_scope(slim.nets.inception.inception_v3_arg_scope()):
        ...     y = slim.conv2d(tf.zeros([1, 4, 4, 3]), 4, 3)
    """
    moving = [batch_norm_var_collection]
    normal = {
        "decay": batch_norm_decay,
        "epsilon": batch_norm_epsilon,
        "updates_collections": updates_collections,
        "fused": use_fused_batchnorm,
        "variables_collections": {
            "beta": None,
            "gamma": None,
            "moving_mean": moving,
            "moving_variance": moving,
        },
    }
    with (
        arg_scope(
            [convolution2d, fully_connected], weights_regularizer=l2_regularizer(weight_decay)
        ),
        arg_scope(
            [convolution2d],
            weights_initializer=variance_scaling_initializer(),
            activation_fn=relu,
            normalizer_fn=batch_norm,
            normalizer_params=normal,
        ) as scope,
    ):
        return scope
