"""Local response normalization: each element divided by the size of its neighbours in depth."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, Call, bad, case, op, same
from minigraph.core.shapes import Dims
from minigraph.ops.arithmetic import multiply
from minigraph.ops.powers import pow, square
from minigraph.ops.windows import unknown_space

__all__ = ["local_response_normalization"]


def _near(x: Any, radius: int) -> Any:
    """The sum of each element and its neighbours along the last axis, by a band of ones."""
    depth = x.shape[-1]
    index = np.arange(depth)
    band = (np.abs(index[:, None] - index) <= radius).astype(x.dtype)
    return np.matmul(x, band)


@op(
    "_NeighbourSum",
    "x: T -> y: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,5", radius=1), case("2,3,4,7", radius=2), case("2,3", radius=5)],
)
def neighbour_sum(x: Any, *, radius: int) -> Any:
    """y[c] = the sum of x[c - radius : c + radius + 1] along the last axis."""
    if x.dtype == np.float16:
        return _near(x.astype(np.float32), radius).astype(np.float16)
    return _near(x, radius)


@neighbour_sum.grad
def _(op: Any, g: Any) -> Any:
    return neighbour_sum(g, radius=op.attrs["radius"])


def _image_dims(call: Call) -> Dims:
    return unknown_space(call.rank(0, 4), 4)


@op(
    "LRN",
    "input: T -> output: T",
    T=FLOATS,
    shape=_image_dims,
    samples=[
        case("2,3,4,7"),
        case("2,3,4,7", depth_radius=2, bias=2.0, alpha=0.5, beta=0.75),
        bad("3,4,7", error=ValueError, match="rank 4"),
    ],
)
def lrn_op(
    input: Any,
    *,
    depth_radius: int = 5,
    bias: float = 1.0,
    alpha: float = 1.0,
    beta: float = 0.5,
) -> Any:
    """x / (bias + alpha * sum of x**2 over neighbours in depth) ** beta."""
    x = input.astype(np.float32) if input.dtype == np.float16 else input
    kind = x.dtype.type
    norm = kind(bias) + kind(alpha) * _near(np.square(x), depth_radius)
    return (x * norm ** kind(-beta)).astype(input.dtype, copy=False)


@lrn_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs[0], op.outputs[0]
    radius, bias, alpha, beta = (op.attrs[k] for k in ("depth_radius", "bias", "alpha", "beta"))
    norm = bias + alpha * neighbour_sum(square(x), radius=radius)
    shared = neighbour_sum(multiply(g, y) / norm, radius=radius)
    return g * pow(norm, -beta) - (2.0 * alpha * beta) * x * shared


def local_response_normalization(
    input: Any,
    depth_radius: int = 5,
    bias: float = 1,
    alpha: float = 1,
    beta: float = 0.5,
    name: str | None = None,
) -> Tensor:
    """x / (bias + alpha * s)**beta, with s the sum of x**2 over channels at most depth_radius away.

    Args:
        input: images [batch, height, width, channels]; floats.
        depth_radius: how far the window reaches to each side, an int.
        bias, alpha, beta: numbers; bias above 0 keeps the divisor away from 0.
        name: of the node.

    Returns:
        A Tensor of the same shape and type. Gradient: to the input.

    Raises:
        ValueError: the rank is not 4.

    Source: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural
    Networks", 2012, section 3.3.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 0.0, 2.0], [1, 1, 1, 3])
        >>> y = tf.nn.lrn(x, depth_radius=1, bias=0.0, beta=1.0)
        >>> tf.Session().run(y).ravel().tolist()
        [1.0, 0.0, 0.5]
    """
    result: Tensor = lrn_op(
        input,
        depth_radius=int(depth_radius),
        bias=float(bias),
        alpha=float(alpha),
        beta=float(beta),
        name=name,
    )
    return result
