"""VGG: many 3x3 convolutions in a row, pooling between, three large layers at the end.

Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition"
(2014), arXiv:1409.1556: networks A, D and E.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.contrib_layers.arg_scope import Scope, arg_scope
from minigraph.contrib_layers.collecting import convert_collection_to_dict
from minigraph.contrib_layers.convolution import convolution2d
from minigraph.contrib_layers.dense import fully_connected
from minigraph.contrib_layers.pooling import max_pool2d
from minigraph.contrib_layers.regularizers import l2_regularizer
from minigraph.contrib_layers.reshaping import dropout, repeat
from minigraph.ops.axes import squeeze
from minigraph.ops.initializers import zeros_initializer
from minigraph.ops.rectifiers import relu
from minigraph.ops.variable_scope import variable_scope

__all__ = ["vgg_16", "vgg_19", "vgg_a", "vgg_arg_scope"]

_CHANNELS = (64, 128, 256, 512, 512)


def vgg_arg_scope(weight_decay: float = 0.0005) -> Scope:
    """The settings of layers that these networks are trained with, for `slim.arg_scope`.

    Args:
        weight_decay: the scale of the L2 regularizer of weights.

    Example:
        >>> import minigraph as tf
        >>> slim = tf.contrib.slim
        >>> with slim.arg_scope(slim.nets.vgg.vgg_arg_scope()):
        ...     y = slim.conv2d(tf.zeros([1, 4, 4, 3]), 4, 3)
    """
    with (
        arg_scope(
            [convolution2d, fully_connected],
            activation_fn=relu,
            weights_regularizer=l2_regularizer(weight_decay),
            biases_initializer=zeros_initializer(),
        ),
        arg_scope([convolution2d], padding="SAME") as scope,
    ):
        return scope


def _vgg(name: str, repeats: tuple[int, ...]) -> Callable[..., Any]:
    """The network with so many convolutions between poolings."""

    def function(
        inputs: Any,
        num_classes: int = 1000,
        is_training: Any = True,
        dropout_keep_prob: Any = 0.5,
        spatial_squeeze: bool = True,
        scope: Any = name,
    ) -> Any:
        with variable_scope(scope, name, [inputs]) as sc:
            key = f"{sc.original_name_scope}_end_points"
            with arg_scope([convolution2d, max_pool2d], outputs_collections=key):
                net = inputs
                for i, (times, channels) in enumerate(zip(repeats, _CHANNELS, strict=True), 1):
                    net = repeat(net, times, convolution2d, channels, [3, 3], scope=f"conv{i}")
                    net = max_pool2d(net, [2, 2], scope=f"pool{i}")
                net = convolution2d(net, 4096, [7, 7], padding="VALID", scope="fc6")
                net = dropout(net, dropout_keep_prob, is_training=is_training, scope="dropout6")
                net = convolution2d(net, 4096, [1, 1], scope="fc7")
                net = dropout(net, dropout_keep_prob, is_training=is_training, scope="dropout7")
                net = convolution2d(
                    net, num_classes, [1, 1], activation_fn=None, normalizer_fn=None, scope="fc8"
                )
            ends = convert_collection_to_dict(key)
            if spatial_squeeze:
                net = squeeze(net, [1, 2], name="fc8/squeezed")
                ends[f"{sc.name}/fc8"] = net
            return net, ends

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""The network of {sum(repeats)} convolutions and 3 large layers.

    Args:
        inputs: images [batch, 224, 224, 3].
        num_classes: of the logits.
        is_training: whether dropout drops.
        dropout_keep_prob: the probability to keep.
        spatial_squeeze: whether logits are [batch, num_classes]; else they keep axes of space, so
            that larger images have logits at several places.
        scope: a variable scope's name, or the scope.

    Returns:
        (logits, a dictionary of the outputs of layers by their scopes).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y, ends = tf.contrib.slim.nets.vgg.{name}(tf.zeros([1, 224, 224, 3]), 10)
        ...     print(y.shape, ends["{name}/pool5"].shape)
        (1, 10) (1, 7, 7, 512)
    """
    function.default_image_size = 224  # type: ignore[attr-defined]
    return function


vgg_a = _vgg("vgg_a", (1, 1, 2, 2, 2))
vgg_16 = _vgg("vgg_16", (2, 2, 3, 3, 3))
vgg_19 = _vgg("vgg_19", (2, 2, 4, 4, 4))
