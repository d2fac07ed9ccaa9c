"""Pooling: maxima and means of windows, with stride 2 and padding "VALID" by default."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.contrib_layers.arg_scope import add_arg_scope
from minigraph.contrib_layers.collecting import collect_named_outputs, n_positive_integers
from minigraph.contrib_layers.finishing import layout_of
from minigraph.core.convert import convert
from minigraph.layers.pooling import (
    AveragePooling2D,
    AveragePooling3D,
    MaxPooling2D,
    MaxPooling3D,
)
from minigraph.nn.pooling import pool as nn_pool
from minigraph.ops.naming import name_scope

__all__ = ["avg_pool2d", "avg_pool3d", "max_pool2d", "max_pool3d", "pool"]


def _pooling(
    name: str, layer_type: Any, default_scope: str, layouts: tuple[str, str], doc: str
) -> Callable[..., Any]:
    """A pooling layer; `layouts` are the formats, the default first."""

    def function(
        inputs: Any,
        kernel_size: Any,
        stride: Any = 2,
        padding: str = "VALID",
        data_format: str = layouts[0],
        outputs_collections: Any = None,
        scope: str | None = None,
    ) -> Any:
        layout = layout_of(data_format, *layouts)
        with name_scope(scope, default_scope, [inputs]) as sc:
            inputs = convert(inputs)
            outputs = layer_type(kernel_size, stride, padding, layout, _scope=sc)(inputs)
            return collect_named_outputs(outputs_collections, sc, outputs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return add_arg_scope(function)


avg_pool2d = _pooling(
    "avg_pool2d",
    AveragePooling2D,
    "AvgPool2D",
    ("NHWC", "NCHW"),
    """The mean of each window of images.

    Args:
        inputs: a tensor of floats [batch, height, width, channels].
        kernel_size: the size of the window: an int or two of them.
        stride: steps between windows, likewise.
        padding: "VALID" or "SAME".
        data_format: "NHWC" or "NCHW".
        outputs_collections: collections for the outputs.
        scope: a name for the nodes; default "AvgPool2D".

    Returns:
        A Tensor.

    Raises:
        ValueError: another format.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     print(tf.contrib.layers.avg_pool2d(tf.zeros([1, 8, 8, 3]), [2, 2]))
        Tensor("AvgPool2D/AvgPool:0", shape=(1, 4, 4, 3), dtype=float32)
    """,
)

avg_pool3d = _pooling(
    "avg_pool3d",
    AveragePooling3D,
    "AvgPool3D",
    ("NDHWC", "NCDHW"),
    """The mean of each window of volumes: `tf.contrib.layers.avg_pool2d` with one more axis.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.avg_pool3d(tf.zeros([1, 4, 4, 4, 3]), 2).shape.as_list()
        [1, 2, 2, 2, 3]
    """,
)

max_pool2d = _pooling(
    "max_pool2d",
    MaxPooling2D,
    "MaxPool2D",
    ("NHWC", "NCHW"),
    """The maximum of each window of images; for the arguments see `tf.contrib.layers.avg_pool2d`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     print(tf.contrib.layers.max_pool2d(tf.zeros([1, 8, 8, 3]), [2, 2]))
        Tensor("MaxPool2D/MaxPool:0", shape=(1, 4, 4, 3), dtype=float32)
    """,
)

max_pool3d = _pooling(
    "max_pool3d",
    MaxPooling3D,
    "MaxPool3D",
    ("NDHWC", "NCDHW"),
    """The maximum of each window of volumes: `tf.contrib.layers.max_pool2d` with one more axis.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.max_pool3d(tf.zeros([1, 4, 4, 4, 3]), 2).shape.as_list()
        [1, 2, 2, 2, 3]
    """,
)


@add_arg_scope
def pool(
    inputs: Any,
    kernel_size: Any,
    pooling_type: str,
    padding: str = "VALID",
    data_format: str | None = None,
    dilation_rate: Any = 1,
    stride: Any = 1,
    outputs_collections: Any = None,
    scope: str | None = None,
) -> Any:
    """The maximum or mean of each window, for one to three axes of space: see `tf.nn.pool`.

    Args:
        inputs: a tensor of floats [batch, *space, channels].
        kernel_size: the size of the window: an int, or one for each axis of space.
        pooling_type: "MAX" or "AVG".
        padding: "VALID" or "SAME".
        data_format: None or "NWC", "NHWC", "NDHWC": channels last; "NCW", "NCHW", "NCDHW": first.
        dilation_rate: steps within a window, like `kernel_size`.
        stride: steps between windows, like `kernel_size`.
        outputs_collections: collections for the outputs.
        scope: a name for the nodes; default "max_pool" or "avg_pool".

    Returns:
        A Tensor.

    Raises:
        ValueError: the rank is not known, or less than 3.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.pool(tf.zeros([1, 8, 3]), 2, "MAX").shape.as_list()
        [1, 7, 3]
    """
    with name_scope(scope, f"{pooling_type.lower()}_pool", [inputs]) as sc:
        inputs = convert(inputs)
        rank = inputs.shape.ndims
        if rank is None:
            raise ValueError("Rank of inputs must be known")
        if rank < 3:
            raise ValueError("Rank of inputs must be >= 3")
        output = nn_pool(
            inputs,
            n_positive_integers(rank - 2, kernel_size),
            pooling_type,
            padding,
            n_positive_integers(rank - 2, dilation_rate),
            n_positive_integers(rank - 2, stride),
            sc,
            data_format,
        )
        return collect_named_outputs(outputs_collections, sc, output)
