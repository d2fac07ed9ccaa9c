"""Arguments that layers with windows share: sizes for each axis of space, borders, layouts."""

from __future__ import annotations

from typing import Any

from minigraph.core.shapes import TensorShape

__all__ = ["channels_of", "layout_of", "padding_of", "spatial", "window_length"]


def spatial(value: Any, rank: int, name: str, allow_zero: bool = False) -> tuple[int, ...]:
    """`value`, an int or `rank` of them, as a tuple; ValueError with the argument's name."""
    text = f"The `{name}` argument must be a tuple of {rank} integers. Received: {value}"
    if isinstance(value, int):
        sizes = (value,) * rank
    else:
        try:
            sizes = tuple(int(size) for size in value)
        except (TypeError, ValueError):
            raise ValueError(text) from None
        if len(sizes) != rank:
            raise ValueError(text)
    if any(size < 0 or (size == 0 and not allow_zero) for size in sizes):
        raise ValueError(f"{text}, of which each must be {'>= 0' if allow_zero else '> 0'}.")
    return sizes


def padding_of(value: Any, *more: str) -> str:
    """ "valid" or "same" (or one of `more`), in lower case."""
    padding = str(value).lower()
    allowed = ("valid", "same", *more)
    if padding not in allowed:
        raise ValueError(
            f"The `padding` argument must be one of {', '.join(map(repr, allowed))}. Received: "
            f"{value}"
        )
    return padding


def layout_of(data_format: Any) -> str:
    """ "channels_last" or "channels_first"."""
    layout = str(data_format).lower()
    if layout not in ("channels_last", "channels_first"):
        raise ValueError(
            f'The `data_format` argument must be one of "channels_first", "channels_last". '
            f"Received: {data_format}"
        )
    return layout


def channels_of(input_shape: Any, data_format: str, layer: str) -> int:
    """The number of channels; ValueError if it is not known."""
    dims = TensorShape(input_shape)._dims
    axis = 1 if data_format == "channels_first" else -1
    size = None if dims is None else dims[axis]
    if size is None:
        raise ValueError(
            f"The channel dimension of the inputs of {layer} should be defined. The input_shape "
            f"received is {TensorShape(input_shape)}, where axis {axis} is the channel dimension."
        )
    return size


def window_length(
    length: int | None, window: int, padding: str, stride: int, dilation: int = 1
) -> int | None:
    """How many places a window has along an axis."""
    if length is None:
        return None
    span = dilation * (window - 1) + 1
    places = length - span + 1 if padding == "valid" else length
    return (places + stride - 1) // stride
