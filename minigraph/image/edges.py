"""How images change from pixel to pixel: differences, Sobel's edges, total variation."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import show
from minigraph.nn.depthwise import depthwise_conv2d
from minigraph.ops.constants import constant
from minigraph.ops.joining import concat, stack, unstack
from minigraph.ops.magnitude import abs
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import pad, tile
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.spread import reduce_sum, zeros

__all__ = ["image_gradients", "sobel_edges", "total_variation"]


def image_gradients(image: Any) -> tuple[Tensor, Tensor]:
    """The differences to the next row and to the next column.

    Args:
        image: [batch, height, width, channels], numbers.

    Returns:
        (dy, dx), like `image`: dy[:, i] = image[:, i + 1] - image[:, i], 0 in the last row; dx the
        same along the columns. Gradient: to `image`.

    Raises:
        ValueError: an image that is not of rank 4.

    Example:
        >>> import minigraph as tf
        >>> dy, dx = tf.image.image_gradients(tf.reshape([1, 2, 4, 8], [1, 2, 2, 1]))
        >>> [x.ravel().tolist() for x in tf.Session().run([dy, dx])]
        [[3, 6, 0, 0], [1, 0, 4, 0]]
    """
    image = convert(image)
    if image.get_shape().ndims != 4:
        raise ValueError(
            f"image_gradients expects a 4D tensor [batch_size, h, w, d], not {show(image._dims)}."
        )
    whole = shape(image)
    batch, height, width, depth = unstack(whole)
    dy = image[:, 1:, :, :] - image[:, :-1, :, :]
    dx = image[:, :, 1:, :] - image[:, :, :-1, :]
    last = zeros(stack([batch, 1, width, depth]), image.dtype)
    dy = reshape(concat([dy, last], 1), whole)
    last = zeros(stack([batch, height, 1, depth]), image.dtype)
    dx = reshape(concat([dx, last], 2), whole)
    return dy, dx


def sobel_edges(image: Any) -> Tensor:
    """Sobel's estimate of the slopes, down and to the right, of each channel.

    Args:
        image: [batch, height, width, channels], float32.

    Returns:
        A Tensor [batch, height, width, channels, 2]: the slope in y, then in x (8 times as large
        as the change of one pixel). At the border the image is reflected. Gradient: to `image`.

    Source: Sobel and Feldman, "A 3x3 isotropic gradient operator for image processing", 1968.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(9.0), [1, 3, 3, 1])
        >>> tf.Session().run(tf.image.sobel_edges(x))[0, 1, 1, 0].tolist()
        [24.0, 8.0]
    """
    image = convert(image)
    known = image.get_shape()
    whole = shape(image)
    down = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], np.float32)
    filters = constant(np.stack([down, down.T], -1)[:, :, None, :])
    filters = tile(filters, [1, 1, whole[3], 1], name="sobel_filters")
    padded = pad(image, [[0, 0], [1, 1], [1, 1], [0, 0]], mode="REFLECT")
    slopes = depthwise_conv2d(padded, filters, [1, 1, 1, 1], "VALID")
    result = reshape(slopes, concat([whole, [2]], 0))
    result.set_shape(known.concatenate([2]))
    return result


def total_variation(images: Any, name: str | None = None) -> Tensor:
    """The sum of |differences| of all neighbours, above and beside one another, of each image.

    Args:
        images: [height, width, channels], or a batch of such; signed numbers.
        name: of the scope.

    Returns:
        A Tensor [batch], or a scalar for one image: how noisy it is. Gradient: to `images`.

    Raises:
        ValueError: an image of another rank.

    Source: Rudin, Osher and Fatemi, "Nonlinear total variation based noise removal", 1992 (with
    the sum of the two absolute differences).

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.total_variation(tf.reshape([1, 2, 4, 8], [2, 2, 1])))
        np.int32(14)
    """
    with name_scope(name, "total_variation"):
        images = convert(images) if not isinstance(images, Tensor) else images
        ndims = images.get_shape().ndims
        if ndims == 3:
            down, right, axes = images[1:] - images[:-1], images[:, 1:] - images[:, :-1], None
        elif ndims == 4:
            down = images[:, 1:, :, :] - images[:, :-1, :, :]
            right = images[:, :, 1:, :] - images[:, :, :-1, :]
            axes = [1, 2, 3]
        else:
            raise ValueError(
                f"'images' must be either 3 or 4-dimensional, not {show(images._dims)}."
            )
        result: Tensor = reduce_sum(abs(down), axis=axes) + reduce_sum(abs(right), axis=axes)
        return result
