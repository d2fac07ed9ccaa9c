"""Functions of single strings, applied to each element of tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core.op_record import Call
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.axes import array_of

__all__ = ["each", "same_or_scalar"]


def each(function: Callable[..., Any], *arrays: Any, dtype: Any = object) -> Any:
    """`function` of the elements of arrays that broadcast; strings are `bytes`."""
    result = np.frompyfunc(function, len(arrays), 1)(*map(array_of, arrays))
    return result if dtype is object else np.asarray(result, dtype)[()]


def same_or_scalar(call: Call) -> Dims:
    """All inputs have one shape, or are scalars."""
    dims: Dims = ()
    for shape in call.shapes:
        if shape is None:
            continue
        if dims == ():
            dims = shape
        elif shape != ():
            if not compatible(dims, shape):
                raise ValueError(f"the inputs must have one shape: {show(dims)}, {show(shape)}")
            dims = merge(dims, shape)
    return None if dims == () and None in call.shapes else dims
