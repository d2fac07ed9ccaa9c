"""Notes in a node: the tiny constants that belong to an operation, as a person would write them.

An axis, an exponent, a learning rate, the bounds of a slice: each is a node of the graph, and in a
picture a few characters in the node that uses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from minigraph.drawing.graph_api import OpLike
from minigraph.drawing.labels import printable, shorten

NOW = "now "  # before a value that a run gave
VALUE_LIMIT = 28  # characters of a constant's value
ATTRIBUTE_LIMIT = 80  # characters of an attribute
LARGE = 1_000_000  # of a value of more elements than this nothing is worked out
TINY = 6  # a constant of more elements than this is a node of its own

AUTOMATIC_CONST = re.compile(r"Const(_\d+)?")
_REDUCTIONS = frozenset({"Mean", "Sum", "Prod", "Max", "Min", "All", "Any"})
_SLICE_MASKS = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")


def notes_of(op: OpLike, folded: Mapping[str, str]) -> tuple[str, ...]:
    """What to write into the node of an operation.

    Args:
        op: the operation.
        folded: the constants that have no node of their own, by name, as text.
    """
    if op.type == "Const":
        text = constant_text(op)
        return () if text is None else (text,)
    if op.type == "NoOp":
        count = len(op.control_inputs)
        return (f"runs {count} operation" + ("s" if count > 1 else ""),) if count else ()
    if op.type == "StridedSlice" and all(t.op.name in folded for t in op.inputs[1:4]):
        return (_subscript(op),)
    notes = []
    for position, tensor in enumerate(op.inputs):
        text = folded.get(tensor.op.name)
        if text is None or text == "[]":
            continue
        name = tensor.op.name.rpartition("/")[2]
        if position == 1 and op.type in _REDUCTIONS:
            name = "axis"
        notes.append(text if AUTOMATIC_CONST.fullmatch(name) else f"{printable(name)} = {text}")
    return tuple(notes)


def _subscript(op: OpLike) -> str:
    begin, end, strides = ([int(n) for n in t.op.get_attr("value")] for t in op.inputs[1:4])
    return slice_text(begin, end, strides, {mask: int(op.get_attr(mask)) for mask in _SLICE_MASKS})


def constant_value(op: OpLike) -> Any | None:
    """The array in a Const, or None where the graph does not hand it out as one."""
    if op.type != "Const":
        return None
    value = op.get_attr("value")
    return value if isinstance(value, np.ndarray | np.generic) else None


def constant_text(op: OpLike) -> str | None:
    """The value of a tiny constant of rank 0 or 1 as text, else None."""
    value = constant_value(op)
    if value is None or value.ndim > 1 or value.size > TINY:
        return None
    return known_text(value)


def known_text(value: Any) -> str | None:
    """A value that is known from a run: itself if it is tiny, mean and deviation if it is not large."""
    array = np.asarray(value)
    if array.ndim <= 1 and array.size <= TINY:
        elements = [_element(x) for x in np.atleast_1d(array)]
        text = elements[0] if array.ndim == 0 else "[" + ", ".join(elements) + "]"
    elif array.dtype.kind in "fiu" and 0 < array.size <= LARGE:
        wide = array.astype(np.float64)
        text = f"mean {wide.mean():.3g}, std {wide.std():.3g}"
    else:
        return None
    return shorten(printable(text), VALUE_LIMIT)


def attributes_of(op: OpLike) -> tuple[tuple[str, str], ...]:
    """The settings of an operation as text; an array as in `known_text`."""
    attributes = getattr(op, "attrs", {})
    return tuple(
        (printable(name), _attribute_text(attributes[name]))
        for name in sorted(attributes)
        if not name.startswith("_")
    )


def _attribute_text(value: Any) -> str:
    if isinstance(value, np.ndarray | np.generic):
        return known_text(value) or f"{value.size:,} numbers"
    text = getattr(value, "name", value)  # a dtype
    if not isinstance(text, str | int | float | bool | list | tuple | bytes):
        text = str(text).partition("\n")[0][: 2 * ATTRIBUTE_LIMIT]
    text = repr(text) if isinstance(text, bytes) else str(text)
    return shorten(printable(text), ATTRIBUTE_LIMIT)


def _element(value: Any) -> str:
    if isinstance(value, bytes):
        return repr(value.decode("utf-8", "backslashreplace"))
    return repr(value) if isinstance(value, str) else str(value)


def slice_text(
    begin: Sequence[int], end: Sequence[int], strides: Sequence[int], masks: Mapping[str, int]
) -> str:
    """The Python subscript that a StridedSlice stands for.

    Args:
        begin, end, strides: one integer an axis, as the operation takes them.
        masks: the operation's five `*_mask` attributes; bit i speaks of axis i.

    Example:
        >>> from minigraph.drawing.notes import slice_text
        >>> slice_text([0, 1, 0], [1, 5, 0], [1, 2, 1], {"shrink_axis_mask": 1, "end_mask": 4})
        '[0, 1:5:2, 0:]'
    """

    def says(mask: str, axis: int) -> bool:
        return bool(masks.get(mask, 0) >> axis & 1)

    parts = []
    for axis, (first, last, step) in enumerate(zip(begin, end, strides, strict=True)):
        if says("ellipsis_mask", axis):
            parts.append("...")
        elif says("new_axis_mask", axis):
            parts.append("newaxis")
        elif says("shrink_axis_mask", axis):
            parts.append(str(first))
        else:
            start = "" if says("begin_mask", axis) else str(first)
            stop = "" if says("end_mask", axis) else str(last)
            parts.append(f"{start}:{stop}" + (f":{step}" if step != 1 else ""))
    return "[" + ", ".join(parts) + "]"
