"""The nodes of pooling, from sizes and strides as users give them."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.naming import name_scope
from minigraph.ops.window_arguments import for_all_axes, padding_of

__all__ = [
    "axes_of_space",
    "pooled",
    "pooled_rows",
]


def pooled(
    record: Any,
    value: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    name: str | None,
    space: int = 2,
) -> Tensor:
    """One node: sizes and strides for all axes from those that were given."""
    layout = data_format or ("NHWC" if space == 2 else "NDHWC")
    channels = 1 if layout.startswith("NC") else space + 1
    border = padding_of(padding)
    if "explicit_paddings" not in record.attrs:
        if border.pop("explicit_paddings"):
            raise ValueError(f"padding must be 'SAME' or 'VALID', not {padding!r}.")
    result: Tensor = record(
        value,
        ksize=for_all_axes(ksize, space, channels, "ksize"),
        strides=for_all_axes(strides, space, channels, "strides"),
        data_format=layout,
        name=name,
        **border,
    )
    return result


def pooled_rows(
    record: Any,
    value: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    name: str | None,
    default: str,
) -> Tensor:
    """The nodes of pooling vectors: as images of height 1."""
    with name_scope(name, default, [value]) as scope:
        layout = data_format or "NWC"
        if layout not in ("NWC", "NCW"):
            raise ValueError(f"data_format must be 'NWC' or 'NCW', not {data_format!r}.")
        axis = 2 if layout == "NCW" else 1
        channels = 1 if layout == "NCW" else 2
        sizes = (1, *for_all_axes(ksize, 1, channels, "ksize"))
        steps = (1, *for_all_axes(strides, 1, channels, "strides"))
        border = padding
        if isinstance(padding, (list, tuple)):
            border = [*padding[:axis], (0, 0), *padding[axis:]]
        image = expand_dims(value, axis)
        form = "NCHW" if layout == "NCW" else "NHWC"
        result = pooled(record, image, sizes, steps, border, form, scope)
        return squeeze(result, [axis])


def axes_of_space(input: Any, ksize: Any, strides: Any, data_format: str | None) -> int:
    """How many axes of space there are: from the format, the rank, or the lengths of lists."""
    if data_format is not None:
        return len(data_format) - 2
    ndims = convert(input).shape.ndims
    if ndims is not None:
        if not 3 <= ndims <= 5:
            raise ValueError(f"The input must have rank 3, 4 or 5, but its rank is {ndims}.")
        return int(ndims) - 2
    lengths = [len(v) - 2 for v in (ksize, strides) if hasattr(v, "__len__") and len(v) > 2]
    if not lengths:
        raise ValueError("The rank of the input must be known, or data_format be given.")
    return lengths[0]
