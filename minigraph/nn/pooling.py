"""The mean of each window, and pooling by the number of axes."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.nn.pool_nodes import axes_of_space, pooled, pooled_rows
from minigraph.nn.space_to_batch import with_space_to_batch
from minigraph.ops.avg_pool import avg_pool3d_op, avg_pool_op
from minigraph.ops.max_pool import max_pool3d_op, max_pool_op
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import renamed
from minigraph.ops.window_arguments import for_all_axes

__all__ = [
    "avg_pool",
    "avg_pool1d",
    "avg_pool3d",
    "avg_pool_v2",
    "pool",
]


def avg_pool(
    value: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """The mean of each window's elements; a border does not count, in images.

    Args:
        value: [batch, height, width, channels], or as `data_format` says; floats.
        ksize: the size of a window: an int, or one for each axis of space, or for all axes.
        strides: the distance of two windows, in the same way.
        padding: "SAME" (ceil(size / stride) windows, which may reach beyond the edge, half of that
            in front) or "VALID" (all windows within).
        data_format: "NHWC" or "NCHW".
        name: of the node.
        input: the new name of `value`.

    Returns:
        A Tensor of the same type, with as many windows in the place of space. Gradient: g spread evenly over each window.

    Raises:
        ValueError: a window does not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
        >>> tf.Session().run(tf.nn.avg_pool(x, 2, 2, "VALID")).ravel().tolist()
        [2.5, 4.5, 10.5, 12.5]
    """
    value = renamed("value", value, "input", input)
    return pooled(avg_pool_op, value, ksize, strides, padding, data_format, name)


def avg_pool1d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NWC",
    name: str | None = None,
) -> Tensor:
    """The mean of each window's elements; a border does not count, in vectors.

    Args:
        input: [batch, width, channels], or as `data_format` says; floats.
        ksize: the size of a window: an int, or one for each axis of space, or for all axes.
        strides: the distance of two windows, in the same way.
        padding: "SAME" (ceil(size / stride) windows, which may reach beyond the edge, half of that
            in front) or "VALID" (all windows within).
        data_format: "NWC" (default) or "NCW".
        name: of the node and its scope.

    Returns:
        A Tensor of the same type, with as many windows in the place of space. Gradient: g spread evenly over each window.

    Raises:
        ValueError: a window does not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 5.0, 2.0, 4.0], [1, 4, 1])
        >>> tf.Session().run(tf.nn.avg_pool1d(x, 2, 2, "VALID")).ravel().tolist()
        [3.0, 3.0]
    """
    return pooled_rows(avg_pool_op, input, ksize, strides, padding, data_format, name, "AvgPool1D")


def avg_pool3d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NDHWC",
    name: str | None = None,
) -> Tensor:
    """The mean of each window's elements; a border does not count, in volumes.

    Args:
        input: [batch, depth, height, width, channels], or as `data_format` says; floats.
        ksize: the size of a window: an int, or one for each axis of space, or for all axes.
        strides: the distance of two windows, in the same way.
        padding: "SAME" (ceil(size / stride) windows, which may reach beyond the edge, half of that
            in front) or "VALID" (all windows within).
        data_format: "NDHWC" or "NCDHW".
        name: of the node.

    Returns:
        A Tensor of the same type, with as many windows in the place of space. Gradient: g spread evenly over each window.

    Raises:
        ValueError: a window does not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(8.0), [1, 2, 2, 2, 1])
        >>> tf.Session().run(tf.nn.avg_pool3d(x, 2, 2, "VALID")).ravel().tolist()
        [3.5]
    """
    return pooled(
        avg_pool3d_op, input, ksize, strides, padding, data_format, name or "AvgPool3D", space=3
    )


def avg_pool_v2(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The mean of each window's elements; a border does not count, over as many axes of space as there are.

    Args:
        input: [batch, *space, channels], or as `data_format` says; floats.
        ksize: the size of a window: an int, or one for each axis of space, or for all axes.
        strides: the distance of two windows, in the same way.
        padding: "SAME" (ceil(size / stride) windows, which may reach beyond the edge, half of that
            in front) or "VALID" (all windows within).
        data_format: one of "NWC", "NHWC", "NDHWC", "NCW", "NCHW", "NCDHW"; default: channels last.
        name: of the node and its scope.

    Returns:
        A Tensor of the same type, with as many windows in the place of space. Gradient: g spread evenly over each window.

    Raises:
        ValueError: a window does not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
        >>> tf.Session().run(tf.nn.avg_pool_v2(x, 2, 2, "VALID")).ravel().tolist()
        [2.5, 4.5, 10.5, 12.5]
    """
    space = axes_of_space(input, ksize, strides, data_format)
    if space == 1:
        return avg_pool1d(input, ksize, strides, padding, data_format or "NWC", name)
    pooling: Any = avg_pool if space == 2 else avg_pool3d
    result: Tensor = pooling(input, ksize, strides, padding, data_format, name)
    return result


def pool(
    input: Any,
    window_shape: Any,
    pooling_type: str,
    padding: str,
    dilation_rate: Any = None,
    strides: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """Pooling over 1, 2 or 3 axes of space, as many as `window_shape` has numbers.

    Args:
        input: [batch, *space, channels], or [batch, channels, *space] with an "NC..." format.
        window_shape: the size of a window along each axis of space.
        pooling_type: "MAX" or "AVG".
        padding: "SAME" or "VALID", see `tf.nn.max_pool`.
        dilation_rate: the distance of two elements of a window along each axis of space; worked out
            by `tf.space_to_batch_nd`. Default: 1.
        strides: the distance of two windows along each axis of space. Default: 1.
        name: of the node and its scope.
        data_format: "NWC", "NHWC", "NDHWC" (default), "NCW", "NCHW" or "NCDHW".
        dilations: the new name of `dilation_rate`.

    Returns:
        A Tensor like `input`. Gradient: as for `tf.nn.max_pool` and `tf.nn.avg_pool`.

    Raises:
        ValueError: strides and dilations are both above 1, dilations with padding "SAME", or as for
            `tf.nn.max_pool`.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 5.0, 2.0, 4.0], [1, 4, 1])
        >>> tf.Session().run(tf.nn.pool(x, [2], "MAX", "VALID")).ravel().tolist()
        [5.0, 5.0, 4.0]
    """
    rate = renamed("dilation_rate", dilation_rate, "dilations", dilations)
    kind = pooling_type.upper()
    with name_scope(name, f"{kind.lower()}_pool", [input]) as scope:
        value = convert(input, name="input")
        space = len(window_shape)
        value.shape.assert_has_rank(space + 2)
        if kind not in ("MAX", "AVG") or not 1 <= space <= 3:
            raise ValueError(f"{space}-D {kind} pooling is not supported.")
        steps = [1] * space if strides is None else [int(s) for s in strides]
        gaps = [1] * space if rate is None else [int(d) for d in rate]
        if len(steps) != space or len(gaps) != space:
            raise ValueError(f"strides and dilation_rate must have {space} numbers each.")
        if any(step > 1 for step in steps) and any(gap > 1 for gap in gaps):
            raise ValueError(
                f"strides > 1 are not supported together with a dilation_rate > 1: {steps}, {gaps}."
            )
        if padding == "SAME" and any(gap > 1 for gap in gaps):
            raise ValueError(f"dilation_rate {gaps} is not supported with padding SAME.")
        channels = 1 if data_format is not None and data_format.startswith("NC") else space + 1
        letters = "DHW"[3 - space :]
        layout = f"NC{letters}" if channels == 1 else f"N{letters}C"
        sizes = for_all_axes(window_shape, space, channels, "window_shape")
        all_steps = for_all_axes(steps, space, channels, "strides")
        records = {"MAX": (max_pool_op, max_pool3d_op), "AVG": (avg_pool_op, avg_pool3d_op)}

        def plain(x: Tensor, _: int, border: str) -> Tensor:
            flat, deep = records[kind]
            if space == 1:
                return pooled_rows(flat, x, sizes, all_steps, border, layout, scope, "")
            record = flat if space == 2 else deep
            return pooled(record, x, sizes, all_steps, border, layout, scope, space)

        axes = range(2, space + 2) if channels == 1 else range(1, space + 1)
        return with_space_to_batch(
            value, gaps, padding, plain, window_shape, list(axes), data_format
        )
