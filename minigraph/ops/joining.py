"""Many tensors from one and one from many: stack, unstack, concat, split.

They stand together because each is the other's gradient.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, AliasOfAll, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.axes import array_of, axis_in, is_bytes
from minigraph.ops.flow import identity_op
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import shape

__all__ = ["concat", "split", "stack", "unstack"]


def _merged(shapes: Any) -> Dims:
    """What all shapes together say; ValueError if two of them contradict."""
    dims: Dims = None
    for other in shapes:
        if not compatible(dims, other):
            raise ValueError(f"Shapes must be equal, but are {show(dims)} and {show(other)}")
        dims = merge(dims, other)
    return dims


def _ranges(call: Call, index: int, axis: int, sizes: list[int]) -> Line:
    """The pieces of input `index`, one after the other along an axis, as views."""
    before = ":, " * axis
    starts = np.cumsum([0, *sizes]).tolist()
    pairs = itertools.pairwise(starts)
    return Line(", ".join(f"{{{index}}}[{before}{a}:{b}]" for a, b in pairs))


# ---------------------------------------------------------------------------------- Pack
def _packed(call: Call) -> Dims:
    dims = _merged(call.shapes)
    if dims is None:
        return None
    at = axis_in(call.attrs["axis"], len(dims) + 1)
    return (*dims[:at], len(call.shapes), *dims[at:])


@op(
    "Pack",
    "values: N*T -> output: T",
    shape=_packed,
    samples=[
        case(["2,3", "2,3"]),
        case(["2,3", "2,3", "2,3", "2,3"], axis=-1),
        case(["2,3", "2,3", "2,3", "2,3"], axis=1),
        case(["", ""]),
        case(["3"]),
        bad(["2,3", "3"], error=ValueError, match="equal"),
    ],
)
def pack_op(*values: Any, axis: int = 0) -> Any:
    """The inputs as the rows of one array, along a new axis."""
    return np.stack([array_of(v) for v in values], axis)


@pack_op.grad
def _(op: Any, g: Any) -> Any:
    return unstack(g, len(op.inputs), op.attrs["axis"])


@pack_op.value
def _(call: Call) -> Any:
    return tuple(v if v is None else int(v) for v in call.values)


@pack_op.lower
def _(call: Call) -> Any:
    if any(is_bytes(call, i) for i in range(len(call.shapes))):
        return None
    items = ", ".join(f"{{{i}}}" for i in range(len(call.shapes)))
    if all(dims == () for dims in call.shapes):
        return Line(f"np.array([{items}], np.{call.dtypes[0].np_dtype.name})")
    axis = call.attrs["axis"]
    return Line(f"np.stack([{items}]{f', axis={axis}' if axis else ''}, out={{out}})", out=True)


def stack(values: Any, axis: int = 0, name: str = "stack") -> Tensor:
    """Tensors of one shape as the rows of a tensor with one more axis.

    Args:
        values: a list of tensors of one shape and type (or a tensor: its rows, as they are).
        axis: where the new axis will stand; negative: from the end of the result.
        name: of the node.

    Returns:
        A Tensor of that type; a constant if all values are numbers. Gradient: g's rows.

    Raises:
        ValueError: the shapes differ or the axis is out of range; TypeError: the types differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.stack([[1, 2], [3, 4]], axis=1)).tolist()
        [[1, 3], [2, 4]]
    """
    if axis == 0:
        try:
            return convert(values, name=name)
        except (TypeError, ValueError):
            pass  # a list that is no tensor as it stands, such as one of Dimensions
    dims = convert(values[0], name=name)._dims
    if dims is not None:
        axis_in(axis, len(dims) + 1, "Argument `axis` =")
    result: Tensor = pack_op(values, axis=axis, name=name)
    return result


# ---------------------------------------------------------------------------------- Unpack
def _unpacked(call: Call) -> list[Dims]:
    dims, count = call.shapes[0], call.attrs["num"]
    if dims is None:
        return [None] * count
    at = axis_in(call.attrs["axis"], len(dims))
    if dims[at] not in (None, count):
        raise ValueError(f"Axis {at} of {show(dims)} has {dims[at]} elements, not num = {count}")
    return [(*dims[:at], *dims[at + 1 :])] * count


@op(
    "Unpack",
    "value: T -> output: num*T",
    shape=_unpacked,
    alias=AliasOfAll(0),
    samples=[
        case("2,3", num=2),
        case("2,3,5", num=5, axis=-1),
        case("3", num=3),
        case("1,2", num=1),
        bad("2,3", num=4, error=ValueError, match="num = 4"),
    ],
)
def unpack_op(value: Any, *, num: int, axis: int = 0) -> Any:
    """The rows of an array along an axis."""
    if np.shape(value)[axis] != num:
        raise ValueError(f"Axis {axis} has {np.shape(value)[axis]} elements, not num = {num}")
    rows = np.moveaxis(value, axis, 0)
    return list(rows)


@unpack_op.grad
def _(op: Any, *gs: Any) -> Any:
    return stack(gs, axis=op.attrs["axis"])


@unpack_op.lower
def _(call: Call) -> Any:
    dims, count = call.shapes[0], call.attrs["num"]
    if dims is None or dims[axis_in(call.attrs["axis"], len(dims))] is None:
        return None  # the kernel checks the number of rows
    at = axis_in(call.attrs["axis"], len(dims))
    return Line(", ".join(f"{{0}}[{':, ' * at}{i}]" for i in range(count)))


def unstack(
    value: Any, num: int | None = None, axis: int = 0, name: str = "unstack"
) -> list[Tensor]:
    """The rows of a tensor along an axis, each a tensor with one axis less.

    Args:
        value: a tensor.
        num: how many rows there are; None: from the static shape.
        axis: which axis; negative: from the end.
        name: of the node.

    Returns:
        A list of `num` Tensors of the same type. Gradient: the rows' cotangents, stacked.

    Raises:
        ValueError: the axis is out of range, its size is unknown and `num` not given, or differs.

    Example:
        >>> import minigraph as tf
        >>> a, b = tf.unstack([[1, 2], [3, 4]])
        >>> tf.Session().run(b).tolist()
        [3, 4]
    """
    tensor = convert(value)
    if num is None:
        dims = tensor._dims
        if dims is not None:
            num = dims[axis_in(axis, len(dims), "Argument `axis` =")]
        if num is None:
            raise ValueError(f"Cannot infer argument `num` from shape {tensor.shape}")
    rows: list[Tensor] = unpack_op(tensor, num=num, axis=axis, name=name)
    if isinstance(tensor._known, tuple):  # sizes stay known when a shape is taken apart
        for row, number in zip(rows, tensor._known, strict=True):
            row._known = number
    return rows


# ---------------------------------------------------------------------------------- ConcatV2
def _joined(call: Call) -> Dims:
    *shapes, axis_dims = call.shapes
    if axis_dims not in ((), None):
        raise ValueError(f"'axis' must be a scalar, but its shape is {show(axis_dims)}")
    axis = call.values[-1]
    known = [s for s in shapes if s is not None]
    if not known:
        return None
    if () in known:
        raise ValueError("Scalars cannot be concatenated: use tf.stack")
    ranks = {len(s) for s in known}
    if len(ranks) > 1:
        raise ValueError(f"Ranks must be equal: {', '.join(show(s) for s in known)}")
    if axis is None:
        return (None,) * len(known[0])
    at = axis_in(axis, len(known[0]))
    dims = _merged([s if s is None else (*s[:at], None, *s[at + 1 :]) for s in shapes])
    assert dims is not None
    sizes = [None if s is None else s[at] for s in shapes]
    total = None if None in sizes else sum(s or 0 for s in sizes)
    return (*dims[:at], total, *dims[at + 1 :])


@op(
    "ConcatV2",
    "values: N*T, axis: Tidx -> output: T",
    Tidx=INDEX,
    shape=_joined,
    samples=[
        case(["2,3", "5,3"], 0),
        case(["2,3", "2,5", "2,1"], -1),
        bad(["2,3", "2"], 0, error=ValueError, match="Ranks"),
        bad(["2,3", "2,5"], 0, error=ValueError, match="equal"),
        bad(["2,3", "2,3"], 2, error=ValueError, match="axis 2"),
    ],
)
def concat_op(*inputs: Any) -> Any:
    """The inputs one after the other along an axis."""
    *values, axis = inputs
    return np.concatenate(values, int(axis))


@concat_op.grad
def _(op: Any, g: Any) -> Any:
    *values, axis = op.inputs
    ndims = len(g._dims) if g._dims is not None else None
    if axis._known is not None and ndims is not None:
        at = axis._known % ndims
        sizes = [None if v._dims is None else v._dims[at] for v in values]
        if None not in sizes:
            return [*split(g, sizes, at), None]
    parts = stack([shape(v)[axis] for v in values])
    return [*split(g, parts, axis, num=len(values)), None]


@concat_op.value
def _(call: Call) -> Any:
    joined: tuple[int | None, ...] = ()
    for value, dims in zip(call.values[:-1], call.shapes, strict=False):
        if not isinstance(value, tuple):
            if not dims or dims[0] is None:
                return None
            value = (None,) * dims[0]  # numbers as yet unknown among others that are known
        joined += value
    return joined


@concat_op.lower
def _(call: Call) -> Any:
    if call.values[-1] is None:
        return None
    items = ", ".join(f"{{{i}}}" for i in range(len(call.shapes) - 1))
    axis = int(call.values[-1])
    end = f", axis={axis}" if axis else ""
    return Line(f"np.concatenate([{items}]{end}, out={{out}})", out=True)


def concat(values: Any, axis: Any, name: str = "concat") -> Tensor:
    """Tensors one after the other along an existing axis.

    Args:
        values: a list of tensors of one type that differ in the size of one axis at most.
        axis: that axis; negative: from the end.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g, cut into the same pieces.

    Raises:
        ValueError: the shapes do not fit, the axis is out of range, or the arguments come in the
            order of TF 0.x (axis first); TypeError: the types differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.concat([[1, 2], [3]], 0)).tolist()
        [1, 2, 3]
    """
    if isinstance(values, (int, np.integer)):
        raise ValueError(
            "tf.concat takes the tensors first: tf.concat(values, axis). "
            "The order concat(axis, values) is that of TF 0.x."
        )
    if not isinstance(values, (list, tuple)):
        values = [values]
    if not values:
        raise ValueError("tf.concat needs at least one tensor, but the list of values is empty.")
    if len(values) == 1:
        with name_scope(name) as scope:
            number = convert(axis, dtypes.int32, "concat_dim")
            if number._dims not in ((), None):
                raise ValueError(f"'axis' must be a scalar, but its shape is {number.shape}")
            return identity_op(values[0], name=f"{scope}concat/")  # type: ignore[no-any-return]
    result: Tensor = concat_op(list(values), axis, name=name)
    return result


# ---------------------------------------------------------------------------------- Split
def _split_dims(call: Call) -> list[Dims]:
    call.rank(0, 0)
    dims, count, axis = call.shapes[1], call.attrs["num_split"], call.values[0]
    if count < 1:
        raise ValueError(f"num_split must be at least 1, but is {count}")
    if dims is None:
        return [None] * count
    if axis is None:
        return [(None,) * len(dims)] * count
    at = axis_in(axis, len(dims), "split_dim")
    size = dims[at]
    if size is not None and size % count:
        raise ValueError(f"Axis {at} of {show(dims)} cannot be split into {count} equal parts")
    return [(*dims[:at], None if size is None else size // count, *dims[at + 1 :])] * count


@op(
    "Split",
    "split_dim: int32, value: T -> output: num_split*T",
    shape=_split_dims,
    alias=AliasOfAll(1),
    samples=[
        case(0, "6,5", num_split=3),
        case(-1, "3,2", num_split=2),
        case(0, "3,2", num_split=1),
        bad(1, "2,5", num_split=2, error=ValueError, match="2 equal parts"),
    ],
)
def split_op(split_dim: Any, value: Any, *, num_split: int) -> Any:
    """Equal parts of an array along an axis."""
    return np.split(value, num_split, int(split_dim))


@split_op.grad
def _(op: Any, *gs: Any) -> Any:
    return None, (concat(gs, op.inputs[0]) if len(gs) > 1 else gs[0])


@split_op.lower
def _(call: Call) -> Any:
    axis, dims, count = call.values[0], call.shapes[1], call.attrs["num_split"]
    if axis is None or dims is None:
        return None
    at = axis_in(axis, len(dims))
    size = dims[at]
    return None if size is None else _ranges(call, 1, at, [size // count] * count)


# ---------------------------------------------------------------------------------- SplitV
def _split_v_dims(call: Call) -> list[Dims]:
    dims, count, axis = call.shapes[0], call.attrs["num_split"], call.values[2]
    parts = call.rank(1, 1)
    if parts not in (None, (None,), (count,)) or count < 1:
        raise ValueError(f"{show(parts)} sizes are given for {count} parts")
    if dims is None:
        return [None] * count
    if axis is None:
        return [(None,) * len(dims)] * count
    at = axis_in(axis, len(dims), "split_dim")
    sizes = _part_sizes(call.values[1] or (None,) * count, dims[at])
    return [(*dims[:at], n, *dims[at + 1 :]) for n in sizes]


def _part_sizes(wanted: Any, total: int | None) -> list[int | None]:
    """The sizes of the parts; -1 stands for what the others leave of `total`."""
    sizes = [None if n is None else int(n) for n in wanted]
    open_ends = sizes.count(-1)
    if open_ends > 1 or any(n is not None and n < -1 for n in sizes):
        raise ValueError(f"sizes must not be negative, but for one -1: {sizes}")
    if None in sizes:
        return [None if n == -1 else n for n in sizes]
    given = sum(n for n in sizes if n is not None and n >= 0)
    if total is None:
        return [None if n == -1 else n for n in sizes]
    if given > total or (not open_ends and given != total):
        raise ValueError(f"an axis of size {total} cannot be split into pieces of sizes {sizes}")
    return [total - given if n == -1 else n for n in sizes]


@op(
    "SplitV",
    "value: T, size_splits: Tlen, split_dim: int32 -> output: num_split*T",
    Tlen=INDEX,
    shape=_split_v_dims,
    alias=AliasOfAll(0),
    samples=[
        case("6,5", [1, 2, 3], 0, num_split=3),
        case("2,6", [1, -1], 1, num_split=2),
        case("2,6", [6], -1, num_split=1),
        bad("2,6", [1, 2], 1, num_split=2, error=ValueError, match="size 6"),
    ],
)
def split_v_op(value: Any, size_splits: Any, split_dim: Any, *, num_split: int) -> Any:
    """Parts of given sizes of an array along an axis."""
    axis = int(split_dim)
    sizes = _part_sizes(size_splits.tolist(), value.shape[axis])
    ends = np.cumsum(np.array(sizes, np.int64))[:-1]
    return np.split(value, ends, axis)


@split_v_op.grad
def _(op: Any, *gs: Any) -> Any:
    return (concat(gs, op.inputs[2]) if len(gs) > 1 else gs[0]), None, None


@split_v_op.lower
def _(call: Call) -> Any:
    dims, wanted, axis = call.shapes[0], call.values[1], call.values[2]
    if dims is None or wanted is None or axis is None:
        return None
    at = axis_in(axis, len(dims))
    sizes = _part_sizes(wanted, dims[at])
    if dims[at] is None or None in sizes:
        return None
    return _ranges(call, 0, at, [n or 0 for n in sizes])


def split(
    value: Any, num_or_size_splits: Any, axis: Any = 0, num: int | None = None, name: str = "split"
) -> list[Tensor]:
    """A tensor cut into parts along an axis.

    Args:
        value: a tensor.
        num_or_size_splits: an int: so many equal parts; or an integer vector: the size of each
            part, one of which may be -1 (what is left).
        axis: where to cut; negative: from the end.
        num: how many sizes there are, where they are a tensor of unknown length.
        name: of the node.

    Returns:
        A list of Tensors of the same type. Gradient: the parts' cotangents, concatenated.

    Raises:
        ValueError: the parts do not add up to the axis, or their number is unknown.

    Example:
        >>> import minigraph as tf
        >>> head, tail = tf.split([1, 2, 3], [1, -1])
        >>> tf.Session().run(tail).tolist()
        [2, 3]
    """
    if isinstance(axis, Tensor) and axis.dtype.base_dtype not in INDEX:
        raise TypeError(
            f"tf.split takes the tensor first: tf.split(value, num_or_size_splits, axis), but axis "
            f"is {axis}. The order split(axis, number, value) is that of TF 0.x."
        )
    if isinstance(num_or_size_splits, (int, np.integer)):
        count = int(num_or_size_splits)
        return split_op(axis, value, num_split=count, name=name)  # type: ignore[no-any-return]
    sizes = convert(num_or_size_splits, None, hint=dtypes.int32)
    if sizes._dims == ():
        raise ValueError(f"The sizes of the parts must be an int or a vector, not {sizes}.")
    if num is None:
        num = None if sizes._dims is None else sizes._dims[0]
        if num is None:
            raise ValueError(f"Cannot infer argument `num` from shape {sizes.shape}")
    return split_v_op(value, sizes, axis, num_split=num, name=name)  # type: ignore[no-any-return]
