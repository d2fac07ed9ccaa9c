"""Windows at given places of images, with noise beyond the border."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.image.resize import sizes_of
from minigraph.ops.philox import PhiloxStream

__all__ = ["extract_glimpse"]

_SEED = 87654321  # there is no seed to set: the noise is the same in each session


def _glimpses(call: Call) -> Dims:
    images, offsets = call.rank(0, 4) or (None,) * 4, call.rank(2, 2) or (None,) * 2
    if offsets[1] not in (None, 2):
        raise ValueError(f"offsets must be [batch, 2], not {show(offsets)}")
    if not compatible(images[:1], offsets[:1]):
        raise ValueError(f"{images[0]} images, but {offsets[0]} offsets")
    batch = offsets[0] if images[0] is None else images[0]
    return (batch, *sizes_of(call, 1), images[3])


def _noise(image: Any, dims: Any, uniform: bool, stream: PhiloxStream) -> Any:
    """Numbers between the image's least and largest, or normal with each channel's moments."""
    if uniform:
        low, high = image.min(), image.max()
        return low + (high - low) * stream.uniform(dims)
    return image.mean((0, 1)) + image.std((0, 1)) * stream.normal(dims)


@op(
    "ExtractGlimpse",
    "input: float32, size: int32, offsets: float32 -> glimpse: float32",
    shape=_glimpses,
    effect="random",
    stream=lambda attrs: PhiloxStream(_SEED, 0),
    no_gradient="as in TF1, a glimpse is not meant to be differentiated",
    samples=[
        case("2,4,6,3", [2, 3], [[0.0, 0.0], [0.5, -0.4]]),
        case("1,4,6,3", [3, 3], [[0.0, 9.0]], centered=False, normalized=False),
        bad("2,4,6,3", [2], [[0.0, 0.0], [0.5, -0.4]], error=ValueError, match="must be 2"),
        bad("2,4,6,3", [2, 3], [[0.0, 0.0]], error=ValueError, match="1 offsets"),
        bad("1,4,6,3", [-2, 3], [[0.0, 0.0]], error=ValueError, match="negative"),
    ],
)
def extract_glimpse_op(
    input: Any,
    size: Any,
    offsets: Any,
    *,
    centered: bool = True,
    normalized: bool = True,
    uniform_noise: bool = True,
    stream: PhiloxStream,
) -> Any:
    """One window of each image."""
    height, width = size.tolist()
    if height < 0 or width < 0:
        raise InvalidArgumentError(None, None, f"sizes must not be negative: {height} x {width}")
    whole, window = np.array(input.shape[1:3], np.float32), np.array([height, width], np.float32)
    at = offsets * whole if normalized else offsets
    if centered:
        at = at / 2 + whole / 2
    corners = np.trunc(at - window / 2).astype(int).tolist()
    result = np.empty((len(input), height, width, input.shape[3]), np.float32)
    for image, target, (y, x) in zip(input, result, corners, strict=True):
        rows = slice(max(y, 0), min(y + height, image.shape[0]))
        columns = slice(max(x, 0), min(x + width, image.shape[1]))
        seen = image[rows, columns] if rows.stop > 0 and columns.stop > 0 else image[:0]
        if seen.shape[:2] != (height, width):
            target[...] = _noise(image, target.shape, uniform_noise, stream)
        if seen.size:
            place = slice(rows.start - y, rows.stop - y), slice(columns.start - x, columns.stop - x)
            target[place] = seen
    return result


def extract_glimpse(
    input: Any,
    size: Any,
    offsets: Any,
    centered: bool = True,
    normalized: bool = True,
    uniform_noise: bool = True,
    name: str | None = None,
) -> Tensor:
    """One window of each image, at a place of its own; beyond the border is noise.

    Args:
        input: [batch, height, width, channels], float32.
        size: [window height, window width], int32.
        offsets: [batch, 2], float32: y and x of the windows' centres.
        centered: whether (0, 0) is the middle of the image, 1 its end; else its upper left corner.
        normalized: whether offsets are in parts of the image, not in pixels.
        uniform_noise: whether the noise lies between the least and the largest number of the
            image; else it is normal, with the moments of each channel.
        name: of the node.

    Returns:
        A Tensor [batch, window height, window width, channels], float32. No gradient.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: a size is negative.

    Source: Mnih et al., "Recurrent Models of Visual Attention", 2014.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
        >>> tf.Session().run(tf.image.extract_glimpse(x, [2, 2], [[0.0, 0.0]])).ravel().tolist()
        [5.0, 6.0, 9.0, 10.0]
    """
    result: Tensor = extract_glimpse_op(
        input,
        size,
        offsets,
        centered=bool(centered),
        normalized=bool(normalized),
        uniform_noise=bool(uniform_noise),
        name=name,
    )
    return result
