"""Pooling layers: averages and maxima of windows of sequences, images and volumes."""

from __future__ import annotations

from typing import Any

from minigraph.core.shapes import TensorShape
from minigraph.layers.base import InputSpec, Layer
from minigraph.layers.functions import layer_function
from minigraph.layers.windows import layout_of, padding_of, spatial, window_length
from minigraph.nn.max_pooling import max_pool, max_pool3d
from minigraph.nn.pooling import avg_pool, avg_pool3d
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.transposing import transpose

__all__ = [
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "average_pooling1d",
    "average_pooling2d",
    "average_pooling3d",
    "max_pooling1d",
    "max_pooling2d",
    "max_pooling3d",
]


class _Pooling(Layer):
    """What all six share: `rank` axes of space, and the function that pools."""

    rank: int

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(name=name, **kwargs)
        self.pool_size = spatial(pool_size, self.rank, "pool_size")
        self.strides = spatial(pool_size if strides is None else strides, self.rank, "strides")
        self.padding = padding_of(padding)
        self.data_format = layout_of(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def _pool(self, x: Any, pool: Any, pool_size: Any, strides: Any, layout: str) -> Any:
        """`pool` with windows of the axes of space alone."""
        first = layout.startswith("NC")
        ksize, steps = (
            [1, 1, *sizes] if first else [1, *sizes, 1] for sizes in (pool_size, strides)
        )
        return pool(x, ksize, steps, self.padding.upper(), data_format=layout)

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        dims = TensorShape(input_shape).with_rank(self.rank + 2)._dims
        assert dims is not None
        first = self.data_format == "channels_first"
        space = dims[2:] if first else dims[1:-1]
        windows = zip(space, self.pool_size, self.strides, strict=True)
        lengths = [window_length(n, size, self.padding, step) for n, size, step in windows]
        return TensorShape([dims[0], dims[1], *lengths] if first else [dims[0], *lengths, dims[-1]])


class _Pooling1D(_Pooling):
    """Sequences are images of width 1."""

    rank = 1

    def _call(self, inputs: Any, pool: Any) -> Any:
        axis = 2 if self.data_format == "channels_last" else 3
        x = expand_dims(inputs, axis)
        if axis == 3:
            x = transpose(x, [0, 2, 3, 1])
        y = self._pool(x, pool, (*self.pool_size, 1), (*self.strides, 1), "NHWC")
        if axis == 3:
            y = transpose(y, [0, 3, 1, 2])
        return squeeze(y, axis)


class _Pooling3D(_Pooling):
    """Volumes; channels first are moved to the end and back."""

    rank = 3

    def _call(self, inputs: Any, pool: Any) -> Any:
        first = self.data_format == "channels_first"
        x = transpose(inputs, [0, 2, 3, 4, 1]) if first else inputs
        y = self._pool(x, pool, self.pool_size, self.strides, "NDHWC")
        return transpose(y, [0, 4, 1, 2, 3]) if first else y


class MaxPooling1D(_Pooling1D):
    """The largest number of each window of sequences, channel by channel.

    Args:
        pool_size: the length of a window.
        strides: steps between windows; None: `pool_size`.
        padding: "valid" or "same".
        data_format: "channels_last" [batch, length, channels], or "channels_first".
        name: see `tf.layers.Layer`.

    Example:
        >>> import minigraph as tf
        >>> layer = tf.layers.MaxPooling1D(2, 2)
        >>> tf.Session().run(layer(tf.constant([[[1.0], [5.0], [2.0], [3.0]]]))).tolist()
        [[[5.0], [3.0]]]
    """

    def call(self, inputs: Any) -> Any:
        return self._call(inputs, max_pool)


class AveragePooling1D(_Pooling1D):
    """The mean of each window of sequences, channel by channel: see `tf.layers.MaxPooling1D`.

    Example:
        >>> import minigraph as tf
        >>> layer = tf.layers.AveragePooling1D(2, 2)
        >>> tf.Session().run(layer(tf.constant([[[1.0], [5.0], [2.0], [3.0]]]))).tolist()
        [[[3.0], [2.5]]]
    """

    def call(self, inputs: Any) -> Any:
        return self._call(inputs, avg_pool)


class MaxPooling2D(_Pooling):
    """The largest number of each window of images, channel by channel.

    Args:
        pool_size: height and width of a window: an int or two of them.
        strides: steps between windows, likewise; None: `pool_size`.
        padding: "valid" or "same".
        data_format: "channels_last" [batch, height, width, channels], or "channels_first".
        name: see `tf.layers.Layer`.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.MaxPooling2D(2, 2)(tf.zeros([1, 8, 6, 3])).shape.as_list()
        [1, 4, 3, 3]
    """

    rank = 2

    def call(self, inputs: Any) -> Any:
        layout = "NHWC" if self.data_format == "channels_last" else "NCHW"
        return self._pool(inputs, max_pool, self.pool_size, self.strides, layout)


class AveragePooling2D(_Pooling):
    """The mean of each window of images, channel by channel: see `tf.layers.MaxPooling2D`.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.AveragePooling2D(2, 2)(tf.zeros([1, 8, 6, 3])).shape.as_list()
        [1, 4, 3, 3]
    """

    rank = 2

    def call(self, inputs: Any) -> Any:
        layout = "NHWC" if self.data_format == "channels_last" else "NCHW"
        return self._pool(inputs, avg_pool, self.pool_size, self.strides, layout)


class MaxPooling3D(_Pooling3D):
    """The largest number of each window of volumes: see `tf.layers.MaxPooling2D`.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.MaxPooling3D(2, 2)(tf.zeros([1, 8, 6, 4, 3])).shape.as_list()
        [1, 4, 3, 2, 3]
    """

    def call(self, inputs: Any) -> Any:
        return self._call(inputs, max_pool3d)


class AveragePooling3D(_Pooling3D):
    """The mean of each window of volumes: see `tf.layers.MaxPooling2D`.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.AveragePooling3D(2, 2)(tf.zeros([1, 8, 6, 4, 3])).shape.as_list()
        [1, 4, 3, 2, 3]
    """

    def call(self, inputs: Any) -> Any:
        return self._call(inputs, avg_pool3d)


_DOC = """{what} of windows of {things}: see `tf.layers.{layer}`.

    Args:
        inputs: a tensor of rank {rank}.
        (the others): as for the class.

    Returns:
        A Tensor.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.{name}(tf.zeros({shape}), 2, 2).shape.as_list()
        {result}
    """


def _function(layer: type[_Pooling], name: str) -> Any:
    rank = layer.rank
    doc = _DOC.format(
        what="The largest numbers" if "Max" in layer.__name__ else "The means",
        things=("sequences", "images", "volumes")[rank - 1],
        layer=layer.__name__,
        rank=rank + 2,
        name=name,
        shape=[1, *[8] * rank, 3],
        result=[1, *[4] * rank, 3],
    )
    return layer_function(layer, name, doc, reuse=False)


max_pooling1d = _function(MaxPooling1D, "max_pooling1d")
max_pooling2d = _function(MaxPooling2D, "max_pooling2d")
max_pooling3d = _function(MaxPooling3D, "max_pooling3d")
average_pooling1d = _function(AveragePooling1D, "average_pooling1d")
average_pooling2d = _function(AveragePooling2D, "average_pooling2d")
average_pooling3d = _function(AveragePooling3D, "average_pooling3d")
