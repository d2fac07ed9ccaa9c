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
    """How many numbers there are, by the arithmetic of the numbers' own type."""
    if delta == 0:
        raise ValueError("Requires delta != 0: a range that does not move never ends")
    if (limit - start) * delta < 0:
        raise ValueError(f"Requires start <= limit when delta > 0: {start}/{limit}/{delta}")
    if isinstance(delta, np.floating):
        return int(np.ceil((limit - start) / delta))
    return -((int(start) - int(limit)) // int(delta))


def _range_dims(call: Call) -> Dims:
    for index in (0, 1, 2):
        call.rank(index, 0)
    if any(v is None for v in call.values):
        return (None,)
    return (_count(*call.values),)


@op(
    "Range",
    "start: Tidx, limit: Tidx, delta: Tidx -> output: Tidx",
    Tidx=tuple(kind for kind in REAL if kind is not dtypes.uint8),  # TF1 has none for uint8
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
    count = _count(start, limit, delta)
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
        numbers = [_constant_of(part) for part in parts]
        if wanted.is_floating and all(number is not None for number in numbers):
            result.set_shape([_count(*numbers)])
        return result


def _constant_of(tensor: Tensor) -> Any:
    """The number that a scalar is where it is a constant or the cast of one, else None."""
    producer, kind = tensor.op, tensor.dtype.base_dtype.np_dtype
    while producer.type == "Cast":
        producer = producer.inputs[0].op
    return producer.attrs["value"].astype(kind)[()] if producer.type == "Const" else None
