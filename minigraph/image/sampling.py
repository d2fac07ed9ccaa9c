"""Where the pixels of a resized image come from.

Rows and columns are resized one after the other, and along one axis every method is the same thing:
pixel i of the result is the sum over k of weights[k, i] * image[places[k, i]]. Such a list of
`Taps` is made here for each of TF1's four methods, with TF1's conventions and its float32 numbers;
`gathered` applies one, `scattered` is the transposed map, which gradients are made of.

The conventions: by default pixel i lies at i * in / out, so that the last pixels of the two images do
not meet; `align` puts the centres of the corner pixels on one another; `half` measures from the
pixels' centres, (i + 1/2) * in / out - 1/2.

Sources: R. Keys, "Cubic convolution interpolation for digital image processing", IEEE Transactions
on Acoustics, Speech, and Signal Processing 29, 1981; otherwise as TF1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

__all__ = [
    "Taps",
    "area_taps",
    "bicubic_taps",
    "bilinear_taps",
    "gathered",
    "nearest_places",
    "scatter_sorted",
    "scattered",
]

_STEPS = 1024  # a bicubic weight is one of so many between two pixels
_SHARP, _KEYS = -0.75, -0.5  # slope of the cubic kernel at 1: TF1's own, and Keys' for `half`
_LEAST = 1000 * float(np.finfo(np.float32).tiny)  # a sum of weights below this is not divided by


class Taps(NamedTuple):
    """What is added up along an axis; both arrays are [taps, size of the result].

    The places of each tap never fall from one pixel to the next.
    """

    places: Any
    weights: Any


def scale(size: int, wanted: int, align: bool) -> np.float32:
    """How many pixels of the image there are to one of the result."""
    if align and wanted > 1:
        return np.float32(np.float32(size - 1) / np.float32(wanted - 1))
    return np.float32(np.float32(size) / np.float32(wanted))


def _locations(size: int, wanted: int, align: bool, half: bool) -> Any:
    """Where the pixels of the result lie in the image."""
    step, pixels = scale(size, wanted, align), np.arange(wanted, dtype=np.float32)
    if half:
        return (pixels + np.float32(0.5)) * step - np.float32(0.5)
    return pixels * step


# ---------------------------------------------------------------------------------- the methods
def nearest_places(size: int, wanted: int, align: bool, half: bool) -> Any:
    """The one pixel that each pixel of the result shows."""
    step, pixels = scale(size, wanted, align), np.arange(wanted, dtype=np.float32)
    at = (pixels + np.float32(0.5)) * step if half else pixels * step
    if align:
        at = np.where(at - np.floor(at) >= 0.5, np.ceil(at), np.floor(at))  # halves go up
    return np.clip(np.floor(at).astype(np.intp), 0, size - 1)


def bilinear_taps(size: int, wanted: int, align: bool, half: bool) -> Taps:
    """The pixels on both sides; the weights of the second, `weights[1]`, are the way to it."""
    at = _locations(size, wanted, align, half)
    below = np.floor(at)
    places = np.clip(np.stack([below, np.ceil(at)]).astype(np.intp), 0, size - 1)
    part = at - below
    return Taps(places, np.stack([1 - part, part]))


def _cubic(distance: Any, slope: float) -> tuple[Any, Any]:
    """Keys' kernel at distances from [0, 1], and at these plus 1."""
    x, y = distance, distance + 1
    near = ((slope + 2) * x - (slope + 3)) * x * x + 1
    far = ((slope * y - 5 * slope) * y + 8 * slope) * y - 4 * slope
    return near, far


def bicubic_taps(size: int, wanted: int, align: bool, half: bool) -> Taps:
    """Two pixels on either side.

    Beyond the border the last pixel is repeated; with `half` there is nothing there, and the other
    weights are made to sum to 1.
    """
    at = _locations(size, wanted, align, half)
    below = np.floor(at)
    part = np.rint(np.float64(_STEPS) * (at - below)) / _STEPS
    slope = _KEYS if half else _SHARP
    (near_before, far_before), (near_after, far_after) = (
        _cubic(part, slope),
        _cubic(1 - part, slope),
    )
    weights: Any = np.stack([far_before, near_before, near_after, far_after]).astype(np.float32)
    wished = below.astype(np.intp) + np.arange(-1, 3)[:, None]
    places = np.clip(wished, 0, size - 1)
    if half:
        weights = np.where(places == wished, weights, np.float32(0))
        sums = weights.sum(0)
        weights = weights / np.where(np.abs(sums) >= _LEAST, sums, np.float32(1))
    return Taps(places, weights)


def area_taps(size: int, wanted: int, align: bool) -> Taps:
    """All pixels that a pixel of the result covers, each with the part of it that is covered."""
    step, pixels = scale(size, wanted, align), np.arange(wanted, dtype=np.float32)
    if step == 0:  # one pixel and aligned corners: it is all there is to show
        return Taps(np.zeros((1, wanted), np.intp), np.ones((1, wanted), np.float32))
    begin, end = pixels * step, (pixels + 1) * step
    first = np.floor(begin)
    count = int((np.ceil(end) - first).max())
    at = first + np.arange(count, dtype=np.float32)[:, None]
    covered = np.minimum(at + 1, end) - np.maximum(at, begin)
    weights = np.maximum(covered, 0) / step
    return Taps(np.clip(at.astype(np.intp), 0, size - 1), weights.astype(np.float32))


# ---------------------------------------------------------------------------------- applying them
def _across(values: Any, axis: int, ndims: int) -> Any:
    """Numbers for the places of an axis, in a shape that broadcasts."""
    return values.reshape([-1 if i == axis else 1 for i in range(ndims)])


def gathered(x: Any, taps: Taps, axis: int) -> Any:
    """sum over k of weights[k, i] * x[places[k, i]] along an axis, in float32 at least."""
    total: Any = None
    for places, weights in zip(*taps, strict=True):
        part = x.take(places, axis) * _across(weights, axis, x.ndim)
        total = part if total is None else np.add(total, part, out=total)
    return total


def scattered(g: Any, taps: Taps, axis: int, size: int) -> Any:
    """The transposed map: each g[i] goes, weighted, to all its places on an axis of that size."""
    result = np.zeros((*g.shape[:axis], size, *g.shape[axis + 1 :]), g.dtype)
    for places, weights in zip(*taps, strict=True):
        scatter_sorted(result, g * _across(weights, axis, g.ndim).astype(g.dtype), places, axis)
    return result


def scatter_sorted(result: Any, values: Any, places: Any, axis: int) -> None:
    """Add values[i] to result[places[i]] along an axis; the places never fall.

    Places that repeat are neighbours: all firsts of them are added in one step, then all seconds,
    and within a step no place comes twice.
    """
    before = (slice(None),) * axis
    starts = np.flatnonzero(np.r_[True, places[1:] != places[:-1]])
    ranks = np.arange(len(places)) - np.repeat(starts, np.diff(np.r_[starts, len(places)]))
    for rank in range(int(ranks.max(initial=-1)) + 1):
        chosen = np.flatnonzero(ranks == rank)
        result[(*before, _as_slice(places[chosen]))] += values[(*before, _as_slice(chosen))]


def _as_slice(numbers: Any) -> Any:
    """Rising numbers as a slice if their steps are equal: it is read without a copy."""
    if len(numbers) == 1:
        return slice(int(numbers[0]), int(numbers[0]) + 1)
    steps = np.diff(numbers)
    if len(steps) and (steps == steps[0]).all():
        return slice(int(numbers[0]), int(numbers[-1]) + 1, int(steps[0]))
    return numbers
