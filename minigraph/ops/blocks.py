"""Arrays in blocks: several elementwise passes over memory that stays in the cache.

A pass over an array that is larger than the cache takes as long as fetching it takes. So what
makes ten passes over large arrays makes them block by block instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from minigraph.core.memory import block_size, room

__all__ = ["blocks"]

_SMALL = 1 << 13  # elements: one block in any case


def blocks(*arrays: Any, scratch: int = 1) -> Iterable[tuple[Any, ...]]:
    """Matching parts of arrays of one shape, followed by `scratch` arrays to compute in.

    The parts are views: what is written to them is written to the arrays.
    """
    first = arrays[0]
    if first.size > _SMALL:
        size = block_size(first.itemsize * (len(arrays) + scratch))
        if first.size > size and all(array.flags.c_contiguous for array in arrays):
            return _parts(arrays, size, scratch)
    return [(*arrays, *[np.empty_like(first) for _ in range(scratch)])]


def _parts(arrays: tuple[Any, ...], size: int, scratch: int) -> Iterator[tuple[Any, ...]]:
    kind = arrays[0].dtype
    flat = [array.reshape(-1) for array in arrays]
    spare = [room(size * kind.itemsize).view(kind) for _ in range(scratch)]
    for start in range(0, flat[0].size, size):
        parts = [array[start : start + size] for array in flat]
        yield (*parts, *(array[: parts[0].size] for array in spare))
