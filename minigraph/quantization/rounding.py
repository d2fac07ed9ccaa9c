"""Reals as they come back from quantization: quantize_and_dequantize, for training with it."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible
from minigraph.ops.casting import cast
from minigraph.ops.compare import greater_equal, less_equal
from minigraph.ops.logic import logical_and
from minigraph.ops.shaping import reshape
from minigraph.ops.spread import zeros_like

__all__ = ["quantize_and_dequantize", "quantize_and_dequantize_v2"]

_ROUND_MODES = ("HALF_TO_EVEN", "HALF_UP")


def _same_with_ranges(call: Call) -> Dims:
    attrs, dims = call.attrs, call.shapes[0]
    axis, bits = attrs["axis"], attrs["num_bits"]
    least = 2 if attrs["signed_input"] else 1
    if not least <= bits <= 62:
        raise ValueError(f"num_bits is out of range: {bits} with signed_input={least == 2}.")
    if attrs["round_mode"] not in _ROUND_MODES:
        raise ValueError(
            f"round_mode must be one of {', '.join(_ROUND_MODES)}, not {attrs['round_mode']!r}."
        )
    if axis < -1:
        raise ValueError(f"axis must be -1 (none) or an axis of the input, not {axis}.")
    if dims is not None and axis >= len(dims):
        raise ValueError(f"axis is {axis}, but the input has rank {len(dims)}.")
    wanted: Dims = () if axis == -1 else (None if dims is None else dims[axis],)
    for index in (1, 2):
        if not compatible(call.shapes[index], wanted):
            raise ValueError(
                f"{call.input_name(index)} must be a number, or a vector for the slices along axis."
            )
    return dims


def _rounded(
    x: Any,
    low: Any,
    high: Any,
    signed_input: bool,
    num_bits: int,
    range_given: bool,
    round_mode: str,
    narrow_range: bool,
    axis: int,
) -> Any:
    """Each real as the nearest one that an integer of so many bits stands for."""
    x = np.asarray(x)
    kind = x.dtype.type
    others = tuple(i for i in range(x.ndim) if i != axis)
    if not range_given:
        low = x.min(axis=others if axis >= 0 else None, initial=0 if not x.size else np.inf)
        high = x.max(axis=others if axis >= 0 else None, initial=0 if not x.size else -np.inf)
    low, high = np.asarray(low, kind), np.asarray(high, kind)
    if (low > high).any():
        raise InvalidArgumentError(
            None, None, f"Invalid range: input_min {low} > input_max {high}."
        )
    last = 2 ** (num_bits - signed_input) - 1
    first = -last - (not narrow_range) if signed_input else 0
    largest = np.finfo(kind).max
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        by_low = np.where(first * low > 0, kind(first) / low, largest)
        by_high = np.where(last * high > 0, kind(last) / high, largest)
        of_low = by_low < by_high
        scale = np.minimum(by_low, by_high)
        step = np.where(of_low, low / kind(first or 1), high / kind(last)).astype(kind)
        step = np.where(scale == largest, kind(0), step)
        bottom = np.where(of_low, low, kind(first) * step)
        top = np.where(of_low, kind(last) * step, high)
    if axis >= 0:
        form = [-1 if i == axis else 1 for i in range(x.ndim)]
        scale, step, bottom, top = (np.reshape(v, form) for v in (scale, step, bottom, top))
    if range_given:
        x = np.clip(x, bottom, top)
    scaled = x * scale.astype(kind)
    whole = np.rint(scaled) if round_mode == "HALF_TO_EVEN" else np.floor(scaled + kind(0.5))
    return np.asarray(whole * step, kind)[()]


# ----------------------------------------------------------------------- QuantizeAndDequantizeV2
@op(
    "QuantizeAndDequantizeV2",
    "input: T, input_min: T, input_max: T -> output: T",
    T=FLOATS,
    shape=_same_with_ranges,
    samples=[
        case("2,3", -2.0, 3.0),
        case("2,3", -2.0, 3.0, range_given=True, num_bits=4, round_mode="HALF_UP"),
        case("2,3", [-2.0, -1.0], [3.0, 1.0], range_given=True, axis=0, narrow_range=True),
        bad("2,3", -2.0, 3.0, num_bits=1, error=ValueError, match="num_bits"),
        bad("2,3", 2.0, -3.0, range_given=True, error=InvalidArgumentError, match="range"),
    ],
)
def quantize_and_dequantize_op(
    input: Any,
    input_min: Any,
    input_max: Any,
    *,
    signed_input: bool = True,
    num_bits: int = 8,
    range_given: bool = False,
    round_mode: str = "HALF_TO_EVEN",
    narrow_range: bool = False,
    axis: int = -1,
) -> Any:
    """The reals to which rounding to integers takes them."""
    return _rounded(
        input,
        input_min,
        input_max,
        signed_input,
        num_bits,
        range_given,
        round_mode,
        narrow_range,
        axis,
    )


@quantize_and_dequantize_op.grad
def _(op: Any, g: Any) -> Any:
    return g, None, None


def quantize_and_dequantize(
    input: Any,
    input_min: Any,
    input_max: Any,
    signed_input: bool = True,
    num_bits: int = 8,
    range_given: bool = False,
    round_mode: str = "HALF_TO_EVEN",
    name: str | None = None,
    narrow_range: bool = False,
    axis: int | None = None,
) -> Tensor:
    """Reals rounded to those that integers of few bits stand for.

    Args:
        input: a tensor of floats.
        input_min, input_max: the range, if it is given; else that of the input is taken.
        signed_input: whether the integers have a sign.
        num_bits: how many bits they have.
        range_given: whether to use `input_min` and `input_max`: what is beyond is cut off.
        round_mode: where halves go: "HALF_TO_EVEN" or "HALF_UP".
        name: of the node.
        narrow_range: whether the lowest integer stays unused.
        axis: an axis whose slices have ranges of their own.

    Returns:
        round(x * scale) / scale, of the type and shape of `input`. Gradient: it passes as if
        nothing was rounded.

    Raises:
        ValueError: no such number of bits, mode or axis.
        tf.errors.InvalidArgumentError: the range ends before it begins.

    Example:
        >>> import minigraph as tf
        >>> y = tf.quantization.quantize_and_dequantize([0.2, 0.6, 1.0], 0.0, 1.0, num_bits=2)
        >>> tf.Session().run(y).tolist()
        [0.0, 1.0, 1.0]
    """
    result: Tensor = quantize_and_dequantize_op(
        input,
        input_min,
        input_max,
        signed_input=signed_input,
        num_bits=num_bits,
        range_given=range_given,
        round_mode=round_mode,
        narrow_range=narrow_range,
        axis=-1 if axis is None else axis,
        name=name,
    )
    return result


# ----------------------------------------------------------------------- QuantizeAndDequantizeV4
@op(
    "QuantizeAndDequantizeV4",
    "input: T, input_min: T, input_max: T -> output: T",
    T=FLOATS,
    shape=_same_with_ranges,
    samples=[
        case("2,3", -2.0, 3.0),
        case("2,3", -0.5, 0.75, range_given=True, num_bits=4),
    ],
)
def quantize_and_dequantize_v4_op(
    input: Any,
    input_min: Any,
    input_max: Any,
    *,
    signed_input: bool = True,
    num_bits: int = 8,
    range_given: bool = False,
    round_mode: str = "HALF_TO_EVEN",
    narrow_range: bool = False,
    axis: int = -1,
) -> Any:
    """The reals to which rounding to integers takes them."""
    return _rounded(
        input,
        input_min,
        input_max,
        signed_input,
        num_bits,
        range_given,
        round_mode,
        narrow_range,
        axis,
    )


@quantize_and_dequantize_v4_op.grad
def _(op: Any, g: Any) -> Any:
    x, low, high = op.inputs
    axis = op.attrs["axis"]
    if axis >= 0 and x.shape.ndims is not None:
        form = [-1 if i == axis else 1 for i in range(x.shape.ndims)]
        low, high = reshape(low, form), reshape(high, form)
    inside = logical_and(greater_equal(x, low), less_equal(x, high))
    # the ends get zeros, not None, as in TensorFlow
    ends = (zeros_like(end) for end in op.inputs[1:])
    return (g * cast(inside, g.dtype), *ends)


def quantize_and_dequantize_v2(
    input: Any,
    input_min: Any,
    input_max: Any,
    signed_input: bool = True,
    num_bits: int = 8,
    range_given: bool = False,
    round_mode: str = "HALF_TO_EVEN",
    name: str | None = None,
    narrow_range: bool = False,
    axis: int | None = None,
) -> Tensor:
    """`tf.quantization.quantize_and_dequantize` with a gradient inside of the range alone.

    Args:
        input, input_min, input_max, signed_input, num_bits, range_given, round_mode, name,
            narrow_range, axis: as there.

    Returns:
        The same numbers. Gradient: it passes where input_min <= x <= input_max, elsewhere it is 0.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant([0.5, 2.0])
        >>> y = tf.quantization.quantize_and_dequantize_v2(x, -1.0, 1.0, range_given=True)
        >>> tf.Session().run(tf.gradients(y, x)[0]).tolist()
        [1.0, 0.0]
    """
    result: Tensor = quantize_and_dequantize_v4_op(
        input,
        input_min,
        input_max,
        signed_input=signed_input,
        num_bits=num_bits,
        range_given=range_given,
        round_mode=round_mode,
        narrow_range=narrow_range,
        axis=-1 if axis is None else axis,
        name=name,
    )
    return result
