"""Convolution as products of matrices, over blocks that stay in the processor's cache.

The patches that the windows show are written side by side as the rows of a matrix; that matrix
times the filter (as a matrix) is the convolution (`im2col`: Chellapilla, Puri, Simard, "High
Performance Convolutional Neural Networks for Document Processing", 2006). The matrix of all
patches would be as many times larger than the image as the filter has elements, so it is made in
blocks of `_BLOCK` numbers, each multiplied while it is still in the cache.

Both gradients are of the same kind. With respect to the filter: patches^T times the cotangent.
With respect to the image: the convolution of the cotangent with the mirrored filter; for strides
above 1 each phase of the image (the elements that leave the same rest when divided by the stride)
meets only some of the filter's elements and is a convolution of its own with those.

Everything here is [batch, *space, channels]; filters are [*kernel, channels, outputs].
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from minigraph.ops.windows import Windows

__all__ = ["correlate", "filter_gradient", "input_gradient"]

_BLOCK = 1 << 19  # numbers in a block of patches: 2 MiB of float32


def correlate(x: Any, filter: Any, windows: Windows, out: Any = None) -> Any:
    """sum over k of x[window + k] @ filter[k]: what TensorFlow calls a convolution."""
    outputs = filter.shape[-1]
    if out is None:
        out = np.empty((len(x), *windows.outs, outputs), x.dtype)
    if 0 in filter.shape:
        out.fill(0)
        return out
    matrix = filter.reshape(-1, outputs)
    for patches, place in patch_blocks(x, windows):
        np.matmul(patches, matrix, out=out[place].reshape(-1, outputs))
    return out


def filter_gradient(x: Any, g: Any, windows: Windows, out: Any = None) -> Any:
    """The gradient of <g, correlate(x, filter)> with respect to the filter."""
    outputs = g.shape[-1]
    depth = math.prod(windows.kernel) * x.shape[-1]
    if out is None:
        out = np.empty((*windows.kernel, x.shape[-1], outputs), x.dtype)
    if not out.size:
        return out
    total, part = out.reshape(depth, outputs), None
    for patches, place in patch_blocks(x, windows):
        columns = g[place].reshape(-1, outputs)
        if part is None:
            np.matmul(patches.T, columns, out=total)
            part = np.empty_like(total)
        else:
            total += np.matmul(patches.T, columns, out=part)
    if part is None:
        total.fill(0)
    return out


def input_gradient(filter: Any, g: Any, windows: Windows, out: Any = None) -> Any:
    """The gradient of <g, correlate(x, filter)> with respect to x."""
    if out is None:
        out = np.empty((len(g), *windows.sizes, filter.shape[-2]), g.dtype)
    phases = [
        [_phase(windows, axis, rest) for rest in range(stride)]
        for axis, stride in enumerate(windows.strides)
    ]
    for rests in itertools.product(*(range(s) for s in windows.strides)):
        chosen = [phases[axis][rest] for axis, rest in enumerate(rests)]
        pairs = zip(rests, windows.strides, strict=True)
        part = out[(slice(None), *(slice(rest, None, stride) for rest, stride in pairs))]
        if not part.size:
            continue
        if any(phase is None for phase in chosen):
            part[...] = 0
            continue
        taps, gaps, before = zip(*chosen, strict=True)
        mirrored = filter[taps].swapaxes(-1, -2)
        mirrored = mirrored[tuple(slice(None, None, -1) for _ in taps)]
        kernel, ones = mirrored.shape[: len(taps)], (1,) * len(taps)
        sub = Windows(windows.outs, kernel, ones, gaps, before, part.shape[1:-1])
        target = out if max(windows.strides) == 1 else None
        result = correlate(g, np.ascontiguousarray(mirrored), sub, target)
        if target is None:
            part[...] = result
    return out


def _phase(windows: Windows, axis: int, rest: int) -> Any:
    """The filter's elements that meet image elements rest, rest + stride, ... along an axis.

    Element k meets them in the windows i = (rest + stride * j + before - k * dilation) / stride:
    those k for which that is whole, so every stride / gcd(stride, dilation)-th. Returns (slice of
    k, their distance in i, border in front for the mirrored filter), or None if there is none.
    """
    stride, gap, kernel = windows.strides[axis], windows.dilations[axis], windows.kernel[axis]
    shift = rest + windows.before[axis]
    first = next((k for k in range(kernel) if (shift - k * gap) % stride == 0), None)
    if first is None:
        return None
    every = stride // math.gcd(stride, gap)
    count = len(range(first, kernel, every))
    distance = every * gap // stride
    front = (count - 1) * distance - (shift - first * gap) // stride
    return slice(first, None, every), distance, front


# ---------------------------------------------------------------------------------- patches
def patch_blocks(x: Any, windows: Windows) -> Iterator[tuple[Any, Any]]:
    """Blocks of patches as the rows of matrices, with the place of each block in the result.

    A block holds some images, or some rows of one image. Its memory is used again for the next.
    """
    outs, channels = windows.outs, x.shape[-1]
    depth = math.prod(windows.kernel) * channels
    if not len(x) or 0 in outs:
        return
    if depth == channels and not any(windows.before) and _covers(windows):
        steps = (slice(0, n * s, s) for n, s in zip(outs, windows.strides, strict=True))
        yield x[(slice(None), *steps)].reshape(-1, channels), slice(None)
        return
    row = max(math.prod(outs[1:]) * depth, 1)
    images = max(min(_BLOCK // (outs[0] * row), len(x)), 1)
    rows = max(min(_BLOCK // row, outs[0]), 1)
    room = np.empty(images * rows * row, x.dtype)
    for first, seen in _seen(x, windows, images):
        for top in range(0, outs[0], rows):
            source = seen[:, top : top + rows]
            target = room[: source.size].reshape(source.shape)
            np.copyto(target, source)
            place = (slice(first, first + len(source)), slice(top, top + source.shape[1]))
            yield target.reshape(-1, depth), place


def _covers(windows: Windows) -> bool:
    """Whether no window reaches beyond the end of the tensor."""
    rows = zip(windows.spans, windows.before, windows.sizes, strict=True)
    return all(span - before <= size for span, before, size in rows)


def _seen(x: Any, windows: Windows, images: int) -> Iterator[tuple[int, Any]]:
    """For some images at a time: the first one's number, and all windows as one strided view.

    The view is [images, *outs, *kernel, channels]; it shows x itself, or a copy with a border.
    """
    count = len(windows.outs)
    shape = (*windows.outs, *windows.kernel, x.shape[-1])
    whole = not any(windows.before) and _covers(windows)
    if not whole:
        room = np.zeros((images, *windows.spans, x.shape[-1]), x.dtype)
        target, source = _inner(windows)
    for first in range(0, len(x), images):
        part = x[first : first + images]
        if not whole:
            room[: len(part)][target] = part[source]
            part = room[: len(part)]
        steps = part.strides[1:-1]
        jumps = [n * s for n, s in zip(steps, windows.strides, strict=True)]
        gaps = [n * d for n, d in zip(steps, windows.dilations, strict=True)]
        strides = (part.strides[0], *jumps, *gaps, part.strides[-1])
        assert len(strides) == 2 * count + 2
        yield first, as_strided(part, (len(part), *shape), strides)


def _inner(windows: Windows) -> tuple[Any, Any]:
    """Where the tensor stands within its border, and the part of it that any window sees."""
    target, source = [slice(None)], [slice(None)]
    for size, before, span in zip(windows.sizes, windows.before, windows.spans, strict=True):
        start = max(-before, 0)
        count = max(min(size - start, span - max(before, 0)), 0)
        target.append(slice(max(before, 0), max(before, 0) + count))
        source.append(slice(start, start + count))
    return tuple(target), tuple(source)
