"""Hue, saturation and value: RGBToHSV, HSVToRGB and their gradients.

The value v is the largest of red, green and blue, the saturation s = (v - least) / v, and the hue
the place on the circle red (0), green (1/3), blue (2/3), red (1).

Source: A. R. Smith, "Color gamut transform pairs", SIGGRAPH 1978.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.axes import reverse
from minigraph.ops.casting import cast
from minigraph.ops.choosing import argmax, argmin
from minigraph.ops.clipping import clip_by_value
from minigraph.ops.compare import greater, less
from minigraph.ops.constants import constant
from minigraph.ops.division import div_no_nan
from minigraph.ops.joining import concat
from minigraph.ops.logic import logical_and
from minigraph.ops.magnitude import abs, sign
from minigraph.ops.masks import one_hot
from minigraph.ops.moving import roll
from minigraph.ops.powers import square
from minigraph.ops.reduce import reduce_max, reduce_min
from minigraph.ops.spread import reduce_sum

__all__ = ["channels_checked", "hsv_slope", "hsv_to_rgb", "rgb_slope", "rgb_to_hsv"]

# At the hue h a colour is clip(base + sign * |6 h - center|, 0, 1): these are red, green, blue.
_BASES, _SIGNS, _CENTERS = (-1.0, 2.0, 2.0), (1.0, -1.0, -1.0), (3.0, 2.0, 4.0)


def _colours(call: Call) -> Dims:
    dims = call.shapes[0]
    if dims is None:
        return None
    if not dims or dims[-1] not in (None, 3):
        raise ValueError(f"images must have 3 channels along the last axis, not {show(dims)}")
    return (*dims[:-1], 3)


def channels_checked(images: Any) -> Any:
    """The array, whose last axis must hold red, green and blue."""
    if not np.ndim(images) or images.shape[-1] != 3:
        raise InvalidArgumentError(
            None, None, f"input must have 3 channels, but its shape is {show(np.shape(images))}"
        )
    return images


# ---------------------------------------------------------------------------------- RGBToHSV
@op(
    "RGBToHSV",
    "images: T -> output: T",
    T=FLOATS,
    shape=_colours,
    samples=[
        case("2,4,3 positive"),
        case("3 positive"),
        case(np.array([[0.2, 0.2, 0.2], [0.0, 0.0, 0.0]], np.float32)),
        case("0,3"),
        bad("2,4", error=ValueError, match="3 channels"),
        bad("", error=ValueError, match="3 channels"),
    ],
)
def rgb_to_hsv_op(images: Any) -> Any:
    """(hue, saturation, value) of each (red, green, blue)."""
    red, green, blue = np.moveaxis(channels_checked(images), -1, 0)
    one, two, four, six = images.dtype.type([1, 2, 4, 6])
    value = images.max(-1)
    reach = value - images.min(-1)
    step = one / (six * reach)
    hue = np.where(
        red == value,
        step * (green - blue),
        np.where(
            green == value, step * (blue - red) + two / six, step * (red - green) + four / six
        ),
    )
    saturation = np.where(value > 0, reach / value, 0)
    hue = np.where(reach > 0, hue, 0)
    return np.stack([np.where(hue < 0, hue + one, hue), saturation, value], -1)


@rgb_to_hsv_op.grad
def _(op: Any, g: Any) -> Any:
    return rgb_slope(op.inputs[0], g)


def rgb_slope(rgb: Tensor, g: Tensor) -> Tensor:
    """The gradient to `rgb` from that to its hue, saturation and value.

    Of equal colours the first counts as the largest and the last as the least, as in TensorFlow;
    to greys no gradient comes from the hue.
    """
    largest = one_hot(argmax(rgb, -1), 3, dtype=rgb.dtype)
    least = one_hot(2 - argmin(reverse(rgb, [-1]), -1), 3, dtype=rgb.dtype)
    value = reduce_max(rgb, -1, keepdims=True)
    low = reduce_min(rgb, -1, keepdims=True)
    reach = value - low
    # the two other colours, one with +, one with -: what the hue is proportional to
    others = roll(largest, 1, -1) - roll(largest, -1, -1)
    part = div_no_nan(reduce_sum(others * rgb, -1, keepdims=True), reach)
    of_hue = div_no_nan(others - part * (largest - least), 6.0 * reach)
    of_saturation = div_no_nan(largest * low, square(value)) - div_no_nan(least, value)
    of_saturation *= cast(greater(value, 0.0), rgb.dtype)
    result: Tensor = g[..., 0:1] * of_hue + g[..., 1:2] * of_saturation + g[..., 2:3] * largest
    return result


def rgb_to_hsv(images: Any, name: str | None = None) -> Tensor:
    """Colours as hue, saturation and value.

    Args:
        images: [..., 3], red, green and blue, floats from 0 to 1.
        name: of the node.

    Returns:
        A Tensor like `images`: the hue in [0, 1) (0: red, 1/3: green, 2/3: blue), the saturation
        in [0, 1] and the value. Greys have the hue 0. Gradient: to `images`.

    Raises:
        ValueError: the last axis is not 3 long.

    Source: A. R. Smith, "Color gamut transform pairs", SIGGRAPH 1978.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.rgb_to_hsv([0.25, 0.5, 0.25])).round(4).tolist()
        [0.33329999446868896, 0.5, 0.5]
    """
    result: Tensor = rgb_to_hsv_op(images, name=name)
    return result


# ---------------------------------------------------------------------------------- HSVToRGB
@op(
    "HSVToRGB",
    "images: T -> output: T",
    T=FLOATS,
    shape=_colours,
    samples=[
        case("2,4,3 unit"),
        case("3 positive"),
        case("0,3"),
        bad("2,4", error=ValueError, match="3 channels"),
        bad("", error=ValueError, match="3 channels"),
    ],
)
def hsv_to_rgb_op(images: Any) -> Any:
    """(red, green, blue) of each (hue, saturation, value)."""
    hue, saturation, value = np.split(channels_checked(images), 3, -1)
    bases, signs, centers = np.array([_BASES, _SIGNS, _CENTERS], images.dtype)
    one, six = images.dtype.type([1, 6])
    full = np.clip(bases + signs * np.abs(hue * six - centers), 0, 1)
    return (one - saturation + saturation * full) * value


@hsv_to_rgb_op.grad
def _(op: Any, g: Any) -> Any:
    return hsv_slope(op.inputs[0], g)


def hsv_slope(hsv: Tensor, g: Tensor) -> Tensor:
    """The gradient to `hsv` from that to its red, green and blue."""
    hue, saturation, value = hsv[..., 0:1], hsv[..., 1:2], hsv[..., 2:3]
    bases, signs, centers = (constant(x, hsv.dtype) for x in (_BASES, _SIGNS, _CENTERS))
    away = hue * 6.0 - centers
    ramp = bases + signs * abs(away)
    full = clip_by_value(ramp, 0.0, 1.0)
    rising = cast(logical_and(greater(ramp, 0.0), less(ramp, 1.0)), hsv.dtype)
    of_hue = 6.0 * saturation * value * signs * sign(away) * rising
    columns = [g * of_hue, g * (full - 1.0) * value, g * (1.0 - saturation + saturation * full)]
    return concat([reduce_sum(x, -1, keepdims=True) for x in columns], -1)


def hsv_to_rgb(images: Any, name: str | None = None) -> Tensor:
    """Colours given by hue, saturation and value as red, green and blue.

    Args:
        images: [..., 3]: the hue (0: red, 1/3: green, 2/3: blue, 1: red again), the saturation
            and the value, floats from 0 to 1.
        name: of the node.

    Returns:
        A Tensor like `images`. Gradient: to `images` (TensorFlow has none).

    Raises:
        ValueError: the last axis is not 3 long.

    Source: A. R. Smith, "Color gamut transform pairs", SIGGRAPH 1978.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.hsv_to_rgb([2 / 3, 0.5, 0.5])).tolist()
        [0.25, 0.25, 0.5]
    """
    result: Tensor = hsv_to_rgb_op(images, name=name)
    return result
