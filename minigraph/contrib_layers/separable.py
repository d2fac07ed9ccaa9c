"""Convolutions of each channel by itself: separable ones, and one filter for all planes."""

from __future__ import annotations

from typing import Any

from minigraph.contrib_layers.arg_scope import add_arg_scope
from minigraph.contrib_layers.collecting import channel_dimension, two_element_tuple
from minigraph.contrib_layers.finishing import BIAS, finished, layout_of
from minigraph.contrib_layers.initializers import xavier_initializer
from minigraph.contrib_layers.variables import (
    add_to_named_collections,
    collections_for,
    layer_getter,
    model_variable,
)
from minigraph.core.convert import convert
from minigraph.layers.separable import SeparableConv2D
from minigraph.nn.depthwise import depthwise_conv2d
from minigraph.ops.bias import bias_add
from minigraph.ops.initializers import zeros_initializer
from minigraph.ops.padding import tile
from minigraph.ops.rectifiers import relu
from minigraph.ops.variable_scope import variable_scope

__all__ = ["convolution2d_in_plane", "separable_convolution2d"]

_ZEROS, _XAVIER = zeros_initializer(), xavier_initializer()
_NAMES = {
    "depthwise_kernel": "depthwise_weights",
    "pointwise_kernel": "pointwise_weights",
    **BIAS,
}


@add_arg_scope
def convolution2d_in_plane(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = _XAVIER,
    weights_regularizer: Any = None,
    biases_initializer: Any = _ZEROS,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Any:
    """One filter for each channel alike: a blur, or an edge detector that is learned.

    Args:
        inputs: a tensor of floats [batch, height, width, channels].
        weights_initializer: of the variable `weights` [height, width, 1, 1] of the window.
        biases_initializer: of the variable `biases` [channels].
        scope: default "ConvInPlane", made unique.
        (the others): as for `convolution`.

    Returns:
        A Tensor [batch, height, width, channels].

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.contrib.layers.conv2d_in_plane(tf.zeros([1, 8, 8, 3]), [3, 3])
        ...     print(y.shape, [v.shape.as_list() for v in tf.model_variables()])
        (1, 8, 8, 3) [[3, 3, 1, 1], [3]]
    """
    with variable_scope(scope, "ConvInPlane", [inputs], reuse=reuse) as sc:
        inputs = convert(inputs)
        dtype = inputs.dtype.base_dtype
        height, width = two_element_tuple(kernel_size)
        down, right = two_element_tuple(stride)
        channels = channel_dimension(inputs.shape, "channels_last", min_rank=4)
        weights = model_variable(
            "weights",
            shape=[height, width, 1, 1],
            dtype=dtype,
            initializer=weights_initializer,
            regularizer=weights_regularizer,
            collections=collections_for(variables_collections, "weights"),
            trainable=trainable,
        )
        planes = tile(weights, [1, 1, channels, 1])
        outputs = depthwise_conv2d(inputs, planes, [1, down, right, 1], padding)
        if normalizer_fn is None and biases_initializer is not None:
            biases = model_variable(
                "biases",
                shape=[channels],
                dtype=dtype,
                initializer=biases_initializer,
                regularizer=biases_regularizer,
                collections=collections_for(variables_collections, "biases"),
                trainable=trainable,
            )
            outputs = bias_add(outputs, biases)
        return finished(
            outputs, sc, outputs_collections, activation_fn, normalizer_fn, normalizer_params
        )


@add_arg_scope
def separable_convolution2d(
    inputs: Any,
    num_outputs: int | None,
    kernel_size: Any,
    depth_multiplier: int = 1,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str = "NHWC",
    rate: Any = 1,
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = _XAVIER,
    pointwise_initializer: Any = None,
    weights_regularizer: Any = None,
    biases_initializer: Any = _ZEROS,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Any:
    """A convolution of each channel by itself, then one by one of all: far fewer parameters.

    Args:
        inputs: a tensor of floats [batch, height, width, channels].
        num_outputs: the number of channels of the outputs; None: without the second step, so
            channels * depth_multiplier.
        depth_multiplier: how many channels each channel gives before they are mixed.
        data_format: "NHWC" or "NCHW".
        weights_initializer: of the variable `depthwise_weights` [height, width, channels,
            depth_multiplier], and of the next one where that has none of its own.
        pointwise_initializer: of the variable `pointwise_weights` [1, 1, channels *
            depth_multiplier, num_outputs].
        weights_regularizer: of both.
        variables_collections: both count as "weights".
        scope: default "SeparableConv2d", made unique.
        (the others): as for `convolution`.

    Returns:
        A Tensor [batch, height, width, num_outputs].

    Raises:
        ValueError: another format, or the number of channels is not known.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.contrib.layers.separable_conv2d(tf.zeros([1, 8, 8, 3]), 16, [3, 3])
        ...     print(y.name, [v.op.name.split("/")[1] for v in tf.model_variables()])
        SeparableConv2d/Relu:0 ['depthwise_weights', 'pointwise_weights', 'biases']
    """
    layout = layout_of(data_format, "NCHW", "NHWC")
    with variable_scope(
        scope, "SeparableConv2d", [inputs], reuse=reuse, custom_getter=layer_getter(_NAMES)
    ) as sc:
        inputs = convert(inputs)
        with_biases = normalizer_fn is None and biases_initializer is not None
        if num_outputs is None:
            weights = {
                "initializer": weights_initializer,
                "regularizer": weights_regularizer,
                "collections": collections_for(variables_collections, "weights"),
                "trainable": trainable,
            }
            biases = {
                "initializer": biases_initializer,
                "regularizer": biases_regularizer,
                "collections": collections_for(variables_collections, "biases"),
                "trainable": trainable,
            }
            outputs = _depthwise(
                inputs,
                two_element_tuple(kernel_size),
                depth_multiplier,
                two_element_tuple(stride),
                padding,
                data_format,
                two_element_tuple(rate),
                weights,
                biases if with_biases else None,
            )
        else:
            layer = SeparableConv2D(
                num_outputs,
                kernel_size,
                stride,
                padding,
                layout,
                two_element_tuple(rate),
                depth_multiplier,
                use_bias=with_biases,
                depthwise_initializer=weights_initializer,
                pointwise_initializer=pointwise_initializer or weights_initializer,
                bias_initializer=biases_initializer,
                depthwise_regularizer=weights_regularizer,
                pointwise_regularizer=weights_regularizer,
                bias_regularizer=biases_regularizer,
                trainable=trainable,
                name=sc.name,
                dtype=inputs.dtype.base_dtype,
                _scope=sc,
                _reuse=reuse,
            )
            outputs = layer(inputs)
            add_to_named_collections(layer.depthwise_kernel, variables_collections, "weights")
            add_to_named_collections(layer.pointwise_kernel, variables_collections, "weights")
            if layer.bias is not None:
                add_to_named_collections(layer.bias, variables_collections, "biases")
        return finished(
            outputs, sc, outputs_collections, activation_fn, normalizer_fn, normalizer_params
        )


def _depthwise(
    inputs: Any,
    window: tuple[int, int],
    multiplier: int,
    steps: tuple[int, int],
    padding: str,
    data_format: str,
    rate: tuple[int, int],
    weights: dict[str, Any],
    biases: dict[str, Any] | None,
) -> Any:
    """The first step alone; `weights` and `biases` say how the variables are made."""
    dtype = inputs.dtype.base_dtype
    first = data_format == "NCHW"
    channels = channel_dimension(inputs.shape, "channels_first" if first else "channels_last", 4)
    kernel = model_variable(
        "depthwise_weights", shape=[*window, channels, multiplier], dtype=dtype, **weights
    )
    strides = [1, 1, *steps] if first else [1, *steps, 1]
    outputs = depthwise_conv2d(inputs, kernel, strides, padding, rate=rate, data_format=data_format)
    if biases is None:
        return outputs
    bias = model_variable("biases", shape=[channels * multiplier], dtype=dtype, **biases)
    return bias_add(outputs, bias, data_format=data_format)
