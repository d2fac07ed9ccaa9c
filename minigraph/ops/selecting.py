"""Choosing by condition: where."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, broadcast, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import zeros_like

__all__ = ["where", "where_v2"]


# ---------------------------------------------------------------------------------- Select
def _chosen(call: Call) -> Dims:
    condition, x, y = call.shapes
    if not compatible(x, y):
        raise ValueError(f"x and y must have one shape, but are {show(x)} and {show(y)}")
    result = merge(x, y)
    if condition is None or result is None:
        return result
    by_rows = len(condition) == 1 and len(result) > 1
    fits = compatible(condition, result[:1]) if by_rows else compatible(condition, result)
    if condition != () and not fits:
        raise ValueError(
            f"the condition must have the shape of x, {show(result)}, or be a vector of its rows, "
            f"but is {show(condition)}"
        )
    return result if by_rows or condition == () else merge(result, condition)


@op(
    "Select",
    "condition: bool, t: T, e: T -> output: T",
    shape=_chosen,
    samples=[
        case("2,3 bool", "2,3", "2,3"),
        case("2 bool", "2,3", "2,3"),
        case(np.bool_(True), "2,3", "2,3"),
        bad("2,3 bool", "2,3", "3,2", error=ValueError, match="one shape"),
    ],
)
def select_op(condition: Any, t: Any, e: Any) -> Any:
    """t where the condition is true, e elsewhere; a vector chooses rows."""
    if np.shape(t) != np.shape(e):
        raise ValueError(f"x and y must have one shape, but are {np.shape(t)} and {np.shape(e)}")
    if np.ndim(condition) == 1 and np.ndim(t) > 1:
        condition = condition.reshape((-1,) + (1,) * (np.ndim(t) - 1))
    elif np.ndim(condition) and np.shape(condition) != np.shape(t):
        raise ValueError(f"the condition has shape {np.shape(condition)}, x {np.shape(t)}")
    return np.where(condition, t, e)


@select_op.lower
def _(call: Call) -> Any:
    condition, t, e = call.shapes
    if condition is None or None in condition or not condition == t == e:
        return None
    return Line("({1} if {0} else {2})" if t == () else "np.where({0}, {1}, {2})")


@select_op.grad
def _(op: Any, g: Any) -> Any:
    condition = op.inputs[0]
    zero = zeros_like(g)
    return None, select_op(condition, g, zero), select_op(condition, zero, g)


# ---------------------------------------------------------------------------------- SelectV2
@op(
    "SelectV2",
    "condition: bool, t: T, e: T -> output: T",
    shape=broadcast,
    samples=[case("2,3 bool", "3", ""), case("2,1 bool", "2,3", "3")],
)
def select_v2_op(condition: Any, t: Any, e: Any) -> Any:
    """t where the condition is true, e elsewhere, all broadcast together."""
    return np.where(condition, t, e)


@select_v2_op.grad
def _(op: Any, g: Any) -> Any:
    condition = op.inputs[0]
    zero = zeros_like(g)
    return None, select_v2_op(condition, g, zero), select_v2_op(condition, zero, g)


# ---------------------------------------------------------------------------------- Where
@op(
    "Where",
    "condition: T -> index: int64",
    shape=lambda call: (None, None if call.shapes[0] is None else len(call.shapes[0])),
    no_gradient="positions are integers",
    samples=[case("2,3 bool"), case("5 int32 0:2")],
)
def where_op(condition: Any) -> Any:
    """The positions of the true elements, one a row, in row-major order."""
    return np.argwhere(condition).astype(np.int64)


def where(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """`x` where `condition` is true and `y` elsewhere; without them, where it is true.

    Args:
        condition: bools: of the shape of x, a scalar, or a vector that chooses rows of x.
        x, y: tensors of one type and shape, or both None.
        name: of the node.

    Returns:
        A Tensor like x; or the positions of the true elements, int64 of shape [n, rank].
        Gradient: g goes to x where the condition is true, to y elsewhere.

    Raises:
        ValueError: only one of x and y is given, or the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.where([True, False], [1, 2], [3, 4])).tolist()
        [1, 4]
        >>> tf.Session().run(tf.where([False, True])).tolist()
        [[1]]
    """
    if (x is None) != (y is None):
        raise ValueError("x and y must both be non-None or both be None.")
    result: Tensor
    if x is None:
        with name_scope(name, "Where", [condition]) as scope:
            result = where_op(convert(condition, dtypes.bool_, name="condition"), name=scope)
    else:
        result = select_op(condition, x, y, name=name)
    return result


def where_v2(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """As `tf.where`, but condition, x and y broadcast together.

    Args:
        condition: bools.
        x, y: tensors of one type, or both None.
        name: of the node.

    Returns:
        A Tensor of the broadcast shape.

    Raises:
        ValueError: only one of x and y is given, or the shapes do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.where_v2([True, False], 1, 0)).tolist()
        [1, 0]
    """
    if x is None or y is None:
        return where(condition, x, y, name)
    result: Tensor = select_v2_op(condition, x, y, name=name)
    return result
