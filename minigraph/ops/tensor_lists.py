"""Lists of tensors as values: what the gradient of a loop keeps from its iterations.

A list is `(last element, the list before it)`, and `()` is the empty one: pushing and popping take
constant time and change nothing that exists.
"""

from __future__ import annotations

from typing import Any

from minigraph.core.dtypes import DType
from minigraph.core.op_record import Call, op
from minigraph.core.shapes import Dims
from minigraph.ops.spread import zeros_like

__all__ = ["add_lists", "empty_list", "pop", "push"]


# ---------------------------------------------------------------------------------- EmptyTensorList
@op(
    "EmptyTensorList",
    "-> handle: variant",
    shape=lambda call: (),
    effect="list",
    no_gradient="it has no inputs",
)
def empty_list() -> Any:
    """A list without elements."""
    return ()


# ------------------------------------------------------------------------- TensorListPushBack
@op(
    "TensorListPushBack",
    "input_handle: variant, tensor: element_dtype -> output_handle: variant",
    shape=lambda call: (),
    effect="list",
)
def push(input_handle: Any, tensor: Any) -> Any:
    """The list with one more element."""
    return (tensor, input_handle)


@push.grad
def _(op: Any, g: Any) -> Any:
    tensor = op.inputs[1]
    return pop(g, element_dtype=tensor.dtype.base_dtype, element_shape=tensor._dims)


# ------------------------------------------------------------------------- TensorListPopBack
def _popped(call: Call) -> list[Dims]:
    return [(), call.attrs["element_shape"]]


@op(
    "TensorListPopBack",
    "input_handle: variant -> output_handle: variant, tensor: element_dtype",
    shape=_popped,
    effect="list",
    partial_gradients=True,
)
def pop(input_handle: Any, *, element_dtype: DType, element_shape: Dims) -> Any:
    """The list without its last element, and that element."""
    tensor, rest = input_handle
    return [rest, tensor]


@pop.grad
def _(op: Any, g_list: Any, g_tensor: Any) -> Any:
    if g_list is None:
        g_list = empty_list()
    return push(g_list, zeros_like(op.outputs[1]) if g_tensor is None else g_tensor)


# ---------------------------------------------------------------------------------- _AddLists
@op("_AddLists", "x: variant, y: variant -> sum: variant", shape=lambda call: (), effect="list")
def add_lists(x: Any, y: Any) -> Any:
    """The sums of the elements of two lists of one length; the empty list counts as zeros."""
    if not x or not y:
        return x or y
    rows = []
    while x:
        (a, x), (b, y) = x, y
        rows.append(a + b)
    result: Any = ()
    for row in reversed(rows):
        result = (row, result)
    return result


@add_lists.grad
def _(op: Any, g: Any) -> Any:
    return g, g
