"""Boxes cut out of images, each resized to one size; the gradients to the images and the boxes."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from minigraph.core.dtypes import float16, float32, float64
from minigraph.core.errors import InvalidArgumentError, OutOfRangeError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.image.resize import PIXELS, sizes_of
from minigraph.image.sampling import scatter_sorted
from minigraph.ops.constants import constant
from minigraph.ops.shaping import as_shape_value, shape
from minigraph.ops.spread import renamed

__all__ = ["crop_and_resize"]

_METHODS = ("bilinear", "nearest")


# ---------------------------------------------------------------------------------- shapes
def _count(call: Call, boxes: int, index: int) -> int | None:
    """How many boxes there are, as far as the boxes and their image numbers say it."""
    box, number = call.rank(boxes, 2), call.rank(index, 1)
    if box is not None and box[1] not in (None, 4):
        raise ValueError(f"boxes must be [number, 4], not {show(box)}")
    found = [dims[0] for dims in (box, number) if dims is not None and dims[0] is not None]
    if len(set(found)) > 1:
        raise ValueError(f"{found[0]} boxes, but {found[1]} numbers of images (box_ind)")
    return found[0] if found else None


def _method(call: Call) -> None:
    if call.attrs["method"] not in _METHODS:
        raise ValueError(f"method must be one of {_METHODS}, not {call.attrs['method']!r}")


def _crops(call: Call) -> Dims:
    _method(call)
    image = call.rank(0, 4)
    channels = None if image is None else image[3]
    return (_count(call, 1, 2), *sizes_of(call, 3), channels)


def _images(call: Call) -> Dims:
    _method(call)
    g, size = call.rank(0, 4), call.rank(3, 1)
    _count(call, 1, 2)
    dims = as_shape_value(call.values[3], size)
    if dims is not None and (
        len(dims) != 4 or (g is not None and not compatible((g[3],), (dims[3],)))
    ):
        raise ValueError(f"image_size {show(dims)} does not fit the gradient {show(g)}")
    return dims or (None, None, None, g[3] if g else None)


def _boxes(call: Call) -> Dims:
    call.rank(0, 4), call.rank(1, 4)
    return (_count(call, 2, 3), 4)


# ---------------------------------------------------------------------------------- where
class _Axis(NamedTuple):
    """Along one axis, for each box and each pixel of its crop: [boxes, pixels]."""

    at: Any  # the place in the image
    inside: Any  # whether it is in the image
    before: Any  # the pixel before it, and the one after it
    after: Any
    part: Any  # how far it is from the one to the other


def _axis(start: Any, end: Any, size: int, wanted: int) -> _Axis:
    """From the first pixel of the box to the last one, in float32; a single pixel: the middle."""
    last = np.float32(size - 1)
    if wanted > 1:
        step = (end - start) * last / np.float32(wanted - 1)
        pixels = np.arange(wanted, dtype=np.float32)
        at = (start * last)[:, None] + pixels * step[:, None]
    else:
        at = (np.float32(0.5) * (start + end) * last)[:, None]
    inside = (at >= 0) & (at <= last)
    at = np.where(inside, at, np.float32(0))
    before = np.floor(at)
    return _Axis(at, inside, before.astype(np.intp), np.ceil(at).astype(np.intp), at - before)


def _located(boxes: Any, box_ind: Any, dims: Any, wanted: Any) -> tuple[_Axis, _Axis]:
    """The rows and the columns of the crops, once all that is asked for is there."""
    if len(boxes) != len(box_ind) or boxes.shape[1:] != (4,):
        raise InvalidArgumentError(
            None, None, f"boxes {show(boxes.shape)} and box_ind {show(box_ind.shape)} do not fit"
        )
    if min(wanted) <= 0:
        raise InvalidArgumentError(None, None, f"crop dimensions must be positive: {list(wanted)}")
    if min(dims[1:3]) <= 0:
        raise InvalidArgumentError(None, None, f"image dimensions must be positive: {show(dims)}")
    if len(box_ind) and not (box_ind.min() >= 0 and box_ind.max() < dims[0]):
        raise OutOfRangeError(
            None, None, f"box_index has values outside [0, batch_size): there are {dims[0]} images"
        )
    rows = _axis(boxes[:, 0], boxes[:, 2], dims[1], wanted[0])
    columns = _axis(boxes[:, 1], boxes[:, 3], dims[2], wanted[1])
    return rows, columns


def _flat(box_ind: Any, y: Any, x: Any, dims: Any) -> Any:
    """The numbers of pixels [boxes, rows, columns] in a batch of images laid end to end."""
    return ((box_ind[:, None] * dims[1] + y) * dims[2])[:, :, None] + x[:, None, :]


def _nearest(axis: _Axis) -> Any:
    return np.floor(axis.at + np.float32(0.5)).astype(np.intp)


def _corners(image: Any, box_ind: Any, rows: _Axis, columns: _Axis) -> Any:
    """Reads the pixels around each place: corners(first of rows?, first of columns?)."""
    pixels = image.reshape(math.prod(image.shape[:3]), image.shape[3])

    def read(y: Any, x: Any) -> Any:
        found = pixels.take(_flat(box_ind, y, x, image.shape), 0)
        return found.astype(np.float32, copy=False)

    return (
        read(rows.before, columns.before),
        read(rows.before, columns.after),
        read(rows.after, columns.before),
        read(rows.after, columns.after),
    )


# ---------------------------------------------------------------------------------- CropAndResize
@op(
    "CropAndResize",
    "image: T, boxes: float32, box_ind: int32, crop_size: int32 -> crops: float32",
    T=PIXELS,
    shape=_crops,
    samples=[
        case("2,4,6,3", [[0.1, 0.2, 0.9, 0.7], [0.8, 0.1, 0.3, 1.2]], [0, 1], [3, 4]),
        case("2,4,6,3", [[0.1, 0.2, 0.9, 0.7]], [1], [1, 2], method="nearest"),
        case("1,4,5,2 uint8 0:255", "0,4", [], [2, 2]),
        bad("2,4,6,3", [[0.0] * 4], [2], [3, 4], error=OutOfRangeError, match="batch_size"),
        bad("2,4,6,3", [[0.0] * 4], [0, 0], [3, 4], error=ValueError, match="1 boxes, but 2"),
        bad("2,4,6,3", [[0.0] * 3], [0], [3, 4], error=ValueError, match="number, 4"),
        bad("2,4,6,3", [[0.0] * 4], [0], [0, 4], error=InvalidArgumentError, match="positive"),
    ],
)
def crop_and_resize_op(
    image: Any,
    boxes: Any,
    box_ind: Any,
    crop_size: Any,
    *,
    method: str = "bilinear",
    extrapolation_value: float = 0.0,
) -> Any:
    """The pixels of each box; where it goes beyond the image, the extrapolation value."""
    rows, columns = _located(boxes, box_ind, image.shape, crop_size.tolist())
    if method == "nearest":
        pixels = image.reshape(math.prod(image.shape[:3]), image.shape[3])
        places = _flat(box_ind, _nearest(rows), _nearest(columns), image.shape)
        crops = pixels.take(places, 0).astype(np.float32, copy=False)
    else:
        top, top_right, bottom, bottom_right = _corners(image, box_ind, rows, columns)
        along, down = columns.part[:, None, :, None], rows.part[:, :, None, None]
        crops = top + (top_right - top) * along
        crops += (bottom + (bottom_right - bottom) * along - crops) * down
    crops[~(rows.inside[:, :, None] & columns.inside[:, None, :])] = extrapolation_value
    return crops


@crop_and_resize_op.grad
def _(op: Any, g: Any) -> Any:
    image, boxes, box_ind, _ = op.inputs
    known, to_image = image.get_shape(), None
    if image.dtype.base_dtype in (float16, float32, float64):
        size = constant(known.as_list()) if known.is_fully_defined() else shape(image)
        to_image = crop_and_resize_grad_image(
            g, boxes, box_ind, size, T=image.dtype.base_dtype, method=op.attrs["method"]
        )
    return to_image, crop_and_resize_grad_boxes(g, image, boxes, box_ind), None, None


@op(
    "CropAndResizeGradImage",
    "grads: float32, boxes: float32, box_ind: int32, image_size: int32 -> output: T",
    T=FLOATS,
    shape=_images,
    samples=[
        case(
            "2,3,4,3", [[0.1, 0.2, 0.9, 0.7], [0.8, 0.1, 0.3, 1.2]], [0, 1], [2, 4, 6, 3], T=float32
        ),
        case("1,1,2,3", [[0.1, 0.2, 0.9, 0.7]], [1], [2, 4, 6, 3], T=float64, method="nearest"),
        bad(
            "1,1,2,3", [[0.0] * 4], [0], [2, 4, 6], T=float32, error=ValueError, match="image_size"
        ),
    ],
)
def crop_and_resize_grad_image(
    grads: Any, boxes: Any, box_ind: Any, image_size: Any, *, T: Any, method: str = "bilinear"
) -> Any:
    """Each pixel of g goes back to those that it was made of."""
    dims = tuple(image_size.tolist())
    rows, columns = _located(boxes, box_ind, dims, grads.shape[1:3])
    inside = rows.inside[:, :, None] & columns.inside[:, None, :]
    g = np.where(inside[..., None], grads, np.float32(0))
    if method == "nearest":
        parts = [(_flat(box_ind, _nearest(rows), _nearest(columns), dims), g)]
    else:
        along, down = columns.part[:, None, :, None], rows.part[:, :, None, None]
        parts = []
        for y, of_row in ((rows.before, g * (1 - down)), (rows.after, g * down)):
            parts.append((_flat(box_ind, y, columns.before, dims), of_row * (1 - along)))
            parts.append((_flat(box_ind, y, columns.after, dims), of_row * along))
    result = np.zeros(dims, np.result_type(T.np_dtype, np.float32))
    for places, values in parts:
        flat, order = places.ravel(), np.argsort(places, axis=None, kind="stable")
        scatter_sorted(
            result.reshape(math.prod(dims[:3]), dims[3]),
            values.reshape(len(flat), dims[3])[order],
            flat[order],
            0,
        )
    return result.astype(T.np_dtype, copy=False)


@crop_and_resize_grad_image.grad
def _(op: Any, g: Any) -> Any:
    grads, boxes, box_ind, _ = op.inputs
    back = crop_and_resize_op(g, boxes, box_ind, shape(grads)[1:3], method=op.attrs["method"])
    return back, crop_and_resize_grad_boxes(grads, g, boxes, box_ind), None, None


@op(
    "CropAndResizeGradBoxes",
    "grads: float32, image: T, boxes: float32, box_ind: int32 -> output: float32",
    T=PIXELS,
    shape=_boxes,
    no_gradient="as in TF1, boxes have a gradient of the first order",
    samples=[
        case("2,3,4,3", "2,4,6,3", [[0.1, 0.2, 0.9, 0.7], [0.8, 0.1, 0.3, 1.2]], [0, 1]),
        case("1,1,2,3", "2,4,6,3", [[0.1, 0.2, 0.9, 0.7]], [1]),
        bad("1,1,2,3", "2,4,6,3", [[0.0] * 4], [2], error=OutOfRangeError, match="batch_size"),
    ],
)
def crop_and_resize_grad_boxes(
    grads: Any, image: Any, boxes: Any, box_ind: Any, *, method: str = "bilinear"
) -> Any:
    """How the crops change as the box's sides move: by the slopes between the pixels.

    As in TF1 they are those of bilinear crops, whatever the method.
    """
    rows, columns = _located(boxes, box_ind, image.shape, grads.shape[1:3])
    top, top_right, bottom, bottom_right = _corners(image, box_ind, rows, columns)
    along, down = columns.part[:, None, :, None], rows.part[:, :, None, None]
    inside = rows.inside[:, :, None] & columns.inside[:, None, :]
    g = np.where(inside[..., None], grads, np.float32(0))
    by_y = (g * ((bottom - top) * (1 - along) + (bottom_right - top_right) * along)).sum((2, 3))
    by_x = (g * ((top_right - top) * (1 - down) + (bottom_right - bottom) * down)).sum((1, 3))
    result = np.empty((len(boxes), 4), np.float32)
    for axis, slopes in enumerate((by_y, by_x)):
        last, count = image.shape[axis + 1] - 1, slopes.shape[1]
        way = np.arange(count) / (count - 1) if count > 1 else np.array([0.5])
        result[:, axis] = slopes @ (last * (1 - way)).astype(np.float32)
        result[:, axis + 2] = slopes @ (last * way).astype(np.float32)
    return result


def crop_and_resize(
    image: Any,
    boxes: Any,
    box_ind: Any = None,
    crop_size: Any = None,
    method: str = "bilinear",
    extrapolation_value: float = 0,
    name: str | None = None,
    box_indices: Any = None,
) -> Tensor:
    """Boxes cut out of images and resized to one size, from corner pixel to corner pixel.

    Args:
        image: a batch [number, height, width, channels], real numbers.
        boxes: [n, 4], float32: y1, x1, y2, x2, where 0 is the first row or column and 1 the last.
            They may go beyond the image; with y1 > y2 or x1 > x2 the crop is mirrored.
        box_ind: [n], int32: which image each box is of.
        crop_size: [crop height, crop width], int32.
        method: "bilinear" or "nearest".
        extrapolation_value: what the crops show beyond the image.
        name: of the node.
        box_indices: the new name of `box_ind`.

    Returns:
        A Tensor [n, crop height, crop width, channels], float32. Gradient: to `image` and `boxes`.

    Raises:
        ValueError: the shapes do not fit, or there is no such method.
        tf.errors.OutOfRangeError: there is no image of such a number.
        tf.errors.InvalidArgumentError: a size is not positive.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(9.0), [1, 3, 3, 1])
        >>> y = tf.image.crop_and_resize(x, [[0.0, 0.0, 0.5, 1.0]], [0], [2, 2])
        >>> tf.Session().run(y).reshape(2, 2).tolist()
        [[0.0, 2.0], [3.0, 5.0]]
    """
    numbers = renamed("box_indices", box_indices, "box_ind", box_ind)
    result: Tensor = crop_and_resize_op(
        image,
        boxes,
        numbers,
        crop_size,
        method=method,
        extrapolation_value=float(extrapolation_value),
        name=name,
    )
    return result
