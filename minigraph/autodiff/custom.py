"""tf.custom_gradient: a function with a gradient that the user writes."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

from minigraph.autodiff.registry import RegisterGradient
from minigraph.core.convert import convert
from minigraph.core.graph import default_graph
from minigraph.core.op_record import case, op
from minigraph.ops.structure import flatten, pack

__all__ = ["custom_gradient"]

_numbers = itertools.count()


# ---------------------------------------------------------------------------------- IdentityN
@op(
    "IdentityN",
    "input: [T] -> output: [T]",
    shape=lambda call: list(call.shapes),
    alias={i: i for i in range(256)},
    samples=[case(["2,3", "5"])],
)
def identity_n(*input: Any) -> Any:
    """The inputs."""
    return list(input)


@identity_n.grad
def _(op: Any, *grads: Any) -> Any:
    return list(grads)


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator for a function that says its own gradient.

    Args:
        f: takes tensors and returns (y, grad_fn): a tensor or structure of tensors, and a
            function from the cotangents of y (one argument each) to those of f's arguments.

    Returns:
        A function that returns y; `tf.gradients` uses grad_fn for it.

    Raises:
        TypeError: f does not return a pair; ValueError: grad_fn gives another number of results.

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

        def rule(op: Any, *grads: Any) -> list[Any]:
            given = grad_fn(*grads[: len(outputs)])
            found = list(flatten(given)) if isinstance(given, (list, tuple)) else [given]
            if len(found) != len(inputs):
                raise ValueError(
                    f"custom_gradient function {f.__name__!r} expected to return {len(inputs)} "
                    f"gradients but returned {len(found)} instead."
                )
            return [None] * len(outputs) + found

        name = f"CustomGradient-{next(_numbers)}"
        RegisterGradient(name)(rule)
        with default_graph().gradient_override_map({"IdentityN": name}):
            passed = identity_n([*outputs, *inputs])
        return pack(result, passed[: len(outputs)])

    return decorated
