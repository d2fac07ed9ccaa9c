"""Initial values that depend on other variables.

`v = tf.Variable(w * 2)` must work whether or not `w` has its value already. So the nodes between
`w` and the initial value are made once more, on top of a read of `w` that falls back to w's own
initial value; their names end in the name of the new variable, as in TF1.
"""

from __future__ import annotations

from minigraph.core.graph import default_graph
from minigraph.core.nodes import Operation, Tensor
from minigraph.ops import state
from minigraph.ops.control_flow import cond
from minigraph.ops.flow import identity_op

__all__ = ["safe_initial_value"]


def safe_initial_value(start: Tensor, label: str) -> Tensor:
    """`start`, independent of whether the variables that it reads have a value."""
    order = _ancestors(start)
    reads = [op for op in order if op.outputs and _is_plain_read(op)]
    if not reads:
        return start
    copies: dict[Tensor, Tensor] = {}
    for op in order:
        if op in reads:
            copies[op.outputs[0]] = _guarded_read(op, label)
        elif any(t in copies for t in op.inputs) and not op._record.writes:
            copies.update(zip(op.outputs, _again(op, copies, label).outputs, strict=True))
    return copies.get(start, start)


def _ancestors(start: Tensor) -> list[Operation]:
    seen: set[Operation] = set()
    stack = [start._op]
    while stack:
        op = stack.pop()
        if op not in seen:
            seen.add(op)
            stack += [t._op for t in op.inputs]
    return sorted(seen, key=lambda op: op._id)


def _is_plain_read(op: Operation) -> bool:
    """Whether this is the node `W/read` of a variable."""
    return op.type == "Identity" and op.outputs[0]._variable is not None


def _guarded_read(op: Operation, label: str) -> Tensor:
    """The variable's value if it has one, else its initial value."""
    variable = op.inputs[0]
    initial = _initial_value_of(variable._op)
    if initial is None:
        return op.outputs[0]
    value = cond(
        state.is_variable_initialized_op(variable),
        lambda: identity_op(variable, name="read"),
        lambda: initial,
    )
    result: Tensor = identity_op(value, name=f"{op.name}_{label}/")
    return result


def _initial_value_of(variable: Operation) -> Tensor | None:
    """What the variable's initializer assigns."""
    for consumer in variable.outputs[0].consumers():
        if consumer.type == "Assign" and consumer.name == f"{variable.name}/Assign":
            return consumer.inputs[1]
    return None


def _again(op: Operation, copies: dict[Tensor, Tensor], label: str) -> Operation:
    """The same op on other inputs."""
    inputs = tuple(copies.get(t, t) for t in op.inputs)
    specs = [(t._dtype, t._dims, t._known) for t in op.outputs]
    return default_graph().add(op._record, inputs, dict(op.attrs), f"{op.name}_{label}/", specs)
