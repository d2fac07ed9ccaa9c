"""`x[...]`: the nodes that Python's indexing of a tensor builds.

The numbers of an index go into three vectors, begin, end and strides, and into bit masks. Where an
index holds tensors the vectors are Pack nodes; all-number vectors are constants.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.operators import OPERATORS
from minigraph.core.shapes import Dimension
from minigraph.ops.casting import cast
from minigraph.ops.constants import constant
from minigraph.ops.joining import stack
from minigraph.ops.masks import boolean_mask
from minigraph.ops.naming import name_scope
from minigraph.ops.slicing import strided_slice

__all__ = ["newaxis"]

newaxis = None


class _Index:
    """An index that is being read: three lists of numbers or tensors, and the masks."""

    def __init__(self) -> None:
        self.begin: list[Any] = []
        self.end: list[Any] = []
        self.strides: list[Any] = []
        self.masks = dict.fromkeys(
            ("begin_mask", "end_mask", "shrink_axis_mask", "new_axis_mask", "ellipsis_mask"), 0
        )

    def add(self, begin: Any, end: Any, stride: Any, *masks: str) -> None:
        """One entry, and the masks in which its bit is set."""
        for mask in masks:
            self.masks[mask] |= 1 << len(self.begin)
        self.begin.append(begin)
        self.end.append(end)
        self.strides.append(stride)

    def add_range(self, part: slice) -> None:
        """`begin:end:stride`; a part that is left out has the type of the tensors beside it."""
        kind = None
        for value in (part.start, part.stop, part.step):
            if isinstance(value, Tensor) and kind is not dtypes.int64:
                kind = value.dtype.base_dtype

        def number(value: Any, default: int) -> Any:
            if value is not None:
                return _checked(value)
            return default if kind is None else constant(default, kind)

        open_ends = []
        begin = number(part.start, 0)
        if part.start is None:
            open_ends.append("begin_mask")
        end = number(part.stop, 0)
        if part.stop is None:
            open_ends.append("end_mask")
        self.add(begin, end, number(part.step, 1), *open_ends)

    def add_number(self, value: Any) -> None:
        """A single index."""
        wide = isinstance(value, Tensor) and value.dtype.base_dtype is dtypes.int64
        begin = _checked(value)
        end = begin + 1
        stride = constant(1, dtypes.int64) if wide else 1
        self.add(begin, end, stride, "shrink_axis_mask")


def _checked(value: Any) -> Any:
    """A number or scalar tensor of an index; TypeError for anything else."""
    element = value if isinstance(value, Tensor) else getattr(value, "_as_graph_element", None)
    if element is not None:
        tensor = value if isinstance(value, Tensor) else convert(value)
        if tensor.dtype.base_dtype.is_integer and tensor._dims in ((), None):
            return tensor
    elif isinstance(value, (int, np.integer, Dimension)):
        return value
    elif isinstance(value, np.ndarray) and value.dtype.kind in "iu" and value.shape == ():
        return value[()]
    raise TypeError(
        "A tensor is indexed with integers, slices, `...`, tf.newaxis and scalar integer tensors; "
        f"{value!r} is none of these valid indices (tf.gather looks up by a vector)."
    )


def _is_mask(key: Any) -> bool:
    if isinstance(key, Tensor):
        return key.dtype.base_dtype is dtypes.bool_
    return isinstance(key, bool) or (isinstance(key, np.ndarray) and key.dtype == np.bool_)


def getitem(tensor: Any, key: Any) -> Tensor:
    """What `tensor[key]` builds.

    Args:
        tensor: a tensor or variable.
        key: an int, a scalar integer tensor, a slice of these, `...`, None (a new axis), a tuple
            of them, or a bool tensor (as `tf.boolean_mask`).

    Returns:
        A Tensor of the same type.

    Raises:
        TypeError: something in the key is no index; ValueError: an index is out of range.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant([[1, 2, 3], [4, 5, 6]])
        >>> tf.Session().run(x[1, ::2]).tolist()
        [4, 6]
    """
    if _is_mask(key):
        return boolean_mask(tensor, key)
    index = _Index()
    for part in key if isinstance(key, (list, tuple)) else [key]:
        if isinstance(part, slice):
            index.add_range(part)
        elif part is Ellipsis:
            index.add(0, 0, 1, "ellipsis_mask")
        elif part is None:
            index.add(0, 0, 1, "new_axis_mask")
        else:
            index.add_number(part)
    lists = [index.begin, index.end, index.strides]
    with name_scope(
        None, "strided_slice", [tensor, *index.begin, *index.end, *index.strides]
    ) as scope:
        if index.begin:
            vectors = [stack(numbers) for numbers in lists]
            if any(v.dtype.base_dtype is dtypes.int64 for v in vectors):
                vectors = [cast(v, dtypes.int64) for v in vectors]
        else:
            vectors = [constant([], dtypes.int32)] * 3
        begin, end, strides = vectors
        masks: Any = index.masks
        return strided_slice(tensor, begin, end, strides, name=scope, **masks)


OPERATORS["getitem"] = getitem
