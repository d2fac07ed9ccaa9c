"""Writes of rows: scatter_add and its like change the rows of a variable that indices name.

Each is in two halves: what can fail comes first, and the write itself is made at the end of a run,
in the variable's own array if nobody else holds it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.rows import checked_numbers, combine_rows

__all__ = [
    "scatter_add",
    "scatter_div",
    "scatter_max",
    "scatter_min",
    "scatter_mul",
    "scatter_sub",
    "scatter_update",
]


def _scattered(call: Call) -> Dims:
    ref, indices, updates = call.shapes
    if ref is not None and indices is not None and updates is not None:
        wanted = indices + ref[1:]
        if updates != () and not compatible(updates, wanted):
            raise ValueError(
                f"updates must have the indices' shape and a row's, {show(wanted)}, "
                f"but are {show(updates)}"
            )
    return ref


def _rows(ref: Any, indices: Any, updates: Any, **_: bool) -> tuple[Any, Any]:
    """Flat indices, and one row for each of them."""
    flat = np.ravel(checked_numbers(indices, len(ref), "indices"))
    wanted = np.shape(indices) + ref.shape[1:]
    rows = updates if np.shape(updates) == wanted else np.broadcast_to(updates, wanted)
    return flat, rows.reshape(flat.shape + ref.shape[1:])


def _combined(ufunc: Any) -> Any:
    """A write of array[number] = ufunc(array[number], row), row after row."""

    def write(array: Any, found: tuple[Any, Any]) -> None:
        combine_rows(ufunc, array, *found)

    return write


def _set_rows(array: Any, found: tuple[Any, Any]) -> None:
    numbers, rows = found
    array[numbers] = rows


def _divided_rows(ref: Any, indices: Any, updates: Any, **_: bool) -> tuple[Any, Any]:
    """As `_rows`; integers are not divided by zero."""
    flat, rows = _rows(ref, indices, updates)
    if rows.dtype.kind in "iu" and not rows.all():
        raise InvalidArgumentError(None, None, "Integer division by zero")
    return flat, rows


def _divide_rows(array: Any, found: tuple[Any, Any]) -> None:
    numbers, rows = found
    for number, row in zip(numbers.tolist(), rows, strict=True):
        if array.dtype.kind in "iu":  # towards zero, as C divides
            array[number] = np.floor_divide(array[number] - np.fmod(array[number], row), row)
        else:
            array[number] /= row


def _scatter_op(name: str, meaning: str, prepare: Any, write: Any) -> Any:
    def kernel(ref: Any, indices: Any, updates: Any, *, use_locking: bool = False) -> Any:
        result = ref.copy()
        write(result, prepare(ref, indices, updates))
        return result

    kernel.__doc__ = meaning
    signature = "ref: ref T, indices: Tindices, updates: T -> output_ref: ref T"
    facts = {"Tindices": INDEX, "shape": _scattered, "writes": True}
    record = op(name, signature, no_gradient="a write is not differentiable", **facts)(kernel)
    record.updates(prepare, write)
    return record


scatter_add_op = _scatter_op(
    "ScatterAdd", "ref with rows added at the indices.", _rows, _combined(np.add)
)
scatter_sub_op = _scatter_op(
    "ScatterSub", "ref with rows taken off at the indices.", _rows, _combined(np.subtract)
)
scatter_update_op = _scatter_op("ScatterUpdate", "ref with rows replaced.", _rows, _set_rows)
scatter_mul_op = _scatter_op(
    "ScatterMul", "ref with rows multiplied.", _rows, _combined(np.multiply)
)
scatter_div_op = _scatter_op("ScatterDiv", "ref with rows divided.", _divided_rows, _divide_rows)
scatter_min_op = _scatter_op(
    "ScatterMin", "ref with the lesser elements.", _rows, _combined(np.minimum)
)
scatter_max_op = _scatter_op(
    "ScatterMax", "ref with the greater elements.", _rows, _combined(np.maximum)
)


def scatter_add(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Tensor:
    """Add `updates[i]` to row `indices[i]` of a variable; rows named twice get both.

    Args:
        ref: a `tf.Variable` of at least rank 1.
        indices: integers.
        updates: rows, shape `indices.shape + ref.shape[1:]`, or a scalar for all.
        use_locking: accepted as in TF1.
        name: of the node.

    Returns:
        The variable as it is after the write.

    Raises:
        tf.errors.InvalidArgumentError: an index is out of range.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([1.0, 2.0, 3.0])
        >>> sess = tf.Session()
        >>> sess.run(w.initializer)
        >>> sess.run(tf.scatter_add(w, [0, 0], [10.0, 100.0])).tolist()
        [111.0, 2.0, 3.0]
    """
    result: Tensor = scatter_add_op(ref, indices, updates, use_locking=use_locking, name=name)
    return result


def scatter_sub(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Tensor:
    """Subtract `updates[i]` from row `indices[i]` of a variable; see `tf.scatter_add`.

    Args:
        ref: a `tf.Variable` of at least rank 1.
        indices: integers.
        updates: rows, shape `indices.shape + ref.shape[1:]`, or a scalar for all.
        use_locking: accepted as in TF1.
        name: of the node.

    Returns:
        The variable as it is after the write.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([1.0, 2.0])
        >>> sess = tf.Session()
        >>> sess.run(w.initializer)
        >>> sess.run(tf.scatter_sub(w, [1], [0.5])).tolist()
        [1.0, 1.5]
    """
    result: Tensor = scatter_sub_op(ref, indices, updates, use_locking=use_locking, name=name)
    return result


def scatter_update(
    ref: Any, indices: Any, updates: Any, use_locking: bool = True, name: str | None = None
) -> Tensor:
    """Replace row `indices[i]` of a variable by `updates[i]`; of rows named twice the last counts.

    Args:
        ref: a `tf.Variable` of at least rank 1.
        indices: integers.
        updates: rows, shape `indices.shape + ref.shape[1:]`, or a scalar for all.
        use_locking: accepted as in TF1.
        name: of the node.

    Returns:
        The variable as it is after the write.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([1.0, 2.0])
        >>> sess = tf.Session()
        >>> sess.run(w.initializer)
        >>> sess.run(tf.scatter_update(w, [1], [9.0])).tolist()
        [1.0, 9.0]
    """
    result: Tensor = scatter_update_op(ref, indices, updates, use_locking=use_locking, name=name)
    return result


def scatter_mul(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Tensor:
    """Multiply row `indices[i]` of a variable by `updates[i]`; rows named twice by both.

    Args:
        ref, indices, updates, use_locking, name: as for `tf.scatter_add`.

    Returns:
        The variable as it is after the write.

    Raises:
        tf.errors.InvalidArgumentError: an index is out of range.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([1.0, 2.0, 3.0])
        >>> sess = tf.Session()
        >>> sess.run(w.initializer)
        >>> sess.run(tf.scatter_mul(w, [0, 0], [10.0, 2.0])).tolist()
        [20.0, 2.0, 3.0]
    """
    result: Tensor = scatter_mul_op(ref, indices, updates, use_locking=use_locking, name=name)
    return result


def scatter_div(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Tensor:
    """Divide row `indices[i]` of a variable by `updates[i]`; integers are cut off towards zero.

    Args:
        ref, indices, updates, use_locking, name: as for `tf.scatter_add`.

    Returns:
        The variable as it is after the write.

    Raises:
        tf.errors.InvalidArgumentError: an index is out of range.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([1.0, 2.0, 3.0])
        >>> sess = tf.Session()
        >>> sess.run(w.initializer)
        >>> sess.run(tf.scatter_div(w, [1], [4.0])).tolist()
        [1.0, 0.5, 3.0]
    """
    result: Tensor = scatter_div_op(ref, indices, updates, use_locking=use_locking, name=name)
    return result


def scatter_min(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Tensor:
    """Put min(row, `updates[i]`) into row `indices[i]` of a variable, element by element.

    Args:
        ref, indices, updates, use_locking, name: as for `tf.scatter_add`.

    Returns:
        The variable as it is after the write.

    Raises:
        tf.errors.InvalidArgumentError: an index is out of range.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([1.0, 2.0, 3.0])
        >>> sess = tf.Session()
        >>> sess.run(w.initializer)
        >>> sess.run(tf.scatter_min(w, [2, 0], [1.0, 5.0])).tolist()
        [1.0, 2.0, 1.0]
    """
    result: Tensor = scatter_min_op(ref, indices, updates, use_locking=use_locking, name=name)
    return result


def scatter_max(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Tensor:
    """Put max(row, `updates[i]`) into row `indices[i]` of a variable, element by element.

    Args:
        ref, indices, updates, use_locking, name: as for `tf.scatter_add`.

    Returns:
        The variable as it is after the write.

    Raises:
        tf.errors.InvalidArgumentError: an index is out of range.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([1.0, 2.0, 3.0])
        >>> sess = tf.Session()
        >>> sess.run(w.initializer)
        >>> sess.run(tf.scatter_max(w, [2, 0], [1.0, 5.0])).tolist()
        [5.0, 2.0, 3.0]
    """
    result: Tensor = scatter_max_op(ref, indices, updates, use_locking=use_locking, name=name)
    return result
