"""Parts of a tensor: slice, strided_slice, and what `x[...]` builds."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.padding import pad_op
from minigraph.ops.shaping import as_shape_value, shape
from minigraph.ops.spread import ones_like

__all__ = ["slice", "strided_slice"]

_slice: Any = slice


# ---------------------------------------------------------------------------------- Slice
def _sliced(call: Call) -> Dims:
    dims, begin, size = call.shapes[0], call.values[1], call.values[2]
    count = call.rank(1, 1)
    other = call.rank(2, 1)
    length = next((c[0] for c in (count, other) if c is not None and c[0] is not None), None)
    if dims is None:
        return None if length is None else (None,) * length if size is None else _given(size)
    if length not in (None, len(dims)):
        raise ValueError(f"begin and size must have {len(dims)} elements for {show(dims)}")
    begin = begin or (None,) * len(dims)
    size = size or (None,) * len(dims)
    result: list[int | None] = []
    for total, b, s in zip(dims, begin, size, strict=True):
        if total is not None and b is not None and not 0 <= b <= total:
            raise ValueError(f"begin {b} is not in [0, {total}] for {show(dims)}")
        if s is None or s >= 0:
            if None not in (total, b, s) and b + s > total:
                raise ValueError(f"slice [{b}, {b + s}) is not within {show(dims)}")
            result.append(s)
        else:
            result.append(None if total is None or b is None else total - b)
    return tuple(result)


def _given(size: Any) -> Dims:
    return tuple(None if s is None or s < 0 else s for s in size)


@op(
    "Slice",
    "input: T, begin: Index, size: Index -> output: T",
    Index=INDEX,
    shape=_sliced,
    alias={0: 0},
    samples=[
        case("4,5", [1, 0], [2, 3]),
        case("4,5,3", [1, 2, 0], [-1, 2, -1]),
        bad("4,5", [3, 0], [2, 5], error=ValueError, match="within"),
    ],
)
def slice_op(input: Any, begin: Any, size: Any) -> Any:
    """size elements from begin on, along each axis; -1 means all that follow."""
    spans = []
    for total, b, s in zip(input.shape, begin.tolist(), size.tolist(), strict=True):
        end = total if s < 0 else b + s
        if not 0 <= b <= total or not b <= end <= total:
            raise ValueError(f"slice [{b}, {end}) is not within {show(input.shape)}")
        spans.append(_slice(b, end))
    return input[tuple(spans)]


@slice_op.grad
def _(op: Any, g: Any) -> Any:
    x, begin, _ = op.inputs
    spread = pad_op(g, pad_amounts(begin, shape(x), shape(g)))
    spread.set_shape(x.shape)
    return spread, None, None


@slice_op.lower
def _(call: Call) -> Any:
    dims, begin, size = call.shapes[0], call.values[1], call.values[2]
    if dims is None or None in dims or begin is None or size is None or None in (*begin, *size):
        return None
    spans = [
        ":" if b == 0 and s in (-1, d) else f"{b}:{d if s < 0 else b + s}"
        for d, b, s in zip(dims, begin, size, strict=True)
    ]
    return Line(f"{{0}}[{', '.join(spans)}]") if spans else None


@op(
    "_PadAmounts",
    "begin: T, total: Tn, part: Tn -> paddings: T",
    T=INDEX,
    Tn=INDEX,
    shape=lambda call: (None if call.shapes[1] is None else call.shapes[1][0], 2),
    no_gradient="positions are integers",
    samples=[case([1, 0], [4, 5], [2, 3])],
)
def pad_amounts(begin: Any, total: Any, part: Any) -> Any:
    """How much lies before and after a slice, along each axis."""
    return np.stack([begin, total - part - begin], axis=1).astype(begin.dtype)


def slice(input_: Any, begin: Any, size: Any, name: str | None = None) -> Tensor:
    """A block of a tensor: `size` elements from `begin` on, along each axis.

    Args:
        input_: a tensor.
        begin: where it begins, for each axis.
        size: how many elements, for each axis; -1: all that follow.
        name: of the node.

    Returns:
        A Tensor of the same type. Gradient: g, with zeros round it.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: the block is not within the tensor.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.slice([[1, 2, 3], [4, 5, 6]], [0, 1], [2, -1])).tolist()
        [[2, 3], [5, 6]]
    """
    result: Tensor = slice_op(input_, begin, size, name=name)
    return result


# ---------------------------------------------------------------------------------- StridedSlice
Item = Any  # an int, a slice, None (new axis) or Ellipsis

_MASKS = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")


def _items(begin: Any, end: Any, strides: Any, masks: dict[str, int]) -> list[Item]:
    """The index that begin, end, strides and the masks spell, as Python writes it."""
    items: list[Item] = []
    for i, (b, e, s) in enumerate(zip(begin, end, strides, strict=True)):
        bit = 1 << i
        if masks["ellipsis_mask"] & bit:
            items.append(Ellipsis)
        elif masks["new_axis_mask"] & bit:
            items.append(None)
        elif masks["shrink_axis_mask"] & bit:
            items.append(b)
        else:
            low = None if masks["begin_mask"] & bit else b
            high = None if masks["end_mask"] & bit else e
            items.append(_slice(low, high, s))
    return items


def _walk(items: list[Item], ndims: int) -> list[tuple[Item, int | None]]:
    """(item, axis) pairs with the ellipsis spelt out; new axes have no axis."""
    used = sum(item is not None and item is not Ellipsis for item in items)
    if used > ndims:
        raise ValueError(f"Index out of range using input dim {ndims}; input has only {ndims} dims")
    if Ellipsis not in items:
        items = [*items, Ellipsis]
    pairs: list[tuple[Item, int | None]] = []
    axis = 0
    for item in items:
        if item is Ellipsis:
            for _ in range(ndims - used):
                pairs.append((_slice(None, None, 1), axis))
                axis += 1
        elif item is None:
            pairs.append((None, None))
        else:
            pairs.append((item, axis))
            axis += 1
    return pairs


def _strided_dims(call: Call) -> Dims:
    dims = call.shapes[0]
    begin, end, strides = call.values[1:]
    length = next((s[0] for s in call.shapes[1:] if s is not None and s[0] is not None), None)
    if dims is None or length is None:
        return None
    unknown = (None,) * length
    known_begin = begin if begin is not None else unknown
    items = _items(known_begin, end or unknown, strides or unknown, call.attrs)
    for i, step in enumerate(strides or ()):
        if step == 0:
            raise ValueError(f"strides[{i}] must be non-zero")
    result: list[int | None] = []
    for item, axis in _walk(items, len(dims)):
        size = None if axis is None else dims[axis]
        if axis is None:
            result.append(1)
        elif isinstance(item, _slice):
            result.append(_span(item, size, call, items))
        elif item is not None and size is not None and not -size <= item < size:
            raise ValueError(f"slice index {item} of dimension {axis} out of bounds")
    return tuple(result)


def _span(item: Any, size: int | None, call: Call, items: list[Item]) -> int | None:
    """How many elements a slice takes of an axis of this size."""
    position = next((i for i, other in enumerate(items) if other is item), None)
    if position is None:  # it stands for an ellipsis: the whole axis
        return size
    bit = 1 << position
    low_given = not call.attrs["begin_mask"] & bit
    high_given = not call.attrs["end_mask"] & bit
    if (
        item.step is None
        or (low_given and item.start is None)
        or (high_given and item.stop is None)
    ):
        return None
    if size is None:
        return _span_of_unknown(item)
    return len(range(*item.indices(size)))


def _span_of_unknown(item: Any) -> int | None:
    """An empty span is empty whatever the axis; all else depends on its size."""
    low, high = item.start, item.stop
    if low is not None and high is not None and (low >= 0) == (high >= 0):
        if (item.step > 0 and high <= low) or (item.step < 0 and high >= low):
            return 0
    return None


@op(
    "StridedSlice",
    "input: T, begin: Index, end: Index, strides: Index -> output: T",
    Index=INDEX,
    shape=_strided_dims,
    alias={0: 0},
    samples=[
        case("4,5", [1, 0], [3, 4], [1, 2]),
        case("4,5", [3], [0], [-1]),
        case("4,5,3", [0, 1], [0, 2], [1, 1], ellipsis_mask=1, shrink_axis_mask=2),
        case("4,5", [0, 0], [0, 0], [1, 1], new_axis_mask=1, begin_mask=2, end_mask=2),
        case("5", [2], [3], [1], shrink_axis_mask=1),
        bad("4,5", [0], [1], [0], error=ValueError, match="non-zero"),
        bad("4,5", [7], [8], [1], shrink_axis_mask=1, error=ValueError, match="out of bounds"),
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
    """input[begin:end:strides], with the masks' say on each item."""
    masks = dict(
        zip(
            _MASKS,
            (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask),
            strict=True,
        )
    )
    return input[_numpy_index(begin, end, strides, masks, input.shape)]


def _numpy_index(begin: Any, end: Any, strides: Any, masks: Any, sizes: Any) -> Any:
    items = _items(begin.tolist(), end.tolist(), strides.tolist(), masks)
    if 0 in strides:
        raise ValueError("strides must be non-zero")
    for item, axis in _walk(items, len(sizes)):
        if isinstance(item, int) and axis is not None and not -sizes[axis] <= item < sizes[axis]:
            raise ValueError(f"slice index {item} of dimension {axis} out of bounds")
    return tuple(items)


@strided_slice_op.value
def _(call: Call) -> Any:
    value = call.values[0]
    begin, end, strides = call.values[1:]
    if not isinstance(value, tuple) or any(v is None or None in v for v in (begin, end, strides)):
        return None
    items = _items(begin, end, strides, call.attrs)
    if len(items) != 1 or items[0] is None or items[0] is Ellipsis:
        return None
    return value[items[0]]


@strided_slice_op.grad
def _(op: Any, g: Any) -> Any:
    x, *where = op.inputs
    masks = {key: op.attrs[key] for key in _MASKS}
    return strided_slice_grad(shape(x), *where, g, **masks), None, None, None


@strided_slice_op.lower
def _(call: Call) -> Any:
    text = _index_text(call.values[1:], call.attrs)
    if text is None or call.shapes[0] is None:
        return None
    return Line(f"{{0}}[{text}]")


def _index_text(where: Any, attrs: Any) -> str | None:
    """The index in Python's words, if it is constant."""
    if any(v is None or None in v for v in where):
        return None
    words = []
    for item in _items(*where, attrs):
        if item is Ellipsis:
            words.append("...")
        elif isinstance(item, _slice):
            parts = ["" if p is None else str(p) for p in (item.start, item.stop)]
            step = "" if item.step == 1 else f":{item.step}"
            words.append(f"{parts[0]}:{parts[1]}{step}")
        else:
            words.append(str(item))
    return ", ".join(words) + ("," if words in (["..."],) else "") if words else None


@op(
    "StridedSliceGrad",
    "shape: Index, begin: Index, end: Index, strides: Index, dy: T -> output: T",
    Index=INDEX,
    shape=lambda call: as_shape_value(call.values[0], call.shapes[0]),
    samples=[
        case([4, 5], [1, 0], [3, 4], [1, 2], "2,2"),
        case([5], [2], [3], [1], "", shrink_axis_mask=1),
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
    """Zeros of a shape with dy where the slice lies."""
    masks = dict(
        zip(
            _MASKS,
            (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask),
            strict=True,
        )
    )
    result = np.zeros(tuple(shape.tolist()), dy.dtype)
    result[_numpy_index(begin, end, strides, masks, result.shape)] = dy
    return result


@strided_slice_grad.grad
def _(op: Any, g: Any) -> Any:
    _, *where, _ = op.inputs
    masks = {key: op.attrs[key] for key in _MASKS}
    return None, None, None, None, strided_slice_op(g, *where, **masks)


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
    """What `input_[begin:end:strides]` gives; bit i of each mask says more about item i.

    Args:
        input_: a tensor.
        begin, end, strides: integer vectors of one length; strides default to ones.
        begin_mask, end_mask: bits of items whose begin or end is left out.
        ellipsis_mask: the bit of an item that is `...`.
        new_axis_mask: bits of items that insert an axis of size 1.
        shrink_axis_mask: bits of items that are one index and drop the axis.
        var: accepted as in TF1.
        name: of the node.

    Returns:
        A Tensor of the same type. Gradient: g, with zeros round it.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: an index is out of range or a stride 0.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.strided_slice([1, 2, 3, 4], [0], [4], [2])).tolist()
        [1, 3]
    """
    if strides is None:
        strides = ones_like(begin)
    result: Tensor = strided_slice_op(
        input_,
        begin,
        end,
        strides,
        begin_mask=begin_mask,
        end_mask=end_mask,
        ellipsis_mask=ellipsis_mask,
        new_axis_mask=new_axis_mask,
        shrink_axis_mask=shrink_axis_mask,
        name=name,
    )
    return result


_ALLOWED = (dtypes.int32, dtypes.int64)


def index_type(tensor: Any) -> DType | None:
    """The dtype of a scalar integer tensor that may stand in an index, or None."""
    if not isinstance(tensor, Tensor):
        return None
    base = tensor.dtype.base_dtype
    return base if base in _ALLOWED and tensor._dims in (None, ()) else None


def as_index(item: Any) -> Any:
    """An item of an index as an int or a scalar tensor; TypeError if it is neither."""
    if isinstance(item, (int, np.integer)) and not isinstance(item, (bool, np.bool_)):
        return int(item)
    if hasattr(item, "_as_graph_element"):
        tensor = convert(item)
        if index_type(tensor) is not None:
            return tensor
    if hasattr(item, "__index__") and not isinstance(item, (bool, np.bool_)):
        return int(item.__index__())
    raise TypeError(
        "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/"
        f"tf.int64 tensors are valid indices, got {item!r}"
    )
