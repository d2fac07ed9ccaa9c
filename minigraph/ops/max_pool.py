"""The greatest element of each window, its gradient, and the gradient of that.

MaxPoolGrad sends g to where the maximum stood; it is linear in g, and its own gradient, which
MaxPoolGradGrad works out, picks what stands there. So pooling can be differentiated again and again.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.op_record import FLOATS, INDEX, REAL, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.pool_kernels import Pool, max_gathered, max_pooled, max_spread, place_of_max
from minigraph.ops.pool_shapes import pooled_dims
from minigraph.ops.spread import zeros_like
from minigraph.ops.windows import unknown_space

__all__ = ["max_pool3d_op", "max_pool_op", "max_pool_with_argmax_op"]

_TWO, _TWO3 = (1, 2, 2, 1), (1, 2, 2, 2, 1)
# Images and what they are pooled to, for the samples of the ops that take both.
_IMAGES = (np.arange(144) * 29 % 144).reshape(2, 4, 6, 3) / 8
_POOLED = _IMAGES.reshape(2, 2, 2, 3, 2, 3).max((2, 4))
_IMAGES3 = (np.arange(288) * 29 % 288).reshape(2, 4, 6, 2, 3) / 8
_POOLED3 = _IMAGES3.reshape(2, 2, 2, 3, 2, 1, 2, 3).max((2, 4, 6))


def _max_dims(ndims: int) -> Any:
    def rule(call: Call) -> Dims:
        return pooled_dims(call, call.rank(0, ndims), ndims)

    return rule


def _check(call: Call, ndims: int) -> None:
    """ValueError unless the pooled tensor that is given can be one."""
    wanted, found = pooled_dims(call, call.rank(0, ndims), ndims), call.rank(1, ndims)
    if not compatible(wanted, found):
        raise ValueError(
            f"'orig_output' must have the shape that pooling gives, {show(wanted)}, but its shape "
            f"is {show(found)}"
        )


def _spread_dims(ndims: int) -> Any:
    def rule(call: Call) -> Dims:
        _check(call, ndims)
        pooled, g = call.shapes[1], call.rank(2, ndims)
        if not compatible(pooled, g):
            raise ValueError(f"'grad' must have the shape {show(pooled)}, but it is {show(g)}")
        return unknown_space(call.shapes[0], ndims)

    return rule


def _gathered_dims(ndims: int) -> Any:
    def rule(call: Call) -> Dims:
        _check(call, ndims)
        x, g = call.shapes[0], call.rank(2, ndims)
        if not compatible(x, g):
            raise ValueError(f"'grad' must have the shape {show(x)}, but it is {show(g)}")
        return merge(call.shapes[1], pooled_dims(call, merge(x, g), ndims))

    return rule


def _of(op: Any) -> dict[str, Any]:
    """The attributes of a node, for the ops of its gradient."""
    return {key: op.attrs[key] for key in op._record.attrs}


def _checked(x: Any, y: Any, pool: Pool) -> None:
    if y.shape != pool.outs:
        raise ValueError(f"'orig_output' must have the shape {pool.outs}, but it is {y.shape}")


# ---------------------------------------------------------------------------------- MaxPool
_NUMBERS = tuple(t for t in REAL if t.name not in ("uint32", "uint64"))


@op(
    "MaxPool",
    "input: T -> output: T",
    T=_NUMBERS,
    shape=_max_dims(4),
    samples=[
        case("2,4,6,3 distinct", ksize=_TWO, strides=_TWO, padding="VALID"),
        case("2,5,7,3 distinct", ksize=_TWO, strides=_TWO, padding="SAME"),
        case("2,5,7,3 distinct", ksize=(1, 3, 2, 1), strides=(1, 1, 2, 1), padding="SAME"),
        case("2,5,7,3 distinct", ksize=_TWO, strides=(1, 3, 3, 1), padding="VALID"),
        case(
            "2,3,5,4 distinct",
            ksize=(1, 1, 2, 2),
            strides=(1, 1, 2, 1),
            padding="SAME",
            data_format="NCHW",
        ),
        case("2,3,4,6 distinct", ksize=(1, 1, 1, 2), strides=(1, 1, 1, 2), padding="VALID"),
        case(
            "2,5,7,3 distinct",
            ksize=_TWO,
            strides=_TWO,
            padding="EXPLICIT",
            explicit_paddings=(0, 0, 1, 0, 0, 1, 0, 0),
        ),
        case("2,4,6,3 int32 -9:9", ksize=_TWO, strides=_TWO, padding="VALID"),
        bad(
            "2,1,6,3", ksize=_TWO, strides=_TWO, padding="VALID", error=ValueError, match="Negative"
        ),
        bad("4,6,3", ksize=_TWO, strides=_TWO, padding="VALID", error=ValueError, match="rank 4"),
        bad("2,4,6,3", ksize=_TWO, strides=_TWO, padding="same", error=ValueError, match="'SAME'"),
        bad(
            "2,4,6,3",
            ksize=(2, 1, 1, 1),
            strides=(2, 1, 1, 1),
            padding="VALID",
            error=ValueError,
            match="batch",
        ),
    ],
)
def max_pool_op(
    input: Any,
    *,
    ksize: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    explicit_paddings: tuple[int, ...] = (),
    data_format: str = "NHWC",
) -> Any:
    """The greatest element of each window."""
    return max_pooled(input, Pool(input.shape, ksize, strides, padding, explicit_paddings))


@max_pool_op.into
def _(input: Any, *, out: Any = None, data_format: str = "", **attrs: Any) -> Any:
    return max_pooled(input, Pool(input.shape, **attrs), out)


@max_pool_op.grad
def _(op: Any, g: Any) -> Any:
    return max_pool_grad(op.inputs[0], op.outputs[0], g, **_of(op))


@op(
    "MaxPoolGrad",
    "orig_input: T, orig_output: T, grad: T -> output: T",
    T=REAL,
    shape=_spread_dims(4),
    samples=[
        case(_IMAGES, _POOLED, "2,2,3,3", ksize=_TWO, strides=_TWO, padding="VALID"),
        bad(
            "2,4,6,3",
            "2,2,2,3",
            "2,2,3,3",
            ksize=_TWO,
            strides=_TWO,
            padding="VALID",
            error=ValueError,
            match="must have the shape",
        ),
    ],
)
def max_pool_grad(
    orig_input: Any,
    orig_output: Any,
    grad: Any,
    *,
    ksize: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    explicit_paddings: tuple[int, ...] = (),
    data_format: str = "NHWC",
) -> Any:
    """`grad`, each element at the place of its window's first maximum."""
    pool = Pool(orig_input.shape, ksize, strides, padding, explicit_paddings)
    _checked(orig_input, orig_output, pool)
    return max_spread(orig_input, orig_output, grad, pool)


@max_pool_grad.into
def _(
    orig_input: Any,
    orig_output: Any,
    grad: Any,
    *,
    out: Any = None,
    data_format: str = "",
    **attrs: Any,
) -> Any:
    pool = Pool(orig_input.shape, **attrs)
    _checked(orig_input, orig_output, pool)
    return max_spread(orig_input, orig_output, grad, pool, out)


@max_pool_grad.grad
def _(op: Any, g: Any) -> Any:
    zeros = zeros_like(op.inputs[0]), zeros_like(op.inputs[1])
    return *zeros, max_pool_grad_grad(op.inputs[0], op.inputs[1], g, **_of(op))


@op(
    "MaxPoolGradGrad",
    "orig_input: T, orig_output: T, grad: T -> output: T",
    T=REAL,
    shape=_gathered_dims(4),
    samples=[
        case(_IMAGES, _POOLED, "2,4,6,3", ksize=_TWO, strides=_TWO, padding="VALID"),
    ],
)
def max_pool_grad_grad(
    orig_input: Any,
    orig_output: Any,
    grad: Any,
    *,
    ksize: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    explicit_paddings: tuple[int, ...] = (),
    data_format: str = "NHWC",
) -> Any:
    """What of `grad` stands at the place of each window's first maximum."""
    pool = Pool(orig_input.shape, ksize, strides, padding, explicit_paddings)
    _checked(orig_input, orig_output, pool)
    return max_gathered(orig_input, orig_output, grad, pool)


@max_pool_grad_grad.grad
def _(op: Any, g: Any) -> Any:
    zeros = zeros_like(op.inputs[0]), zeros_like(op.inputs[1])
    return *zeros, max_pool_grad(op.inputs[0], op.inputs[1], g, **_of(op))


# ---------------------------------------------------------------------------------- MaxPool3D
@op(
    "MaxPool3D",
    "input: T -> output: T",
    T=FLOATS,
    shape=_max_dims(5),
    samples=[
        case("2,4,5,6,3 distinct", ksize=_TWO3, strides=_TWO3, padding="SAME"),
        case("2,3,4,5,2 distinct", ksize=_TWO3, strides=(1, 1, 2, 1, 1), padding="VALID"),
    ],
)
def max_pool3d_op(
    input: Any,
    *,
    ksize: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    data_format: str = "NDHWC",
) -> Any:
    """The greatest element of each window."""
    return max_pooled(input, Pool(input.shape, ksize, strides, padding))


@max_pool3d_op.into
def _(input: Any, *, out: Any = None, data_format: str = "", **attrs: Any) -> Any:
    return max_pooled(input, Pool(input.shape, **attrs), out)


@max_pool3d_op.grad
def _(op: Any, g: Any) -> Any:
    return max_pool3d_grad(op.inputs[0], op.outputs[0], g, **_of(op))


@op(
    "MaxPool3DGrad",
    "orig_input: T, orig_output: T, grad: T -> output: T",
    T=FLOATS,
    shape=_spread_dims(5),
    samples=[
        case(
            _IMAGES3,
            _POOLED3,
            "2,2,3,1,3",
            ksize=_TWO3,
            strides=_TWO3,
            padding="VALID",
        ),
    ],
)
def max_pool3d_grad(
    orig_input: Any,
    orig_output: Any,
    grad: Any,
    *,
    ksize: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    data_format: str = "NDHWC",
) -> Any:
    """`grad`, each element at the place of its window's first maximum."""
    pool = Pool(orig_input.shape, ksize, strides, padding)
    _checked(orig_input, orig_output, pool)
    return max_spread(orig_input, orig_output, grad, pool)


@max_pool3d_grad.into
def _(
    orig_input: Any,
    orig_output: Any,
    grad: Any,
    *,
    out: Any = None,
    data_format: str = "",
    **attrs: Any,
) -> Any:
    pool = Pool(orig_input.shape, **attrs)
    _checked(orig_input, orig_output, pool)
    return max_spread(orig_input, orig_output, grad, pool, out)


@max_pool3d_grad.grad
def _(op: Any, g: Any) -> Any:
    zeros = zeros_like(op.inputs[0]), zeros_like(op.inputs[1])
    return *zeros, max_pool3d_grad_grad(op.inputs[0], op.inputs[1], g, **_of(op))


@op(
    "MaxPool3DGradGrad",
    "orig_input: T, orig_output: T, grad: T -> output: T",
    T=FLOATS,
    shape=_gathered_dims(5),
    samples=[
        case(
            _IMAGES3,
            _POOLED3,
            "2,4,6,2,3",
            ksize=_TWO3,
            strides=_TWO3,
            padding="VALID",
        ),
    ],
)
def max_pool3d_grad_grad(
    orig_input: Any,
    orig_output: Any,
    grad: Any,
    *,
    ksize: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    data_format: str = "NDHWC",
) -> Any:
    """What of `grad` stands at the place of each window's first maximum."""
    pool = Pool(orig_input.shape, ksize, strides, padding)
    _checked(orig_input, orig_output, pool)
    return max_gathered(orig_input, orig_output, grad, pool)


@max_pool3d_grad_grad.grad
def _(op: Any, g: Any) -> Any:
    zeros = zeros_like(op.inputs[0]), zeros_like(op.inputs[1])
    return *zeros, max_pool3d_grad(op.inputs[0], op.inputs[1], g, **_of(op))


# ---------------------------------------------------------------------------------- MaxPoolWithArgmax
def _argmax_dims(call: Call) -> list[Dims]:
    dims = pooled_dims(call, call.rank(0, 4), 4)
    return [dims, dims]


@op(
    "MaxPoolWithArgmax",
    "input: T -> output: T, argmax: Targmax",
    T=REAL,
    Targmax=INDEX,
    shape=_argmax_dims,
    samples=[
        case("2,5,7,3 distinct", ksize=_TWO, strides=_TWO, padding="SAME", Targmax=dtypes.int64),
        case(
            "2,4,6,3 distinct",
            ksize=_TWO,
            strides=_TWO,
            padding="VALID",
            Targmax=dtypes.int32,
            include_batch_in_index=True,
        ),
    ],
)
def max_pool_with_argmax_op(
    input: Any,
    *,
    ksize: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    Targmax: Any,
    include_batch_in_index: bool = False,
) -> Any:
    """The greatest element of each window and its flat index, in the image or in the batch."""
    pool = Pool(input.shape, ksize, strides, padding)
    best = max_pooled(input, pool)
    place = place_of_max(input, best, pool, np.dtype(np.int64))
    if not include_batch_in_index:
        place %= max(input[0].size, 1) if len(input) else 1
    return [best, place.astype(Targmax.np_dtype)]


@max_pool_with_argmax_op.grad
def _(op: Any, g: Any, _: Any) -> Any:
    attrs = {key: op.attrs[key] for key in ("ksize", "strides", "padding")}
    return max_pool_grad(op.inputs[0], op.outputs[0], g, **attrs)
