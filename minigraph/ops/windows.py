"""Windows that slide over a tensor: how many there are, where each begins, what of it is border.

Convolution, pooling and patches all look at a tensor through windows: along one axis, a window has
`kernel` elements, `dilation` apart, and begins `stride` further on than the one before. The border
("SAME": as much as it takes for one window per `stride` elements, half of it in front; "VALID":
none; "EXPLICIT": as given) is what windows see beyond the edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from minigraph.core.op_record import Call
from minigraph.core.shapes import Dims

__all__ = [
    "Layout",
    "Windows",
    "axis_windows",
    "layout_of",
    "overlap",
    "pool_windows",
    "slide",
    "windows_of",
]


class Layout(NamedTuple):
    """Where a tensor of images has its channels and its space."""

    channels: int
    space: tuple[int, ...]

    def order(self) -> tuple[int, ...]:
        """The permutation that brings the channels to the end."""
        return (0, *self.space, self.channels)

    def back(self) -> tuple[int, ...]:
        """The permutation that undoes `order`."""
        order = self.order()
        return tuple(order.index(axis) for axis in range(len(order)))

    def of(self, values: Sequence[Any]) -> tuple[Any, ...]:
        """Those of one value for each axis that are for the axes of space."""
        return tuple(values[axis] for axis in self.space)

    def dims(self, batch: Any, space: Sequence[Any], channels: Any) -> tuple[Any, ...]:
        """A shape in this layout."""
        return tuple((batch, *space, channels)[k] for k in self.back())


def layout_of(data_format: str, ndims: int) -> Layout:
    """The layout of "NHWC", "NCDHW" and the like for `ndims` axes; ValueError if it is none."""
    space = ndims - 2
    letters = "DHW"[-space:] if space > 1 else "W"
    if data_format == f"N{letters}C":
        return Layout(ndims - 1, tuple(range(1, ndims - 1)))
    if data_format == f"NC{letters}":
        return Layout(1, tuple(range(2, ndims)))
    raise ValueError(
        f"data_format must be 'N{letters}C' or 'NC{letters}', but it is {data_format!r}"
    )


class Windows(NamedTuple):
    """The windows over some axes, one number of each kind for each axis.

    `before` is the border in front (negative: elements in front that no window sees), `outs` the
    number of windows.
    """

    sizes: tuple[int, ...]
    kernel: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    before: tuple[int, ...]
    outs: tuple[int, ...]

    @property
    def reach(self) -> tuple[int, ...]:
        """How many elements a window spans, gaps included."""
        pairs = zip(self.kernel, self.dilations, strict=True)
        return tuple((k - 1) * d + 1 for k, d in pairs)

    @property
    def spans(self) -> tuple[int, ...]:
        """How many elements all windows span together, border included."""
        rows = zip(self.outs, self.strides, self.reach, strict=True)
        return tuple(max(n - 1, 0) * s + r for n, s, r in rows)


def axis_windows(
    size: Any, kernel: Any, stride: int, dilation: int, padding: str, pair: Sequence[int] = (0, 0)
) -> tuple[Any, Any]:
    """(number of windows, border in front) along one axis; None where a size is unknown.

    ValueError if not even one window fits.
    """
    if padding == "SAME":
        if size is None:
            return None, None
        count = -(-size // stride)
        if kernel is None:
            return count, None
        reach = (kernel - 1) * dilation + 1
        return count, max((count - 1) * stride + reach - size, 0) // 2
    before, after = pair if padding == "EXPLICIT" else (0, 0)
    if size is None or kernel is None:
        return None, before
    reach = (kernel - 1) * dilation + 1
    whole = size + before + after
    if whole < reach:
        raise ValueError(
            f"Negative dimension size caused by subtracting {reach} from {whole}: a window of "
            f"{reach} does not fit in {whole} elements with padding {padding}"
        )
    return (whole - reach) // stride + 1, before


def pool_windows(
    size: Any, kernel: int, stride: int, padding: str, pair: Sequence[int] = (0, 0)
) -> tuple[Any, Any]:
    """As `axis_windows`; an axis that is not pooled may be empty."""
    if kernel == stride == 1 and not any(pair):
        return size, 0
    return axis_windows(size, kernel, stride, 1, padding, pair)


def pairs_of(explicit: Sequence[int], ndims: int) -> list[tuple[int, int]]:
    """The flat list of borders that an op's attribute is, as (before, after) for each axis."""
    if not explicit:
        return [(0, 0)] * ndims
    return list(zip(explicit[::2], explicit[1::2], strict=True))


def slide(call: Call, sizes: Sequence[Any], kernel: Sequence[Any], layout: Layout) -> list[Any]:
    """The numbers of windows over `sizes`, the static rule of an op with the usual attributes."""
    attrs = call.attrs
    ndims = len(layout.space) + 2
    check_attributes(attrs, ndims, layout)
    borders = pairs_of(attrs.get("explicit_paddings", ()), ndims)
    if any(borders[0] + borders[layout.channels]):
        raise ValueError(f"The batch and the channels can have no border: {borders}")
    pairs = layout.of(borders)
    strides = layout.of(attrs["strides"])
    dilations = layout.of(attrs.get("dilations", (1,) * ndims))
    rows = zip(sizes, kernel, strides, dilations, pairs, strict=True)
    return [axis_windows(n, k, s, d, attrs["padding"], pair)[0] for n, k, s, d, pair in rows]


def check_attributes(attrs: dict[str, Any], ndims: int, layout: Layout) -> None:
    """ValueError unless strides, dilations and padding make sense for `ndims` axes."""
    for key in ("strides", "dilations"):
        values = attrs.get(key)
        if values is None:
            continue
        if len(values) != ndims:
            raise ValueError(f"{key} must have {ndims} numbers, but they are {list(values)}")
        if values[0] != 1 or values[layout.channels] != 1:
            raise ValueError(
                f"{key} along the batch and the channels must be 1, but {key} are {list(values)}"
            )
        if min(values) < 1:
            raise ValueError(f"{key} must be positive, but they are {list(values)}")
    check_padding(attrs, ndims)


def check_padding(attrs: dict[str, Any], ndims: int) -> None:
    """ValueError unless the padding is one that the op knows."""
    padding, explicit = attrs["padding"], attrs.get("explicit_paddings")
    allowed = ("SAME", "VALID") if explicit is None else ("SAME", "VALID", "EXPLICIT")
    if padding not in allowed:
        raise ValueError(
            f"padding must be one of {', '.join(map(repr, allowed))}, but it is {padding!r}"
        )
    if bool(explicit) != (padding == "EXPLICIT"):
        raise ValueError(f"borders are given with padding EXPLICIT alone, not with {padding}")
    if explicit and (len(explicit) != 2 * ndims or min(explicit) < 0):
        raise ValueError(
            f"explicit_paddings must be {2 * ndims} numbers that are not negative, but they are "
            f"{list(explicit)}"
        )


def windows_of(
    sizes: Sequence[int],
    kernel: Sequence[int],
    layout: Layout,
    strides: Sequence[int],
    padding: str,
    explicit_paddings: Sequence[int] = (),
    dilations: Sequence[int] = (),
) -> Windows:
    """The windows of an op at run time: sizes and kernel along space, attributes for all axes."""
    ndims = len(layout.space) + 2
    pairs = layout.of(pairs_of(explicit_paddings, ndims))
    steps = layout.of(strides)
    gaps = layout.of(dilations) if dilations else (1,) * len(steps)
    rows = zip(sizes, kernel, steps, gaps, pairs, strict=True)
    found = [axis_windows(n, k, s, d, padding, pair) for n, k, s, d, pair in rows]
    before, outs = tuple(b for _, b in found), tuple(n for n, _ in found)
    return Windows(tuple(sizes), tuple(kernel), steps, gaps, before, outs)


def overlap(size: int, count: int, stride: int, offset: int) -> tuple[slice, slice]:
    """Which windows meet the tensor in their element at `offset`, and which elements these are.

    Window i has that element at i * stride + offset, where 0 is the first of the tensor's `size`.
    """
    first = max(-(offset // stride), 0)  # the least i with i * stride + offset >= 0
    last = min((size - 1 - offset) // stride, count - 1)
    if last < first:
        return slice(0, 0), slice(0, 0)
    start = first * stride + offset
    return slice(first, last + 1), slice(start, last * stride + offset + 1, stride)


def unknown_space(dims: Dims, ndims: int) -> tuple[Any, ...]:
    """A shape of `ndims` axes, all unknown where the rank is."""
    return (None,) * ndims if dims is None else dims
