"""Arrays in blocks: several elementwise passes over memory that stays in the cache.

A pass over an array that is larger than the cache takes as long as fetching it takes. So what
makes ten passes over large arrays makes them block by block instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from minigraph.core.memory import block_size, room

__all__ = ["blocks"]


def blocks(*arrays: Any, scratch: int = 1) -> Iterator[tuple[Any, ...]]:
    """Matching parts of arrays of one shape, followed by `scratch` arrays to compute in.

    The parts are views: what is written to them is written to the arrays.
    """
    first = arrays[0]
    kind = first.dtype
    size = block_size(kind.itemsize * (len(arrays) + scratch))
    if first.size <= size or not all(array.flags.c_contiguous for array in arrays):
        yield (*arrays, *(np.empty_like(first) for _ in range(scratch)))
        return
    flat = [array.reshape(-1) for array in arrays]
    spare = [room(size * kind.itemsize).view(kind) for _ in range(scratch)]
    for start in range(0, first.size, size):
        parts = [array[start : start + size] for array in flat]
        yield (*parts, *(array[: parts[0].size] for array in spare))
