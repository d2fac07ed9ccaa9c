"""Blocks of space moved to the channels and back: SpaceToDepth, DepthToSpace."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.windows import Layout, layout_of, unknown_space

__all__ = ["depth_to_space", "space_to_depth"]


def _parts(call: Call) -> tuple[Layout, tuple[Any, ...], Any, int]:
    """(layout, sizes of space, channels, block size)."""
    dims, block = unknown_space(call.rank(0, 4), 4), call.attrs["block_size"]
    if block < 2:
        raise ValueError(f"block_size must be at least 2, not {block}")
    layout = layout_of(call.attrs["data_format"], 4)
    return layout, layout.of(dims), dims[layout.channels], block


def _deep_dims(call: Call) -> Dims:
    layout, space, channels, block = _parts(call)
    if any(n is not None and n % block for n in space):
        raise ValueError(
            f"Dimension size must be evenly divisible by {block}, but space is {space}"
        )
    outs = [None if n is None else n // block for n in space]
    batch = unknown_space(call.shapes[0], 4)[0]
    return layout.dims(batch, outs, None if channels is None else channels * block * block)


def _wide_dims(call: Call) -> Dims:
    layout, space, channels, block = _parts(call)
    if channels is not None and channels % (block * block):
        raise ValueError(
            f"Dimension size must be evenly divisible by {block * block}, but there are {channels} "
            "channels"
        )
    outs = [None if n is None else n * block for n in space]
    batch = unknown_space(call.shapes[0], 4)[0]
    return layout.dims(batch, outs, None if channels is None else channels // (block * block))


@op(
    "SpaceToDepth",
    "input: T -> output: T",
    shape=_deep_dims,
    samples=[
        case("2,4,6,3", block_size=2),
        case("2,3,4,6", block_size=2, data_format="NCHW"),
        bad("2,4,5,3", block_size=2, error=ValueError, match="divisible by 2"),
        bad("2,4,6,3", block_size=1, error=ValueError, match="at least 2"),
    ],
)
def space_to_depth_op(input: Any, *, block_size: int, data_format: str = "NHWC") -> Any:
    """Each block of space as channels: first by row and column in the block, then by channel."""
    b = block_size
    if data_format == "NHWC":
        n, h, w, c = input.shape
        parts = input.reshape(n, h // b, b, w // b, b, c).transpose(0, 1, 3, 2, 4, 5)
        return np.array(parts).reshape(n, h // b, w // b, b * b * c)
    n, c, h, w = input.shape
    parts = input.reshape(n, c, h // b, b, w // b, b).transpose(0, 3, 5, 1, 2, 4)
    return np.array(parts).reshape(n, b * b * c, h // b, w // b)


@space_to_depth_op.grad
def _(op: Any, g: Any) -> Any:
    return depth_to_space_op(
        g, block_size=op.attrs["block_size"], data_format=op.attrs["data_format"]
    )


@op(
    "DepthToSpace",
    "input: T -> output: T",
    shape=_wide_dims,
    samples=[
        case("2,3,5,8", block_size=2),
        case("2,8,3,5", block_size=2, data_format="NCHW"),
        bad("2,3,5,6", block_size=2, error=ValueError, match="divisible by 4"),
    ],
)
def depth_to_space_op(input: Any, *, block_size: int, data_format: str = "NHWC") -> Any:
    """What SpaceToDepth undoes: channels as blocks of space."""
    b = block_size
    if data_format == "NHWC":
        n, h, w, depth = input.shape
        c = depth // (b * b)
        parts = input.reshape(n, h, w, b, b, c).transpose(0, 1, 3, 2, 4, 5)
        return np.array(parts).reshape(n, h * b, w * b, c)
    n, depth, h, w = input.shape
    c = depth // (b * b)
    parts = input.reshape(n, b, b, c, h, w).transpose(0, 3, 4, 1, 5, 2)
    return np.array(parts).reshape(n, c, h * b, w * b)


@depth_to_space_op.grad
def _(op: Any, g: Any) -> Any:
    return space_to_depth_op(
        g, block_size=op.attrs["block_size"], data_format=op.attrs["data_format"]
    )


def space_to_depth(
    input: Any, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Tensor:
    """Blocks of space as channels: y[i, j, (a * block + b) * C + c] = x[i*block + a, j*block + b, c].

    Args:
        input: [batch, height, width, C], or as `data_format` says; of any type.
        block_size: the side of a block, at least 2; height and width must be divisible by it.
        name: of the node.
        data_format: "NHWC" or "NCHW".

    Returns:
        A Tensor [batch, height / block_size, width / block_size, C * block_size**2]. Gradient: g
        moved back.

    Raises:
        ValueError: a size is not divisible.

    Example:
        >>> import minigraph as tf
        >>> y = tf.space_to_depth(tf.reshape(tf.range(4), [1, 2, 2, 1]), 2)
        >>> tf.Session().run(y).tolist()
        [[[[0, 1, 2, 3]]]]
    """
    result: Tensor = space_to_depth_op(
        input, block_size=int(block_size), data_format=data_format, name=name
    )
    return result


def depth_to_space(
    input: Any, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Tensor:
    """Channels as blocks of space: what `tf.space_to_depth` undoes.

    Args:
        input: [batch, height, width, C], or as `data_format` says; of any type. C must be divisible
            by block_size**2.
        block_size: the side of a block, at least 2.
        name: of the node.
        data_format: "NHWC" or "NCHW".

    Returns:
        A Tensor [batch, height * block_size, width * block_size, C / block_size**2]. Gradient: g
        moved back.

    Raises:
        ValueError: C is not divisible.

    Source: Shi et al., "Real-Time Single Image and Video Super-Resolution Using an Efficient
    Sub-Pixel Convolutional Neural Network", 2016.

    Example:
        >>> import minigraph as tf
        >>> y = tf.depth_to_space(tf.reshape(tf.range(4), [1, 1, 1, 4]), 2)
        >>> tf.Session().run(y)[0, :, :, 0].tolist()
        [[0, 1], [2, 3]]
    """
    result: Tensor = depth_to_space_op(
        input, block_size=int(block_size), data_format=data_format, name=name
    )
    return result
