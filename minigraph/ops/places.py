"""Places of elements: the last axis of an index tensor holds one number for each of some axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.ops.rows import checked_numbers

__all__ = ["checked_places"]


def checked_places(indices: Any, dims: Any) -> tuple[Any, ...]:
    """The last axis of `indices` as an index for NumPy; ValueError if it leaves the shape `dims`."""
    places = np.moveaxis(indices, -1, 0)
    for axis, numbers in enumerate(places):
        checked_numbers(np.ascontiguousarray(numbers), dims[axis], "indices")
    return tuple(places)
