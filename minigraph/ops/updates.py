"""Steps of optimizers: ops that write a variable and what is remembered of it, in one pass.

Each is stated by one function that changes arrays in place, block by block. The kernel runs it on
copies; a plan on the variables' own arrays, at the end of a run in which nothing failed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core.lowering import Line
from minigraph.core.op_record import FLOATS, NUMBERS, Call, OpRecord, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.blocks import blocks

__all__ = ["update_op"]


def update_op(
    name: str, signature: str, write: Callable[..., None], doc: str, **facts: Any
) -> OpRecord:
    """Register an op that updates variables by a gradient of their shape.

    Args:
        name, signature: TensorFlow's; the variables come first, and one input is called `grad` (or
            `delta`).
        write: changes the variables' arrays, which it takes first, by the other inputs and the
            attributes.
        doc: the formula.
        facts: what the attributes and types are; see `core/op_record.py`.
    """
    names = [part.partition(":")[0].strip() for part in signature.partition("->")[0].split(",")]
    count = signature.partition("->")[0].count(": ref ")
    gradient = names.index("grad" if "grad" in names else "delta")
    attributes = facts.pop("attributes", {})

    def prepare(*inputs: Any, **attrs: Any) -> tuple[Any, ...]:
        wanted = np.shape(inputs[0])
        for index in (*range(1, count), gradient):
            if np.shape(inputs[index]) != wanted:
                raise ValueError(
                    f"'{names[0]}' has shape {show(wanted)}, '{names[index]}' "
                    f"{show(np.shape(inputs[index]))}"
                )
        return (*inputs[count:], attrs)

    def kernel(*inputs: Any, **attrs: Any) -> Any:
        prepared = prepare(*inputs, **attrs)
        arrays = [np.array(value) for value in inputs[:count]]
        write_prepared(*arrays, prepared)
        values = tuple(array[()] if array.ndim == 0 else array for array in arrays)
        return values if count > 1 else values[0]

    def write_prepared(*arguments: Any) -> None:
        *arrays, (*rest, attrs) = arguments
        write(*arrays, *rest, **attrs)

    def agreed(call: Call) -> Dims:
        dims = call.shapes[0]
        for index in (*range(1, count), gradient):
            other = call.shapes[index]
            if not compatible(dims, other):
                raise ValueError(
                    f"'{names[0]}' has shape {show(dims)}, '{names[index]}' {show(other)}"
                )
            dims = merge(dims, other)
        return dims

    kernel.__doc__ = doc
    record = op(
        name,
        signature,
        shape=agreed,
        writes=count,
        no_gradient="a write is not differentiable",
        attributes={"use_locking": False, **attributes},
        **facts,
    )(kernel)
    record.updates(prepare, write_prepared, write)
    return record


# ---------------------------------------------------------------------------------- descent
def _descend(var: Any, alpha: Any, delta: Any, **_: Any) -> None:
    for w, g, t in blocks(var, delta):
        np.multiply(g, alpha, out=t)
        np.subtract(w, t, out=w)


apply_gradient_descent = update_op(
    "ApplyGradientDescent",
    "var: ref T, alpha: T, delta: T -> out: ref T",
    _descend,
    "var - alpha * delta.",
    T=NUMBERS,
)


@apply_gradient_descent.lower
def _(call: Call) -> Any:
    return Line("{0} - {1} * {2}") if set(call.shapes) == {()} else None


# ---------------------------------------------------------------------------------- Adam
def _adam(
    var: Any,
    m: Any,
    v: Any,
    beta1_power: Any,
    beta2_power: Any,
    lr: Any,
    beta1: Any,
    beta2: Any,
    epsilon: Any,
    grad: Any,
    use_nesterov: bool = False,
    **_: Any,
) -> None:
    one = var.dtype.type(1)
    rate = lr * np.sqrt(one - beta2_power) / (one - beta1_power)
    for w, a, b, g, t, u in blocks(var, m, v, grad, scratch=2):
        np.subtract(g, a, out=t)
        np.multiply(t, one - beta1, out=t)
        np.add(a, t, out=a)  # a + (1 - beta1) (g - a)
        np.multiply(g, g, out=t)
        np.subtract(t, b, out=t)
        np.multiply(t, one - beta2, out=t)
        np.add(b, t, out=b)
        np.sqrt(b, out=t)
        np.add(t, epsilon, out=t)
        if use_nesterov:
            np.multiply(a, beta1, out=u)
            u += g * (one - beta1)
            np.multiply(u, rate, out=u)
        else:
            np.multiply(a, rate, out=u)
        np.divide(u, t, out=t)
        np.subtract(w, t, out=w)


apply_adam = update_op(
    "ApplyAdam",
    "var: ref T, m: ref T, v: ref T, beta1_power: T, beta2_power: T, lr: T, beta1: T, beta2: T, "
    "epsilon: T, grad: T -> out: ref T",
    _adam,
    "m, v: averages of grad and grad^2; var - lr_t * m / (sqrt(v) + epsilon), with "
    "lr_t = lr * sqrt(1 - beta2_power) / (1 - beta1_power).",
    T=FLOATS,
    attributes={"use_nesterov": False},
)
