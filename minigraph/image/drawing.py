"""Boxes drawn on images."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, Call, bad, case, op
from minigraph.core.shapes import Dims, show

__all__ = ["draw_bounding_boxes"]

# TF1's colours, one box after the other: red, green, blue, opacity.
_COLORS = (
    (1.0, 1.0, 0.0, 1.0),  # yellow
    (0.0, 0.0, 1.0, 1.0),  # blue
    (1.0, 0.0, 0.0, 1.0),  # red
    (0.0, 1.0, 0.0, 1.0),  # lime
    (0.5, 0.0, 0.5, 1.0),  # purple
    (0.5, 0.5, 0.0, 1.0),  # olive
    (0.5, 0.0, 0.0, 1.0),  # maroon
    (0.0, 0.0, 0.5, 1.0),  # navy
    (0.0, 1.0, 1.0, 1.0),  # aqua
    (1.0, 0.0, 1.0, 1.0),  # fuchsia
)
_NO_GRADIENT = "as in TF1, a drawing is not meant to be differentiated"


def _drawn_dims(call: Call) -> Dims:
    images, boxes = call.rank(0, 4), call.rank(1, 3)
    if boxes is not None and boxes[2] not in (None, 4):
        raise ValueError(f"boxes must be [batch, number, 4], not {show(boxes)}")
    if images is not None and images[3] not in (None, 1, 3, 4):
        raise ValueError(
            f"images must have 1 (grey), 3 (RGB) or 4 (RGBA) channels, not {images[3]}"
        )
    if len(call.shapes) == 3:
        call.rank(2, 2)
    return images


def _drawn(images: Any, boxes: Any, colors: Any) -> Any:
    batch, height, width, depth = images.shape
    if depth not in (1, 3, 4):
        raise InvalidArgumentError(
            None, None, f"images must have 1 (grey), 3 (RGB) or 4 (RGBA) channels, not {depth}"
        )
    if len(boxes) != batch:
        raise InvalidArgumentError(None, None, f"boxes for {len(boxes)} images, but {batch} images")
    colors = np.asarray(colors)[:, :depth]
    result = images.copy()
    corners = boxes.astype(np.float32) * np.array([height - 1, width - 1] * 2, np.float32)
    corners = np.trunc(np.nan_to_num(corners)).astype(np.int64)
    for image, rows in zip(result, corners.tolist(), strict=True):
        for number, (top, left, bottom, right) in enumerate(rows):
            if top > bottom or left > right:
                continue  # no box
            if top >= height or bottom < 0 or left >= width or right < 0:
                continue  # nothing of it is in the image
            color = colors[number % len(colors)]
            rows_in = slice(max(top, 0), min(bottom, height - 1) + 1)
            columns_in = slice(max(left, 0), min(right, width - 1) + 1)
            for row in (top, bottom):
                if 0 <= row < height:
                    image[row, columns_in] = color
            for column in (left, right):
                if 0 <= column < width:
                    image[rows_in, column] = color
    return result


@op(
    "DrawBoundingBoxes",
    "images: T, boxes: float32 -> output: T",
    T=FLOATS,
    shape=_drawn_dims,
    no_gradient=_NO_GRADIENT,
    samples=[
        case("2,7,8,3", [[[0.1, 0.2, 0.9, 0.7]], [[-0.5, 0.5, 0.4, 1.5]]]),
        case("1,7,8,1", [[[0.1, 0.2, 0.9, 0.7], [0.9, 0.2, 0.1, 0.7]]]),
        bad("1,7,8,3", [[[0.1, 0.2, 0.9]]], error=ValueError, match="number, 4"),
        bad("1,7,8,2", [[[0.0] * 4]], error=ValueError, match="channels"),
    ],
)
def draw_bounding_boxes_op(images: Any, boxes: Any) -> Any:
    """The images with the boxes' edges in TF1's colours."""
    return _drawn(images, boxes, _own(images))


def _own(images: Any) -> Any:
    """TF1's colours; on grey images white."""
    return np.ones((1, 1)) if images.shape[3] == 1 else _COLORS


@op(
    "DrawBoundingBoxesV2",
    "images: T, boxes: float32, colors: float32 -> output: T",
    T=FLOATS,
    shape=_drawn_dims,
    no_gradient=_NO_GRADIENT,
    samples=[
        case("2,7,8,3", [[[0.1, 0.2, 0.9, 0.7]], [[-0.5, 0.5, 0.4, 1.5]]], "2,3"),
        bad("1,7,8,3", [[[0.0] * 4]], "3", error=ValueError, match="rank 2"),
    ],
)
def draw_bounding_boxes_v2_op(images: Any, boxes: Any, colors: Any) -> Any:
    """The images with the boxes' edges in the colours given, in turn."""
    if not colors.size:
        return _drawn(images, boxes, _own(images))
    if colors.shape[1] < images.shape[3]:
        raise InvalidArgumentError(
            None, None, f"colors of {colors.shape[1]} channels for images of {images.shape[3]}"
        )
    return _drawn(images, boxes, colors)


def draw_bounding_boxes(
    images: Any, boxes: Any, name: str | None = None, colors: Any = None
) -> Tensor:
    """Images with boxes drawn on them, their edges one pixel wide.

    Args:
        images: [batch, height, width, channels] with 1, 3 or 4 channels; floats, for the colours
            in [0, 1].
        boxes: [batch, number, 4], float32: y1, x1, y2, x2, where 0 is the first row or column and
            1 the last.
        name: of the node.
        colors: [number of colours, channels], float32, used in turn; default: yellow, blue, red,
            lime, purple, olive, maroon, navy, aqua, fuchsia; white on grey images.

    Returns:
        A Tensor like `images`. No gradient.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> y = tf.image.draw_bounding_boxes(tf.zeros([1, 3, 4, 1]), [[[0.0, 0.0, 1.0, 0.7]]])
        >>> tf.Session().run(y)[0, ..., 0].tolist()
        [[1.0, 1.0, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0], [1.0, 1.0, 1.0, 0.0]]
    """
    if colors is None:
        result: Tensor = draw_bounding_boxes_op(images, boxes, name=name)
    else:
        result = draw_bounding_boxes_v2_op(images, boxes, colors, name=name)
    return result
