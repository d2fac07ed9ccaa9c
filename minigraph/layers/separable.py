"""Separable convolutions: a window for each channel by itself, then a mixture of the channels."""

from __future__ import annotations

from typing import Any

from minigraph.layers.base import InputSpec
from minigraph.layers.convolutional import Conv
from minigraph.layers.functions import layer_function, with_defaults
from minigraph.layers.windows import channels_of
from minigraph.nn.depthwise import separable_conv2d as nn_separable_conv2d
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.bias import bias_add
from minigraph.ops.initializers import zeros_initializer
from minigraph.ops.padding import pad

__all__ = ["SeparableConv1D", "SeparableConv2D", "separable_conv1d", "separable_conv2d"]

_ZEROS = zeros_initializer()


class _Separable(Conv):
    """What both share; for the arguments see `tf.layers.SeparableConv2D`."""

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        bias_initializer: Any = _ZEROS,
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            activation,
            use_bias,
            bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint,
            trainable=trainable,
            name=name,
            **kwargs,
        )
        self.depth_multiplier = depth_multiplier
        self.depthwise_initializer = depthwise_initializer
        self.pointwise_initializer = pointwise_initializer
        self.depthwise_regularizer = depthwise_regularizer
        self.pointwise_regularizer = pointwise_regularizer
        self.depthwise_constraint = depthwise_constraint
        self.pointwise_constraint = pointwise_constraint

    def build(self, input_shape: Any) -> None:
        channels = channels_of(input_shape, self.data_format, self.name)
        self.depthwise_kernel = self.add_weight(
            "depthwise_kernel",
            [*self.kernel_size, channels, self.depth_multiplier],
            initializer=self.depthwise_initializer,
            regularizer=self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        self.pointwise_kernel = self.add_weight(
            "pointwise_kernel",
            [*(1,) * self.rank, channels * self.depth_multiplier, self.filters],
            initializer=self.pointwise_initializer,
            regularizer=self.pointwise_regularizer,
            constraint=self.pointwise_constraint,
        )
        self._add_bias()
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channel_axis: channels})
        self.built = True

    def _mixed(self, inputs: Any, depthwise: Any, pointwise: Any, steps: Any, rate: Any) -> Any:
        first = self._channel_axis == 1
        return nn_separable_conv2d(
            inputs,
            depthwise,
            pointwise,
            [1, 1, *steps] if first else [1, *steps, 1],
            "SAME" if self.padding == "same" else "VALID",
            rate=rate,
            data_format="NCHW" if first else "NHWC",
        )


class SeparableConv2D(_Separable):
    """A convolution of each channel by itself, then one by one of all: far fewer parameters.

    Args:
        filters: the number of channels of the outputs.
        kernel_size, strides, padding, data_format, dilation_rate: as for `tf.layers.Conv2D`.
        depth_multiplier: how many channels each channel gives before they are mixed.
        activation, use_bias, activity_regularizer, trainable, name: see `tf.layers.Dense`.
        depthwise_initializer, depthwise_regularizer, depthwise_constraint: of the variable
            `depthwise_kernel` [height, width, channels, depth_multiplier].
        pointwise_initializer, pointwise_regularizer, pointwise_constraint: of the variable
            `pointwise_kernel` [1, 1, channels * depth_multiplier, filters].
        bias_initializer, bias_regularizer, bias_constraint: of the variable `bias` [filters].

    Raises:
        ValueError: as for `tf.layers.Conv2D`.

    Source: Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions" (2017).

    Example:
        >>> import minigraph as tf
        >>> layer = tf.layers.SeparableConv2D(4, 3)
        >>> layer(tf.zeros([2, 8, 8, 3])).shape.as_list(), layer.pointwise_kernel.shape.as_list()
        ([2, 6, 6, 4], [1, 1, 3, 4])
    """

    rank = 2
    __signature__ = with_defaults(_Separable, strides=(1, 1), dilation_rate=(1, 1))

    def call(self, inputs: Any) -> Any:
        outputs = self._mixed(
            inputs, self.depthwise_kernel, self.pointwise_kernel, self.strides, self.dilation_rate
        )
        return self._finished(outputs)


class SeparableConv1D(_Separable):
    """A separable convolution of sequences: see `tf.layers.SeparableConv2D`.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.SeparableConv1D(4, 3)(tf.zeros([2, 8, 3])).shape.as_list()
        [2, 6, 4]
    """

    rank = 1
    __signature__ = with_defaults(_Separable)

    def call(self, inputs: Any) -> Any:
        if self.padding == "causal":
            inputs = pad(inputs, self._border())
        axis = 2 if self._channel_axis == 1 else 1
        outputs = self._mixed(
            expand_dims(inputs, axis),
            expand_dims(self.depthwise_kernel, 0),
            expand_dims(self.pointwise_kernel, 0),
            self.strides * 2,
            (1, *self.dilation_rate),
        )
        if self.use_bias:
            layout = "NCHW" if self._channel_axis == 1 else "NHWC"
            outputs = bias_add(outputs, self.bias, data_format=layout)
        outputs = squeeze(outputs, [axis])
        return outputs if self.activation is None else self.activation(outputs)


separable_conv1d = layer_function(
    SeparableConv1D,
    "separable_conv1d",
    """A separable convolution of sequences: see `tf.layers.SeparableConv1D`.

    Args:
        inputs: a tensor of floats, rank 3.
        reuse: whether the variables of the scope `name` are used again.
        (the others): as for `tf.layers.SeparableConv2D`.

    Returns:
        A Tensor.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.separable_conv1d(tf.zeros([2, 8, 3]), 4, 3).shape.as_list()
        [2, 6, 4]
    """,
)

separable_conv2d = layer_function(
    SeparableConv2D,
    "separable_conv2d",
    """A separable convolution of images: see `tf.layers.SeparableConv2D`.

    Args:
        inputs: a tensor of floats, rank 4.
        reuse: whether the variables of the scope `name` are used again.
        (the others): as for `tf.layers.SeparableConv2D`.

    Returns:
        A Tensor.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.separable_conv2d(tf.zeros([2, 8, 8, 3]), 4, 3).shape.as_list()
        [2, 6, 6, 4]
    """,
)
