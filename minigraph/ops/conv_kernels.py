"""Convolution as products of matrices, over blocks that stay in the processor's cache.

The patches that the windows show are written side by side as the rows of a matrix; that matrix
times the filter (as a matrix) is the convolution (`im2col`: Chellapilla, Puri, Simard, "High
Performance Convolutional Neural Networks for Document Processing", 2006). The matrix of all
patches would be as many times larger than the image as the filter has elements, so it is made in
blocks of `_BLOCK` numbers, each multiplied while it is still in the cache.

Where the border makes up for what the windows take off, as padding "SAME" does, patches of one row
are enough: one product of these with the filter's rows side by side gives all that a row of the
image adds to the rows of the result that see it, and these are added up (`_adds_rows`). That makes
the patches as many times smaller as the filter has rows, and the product wider, which suits BLAS.

Both gradients are of the same kind. With respect to the filter: patches^T times the cotangent; or
patches of one column each, with the columns of the cotangent that see it (`_filter_gradient_rows`).
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

from minigraph.ops.windows import Windows, overlap

__all__ = [
    "correlate",
    "filter_gradient",
    "input_gradient",
    "is_pointwise",
    "patch_blocks",
    "phases",
    "seen_windows",
]

_BLOCK = 3 << 17  # numbers in a block of patches: 1.5 MiB of float32
_WIDE = 256  # windows: a product of fewer is slow
_THIN = 13  # a patch's rows with fewer numbers are short


def correlate(x: Any, filter: Any, windows: Windows, out: Any = None) -> Any:
    """sum over k of x[window + k] @ filter[k]: what TensorFlow calls a convolution."""
    outputs = filter.shape[-1]
    if out is None:
        out = np.empty((len(x), *windows.outs, outputs), x.dtype)
    if 0 in filter.shape:
        out.fill(0)
        return out
    if _adds_rows(windows, x.shape[-1], outputs):
        return _correlate_rows(x, filter, windows, out)
    matrix = filter.reshape(-1, outputs)
    for patches, place in patch_blocks(x, windows, thin=True, filter=matrix.size):
        part = out[place]
        rows = part.reshape(-1, outputs)
        np.matmul(patches, matrix, out=rows)
        if not np.may_share_memory(rows, out):  # a copy, as the channels come first in memory
            part[...] = rows.reshape(part.shape)
    return out


def filter_gradient(x: Any, g: Any, windows: Windows, out: Any = None) -> Any:
    """The gradient of <g, correlate(x, filter)> with respect to the filter."""
    outputs = g.shape[-1]
    depth = math.prod(windows.kernel) * x.shape[-1]
    if out is None:
        out = np.empty((*windows.kernel, x.shape[-1], outputs), x.dtype)
    if not out.size:
        return out
    turned = Windows(*((of[-1], *of[1:-1], of[0])[-len(of) :] for of in windows))
    images = _images_by_rows(x, g, turned)
    if images:  # the rows of what is turned are columns: those of g are side by side in memory
        x, g = x.swapaxes(1, -2), g.swapaxes(1, -2)
        _filter_gradient_rows(x, g, turned, images, out.swapaxes(0, -3))
        return out
    total, part = out.reshape(depth, outputs), None
    for patches, place in patch_blocks(x, windows, thin=True, filter=total.size):
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
    for place, mirror, sub in phases(windows):
        part = out[place]
        if sub is None:
            part[...] = 0
        elif part.size:
            mirrored = np.ascontiguousarray(filter[mirror].swapaxes(-1, -2))
            target = out if max(windows.strides) == 1 else None
            result = correlate(g, mirrored, sub, target)
            if target is None:
                part[...] = result
    return out


def phases(windows: Windows) -> Iterator[tuple[Any, Any, Windows | None]]:
    """For each phase of the image: where it is, its elements of the filter, mirrored, the windows.

    The windows are those over the cotangent that give the phase's gradient; None: it is 0.
    """
    for rests in itertools.product(*(range(s) for s in windows.strides)):
        pairs = list(zip(rests, windows.strides, strict=True))
        place = (slice(None), *(slice(rest, None, stride) for rest, stride in pairs))
        chosen = [_phase(windows, axis, rest) for axis, rest in enumerate(rests)]
        if any(phase is None for phase in chosen):
            yield place, None, None
            continue
        elements, gaps, before = zip(*chosen, strict=True)
        kernel, ones = tuple(len(of) for of in elements), (1,) * len(elements)
        rows = zip(windows.sizes, pairs, strict=True)
        outs = tuple(len(range(rest, size, stride)) for size, (rest, stride) in rows)
        sub = Windows(windows.outs, kernel, ones, gaps, before, outs)
        yield place, np.ix_(*(of[::-1] for of in elements)), sub


def _phase(windows: Windows, axis: int, rest: int) -> Any:
    """The filter's elements that meet image elements rest, rest + stride, ... along an axis.

    Element k meets them in the windows i = (rest + stride * j + before - k * dilation) / stride:
    those k for which that is whole, so every stride / gcd(stride, dilation)-th. Returns (range of
    k, their distance in i, border in front for the mirrored filter), or None if there is none.
    """
    stride, gap, kernel = windows.strides[axis], windows.dilations[axis], windows.kernel[axis]
    shift = rest + windows.before[axis]
    first = next((k for k in range(kernel) if (shift - k * gap) % stride == 0), None)
    if first is None:
        return None
    every = stride // math.gcd(stride, gap)
    found = range(first, kernel, every)
    distance = every * gap // stride
    front = (len(found) - 1) * distance - (shift - first * gap) // stride
    return found, distance, front


# ---------------------------------------------------------------------------------- rows
def _adds_rows(windows: Windows, channels: int, outputs: int) -> bool:
    """Whether products of patches of one row each, added up, are faster than whole patches.

    Copying a number into a patch takes about two thirds of the time of adding up one of a product.
    """
    rows, rest = windows.kernel[0], math.prod(windows.kernel[1:])
    if windows.strides[0] > 1 or rest == 1 or not 0 < windows.sizes[0] <= windows.outs[0]:
        return False
    return 3 * rows * outputs < 2 * (rows - 1) * rest * channels


def _within_rows(windows: Windows) -> Windows:
    """The windows that show one row of the image at a time, and each row once."""
    size = windows.sizes[0]
    ends = ((size, 1, 1, 1, 0, size), windows)
    return Windows(*((first, *values[1:]) for first, values in zip(*ends, strict=True)))


def _meetings(windows: Windows, rows: slice) -> Iterator[tuple[slice, slice]]:
    """For each row of the filter: the result's rows where it meets these rows of the image."""
    gap, before = windows.dilations[0], windows.before[0]
    for k in range(windows.kernel[0]):
        offset = k * gap - before - rows.start
        yield overlap(rows.stop - rows.start, windows.outs[0], 1, offset)


def _correlate_rows(x: Any, filter: Any, windows: Windows, out: Any) -> Any:
    """`correlate`, from patches of one row each."""
    wide = windows.kernel[0], filter.shape[-1]
    matrix = np.moveaxis(filter, 0, -2).reshape(-1, math.prod(wide))
    middle = windows.before[0] // windows.dilations[0]  # if one sees all rows, it is this one
    room, met = None, slice(0)
    within = _within_rows(windows)
    for patches, (images, rows) in patch_blocks(x, within, math.prod(wide), filter=matrix.size):
        if room is None:
            room = np.empty((len(patches), math.prod(wide)), x.dtype)
        if rows != met:
            met, meetings = rows, dict(enumerate(_meetings(windows, rows)))
            first = None
            if middle in meetings and meetings[middle][0] == slice(0, windows.outs[0]):
                first = meetings.pop(middle)[1]
        products = np.matmul(patches, matrix, out=room[: len(patches)])
        parts = products.reshape(-1, rows.stop - rows.start, *windows.outs[1:], *wide)
        target = out[images]
        if first is not None:
            target[...] = parts[:, first, ..., middle, :]
        elif rows.start == 0:
            target[...] = 0
        for k, (seeing, seen) in meetings.items():
            target[:, seeing] += parts[:, seen, ..., k, :]
    return out


def _images_by_rows(x: Any, g: Any, windows: Windows) -> int:
    """How many images at a time `_filter_gradient_rows` should take; 0: whole patches are faster.

    The numbers that it moves for each window are those of a patch of one row, of the cotangent, and
    the filter's, which are added up once for all windows beside each other.
    """
    taps, across = windows.kernel[0], math.prod(windows.outs[1:])
    depth, outputs = math.prod(windows.kernel[1:]) * x.shape[-1], g.shape[-1]
    if windows.strides[0] > 1 or windows.dilations[0] > 1 or not g.size:
        return 0
    image = math.prod(g.shape[1:]) + math.prod(windows.spans) * x.shape[-1] + across * depth
    images = min(max(_block(taps * depth * outputs) // image, -(-_WIDE // across)), len(x))
    moved = depth + outputs + taps * depth * outputs // (images * across)
    return images if moved < taps * depth else 0


def _filter_gradient_rows(x: Any, g: Any, windows: Windows, images: int, out: Any) -> None:
    """`filter_gradient`, from patches of one row each: each row meets those of g that see it.

    Where the rows of g are side by side, as columns of an image are, these are one matrix, without
    a copy.
    """
    taps, outputs, channels = windows.kernel[0], g.shape[-1], x.shape[-1]
    depth = math.prod(windows.kernel[1:]) * channels
    total = np.zeros((taps * outputs, depth), x.dtype)
    part, room = np.empty_like(total), None
    for first, seen in seen_windows(x, _within_rows(windows), images):
        flow = np.moveaxis(g[first : first + len(seen)], 1, -2)
        columns = np.ascontiguousarray(flow).reshape(-1, windows.outs[0] * outputs)
        if room is None or len(seen) < images:
            room = np.empty(seen[:, 0].shape, x.dtype)
        patches = room.reshape(-1, depth)
        for row in range(windows.sizes[0]):
            low = row + windows.before[0] - taps + 1  # the first row of g that could see it
            start, stop = max(low, 0), min(low + taps, windows.outs[0])
            if start >= stop:
                continue
            np.copyto(room, seen[:, row])
            place = slice((start - low) * outputs, (stop - low) * outputs)
            seeing = columns[:, start * outputs : stop * outputs]
            total[place] += np.matmul(seeing.T, patches, out=part[place])
    kernels = total.reshape(taps, outputs, *windows.kernel[1:], channels)
    out[...] = np.moveaxis(kernels[::-1], 1, -1)


# ---------------------------------------------------------------------------------- patches
def _block(filter: int) -> int:
    """How many numbers a block has: more than the filter, which is read anew for each block."""
    return max(_BLOCK, filter + filter // 3)


def patch_blocks(
    x: Any, windows: Windows, beside: int = 0, thin: bool = False, filter: int = 0
) -> Iterator[tuple[Any, Any]]:
    """Blocks of patches as the rows of matrices, with the place of each block in the result.

    A block holds some images, or some rows of one image. Its memory is used again for the next.

    Args:
        x: the images.
        windows: what the patches show.
        beside: how many numbers the caller keeps for each patch, in the same memory.
        thin: whether the matrix may be a transposed one where a patch's rows are short: all first
            elements of patches are copied at once then, all second ones, and so on.
        filter: how many numbers the filter has that all patches are multiplied with.
    """
    outs, channels = windows.outs, x.shape[-1]
    depth = math.prod(windows.kernel) * channels
    if not len(x) or 0 in outs:
        return
    if is_pointwise(windows):
        yield from _pixels(x, windows, max(_block(filter) // (math.prod(outs) * channels), 1))
        return
    thin = thin and windows.kernel[-1] * channels < min(_THIN, outs[-1])
    row = max(math.prod(outs[1:]) * (depth + beside), 1)
    block = _block(filter)
    images = max(min(block // (outs[0] * row), len(x)), 1)
    cuts = -(-outs[0] * row // (block + block // 2))  # an image somewhat larger stays whole
    rows = -(-outs[0] // max(cuts, 1))
    inside = _inside(x, windows) if not thin else None
    most, image, shown = inside or (slice(None), x, windows)
    ends = _ends(windows) if inside else []
    columns = (slice(None),) * len(outs) + (most,)
    # what lies beyond the edge is at the same places in all blocks: it is 0 once and for all
    room = np.zeros(images * rows * math.prod(outs[1:]) * depth, x.dtype)
    for first, seen in seen_windows(image, shown, images):
        for top in range(0, outs[0], rows):
            source = seen[:, top : top + rows]
            place = (slice(first, first + len(source)), slice(top, top + source.shape[1]))
            shape = (*source.shape[:2], *outs[1:], *windows.kernel, channels)
            target = room[: math.prod(shape)]
            target = target.reshape(depth, -1).T if thin else target.reshape(-1, depth)
            whole = target.reshape(shape)
            np.copyto(whole[columns], source)
            for end, elements in ends:
                whole[end] = x[place][elements]
            yield target, place


def _inside(x: Any, windows: Windows) -> tuple[slice, Any, Windows] | None:
    """The windows that reach beyond no edge, where only some along the last axis do.

    They are a view of x itself; with the others, which are few, copied one by one (`_ends`),
    it takes no copy of x with a border. Returns (which along that axis, what of x they see, these
    windows), or None: where other axes have a border, gaps, or windows that are not one element, or
    where channels are not neighbours in memory.
    """
    ones = (1,) * (len(windows.outs) - 1)
    leading = (windows.kernel[:-1], windows.strides[:-1], windows.outs[:-1])
    if leading != (ones, ones, windows.sizes[:-1]) or any(windows.before[:-1]) or not ones:
        return None
    if windows.dilations[-1] > 1 or x.strides[-2:] != (x.shape[-1] * x.itemsize, x.itemsize):
        return None
    size, kernel, stride, before = (of[-1] for of in (windows.sizes, *windows[1:3], windows.before))
    first = max(-(-before // stride), 0)
    stop = min((size - kernel + before) // stride + 1, windows.outs[-1])
    if first >= stop:
        return None
    start = first * stride - before
    sizes, outs = (*windows.sizes[:-1], size - start), (*windows.outs[:-1], stop - first)
    shown = windows._replace(sizes=sizes, outs=outs, before=(0,) * len(outs))
    return slice(first, stop), x[..., start:, :], shown


def _ends(windows: Windows) -> list[tuple[Any, Any]]:
    """For each window at the ends of the last axis: its place in patches, and what it sees of x."""
    result = []
    size, kernel, stride, before = (of[-1] for of in (windows.sizes, *windows[1:3], windows.before))
    leading = (slice(None),) * len(windows.outs)
    for window in range(windows.outs[-1]):
        start = window * stride - before
        low, high = max(start, 0), min(start + kernel, size)
        if low < high < low + kernel:
            elements = slice(low - start, high - start)
            place = (*leading, window, *(0,) * (len(leading) - 1), elements)
            result.append((place, (*leading, slice(low, high))))
    return result


def is_pointwise(windows: Windows) -> bool:
    """Whether each window shows one element of the tensor, so that there is nothing to copy."""
    return math.prod(windows.kernel) == 1 and not any(windows.before) and _covers(windows)


def _pixels(x: Any, windows: Windows, images: int) -> Iterator[tuple[Any, Any]]:
    """`patch_blocks` for windows of one element: all images, each, or copies of `images` at once."""
    rows = zip(windows.outs, windows.strides, strict=True)
    seen = x[(slice(None), *(slice(0, n * s, s) for n, s in rows))]
    if seen.flags.c_contiguous:
        images = len(seen)
    elif np.may_share_memory(seen[0].reshape(-1, x.shape[-1]), x):  # the channels come first
        images = 1
    for first in range(0, len(seen), images):
        place = slice(first, first + images)
        yield seen[place].reshape(-1, x.shape[-1]), place


def _covers(windows: Windows) -> bool:
    """Whether no window reaches beyond the end of the tensor."""
    rows = zip(windows.spans, windows.before, windows.sizes, strict=True)
    return all(span - before <= size for span, before, size in rows)


def seen_windows(x: Any, windows: Windows, images: int) -> Iterator[tuple[int, Any]]:
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
