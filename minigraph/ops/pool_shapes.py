"""The static shape of pooling."""

from __future__ import annotations

from typing import Any

from minigraph.core.op_record import Call
from minigraph.core.shapes import Dims
from minigraph.ops.windows import check_padding, layout_of, pairs_of, pool_windows, unknown_space

__all__ = ["pooled_dims"]


def pooled_dims(call: Call, x: Dims, ndims: int) -> tuple[Any, ...]:
    """The shape of x pooled with the call's attributes."""
    attrs = call.attrs
    layout_of(attrs.get("data_format", "NHWC"), ndims)
    check_padding(attrs, ndims)
    for key in ("ksize", "strides"):
        values = attrs[key]
        if len(values) != ndims:
            raise ValueError(f"{key} must have {ndims} numbers, but they are {list(values)}")
        if min(values) < 1:
            raise ValueError(f"{key} must be positive, but they are {list(values)}")
        if values[0] != 1:
            raise ValueError(f"Pooling over the batch is not possible: {key} are {list(values)}")
    pairs = pairs_of(attrs.get("explicit_paddings", ()), ndims)
    rows = zip(unknown_space(x, ndims), attrs["ksize"], attrs["strides"], pairs, strict=True)
    return tuple(pool_windows(n, k, s, attrs["padding"], pair)[0] for n, k, s, pair in rows)
