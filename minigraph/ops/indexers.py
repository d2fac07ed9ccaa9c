"""`x[...]`: a Python index as the StridedSlice node that TF1 builds for it."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.operators import OPERATORS
from minigraph.ops.constants import constant
from minigraph.ops.joining import stack
from minigraph.ops.naming import name_scope
from minigraph.ops.slicing import as_index, strided_slice_op

__all__: list[str] = []


class _Spec:
    """begin, end, strides and masks of an index, built up item by item."""

    def __init__(self) -> None:
        self.begin: list[Any] = []
        self.end: list[Any] = []
        self.strides: list[Any] = []
        self.masks = dict.fromkeys(
            ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"), 0
        )

    def add(self, begin: Any, end: Any, stride: Any, *masks: str) -> None:
        """One more item; `masks` are those whose bit it sets."""
        bit = 1 << len(self.begin)
        for mask in masks:
            self.masks[mask] |= bit
        self.begin.append(begin)
        self.end.append(end)
        self.strides.append(stride)

    def add_slice(self, item: Any) -> None:
        """An item `low:high:step`."""
        masks = []
        low, high, step = item.start, item.stop, item.step
        low = None if low is None else as_index(low)
        high = None if high is None else as_index(high)
        step = 1 if step is None else as_index(step)
        if low is None:
            masks.append("begin_mask")
        if high is None:
            masks.append("end_mask")
        self.add(0 if low is None else low, 0 if high is None else high, step, *masks)


def _getitem(x: Any, key: Any) -> Tensor:
    items = key if isinstance(key, (list, tuple)) else [key]
    spec = _Spec()
    if sum(item is Ellipsis for item in items) > 1:
        raise ValueError("Multiple ellipses are not allowed in an index.")
    for item in items:
        if isinstance(item, slice):
            spec.add_slice(item)
        elif item is Ellipsis:
            spec.add(0, 0, 1, "ellipsis_mask")
        elif item is None:
            spec.add(0, 0, 1, "new_axis_mask")
        else:
            index = as_index(item)
            spec.add(index, index + 1, 1, "shrink_axis_mask")
    tensor = convert(x)
    values = [tensor, *(i for v in (spec.begin, spec.end, spec.strides) for i in v)]
    with name_scope(None, "strided_slice", [v for v in values if isinstance(v, Tensor)]) as scope:
        vectors = [_vector(v) for v in (spec.begin, spec.end, spec.strides)]
        result: Tensor = strided_slice_op(tensor, *vectors, **spec.masks, name=scope)
        return result


def _vector(items: list[Any]) -> Tensor:
    if not items:
        return constant([], "int32", name="stack")
    return stack(items, name="stack")


OPERATORS["getitem"] = _getitem
