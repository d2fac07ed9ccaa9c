"""What stands between a convolution op and its kernels: layouts, groups of channels, float16.

The kernels know channels that come last and one group. "NCHW" is seen through a transposed view,
which costs nothing, as the patches are copied anyway; results are transposed, but where windows
have one element, as products with such views are as fast as others. A filter that takes fewer channels than the
image has is one filter for each group of that many channels. float16 is worked out in float32.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from minigraph.ops.conv_kernels import (
    correlate,
    filter_gradient,
    input_gradient,
    is_pointwise,
)
from minigraph.ops.windows import layout_of, windows_of

__all__ = ["Form", "convolve", "filter_slope", "input_slope"]


class Form:
    """The layout and the windows of one call, from its attributes and the shapes of its parts."""

    def __init__(self, dims: Sequence[int], kernel: Sequence[int], attrs: dict[str, Any]):
        self.layout = layout_of(attrs["data_format"], len(dims))
        channels = dims[self.layout.channels]
        self.groups = max(channels // max(kernel[-2], 1), 1)
        self.windows = windows_of(
            self.layout.of(dims),
            kernel[:-2],
            self.layout,
            attrs["strides"],
            attrs["padding"],
            attrs.get("explicit_paddings", ()),
            attrs["dilations"],
        )
        self.result = self.layout.dims(dims[0], self.windows.outs, kernel[-1])

    def check(self, g: Any) -> None:
        """ValueError unless a cotangent has the shape of the result."""
        if g.shape != self.result:
            raise ValueError(
                f"'out_backprop' must have the shape of the result, {self.result}, but its shape "
                f"is {g.shape}"
            )

    def inward(self, x: Any) -> Any:
        """An image as the kernels take it."""
        return _wide(x.transpose(self.layout.order()) if self.layout.channels == 1 else x)

    def outward(self, result: Any) -> Any:
        """The kernels' result in the layout of the op."""
        return result.transpose(self.layout.back()) if self.layout.channels == 1 else result

    def direct(self, out: Any) -> Any:
        """`out` as an image that the kernels can write to, or None."""
        if self.plain(out) is None or self.layout.channels > 1:
            return self.plain(out)
        return out.transpose(self.layout.order()) if is_pointwise(self.windows) else None

    def plain(self, out: Any) -> Any:
        """`out` where it is a filter that the kernels can write to, else None."""
        if out is None or self.groups > 1 or out.dtype == np.float16:
            return None
        return out

    def apply(self, kernel: Callable[..., Any], a: Any, b: Any, out: Any) -> Any:
        """The kernel on both, group by group; one group may write to `out`."""
        if self.groups == 1:
            return kernel(a, b, self.windows, out)
        pairs = zip(*(np.split(x, self.groups, axis=-1) for x in (a, b)), strict=True)
        return np.concatenate([kernel(x, y, self.windows) for x, y in pairs], axis=-1)


def _wide(x: Any) -> Any:
    return x.astype(np.float32) if x.dtype == np.float16 else x


def convolve(x: Any, filter: Any, attrs: dict[str, Any], out: Any = None) -> Any:
    """The convolution of an image with a filter."""
    form = Form(x.shape, filter.shape, attrs)
    if out is None:
        out = np.empty(form.result, x.dtype)
    target = form.direct(out)
    result = form.apply(correlate, form.inward(x), _wide(filter), target)
    if result is not target:
        out[...] = form.outward(result)
    return out


def input_slope(dims: Any, filter: Any, g: Any, attrs: dict[str, Any], out: Any = None) -> Any:
    """The gradient of `convolve` with respect to an image of shape `dims`."""
    dims = tuple(np.asarray(dims).tolist())
    form = Form(dims, filter.shape, attrs)
    form.check(g)
    if out is None:
        out = np.empty(dims, g.dtype)
    target = form.direct(out)
    result = form.apply(input_gradient, _wide(filter), form.inward(g), target)
    if result is not target:
        out[...] = form.outward(result)
    return out


def filter_slope(x: Any, dims: Any, g: Any, attrs: dict[str, Any], out: Any = None) -> Any:
    """The gradient of `convolve` with respect to a filter of shape `dims`."""
    dims = tuple(np.asarray(dims).tolist())
    form = Form(x.shape, dims, attrs)
    form.check(g)
    if out is None:
        out = np.empty(dims, x.dtype)
    target = form.plain(out)
    result = form.apply(filter_gradient, form.inward(x), form.inward(g), target)
    if result is not target:
        out[...] = result
    return out
