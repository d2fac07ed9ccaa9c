"""Gradient rules that users register by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core.nodes import Operation
from minigraph.core.op_record import records

__all__ = ["NoGradient", "NotDifferentiable", "RegisterGradient", "rule_for"]

_by_name: dict[str, Callable[..., Any] | None] = {}


class RegisterGradient:
    """Registers a gradient function under a name, for `graph.gradient_override_map`.

    Args:
        op_type: the name: a new one, or an op type that has no rule yet.

    The function takes the operation and the cotangent of each output, and returns a cotangent (or
    None) for each input.

    Raises:
        TypeError: the name is no string; KeyError: it is taken.

    Example:
        >>> import minigraph as tf
        >>> @tf.RegisterGradient("ReversedIdentity")
        ... def reverse(op, grad):
        ...     return -grad
        >>> with tf.Graph().as_default() as graph:
        ...     x = tf.constant(1.0)
        ...     with graph.gradient_override_map({"Identity": "ReversedIdentity"}):
        ...         y = tf.identity(x)
        ...     print(tf.Session().run(tf.gradients(y, x)))
        [np.float32(-1.0)]
    """

    def __init__(self, op_type: str):
        if not isinstance(op_type, str):
            raise TypeError("op_type must be a string")
        self._op_type = op_type

    def __call__(self, f: Callable[..., Any]) -> Callable[..., Any]:
        _register(self._op_type, f)
        return f


def NotDifferentiable(op_type: str) -> None:
    """States that ops of a type have no gradient: no cotangent passes them.

    Args:
        op_type: the op type.

    Raises:
        TypeError: it is no string; KeyError: a rule is registered for it already.

    Example:
        >>> import minigraph as tf
        >>> tf.NotDifferentiable("MyCounter")
    """
    if not isinstance(op_type, str):
        raise TypeError("op_type must be a string")
    _register(op_type, None)


NoGradient = NotDifferentiable


def _register(name: str, rule: Callable[..., Any] | None) -> None:
    record = records().get(name)
    if name in _by_name or (record is not None and (record.grad_rule or record.no_gradient)):
        raise KeyError(f"Registering two gradients with name {name!r}!")
    _by_name[name] = rule


def rule_for(op: Operation) -> Callable[..., Any] | None:
    """The gradient rule of an operation, or None if no cotangent passes it.

    Raises LookupError if nothing is stated.
    """
    override = op.attrs.get("_gradient_op_type")
    record = op._record
    if override is None:
        if record.grad_rule is not None:
            return record.grad_rule
        if record.no_gradient is not None:
            return None
    name = override or record.name
    if name not in _by_name:
        named = records().get(name)
        if named is not None and named.grad_rule is not None:
            return named.grad_rule
        raise LookupError(
            f"No gradient defined for operation '{op.name}' (op type: {name}, built at {op._site})"
        )
    return _by_name[name]
