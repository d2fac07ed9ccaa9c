"""Strides, sizes and borders as users give them: one number, one for each axis of space, or all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["as_tuple", "for_all_axes", "padding_of"]


def for_all_axes(value: Any, space: int, channels: int, name: str) -> tuple[int, ...]:
    """One number for each axis: 1 for the batch and the channels (axis `channels`) unless given.

    Args:
        value: an int, or 1, `space` or `space` + 2 of them, or None for ones.
        space: the number of axes of space.
        channels: the axis of the channels: 1 or the last.
        name: of the argument, for the error.
    """
    if value is None:
        values = [1]
    elif isinstance(value, (list, tuple)) or hasattr(value, "__len__"):
        values = [int(v) for v in value]
    else:
        values = [int(value)]
    if len(values) == space + 2:
        return tuple(values)
    if len(values) == 1:
        values *= space
    elif len(values) != space:
        raise ValueError(
            f"{name} should be of length 1, {space} or {space + 2}, but {name}={value} is of "
            f"length {len(values)}."
        )
    return (1, 1, *values) if channels == 1 else (1, *values, 1)


def padding_of(padding: Any) -> dict[str, Any]:
    """The attributes for a padding: "SAME", "VALID", or a list of (before, after) for each axis."""
    if padding is None:
        raise TypeError("Expected string for argument 'padding' not None.")
    if isinstance(padding, str):
        if padding == "EXPLICIT":
            raise ValueError("To use padding EXPLICIT, give a list of (before, after) as padding.")
        return {"padding": padding, "explicit_paddings": ()}
    flat: list[int] = []
    for pair in padding:
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            raise ValueError(
                f"Where padding is a list, each element must be (before, after): {padding!r}."
            )
        flat += [int(number) for number in pair]
    if len(flat) != 8:
        raise ValueError(f"padding must have a pair for each of 4 axes: {padding!r}.")
    return {"padding": "EXPLICIT", "explicit_paddings": tuple(flat)}


def as_tuple(values: Any, name: str, length: int) -> tuple[int, ...]:
    """A list of exactly `length` ints, as an attribute."""
    if not isinstance(values, Sequence) and not hasattr(values, "__len__"):
        raise TypeError(f"Expected list for '{name}' argument, not {values!r}.")
    if len(values) != length:
        raise ValueError(f"'{name}' must have {length} numbers, but it is {values!r}.")
    return tuple(int(v) for v in values)
