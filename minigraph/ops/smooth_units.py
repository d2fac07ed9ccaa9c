"""Smooth relatives of the rectifier: elu, selu, softsign.

Each has a gradient op of its own, as in TensorFlow. Those of elu and selu work on the output y,
which says all about the slope: y + 1 = exp(x) where x < 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, case, op, same
from minigraph.ops.magnitude import abs, sign
from minigraph.ops.rectifiers import both_alike, negative_part, positive_part, relu_grad

__all__ = ["elu", "selu", "softsign"]

# Klambauer, Unterthiner, Mayr, Hochreiter, "Self-Normalizing Neural Networks", 2017.
_SELU_SCALE = 1.0507009873554804934193349852946
_SELU_SCALE_ALPHA = 1.7580993408473768599402175208123


# ---------------------------------------------------------------------------------- Elu
@op(
    "Elu",
    "features: T -> activations: T",
    elementwise=True,
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case("5 positive"), case("")],
)
def elu_op(features: Any) -> Any:
    """x where x >= 0, else exp(x) - 1."""
    return positive_part(features) + np.expm1(negative_part(features))


@elu_op.into
def _(features: Any, *, out: Any = None) -> Any:
    out = negative_part(features, out)
    np.expm1(out, out=out)
    return np.add(out, positive_part(features), out=out)


@elu_op.grad
def _(op: Any, g: Any) -> Any:
    return elu_grad(g, op.outputs[0])


@op(
    "EluGrad",
    "gradients: T, outputs: T -> backprops: T",
    elementwise=True,
    T=FLOATS,
    shape=both_alike,
    samples=[case("2,3", "2,3"), case("", "")],
)
def elu_grad(gradients: Any, outputs: Any) -> Any:
    """g where y >= 0, else g (y + 1), as y + 1 = exp(x) there."""
    return gradients * (negative_part(outputs) + outputs.dtype.type(1))


@elu_grad.into
def _(gradients: Any, outputs: Any, *, out: Any = None) -> Any:
    out = negative_part(outputs, out)
    np.add(out, outputs.dtype.type(1), out=out)
    return np.multiply(out, gradients, out=out)


@elu_grad.grad
def _(op: Any, g: Any) -> Any:
    gradients, outputs = op.inputs
    # relu_grad of -y lets through what belongs to a negative y
    return elu_grad(g, outputs), relu_grad(g * gradients, -outputs)


def elu(features: Any, name: str | None = None) -> Tensor:
    """x where x >= 0, else exp(x) - 1, elementwise.

    Args:
        features: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of the same type. Gradient: g where x >= 0, else g exp(x).

    Source: Clevert, Unterthiner, Hochreiter, "Fast and Accurate Deep Network Learning by
    Exponential Linear Units", 2016.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.elu([-1.0, 2.0])).round(4).tolist()
        [-0.632099986076355, 2.0]
    """
    result: Tensor = elu_op(features, name=name)
    return result


# ---------------------------------------------------------------------------------- Selu
@op(
    "Selu",
    "features: T -> activations: T",
    elementwise=True,
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case("5 positive"), case("")],
)
def selu_op(features: Any) -> Any:
    """scale x where x >= 0, else scale alpha (exp(x) - 1)."""
    kind = features.dtype.type
    bent = np.expm1(negative_part(features)) * kind(_SELU_SCALE_ALPHA)
    return positive_part(features) * kind(_SELU_SCALE) + bent


@selu_op.into
def _(features: Any, *, out: Any = None) -> Any:
    kind = features.dtype.type
    out = negative_part(features, out)
    np.expm1(out, out=out)
    np.multiply(out, kind(_SELU_SCALE_ALPHA), out=out)
    straight = positive_part(features)
    np.multiply(straight, kind(_SELU_SCALE), out=straight)
    return np.add(out, straight, out=out)


@selu_op.grad
def _(op: Any, g: Any) -> Any:
    return selu_grad(g, op.outputs[0])


@op(
    "SeluGrad",
    "gradients: T, outputs: T -> backprops: T",
    elementwise=True,
    T=FLOATS,
    shape=both_alike,
    samples=[case("2,3", "2,3"), case("", "")],
)
def selu_grad(gradients: Any, outputs: Any) -> Any:
    """scale g where y >= 0, else g (y + scale alpha), the derivative of selu by its output."""
    kind = outputs.dtype.type
    slope = np.where(outputs >= 0, kind(_SELU_SCALE), outputs + kind(_SELU_SCALE_ALPHA))
    return gradients * slope


@selu_grad.into
def _(gradients: Any, outputs: Any, *, out: Any = None) -> Any:
    kind = outputs.dtype.type
    steep, flat = kind(_SELU_SCALE_ALPHA), kind(_SELU_SCALE)
    out = negative_part(outputs, out)
    np.add(out, steep, out=out)
    # steep - (steep - flat) is flat without rounding, as the two are within a factor of 2
    np.subtract(out, (outputs >= kind(0)) * (steep - flat), out=out)
    return np.multiply(out, gradients, out=out)


@selu_grad.grad
def _(op: Any, g: Any) -> Any:
    gradients, outputs = op.inputs
    return selu_grad(g, outputs), relu_grad(g * gradients, -outputs)


def selu(features: Any, name: str | None = None) -> Tensor:
    """scale x where x >= 0, else scale alpha (exp(x) - 1): an elu that keeps mean 0, variance 1.

    Args:
        features: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of the same type; scale = 1.0507, scale alpha = 1.7581.
        Gradient: scale g where x >= 0, else g scale alpha exp(x).

    Source: Klambauer, Unterthiner, Mayr, Hochreiter, "Self-Normalizing Neural Networks", 2017.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.selu([0.0, 1.0])).round(3).tolist()
        [0.0, 1.0509999990463257]
    """
    result: Tensor = selu_op(features, name=name)
    return result


# ---------------------------------------------------------------------------------- Softsign
@op(
    "Softsign",
    "features: T -> activations: T",
    elementwise=True,
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case("5 positive"), case("")],
)
def softsign_op(features: Any) -> Any:
    """x / (1 + |x|)."""
    return features / (np.abs(features) + features.dtype.type(1))


@softsign_op.into
def _(features: Any, *, out: Any = None) -> Any:
    out = np.abs(features, out=out)
    np.add(out, features.dtype.type(1), out=out)
    return np.divide(features, out, out=out)


@softsign_op.grad
def _(op: Any, g: Any) -> Any:
    return softsign_grad(g, op.inputs[0])


@op(
    "SoftsignGrad",
    "gradients: T, features: T -> backprops: T",
    elementwise=True,
    T=FLOATS,
    shape=both_alike,
    samples=[case("2,3", "2,3"), case("", "")],
)
def softsign_grad(gradients: Any, features: Any) -> Any:
    """g / (1 + |x|)^2."""
    return gradients / np.square(np.abs(features) + features.dtype.type(1))


@softsign_grad.into
def _(gradients: Any, features: Any, *, out: Any = None) -> Any:
    out = np.abs(features, out=out)
    np.add(out, features.dtype.type(1), out=out)
    np.square(out, out=out)
    return np.divide(gradients, out, out=out)


@softsign_grad.grad
def _(op: Any, g: Any) -> Any:
    gradients, x = op.inputs
    slope = softsign_grad(g * gradients, x)
    return softsign_grad(g, x), -2.0 * slope * sign(x) / (1.0 + abs(x))


def softsign(features: Any, name: str | None = None) -> Tensor:
    """x / (1 + |x|), elementwise.

    Args:
        features: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of the same type, within (-1, 1). Gradient: g / (1 + |x|)^2.

    Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", 2010.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.softsign([-1.0, 3.0])).tolist()
        [-0.5, 0.75]
    """
    result: Tensor = softsign_op(features, name=name)
    return result
