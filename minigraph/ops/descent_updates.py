"""Steps along the gradient: plain, with momentum, by its sign."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.lowering import Line
from minigraph.core.op_record import FLOATS, NUMBERS, Call
from minigraph.ops.blocks import blocks
from minigraph.ops.updates import row_update_op, update_op

__all__ = [
    "apply_add_sign",
    "apply_gradient_descent",
    "apply_momentum",
    "apply_power_sign",
    "sparse_apply_momentum",
]


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
    inline="np.subtract({0}, np.multiply({2}, {1}), out={0})",
)


@apply_gradient_descent.lower
def _(call: Call) -> Any:
    return Line("{0} - {1} * {2}") if set(call.shapes) == {()} else None


# ---------------------------------------------------------------------------------- Momentum
def _momentum(
    var: Any, accum: Any, lr: Any, grad: Any, momentum: Any, use_nesterov: bool = False, **_: Any
) -> None:
    for w, a, g, t in blocks(var, accum, grad):
        np.multiply(a, momentum, out=a)
        np.add(a, g, out=a)
        if use_nesterov:
            np.multiply(a, momentum, out=t)
            np.add(t, g, out=t)
            np.multiply(t, lr, out=t)
        else:
            np.multiply(a, lr, out=t)
        np.subtract(w, t, out=w)


_MOMENTUM = (
    "accum <- momentum * accum + grad; var - lr * accum, or with `use_nesterov` "
    "var - lr * (grad + momentum * accum)."
)

apply_momentum = update_op(
    "ApplyMomentum",
    "var: ref T, accum: ref T, lr: T, grad: T, momentum: T -> out: ref T",
    _momentum,
    _MOMENTUM,
    T=FLOATS,
    attributes={"use_nesterov": False},
)
sparse_apply_momentum = row_update_op(
    "SparseApplyMomentum",
    "var: ref T, accum: ref T, lr: T, grad: T, indices: Tindices, momentum: T -> out: ref T",
    _momentum,
    _MOMENTUM,
    T=FLOATS,
    attributes={"use_nesterov": False},
)


# ---------------------------------------------------------------------------------- AddSign
def _agreement(m: Any, beta: Any, g: Any, t: Any) -> None:
    """Into t: sign(g) * sign(m), once m has taken up g."""
    one = m.dtype.type(1)
    np.multiply(m, beta, out=m)
    np.multiply(g, one - beta, out=t)
    np.add(m, t, out=m)
    np.sign(m, out=t)
    np.multiply(t, np.sign(g), out=t)


def _add_sign(
    var: Any, m: Any, lr: Any, alpha: Any, sign_decay: Any, beta: Any, grad: Any, **_: Any
) -> None:
    for w, a, g, t in blocks(var, m, grad):
        _agreement(a, beta, g, t)
        np.multiply(t, sign_decay, out=t)
        np.add(t, alpha, out=t)
        np.multiply(t, lr, out=t)
        np.multiply(t, g, out=t)
        np.subtract(w, t, out=w)


apply_add_sign = update_op(
    "ApplyAddSign",
    "var: ref T, m: ref T, lr: T, alpha: T, sign_decay: T, beta: T, grad: T -> out: ref T",
    _add_sign,
    "m <- beta * m + (1 - beta) * grad; "
    "var - lr * (alpha + sign_decay * sign(grad) * sign(m)) * grad.",
    T=FLOATS,
)


# ---------------------------------------------------------------------------------- PowerSign
def _power_sign(
    var: Any, m: Any, lr: Any, logbase: Any, sign_decay: Any, beta: Any, grad: Any, **_: Any
) -> None:
    for w, a, g, t in blocks(var, m, grad):
        _agreement(a, beta, g, t)
        np.multiply(t, logbase * sign_decay, out=t)
        np.exp(t, out=t)
        np.multiply(t, lr, out=t)
        np.multiply(t, g, out=t)
        np.subtract(w, t, out=w)


apply_power_sign = update_op(
    "ApplyPowerSign",
    "var: ref T, m: ref T, lr: T, logbase: T, sign_decay: T, beta: T, grad: T -> out: ref T",
    _power_sign,
    "m <- beta * m + (1 - beta) * grad; "
    "var - lr * exp(logbase * sign_decay * sign(grad) * sign(m)) * grad.",
    T=FLOATS,
)
