"""Ops that pass values on or only order other ops: identity, stop_gradient, no_op, group, tuple."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.graph import default_graph
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.op_record import Call, case, op, same
from minigraph.core.scopes import ControlDependencies
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.naming import name_scope
from minigraph.ops.structure import flatten

__all__ = [
    "control_dependencies",
    "group",
    "guarantee_const",
    "identity",
    "identity_n",
    "no_op",
    "stop_gradient",
    "tuple",
]

_tuple: type = tuple


# ---------------------------------------------------------------------------------- Identity
@op(
    "Identity",
    "input: T -> output: T",
    shape=same,
    alias={0: 0},
    sparse_gradients=True,
    samples=[case("2,3"), case("")],
)
def identity_op(input: Any) -> Any:
    """The input."""
    return input


@identity_op.grad
def _(op: Any, g: Any) -> Any:
    return g


@identity_op.value
def _(call: Call) -> Any:
    return call.values[0]


def identity(input: Any, name: str | None = None) -> Any:
    """A tensor with the value of `input`: a new node, for a name or for its control inputs.

    Args:
        input: a tensor, or an IndexedSlices or SparseTensor, whose parts are passed on.
        name: of the node.

    Returns:
        A Tensor (or IndexedSlices, SparseTensor). Of a variable it is the value at this place of the program.

    Example:
        >>> import minigraph as tf
        >>> tf.identity(tf.constant(3.0), name="output").name
        'output:0'
    """
    if isinstance(input, IndexedSlices):
        shape = None if input.dense_shape is None else identity_op(input.dense_shape)
        return IndexedSlices(identity_op(input.values), identity_op(input.indices), shape)
    if isinstance(input, SparseTensor):
        return SparseTensor(*[identity_op(part) for part in flatten(input)])
    return identity_op(input, name=name)


# ---------------------------------------------------------------------------------- IdentityN
@op(
    "IdentityN",
    "input: [T] -> output: [T]",
    shape=lambda call: list(call.shapes),
    alias={i: i for i in range(256)},
    samples=[case(["2,3", "5"]), case(["3"])],
)
def identity_n_op(*input: Any) -> Any:
    """The inputs."""
    return list(input)


@identity_n_op.grad
def _(op: Any, *grads: Any) -> Any:
    return list(grads)


def identity_n(input: Any, name: str | None = None) -> list[Tensor]:
    """Tensors with the values of those in a list: one node for all of them.

    Args:
        input: a list of tensors, of any types.
        name: of the node.

    Returns:
        A list of Tensors. Each one's gradient is passed on.

    Example:
        >>> import minigraph as tf
        >>> [t.name for t in tf.identity_n([1.0, [2, 3]], name="both")]
        ['both:0', 'both:1']
    """
    return identity_n_op(input, name=name)  # type: ignore[no-any-return]


# ---------------------------------------------------------------------------------- GuaranteeConst
@op(
    "GuaranteeConst",
    "input: T -> output: T",
    shape=same,
    alias={0: 0},
    samples=[case("2,3"), case("")],
)
def guarantee_const_op(input: Any) -> Any:
    """The input, of which the user says that it never changes."""
    return input


@guarantee_const_op.grad
def _(op: Any, g: Any) -> Any:
    return g


def guarantee_const(input: Any, name: str | None = None) -> Tensor:
    """`input`, with the user's word that it is the same in every run; here that changes nothing.

    Args:
        input: a tensor.
        name: of the node.

    Returns:
        A Tensor with the same value. Its gradient is passed on (TF1 has none for it).

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.guarantee_const(3.0))
        np.float32(3.0)
    """
    result: Tensor = guarantee_const_op(input, name=name)
    return result


# ---------------------------------------------------------------------------------- StopGradient
@op(
    "StopGradient",
    "input: T -> output: T",
    shape=same,
    alias={0: 0},
    no_gradient="stopping the gradient is what it is for",
    samples=[case("2,3")],
)
def stop_gradient_op(input: Any) -> Any:
    """The input, as a constant to gradients."""
    return input


def stop_gradient(input: Any, name: str | None = None) -> Any:
    """`input`, treated as a constant by `tf.gradients`.

    Args:
        input: a tensor or SparseTensor.
        name: of the node.

    Returns:
        A Tensor (or SparseTensor) with the same value; no gradient passes through it.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant(3.0)
        >>> tf.Session().run(tf.gradients(x * tf.stop_gradient(x), x))
        [np.float32(3.0)]
    """
    if isinstance(input, SparseTensor):
        return SparseTensor(*[stop_gradient_op(part) for part in flatten(input)])
    return stop_gradient_op(input, name=name)


# ---------------------------------------------------------------------------------- PreventGradient
@op(
    "PreventGradient",
    "input: T -> output: T",
    shape=same,
    alias={0: 0},
    samples=[case("2,3", message="none")],
)
def prevent_gradient_op(input: Any, *, message: str = "") -> Any:
    """The input; nothing may be differentiated through it."""
    return input


@prevent_gradient_op.grad
def _(op: Any, g: Any) -> Any:
    raise LookupError(f"Gradient explicitly disabled. Reason: {op.attrs['message']}")


def prevent_gradient(input: Any, message: str = "", name: str | None = None) -> Tensor:
    """The same value, through which no gradient can be taken: `tf.gradients` raises LookupError.

    Args:
        input: a tensor.
        message: the reason, for the error's text.
        name: of the node.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.ops.flow import prevent_gradient
        >>> x = tf.constant(2.0)
        >>> try:
        ...     tf.gradients(prevent_gradient(x, "a test"), x)
        ... except LookupError as error:
        ...     print(error)
        Gradient explicitly disabled. Reason: a test
    """
    result: Tensor = prevent_gradient_op(input, message=message, name=name)
    return result


# ---------------------------------------------------------------------------------- NoOp, groups
@op("NoOp", "->", no_gradient="it has no inputs", samples=[case()])
def no_op_op() -> Any:
    """Nothing."""
    return ()


def no_op(name: str | None = None) -> Operation:
    """An operation that does nothing; of use for its control inputs.

    Example:
        >>> import minigraph as tf
        >>> tf.no_op(name="done").type
        'NoOp'
    """
    result: Operation = no_op_op(name=name)
    return result


def group(*inputs: Any, **kwargs: Any) -> Operation:
    """An operation that has run when all of `inputs` have.

    Args:
        *inputs: operations, tensors, variables, or (nested) lists of them.
        name: of the node (keyword).

    Returns:
        A NoOp with control inputs; it has no value.

    Raises:
        TypeError: one of `inputs` is no operation or tensor; ValueError: an unknown keyword.

    Example:
        >>> import minigraph as tf
        >>> a, b = tf.Variable(1.0), tf.Variable(2.0)
        >>> both = tf.group(a.assign(5.0), b.assign(6.0))
        >>> sess = tf.Session()
        >>> sess.run(both)
        >>> sess.run([a, b])
        [np.float32(5.0), np.float32(6.0)]
    """
    name = kwargs.pop("name", None)
    if kwargs:
        raise ValueError(f"Unknown keyword arguments: {', '.join(kwargs)}")
    items = list(_flat(inputs))
    for item in items:
        if not hasattr(item, "_as_graph_element") and not isinstance(item, IndexedSlices):
            raise TypeError(
                f"tf.group() expected operations or tensors, but got {item!r} "
                f"of type {type(item).__name__}."
            )
    with name_scope(name, "group_deps", items) as scope, _own_controls(items):
        return no_op(name=scope)


def _own_controls(items: Any) -> ControlDependencies:
    return default_graph().control_dependencies(
        [item.op if isinstance(item, IndexedSlices) else item for item in items]
    )


def _flat(items: Any) -> Any:
    for item in items:
        if isinstance(item, dict):
            yield from _flat(item.values())
        elif isinstance(item, (list, _tuple)):
            yield from _flat(item)
        elif isinstance(item, SparseTensor):
            yield from flatten(item)
        elif item is not None:
            yield item


def tuple(tensors: Any, name: str | None = None, control_inputs: Any = None) -> list[Any]:
    """The same tensors, each available only when all are.

    Args:
        tensors: tensors, IndexedSlices, operations or None.
        name: of the scope.
        control_inputs: operations to wait for as well.

    Returns:
        A list like `tensors`.

    Raises:
        ValueError: nothing in `tensors` but None.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.tuple([tf.constant(1), tf.constant(2)]))
        [np.int32(1), np.int32(2)]
    """
    waits = [t.op if hasattr(t, "op") else t for t in tensors if t is not None]
    if not waits:
        raise ValueError("Must have at least one Tensor")
    with name_scope(name, "tuple", [t for t in tensors if t is not None]) as scope:
        waits += [getattr(c, "op", c) for c in control_inputs or ()]
        gate = group(*dict.fromkeys(waits), name="group_deps")
        results: list[Any] = []
        for tensor in tensors:
            if tensor is None:
                results.append(None)
            elif isinstance(tensor, Operation):
                with default_graph().control_dependencies([gate]):
                    results.append(no_op(name="control_dependency"))
            else:
                results.append(with_dependencies([gate], tensor))
        del scope
    return results


def with_dependencies(dependencies: Any, output: Any, name: str | None = None) -> Any:
    """`output`, available only when `dependencies` have run.

    Args:
        dependencies: operations or tensors.
        output: a tensor, IndexedSlices or SparseTensor.
        name: of the node; default "control_dependency".

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable(1.0)
        >>> after = tf.group(w.assign(2.0))
        >>> from minigraph.ops.flow import with_dependencies
        >>> tf.Session().run(with_dependencies([after], w))
        np.float32(2.0)
    """
    name = name or "control_dependency"
    with default_graph().control_dependencies(dependencies):
        if isinstance(output, (IndexedSlices, SparseTensor)):
            return identity(output, name)
        return identity_op(convert(output), name=name)


def control_dependencies(control_inputs: Any) -> ControlDependencies:
    """A block whose nodes run only after `control_inputs`.

    Args:
        control_inputs: a list of operations or tensors; None clears what outer blocks asked for.

    Only nodes that are *made* in the block wait; a tensor made before and mentioned in it does not.

    Example:
        >>> import minigraph as tf
        >>> count = tf.Variable(0)
        >>> with tf.control_dependencies([count.assign_add(1)]):
        ...     counted = tf.identity(count)
        >>> sess = tf.Session()
        >>> sess.run(count.initializer)
        >>> sess.run(counted)
        np.int32(1)
    """
    return default_graph().control_dependencies(control_inputs)
