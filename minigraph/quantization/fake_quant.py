"""Training for quantization: reals rounded to the steps that integers of few bits will have.

The range is moved a little so that 0 is one of the steps (Jacob et al., 2018, "Quantization and
Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference"). Gradients pass
within the range as if nothing was rounded; what is cut off at an end moves that end.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.casting import cast
from minigraph.ops.compare import greater, less
from minigraph.ops.spread import ones_like

__all__ = [
    "fake_quant_with_min_max_args",
    "fake_quant_with_min_max_args_gradient",
    "fake_quant_with_min_max_vars",
    "fake_quant_with_min_max_vars_gradient",
    "fake_quant_with_min_max_vars_per_channel",
    "fake_quant_with_min_max_vars_per_channel_gradient",
]


# ---------------------------------------------------------------------------------- the steps
def _nudged(low: Any, high: Any, num_bits: int, narrow_range: bool) -> tuple[Any, Any, Any]:
    """(low, high, step): the range moved so that 0 is a step, in float32."""
    low, high = np.float32(low), np.float32(high)
    first, last = np.float32(1 if narrow_range else 0), np.float32(2**num_bits - 1)
    step = (high - low) / (last - first)
    with np.errstate(divide="ignore", invalid="ignore"):
        zero = first - low / step
    whole = np.where(
        zero < first, first, np.where(zero > last, last, np.floor(zero + np.float32(0.5)))
    ).astype(np.float32)
    return (first - whole) * step, (last - whole) * step, step


def _rounded(x: Any, low: Any, high: Any, num_bits: int, narrow_range: bool) -> Any:
    bottom, top, step = _nudged(low, high, num_bits, narrow_range)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_step, half = np.float32(1) / step, np.float32(0.5)
        zero = np.floor(-bottom * per_step + half)
        whole = np.floor((np.clip(x, bottom, top) - bottom) * per_step - zero + half)
        found = whole * step
    empty = (np.asarray(low) == 0) & (np.asarray(high) == 0)
    return np.where(empty, np.float32(0), found).astype(np.float32)[()]


def _sides(x: Any, low: Any, high: Any, num_bits: int, narrow_range: bool) -> tuple[Any, Any, Any]:
    """Which elements are within the range, below it, above it."""
    bottom, top, _ = _nudged(low, high, num_bits, narrow_range)
    empty = (np.asarray(low) == 0) & (np.asarray(high) == 0)
    below, above = (x < bottom) & ~empty, (x > top) & ~empty
    return ((x >= bottom) & (x <= top)) | empty, below, above


def _check_bits(call: Call) -> None:
    bits = call.attrs["num_bits"]
    if not 2 <= bits <= 16:
        raise ValueError(f"num_bits must be between 2 and 16, inclusive, not {bits}.")


def _check_range(low: float, high: float) -> None:
    if not low < high:
        raise ValueError(f"min has to be smaller than max, was: {low} >= {high}.")


def _both(call: Call) -> Dims:
    """The shape of gradients and inputs, which have the same."""
    first, second = call.shapes[0], call.shapes[1]
    if not compatible(first, second):
        raise ValueError(
            f"gradients and inputs must have the same shape, not {show(first)} and {show(second)}."
        )
    return merge(first, second)


# ---------------------------------------------------------------------- FakeQuantWithMinMaxArgs
def _args_shape(call: Call) -> Dims:
    _check_bits(call)
    _check_range(call.attrs["min"], call.attrs["max"])
    return call.shapes[0]


@op(
    "FakeQuantWithMinMaxArgs",
    "inputs: float32 -> outputs: float32",
    shape=_args_shape,
    samples=[
        case("2,3"),
        case("2,3", min=-0.5, max=1.0, num_bits=4, narrow_range=True),
        bad("2,3", num_bits=1, error=ValueError, match="num_bits"),
        bad("2,3", min=1.0, max=1.0, error=ValueError, match="smaller than max"),
    ],
)
def args_op(
    inputs: Any,
    *,
    min: float = -6.0,
    max: float = 6.0,
    num_bits: int = 8,
    narrow_range: bool = False,
) -> Any:
    """Each number as the nearest step of the range."""
    return _rounded(inputs, min, max, num_bits, narrow_range)


@args_op.grad
def _(op: Any, g: Any) -> Any:
    attrs = op.attrs
    return fake_quant_with_min_max_args_gradient(
        g, op.inputs[0], attrs["min"], attrs["max"], attrs["num_bits"], attrs["narrow_range"]
    )


def fake_quant_with_min_max_args(
    inputs: Any,
    min: float = -6,
    max: float = 6,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """Numbers rounded as quantization would round them, in a fixed range.

    Args:
        inputs: float32.
        min, max: the range; it is moved a little so that 0 is one of the steps.
        num_bits: of the integers, 2 to 16.
        narrow_range: whether the lowest integer stays unused.
        name: of the node.

    Returns:
        A float32 Tensor of the same shape: what is beyond the range is cut off, the rest rounded
        to (max - min) / (2^num_bits - 1). Gradient: it passes within the range.

    Raises:
        ValueError: min is not less than max, or no such number of bits.

    Example:
        >>> import minigraph as tf
        >>> y = tf.fake_quant_with_min_max_args([-1.0, 0.2, 2.0], min=0, max=1, num_bits=2)
        >>> tf.Session().run(y).round(3).tolist()
        [0.0, 0.3330000042915344, 1.0]
    """
    result: Tensor = args_op(
        inputs,
        min=float(min),
        max=float(max),
        num_bits=num_bits,
        narrow_range=narrow_range,
        name=name,
    )
    return result


def _args_gradient_shape(call: Call) -> Dims:
    _args_shape(call)
    return _both(call)


@op(
    "FakeQuantWithMinMaxArgsGradient",
    "gradients: float32, inputs: float32 -> backprops: float32",
    shape=_args_gradient_shape,
    samples=[
        case("2,3", "2,3", min=-0.5, max=1.0),
        bad("2,3", "3,2", error=ValueError, match="same shape"),
    ],
)
def args_gradient_op(
    gradients: Any,
    inputs: Any,
    *,
    min: float = -6.0,
    max: float = 6.0,
    num_bits: int = 8,
    narrow_range: bool = False,
) -> Any:
    """The gradients of what is within the range."""
    inside, _, _ = _sides(inputs, min, max, num_bits, narrow_range)
    return gradients * inside.astype(np.float32)


@args_gradient_op.grad
def _(op: Any, g: Any) -> Any:
    attrs = op.attrs
    return fake_quant_with_min_max_args_gradient(
        g, op.inputs[1], attrs["min"], attrs["max"], attrs["num_bits"], attrs["narrow_range"]
    ), None


def fake_quant_with_min_max_args_gradient(
    gradients: Any,
    inputs: Any,
    min: float = -6,
    max: float = 6,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """The gradient of `tf.fake_quant_with_min_max_args`: 0 where it cut something off.

    Args:
        gradients: of its result.
        inputs, min, max, num_bits, narrow_range: its arguments.
        name: of the node.

    Returns:
        A float32 Tensor. Gradient: to `gradients`.

    Raises:
        ValueError: the shapes of `gradients` and `inputs` differ.

    Example:
        >>> import minigraph as tf
        >>> g = tf.fake_quant_with_min_max_args_gradient([1.0, 1.0], [0.5, 7.0])
        >>> tf.Session().run(g).tolist()
        [1.0, 0.0]
    """
    result: Tensor = args_gradient_op(
        gradients,
        inputs,
        min=float(min),
        max=float(max),
        num_bits=num_bits,
        narrow_range=narrow_range,
        name=name,
    )
    return result


# ---------------------------------------------------------------------- FakeQuantWithMinMaxVars
def _vars_shape(call: Call) -> Dims:
    _check_bits(call)
    call.rank(1, 0)
    call.rank(2, 0)
    return call.shapes[0]


@op(
    "FakeQuantWithMinMaxVars",
    "inputs: float32, min: float32, max: float32 -> outputs: float32",
    shape=_vars_shape,
    samples=[
        case("2,3", -0.5, 1.0),
        case("2,3", 0.0, 0.0, num_bits=4),
        bad("2,3", -0.5, 1.0, num_bits=17, error=ValueError, match="num_bits"),
        bad("2,3", "2", 1.0, error=ValueError, match="rank 0"),
    ],
)
def vars_op(
    inputs: Any, min: Any, max: Any, *, num_bits: int = 8, narrow_range: bool = False
) -> Any:
    """Each number as the nearest step of the range."""
    return _rounded(inputs, min, max, num_bits, narrow_range)


@vars_op.grad
def _(op: Any, g: Any) -> Any:
    return tuple(
        fake_quant_with_min_max_vars_gradient(
            g, *op.inputs, op.attrs["num_bits"], op.attrs["narrow_range"]
        )
    )


def fake_quant_with_min_max_vars(
    inputs: Any,
    min: Any,
    max: Any,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """Numbers rounded as quantization would round them, in a range that can be learned.

    Args:
        inputs: float32.
        min, max: the range, two numbers; it is moved a little so that 0 is one of the steps.
        num_bits: of the integers, 2 to 16.
        narrow_range: whether the lowest integer stays unused.
        name: of the node.

    Returns:
        A float32 Tensor of the same shape. Gradient: it passes within the range; `min` and `max`
        get the sum of what was cut off at their end.

    Raises:
        ValueError: `min` or `max` is no number, or no such number of bits.

    Example:
        >>> import minigraph as tf
        >>> y = tf.fake_quant_with_min_max_vars([-1.0, 0.2, 2.0], 0.0, 1.0, num_bits=2)
        >>> tf.Session().run(y).round(3).tolist()
        [0.0, 0.3330000042915344, 1.0]
    """
    result: Tensor = vars_op(
        inputs, min, max, num_bits=num_bits, narrow_range=narrow_range, name=name
    )
    return result


def _vars_gradient_shape(call: Call) -> list[Dims]:
    _check_bits(call)
    call.rank(2, 0)
    call.rank(3, 0)
    return [_both(call), (), ()]


@op(
    "FakeQuantWithMinMaxVarsGradient",
    "gradients: float32, inputs: float32, min: float32, max: float32"
    " -> backprops_wrt_input: float32, backprop_wrt_min: float32, backprop_wrt_max: float32",
    shape=_vars_gradient_shape,
    samples=[
        case("2,3", "2,3", -0.5, 1.0),
        bad("2,3", "3,2", -0.5, 1.0, error=ValueError, match="same shape"),
    ],
)
def vars_gradient_op(
    gradients: Any,
    inputs: Any,
    min: Any,
    max: Any,
    *,
    num_bits: int = 8,
    narrow_range: bool = False,
) -> Any:
    """The gradients of what is within the range, and the sums of those below and above."""
    inside, below, above = (
        part.astype(np.float32) for part in _sides(inputs, min, max, num_bits, narrow_range)
    )
    return [
        gradients * inside,
        np.sum(gradients * below, dtype=np.float32),
        np.sum(gradients * above, dtype=np.float32),
    ]


def _spread_back(op: Any, function: Any, gs: Any) -> Any:
    """The gradient of a gradient op, which is linear: what each element's cotangent counts for.

    The range holds 0: what is not within it is below or above as it is less or greater than 0.
    """
    x = op.inputs[1]
    inside = function(ones_like(x), *op.inputs[1:], op.attrs["num_bits"], op.attrs["narrow_range"])
    outside = 1.0 - inside[0]
    below = outside * cast(less(x, 0.0), x.dtype)
    above = outside * cast(greater(x, 0.0), x.dtype)
    return gs[0] * inside[0] + gs[1] * below + gs[2] * above, None, None, None


@vars_gradient_op.grad
def _(op: Any, *gs: Any) -> Any:
    return _spread_back(op, fake_quant_with_min_max_vars_gradient, gs)


class FakeQuantWithMinMaxVarsGradient(NamedTuple):
    """The gradients by the input, by min and by max."""

    backprops_wrt_input: Tensor
    backprop_wrt_min: Tensor
    backprop_wrt_max: Tensor


def fake_quant_with_min_max_vars_gradient(
    gradients: Any,
    inputs: Any,
    min: Any,
    max: Any,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> FakeQuantWithMinMaxVarsGradient:
    """The gradients of `tf.fake_quant_with_min_max_vars`.

    Args:
        gradients: of its result.
        inputs, min, max, num_bits, narrow_range: its arguments.
        name: of the node.

    Returns:
        (backprops_wrt_input, backprop_wrt_min, backprop_wrt_max). Gradients: to `gradients`.

    Raises:
        ValueError: the shapes of `gradients` and `inputs` differ.

    Example:
        >>> import minigraph as tf
        >>> g = tf.fake_quant_with_min_max_vars_gradient([1.0, 1.0, 1.0], [-2.0, 0.5, 3.0], -1.0, 1.0)
        >>> [part.tolist() for part in tf.Session().run(g)]
        [[0.0, 1.0, 0.0], 1.0, 1.0]
    """
    return FakeQuantWithMinMaxVarsGradient(
        *vars_gradient_op(
            gradients, inputs, min, max, num_bits=num_bits, narrow_range=narrow_range, name=name
        )
    )


# ------------------------------------------------------------ FakeQuantWithMinMaxVarsPerChannel
def _check_channels(call: Call, first: int) -> Dims:
    """The shape of the ranges: a number for each entry of the last axis of the input."""
    dims = call.shapes[first - 1]
    if dims == ():
        raise ValueError("inputs must have a last axis: a number has no channels.")
    wanted: Dims = (dims[-1] if dims else None,)
    for index in (first, first + 1):
        found = call.rank(index, 1)
        if not compatible(found, wanted):
            raise ValueError(
                f"{call.input_name(index)} must have a number for each channel: {show(found)}, but "
                f"the inputs are {show(dims)}."
            )
        wanted = merge(wanted, found)
    return wanted


def _channels_shape(call: Call) -> Dims:
    _check_bits(call)
    wanted = _check_channels(call, 1)
    dims = call.shapes[0]
    return None if dims is None or wanted is None else (*dims[:-1], wanted[0])


@op(
    "FakeQuantWithMinMaxVarsPerChannel",
    "inputs: float32, min: float32, max: float32 -> outputs: float32",
    shape=_channels_shape,
    samples=[
        case("2,3", [-0.5, -1.0, 0.0], [1.0, 0.5, 0.5]),
        bad("2,3", "2", "3", error=ValueError, match="each channel"),
    ],
)
def channels_op(
    inputs: Any, min: Any, max: Any, *, num_bits: int = 8, narrow_range: bool = False
) -> Any:
    """Each number as the nearest step of its channel's range."""
    return _rounded(inputs, min, max, num_bits, narrow_range)


@channels_op.grad
def _(op: Any, g: Any) -> Any:
    return tuple(
        fake_quant_with_min_max_vars_per_channel_gradient(
            g, *op.inputs, op.attrs["num_bits"], op.attrs["narrow_range"]
        )
    )


def fake_quant_with_min_max_vars_per_channel(
    inputs: Any,
    min: Any,
    max: Any,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """`tf.fake_quant_with_min_max_vars` with a range for each entry of the last axis.

    Args:
        inputs: float32, of shape [..., d].
        min, max: the ranges, of shape [d].
        num_bits: of the integers, 2 to 16.
        narrow_range: whether the lowest integer stays unused.
        name: of the node.

    Returns:
        A float32 Tensor of the same shape. Gradient: as there, by channels.

    Raises:
        ValueError: there are not as many ranges as channels, or no such number of bits.

    Example:
        >>> import minigraph as tf
        >>> y = tf.fake_quant_with_min_max_vars_per_channel([[5.0, 5.0]], [0.0, 0.0], [1.0, 2.0])
        >>> tf.Session().run(y).tolist()
        [[1.0, 2.0]]
    """
    result: Tensor = channels_op(
        inputs, min, max, num_bits=num_bits, narrow_range=narrow_range, name=name
    )
    return result


def _channels_gradient_shape(call: Call) -> list[Dims]:
    _check_bits(call)
    both, wanted = _both(call), _check_channels(call, 2)
    return [both, wanted, wanted]


@op(
    "FakeQuantWithMinMaxVarsPerChannelGradient",
    "gradients: float32, inputs: float32, min: float32, max: float32"
    " -> backprops_wrt_input: float32, backprop_wrt_min: float32, backprop_wrt_max: float32",
    shape=_channels_gradient_shape,
    samples=[
        case("2,3", "2,3", [-0.5, -1.0, 0.0], [1.0, 0.5, 0.5]),
        bad("2,3", "2,3", "2", "3", error=ValueError, match="each channel"),
    ],
)
def channels_gradient_op(
    gradients: Any,
    inputs: Any,
    min: Any,
    max: Any,
    *,
    num_bits: int = 8,
    narrow_range: bool = False,
) -> Any:
    """The gradients of what is within the ranges, and by channels the sums of the others."""
    inside, below, above = (
        part.astype(np.float32) for part in _sides(inputs, min, max, num_bits, narrow_range)
    )
    others = tuple(range(inputs.ndim - 1))
    return [
        gradients * inside,
        np.sum(gradients * below, others, np.float32),
        np.sum(gradients * above, others, np.float32),
    ]


@channels_gradient_op.grad
def _(op: Any, *gs: Any) -> Any:
    return _spread_back(op, fake_quant_with_min_max_vars_per_channel_gradient, gs)


class FakeQuantWithMinMaxVarsPerChannelGradient(NamedTuple):
    """The gradients by the input, and by min and max of each channel."""

    backprops_wrt_input: Tensor
    backprop_wrt_min: Tensor
    backprop_wrt_max: Tensor


def fake_quant_with_min_max_vars_per_channel_gradient(
    gradients: Any,
    inputs: Any,
    min: Any,
    max: Any,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> FakeQuantWithMinMaxVarsPerChannelGradient:
    """The gradients of `tf.fake_quant_with_min_max_vars_per_channel`.

    Args:
        gradients: of its result.
        inputs, min, max, num_bits, narrow_range: its arguments.
        name: of the node.

    Returns:
        (backprops_wrt_input, backprop_wrt_min, backprop_wrt_max), the last two of shape [d].

    Raises:
        ValueError: the shapes of `gradients` and `inputs` differ.

    Example:
        >>> import minigraph as tf
        >>> g = tf.fake_quant_with_min_max_vars_per_channel_gradient(
        ...     [[1.0, 1.0]], [[5.0, 0.5]], [-1.0, -1.0], [1.0, 1.0]
        ... )
        >>> [part.tolist() for part in tf.Session().run(g)]
        [[[0.0, 1.0]], [0.0, 0.0], [1.0, 0.0]]
    """
    return FakeQuantWithMinMaxVarsPerChannelGradient(
        *channels_gradient_op(
            gradients, inputs, min, max, num_bits=num_bits, narrow_range=narrow_range, name=name
        )
    )
