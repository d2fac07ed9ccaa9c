"""Places in order: searchsorted, nth_element, unravel_index."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, REAL, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.compare import equal
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.spread import reduce_sum

__all__ = ["nth_element", "searchsorted", "unravel_index"]


# ------------------------------------------------------------------------- LowerBound, UpperBound
def _found(call: Call) -> Dims:
    rows, values = call.rank(0, 2), call.rank(1, 2)
    if rows and values and None not in (rows[0], values[0]) and rows[0] != values[0]:
        raise ValueError(f"as many rows must be searched as searched for: {rows[0]}, {values[0]}")
    return values


def _bound_op(name: str, side: Any, meaning: str) -> Any:
    def kernel(sorted_inputs: Any, values: Any, *, out_type: DType = dtypes.int32) -> Any:
        result = np.empty(values.shape, out_type.np_dtype)
        for row, wanted, out in zip(sorted_inputs, values, result, strict=True):
            out[...] = np.searchsorted(row, wanted, side)
        return result

    kernel.__doc__ = meaning
    samples = [
        case([[1.0, 3.0, 3.0, 5.0]], "1,4"),
        case([[1, 2], [3, 4]], [[2, 0, 9], [3, 4, 4]], out_type=dtypes.int64),
        case("0,3", "0,2"),
        bad("2,3", "3,1", error=ValueError, match="as many rows"),
        bad("3", "1,1", error=ValueError, match="rank"),
    ]
    signature = "sorted_inputs: T, values: T -> output: out_type"
    return op(name, signature, shape=_found, no_gradient="a number of elements", samples=samples)(
        kernel
    )


lower_bound = _bound_op("LowerBound", "left", "How many elements of each row are less.")
upper_bound = _bound_op("UpperBound", "right", "How many elements of each row are not greater.")


def searchsorted(
    sorted_sequence: Any,
    values: Any,
    side: str = "left",
    out_type: Any = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """Where values belong in rows that are in order.

    Args:
        sorted_sequence: a tensor whose last axis is in ascending order.
        values: a tensor of its type and rank; only the last axis may be of another size.
        side: "left": before elements that are equal, so the number of those that are less;
            "right": after them.
        out_type: int32 or int64.
        name: of the node.

    Returns:
        A Tensor of `out_type`, of the shape of `values`. No gradient.

    Raises:
        ValueError: `side` is neither, or the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.searchsorted([1, 3, 3, 5], [3, 0, 9])).tolist()
        [1, 0, 4]
    """
    if side not in ("left", "right"):
        raise ValueError(f"side must be either 'right' or 'left', but is {side!r}.")
    size, wanted = shape(sorted_sequence)[-1], shape(values)[-1]
    rows = reshape(sorted_sequence, [-1, size])
    flat = reshape(values, [-1, wanted])
    search = lower_bound if side == "left" else upper_bound
    found = search(rows, flat, out_type=as_dtype(out_type), name=name)
    return reshape(found, shape(values))


# ---------------------------------------------------------------------------------- NthElement
def _last_gone(call: Call) -> Dims:
    dims = call.shapes[0]
    if dims == ():
        raise ValueError("the input must have rank 1 or more")
    size, n = None if dims is None else dims[-1], call.values[1]
    if size is not None and n is not None and not 0 <= n < size:
        raise ValueError(f"n = {n} is not in [0, {size})")
    return None if dims is None else dims[:-1]


@op(
    "NthElement",
    "input: T, n: int32 -> values: T",
    T=REAL,
    shape=_last_gone,
    samples=[
        case("5 distinct", 1),
        case("2,3 distinct", 0, reverse=True),
        case("2,0,3", 2),
        bad("3", 3, error=ValueError, match=r"not in \[0, 3\)"),
        bad("", 0, error=ValueError, match="rank 1"),
    ],
)
def nth_element_op(input: Any, n: Any, *, reverse: bool = False) -> Any:
    """The element that the sorted row has at place n, counted from the end with `reverse`."""
    size = input.shape[-1]
    if not 0 <= n < size:
        raise InvalidArgumentError(None, None, f"n = {n} is not in [0, {size})")
    place = size - 1 - n if reverse else n
    return np.partition(input, place, axis=-1)[..., place]


@nth_element_op.grad
def _(op: Any, g: Any) -> Any:
    """g goes to the element that was taken, in equal parts to those that equal it."""
    x, value = op.inputs[0], op.outputs[0]
    here = cast(equal(x, expand_dims(value, -1)), g.dtype.base_dtype)
    return here / reduce_sum(here, -1, keepdims=True) * expand_dims(g, -1), None


def nth_element(input: Any, n: Any, reverse: bool = False, name: str | None = None) -> Tensor:
    """The n-th smallest element of each row, without sorting all of them.

    Args:
        input: real numbers, shape (..., size).
        n: which, an int32 scalar in [0, size); 0 is the smallest.
        reverse: count from the largest.
        name: of the node.

    Returns:
        A Tensor of shape (...,). Gradient: to the element that was taken, shared by equal ones.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: n is out of range.

    Source: as `tf.contrib.nn.nth_element` of TF1.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.ops.searching import nth_element
        >>> tf.Session().run(nth_element([7, 1, 5, 3], 1))
        np.int32(3)
    """
    result: Tensor = nth_element_op(input, n, reverse=reverse, name=name)
    return result


# ---------------------------------------------------------------------------------- UnravelIndex
def _unraveled(call: Call) -> Dims:
    indices, dims = call.shapes[0], call.rank(1, 1)
    if indices is None:
        return None
    if len(indices) > 1:
        raise ValueError(f"indices must be a scalar or a vector, not of shape {show(indices)}")
    return (None if dims is None else dims[0], *indices)


@op(
    "UnravelIndex",
    "indices: Tidx, dims: Tidx -> output: Tidx",
    Tidx=INDEX,
    shape=_unraveled,
    no_gradient="indices",
    samples=[
        case([3, 4, 0], [2, 3]),
        case(5, [2, 3]),
        case([], [2, 3]),
        bad([6], [2, 3], error=InvalidArgumentError, match="out of range"),
    ],
)
def unravel_index_op(indices: Any, dims: Any) -> Any:
    """The row and column (and so on) of each flat index, in one column each."""
    flat, total = np.asarray(indices), int(np.prod(dims))
    if flat.size and not (flat.min() >= 0 and flat.max() < total):
        raise InvalidArgumentError(
            None, None, f"an index is out of range: the shape {show(dims)} has {total} elements"
        )
    return np.array(np.unravel_index(flat, dims.tolist()), indices.dtype)


def unravel_index(indices: Any, dims: Any, name: str | None = None) -> Tensor:
    """The coordinates of elements that are numbered row by row.

    Args:
        indices: integers, a scalar or a vector.
        dims: the shape of the array that they number, a vector of the same type.
        name: of the node.

    Returns:
        A Tensor of shape (len(dims),) + indices.shape.

    Raises:
        tf.errors.InvalidArgumentError: an index is negative, or not less than the size.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.unravel_index([3, 5], [2, 3])).tolist()
        [[1, 1], [0, 2]]
    """
    result: Tensor = unravel_index_op(indices, dims, name=name)
    return result
