"""A bias for each channel, and its gradient: the sum over everything but the channels."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import NUMBERS, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.naming import name_scope
from minigraph.ops.reductions import reduction_text
from minigraph.ops.shaping import shape
from minigraph.ops.spread import broadcast_to, zeros_like

__all__ = ["bias_add"]


def _channel_axis(ndims: int, data_format: str) -> int:
    return 1 if data_format == "NCHW" else ndims - 1


def _column(ndims: int, data_format: str) -> tuple[int, ...]:
    """The shape of a bias vector that broadcasts along the channels of `ndims` axes."""
    axis = _channel_axis(ndims, data_format)
    return (1,) * axis + (-1,) + (1,) * (ndims - 1 - axis)


# ---------------------------------------------------------------------------------- BiasAdd
def _biased(call: Call) -> Dims:
    value, bias = call.shapes[0], call.rank(1, 1)
    if value is None:
        return None
    if len(value) < 2:
        raise ValueError(f"'value' must be at least rank 2, but its shape is {show(value)}")
    if bias is None:
        return value
    axis = _channel_axis(len(value), call.attrs["data_format"])
    if None not in (value[axis], bias[0]) and value[axis] != bias[0]:
        raise ValueError(
            f"Dimensions must be equal, but are {value[axis]} channels in {show(value)} (axis "
            f"{axis}) and {bias[0]} in the bias {show(bias)}"
        )
    return (*value[:axis], value[axis] if bias[0] is None else bias[0], *value[axis + 1 :])


@op(
    "BiasAdd",
    "value: T, bias: T -> output: T",
    elementwise=True,
    T=NUMBERS,
    shape=_biased,
    samples=[
        case("2,3", "3"),
        case("2,3,4,5", "5"),
        case("2,3,4,5", "3", data_format="NCHW"),
        bad("2,3", "2", error=ValueError, match="Dimensions must be equal"),
        bad("3", "3", error=ValueError, match="at least rank 2"),
    ],
)
def bias_add_op(value: Any, bias: Any, *, data_format: str = "NHWC") -> Any:
    """value + bias along the channels: the last axis, or axis 1 for NCHW."""
    if data_format == "NCHW":
        bias = bias.reshape(_column(value.ndim, data_format))
    return np.add(value, bias)


@bias_add_op.lower
def _(call: Call) -> Any:
    if call.attrs["data_format"] == "NHWC":
        return Line("np.add({0}, {1}, out={out})", out=True, over=True)
    if call.shapes[0] is None:
        return None
    column = _column(len(call.shapes[0]), "NCHW")
    return Line(f"np.add({{0}}, {{1}}.reshape({column}), out={{out}})", out=True, over=True)


@bias_add_op.grad
def _(op: Any, g: Any) -> Any:
    return g, bias_add_grad(g, data_format=op.attrs["data_format"])


def _channels(call: Call) -> Dims:
    dims = call.shapes[0]
    if dims is None:
        return (None,)
    if len(dims) < 2:
        raise ValueError(f"'out_backprop' must be at least rank 2, but its shape is {show(dims)}")
    return (dims[_channel_axis(len(dims), call.attrs["data_format"])],)


@op(
    "BiasAddGrad",
    "out_backprop: T -> output: T",
    T=NUMBERS,
    shape=_channels,
    samples=[
        case("2,3"),
        case("2,3,4,5"),
        case("2,3,4,5", data_format="NCHW"),
        case("2,3 int16 -5:5"),
    ],
)
def bias_add_grad(out_backprop: Any, *, data_format: str = "NHWC") -> Any:
    """The sum over all axes but that of the channels."""
    ndims = out_backprop.ndim
    channels = _channel_axis(ndims, data_format)
    axes = tuple(i for i in range(ndims) if i != channels)
    return np.add.reduce(out_backprop, axis=axes, dtype=out_backprop.dtype)


@bias_add_grad.lower
def _(call: Call) -> Any:
    dims = call.shapes[0]
    if dims is None or call.dtypes[0].is_integer:  # NumPy adds small integers as int64
        return None
    channels = _channel_axis(len(dims), call.attrs["data_format"])
    axes = tuple(i for i in range(len(dims)) if i != channels)
    return Line(reduction_text("add", dims, axes), out=True)


@bias_add_grad.grad
def _(op: Any, g: Any) -> Any:
    source, data_format = op.inputs[0], op.attrs["data_format"]
    if data_format == "NHWC":
        return broadcast_to(g, shape(source))
    return bias_add_op(zeros_like(source), g, data_format=data_format)


def bias_add(
    value: Any, bias: Any, data_format: str | None = None, name: str | None = None
) -> Tensor:
    """value + bias, where `bias` is a vector with one number for each channel.

    Args:
        value: a tensor of rank 2 or more.
        bias: a vector of the same type, as long as `value` has channels.
        data_format: "N...C" or "NHWC" (default): the channels are the last axis;
            "NC..." or "NCHW": axis 1.
        name: of the node.

    Returns:
        A Tensor of `value`'s shape. Gradient: g to `value`, its sum over all but the channels to
        `bias`.

    Raises:
        ValueError: the sizes do not fit, or `data_format` is none of these.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.bias_add([[1.0, 2.0], [3.0, 4.0]], [10.0, 20.0])).tolist()
        [[11.0, 22.0], [13.0, 24.0]]
    """
    layout = "NHWC"
    if data_format is not None:
        if data_format.startswith("NC"):
            layout = "NCHW"
        elif not (data_format.startswith("N") and data_format.endswith("C")):
            raise ValueError(
                f"`data_format` must be of the form `N...C` or `NC...`, but it is {data_format!r}."
            )
    with name_scope(name, "BiasAdd", [value, bias]) as scope:
        from_value = convert(value, name="input")
        from_bias = convert(bias, from_value.dtype.base_dtype, name="bias")
        result: Tensor = bias_add_op(from_value, from_bias, data_format=layout, name=scope)
        return result
