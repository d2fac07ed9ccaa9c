"""The ops that resize images: bilinear, nearest neighbour, bicubic, area; their gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.dtypes import (
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
)
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.image.sampling import (
    area_taps,
    bicubic_taps,
    bilinear_taps,
    gathered,
    nearest_places,
    scatter_sorted,
    scattered,
)
from minigraph.ops.constants import constant
from minigraph.ops.shaping import as_shape_value, shape

__all__ = [
    "PIXELS",
    "resize_area",
    "resize_bicubic",
    "resize_bilinear",
    "resize_nearest_neighbor",
    "sizes_of",
]

PIXELS = (int8, int16, int32, int64, uint8, uint16, float16, float32, float64)


# ---------------------------------------------------------------------------------- shapes
def sizes_of(call: Call, index: int) -> Any:
    """(height, width), as far as an input says it."""
    length = call.rank(index, 1)
    if length is not None and length[0] not in (None, 2):
        raise ValueError(f"Dimension must be 2 but is {length[0]}: [height, width]")
    return as_shape_value(call.values[index], (2,))


def _resized(call: Call) -> Dims:
    batch, _, _, channels = call.rank(0, 4) or (None,) * 4
    return (batch, *sizes_of(call, 1), channels)


def _unresized(call: Call) -> Dims:
    """The shape of `original_image`, which must fit that of `grads`."""
    g, image = call.rank(0, 4) or (None,) * 4, call.rank(1, 4) or (None,) * 4
    if not compatible((g[0], g[3]), (image[0], image[3])):
        raise ValueError(f"{show(g)} is no gradient of images {show(image)}")
    batch, channels = (a if a is not None else b for a, b in zip(image[::3], g[::3], strict=True))
    return (batch, image[1], image[2], channels)


def _checked(x: Any, size: Any) -> tuple[int, int]:
    """The height and the width that are wanted, if there is something to make them of."""
    if size.shape != (2,):
        raise InvalidArgumentError(None, None, f"size must be [height, width], not {size.tolist()}")
    height, width = size.tolist()
    if height <= 0 or width <= 0:
        raise InvalidArgumentError(
            None, None, f"output dimensions must be positive: {height} x {width}"
        )
    if x.shape[1] == 0 or x.shape[2] == 0:
        raise InvalidArgumentError(
            None, None, f"input image must be of non-zero size, but it is {show(x.shape)}"
        )
    return height, width


def _of(op: Any) -> dict[str, Any]:
    return {key: op.attrs[key] for key in op._record.attrs}


def _size(x: Any) -> Any:
    """Height and width of images: numbers where they are known, else a node."""
    known = x.get_shape()[1:3]
    return constant(known.as_list()) if known.is_fully_defined() else shape(x)[1:3]


_SAMPLES = [
    case("2,4,6,3", [2, 3]),
    case("2,4,6,3", [7, 9], align_corners=True),
    case("2,4,6,3", [7, 5], half_pixel_centers=True),
    case("1,3,2,2 uint8 0:255", [6, 5]),
    bad("2,4,6,3", [2], error=ValueError, match="must be 2"),
    bad("4,6,3", [2, 3], error=ValueError, match="rank 4"),
    bad("2,4,6,3", [2, 0], error=InvalidArgumentError, match="positive"),
    bad("2,0,6,3", [2, 1], error=InvalidArgumentError, match="non-zero"),
]
_GRAD_SAMPLES = [
    case("2,2,3,3", "2,4,6,3"),
    case("2,7,9,3", "2,4,6,3", align_corners=True),
    case("2,7,5,3", "2,4,6,3", half_pixel_centers=True),
    bad("2,7,5,3", "3,4,6,3", error=ValueError, match="no gradient"),
]


# ---------------------------------------------------------------------------------- ResizeBilinear
@op(
    "ResizeBilinear",
    "images: T, size: int32 -> resized_images: float32",
    T=PIXELS,
    shape=_resized,
    samples=_SAMPLES,
)
def resize_bilinear_op(
    images: Any, size: Any, *, align_corners: bool = False, half_pixel_centers: bool = False
) -> Any:
    """The four pixels around each place, weighted by how near they are."""
    height, width = _checked(images, size)
    (top, bottom), (_, down) = bilinear_taps(
        images.shape[1], height, align_corners, half_pixel_centers
    )
    (left, right), (_, along) = bilinear_taps(
        images.shape[2], width, align_corners, half_pixel_centers
    )
    if images.shape[1] > 2 * height:  # most rows are not looked at
        rows = np.unique(np.r_[top, bottom])
        top, bottom = np.searchsorted(rows, top), np.searchsorted(rows, bottom)
        images = images.take(rows, 1)
    between = _mixed(images, left, right, along[:, None], 2)
    return _mixed(between, top, bottom, down[:, None, None], 1)


def _mixed(x: Any, first: Any, second: Any, part: Any, axis: int) -> Any:
    """x[first] + (x[second] - x[first]) * part along an axis, in float32."""
    start = x.take(first, axis).astype(np.float32, copy=False)
    way = x.take(second, axis).astype(np.float32, copy=False)
    way -= start
    way *= part
    way += start
    return way


@resize_bilinear_op.grad
def _(op: Any, g: Any) -> Any:
    if not op.inputs[0].dtype.is_floating:
        return None, None
    return resize_bilinear_grad(g, op.inputs[0], **_of(op)), None


@op(
    "ResizeBilinearGrad",
    "grads: float32, original_image: T -> output: T",
    T=FLOATS,
    shape=_unresized,
    samples=_GRAD_SAMPLES,
)
def resize_bilinear_grad(
    grads: Any,
    original_image: Any,
    *,
    align_corners: bool = False,
    half_pixel_centers: bool = False,
) -> Any:
    """Each pixel of g goes back to the four that it was made of."""
    return _sent_back(bilinear_taps, grads, original_image, align_corners, half_pixel_centers)


def _sent_back(taps: Any, grads: Any, image: Any, *options: bool) -> Any:
    """The transposed map of a resizing, in the width of the image's type or float32."""
    g = grads.astype(np.result_type(image.dtype, np.float32), copy=False)
    for axis in (1, 2):
        found = taps(image.shape[axis], grads.shape[axis], *options)
        g = scattered(g, found, axis, image.shape[axis])
    return g.astype(image.dtype, copy=False)


@resize_bilinear_grad.grad
def _(op: Any, g: Any) -> Any:
    return resize_bilinear_op(g, _size(op.inputs[0]), **_of(op)), None


# ------------------------------------------------------------------------- ResizeNearestNeighbor
@op(
    "ResizeNearestNeighbor",
    "images: T, size: int32 -> resized_images: T",
    T=PIXELS,
    shape=_resized,
    samples=_SAMPLES,
)
def resize_nearest_op(
    images: Any, size: Any, *, align_corners: bool = False, half_pixel_centers: bool = False
) -> Any:
    """The pixel at each place."""
    for axis, wanted in zip((1, 2), _checked(images, size), strict=True):
        places = nearest_places(images.shape[axis], wanted, align_corners, half_pixel_centers)
        images = images.take(places, axis)
    return images


@resize_nearest_op.grad
def _(op: Any, g: Any) -> Any:
    return resize_nearest_grad(g, _size(op.inputs[0]), **_of(op)), None


@op(
    "ResizeNearestNeighborGrad",
    "grads: T, size: int32 -> output: T",
    T=(uint8, int8, int32, *FLOATS),
    shape=_resized,
    samples=[
        case("2,2,3,3", [4, 6]),
        case("2,7,9,3", [4, 6], align_corners=True),
        case("2,7,5,3", [4, 6], half_pixel_centers=True),
        bad("2,2,3,3", [4, 0], error=InvalidArgumentError, match="positive"),
    ],
)
def resize_nearest_grad(
    grads: Any, size: Any, *, align_corners: bool = False, half_pixel_centers: bool = False
) -> Any:
    """Each pixel of g goes back to the one that it showed."""
    for axis, wanted in zip((1, 2), _checked(grads, size), strict=True):
        places = nearest_places(wanted, grads.shape[axis], align_corners, half_pixel_centers)
        result = np.zeros((*grads.shape[:axis], wanted, *grads.shape[axis + 1 :]), grads.dtype)
        scatter_sorted(result, grads, places, axis)
        grads = result
    return grads


@resize_nearest_grad.grad
def _(op: Any, g: Any) -> Any:
    return resize_nearest_op(g, _size(op.inputs[0]), **_of(op)), None


# ---------------------------------------------------------------------------------- ResizeBicubic
@op(
    "ResizeBicubic",
    "images: T, size: int32 -> resized_images: float32",
    T=PIXELS,
    shape=_resized,
    samples=_SAMPLES,
)
def resize_bicubic_op(
    images: Any, size: Any, *, align_corners: bool = False, half_pixel_centers: bool = False
) -> Any:
    """The sixteen pixels around each place, weighted by a cubic in each direction."""
    for axis, wanted in zip((1, 2), _checked(images, size), strict=True):
        taps = bicubic_taps(images.shape[axis], wanted, align_corners, half_pixel_centers)
        images = gathered(images, taps, axis)
    return images.astype(np.float32, copy=False)


@resize_bicubic_op.grad
def _(op: Any, g: Any) -> Any:
    if op.inputs[0].dtype.base_dtype not in (float32, float64):
        return None, None
    return resize_bicubic_grad(g, op.inputs[0], **_of(op)), None


@op(
    "ResizeBicubicGrad",
    "grads: float32, original_image: T -> output: T",
    T=(float32, float64),
    shape=_unresized,
    samples=_GRAD_SAMPLES,
)
def resize_bicubic_grad(
    grads: Any,
    original_image: Any,
    *,
    align_corners: bool = False,
    half_pixel_centers: bool = False,
) -> Any:
    """Each pixel of g goes back to the sixteen that it was made of."""
    return _sent_back(bicubic_taps, grads, original_image, align_corners, half_pixel_centers)


@resize_bicubic_grad.grad
def _(op: Any, g: Any) -> Any:
    return resize_bicubic_op(g, _size(op.inputs[0]), **_of(op)), None


# ---------------------------------------------------------------------------------- ResizeArea
@op(
    "ResizeArea",
    "images: T, size: int32 -> resized_images: float32",
    T=PIXELS,
    shape=_resized,
    samples=[
        case("2,4,6,3", [2, 3]),
        case("2,4,6,3", [3, 5], align_corners=True),
        case("1,3,2,2 uint8 0:255", [6, 5]),
        bad("2,4,6,3", [2, 0], error=InvalidArgumentError, match="positive"),
    ],
)
def resize_area_op(images: Any, size: Any, *, align_corners: bool = False) -> Any:
    """The mean of the part of the image that each pixel covers."""
    for axis, wanted in zip((1, 2), _checked(images, size), strict=True):
        images = gathered(images, area_taps(images.shape[axis], wanted, align_corners), axis)
    return images.astype(np.float32, copy=False)


@resize_area_op.grad
def _(op: Any, g: Any) -> Any:
    if not op.inputs[0].dtype.is_floating:
        return None, None
    return resize_area_grad(g, op.inputs[0], **_of(op)), None


@op(
    "_ResizeAreaGrad",
    "grads: float32, original_image: T -> output: T",
    T=FLOATS,
    shape=_unresized,
    samples=[case("2,2,3,3", "2,4,6,3"), case("2,3,5,3", "2,4,6,3", align_corners=True)],
)
def resize_area_grad(grads: Any, original_image: Any, *, align_corners: bool = False) -> Any:
    """Each pixel of g goes back to those that it covered."""
    return _sent_back(area_taps, grads, original_image, align_corners)


@resize_area_grad.grad
def _(op: Any, g: Any) -> Any:
    return resize_area_op(g, _size(op.inputs[0]), **_of(op)), None


# ---------------------------------------------------------------------------------- tf.image.*
def resize_bilinear(
    images: Any,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:
    """Images of another size: between pixels, the straight line in each direction.

    Args:
        images: [batch, height, width, channels], real numbers.
        size: [new height, new width], int32.
        align_corners: whether the centres of the corner pixels meet; else pixel i lies at
            i * in / out.
        name: of the node.
        half_pixel_centers: whether places are measured from the centres of pixels.

    Returns:
        A Tensor [batch, new height, new width, channels] of type float32, whatever the type of
        `images`. Gradient: to `images`.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: a size is not positive.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([0.0, 2.0, 4.0], [1, 1, 3, 1])
        >>> tf.Session().run(tf.image.resize_bilinear(x, [1, 6])).ravel().tolist()
        [0.0, 1.0, 2.0, 3.0, 4.0, 4.0]
    """
    result: Tensor = resize_bilinear_op(
        images,
        size,
        align_corners=bool(align_corners),
        half_pixel_centers=bool(half_pixel_centers),
        name=name,
    )
    return result


def resize_nearest_neighbor(
    images: Any,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:
    """Images of another size, of the same pixels.

    Args:
        images: [batch, height, width, channels], real numbers.
        size: [new height, new width], int32.
        align_corners: whether the centres of the corner pixels meet; pixel i then shows the one
            nearest to i * (in - 1) / (out - 1), else the one that i * in / out lies in.
        name: of the node.
        half_pixel_centers: whether places are measured from the centres of pixels.

    Returns:
        A Tensor [batch, new height, new width, channels] of the type of `images`. Gradient: to
        `images`.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: a size is not positive.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1, 2, 3], [1, 1, 3, 1])
        >>> tf.Session().run(tf.image.resize_nearest_neighbor(x, [1, 6])).ravel().tolist()
        [1, 1, 2, 2, 3, 3]
    """
    result: Tensor = resize_nearest_op(
        images,
        size,
        align_corners=bool(align_corners),
        half_pixel_centers=bool(half_pixel_centers),
        name=name,
    )
    return result


def resize_bicubic(
    images: Any,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:
    """Images of another size: between pixels, a cubic through the four nearest in each direction.

    Args:
        images: [batch, height, width, channels], real numbers.
        size: [new height, new width], int32.
        align_corners: whether the centres of the corner pixels meet; else pixel i lies at
            i * in / out.
        name: of the node.
        half_pixel_centers: whether places are measured from the centres of pixels; the cubic is
            then Keys' (slope -0.5 instead of -0.75) and there is nothing beyond the border.

    Returns:
        A Tensor [batch, new height, new width, channels] of type float32, which may lie outside of
        the range of `images`. Gradient: to `images` of type float32 or float64.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: a size is not positive.

    Source: Keys, "Cubic convolution interpolation for digital image processing", 1981.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([0.0, 0.0, 4.0, 4.0], [1, 1, 4, 1])
        >>> tf.Session().run(tf.image.resize_bicubic(x, [1, 8])).ravel().tolist()
        [0.0, -0.375, 0.0, 2.0, 4.0, 4.375, 4.0, 4.0]
    """
    result: Tensor = resize_bicubic_op(
        images,
        size,
        align_corners=bool(align_corners),
        half_pixel_centers=bool(half_pixel_centers),
        name=name,
    )
    return result


def resize_area(
    images: Any, size: Any, align_corners: bool = False, name: str | None = None
) -> Tensor:
    """Images of another size: each pixel the mean of the area that it covers.

    Args:
        images: [batch, height, width, channels], real numbers.
        size: [new height, new width], int32.
        align_corners: whether a pixel covers (in - 1) / (out - 1) of the old ones, not in / out.
        name: of the node.

    Returns:
        A Tensor [batch, new height, new width, channels] of type float32. Gradient: to `images`
        (TF1 has none).

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: a size is not positive.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 2.0, 3.0, 4.0], [1, 1, 4, 1])
        >>> tf.Session().run(tf.image.resize_area(x, [1, 2])).ravel().tolist()
        [1.5, 3.5]
    """
    result: Tensor = resize_area_op(images, size, align_corners=bool(align_corners), name=name)
    return result
