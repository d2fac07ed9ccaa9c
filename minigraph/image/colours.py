"""Colours by linear maps: grey, YIQ and YUV."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.shapes import show
from minigraph.image.conversion import convert_image_dtype
from minigraph.image.frames import after
from minigraph.ops.assertions import assert_equal, assert_greater_equal
from minigraph.ops.axes import expand_dims
from minigraph.ops.contractions import tensordot
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import tile
from minigraph.ops.shaping import rank, shape
from minigraph.ops.spread import ones

__all__ = [
    "grayscale_to_rgb",
    "rgb_to_grayscale",
    "rgb_to_yiq",
    "rgb_to_yuv",
    "yiq_to_rgb",
    "yuv_to_rgb",
]

_GREY = [0.2989, 0.587, 0.114]  # how bright red, green and blue are
# One row for each channel that goes in; TF1's numbers.
_RGB_TO_YIQ = [
    [0.299, 0.59590059, 0.2115],
    [0.587, -0.27455667, -0.52273617],
    [0.114, -0.32134392, 0.31119955],
]
_YIQ_TO_RGB = [
    [1.0, 1.0, 1.0],
    [0.95598634, -0.27201283, -1.10674021],
    [0.6208248, -0.64720424, 1.70423049],
]
_RGB_TO_YUV = [
    [0.299, -0.14714119, 0.61497538],
    [0.587, -0.28886916, -0.51496512],
    [0.114, 0.43601035, -0.10001026],
]
_YUV_TO_RGB = [
    [1.0, 1.0, 1.0],
    [0.0, -0.394642334, 2.03206185],
    [1.13988303, -0.58062185, 0.0],
]


# ---------------------------------------------------------------------------------- grey
def rgb_to_grayscale(images: Any, name: str | None = None) -> Tensor:
    """Colours as shades of grey: 0.2989 red + 0.587 green + 0.114 blue.

    Args:
        images: [..., 3], floats from 0 to 1 or integers.
        name: of the node.

    Returns:
        A Tensor [..., 1] of the same type. Gradient: to `images`, if they are floats.

    Raises:
        ValueError: the last axis is not 3 long.

    Source: the luma of Recommendation ITU-R BT.601.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.rgb_to_grayscale(tf.constant([[[0, 255, 0]]], tf.uint8)))
        array([[[149]]], dtype=uint8)
    """
    with name_scope(name, "rgb_to_grayscale", [images]) as scope:
        images = convert(images, name="images")
        kind = images.dtype.base_dtype
        real = convert_image_dtype(images, dtypes.float32)
        grey = expand_dims(tensordot(real, _GREY, [[-1], [-1]]), -1)
        return convert_image_dtype(grey, kind, name=scope)


def _grey_checks(images: Tensor) -> list[Operation]:
    """Assertions that the last axis is 1 long and that it is not the only one."""
    dims = images._dims
    if dims is not None and len(dims) < 2:
        raise ValueError(
            f"A grayscale image (shape {show(dims)}) must be at least two-dimensional."
        )
    if dims is not None and dims[-1] is not None:
        if dims[-1] != 1:
            raise ValueError(
                f"Last dimension of a grayscale image should be size 1; its shape is {show(dims)}."
            )
        return []
    message = "Last dimension of a grayscale image should be size 1."
    return [
        assert_equal(shape(images)[-1], 1, message=message),
        assert_greater_equal(
            rank(images), 3, message="A grayscale image must be at least two-dimensional."
        ),
    ]


def grayscale_to_rgb(images: Any, name: str | None = None) -> Tensor:
    """Shades of grey as equal parts of red, green and blue.

    Args:
        images: [..., 1].
        name: of the node.

    Returns:
        A Tensor [..., 3]. Gradient: the sum over the three.

    Raises:
        ValueError: the last axis is not 1 long, or is the only one.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.grayscale_to_rgb([[[0.5], [1.0]]])).tolist()
        [[[0.5, 0.5, 0.5], [1.0, 1.0, 1.0]]]
    """
    with name_scope(name, "grayscale_to_rgb", [images]) as scope:
        images = convert(images, name="images")
        known = images._dims
        images = after(_grey_checks(images), images)
        others = expand_dims(rank(images) - 1, 0)
        times = concat([ones(others, dtypes.int32), expand_dims(3, 0)], 0)
        result: Tensor = tile(images, times, name=scope)
        if known is not None:
            result.set_shape([*known[:-1], 3])
        return result


# ---------------------------------------------------------------------------------- YIQ, YUV
def _mapped(images: Any, matrix: list[list[float]]) -> Tensor:
    images = convert(images, name="images")
    kernel = convert(matrix, images.dtype.base_dtype, name="kernel")
    return tensordot(images, kernel, [[-1], [0]])


def rgb_to_yiq(images: Any) -> Tensor:
    """Colours as the luma Y and the chroma I (orange to blue) and Q (purple to green).

    Args:
        images: [..., 3], red, green and blue, floats.

    Returns:
        A Tensor like `images`: a fixed matrix times each colour. Gradient: to `images`.

    Raises:
        ValueError: the last axis is not 3 long.
        TypeError: the images are integers.

    Source: the colours of NTSC television.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.rgb_to_yiq([[1.0, 0.0, 0.0]])).round(2).tolist()
        [[0.30000001192092896, 0.6000000238418579, 0.20999999344348907]]
    """
    return _mapped(images, _RGB_TO_YIQ)


def yiq_to_rgb(images: Any) -> Tensor:
    """What `tf.image.rgb_to_yiq` made of colours as red, green and blue.

    Args:
        images: [..., 3], Y, I and Q, floats.

    Returns:
        A Tensor like `images`. Gradient: to `images`.

    Raises:
        ValueError: the last axis is not 3 long.
        TypeError: the images are integers.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.yiq_to_rgb([[0.5, 0.0, 0.0]])).tolist()
        [[0.5, 0.5, 0.5]]
    """
    return _mapped(images, _YIQ_TO_RGB)


def rgb_to_yuv(images: Any) -> Tensor:
    """Colours as the luma Y and the differences U (blue - Y) and V (red - Y), scaled.

    Args:
        images: [..., 3], red, green and blue, floats from 0 to 1.

    Returns:
        A Tensor like `images`: a fixed matrix times each colour; Y from 0 to 1, U and V around 0.
        Gradient: to `images`.

    Raises:
        ValueError: the last axis is not 3 long.
        TypeError: the images are integers.

    Source: the colours of PAL television.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.rgb_to_yuv([[0.0, 0.0, 1.0]])).round(2).tolist()
        [[0.10999999940395355, 0.4399999976158142, -0.10000000149011612]]
    """
    return _mapped(images, _RGB_TO_YUV)


def yuv_to_rgb(images: Any) -> Tensor:
    """What `tf.image.rgb_to_yuv` made of colours as red, green and blue.

    Args:
        images: [..., 3], Y, U and V, floats.

    Returns:
        A Tensor like `images`. Gradient: to `images`.

    Raises:
        ValueError: the last axis is not 3 long.
        TypeError: the images are integers.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.yuv_to_rgb([[0.5, 0.0, 0.0]])).tolist()
        [[0.5, 0.5, 0.5]]
    """
    return _mapped(images, _YUV_TO_RGB)
