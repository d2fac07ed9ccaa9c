"""Numbers at equal distances from one end to the other: linspace."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.casting import cast
from minigraph.ops.constants import constant
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import reduce_sum

__all__ = ["lin_space", "linspace"]


# ---------------------------------------------------------------------------------- LinSpace
def _linspace_dims(call: Call) -> Dims:
    for index in (0, 1, 2):
        call.rank(index, 0)
    count = call.values[2]
    if count is not None and count < 0:
        raise ValueError(f"Requires num >= 0, not {count}")
    return (None if count is None else int(count),)


@op(
    "LinSpace",
    "start: T, stop: T, num: Tidx -> output: T",
    T=FLOATS,
    Tidx=INDEX,
    shape=_linspace_dims,
    samples=[
        case("", "", np.int32(5)),
        case("", "", np.int32(1)),
        bad("", "", np.int32(-1), error=ValueError, match="num >= 0"),
        bad("2", "", np.int32(3), error=ValueError, match="rank 0"),
    ],
)
def linspace_op(start: Any, stop: Any, num: Any) -> Any:
    """start + i (stop - start) / (num - 1), and exactly stop at the end."""
    if num < 0:
        raise ValueError(f"Requires num >= 0, not {num}")
    kind = start.dtype
    step = (stop - start) / kind.type(max(int(num) - 1, 1))
    numbers = start + step * np.arange(num, dtype=kind)
    if num > 1:
        numbers[-1] = stop
    return numbers


@linspace_op.grad
def _(op: Any, g: Any) -> Any:
    kind = g.dtype.base_dtype
    share = linspace_op(constant(0, kind), constant(1, kind), op.inputs[2])
    return reduce_sum(g * (1 - share)), reduce_sum(g * share), None


def linspace(start: Any, stop: Any, num: Any, name: str | None = None, axis: int = 0) -> Tensor:
    """`num` numbers at equal distances from `start` to `stop`, both included.

    Args:
        start, stop: floats, or tensors of floats whose shapes broadcast; integers become float64.
        num: how many, an integer; of one number it is `start`.
        name: of the node.
        axis: where the new axis of size `num` stands in the result.

    Returns:
        A Tensor: a vector, or for tensors one more axis than they have. Gradient: to `start`
        and `stop` in proportion to how near a number is.

    Raises:
        TypeError: `num` is no integer, or the types differ.
        ValueError, tf.errors.InvalidArgumentError: `num` is negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.linspace(10.0, 12.0, 3)).tolist()
        [10.0, 11.0, 12.0]
    """
    with name_scope(name, "linspace", [start, stop, num]) as scope:
        start = convert(start, name="start")
        stop = convert(stop, start.dtype.base_dtype, name="stop")
        if start.dtype.is_integer:
            start, stop = cast(start, dtypes.float64), cast(stop, dtypes.float64)
        if start._dims == () and stop._dims == () and axis in (0, -1):
            result: Tensor = linspace_op(start, stop, num, name=scope)
            return result
        kind = start.dtype.base_dtype
        share = linspace_op(constant(0, kind), constant(1, kind), num)
        return _between(start, stop, share, axis)


def _between(start: Tensor, stop: Tensor, share: Tensor, axis: int) -> Tensor:
    """start (1 - share) + stop share, with the axis of `share` at `axis` of the result."""
    zero = start - start + (stop - stop)  # brings both to one shape
    if axis >= 0:
        if zero._dims is None:
            raise ValueError("linspace of tensors of unknown rank needs a negative axis.")
        axis -= len(zero._dims) + 1
    behind = (slice(None),) * (-axis - 1)
    place = (Ellipsis, None, *behind)
    weights = share[(slice(None), *[None] * len(behind))]
    result: Tensor = (start + zero)[place] * (1 - weights) + (stop + zero)[place] * weights
    return result


lin_space = linspace
