"""Pooling: the greatest or the mean of each window, element after element of the window.

A window of 2 x 2 has four elements; the first elements of all windows together are a strided view
of the tensor, and so are the second ones. Pooling is thus a maximum (a sum) of as many views as a
window has elements: no patches are copied and no border is made, as each view leaves out what lies
beyond the edge. Batches go through in parts that stay in the processor's cache.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from minigraph.ops.windows import overlap, pairs_of, pool_windows

__all__ = ["Pool", "first_greatest", "max_pooled", "mean_pooled", "mean_spread", "place_of_max"]

_PART = 1 << 17  # elements of the tensor in one part of the batch: 512 KiB of float32


class Pool:
    """The windows of one call along all axes, batch and channels too."""

    def __init__(
        self,
        dims: Sequence[int],
        ksize: Sequence[int],
        strides: Sequence[int],
        padding: str,
        explicit_paddings: Sequence[int] = (),
    ):
        self.dims, self.ksize, self.strides = tuple(dims), tuple(ksize), tuple(strides)
        pairs = pairs_of(explicit_paddings, len(self.dims))
        rows = zip(dims, ksize, strides, pairs, strict=True)
        found = [pool_windows(n, k, s, padding, pair) for n, k, s, pair in rows]
        self.outs = tuple(count for count, _ in found)
        self.before = tuple(front for _, front in found)

    @property
    def is_inside(self) -> bool:
        """Whether no window reaches beyond the edge."""
        rows = zip(self.dims, self.outs, self.ksize, self.strides, self.before, strict=True)
        return all(b == 0 and (n - 1) * s + k <= size for size, n, k, s, b in rows)

    @property
    def is_apart(self) -> bool:
        """Whether no element is in two windows."""
        return all(
            k <= s or n <= 1 for k, s, n in zip(self.ksize, self.strides, self.outs, strict=True)
        )

    @property
    def is_tiled(self) -> bool:
        """Whether every element is in one window and no more."""
        rows = zip(self.dims, self.outs, self.ksize, self.strides, self.before, strict=True)
        return self.is_apart and all(
            (k >= s or n <= 1) and (n - 1) * s + k - b >= size for size, n, k, s, b in rows
        )

    def elements(self) -> Iterator[tuple[tuple[slice, ...], tuple[slice, ...]]]:
        """For each element of a window: which windows have it, and which of the tensor's it is."""
        for offsets in itertools.product(*map(range, self.ksize)):
            rows = zip(self.dims, self.outs, self.strides, self.before, offsets, strict=True)
            found = [overlap(size, n, s, k - b) for size, n, s, b, k in rows]
            yield tuple(window for window, _ in found), tuple(place for _, place in found)

    def parts(self) -> Iterator[tuple[slice, Pool]]:
        """The batch in parts, each with the windows of that part."""
        image = max(math.prod(self.dims[1:]), 1)
        step = max(_PART // image, 1)
        if self.ksize[0] != 1 or step >= self.dims[0]:
            yield slice(None), self
            return
        for first in range(0, self.dims[0], step):
            part = slice(first, min(first + step, self.dims[0]))
            yield part, self.of_batch(part.stop - first)

    def of_batch(self, size: int) -> Pool:
        """The same windows over a batch of another size."""
        other: Pool = Pool.__new__(Pool)
        other.__dict__.update(self.__dict__)
        other.dims, other.outs = (size, *self.dims[1:]), (size, *self.outs[1:])
        return other

    def stages(self) -> Iterator[Pool]:
        """Pools to go through one after the other: these windows, or one axis after the other.

        Where windows overlap, 3 + 3 steps instead of 3 * 3 do for windows of 3 x 3.
        """
        if self.is_apart:
            yield self
            return
        dims = self.dims
        for axis, size in enumerate(self.ksize):
            if size > 1 or self.strides[axis] > 1:
                stage: Pool = Pool.__new__(Pool)
                stage.dims = dims
                dims = (*dims[:axis], self.outs[axis], *dims[axis + 1 :])
                stage.outs = dims
                for name, other in (("ksize", 1), ("strides", 1), ("before", 0)):
                    values = [other] * len(dims)
                    values[axis] = getattr(self, name)[axis]
                    setattr(stage, name, tuple(values))
                yield stage

    def counts(self, dtype: Any) -> Any:
        """How many elements of the tensor each window has: a number, or an array for one image.

        That is whole, channels and all: NumPy is slow at broadcasting a number to a few channels.
        """
        if self.is_inside:
            return dtype.type(math.prod(self.ksize))
        result = np.ones((1,) * len(self.dims), dtype)
        rows = zip(self.dims, self.outs, self.ksize, self.strides, self.before, strict=True)
        for axis, (size, n, k, s, b) in enumerate(rows):
            if k == 1:
                continue
            starts = np.arange(n) * s - b
            inside = np.minimum(starts + k, size) - np.maximum(starts, 0)
            result = result * inside.reshape(
                [-1 if i == axis else 1 for i in range(len(self.dims))]
            )
        return np.array(np.broadcast_to(result, (len(result), *self.outs[1:])), dtype)


def _least(dtype: Any) -> Any:
    """What no maximum is below."""
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _pooled(ufunc: Any, x: Any, pool: Pool, start: Any, out: Any) -> Any:
    """The elements of each window put together by a ufunc; `start` changes nothing."""
    if out is None:
        out = np.empty(pool.outs, x.dtype)
    if not out.size:
        return out
    for part, windows in pool.parts():
        source = x[part]
        stages = list(windows.stages())
        for stage in stages:
            target = out[part] if stage is stages[-1] else np.empty(stage.outs, x.dtype)
            elements = list(stage.elements())
            if not stage.is_inside:
                target.fill(start)
            elif len(elements) == 1:
                np.copyto(target, source[elements.pop()[1]])
            else:
                (_, first), (_, second), *elements = elements
                ufunc(source[first], source[second], out=target)
            for window, place in elements:
                ufunc(target[window], source[place], out=target[window])
            source = target
    return out


def max_pooled(x: Any, pool: Pool, out: Any = None) -> Any:
    """The greatest element of each window."""
    return _pooled(np.maximum, x, pool, _least(x.dtype), out)


def first_greatest(x: Any, y: Any, pool: Pool) -> Iterator[tuple[Any, Any, Any]]:
    """For each element of a window: the windows, the places, and where it is the first maximum.

    `y` holds the greatest element of each window of x. Where several are equally great, the first
    one counts, as in TensorFlow.
    """
    left = np.ones(pool.outs, bool)
    for window, place in pool.elements():
        mine = np.equal(x[place], y[window])
        free = left[window]
        np.logical_and(mine, free, out=mine)
        np.logical_xor(free, mine, out=free)
        yield window, place, mine


def max_spread(x: Any, y: Any, g: Any, pool: Pool, out: Any = None) -> Any:
    """The gradient of <g, max_pooled(x)>: g, each at the first maximum of its window."""
    if out is None:
        out = np.empty(pool.dims, g.dtype)
    if not g.size:
        out.fill(0)
        return out
    apart, tiled = pool.is_apart, pool.is_tiled
    for part, windows in pool.parts():
        source, best, flow, target = x[part], y[part], g[part], out[part]
        if not tiled:
            target.fill(0)
        for window, place, mine in first_greatest(source, best, windows):
            if apart:
                np.multiply(flow[window], mine, out=target[place])
            else:
                target[place] += flow[window] * mine
    return out


def max_gathered(x: Any, y: Any, v: Any, pool: Pool) -> Any:
    """The elements of v that stand at the first maxima of the windows of x."""
    out = np.zeros(pool.outs, v.dtype)
    for part, windows in pool.parts():
        source, best, wanted, target = x[part], y[part], v[part], out[part]
        for window, place, mine in first_greatest(source, best, windows):
            np.copyto(target[window], wanted[place], where=mine)
    return out


def place_of_max(x: Any, y: Any, pool: Pool, dtype: Any) -> Any:
    """The flat index in x of each window's first maximum."""
    index = np.arange(x.size, dtype=dtype).reshape(x.shape)
    return max_gathered(x, y, index, pool)


def mean_pooled(x: Any, pool: Pool, out: Any = None) -> Any:
    """The mean of each window's elements; a border does not count."""
    out = _pooled(np.add, x, pool, 0, out)
    np.divide(out, pool.counts(x.dtype), out=out)
    return out


def mean_spread(g: Any, pool: Pool, out: Any = None) -> Any:
    """The gradient of <g, mean_pooled(x)>: g, spread evenly over its window."""
    if out is None:
        out = np.empty(pool.dims, g.dtype)
    share = g / pool.counts(g.dtype)
    for part, windows in pool.parts():
        flow = share[part]
        stages = list(windows.stages())
        for stage in reversed(stages):
            target = out[part] if stage is stages[0] else np.empty(stage.dims, g.dtype)
            tiled = stage.is_tiled
            if not tiled:
                target.fill(0)
            for window, place in stage.elements():
                if tiled:
                    target[place] = flow[window]
                else:
                    target[place] += flow[window]
            flow = target
    return out
