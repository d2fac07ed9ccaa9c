"""Parts of images, and images with a border."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import show
from minigraph.image.frames import after, as_batch, assertion, checked, checks, sizes, unbatched
from minigraph.ops.assertions import static_value
from minigraph.ops.casting import cast
from minigraph.ops.checks import Assert
from minigraph.ops.compare import equal, greater, less_equal
from minigraph.ops.joining import stack
from minigraph.ops.logic import logical_or
from minigraph.ops.magnitude import maximum, minimum
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import pad
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.slicing import slice

__all__ = [
    "central_crop",
    "crop_to_bounding_box",
    "pad_to_bounding_box",
    "resize_image_with_crop_or_pad",
]


def _static(sizes: list[Any]) -> list[Any]:
    """The sizes that are numbers, None for the others."""
    return [None if isinstance(size, Tensor) else size for size in sizes]


def crop_to_bounding_box(
    image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """The part of images with its upper left corner at (offset_height, offset_width).

    Args:
        image: [height, width, channels], or a batch of such.
        offset_height, offset_width: the corner, ints (or int32 tensors) from 0.
        target_height, target_width: the size of the part, ints (or int32 tensors) above 0.

    Returns:
        A Tensor like `image`, of that size. Gradient: to `image`, 0 outside of the part.

    Raises:
        ValueError: the part does not lie within the image; tf.errors.InvalidArgumentError in the
            run where that is not known before.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(9), [3, 3, 1])
        >>> tf.Session().run(tf.image.crop_to_bounding_box(x, 1, 0, 2, 2))[..., 0].tolist()
        [[3, 4], [6, 7]]
    """
    with name_scope(None, "crop_to_bounding_box", [image]):
        images, was_batch = as_batch(convert(image, name="image"))
        found = checks(images)
        batch, height, width, depth = sizes(images, 4)
        found += assertion(offset_width >= 0, "offset_width must be >= 0.")
        found += assertion(offset_height >= 0, "offset_height must be >= 0.")
        found += assertion(target_width > 0, "target_width must be > 0.")
        found += assertion(target_height > 0, "target_height must be > 0.")
        found += assertion(
            width >= (target_width + offset_width), "width must be >= target + offset."
        )
        found += assertion(
            height >= (target_height + offset_height), "height must be >= target + offset."
        )
        images = after(found, images)
        begin = stack([0, offset_height, offset_width, 0])
        size = stack([shape(images)[0], target_height, target_width, shape(images)[3]])
        part = slice(images, begin, size)
        part.set_shape(_static([batch, target_height, target_width, depth]))
        return unbatched(part, was_batch)


def pad_to_bounding_box(
    image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """Images within larger ones of zeros, with their upper left corner at the offsets.

    Args:
        image: [height, width, channels], or a batch of such.
        offset_height, offset_width: rows above and columns to the left, ints (or int32 tensors)
            from 0.
        target_height, target_width: the whole size, ints (or int32 tensors).

    Returns:
        A Tensor like `image`, of that size. Gradient: to `image`, the inner part of g.

    Raises:
        ValueError: the image does not fit; tf.errors.InvalidArgumentError in the run where that is
            not known before.

    Example:
        >>> import minigraph as tf
        >>> x = tf.ones([1, 1, 1])
        >>> tf.Session().run(tf.image.pad_to_bounding_box(x, 1, 0, 2, 2))[..., 0].tolist()
        [[0.0, 0.0], [1.0, 0.0]]
    """
    with name_scope(None, "pad_to_bounding_box", [image]):
        images, was_batch = as_batch(convert(image, name="image"))
        batch, height, width, depth = sizes(images, 4)
        after_width = target_width - offset_width - width
        after_height = target_height - offset_height - height
        found = checks(images)
        found += assertion(offset_height >= 0, "offset_height must be >= 0")
        found += assertion(offset_width >= 0, "offset_width must be >= 0")
        found += assertion(after_width >= 0, "width must be <= target - offset")
        found += assertion(after_height >= 0, "height must be <= target - offset")
        images = after(found, images)
        borders = stack([0, 0, offset_height, after_height, offset_width, after_width, 0, 0])
        padded = pad(images, reshape(borders, [4, 2]))
        padded.set_shape(_static([batch, target_height, target_width, depth]))
        return unbatched(padded, was_batch)


# ---------------------------------------------------------------------------------- both
def _larger(x: Any, y: Any) -> Any:
    return maximum(x, y) if isinstance(x, Tensor) or isinstance(y, Tensor) else max(x, y)


def _smaller(x: Any, y: Any) -> Any:
    return minimum(x, y) if isinstance(x, Tensor) or isinstance(y, Tensor) else min(x, y)


def _same(x: Any, y: Any) -> Any:
    return equal(x, y) if isinstance(x, Tensor) or isinstance(y, Tensor) else x == y


def resize_image_with_crop_or_pad(image: Any, target_height: Any, target_width: Any) -> Tensor:
    """Images of another size around the same centre: cropped or with a border of zeros.

    Args:
        image: [height, width, channels], or a batch of such.
        target_height, target_width: the size, ints (or int32 tensors) above 0.

    Returns:
        A Tensor like `image`, of that size. Where the border is odd, the smaller half is above
        and to the left. Gradient: to `image`.

    Raises:
        ValueError: a size that is not positive, an image of another rank.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(1, 5), [1, 4, 1])
        >>> tf.Session().run(tf.image.resize_image_with_crop_or_pad(x, 2, 2))[..., 0].tolist()
        [[2, 3], [0, 0]]
    """
    with name_scope(None, "resize_image_with_crop_or_pad", [image]):
        images, was_batch = as_batch(convert(image, name="image"))
        found = checks(images)
        found += assertion(target_width > 0, "target_width must be > 0.")
        found += assertion(target_height > 0, "target_height must be > 0.")
        images = after(found, images)
        if isinstance(target_height, Tensor):
            target_height = after(found, target_height)
        if isinstance(target_width, Tensor):
            target_width = after(found, target_width)
        _, height, width, _ = sizes(images, 4)
        more_width = target_width - width
        crop_width, pad_width = _larger(-more_width // 2, 0), _larger(more_width // 2, 0)
        more_height = target_height - height
        crop_height, pad_height = _larger(-more_height // 2, 0), _larger(more_height // 2, 0)
        cropped = crop_to_bounding_box(
            images,
            crop_height,
            crop_width,
            _smaller(target_height, height),
            _smaller(target_width, width),
        )
        result = pad_to_bounding_box(cropped, pad_height, pad_width, target_height, target_width)
        _, height, width, _ = sizes(result, 4)
        found = assertion(_same(height, target_height), "resized height is not correct.")
        found += assertion(_same(width, target_width), "resized width is not correct.")
        return unbatched(after(found, result), was_batch)


# ---------------------------------------------------------------------------------- central_crop
def _fraction(central_fraction: Any) -> tuple[Any, list[Any]]:
    """The fraction, a number if it is known, and what must be checked of it in the run."""
    if isinstance(central_fraction, Tensor):
        known = static_value(central_fraction)
        if known is None:
            holds = logical_or(greater(central_fraction, 0.0), less_equal(central_fraction, 1.0))
            return central_fraction, [Assert(holds, ["central_fraction must be within (0, 1]"])]
        central_fraction = known
    if not 0 < central_fraction <= 1:
        raise ValueError("central_fraction must be within (0, 1]")
    return float(central_fraction), []


def central_crop(image: Any, central_fraction: Any) -> Tensor:
    """The middle of images: from each side the same part is cut off.

    Args:
        image: [height, width, channels], or a batch of such.
        central_fraction: how much of the height and the width is left, in (0, 1]; a float or a
            scalar.

    Returns:
        A Tensor like `image`; on each side int(size * (1 - central_fraction) / 2) pixels are gone.
        Gradient: to `image`, 0 outside of the part.

    Raises:
        ValueError: the fraction is not in (0, 1], or an image of another rank.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(16), [4, 4, 1])
        >>> tf.Session().run(tf.image.central_crop(x, 0.5))[..., 0].tolist()
        [[5, 6], [9, 10]]
    """
    with name_scope(None, "central_crop", [image]):
        image = result = convert(image, name="image")
        part, found = _fraction(central_fraction)
        if found:
            image = after(found, image)
        elif part == 1:
            return result
        checked(image)
        rank = image.get_shape().ndims
        if rank not in (3, 4):
            raise ValueError(
                "`image` should either be a Tensor with rank = 3 or rank = 4. Had rank = "
                f"{rank}: {show(image._dims)}"
            )
        dims = image._dims[-3:]
        rows, columns = (
            shape(image)[axis + rank - 3] if dims[axis] is None else dims[axis] for axis in (0, 1)
        )
        top, left = _margin(rows, part), _margin(columns, part)
        high, wide = rows - top * 2, columns - left * 2
        others: list[Any] = [] if rank == 3 else [0]
        begin = stack([*others, top, left, 0])
        size = stack([*([-1] * len(others)), high, wide, -1])
        result = slice(image, begin, size)
        result.set_shape([*image._dims[: rank - 3], *_static([high, wide]), dims[2]])
        return result


def _margin(size: Any, part: Any) -> Any:
    """How many of `size` rows or columns are cut off on one side."""
    if isinstance(size, Tensor) or isinstance(part, Tensor):
        whole = cast(size, dtypes.float64)
        return cast((whole - whole * cast(part, dtypes.float64)) / 2, dtypes.int32)
    return int((size - size * part) / 2)
