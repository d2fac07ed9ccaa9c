"""Reals as small integers and back: quantize, dequantize, quantized_concat.

A quantized tensor is an integer tensor with two reals: the numbers that its lowest and its highest
integer stand for. Three modes say how: MIN_COMBINED (all integers evenly between the two),
MIN_FIRST (the same, with 0 among the numbers that are met exactly) and SCALED (a multiple, 0 is 0).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, compatible
from minigraph.ops.joining import concat_op

__all__ = ["dequantize", "quantize", "quantize_v2", "quantized_concat"]

QUANTIZED = (dtypes.qint8, dtypes.quint8, dtypes.qint32, dtypes.qint16, dtypes.quint16)
_MODES = ("MIN_COMBINED", "MIN_FIRST", "SCALED")
_ROUND_MODES = ("HALF_AWAY_FROM_ZERO", "HALF_TO_EVEN")
_MODE = "Attr 'mode' must be one of {}, not {!r}."


def _wrong(message: str) -> Exception:
    return InvalidArgumentError(None, None, message)


def round_away(x: Any) -> Any:
    """To the nearest whole number, halves away from zero."""
    return np.copysign(np.floor(np.abs(x) + x.dtype.type(0.5)), x)


def _limits(kind: np.dtype[Any]) -> tuple[int, int]:
    return int(np.iinfo(kind).min), int(np.iinfo(kind).max)


def _along(values: Any, ndim: int, axis: int) -> Any:
    """Ranges of slices along an axis, shaped to broadcast; a single range as it is."""
    if axis < 0:
        return values
    return np.reshape(values, [-1 if i == axis else 1 for i in range(ndim)])


def _check_mode(call: Call) -> None:
    if call.attrs["mode"] not in _MODES:
        raise ValueError(_MODE.format(", ".join(_MODES), call.attrs["mode"]))


def _ranges(call: Call, first: int) -> Dims:
    """The static shape of the two ranges: a number, or one for each slice along the axis."""
    axis, dims = call.attrs["axis"], call.shapes[0]
    if axis < -1:
        raise ValueError(f"axis must be -1 (none) or an axis of the input, not {axis}.")
    if dims is not None and axis >= len(dims):
        raise ValueError(f"axis is {axis}, but the input has rank {len(dims)}.")
    wanted: Dims = () if axis == -1 else (None if dims is None else dims[axis],)
    for index in (first, first + 1):
        if not compatible(call.shapes[index], wanted):
            raise ValueError(
                f"{call.input_name(index)} must be "
                + ("a number." if axis == -1 else f"a vector with one number for each of {wanted}.")
            )
    return wanted


# ---------------------------------------------------------------------------------- QuantizeV2
def _quantized(call: Call) -> list[Dims]:
    _check_mode(call)
    if call.attrs["round_mode"] not in _ROUND_MODES:
        raise ValueError(
            f"Attr 'round_mode' must be one of {', '.join(_ROUND_MODES)}, not "
            f"{call.attrs['round_mode']!r}."
        )
    ranges = _ranges(call, 1)
    return [call.shapes[0], ranges, ranges]


def to_min_first(x: Any, low: Any, high: Any, kind: np.dtype[Any]) -> Any:
    """Reals as integers in the mode MIN_FIRST."""
    first = _limits(kind)[0]
    steps = 2.0 ** (8 * kind.itemsize)
    scale = np.float32(steps / ((float(high) - float(low)) * (steps / (steps - 1))))
    whole = round_away(x * scale).astype(np.float64) - float(round_away(np.float32(low) * scale))
    return _in_limits((whole + first).astype(np.float32), kind)


def from_min_first(x: Any, low: Any, high: Any) -> Any:
    """Integers as reals in the mode MIN_FIRST."""
    kind = x.dtype
    if float(low) == float(high):
        return np.full(x.shape, low, np.float32)
    steps = 2.0 ** (8 * kind.itemsize)
    scale = np.float32((float(high) - float(low)) * (steps / (steps - 1)) / steps)
    start = round_away(np.float32(low) / scale) * scale
    return x.astype(np.float32) * scale + (start - np.float32(_limits(kind)[0]) * scale)


def _scaled_range(low: Any, high: Any, kind: np.dtype[Any], narrow: bool) -> tuple[Any, Any, Any]:
    """(scale, low, high) of the mode SCALED: the range is widened to multiples of one step."""
    first, last = _limits(kind)
    first += narrow
    with np.errstate(divide="ignore", invalid="ignore"):
        by_low = np.where(first * low > 0, first / low, np.finfo(np.float32).max)
        by_high = np.where(last * high > 0, last / high, np.finfo(np.float32).max)
    scale = np.minimum(by_low, by_high).astype(np.float32)
    return scale, np.float32(first) / scale, np.float32(last) / scale


@op(
    "QuantizeV2",
    "input: float32, min_range: float32, max_range: float32"
    " -> output: T, output_min: float32, output_max: float32",
    T=QUANTIZED,
    shape=_quantized,
    no_gradient="it jumps",
    samples=[
        case("2,3", -2.0, 3.0, T=dtypes.quint8),
        case(
            "2,3",
            np.array([-2, -1], np.float32),
            np.array([3, 1], np.float32),
            T=dtypes.qint8,
            axis=0,
            mode="SCALED",
        ),
        case("2,3", -2.0, 3.0, T=dtypes.qint16, mode="MIN_FIRST"),
        bad("2,3", 3.0, 1.0, T=dtypes.qint8, error=InvalidArgumentError, match="max_range"),
        bad("2,3", -2.0, 3.0, T=dtypes.qint8, mode="X", error=ValueError, match="mode"),
    ],
)
def quantize_op(
    input: Any,
    min_range: Any,
    max_range: Any,
    *,
    T: DType,
    mode: str = "MIN_COMBINED",
    round_mode: str = "HALF_AWAY_FROM_ZERO",
    narrow_range: bool = False,
    axis: int = -1,
    ensure_minimum_range: float = 0.01,
) -> Any:
    """The integers, and the range that they stand for: it is made to hold 0 and not to be empty."""
    if round_mode == "HALF_TO_EVEN" and mode != "SCALED":
        raise _wrong(f"Round mode HALF_TO_EVEN is supported in mode SCALED only, not in {mode}.")
    low, high = np.float32(min_range), np.float32(max_range)
    if (low > high).any():
        raise _wrong(f"max_range {high} must not be less than min_range {low}.")
    least = np.float32(ensure_minimum_range) * np.maximum(1, np.maximum(abs(low), abs(high)))
    low = np.minimum(0, low)
    high = np.maximum(0, np.maximum(high, low + least.astype(np.float32)))
    x, kind = np.asarray(input), np.dtype(T.np_dtype)
    if mode == "SCALED":
        scale, low, high = _scaled_range(low, high, kind, narrow_range)
        with np.errstate(over="ignore"):
            found = x * _along(scale, x.ndim, axis)
        found = np.rint(found) if round_mode == "HALF_TO_EVEN" else round_away(found)
        found = _in_limits(found, kind, narrow_range)
    elif mode == "MIN_FIRST":
        found = _each_slice(to_min_first, x, low, high, axis, kind)
    else:
        found = _each_slice(_combined, x, low, high, axis, kind)
    return [found[()], low[()], high[()]]


def _in_limits(whole: Any, kind: np.dtype[Any], narrow: bool = False) -> Any:
    first, last = _limits(kind)
    return np.clip(whole.astype(np.float64), first + narrow, last).astype(kind)


def _combined(x: Any, low: Any, high: Any, kind: np.dtype[Any]) -> Any:
    """Reals as integers in the mode MIN_COMBINED."""
    first, last = _limits(kind)
    scale = np.float32((last - first) / (float(high) - float(low)))
    found = (np.clip(x, low, high) - low) * scale
    if first:
        found = found - np.float32((last - first + 1) / 2)
    return _in_limits(round_away(found), kind)


def _each_slice(function: Any, x: Any, low: Any, high: Any, axis: int, *more: Any) -> Any:
    """`function(x, low, high)`, by slices along an axis if there is one."""
    if axis < 0:
        return function(x, low, high, *more)
    parts = [
        function(part, a, b, *more)
        for part, a, b in zip(np.moveaxis(x, axis, 0), low, high, strict=True)
    ]
    return np.moveaxis(np.stack(parts), 0, axis)


class QuantizeV2(NamedTuple):
    """Integers and the range that they stand for."""

    output: Tensor
    output_min: Tensor
    output_max: Tensor


def quantize(
    input: Any,
    min_range: Any,
    max_range: Any,
    T: Any,
    mode: str = "MIN_COMBINED",
    round_mode: str = "HALF_AWAY_FROM_ZERO",
    name: str | None = None,
    narrow_range: bool = False,
    axis: int | None = None,
    ensure_minimum_range: float = 0.01,
) -> QuantizeV2:
    """Reals as small integers.

    Args:
        input: float32.
        min_range, max_range: the reals that the lowest and the highest integer stand for; what is
            beyond them is cut off. Numbers, or a vector with one for each slice along `axis`.
        T: the integer type: qint8, quint8, qint16, quint16 or qint32.
        mode: "MIN_COMBINED": round((x - min) * steps / (max - min)); "MIN_FIRST": the same with 0
            at a whole step; "SCALED": round(x * scale), 0 is 0.
        round_mode: in "SCALED", where halves go: "HALF_AWAY_FROM_ZERO" or "HALF_TO_EVEN".
        name: of the node.
        narrow_range: in "SCALED", whether the lowest integer stays unused.
        axis: an axis whose slices have ranges of their own; None: there is one range.
        ensure_minimum_range: the range is made no smaller than this times the largest bound, or 1.

    Returns:
        (output, output_min, output_max): integers of type T and the range that was used, which
        always holds 0. No gradient.

    Raises:
        ValueError: there is no such mode, or the ranges are not as many as slices.
        tf.errors.InvalidArgumentError: max_range is less than min_range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.quantize([-1.0, 0.0, 2.0], -1.0, 2.0, tf.quint8).output).tolist()
        [0, 85, 255]
    """
    return QuantizeV2(
        *quantize_op(
            input,
            min_range,
            max_range,
            T=as_dtype(T),
            mode=mode,
            round_mode=round_mode,
            narrow_range=narrow_range,
            axis=-1 if axis is None else axis,
            ensure_minimum_range=ensure_minimum_range,
            name=name,
        )
    )


def quantize_v2(
    input: Any,
    min_range: Any,
    max_range: Any,
    T: Any,
    mode: str = "MIN_COMBINED",
    name: str | None = None,
    round_mode: str = "HALF_AWAY_FROM_ZERO",
    narrow_range: bool = False,
    axis: int | None = None,
    ensure_minimum_range: float = 0.01,
) -> QuantizeV2:
    """`tf.quantize` with its arguments in the older order.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.quantize_v2([0.5], 0.0, 1.0, tf.quint8).output).tolist()
        [128]
    """
    return quantize(
        input,
        min_range,
        max_range,
        T,
        mode,
        round_mode,
        name,
        narrow_range,
        axis,
        ensure_minimum_range,
    )


# ---------------------------------------------------------------------------------- Dequantize
def _dequantized(call: Call) -> Dims:
    _check_mode(call)
    _ranges(call, 1)
    return call.shapes[0]


@op(
    "Dequantize",
    "input: T, min_range: float32, max_range: float32 -> output: float32",
    T=QUANTIZED,
    shape=_dequantized,
    no_gradient="integers have none",
)
def dequantize_op(
    input: Any,
    min_range: Any,
    max_range: Any,
    *,
    mode: str = "MIN_COMBINED",
    narrow_range: bool = False,
    axis: int = -1,
    dtype: DType = dtypes.float32,
) -> Any:
    """The reals that the integers stand for."""
    x = np.asarray(input)
    low, high = np.float32(min_range), np.float32(max_range)
    if mode == "MIN_FIRST":
        return _each_slice(from_min_first, x, low, high, axis)[()]
    if mode == "SCALED":
        first, last = _limits(x.dtype)
        first += narrow_range
        scale = high / np.float32(last)
        if first:
            scale = np.maximum(low / np.float32(first), scale)
        return (x.astype(np.float32) * _along(scale, x.ndim, axis))[()]
    return _each_slice(_uncombined, x, low, high, axis)[()]


def _uncombined(x: Any, low: Any, high: Any) -> Any:
    """Integers as reals in the mode MIN_COMBINED."""
    first, last = _limits(x.dtype)
    half = np.float32((last - first + 1) / 2 if first else 0)
    scale = (high - low) / np.float32(last - first)
    return (x.astype(np.float32) + half) * scale + low


def dequantize(
    input: Any,
    min_range: Any,
    max_range: Any,
    mode: str = "MIN_COMBINED",
    name: str | None = None,
    axis: int | None = None,
    narrow_range: bool = False,
    dtype: Any = dtypes.float32,
) -> Tensor:
    """The reals that quantized integers stand for.

    Args:
        input: of a quantized type.
        min_range, max_range: what the lowest and the highest integer stand for.
        mode: that in which they were quantized.
        name: of the node.
        axis: an axis whose slices have ranges of their own.
        narrow_range: whether the lowest integer is unused.
        dtype: float32.

    Returns:
        A float32 Tensor of the same shape. No gradient.

    Raises:
        ValueError: there is no such mode; TypeError: the input is not quantized, or another `dtype`.

    Example:
        >>> import minigraph as tf
        >>> q = tf.quantize([-1.0, 0.0, 2.0], -1.0, 2.0, tf.quint8)
        >>> tf.Session().run(tf.dequantize(q.output, q.output_min, q.output_max)).tolist()
        [-1.0, 0.0, 2.0]
    """
    if as_dtype(dtype) is not dtypes.float32:
        raise TypeError(f"dequantize makes float32, not {as_dtype(dtype).name}.")
    attrs: dict[str, Any] = {} if axis is None else {"axis": axis}
    result: Tensor = dequantize_op(
        input, min_range, max_range, mode=mode, narrow_range=narrow_range, name=name, **attrs
    )
    return result


# ---------------------------------------------------------------------------------- QuantizedConcat
def _joined(call: Call) -> list[Dims]:
    count = call.attrs["N"]
    shapes = (*call.shapes[1 : 1 + count], call.shapes[0])
    values = (*[None] * count, call.values[0])
    return [concat_op.shape_rule(call._replace(shapes=shapes, values=values)), (), ()]


@op(
    "QuantizedConcat",
    "concat_dim: int32, values: N*T, input_mins: N*float32, input_maxes: N*float32"
    " -> output: T, output_min: float32, output_max: float32",
    T=(dtypes.quint8, dtypes.qint32),
    shape=_joined,
    no_gradient="integers have none",
)
def quantized_concat_op(concat_dim: Any, *parts: Any) -> Any:
    """The inputs one after another, in the range that holds all of theirs."""
    count = len(parts) // 3
    lows, highs = np.array(parts[count : 2 * count]), np.array(parts[2 * count :])
    low, high = lows.min(), highs.max()
    values = [
        x if a == low and b == high else to_min_first(from_min_first(x, a, b), low, high, x.dtype)
        for x, a, b in zip(parts[:count], lows, highs, strict=True)
    ]
    return [np.concatenate(values, int(concat_dim)), low, high]


class QuantizedConcat(NamedTuple):
    """Integers and the range that they stand for."""

    output: Tensor
    output_min: Tensor
    output_max: Tensor


def quantized_concat(
    concat_dim: Any, values: Any, input_mins: Any, input_maxes: Any, name: str | None = None
) -> QuantizedConcat:
    """Quantized tensors one after another, in one range.

    Args:
        concat_dim: the axis.
        values: quint8 or qint32 tensors.
        input_mins, input_maxes: the range of each of them, as lists of numbers.
        name: of the node.

    Returns:
        (output, output_min, output_max): the range is the smallest that holds all of theirs.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> a = tf.quantize([0.0, 1.0], 0.0, 1.0, tf.quint8)
        >>> b = tf.quantize([0.0, 2.0], 0.0, 2.0, tf.quint8)
        >>> both = tf.quantized_concat(0, [a.output, b.output], [0.0, 0.0], [1.0, 2.0])
        >>> tf.Session().run(both.output).tolist()
        [0, 128, 0, 255]
    """
    return QuantizedConcat(
        *quantized_concat_op(concat_dim, values, input_mins, input_maxes, name=name)
    )
