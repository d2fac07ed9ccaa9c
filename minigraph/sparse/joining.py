"""Sparse tensors put together and taken apart along an axis: concat, split, slice."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.core.sparse_tensor import SparseTensor, SparseTensorValue
from minigraph.ops.choosing import where
from minigraph.ops.compare import greater_equal, less
from minigraph.ops.constants import constant
from minigraph.ops.indexing import scatter_nd_op
from minigraph.ops.joining import concat
from minigraph.ops.logic import logical_and
from minigraph.ops.reduce import reduce_all, reduce_max
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.spread import renamed
from minigraph.sparse.places import as_sparse, check_inside, columns, count_of, sorted_order

__all__ = ["sparse_concat", "sparse_slice", "sparse_split"]


# ---------------------------------------------------------------------------------- SparseConcat
def _total(sizes: Any) -> int | None:
    sizes = list(sizes)
    return None if None in sizes else sum(sizes)


def _joined(call: Call) -> list[Dims]:
    count = call.attrs["N"]
    places = [call.rank(i, 2) for i in range(count)]
    values = [call.rank(count + i, 1) for i in range(count)]
    sizes = [call.rank(2 * count + i, 1) for i in range(count)]
    ranks = (columns(p, s) for p, s in zip(places, sizes, strict=True))
    found = {rank for rank in ranks if rank is not None}
    if len(found) > 1:
        raise ValueError(f"SparseTensors of different ranks cannot be joined: {sorted(found)}")
    width = next(iter(found), None)
    rows = _total(count_of(p, v) for p, v in zip(places, values, strict=True))
    return [(rows, width), (rows,), (width,)]


_A, _B = np.array([[0, 1], [1, 0]]), np.array([[0, 0], [1, 2]])
_SIZES = np.array([2, 3])


@op(
    "SparseConcat",
    "indices: N*int64, values: N*T, shapes: N*int64"
    " -> output_indices: int64, output_values: T, output_shape: int64",
    shape=_joined,
    no_gradient="as in TF1",
    samples=[
        case([_A, _B], ["2", "2"], [_SIZES, _SIZES], concat_dim=0),
        case([_A, _B, _A], ["2", "2", "2"], [_SIZES, _SIZES, _SIZES], concat_dim=-1),
        bad(
            [_A, _B],
            ["2", "2"],
            [_SIZES, np.array([2, 4])],
            concat_dim=0,
            error=ValueError,
            match="same size",
        ),
        bad(
            [_A, _B],
            ["2", "2"],
            [_SIZES, _SIZES],
            concat_dim=2,
            error=ValueError,
            match="out of range",
        ),
    ],
)
def sparse_concat_op(*tensors: Any, concat_dim: int) -> Any:
    """The values of all, moved along the axis by the sizes of those before."""
    count = len(tensors) // 3
    shapes = [t.tolist() for t in tensors[2 * count :]]
    rank = len(shapes[0])
    if not -rank <= concat_dim < rank:
        raise ValueError(f"the axis {concat_dim} is out of range for SparseTensors of rank {rank}")
    axis, start, moved = concat_dim % rank, 0, []
    for places, sizes in zip(tensors[:count], shapes, strict=False):
        others = [i for i in range(rank) if i != axis]
        if len(sizes) != rank or any(sizes[i] != shapes[0][i] for i in others):
            raise ValueError(
                f"all axes but {axis} must have the same size, but the shapes are {shapes}"
            )
        check_inside(places, sizes)
        moved.append(places + start * (np.arange(rank) == axis))
        start += sizes[axis]
    whole = [start if i == axis else d for i, d in enumerate(shapes[0])]
    joined = np.concatenate(moved)
    order = sorted_order(joined, whole)
    values = np.concatenate(tensors[count : 2 * count])
    return [joined[order], values[order], np.array(whole, np.int64)]


def sparse_concat(
    axis: Any,
    sp_inputs: Any,
    name: str | None = None,
    expand_nonconcat_dim: bool = False,
    concat_dim: Any = None,
    expand_nonconcat_dims: Any = None,
) -> SparseTensor:
    """Sparse tensors one after another along an axis.

    Args:
        axis: the axis; negative ones count from the last.
        sp_inputs: a list of SparseTensors of one type and rank, their places in order.
        name: of the node.
        expand_nonconcat_dim: whether the other axes may differ in size: they get the largest.
        concat_dim, expand_nonconcat_dims: the old and the new name of the two.

    Returns:
        A SparseTensor, its places in order; of a single input that input. No gradient, as in TF1.

    Raises:
        TypeError: there is something else than SparseTensors in the list, or no list.
        tf.errors.InvalidArgumentError: sizes of other axes differ, or the axis is out of range.

    Example:
        >>> import minigraph as tf
        >>> a = tf.SparseTensor([[0, 1]], [1], [1, 2])
        >>> b = tf.SparseTensor([[0, 0]], [2], [1, 3])
        >>> tf.Session().run(tf.sparse_concat(1, [a, b]).indices).tolist()
        [[0, 1], [0, 2]]
    """
    grow = renamed(
        "expand_nonconcat_dims",
        expand_nonconcat_dims,
        "expand_nonconcat_dim",
        expand_nonconcat_dim or None,
    )
    axis = renamed("axis", axis, "concat_dim", concat_dim)
    if not isinstance(sp_inputs, (list, tuple)) or isinstance(sp_inputs, SparseTensorValue):
        raise TypeError(f"Expected a list of SparseTensors, not {sp_inputs!r}.")
    tensors = [as_sparse(sp) for sp in sp_inputs]
    if not tensors:
        raise ValueError("tf.sparse_concat needs a list of at least one SparseTensor.")
    if len(tensors) == 1:
        return tensors[0]
    sizes: list[Any] = [sp.dense_shape for sp in tensors]
    if grow:
        most = reduce_max(concat([reshape(s, [1, -1]) for s in sizes], 0), 0)
        own = slice(axis, None if axis == -1 else axis + 1)
        sizes = [
            concat([most[:axis], s[own], [] if axis == -1 else most[axis + 1 :]], 0) for s in sizes
        ]
    places, values, whole = sparse_concat_op(
        [sp.indices for sp in tensors],
        [sp.values for sp in tensors],
        sizes,
        concat_dim=axis,
        name=name,
    )
    static = _static_whole([sp._dims for sp in tensors], axis, bool(grow))
    if static is not None and all(sp.shape.is_fully_defined() for sp in tensors):
        return SparseTensor(places, values, constant(np.array(static), dtypes.int64))
    result = SparseTensor(places, values, whole)
    result._declared = static
    return result


def _static_whole(shapes: list[Dims], axis: int, grow: bool) -> Dims:
    """The static shape of SparseTensors joined; None if a rank is unknown or they do not fit."""
    known = [dims for dims in shapes if dims is not None]
    if len(known) < len(shapes) or len({len(dims) for dims in known}) > 1:
        return None
    rank = len(known[0])
    if not -rank <= axis < rank:
        return None
    whole = list(known[0])
    if grow:
        for i, sizes in enumerate(zip(*known, strict=True)):
            whole[i] = None if None in sizes else max(d or 0 for d in sizes)
    whole[axis] = _total(dims[axis] for dims in known)
    return tuple(whole)


# ---------------------------------------------------------------------------------- SparseSplit
def _split_shapes(call: Call) -> list[Dims]:
    call.rank(0, 0)
    call.rank(2, 1)
    width = columns(call.rank(1, 2), call.rank(3, 1))
    count = call.attrs["num_split"]
    found: list[Dims] = [(None, width)] * count
    return found + [(None,)] * count + [(width,)] * count


@op(
    "SparseSplit",
    "split_dim: int64, indices: int64, values: T, shape: int64"
    " -> output_indices: num_split*int64, output_values: num_split*T, output_shape: num_split*int64",
    shape=_split_shapes,
    no_gradient="as in TF1",
    samples=[
        case(np.int64(1), _A, "2", _SIZES, num_split=2),
        case(np.int64(0), _B, "2", _SIZES, num_split=1),
        bad(np.int64(0), _A, "2", _SIZES, num_split=3, error=ValueError, match="3 parts"),
        bad(np.int64(2), _A, "2", _SIZES, num_split=1, error=ValueError, match="out of range"),
    ],
)
def sparse_split_op(
    split_dim: Any, indices: Any, values: Any, shape: Any, *, num_split: int
) -> Any:
    """Parts along the axis; the first ones are larger by one where its size does not divide."""
    check_inside(indices, shape)
    axis, size = int(split_dim), 0
    axis += len(shape) * (axis < 0)
    if not 0 <= axis < len(shape):
        raise ValueError(f"the axis {axis} is out of range for a SparseTensor of rank {len(shape)}")
    size = int(shape[axis])
    if not 0 < num_split <= size:
        raise ValueError(f"an axis of size {size} cannot be split into {num_split} parts")
    each, more = divmod(size, num_split)
    ends = np.cumsum([each + (i < more) for i in range(num_split)])
    places, parts, sizes = [], [], []
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        inside = (indices[:, axis] >= start) & (indices[:, axis] < end)
        places.append(indices[inside] - start * (np.arange(len(shape)) == axis))
        parts.append(values[inside])
        sizes.append(np.where(np.arange(len(shape)) == axis, end - start, shape))
    return [*places, *parts, *sizes]


class KeywordRequired:
    """The first argument of `tf.sparse_split`: the others must be given by name."""

    def __repr__(self) -> str:
        return "KeywordRequired()"


def sparse_split(
    keyword_required: Any = KeywordRequired(),  # noqa: B008 - only its type matters
    sp_input: Any = None,
    num_split: int | None = None,
    axis: Any = None,
    name: str | None = None,
    split_dim: Any = None,
) -> list[SparseTensor]:
    """A sparse tensor cut into parts along an axis.

    Args:
        keyword_required: not to be given: all others are given by name.
        sp_input: a SparseTensor.
        num_split: how many parts; where the size does not divide, the first are larger by one.
        axis: the axis, from 0.
        name: of the node.
        split_dim: the old name of `axis`.

    Returns:
        A list of `num_split` SparseTensors. No gradient, as in TF1.

    Raises:
        ValueError: an argument is missing or not given by name.
        tf.errors.InvalidArgumentError: the axis is out of range or has fewer elements than parts.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1], [1, 2]], [1, 2], [2, 3])
        >>> left, right = tf.sparse_split(sp_input=sp, num_split=2, axis=1)
        >>> tf.Session().run([left.dense_shape, right.values])
        [array([2, 2]), array([2], dtype=int32)]
    """
    if not isinstance(keyword_required, KeywordRequired):
        raise ValueError("Keyword arguments are required for this function.")
    axis = renamed("axis", axis, "split_dim", split_dim)
    for what, value in (("sp_input", sp_input), ("num_split", num_split), ("axis", axis)):
        if value is None:
            raise ValueError(f"{what} is required")
    sp = as_sparse(sp_input)
    count: Any = num_split
    made = sparse_split_op(axis, sp.indices, sp.values, sp.dense_shape, num_split=count, name=name)
    return [SparseTensor(*made[i::count]) for i in range(count)]


# ---------------------------------------------------------------------------------- SparseSlice
def _sliced(call: Call) -> list[Dims]:
    call.rank(1, 1)
    width = columns(call.rank(0, 2), call.rank(2, 1))
    for index in (3, 4):
        width = columns((None, width), call.rank(index, 1))
    return [(None, width), (None,), (width,)]


@op(
    "SparseSlice",
    "indices: int64, values: T, shape: int64, start: int64, size: int64"
    " -> output_indices: int64, output_values: T, output_shape: int64",
    shape=_sliced,
    samples=[
        case(_A, "2", _SIZES, np.array([0, 1]), np.array([2, 9])),
        case(_B, "2", _SIZES, np.array([1, 0]), np.array([1, 2])),
        bad(
            _A,
            "2",
            _SIZES,
            np.array([0]),
            np.array([2, 9]),
            error=ValueError,
            match="a number each",
        ),
    ],
)
def sparse_slice_op(indices: Any, values: Any, shape: Any, start: Any, size: Any) -> Any:
    """The values inside a box, with places counted from its corner."""
    check_inside(indices, shape)
    if not len(start) == len(size) == len(shape):
        raise ValueError(
            f"start and size must have a number each for the {len(shape)} axes, but have "
            f"{len(start)} and {len(size)}"
        )
    if (start < 0).any() or (size < 0).any():
        raise ValueError(f"start {start.tolist()} and size {size.tolist()} must not be negative")
    inside = ((indices >= start) & (indices < start + size)).all(axis=1)
    sizes = np.clip(shape - start, 0, size)
    return [indices[inside] - start, values[inside], sizes]


@sparse_slice_op.grad
def _(op: Any, _: Any, g: Any, __: Any) -> Any:
    places, values, _, start, size = op.inputs
    inside = reduce_all(
        logical_and(greater_equal(places, start), less(places, start + size)), axis=1
    )
    return None, scatter_nd_op(where(inside), g, shape(values, out_type=dtypes.int64)), *[None] * 3


def sparse_slice(sp_input: Any, start: Any, size: Any, name: str | None = None) -> SparseTensor:
    """The part of a sparse tensor that lies in a box.

    Args:
        sp_input: a SparseTensor.
        start: the corner of the box, an integer for each axis.
        size: how far it goes along each axis; what is outside of the tensor does not count.
        name: of the node.

    Returns:
        A SparseTensor. Gradients go to the values.

    Raises:
        TypeError: `sp_input` is no SparseTensor.
        tf.errors.InvalidArgumentError: there are more or fewer numbers than axes.

    Example:
        >>> import minigraph as tf
        >>> sp = tf.SparseTensor([[0, 1], [1, 2]], [1, 2], [2, 3])
        >>> tf.Session().run(tf.sparse_slice(sp, [1, 1], [1, 9]))
        SparseTensorValue(indices=array([[0, 1]]), values=array([2], dtype=int32), \
dense_shape=array([1, 2]))
    """
    sp = as_sparse(sp_input)
    start, size = convert(start, dtypes.int64), convert(size, dtypes.int64)
    return SparseTensor(
        *sparse_slice_op(sp.indices, sp.values, sp.dense_shape, start, size, name=name)
    )
