"""Convolutions that treat every channel for itself, and that mix the channels afterwards."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.nn.convolution import conv2d
from minigraph.nn.space_to_batch import with_space_to_batch
from minigraph.ops.depthwise import (
    depthwise_backprop_filter_op,
    depthwise_backprop_input_op,
    depthwise_op,
)
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import shape
from minigraph.ops.spread import renamed
from minigraph.ops.window_arguments import as_tuple, padding_of

__all__ = [
    "depthwise_conv2d",
    "depthwise_conv2d_backprop_filter",
    "depthwise_conv2d_backprop_input",
    "depthwise_conv2d_native",
    "separable_conv2d",
]


def depthwise_conv2d_native(
    input: Any,
    filter: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = [1, 1, 1, 1],  # noqa: B006 - TF1's signature; nothing changes it
    name: str | None = None,
) -> Tensor:
    """y[n, i, j, c * m + q] = sum over a, b of x[n, s*i + d*a, s*j + d*b, c] * filter[a, b, c, q].

    Args:
        input: images [batch, height, width, channels], or as `data_format` says; floats.
        filter: [height, width, channels, m].
        strides: s, the distance of two windows: 4 ints, the first and that of the channels 1.
        padding: "SAME", "VALID" or a list of (before, after), see `tf.nn.conv2d`.
        data_format: "NHWC" or "NCHW".
        dilations: d, the distance of two elements of a window: 4 ints.
        name: of the node.

    Returns:
        A Tensor with m times as many channels. Gradient: to both.

    Raises:
        ValueError: the channels do not fit, a window does not, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant([[[[1.0, 10.0], [2.0, 20.0]]]])
        >>> y = tf.nn.depthwise_conv2d_native(x, tf.ones([1, 2, 2, 1]), [1] * 4, "VALID")
        >>> tf.Session().run(y).ravel().tolist()
        [3.0, 30.0]
    """
    result: Tensor = depthwise_op(
        input,
        filter,
        strides=as_tuple(strides, "strides", 4),
        data_format=data_format,
        dilations=as_tuple(dilations, "dilations", 4),
        name=name,
        **padding_of(padding),
    )
    return result


def _in_blocks(
    input: Tensor,
    filter: Tensor,
    strides: Any,
    padding: Any,
    rate: Any,
    data_format: str | None,
    name: str,
) -> Tensor:
    """The node, between the nodes that make neighbours of elements that are `rate` apart."""
    steps = as_tuple(strides, "strides", 4)

    def plain(x: Tensor, _: int, border: Any) -> Tensor:
        result: Tensor = depthwise_op(
            x,
            filter,
            strides=steps,
            data_format=data_format or "NHWC",
            name=name,
            **padding_of(border),
        )
        return result

    return with_space_to_batch(input, rate, padding, plain, shape(filter), data_format=data_format)


def depthwise_conv2d(
    input: Any,
    filter: Any,
    strides: Any,
    padding: Any,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """The convolution of every channel for itself: `tf.nn.depthwise_conv2d_native`, dilated.

    Args:
        input: images [batch, height, width, channels], or as `data_format` says; floats.
        filter: [height, width, channels, m].
        strides: the distance of two windows: 4 ints, the first and that of the channels 1.
        padding: "SAME", "VALID" or a list of (before, after), see `tf.nn.conv2d`.
        rate: the distance of two elements of a window in height and width, 2 ints (default 1); if
            one is above 1, the strides must be 1.
        name: of the node and its scope.
        data_format: "NHWC" (default) or "NCHW".
        dilations: the new name of `rate`.

    Returns:
        A Tensor with m times as many channels: those of channel c are m in a row. Gradient: to
        both.

    Raises:
        ValueError: the channels do not fit, a window does not, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant([[[[1.0, 10.0], [2.0, 20.0]]]])
        >>> y = tf.nn.depthwise_conv2d(x, tf.ones([1, 2, 2, 1]), [1] * 4, "VALID")
        >>> tf.Session().run(y).ravel().tolist()
        [3.0, 30.0]
    """
    rate = renamed("rate", rate, "dilations", dilations)
    with name_scope(name, "depthwise", [input, filter]) as scope:
        input = convert(input, name="tensor_in")
        filter = convert(filter, name="filter_in")
        gaps = [1, 1] if rate is None else rate
        return _in_blocks(input, filter, strides, padding, gaps, data_format, scope)


def separable_conv2d(
    input: Any,
    depthwise_filter: Any,
    pointwise_filter: Any,
    strides: Any,
    padding: Any,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """Every channel convolved for itself, then the channels mixed: a convolution in two factors.

    Args:
        input: images [batch, height, width, channels], or as `data_format` says; floats.
        depthwise_filter: [height, width, channels, m].
        pointwise_filter: [1, 1, channels * m, outputs].
        strides, padding, rate, data_format, dilations: as for `tf.nn.depthwise_conv2d`.
        name: of the node and its scope.

    Returns:
        A Tensor with `outputs` channels. Gradient: to all three.

    Raises:
        ValueError: as for `tf.nn.depthwise_conv2d`, or `pointwise_filter` has a window above 1.

    Source: Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2017.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant([[[[1.0, 10.0], [2.0, 20.0]]]])
        >>> mix = tf.reshape([1.0, 1.0], [1, 1, 2, 1])
        >>> y = tf.nn.separable_conv2d(x, tf.ones([1, 2, 2, 1]), mix, [1] * 4, "VALID")
        >>> tf.Session().run(y).ravel().tolist()
        [33.0]
    """
    rate = renamed("rate", rate, "dilations", dilations)
    with name_scope(name, "separable_conv2d", [input, depthwise_filter, pointwise_filter]) as scope:
        input = convert(input, name="tensor_in")
        own = convert(depthwise_filter, name="depthwise_filter")
        mix = convert(pointwise_filter, name="pointwise_filter")
        mix.shape.with_rank(4)[:2].assert_is_compatible_with([1, 1])
        gaps = [1, 1] if rate is None else rate
        parts = _in_blocks(input, own, strides, padding, gaps, data_format, "depthwise")
        return conv2d(parts, mix, [1, 1, 1, 1], "VALID", data_format=data_format, name=scope)


# ---------------------------------------------------------------------------------- gradients
def depthwise_conv2d_backprop_input(
    input_sizes: Any,
    filter: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = [1, 1, 1, 1],  # noqa: B006 - TF1's signature; nothing changes it
    name: str | None = None,
) -> Tensor:
    """The gradient of <g, depthwise_conv2d_native(x, filter)> with respect to x.

    Args:
        input_sizes: the shape of x, 4 ints.
        filter: [height, width, channels, m].
        out_backprop: g, of the shape of the convolution's result.
        strides, padding, data_format, dilations: those of the convolution; 4 ints.
        name: of the node.

    Returns:
        A Tensor of shape `input_sizes`. Gradient: to `filter` and to g.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> g = tf.nn.depthwise_conv2d_backprop_input(
        ...     [1, 1, 2, 1], tf.ones([1, 2, 1, 1]), tf.ones([1, 1, 1, 1]), [1] * 4, "VALID")
        >>> tf.Session().run(g).ravel().tolist()
        [1.0, 1.0]
    """
    result: Tensor = depthwise_backprop_input_op(
        input_sizes,
        filter,
        out_backprop,
        strides=as_tuple(strides, "strides", 4),
        data_format=data_format,
        dilations=as_tuple(dilations, "dilations", 4),
        name=name,
        **padding_of(padding),
    )
    return result


def depthwise_conv2d_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = [1, 1, 1, 1],  # noqa: B006 - TF1's signature; nothing changes it
    name: str | None = None,
) -> Tensor:
    """The gradient of <g, depthwise_conv2d_native(x, filter)> with respect to the filter.

    Args:
        input: x, [batch, height, width, channels].
        filter_sizes: the shape of the filter, 4 ints.
        out_backprop: g, of the shape of the convolution's result.
        strides, padding, data_format, dilations: those of the convolution; 4 ints.
        name: of the node.

    Returns:
        A Tensor of shape `filter_sizes`. Gradient: to x and to g.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 2.0], [1, 1, 2, 1])
        >>> g = tf.nn.depthwise_conv2d_backprop_filter(
        ...     x, [1, 2, 1, 1], tf.ones([1, 1, 1, 1]), [1] * 4, "VALID")
        >>> tf.Session().run(g).ravel().tolist()
        [1.0, 2.0]
    """
    result: Tensor = depthwise_backprop_filter_op(
        input,
        filter_sizes,
        out_backprop,
        strides=as_tuple(strides, "strides", 4),
        data_format=data_format,
        dilations=as_tuple(dilations, "dilations", 4),
        name=name,
        **padding_of(padding),
    )
    return result
