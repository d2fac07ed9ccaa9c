"""Borders: pad with zeros, a value, or mirrored."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.arithmetic import subtract
from minigraph.ops.shaping import shape
from minigraph.ops.spread import reduce_sum

__all__ = ["pad"]


def _padded(call: Call) -> Dims:
    """The static shape; paddings are known to shape rules only through `amounts`."""
    dims, table = call.shapes[0], call.shapes[1]
    if table is not None and (len(table) != 2 or table[1] not in (None, 2)):
        raise ValueError(f"paddings must be a matrix of two columns, but have shape {show(table)}")
    rows = None if table is None else table[0]
    if dims is None:
        return None if rows is None else (None,) * rows
    if rows not in (None, len(dims)):
        raise ValueError(f"paddings must have {len(dims)} rows for {show(dims)}, not {rows}")
    amounts = call.values[1]
    if amounts is None:
        return (None,) * len(dims)
    return tuple(
        None if d is None else d + int(before) + int(after)
        for d, (before, after) in zip(dims, np.asarray(amounts), strict=True)
    )


def _spans(x_shape: Any, paddings: Any) -> tuple[Any, ...]:
    return tuple(
        slice(int(before), int(before) + size)
        for size, (before, _) in zip(x_shape, paddings, strict=True)
    )


def _pad_with(x: Any, paddings: Any, value: Any) -> Any:
    if (np.asarray(paddings) < 0).any():
        raise ValueError(f"paddings must be non-negative, but are {np.asarray(paddings).tolist()}")
    sizes = [n + int(a) + int(b) for n, (a, b) in zip(x.shape, paddings, strict=True)]
    result = np.full(sizes, value, x.dtype)
    result[_spans(x.shape, paddings)] = x
    return result


# ---------------------------------------------------------------------------------- Pad
@op(
    "Pad",
    "input: T, paddings: Tpaddings -> output: T",
    Tpaddings=INDEX,
    shape=_padded,
    samples=[
        case("2,3", np.array([[1, 0], [2, 3]], np.int32)),
        bad("2,3", np.array([[1, 0]], np.int32), error=ValueError, match="2 rows"),
    ],
)
def pad_op(input: Any, paddings: Any) -> Any:
    """The input with zeros round it."""
    return _pad_with(input, paddings, 0)


@pad_op.grad
def _(op: Any, g: Any) -> Any:
    return _middle(op, g), None


def _middle(op: Any, g: Tensor) -> Tensor:
    """The part of `g` that lies where the input went."""
    result: Tensor = unpad(g, op.inputs[1], shape(op.inputs[0]))
    return result


@op(
    "_Unpad",
    "input: T, paddings: Tpaddings, shape: Tshape -> output: T",
    Tpaddings=INDEX,
    Tshape=INDEX,
    shape=lambda call: None if call.values[2] is None else tuple(call.values[2]),
    alias={0: 0},
    samples=[case("4,5", np.array([[1, 0], [2, 0]], np.int32), [3, 3])],
)
def unpad(input: Any, paddings: Any, shape: Any) -> Any:
    """What lies within the borders."""
    return input[_spans(shape.tolist(), paddings)]


@unpad.grad
def _(op: Any, g: Any) -> Any:
    return pad_op(g, op.inputs[1]), None, None


# ---------------------------------------------------------------------------------- PadV2
@op(
    "PadV2",
    "input: T, paddings: Tpaddings, constant_values: T -> output: T",
    Tpaddings=INDEX,
    shape=_padded,
    samples=[case("2,3", np.array([[1, 0], [2, 3]], np.int32), "")],
)
def pad_v2_op(input: Any, paddings: Any, constant_values: Any) -> Any:
    """The input with a value round it."""
    return _pad_with(input, paddings, constant_values)


@pad_v2_op.grad
def _(op: Any, g: Any) -> Any:
    middle = _middle(op, g)
    return middle, None, subtract(reduce_sum(g), reduce_sum(middle))


# ---------------------------------------------------------------------------------- MirrorPad
def _mirror_index(size: int, before: int, after: int, mode: str) -> Any:
    """For each element of a padded axis, the element that it repeats."""
    limit = size - 1 if mode == "REFLECT" else size
    if before > limit or after > limit or min(before, after) < 0:
        raise ValueError(f"paddings {(before, after)} must be between 0 and {limit} in mode {mode}")
    skip = 1 if mode == "REFLECT" else 0
    inside = np.arange(size)
    head = inside[skip : skip + before][::-1]
    tail = inside[::-1][skip : skip + after]
    return np.concatenate([head, inside, tail])


@op(
    "MirrorPad",
    "input: T, paddings: Tpaddings -> output: T",
    Tpaddings=INDEX,
    shape=_padded,
    samples=[
        case("2,3", np.array([[1, 0], [2, 1]], np.int32), mode="REFLECT"),
        case("2,3", np.array([[2, 1], [0, 3]], np.int32), mode="SYMMETRIC"),
    ],
)
def mirror_pad_op(input: Any, paddings: Any, *, mode: str) -> Any:
    """The input with its own mirror image round it."""
    for axis, (before, after) in enumerate(paddings.tolist()):
        index = _mirror_index(input.shape[axis], before, after, mode)
        input = np.take(input, index, axis=axis)
    return input


@mirror_pad_op.grad
def _(op: Any, g: Any) -> Any:
    x, paddings = op.inputs
    return mirror_pad_grad(g, paddings, shape(x), mode=op.attrs["mode"]), None


@op(
    "_MirrorPadGrad",
    "input: T, paddings: Tpaddings, shape: Tshape -> output: T",
    Tpaddings=INDEX,
    Tshape=INDEX,
    shape=lambda call: None if call.values[2] is None else tuple(call.values[2]),
    samples=[case("3,6", np.array([[1, 0], [2, 1]], np.int32), [2, 3], mode="REFLECT")],
)
def mirror_pad_grad(input: Any, paddings: Any, shape: Any, *, mode: str) -> Any:
    """The borders folded back and added to what they mirror."""
    for axis, (before, after) in enumerate(paddings.tolist()):
        index = _mirror_index(int(shape[axis]), before, after, mode)
        moved = np.moveaxis(input, axis, 0)
        folded = np.zeros((int(shape[axis]), *moved.shape[1:]), input.dtype)
        for source, target in enumerate(index.tolist()):
            folded[target] += moved[source]
        input = np.moveaxis(folded, 0, axis)
    return input


@mirror_pad_grad.grad
def _(op: Any, g: Any) -> Any:
    return mirror_pad_op(g, op.inputs[1], mode=op.attrs["mode"]), None, None


def pad(
    tensor: Any,
    paddings: Any,
    mode: str = "CONSTANT",
    name: str | None = None,
    constant_values: Any = 0,
) -> Tensor:
    """`tensor` with a border.

    Args:
        tensor: a tensor.
        paddings: a row (before, after) for each axis.
        mode: "CONSTANT", "REFLECT" (mirrored at the outermost element) or "SYMMETRIC" (mirrored
            behind it); any case.
        name: of the node.
        constant_values: the border's value in mode "CONSTANT".

    Returns:
        A Tensor of the same type. Gradient: the inner part of g (mirrored borders folded back).

    Raises:
        ValueError: an unknown mode, or paddings that do not fit.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.pad([1, 2], [[1, 2]])).tolist()
        [0, 1, 2, 0, 0]
    """
    kind = mode.upper()
    if kind == "CONSTANT":
        plain = not hasattr(constant_values, "_as_graph_element") and np.ndim(constant_values) == 0
        if plain and constant_values == 0:
            result: Tensor = pad_op(tensor, paddings, name=name)
        else:
            result = pad_v2_op(tensor, paddings, constant_values, name=name)
        return result
    if kind not in ("REFLECT", "SYMMETRIC"):
        raise ValueError(f"Unknown padding mode: {mode}")
    result = mirror_pad_op(tensor, paddings, mode=kind, name=name)
    return result
