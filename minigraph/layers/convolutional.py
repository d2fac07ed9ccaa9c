"""Convolution layers of vectors, images and volumes."""

from __future__ import annotations

from typing import Any

from minigraph.core.shapes import TensorShape
from minigraph.layers.base import InputSpec, Layer
from minigraph.layers.functions import layer_function, with_defaults
from minigraph.layers.windows import channels_of, layout_of, padding_of, spatial, window_length
from minigraph.nn.convolution import convolution
from minigraph.ops.bias import bias_add
from minigraph.ops.initializers import zeros_initializer
from minigraph.ops.padding import pad
from minigraph.ops.shaping import reshape

__all__ = ["Conv", "Conv1D", "Conv2D", "Conv3D", "conv1d", "conv2d", "conv3d"]

_ZEROS = zeros_initializer()
_LAYOUTS = {
    "channels_last": ("NWC", "NHWC", "NDHWC"),
    "channels_first": ("NCW", "NCHW", "NCDHW"),
}


class Conv(Layer):
    """outputs = activation(convolution(inputs, kernel) + bias): what Conv1D, 2D and 3D share.

    `rank` is the number of axes of space; for the arguments see `tf.layers.Conv2D`.
    """

    rank: int

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = 1,
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
        super().__init__(trainable, name, activity_regularizer=activity_regularizer, **kwargs)
        rank = self.rank
        if filters is not None and int(filters) <= 0:
            raise ValueError(
                "Invalid value for argument `filters`. Expected a strictly positive value. "
                f"Received filters={filters}."
            )
        self.filters = filters if filters is None else int(filters)
        self.kernel_size = spatial(kernel_size, rank, "kernel_size")
        self.strides = spatial(strides, rank, "strides", allow_zero=True)
        self.padding = padding_of(padding, *(["causal"] if rank == 1 else []))
        self.data_format = layout_of(data_format)
        self.dilation_rate = spatial(dilation_rate, rank, "dilation_rate")
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                "`strides > 1` not supported in conjunction with `dilation_rate > 1`. Received: "
                f"strides={self.strides} and dilation_rate={self.dilation_rate}"
            )
        self.activation = activation
        self.use_bias = use_bias
        self.kernel_initializer = kernel_initializer
        self.bias_initializer = bias_initializer
        self.kernel_regularizer = kernel_regularizer
        self.bias_regularizer = bias_regularizer
        self.kernel_constraint = kernel_constraint
        self.bias_constraint = bias_constraint
        self.input_spec = InputSpec(ndim=rank + 2)
        self.kernel: Any = None
        self.bias: Any = None

    @property
    def _channel_axis(self) -> int:
        return 1 if self.data_format == "channels_first" else -1

    def _kernel_shape(self, channels: int) -> list[int]:
        return [*self.kernel_size, channels, self.filters or 0]

    def build(self, input_shape: Any) -> None:
        channels = channels_of(input_shape, self.data_format, self.name)
        self.kernel = self.add_weight(
            "kernel",
            self._kernel_shape(channels),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self._add_bias()
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channel_axis: channels})
        self.built = True

    def _add_bias(self) -> None:
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                [self.filters],
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def call(self, inputs: Any) -> Any:
        if self.padding == "causal":
            inputs = pad(inputs, self._border())
        outputs = convolution(
            inputs,
            self.kernel,
            "SAME" if self.padding == "same" else "VALID",
            self.strides,
            self.dilation_rate,
            f"Conv{self.rank}D",
            _LAYOUTS[self.data_format][self.rank - 1],
        )
        return self._finished(outputs)

    def _border(self) -> list[list[int]]:
        """Zeros before a sequence, so that no output sees what comes after its place."""
        before = [self.dilation_rate[0] * (self.kernel_size[0] - 1), 0]
        none = [0, 0]
        return [none, before, none] if self._channel_axis == -1 else [none, none, before]

    def _finished(self, outputs: Any) -> Any:
        """The outputs with bias and activation."""
        if self.use_bias:
            if self.data_format == "channels_last":
                outputs = bias_add(outputs, self.bias, data_format="NHWC")
            elif self.rank == 1:
                outputs = outputs + reshape(self.bias, [1, self.filters, 1])
            else:
                outputs = bias_add(outputs, self.bias, data_format="NCHW")
        return outputs if self.activation is None else self.activation(outputs)

    def _length(self, length: int | None, axis: int) -> int | None:
        """The length of the outputs along an axis of space."""
        padding = "same" if self.padding == "causal" else self.padding
        return window_length(
            length, self.kernel_size[axis], padding, self.strides[axis], self.dilation_rate[axis]
        )

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        dims = TensorShape(input_shape).with_rank(self.rank + 2)._dims
        assert dims is not None
        first = self.data_format == "channels_first"
        space = dims[2:] if first else dims[1:-1]
        lengths = [self._length(length, axis) for axis, length in enumerate(space)]
        if first:
            return TensorShape([dims[0], self.filters, *lengths])
        return TensorShape([dims[0], *lengths, self.filters])


class Conv1D(Conv):
    """outputs = activation(convolution(inputs, kernel) + bias), for sequences.

    Args:
        filters: the number of channels of the outputs.
        kernel_size: the size of the window: an int.
        strides: steps between windows, likewise.
        padding: "valid" (whole windows only) or "same" (zeros around), or "causal" (zeros before: no output sees what comes after it).
        data_format: "channels_last": [batch, length, channels], or "channels_first":
            [batch, channels, length].
        dilation_rate: steps between the elements of a window; above 1 only where strides are 1.
        activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer,
            bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint, trainable,
            name: see `tf.layers.Dense`. The variables are `kernel`
            [length, channels, filters] and `bias` [filters].

    Raises:
        ValueError: an argument is not possible; or, when called, the rank is wrong or the number of
            channels unknown.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     layer = tf.layers.Conv1D(4, 3, padding="same")
        ...     print(layer(tf.zeros([2, 8, 3])).shape, layer.kernel.shape)
        (2, 8, 4) (3, 3, 4)
    """

    rank = 1
    __signature__ = with_defaults(Conv, strides=1, dilation_rate=1)


class Conv2D(Conv):
    """outputs = activation(convolution(inputs, kernel) + bias), for images.

    Args:
        filters: the number of channels of the outputs.
        kernel_size: the size of the window: an int, or 2 of them.
        strides: steps between windows, likewise.
        padding: "valid" (whole windows only) or "same" (zeros around).
        data_format: "channels_last": [batch, height, width, channels], or "channels_first":
            [batch, channels, height, width].
        dilation_rate: steps between the elements of a window; above 1 only where strides are 1.
        activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer,
            bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint, trainable,
            name: see `tf.layers.Dense`. The variables are `kernel`
            [height, width, channels, filters] and `bias` [filters].

    Raises:
        ValueError: an argument is not possible; or, when called, the rank is wrong or the number of
            channels unknown.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     layer = tf.layers.Conv2D(4, 3, padding="same")
        ...     print(layer(tf.zeros([2, 8, 8, 3])).shape, layer.kernel.shape)
        (2, 8, 8, 4) (3, 3, 3, 4)
    """

    rank = 2
    __signature__ = with_defaults(Conv, strides=(1, 1), dilation_rate=(1, 1))


class Conv3D(Conv):
    """outputs = activation(convolution(inputs, kernel) + bias), for volumes.

    Args:
        filters: the number of channels of the outputs.
        kernel_size: the size of the window: an int, or 3 of them.
        strides: steps between windows, likewise.
        padding: "valid" (whole windows only) or "same" (zeros around).
        data_format: "channels_last": [batch, depth, height, width, channels], or "channels_first":
            [batch, channels, depth, height, width].
        dilation_rate: steps between the elements of a window; above 1 only where strides are 1.
        activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer,
            bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint, trainable,
            name: see `tf.layers.Dense`. The variables are `kernel`
            [depth, height, width, channels, filters] and `bias` [filters].

    Raises:
        ValueError: an argument is not possible; or, when called, the rank is wrong or the number of
            channels unknown.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     layer = tf.layers.Conv3D(4, 3, padding="same")
        ...     print(layer(tf.zeros([2, 8, 8, 8, 3])).shape, layer.kernel.shape)
        (2, 8, 8, 8, 4) (3, 3, 3, 3, 4)
    """

    rank = 3
    __signature__ = with_defaults(Conv, strides=(1, 1, 1), dilation_rate=(1, 1, 1))


conv1d = layer_function(
    Conv1D,
    "conv1d",
    """A convolution of sequences with a kernel and a bias of its own: see `tf.layers.Conv1D`.

    Args:
        inputs: a tensor of floats, rank 3.
        reuse: whether the variables of the scope `name` are used again.
        (the others): as for `tf.layers.Conv1D`.

    Returns:
        A Tensor.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.layers.conv1d(tf.zeros([2, 8, 3]), 4, 3)
        ...     print(y.shape, [v.name for v in tf.trainable_variables()])
        (2, 6, 4) ['conv1d/kernel:0', 'conv1d/bias:0']
    """,
)

conv2d = layer_function(
    Conv2D,
    "conv2d",
    """A convolution of images with a kernel and a bias of its own: see `tf.layers.Conv2D`.

    Args:
        inputs: a tensor of floats, rank 4.
        reuse: whether the variables of the scope `name` are used again.
        (the others): as for `tf.layers.Conv2D`.

    Returns:
        A Tensor.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.layers.conv2d(tf.zeros([2, 8, 8, 3]), 4, 3)
        ...     print(y.shape, [v.name for v in tf.trainable_variables()])
        (2, 6, 6, 4) ['conv2d/kernel:0', 'conv2d/bias:0']
    """,
)

conv3d = layer_function(
    Conv3D,
    "conv3d",
    """A convolution of volumes with a kernel and a bias of its own: see `tf.layers.Conv3D`.

    Args:
        inputs: a tensor of floats, rank 5.
        reuse: whether the variables of the scope `name` are used again.
        (the others): as for `tf.layers.Conv3D`.

    Returns:
        A Tensor.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.layers.conv3d(tf.zeros([2, 8, 8, 8, 3]), 4, 3)
        ...     print(y.shape, [v.name for v in tf.trainable_variables()])
        (2, 6, 6, 6, 4) ['conv3d/kernel:0', 'conv3d/bias:0']
    """,
)
