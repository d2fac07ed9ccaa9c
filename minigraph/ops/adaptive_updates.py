"""Steps scaled by what is remembered of squared gradients: Adam, RMSProp, Adagrad, Adadelta."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.op_record import FLOATS
from minigraph.ops.blocks import blocks
from minigraph.ops.updates import row_update_op, update_op

__all__ = [
    "apply_ada_max",
    "apply_adadelta",
    "apply_adagrad",
    "apply_adam",
    "apply_centered_rms_prop",
    "apply_rms_prop",
    "sparse_apply_adadelta",
    "sparse_apply_adagrad",
    "sparse_apply_centered_rms_prop",
    "sparse_apply_rms_prop",
]


def _average(a: Any, new: Any, share: Any, t: Any) -> None:
    """a <- a + share * (new - a); `t` may be `new`."""
    np.subtract(new, a, out=t)
    np.multiply(t, share, out=t)
    np.add(a, t, out=a)


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
        _average(a, g, one - beta1, t)
        np.multiply(g, g, out=t)
        _average(b, t, one - beta2, t)
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


# ---------------------------------------------------------------------------------- AdaMax
def _ada_max(
    var: Any,
    m: Any,
    v: Any,
    beta1_power: Any,
    lr: Any,
    beta1: Any,
    beta2: Any,
    epsilon: Any,
    grad: Any,
    **_: Any,
) -> None:
    one = var.dtype.type(1)
    rate = lr / (one - beta1_power)
    for w, a, b, g, t, u in blocks(var, m, v, grad, scratch=2):
        _average(a, g, one - beta1, t)
        np.multiply(b, beta2, out=b)
        np.absolute(g, out=t)
        np.maximum(b, t, out=b)
        np.add(b, epsilon, out=t)
        np.multiply(a, rate, out=u)
        np.divide(u, t, out=t)
        np.subtract(w, t, out=w)


apply_ada_max = update_op(
    "ApplyAdaMax",
    "var: ref T, m: ref T, v: ref T, beta1_power: T, lr: T, beta1: T, beta2: T, epsilon: T, "
    "grad: T -> out: ref T",
    _ada_max,
    "m: average of grad; v <- max(beta2 * v, abs(grad)); "
    "var - lr / (1 - beta1_power) * m / (v + epsilon).",
    T=FLOATS,
)


# ---------------------------------------------------------------------------------- RMSProp
def _rms_prop(
    var: Any,
    ms: Any,
    mom: Any,
    lr: Any,
    rho: Any,
    momentum: Any,
    epsilon: Any,
    grad: Any,
    **_: Any,
) -> None:
    one = var.dtype.type(1)
    for w, s, m, g, t, u in blocks(var, ms, mom, grad, scratch=2):
        np.multiply(g, g, out=t)
        _average(s, t, one - rho, t)
        np.add(s, epsilon, out=t)
        np.sqrt(t, out=t)
        np.multiply(g, lr, out=u)
        np.divide(u, t, out=t)
        np.multiply(m, momentum, out=m)
        np.add(m, t, out=m)
        np.subtract(w, m, out=w)


_RMS_PROP = (
    "ms: average of grad^2; mom <- momentum * mom + lr * grad / sqrt(ms + epsilon); var - mom."
)

apply_rms_prop = update_op(
    "ApplyRMSProp",
    "var: ref T, ms: ref T, mom: ref T, lr: T, rho: T, momentum: T, epsilon: T, grad: T "
    "-> out: ref T",
    _rms_prop,
    _RMS_PROP,
    T=FLOATS,
)
sparse_apply_rms_prop = row_update_op(
    "SparseApplyRMSProp",
    "var: ref T, ms: ref T, mom: ref T, lr: T, rho: T, momentum: T, epsilon: T, grad: T, "
    "indices: Tindices -> out: ref T",
    _rms_prop,
    _RMS_PROP,
    T=FLOATS,
)


# ---------------------------------------------------------------------------------- RMSProp, centered
def _centered_rms_prop(
    var: Any,
    mg: Any,
    ms: Any,
    mom: Any,
    lr: Any,
    rho: Any,
    momentum: Any,
    epsilon: Any,
    grad: Any,
    **_: Any,
) -> None:
    one = var.dtype.type(1)
    for w, a, s, m, g, t, u in blocks(var, mg, ms, mom, grad, scratch=2):
        np.multiply(g, g, out=t)
        _average(s, t, one - rho, t)
        _average(a, g, one - rho, t)
        np.multiply(a, a, out=t)
        np.subtract(s, t, out=t)
        np.add(t, epsilon, out=t)
        np.sqrt(t, out=t)
        np.multiply(g, lr, out=u)
        np.divide(u, t, out=t)
        np.multiply(m, momentum, out=m)
        np.add(m, t, out=m)
        np.subtract(w, m, out=w)


_CENTERED = (
    "mg, ms: averages of grad and grad^2; "
    "mom <- momentum * mom + lr * grad / sqrt(ms - mg^2 + epsilon); var - mom."
)

apply_centered_rms_prop = update_op(
    "ApplyCenteredRMSProp",
    "var: ref T, mg: ref T, ms: ref T, mom: ref T, lr: T, rho: T, momentum: T, epsilon: T, "
    "grad: T -> out: ref T",
    _centered_rms_prop,
    _CENTERED,
    T=FLOATS,
)
sparse_apply_centered_rms_prop = row_update_op(
    "SparseApplyCenteredRMSProp",
    "var: ref T, mg: ref T, ms: ref T, mom: ref T, lr: T, rho: T, momentum: T, epsilon: T, "
    "grad: T, indices: Tindices -> out: ref T",
    _centered_rms_prop,
    _CENTERED,
    T=FLOATS,
)


# ---------------------------------------------------------------------------------- Adagrad
def _adagrad(var: Any, accum: Any, lr: Any, grad: Any, update_slots: bool = True, **_: Any) -> None:
    for w, a, g, t, u in blocks(var, accum, grad, scratch=2):
        if update_slots:
            np.multiply(g, g, out=t)
            np.add(a, t, out=a)
        np.sqrt(a, out=t)
        np.multiply(g, lr, out=u)
        np.divide(u, t, out=t)
        np.subtract(w, t, out=w)


_ADAGRAD = "accum <- accum + grad^2, if `update_slots`; var - lr * grad / sqrt(accum)."

apply_adagrad = update_op(
    "ApplyAdagrad",
    "var: ref T, accum: ref T, lr: T, grad: T -> out: ref T",
    _adagrad,
    _ADAGRAD,
    T=FLOATS,
    attributes={"update_slots": True},
)
sparse_apply_adagrad = row_update_op(
    "SparseApplyAdagrad",
    "var: ref T, accum: ref T, lr: T, grad: T, indices: Tindices -> out: ref T",
    _adagrad,
    _ADAGRAD,
    T=FLOATS,
    attributes={"update_slots": True},
)


# ---------------------------------------------------------------------------------- Adadelta
def _adadelta(
    var: Any,
    accum: Any,
    accum_update: Any,
    lr: Any,
    rho: Any,
    epsilon: Any,
    grad: Any,
    **_: Any,
) -> None:
    one = var.dtype.type(1)
    for w, a, b, g, t, u in blocks(var, accum, accum_update, grad, scratch=2):
        np.multiply(g, g, out=t)
        _average(a, t, one - rho, t)
        np.add(b, epsilon, out=u)
        np.add(a, epsilon, out=t)
        np.divide(u, t, out=t)
        np.sqrt(t, out=t)
        np.multiply(t, g, out=t)  # the step, but for lr
        np.multiply(t, lr, out=u)
        np.subtract(w, u, out=w)
        np.multiply(t, t, out=t)
        _average(b, t, one - rho, t)


_ADADELTA = (
    "accum: average of grad^2; step = grad * sqrt((accum_update + epsilon) / (accum + epsilon)); "
    "accum_update: average of step^2; var - lr * step."
)

apply_adadelta = update_op(
    "ApplyAdadelta",
    "var: ref T, accum: ref T, accum_update: ref T, lr: T, rho: T, epsilon: T, grad: T "
    "-> out: ref T",
    _adadelta,
    _ADADELTA,
    T=FLOATS,
)
sparse_apply_adadelta = row_update_op(
    "SparseApplyAdadelta",
    "var: ref T, accum: ref T, accum_update: ref T, lr: T, rho: T, epsilon: T, grad: T, "
    "indices: Tindices -> out: ref T",
    _adadelta,
    _ADADELTA,
    T=FLOATS,
)
