"""Vectors as sets of values: what is in one and not in another."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims

__all__ = ["setdiff1d"]


def _some(call: Call) -> list[Dims]:
    call.rank(0, 1)
    call.rank(1, 1)
    return [(None,), (None,)]


@op(
    "ListDiff",
    "x: T, y: T -> out: T, idx: out_idx",
    shape=_some,
    no_gradient="which values are there does not change in small steps",
    samples=[
        case([4, 1, 4, 2], [2, 3]),
        case([1, 2], [2, 1], out_idx=dtypes.int64),
        bad("2,3", "3", error=ValueError, match="rank 1"),
    ],
)
def list_diff_op(x: Any, y: Any, *, out_idx: DType = dtypes.int32) -> Any:
    """The values of x that are not in y, and their places in x."""
    places = np.flatnonzero(~np.isin(x, y))
    return [x[places], places.astype(out_idx.np_dtype)]


class ListDiff(NamedTuple):
    """The values that are in one vector and not in the other, and their places."""

    out: Tensor
    idx: Tensor


def setdiff1d(x: Any, y: Any, index_dtype: Any = dtypes.int32, name: str | None = None) -> ListDiff:
    """The values of `x` that are not in `y`, in their order, and their places in `x`.

    Args:
        x, y: vectors of one type.
        index_dtype: of the places: int32 or int64.
        name: of the node.

    Returns:
        (out, idx): the values, each as often as `x` has it, and the places. No gradient.

    Raises:
        ValueError: an input is no vector; TypeError: the types differ.

    Example:
        >>> import minigraph as tf
        >>> left, places = tf.Session().run(tf.setdiff1d([5, 6, 7, 5], [6]))
        >>> left.tolist(), places.tolist()
        ([5, 7, 5], [0, 2, 3])
    """
    return ListDiff(*list_diff_op(x, y, out_idx=as_dtype(index_dtype), name=name))
