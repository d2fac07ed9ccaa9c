"""parallel_stack: stack for values whose shape is known, which TF1 copies as they become ready."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, TensorShape, compatible, show
from minigraph.ops.axes import expand_dims
from minigraph.ops.joining import split
from minigraph.ops.naming import name_scope

__all__ = ["parallel_stack"]


# ---------------------------------------------------------------------------------- ParallelConcat
def _rows(call: Call) -> Dims:
    dims: Dims = call.attrs["shape"]
    if dims is None or None in dims:
        raise ValueError(f"the shape must be fully known, but is {show(dims)}")
    for rows in call.shapes:
        if not compatible(rows, (1, *dims[1:])):
            raise ValueError(f"each input must have shape {show((1, *dims[1:]))}, not {show(rows)}")
    return dims


@op(
    "ParallelConcat",
    "values: N*T -> output: T",
    shape=_rows,
    samples=[
        case(["1,3", "1,3"], shape=(2, 3)),
        case(["1"], shape=(1,)),
        bad(["1,3", "1,2"], shape=(2, 3), error=ValueError, match="each input"),
        bad(["1,3"], shape=(1, None), error=ValueError, match="fully known"),
    ],
)
def parallel_concat_op(*values: Any, shape: Dims) -> Any:
    """The inputs one after the other along the first axis."""
    return np.concatenate(values, 0)


@parallel_concat_op.grad
def _(op: Any, g: Any) -> Any:
    return split(g, len(op.inputs), 0)


def parallel_stack(values: Any, name: str = "parallel_stack") -> Tensor:
    """Tensors of one fully known shape as the rows of a tensor with one more axis, the first.

    Args:
        values: a list of tensors of one type and shape.
        name: of the scope.

    Returns:
        A Tensor of that type. Gradient: g's rows (TF1 has none for it).

    Raises:
        ValueError: the shapes differ or are not fully known.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.parallel_stack([[1, 2], [3, 4]])).tolist()
        [[1, 2], [3, 4]]
    """
    with name_scope(name):
        dims = convert(values[0]).shape
        shape = TensorShape([len(values)]).concatenate(dims)._dims
        result: Tensor = parallel_concat_op([expand_dims(v, 0) for v in values], shape=shape)
        return result
