"""Exponentials and logarithms, elementwise, and what is made of them: sigmoid and softplus.

The forms used do not overflow: log(1 + exp(x)) of 1000 is 1000.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, FLOATS, Call, case, op, same
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.arithmetic import negative
from minigraph.ops.complex_numbers import conj
from minigraph.ops.naming import name_scope

__all__ = ["exp", "expm1", "log", "log1p", "log_sigmoid", "sigmoid", "softplus"]


# ---------------------------------------------------------------------------------- Exp
@op(
    "Exp",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.exp,
    samples=[case("2,3"), case("")],
)
def exp_op(x: Any) -> Any:
    """e to the power of x."""
    return np.exp(x)


@exp_op.grad
def _(op: Any, g: Any) -> Any:
    return g * conj(op.outputs[0])


def exp(x: Any, name: str | None = None) -> Tensor:
    """e to the power of x, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g exp(x).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.exp([0.0, 1.0])).round(4))
        [1.     2.7183]
    """
    result: Tensor = exp_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Expm1
@op(
    "Expm1",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.expm1,
    samples=[case("2,3"), case("")],
)
def expm1_op(x: Any) -> Any:
    """exp(x) - 1, with all its digits where x is small."""
    return np.expm1(x)


@expm1_op.grad
def _(op: Any, g: Any) -> Any:
    return g * exp(conj(op.inputs[0]))


def expm1(x: Any, name: str | None = None) -> Tensor:
    """exp(x) - 1, with all its digits where x is small, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g exp(x).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.expm1([0.0, 1.0])).round(4))
        [0.     1.7183]
    """
    result: Tensor = expm1_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Log
@op(
    "Log",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.log,
    samples=[case("2,3 positive"), case(" positive")],
)
def log_op(x: Any) -> Any:
    """The natural logarithm."""
    return np.log(x)


@log_op.grad
def _(op: Any, g: Any) -> Any:
    return g / conj(op.inputs[0])


def log(x: Any, name: str | None = None) -> Tensor:
    """The natural logarithm, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type; not a number where a float is negative, -inf at 0. Gradient: g / x.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.log([1.0, 2.0])).round(4))
        [0.     0.6931]
    """
    result: Tensor = log_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Log1p
@op(
    "Log1p",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.log1p,
    samples=[case("2,3 unit"), case(" unit")],
)
def log1p_op(x: Any) -> Any:
    """log(1 + x), with all its digits where x is small."""
    return np.log1p(x)


@log1p_op.grad
def _(op: Any, g: Any) -> Any:
    return g / (1 + conj(op.inputs[0]))


def log1p(x: Any, name: str | None = None) -> Tensor:
    """log(1 + x), with all its digits where x is small, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type; not a number where a float is below -1. Gradient: g / (1 + x).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.log1p([0.0, 1.0])).round(4))
        [0.     0.6931]
    """
    result: Tensor = log1p_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Sigmoid
@op(
    "Sigmoid",
    "x: T -> y: T",
    elementwise=True,
    T=(*FLOATS, *COMPLEX),
    shape=same,
    samples=[
        case("2,3"),
        case(""),
        case(np.array([-100.0, 100.0], np.float32)),
        case(np.array([-200 + 1j, 200 + 1j], np.complex64)),
    ],
)
def sigmoid_op(x: Any) -> Any:
    """1 / (1 + exp(-x)); of complex x with the exponential that does not overflow."""
    if x.dtype.kind == "c":
        flipped = np.where(x.real < 0, x, -x)
        small = np.exp(flipped)
        return np.where(x.real < 0, small, 1) / (1 + small)
    return np.reciprocal(1 + np.exp(-x))


@sigmoid_op.into
def _(x: Any, out: Any = None) -> Any:
    if x.dtype.kind == "c":
        result = sigmoid_op.kernel(x)
        if out is None:
            return result
        out[...] = result
        return out
    out = np.negative(x, out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    return np.reciprocal(out, out=out)


@sigmoid_op.grad
def _(op: Any, g: Any) -> Any:
    return sigmoid_grad(conj(op.outputs[0]), g)


@op(
    "SigmoidGrad",
    "y: T, dy: T -> z: T",
    elementwise=True,
    T=(*FLOATS, *COMPLEX),
    shape=same,
    samples=[case("2,3", "2,3"), case("", "")],
)
def sigmoid_grad(y: Any, dy: Any) -> Any:
    """dy y (1 - y)."""
    return dy * (y * (1 - y))


@sigmoid_grad.into
def _(y: Any, dy: Any, out: Any = None) -> Any:
    out = np.subtract(1, y, out=out)
    np.multiply(out, y, out=out)
    return np.multiply(out, dy, out=out)


@sigmoid_grad.grad
def _(op: Any, g: Any) -> Any:
    y, dy = (conj(t) for t in op.inputs)
    return g * dy * (1 - 2 * y), sigmoid_grad(y, g)


def sigmoid(x: Any, name: str | None = None) -> Tensor:
    """1 / (1 + exp(-x)), elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type; from 0 to 1. Gradient: g y (1 - y).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.sigmoid([0.0, 1.0, -100.0])).round(4))
        [0.5    0.7311 0.    ]
    """
    result: Tensor = sigmoid_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Softplus
@op(
    "Softplus",
    "features: T -> activations: T",
    elementwise=True,
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case(""), case(np.array([-100.0, 1000.0], np.float32))],
)
def softplus_op(features: Any) -> Any:
    """log(1 + exp(features))."""
    return np.maximum(features, 0) + np.log1p(np.exp(-np.abs(features)))


@softplus_op.into
def _(features: Any, out: Any = None) -> Any:
    out = np.abs(features, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    np.log1p(out, out=out)
    return np.add(out, np.maximum(features, 0), out=out)


@softplus_op.grad
def _(op: Any, g: Any) -> Any:
    return softplus_grad(g, op.inputs[0])


def _alike(call: Call) -> Dims:
    """The one shape that both inputs have."""
    a, b = call.shapes
    if not compatible(a, b):
        raise ValueError(f"both inputs must have the same shape, not {show(a)} and {show(b)}")
    return merge(a, b)


@op(
    "SoftplusGrad",
    "gradients: T, features: T -> backprops: T",
    elementwise=True,
    T=FLOATS,
    shape=_alike,
    samples=[
        case("2,3", "2,3"),
        case("", ""),
        case(np.array([1, 1], np.float32), np.array([-100, 100], np.float32)),
    ],
)
def softplus_grad(gradients: Any, features: Any) -> Any:
    """gradients / (1 + exp(-features))."""
    return gradients / (1 + np.exp(-features))


@softplus_grad.into
def _(gradients: Any, features: Any, out: Any = None) -> Any:
    out = np.negative(features, out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    return np.divide(gradients, out, out=out)


@softplus_grad.grad
def _(op: Any, g: Any) -> Any:
    gradients, features = op.inputs
    slope = sigmoid(features) * sigmoid(-features)  # not y (1 - y): it is not 0 where y is 1
    return softplus_grad(g, features), g * gradients * slope


def softplus(features: Any, name: str | None = None) -> Tensor:
    """log(1 + exp(features)), elementwise: a smooth max(features, 0).

    Args:
        features: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g sigmoid(features).

    Source: Dugas et al., "Incorporating second-order functional knowledge for better option
    pricing" (NIPS 2000).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.math.softplus([0.0, 1000.0])).round(4))
        [6.931e-01 1.000e+03]
    """
    result: Tensor = softplus_op(features, name=name)
    return result


def log_sigmoid(x: Any, name: str | None = None) -> Tensor:
    """log(1 / (1 + exp(-x))) = -softplus(-x), elementwise.

    Args:
        x: a tensor of floats.
        name: of the last node.

    Returns:
        A Tensor of that type. Gradient: g sigmoid(-x).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.log_sigmoid([0.0, -1000.0])).round(4))
        [-6.931e-01 -1.000e+03]
    """
    with name_scope(name, "LogSigmoid", [x]) as scope:
        tensor = convert(x, name="x")
        return negative(softplus(negative(tensor)), name=scope)
