"""Steps with penalties on size, which leave exact zeros: proximal ones, dual averaging, FTRL."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.op_record import FLOATS
from minigraph.ops.blocks import blocks
from minigraph.ops.updates import row_update_op, update_op

__all__ = [
    "apply_adagrad_da",
    "apply_ftrl",
    "apply_ftrl_v2",
    "apply_proximal_adagrad",
    "apply_proximal_gradient_descent",
    "sparse_apply_adagrad_da",
    "sparse_apply_ftrl",
    "sparse_apply_ftrl_v2",
    "sparse_apply_proximal_adagrad",
    "sparse_apply_proximal_gradient_descent",
]


def _shrink(x: Any, threshold: Any, t: Any) -> None:
    """x <- sign(x) * max(abs(x) - threshold, 0); `t` is scratch memory."""
    np.absolute(x, out=t)
    np.subtract(t, threshold, out=t)
    np.maximum(t, 0, out=t)
    np.copysign(t, x, out=x)


# ---------------------------------------------------------------------- ProximalGradientDescent
def _proximal_descent(var: Any, alpha: Any, l1: Any, l2: Any, grad: Any, **_: Any) -> None:
    one = var.dtype.type(1)
    for w, g, t in blocks(var, grad):
        np.multiply(g, alpha, out=t)
        np.subtract(w, t, out=w)
        if l1 > 0:
            _shrink(w, alpha * l1, t)
        np.divide(w, one + alpha * l2, out=w)


_PROXIMAL = "x = var - alpha * grad; sign(x) * max(abs(x) - alpha * l1, 0) / (1 + alpha * l2)."

apply_proximal_gradient_descent = update_op(
    "ApplyProximalGradientDescent",
    "var: ref T, alpha: T, l1: T, l2: T, delta: T -> out: ref T",
    _proximal_descent,
    _PROXIMAL,
    T=FLOATS,
)
sparse_apply_proximal_gradient_descent = row_update_op(
    "SparseApplyProximalGradientDescent",
    "var: ref T, alpha: T, l1: T, l2: T, grad: T, indices: Tindices -> out: ref T",
    _proximal_descent,
    _PROXIMAL,
    T=FLOATS,
)


# ---------------------------------------------------------------------------------- ProximalAdagrad
def _proximal_adagrad(var: Any, accum: Any, lr: Any, l1: Any, l2: Any, grad: Any, **_: Any) -> None:
    for w, a, g, rate, t in blocks(var, accum, grad, scratch=2):
        np.multiply(g, g, out=t)
        np.add(a, t, out=a)
        np.sqrt(a, out=t)
        np.divide(lr, t, out=rate)
        np.multiply(g, rate, out=t)
        np.subtract(w, t, out=w)
        if l1 > 0:
            _shrink(w, rate * l1, t)
        np.multiply(rate, l2, out=rate)
        np.add(rate, 1, out=rate)
        np.divide(w, rate, out=w)


_PROXIMAL_ADAGRAD = (
    "accum <- accum + grad^2; rate = lr / sqrt(accum); x = var - rate * grad; "
    "sign(x) * max(abs(x) - rate * l1, 0) / (1 + rate * l2)."
)

apply_proximal_adagrad = update_op(
    "ApplyProximalAdagrad",
    "var: ref T, accum: ref T, lr: T, l1: T, l2: T, grad: T -> out: ref T",
    _proximal_adagrad,
    _PROXIMAL_ADAGRAD,
    T=FLOATS,
)
sparse_apply_proximal_adagrad = row_update_op(
    "SparseApplyProximalAdagrad",
    "var: ref T, accum: ref T, lr: T, l1: T, l2: T, grad: T, indices: Tindices -> out: ref T",
    _proximal_adagrad,
    _PROXIMAL_ADAGRAD,
    T=FLOATS,
)


# ---------------------------------------------------------------------------------- AdagradDA
def _adagrad_da(
    var: Any,
    gradient_accumulator: Any,
    gradient_squared_accumulator: Any,
    grad: Any,
    lr: Any,
    l1: Any,
    l2: Any,
    global_step: Any,
    **_: Any,
) -> None:
    steps = var.dtype.type(global_step)
    sums = (gradient_accumulator, gradient_squared_accumulator)
    for w, a, s, g, t in blocks(var, *sums, grad):
        np.add(a, g, out=a)
        np.multiply(g, g, out=t)
        np.add(s, t, out=s)
        np.copyto(w, a)
        if l1 > 0:
            _shrink(w, l1 * steps, t)
        np.multiply(w, -lr, out=w)
        np.sqrt(s, out=t)
        np.add(t, l2 * steps * lr, out=t)
        np.divide(w, t, out=w)


_ADAGRAD_DA = (
    "a <- a + grad, s <- s + grad^2 (the accumulators); "
    "-lr * sign(a) * max(abs(a) - l1 * global_step, 0) / (l2 * global_step * lr + sqrt(s))."
)

apply_adagrad_da = update_op(
    "ApplyAdagradDA",
    "var: ref T, gradient_accumulator: ref T, gradient_squared_accumulator: ref T, grad: T, "
    "lr: T, l1: T, l2: T, global_step: int64 -> out: ref T",
    _adagrad_da,
    _ADAGRAD_DA,
    T=FLOATS,
)
sparse_apply_adagrad_da = row_update_op(
    "SparseApplyAdagradDA",
    "var: ref T, gradient_accumulator: ref T, gradient_squared_accumulator: ref T, grad: T, "
    "indices: Tindices, lr: T, l1: T, l2: T, global_step: int64 -> out: ref T",
    _adagrad_da,
    _ADAGRAD_DA,
    T=FLOATS,
)


# ---------------------------------------------------------------------------------- Ftrl
def _power(x: Any, exponent: Any, out: Any) -> None:
    """x^-exponent; the usual exponent, -0.5, takes a root."""
    if exponent == -0.5:
        np.sqrt(x, out=out)
    else:
        np.power(x, -exponent, out=out)


def _ftrl_v2(
    var: Any,
    accum: Any,
    linear: Any,
    grad: Any,
    lr: Any,
    l1: Any,
    l2: Any,
    l2_shrinkage: Any,
    lr_power: Any,
    **_: Any,
) -> None:
    two = var.dtype.type(2)
    for w, a, z, g, old, new, t in blocks(var, accum, linear, grad, scratch=3):
        _power(a, lr_power, old)
        np.multiply(g, g, out=t)
        np.add(a, t, out=a)
        _power(a, lr_power, new)
        np.subtract(new, old, out=old)
        np.divide(old, lr, out=old)
        np.multiply(old, w, out=old)
        np.add(z, g, out=z)
        if l2_shrinkage:
            np.multiply(w, two * l2_shrinkage, out=t)
            np.add(z, t, out=z)
        np.subtract(z, old, out=z)
        np.divide(new, lr, out=new)
        np.add(new, two * l2, out=new)
        np.clip(z, -l1, l1, out=w)
        np.subtract(w, z, out=w)  # 0 where abs(z) <= l1
        np.divide(w, new, out=w)
        np.absolute(z, out=t)
        np.copyto(w, 0, where=~(t > l1))  # and where it is 0 / 0, or NaN


def _ftrl(
    var: Any,
    accum: Any,
    linear: Any,
    grad: Any,
    lr: Any,
    l1: Any,
    l2: Any,
    lr_power: Any,
    **_: Any,
) -> None:
    _ftrl_v2(var, accum, linear, grad, lr, l1, l2, var.dtype.type(0), lr_power)


_FTRL = (
    "new = accum + grad^2; linear <- linear + grad - (new^-lr_power - accum^-lr_power) / lr * var; "
    "accum <- new; -sign(linear) * max(abs(linear) - l1, 0) / (new^-lr_power / lr + 2 * l2)."
)
_VARIABLES = "var: ref T, accum: ref T, linear: ref T"

apply_ftrl = update_op(
    "ApplyFtrl",
    f"{_VARIABLES}, grad: T, lr: T, l1: T, l2: T, lr_power: T -> out: ref T",
    _ftrl,
    _FTRL,
    T=FLOATS,
)
sparse_apply_ftrl = row_update_op(
    "SparseApplyFtrl",
    f"{_VARIABLES}, grad: T, indices: Tindices, lr: T, l1: T, l2: T, lr_power: T -> out: ref T",
    _ftrl,
    _FTRL,
    T=FLOATS,
)
apply_ftrl_v2 = update_op(
    "ApplyFtrlV2",
    f"{_VARIABLES}, grad: T, lr: T, l1: T, l2: T, l2_shrinkage: T, lr_power: T -> out: ref T",
    _ftrl_v2,
    f"With grad + 2 * l2_shrinkage * var in the sum `linear`: {_FTRL}",
    T=FLOATS,
)
sparse_apply_ftrl_v2 = row_update_op(
    "SparseApplyFtrlV2",
    f"{_VARIABLES}, grad: T, indices: Tindices, lr: T, l1: T, l2: T, l2_shrinkage: T, "
    "lr_power: T -> out: ref T",
    _ftrl_v2,
    f"With grad + 2 * l2_shrinkage * var in the sum `linear`: {_FTRL}",
    T=FLOATS,
)
