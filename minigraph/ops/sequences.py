"""Evenly spaced numbers: range."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import REAL, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.casting import cast
from minigraph.ops.naming import name_scope

__all__ = ["range"]

_ORDER = (dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64)


# ---------------------------------------------------------------------------------- Range
def _count(start: Any, limit: Any, delta: Any) -> int:
    if delta == 0:
        raise ValueError("Requires delta != 0: a range that does not move never ends")
    if (limit - start) * delta < 0:
        raise ValueError(f"Requires start <= limit when delta > 0: {start}/{limit}/{delta}")
    return max(int(np.ceil((limit - start) / delta)), 0)


def _range_dims(call: Call) -> Dims:
    for index in (0, 1, 2):
        call.rank(index, 0)
    if any(v is None for v in call.values):
        return (None,)
    return (_count(*(float(v) if isinstance(v, np.floating) else v for v in call.values)),)


@op(
    "Range",
    "start: Tidx, limit: Tidx, delta: Tidx -> output: Tidx",
    Tidx=REAL,
    shape=_range_dims,
    no_gradient="the numbers depend on the inputs in steps only",
    samples=[
        case(np.int32(2), np.int32(9), np.int32(3)),
        case(np.int32(5), np.int32(0), np.int32(-2)),
        bad(np.int32(5), np.int32(0), np.int32(1), error=ValueError, match="start <= limit"),
    ],
)
def range_op(start: Any, limit: Any, delta: Any) -> Any:
    """start, start + delta, ... up to limit, which is not included."""
    count = _count(start.item(), limit.item(), delta.item())
    return (start + np.arange(count, dtype=start.dtype) * delta).astype(start.dtype)


def range(
    start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: str = "range"
) -> Tensor:
    """The numbers start, start + delta, ... below `limit`; `range(n)` begins at 0.

    Args:
        start: the first number, or the limit if that is not given.
        limit: the end, not included.
        delta: the step, not 0.
        dtype: of the result; default: the widest type among the arguments.
        name: of the node.

    Returns:
        A vector of ceil((limit - start) / delta) numbers.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: delta is 0 or leads away from `limit`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.range(3, 18, 3)).tolist()
        [3, 6, 9, 12, 15]
    """
    if limit is None:
        start, limit = 0, start
    wanted = None if dtype is None else as_dtype(dtype)
    with name_scope(name, "Range", [start, limit, delta]) as scope:
        parts = [
            value if isinstance(value, Tensor) else convert(value, wanted, name=label)
            for value, label in ((start, "start"), (limit, "limit"), (delta, "delta"))
        ]
        if wanted is None:
            found = [p.dtype.base_dtype for p in parts]
            known = [d for d in found if d in _ORDER]
            wanted = max(known, key=_ORDER.index) if len(known) == len(found) else found[0]
        parts = [cast(p, wanted) for p in parts]
        result: Tensor = range_op(*parts, name=scope)
        return result
