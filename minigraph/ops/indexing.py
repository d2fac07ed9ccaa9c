"""Looking elements up by number: gather, gather_nd, scatter_nd, unique."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops import sequences
from minigraph.ops.axes import array_of, axis_in
from minigraph.ops.casting import cast
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.places import checked_places
from minigraph.ops.rows import checked_numbers, sum_rows, taken
from minigraph.ops.shaping import as_shape_value, reshape, shape, size
from minigraph.ops.spread import broadcast_to

__all__ = [
    "batch_gather",
    "gather",
    "gather_nd",
    "scatter_nd",
    "unique",
    "unique_with_counts",
]


def _batch_axes(batch_dims: int, rank: int) -> int:
    """How many first axes are shared by indices of this rank; negative: counted from its end."""
    return axis_in(batch_dims, rank if batch_dims < 0 else rank + 1, "batch_dims")


# ---------------------------------------------------------------------------------- GatherV2
def _gathered(call: Call) -> Dims:
    params, indices, axis = call.shapes[0], call.shapes[1], call.values[2]
    call.rank(2, 0)
    if params is None or indices is None:
        return None
    batch = _batch_axes(call.attrs["batch_dims"], len(indices))
    if axis is None:
        return (None,) * (len(params) + len(indices) - 1 - batch)
    at = axis_in(axis, len(params))
    if at < batch:
        raise ValueError(f"batch_dims ({batch}) must not be greater than axis ({at})")
    if not compatible(params[:batch], indices[:batch]):
        raise ValueError(
            f"params {show(params)} and indices {show(indices)} differ in the first {batch} axes"
        )
    head = merge(params[:batch], indices[:batch]) or ()
    return (*head, *params[batch:at], *indices[batch:], *params[at + 1 :])


@op(
    "GatherV2",
    "params: Tparams, indices: Tindices, axis: Taxis -> output: Tparams",
    Tindices=INDEX,
    Taxis=INDEX,
    shape=_gathered,
    samples=[
        case("5,3", "2 int32 0:5", 0),
        case("5,3", [[4, 4, 0]], 0),
        case("2,5,3", [[0], [4], [4], [4]], 1),
        case("5", 3, 0),
        case("2,5,3", "2,4 int32 0:5", 1, batch_dims=1),
        case("2,5,3", "2,4 int32 0:5", 1, batch_dims=-1),
        case("2,3,7,5", "2,4 int32 0:7", 2, batch_dims=1),
        case("5,3", [[4, 4, 0]], -2),
        bad("2,3", [0], 2, error=ValueError, match="axis 2"),
    ],
)
def gather_op(params: Any, indices: Any, axis: Any, *, batch_dims: int = 0) -> Any:
    """The slices of params along an axis that indices name."""
    params = array_of(params)
    at = axis_in(axis, params.ndim)
    batch = _batch_axes(batch_dims, np.ndim(indices))
    if not batch:
        return taken(params, indices, at)
    checked_numbers(indices, params.shape[at], "indices")
    moved = np.moveaxis(params, at, batch)
    grid = np.ogrid[tuple(slice(n) for n in indices.shape[:batch])]
    spread = [np.expand_dims(g, tuple(range(batch, indices.ndim))) for g in grid]
    found = moved[(*spread, indices)]
    places = range(batch, indices.ndim)
    return np.moveaxis(found, list(places), [at + i for i in range(len(places))])


@gather_op.grad
def _(op: Any, g: Any) -> Any:
    params, indices, axis = op.inputs
    batch = op.attrs["batch_dims"]
    if axis._known == 0 and not batch:
        rows, numbers = g, indices
        if indices._dims is None or len(indices._dims) != 1:
            numbers = reshape(indices, [-1])
            rows = reshape(g, concat([reshape(size(indices), [1]), shape(params)[1:]], 0))
        return IndexedSlices(rows, numbers, shape(params)), None, None
    return gather_grad(shape(params), indices, axis, g, batch_dims=batch), None, None


@gather_op.value
def _(call: Call) -> Any:
    known, numbers, axis = call.values
    if not isinstance(known, tuple) or numbers is None or axis is None:
        return None
    if isinstance(numbers, int):
        return known[numbers] if 0 <= numbers < len(known) else None
    if any(n is None or not 0 <= n < len(known) for n in numbers):
        return None
    return tuple(known[n] for n in numbers)


@gather_op.lower
def _(call: Call) -> Any:
    params, numbers, axis = call.shapes[0], call.values[1], call.values[2]
    if params is None or axis is None or call.attrs["batch_dims"]:
        return None
    at = axis_in(axis, len(params))
    known = [None] if numbers is None else np.ravel(numbers).tolist()
    if all(n is not None and 0 <= n < (params[at] or 0) for n in known):  # nothing to look at
        return Line(f"{{0}}.take({{1}}, {at})")
    return Line(f"taken({{0}}, {{1}}, {at}, out={{out}})", {"taken": taken}, out=True)


def gather(
    params: Any,
    indices: Any,
    validate_indices: Any = None,
    name: str | None = None,
    axis: Any = None,
    batch_dims: int = 0,
) -> Tensor:
    """The slices of `params` along an axis that `indices` name: params[indices].

    Args:
        params: a tensor or variable.
        indices: integers in [0, size of the axis), of any shape.
        validate_indices: accepted as in TF1; they always are.
        name: of the node.
        axis: where to look up; None: `batch_dims`. Negative: from the end.
        batch_dims: how many first axes `params` and `indices` share: each entry of these has its
            own look-up.

    Returns:
        A Tensor of the type of `params` and shape params.shape[:axis] + indices.shape[batch_dims:]
        + params.shape[axis+1:]. Gradient: along axis 0 an IndexedSlices, else dense.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: an index or the axis is out of range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.gather([[1, 2], [3, 4], [5, 6]], [2, 0])).tolist()
        [[5, 6], [1, 2]]
    """
    at = batch_dims if axis is None else axis
    result: Tensor = gather_op(params, indices, at, batch_dims=batch_dims, name=name)
    return result


def batch_gather(params: Any, indices: Any, name: str | None = None) -> Tensor:
    """The elements that the last axis of `indices` names, each entry of the axes before for itself.

    Args:
        params: a tensor.
        indices: integers; all axes but the last are the first axes of `params`.
        name: of the node.

    Returns:
        A Tensor: result[i..., j] = params[i..., indices[i..., j]]. Gradient: g, added where it was
        taken from.

    Raises:
        ValueError: the rank of `indices` is unknown, or the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.batch_gather([[1, 2, 3], [4, 5, 6]], [[2, 0], [1, 1]])).tolist()
        [[3, 1], [5, 5]]
    """
    with name_scope(name, "BatchGather", [params, indices]):
        params, indices = convert(params, name="params"), convert(indices, name="indices")
        if indices._dims is None:
            raise ValueError("tf.batch_gather does not allow indices with unknown shape.")
        batch = len(indices._dims) - 1
        return gather(params, indices, axis=batch, batch_dims=batch)


# ---------------------------------------------------------------------------------- _GatherGrad
@op(
    "_GatherGrad",
    "shape: Tshape, indices: Tindices, axis: Taxis, grad: T -> output: T",
    Tshape=INDEX,
    Tindices=INDEX,
    Taxis=INDEX,
    T=NUMBERS,
    shape=lambda call: as_shape_value(call.values[0], call.rank(0, 1)),
    samples=[
        case([2, 5, 3], [[0], [4], [4], [4]], 1, "2,4,1,3"),
        case([2, 5, 3], [[0, 4, 4, 1], [1, 1, 1, 0]], 1, "2,4,3", batch_dims=1),
        case([2, 3, 7, 5], [[0, 6, 4, 4], [1, 1, 1, 0]], 2, "2,3,4,5", batch_dims=1),
    ],
)
def gather_grad(shape: Any, indices: Any, axis: Any, grad: Any, *, batch_dims: int = 0) -> Any:
    """Zeros of the given shape with grad's slices added where they were looked up."""
    dims = tuple(shape.tolist())
    at = axis_in(axis, len(dims))
    batch = _batch_axes(batch_dims, np.ndim(indices))
    many = np.ndim(indices) - batch
    moved = np.moveaxis(grad, [at + i for i in range(many)], [batch + i for i in range(many)])
    head = dims[:batch]
    rest = dims[batch:at] + dims[at + 1 :]
    entries = int(np.prod(head, dtype=np.int64))
    each = int(np.prod(np.shape(indices)[batch:], dtype=np.int64))
    numbers = np.reshape(indices, (entries, each)).astype(np.int64)
    numbers = numbers + np.arange(entries)[:, None] * dims[at]
    total = sum_rows(moved.reshape(numbers.size, *rest), numbers.ravel(), entries * dims[at])
    return np.moveaxis(total.reshape(*head, dims[at], *rest), batch, at)


@gather_grad.grad
def _(op: Any, g: Any) -> Any:
    _, indices, axis, _ = op.inputs
    batch = op.attrs["batch_dims"]
    return None, None, None, gather(g, indices, axis=axis, batch_dims=batch)


# ---------------------------------------------------------------------------------- GatherNd
def _gathered_nd(call: Call) -> Dims:
    params, indices = call.shapes
    if indices == ():
        raise ValueError("indices must have at least one axis")
    if params is None or indices is None or indices[-1] is None:
        return None
    if indices[-1] > len(params):
        raise ValueError(
            f"the last axis of indices {show(indices)} has more numbers than {show(params)} has axes"
        )
    return (*indices[:-1], *params[indices[-1] :])


@op(
    "GatherNd",
    "params: Tparams, indices: Tindices -> output: Tparams",
    Tindices=INDEX,
    shape=_gathered_nd,
    samples=[
        case("5,3", [[0, 1], [4, 2]]),
        case("5,3,2", [[4], [4]]),
        case("5,3", [1, 1]),
        bad("5", [[0, 0]], error=ValueError, match="more numbers"),
    ],
)
def gather_nd_op(params: Any, indices: Any) -> Any:
    """The elements or slices of params at the places that the rows of indices name."""
    found = params[checked_places(indices, params.shape)]
    return np.array(found) if indices.shape[-1] == 0 else found


@gather_nd_op.grad
def _(op: Any, g: Any) -> Any:
    params, indices = op.inputs
    sizes = shape(params, out_type=indices.dtype.base_dtype)
    return scatter_nd_op(indices, g, sizes), None


def gather_nd(
    params: Any,
    indices: Any,
    name: str | None = None,
    batch_dims: int = 0,
    bad_indices_policy: str = "",
) -> Tensor:
    """The elements (or slices) of `params` at the places that the rows of `indices` name.

    Args:
        params: a tensor.
        indices: integers; the last axis holds a place: one number for each of the first axes of
            `params`.
        name: of the node.
        batch_dims: how many first axes `params` and `indices` share: each entry of these has its
            own look-up.
        bad_indices_policy: accepted as in TensorFlow; bad indices raise.

    Returns:
        A Tensor of shape indices.shape[:-1] + params.shape[batch_dims + indices.shape[-1]:].
        Gradient: g, added at the places.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: a place is out of range, or `batch_dims` is
            negative or too large.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.gather_nd([[1, 2], [3, 4]], [[0, 1], [1, 1]])).tolist()
        [2, 4]
    """
    if batch_dims == 0:
        result: Tensor = gather_nd_op(params, indices, name=name)
        return result
    with name_scope(name, "BatchGatherND", [params, indices]):
        params, indices = convert(params, name="params"), convert(indices, name="indices")
        for tensor in (params, indices):
            if tensor._dims is not None and not 0 < batch_dims < len(tensor._dims):
                raise ValueError(
                    f"batch_dims = {batch_dims} must be positive and less than the rank of {tensor}."
                )
        if indices._dims is None:
            raise ValueError("tf.gather_nd with batch_dims needs indices of known rank.")
        places = _numbered(indices, batch_dims)
        found: Tensor = gather_nd_op(params, places, name="Reshape")
        return found


def _numbered(indices: Tensor, batch_dims: int) -> Tensor:
    """The places with the numbers of their entry along the first axes before them."""
    last, sizes = len(indices._dims or ()) - 1, shape(indices)
    own = concat([sizes[:last], [1]], 0)
    columns = []
    for axis in range(batch_dims):
        along = [1] * (last + 1)
        along[axis] = -1
        numbers = cast(sequences.range(sizes[axis]), indices.dtype.base_dtype)
        columns.append(broadcast_to(reshape(numbers, along), own))
    return concat([*columns, indices], -1)


# ---------------------------------------------------------------------------------- ScatterNd
def _scattered(call: Call) -> Dims:
    dims = as_shape_value(call.values[2], call.rank(2, 1))
    indices, updates = call.shapes[0], call.shapes[1]
    full = indices is not None and None not in indices and 0 not in indices
    if full and dims is not None and (0 in dims or (updates is not None and 0 in updates)):
        raise ValueError(f"there are no places or no updates for {show(indices)} in {show(dims)}")
    return dims


def _any_of(rows: Any, numbers: Any, count: int) -> Any:
    """Of bools whether one is true, of text one after the other, for each number."""
    empty: Any = b"" if rows.dtype.kind == "O" else False
    total = np.full((count, *rows.shape[1:]), empty, rows.dtype)
    np.add.at(total, numbers, rows)
    return total


@op(
    "ScatterNd",
    "indices: Tindices, updates: T, shape: Tindices -> output: T",
    Tindices=INDEX,
    shape=_scattered,
    samples=[
        case([[1], [3], [1]], "3,5", [4, 5]),
        case([[1, 0], [1, 0], [0, 1]], "3", [2, 2]),
        bad([[4]], "1,5", [4, 5], error=ValueError, match=r"not in \[0, 4\)"),
    ],
)
def scatter_nd_op(indices: Any, updates: Any, shape: Any) -> Any:
    """Zeros of the given shape with the updates added at the places that indices name."""
    dims = tuple(shape.tolist())
    depth = indices.shape[-1]
    places = checked_places(indices, dims)
    count = int(np.prod(dims[:depth], dtype=np.int64))
    numbers = (
        np.ravel_multi_index(places, dims[:depth]) if depth else np.zeros(indices.shape[:-1], int)
    )
    flat = np.reshape(updates, (np.size(numbers), *dims[depth:]))
    if flat.dtype.kind in "bO":
        return _any_of(flat, np.ravel(numbers), count).reshape(dims)
    return sum_rows(flat, np.ravel(numbers), count).reshape(dims)


@scatter_nd_op.grad
def _(op: Any, g: Any) -> Any:
    return None, gather_nd_op(g, op.inputs[0]), None


def scatter_nd(
    indices: Any, updates: Any, shape: Any, bad_indices_policy: str = "", name: str | None = None
) -> Tensor:
    """Zeros of the given shape with `updates` added at the places that `indices` name.

    Args:
        indices: integers; the last axis holds a place, as in `tf.gather_nd`.
        updates: what to add: a tensor of shape indices.shape[:-1] + shape[indices.shape[-1]:].
        shape: of the result: an integer vector of the type of `indices`.
        bad_indices_policy: accepted as in TensorFlow; bad indices raise.
        name: of the node.

    Returns:
        A Tensor of the type of `updates`. Gradient: g's elements at the places.

    Raises:
        tf.errors.InvalidArgumentError: a place is out of range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.scatter_nd([[1], [1]], [5, 6], [3])).tolist()
        [0, 11, 0]
    """
    result: Tensor = scatter_nd_op(indices, updates, shape, name=name)
    return result


# ---------------------------------------------------------------------------------- Unique
class Unique(NamedTuple):
    """The different elements, and for each input element which of them it is."""

    y: Tensor
    idx: Tensor


class UniqueWithCounts(NamedTuple):
    """As Unique, with how often each element comes."""

    y: Tensor
    idx: Tensor
    count: Tensor  # type: ignore[assignment]  # TF1's name for it


def _distinct(x: Any, kind: DType) -> Any:
    """(elements in the order in which they first come, number of each input's, counts)."""
    found, first, inverse, counts = np.unique(
        x, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return found[order], rank[inverse].astype(kind.np_dtype), counts[order].astype(kind.np_dtype)


@op(
    "Unique",
    "x: T -> y: T, idx: out_idx",
    shape=lambda call: [(None,), call.rank(0, 1)],
    no_gradient="which elements differ does not change in small steps",
    samples=[case([3, 1, 3, 2, 1]), case("5 distinct")],
)
def unique_op(x: Any, *, out_idx: DType = dtypes.int32) -> Any:
    """The different elements in the order in which they first come, and which each one is."""
    return list(_distinct(x, out_idx)[:2])


@op(
    "UniqueWithCounts",
    "x: T -> y: T, idx: out_idx, count: out_idx",
    shape=lambda call: [(None,), call.rank(0, 1), (None,)],
    no_gradient="which elements differ does not change in small steps",
    samples=[case([3, 1, 3, 2, 1])],
)
def unique_with_counts_op(x: Any, *, out_idx: DType = dtypes.int32) -> Any:
    """As Unique, with how often each element comes."""
    return list(_distinct(x, out_idx))


def unique(x: Any, out_idx: Any = dtypes.int32, name: str | None = None) -> Unique:
    """The different elements of a vector, in the order in which they first come.

    Args:
        x: a vector.
        out_idx: type of `idx`: int32 or int64.
        name: of the node.

    Returns:
        (y, idx): the elements, and for each of x its place in y: x = y[idx].

    Example:
        >>> import minigraph as tf
        >>> [t.tolist() for t in tf.Session().run(tf.unique([7, 5, 7]))]
        [[7, 5], [0, 1, 0]]
    """
    return Unique(*unique_op(x, out_idx=as_dtype(out_idx), name=name))


def unique_with_counts(
    x: Any, out_idx: Any = dtypes.int32, name: str | None = None
) -> UniqueWithCounts:
    """The different elements of a vector, which each one is, and how often each comes.

    Args:
        x: a vector.
        out_idx: type of `idx` and `count`: int32 or int64.
        name: of the node.

    Returns:
        (y, idx, count) as `tf.unique`, with the number of times that y[i] comes.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.unique_with_counts([7, 5, 7])).count.tolist()
        [2, 1]
    """
    return UniqueWithCounts(*unique_with_counts_op(x, out_idx=as_dtype(out_idx), name=name))
