"""The greatest element of each window: of vectors, images and volumes."""

from __future__ import annotations

from typing import Any, NamedTuple

from minigraph.core import dtypes
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Tensor
from minigraph.nn.pool_nodes import axes_of_space, pooled, pooled_rows
from minigraph.ops.max_pool import max_pool3d_op, max_pool_op, max_pool_with_argmax_op
from minigraph.ops.spread import renamed
from minigraph.ops.window_arguments import for_all_axes

__all__ = [
    "MaxPoolWithArgmax",
    "max_pool",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "max_pool_v2",
    "max_pool_with_argmax",
]


def max_pool(
    value: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """The greatest element of each window, in images.

    Args:
        value: [batch, height, width, channels], or as `data_format` says; floats or integers.
        ksize: the size of a window: an int, or one for each axis of space, or for all axes.
        strides: the distance of two windows, in the same way.
        padding: "SAME" (ceil(size / stride) windows, which may reach beyond the edge, half of that
            in front) or "VALID" (all windows within),
            or a list of (before, after) for each of the 4 axes.
        data_format: "NHWC" or "NCHW".
        name: of the node.
        input: the new name of `value`.

    Returns:
        A Tensor of the same type, with as many windows in the place of space. Gradient: g to the first of the greatest elements of each window.

    Raises:
        ValueError: a window does not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
        >>> tf.Session().run(tf.nn.max_pool(x, 2, 2, "VALID")).ravel().tolist()
        [5.0, 7.0, 13.0, 15.0]
    """
    value = renamed("value", value, "input", input)
    return pooled(max_pool_op, value, ksize, strides, padding, data_format, name)


def max_pool2d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    name: str | None = None,
) -> Tensor:
    """The greatest element of each window, in images: `tf.nn.max_pool`.

    Args:
        input: [batch, height, width, channels], or as `data_format` says; floats or integers.
        ksize: the size of a window: an int, or one for each axis of space, or for all axes.
        strides: the distance of two windows, in the same way.
        padding: "SAME" (ceil(size / stride) windows, which may reach beyond the edge, half of that
            in front) or "VALID" (all windows within),
            or a list of (before, after) for each of the 4 axes.
        data_format: "NHWC" or "NCHW".
        name: of the node.

    Returns:
        A Tensor of the same type, with as many windows in the place of space. Gradient: g to the first of the greatest elements of each window.

    Raises:
        ValueError: a window does not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
        >>> tf.Session().run(tf.nn.max_pool2d(x, 2, 2, "VALID")).ravel().tolist()
        [5.0, 7.0, 13.0, 15.0]
    """
    return pooled(max_pool_op, input, ksize, strides, padding, data_format, name or "MaxPool2d")


def max_pool1d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NWC",
    name: str | None = None,
) -> Tensor:
    """The greatest element of each window, in vectors.

    Args:
        input: [batch, width, channels], or as `data_format` says; floats or integers.
        ksize: the size of a window: an int, or one for each axis of space, or for all axes.
        strides: the distance of two windows, in the same way.
        padding: "SAME" (ceil(size / stride) windows, which may reach beyond the edge, half of that
            in front) or "VALID" (all windows within).
        data_format: "NWC" (default) or "NCW".
        name: of the node and its scope.

    Returns:
        A Tensor of the same type, with as many windows in the place of space. Gradient: g to the first of the greatest elements of each window.

    Raises:
        ValueError: a window does not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 5.0, 2.0, 4.0], [1, 4, 1])
        >>> tf.Session().run(tf.nn.max_pool1d(x, 2, 2, "VALID")).ravel().tolist()
        [5.0, 4.0]
    """
    return pooled_rows(max_pool_op, input, ksize, strides, padding, data_format, name, "MaxPool1d")


def max_pool3d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NDHWC",
    name: str | None = None,
) -> Tensor:
    """The greatest element of each window, in volumes.

    Args:
        input: [batch, depth, height, width, channels], or as `data_format` says; floats.
        ksize: the size of a window: an int, or one for each axis of space, or for all axes.
        strides: the distance of two windows, in the same way.
        padding: "SAME" (ceil(size / stride) windows, which may reach beyond the edge, half of that
            in front) or "VALID" (all windows within).
        data_format: "NDHWC" or "NCDHW".
        name: of the node.

    Returns:
        A Tensor of the same type, with as many windows in the place of space. Gradient: g to the first of the greatest elements of each window.

    Raises:
        ValueError: a window does not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(8.0), [1, 2, 2, 2, 1])
        >>> tf.Session().run(tf.nn.max_pool3d(x, 2, 2, "VALID")).ravel().tolist()
        [7.0]
    """
    return pooled(
        max_pool3d_op, input, ksize, strides, padding, data_format, name or "MaxPool3D", space=3
    )


def max_pool_v2(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The greatest element of each window, over as many axes of space as there are.

    Args:
        input: [batch, *space, channels], or as `data_format` says; floats or integers.
        ksize: the size of a window: an int, or one for each axis of space, or for all axes.
        strides: the distance of two windows, in the same way.
        padding: "SAME" (ceil(size / stride) windows, which may reach beyond the edge, half of that
            in front) or "VALID" (all windows within),
            or, for images, a list of (before, after) for each of the 4 axes.
        data_format: one of "NWC", "NHWC", "NDHWC", "NCW", "NCHW", "NCDHW"; default: channels last.
        name: of the node and its scope.

    Returns:
        A Tensor of the same type, with as many windows in the place of space. Gradient: g to the first of the greatest elements of each window.

    Raises:
        ValueError: a window does not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
        >>> tf.Session().run(tf.nn.max_pool_v2(x, 2, 2, "VALID")).ravel().tolist()
        [5.0, 7.0, 13.0, 15.0]
    """
    space = axes_of_space(input, ksize, strides, data_format)
    if space == 1:
        return max_pool1d(input, ksize, strides, padding, data_format or "NWC", name)
    pooling = max_pool2d if space == 2 else max_pool3d
    return pooling(input, ksize, strides, padding, data_format, name)


class MaxPoolWithArgmax(NamedTuple):
    """What `tf.nn.max_pool_with_argmax` returns."""

    output: Tensor
    argmax: Tensor


def max_pool_with_argmax(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NHWC",
    Targmax: Any = None,
    name: str | None = None,
    output_dtype: Any = None,
    include_batch_in_index: bool = False,
) -> MaxPoolWithArgmax:
    """The greatest element of each window, and where it stands.

    Args:
        input: [batch, height, width, channels]; floats or integers.
        ksize, strides, padding: as for `tf.nn.max_pool`.
        data_format: "NHWC", the only one that there is.
        Targmax: the type of the indices: int64 (default) or int32.
        name: of the node.
        output_dtype: the new name of `Targmax`.
        include_batch_in_index: whether indices count over the whole batch.

    Returns:
        (output, argmax): the maxima, and the flat index of each, (y * width + x) * channels + c,
        plus n * height * width * channels with `include_batch_in_index`. Of several that are equal
        the first counts. Gradient: as for `tf.nn.max_pool`.

    Raises:
        ValueError: another data_format, or as for `tf.nn.max_pool`.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 5.0, 2.0, 4.0], [1, 2, 2, 1])
        >>> best, place = tf.nn.max_pool_with_argmax(x, 2, 2, "VALID")
        >>> [a.ravel().tolist() for a in tf.Session().run([best, place])]
        [[5.0], [1]]
    """
    if data_format != "NHWC":
        raise ValueError(f"data_format must be 'NHWC', not {data_format!r}.")
    wanted = renamed("Targmax", Targmax, "output_dtype", output_dtype)
    output, argmax = max_pool_with_argmax_op(
        input,
        ksize=for_all_axes(ksize, 2, 3, "ksize"),
        strides=for_all_axes(strides, 2, 3, "strides"),
        padding=padding,
        Targmax=dtypes.int64 if wanted is None else as_dtype(wanted),
        include_batch_in_index=include_batch_in_index,
        name=name,
    )
    return MaxPoolWithArgmax(output, argmax)
