"""tf.custom_gradient: a function with a gradient that the user writes."""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable
from typing import Any

from minigraph.autodiff.registry import RegisterGradient
from minigraph.core.convert import convert
from minigraph.core.graph import default_graph
from minigraph.core.nodes import Tensor
from minigraph.ops.collections import trainable_variables
from minigraph.ops.flow import identity_n
from minigraph.ops.structure import flatten, pack

__all__ = ["custom_gradient", "grad_pass_through", "recompute_grad"]

_numbers = itertools.count()


def custom_gradient(f: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """A decorator for a function that says its own gradient.

    Args:
        f: takes tensors and returns (y, grad_fn): a tensor or structure of tensors, and a
            function from the cotangents of y (one argument each) to those of f's arguments.
            None gives the decorator itself.
            Where f reads trainable variables, grad_fn takes a list of them as `variables=` and
            returns a pair: the cotangents of the arguments and those of the variables.

    Returns:
        A function that returns y; `tf.gradients` uses grad_fn for it.

    Raises:
        TypeError: f does not return a pair, or reads variables that grad_fn cannot be given.
        ValueError: grad_fn gives another number of results.

    Example:
        >>> import minigraph as tf
        >>> @tf.custom_gradient
        ... def clipped(x):
        ...     return x, lambda g: tf.clip_by_value(g, -1.0, 1.0)
        >>> with tf.Graph().as_default():
        ...     x = tf.constant(2.0)
        ...     print(tf.Session().run(tf.gradients(clipped(x) * 10.0, x)))
        [np.float32(1.0)]
    """

    if f is None:
        return custom_gradient

    @functools.wraps(f)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        inputs = [convert(a) for a in args]
        answer = f(*inputs, **kwargs)
        if not isinstance(answer, tuple) or len(answer) != 2 or not callable(answer[1]):
            raise TypeError(
                f"The function {f.__name__!r} with a custom gradient must return a pair "
                f"(result, grad_fn), but returned {answer!r}."
            )
        result, grad_fn = answer
        outputs = [convert(y) for y in flatten(result)]
        variables = _variables_between(inputs, outputs)
        if variables and not _accepts_variables(grad_fn):
            raise TypeError(
                f"The function {f.__name__!r} with a custom gradient reads the variables "
                f"{[v.name for v in variables]}: its grad_fn must accept a `variables` keyword "
                "and return their gradients too."
            )

        def rule(op: Any, *grads: Any) -> list[Any]:
            of_variables: Any = []
            if variables:
                given, of_variables = grad_fn(*grads[: len(outputs)], variables=variables)
            else:
                given = grad_fn(*grads[: len(outputs)])
            found = [*_listed(given), *_listed(of_variables)]
            if len(found) != len(inputs) + len(variables):
                raise ValueError(
                    f"custom_gradient function {f.__name__!r} expected to return "
                    f"{len(inputs) + len(variables)} gradients but returned {len(found)} instead."
                )
            return [None] * len(outputs) + found

        name = f"CustomGradient-{next(_numbers)}"
        RegisterGradient(name)(rule)
        with default_graph().gradient_override_map({"IdentityN": name}):
            passed = identity_n([*outputs, *inputs, *variables])
        return pack(result, passed[: len(outputs)])

    return decorated


def recompute_grad(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose gradient may compute the forward values again, to save memory.

    Plans free what is not needed any more, and keep what a gradient needs: the function is taken
    as it is.

    Args:
        f: takes tensors and returns tensors.

    Returns:
        A function that does the same.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant(3.0)
        >>> y = tf.recompute_grad(lambda x: x * x)(x)
        >>> tf.Session().run(tf.gradients(y, x))
        [np.float32(6.0)]
    """

    @functools.wraps(f)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        return f(*args, **kwargs)

    return decorated


def grad_pass_through(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function with f's values and the gradient of the identity (straight through).

    Args:
        f: takes one tensor and returns one of the same shape.

    Returns:
        A function of the same arguments.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant(2.7)
        >>> y = tf.grad_pass_through(tf.floor)(x)
        >>> tf.Session().run([y, tf.gradients(y, x)[0]])
        [np.float32(2.0), np.float32(1.0)]
    """

    @custom_gradient
    def passed(*args: Any, **kwargs: Any) -> Any:
        def grad(*gs: Any, variables: Any = None) -> Any:
            return (gs, [None] * len(variables)) if variables else gs

        return f(*args, **kwargs), grad

    return functools.wraps(f)(passed)


def _listed(given: Any) -> list[Any]:
    return list(flatten(given)) if isinstance(given, (list, tuple)) else [given]


def _variables_between(inputs: list[Tensor], outputs: list[Tensor]) -> list[Any]:
    """The trainable variables that `outputs` depend on by another way than through `inputs`."""
    seen = {x._op for x in inputs}
    stack = [y._op for y in outputs]
    while stack:
        op = stack.pop()
        if op not in seen:
            seen.add(op)
            stack += [t._op for t in op.inputs]
    read = seen - {x._op for x in inputs}
    return [v for v in trainable_variables() if v.op in read]


def _accepts_variables(grad_fn: Callable[..., Any]) -> bool:
    parameters = inspect.signature(grad_fn).parameters.values()
    return any(p.name == "variables" or p.kind is p.VAR_KEYWORD for p in parameters)
