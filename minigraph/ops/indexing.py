"""Rows and elements by number: gather, gather_nd, scatter_nd, and masks of bools."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.axes import squeeze
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_prod
from minigraph.ops.selecting import where_op
from minigraph.ops.shaping import as_shape_value, reshape, shape

__all__ = ["boolean_mask", "gather", "gather_nd", "scatter_nd", "unique"]


# ---------------------------------------------------------------------------------- GatherV2
def _gathered(call: Call) -> Dims:
    params, indices = call.shapes[0], call.shapes[1]
    axis, batch = call.values[2], call.attrs["batch_dims"]
    if params is None or indices is None:
        return None
    if axis is None:
        return (None,) * (len(params) + len(indices) - 1 - batch)
    if not -len(params) <= axis < len(params):
        raise ValueError(
            f"axis {axis} is not in [{-len(params)}, {len(params)}) for {show(params)}"
        )
    place = axis % len(params)
    if place < batch:
        raise ValueError(f"batch_dims ({batch}) must be at most axis ({place})")
    return params[:place] + indices[batch:] + params[place + 1 :]


def _check_rows(indices: Any, limit: int) -> None:
    if np.size(indices) and (np.min(indices) < 0 or np.max(indices) >= limit):
        odd = next(i for i in np.ravel(indices).tolist() if not 0 <= i < limit)
        raise ValueError(f"indices: {odd} is not in [0, {limit})")


@op(
    "GatherV2",
    "params: Tparams, indices: Tindices, axis: Taxis -> output: Tparams",
    Tindices=INDEX,
    Taxis=INDEX,
    shape=_gathered,
    sparse_gradients=False,
    samples=[
        case("4,3", [2, 0, 2], np.int32(0)),
        case("4,3", np.array([[2, 0], [1, 1]], np.int32), np.int32(1)),
        case("4,3", np.int32(1), np.int32(0)),
        case("2,5,3", np.array([[0, 4], [1, 1]], np.int32), np.int32(1), batch_dims=1),
        bad("4,3", np.int32(0), np.int32(3), error=ValueError, match="axis 3"),
    ],
)
def gather_op(params: Any, indices: Any, axis: Any, *, batch_dims: int = 0) -> Any:
    """The rows of params at the indices, along an axis."""
    place = int(axis) % params.ndim
    _check_rows(indices, params.shape[place])
    if batch_dims:
        return _gather_batches(params, indices, place, batch_dims)
    return np.take(params, indices, axis=place)


def _gather_batches(params: Any, indices: Any, place: int, batch: int) -> Any:
    outer = params.shape[:batch]
    rows = params.reshape((-1, *params.shape[batch:]))
    wanted = np.broadcast_to(indices, outer + indices.shape[batch:])
    picks = wanted.reshape((-1, *indices.shape[batch:]))
    taken = [np.take(r, i, axis=place - batch) for r, i in zip(rows, picks, strict=True)]
    return np.stack(taken).reshape(outer + taken[0].shape)


@gather_op.grad
def _(op: Any, g: Any) -> Any:
    params, indices, axis = op.inputs
    if op.attrs["batch_dims"]:
        return (
            gather_grad(g, indices, axis, shape(params), batch_dims=op.attrs["batch_dims"]),
            None,
            None,
        )
    if axis._known == 0:
        sizes = shape(params)
        flat = (
            reshape(indices, [-1]) if indices._dims is None or len(indices._dims) != 1 else indices
        )
        tail = params._dims[1:] if params._dims is not None else None
        if tail is not None and None not in tail:
            rows = reshape(g, [-1, *tail])
        else:
            rows = reshape(g, concat([[-1], sizes[1:]], 0))
        return IndexedSlices(rows, flat, sizes), None, None
    return gather_grad(g, indices, axis, shape(params), batch_dims=0), None, None


@op(
    "_GatherGrad",
    "dy: T, indices: Tindices, axis: Taxis, shape: Tshape -> output: T",
    Tindices=INDEX,
    Taxis=INDEX,
    Tshape=INDEX,
    shape=lambda call: as_shape_value(call.values[3], call.shapes[3]),
    samples=[
        case("4,2", [2, 0], np.int32(1), [4, 3]),
        case("2,2,3", np.array([[0, 4], [1, 1]], np.int32), np.int32(1), [2, 5, 3], batch_dims=1),
    ],
)
def gather_grad(dy: Any, indices: Any, axis: Any, shape: Any, *, batch_dims: int = 0) -> Any:
    """Zeros of a shape with dy added at the indices, along an axis."""
    sizes = tuple(shape.tolist())
    position = np.arange(int(np.prod(sizes))).reshape(sizes)
    spots = gather_op.kernel(position, indices, axis, batch_dims=batch_dims).ravel()
    total = np.zeros(position.size, dy.dtype)
    order = np.argsort(spots, kind="stable")
    ranked = spots[order]
    if ranked.size:
        starts = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]]))
        total[ranked[starts]] = np.add.reduceat(dy.ravel()[order], starts, dtype=dy.dtype)
    return total.reshape(sizes)


@gather_grad.grad
def _(op: Any, g: Any) -> Any:
    _, indices, axis, _ = op.inputs
    return gather_op(g, indices, axis, batch_dims=op.attrs["batch_dims"]), None, None, None


def gather(
    params: Any,
    indices: Any,
    validate_indices: Any = None,
    name: str | None = None,
    axis: Any = None,
    batch_dims: int = 0,
) -> Tensor:
    """The rows of `params` at `indices`, along an axis.

    Args:
        params: a tensor.
        indices: integers of any shape.
        validate_indices: accepted as in TF1; indices are always checked.
        name: of the node.
        axis: the axis; default: 0 (or `batch_dims`).
        batch_dims: how many leading axes `params` and `indices` share.

    Returns:
        A Tensor of shape params.shape[:axis] + indices.shape + params.shape[axis + 1:]. Gradient:
        an IndexedSlices along axis 0, else dense.

    Raises:
        tf.errors.InvalidArgumentError: an index is out of range; ValueError: no such axis.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.gather([10, 20, 30], [2, 0])).tolist()
        [30, 10]
    """
    if axis is None:
        axis = batch_dims
    result: Tensor = gather_op(params, indices, axis, batch_dims=batch_dims, name=name)
    return result


# ---------------------------------------------------------------------------------- GatherNd
def _picked(call: Call) -> Dims:
    params, indices = call.shapes
    if indices is not None and indices == ():
        raise ValueError("indices must have at least rank 1")
    if params is None or indices is None or indices[-1] is None:
        return None
    if indices[-1] > len(params):
        raise ValueError(
            f"the rows of indices {show(indices)} are longer than the rank of {show(params)}"
        )
    return indices[:-1] + params[indices[-1] :]


def _positions(indices: Any, sizes: Any) -> tuple[Any, ...]:
    columns = tuple(indices[..., i] for i in range(indices.shape[-1]))
    for axis, column in enumerate(columns):
        if column.size and (column.min() < 0 or column.max() >= sizes[axis]):
            raise ValueError(f"indices do not index into shape {show(tuple(sizes))}")
    return columns


@op(
    "GatherNd",
    "params: Tparams, indices: Tindices -> output: Tparams",
    Tindices=INDEX,
    shape=_picked,
    samples=[
        case("4,3", np.array([[2, 0], [1, 1]], np.int32)),
        case("4,3", np.array([[2], [2]], np.int32)),
    ],
)
def gather_nd_op(params: Any, indices: Any) -> Any:
    """The elements (or slices) of params at rows of positions."""
    return params[_positions(indices, params.shape)]


@gather_nd_op.grad
def _(op: Any, g: Any) -> Any:
    params, indices = op.inputs
    return scatter_nd_op(indices, g, shape(params)), None


def gather_nd(
    params: Any,
    indices: Any,
    name: str | None = None,
    batch_dims: int = 0,
    bad_indices_policy: str = "",
) -> Tensor:
    """The elements or slices of `params` at positions: each row of `indices` is one.

    Args:
        params: a tensor.
        indices: integers of shape [..., k], k at most the rank of `params`.
        name: of the node.
        batch_dims: must be 0.
        bad_indices_policy: accepted; a position out of range is an error.

    Returns:
        A Tensor of shape indices.shape[:-1] + params.shape[k:]. Gradient: g, scattered back.

    Raises:
        tf.errors.InvalidArgumentError: a position is out of range.
        ValueError: `batch_dims` is not 0.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.gather_nd([[1, 2], [3, 4]], [[0, 1], [1, 0]])).tolist()
        [2, 3]
    """
    if batch_dims:
        raise ValueError("tf.gather_nd takes no batch_dims here: put the batch into the indices.")
    result: Tensor = gather_nd_op(params, indices, name=name)
    return result


# ---------------------------------------------------------------------------------- ScatterNd
def _scattered(call: Call) -> Dims:
    indices, updates = call.shapes[0], call.shapes[1]
    result = as_shape_value(call.values[2], call.shapes[2])
    if None not in (indices, updates, result) and indices and indices[-1] is not None:
        assert result is not None
        wanted = indices[:-1] + result[indices[-1] :]
        if not compatible(wanted, updates):
            raise ValueError(f"updates must have shape {show(wanted)}, but have {show(updates)}")
    return result


@op(
    "ScatterNd",
    "indices: Tindices, updates: T, shape: Tindices -> output: T",
    Tindices=INDEX,
    shape=_scattered,
    samples=[
        case(np.array([[2, 0], [1, 1], [2, 0]], np.int32), "3", [4, 3]),
        case(np.array([[2], [0]], np.int32), "2,3", [4, 3]),
    ],
)
def scatter_nd_op(indices: Any, updates: Any, shape: Any) -> Any:
    """Zeros of a shape with updates added at rows of positions."""
    sizes = tuple(shape.tolist())
    depth = indices.shape[-1]
    columns = _positions(indices, sizes)
    spots = np.ravel_multi_index([c.ravel() for c in columns], sizes[:depth]) if depth else 0
    rows = updates.reshape((-1, *sizes[depth:]))
    total = np.zeros((int(np.prod(sizes[:depth])), *sizes[depth:]), updates.dtype)
    if rows.size:
        order = np.argsort(spots, kind="stable")
        ranked = spots[order]
        starts = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]]))
        total[ranked[starts]] = np.add.reduceat(rows[order], starts, axis=0, dtype=updates.dtype)
    return total.reshape(sizes)


@scatter_nd_op.grad
def _(op: Any, g: Any) -> Any:
    return None, gather_nd_op(g, op.inputs[0]), None


def scatter_nd(indices: Any, updates: Any, shape: Any, name: str | None = None) -> Tensor:
    """Zeros of `shape` with `updates` added at positions: each row of `indices` is one.

    Args:
        indices: integers of shape [..., k].
        updates: elements or slices, shape indices.shape[:-1] + shape[k:].
        shape: an integer vector.
        name: of the node.

    Returns:
        A Tensor of `updates`' type; positions given twice add up.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.scatter_nd([[1], [1]], [2.0, 3.0], [3])).tolist()
        [0.0, 5.0, 0.0]
    """
    result: Tensor = scatter_nd_op(indices, updates, shape, name=name)
    return result


# ---------------------------------------------------------------------------------- Unique
@op(
    "Unique",
    "x: T -> y: T, idx: out_idx",
    shape=lambda call: [(None,), call.rank(0, 1)],
    no_gradient="which elements are equal does not change smoothly",
    samples=[case([3, 1, 3, 2]), bad("2,3 int32 0:5", error=ValueError, match="rank 1")],
)
def unique_op(x: Any, *, out_idx: Any = INDEX[0]) -> Any:
    """The different elements in order of first occurrence, and for each element which it is."""
    _, first, inverse = np.unique(x, return_index=True, return_inverse=True)
    rank = np.empty(first.size, np.int64)
    rank[np.argsort(first)] = np.arange(first.size)
    return [x[np.sort(first)], rank[inverse.reshape(x.shape)].astype(out_idx.np_dtype)]


def unique(x: Any, out_idx: Any = INDEX[0], name: str | None = None) -> Any:
    """The different elements of a vector, and for each element which of them it is.

    Args:
        x: a vector.
        out_idx: the type of the positions: int32 (default) or int64.
        name: of the node.

    Returns:
        (y, idx): y in order of first occurrence, x[i] = y[idx[i]].

    Example:
        >>> import minigraph as tf
        >>> y, idx = tf.unique([7, 5, 7])
        >>> [v.tolist() for v in tf.Session().run([y, idx])]
        [[7, 5], [0, 1, 0]]
    """
    return unique_op(x, out_idx=out_idx, name=name)


# ---------------------------------------------------------------------------------- boolean_mask
def boolean_mask(tensor: Any, mask: Any, name: str = "boolean_mask", axis: Any = None) -> Tensor:
    """The elements (or rows) of `tensor` where `mask` is true.

    Args:
        tensor: a tensor.
        mask: bools of known rank; its shape is that of the axes of `tensor` from `axis` on.
        name: of the scope.
        axis: the first axis that is masked; default 0.

    Returns:
        A Tensor in which the masked axes have become one.

    Raises:
        ValueError: the mask is a scalar, has unknown rank, or does not fit.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.boolean_mask([1, 2, 3], [True, False, True])).tolist()
        [1, 3]
    """
    with name_scope(name, "boolean_mask", [tensor, mask]):
        values = convert(tensor, name="tensor")
        chosen = convert(mask, name="mask")
        if chosen._dims is None:
            raise ValueError(
                "Number of mask dimensions must be specified, even if some dimensions are None."
            )
        ndims = len(chosen._dims)
        if ndims == 0:
            raise ValueError("mask cannot be scalar.")
        start = 0 if axis is None else int(axis)
        if values._dims is not None:
            part = values._dims[start : start + ndims]
            if not compatible(part, chosen._dims):
                raise ValueError(f"Shapes {show(part)} and {show(chosen._dims)} are incompatible")
        count = reduce_prod(shape(values)[start : start + ndims], [0])
        sizes = concat([shape(values)[:start], [count], shape(values)[start + ndims :]], 0)
        flat = reshape(values, sizes)
        if values._dims is not None:
            total: int | None = 1
            for n in values._dims[start : start + ndims]:
                total = None if n is None or total is None else total * n
            flat.set_shape((*values._dims[:start], total, *values._dims[start + ndims :]))
        rows = squeeze(where_op(reshape(chosen, [-1])), axis=[1])
        return gather(flat, rows, axis=start)
