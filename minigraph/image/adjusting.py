"""Brighter, stronger, redder: adjustments of images, and the three ops that they need.

Integer images are made floats from 0 to 1, adjusted, and made integers again.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.image.conversion import as_real, convert_image_dtype
from minigraph.image.frames import after, assertion
from minigraph.image.hsv import channels_checked, hsv_slope, rgb_slope, rgb_to_hsv
from minigraph.ops.arithmetic import add
from minigraph.ops.casting import cast
from minigraph.ops.clipping import clip_by_value
from minigraph.ops.compare import less
from minigraph.ops.division import floormod
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_mean
from minigraph.ops.spread import reduce_sum

__all__ = [
    "adjust_brightness",
    "adjust_contrast",
    "adjust_gamma",
    "adjust_hue",
    "adjust_saturation",
]


# ---------------------------------------------------------------------------------- what the ops share
def _pictures(call: Call) -> Dims:
    dims = call.shapes[0]
    if dims is not None and len(dims) < 3:
        raise ValueError(f"images must have rank 3 at least, but their shape is {show(dims)}")
    return dims


def _pictures_by_scalar(call: Call) -> Dims:
    call.rank(1, 0)
    return _pictures(call)


def _checked(images: Any, amount: Any) -> None:
    if np.ndim(images) < 3:
        raise InvalidArgumentError(
            None, None, f"input must be at least 3-D, got shape {show(np.shape(images))}"
        )
    if np.ndim(amount):
        raise InvalidArgumentError(None, None, f"must be scalar: shape {show(np.shape(amount))}")


def _single(images: Any) -> Any:
    """The pixels as float32 at least, in which they are computed."""
    return images.astype(np.promote_types(images.dtype, np.float32), copy=False)


def _chosen(parts: Any, sector: Any) -> Any:
    """(red, green, blue), each the part that is due to it in its sector of the circle of hues."""
    turned = [np.take_along_axis(parts, (sector - turn)[None] % 6, 0)[0] for turn in (0, 2, 4)]
    return np.stack(turned, -1)


# ---------------------------------------------------------------------------------- AdjustContrastv2
@op(
    "AdjustContrastv2",
    "images: T, contrast_factor: float32 -> output: T",
    T=FLOATS,
    shape=_pictures_by_scalar,
    samples=[
        case("2,4,5,3", 1.5),
        case("4,5,1", 0.0),
        case("0,4,5,3", 2.0),
        bad("4,5", 1.5, error=ValueError, match="rank 3"),
        bad("4,5,3", "2", error=ValueError, match="rank 0"),
    ],
)
def adjust_contrast_op(images: Any, contrast_factor: Any) -> Any:
    """(x - mean) * factor + mean, the mean of each channel of each image."""
    _checked(images, contrast_factor)
    if not images.size:
        return images.copy()
    wide = _single(images)
    mean = images.mean((-3, -2), np.float64, keepdims=True).astype(wide.dtype)
    return ((wide - mean) * contrast_factor + mean).astype(images.dtype, copy=False)


@adjust_contrast_op.grad
def _(op: Any, g: Any) -> Any:
    images, factor = op.inputs
    scale = cast(factor, images.dtype)
    mean = reduce_mean(images, [-3, -2], keepdims=True)
    to_images = g * scale + reduce_mean(g, [-3, -2], keepdims=True) * (1.0 - scale)
    return to_images, cast(reduce_sum(g * (images - mean)), factor.dtype)


def adjust_contrast(images: Any, contrast_factor: Any) -> Tensor:
    """Images with every channel spread around its mean: (x - mean) * contrast_factor + mean.

    Args:
        images: [..., height, width, channels], floats or integers.
        contrast_factor: a float or a scalar: above 1 for more contrast.

    Returns:
        A Tensor like `images`; of integers, what is beyond their range becomes its nearest end.
        Gradient: to both (TensorFlow has none).

    Raises:
        ValueError: images of a rank below 3.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant([[[0.25], [0.75]]])
        >>> tf.Session().run(tf.image.adjust_contrast(x, 2.0)).ravel().tolist()
        [0.0, 1.0]
    """
    with name_scope(None, "adjust_contrast", [images, contrast_factor]) as scope:
        images = convert(images, name="images")
        kind, real = images.dtype.base_dtype, as_real(images)
        result = adjust_contrast_op(real, contrast_factor, name=scope)
        return convert_image_dtype(result, kind, saturate=True)


# ---------------------------------------------------------------------------------- AdjustHue
@op(
    "AdjustHue",
    "images: T, delta: float32 -> output: T",
    T=FLOATS,
    shape=_pictures,
    samples=[
        case("2,4,5,3 positive", 0.3),
        case("4,5,3", -0.45),
        case("0,5,3", 0.1),
        bad("5,3", 0.1, error=ValueError, match="rank 3"),
        bad("4,5,2", 0.1, error=InvalidArgumentError, match="3 channels"),
        bad("4,5,3", "2", error=InvalidArgumentError, match="scalar"),
    ],
)
def adjust_hue_op(images: Any, delta: Any) -> Any:
    """Each colour moved along the circle of hues, its largest and least part kept.

    The circle has six sectors; in the even ones the middle part rises, in the odd ones it falls.
    """
    _checked(images, delta)
    wide = _single(channels_checked(images))
    red, green, blue = np.moveaxis(wide, -1, 0)
    low, middle, high = np.moveaxis(np.sort(wide, -1), -1, 0)
    reach = high - low
    sector = np.where(
        red == high,
        np.where(blue == low, 0, 5),
        np.where(green == high, np.where(blue == low, 1, 2), np.where(red == low, 3, 4)),
    )
    part = (middle - low) / reach
    place = sector.astype(wide.dtype) + np.where(sector % 2, 1 - part, part)
    place = np.where(reach > 0, place, 0) + wide.dtype.type(delta) * 6
    whole = np.floor(np.mod(place, 6))
    part = np.mod(place, 6) - whole
    parts = np.stack([high, low + (1 - part) * reach, low, low, low + part * reach, high])
    sector = np.nan_to_num(whole).astype(np.intp)
    return _chosen(parts, sector).astype(images.dtype, copy=False)


@adjust_hue_op.grad
def _(op: Any, g: Any) -> Any:
    images, delta = op.inputs
    hsv = rgb_to_hsv(images)
    moved = floormod(hsv[..., 0:1] + cast(delta, images.dtype), 1.0)
    slope = hsv_slope(concat([moved, hsv[..., 1:]], -1), g)
    return rgb_slope(images, slope), cast(reduce_sum(slope[..., 0]), delta.dtype)


def adjust_hue(image: Any, delta: Any, name: str | None = None) -> Tensor:
    """Images with other hues: red becomes green at delta = 1/3, blue at 2/3.

    Args:
        image: [..., height, width, 3], floats or integers.
        delta: how far along the circle of hues, a float (or a scalar) from -1 to 1.
        name: of the scope.

    Returns:
        A Tensor like `image`. Gradient: to both (TensorFlow has none), 0 to greys.

    Raises:
        ValueError: images of a rank below 3.
        tf.errors.InvalidArgumentError: at run time, if there are not 3 channels.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.adjust_hue([[[1.0, 0.5, 0.5]]], 0.5)).tolist()
        [[[0.5, 1.0, 1.0]]]
    """
    with name_scope(name, "adjust_hue", [image]):
        image = convert(image, name="image")
        kind, real = image.dtype.base_dtype, as_real(image)
        return convert_image_dtype(adjust_hue_op(real, delta), kind)


# ---------------------------------------------------------------------------------- AdjustSaturation
@op(
    "AdjustSaturation",
    "images: T, scale: float32 -> output: T",
    T=FLOATS,
    shape=_pictures,
    samples=[
        case("2,4,5,3 positive", 0.3),
        case("4,5,3", 1.5),
        case("0,5,3", 2.0),
        bad("5,3", 0.1, error=ValueError, match="rank 3"),
        bad("4,5,2", 0.1, error=InvalidArgumentError, match="3 channels"),
        bad("4,5,3", "2", error=InvalidArgumentError, match="scalar"),
    ],
)
def adjust_saturation_op(images: Any, scale: Any) -> Any:
    """Each colour with its saturation times `scale`, at most 1."""
    _checked(images, scale)
    wide = _single(channels_checked(images))
    red, green, blue = np.moveaxis(wide, -1, 0)
    value = wide.max(-1)
    reach = value - wide.min(-1)
    saturation = np.where(value > 0, reach / value, 0)
    step = 1 / (6 * reach)
    # thirds are added in double precision, as in TensorFlow: bytes come out equal
    second = (np.float64(2 / 6) + step * (blue - red)).astype(wide.dtype)
    third = (np.float64(4 / 6) + step * (red - green)).astype(wide.dtype)
    hue = np.where(red == value, step * (green - blue), np.where(green == value, second, third))
    hue = np.where(reach > 0, hue, 0)
    sixths = np.where(hue < 0, hue + 1, hue) * 6
    strong = np.clip(saturation * wide.dtype.type(scale), 0, 1) * value
    middle = strong * (1 - np.abs(np.mod(sixths, 2) - 1))
    none = np.zeros_like(strong)
    parts = np.stack([strong, middle, none, none, middle, strong])
    result = _chosen(parts, np.nan_to_num(sixths).astype(np.intp)) + (value - strong)[..., None]
    return result.astype(images.dtype, copy=False)


@adjust_saturation_op.grad
def _(op: Any, g: Any) -> Any:
    images, scale = op.inputs
    hsv, times = rgb_to_hsv(images), cast(scale, images.dtype)
    hue, saturation, value = hsv[..., 0:1], hsv[..., 1:2], hsv[..., 2:3]
    wished = saturation * times
    slope = hsv_slope(concat([hue, clip_by_value(wished, 0.0, 1.0), value], -1), g)
    free = cast(less(wished, 1.0), images.dtype) * cast(less(-wished, 0.0), images.dtype)
    of_saturation = slope[..., 1:2] * free
    back = concat([slope[..., 0:1], of_saturation * times, slope[..., 2:3]], -1)
    return rgb_slope(images, back), cast(reduce_sum(of_saturation * saturation), scale.dtype)


def adjust_saturation(image: Any, saturation_factor: Any, name: str | None = None) -> Tensor:
    """Images with stronger or weaker colours: the saturation times a factor, at most 1.

    Args:
        image: [..., height, width, 3], floats or integers.
        saturation_factor: a float or a scalar; 0 makes greys, as bright as the largest part.
        name: of the scope.

    Returns:
        A Tensor like `image`. Gradient: to both (TensorFlow has none).

    Raises:
        ValueError: images of a rank below 3.
        tf.errors.InvalidArgumentError: at run time, if there are not 3 channels.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.adjust_saturation([[[1.0, 0.5, 0.5]]], 0.5)).tolist()
        [[[1.0, 0.75, 0.75]]]
    """
    with name_scope(name, "adjust_saturation", [image]):
        image = convert(image, name="image")
        kind, real = image.dtype.base_dtype, as_real(image)
        return convert_image_dtype(adjust_saturation_op(real, saturation_factor), kind)


# ---------------------------------------------------------------------------------- composed
def adjust_brightness(image: Any, delta: Any) -> Tensor:
    """Images with `delta` added to every pixel.

    Args:
        image: a tensor of floats or integers.
        delta: a float or a scalar; of integer images too on the scale from 0 to 1.

    Returns:
        A Tensor like `image`; of integers, what is beyond their range becomes its nearest end.
        Gradient: to both.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant([0, 100, 250], tf.uint8)
        >>> tf.Session().run(tf.image.adjust_brightness(x, 0.1)).tolist()
        [25, 125, 255]
    """
    with name_scope(None, "adjust_brightness", [image, delta]) as scope:
        image = convert(image, name="image")
        kind, real = image.dtype.base_dtype, as_real(image)
        result = add(real, cast(delta, real.dtype), name=scope)
        return convert_image_dtype(result, kind, saturate=True)


def adjust_gamma(image: Any, gamma: Any = 1, gain: Any = 1) -> Tensor:
    """gain * image ** gamma: darker where gamma is above 1, lighter where it is below.

    Args:
        image: a tensor of floats (0 to 1) or integers.
        gamma: a number or a scalar, not negative.
        gain: a number or a scalar.

    Returns:
        A Tensor like `image`; of integers, what is beyond their range becomes its nearest end.
        Gradient: to all three.

    Raises:
        ValueError: gamma is negative; tf.errors.InvalidArgumentError in the run if it is a tensor.

    Source: https://en.wikipedia.org/wiki/Gamma_correction

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.adjust_gamma([0.25, 0.5], 2.0)).tolist()
        [0.0625, 0.25]
    """
    with name_scope(None, "adjust_gamma", [image, gamma, gain]):
        image = convert(image, name="image")
        kind, real = image.dtype.base_dtype, as_real(image)
        found = assertion(gamma >= 0, "Gamma should be a non-negative real number.")
        if found:
            gamma = after(found, gamma)
        return convert_image_dtype(gain * real**gamma, kind, saturate=True)
