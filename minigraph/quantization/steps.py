"""The steps to which training for quantization rounds, and which numbers they leave out."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.op_record import Call
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.casting import cast
from minigraph.ops.compare import greater, less
from minigraph.ops.spread import ones_like

__all__ = ["both_shapes", "check_bits", "check_range", "rounded", "sides", "spread_back"]


def nudged(low: Any, high: Any, num_bits: int, narrow_range: bool) -> tuple[Any, Any, Any]:
    """(low, high, step): the range moved so that 0 is a step, in float32."""
    low, high = np.float32(low), np.float32(high)
    first, last = np.float32(1 if narrow_range else 0), np.float32(2**num_bits - 1)
    step = (high - low) / (last - first)
    with np.errstate(divide="ignore", invalid="ignore"):
        zero = first - low / step
    whole = np.where(
        zero < first, first, np.where(zero > last, last, np.floor(zero + np.float32(0.5)))
    ).astype(np.float32)
    return (first - whole) * step, (last - whole) * step, step


def rounded(x: Any, low: Any, high: Any, num_bits: int, narrow_range: bool) -> Any:
    bottom, top, step = nudged(low, high, num_bits, narrow_range)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_step, half = np.float32(1) / step, np.float32(0.5)
        zero = np.floor(-bottom * per_step + half)
        whole = np.floor((np.clip(x, bottom, top) - bottom) * per_step - zero + half)
        found = whole * step
    empty = (np.asarray(low) == 0) & (np.asarray(high) == 0)
    return np.where(empty, np.float32(0), found).astype(np.float32)[()]


def sides(x: Any, low: Any, high: Any, num_bits: int, narrow_range: bool) -> tuple[Any, Any, Any]:
    """Which elements are within the range, below it, above it."""
    bottom, top, _ = nudged(low, high, num_bits, narrow_range)
    empty = (np.asarray(low) == 0) & (np.asarray(high) == 0)
    below, above = (x < bottom) & ~empty, (x > top) & ~empty
    return ((x >= bottom) & (x <= top)) | empty, below, above


def check_bits(call: Call) -> None:
    bits = call.attrs["num_bits"]
    if not 2 <= bits <= 16:
        raise ValueError(f"num_bits must be between 2 and 16, inclusive, not {bits}.")


def check_range(low: float, high: float) -> None:
    if not low < high:
        raise ValueError(f"min has to be smaller than max, was: {low} >= {high}.")


def both_shapes(call: Call) -> Dims:
    """The shape of gradients and inputs, which have the same."""
    first, second = call.shapes[0], call.shapes[1]
    if not compatible(first, second):
        raise ValueError(
            f"gradients and inputs must have the same shape, not {show(first)} and {show(second)}."
        )
    return merge(first, second)


def spread_back(op: Any, function: Any, gs: Any) -> Any:
    """The gradient of a gradient op, which is linear: what each element's cotangent counts for.

    The range holds 0: what is not within it is below or above as it is less or greater than 0.
    """
    x = op.inputs[1]
    inside = function(ones_like(x), *op.inputs[1:], op.attrs["num_bits"], op.attrs["narrow_range"])
    outside = 1.0 - inside[0]
    below = outside * cast(less(x, 0.0), x.dtype)
    above = outside * cast(greater(x, 0.0), x.dtype)
    return gs[0] * inside[0] + gs[1] * below + gs[2] * above, None, None, None
