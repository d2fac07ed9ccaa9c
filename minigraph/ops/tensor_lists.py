"""Lists of tensors as values: what loops over rows, and the gradients of loops, carry along.

A list is `(last element, the list before it)`, and `()` is the empty one: pushing and popping take
constant time and change nothing that exists.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.dtypes import DType
from minigraph.core.errors import InvalidArgumentError, UnimplementedError
from minigraph.core.op_record import Call, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.array_elements import Elements
from minigraph.ops.spread import zeros_like

__all__ = ["add_lists", "empty_list", "pop", "push", "rows_like", "rows_of", "stack_list"]


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
    if not input_handle:
        raise InvalidArgumentError(None, None, "There is no first row: the tensor has none.")
    tensor, rest = input_handle
    return [rest, tensor]


@pop.grad
def _(op: Any, g_list: Any, g_tensor: Any) -> Any:
    if g_list is None:
        g_list = empty_list()
    return push(g_list, zeros_like(op.outputs[1]) if g_tensor is None else g_tensor)


# ------------------------------------------------------------------------- TensorListFromTensor
@op(
    "TensorListFromTensor",
    "tensor: element_dtype -> output_handle: variant",
    shape=lambda call: (),
    effect="list",
)
def rows_of(tensor: Any, *, first_on_top: bool) -> Any:
    """The rows of a tensor as a list; its last element is the first row or the last."""
    rows = tensor.copy()
    result: Any = ()
    for row in rows[::-1] if first_on_top else rows:
        result = (row, result)
    return result


@rows_of.grad
def _(op: Any, g: Any) -> Any:
    return rows_like(g, op.inputs[0], first_on_top=op.attrs["first_on_top"])


# ---------------------------------------------------------------------------------- _ListRows
def _joined(handle: Any, first_on_top: bool) -> list[Any]:
    rows = []
    while handle:
        row, handle = handle
        rows.append(row)
    return rows if first_on_top else rows[::-1]


@op(
    "_ListRows",
    "input_handle: variant, like: T -> tensor: T",
    shape=lambda call: call.shapes[1],
    effect="list",
)
def rows_like(input_handle: Any, like: Any, *, first_on_top: bool) -> Any:
    """The list's elements as the rows of a tensor like another; the empty list counts as zeros."""
    rows = _joined(input_handle, first_on_top)
    return np.stack(rows) if rows else np.zeros_like(like)


@rows_like.grad
def _(op: Any, g: Any) -> Any:
    return rows_of(g, first_on_top=op.attrs["first_on_top"]), None


# ------------------------------------------------------------------------- TensorListStack
@op(
    "TensorListStack",
    "input_handle: variant -> tensor: element_dtype",
    shape=lambda call: (
        None
        if call.attrs["element_shape"] is None
        else (call.attrs["num_elements"], *call.attrs["element_shape"])
    ),
    effect="list",
)
def stack_list(
    input_handle: Any,
    *,
    element_dtype: DType,
    element_shape: Dims,
    num_elements: int | None,
    first_on_top: bool,
) -> Any:
    """The list's elements as the rows of a tensor."""
    rows = _joined(input_handle, first_on_top)
    if rows:
        return np.stack(rows)
    if element_shape is None or None in element_shape:
        raise UnimplementedError(
            None,
            None,
            f"There are no rows, and the shape of one is not known: {show(element_shape)}.",
        )
    return np.zeros((0, *element_shape), element_dtype.np_dtype)


@stack_list.grad
def _(op: Any, g: Any) -> Any:
    return rows_of(g, first_on_top=op.attrs["first_on_top"])


# ---------------------------------------------------------------------------------- _AddLists
@op("_AddLists", "x: variant, y: variant -> sum: variant", shape=lambda call: (), effect="list")
def add_lists(x: Any, y: Any) -> Any:
    """The sums of the elements of two lists of one length; the empty list counts as zeros.

    The cotangents of two TensorArrays are added in the same way.
    """
    if not x or not y:
        return x or y
    if isinstance(x, Elements):
        return x.plus(y)
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
