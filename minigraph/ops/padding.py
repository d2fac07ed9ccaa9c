"""Larger by repetition or by a border: tile, pad."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops import sequences
from minigraph.ops.axes import array_of, is_bytes
from minigraph.ops.constants import constant
from minigraph.ops.joining import stack
from minigraph.ops.shaping import reshape, shape, size
from minigraph.ops.slicing import slice
from minigraph.ops.spread import reduce_sum

__all__ = ["bordered", "known_pairs", "pad", "tile"]


# ---------------------------------------------------------------------------------- Tile
def _tiled(call: Call) -> Dims:
    dims, counts = call.shapes[0], call.values[1]
    length = call.rank(1, 1)
    if length is not None and length[0] is not None:
        if dims is not None and len(dims) != length[0]:
            raise ValueError(f"multiples has {length[0]} numbers for the axes of {show(dims)}")
        dims = (None,) * length[0] if dims is None else dims
    if dims is None or counts is None:
        return None if dims is None else tuple(0 if d == 0 else None for d in dims)
    if any(n is not None and n < 0 for n in counts):
        raise ValueError(f"multiples must not be negative: {list(counts)}")
    pairs = zip(dims, counts, strict=True)
    return tuple(
        0 if 0 in (d, n) else None if d is None or n is None else d * int(n) for d, n in pairs
    )


@op(
    "Tile",
    "input: T, multiples: Tmultiples -> output: T",
    Tmultiples=INDEX,
    shape=_tiled,
    samples=[
        case("2,3", [2, 1]),
        case("2,3,5", [1, 2, 3]),
        case("3", [0]),
        case("", []),
        bad("2,3", [2], error=ValueError, match="1 numbers"),
    ],
)
def tile_op(input: Any, multiples: Any) -> Any:
    """The input repeated along every axis."""
    if (multiples < 0).any():
        raise ValueError(f"multiples must not be negative: {multiples.tolist()}")
    return np.tile(array_of(input), multiples.tolist())


@tile_op.grad
def _(op: Any, g: Any) -> Any:
    x, counts = op.inputs
    known, dims = counts._known, x._dims
    if dims is not None and None not in dims and known is not None and None not in known:
        split = [n for pair in zip(known, dims, strict=True) for n in pair]
        return reduce_sum(reshape(g, split), list(range(0, len(split), 2))), None
    pairs = reshape(stack([counts, shape(x, out_type=counts.dtype)], axis=1), [-1])
    return reduce_sum(reshape(g, pairs), sequences.range(0, size(pairs), 2)), None


@tile_op.lower
def _(call: Call) -> Any:
    counts = call.values[1]
    if counts is None or None in counts or call.shapes[0] in ((), None):
        return None
    return Line(f"np.tile({{0}}, {tuple(int(n) for n in counts)})")


def tile(input: Any, multiples: Any, name: str | None = None) -> Tensor:
    """`input` repeated `multiples[i]` times along axis i.

    Args:
        input: a tensor.
        multiples: an integer vector, one number for each axis.
        name: of the node.

    Returns:
        A Tensor of the same type. Gradient: the sum of g over the repetitions.

    Raises:
        ValueError: there are not as many numbers as axes, or one is negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.tile([1, 2], [2])).tolist()
        [1, 2, 1, 2]
    """
    result: Tensor = tile_op(input, multiples, name=name)
    return result


# ---------------------------------------------------------------------------------- Pad, PadV2
def _pairs(paddings: Any) -> list[tuple[int, int]]:
    """Paddings as a list of (before, after); ValueError if one is negative."""
    pairs = [(int(b), int(a)) for b, a in np.asarray(paddings).tolist()]
    if any(n < 0 for pair in pairs for n in pair):
        raise ValueError(f"Paddings must be non-negative: {pairs}")
    return pairs


def _padded_dims(call: Call) -> Dims:
    dims, paddings = call.shapes[0], call.rank(1, 2)
    if paddings is not None and paddings[1] not in (2, None):
        raise ValueError(f"'paddings' must have shape (n, 2), not {show(paddings)}")
    if paddings is not None and paddings[0] is not None:
        if dims is not None and len(dims) != paddings[0]:
            raise ValueError(f"'paddings' has {paddings[0]} rows for the axes of {show(dims)}")
        dims = (None,) * paddings[0] if dims is None else dims
    if dims is None or call.values[1] is None:
        return None if dims is None else (None,) * len(dims)
    pairs = zip(dims, _pairs(call.values[1]), strict=True)
    return tuple(None if d is None else d + b + a for d, (b, a) in pairs)


def bordered(x: Any, pairs: Any, value: Any, out: Any = None) -> Any:
    """`x` with `before, after` elements of `value` round it along every axis."""
    if out is None:
        dims = [n + b + a for n, (b, a) in zip(np.shape(x), pairs, strict=True)]
        out = np.full(dims, value, array_of(x).dtype)
    else:
        out.fill(value)
    inner = [np.s_[b : b + n] for n, (b, _) in zip(np.shape(x), pairs, strict=True)]
    out[tuple(inner)] = x
    return out


def _border_line(call: Call, value: str) -> Any:
    if call.values[1] is None or call.shapes[0] in ((), None) or is_bytes(call, 0):
        return None
    text = f"bordered({{0}}, {_pairs(call.values[1])}, {value}, out={{out}})"
    return Line(text, {"bordered": bordered}, out=True)


@op(
    "Pad",
    "input: T, paddings: Tpaddings -> output: T",
    Tpaddings=INDEX,
    shape=_padded_dims,
    samples=[
        case("2,3", [[1, 1], [0, 2]]),
        case("2,3", [[0, 0], [0, 0]]),
        bad("2,3", [[1, 1]], error=ValueError, match="1 rows"),
        bad("2", [[-1, 1]], error=ValueError, match="non-negative"),
    ],
)
def pad_op(input: Any, paddings: Any) -> Any:
    """The input with a border of zeros."""
    zero = b"" if array_of(input).dtype == object else 0
    return bordered(input, _pairs(paddings), zero)


@pad_op.grad
def _(op: Any, g: Any) -> Any:
    return _inner(op, g), None


pad_op.lower(lambda call: None if call.dtypes[0].name == "string" else _border_line(call, "0"))


def _inner(op: Any, g: Tensor) -> Tensor:
    """`g` without its border."""
    paddings = op.inputs[1]
    known = known_pairs(paddings)
    fixed = known is not None and all(None not in pair for pair in known)
    kind = paddings.dtype.base_dtype
    begin = constant([b for b, _ in known], kind) if fixed else paddings[:, 0]
    return slice(g, begin, shape(op.inputs[0], out_type=kind))


@op(
    "PadV2",
    "input: T, paddings: Tpaddings, constant_values: T -> output: T",
    Tpaddings=INDEX,
    shape=_padded_dims,
    samples=[case("2,3", [[1, 1], [0, 2]], "")],
)
def pad_v2_op(input: Any, paddings: Any, constant_values: Any) -> Any:
    """The input with a border of one value."""
    return bordered(input, _pairs(paddings), constant_values)


@pad_v2_op.grad
def _(op: Any, g: Any) -> Any:
    inner = _inner(op, g)
    return inner, None, reduce_sum(g) - reduce_sum(inner)


pad_v2_op.lower(lambda call: _border_line(call, "{2}"))


# ---------------------------------------------------------------------------------- MirrorPad
def _check_mirror(dims: Any, pairs: Any, mode: str) -> None:
    for axis, (n, pair) in enumerate(zip(dims, pairs, strict=True)):
        most = None if n is None else n - (mode == "REFLECT")
        if most is not None and max(pair) > most:
            raise ValueError(
                f"paddings {pair} of axis {axis} must be at most {most} in mode {mode}"
            )


def _mirrored_dims(call: Call) -> Dims:
    if call.shapes[0] is not None and call.values[1] is not None:
        _check_mirror(call.shapes[0], _pairs(call.values[1]), call.attrs["mode"])
    return _padded_dims(call)


@op(
    "MirrorPad",
    "input: T, paddings: Tpaddings -> output: T",
    Tpaddings=INDEX,
    shape=_mirrored_dims,
    samples=[
        case("3,5", [[1, 2], [0, 3]], mode="REFLECT"),
        case("3,5", [[1, 3], [0, 2]], mode="SYMMETRIC"),
        bad("3", [[3, 0]], mode="REFLECT", error=ValueError, match="at most 2"),
    ],
)
def mirror_pad_op(input: Any, paddings: Any, *, mode: str) -> Any:
    """The input with its own mirror image as a border, with (SYMMETRIC) or without its edge."""
    pairs = _pairs(paddings)
    _check_mirror(np.shape(input), pairs, mode)
    if not pairs:
        return input
    return np.pad(input, pairs, mode="reflect" if mode == "REFLECT" else "symmetric")


@mirror_pad_op.grad
def _(op: Any, g: Any) -> Any:
    return mirror_pad_grad(g, op.inputs[1], mode=op.attrs["mode"]), None


def _unmirrored_dims(call: Call) -> Dims:
    dims, paddings = call.shapes[0], call.rank(1, 2)
    if dims is None and paddings is not None and paddings[0] is not None:
        dims = (None,) * paddings[0]
    if dims is None or call.values[1] is None:
        return None if dims is None else (None,) * len(dims)
    pairs = list(zip(dims, _pairs(call.values[1]), strict=True))
    if any(d is not None and d < b + a for d, (b, a) in pairs):
        raise ValueError(f"{show(dims)} is smaller than its border")
    return tuple(None if d is None else d - b - a for d, (b, a) in pairs)


@op(
    "MirrorPadGrad",
    "input: T, paddings: Tpaddings -> output: T",
    T=NUMBERS,
    Tpaddings=INDEX,
    shape=_unmirrored_dims,
    samples=[
        case("6,8", [[1, 2], [0, 3]], mode="REFLECT"),
        case("7,8", [[1, 3], [0, 2]], mode="SYMMETRIC"),
    ],
)
def mirror_pad_grad(input: Any, paddings: Any, *, mode: str) -> Any:
    """The inner part of the input, with the border folded back on it and added."""
    edge = int(mode == "REFLECT")
    for axis, (before, after) in enumerate(_pairs(paddings)):
        x = np.moveaxis(input, axis, 0)
        n = len(x) - before - after
        inner = x[before : before + n].copy()
        inner[edge : edge + before] += x[:before][::-1]
        inner[n - edge - after : n - edge] += x[before + n :][::-1]
        input = np.moveaxis(inner, 0, axis)
    return np.array(input)


@mirror_pad_grad.grad
def _(op: Any, g: Any) -> Any:
    return mirror_pad_op(g, op.inputs[1], mode=op.attrs["mode"]), None


def pad(
    tensor: Any,
    paddings: Any,
    mode: str = "CONSTANT",
    name: str | None = None,
    constant_values: Any = 0,
) -> Tensor:
    """A tensor with a border: paddings[i] = (before, after) elements along axis i.

    Args:
        tensor: a tensor.
        paddings: an integer matrix, one row for each axis.
        mode: "CONSTANT", "REFLECT" (mirrored, the edge not repeated; at most size - 1 elements)
            or "SYMMETRIC" (mirrored with the edge; at most size elements). Case does not matter.
        name: of the node.
        constant_values: what the border of mode CONSTANT holds: a scalar.

    Returns:
        A Tensor of the same type. Gradient: g without the border; a mirrored border is folded back
        and added.

    Raises:
        ValueError: an unknown mode, as many rows as axes are needed, or a border is too large.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.pad([1, 2, 3], [[2, 1]], "REFLECT")).tolist()
        [3, 2, 1, 2, 3, 2]
    """
    kind = mode.upper()
    if kind == "CONSTANT":
        if isinstance(constant_values, Tensor) or constant_values != 0:
            result: Tensor = pad_v2_op(tensor, paddings, constant_values, name=name)
        else:
            result = pad_op(tensor, paddings, name=name)
    elif kind in ("REFLECT", "SYMMETRIC"):
        result = mirror_pad_op(tensor, paddings, mode=kind, name=name)
    else:
        raise ValueError(f"mode must be CONSTANT, REFLECT or SYMMETRIC, not {mode!r}.")
    _add_known_sizes(result)
    return result


def known_pairs(paddings: Tensor) -> Any:
    """What is known of paddings before the run: a row of two `int | None` each, or None."""
    producer = paddings._op
    if producer.type == "Const":
        return producer.attrs["value"].tolist()
    if producer.type == "Pack" and producer.attrs["axis"] == 0:
        rows = [t._known for t in producer.inputs]
        return [(None, None) if row is None else row for row in rows]
    return None


def _add_known_sizes(result: Tensor) -> None:
    """Give a padded tensor the sizes that follow from constant paddings."""
    dims, pairs = result._op.inputs[0]._dims, known_pairs(result._op.inputs[1])
    if dims is None or pairs is None:
        return
    if any(n is not None and n < 0 for pair in pairs for n in pair):
        raise ValueError(f"Paddings must be non-negative: {pairs} for '{result._op.name}'.")
    rows = zip(dims, pairs, strict=True)
    result.set_shape([None if None in (d, *pair) else d + sum(pair) for d, pair in rows])
