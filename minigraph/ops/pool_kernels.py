"""Pooling: the greatest or the mean of each window, element after element of the window.

A window of 2 x 1 has two elements; the first elements of all windows together are a strided view
of the tensor, and so are the second ones. Pooling is thus a maximum (a sum) of as many views as a
window has elements, one axis after the other: no patches are copied and no border is made, as each
view leaves out what lies beyond the edge. Batches go through in parts that stay in the processor's
cache.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from minigraph.ops.windows import overlap, pairs_of, pool_windows

__all__ = ["Pool", "first_greatest", "max_pooled", "mean_pooled", "mean_spread", "place_of_max"]

_PART = 1 << 16  # elements of the tensor in one part of the batch: 256 KiB of float32


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
        pairs = pairs_of(explicit_paddings, len(dims))
        rows = zip(dims, ksize, strides, pairs, strict=True)
        found = [pool_windows(n, k, s, padding, pair) for n, k, s, pair in rows]
        outs, before = tuple(count for count, _ in found), tuple(front for _, front in found)
        self._set(tuple(dims), tuple(ksize), tuple(strides), before, outs)

    def _set(self, dims: Any, ksize: Any, strides: Any, before: Any, outs: Any) -> Pool:
        self.dims, self.outs = dims, outs
        self.ksize, self.strides, self.before = ksize, strides, before
        return self

    @cached_property
    def is_inside(self) -> bool:
        """Whether no window reaches beyond the edge."""
        rows = zip(self.dims, self.outs, self.ksize, self.strides, self.before, strict=True)
        return all(b == 0 and (n - 1) * s + k <= size for size, n, k, s, b in rows)

    @cached_property
    def is_apart(self) -> bool:
        """Whether no element is in two windows."""
        return all(
            k <= s or n <= 1 for k, s, n in zip(self.ksize, self.strides, self.outs, strict=True)
        )

    @cached_property
    def is_tiled(self) -> bool:
        """Whether every element is in one window and no more."""
        rows = zip(self.dims, self.outs, self.ksize, self.strides, self.before, strict=True)
        return self.is_apart and all(
            (k >= s or n <= 1) and (n - 1) * s + k - b >= size for size, n, k, s, b in rows
        )

    @cached_property
    def elements(self) -> list[tuple[tuple[slice, ...], tuple[slice, ...]]]:
        """For each element of a window: which windows have it, and which of the tensor's it is."""
        result = []
        for offsets in itertools.product(*map(range, self.ksize)):
            rows = zip(self.dims, self.outs, self.strides, self.before, offsets, strict=True)
            found = [overlap(size, n, s, k - b) for size, n, s, b, k in rows]
            result.append(
                (tuple(window for window, _ in found), tuple(place for _, place in found))
            )
        return result

    def parts(self) -> Iterator[tuple[slice, Pool]]:
        """The batch in parts, each with the windows of that part: one object for all whole parts."""
        image = max(math.prod(self.dims[1:]), 1)
        step = max(_PART // image, 1)
        if self.ksize[0] != 1 or step >= self.dims[0]:
            yield slice(None), self
            return
        whole = self._of_batch(step)
        for first in range(0, self.dims[0], step):
            size = min(step, self.dims[0] - first)
            yield slice(first, first + size), whole if size == step else self._of_batch(size)

    def _of_batch(self, size: int) -> Pool:
        """The same windows over a batch of another size."""
        dims, outs = (size, *self.dims[1:]), (size, *self.outs[1:])
        return Pool.__new__(Pool)._set(dims, self.ksize, self.strides, self.before, outs)

    @cached_property
    def stages(self) -> list[Pool]:
        """Pools to go through one after the other: one axis after the other.

        Where windows overlap, 3 + 3 steps instead of 3 * 3 do for windows of 3 x 3. And the first
        axis takes whole rows of the tensor together, which are long runs of numbers; the next one,
        whose runs may be as short as the channels are few, has only a part of the numbers left.
        """
        return self._staged(range(len(self.dims)))

    @cached_property
    def stages_back(self) -> list[Pool]:
        """As `stages`, from the last axis to the first; all at once where that is less work.

        The first maximum of a window is in the first row that has one as great, and there the first.
        """
        stages = self._staged(reversed(range(len(self.dims))))
        work = sum(math.prod(stage.ksize) * math.prod(stage.outs) for stage in stages)
        return stages if 5 * work < 4 * math.prod(self.ksize) * math.prod(self.outs) else [self]

    def _staged(self, axes: Iterable[int]) -> list[Pool]:
        stages, dims = [], self.dims
        for axis in axes:
            size, stride = self.ksize[axis], self.strides[axis]
            if size > 1 or stride > 1:
                outs = (*dims[:axis], self.outs[axis], *dims[axis + 1 :])
                ones, zeros = [1] * len(dims), [0] * len(dims)
                ksize, strides, before = ones.copy(), ones, zeros
                ksize[axis], strides[axis], before[axis] = size, stride, self.before[axis]
                stages.append(Pool.__new__(Pool)._set(dims, ksize, strides, before, outs))
                dims = outs
        return stages or [self]

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
        stages = windows.stages
        for stage in stages:
            target = out[part] if stage is stages[-1] else np.empty(stage.outs, x.dtype)
            elements = stage.elements
            if not stage.is_inside:
                target.fill(start)
            elif len(elements) == 1:
                (_, first), *elements = elements
                np.copyto(target, source[first])
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
    for window, place in pool.elements:
        mine, free = np.equal(x[place], y[window]), left[window]
        _take(mine, free)
        yield window, place, mine


def _take(mine: Any, free: Any) -> None:
    """Keep of `mine` what is `free`, which is not free then any more."""
    np.logical_and(mine, free, out=mine)
    np.logical_xor(free, mine, out=free)


def max_spread(x: Any, y: Any, g: Any, pool: Pool, out: Any = None) -> Any:
    """The gradient of <g, max_pooled(x)>: g, each at the first maximum of its window."""
    if out is None:
        out = np.empty(pool.dims, g.dtype)
    if not g.size:
        out.fill(0)
        return out
    tiled = pool.is_tiled and pool.is_inside and 1 < math.prod(pool.ksize) < 256  # see below
    for part, windows in pool.parts():
        spread = _spread_over_tiles if tiled else _spread_in_stages
        spread(x[part], y[part], g[part], windows, out[part])
    return out


def _spread_in_stages(x: Any, y: Any, g: Any, pool: Pool, out: Any) -> None:
    """`max_spread`, to the greatest row of each window first, then to the greatest number there."""
    greatest = [x]
    for stage in pool.stages_back[:-1]:
        greatest.append(_pooled(np.maximum, greatest[-1], stage, _least(x.dtype), None))
    greatest.append(y)
    for number, stage in reversed(list(enumerate(pool.stages_back))):
        target = out if number == 0 else np.empty(stage.dims, g.dtype)
        apart = stage.is_apart
        if not stage.is_tiled:
            target.fill(0)
        for window, place, mine in first_greatest(greatest[number], greatest[number + 1], stage):
            if apart:
                np.multiply(g[window], mine, out=target[place])
            else:
                target[place] += g[window] * mine
        g = target


def _spread_over_tiles(x: Any, y: Any, g: Any, pool: Pool, out: Any) -> None:
    """`max_spread` where the windows are tiles, without a rest.

    Tiles side by side get their y and g written out for each element of a row, so that rows of
    the tensor, which are long runs of numbers, are compared and multiplied with rows. Whether a
    tile has its maximum twice is seen from sums of the result, which are cheaper than to go
    through the elements of the tiles in turn; a byte holds them if tiles have fewer than 256.
    """
    high, *others = (axis for axis, size in enumerate(pool.ksize) if size > 1)
    dims = (*pool.outs[: high + 1], pool.ksize[high], *pool.dims[high + 1 :])
    greatest = np.equal(x.reshape(dims), _beside(y, pool, high, others))
    places = greatest.reshape(pool.dims)
    if _pooled(np.add, places.view(np.uint8), pool, 0, None).max() > 1:
        left = np.ones(pool.outs, bool)
        for _, place in pool.elements:
            _take(places[place], left)
    target = out.reshape(dims)
    np.copyto(target, greatest)
    np.multiply(target, _beside(g, pool, high, others), out=target)


def _beside(v: Any, pool: Pool, high: int, others: list[int]) -> Any:
    """A number for each tile, repeated along all axes of the tiles but the first, `high`."""
    for axis in others:
        v = np.repeat(v, pool.ksize[axis], axis)
    return np.expand_dims(v, high + 1)


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
        stages = windows.stages
        for stage in reversed(stages):
            target = out[part] if stage is stages[0] else np.empty(stage.dims, g.dtype)
            tiled = stage.is_tiled
            if not tiled:
                target.fill(0)
            for window, place in stage.elements:
                if tiled:
                    target[place] = flow[window]
                else:
                    target[place] += flow[window]
            flow = target
    return out
