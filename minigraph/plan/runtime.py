"""What generated programs call: memory, copies, the error for a variable without a value."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import errors
from minigraph.core.memory import room

__all__ = ["copied", "memory", "uninitialized"]

_LINE, _GAP = 64, 17 * 64  # bytes: a line of the cache; how far blocks are apart


def memory(sizes: list[int]) -> list[Any]:
    """Blocks of so many bytes, in one piece, which may get large pages.

    Each begins at a cache line: vectors that cross one take up to twice as long to load. None
    begins as far into a page as its neighbour: a store would then hold up loads from the other.
    """
    starts, end = [], 0
    for size in sizes:
        starts.append(end)
        end += -(-size // _LINE) * _LINE + _GAP
    whole = room(end)
    return [whole[start : start + size] for start, size in zip(starts, sizes, strict=True)]


def copied(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy() if value.ndim else value[()]
    return value


def uninitialized(name: str) -> None:
    raise errors.FailedPreconditionError(
        None, None, f"Attempting to use uninitialized value {name}"
    )
