"""Sparse tensors multiplied and divided by dense ones: what `sp * y` and `sp / y` build."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import NUMBERS, Call, OpRecord, bad, case, op
from minigraph.core.operators import OPERATORS
from minigraph.core.shapes import Dims, show
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast_op
from minigraph.ops.complex_numbers import conj
from minigraph.ops.indexing import gather_nd_op, scatter_nd_op
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import minimum
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import prod_op
from minigraph.ops.shaping import reshape, shape, size
from minigraph.ops.spread import zeros_like
from minigraph.sparse.places import check_inside

__all__: list[str] = []


# ---------------------------------------------------------------------------------- kernels
def _values(call: Call) -> Dims:
    call.rank(0, 2)
    values, sizes = call.rank(1, 1), call.rank(2, 1)
    y = call.shapes[3]
    if sizes and sizes[0] is not None and y is not None and len(y) > sizes[0]:
        raise ValueError(f"{show(y)} has more axes than the SparseTensor, which has {sizes[0]}")
    places = call.shapes[0]
    return values if places is None or places[0] is None else places[:1]


def _beside(places: Any, sizes: Any, y: Any) -> Any:
    """For each place the element of y, which is broadcast to the sparse tensor's shape."""
    check_inside(places, sizes)
    wanted = tuple(sizes.tolist())
    added = len(wanted) - y.ndim
    fits = added >= 0 and all(
        d in (1, w) for d, w in zip(y.shape, wanted[max(added, 0) :], strict=True)
    )
    if not fits:
        raise ValueError(f"{show(y.shape)} does not broadcast to the SparseTensor's {show(wanted)}")
    return np.broadcast_to(y, wanted)[tuple(places.T)]


_PLACES = np.array([[0, 1], [1, 0], [1, 2]])
_SIZES = np.array([2, 3])


def _samples(kind: str) -> list[Any]:
    return [
        case(_PLACES, "3", _SIZES, f"2,3{kind}"),
        case(_PLACES, "3", _SIZES, f"3{kind}"),
        case(_PLACES, "3", _SIZES, f"2,1{kind}"),
        case(_PLACES, "3", _SIZES, f"{kind}"),
        case(np.zeros([0, 2], np.int64), "0", _SIZES, f"2,3{kind}"),
        bad(_PLACES, "3", _SIZES, f"3,3{kind}", error=ValueError, match="does not broadcast"),
        bad(_PLACES, "3", np.array([2, 2]), f"2,2{kind}", error=ValueError, match="out of bounds"),
    ]


_SIGNATURE = "sp_indices: int64, sp_values: T, sp_shape: int64, dense: T -> output: T"


@op("SparseDenseCwiseMul", _SIGNATURE, T=NUMBERS, shape=_values, samples=_samples(""))
def sparse_dense_cwise_mul(sp_indices: Any, sp_values: Any, sp_shape: Any, dense: Any) -> Any:
    """The values times what is at their places."""
    return np.multiply(sp_values, _beside(sp_indices, sp_shape, dense))


@op("SparseDenseCwiseDiv", _SIGNATURE, T=NUMBERS, shape=_values, samples=_samples(" positive"))
def sparse_dense_cwise_div(sp_indices: Any, sp_values: Any, sp_shape: Any, dense: Any) -> Any:
    """The values divided by what is at their places; integers are cut towards 0."""
    below = _beside(sp_indices, sp_shape, dense)
    if sp_values.dtype.kind not in "iu":
        return np.divide(sp_values, below)
    if (below == 0).any():
        raise ValueError("Integer division by zero")
    quotient = np.abs(sp_values) // np.abs(below)
    return (quotient * np.sign(sp_values) * np.sign(below)).astype(sp_values.dtype)


@op("SparseDenseCwiseAdd", _SIGNATURE, T=NUMBERS, shape=_values, samples=_samples(""))
def sparse_dense_cwise_add(sp_indices: Any, sp_values: Any, sp_shape: Any, dense: Any) -> Any:
    """The values plus what is at their places."""
    return np.add(sp_values, _beside(sp_indices, sp_shape, dense))


# ---------------------------------------------------------------------------------- gradients
def _places_in(op: Any) -> Tensor:
    """The places of the values within `dense`, of which broadcast axes have one element.

    A first column of zeros goes before them: `dense` is looked up as [dense], which has a place
    even where it is a number.
    """
    indices, sizes, dense = op.inputs[0], op.inputs[2], op.inputs[3]
    dense_sizes = shape(dense, out_type=dtypes.int64)
    added = size(sizes) - size(dense_sizes)
    places = minimum(indices[:, added:], expand_dims(dense_sizes - 1, 0))
    return concat([zeros_like(indices[:, :1]), places], 1)


def _added_up(op: Any, terms: Tensor) -> Tensor:
    """The cotangent of `dense` from those of its elements at the places of the values."""
    dense_sizes = shape(op.inputs[3], out_type=dtypes.int64)
    whole = scatter_nd_op(_places_in(op), terms, concat([[1], dense_sizes], 0))
    return reshape(whole, dense_sizes)


@sparse_dense_cwise_mul.grad
def _(op: Any, g: Any) -> Any:
    values = op.inputs[1]
    beside = gather_nd_op(expand_dims(op.inputs[3], 0), _places_in(op))
    return None, g * conj(beside), None, _added_up(op, g * conj(values))


@sparse_dense_cwise_div.grad
def _(op: Any, g: Any) -> Any:
    beside = conj(gather_nd_op(expand_dims(op.inputs[3], 0), _places_in(op)))
    to_dense = -g * conj(op.outputs[0]) / beside
    return None, g / beside, None, _added_up(op, to_dense)


@sparse_dense_cwise_add.grad
def _(op: Any, g: Any) -> Any:
    return None, g, None, _added_up(op, g)


# ---------------------------------------------------------------------------------- operators
def _define(key: str, name: str, record: OpRecord) -> None:
    def build(sp: SparseTensor, y: Any) -> SparseTensor:
        with name_scope(None, name, [sp.values, y]) as scope:
            y = convert(y, sp.dtype.base_dtype, "y")
            values = record(sp.indices, sp.values, sp.dense_shape, y, name=scope)
        return SparseTensor(sp.indices, values, sp.dense_shape)

    OPERATORS[key] = build


_define("sparse_mul", "mul", sparse_dense_cwise_mul)
_define("sparse_truediv", "truediv", sparse_dense_cwise_div)
_define("sparse_div", "div", sparse_dense_cwise_div)


def _size(sp: SparseTensor, name: str | None, out_type: Any) -> Tensor:
    """tf.size of a SparseTensor: of the whole."""
    with name_scope(name, "Size", [sp.dense_shape]) as scope:
        sizes = cast_op(sp.dense_shape, DstT=as_dtype(out_type), name="Cast")
        result: Tensor = prod_op(sizes, 0, name=scope)
        return result


OPERATORS["sparse_size"] = _size
