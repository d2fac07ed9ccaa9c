"""A random box of an image that still shows enough of an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from minigraph.core.dtypes import int8, int16, int32, int64, uint8
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.naming import name_scope
from minigraph.ops.philox import PhiloxStream

__all__ = ["SampleDistortedBoundingBoxV2", "sample_distorted_bounding_box"]

_F32 = np.float32
_Box = tuple[int, int, int, int]  # x1, y1, x2, y2 in pixels


class SampleDistortedBoundingBoxV2(NamedTuple):
    """What `tf.image.sample_distorted_bounding_box` returns.

    Example:
        >>> import minigraph as tf
        >>> found = tf.image.sample_distorted_bounding_box([8, 8, 3], [[[0.0, 0.0, 1.0, 1.0]]])
        >>> found.bboxes.shape.as_list()
        [1, 1, 4]
    """

    begin: Any
    size: Any
    bboxes: Any


# ---------------------------------------------------------------------------------- numbers
class _Numbers:
    """Single random numbers, in the order of a stream's words."""

    def __init__(self, stream: PhiloxStream, first: int):
        self._words = self._all(stream, first)

    @staticmethod
    def _all(stream: PhiloxStream, first: int) -> Iterator[int]:
        while True:
            yield from stream.blocks(np.arange(first, first + 16, dtype=np.uint64)).ravel().tolist()
            first += 16

    def unit(self) -> Any:
        """A float32 in [0, 1): 23 bits."""
        bits = np.uint32(0x3F800000 | (next(self._words) & 0x7FFFFF))
        return bits.view(_F32) - _F32(1)

    def below(self, count: int) -> int:
        """An integer from 0 to count - 1, each equally likely."""
        if count & (count - 1) == 0:
            return next(self._words) & (count - 1)
        reject = (2**32 - 1) % count + 1  # so many words would come once more than others
        while True:
            word = next(self._words)
            if word >= reject:
                return word % count


# ---------------------------------------------------------------------------------- boxes
def _area(box: _Box) -> int:
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def _common(a: _Box, b: _Box) -> int:
    return _area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))


def _round(x: Any) -> int:
    return int(np.rint(_F32(x)))


def _drawn_box(size: tuple[int, int], area: Any, aspect: Any, numbers: _Numbers) -> _Box | None:
    """A box of this width / height, with an area in the range (as parts of the image's)."""
    height, width = size
    if area[1] <= 0 or aspect <= 0 or width <= 0 or height <= 0 or area[0] > area[1]:
        return None
    least, most = (_F32(part * _F32(width) * _F32(height)) for part in area)
    high, highest = (_round(np.sqrt(_F32(a / aspect))) for a in (least, most))
    if _round(highest * aspect) > width:
        highest = int(_F32((width + 0.5 - 1e-7) / float(aspect)))
        if _round(highest * aspect) > width:
            highest -= 1
    highest = min(highest, height)
    high = min(high, highest)
    if high < highest:
        high += numbers.below(highest - high + 1)
    wide = _round(high * aspect)
    for step, outside in ((1, wide * high < least), (-1, wide * high > most)):
        if outside:  # by rounding
            high += step
            wide = _round(high * aspect)
            break
    if not least <= wide * high <= most or not 0 < wide <= width or not 0 < high <= height:
        return None
    y = numbers.below(height - high) if high < height else 0
    x = numbers.below(width - wide) if wide < width else 0
    return (x, y, x + wide, y + high)


def _shows_enough(box: _Box, objects: list[_Box], least: float) -> bool:
    """Whether one of the objects lies in the box by that part at least."""
    if _area(box) < 1:
        return False
    return any(
        _F32(_common(box, other)) / _F32(_area(other)) >= least
        for other in objects
        if _area(other) >= 1
    )


# ---------------------------------------------------------------------------------- the op
def _sampled(call: Call) -> list[Dims]:
    size, boxes = call.rank(0, 1), call.rank(1, 3)
    call.rank(2, 0)
    if size is not None and size[0] not in (None, 3):
        raise ValueError(f"image_size must be [height, width, channels], not {show(size)}")
    if boxes is not None and boxes[2] not in (None, 4):
        raise ValueError(f"bounding_boxes must be [batch, number, 4], not {show(boxes)}")
    return [(3,), (3,), (1, 1, 4)]


def _objects(boxes: Any, size: tuple[int, int]) -> list[_Box]:
    """The boxes in pixels."""
    flat = boxes.reshape(-1, 4)
    if not ((flat >= 0) & (flat <= 1)).all():
        raise InvalidArgumentError(None, None, "All bounding box coordinates must be in [0.0, 1.0]")
    height, width = size
    pixels = np.trunc(flat * np.array([height, width] * 2, _F32)).astype(int).tolist()
    return [(x1, y1, x2, y2) for y1, x1, y2, x2 in pixels]


@op(
    "SampleDistortedBoundingBoxV2",
    "image_size: T, bounding_boxes: float32, min_object_covered: float32 "
    "-> begin: T, size: T, bboxes: float32",
    T=(uint8, int8, int16, int32, int64),
    shape=_sampled,
    effect="random",
    stream=lambda attrs: PhiloxStream(attrs["seed"], attrs["seed2"]),
    no_gradient="the numbers do not depend on the inputs in a smooth way",
    samples=[
        case([20, 30, 3], [[[0.1, 0.2, 0.9, 0.7]]], _F32(0.1), seed=1, seed2=2),
        case([20, 30, 3], "1,0,4", _F32(0.1), seed=1, use_image_if_no_bounding_boxes=True),
        bad([20, 30], [[[0.0] * 4]], _F32(0.1), error=ValueError, match="image_size"),
        bad(
            [20, 30, 3],
            [[[0.0, 0.0, 2.0, 1.0]]],
            _F32(0.1),
            error=InvalidArgumentError,
            match="1.0",
        ),
        bad([20, 30, 3], "1,0,4", _F32(0.1), error=InvalidArgumentError, match="No bounding"),
    ],
)
def sample_distorted_bounding_box_op(
    image_size: Any,
    bounding_boxes: Any,
    min_object_covered: Any,
    *,
    seed: int = 0,
    seed2: int = 0,
    aspect_ratio_range: tuple[float, ...] = (0.75, 1.33),
    area_range: tuple[float, ...] = (0.05, 1.0),
    max_attempts: int = 100,
    use_image_if_no_bounding_boxes: bool = False,
    stream: PhiloxStream,
) -> Any:
    """Where the box begins, its size (-1 channels: all), and the box in parts of the image."""
    height, width = (int(n) for n in image_size[:2])
    if not 0 <= min_object_covered <= 1:
        raise InvalidArgumentError(
            None, None, f"min_object_covered must be in [0, 1], not {min_object_covered}"
        )
    whole = (0, 0, width, height)
    objects = _objects(bounding_boxes, (height, width))
    if not objects:
        if not use_image_if_no_bounding_boxes:
            raise InvalidArgumentError(
                None, None, "No bounding boxes provided; see use_image_if_no_bounding_boxes"
            )
        objects = [whole]
    numbers = _Numbers(stream, stream.reserve(max_attempts))
    low, high = (_F32(a) for a in aspect_ratio_range)
    area = [_F32(a) for a in area_range]
    chosen = whole
    for _ in range(max_attempts):
        aspect = _F32(numbers.unit() * (high - low) + low)
        box = _drawn_box((height, width), area, aspect, numbers)
        if box is not None and _shows_enough(box, objects, min_object_covered):
            chosen = box
            break
    x1, y1, x2, y2 = chosen
    kind = image_size.dtype
    parts = np.array([y1, x1, y2, x2], _F32) / np.array([height, width] * 2, _F32)
    return (
        np.array([y1, x1, 0], kind),
        np.array([y2 - y1, x2 - x1, -1]).astype(kind),
        parts.reshape(1, 1, 4),
    )


def sample_distorted_bounding_box(
    image_size: Any,
    bounding_boxes: Any,
    seed: int | None = None,
    seed2: int | None = None,
    min_object_covered: Any = 0.1,
    aspect_ratio_range: Any = None,
    area_range: Any = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> SampleDistortedBoundingBoxV2:
    """A random box of an image in which at least a part of one object is seen.

    Args:
        image_size: [height, width, channels], integers.
        bounding_boxes: the objects: [batch, number, 4], float32, y1, x1, y2, x2 in [0, 1].
        seed, seed2: of the draw; without either other boxes in each session. As in TF1 the
            graph's seed is not looked at.
        min_object_covered: which part of an object must be seen, a float32 scalar.
        aspect_ratio_range: of width / height, two floats; default (0.75, 1.33).
        area_range: of the box's part of the image, two floats; default (0.05, 1).
        max_attempts: how many boxes are drawn before the whole image is taken; default 100.
        use_image_if_no_bounding_boxes: whether without objects the image counts as one; else it
            is an error.
        name: of the scope.

    Returns:
        A named tuple (begin, size, bboxes): two vectors for `tf.slice`, of the type of `image_size`,
        and [1, 1, 4], float32, for `tf.image.draw_bounding_boxes`. Given the same seeds they are
        TensorFlow's. No gradient.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: no boxes, or one outside of [0, 1].

    Source: Szegedy et al., "Going Deeper with Convolutions", 2014 (section 6).

    Example:
        >>> import minigraph as tf
        >>> begin, size, box = tf.image.sample_distorted_bounding_box(
        ...     [40, 40, 3], [[[0.2, 0.2, 0.8, 0.8]]], seed=1)
        >>> tf.Session().run([begin, size])[1].shape
        (3,)
    """
    given = {
        "aspect_ratio_range": aspect_ratio_range and tuple(map(float, aspect_ratio_range)),
        "area_range": area_range and tuple(map(float, area_range)),
        "max_attempts": max_attempts,
        "use_image_if_no_bounding_boxes": use_image_if_no_bounding_boxes,
    }
    options: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    with name_scope(name, "sample_distorted_bounding_box"):
        begin, size, box = sample_distorted_bounding_box_op(
            image_size,
            bounding_boxes,
            min_object_covered,
            seed=seed or 0,
            seed2=seed2 or 0,
            name=name,
            **options,
        )
        return SampleDistortedBoundingBoxV2(begin, size, box)
