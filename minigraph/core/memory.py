"""Memory for arrays: where it begins, and how much of it is worked on at a time."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

__all__ = ["block_size", "room", "sharing"]

_BYTES = 1 << 20  # of all arrays of a block: half a second-level cache of today
_LEAST, _MOST = 1 << 13, 1 << 16  # elements: below, the calls cost more than the memory
_SHARED = 4  # times larger are the blocks of threads that work beside each other
_LINE = 64  # bytes of a line of the cache


class _Sharing(threading.local):
    """Whether this thread shares its work with others."""

    def __init__(self) -> None:
        self.on = False


_sharing = _Sharing()


@contextlib.contextmanager
def sharing() -> Iterator[None]:
    """In this block, this thread works beside others."""
    before, _sharing.on = _sharing.on, True
    try:
        yield
    finally:
        _sharing.on = before


def block_size(width: int, shared: bool | None = None) -> int:
    """How many elements a block has, if each takes `width` bytes in all arrays together.

    Of threads that work beside each other only one has Python's say at a time, so they get larger
    blocks. Measured on 4 million numbers: 15 products and sums take 6.4 ms on one thread; on two
    they take 6.3 ms, and 4.6 ms with blocks four times as large.
    """
    scale = _SHARED if (_sharing.on if shared is None else shared) else 1
    fitting = scale * _BYTES // max(width, 1)
    return min(max(fitting - fitting % 1024, _LEAST), scale * _MOST)


def room(size: int) -> Any:
    """So many bytes that begin at a line of the cache.

    What is written across two lines takes twice as long, and memory from NumPy begins in the
    middle of one.
    """
    array = np.empty(size + _LINE, np.uint8)
    return array[-array.ctypes.data % _LINE :][:size]
