"""Slots: what an optimizer remembers of each variable, kept in variables named after it.

The slot `m` of the variable `dense/kernel` under the optimizer named Adam is the variable
`dense/kernel/Adam`, a second slot `dense/kernel/Adam_1`.
"""

from __future__ import annotations

from typing import Any

from minigraph.core.graph import default_graph
from minigraph.core.shapes import TensorShape
from minigraph.ops.get_variable import get_variable
from minigraph.ops.initializers import zeros_initializer
from minigraph.ops.shaping import shape as shape_of
from minigraph.ops.spread import zeros
from minigraph.ops.variable_scope import get_variable_scope, variable_scope
from minigraph.ops.variables import Variable

__all__ = ["create_slot", "create_slot_with_initializer", "create_zeros_slot"]


def create_slot(primary: Any, value: Any, name: str) -> Variable:
    """A variable beside `primary` that starts as `value` (a tensor)."""
    return _make(primary, value, name, validate_shape=value.shape.is_fully_defined())


def create_slot_with_initializer(
    primary: Any, initializer: Any, shape: Any, dtype: Any, name: str
) -> Variable:
    """A variable beside `primary` that an initializer makes."""
    known = TensorShape(shape).is_fully_defined()
    return _make(primary, initializer, name, shape=shape, dtype=dtype, validate_shape=known)


def create_zeros_slot(primary: Any, name: str, dtype: Any = None) -> Variable:
    """A variable of `primary`'s shape that starts as zeros."""
    dtype = primary.dtype.base_dtype if dtype is None else dtype
    shape = primary.get_shape()
    if shape.is_fully_defined():
        return create_slot_with_initializer(primary, zeros_initializer(), shape, dtype, name)
    initial = primary.initialized_value() if isinstance(primary, Variable) else primary
    return create_slot(primary, zeros(shape_of(initial), dtype), name)


def _make(primary: Any, initializer: Any, name: str, **more: Any) -> Variable:
    with variable_scope(None, f"{primary.op.name}/{name}"):
        get_variable_scope().set_partitioner(None)
        with default_graph().colocate_with(primary):
            slot: Variable = get_variable("", initializer=initializer, trainable=False, **more)
    part = primary._get_save_slice_info() if isinstance(primary, Variable) else None
    if part is not None:
        slot._set_save_slice_info(part._replace(full_name=f"{part.full_name}/{name}"))
    return slot
