"""The sum of a list of tensors: add_n, accumulate_n."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import NUMBERS, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.flow import identity

__all__ = ["accumulate_n", "add_n"]


def _same_dims(call: Call) -> Dims:
    dims = call.shapes[0]
    for other in call.shapes[1:]:
        if not compatible(dims, other):
            raise ValueError(f"Shapes must be equal, but are {show(dims)} and {show(other)}")
        dims = merge(dims, other)
    return dims


# ---------------------------------------------------------------------------------- AddN
@op(
    "AddN",
    "inputs: N*T -> sum: T",
    elementwise=True,
    T=NUMBERS,
    shape=_same_dims,
    samples=[
        case(["2,3", "2,3", "2,3"]),
        case(["", ""]),
        bad(["2,3", "3"], error=ValueError, match="equal"),
    ],
)
def add_n_op(*inputs: Any) -> Any:
    """The sum of all inputs, from the first to the last."""
    total = inputs[0]
    for item in inputs[1:]:
        total = np.add(total, item)
    return np.array(total) if len(inputs) == 1 else total


_ONE_LINE = 20  # a sum of more terms is a loop: Python limits how deep an expression may nest


def _add_all(items: Any, out: Any = None) -> Any:
    """The sum of a tuple of arrays (written to `out`) or of scalars."""
    if np.ndim(items[0]) == 0:
        row = np.fromiter(items, items[0].dtype, len(items))
        return np.add.accumulate(row)[-1]  # from the first to the last, as a loop would
    total = np.add(items[0], items[1], out=out)
    for item in items[2:]:
        np.add(total, item, out=total)
    return total


@add_n_op.lower
def _(call: Call) -> Any:
    count = len(call.shapes)
    if count == 1:
        return None
    if count > _ONE_LINE:
        inputs = ", ".join(f"{{{i}}}" for i in range(count))
        if call.shapes[0] == ():
            return Line(f"add_all(({inputs}))", {"add_all": _add_all})
        return Line(f"add_all(({inputs}), {{out}})", {"add_all": _add_all}, out=True)
    if call.shapes[0] == ():
        return Line(" + ".join(f"{{{i}}}" for i in range(count)))
    text = "{0}"
    for i in range(1, count):
        text = f"np.add({text}, {{{i}}}, out={{out}})"
    return Line(text, out=True)


@add_n_op.grad
def _(op: Any, g: Any) -> Any:
    return [g] * len(op.inputs)


def add_n(inputs: Any, name: str | None = None) -> Tensor:
    """The sum of all tensors of a list.

    Args:
        inputs: a list of tensors (or IndexedSlices) of one type and one shape.
        name: of the node.

    Returns:
        A Tensor of that type and shape; of one tensor, that tensor. Gradient: g to each.

    Raises:
        ValueError: the list is empty, or the shapes differ; TypeError: the types differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.add_n([[1, 2], [3, 4], [5, 6]])).tolist()
        [9, 12]
    """
    tensors = [convert(item) for item in inputs]
    if not tensors:
        raise ValueError("add_n needs at least one tensor; its list of inputs is empty.")
    if len(tensors) == 1:
        return tensors[0] if name is None else identity(tensors[0], name=name)
    result: Tensor = add_n_op(tensors, name=name)
    return result


def accumulate_n(
    inputs: Any, shape: Any = None, tensor_dtype: Any = None, name: str | None = None
) -> Tensor:
    """The sum of all tensors of a list, as `tf.add_n`.

    Args:
        inputs: a list of tensors of one type and one shape.
        shape: the shape that they have.
        tensor_dtype: the type that they have.
        name: of the node.

    Returns:
        A Tensor of that type and shape. Gradient: g to each.

    Raises:
        ValueError: the list is empty, or types or shapes differ.
        TypeError: `tensor_dtype` is not the tensors' type.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.accumulate_n([tf.constant([1, 2]), tf.constant([3, 4])])).tolist()
        [4, 6]
    """
    if not isinstance(inputs, (list, tuple)) or not inputs:
        raise ValueError(
            "inputs must be a list of at least one Tensor with the same dtype and shape"
        )
    tensors = [convert(item) for item in inputs]
    kind = tensors[0].dtype.base_dtype
    if any(t.dtype.base_dtype is not kind for t in tensors):
        raise ValueError(f"inputs must have one dtype: {', '.join(str(t) for t in tensors)}")
    if tensor_dtype is not None and as_dtype(tensor_dtype).base_dtype is not kind:
        raise TypeError(
            f"tensor_dtype is {as_dtype(tensor_dtype).name}, but the inputs are {kind.name}"
        )
    result = add_n(tensors, name=name)
    if shape is not None:
        result.set_shape(shape)
    return result
