"""Batch normalization as one op, and its gradient as one op.

FusedBatchNormV3 works out the batch's mean and variance (or takes given ones), normalizes and
scales. Besides its result it gives the moments: `batch_mean` and `batch_variance` for a moving
average, the latter divided by the count less one, and `reserve_space_1`, `reserve_space_2` for its
gradient. As in TF1 no gradient flows through the former two.

FusedBatchNormGradV3 is a function of five tensors: cotangent, x, scale and the two moments. Its own
gradient takes each of them as it is, and the way on from the moments to x is a rule of
FusedBatchNormV3: so gradients of gradients are right without working anything out twice.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.casting import cast
from minigraph.ops.powers import rsqrt
from minigraph.ops.reduce import reduce_mean
from minigraph.ops.shaping import reshape, size
from minigraph.ops.spread import reduce_sum
from minigraph.ops.windows import layout_of, unknown_space

__all__ = ["fused_batch_norm_op"]

_WIDE = (dtypes.float32, dtypes.float64)


def _ndims(data_format: str) -> int:
    return len(data_format)


def _checked(call: Call, vectors: range, x: int) -> tuple[tuple[Any, ...], Dims]:
    """(the shape of images, that of a vector with one number for each channel)."""
    data_format = call.attrs["data_format"]
    ndims = _ndims(data_format)
    dims = unknown_space(call.rank(x, ndims), ndims)
    axis = layout_of(data_format, ndims).channels
    channels: Dims = (dims[axis],)
    for index in vectors:
        vector = call.rank(index, 1)
        if not compatible(channels, vector):
            raise ValueError(
                f"{call.input_name(index)} must have a number for each channel of {show(dims)}, but "
                f"its shape is {show(vector)}"
            )
        channels = merge(channels, vector)
    assert channels is not None
    return (*dims[:axis], channels[0], *dims[axis + 1 :]), channels


def _normal_dims(call: Call) -> list[Dims]:
    fed = not call.attrs["is_training"] or call.attrs["exponential_avg_factor"] != 1.0
    dims, channels = _checked(call, range(1, 5 if fed else 3), 0)
    return [dims, *[channels] * 4, (0,)]


def _summed(x: Any, axes: tuple[int, ...]) -> Any:
    """The sum over these axes; in two steps where channels come last (see `reduction_text`)."""
    if axes == tuple(range(x.ndim - 1)):
        x, axes = np.add.reduce(x, axis=axes[:-1]), (0,)
    return np.add.reduce(x, axis=axes)


def _axes(data_format: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(the axes that are averaged over, the shape that spreads a vector over the images)."""
    ndims = _ndims(data_format)
    channels = layout_of(data_format, ndims).channels
    return (
        tuple(axis for axis in range(ndims) if axis != channels),
        tuple(-1 if axis == channels else 1 for axis in range(ndims)),
    )


# ---------------------------------------------------------------------------------- FusedBatchNormV3
def _of_nothing(like: Any) -> tuple[Any, ...]:
    """The moments of no images: there is no mean, and nothing is kept for the gradient."""
    return (np.full_like(like, np.nan),) * 2 + (np.zeros_like(like),) * 2


@op(
    "FusedBatchNormV3",
    "x: T, scale: U, offset: U, mean: U, variance: U -> "
    "y: T, batch_mean: U, batch_variance: U, reserve_space_1: U, reserve_space_2: U, "
    "reserve_space_3: U",
    T=FLOATS,
    U=_WIDE,
    partial_gradients=True,
    shape=_normal_dims,
    samples=[
        case("2,3,5,4", "4", "4", "0", "0"),
        case("2,4,3,5", "4", "4", "0", "0", data_format="NCHW"),
        case("2,3,5,4", "4", "4", "4", "4 positive", is_training=False, epsilon=0.01),
        case("2,3,2,5,4", "4", "4", "0", "0", data_format="NDHWC"),
        case("2,3,5,4", "4", "4", "4", "4 positive", exponential_avg_factor=0.5),
        bad("2,3,5,4", "3", "4", "0", "0", error=ValueError, match="each channel"),
        bad("2,3,4", "4", "4", "0", "0", error=ValueError, match="rank 4"),
    ],
)
def fused_batch_norm_op(
    x: Any,
    scale: Any,
    offset: Any,
    mean: Any,
    variance: Any,
    *,
    epsilon: float = 0.0001,
    exponential_avg_factor: float = 1.0,
    data_format: str = "NHWC",
    is_training: bool = True,
) -> Any:
    """scale * (x - mean) / sqrt(variance + epsilon) + offset, and the moments."""
    axes, column = _axes(data_format)
    wide = x.astype(scale.dtype, copy=False)
    nothing = np.zeros(0, scale.dtype)
    kind = scale.dtype.type
    if not is_training:
        factor = scale / np.sqrt(variance + kind(epsilon))
        y = (wide - mean.reshape(column)) * factor.reshape(column) + offset.reshape(column)
        moments = (mean, variance) * 2 if x.size else _of_nothing(mean)
        return [y.astype(x.dtype), *map(np.array, moments), nothing]
    count = math.prod(x.shape[axis] for axis in axes)
    if not x.size:
        return [x.copy(), *_of_nothing(scale), nothing]
    share = kind(1 / count)
    middle = _summed(wide, axes) * share
    centred = wide - middle.reshape(column)
    spread = _summed(np.square(centred), axes) * share
    factor = scale / np.sqrt(spread + kind(epsilon))
    centred *= factor.reshape(column)
    centred += offset.reshape(column)
    batch_mean, batch_variance = middle.copy(), spread * kind(count / max(count - 1, 1))
    if exponential_avg_factor != 1.0:
        new, old = kind(exponential_avg_factor), kind(1 - exponential_avg_factor)
        batch_mean = old * mean + new * batch_mean
        batch_variance = old * variance + new * batch_variance
    return [
        centred.astype(x.dtype, copy=False),
        batch_mean,
        batch_variance,
        middle,
        spread,
        nothing,
    ]


@fused_batch_norm_op.grad
def _(op: Any, g: Any, _: Any, __: Any, for_mean: Any, for_variance: Any, ___: Any) -> Any:
    x, scale = op.inputs[:2]
    keys = ("epsilon", "data_format", "is_training")
    attrs = {key: op.attrs[key] for key in keys}
    moments = op.outputs[3:5] if op.attrs["is_training"] else op.inputs[3:5]
    to_x = to_scale = to_offset = None
    if g is not None:
        to_x, to_scale, to_offset = fused_batch_norm_grad(g, x, scale, *moments, **attrs)
    if op.attrs["is_training"]:
        form = _Form(op, x, scale)
        for term in (form.from_mean(for_mean), form.from_variance(for_variance, moments[0])):
            if term is not None:
                term = cast(term, x.dtype.base_dtype)
                to_x = term if to_x is None else to_x + term
    return to_x, to_scale, to_offset, None, None


class _Form:
    """Means over a batch, as graph."""

    def __init__(self, op: Any, x: Tensor, scale: Tensor):
        self.axes, self.column = _axes(op.attrs["data_format"])
        self.wide = scale.dtype.base_dtype
        self.x = cast(x, self.wide)
        self.share = cast(size(scale), self.wide) / cast(size(x), self.wide)

    def spread(self, vector: Tensor) -> Tensor:
        """A vector in a shape that broadcasts against the images."""
        return reshape(vector, self.column)

    def sum(self, images: Tensor) -> Tensor:
        """The sum over all but the channels."""
        return reduce_sum(images, list(self.axes))

    def mean(self, images: Tensor) -> Tensor:
        """The mean over all but the channels, spread out again."""
        return reduce_mean(images, list(self.axes), keepdims=True)

    def from_mean(self, g: Tensor | None) -> Tensor | None:
        """What x gets from a cotangent of its mean."""
        return None if g is None else self.spread(g * self.share) + 0.0 * self.x

    def from_variance(self, g: Tensor | None, mean: Tensor) -> Tensor | None:
        """What x gets from a cotangent of its variance."""
        if g is None:
            return None
        slope: Tensor = self.spread(g * (2.0 * self.share)) * (self.x - self.spread(mean))
        return slope


# ---------------------------------------------------------------------------------- its gradient
def _slope_dims(call: Call) -> list[Dims]:
    dims, channels = _checked(call, range(2, 5), 1)
    given = call.rank(0, len(dims))
    if not compatible(dims, given):
        raise ValueError(f"'y_backprop' must have the shape {show(dims)}, but it is {show(given)}")
    return [merge(dims, given), channels, channels]


@op(
    "_FusedBatchNormGrad",
    "y_backprop: T, x: T, scale: U, mean: U, variance: U -> "
    "x_backprop: T, scale_backprop: U, offset_backprop: U",
    T=FLOATS,
    U=_WIDE,
    partial_gradients=True,
    shape=_slope_dims,
    samples=[
        case("2,3,5,4", "2,3,5,4", "4", "4", "4 positive"),
        case("2,4,3,5", "2,4,3,5", "4", "4", "4 positive", data_format="NCHW"),
        case("2,3,5,4", "2,3,5,4", "4", "4", "4 positive", is_training=False, epsilon=0.01),
    ],
)
def fused_batch_norm_grad(
    y_backprop: Any,
    x: Any,
    scale: Any,
    mean: Any,
    variance: Any,
    *,
    epsilon: float = 0.0001,
    data_format: str = "NHWC",
    is_training: bool = True,
) -> Any:
    """The gradient of FusedBatchNormV3's y with respect to x, scale and offset.

    In training, with n = (x - mean) / sqrt(variance + epsilon):
    scale / sqrt(variance + epsilon) * (g - mean of g - n * mean of g * n).
    """
    axes, column = _axes(data_format)
    kind = scale.dtype.type
    g = y_backprop.astype(scale.dtype, copy=False)
    root = 1 / np.sqrt(variance + kind(epsilon))
    normal = x.astype(scale.dtype, copy=False) - mean.reshape(column)
    normal *= root.reshape(column)
    for_offset = _summed(g, axes)
    for_scale = _summed(g * normal, axes)
    factor = (scale * root).reshape(column)
    if is_training:
        share = kind(1 / max(math.prod(x.shape[axis] for axis in axes), 1))
        normal *= (for_scale * share).reshape(column)
        np.subtract(g, normal, out=normal)
        normal -= (for_offset * share).reshape(column)
        normal *= factor
    else:
        np.multiply(g, factor, out=normal)
    return [normal.astype(x.dtype, copy=False), for_scale, for_offset]


@fused_batch_norm_grad.grad
def _(op: Any, a: Any, b: Any, c: Any) -> Any:
    y_backprop, x, scale, mean, variance = op.inputs
    form = _Form(op, x, scale)
    root = rsqrt(variance + op.attrs["epsilon"])
    centred = form.x - form.spread(mean)
    normal = centred * form.spread(root)
    g = cast(y_backprop, form.wide)
    factor = form.spread(scale * root)
    zero = 0.0 * g
    to_g, to_normal, along, to_scale = zero, zero, 0.0 * scale, None
    if a is not None:
        a = cast(a, form.wide)
        flat = a
        if op.attrs["is_training"]:
            flat = a - form.mean(a) - normal * form.mean(a * normal)
            to_normal = -factor * (g * form.mean(a * normal) + a * form.mean(g * normal))
        along = form.sum(flat * g)  # <a, what x gets> without its factor
        to_g, to_scale = factor * flat, root * along
    if b is not None:
        to_g, to_normal = to_g + form.spread(b) * normal, to_normal + form.spread(b) * g
    if c is not None:
        to_g = to_g + form.spread(c)
    to_x = to_normal * form.spread(root)
    to_mean = -form.sum(to_x)
    to_variance = -0.5 * root * root * root * (scale * along + form.sum(to_normal * centred))
    return (
        cast(to_g, y_backprop.dtype.base_dtype),
        cast(to_x, x.dtype.base_dtype),
        to_scale,
        to_mean,
        to_variance,
    )
