"""Convolutions of vectors, images and volumes.

What is called a convolution here is a cross-correlation, as everywhere in TensorFlow: the filter is
not mirrored. An image is [batch, height, width, channels] ("NHWC", the default) or
[batch, channels, height, width] ("NCHW"); a filter [height, width, channels, outputs].
"""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import show
from minigraph.nn.space_to_batch import with_space_to_batch
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.conv import (
    conv2d_backprop_filter_op,
    conv2d_backprop_input_op,
    conv2d_op,
    conv3d_backprop_filter_op,
    conv3d_op,
)
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import renamed
from minigraph.ops.window_arguments import as_tuple, for_all_axes, padding_of

__all__ = [
    "atrous_conv2d",
    "conv1d",
    "conv2d",
    "conv2d_backprop_filter",
    "conv2d_backprop_input",
    "conv3d",
    "conv3d_backprop_filter",
    "convolution",
]


def conv2d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str | None = "NHWC",
    dilations: Any = [1, 1, 1, 1],  # noqa: B006 - TF1's signature; nothing changes it
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """y[n, i, j, f] = sum over a, b, c of x[n, s*i + d*a, s*j + d*b, c] * filter[a, b, c, f].

    Args:
        input: images [batch, height, width, channels], or as `data_format` says; of type float16,
            float32, float64 or int32.
        filter: [height, width, channels, outputs], of the same type. With fewer channels than the
            images (a divisor of theirs), each group of so many channels has outputs of its own.
        strides: s, the distance of two windows: an int, or 1, 2 or 4 of them.
        padding: "SAME" (a border of zeros such that there are ceil(size / stride) windows, half of
            it in front), "VALID" (no border), or a list of (before, after) for each of the 4 axes.
        use_cudnn_on_gpu: accepted as in TF1, of no effect.
        data_format: "NHWC" or "NCHW".
        dilations: d, the distance of two elements of a window: as `strides`.
        name: of the node.
        filters: the new name of `filter`.

    Returns:
        A Tensor like `input`, with as many windows as height and width. Gradient: to both
        (`tf.nn.conv2d_backprop_input`, `tf.nn.conv2d_backprop_filter`).

    Raises:
        ValueError: the channels do not fit, a window does not, or an argument is no such thing.

    Source: LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998.

    Example:
        >>> import minigraph as tf
        >>> image = tf.reshape(tf.range(9.0), [1, 3, 3, 1])
        >>> y = tf.nn.conv2d(image, tf.ones([2, 2, 1, 1]), 1, "VALID")
        >>> tf.Session().run(y)[0, :, :, 0].tolist()
        [[8.0, 12.0], [20.0, 24.0]]
    """
    layout = data_format or "NHWC"
    channels = 1 if layout.startswith("NC") else 3
    result: Tensor = conv2d_op(
        input,
        renamed("filter", filter, "filters", filters),
        strides=for_all_axes(strides, 2, channels, "strides"),
        use_cudnn_on_gpu=use_cudnn_on_gpu,
        data_format=layout,
        dilations=for_all_axes(dilations, 2, channels, "dilations"),
        name=name,
        **padding_of(padding),
    )
    return result


def conv1d(
    value: Any = None,
    filters: Any = None,
    stride: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: Any = None,
    data_format: str | None = None,
    name: str | None = None,
    input: Any = None,
    dilations: Any = None,
) -> Tensor:
    """y[n, i, f] = sum over a, c of x[n, stride * i + dilation * a, c] * filters[a, c, f].

    Args:
        value: [batch, width, channels] ("NWC"), or [batch, channels, width] ("NCW").
        filters: [width, channels, outputs].
        stride: the distance of two windows: an int, or 1 or 3 of them.
        padding: "SAME" or "VALID", see `tf.nn.conv2d`.
        use_cudnn_on_gpu: accepted as in TF1, of no effect.
        data_format: "NWC" (default) or "NCW".
        name: of the node and its scope.
        input: the new name of `value`.
        dilations: the distance of two elements of a window: as `stride`.

    Returns:
        A Tensor like `value`: the result of `tf.nn.conv2d` on images of height 1. Gradient: to both.

    Raises:
        ValueError: as for `tf.nn.conv2d`.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 2.0, 4.0, 8.0], [1, 4, 1])
        >>> y = tf.nn.conv1d(x, tf.reshape([1.0, 1.0], [2, 1, 1]), 1, "VALID")
        >>> tf.Session().run(y).ravel().tolist()
        [3.0, 6.0, 12.0]
    """
    value = renamed("value", value, "input", input)
    with name_scope(name, "conv1d", [value, filters]) as scope:
        if data_format in (None, "NHWC", "NWC"):
            layout, axis, channels = "NHWC", -3, 2
        elif data_format in ("NCHW", "NCW"):
            layout, axis, channels = "NCHW", -2, 1
        else:
            raise ValueError(f"data_format must be 'NWC' or 'NCW', not {data_format!r}.")
        steps = for_all_axes(stride, 1, channels, "stride")
        gaps = for_all_axes(dilations, 1, channels, "dilations")
        image = expand_dims(value, axis)
        row = expand_dims(filters, 0)
        result = conv2d_op(
            image,
            row,
            strides=(1, *steps),
            data_format=layout,
            dilations=(1, *gaps),
            name=scope,
            **padding_of(padding),
        )
        return squeeze(result, [axis])


def conv3d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str | None = "NDHWC",
    dilations: Any = [1, 1, 1, 1, 1],  # noqa: B006 - TF1's signature; nothing changes it
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """The convolution of volumes: `tf.nn.conv2d` with one more axis.

    Args:
        input: [batch, depth, height, width, channels], or as `data_format` says; floats.
        filter: [depth, height, width, channels, outputs].
        strides: 5 ints, the first and that of the channels 1.
        padding: "SAME" or "VALID", see `tf.nn.conv2d`.
        data_format: "NDHWC" or "NCDHW".
        dilations: 5 ints: the distance of two elements of a window.
        name: of the node.
        filters: the new name of `filter`.

    Returns:
        A Tensor like `input`. Gradient: to both.

    Raises:
        ValueError: as for `tf.nn.conv2d`.

    Example:
        >>> import minigraph as tf
        >>> y = tf.nn.conv3d(tf.ones([1, 2, 2, 2, 1]), tf.ones([2, 2, 2, 1, 1]), [1] * 5, "SAME")
        >>> tf.Session().run(y)[0, :, :, :, 0].tolist()
        [[[8.0, 4.0], [4.0, 2.0]], [[4.0, 2.0], [2.0, 1.0]]]
    """
    result: Tensor = conv3d_op(
        input,
        renamed("filter", filter, "filters", filters),
        strides=as_tuple(strides, "strides", 5),
        padding=padding,
        data_format=data_format or "NDHWC",
        dilations=as_tuple(dilations, "dilations", 5),
        name=name,
    )
    return result


def convolution(
    input: Any,
    filter: Any,
    padding: str,
    strides: Any = None,
    dilation_rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The convolution over 1, 2 or 3 axes of space, as many as the filter has.

    Args:
        input: [batch, *space, channels], or [batch, channels, *space] with an "NC..." format.
        filter: [*space, channels, outputs].
        padding: "SAME" or "VALID", see `tf.nn.conv2d`.
        strides: the distance of two windows: an int, or one for each axis of space.
        dilation_rate: the distance of two elements of a window, in the same way. As in TF1 this is
            worked out by `tf.space_to_batch_nd`, which makes neighbours of them.
        name: of the node and its scope.
        data_format: "NWC", "NHWC", "NDHWC" (default), "NCW", "NCHW" or "NCDHW".
        filters, dilations: the new names of `filter` and `dilation_rate`.

    Returns:
        A Tensor like `input`. Gradient: to both.

    Raises:
        ValueError: as for `tf.nn.conv2d`; or strides and dilations are both above 1.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 2.0, 4.0, 8.0], [1, 4, 1])
        >>> y = tf.nn.convolution(x, tf.ones([2, 1, 1]), "VALID", dilation_rate=[2])
        >>> tf.Session().run(y).ravel().tolist()
        [5.0, 10.0]
    """
    filter = renamed("filter", filter, "filters", filters)
    rate = renamed("dilation_rate", dilation_rate, "dilations", dilations)
    with name_scope(name, "convolution", [input, filter]) as scope:
        input, filter = convert(input, name="input"), convert(filter, name="filter")
        space = _axes_of_space(input, filter)
        channels = 1 if data_format is not None and data_format.startswith("NC") else space + 1
        steps = for_all_axes(strides, space, channels, "strides")
        gaps = for_all_axes(rate, space, channels, "dilations")
        axes = tuple(range(2, space + 2)) if channels == 1 else tuple(range(1, space + 1))
        letters = {1: "W", 2: "HW", 3: "DHW"}[space]
        layout = f"NC{letters}" if channels == 1 else f"N{letters}C"

        def plain(x: Tensor, count: int, border: str) -> Tensor:
            if space == 1:
                return conv1d(x, filter, steps, border, data_format=layout, name=scope)
            record = conv2d_op if space == 2 else conv3d_op
            more = padding_of(border) if space == 2 else {"padding": border}
            result: Tensor = record(
                x, filter, strides=steps, data_format=layout, name=scope, **more
            )
            return result

        inner = [gaps[axis] for axis in axes]
        if all(gap == 1 for gap in inner):
            return plain(input, space, padding)
        if any(step > 1 for step in steps):
            raise ValueError(
                f"strides > 1 are not supported together with a dilation_rate > 1: strides "
                f"{list(steps)}, dilation_rate {inner}."
            )
        return with_space_to_batch(
            input, inner, padding, plain, filter.shape, spatial_dims=axes, data_format=data_format
        )


def _axes_of_space(input: Tensor, filter: Tensor) -> int:
    """How many axes of space a convolution has, from the filter's rank or else the input's."""
    for tensor in (filter, input):
        if tensor._dims is not None:
            if len(tensor._dims) not in (3, 4, 5):
                raise ValueError(
                    "A convolution is over 1, 2 or 3 axes of space, so that the filter has rank 3, "
                    f"4 or 5; the shapes are {show(input._dims)} and {show(filter._dims)}."
                )
            return len(tensor._dims) - 2
    raise ValueError("The rank of input or filter must be known.")


def atrous_conv2d(
    value: Any, filters: Any, rate: int, padding: str, name: str | None = None
) -> Tensor:
    """The convolution with a filter whose elements are `rate` apart ("with holes").

    Args:
        value: images [batch, height, width, channels].
        filters: [height, width, channels, outputs].
        rate: an int above 0: the distance of two elements of a window.
        padding: "SAME" or "VALID", see `tf.nn.conv2d`.
        name: of the node and its scope.

    Returns:
        A Tensor: `tf.nn.convolution(value, filters, padding, dilation_rate=[rate, rate])`.

    Raises:
        ValueError: as for `tf.nn.conv2d`.

    Source: Chen et al., "Semantic Image Segmentation with Deep Convolutional Nets and Fully
    Connected CRFs", 2015.

    Example:
        >>> import minigraph as tf
        >>> image = tf.reshape(tf.range(9.0), [1, 3, 3, 1])
        >>> y = tf.nn.atrous_conv2d(image, tf.ones([2, 2, 1, 1]), 2, "VALID")
        >>> tf.Session().run(y).ravel().tolist()
        [16.0]
    """
    return convolution(value, filters, padding, dilation_rate=[rate, rate], name=name)


# ---------------------------------------------------------------------------------- gradients
def conv2d_backprop_input(
    input_sizes: Any,
    filter: Any = None,
    out_backprop: Any = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str = "NHWC",
    dilations: Any = [1, 1, 1, 1],  # noqa: B006 - TF1's signature; nothing changes it
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """The gradient of <g, conv2d(x, filter)> with respect to x.

    Args:
        input_sizes: the shape of x, 4 ints.
        filter: [height, width, channels, outputs].
        out_backprop: g, of the shape of `tf.nn.conv2d`'s result.
        strides, padding, use_cudnn_on_gpu, data_format, dilations: those of the convolution; 4 ints.
        name: of the node.
        filters: the new name of `filter`.

    Returns:
        A Tensor of shape `input_sizes`. Gradient: to `filter` and to g.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> g = tf.nn.conv2d_backprop_input(
        ...     [1, 2, 2, 1], tf.ones([2, 2, 1, 1]), tf.ones([1, 1, 1, 1]), [1] * 4, "VALID")
        >>> tf.Session().run(g).ravel().tolist()
        [1.0, 1.0, 1.0, 1.0]
    """
    result: Tensor = conv2d_backprop_input_op(
        input_sizes,
        renamed("filter", filter, "filters", filters),
        out_backprop,
        strides=as_tuple(strides, "strides", 4),
        use_cudnn_on_gpu=use_cudnn_on_gpu,
        data_format=data_format,
        dilations=as_tuple(dilations, "dilations", 4),
        name=name,
        **padding_of(padding),
    )
    return result


def conv2d_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    use_cudnn_on_gpu: bool = True,
    data_format: str = "NHWC",
    dilations: Any = [1, 1, 1, 1],  # noqa: B006 - TF1's signature; nothing changes it
    name: str | None = None,
) -> Tensor:
    """The gradient of <g, conv2d(x, filter)> with respect to the filter.

    Args:
        input: x, [batch, height, width, channels].
        filter_sizes: the shape of the filter, 4 ints.
        out_backprop: g, of the shape of `tf.nn.conv2d`'s result.
        strides, padding, use_cudnn_on_gpu, data_format, dilations: those of the convolution; 4 ints.
        name: of the node.

    Returns:
        A Tensor of shape `filter_sizes`. Gradient: to x and to g.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 2.0, 3.0, 4.0], [1, 2, 2, 1])
        >>> g = tf.nn.conv2d_backprop_filter(
        ...     x, [2, 2, 1, 1], tf.ones([1, 1, 1, 1]), [1] * 4, "VALID")
        >>> tf.Session().run(g).ravel().tolist()
        [1.0, 2.0, 3.0, 4.0]
    """
    result: Tensor = conv2d_backprop_filter_op(
        input,
        filter_sizes,
        out_backprop,
        strides=as_tuple(strides, "strides", 4),
        use_cudnn_on_gpu=use_cudnn_on_gpu,
        data_format=data_format,
        dilations=as_tuple(dilations, "dilations", 4),
        name=name,
        **padding_of(padding),
    )
    return result


def conv3d_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NDHWC",
    dilations: Any = [1, 1, 1, 1, 1],  # noqa: B006 - TF1's signature; nothing changes it
    name: str | None = None,
) -> Tensor:
    """The gradient of <g, conv3d(x, filter)> with respect to the filter.

    Args:
        input: x, [batch, depth, height, width, channels].
        filter_sizes: the shape of the filter, 5 ints.
        out_backprop: g, of the shape of `tf.nn.conv3d`'s result.
        strides, padding, data_format, dilations: those of the convolution; 5 ints.
        name: of the node.

    Returns:
        A Tensor of shape `filter_sizes`. Gradient: to x and to g.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> g = tf.nn.conv3d_backprop_filter(
        ...     tf.ones([1, 2, 2, 2, 1]), [1, 1, 1, 1, 1], tf.ones([1, 2, 2, 2, 1]), [1] * 5, "SAME")
        >>> tf.Session().run(g).ravel().tolist()
        [8.0]
    """
    result: Tensor = conv3d_backprop_filter_op(
        input,
        filter_sizes,
        out_backprop,
        strides=as_tuple(strides, "strides", 5),
        padding=padding,
        data_format=data_format,
        dilations=as_tuple(dilations, "dilations", 5),
        name=name,
    )
    return result
