"""Lists that hold tensors, such as `[tf.shape(x)[0], 10]`, wherever a tensor is expected.

A list with a tensor or variable in it becomes a Pack node, lists within it Pack nodes of their
own. The plain values beside a tensor take its type.
"""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert, register_tensor_conversion_function
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.shapes import Dimension
from minigraph.ops.casting import cast
from minigraph.ops.constants import constant
from minigraph.ops.joining import pack_op
from minigraph.ops.naming import name_scope

__all__: list[str] = []


def _is_tensor(value: Any) -> bool:
    """Whether a value is a tensor or a variable."""
    if isinstance(value, Tensor):
        return True
    return hasattr(value, "_as_graph_element") and not isinstance(value, Operation)


def _dtype_in(values: Any) -> DType | None:
    """The type of the first tensor in nested lists, or None if there is no tensor."""
    for value in values:
        if _is_tensor(value):
            dtype: DType = value.dtype.base_dtype
            return dtype
        if isinstance(value, (list, tuple)):
            found = _dtype_in(value)
            if found is not None:
                return found
    return None


def _as_type(values: Any, dtype: DType) -> list[Any]:
    """The same nested lists with every tensor cast."""
    return [
        cast(v, dtype)
        if _is_tensor(v)
        else _as_type(v, dtype)
        if isinstance(v, (list, tuple))
        else v
        for v in values
    ]


def _pack(values: Any, dtype: DType, name: str) -> Any:
    """The tensor of a list, or the list itself if there is no tensor in it."""
    with name_scope(name) as scope:
        items = []
        for i, value in enumerate(values):
            if _is_tensor(value) and value.dtype.base_dtype is not dtype:
                raise TypeError(
                    f"A list that begins with {dtype.name} tensors also holds {value}. "
                    f"Types never promote: say tf.cast(..., tf.{dtype.name})."
                )
            nested = isinstance(value, (list, tuple))
            items.append(_pack(value, dtype, str(i)) if nested else value)
        if not any(_is_tensor(item) for item in items):
            return items
        tensors = [
            convert(item, None if _is_tensor(item) else dtype, str(i))
            for i, item in enumerate(items)
        ]
        return pack_op(tensors, name=scope)


def _has_dimension(values: Any) -> bool:
    """Whether a list holds a Dimension."""
    return any(isinstance(value, Dimension) for value in values)


def _as_numbers(values: Any) -> list[Any]:
    """The list with the sizes of its Dimensions; TypeError if one is unknown."""
    if any(isinstance(value, Dimension) and value.value is None for value in values):
        raise TypeError(f"{values!r} holds an unknown Dimension: use tf.shape(x)[i] for it.")
    return [value.value if isinstance(value, Dimension) else value for value in values]


def _packed(value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    """The conversion function of lists and tuples."""
    own = _dtype_in(value)
    if own is None and _has_dimension(value):
        if dtype is None:
            raise TypeError(f"A list with Dimensions has no type of its own: {value!r}.")
        return constant(_as_numbers(value), dtype, name=name or "Const")
    if as_ref or own is None:
        return NotImplemented
    wanted = own if dtype is None else as_dtype(dtype).base_dtype
    if wanted is not own:
        value = _as_type(value, wanted)
    return _pack(value, wanted, name or "packed")


register_tensor_conversion_function((list, tuple), _packed, 99)
