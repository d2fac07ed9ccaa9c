"""Images of another size by any method, with or without their shape kept."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import show
from minigraph.image.cropping import pad_to_bounding_box
from minigraph.image.frames import after, as_batch, assertion, checks, sizes, unbatched
from minigraph.image.resize import (
    resize_area,
    resize_bicubic,
    resize_bilinear,
    resize_nearest_neighbor,
)
from minigraph.ops.assertions import static_value
from minigraph.ops.casting import cast
from minigraph.ops.joining import stack
from minigraph.ops.magnitude import maximum, minimum
from minigraph.ops.naming import name_scope
from minigraph.ops.rounding import floor, round
from minigraph.ops.shaping import as_shape_value

__all__ = ["ResizeMethod", "resize_image_with_pad", "resize_images"]


class ResizeMethod:
    """The methods of `tf.image.resize_images`.

    Example:
        >>> import minigraph as tf
        >>> tf.image.ResizeMethod.BICUBIC
        2
    """

    BILINEAR = 0
    NEAREST_NEIGHBOR = 1
    BICUBIC = 2
    AREA = 3


_METHODS = {
    ResizeMethod.BILINEAR: resize_bilinear,
    "bilinear": resize_bilinear,
    ResizeMethod.NEAREST_NEIGHBOR: resize_nearest_neighbor,
    "nearest": resize_nearest_neighbor,
    ResizeMethod.BICUBIC: resize_bicubic,
    "bicubic": resize_bicubic,
    ResizeMethod.AREA: resize_area,
    "area": resize_area,
}


def resize_images(
    images: Any,
    size: Any,
    method: Any = ResizeMethod.BILINEAR,
    align_corners: bool = False,
    preserve_aspect_ratio: bool = False,
    name: str | None = None,
) -> Tensor:
    """Images of another size.

    Args:
        images: [height, width, channels], or a batch of such; real numbers.
        size: [new height, new width], int32.
        method: a `tf.image.ResizeMethod`, that is 0: bilinear, 1: nearest neighbour, 2: bicubic,
            3: area.
        align_corners: whether the centres of the corner pixels meet.
        preserve_aspect_ratio: whether the image keeps its shape: `size` is then the most that it
            may take.
        name: of the scope.

    Returns:
        A Tensor of type float32; of the type of `images` if the method is nearest neighbour, or
        if they have that size already. Gradient: to `images`.

    Raises:
        ValueError: an image of another rank, no such method, a `size` that is not two int32.

    Example:
        >>> import minigraph as tf
        >>> x = tf.ones([2, 32, 32, 3])
        >>> tf.image.resize_images(x, [16, 24]).shape.as_list()
        [2, 16, 24, 3]
    """
    with name_scope(name, "resize", [images, size]):
        tensor = convert(images, name="images")
        if tensor._dims is None:
            raise ValueError("'images' contains no shape.")
        batch, was_batch = as_batch(tensor, "images")
        size = _size(size)
        known = None
        if preserve_aspect_ratio:
            size, known = _within(batch, size)
        wanted = as_shape_value(size._known, (2,)) or (None, None)
        if wanted == (batch._dims or ())[1:3] and None not in wanted:
            return unbatched(batch, was_batch)
        if isinstance(method, Tensor) or method not in _METHODS:
            raise ValueError(f"Resize method is not implemented: {method}")
        result = _METHODS[method](batch, size, align_corners=align_corners)
        result.set_shape([None, *(known or wanted), None])
        return unbatched(result, was_batch)


def _size(size: Any) -> Tensor:
    try:
        tensor = convert(size, dtypes.int32, name="size")
    except (TypeError, ValueError):
        raise ValueError(f"'size' must be a 1-D int32 Tensor, not {size!r}") from None
    if not tensor.get_shape().is_compatible_with([2]):
        raise ValueError(
            "'size' must be a 1-D Tensor of 2 elements: new_height, new_width; it has the shape "
            f"{show(tensor._dims)}"
        )
    return tensor


def _within(images: Tensor, size: Tensor) -> tuple[Tensor, Any]:
    """The largest size within `size` of the images' shape, and the same in numbers if known."""
    _, height, width, _ = sizes(images, 4)
    f32 = dtypes.float32
    by_height = cast(size[0], f32) / cast(height, f32)
    by_width = cast(size[1], f32) / cast(width, f32)
    scale = minimum(by_height, by_width)
    rows = cast(round(scale * cast(height, f32)), dtypes.int32)
    columns = cast(round(scale * cast(width, f32)), dtypes.int32)
    limits, known = static_value(size), None
    if limits is not None and not isinstance(height, Tensor) and not isinstance(width, Tensor):
        now = np.array([height, width], np.float32)
        known = np.rint((limits.astype(np.float32) / now).min() * now).astype(int).tolist()
    return stack([rows, columns], name="size"), known


def resize_image_with_pad(
    image: Any,
    target_height: Any,
    target_width: Any,
    method: Any = ResizeMethod.BILINEAR,
    align_corners: bool = False,
) -> Tensor:
    """Images of another size that keep their shape, in the middle of a border of zeros.

    Args:
        image: [height, width, channels], or a batch of such; real numbers.
        target_height, target_width: the size, ints (or int32 tensors) above 0.
        method, align_corners: as for `tf.image.resize_images`.

    Returns:
        A Tensor of that size, of type float32 unless the method is nearest neighbour. Gradient: to
        `image`.

    Raises:
        ValueError: a size that is not positive, an image of another rank.

    Example:
        >>> import minigraph as tf
        >>> x = tf.ones([2, 2, 1])
        >>> tf.Session().run(tf.image.resize_image_with_pad(x, 2, 4))[..., 0].tolist()
        [[0.0, 1.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0]]
    """
    with name_scope(None, "resize_image_with_pad", [image]):
        images, was_batch = as_batch(convert(image, name="image"))
        found = checks(images)
        found += assertion(target_width > 0, "target_width must be > 0.")
        found += assertion(target_height > 0, "target_height must be > 0.")
        images = after(found, images)
        _, height, width, _ = sizes(images, 4)
        given = (height, width, target_height, target_width)
        high, wide, target_high, target_wide = (cast(x, dtypes.float32) for x in given)
        ratio = maximum(wide / target_wide, high / target_high)
        new_high, new_wide = high / ratio, wide / ratio
        new_size = [cast(floor(new_high), dtypes.int32), cast(floor(new_wide), dtypes.int32)]
        above, left = (target_high - new_high) / 2, (target_wide - new_wide) / 2
        above, left = floor(above), floor(left)
        above = maximum(0, cast(above, dtypes.int32))
        left = maximum(0, cast(left, dtypes.int32))
        resized = resize_images(images, new_size, method, align_corners=align_corners)
        if not any(isinstance(x, Tensor) for x in given):
            now, most = np.array(given, np.float32).reshape(2, 2)
            resized.set_shape([None, *np.floor(now / (now / most).max()).astype(int), None])
        result = pad_to_bounding_box(resized, above, left, target_height, target_width)
        return unbatched(result, was_batch)
