"""Running sums and products along an axis: cumsum, cumprod, cumulative_logsumexp."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, INDEX, NUMBERS, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.axes import axis_in
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where, where_v2
from minigraph.ops.compare import equal, greater
from minigraph.ops.complex_numbers import conj
from minigraph.ops.exponentials import exp, log
from minigraph.ops.naming import name_scope

__all__ = ["cumprod", "cumsum", "cumulative_logsumexp"]


# ---------------------------------------------------------------------------------- both
def _same_dims(call: Call) -> Dims:
    call.rank(1, 0)
    dims, axis = call.shapes[0], call.values[1]
    if dims is not None and axis is not None:
        axis_in(axis, len(dims))
    return dims


def _running(ufunc: Any, x: Any, axis: Any, exclusive: bool, reverse: bool) -> Any:
    """`ufunc` over all elements up to each one, itself included or not."""
    at = axis_in(axis, np.ndim(x))
    forward = np.moveaxis(x, at, 0)[:: -1 if reverse else 1]
    result = np.empty_like(forward)
    if exclusive:
        result[:1] = ufunc.identity
        ufunc.accumulate(forward[:-1], axis=0, dtype=x.dtype, out=result[1:])
    else:
        ufunc.accumulate(forward, axis=0, dtype=x.dtype, out=result)
    return np.moveaxis(result[:: -1 if reverse else 1], 0, at)


def _running_line(ufunc: str) -> Any:
    def rule(call: Call) -> Any:
        if call.values[1] is None or call.attrs["exclusive"] or call.attrs["reverse"]:
            return None
        kind = call.dtypes[0].np_dtype.name  # NumPy would add up narrow integers as int64
        axis = int(call.values[1])
        return Line(f"np.{ufunc}.accumulate({{0}}, {axis}, np.{kind}, {{out}})", out=True)

    return rule


_BAD_AXIS = bad("2,3", 2, error=ValueError, match=r"axis 2 .*\[-2, 2\)")


# ---------------------------------------------------------------------------------- Cumsum
@op(
    "Cumsum",
    "x: T, axis: Tidx -> out: T",
    T=NUMBERS,
    Tidx=INDEX,
    shape=_same_dims,
    samples=[
        case("2,3", 1),
        case("2,3,5", -2, reverse=True),
        case("2,3", 0, exclusive=True),
        case("5", 0, exclusive=True, reverse=True),
        case("5 int8 0:99", 0),
        _BAD_AXIS,
    ],
)
def cumsum_op(x: Any, axis: Any, *, exclusive: bool = False, reverse: bool = False) -> Any:
    """The sums of the elements up to each one."""
    return _running(np.add, x, axis, exclusive, reverse)


cumsum_op.lower(_running_line("add"))


@cumsum_op.grad
def _(op: Any, g: Any) -> Any:
    exclusive, reverse = op.attrs["exclusive"], op.attrs["reverse"]
    return cumsum_op(g, op.inputs[1], exclusive=exclusive, reverse=not reverse), None


def cumsum(
    x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """The running sum along an axis: y[i] = x[0] + ... + x[i].

    Args:
        x: a tensor of numbers.
        axis: where to sum along; negative: from the end.
        exclusive: whether each sum leaves out its own element; the first one is then 0.
        reverse: whether to sum from the end.
        name: of the node.

    Returns:
        A Tensor of the same shape and type. Gradient: the running sum of g from the other end.

    Raises:
        ValueError: the axis is out of range.

    Example:
        >>> import minigraph as tf
        >>> sess = tf.Session()
        >>> sess.run(tf.cumsum([1, 2, 3])).tolist()
        [1, 3, 6]
        >>> sess.run(tf.cumsum([1, 2, 3], exclusive=True, reverse=True)).tolist()
        [5, 3, 0]
    """
    with name_scope(name, "Cumsum", [x]) as scope:
        result: Tensor = cumsum_op(x, axis, exclusive=exclusive, reverse=reverse, name=scope)
        return result


# ---------------------------------------------------------------------------------- Cumprod
@op(
    "Cumprod",
    "x: T, axis: Tidx -> out: T",
    T=NUMBERS,
    Tidx=INDEX,
    shape=_same_dims,
    samples=[
        case("2,3", 1),
        case("2,3,5", -2, reverse=True),
        case("2,3", 0, exclusive=True),
        case("5", 0, exclusive=True, reverse=True),
        case("5 int8 0:3", 0),
        _BAD_AXIS,
    ],
)
def cumprod_op(x: Any, axis: Any, *, exclusive: bool = False, reverse: bool = False) -> Any:
    """The products of the elements up to each one."""
    return _running(np.multiply, x, axis, exclusive, reverse)


cumprod_op.lower(_running_line("multiply"))


@cumprod_op.grad
def _(op: Any, g: Any) -> Any:
    """The slope of a product at an element is the product of its other elements.

    That is the product divided by the element; where the element is 0, the product of all that are
    not 0, of those products that hold no other 0. A product with two 0s has no slope anywhere.
    """
    x, axis = op.inputs
    flags = {"exclusive": op.attrs["exclusive"], "reverse": op.attrs["reverse"]}
    back = {**flags, "reverse": not flags["reverse"]}
    kind = x.dtype.base_dtype
    is_zero = equal(x, 0)
    zero = cast(is_zero, kind)
    filled = x + zero
    share = g * conj(cumprod_op(filled, axis, **flags))
    zeros = cumsum_op(zero, axis, **flags)
    with_none = cumsum_op(share * cast(equal(zeros, 0), kind), axis, **back)
    with_one = cumsum_op(share * cast(equal(zeros, 1), kind), axis, **back)
    return where(is_zero, with_one, with_none / conj(filled)), None


def cumprod(
    x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """The running product along an axis: y[i] = x[0] * ... * x[i].

    Args:
        x: a tensor of numbers.
        axis: where to multiply along; negative: from the end.
        exclusive: whether each product leaves out its own element; the first one is then 1.
        reverse: whether to multiply from the end.
        name: of the node.

    Returns:
        A Tensor of the same shape and type. Gradient: g times the product of the other elements,
        also where an element is 0.

    Raises:
        ValueError: the axis is out of range.

    Example:
        >>> import minigraph as tf
        >>> sess = tf.Session()
        >>> sess.run(tf.cumprod([2, 3, 4])).tolist()
        [2, 6, 24]
        >>> sess.run(tf.cumprod([2, 3, 4], exclusive=True)).tolist()
        [1, 2, 6]
    """
    with name_scope(name, "Cumprod", [x]) as scope:
        result: Tensor = cumprod_op(x, axis, exclusive=exclusive, reverse=reverse, name=scope)
        return result


# -------------------------------------------------------------------------- CumulativeLogsumexp
@op(
    "CumulativeLogsumexp",
    "x: T, axis: Tidx -> out: T",
    T=FLOATS,
    Tidx=INDEX,
    shape=_same_dims,
    samples=[
        case("2,3", 1),
        case("2,3,5", -2, reverse=True),
        _BAD_AXIS,
    ],
)
def cumulative_logsumexp_op(
    x: Any, axis: Any, *, exclusive: bool = False, reverse: bool = False
) -> Any:
    """The logarithms of the sums of the exponentials up to each element."""
    return _running(np.logaddexp, x, axis, exclusive, reverse)


@cumulative_logsumexp_op.grad
def _(op: Any, g: Any) -> Any:
    """Sums of g[j] exp(x[i] - y[j]) over j from i on, as logarithms: for g > 0 and for g < 0."""
    x, axis = op.inputs
    back = {"exclusive": op.attrs["exclusive"], "reverse": not op.attrs["reverse"]}
    least = x.dtype.base_dtype.min

    def part(weights: Tensor) -> Tensor:
        there = greater(weights, 0)
        logs = where_v2(there, log(where_v2(there, weights, 1)), least)
        return exp(cumulative_logsumexp_op(logs - op.outputs[0], axis, **back) + x)

    return part(g) - part(-g), None


def cumulative_logsumexp(
    x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """The running log-sum-exp along an axis: y[i] = log(exp(x[0]) + ... + exp(x[i])).

    Args:
        x: a tensor of floats.
        axis: where to sum along; negative: from the end.
        exclusive: whether each sum leaves out its own element; the first one is then -inf.
        reverse: whether to sum from the end.
        name: of the node.

    Returns:
        A Tensor of the same shape and type, without overflow. Gradient: to x[i] the sum of
        g[j] exp(x[i] - y[j]) over all j that hold it.

    Raises:
        ValueError: the axis is out of range.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.cumulative_logsumexp([0.0, 0.0, 0.0])).round(4))
        [0.     0.6931 1.0986]
    """
    with name_scope(name, "CumulativeLogsumexp", [x]) as scope:
        result: Tensor = cumulative_logsumexp_op(
            x, axis, exclusive=exclusive, reverse=reverse, name=scope
        )
        return result
