"""Tensors joined and taken apart: concat, stack, unstack, split, tile."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert, register_tensor_conversion_function
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops import sequences
from minigraph.ops.constants import constant
from minigraph.ops.flow import identity
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import reshape, shape, size
from minigraph.ops.slicing import slice_op
from minigraph.ops.spread import reduce_sum

__all__ = ["concat", "split", "stack", "tile", "unstack"]


def place_of(axis: int, ndims: int, what: str) -> int:
    """`axis` counted from 0; ValueError if there is no such axis."""
    if not -ndims <= axis < ndims:
        raise ValueError(f"{what} {axis} is not in [{-ndims}, {ndims})")
    return axis % ndims


# ---------------------------------------------------------------------------------- ConcatV2
def _joined(call: Call) -> Dims:
    *parts, _ = call.shapes
    axis = call.values[-1]
    call.rank(len(parts), 0)
    known = [dims for dims in parts if dims is not None]
    if not known:
        return None
    ranks = {len(dims) for dims in known}
    if len(ranks) > 1:
        raise ValueError(
            f"tensors to concat must have one rank, but are {', '.join(map(show, parts))}"
        )
    (ndims,) = ranks
    if ndims == 0:
        raise ValueError("scalars cannot be concatenated: use tf.stack")
    if axis is None:
        return (None,) * ndims
    place = place_of(axis, ndims, "the axis of concat")
    total: int | None = 0
    result: Dims = None
    for dims in parts:
        size = None if dims is None else dims[place]
        total = None if total is None or size is None else total + size
        if dims is not None:
            rest = (*dims[:place], None, *dims[place + 1 :])
            if not compatible(result, rest):
                raise ValueError(
                    "tensors to concat must agree in all axes but the one they are joined along, "
                    f"but are {', '.join(map(show, parts))} (axis {axis})"
                )
            result = merge(result, rest)
    assert result is not None
    return (*result[:place], total, *result[place + 1 :])


@op(
    "ConcatV2",
    "values: N*T, axis: Tidx -> output: T",
    Tidx=INDEX,
    shape=_joined,
    samples=[
        case(["2,3", "2,5"], np.int32(1)),
        case(["2,3", "4,3", "5,3"], np.int32(-2)),
        bad(["2,3", "4,5"], np.int32(0), error=ValueError, match="agree"),
    ],
)
def concat_op(*inputs: Any) -> Any:
    """The tensors one after the other along an axis, the last input."""
    return np.concatenate(inputs[:-1], axis=int(inputs[-1]))


@concat_op.value
def _(call: Call) -> Any:
    parts = call.values[:-1]
    if any(not isinstance(v, tuple) for v in parts):
        sizes = [None if d is None else d[0] for d in call.shapes[:-1]]
        if None in sizes:
            return None
        parts = tuple(
            v if isinstance(v, tuple) else (None,) * n for v, n in zip(parts, sizes, strict=True)
        )
    return tuple(item for part in parts for item in part)


@concat_op.lower
def _(call: Call) -> Any:
    if call.values[-1] is None:
        return None
    parts = ", ".join(f"{{{i}}}" for i in range(len(call.shapes) - 1))
    return Line(f"np.concatenate(({parts},), axis={int(call.values[-1])}, out={{out}})", out=True)


@concat_op.grad
def _(op: Any, g: Any) -> Any:
    *parts, axis = op.inputs
    return [*_pieces(g, parts, axis), None]


def _pieces(g: Tensor, parts: list[Tensor], axis: Tensor) -> list[Tensor]:
    """The pieces of `g` that lie where each of `parts` went."""
    if len(parts) == 1:
        return [g]
    shapes = [shape(part) for part in parts]
    offsets = concat_offset(axis, shapes)
    return [slice_op(g, begin, size) for begin, size in zip(offsets, shapes, strict=True)]


def concat(values: Any, axis: Any, name: str = "concat") -> Tensor:
    """The tensors one after the other along an axis that they all have.

    Args:
        values: tensors of one type, whose shapes agree in all other axes.
        axis: the axis; negative: from the end.
        name: of the node.

    Returns:
        A Tensor. Gradient: each tensor gets its part of g.

    Raises:
        ValueError: the shapes do not fit, or the arguments are in the order of TF 0.x.
        TypeError: the types differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.concat([[1, 2], [3]], 0)).tolist()
        [1, 2, 3]
    """
    if isinstance(values, int) and not isinstance(axis, (int, Tensor)):
        raise ValueError(
            "tf.concat takes (values, axis) since TensorFlow 1.0, but got an axis first: "
            f"write tf.concat(values, {values})."
        )
    if not isinstance(values, (list, tuple)):
        values = [values]
    if len(values) == 1:
        with name_scope(name):
            where = convert(axis, dtypes.int32, name="concat_dim")
            where.shape.assert_has_rank(0)
            return identity(values[0], name="concat")  # type: ignore[no-any-return]
    result: Tensor = concat_op(list(values), axis, name=name)
    return result


@op(
    "ConcatOffset",
    "concat_dim: int32, shape: N*int32 -> offset: N*int32",
    shape=lambda call: list(call.shapes[1:]),
    no_gradient="positions are integers",
    samples=[case(np.int32(1), [[2, 3], [2, 5]])],
)
def concat_offset(concat_dim: Any, *shapes: Any) -> Any:
    """Where each of the concatenated tensors begins in the result."""
    offsets = []
    start = 0
    for sizes in shapes:
        offset = np.zeros_like(sizes)
        offset[concat_dim] = start
        offsets.append(offset)
        start += sizes[concat_dim]
    return offsets


# ---------------------------------------------------------------------------------- Pack
def _packed(call: Call) -> Dims:
    dims: Dims = call.shapes[0]
    for other in call.shapes[1:]:
        if not compatible(dims, other):
            raise ValueError(
                f"Shapes of tensors to stack must be equal, but are {', '.join(map(show, call.shapes))}"
            )
        dims = merge(dims, other)
    if dims is None:
        return None
    place = place_of(call.attrs["axis"], len(dims) + 1, "the axis of stack")
    return (*dims[:place], len(call.shapes), *dims[place:])


@op(
    "Pack",
    "values: N*T -> output: T",
    shape=_packed,
    samples=[
        case(["2,3", "2,3"]),
        case(["2,3", "2,3", "2,3", "2,3"], axis=-1),
        case(["", ""]),
        bad(["2,3", "3,2"], error=ValueError, match="equal"),
    ],
)
def pack_op(*values: Any, axis: int = 0) -> Any:
    """The tensors along a new axis."""
    if values[0].__class__ is bytes or np.asarray(values[0]).dtype.kind == "O":
        result = np.empty((len(values), *np.shape(values[0])), object)
        for i, value in enumerate(values):
            result[i] = value
        return np.moveaxis(result, 0, axis)
    return np.stack(values, axis=axis)


@pack_op.value
def _(call: Call) -> Any:
    return tuple(v if isinstance(v, int) else None for v in call.values)


@pack_op.grad
def _(op: Any, g: Any) -> Any:
    return unpack_op(g, num=len(op.inputs), axis=op.attrs["axis"])


def stack(values: Any, axis: int = 0, name: str = "stack") -> Tensor:
    """Tensors of one shape along a new axis.

    Args:
        values: tensors of one type and shape.
        axis: where the new axis stands; negative: from the end.
        name: of the node.

    Returns:
        A Tensor of one rank more. Gradient: each tensor gets its part of g.

    Raises:
        ValueError: the shapes differ, or there is no such axis.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.stack([[1, 2], [3, 4]], axis=1)).tolist()
        [[1, 3], [2, 4]]
    """
    if axis == 0:
        return convert(values, name=name)  # numbers only: one constant; else a Pack
    result: Tensor = pack_op(list(values), axis=axis, name=name)
    return result


def _has_tensor(values: Any) -> bool:
    if isinstance(values, (list, tuple)):
        return any(_has_tensor(v) for v in values)
    return hasattr(values, "_as_graph_element")


# ---------------------------------------------------------------------------------- Unpack
def _unpacked(call: Call) -> list[Dims]:
    dims, count = call.shapes[0], call.attrs["num"]
    if dims is None:
        return [None] * count
    place = place_of(call.attrs["axis"], len(dims), "the axis of unstack")
    if dims[place] not in (None, count):
        raise ValueError(f"cannot unstack {show(dims)} along axis {place} to {count} tensors")
    return [(*dims[:place], *dims[place + 1 :])] * count


@op(
    "Unpack",
    "value: T -> output: num*T",
    shape=_unpacked,
    alias=dict.fromkeys(range(1024), 0),
    samples=[case("2,3", num=2), case("2,3,5", num=5, axis=-1)],
)
def unpack_op(value: Any, *, num: int, axis: int = 0) -> Any:
    """The tensors along an axis."""
    if value.shape[axis] != num:
        raise ValueError(f"cannot unstack {value.shape} along axis {axis} to {num} tensors")
    first = np.moveaxis(value, axis, 0)
    return [first[i] for i in range(num)]


@unpack_op.grad
def _(op: Any, *grads: Any) -> Any:
    return pack_op(list(grads), axis=op.attrs["axis"])


def unstack(value: Any, num: Any = None, axis: int = 0, name: str = "unstack") -> list[Tensor]:
    """The tensors of which `value` is a stack.

    Args:
        value: a tensor.
        num: how many there are; default: the static size of the axis.
        axis: the axis that goes; negative: from the end.
        name: of the node.

    Returns:
        A list of tensors of one rank less.

    Raises:
        ValueError: the number is unknown or does not fit.

    Example:
        >>> import minigraph as tf
        >>> a, b = tf.unstack([[1, 2], [3, 4]])
        >>> tf.Session().run(b).tolist()
        [3, 4]
    """
    if num is None:
        tensor = convert(value)
        dims = tensor._dims
        if dims is not None:
            num = dims[place_of(axis, len(dims), "the axis of unstack")]
        if num is None:
            raise ValueError(f"Cannot infer argument `num` from shape {show(dims)}")
        value = tensor
    result: list[Tensor] = unpack_op(value, num=num, axis=axis, name=name)
    return result


# ---------------------------------------------------------------------------------- Split, SplitV
def _equal_parts(call: Call) -> list[Dims]:
    dims, axis, count = call.shapes[1], call.values[0], call.attrs["num_split"]
    if dims is None:
        return [None] * count
    if axis is None:
        return [(None,) * len(dims)] * count
    place = place_of(axis, len(dims), "the axis of split")
    size = dims[place]
    if size is not None and size % count:
        raise ValueError(f"axis {place} of {show(dims)} does not split into {count} equal parts")
    part = None if size is None else size // count
    return [(*dims[:place], part, *dims[place + 1 :])] * count


@op(
    "Split",
    "split_dim: int32, value: T -> output: num_split*T",
    shape=_equal_parts,
    alias=dict.fromkeys(range(1024), 1),
    samples=[
        case(np.int32(1), "2,6", num_split=3),
        case(np.int32(-2), "4,3", num_split=2),
        bad(np.int32(0), "5,3", num_split=2, error=ValueError, match="equal parts"),
    ],
)
def split_op(split_dim: Any, value: Any, *, num_split: int) -> Any:
    """The value cut into equal parts along an axis."""
    return list(np.split(value, num_split, axis=int(split_dim)))


@split_op.grad
def _(op: Any, *grads: Any) -> Any:
    return None, concat_op(list(grads), op.inputs[0])


def _given_parts(call: Call) -> list[Dims]:
    dims, axis, sizes = call.shapes[0], call.values[2], call.values[1]
    count = call.attrs["num_split"]
    if dims is None:
        return [None] * count
    if axis is None:
        return [(None,) * len(dims)] * count
    place = place_of(axis, len(dims), "the axis of split")
    parts: list[int | None] = [None] * count if sizes is None else list(sizes)
    total = dims[place]
    known = [p for p in parts if p is not None and p >= 0]
    open_parts = [i for i, p in enumerate(parts) if p is None or p < 0]
    if total is not None and sizes is not None and None not in sizes:
        rest = total - sum(known)
        if (not open_parts and rest) or rest < 0 or len(open_parts) > 1:
            raise ValueError(f"sizes {list(sizes)} do not add up to axis {place} of {show(dims)}")
        parts = [rest if i in open_parts else p for i, p in enumerate(parts)]
    shapes: list[Dims] = []
    for part in parts:
        size = None if part is None or part < 0 else part
        shapes.append((*dims[:place], size, *dims[place + 1 :]))
    return shapes


@op(
    "SplitV",
    "value: T, size_splits: Tlen, split_dim: int32 -> output: num_split*T",
    Tlen=INDEX,
    shape=_given_parts,
    alias=dict.fromkeys(range(1024), 0),
    samples=[
        case("2,6", [1, 5], np.int32(1), num_split=2),
        case("7,3", [2, -1, 1], np.int32(0), num_split=3),
        bad("7,3", [2, 1], np.int32(0), num_split=2, error=ValueError, match="add up"),
    ],
)
def split_v_op(value: Any, size_splits: Any, split_dim: Any, *, num_split: int) -> Any:
    """The value cut into parts of given sizes along an axis; one size may be -1, the rest."""
    sizes = np.array(size_splits)
    total = value.shape[int(split_dim)]
    if (sizes < 0).sum() == 1:
        sizes[sizes < 0] = total - sizes[sizes >= 0].sum()
    if sizes.sum() != total or (sizes < 0).any():
        raise ValueError(f"sizes {size_splits.tolist()} do not add up to {total}")
    return list(np.split(value, np.cumsum(sizes)[:-1], axis=int(split_dim)))


@split_v_op.grad
def _(op: Any, *grads: Any) -> Any:
    return concat_op(list(grads), op.inputs[2]), None, None


def split(
    value: Any, num_or_size_splits: Any, axis: Any = 0, num: Any = None, name: str = "split"
) -> list[Tensor]:
    """`value` cut into parts along an axis.

    Args:
        value: a tensor.
        num_or_size_splits: a number of equal parts, or the size of each part (one may be -1).
        axis: the axis; negative: from the end.
        num: how many parts there are, where the sizes are a tensor of unknown length.
        name: of the node.

    Returns:
        A list of tensors.

    Raises:
        ValueError: the parts do not fit.

    Example:
        >>> import minigraph as tf
        >>> a, b = tf.split([1, 2, 3], [1, 2])
        >>> tf.Session().run(b).tolist()
        [2, 3]
    """
    if isinstance(num_or_size_splits, (int, np.integer)):
        if num_or_size_splits <= 0:
            raise ValueError(f"num_split must be greater than zero, not {num_or_size_splits}")
        parts: list[Tensor] = split_op(axis, value, num_split=int(num_or_size_splits), name=name)
        return parts
    sizes = convert(num_or_size_splits)
    if sizes._dims == ():
        raise ValueError("Scalar num_or_size_splits tensors are not supported: give a Python int.")
    if num is None:
        if sizes._dims is None or sizes._dims[0] is None:
            raise ValueError(f"Cannot infer argument `num` from shape {show(sizes._dims)}")
        num = sizes._dims[0]
    parts = split_v_op(value, sizes, axis, num_split=num, name=name)
    return parts


# ---------------------------------------------------------------------------------- Tile
def _tiled(call: Call) -> Dims:
    dims, times = call.shapes[0], call.values[1]
    count = call.rank(1, 1)
    if dims is None:
        return None if count is None or count[0] is None else (None,) * count[0]
    if count is not None and count[0] not in (None, len(dims)):
        raise ValueError(
            f"multiples must have {len(dims)} elements for {show(dims)}, not {count[0]}"
        )
    if times is None:
        return (None,) * len(dims)
    if any(t is not None and t < 0 for t in times):
        raise ValueError(f"multiples must not be negative, but are {list(times)}")
    return tuple(
        None if d is None or t is None else d * t for d, t in zip(dims, times, strict=True)
    )


@op(
    "Tile",
    "input: T, multiples: Tmultiples -> output: T",
    Tmultiples=INDEX,
    shape=_tiled,
    samples=[
        case("2,3", [2, 1]),
        case("2,3", [1, 4]),
        case("3", [2]),
        bad("2,3", [2], error=ValueError, match="2 elements"),
    ],
)
def tile_op(input: Any, multiples: Any) -> Any:
    """The input repeated along each axis."""
    return np.tile(input, tuple(multiples.tolist()))


@tile_op.grad
def _(op: Any, g: Any) -> Any:
    x, times = op.inputs
    split_shape = reshape(stack([times, shape(x)], axis=1), [-1])
    axes = sequences.range(0, size(split_shape), 2)
    return reduce_sum(reshape(g, split_shape), axes), None


def tile(input: Any, multiples: Any, name: str | None = None) -> Tensor:
    """`input` repeated along each of its axes.

    Args:
        input: a tensor.
        multiples: how many times, for each axis.
        name: of the node.

    Returns:
        A Tensor of the same type. Gradient: the repetitions of g are added.

    Raises:
        ValueError: `multiples` has another length than `input` axes.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.tile([1, 2], [2])).tolist()
        [1, 2, 1, 2]
    """
    result: Tensor = tile_op(input, multiples, name=name)
    return result


# ---------------------------------------------------------------------------------- lists as tensors
def _from_list(
    values: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Any:
    """Lists that hold tensors become Pack nodes; others are left to the constants."""
    if not _has_tensor(values):
        return NotImplemented
    wanted = dtype
    if wanted is None:
        wanted = _type_of_first(values)
    with name_scope(name or "packed") as scope:
        items = []
        for index, item in enumerate(values):
            nested = isinstance(item, (list, tuple)) and _has_tensor(item)
            if hasattr(item, "_as_graph_element"):
                items.append(convert(item, wanted))
            elif nested:
                items.append(_from_list(item, wanted, name=str(index)))
            else:
                items.append(constant(item, wanted, name=str(index)))
        return pack_op(items, name=scope)


def _type_of_first(values: Any) -> Any:
    for item in values:
        if isinstance(item, (list, tuple)):
            found = _type_of_first(item)
            if found is not None:
                return found
        elif hasattr(item, "_as_graph_element"):
            return item.dtype.base_dtype
    return None


register_tensor_conversion_function((list, tuple), _from_list, 99)
