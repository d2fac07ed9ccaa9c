"""Training for quantization with a range for each channel."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.quantization.steps import (
    both_shapes,
    check_bits,
    rounded,
    sides,
    spread_back,
)

__all__ = [
    "fake_quant_with_min_max_vars_per_channel",
    "fake_quant_with_min_max_vars_per_channel_gradient",
]


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
    check_bits(call)
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
    return rounded(inputs, min, max, num_bits, narrow_range)


@channels_op.grad
def _(op: Any, g: Any) -> Any:
    return tuple(
        fake_quant_with_min_max_vars_per_channel_gradient(
            g,
            op.inputs[0],
            op.inputs[1],
            op.inputs[2],
            op.attrs["num_bits"],
            op.attrs["narrow_range"],
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
    check_bits(call)
    both, wanted = both_shapes(call), _check_channels(call, 2)
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
        part.astype(np.float32) for part in sides(inputs, min, max, num_bits, narrow_range)
    )
    others = tuple(range(inputs.ndim - 1))
    return [
        gradients * inside,
        np.sum(gradients * below, others, np.float32),
        np.sum(gradients * above, others, np.float32),
    ]


@channels_gradient_op.grad
def _(op: Any, *gs: Any) -> Any:
    return spread_back(op, fake_quant_with_min_max_vars_per_channel_gradient, gs)


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
