"""Writes of parts of a variable: `w[1:3].assign`, scatter_nd_*, batch_scatter_update; count_up_to.

As every write of a part (see `scatter.py`), each is in two halves: what can fail comes first.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.errors import InvalidArgumentError, OutOfRangeError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, op
from minigraph.core.shapes import show
from minigraph.ops import sequences
from minigraph.ops.arithmetic import subtract
from minigraph.ops.axes import expand_dims
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.places import checked_places
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.slice_spec import Masks, index_of, pieces
from minigraph.ops.spread import ones_like
from minigraph.ops.tensor_scatter import changed_dims

__all__ = [
    "assign_slice",
    "batch_scatter_update",
    "count_up_to",
    "scatter_nd_add",
    "scatter_nd_sub",
    "scatter_nd_update",
]


# ------------------------------------------------------------------------- ScatterNdUpdate, Add, Sub
def _places(ref: Any, indices: Any, updates: Any, **_: bool) -> tuple[Any, Any]:
    """The places as an index for NumPy, and what comes there."""
    wanted = indices.shape[:-1] + ref.shape[indices.shape[-1] :]
    if np.shape(updates) != wanted:
        raise ValueError(
            f"updates must have the shape {show(wanted)}, but have {show(np.shape(updates))}"
        )
    return checked_places(indices, ref.shape), updates


def _set(array: Any, found: tuple[Any, Any]) -> None:
    places, updates = found
    array[places] = updates


def _scatter_nd_op(name: str, meaning: str, types: Any, write: Any) -> Any:
    def kernel(ref: Any, indices: Any, updates: Any, *, use_locking: bool = True) -> Any:
        result = ref.copy()
        write(result, _places(ref, indices, updates))
        return result

    kernel.__doc__ = meaning
    signature = "ref: ref T, indices: Tindices, updates: T -> output_ref: ref T"
    facts = {"Tindices": INDEX, "shape": changed_dims, "writes": True, **types}
    record = op(name, signature, no_gradient="a write is not differentiable", **facts)(kernel)
    record.updates(_places, write)
    return record


_NUMBERS: dict[str, Any] = {"T": NUMBERS}
scatter_nd_update_op = _scatter_nd_op(
    "ScatterNdUpdate", "ref with elements or slices replaced.", {}, _set
)
scatter_nd_add_op = _scatter_nd_op(
    "ScatterNdAdd", "ref with updates added.", _NUMBERS, lambda a, f: np.add.at(a, *f)
)
scatter_nd_sub_op = _scatter_nd_op(
    "ScatterNdSub", "ref with updates taken off.", _NUMBERS, lambda a, f: np.subtract.at(a, *f)
)


def scatter_nd_update(
    ref: Any, indices: Any, updates: Any, use_locking: bool = True, name: str | None = None
) -> Tensor:
    """Replace elements or slices of a variable; of updates of one place the last counts.

    Args:
        ref: a `tf.Variable`.
        indices: integers; the last axis holds a place, as in `tf.gather_nd`.
        updates: of its type: shape indices.shape[:-1] + ref.shape[indices.shape[-1]:].
        use_locking: accepted as in TF1.
        name: of the node.

    Returns:
        The variable as it is after the write.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a place is out of range.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([1, 2, 3])
        >>> sess = tf.Session()
        >>> sess.run(w.initializer)
        >>> sess.run(tf.scatter_nd_update(w, [[2], [0]], [8, 9])).tolist()
        [9, 2, 8]
    """
    result: Tensor = scatter_nd_update_op(ref, indices, updates, use_locking=use_locking, name=name)
    return result


def scatter_nd_add(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Tensor:
    """Add to elements or slices of a variable; updates of one place are all added.

    Args:
        ref, indices, updates, use_locking, name: as for `tf.scatter_nd_update`.

    Returns:
        The variable as it is after the write.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a place is out of range.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([1, 2, 3])
        >>> sess = tf.Session()
        >>> sess.run(w.initializer)
        >>> sess.run(tf.scatter_nd_add(w, [[2], [2]], [10, 20])).tolist()
        [1, 2, 33]
    """
    result: Tensor = scatter_nd_add_op(ref, indices, updates, use_locking=use_locking, name=name)
    return result


def scatter_nd_sub(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Tensor:
    """Subtract from elements or slices of a variable; updates of one place are all taken off.

    Args:
        ref, indices, updates, use_locking, name: as for `tf.scatter_nd_update`.

    Returns:
        The variable as it is after the write.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a place is out of range.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([1, 2, 3])
        >>> sess = tf.Session()
        >>> sess.run(w.initializer)
        >>> sess.run(tf.scatter_nd_sub(w, [[0]], [10])).tolist()
        [-9, 2, 3]
    """
    result: Tensor = scatter_nd_sub_op(ref, indices, updates, use_locking=use_locking, name=name)
    return result


def batch_scatter_update(
    ref: Any, indices: Any, updates: Any, use_locking: bool = True, name: str | None = None
) -> Tensor:
    """Replace ref[i..., indices[i..., j]] by updates[i..., j]: a write in each batch entry.

    Args:
        ref: a `tf.Variable`.
        indices: integers; all axes but the last are the first axes of `ref`.
        updates: of its type: shape indices.shape + ref.shape[indices.ndims:].
        use_locking: accepted as in TF1.
        name: of the scope.

    Returns:
        The variable as it is after the write.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a place is out of range.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([[1, 2], [3, 4]])
        >>> sess = tf.Session()
        >>> sess.run(w.initializer)
        >>> sess.run(tf.batch_scatter_update(w, [[1], [0]], [[8], [9]])).tolist()
        [[1, 8], [9, 4]]
    """
    with name_scope(name):
        indices = convert(indices, name="indices")
        sizes, last = shape(indices), len(indices.shape) - 1
        columns = [expand_dims(indices, -1)]
        if last:
            ones = [1] * (last + 1)
            for axis in reversed(range(last)):
                own = sizes[axis]
                numbers = sequences.range(0, own, dtype=indices.dtype.base_dtype, name="Range")
                along = reshape(numbers, [*ones[:axis], own, *ones[axis + 1 :], 1])
                columns.insert(0, along * ones_like(columns[-1]))
            places = concat(columns, -1)
        else:
            places = columns[0]
        return scatter_nd_update(ref, places, updates, use_locking)


# ---------------------------------------------------------------------------------- StridedSliceAssign
_INDEX = "begin: Index, end: Index, strides: Index"


def _check_part(part: Any, value: Any) -> None:
    if value != () and tuple(n for n in part if n != 1) != tuple(n for n in value if n != 1):
        raise InvalidArgumentError(
            None, None, f"the slice has shape {show(part)}, what is assigned {show(value)}"
        )


def _part(
    ref: Any, begin: Any, end: Any, strides: Any, value: Any, **masks: int
) -> tuple[Any, Any]:
    """The index as Python writes it, and what comes there."""
    bits = Masks(**masks)
    found = pieces(ref.ndim, len(begin), bits)
    index = index_of(found, begin.tolist(), end.tolist(), strides.tolist(), bits)
    dims = ref[index].shape
    _check_part(dims, np.shape(value))
    return index, value if np.shape(value) == () else np.reshape(value, dims)


@op(
    "StridedSliceAssign",
    f"ref: ref T, {_INDEX}, value: T -> output_ref: ref T",
    Index=INDEX,
    shape=lambda call: call.shapes[0],
    writes=True,
    no_gradient="a write is not differentiable",
)
def strided_slice_assign_op(
    ref: Any,
    begin: Any,
    end: Any,
    strides: Any,
    value: Any,
    *,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
) -> Any:
    """ref with the part that `ref[begin:end:strides]` names replaced."""
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    result = ref.copy()
    _set(result, _part(ref, begin, end, strides, value, **masks._asdict()))
    return result


strided_slice_assign_op.updates(_part, _set)


def assign_slice(variable: Any, part: Tensor, value: Any, name: str | None = None) -> Tensor:
    """What `variable[...].assign(value)` builds; `part` is the StridedSlice of `variable[...]`."""
    node = part._op
    result: Tensor = strided_slice_assign_op(
        variable,
        *node.inputs[1:],
        value,
        name=name or f"{node.name}/_assign",
        **Masks.of(node.attrs)._asdict(),
    )
    return result


# ---------------------------------------------------------------------------------- CountUpTo
@op(
    "_CountedUp",
    "ref: ref T -> output_ref: ref T",
    T=INDEX,
    shape=lambda call: call.rank(0, 0),
    writes=True,
    no_gradient="a write is not differentiable",
)
def counted_up_op(ref: Any, *, limit: int) -> Any:
    """ref + 1; OutOfRangeError if it has reached the limit."""
    if ref >= limit:
        raise OutOfRangeError(None, None, f"Reached limit of {limit}")
    return ref + 1


def count_up_to(ref: Any, limit: int, name: str | None = None) -> Tensor:
    """The value of a counter before it is made larger by 1.

    Args:
        ref: a scalar `tf.Variable` of integers.
        limit: the counter is not made larger than this.
        name: of the node.

    Returns:
        A Tensor of the counter's type: its value before the write.

    Raises:
        tf.errors.OutOfRangeError: the counter has reached `limit`; it stays as it is.

    Example:
        >>> import minigraph as tf
        >>> n = tf.Variable(0)
        >>> sess = tf.Session()
        >>> sess.run(n.initializer)
        >>> count = tf.count_up_to(n, 3)
        >>> [int(sess.run(count)) for _ in range(3)]
        [0, 1, 2]
    """
    with name_scope(name, "CountUpTo") as scope:
        after = counted_up_op(ref, limit=limit)
        return subtract(after, convert(1, after.dtype.base_dtype), name=scope)
