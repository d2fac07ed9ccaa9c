"""Ops that hold, read and write the values of variables.

The first input of a writing op is the variable itself (`ref`); its kernel returns the new value.
The output is again the variable: who uses it sees the value as it stands after the write.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.dtypes import DType
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, Call, op, scalar
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.rows import add_rows, checked_numbers

__all__ = [
    "assign",
    "assign_add",
    "assign_sub",
    "is_variable_initialized",
    "scatter_add",
    "scatter_sub",
    "scatter_update",
]


# ---------------------------------------------------------------------------------- VariableV2
@op(
    "VariableV2",
    "-> ref: ref dtype",
    shape=lambda call: call.attrs["shape"],
    effect="state",
    no_gradient="it has no inputs",
)
def variable_v2(*, shape: Dims, dtype: DType, container: str = "", shared_name: str = "") -> Any:
    """A variable: every session has a value for it, or none yet."""
    raise AssertionError("a variable has no kernel: sessions hold its value")


# ---------------------------------------------------------------------------------- Assign
def _assigned(call: Call) -> Dims:
    target, value = call.shapes
    if not call.attrs["validate_shape"]:
        return value
    if not compatible(target, value):
        raise ValueError(
            f"Assign requires shapes of both tensors to match: the variable has {show(target)}, "
            f"the value {show(value)}"
        )
    return merge(target, value)


@op(
    "Assign",
    "ref: ref T, value: T -> output_ref: ref T",
    shape=_assigned,
    alias={0: 1},
    writes=True,
    reads_uninitialized=True,
    no_gradient="a write is not differentiable",
)
def assign_op(
    ref: Any, value: Any, *, validate_shape: bool = True, use_locking: bool = True
) -> Any:
    """The value."""
    return value


@assign_op.lower
def _(call: Call) -> Any:
    if not call.attrs["validate_shape"] or call.shapes[0] is None:
        return Line("{1}")
    return Line(f"checked({{1}}, {call.shapes[0]})", {"checked": _checked})


def _checked(value: Any, dims: Dims) -> Any:
    if not compatible(dims, np.shape(value)):
        raise ValueError(
            f"Assign requires shapes of both tensors to match: the variable has {show(dims)}, "
            f"the value {show(np.shape(value))}"
        )
    return value


def assign(
    ref: Any,
    value: Any,
    validate_shape: Any = None,
    use_locking: Any = None,
    name: str | None = None,
) -> Tensor:
    """Give a variable a new value.

    Args:
        ref: a `tf.Variable`.
        value: a tensor of its type; of its shape, unless `validate_shape` is False.
        validate_shape: whether the shape must stay; default: True.
        use_locking: accepted as in TF1; a run's writes are always atomic.
        name: of the node.

    Returns:
        The variable as it is after the write.

    Raises:
        ValueError: the shapes differ.
        TypeError: the types differ.
        AttributeError: `ref` is no variable.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable(1.0)
        >>> tf.Session().run(tf.assign(w, 5.0))
        np.float32(5.0)
    """
    flag = True if validate_shape is None else bool(validate_shape)
    result: Tensor = assign_op(
        ref, value, validate_shape=flag, use_locking=use_locking is not False, name=name
    )
    if not flag and result._variable is not None:
        result._variable.__dict__["loose_shape"] = True  # plans no longer trust its static shape
    return result


# ------------------------------------------------------------------------- AssignAdd, AssignSub
def _updated(call: Call) -> Dims:
    target, value = call.shapes
    if not compatible(target, value):
        raise ValueError(f"the variable has shape {show(target)}, the value {show(value)}")
    return merge(target, value)


def _same_shape(ref: Any, value: Any) -> None:
    if np.shape(ref) != np.shape(value):
        raise ValueError(
            f"the variable has shape {show(np.shape(ref))}, the value {show(np.shape(value))}"
        )


@op(
    "AssignAdd",
    "ref: ref T, value: T -> output_ref: ref T",
    T=NUMBERS,
    shape=_updated,
    writes=True,
    no_gradient="a write is not differentiable",
)
def assign_add_op(ref: Any, value: Any, *, use_locking: bool = False) -> Any:
    """ref + value."""
    _same_shape(ref, value)
    return np.add(ref, value)


@assign_add_op.lower
def _(call: Call) -> Any:
    return _update_line(call, "add", "+")


@op(
    "AssignSub",
    "ref: ref T, value: T -> output_ref: ref T",
    T=NUMBERS,
    shape=_updated,
    writes=True,
    no_gradient="a write is not differentiable",
)
def assign_sub_op(ref: Any, value: Any, *, use_locking: bool = False) -> Any:
    """ref - value."""
    _same_shape(ref, value)
    return np.subtract(ref, value)


@assign_sub_op.lower
def _(call: Call) -> Any:
    return _update_line(call, "subtract", "-")


def _update_line(call: Call, ufunc: str, sign: str) -> Any:
    """`ref op value` where the shapes are known to agree; else the kernel checks them."""
    if call.shapes[0] != call.shapes[1] or call.shapes[0] is None or None in call.shapes[0]:
        return None
    if call.shapes[0] == ():
        return Line(f"{{0}} {sign} {{1}}")
    return Line(f"np.{ufunc}({{0}}, {{1}}, out={{out}})", out=True)


def assign_add(ref: Any, value: Any, use_locking: Any = None, name: str | None = None) -> Tensor:
    """Add to a variable.

    Args:
        ref: a `tf.Variable` of numbers.
        value: a tensor of its type and shape.
        use_locking: accepted as in TF1; no update is ever lost.
        name: of the node.

    Returns:
        The variable as it is after the write.

    Example:
        >>> import minigraph as tf
        >>> count = tf.Variable(0)
        >>> sess = tf.Session()
        >>> sess.run(count.initializer)
        >>> sess.run(tf.assign_add(count, 2))
        np.int32(2)
    """
    result: Tensor = assign_add_op(ref, value, use_locking=bool(use_locking), name=name)
    return result


def assign_sub(ref: Any, value: Any, use_locking: Any = None, name: str | None = None) -> Tensor:
    """Subtract from a variable.

    Args:
        ref: a `tf.Variable` of numbers.
        value: a tensor of its type and shape.
        use_locking: accepted as in TF1; no update is ever lost.
        name: of the node.

    Returns:
        The variable as it is after the write.

    Example:
        >>> import minigraph as tf
        >>> count = tf.Variable(5)
        >>> sess = tf.Session()
        >>> sess.run(count.initializer)
        >>> sess.run(tf.assign_sub(count, 2))
        np.int32(3)
    """
    result: Tensor = assign_sub_op(ref, value, use_locking=bool(use_locking), name=name)
    return result


# ------------------------------------------------------------------------- IsVariableInitialized
@op(
    "IsVariableInitialized",
    "ref: ref dtype -> is_initialized: bool",
    shape=scalar,
    reads_uninitialized=True,
    effect="state",
    no_gradient="a bool has none",
)
def is_variable_initialized_op(ref: Any) -> Any:
    """Whether the variable has a value."""
    return np.bool_(ref is not None)


@is_variable_initialized_op.lower
def _(call: Call) -> Any:
    return Line("np.bool_({0} is not None)")


def is_variable_initialized(variable: Any) -> Tensor:
    """Whether a variable has a value in the session that runs this.

    Args:
        variable: a `tf.Variable`.

    Returns:
        A bool scalar.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.is_variable_initialized(tf.Variable(1.0)))
        np.False_
    """
    result: Tensor = is_variable_initialized_op(variable)
    return result


# ------------------------------------------------------------------------- Scatter updates
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


def _rows(ref: Any, indices: Any, updates: Any) -> tuple[Any, Any]:
    """Flat indices, and one row for each of them."""
    flat = np.ravel(checked_numbers(indices, len(ref), "indices"))
    rows = np.broadcast_to(updates, np.shape(indices) + ref.shape[1:])
    return flat, rows.reshape(flat.shape + ref.shape[1:])


def _summed_rows(ref: Any, indices: Any, updates: Any) -> tuple[Any, Any]:
    """Each index once, and the sum of its rows."""
    flat, rows = _rows(ref, indices, updates)
    unique, first, places = np.unique(flat, return_index=True, return_inverse=True)
    total = rows[first]
    if len(unique) < len(flat):
        again = np.ones(len(flat), bool)
        again[first] = False
        add_rows(total, places[again], rows[again])
    return unique, total


def _add_rows(array: Any, found: tuple[Any, Any]) -> None:
    numbers, rows = found
    array[numbers] += rows


def _subtract_rows(array: Any, found: tuple[Any, Any]) -> None:
    numbers, rows = found
    array[numbers] -= rows


def _set_rows(array: Any, found: tuple[Any, Any]) -> None:
    numbers, rows = found
    array[numbers] = rows


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
    "ScatterAdd", "ref with rows added at the indices.", _summed_rows, _add_rows
)
scatter_sub_op = _scatter_op(
    "ScatterSub", "ref with rows taken off at the indices.", _summed_rows, _subtract_rows
)
scatter_update_op = _scatter_op("ScatterUpdate", "ref with rows replaced.", _rows, _set_rows)


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


# ------------------------------------------------------------------------- ApplyGradientDescent
@op(
    "ApplyGradientDescent",
    "var: ref T, alpha: T, delta: T -> out: ref T",
    T=NUMBERS,
    shape=lambda call: _updated(call._replace(shapes=(call.shapes[0], call.shapes[2]))),
    writes=True,
    no_gradient="a write is not differentiable",
)
def apply_gradient_descent(var: Any, alpha: Any, delta: Any, *, use_locking: bool = False) -> Any:
    """var - alpha * delta."""
    _same_shape(var, delta)
    return np.subtract(var, np.multiply(alpha, delta))


@apply_gradient_descent.lower
def _(call: Call) -> Any:
    if call.shapes[0] != call.shapes[2] or call.shapes[0] is None or None in call.shapes[0]:
        return None
    if call.shapes[0] == ():
        return Line("{0} - {1} * {2}")
    return Line("descend({0}, {1}, {2}, out={out})", {"descend": _descend}, out=True)


def _descend(var: Any, alpha: Any, delta: Any, out: Any = None) -> Any:
    """var - alpha * delta, through one array."""
    out = np.multiply(delta, alpha, out=out)
    return np.subtract(var, out, out=out)
