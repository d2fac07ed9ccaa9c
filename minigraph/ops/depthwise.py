"""Convolution of every channel for itself, and its gradients.

Channel c gives `multiplier` outputs, numbers c * multiplier + j. There is no sum over channels, so
no matrix product: `np.einsum` runs over a view of all windows, which is no copy, and adds products
of vectors up: of all channels, and of windows side by side, which are one vector where windows move
by one element (`_side_by_side`). The gradients are such sums as well (see `conv_kernels.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from minigraph.core.op_record import FLOATS, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.conv_kernels import phases, seen_windows
from minigraph.ops.shaping import as_shape_value, shape
from minigraph.ops.windows import Windows, layout_of, slide, unknown_space, windows_of

__all__ = ["depthwise_backprop_filter_op", "depthwise_backprop_input_op", "depthwise_op"]

_ONES = (1, 1, 1, 1)
_PART = 1 << 16  # elements of the images in one part of the batch
_LONG, _SHORT = 1024, 63  # elements that vectors of windows side by side may have: see below


# ---------------------------------------------------------------------------------- shapes
def _dims(call: Call, x: Dims, filter: Dims) -> tuple[Any, ...]:
    """The shape of x convolved with the filter, channel by channel."""
    layout = layout_of(call.attrs["data_format"], 4)
    dims, kernel = unknown_space(x, 4), unknown_space(filter, 4)
    channels = dims[layout.channels]
    if None not in (channels, kernel[2]) and channels != kernel[2]:
        raise ValueError(
            f"Dimensions must be equal, but are {channels} channels in {show(x)} and {kernel[2]} in "
            f"the filter {show(filter)}"
        )
    depth = kernel[2] if channels is None else channels
    outputs = None if None in (depth, kernel[3]) else depth * kernel[3]
    if 0 in (depth, kernel[3]):
        outputs = 0
    outs = slide(call, layout.of(dims), kernel[:2], layout)
    return layout.dims(dims[0], outs, outputs)


def _sizes(call: Call, index: int) -> Dims:
    length = call.rank(index, 1)
    if length is not None and length[0] not in (None, 4):
        raise ValueError(f"{call.input_name(index)} must have 4 numbers, not {show(length)}")
    return unknown_space(as_shape_value(call.values[index], length), 4)


def _agree(wanted: Dims, found: Dims) -> None:
    if not compatible(wanted, found):
        raise ValueError(
            f"'out_backprop' must have the shape of the result, {show(wanted)}, but its shape is "
            f"{show(found)}"
        )


def _output_dims(call: Call) -> Dims:
    return _dims(call, call.rank(0, 4), call.rank(1, 4))


def _input_dims(call: Call) -> Dims:
    dims, g = _sizes(call, 0), call.rank(2, 4)
    _agree(_dims(call, dims, call.rank(1, 4)), g)
    return dims


def _filter_dims(call: Call) -> Dims:
    dims = _sizes(call, 1)
    _agree(_dims(call, call.rank(0, 4), dims), call.rank(2, 4))
    return dims


# ---------------------------------------------------------------------------------- kernels
class _Form:
    """The windows of one call; inside, channels come last and float16 is float32."""

    def __init__(self, dims: Sequence[int], kernel: Sequence[int], attrs: dict[str, Any]):
        self.layout = layout_of(attrs["data_format"], 4)
        self.windows = windows_of(self.layout.of(dims), kernel[:2], self.layout, **_without(attrs))
        self.depth, self.multiplier = kernel[2], kernel[3]
        self.batch = dims[0]
        self.outs = (dims[0], *self.windows.outs, self.depth, self.multiplier)

    def inward(self, x: Any) -> Any:
        x = x.transpose(self.layout.order()) if self.layout.channels == 1 else x
        return x.astype(np.float32) if x.dtype == np.float16 else x

    def split(self, g: Any) -> Any:
        """A cotangent with an axis for the channels and one for the outputs of each."""
        outputs = self.depth * self.multiplier
        if self.layout.dims(self.batch, self.windows.outs, outputs) != g.shape:
            raise ValueError(f"'out_backprop' has the shape {g.shape}, which is not the result's")
        return self.inward(g).reshape(self.outs)

    def outward(self, result: Any, dtype: Any) -> Any:
        turned = result.transpose(self.layout.back()) if self.layout.channels == 1 else result
        return np.ascontiguousarray(turned, dtype)

    def seen(self, x: Any, windows: Windows) -> Iterator[tuple[slice, Any]]:
        """For parts of the batch: all windows of these images as one view."""
        images = max(_PART // max(math.prod(x.shape[1:]), 1), 1)
        for first, seen in seen_windows(x, windows, images):
            yield slice(first, first + len(seen)), seen


def _side_by_side(seen: Any, length: int) -> tuple[Any, int]:
    """A view of all windows as [images, rows, groups, *kernel, vector], and the group's windows.

    A vector has an element of each window of a group, with all of its channels. Windows of a group
    are neighbours whose elements are neighbours in memory as well; `seen` is what `seen_windows`
    gives, [images, rows, columns, *kernel, channels]. `length` is how long vectors may get: a
    thousand numbers, where sums are over the kernel; where a sum for each element of the kernel is
    kept, so many vectors would not stay in the first-level cache, and 32 channels are enough.
    """
    images, rows, columns, *kernel, channels = seen.shape
    *steps, step = seen.strides
    group = 1
    if steps[2] == channels * step:
        sizes = range(1, max(min(columns, length // max(channels, 1)), 1) + 1)
        group = max(size for size in sizes if columns % size == 0)
    shape = (images, rows, columns // group, *kernel, group * channels)
    steps[2] *= group
    return as_strided(seen, shape, (*steps, step)), group


def _correlate(seen: Any, taps: Any, out: Any = None) -> Any:
    """The sums of the windows' elements times `taps`, channel by channel."""
    vectors, group = _side_by_side(seen, _LONG)
    if out is None:
        out = np.empty((*seen.shape[:3], seen.shape[-1]), seen.dtype)
    target = out.reshape(*vectors.shape[:3], vectors.shape[-1])
    np.einsum("nijabc,abc->nijc", vectors, np.tile(taps, (1, 1, group)), out=target)
    return out


def _one_by_one(filter: Any, dtype: Any) -> Any:
    """The filters of each channel's first outputs, of the second ones, and so on."""
    return np.ascontiguousarray(np.moveaxis(filter, -1, 0), dtype)


def _without(attrs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in attrs.items() if key != "data_format"}


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
    return {key: op.attrs[key] for key in op._record.attrs}


# ---------------------------------------------------------------------------------- the ops
@op(
    "DepthwiseConv2dNative",
    "input: T, filter: T -> output: T",
    T=FLOATS,
    shape=_output_dims,
    samples=[
        case("2,5,6,3", "3,2,3,1", strides=_ONES, padding="SAME"),
        case("2,5,6,3", "3,2,3,2", strides=(1, 2, 2, 1), padding="SAME"),
        case("2,6,5,3", "2,2,3,2", strides=_ONES, padding="VALID", dilations=(1, 2, 1, 1)),
        case("2,3,5,6", "3,2,3,2", strides=_ONES, padding="SAME", data_format="NCHW"),
        bad("2,5,6,3", "3,2,4,1", strides=_ONES, padding="SAME", error=ValueError, match="equal"),
        bad("5,6,3", "3,2,3,1", strides=_ONES, padding="SAME", error=ValueError, match="rank 4"),
    ],
)
def depthwise_op(
    input: Any,
    filter: Any,
    *,
    strides: tuple[int, ...],
    padding: str,
    explicit_paddings: tuple[int, ...] = (),
    data_format: str = "NHWC",
    dilations: tuple[int, ...] = _ONES,
) -> Any:
    """y[i, c * multiplier + j] = sum over k of x[i * stride + k * dilation, c] * filter[k, c, j]."""
    attrs = _attrs(strides, padding, explicit_paddings, data_format, dilations)
    form = _Form(input.shape, filter.shape, attrs)
    x = form.inward(input)
    taps = _one_by_one(filter, x.dtype)
    result = np.empty(form.outs, x.dtype)
    for part, seen in form.seen(x, form.windows):
        for number, each in enumerate(taps):
            target = result[part, ..., number]
            if form.multiplier == 1:
                _correlate(seen, each, target)
            else:  # numbers that are not side by side
                target[...] = _correlate(seen, each)
    return form.outward(result.reshape(*form.outs[:3], form.depth * form.multiplier), input.dtype)


@depthwise_op.grad
def _(op: Any, g: Any) -> Any:
    (x, filter), attrs = op.inputs, _of(op)
    return (
        depthwise_backprop_input_op(shape(x), filter, g, **attrs),
        depthwise_backprop_filter_op(x, shape(filter), g, **attrs),
    )


@op(
    "DepthwiseConv2dNativeBackpropInput",
    "input_sizes: int32, filter: T, out_backprop: T -> output: T",
    T=FLOATS,
    shape=_input_dims,
    samples=[
        case([2, 5, 6, 3], "3,2,3,2", "2,3,3,6", strides=(1, 2, 2, 1), padding="SAME"),
        case([2, 3, 5, 6], "3,2,3,1", "2,3,5,6", strides=_ONES, padding="SAME", data_format="NCHW"),
        bad(
            [2, 5, 6, 3],
            "3,2,3,2",
            "2,3,4,6",
            strides=(1, 2, 2, 1),
            padding="SAME",
            error=ValueError,
            match="'out_backprop'",
        ),
    ],
)
def depthwise_backprop_input_op(
    input_sizes: Any,
    filter: Any,
    out_backprop: Any,
    *,
    strides: tuple[int, ...],
    padding: str,
    explicit_paddings: tuple[int, ...] = (),
    data_format: str = "NHWC",
    dilations: tuple[int, ...] = _ONES,
) -> Any:
    """The gradient of DepthwiseConv2dNative with respect to its input."""
    attrs = _attrs(strides, padding, explicit_paddings, data_format, dilations)
    form = _Form(tuple(input_sizes.tolist()), filter.shape, attrs)
    g = form.split(out_backprop)
    taps = _one_by_one(filter, g.dtype)
    result = np.zeros((form.batch, *form.windows.sizes, form.depth), g.dtype)
    for place, mirror, windows in phases(form.windows):
        if windows is None:
            continue
        target = result[place]
        for number, each in enumerate(taps):
            for part, seen in form.seen(np.ascontiguousarray(g[..., number]), windows):
                target[part] += _correlate(seen, each[mirror])
    return form.outward(result, out_backprop.dtype)


@depthwise_backprop_input_op.grad
def _(op: Any, g: Any) -> Any:
    (_, filter, out_backprop), attrs = op.inputs, _of(op)
    return (
        None,
        depthwise_backprop_filter_op(g, shape(filter), out_backprop, **attrs),
        depthwise_op(g, filter, **attrs),
    )


@op(
    "DepthwiseConv2dNativeBackpropFilter",
    "input: T, filter_sizes: int32, out_backprop: T -> output: T",
    T=FLOATS,
    shape=_filter_dims,
    samples=[
        case("2,5,6,3", [3, 2, 3, 2], "2,3,3,6", strides=(1, 2, 2, 1), padding="SAME"),
        case("2,3,5,6", [3, 2, 3, 1], "2,3,5,6", strides=_ONES, padding="SAME", data_format="NCHW"),
        bad(
            "2,5,6,3",
            [3, 2, 3, 2],
            "2,3,4,6",
            strides=(1, 2, 2, 1),
            padding="SAME",
            error=ValueError,
            match="'out_backprop'",
        ),
    ],
)
def depthwise_backprop_filter_op(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    *,
    strides: tuple[int, ...],
    padding: str,
    explicit_paddings: tuple[int, ...] = (),
    data_format: str = "NHWC",
    dilations: tuple[int, ...] = _ONES,
) -> Any:
    """The gradient of DepthwiseConv2dNative with respect to its filter."""
    attrs = _attrs(strides, padding, explicit_paddings, data_format, dilations)
    form = _Form(input.shape, tuple(filter_sizes.tolist()), attrs)
    x, g = form.inward(input), form.split(out_backprop)
    result = np.zeros((*form.windows.kernel, form.depth, form.multiplier), x.dtype)
    for part, seen in form.seen(x, form.windows):
        vectors, group = _side_by_side(seen, _SHORT)
        for number in range(form.multiplier):
            flow = np.ascontiguousarray(g[part, ..., number]).reshape(
                *vectors.shape[:3], vectors.shape[-1]
            )
            sums = np.einsum("nijabc,nijc->abc", vectors, flow)
            result[..., number] += sums.reshape(*form.windows.kernel, group, form.depth).sum(axis=2)
    return result.astype(input.dtype)


@depthwise_backprop_filter_op.grad
def _(op: Any, g: Any) -> Any:
    (x, _, out_backprop), attrs = op.inputs, _of(op)
    return (
        depthwise_backprop_input_op(shape(x), g, out_backprop, **attrs),
        None,
        depthwise_op(x, g, **attrs),
    )
