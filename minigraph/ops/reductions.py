"""What all reductions share: their axes, shapes, nodes, and the way back of a cotangent.

The reductions themselves stand in `spread.py` (the sum), `reduce.py` and `reduce_composed.py`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, case, op, same
from minigraph.core.shapes import Dims
from minigraph.ops import sequences
from minigraph.ops.constants import constant
from minigraph.ops.shaping import rank, reshape, shape

__all__ = [
    "added",
    "all_known",
    "normal_axes",
    "reduced_dims",
    "reduced_shape",
    "reduction",
    "reduction_axes",
    "reduction_line",
    "reduction_text",
    "row_sums",
    "spread_back",
    "sum_text",
]

_LARGE = 4096  # elements: from here on two steps are faster than one
_LONG_ROW = 513  # elements: from here on sums in a row lose more digits than sums of sums


# ---------------------------------------------------------------------------------- axes, shapes
def reduced_dims(call: Call) -> Dims:
    """The static shape of a reduction: input 0 reduced over the axes in input 1."""
    dims, axes = call.shapes[0], all_known(call.values[1])
    if dims is None:
        return None
    if axes is None:
        return (None,) * len(dims) if call.attrs["keep_dims"] else None
    gone = normal_axes(axes, len(dims))
    if call.attrs["keep_dims"]:
        return tuple(1 if i in gone else d for i, d in enumerate(dims))
    return tuple(d for i, d in enumerate(dims) if i not in gone)


def all_known(value: Any) -> Any:
    """What is known of a small integer input, or None if a number of it is unknown."""
    return None if isinstance(value, tuple) and None in value else value


def normal_axes(axes: Any, ndims: int) -> tuple[int, ...]:
    """Axes as a sorted tuple of numbers from 0; ValueError for one out of range or given twice."""
    found = set()
    for axis in np.ravel(axes).tolist():
        if not -ndims <= axis < ndims:
            raise ValueError(
                f"Invalid reduction dimension {axis} for input with {ndims} dimensions"
            )
        if axis % ndims in found:
            raise ValueError(
                f"Invalid reduction arguments: Axes contains duplicate dimension: {axis % ndims}"
            )
        found.add(axis % ndims)
    return tuple(sorted(found))


def reduction_text(
    ufunc: str, dims: Any, gone: tuple[int, ...], kind: str = "", keep: str = ""
) -> str:
    """`np.ufunc.reduce` of a line's first input; in two steps where that is faster.

    NumPy adds whole rows up. Over all axes but the last, a row is as short as the last axis; the
    first step leaves one more axis, so its rows are long: 2 to 14 times faster, and more accurate,
    as sums of sums are.
    """
    x, first = "{0}", gone[:-1]
    leads = gone == tuple(range(len(gone))) and len(gone) < len(dims)
    if first and leads and None not in dims and math.prod(dims) >= _LARGE:
        x = f"np.{ufunc}.reduce({x}, axis={first}{kind}, keepdims=True)"
    return f"np.{ufunc}.reduce({x}, axis={gone}{kind}{keep}, out={{out}})"


def row_sums(x: Any, out: Any = None, keepdims: bool = False) -> Any:
    """The sums along the last axis, of rows of some hundred numbers at most.

    `np.einsum` adds a row up two to four times as fast as `np.add.reduce` and, for rows as short as
    that, as accurately.
    """
    if out is None:
        out = np.empty((*x.shape[:-1], 1) if keepdims else x.shape[:-1], x.dtype)
    np.einsum("...i->...", x, out=out[..., 0] if keepdims else out)
    return out


def _in_short_rows(dims: Dims, gone: tuple[int, ...], kind: Any) -> bool:
    """Whether `row_sums` gives the sums over these axes."""
    last = len(dims or ()) - 1
    short = last > 0 and gone == (last,) and ((dims or ())[last] or _LONG_ROW) < _LONG_ROW
    return short and kind in (np.float32, np.float64)


def added(x: Any, axes: Any, keepdims: bool, kind: Any) -> Any:
    """The sums over some axes, added up in the type `kind`."""
    gone = normal_axes(axes, np.ndim(x))
    if kind == x.dtype and _in_short_rows(x.shape, gone, kind):
        return row_sums(x, keepdims=keepdims)
    return np.sum(x, axis=gone, dtype=kind, keepdims=keepdims)


def sum_text(call: Call, gone: tuple[int, ...]) -> tuple[str, dict[str, Any]]:
    """The expression of a sum over known axes, and the names that it mentions."""
    dims = call.shapes[0]
    keep = ", keepdims=True" if call.attrs["keep_dims"] else ""
    if _in_short_rows(dims, gone, call.dtypes[0].np_dtype):
        return f"row_sums({{0}}{keep}, out={{out}})", {"row_sums": row_sums}
    # NumPy would add up narrow integers as int64
    kind = f", dtype=np.{call.dtypes[0].name}" if call.dtypes[0].is_integer else ""
    return reduction_text("add", dims, gone, kind, keep), {}


def reduction_line(ufunc: str, initial: Any = None) -> Any:
    """The lowering rule of a reduction that is NumPy's `ufunc.reduce`, for constant axes.

    `initial(type)` is what changes no result; NumPy then need not take the first element apart.
    """

    def rule(call: Call) -> Any:
        dims, axes = call.shapes[0], all_known(call.values[1])
        if axes is None or dims is None:
            return None
        gone = normal_axes(axes, len(dims))
        rows = bool(call.attrs["keep_dims"]) and 0 not in gone
        if ufunc == "add":
            text, names = sum_text(call, gone)
            return Line(text, names, out=True, rows=rows)
        keep = ", keepdims=True" if call.attrs["keep_dims"] else ""
        kind = f", dtype=np.{call.dtypes[0].name}" if call.dtypes[0].is_integer else ""
        names = {}
        if initial is not None:
            name = f"{ufunc}_of_no_{call.dtypes[0].name}"
            names[name] = initial(call.dtypes[0].np_dtype)
            kind = f", initial={name}"
        return Line(reduction_text(ufunc, dims, gone, kind, keep), names, out=True, rows=rows)

    return rule


def reduction_axes(input_tensor: Any, axis: Any) -> Any:
    """The second input of a reduction op: `axis`, or all axes where it is None.

    As in TF1 that is a constant for a tensor or variable with a known number of axes, and else
    (for a list, a number, a scalar) the nodes of `range(rank(input_tensor))`.
    """
    if axis is not None:
        return axis
    if hasattr(input_tensor, "_as_graph_element") and input_tensor.shape.ndims:
        return constant(np.arange(input_tensor.shape.ndims, dtype=np.int32))
    return sequences.range(0, rank(input_tensor))


def spread_back(op: Any, g: Tensor) -> Tensor:
    """The cotangent of a reduction's result, in a shape that broadcasts against its input."""
    x, axes = op.inputs
    return g if op.attrs["keep_dims"] else reshape(g, reduced_shape(shape(x), axes))


def reduction(record: Any, input_tensor: Any, axis: Any, keepdims: Any, name: str | None) -> Tensor:
    """A reduction node as TF1 builds it."""
    axes = reduction_axes(input_tensor, axis)
    result: Tensor = record(input_tensor, axes, keep_dims=bool(keepdims), name=name)
    if axis is None and not keepdims:
        result.set_shape(())  # known even where the rank of the input is not
    return result


# ---------------------------------------------------------------------------------- reduced shape
@op(
    "_ReducedShape",
    "shape: T, axes: Tidx -> output: T",
    T=INDEX,
    Tidx=INDEX,
    shape=same,
    no_gradient="a shape does not depend on the values",
    samples=[case([2, 3], [1]), case([2, 3, 5], [0, -1])],
)
def reduced_shape(shape: Any, axes: Any) -> Any:
    """The shape with 1 in place of the sizes of the axes: what keep_dims gives."""
    result = np.array(shape)
    result[axes] = 1
    return result


@reduced_shape.value
def _(call: Call) -> Any:
    sizes, axes = call.values[0], all_known(call.values[1])
    if sizes is None or axes is None:
        return None
    gone = normal_axes(axes, len(sizes))
    return tuple(1 if i in gone else n for i, n in enumerate(sizes))
