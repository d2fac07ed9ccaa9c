"""Rectifiers: straight lines with a corner at 0: relu, relu6, leaky_relu.

Each has a gradient op of its own, as in TensorFlow, which keeps the backward pass to one step and
can be differentiated again. Their smooth relatives are in `smooth_units.py`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, REAL, Call, bad, case, op, same
from minigraph.core.shapes import Dims, TensorShape, compatible, merge, show
from minigraph.ops.casting import cast
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import zeros_like

__all__ = ["leaky_relu", "relu", "relu6"]

_LARGE = 1024  # elements: from here on `clip` is faster than `maximum`


def both_alike(call: Call) -> Dims:
    """The one shape that both inputs have."""
    a, b = call.shapes
    if not compatible(a, b):
        raise ValueError(f"both inputs must have the same shape, not {show(a)} and {show(b)}")
    return merge(a, b)


def positive_part(x: Any, out: Any = None) -> Any:
    """max(x, 0) of floats; on a thousand numbers or more `clip` is up to 4 times faster."""
    kind = x.dtype.type
    return x.clip(kind(0), kind(np.inf), out=out)


def negative_part(x: Any, out: Any = None) -> Any:
    """min(x, 0) of floats."""
    kind = x.dtype.type
    return x.clip(kind(-np.inf), kind(0), out=out)


def _zero(call: Call) -> dict[str, Any]:
    """A zero of the input's type under a name of its own: NumPy takes it faster than Python's 0."""
    kind = call.dtypes[0].np_dtype
    return {f"zero_{kind.name}": kind.type(0)}


# ---------------------------------------------------------------------------------- Relu
@op(
    "Relu",
    "features: T -> activations: T",
    elementwise=True,
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
    size = TensorShape(call.shapes[0]).num_elements() or 0
    if call.dtypes[0].is_floating and size >= _LARGE:
        kind = call.dtypes[0].np_dtype
        names[f"inf_{kind.name}"] = kind.type(np.inf)
        return Line(f"{{0}}.clip({', '.join(names)}, out={{out}})", names, True, over=True)
    return Line(f"np.maximum({{0}}, {next(iter(names))}, out={{out}})", names, True, over=True)


@op(
    "ReluGrad",
    "gradients: T, features: T -> backprops: T",
    elementwise=True,
    T=REAL,
    shape=both_alike,
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
    return relu_grad(g, op.inputs[1]), zeros_like(op.inputs[1])


@relu_grad.lower
def _(call: Call) -> Any:
    names = _zero(call)
    text = f"np.multiply({{0}}, {{1}} > {next(iter(names))}, out={{out}})"
    return Line(text, names, out=True, over=True)


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
    elementwise=True,
    T=REAL,
    shape=same,
    samples=[case("2,3"), case("5 positive"), case("")],
)
def relu6_op(features: Any) -> Any:
    """min(max(x, 0), 6)."""
    kind = features.dtype.type
    return features.clip(kind(0), kind(6))


@relu6_op.into
def _(features: Any, *, out: Any = None) -> Any:
    kind = features.dtype.type
    return features.clip(kind(0), kind(6), out=out)


@relu6_op.grad
def _(op: Any, g: Any) -> Any:
    return relu6_grad(g, op.outputs[0])


@op(
    "Relu6Grad",
    "gradients: T, features: T -> backprops: T",
    elementwise=True,
    T=REAL,
    shape=both_alike,
    samples=[case("2,3", "2,3"), case("", "")],
)
def relu6_grad(gradients: Any, features: Any) -> Any:
    """g where 0 < x < 6, else 0."""
    return gradients * ((features > 0) & (features < 6))


@relu6_grad.into
def _(gradients: Any, features: Any, *, out: Any = None) -> Any:
    kind = features.dtype.type
    out = np.multiply(gradients, features > kind(0), out=out)
    return np.multiply(out, features < kind(6), out=out)


@relu6_grad.grad
def _(op: Any, g: Any) -> Any:
    return relu6_grad(g, op.inputs[1]), zeros_like(op.inputs[1])


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
    elementwise=True,
    T=FLOATS,
    shape=same,
    samples=[case("2,3"), case("2,3", alpha=1.5), case("", alpha=0.1)],
)
def leaky_relu_op(features: Any, *, alpha: float = 0.2) -> Any:
    """x where x > 0, else alpha x."""
    slope = features.dtype.type(np.float32(alpha))  # TensorFlow keeps it as a float32
    # a sum of two parts, one of them 0, is faster than a choice
    return positive_part(features) + negative_part(features) * slope


@leaky_relu_op.into
def _(features: Any, *, alpha: float = 0.2, out: Any = None) -> Any:
    out = negative_part(features, out)
    np.multiply(out, features.dtype.type(np.float32(alpha)), out=out)
    return np.add(out, positive_part(features), out=out)


@leaky_relu_op.grad
def _(op: Any, g: Any) -> Any:
    return leaky_relu_grad(g, op.inputs[0], alpha=op.attrs["alpha"])


@op(
    "LeakyReluGrad",
    "gradients: T, features: T -> backprops: T",
    elementwise=True,
    T=FLOATS,
    shape=both_alike,
    samples=[case("2,3", "2,3"), case("", "", alpha=0.5)],
)
def leaky_relu_grad(gradients: Any, features: Any, *, alpha: float = 0.2) -> Any:
    """g where x > 0, else alpha g."""
    return np.where(features > 0, gradients, gradients * gradients.dtype.type(np.float32(alpha)))


@leaky_relu_grad.into
def _(gradients: Any, features: Any, *, alpha: float = 0.2, out: Any = None) -> Any:
    kind = gradients.dtype.type
    slope = kind(np.float32(alpha))
    positive = features > kind(0)
    if 0 <= slope <= 1:  # then max(0 or 1, slope) is the factor: no choice, which is slow
        out = np.multiply(positive, kind(1), out=out)
        out = out.clip(slope, kind(1), out=out)
        return np.multiply(out, gradients, out=out)
    out = np.multiply(gradients, slope, out=out)
    np.copyto(out, gradients, where=positive)
    return out


@leaky_relu_grad.grad
def _(op: Any, g: Any) -> Any:
    back = leaky_relu_grad(g, op.inputs[1], alpha=op.attrs["alpha"])
    return back, zeros_like(op.inputs[1])


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
