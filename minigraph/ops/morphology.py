"""Grayscale dilation and erosion: the greatest sum of window and filter.

Dilation2D is piecewise linear: at each place one element of the window wins. Its gradients send g
to the winner in the image and in the filter; these are linear in g, and `_Dilation2DWinner`, what
stands at the winners, is the transpose of both.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import REAL, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.arithmetic import negative
from minigraph.ops.axes import reverse
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import renamed, zeros_like
from minigraph.ops.window_arguments import as_tuple
from minigraph.ops.windows import axis_windows, check_padding, overlap, unknown_space

__all__ = ["dilation2d", "erosion2d"]

_ONES = (1, 1, 1, 1)


def _dims(call: Call) -> Dims:
    attrs = call.attrs
    check_padding({"padding": attrs["padding"]}, 4)
    for key in ("strides", "rates"):
        values = attrs[key]
        if len(values) != 4 or min(values) < 1 or values[0] != 1 or values[3] != 1:
            raise ValueError(f"{key} must be 4 positive numbers, 1 at both ends: {values}")
    x, filter = unknown_space(call.rank(0, 4), 4), unknown_space(call.rank(1, 3), 3)
    if None not in (x[3], filter[2]) and x[3] != filter[2]:
        raise ValueError(
            f"Dimensions must be equal, but are {x[3]} channels in {show(x)} and {filter[2]} in the "
            f"filter {show(filter)}"
        )
    rows = list(zip(x[1:3], filter[:2], attrs["strides"][1:3], attrs["rates"][1:3], strict=True))
    outs = [axis_windows(n, k, s, r, attrs["padding"])[0] for n, k, s, r in rows]
    if any(None in row for row in rows):
        outs = [None, None]  # as TF1: both or none
    return (x[0], *outs, filter[2])


def _backward(index: int) -> Any:
    """The rule of a gradient: the shape of input `index`; the third input is as the result."""

    def rule(call: Call) -> Dims:
        wanted, found = _dims(call), call.rank(2, 4)
        if not compatible(wanted, found):
            raise ValueError(
                f"'out_backprop' must have the shape {show(wanted)}, but it is {show(found)}"
            )
        return call.shapes[index]

    return rule


def _elements(x: Any, filter: Any, strides: Any, rates: Any, padding: str) -> Iterator[Any]:
    """First the shape of the result; then (filter's element, windows that have it, place in x)."""
    rows = zip(x.shape[1:3], filter.shape[:2], strides[1:3], rates[1:3], strict=True)
    found = [axis_windows(n, k, s, r, padding) for n, k, s, r in rows]
    yield len(x), *(n for n, _ in found), x.shape[3]
    for element in itertools.product(*map(range, filter.shape[:2])):
        spans = [
            overlap(size, n, s, k * r - before)
            for size, (n, before), s, r, k in zip(
                x.shape[1:3], found, strides[1:3], rates[1:3], element, strict=True
            )
        ]
        yield element, (slice(None), *(a for a, _ in spans)), (slice(None), *(b for _, b in spans))


def _greatest(x: Any, filter: Any, attrs: dict[str, Any]) -> Any:
    elements = _elements(x, filter, **attrs)
    least = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    result = np.full(next(elements), least, x.dtype)
    for element, window, place in elements:
        np.maximum(result[window], x[place] + filter[element], out=result[window])
    return result


def _winners(x: Any, filter: Any, attrs: dict[str, Any]) -> Iterator[Any]:
    """(filter's element, windows, places, where it is the first that is greatest)."""
    best = _greatest(x, filter, attrs)
    left = np.ones(best.shape, bool)
    elements = _elements(x, filter, **attrs)
    next(elements)
    for element, window, place in elements:
        mine = (x[place] + filter[element] == best[window]) & left[window]
        left[window] ^= mine
        yield element, window, place, mine


def _of(op: Any) -> dict[str, Any]:
    return {key: op.attrs[key] for key in op._record.attrs}


# ---------------------------------------------------------------------------------- the ops
@op(
    "Dilation2D",
    "input: T, filter: T -> output: T",
    T=REAL,
    shape=_dims,
    samples=[
        case("2,4,5,3 distinct", "2,2,3", strides=_ONES, rates=_ONES, padding="VALID"),
        case("2,4,5,3", "3,2,3", strides=(1, 2, 1, 1), rates=(1, 1, 2, 1), padding="SAME"),
        bad(
            "2,4,5,3",
            "2,2,2",
            strides=_ONES,
            rates=_ONES,
            padding="SAME",
            error=ValueError,
            match="must be equal",
        ),
    ],
)
def dilation_op(
    input: Any, filter: Any, *, strides: tuple[int, ...], rates: tuple[int, ...], padding: str
) -> Any:
    """max over a, b of x[stride * i + rate * a, stride * j + rate * b, c] + filter[a, b, c]."""
    return _greatest(input, filter, {"strides": strides, "rates": rates, "padding": padding})


@dilation_op.grad
def _(op: Any, g: Any) -> Any:
    (x, filter), attrs = op.inputs, _of(op)
    return dilation_input_slope(x, filter, g, **attrs), dilation_filter_slope(x, filter, g, **attrs)


@op(
    "Dilation2DBackpropInput",
    "input: T, filter: T, out_backprop: T -> in_backprop: T",
    T=REAL,
    shape=_backward(0),
    samples=[
        case("2,4,5,3 distinct", "2,2,3", "2,3,4,3", strides=_ONES, rates=_ONES, padding="VALID")
    ],
)
def dilation_input_slope(
    input: Any,
    filter: Any,
    out_backprop: Any,
    *,
    strides: tuple[int, ...],
    rates: tuple[int, ...],
    padding: str,
) -> Any:
    """The cotangent, each element at its winner in the image."""
    attrs = {"strides": strides, "rates": rates, "padding": padding}
    result = np.zeros_like(input)
    for _, window, place, mine in _winners(input, filter, attrs):
        result[place] += out_backprop[window] * mine
    return result


@dilation_input_slope.grad
def _(op: Any, g: Any) -> Any:
    x, filter, _ = op.inputs
    return None, None, dilation_winner(x, filter, g, zeros_like(filter), **_of(op))


@op(
    "Dilation2DBackpropFilter",
    "input: T, filter: T, out_backprop: T -> filter_backprop: T",
    T=REAL,
    shape=_backward(1),
    samples=[
        case("2,4,5,3 distinct", "2,2,3", "2,3,4,3", strides=_ONES, rates=_ONES, padding="VALID")
    ],
)
def dilation_filter_slope(
    input: Any,
    filter: Any,
    out_backprop: Any,
    *,
    strides: tuple[int, ...],
    rates: tuple[int, ...],
    padding: str,
) -> Any:
    """The cotangent, each element at its winner in the filter."""
    attrs = {"strides": strides, "rates": rates, "padding": padding}
    result = np.zeros_like(filter)
    for element, window, _, mine in _winners(input, filter, attrs):
        result[element] = (out_backprop[window] * mine).sum(axis=(0, 1, 2), dtype=filter.dtype)
    return result


@dilation_filter_slope.grad
def _(op: Any, g: Any) -> Any:
    x, filter, _ = op.inputs
    return None, None, dilation_winner(x, filter, zeros_like(x), g, **_of(op))


@op(
    "_Dilation2DWinner",
    "input: T, filter: T, image: T, taps: T -> output: T",
    T=REAL,
    shape=_dims,
    samples=[
        case(
            "2,4,5,3 distinct",
            "2,2,3",
            "2,4,5,3",
            "2,2,3",
            strides=_ONES,
            rates=_ONES,
            padding="VALID",
        )
    ],
)
def dilation_winner(
    input: Any,
    filter: Any,
    image: Any,
    taps: Any,
    *,
    strides: tuple[int, ...],
    rates: tuple[int, ...],
    padding: str,
) -> Any:
    """What of `image` and of `taps` stands at the winners, added."""
    attrs: dict[str, Any] = {"strides": strides, "rates": rates, "padding": padding}
    result = np.zeros(next(_elements(input, filter, **attrs)), input.dtype)
    for element, window, place, mine in _winners(input, filter, attrs):
        np.copyto(result[window], image[place] + taps[element], where=mine)
    return result


@dilation_winner.grad
def _(op: Any, g: Any) -> Any:
    (x, filter, _, _), attrs = op.inputs, _of(op)
    to_image = dilation_input_slope(x, filter, g, **attrs)
    return None, None, to_image, dilation_filter_slope(x, filter, g, **attrs)


# ---------------------------------------------------------------------------------- tf.nn
def dilation2d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    rates: Any = None,
    padding: Any = None,
    name: str | None = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """Grayscale dilation: max over a, b of x[s*i + r*a, s*j + r*b, c] + filter[a, b, c].

    Args:
        input: images [batch, height, width, channels]; real numbers.
        filter: [height, width, channels].
        strides: s, the distance of two windows: [1, down, right, 1].
        rates: r, the distance of two elements of a window: [1, down, right, 1].
        padding: "SAME" (what is beyond the edge does not count) or "VALID".
        name: of the node.
        filters, dilations: the new names of `filter` and `rates`.

    Returns:
        A Tensor like `input`. Gradient: g to the element that is greatest, in both.

    Raises:
        ValueError: the channels do not fit, a window does not, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 5.0, 2.0], [1, 1, 3, 1])
        >>> y = tf.nn.dilation2d(x, tf.zeros([1, 2, 1]), [1] * 4, [1] * 4, "VALID")
        >>> tf.Session().run(y).ravel().tolist()
        [5.0, 5.0]
    """
    result: Tensor = dilation_op(
        input,
        renamed("filter", filter, "filters", filters),
        strides=as_tuple(strides, "strides", 4),
        rates=as_tuple(renamed("rates", rates, "dilations", dilations), "rates", 4),
        padding=padding,
        name=name,
    )
    return result


def erosion2d(
    value: Any, kernel: Any, strides: Any, rates: Any, padding: str, name: str | None = None
) -> Tensor:
    """Grayscale erosion: min over a, b of x[s*i + r*a, s*j + r*b, c] - kernel[-a, -b, c].

    Args:
        value: images [batch, height, width, channels]; real numbers.
        kernel: [height, width, channels]; it is mirrored in height and width.
        strides, rates, padding: as for `tf.nn.dilation2d`.
        name: of the node and its scope.

    Returns:
        A Tensor like `value`: -dilation2d(-value, mirrored kernel). Gradient: to both.

    Raises:
        ValueError: as for `tf.nn.dilation2d`.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 5.0, 2.0], [1, 1, 3, 1])
        >>> y = tf.nn.erosion2d(x, tf.zeros([1, 2, 1]), [1] * 4, [1] * 4, "VALID")
        >>> tf.Session().run(y).ravel().tolist()
        [1.0, 2.0]
    """
    with name_scope(name, "erosion2d", [value, kernel]) as scope:
        mirrored = dilation2d(
            negative(value), reverse(kernel, [0, 1]), strides, rates, padding, name=scope
        )
        return negative(mirrored)
