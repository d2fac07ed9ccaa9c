"""The mean of each window, and its gradient; each is the gradient of the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.op_record import FLOATS, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.pool_kernels import Pool, mean_pooled, mean_spread
from minigraph.ops.pool_shapes import pooled_dims
from minigraph.ops.shaping import as_shape_value, shape

__all__ = ["avg_pool3d_op", "avg_pool_op"]

_TWO, _TWO3 = (1, 2, 2, 1), (1, 2, 2, 2, 1)


def _mean_dims(ndims: int) -> Any:
    def rule(call: Call) -> Dims:
        return pooled_dims(call, call.rank(0, ndims), ndims)

    return rule


def _spread_dims(ndims: int) -> Any:
    def rule(call: Call) -> Dims:
        length, g = call.rank(0, 1), call.rank(1, ndims)
        if length is not None and length[0] not in (None, ndims):
            raise ValueError(f"'orig_input_shape' must have {ndims} numbers, not {show(length)}")
        dims = as_shape_value(call.values[0], length)
        wanted = pooled_dims(call, dims, ndims)
        if not compatible(wanted, g):
            raise ValueError(f"'grad' must have the shape {show(wanted)}, but it is {show(g)}")
        return (None,) * ndims if dims is None else dims

    return rule


def _of(op: Any) -> dict[str, Any]:
    """The attributes of a node, for the ops of its gradient."""
    return {key: op.attrs[key] for key in op._record.attrs}


def _mean(x: Any, pool: Pool, out: Any = None) -> Any:
    """The means; of float16 in float32."""
    if x.dtype != np.float16:
        return mean_pooled(x, pool, out)
    return _halves(mean_pooled(x.astype(np.float32), pool), out)


def _spread(dims: Any, g: Any, attrs: dict[str, Any], out: Any = None) -> Any:
    pool = Pool(dims.tolist(), **attrs)
    if g.shape != pool.outs:
        raise ValueError(f"'grad' must have the shape {pool.outs}, but it is {g.shape}")
    if g.dtype != np.float16:
        return mean_spread(g, pool, out)
    return _halves(mean_spread(g.astype(np.float32), pool), out)


def _halves(result: Any, out: Any) -> Any:
    if out is None:
        return result.astype(np.float16)
    out[...] = result
    return out


# ---------------------------------------------------------------------------------- AvgPool
@op(
    "AvgPool",
    "value: T -> output: T",
    T=FLOATS,
    shape=_mean_dims(4),
    samples=[
        case("2,4,6,3", ksize=_TWO, strides=_TWO, padding="VALID"),
        case("2,5,7,3", ksize=_TWO, strides=_TWO, padding="SAME"),
        case("2,5,7,3", ksize=(1, 3, 2, 1), strides=(1, 1, 2, 1), padding="SAME"),
        case(
            "2,3,5,4",
            ksize=(1, 1, 2, 2),
            strides=(1, 1, 2, 1),
            padding="SAME",
            data_format="NCHW",
        ),
        bad(
            "2,1,6,3", ksize=_TWO, strides=_TWO, padding="VALID", error=ValueError, match="Negative"
        ),
        bad("4,6,3", ksize=_TWO, strides=_TWO, padding="VALID", error=ValueError, match="rank 4"),
    ],
)
def avg_pool_op(
    value: Any,
    *,
    ksize: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    data_format: str = "NHWC",
) -> Any:
    """The mean of each window's elements; a border does not count."""
    return _mean(value, Pool(value.shape, ksize, strides, padding))


@avg_pool_op.into
def _(value: Any, *, out: Any = None, data_format: str = "", **attrs: Any) -> Any:
    return _mean(value, Pool(value.shape, **attrs), out)


@avg_pool_op.grad
def _(op: Any, g: Any) -> Any:
    return avg_pool_grad(shape(op.inputs[0]), g, **_of(op))


@op(
    "AvgPoolGrad",
    "orig_input_shape: int32, grad: T -> output: T",
    T=FLOATS,
    shape=_spread_dims(4),
    samples=[
        case([2, 4, 6, 3], "2,2,3,3", ksize=_TWO, strides=_TWO, padding="VALID"),
        case([2, 5, 7, 3], "2,3,4,3", ksize=(1, 3, 3, 1), strides=_TWO, padding="SAME"),
        bad(
            [2, 4, 6, 3],
            "2,2,2,3",
            ksize=_TWO,
            strides=_TWO,
            padding="VALID",
            error=ValueError,
            match="must have the shape",
        ),
    ],
)
def avg_pool_grad(
    orig_input_shape: Any,
    grad: Any,
    *,
    ksize: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    data_format: str = "NHWC",
) -> Any:
    """`grad`, each element spread evenly over its window."""
    attrs = {"ksize": ksize, "strides": strides, "padding": padding}
    return _spread(orig_input_shape, grad, attrs)


@avg_pool_grad.into
def _(
    orig_input_shape: Any, grad: Any, *, out: Any = None, data_format: str = "", **attrs: Any
) -> Any:
    return _spread(orig_input_shape, grad, attrs, out)


@avg_pool_grad.grad
def _(op: Any, g: Any) -> Any:
    return None, avg_pool_op(g, **_of(op))


# ---------------------------------------------------------------------------------- AvgPool3D
@op(
    "AvgPool3D",
    "input: T -> output: T",
    T=FLOATS,
    shape=_mean_dims(5),
    samples=[
        case("2,4,5,6,3", ksize=_TWO3, strides=_TWO3, padding="SAME"),
        case("2,3,4,5,2", ksize=_TWO3, strides=(1, 1, 2, 1, 1), padding="VALID"),
    ],
)
def avg_pool3d_op(
    value: Any,
    *,
    ksize: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    data_format: str = "NDHWC",
) -> Any:
    """The mean of each window's elements; a border does not count."""
    return _mean(value, Pool(value.shape, ksize, strides, padding))


@avg_pool3d_op.into
def _(value: Any, *, out: Any = None, data_format: str = "", **attrs: Any) -> Any:
    return _mean(value, Pool(value.shape, **attrs), out)


@avg_pool3d_op.grad
def _(op: Any, g: Any) -> Any:
    return avg_pool3d_grad(shape(op.inputs[0]), g, **_of(op))


@op(
    "AvgPool3DGrad",
    "orig_input_shape: int32, grad: T -> output: T",
    T=FLOATS,
    shape=_spread_dims(5),
    samples=[
        case([2, 4, 5, 6, 3], "2,2,3,3,3", ksize=_TWO3, strides=_TWO3, padding="SAME"),
    ],
)
def avg_pool3d_grad(
    orig_input_shape: Any,
    grad: Any,
    *,
    ksize: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    data_format: str = "NDHWC",
) -> Any:
    """`grad`, each element spread evenly over its window."""
    attrs = {"ksize": ksize, "strides": strides, "padding": padding}
    return _spread(orig_input_shape, grad, attrs)


@avg_pool3d_grad.into
def _(
    orig_input_shape: Any, grad: Any, *, out: Any = None, data_format: str = "", **attrs: Any
) -> Any:
    return _spread(orig_input_shape, grad, attrs, out)


@avg_pool3d_grad.grad
def _(op: Any, g: Any) -> Any:
    return None, avg_pool3d_op(g, **_of(op))
