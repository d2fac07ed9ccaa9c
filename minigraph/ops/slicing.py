"""Parts of a tensor: slice, strided_slice, and their gradient, a part put back among zeros."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.axes import array_of, is_bytes
from minigraph.ops.shaping import as_shape_value, shape
from minigraph.ops.slice_spec import Masks, checked_stride, ends, index_of, pieces, sliced_dims
from minigraph.ops.spread import ones_like

__all__ = ["slice", "strided_slice"]

_slice = slice


# ---------------------------------------------------------------------------------- StridedSlice
def _spec(call: Call, first: int) -> Any:
    """(begin, end, strides) from inputs `first`..., None for unknown numbers; None: no length."""
    count: int | None = None
    for index in range(first, first + 3):
        dims = call.rank(index, 1)
        if dims is not None and dims[0] is not None:
            if count not in (None, dims[0]):
                raise ValueError(
                    f"begin, end and strides must have equal lengths, not {count} and {dims[0]}"
                )
            count = dims[0]
    if count is None:
        return None
    values = [call.values[i] for i in range(first, first + 3)]
    return [(None,) * count if v is None else tuple(v) for v in values]


def _strided_dims(call: Call) -> Dims:
    spec = _spec(call, 1)
    if spec is None or call.shapes[0] is None or None in spec[2]:
        return None
    masks = Masks.of(call.attrs)
    found = pieces(len(call.shapes[0]), len(spec[0]), masks)
    return sliced_dims(call.shapes[0], found, spec, masks)


@op(
    "StridedSlice",
    "input: T, begin: Index, end: Index, strides: Index -> output: T",
    Index=INDEX,
    shape=_strided_dims,
    alias={0: 0},
    samples=[
        case("5,7", [1], [4], [2]),
        case("5,7", [1, 0], [2, 0], [1, -2], end_mask=2, begin_mask=2, shrink_axis_mask=1),
        case("2,3,5", [0, 1], [0, 2], [1, 1], ellipsis_mask=1, shrink_axis_mask=2),
        case("2,3", [0, 0, 1], [0, 0, 3], [1, 1, 1], begin_mask=1, end_mask=1, new_axis_mask=2),
        case("5", [-2], [0], [1], shrink_axis_mask=1),
        case("5", [-100], [100], [3]),
        case("5", [4], [-9], [-2]),
        case("2,3", [], [], []),
        bad("2,3", [2], [3], [1], shrink_axis_mask=1, error=ValueError, match="out of bounds"),
        bad("2,3", [0], [2], [0], error=ValueError, match="non-zero"),
        bad("3", [0, 0], [1, 1], [1, 1], error=ValueError, match="2 indices"),
    ],
)
def strided_slice_op(
    input: Any,
    begin: Any,
    end: Any,
    strides: Any,
    *,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
) -> Any:
    """x[begin:end:strides], with the masks' single indices, `...` and new axes."""
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    found = pieces(np.ndim(input), len(begin), masks)
    return array_of(input)[index_of(found, begin.tolist(), end.tolist(), strides.tolist(), masks)]


@strided_slice_op.grad
def _(op: Any, g: Any) -> Any:
    x, begin, end, strides = op.inputs
    sizes = shape(x, out_type=begin.dtype.base_dtype)
    masks = Masks.of(op.attrs)._asdict()
    return strided_slice_grad(sizes, begin, end, strides, g, **masks), None, None, None


@strided_slice_op.value
def _(call: Call) -> Any:
    known, spec = call.values[0], _spec(call, 1)
    if known is None or spec is None or any(v is None for part in spec for v in part):
        return None
    masks = Masks.of(call.attrs)
    array = np.array(known, object)
    begin, end, strides = spec
    part = array[index_of(pieces(array.ndim, len(begin), masks), begin, end, strides, masks)]
    return tuple(part.tolist()) if isinstance(part, np.ndarray) else part


@strided_slice_op.lower
def _(call: Call) -> Any:
    spec = _spec(call, 1)
    if spec is None or call.shapes[0] is None or is_bytes(call, 0):
        return None
    masks = Masks.of(call.attrs)
    begin, end, strides = spec
    parts: list[str] = []
    for piece in pieces(len(call.shapes[0]), len(begin), masks):
        i = piece.entry
        if piece.kind in ("new", "all"):
            parts.append("None" if piece.kind == "new" else ":")
        elif strides[i] is None:
            return None
        elif piece.kind == "index":
            parts.append(_number(begin[i], 1, i))
        else:
            checked_stride(piece, strides[i])
            first, last = ends(piece, range(len(begin)), range(len(begin)), masks)
            head = "" if first is None else _number(begin[i], 1, i)
            tail = "" if last is None else _number(end[i], 2, i)
            parts.append(f"{head}:{tail}" + ("" if strides[i] == 1 else f":{strides[i]}"))
    while parts and parts[-1] == ":":
        parts.pop()
    return Line(f"{{0}}[{', '.join(parts)}]" if parts else "{0}")


def _number(value: int | None, source: int, entry: int) -> str:
    """A number of an index, or where a run finds it."""
    return f"{{{source}}}[{entry}]" if value is None else str(value)


def strided_slice(
    input_: Any,
    begin: Any,
    end: Any,
    strides: Any = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
    var: Any = None,
    name: str | None = None,
) -> Tensor:
    """`input_[begin:end:strides]` for vectors of begins, ends and strides; as `x[...]` builds it.

    Args:
        input_: a tensor.
        begin, end, strides: integer vectors of one length, an entry for each axis from the first;
            strides None: ones. Negative numbers count from the end.
        begin_mask, end_mask: bit i: entry i begins, or ends, where the axis does.
        ellipsis_mask: bit i: entry i stands for as many axes as are left over.
        new_axis_mask: bit i: entry i is a new axis of size 1.
        shrink_axis_mask: bit i: entry i is the single index begin[i]; the axis goes.
        var: accepted as in TF1, of no effect.
        name: of the node.

    Returns:
        A Tensor of the same type. Gradient: g at its place among zeros.

    Raises:
        ValueError: the lengths differ, a stride is 0 or a single index out of bounds.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.strided_slice([0, 1, 2, 3, 4], [1], [5], [2])).tolist()
        [1, 3]
    """
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    if strides is None:
        strides = ones_like(begin)
    result: Tensor = strided_slice_op(input_, begin, end, strides, name=name, **masks._asdict())
    return result


# ------------------------------------------------------------------------------ StridedSliceGrad
def placed(part: Any, dims: Any, index: Any, out: Any = None) -> Any:
    """Zeros of shape `dims`, but for `part` at `index`."""
    if out is None:
        out = np.full(dims, b"", object) if part.dtype.kind == "O" else np.zeros(dims, part.dtype)
    else:
        out.fill(0)
    out[index] = part
    return out


@op(
    "StridedSliceGrad",
    "shape: Index, begin: Index, end: Index, strides: Index, dy: T -> output: T",
    Index=INDEX,
    shape=lambda call: as_shape_value(call.values[0], call.rank(0, 1)),
    samples=[
        case([5, 7], [1], [4], [2], "2,7"),
        case([5, 7], [1, 0], [2, 0], [1, -2], "4", begin_mask=2, end_mask=2, shrink_axis_mask=1),
        case([2, 3], [0, 1], [0, 2], [1, 1], "2,1,3", new_axis_mask=2, begin_mask=1, end_mask=1),
    ],
)
def strided_slice_grad(
    shape: Any,
    begin: Any,
    end: Any,
    strides: Any,
    dy: Any,
    *,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
) -> Any:
    """Zeros of the given shape, but for dy where the slice was taken."""
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    found = pieces(len(shape), len(begin), masks)
    index = index_of(found, begin.tolist(), end.tolist(), strides.tolist(), masks)
    return placed(dy, tuple(shape.tolist()), index)


@strided_slice_grad.grad
def _(op: Any, g: Any) -> Any:
    _, begin, end, strides, _ = op.inputs
    masks = Masks.of(op.attrs)._asdict()
    return None, None, None, None, strided_slice_op(g, begin, end, strides, **masks)


@strided_slice_grad.lower
def _(call: Call) -> Any:
    spec, dims = _spec(call, 1), call.values[0]
    if spec is None or dims is None or any(v is None for part in [dims, *spec] for v in part):
        return None
    masks = Masks.of(call.attrs)
    sizes = tuple(int(d) for d in dims)
    begin, end, strides = ([int(v) for v in part] for part in spec)
    index = index_of(pieces(len(sizes), len(begin), masks), begin, end, strides, masks)
    scalar = "" if sizes else "[()]"
    return Line(
        f"placed({{4}}, {sizes}, {index}, out={{out}}){scalar}", {"placed": placed}, out=True
    )


# ---------------------------------------------------------------------------------- Slice
def _slice_dims(call: Call) -> Dims:
    dims, begin, size = call.shapes[0], call.values[1], call.values[2]
    counts = {d[0] for d in (call.rank(1, 1), call.rank(2, 1)) if d is not None} - {None}
    counts |= set() if dims is None else {len(dims)}
    if len(counts) > 1:
        raise ValueError(
            f"begin {show(call.shapes[1])} and size {show(call.shapes[2])} must have one number "
            f"for each axis of {show(dims)}"
        )
    if not counts:
        return None
    (count,) = counts
    dims = (None,) * (count or 0) if dims is None else dims
    begin = (None,) * len(dims) if begin is None else begin
    size = (None,) * len(dims) if size is None else size
    return tuple(_taken(i, *row) for i, row in enumerate(zip(dims, begin, size, strict=True)))


def _taken(axis: int, total: int | None, first: int | None, size: int | None) -> int | None:
    """How many elements a slice takes of an axis, None where that is unknown."""
    if size is not None and size < -1:
        raise ValueError(f"size[{axis}] must be -1 or more, not {size}")
    if first is not None and (first < 0 or (total is not None and first > total)):
        raise ValueError(f"begin[{axis}] is {first}, which is not in [0, {total}]")
    if size == -1:
        return None if None in (total, first) else (total or 0) - (first or 0)
    if size is not None and total is not None and size + (first or 0) > total:
        raise ValueError(
            f"begin[{axis}] + size[{axis}] is {(first or 0) + size}, but the axis has {total} elements"
        )
    return None if size is None else int(size)


@op(
    "Slice",
    "input: T, begin: Index, size: Index -> output: T",
    Index=INDEX,
    shape=_slice_dims,
    alias={0: 0},
    samples=[
        case("5,7", [1, 0], [3, 2]),
        case("5,7", [4, 2], [-1, -1]),
        case("", [], []),
        bad("2,3", [0, 1], [2, 3], error=ValueError, match="3 elements"),
        bad("2,3", [0], [1], error=ValueError, match="one number for each axis"),
    ],
)
def slice_op(input: Any, begin: Any, size: Any) -> Any:
    """`size` elements from `begin` on, along every axis; size -1: all that are left."""
    rows = zip(np.shape(input), begin.tolist(), size.tolist(), strict=True)
    counts = [_taken(i, *row) for i, row in enumerate(rows)]
    ranges = [
        _slice(b, b + n) for b, n in zip(begin.tolist(), counts, strict=True) if n is not None
    ]
    return array_of(input)[tuple(ranges)]


@slice_op.grad
def _(op: Any, g: Any) -> Any:
    x, begin, _ = op.inputs
    kind = begin.dtype.base_dtype
    sizes = shape(x, out_type=kind)
    end = begin + shape(g, out_type=kind)
    return strided_slice_grad(sizes, begin, end, ones_like(begin), g), None, None


@slice_op.value
def _(call: Call) -> Any:
    known, begin, size = call.values
    if not isinstance(known, tuple) or None in (begin, size) or None in (*begin, *size):
        return None
    first = begin[0]
    return known[first:] if size[0] == -1 else known[first : first + size[0]]


@slice_op.lower
def _(call: Call) -> Any:
    dims, begin, size = call.shapes[0], call.values[1], call.values[2]
    if dims is None or begin is None or size is None or is_bytes(call, 0):
        return None
    parts = []
    for i, n in enumerate(_slice_dims(call) or ()):
        if begin[i] is None or n is None:
            return None
        whole = begin[i] == 0 and n == dims[i]
        parts.append(":" if whole else f"{begin[i]}:{begin[i] + n}")
    while parts and parts[-1] == ":":
        parts.pop()
    return Line(f"{{0}}[{', '.join(parts)}]" if parts else "{0}")


def slice(input_: Any, begin: Any, size: Any, name: str | None = None) -> Tensor:
    """A box of `size` elements that begins at `begin`.

    Args:
        input_: a tensor.
        begin: an integer vector, one number for each axis, from 0.
        size: an integer vector, one number for each axis; -1: all that are left.
        name: of the node.

    Returns:
        A Tensor of the same type. Gradient: g at its place among zeros.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: the box does not lie within the tensor.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.slice([[1, 2, 3], [4, 5, 6]], [0, 1], [2, -1])).tolist()
        [[2, 3], [5, 6]]
    """
    result: Tensor = slice_op(convert(input_, name="input"), begin, size, name=name)
    return result
