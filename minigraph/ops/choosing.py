"""Choosing by condition and by size: where, argmax, argmin."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, REAL, Call, bad, broadcast, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.axes import array_of, axis_in
from minigraph.ops.bit_choices import chosen, dropped, kept
from minigraph.ops.spread import renamed, zeros_like

__all__ = ["arg_max", "arg_min", "argmax", "argmin", "where", "where_v2"]

_MANY = 2048  # elements: below, one call of NumPy is faster than three


# ---------------------------------------------------------------------------------- Where
def _places(call: Call) -> Dims:
    dims = call.shapes[0]
    return (None, None if dims is None else len(dims))


@op(
    "Where",
    "input: T -> index: int64",
    T=(*NUMBERS, dtypes.bool_),
    shape=_places,
    no_gradient="which elements are not 0 does not change in small steps",
    samples=[case("5 bool"), case("2,3 bool"), case("2,3 int32 0:2")],
)
def where_op(input: Any) -> Any:
    """The places of the elements that are not 0, one a row."""
    if np.ndim(input) == 0:
        raise ValueError("a scalar has no places: tf.where(condition) needs one axis or more")
    return np.argwhere(input).astype(np.int64, copy=False)


# ---------------------------------------------------------------------------------- Select
def _selected(call: Call) -> Dims:
    choice, t, e = call.shapes
    if not compatible(t, e):
        raise ValueError(f"Shapes must be equal, but are {show(t)} and {show(e)}")
    dims = merge(t, e)
    if choice is None or choice == () or dims is None:
        return dims
    if len(choice) == 1 and len(dims) > 1:
        if not compatible(choice, dims[:1]):
            raise ValueError(f"a vector condition {show(choice)} must fit the rows of {show(dims)}")
        return (merge(choice, dims[:1]) or ())[:1] + dims[1:]
    if not compatible(choice, dims):
        raise ValueError(f"the condition {show(choice)} must have the shape {show(dims)}")
    return merge(choice, dims)


@op(
    "Select",
    "condition: bool, t: T, e: T -> output: T",
    elementwise=True,
    shape=_selected,
    samples=[
        case("2,3 bool", "2,3", "2,3"),
        case("2 bool", "2,3,5", "2,3,5"),
        case(True, "2,3", "2,3"),
        case(False, "", ""),
        bad("2,3 bool", "2,3", "3", error=ValueError, match="equal"),
        bad("3 bool", "2,3", "2,3", error=ValueError, match="rows"),
    ],
)
def select_op(condition: Any, t: Any, e: Any) -> Any:
    """t where the condition is true, else e; a vector condition chooses whole rows."""
    missing = np.ndim(t) - np.ndim(condition)
    if missing and np.ndim(condition):
        condition = condition.reshape(condition.shape + (1,) * missing)
    return np.where(condition, array_of(t), array_of(e))


@select_op.grad
def _(op: Any, g: Any) -> Any:
    condition, t, _ = op.inputs
    same_rank = None not in (condition._dims, t._dims) and len(condition._dims) == len(t._dims)
    if same_rank or condition._dims == ():  # the zeros need no memory
        return None, where_v2(condition, g, 0), where_v2(condition, 0, g)
    zeros = zeros_like(g)
    return None, select_op(condition, g, zeros), select_op(condition, zeros, g)


def _choice_line(call: Call) -> Any:
    if any(dims is None for dims in call.shapes) or call.dtypes[1].name == "string":
        return None
    if all(dims == () for dims in call.shapes):
        return Line("({1} if {0} else {2})")
    return _line_of_bits(call) or Line("np.where({0}, {1}, {2})")


def _line_of_bits(call: Call) -> Line | None:
    """The line that chooses by bits, where that is faster (`bit_choices.py` has the figures)."""
    kind = call.dtypes[1].np_dtype
    if kind.kind not in "fiu" or kind.itemsize == 1 or call.shapes[0] == ():
        return None
    if _is_zero(call.values[2]):
        return Line("kept({0}, {1}, out={out})", {"kept": kept}, out=True, over=True)
    if _is_zero(call.values[1]):
        return Line("dropped({0}, {2}, out={out})", {"dropped": dropped}, out=True, over=True)
    elements = math.prod([size or 0 for size in broadcast(call) or ()])  # 0: who knows
    if kind.itemsize > 4 or elements < _MANY:
        return None
    return Line("chosen({0}, {1}, {2}, out={out})", {"chosen": chosen}, out=True)


def _is_zero(value: Any) -> bool:
    """Whether a value that is known is a scalar 0, and not -0."""
    return (
        value is not None
        and not isinstance(value, tuple)
        and np.ndim(value) == 0
        and not any(np.asarray(value).tobytes())
    )


@select_op.lower
def _(call: Call) -> Any:
    choice, t, _ = call.shapes
    if choice is None or t is None or call.shapes[2] is None or call.dtypes[1].name == "string":
        return None
    if len(choice) in (0, len(t)):
        return _choice_line(call)
    return Line(f"np.where({{0}}[:{', None' * (len(t) - 1)}], {{1}}, {{2}})")


# ---------------------------------------------------------------------------------- SelectV2
@op(
    "SelectV2",
    "condition: bool, t: T, e: T -> output: T",
    elementwise=True,
    shape=broadcast,
    samples=[
        case("2,3 bool", "2,3", "2,3"),
        case("3 bool", "2,3", ""),
        case("2,1 bool", "3", "2,3"),
        case(True, "", ""),
        bad("2 bool", "2,3", "2,3", error=ValueError, match="broadcast"),
    ],
)
def select_v2_op(condition: Any, t: Any, e: Any) -> Any:
    """t where the condition is true, else e, broadcast together."""
    return np.where(condition, array_of(t), array_of(e))


@select_v2_op.grad
def _(op: Any, g: Any) -> Any:
    condition = op.inputs[0]
    return None, where_v2(condition, g, 0), where_v2(condition, 0, g)


select_v2_op.lower(_choice_line)


def where(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """`x` where the condition is true, else `y`; or the places where a condition is true.

    Args:
        condition: a bool tensor. With x and y: of their shape, or a vector that chooses whole
            rows, or a scalar. Alone: bools or numbers, true where they are not 0.
        x, y: tensors of one shape and type, both or none.
        name: of the node.

    Returns:
        With x and y a Tensor of their shape and type; its gradient goes to the chosen elements.
        Alone the places of the true elements: int64 of shape (number of them, rank).

    Raises:
        ValueError: only one of x and y is given, or the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> sess = tf.Session()
        >>> sess.run(tf.where([True, False], [1, 2], [10, 20])).tolist()
        [1, 20]
        >>> sess.run(tf.where([False, True, True])).tolist()
        [[1], [2]]
    """
    if x is None and y is None:
        return where_op(condition, name=name)  # type: ignore[no-any-return]
    if x is None or y is None:
        raise ValueError("x and y must both be given, or neither of them.")
    result: Tensor = select_op(condition, x, y, name=name)
    return result


def where_v2(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """As `tf.where`, with the condition, x and y broadcast together.

    Args:
        condition: a bool tensor.
        x, y: tensors of one type, both or none; all three shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of the type of x; without x and y the places of the true elements.

    Raises:
        ValueError: only one of x and y is given, or the shapes do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.where_v2([True, False], [1, 2], 0)).tolist()
        [1, 0]
    """
    if x is None or y is None:
        return where(condition, x, y, name)
    if isinstance(y, Tensor) and not isinstance(x, Tensor):
        result: Tensor = select_v2_op(condition, x, y, T=y.dtype.base_dtype, name=name)
    else:
        result = select_v2_op(condition, x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- ArgMax, ArgMin
def _without_axis(call: Call) -> Dims:
    dims, axis = call.shapes[0], call.values[1]
    if dims is None:
        return None
    if axis is None:
        return (None,) * max(len(dims) - 1, 0)
    at = axis_in(axis, max(len(dims), 1), "dimension")
    return (*dims[:at], *dims[at + 1 :])


def _arg_axis(input: Any, dimension: Any) -> int:
    """The axis to look along, from 0."""
    return axis_in(dimension, np.ndim(input), "dimension")


def _arg_line(function: str) -> Any:
    def rule(call: Call) -> Any:
        if call.values[1] is None or call.shapes[0] in (None, ()):
            return None
        wanted = call.attrs["output_type"].np_dtype.name
        end = "" if wanted == "int64" else f".astype(np.{wanted})"
        return Line(f"np.{function}({{0}}, axis={int(call.values[1])}){end}")

    return rule


@op(
    "ArgMax",
    "input: T, dimension: Tidx -> output: output_type",
    T=(*REAL, dtypes.bool_),
    Tidx=INDEX,
    shape=_without_axis,
    no_gradient="which element is the largest does not change in small steps",
    samples=[
        case("2,3 distinct", 1),
        case("2,3,5 distinct", -1, output_type=dtypes.int32),
        case("5 distinct", 0),
        bad("2,3", 2, error=ValueError, match="dimension 2"),
    ],
)
def argmax_op(input: Any, dimension: Any, *, output_type: DType = dtypes.int64) -> Any:
    """The place of the largest element along an axis, the first of equal ones."""
    return np.argmax(input, axis=_arg_axis(input, dimension)).astype(output_type.np_dtype)


argmax_op.lower(_arg_line("argmax"))


@op(
    "ArgMin",
    "input: T, dimension: Tidx -> output: output_type",
    T=(*REAL, dtypes.bool_),
    Tidx=INDEX,
    shape=_without_axis,
    no_gradient="which element is the smallest does not change in small steps",
    samples=[case("2,3 distinct", 1), case("2,3,5 distinct", -1, output_type=dtypes.int32)],
)
def argmin_op(input: Any, dimension: Any, *, output_type: DType = dtypes.int64) -> Any:
    """The place of the smallest element along an axis, the first of equal ones."""
    return np.argmin(input, axis=_arg_axis(input, dimension)).astype(output_type.np_dtype)


argmin_op.lower(_arg_line("argmin"))


def argmax(
    input: Any,
    axis: Any = None,
    name: str | None = None,
    dimension: Any = None,
    output_type: Any = dtypes.int64,
) -> Tensor:
    """The place of the largest element along an axis.

    Args:
        input: a tensor of real numbers with one axis or more.
        axis: where to look; None: 0. Negative: from the end.
        name: of the node.
        dimension: the old name of `axis`.
        output_type: int64 (default) or int32.

    Returns:
        A Tensor of that type without the axis; of equal elements the first counts. No gradient.

    Raises:
        ValueError: the axis is out of range, or both names are given.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.argmax([[1, 9, 3], [4, 5, 6]], 1)).tolist()
        [1, 2]
    """
    at = renamed("axis", axis, "dimension", dimension)
    kind = as_dtype(output_type)
    result: Tensor = argmax_op(input, 0 if at is None else at, output_type=kind, name=name)
    return result


def argmin(
    input: Any,
    axis: Any = None,
    name: str | None = None,
    dimension: Any = None,
    output_type: Any = dtypes.int64,
) -> Tensor:
    """The place of the smallest element along an axis.

    Args:
        input: a tensor of real numbers with one axis or more.
        axis: where to look; None: 0. Negative: from the end.
        name: of the node.
        dimension: the old name of `axis`.
        output_type: int64 (default) or int32.

    Returns:
        A Tensor of that type without the axis; of equal elements the first counts. No gradient.

    Raises:
        ValueError: the axis is out of range, or both names are given.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.argmin([[1, 9, 3], [4, 5, 6]], 1)).tolist()
        [0, 0]
    """
    at = renamed("axis", axis, "dimension", dimension)
    kind = as_dtype(output_type)
    result: Tensor = argmin_op(input, 0 if at is None else at, output_type=kind, name=name)
    return result


def arg_max(
    input: Any, dimension: Any, output_type: Any = dtypes.int64, name: str | None = None
) -> Tensor:
    """The old spelling of `tf.argmax`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.arg_max([3, 7, 5], 0))
        np.int64(1)
    """
    return argmax(input, dimension, name, output_type=output_type)


def arg_min(
    input: Any, dimension: Any, output_type: Any = dtypes.int64, name: str | None = None
) -> Tensor:
    """The old spelling of `tf.argmin`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.arg_min([3, 7, 5], 0))
        np.int64(0)
    """
    return argmin(input, dimension, name, output_type=output_type)
