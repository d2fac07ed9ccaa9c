"""Blocks of space moved to the batch and back: SpaceToBatchND, BatchToSpaceND.

With blocks of size b, an image becomes b * b smaller ones, each of which holds every b-th element:
elements that were b apart become neighbours. A dilated convolution is a plain one in between.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.padding import bordered, known_pairs
from minigraph.ops.spread import renamed

__all__ = [
    "batch_to_space",
    "batch_to_space_nd",
    "batch_to_space_op",
    "space_to_batch",
    "space_to_batch_nd",
    "space_to_batch_op",
]


def _block(call: Call, what: str) -> tuple[Any, Any]:
    """(block sizes, borders) as far as they are known; None each, where they are not at all."""
    sizes, pairs = call.rank(1, 1), call.rank(2, 2)
    count = sizes[0] if sizes is not None else None
    if pairs is not None:
        if pairs[1] not in (2, None) or (None not in (count, pairs[0]) and count != pairs[0]):
            raise ValueError(
                f"'{what}' must have shape ({'?' if count is None else count}, 2), not {show(pairs)}"
            )
    block = call.values[1]
    if block is not None and any(b is not None and b < 1 for b in block):
        raise ValueError(f"All values of block_shape must be positive: {list(block)}")
    if block is None and count is not None:
        block = (None,) * count
    borders = call.values[2]
    if borders is not None:
        borders = np.asarray(borders).reshape(-1, 2).tolist()
        if any(n < 0 for pair in borders for n in pair):
            raise ValueError(f"'{what}' must not be negative: {borders}")
    elif block is not None:
        borders = [(None, None)] * len(block)
    return block, borders


def _batched_dims(call: Call) -> Dims:
    dims = call.shapes[0]
    block, borders = _block(call, "paddings")
    if dims is None:
        return None
    if block is None:
        return (None,) * len(dims)
    if len(dims) < 1 + len(block):
        raise ValueError(f"{show(dims)} has too few axes for the {len(block)} of block_shape")
    whole = [
        None if None in (size, *pair) else size + sum(pair)
        for size, pair in zip(dims[1:], borders, strict=False)
    ]
    space = []
    for size, b in zip(whole, block, strict=True):
        if None not in (size, b) and size % b:
            raise ValueError(f"A padded size of {size} is not divisible by a block of {b}")
        space.append(None if None in (size, b) else size // b)
    batch = None if None in (dims[0], *block) else dims[0] * math.prod(block)
    return (batch, *space, *dims[1 + len(block) :])


@op(
    "SpaceToBatchND",
    "input: T, block_shape: Tblock_shape, paddings: Tpaddings -> output: T",
    Tblock_shape=INDEX,
    Tpaddings=INDEX,
    shape=_batched_dims,
    samples=[
        case("2,4,6,3", [2, 3], [[0, 0], [0, 0]]),
        case("2,5,4,3", [2, 3], [[0, 1], [2, 0]]),
        case("2,4", [2], [[1, 1]]),
        bad("2,5,4,3", [2, 2], [[0, 0], [0, 0]], error=ValueError, match="not divisible"),
        bad("2,4", [2], [[-1, 1]], error=ValueError, match="negative"),
        bad("2,4", [0], [[0, 0]], error=ValueError, match="positive"),
        bad("2", [2], [[0, 0]], error=ValueError, match="too few"),
    ],
)
def space_to_batch_op(input: Any, block_shape: Any, paddings: Any) -> Any:
    """Every b-th element of the (padded) space: b images for one, block by block."""
    block = block_shape.tolist()
    if min(block, default=1) < 1:
        raise ValueError(f"All values of block_shape must be positive: {block}")
    pairs = [(0, 0), *map(tuple, paddings.tolist())]
    if any(n < 0 for pair in pairs for n in pair):
        raise ValueError(f"'paddings' must not be negative: {pairs[1:]}")
    pairs += [(0, 0)] * (input.ndim - len(pairs))
    whole = bordered(input, pairs, 0) if any(map(any, pairs)) else input
    batch, count = len(input), len(block)
    split = [batch]
    for size, b in zip(whole.shape[1:], block, strict=False):
        if size % b:
            raise ValueError(f"A padded size of {size} is not divisible by a block of {b}")
        split += [size // b, b]
    rest = whole.shape[1 + count :]
    inner, outer = range(2, 2 * count + 1, 2), range(1, 2 * count, 2)
    order = [*inner, 0, *outer, *range(2 * count + 1, 2 * count + 1 + len(rest))]
    turned = whole.reshape([*split, *rest]).transpose(order)
    return np.array(turned).reshape(batch * math.prod(block), *split[1::2], *rest)


@space_to_batch_op.grad
def _(op: Any, g: Any) -> Any:
    return batch_to_space_op(g, op.inputs[1], op.inputs[2]), None, None


def _spaced_dims(call: Call) -> Dims:
    dims = call.shapes[0]
    block, borders = _block(call, "crops")
    if dims is None:
        return None
    if block is None:
        return (None,) * len(dims)
    if len(dims) < 1 + len(block):
        raise ValueError(f"{show(dims)} has too few axes for the {len(block)} of block_shape")
    space = []
    for size, b, pair in zip(dims[1:], block, borders, strict=False):
        known = None not in (size, b, *pair)
        if known and size * b < sum(pair):
            raise ValueError(f"crops of {sum(pair)} are more than the size, {size * b}")
        space.append(size * b - sum(pair) if known else None)
    batch = None
    if None not in (dims[0], *block):
        batch, left = divmod(dims[0] or 0, math.prod(block))
        if left:
            raise ValueError(f"A batch of {dims[0]} is not divisible by blocks {list(block)}")
    return (batch, *space, *dims[1 + len(block) :])


@op(
    "BatchToSpaceND",
    "input: T, block_shape: Tblock_shape, crops: Tcrops -> output: T",
    Tblock_shape=INDEX,
    Tcrops=INDEX,
    shape=_spaced_dims,
    samples=[
        case("12,2,3,1", [2, 3], [[0, 0], [0, 0]]),
        case("12,3,2,1", [2, 3], [[0, 1], [2, 0]]),
        bad("7,2", [2], [[0, 0]], error=ValueError, match="not divisible"),
        bad("4,1", [2], [[2, 1]], error=ValueError, match="more than"),
    ],
)
def batch_to_space_op(input: Any, block_shape: Any, crops: Any) -> Any:
    """What SpaceToBatchND undoes: images put together from blocks, then cropped."""
    block = block_shape.tolist()
    if min(block, default=1) < 1:
        raise ValueError(f"All values of block_shape must be positive: {block}")
    count, (batch, left) = len(block), divmod(len(input), math.prod(block))
    if left:
        raise ValueError(f"A batch of {len(input)} is not divisible by blocks {block}")
    space, rest = input.shape[1 : 1 + count], input.shape[1 + count :]
    order = [count]
    for axis in range(count):
        order += [count + 1 + axis, axis]
    order += range(2 * count + 1, 2 * count + 1 + len(rest))
    turned = input.reshape(*block, batch, *space, *rest).transpose(order)
    sizes = [n * b for n, b in zip(space, block, strict=True)]
    whole = np.array(turned).reshape(batch, *sizes, *rest)
    inner = [slice(None)]
    for size, (before, after) in zip(sizes, crops.tolist(), strict=True):
        if min(before, after) < 0 or before + after > size:
            raise ValueError(f"crops of {before} and {after} are more than the size, {size}")
        inner.append(slice(before, size - after))
    return np.ascontiguousarray(whole[tuple(inner)])


@batch_to_space_op.grad
def _(op: Any, g: Any) -> Any:
    return space_to_batch_op(g, op.inputs[1], op.inputs[2]), None, None


# ---------------------------------------------------------------------------------- tf.*
def space_to_batch_nd(
    input: Any, block_shape: Any, paddings: Any, name: str | None = None
) -> Tensor:
    """Move blocks of space to the batch: out[(b, n), i] = x[n, i * block + b - padding].

    Args:
        input: [batch, *space, ...].
        block_shape: the size of a block along each axis of space, an integer vector.
        paddings: a border of zeros, one row (before, after) for each axis of space; with it each
            size must be divisible by that of the block.
        name: of the node.

    Returns:
        A Tensor [batch * prod(block_shape), *space / block_shape, ...]. Gradient: g moved back.

    Raises:
        ValueError: a size is not divisible, or a number is negative.

    Example:
        >>> import minigraph as tf
        >>> y = tf.space_to_batch_nd([[1, 2, 3, 4]], [2], [[0, 0]])
        >>> tf.Session().run(y).tolist()
        [[1, 3], [2, 4]]
    """
    return _with_known_sizes(space_to_batch_op(input, block_shape, paddings, name=name))


def batch_to_space_nd(input: Any, block_shape: Any, crops: Any, name: str | None = None) -> Tensor:
    """Move blocks of the batch to space: what `tf.space_to_batch_nd` undoes.

    Args:
        input: [batch, *space, ...].
        block_shape: the size of a block along each axis of space, an integer vector.
        crops: what to cut off, one row (before, after) for each axis of space.
        name: of the node.

    Returns:
        A Tensor [batch / prod(block_shape), *space * block_shape - crops, ...]. Gradient: g moved
        back.

    Raises:
        ValueError: the batch is not divisible, or the crops do not fit.

    Example:
        >>> import minigraph as tf
        >>> y = tf.batch_to_space_nd([[1, 3], [2, 4]], [2], [[0, 1]])
        >>> tf.Session().run(y).tolist()
        [[1, 2, 3]]
    """
    return _with_known_sizes(batch_to_space_op(input, block_shape, crops, name=name))


def _with_known_sizes(result: Tensor) -> Tensor:
    """The tensor with the sizes that follow from borders put together from known numbers."""
    node = result._op
    pairs = known_pairs(node.inputs[2])
    if pairs is not None and all(None not in pair for pair in pairs):
        shapes = tuple(t._dims for t in node.inputs)
        values = (None, node.inputs[1]._known, np.asarray(pairs))
        types = tuple(t._dtype for t in node.inputs)
        call = Call(node._record, shapes, values, node.attrs, types)
        result.set_shape(node._record.shape_rule(call))
    return result


def _square(block_size: Any) -> Any:
    return np.array([block_size, block_size], np.int64)


def space_to_batch(
    input: Any,
    paddings: Any,
    block_size: Any = None,
    name: str | None = None,
    block_shape: Any = None,
) -> Tensor:
    """`tf.space_to_batch_nd` for images and square blocks.

    Args:
        input: [batch, height, width, channels].
        paddings: the border: [[top, bottom], [left, right]].
        block_size: the size of a block, an int.
        name: of the node.
        block_shape: the new name of `block_size`.

    Returns:
        A Tensor [batch * block_size**2, height / block_size, width / block_size, channels].

    Raises:
        ValueError: as for `tf.space_to_batch_nd`.

    Example:
        >>> import minigraph as tf
        >>> y = tf.space_to_batch(tf.reshape(tf.range(4), [1, 2, 2, 1]), [[0, 0], [0, 0]], 2)
        >>> tf.Session().run(y).ravel().tolist(), y.shape.as_list()
        ([0, 1, 2, 3], [4, 1, 1, 1])
    """
    size = renamed("block_shape", block_shape, "block_size", block_size)
    result = space_to_batch_nd(input, _square(size), paddings, name)
    result.set_shape([None] * 4)
    return result


def batch_to_space(
    input: Any, crops: Any, block_size: Any, name: str | None = None, block_shape: Any = None
) -> Tensor:
    """`tf.batch_to_space_nd` for images and square blocks.

    Args:
        input: [batch, height, width, channels].
        crops: what to cut off: [[top, bottom], [left, right]].
        block_size: the size of a block, an int.
        name: of the node.
        block_shape: the new name of `block_size`.

    Returns:
        A Tensor [batch / block_size**2, height * block_size, width * block_size, channels], less
        the crops.

    Raises:
        ValueError: as for `tf.batch_to_space_nd`.

    Example:
        >>> import minigraph as tf
        >>> y = tf.batch_to_space(tf.reshape(tf.range(4), [4, 1, 1, 1]), [[0, 0], [0, 0]], 2)
        >>> tf.Session().run(y).ravel().tolist(), y.shape.as_list()
        ([0, 1, 2, 3], [1, 2, 2, 1])
    """
    size = renamed("block_shape", block_shape, "block_size", block_size)
    result = batch_to_space_nd(input, _square(size), crops, name)
    result.set_shape([None] * 4)
    return result
