"""Transposed convolutions: the way back of a convolution's shapes, from few places to many."""

from __future__ import annotations

from typing import Any

from minigraph.layers.convolutional import Conv
from minigraph.layers.functions import layer_function, with_defaults
from minigraph.nn.conv_transpose import conv2d_transpose as nn_conv2d_transpose
from minigraph.nn.conv_transpose import conv3d_transpose as nn_conv3d_transpose
from minigraph.ops.initializers import zeros_initializer
from minigraph.ops.joining import stack
from minigraph.ops.shaping import shape

__all__ = ["Conv2DTranspose", "Conv3DTranspose", "conv2d_transpose", "conv3d_transpose"]

_ZEROS = zeros_initializer()


class _Transposed(Conv):
    """What both share; for the arguments see `tf.layers.Conv2DTranspose`."""

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str = "channels_last",
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = _ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
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
            1,
            activation,
            use_bias,
            kernel_initializer,
            bias_initializer,
            kernel_regularizer,
            bias_regularizer,
            activity_regularizer,
            kernel_constraint,
            bias_constraint,
            trainable,
            name,
            **kwargs,
        )

    def _kernel_shape(self, channels: int) -> list[int]:
        return [*self.kernel_size, self.filters or 0, channels]

    def _length(self, length: Any, axis: int) -> Any:
        """The length along an axis of space; a number, a tensor, or None if it is not known."""
        if length is None:
            return None
        longer = length * self.strides[axis]
        more = max(self.kernel_size[axis] - self.strides[axis], 0)
        return longer if self.padding == "same" else longer + more

    def _size(self, batch: Any, lengths: list[Any]) -> Any:
        """The shape to make, as a tensor, for inputs of these lengths along the axes of space."""
        places = [self._length(length, axis) for axis, length in enumerate(lengths)]
        if self._channel_axis == 1:
            return stack([batch, self.filters, *places])
        return stack([batch, *places, self.filters])

    def _axes(self) -> range:
        """The axes of space."""
        return range(2, 2 + self.rank) if self._channel_axis == 1 else range(1, 1 + self.rank)

    def _made(self, transposed: Any, inputs: Any, size: Any, layout: str) -> Any:
        outputs = transposed(
            inputs,
            self.kernel,
            size,
            [1, 1, *self.strides] if self._channel_axis == 1 else [1, *self.strides, 1],
            self.padding.upper(),
            layout,
        )
        outputs.set_shape(self.compute_output_shape(inputs.shape))
        return self._finished(outputs)


class Conv2DTranspose(_Transposed):
    """outputs = activation(transposed convolution(inputs, kernel) + bias), for images.

    Each input place adds a window to the outputs, `strides` apart: what a convolution's gradient
    does ("deconvolution").

    Args:
        filters: the number of channels of the outputs.
        kernel_size: the size of the window: an int or two of them.
        strides: steps between the windows, likewise.
        padding: "valid": length * stride + max(window - stride, 0) places along an axis, or "same":
            length * stride.
        data_format: "channels_last" [batch, height, width, channels], or "channels_first".
        activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer,
            bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint, trainable,
            name: see `tf.layers.Dense`. The variables are `kernel`
            [height, width, filters, channels] and `bias` [filters].

    Raises:
        ValueError: as for `tf.layers.Conv2D`.

    Source: Zeiler, Krishnan, Taylor, Fergus, "Deconvolutional Networks" (2010).

    Example:
        >>> import minigraph as tf
        >>> layer = tf.layers.Conv2DTranspose(4, 3, strides=2, padding="same")
        >>> layer(tf.zeros([2, 8, 8, 3])).shape.as_list()
        [2, 16, 16, 4]
    """

    rank = 2
    __signature__ = with_defaults(_Transposed, strides=(1, 1))

    def call(self, inputs: Any) -> Any:
        sizes = shape(inputs)
        batch, dims = sizes[0], inputs._dims
        size = self._size(batch, [dims[a] or sizes[a] for a in self._axes()])
        size[0]  # TensorFlow looks whether it is None, which makes a node
        layout = "NCHW" if self._channel_axis == 1 else "NHWC"
        return self._made(nn_conv2d_transpose, inputs, size, layout)


class Conv3DTranspose(_Transposed):
    """outputs = activation(transposed convolution(inputs, kernel) + bias), for volumes.

    Arguments as for `tf.layers.Conv2DTranspose`, with one more axis of space.

    Example:
        >>> import minigraph as tf
        >>> layer = tf.layers.Conv3DTranspose(4, 3, strides=2)
        >>> layer(tf.zeros([2, 4, 4, 4, 3])).shape.as_list()
        [2, 9, 9, 9, 4]
    """

    rank = 3
    __signature__ = with_defaults(_Transposed, strides=(1, 1, 1))

    def call(self, inputs: Any) -> Any:
        sizes = shape(inputs)
        size = self._size(sizes[0], [sizes[axis] for axis in self._axes()])
        layout = "NCDHW" if self._channel_axis == 1 else "NDHWC"
        return self._made(nn_conv3d_transpose, inputs, size, layout)


conv2d_transpose = layer_function(
    Conv2DTranspose,
    "conv2d_transpose",
    """A transposed convolution of images: see `tf.layers.Conv2DTranspose`.

    Args:
        inputs: a tensor of floats, rank 4.
        reuse: whether the variables of the scope `name` are used again.
        (the others): as for `tf.layers.Conv2DTranspose`.

    Returns:
        A Tensor.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.conv2d_transpose(tf.zeros([2, 8, 8, 3]), 4, 3, 2).shape.as_list()
        [2, 17, 17, 4]
    """,
)

conv3d_transpose = layer_function(
    Conv3DTranspose,
    "conv3d_transpose",
    """A transposed convolution of volumes: see `tf.layers.Conv3DTranspose`.

    Args:
        inputs: a tensor of floats, rank 5.
        reuse: whether the variables of the scope `name` are used again.
        (the others): as for `tf.layers.Conv3DTranspose`.

    Returns:
        A Tensor.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.conv3d_transpose(tf.zeros([2, 4, 4, 4, 3]), 4, 3, 2).shape.as_list()
        [2, 9, 9, 9, 4]
    """,
)
