"""Dilation by blocks: any op over space becomes one over elements that are a rate apart.

`tf.space_to_batch_nd` makes neighbours of elements that are `rate` apart, the op runs on these, and
`tf.batch_to_space_nd` puts the results back. TF1 works out dilated convolution and pooling so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import TensorShape
from minigraph.ops.constants import constant
from minigraph.ops.joining import concat, stack
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import shape
from minigraph.ops.space_batch import batch_to_space_nd, space_to_batch_nd

__all__ = ["required_space_to_batch_paddings", "with_space_to_batch"]


def required_space_to_batch_paddings(
    input_shape: Any, block_shape: Any, base_paddings: Any = None, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The least paddings that make sizes divisible by blocks, and the crops that undo the excess.

    Args:
        input_shape: the sizes of the axes of space, an integer vector.
        block_shape: the size of a block along each, an integer vector.
        base_paddings: paddings that are wanted anyway, one row (before, after) for each axis; more
            is added behind. Default: none.
        name: of the scope.

    Returns:
        (paddings, crops), integer matrices with a row (before, after) for each axis: for
        `tf.space_to_batch_nd` and `tf.batch_to_space_nd`.

    Raises:
        ValueError: the number of axes is not known, or the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> paddings, crops = tf.required_space_to_batch_paddings([5, 4], [2, 2])
        >>> tf.Session().run([paddings, crops])[0].tolist()
        [[0, 1], [0, 0]]
    """
    with name_scope(name, "required_space_to_batch_paddings", [input_shape, block_shape]):
        sizes = convert(input_shape, dtypes.int32, name="input_shape")
        block = convert(block_shape, dtypes.int32, name="block_shape")
        block.shape.assert_is_fully_defined()
        block.shape.assert_has_rank(1)
        count = int(block.shape[0])
        if count == 0:
            nothing = constant(np.zeros([0, 2], np.int32))
            return nothing, nothing
        sizes.shape.assert_is_compatible_with([count])
        if base_paddings is None:
            base = constant(np.zeros([count, 2], np.int32), name="zeros")
        else:
            base = convert(base_paddings, dtypes.int32, name="base_paddings")
            base.shape.assert_is_compatible_with([count, 2])
        known = [_known(t) for t in (sizes, block, base)]
        if all(value is not None for value in known):
            return _known_paddings(*known)
        start, end = base[:, 0], base[:, 1]
        whole = sizes + start + end
        extra = (block - whole % block) % block
        ends = end + extra
        paddings = stack([[start[i], ends[i]] for i in range(count)], name="paddings")
        crops = stack([[0, extra[i]] for i in range(count)], name="crops")
        return paddings, crops


def _known_paddings(sizes: Any, block: Any, base: Any) -> tuple[Tensor, Tensor]:
    """`required_space_to_batch_paddings` where all is known."""
    extra = -(sizes + base.sum(axis=1)) % block
    added = np.stack([np.zeros_like(extra), extra], axis=1)
    paddings = constant((base + added).astype(np.int32), name="paddings")
    return paddings, constant(added.astype(np.int32), name="crops")


def with_space_to_batch(
    input: Any,
    dilation_rate: Any,
    padding: str,
    op: Callable[[Tensor, int, str], Tensor],
    filter_shape: Any = None,
    spatial_dims: Any = None,
    data_format: str | None = None,
) -> Tensor:
    """An op over space with its window's elements `dilation_rate` apart.

    Args:
        input: [batch, *space, channels], or as `data_format` says.
        dilation_rate: an int above 0 for each axis of space, constant.
        padding: "SAME" or "VALID".
        op: a function (tensor, number of axes of space, "VALID") -> tensor.
        filter_shape: the shape of the window, for "SAME".
        spatial_dims: the axes of space, increasing; default: from 1 (or 2 for "NC...") on.
        data_format: of `input`.

    Returns:
        `op(input, ..., padding)` where all rates are 1, else `tf.batch_to_space_nd` of `op` of
        `tf.space_to_batch_nd` of `input`.

    Raises:
        ValueError: an argument is no such thing, or the rank is not known.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(5.0), [1, 5, 1])
        >>> y = tf.nn.with_space_to_batch(x, [2], "VALID", lambda x, _, __: x[:, :-1] + x[:, 1:])
        >>> tf.Session().run(y).ravel().tolist()
        [2.0, 4.0, 6.0]
    """
    input = convert(input)
    rate_tensor = convert(dilation_rate, dtypes.int32, name="dilation_rate")
    if rate_tensor.shape.ndims != 1:
        raise ValueError(f"dilation_rate must be a vector, not {rate_tensor}.")
    rate = _known(rate_tensor)
    if rate is None:
        raise ValueError(f"dilation_rate must be constant: {rate_tensor}.")
    if (rate < 1).any():
        raise ValueError(f"All values of dilation_rate must be positive: {rate.tolist()}.")
    count = len(rate)
    axes = _space_axes(spatial_dims, count, data_format)
    if (rate == 1).all():
        return op(input, count, padding)
    if padding not in ("SAME", "VALID"):
        raise ValueError(f"padding must be 'SAME' or 'VALID', not {padding!r}.")
    base = np.zeros([count, 2], np.int32)
    if padding == "SAME":
        if filter_shape is None:
            raise ValueError("filter_shape must be given for padding SAME.")
        base = _same_paddings(filter_shape, rate)
    sizes = _sizes(input, axes)
    paddings, crops = required_space_to_batch_paddings(sizes, rate_tensor, base)
    block = _for_axes_before(rate, 1, axes)
    inner = space_to_batch_nd(input, block, _for_axes_before(paddings, 0, axes))
    result = op(inner, count, "VALID")
    return batch_to_space_nd(result, block, _for_axes_before(crops, 0, axes))


def _space_axes(spatial_dims: Any, count: int, data_format: str | None) -> list[int]:
    if spatial_dims is None:
        start = 2 if data_format is not None and data_format.startswith("NC") else 1
        return list(range(start, start + count))
    axes = sorted({int(axis) for axis in spatial_dims})
    if axes != list(spatial_dims) or min(axes) < 1 or len(axes) != count:
        raise ValueError(
            f"spatial_dims must be {count} increasing numbers of axes, from 1 on: {spatial_dims}."
        )
    return axes


def _same_paddings(filter_shape: Any, rate: Any) -> Any:
    """The borders of "SAME" for a window of `filter_shape`."""
    wanted = convert(filter_shape, dtypes.int32, name="filter_shape")
    known = _known(wanted)
    kernel: Any = wanted if known is None else known
    extra = (kernel[: len(rate)] - 1) * rate
    start = extra // 2
    end = extra - start
    return stack([[start[i], end[i]] for i in range(len(rate))])


def _sizes(input: Tensor, axes: list[int]) -> Any:
    """The sizes along some axes: ints where they are all known."""
    dims = TensorShape(input._dims)
    if dims.ndims is not None:
        sizes = [dims.as_list()[axis] for axis in axes]
        if None not in sizes:
            return sizes
    whole = shape(input)
    return stack([whole[axis] for axis in axes])


def _known(tensor: Tensor) -> Any:
    """The value of a tensor of integers that is constant, or None."""
    known = tensor._known
    if known is None and tensor._op.type == "Const":
        known = tensor._op.attrs["value"]
    if known is None or (isinstance(known, tuple) and None in known):
        return None
    return np.asarray(known, np.int32)


def _for_axes_before(values: Any, fill: int, axes: list[int]) -> Any:
    """Rows for `axes`, and rows of `fill` for the axes from 1 on that are not among them."""
    known = _known(values) if isinstance(values, Tensor) else values
    rows: Any = values if known is None else known
    blank = np.full([1, *rows.shape[1:]], fill, np.int32)
    pieces: list[Any] = []
    for start, stop in _runs(axes):
        pieces += [blank] * (axes[start] - 1 - (axes[start - 1] if start else 0))
        pieces.append(rows[start:stop])
    return concat(pieces, 0) if known is None else np.concatenate(pieces)


def _runs(axes: list[int]) -> list[tuple[int, int]]:
    """Neighbours among increasing numbers, as (start, stop) in their list."""
    starts = [i for i, axis in enumerate(axes) if not i or axis != axes[i - 1] + 1]
    return list(zip(starts, [*starts[1:], len(axes)], strict=True))
