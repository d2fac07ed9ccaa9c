"""Second derivatives: tf.hessians."""

from __future__ import annotations

from typing import Any

from minigraph.autodiff.gradients import gradients
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import TensorShape
from minigraph.ops.control_flow import while_loop
from minigraph.ops.indexing import gather
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import reshape, shape, size
from minigraph.ops.spread import zeros

__all__ = ["hessians"]


def hessians(
    ys: Any,
    xs: Any,
    name: str = "hessians",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: Any = None,
) -> list[Tensor]:
    """The matrix of second derivatives of sum(ys) with respect to each of xs.

    Args:
        ys: a tensor or list of tensors.
        xs: a tensor or variable, or a list of them, of any shape.
        name: of the scope.
        colocate_gradients_with_ops, gate_gradients, aggregation_method: accepted as in TF1.

    Returns:
        For each x a tensor of shape x.shape + x.shape. Each row is one gradient of a gradient.

    Raises:
        ValueError: no y depends on some x.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant([1.0, 2.0])
        >>> h, = tf.hessians(x[0] * x[0] * x[1], x)
        >>> tf.Session().run(h).tolist()
        [[4.0, 2.0], [2.0, 0.0]]
    """
    xs = list(xs) if isinstance(xs, (list, tuple)) else [xs]
    with name_scope(name):
        slopes = gradients(ys, xs)
        return [_hessian(g, x) for g, x in zip(slopes, xs, strict=True)]


def _hessian(slope: Any, x: Any) -> Tensor:
    if slope is None:
        raise ValueError(f"The second derivative is not defined: no y depends on {x}.")
    value = convert(x)
    flat = reshape(convert(slope), [-1])
    count = size(value)
    width = value.shape.num_elements()

    def row(i: Any, rows: Any) -> list[Any]:
        (curve,) = gradients(gather(flat, i), x, unconnected_gradients="zero")
        return [i + 1, concat([rows, reshape(convert(curve), [1, -1])], 0)]

    empty = zeros(
        [0, width] if width is not None else concat([[0], reshape(count, [1])], 0), slope.dtype
    )
    _, rows = while_loop(
        lambda i, rows: i < count,
        row,
        [0, empty],
        shape_invariants=[TensorShape([]), TensorShape([None, width])],
    )
    result = reshape(rows, concat([shape(value), shape(value)], 0))
    dims = value._dims
    if dims is not None:
        result.set_shape(dims + dims)
    return result
