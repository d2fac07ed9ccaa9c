"""What `x[...]` means: StridedSlice's numbers and bit masks as Python's own index.

Entry i of the specification is one of: `...` (bit i of ellipsis_mask), a new axis, a single index
(shrink_axis_mask), or a range, whose begin or end may be left out (begin_mask, end_mask).
Precedence is in this order. NumPy's indexing has the same rules, so an index is all it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from minigraph.core.shapes import Dims

__all__ = ["Masks", "Piece", "index_of", "pieces", "range_size"]


class Masks(NamedTuple):
    """The bit masks, as the op's attributes name them."""

    begin_mask: int = 0
    end_mask: int = 0
    ellipsis_mask: int = 0
    new_axis_mask: int = 0
    shrink_axis_mask: int = 0

    @classmethod
    def of(cls, attrs: dict[str, Any]) -> Masks:
        """Those in a node's attributes."""
        return cls(*(attrs[key] for key in cls._fields))


class Piece(NamedTuple):
    """One part of an index.

    Attributes:
        kind: "range", "index", "new" (an axis of size 1) or "all" (an axis as it is).
        entry: the entry of the specification, or -1.
        axis: the axis of the input, or -1.
    """

    kind: str
    entry: int = -1
    axis: int = -1


def pieces(ndims: int, count: int, masks: Masks) -> list[Piece]:
    """The index of a tensor of `ndims` axes by `count` entries; ValueError if it has too many."""
    dots = [i for i in range(count) if masks.ellipsis_mask >> i & 1]
    if len(dots) > 1:
        raise ValueError("Only one ellipsis (`...`) is allowed in an index")
    plain = [i for i in range(count) if i not in dots and not masks.new_axis_mask >> i & 1]
    if len(plain) > ndims:
        raise ValueError(
            f"Index out of range: {len(plain)} indices, but the input has {ndims} axes"
        )
    found: list[Piece] = []
    axis = 0
    for i in range(count + 1):
        if i == (dots[0] if dots else count):
            for _ in range(ndims - len(plain)):
                found.append(Piece("all", axis=axis))
                axis += 1
        elif i < count and i not in plain:
            found.append(Piece("new", i))
        elif i < count:
            kind = "index" if masks.shrink_axis_mask >> i & 1 else "range"
            found.append(Piece(kind, i, axis))
            axis += 1
    return found


def ends(piece: Piece, begin: Any, end: Any, masks: Masks) -> tuple[Any, Any]:
    """A range's begin and end, None where it is left out."""
    first = None if masks.begin_mask >> piece.entry & 1 else begin[piece.entry]
    last = None if masks.end_mask >> piece.entry & 1 else end[piece.entry]
    return first, last


def checked_stride(piece: Piece, stride: int | None) -> int | None:
    """A stride that is known, or None; ValueError if it makes no sense."""
    if stride == 0:
        raise ValueError(f"strides[{piece.entry}] must be non-zero")
    if piece.kind == "index" and stride is not None and stride < 0:
        raise ValueError("only stride 1 is allowed for a single index")
    return stride


def index_of(
    found: list[Piece],
    begin: Sequence[int],
    end: Sequence[int],
    strides: Sequence[int],
    masks: Masks,
) -> tuple[Any, ...]:
    """The index as Python writes it."""
    index: list[Any] = []
    for piece in found:
        if piece.kind == "new":
            index.append(None)
        elif piece.kind == "all":
            index.append(slice(None))
        elif piece.kind == "index":
            checked_stride(piece, strides[piece.entry])
            index.append(begin[piece.entry])
        else:
            step = checked_stride(piece, strides[piece.entry])
            index.append(slice(*ends(piece, begin, end, masks), None if step == 1 else step))
    return tuple(index)


def range_size(size: int | None, piece: Piece, spec: Any, masks: Masks) -> int | None:
    """How many elements a range takes of an axis of `size`; None where that is unknown.

    `spec` is (begin, end, strides), in which None stands for an unknown number.
    """
    begin, end, strides = spec
    step = checked_stride(piece, strides[piece.entry])
    if size is None or step is None:
        return None
    first, last = ends(piece, begin, end, masks)
    open_first = masks.begin_mask >> piece.entry & 1
    open_last = masks.end_mask >> piece.entry & 1
    if (first is None and not open_first) or (last is None and not open_last):
        return None
    return len(range(*slice(first, last, step).indices(size)))


def sliced_dims(dims: Dims, found: list[Piece], spec: Any, masks: Masks) -> Dims:
    """The static shape of the result; `spec` as in `range_size`."""
    assert dims is not None
    result: list[int | None] = []
    for piece in found:
        if piece.kind == "new":
            result.append(1)
        elif piece.kind == "all":
            result.append(dims[piece.axis])
        elif piece.kind == "range":
            result.append(range_size(dims[piece.axis], piece, spec, masks))
        else:
            checked_stride(piece, spec[2][piece.entry])
            at, size = spec[0][piece.entry], dims[piece.axis]
            if at is not None and size is not None and not -size <= at < size:
                raise ValueError(
                    f"slice index {at} of dimension {piece.axis} out of bounds: it has {size} elements"
                )
    return tuple(result)
