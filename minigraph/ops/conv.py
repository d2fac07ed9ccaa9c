"""Convolutions of images and volumes, and their gradients, which are convolutions too.

A convolution is linear in the image and in the filter. Its two gradients are ops of their own, and
the gradients of these are the convolution and each other: three ops for images, three for volumes,
closed under differentiation.
"""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.op_record import FLOATS, INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.conv_forms import convolve, filter_slope, input_slope
from minigraph.ops.shaping import as_shape_value, shape
from minigraph.ops.windows import layout_of, slide, unknown_space

__all__ = [
    "conv2d_backprop_filter_op",
    "conv2d_backprop_input_op",
    "conv2d_op",
    "conv3d_backprop_filter_op",
    "conv3d_backprop_input_op",
    "conv3d_op",
]

_ONES = (1, 1, 1, 1)
_ONES3 = (1, 1, 1, 1, 1)


# ---------------------------------------------------------------------------------- shapes
def _groups(call: Call, depth: Any, taken: Any, outputs: Any) -> None:
    """ValueError unless `depth` channels are whole groups of the `taken` that a filter sees."""
    if None in (depth, taken):
        return
    if (taken == 0) != (depth == 0) or (taken and depth % taken):
        raise ValueError(
            f"The depth of the input, {depth}, is not a multiple of the depth of the filter, "
            f"{taken}: shapes {show(call.shapes[0])} and {show(call.shapes[1])}"
        )
    if taken and outputs is not None and outputs % (depth // taken):
        raise ValueError(
            f"The {outputs} outputs of the filter are not the same number for each of the "
            f"{depth // taken} groups of channels"
        )


def _convolved(call: Call, x: Dims, filter: Dims, ndims: int) -> tuple[Any, ...]:
    """The shape of the convolution of x with the filter."""
    layout = layout_of(call.attrs["data_format"], ndims)
    dims, kernel = unknown_space(x, ndims), unknown_space(filter, ndims)
    _groups(call, dims[layout.channels], kernel[-2], kernel[-1])
    outs = slide(call, layout.of(dims), kernel[:-2], layout)
    return layout.dims(dims[0], outs, kernel[-1])


def _conv_dims(ndims: int) -> Any:
    def rule(call: Call) -> Dims:
        return _convolved(call, call.rank(0, ndims), call.rank(1, ndims), ndims)

    return rule


def _sizes(call: Call, index: int, ndims: int) -> Dims:
    """The shape that integer input `index` gives, with `ndims` axes."""
    length = call.rank(index, 1)
    if length is not None and length[0] not in (None, ndims):
        raise ValueError(
            f"{call.input_name(index)} must have {ndims} numbers, but its shape is {show(length)}"
        )
    return unknown_space(as_shape_value(call.values[index], length), ndims)


def _agree(call: Call, wanted: Dims, found: Dims) -> None:
    if not compatible(wanted, found):
        raise ValueError(
            f"'out_backprop' must have the shape of the result, {show(wanted)}, but its shape is "
            f"{show(found)}"
        )


def _input_gradient_dims(ndims: int) -> Any:
    def rule(call: Call) -> Dims:
        dims, filter, g = _sizes(call, 0, ndims), call.rank(1, ndims), call.rank(2, ndims)
        _agree(call, _convolved(call, dims, filter, ndims), g)
        if g is not None and dims is not None and dims[0] is None:
            dims = (g[0], *dims[1:])
        return dims

    return rule


def _filter_gradient_dims(ndims: int) -> Any:
    def rule(call: Call) -> Dims:
        x, filter, g = call.rank(0, ndims), _sizes(call, 1, ndims), call.rank(2, ndims)
        _agree(call, _convolved(call, x, filter, ndims), g)
        return filter

    return rule


def _attrs(
    strides: Any, padding: str, explicit_paddings: Any, data_format: str, dilations: Any
) -> dict[str, Any]:
    return {
        "strides": strides,
        "padding": padding,
        "explicit_paddings": explicit_paddings,
        "data_format": data_format,
        "dilations": dilations,
    }


def _of(op: Any) -> dict[str, Any]:
    """The attributes of a node, for the ops of its gradient."""
    names = op._record.attrs
    return {key: op.attrs[key] for key in names}


_PLAIN = {"explicit_paddings": (), "data_format": "NHWC", "dilations": _ONES}
_PLAIN3 = {"explicit_paddings": (), "data_format": "NDHWC", "dilations": _ONES3}


# ---------------------------------------------------------------------------------- images
@op(
    "Conv2D",
    "input: T, filter: T -> output: T",
    T=(*FLOATS, dtypes.int32),
    shape=_conv_dims(4),
    samples=[
        case("2,5,6,3", "3,2,3,4", strides=_ONES, padding="SAME"),
        case("2,5,6,3", "3,2,3,4", strides=(1, 2, 3, 1), padding="VALID"),
        case("2,6,5,3", "3,3,3,4", strides=(1, 2, 2, 1), padding="SAME", dilations=(1, 1, 2, 1)),
        case("2,3,5,6", "3,2,3,4", strides=(1, 1, 1, 2), padding="SAME", data_format="NCHW"),
        case(
            "2,5,6,3",
            "3,2,3,4",
            strides=_ONES,
            padding="EXPLICIT",
            explicit_paddings=(0, 0, 1, 0, 0, 2, 0, 0),
        ),
        case("2,5,6,4", "1,1,4,3", strides=(1, 2, 2, 1), padding="SAME"),
        case("2,5,6,4", "3,2,2,6", strides=_ONES, padding="SAME"),
        case("0,5,6,3", "3,2,3,4", strides=_ONES, padding="SAME"),
        case("2,5,6,3 int32 -3:4", "3,2,3,4 int32 -3:4", strides=_ONES, padding="SAME"),
        bad("2,5,6,3", "3,2,4,4", strides=_ONES, padding="SAME", error=ValueError, match="depth"),
        bad(
            "2,2,6,3", "3,2,3,4", strides=_ONES, padding="VALID", error=ValueError, match="Negative"
        ),
        bad("5,6,3", "3,2,3,4", strides=_ONES, padding="SAME", error=ValueError, match="rank 4"),
        bad("2,5,6,3", "3,2,3,4", strides=_ONES, padding="same", error=ValueError, match="'SAME'"),
        bad(
            "2,5,6,3", "3,2,3,4", strides=(1,), padding="SAME", error=ValueError, match="4 numbers"
        ),
    ],
)
def conv2d_op(
    input: Any,
    filter: Any,
    *,
    strides: tuple[int, ...],
    padding: str,
    use_cudnn_on_gpu: bool = True,
    explicit_paddings: tuple[int, ...] = (),
    data_format: str = "NHWC",
    dilations: tuple[int, ...] = _ONES,
) -> Any:
    """y[i] = sum over k of x[i * stride + k * dilation - border] @ filter[k]."""
    return convolve(
        input, filter, _attrs(strides, padding, explicit_paddings, data_format, dilations)
    )


@conv2d_op.into
def _(input: Any, filter: Any, *, out: Any = None, **attrs: Any) -> Any:
    return convolve(input, filter, _PLAIN | attrs, out)


@conv2d_op.grad
def _(op: Any, g: Any) -> Any:
    (x, filter), attrs = op.inputs, _of(op)
    return (
        conv2d_backprop_input_op(shape(x), filter, g, **attrs),
        conv2d_backprop_filter_op(x, shape(filter), g, **attrs),
    )


@op(
    "Conv2DBackpropInput",
    "input_sizes: int32, filter: T, out_backprop: T -> output: T",
    T=(*FLOATS, dtypes.int32),
    shape=_input_gradient_dims(4),
    samples=[
        case([2, 5, 6, 3], "3,2,3,4", "2,5,6,4", strides=_ONES, padding="SAME"),
        case([2, 5, 7, 3], "3,2,3,4", "2,2,2,4", strides=(1, 2, 3, 1), padding="VALID"),
        case(
            [2, 3, 6, 5],
            "3,1,3,4",
            "2,4,3,5",
            strides=(1, 1, 2, 1),
            padding="SAME",
            data_format="NCHW",
        ),
        case(
            [2, 7, 6, 3],
            "3,3,3,4",
            "2,4,3,4",
            strides=(1, 2, 2, 1),
            padding="SAME",
            dilations=(1, 1, 2, 1),
        ),
        bad(
            [2, 5, 6, 3],
            "3,2,3,4",
            "2,4,6,4",
            strides=_ONES,
            padding="SAME",
            error=ValueError,
            match="shape of the result",
        ),
    ],
)
def conv2d_backprop_input_op(
    input_sizes: Any,
    filter: Any,
    out_backprop: Any,
    *,
    strides: tuple[int, ...],
    padding: str,
    use_cudnn_on_gpu: bool = True,
    explicit_paddings: tuple[int, ...] = (),
    data_format: str = "NHWC",
    dilations: tuple[int, ...] = _ONES,
) -> Any:
    """The gradient of Conv2D with respect to its input."""
    attrs = _attrs(strides, padding, explicit_paddings, data_format, dilations)
    return input_slope(input_sizes, filter, out_backprop, attrs)


@conv2d_backprop_input_op.into
def _(input_sizes: Any, filter: Any, out_backprop: Any, *, out: Any = None, **attrs: Any) -> Any:
    return input_slope(input_sizes, filter, out_backprop, _PLAIN | attrs, out)


@conv2d_backprop_input_op.grad
def _(op: Any, g: Any) -> Any:
    (_, filter, out_backprop), attrs = op.inputs, _of(op)
    return (
        None,
        conv2d_backprop_filter_op(g, shape(filter), out_backprop, **attrs),
        conv2d_op(g, filter, **attrs),
    )


@op(
    "Conv2DBackpropFilter",
    "input: T, filter_sizes: int32, out_backprop: T -> output: T",
    T=(*FLOATS, dtypes.int32),
    shape=_filter_gradient_dims(4),
    samples=[
        case("2,5,6,3", [3, 2, 3, 4], "2,5,6,4", strides=_ONES, padding="SAME"),
        case("2,5,7,3", [3, 2, 3, 4], "2,2,2,4", strides=(1, 2, 3, 1), padding="VALID"),
        case(
            "2,3,6,5",
            [3, 1, 3, 4],
            "2,4,3,5",
            strides=(1, 1, 2, 1),
            padding="SAME",
            data_format="NCHW",
        ),
        case("0,5,6,3", [3, 2, 3, 4], "0,5,6,4", strides=_ONES, padding="SAME"),
        bad(
            "2,5,6,3",
            [3, 2, 3, 4],
            "2,4,6,4",
            strides=_ONES,
            padding="SAME",
            error=ValueError,
            match="shape of the result",
        ),
    ],
)
def conv2d_backprop_filter_op(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    *,
    strides: tuple[int, ...],
    padding: str,
    use_cudnn_on_gpu: bool = True,
    explicit_paddings: tuple[int, ...] = (),
    data_format: str = "NHWC",
    dilations: tuple[int, ...] = _ONES,
) -> Any:
    """The gradient of Conv2D with respect to its filter."""
    attrs = _attrs(strides, padding, explicit_paddings, data_format, dilations)
    return filter_slope(input, filter_sizes, out_backprop, attrs)


@conv2d_backprop_filter_op.into
def _(input: Any, filter_sizes: Any, out_backprop: Any, *, out: Any = None, **attrs: Any) -> Any:
    return filter_slope(input, filter_sizes, out_backprop, _PLAIN | attrs, out)


@conv2d_backprop_filter_op.grad
def _(op: Any, g: Any) -> Any:
    (x, _, out_backprop), attrs = op.inputs, _of(op)
    return (
        conv2d_backprop_input_op(shape(x), g, out_backprop, **attrs),
        None,
        conv2d_op(x, g, **attrs),
    )


# ---------------------------------------------------------------------------------- volumes
@op(
    "Conv3D",
    "input: T, filter: T -> output: T",
    T=FLOATS,
    shape=_conv_dims(5),
    samples=[
        case("2,4,5,3,2", "3,2,2,2,4", strides=_ONES3, padding="SAME"),
        case("2,4,5,6,3", "3,2,2,3,4", strides=(1, 1, 2, 3, 1), padding="VALID"),
        case("2,3,4,5,6", "2,2,2,3,4", strides=_ONES3, padding="SAME", data_format="NCDHW"),
        bad(
            "2,4,5,6", "3,2,2,3,4", strides=_ONES3, padding="SAME", error=ValueError, match="rank 5"
        ),
    ],
)
def conv3d_op(
    input: Any,
    filter: Any,
    *,
    strides: tuple[int, ...],
    padding: str,
    data_format: str = "NDHWC",
    dilations: tuple[int, ...] = _ONES3,
) -> Any:
    """y[i] = sum over k of x[i * stride + k * dilation - border] @ filter[k]."""
    return convolve(input, filter, _attrs(strides, padding, (), data_format, dilations))


@conv3d_op.into
def _(input: Any, filter: Any, *, out: Any = None, **attrs: Any) -> Any:
    return convolve(input, filter, _PLAIN3 | attrs, out)


@conv3d_op.grad
def _(op: Any, g: Any) -> Any:
    (x, filter), attrs = op.inputs, _of(op)
    return (
        conv3d_backprop_input_op(shape(x), filter, g, **attrs),
        conv3d_backprop_filter_op(x, shape(filter), g, **attrs),
    )


@op(
    "Conv3DBackpropInputV2",
    "input_sizes: Tshape, filter: T, out_backprop: T -> output: T",
    T=FLOATS,
    Tshape=INDEX,
    shape=_input_gradient_dims(5),
    samples=[
        case([2, 4, 5, 3, 2], "3,2,2,2,4", "2,4,5,3,4", strides=_ONES3, padding="SAME"),
        case([2, 4, 5, 6, 3], "3,2,2,3,4", "2,2,2,2,4", strides=(1, 1, 2, 3, 1), padding="VALID"),
    ],
)
def conv3d_backprop_input_op(
    input_sizes: Any,
    filter: Any,
    out_backprop: Any,
    *,
    strides: tuple[int, ...],
    padding: str,
    data_format: str = "NDHWC",
    dilations: tuple[int, ...] = _ONES3,
) -> Any:
    """The gradient of Conv3D with respect to its input."""
    attrs = _attrs(strides, padding, (), data_format, dilations)
    return input_slope(input_sizes, filter, out_backprop, attrs)


@conv3d_backprop_input_op.into
def _(input_sizes: Any, filter: Any, out_backprop: Any, *, out: Any = None, **attrs: Any) -> Any:
    return input_slope(input_sizes, filter, out_backprop, _PLAIN3 | attrs, out)


@conv3d_backprop_input_op.grad
def _(op: Any, g: Any) -> Any:
    (_, filter, out_backprop), attrs = op.inputs, _of(op)
    return (
        None,
        conv3d_backprop_filter_op(g, shape(filter), out_backprop, **attrs),
        conv3d_op(g, filter, **attrs),
    )


@op(
    "Conv3DBackpropFilterV2",
    "input: T, filter_sizes: int32, out_backprop: T -> output: T",
    T=FLOATS,
    shape=_filter_gradient_dims(5),
    samples=[
        case("2,4,5,3,2", [3, 2, 2, 2, 4], "2,4,5,3,4", strides=_ONES3, padding="SAME"),
        case("2,4,5,6,3", [3, 2, 2, 3, 4], "2,2,2,2,4", strides=(1, 1, 2, 3, 1), padding="VALID"),
    ],
)
def conv3d_backprop_filter_op(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    *,
    strides: tuple[int, ...],
    padding: str,
    data_format: str = "NDHWC",
    dilations: tuple[int, ...] = _ONES3,
) -> Any:
    """The gradient of Conv3D with respect to its filter."""
    attrs = _attrs(strides, padding, (), data_format, dilations)
    return filter_slope(input, filter_sizes, out_backprop, attrs)


@conv3d_backprop_filter_op.into
def _(input: Any, filter_sizes: Any, out_backprop: Any, *, out: Any = None, **attrs: Any) -> Any:
    return filter_slope(input, filter_sizes, out_backprop, _PLAIN3 | attrs, out)


@conv3d_backprop_filter_op.grad
def _(op: Any, g: Any) -> Any:
    (x, _, out_backprop), attrs = op.inputs, _of(op)
    return (
        conv3d_backprop_input_op(shape(x), g, out_backprop, **attrs),
        None,
        conv3d_op(x, g, **attrs),
    )
