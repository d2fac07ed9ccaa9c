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
from minigraph.core.op_record import NUMBERS, Call, op, scalar
from minigraph.core.shapes import Dims, compatible, merge, show

__all__ = [
    "assign",
    "assign_add",
    "assign_sub",
    "is_variable_initialized",
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
