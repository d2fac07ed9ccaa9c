"""Transposed convolutions: from each element a window, the way back of a convolution.

conv2d_transpose(g, filter, output_shape) is the gradient of <g, conv2d(x, filter)> with respect to
an x of shape `output_shape`; nets use it to make images larger. It is often called deconvolution.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.conv import conv2d_backprop_input_op, conv3d_backprop_input_op
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.space_batch import batch_to_space, space_to_batch
from minigraph.ops.spread import renamed
from minigraph.ops.window_arguments import for_all_axes, padding_of

__all__ = [
    "atrous_conv2d_transpose",
    "conv1d_transpose",
    "conv2d_transpose",
    "conv3d_transpose",
    "conv_transpose",
]


def conv2d_transpose(
    value: Any = None,
    filter: Any = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: Any = "SAME",
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The transpose of `tf.nn.conv2d`: y[s*i + a, s*j + b, c] sums x[i, j, f] * filter[a, b, c, f].

    Args:
        value: images [batch, height, width, inputs], or as `data_format` says; floats.
        filter: [height, width, outputs, inputs]: the outputs come first.
        output_shape: the shape of the result, 4 ints or an integer vector; a convolution of it with
            these strides must have `value`'s shape.
        strides: s, by which the images grow: an int, or 1, 2 or 4 of them.
        padding: that of the convolution: "SAME", "VALID" or a list of (before, after).
        data_format: "NHWC" or "NCHW".
        name: of the node.
        input, filters: the new names of `value` and `filter`.
        dilations: the distance of two elements of a window: as `strides`.

    Returns:
        A Tensor of shape `output_shape`. Gradient: to both; to `value` it is the convolution.

    Raises:
        ValueError: the shapes do not fit.

    Source: Zeiler et al., "Deconvolutional Networks", 2010.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 2.0], [1, 1, 2, 1])
        >>> y = tf.nn.conv2d_transpose(x, tf.ones([2, 2, 1, 1]), [1, 2, 4, 1], 2)
        >>> tf.Session().run(y)[0, :, :, 0].tolist()
        [[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 2.0]]
    """
    value = renamed("value", value, "input", input)
    filter = renamed("filter", filter, "filters", filters)
    with name_scope(name, "conv2d_transpose", [value, filter, output_shape]) as scope:
        layout = data_format or "NHWC"
        channels = 1 if layout.startswith("NC") else 3
        result: Tensor = conv2d_backprop_input_op(
            output_shape,
            filter,
            value,
            strides=for_all_axes(strides, 2, channels, "strides"),
            data_format=layout,
            dilations=for_all_axes(dilations, 2, channels, "dilations"),
            name=scope,
            **padding_of(padding),
        )
        return result


def conv1d_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: str = "SAME",
    data_format: str | None = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose of `tf.nn.conv1d`.

    Args:
        input: [batch, width, inputs] ("NWC") or [batch, inputs, width] ("NCW"); floats.
        filters: [width, outputs, inputs]: the outputs come first.
        output_shape: the shape of the result, 3 ints or an integer vector.
        strides: by which the width grows: an int, or 1 or 3 of them.
        padding: that of the convolution: "SAME" or "VALID".
        data_format: "NWC" or "NCW".
        dilations: the distance of two elements of a window: as `strides`.
        name: of the node and its scope.

    Returns:
        A Tensor of shape `output_shape`. Gradient: to both.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 2.0], [1, 2, 1])
        >>> y = tf.nn.conv1d_transpose(x, tf.ones([2, 1, 1]), [1, 4, 1], 2)
        >>> tf.Session().run(y).ravel().tolist()
        [1.0, 1.0, 2.0, 2.0]
    """
    with name_scope(name, "conv1d_transpose", [input, filters, output_shape]) as scope:
        if data_format in (None, "NWC"):
            layout, axis, channels = "NHWC", 1, 2
        elif data_format == "NCW":
            layout, axis, channels = "NCHW", 2, 1
        else:
            raise ValueError(f"data_format must be 'NWC' or 'NCW', not {data_format!r}.")
        steps = for_all_axes(strides, 1, channels, "strides")
        gaps = for_all_axes(dilations, 1, channels, "dilations")
        image = expand_dims(input, axis)
        row = expand_dims(filters, 0)
        sizes = list(output_shape) if isinstance(output_shape, (list, tuple)) else output_shape
        result = conv2d_backprop_input_op(
            concat([sizes[:axis], [1], sizes[axis:]], 0),
            row,
            image,
            strides=(1, *steps),
            data_format=layout,
            dilations=(1, *gaps),
            name=scope,
            **padding_of(padding),
        )
        return squeeze(result, [axis])


def conv3d_transpose(
    value: Any,
    filter: Any = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: str = "SAME",
    data_format: str | None = "NDHWC",
    name: str | None = None,
    input: Any = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The transpose of `tf.nn.conv3d`.

    Args:
        value: [batch, depth, height, width, inputs], or as `data_format` says; floats.
        filter: [depth, height, width, outputs, inputs]: the outputs come first.
        output_shape: the shape of the result, 5 ints or an integer vector.
        strides: by which the volumes grow: an int, or 1, 3 or 5 of them.
        padding: that of the convolution: "SAME" or "VALID".
        data_format: "NDHWC" or "NCDHW".
        name: of the node.
        input, filters: the new names of `value` and `filter`.
        dilations: the distance of two elements of a window: as `strides`.

    Returns:
        A Tensor of shape `output_shape`. Gradient: to both.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 2.0], [1, 1, 1, 2, 1])
        >>> y = tf.nn.conv3d_transpose(x, tf.ones([1, 1, 2, 1, 1]), [1, 1, 1, 4, 1], [1, 1, 2])
        >>> tf.Session().run(y).ravel().tolist()
        [1.0, 1.0, 2.0, 2.0]
    """
    value = renamed("value", value, "input", input)
    filter = renamed("filter", filter, "filters", filters)
    with name_scope(name, "conv3d_transpose", [value, filter, output_shape]) as scope:
        layout = data_format or "NDHWC"
        channels = 1 if layout.startswith("NC") else 4
        result: Tensor = conv3d_backprop_input_op(
            output_shape,
            filter,
            value,
            strides=for_all_axes(strides, 3, channels, "strides"),
            padding=padding,
            data_format=layout,
            dilations=for_all_axes(dilations, 3, channels, "dilations"),
            name=scope,
        )
        return result


def conv_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: str = "SAME",
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose of `tf.nn.convolution`, over as many axes of space as `output_shape` has.

    Args:
        input: [batch, *space, inputs], or as `data_format` says; floats.
        filters: [*space, outputs, inputs]: the outputs come first.
        output_shape: the shape of the result, 3 to 5 ints or an integer vector of known length.
        strides: by which space grows: an int, or one for each axis.
        padding: that of the convolution: "SAME" or "VALID".
        data_format: "NWC", "NHWC", "NDHWC" (default), "NCW", "NCHW" or "NCDHW".
        dilations: the distance of two elements of a window: as `strides`.
        name: of the node and its scope.

    Returns:
        A Tensor of shape `output_shape`. Gradient: to both.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 2.0], [1, 2, 1])
        >>> y = tf.nn.conv_transpose(x, tf.ones([2, 1, 1]), [1, 4, 1], 2)
        >>> tf.Session().run(y).ravel().tolist()
        [1.0, 1.0, 2.0, 2.0]
    """
    with name_scope(name, "conv_transpose", [input, filters, output_shape]) as scope:
        if isinstance(output_shape, Tensor):
            count = None if output_shape._dims is None else output_shape._dims[0]
        else:
            count = len(output_shape)
        if count not in (3, 4, 5):
            raise ValueError(f"output_shape must have 3, 4 or 5 numbers: {output_shape}.")
        if count == 3:
            form = data_format or "NWC"
            return conv1d_transpose(
                input, filters, output_shape, strides, padding, form, dilations, scope
            )
        transposed = conv2d_transpose if count == 4 else conv3d_transpose
        return transposed(
            input,
            filters,
            output_shape,
            strides,
            padding,
            data_format,
            dilations=dilations,
            name=scope,
        )


def atrous_conv2d_transpose(
    value: Any,
    filters: Any,
    output_shape: Any,
    rate: int,
    padding: str,
    name: str | None = None,
) -> Tensor:
    """The transpose of `tf.nn.atrous_conv2d`.

    Args:
        value: images [batch, height, width, inputs]; floats.
        filters: [height, width, outputs, inputs]: the outputs come first; its shape is known.
        output_shape: the shape of the result, 4 ints or an integer vector.
        rate: an int above 0: the distance of two elements of a window.
        padding: that of the convolution: "SAME" or "VALID".
        name: of the scope.

    Returns:
        A Tensor of shape `output_shape`. Gradient: to both.

    Raises:
        ValueError: the shapes do not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0], [1, 1, 1, 1])
        >>> y = tf.nn.atrous_conv2d_transpose(x, tf.ones([1, 2, 1, 1]), [1, 1, 3, 1], 2, "VALID")
        >>> tf.Session().run(y).ravel().tolist()
        [1.0, 0.0, 1.0]
    """
    with name_scope(name, "atrous_conv2d_transpose", [value, filters, output_shape]):
        value = convert(value, name="value")
        filters = convert(filters, name="filters")
        if not value.shape.with_rank(4)[3].is_compatible_with(filters.shape.with_rank(4)[3]):
            raise ValueError(
                f"The channels of value and filters do not match: {value.shape}, {filters.shape}."
            )
        if rate < 1:
            raise ValueError(f"rate must be at least 1, not {rate}.")
        if rate == 1:
            return conv2d_transpose(value, filters, output_shape, [1, 1, 1, 1], padding)
        sizes = convert(output_shape, name="output_shape")
        sizes.shape.assert_is_compatible_with([4])
        known = isinstance(output_shape, (list, tuple, np.ndarray))
        wanted = [int(n) for n in output_shape] if known else sizes
        return _in_blocks(value, filters, wanted, rate, _border(filters, rate, padding))


def _border(filters: Tensor, rate: int, padding: str) -> tuple[int, int, int, int]:
    """The border (top, bottom, left, right) of the dilated convolution with these filters."""
    if padding == "VALID":
        return 0, 0, 0, 0
    if padding != "SAME":
        raise ValueError(f"padding must be 'SAME' or 'VALID', not {padding!r}.")
    height, width = ((int(filters.shape[axis]) - 1) * rate for axis in (0, 1))
    return height // 2, height - height // 2, width // 2, width - width // 2


def _in_blocks(
    value: Tensor, filters: Tensor, sizes: Any, rate: int, border: tuple[int, int, int, int]
) -> Tensor:
    """A plain transpose between blocks: neighbours in it are `rate` apart outside."""
    top, bottom, left, right = border
    height = sizes[1] + top + bottom
    width = sizes[2] + left + right
    below = (rate - height % rate) % rate
    beside = (rate - width % rate) % rate
    inner = space_to_batch(value, [[0, below], [0, beside]], rate)
    shape = [rate * rate * sizes[0], (height + below) // rate, (width + beside) // rate, sizes[3]]
    result = conv2d_backprop_input_op(shape, filters, inner, strides=(1, 1, 1, 1), padding="VALID")
    return batch_to_space(result, [[top, bottom + below], [left, right + beside]], rate)
