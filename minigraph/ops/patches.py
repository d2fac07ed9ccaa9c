"""What the windows show, as vectors: patches of images and volumes."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.conv_kernels import patch_blocks
from minigraph.ops.shaping import as_shape_value, shape
from minigraph.ops.spread import renamed
from minigraph.ops.window_arguments import as_tuple
from minigraph.ops.windows import (
    Layout,
    Windows,
    axis_windows,
    check_padding,
    overlap,
    unknown_space,
)

__all__ = ["extract_image_patches", "extract_volume_patches"]

_ONES, _TWO = (1, 1, 1, 1), (1, 2, 2, 1)


def _dims(call: Call, x: Dims) -> Dims:
    """The shape of x's patches."""
    attrs, ndims = call.attrs, len(call.attrs["ksizes"])
    check_padding({"padding": attrs["padding"]}, ndims)
    dims = unknown_space(x, ndims)
    rates = attrs.get("rates", (1,) * ndims)
    for key, values in (
        ("ksizes", attrs["ksizes"]),
        ("strides", attrs["strides"]),
        ("rates", rates),
    ):
        if len(values) != ndims or min(values) < 1 or values[0] != 1 or values[-1] != 1:
            raise ValueError(f"{key} must be {ndims} positive numbers, 1 at both ends: {values}")
    rows = zip(dims[1:-1], attrs["ksizes"][1:-1], attrs["strides"][1:-1], rates[1:-1], strict=True)
    outs = [axis_windows(n, k, s, r, attrs["padding"])[0] for n, k, s, r in rows]
    depth = None if dims[-1] is None else dims[-1] * math.prod(attrs["ksizes"])
    return (dims[0], *outs, depth)


def _patch_dims(call: Call) -> Dims:
    return _dims(call, call.rank(0, len(call.attrs["ksizes"])))


def _placed_dims(call: Call) -> Dims:
    ndims = len(call.attrs["ksizes"])
    dims = unknown_space(as_shape_value(call.values[0], call.rank(0, 1)), ndims)
    wanted, found = _dims(call, dims), call.rank(1, ndims)
    if not compatible(wanted, found):
        raise ValueError(f"'grad' must have the shape {show(wanted)}, but it is {show(found)}")
    return dims


def _windows(dims: Any, ksizes: Any, strides: Any, rates: Any, padding: str) -> Windows:
    space = Layout(len(dims) - 1, tuple(range(1, len(dims) - 1)))
    sizes, kernel, steps, gaps = (space.of(v) for v in (dims, ksizes, strides, rates))
    rows = zip(sizes, kernel, steps, gaps, strict=True)
    found = [axis_windows(n, k, s, r, padding) for n, k, s, r in rows]
    return Windows(
        sizes, kernel, steps, gaps, tuple(b for _, b in found), tuple(n for n, _ in found)
    )


def _patches(x: Any, windows: Windows) -> Any:
    depth = math.prod(windows.kernel) * x.shape[-1]
    result = np.empty((len(x), *windows.outs, depth), x.dtype)
    if result.size:
        for patches, place in patch_blocks(x, windows):
            target = result[place]
            target[...] = patches.reshape(target.shape)
    return result


# ---------------------------------------------------------------------------------- the ops
@op(
    "ExtractImagePatches",
    "images: T -> patches: T",
    T=NUMBERS,
    shape=_patch_dims,
    samples=[
        case("2,4,5,3", ksizes=_TWO, strides=_ONES, rates=_ONES, padding="VALID"),
        case("2,4,5,3", ksizes=(1, 3, 2, 1), strides=_TWO, rates=(1, 1, 2, 1), padding="SAME"),
        bad(
            "2,1,5,3",
            ksizes=_TWO,
            strides=_ONES,
            rates=_ONES,
            padding="VALID",
            error=ValueError,
            match="Negative",
        ),
        bad(
            "2,4,5,3",
            ksizes=(2, 2, 2, 1),
            strides=_ONES,
            rates=_ONES,
            padding="VALID",
            error=ValueError,
            match="ksizes",
        ),
    ],
)
def image_patches_op(
    images: Any,
    *,
    ksizes: tuple[int, ...],
    strides: tuple[int, ...],
    rates: tuple[int, ...],
    padding: str,
) -> Any:
    """Each window's elements in a row: by row, by column, by channel."""
    return _patches(images, _windows(images.shape, ksizes, strides, rates, padding))


@image_patches_op.grad
def _(op: Any, g: Any) -> Any:
    return placed_patches(shape(op.inputs[0]), g, **_of(op))


@op(
    "ExtractVolumePatches",
    "input: T -> patches: T",
    T=NUMBERS,
    shape=_patch_dims,
    samples=[
        case("2,4,3,5,2", ksizes=(1, 2, 2, 2, 1), strides=(1, 1, 1, 2, 1), padding="VALID"),
        case("2,4,3,5,2", ksizes=(1, 2, 1, 3, 1), strides=(1, 2, 1, 1, 1), padding="SAME"),
    ],
)
def volume_patches_op(
    input: Any, *, ksizes: tuple[int, ...], strides: tuple[int, ...], padding: str
) -> Any:
    """Each window's elements in a row: by plane, by row, by column, by channel."""
    return _patches(input, _windows(input.shape, ksizes, strides, (1,) * 5, padding))


@volume_patches_op.grad
def _(op: Any, g: Any) -> Any:
    return placed_patches(shape(op.inputs[0]), g, **_of(op), rates=(1,) * 5)


def _of(op: Any) -> dict[str, Any]:
    return {key: op.attrs[key] for key in op._record.attrs}


@op(
    "_PlacedPatches",
    "sizes: Tidx, grad: T -> output: T",
    T=NUMBERS,
    Tidx=INDEX,
    shape=_placed_dims,
    samples=[
        case([2, 4, 5, 3], "2,3,4,12", ksizes=_TWO, strides=_ONES, rates=_ONES, padding="VALID"),
        case(
            [2, 4, 3, 5, 2],
            "2,3,2,2,16",
            ksizes=(1, 2, 2, 2, 1),
            strides=(1, 1, 1, 2, 1),
            rates=(1,) * 5,
            padding="VALID",
        ),
    ],
)
def placed_patches(
    sizes: Any,
    grad: Any,
    *,
    ksizes: tuple[int, ...],
    strides: tuple[int, ...],
    rates: tuple[int, ...],
    padding: str,
) -> Any:
    """The sum of all patches, each at the place that it shows."""
    dims = tuple(sizes.tolist())
    w = _windows(dims, ksizes, strides, rates, padding)
    parts = grad.reshape(dims[0], *w.outs, *w.kernel, dims[-1])
    result = np.zeros(dims, grad.dtype)
    for element in itertools.product(*map(range, w.kernel)):
        rows = zip(w.sizes, w.outs, w.strides, w.dilations, w.before, element, strict=True)
        found = [overlap(size, n, s, k * d - b) for size, n, s, d, b, k in rows]
        place = (slice(None), *(b for _, b in found))
        result[place] += parts[(slice(None), *(a for a, _ in found), *element)]
    return result


@placed_patches.grad
def _(op: Any, g: Any) -> Any:
    attrs = _of(op)
    if len(attrs["ksizes"]) == 4:
        return None, image_patches_op(g, **attrs)
    del attrs["rates"]
    return None, volume_patches_op(g, **attrs)


# ---------------------------------------------------------------------------------- tf.*
def extract_image_patches(
    images: Any,
    ksizes: Any = None,
    strides: Any = None,
    rates: Any = None,
    padding: Any = None,
    name: str | None = None,
    sizes: Any = None,
) -> Tensor:
    """The patches of images that a window shows, each as a vector.

    Args:
        images: [batch, height, width, channels]; numbers.
        ksizes: the size of the window: [1, rows, columns, 1].
        strides: the distance of two windows: [1, down, right, 1].
        rates: the distance of two elements of a window: [1, down, right, 1].
        padding: "SAME" (with a border of zeros) or "VALID".
        name: of the node.
        sizes: the new name of `ksizes`.

    Returns:
        A Tensor [batch, windows down, windows right, rows * columns * channels]. Gradient: the
        patches of g summed where they overlap.

    Raises:
        ValueError: the window does not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(9), [1, 3, 3, 1])
        >>> y = tf.extract_image_patches(x, [1, 2, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1], "VALID")
        >>> tf.Session().run(y)[0, 0].tolist()
        [[0, 1, 3, 4], [1, 2, 4, 5]]
    """
    result: Tensor = image_patches_op(
        images,
        ksizes=as_tuple(renamed("sizes", sizes, "ksizes", ksizes), "ksizes", 4),
        strides=as_tuple(strides, "strides", 4),
        rates=as_tuple(rates, "rates", 4),
        padding=padding,
        name=name,
    )
    return result


def extract_volume_patches(
    input: Any, ksizes: Any, strides: Any, padding: str, name: str | None = None
) -> Tensor:
    """The patches of volumes that a window shows, each as a vector.

    Args:
        input: [batch, planes, height, width, channels]; numbers.
        ksizes: the size of the window: [1, planes, rows, columns, 1].
        strides: the distance of two windows: [1, in, down, right, 1].
        padding: "SAME" (with a border of zeros) or "VALID".
        name: of the node.

    Returns:
        A Tensor [batch, windows in, down, right, product of ksizes * channels]. Gradient: the
        patches of g summed where they overlap.

    Raises:
        ValueError: the window does not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(4), [1, 1, 2, 2, 1])
        >>> y = tf.extract_volume_patches(x, [1, 1, 2, 1, 1], [1] * 5, "VALID")
        >>> tf.Session().run(y).reshape(2, 2).tolist()
        [[0, 2], [1, 3]]
    """
    result: Tensor = volume_patches_op(
        input,
        ksizes=as_tuple(ksizes, "ksizes", 5),
        strides=as_tuple(strides, "strides", 5),
        padding=padding,
        name=name,
    )
    return result
