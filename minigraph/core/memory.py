"""Memory for arrays: where it begins, and how much of it is worked on at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["block_size", "room"]

_BYTES = 1 << 20  # of all arrays of a block: half a second-level cache of today
_LEAST, _MOST = 1 << 13, 1 << 16  # elements: below, the calls cost more than the memory
_LINE = 64  # bytes of a line of the cache


def block_size(width: int) -> int:
    """How many elements a block has, if each takes `width` bytes in all arrays together."""
    fitting = _BYTES // max(width, 1)
    return min(max(fitting - fitting % 1024, _LEAST), _MOST)


def room(size: int) -> Any:
    """So many bytes that begin at a line of the cache.

    What is written across two lines takes twice as long, and memory from NumPy begins in the
    middle of one.
    """
    array = np.empty(size + _LINE, np.uint8)
    return array[-array.ctypes.data % _LINE :][:size]
