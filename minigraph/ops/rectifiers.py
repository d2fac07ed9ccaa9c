"""Rectifiers: activations that cut or bend what is negative.

relu, relu6 and leaky_relu are straight lines with a corner; elu, selu and softsign are smooth
relatives. Each has a gradient op of its own, as in TensorFlow, which keeps the backward pass to one
step and can be differentiated again.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, REAL, Call, bad, case, op, same
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.casting import cast
from minigraph.ops.magnitude import abs, sign
from minigraph.ops.naming import name_scope

__all__ = ["elu", "leaky_relu", "relu", "relu6", "selu", "softsign"]

# Klambauer, Unterthiner, Mayr, Hochreiter, "Self-Normalizing Neural Networks", 2017.
_SELU_SCALE = 1.0507009873554804934193349852946
_SELU_SCALE_ALPHA = 1.7580993408473768599402175208123


def _alike(call: Call) -> Dims:
    """The one shape that both inputs have."""
    a, b = call.shapes
    if not compatible(a, b):
        raise ValueError(f"both inputs must have the same shape, not {show(a)} and {show(b)}")
    return merge(a, b)


def _zero(call: Call) -> dict[str, Any]:
    """A zero of the input's type under a name of its own: NumPy takes it faster than Python's 0."""
    kind = call.dtypes[0].np_dtype
    return {f"zero_{kind.name}": kind.type(0)}


# ---------------------------------------------------------------------------------- Relu
@op(
    "Relu",
    "features: T -> activations: T",
    T=REAL,
    shape=same,
    samples=[case("2,3"), case("5 positive"), case(""), case("2,3 int32 0:9")],
)
def relu_op(features: Any) -> Any:
    """max(x, 0)."""
    return np.maximum(features, features.dtype.type(0))


@relu_op.grad
def _(op: Any, g: Any) -> Any:
    return relu_grad(g, op.outputs[0])


@relu_op.lower
def _(call: Call) -> Any:
    names = _zero(call)
    return Line(f"np.maximum({{0}}, {next(iter(names))}, out={{out}})", names, out=True)


@op(
    "ReluGrad",
    "gradients: T, features: T -> backprops: T",
    T=REAL,
    shape=_alike,
    samples=[
        case("2,3", "2,3"),
        case("", ""),
        bad("2,3", "2,4", error=ValueError, match="shape"),
    ],
)
def relu_grad(gradients: Any, features: Any) -> Any:
    """g where x > 0, else 0. The output of relu serves as x as well as its input."""
    return gradients * (features > 0)


@relu_grad.grad
def _(op: Any, g: Any) -> Any:
    return relu_grad(g, op.inputs[1]), None


@relu_grad.lower
def _(call: Call) -> Any:
    names = _zero(call)
    return Line(f"np.multiply({{0}}, {{1}} > {next(iter(names))}, out={{out}})", names, out=True)


def relu(features: Any, name: str | None = None) -> Tensor:
    """max(x, 0), elementwise.

    Args:
        features: a tensor of real numbers.
        name: of the node.

    Returns:
        A Tensor of the same type. Gradient: g where x > 0, else 0 (also at 0). NaN stays NaN.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.relu([-1.0, 0.0, 2.0])).tolist()
        [0.0, 0.0, 2.0]
    """
    result: Tensor = relu_op(features, name=name)
    return result


# ---------------------------------------------------------------------------------- Relu6
@op(
    "Relu6",
    "features: T -> activations: T",
    T=REAL,
    shape=same,
    samples=[case("2,3"), case("5 positive"), case("")],
)
def relu6_op(features: Any) -> Any:
    """min(max(x, 0), 6)."""
    kind = features.dtype.type
    return np.minimum(np.maximum(features, kind(0)), kind(6))


@relu6_op.into
def _(features: Any, *, out: Any = None) -> Any:
    kind = features.dtype.type
    out = np.maximum(features, kind(0), out=out)
    return np.minimum(out, kind(6), out=out)


@relu6_op.grad
def _(op: Any, g: Any) -> Any:
    return relu6_grad(g, op.outputs[0])


@op(
    "Relu6Grad",
    "gradients: T, features: T -> backprops: T",
    T=REAL,
    shape=_alike,
    samples=[case("2,3", "2,3"), case("", "")],
)
def relu6_grad(gradients: Any, features: Any) -> Any:
    """g where 0 < x < 6, else 0."""
    return gradients * ((features > 0) & (features < 6))


@relu6_grad.grad
def _(op: Any, g: Any) -> Any:
    return relu6_grad(g, op.inputs[1]), None


def relu6(features: Any, name: str | None = None) -> Tensor:
    """min(max(x, 0), 6), elementwise.

    Args:
        features: a tensor of real numbers.
        name: of the node.

    Returns:
        A Tensor of the same type. Gradient: g where 0 < x < 6, else 0.

    Source: Krizhevsky, "Convolutional Deep Belief Networks on CIFAR-10", 2010.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.relu6([-1.0, 2.0, 8.0])).tolist()
        [0.0, 2.0, 6.0]
    """
    result: Tensor = relu6_op(features, name=name)
    return result


# ---------------------------------------------------------------------------------- LeakyRelu
@op(
    "LeakyRelu",
    "features: T -> activations: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case("2,3", alpha=1.5), case("", alpha=0.1)],
)
def leaky_relu_op(features: Any, *, alpha: float = 0.2) -> Any:
    """x where x > 0, else alpha x."""
    kind = features.dtype.type  # a sum of two parts, one of them 0, is faster than a choice
    return np.maximum(features, kind(0)) + np.minimum(features, kind(0)) * kind(alpha)


@leaky_relu_op.into
def _(features: Any, *, alpha: float = 0.2, out: Any = None) -> Any:
    kind = features.dtype.type
    out = np.minimum(features, kind(0), out=out)
    np.multiply(out, kind(alpha), out=out)
    return np.add(out, np.maximum(features, kind(0)), out=out)


@leaky_relu_op.grad
def _(op: Any, g: Any) -> Any:
    return leaky_relu_grad(g, op.inputs[0], alpha=op.attrs["alpha"])


@op(
    "LeakyReluGrad",
    "gradients: T, features: T -> backprops: T",
    T=FLOATS,
    shape=_alike,
    samples=[case("2,3", "2,3"), case("", "", alpha=0.5)],
)
def leaky_relu_grad(gradients: Any, features: Any, *, alpha: float = 0.2) -> Any:
    """g where x > 0, else alpha g."""
    return np.where(features > 0, gradients, gradients * gradients.dtype.type(alpha))


@leaky_relu_grad.grad
def _(op: Any, g: Any) -> Any:
    return leaky_relu_grad(g, op.inputs[1], alpha=op.attrs["alpha"]), None


def leaky_relu(features: Any, alpha: float = 0.2, name: str | None = None) -> Tensor:
    """x where x > 0, else alpha x, elementwise.

    Args:
        features: a tensor; integers are cast to float32.
        alpha: a Python number: the slope of the negative side.
        name: of the node.

    Returns:
        A Tensor. Gradient: g where x > 0, else alpha g.

    Raises:
        TypeError: `alpha` is a tensor.

    Source: Maas, Hannun, Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models",
    2013.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.leaky_relu([-1.0, 2.0], alpha=0.5)).tolist()
        [-0.5, 2.0]
    """
    if isinstance(alpha, Tensor) or not isinstance(alpha, (int, float, np.number)):
        raise TypeError(f"Expected float for argument 'alpha' not {alpha!r}.")
    with name_scope(name, "LeakyRelu", [features]) as scope:
        tensor = convert(features, name="features")
        if tensor.dtype.is_integer:
            tensor = cast(tensor, dtypes.float32)
        result: Tensor = leaky_relu_op(tensor, alpha=float(alpha), name=scope)
        return result


# ---------------------------------------------------------------------------------- Elu
@op(
    "Elu",
    "features: T -> activations: T",
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case("5 positive"), case("")],
)
def elu_op(features: Any) -> Any:
    """x where x >= 0, else exp(x) - 1."""
    zero = features.dtype.type(0)
    return np.maximum(features, zero) + np.expm1(np.minimum(features, zero))


@elu_op.into
def _(features: Any, *, out: Any = None) -> Any:
    zero = features.dtype.type(0)
    out = np.minimum(features, zero, out=out)
    np.expm1(out, out=out)
    return np.add(out, np.maximum(features, zero), out=out)


@elu_op.grad
def _(op: Any, g: Any) -> Any:
    return elu_grad(g, op.outputs[0])


@op(
    "EluGrad",
    "gradients: T, outputs: T -> backprops: T",
    T=FLOATS,
    shape=_alike,
    samples=[case("2,3", "2,3"), case("", "")],
)
def elu_grad(gradients: Any, outputs: Any) -> Any:
    """g where y >= 0, else g (y + 1), as y + 1 = exp(x) there."""
    kind = outputs.dtype.type
    return gradients * (np.minimum(outputs, kind(0)) + kind(1))


@elu_grad.into
def _(gradients: Any, outputs: Any, *, out: Any = None) -> Any:
    kind = outputs.dtype.type
    out = np.minimum(outputs, kind(0), out=out)
    np.add(out, kind(1), out=out)
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
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case("5 positive"), case("")],
)
def selu_op(features: Any) -> Any:
    """scale x where x >= 0, else scale alpha (exp(x) - 1)."""
    kind = features.dtype.type
    bent = np.expm1(np.minimum(features, kind(0))) * kind(_SELU_SCALE_ALPHA)
    return np.maximum(features, kind(0)) * kind(_SELU_SCALE) + bent


@selu_op.grad
def _(op: Any, g: Any) -> Any:
    return selu_grad(g, op.outputs[0])


@op(
    "SeluGrad",
    "gradients: T, outputs: T -> backprops: T",
    T=FLOATS,
    shape=_alike,
    samples=[case("2,3", "2,3"), case("", "")],
)
def selu_grad(gradients: Any, outputs: Any) -> Any:
    """scale g where y >= 0, else g (y + scale alpha), the derivative of selu by its output."""
    kind = outputs.dtype.type
    slope = np.where(outputs < 0, outputs + kind(_SELU_SCALE_ALPHA), kind(_SELU_SCALE))
    return gradients * slope


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
    T=FLOATS,
    shape=_alike,
    samples=[case("2,3", "2,3"), case("", "")],
)
def softsign_grad(gradients: Any, features: Any) -> Any:
    """g / (1 + |x|)^2."""
    return gradients / np.square(np.abs(features) + features.dtype.type(1))


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
