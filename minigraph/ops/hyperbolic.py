"""Hyperbolic functions and their inverses, elementwise; `tanh` with its own gradient op."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, FLOATS, Call, case, op, same
from minigraph.core.sparse_tensor import on_values
from minigraph.ops.complex_numbers import conj
from minigraph.ops.powers import square

__all__ = ["acosh", "asinh", "atanh", "cosh", "sinh", "tanh"]


# ---------------------------------------------------------------------------------- Sinh
@op(
    "Sinh",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.sinh,
    samples=[case("2,3"), case("")],
)
def sinh_op(x: Any) -> Any:
    """The hyperbolic sine."""
    return np.sinh(x)


@sinh_op.grad
def _(op: Any, g: Any) -> Any:
    return g * cosh(conj(op.inputs[0]))


def sinh(x: Any, name: str | None = None) -> Tensor:
    """The hyperbolic sine, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g cosh(x).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.sinh([0.0, 1.0])).round(4))
        [0.     1.1752]
    """
    result: Tensor = sinh_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Cosh
@op(
    "Cosh",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.cosh,
    samples=[case("2,3"), case("")],
)
def cosh_op(x: Any) -> Any:
    """The hyperbolic cosine."""
    return np.cosh(x)


@cosh_op.grad
def _(op: Any, g: Any) -> Any:
    return g * sinh(conj(op.inputs[0]))


def cosh(x: Any, name: str | None = None) -> Tensor:
    """The hyperbolic cosine, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g sinh(x).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.cosh([0.0, 1.0])).round(4))
        [1.     1.5431]
    """
    result: Tensor = cosh_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Tanh
@op(
    "Tanh",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.tanh,
    samples=[case("2,3"), case("")],
)
def tanh_op(x: Any) -> Any:
    """The hyperbolic tangent."""
    return np.tanh(x)


@tanh_op.grad
def _(op: Any, g: Any) -> Any:
    return tanh_grad(conj(op.outputs[0]), g)


@on_values("Tanh")
def tanh(x: Any, name: str | None = None) -> Tensor:
    """The hyperbolic tangent, elementwise.

    Args:
        x: a tensor or SparseTensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type; from -1 to 1. Gradient: g (1 - tanh(x)**2).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.tanh([0.0, 1.0])).round(4))
        [0.     0.7616]
    """
    result: Tensor = tanh_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- TanhGrad
@op(
    "TanhGrad",
    "y: T, dy: T -> z: T",
    elementwise=True,
    T=(*FLOATS, *COMPLEX),
    shape=same,
    samples=[case("2,3", "2,3"), case("", "")],
)
def tanh_grad(y: Any, dy: Any) -> Any:
    """dy (1 - y**2)."""
    return dy * (1 - y * y)


@tanh_grad.lower
def _(call: Call) -> Any:
    if call.shapes == ((), ()):
        return Line("{1} * (1 - {0} * {0})")
    squared = "np.multiply({0}, {0}, out={out})"
    return Line(
        f"np.multiply({{1}}, np.subtract(1, {squared}, out={{out}}), out={{out}})", out=True
    )


@tanh_grad.grad
def _(op: Any, g: Any) -> Any:
    y, dy = (conj(t) for t in op.inputs)
    return -2 * g * dy * y, tanh_grad(y, g)


# ---------------------------------------------------------------------------------- Asinh
@op(
    "Asinh",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.arcsinh,
    samples=[case("2,3"), case("")],
)
def asinh_op(x: Any) -> Any:
    """The inverse of the hyperbolic sine."""
    return np.arcsinh(x)


@asinh_op.grad
def _(op: Any, g: Any) -> Any:
    return g / cosh(conj(op.outputs[0]))


def asinh(x: Any, name: str | None = None) -> Tensor:
    """The inverse of the hyperbolic sine, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g / cosh(asinh(x)).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.asinh([0.0, 1.0])).round(4))
        [0.     0.8814]
    """
    result: Tensor = asinh_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Acosh
@op(
    "Acosh",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.arccosh,
    samples=[case(np.array([[1.5, 2.0, 3.0], [1.25, 5.0, 2.5]]))],
)
def acosh_op(x: Any) -> Any:
    """The inverse of the hyperbolic cosine."""
    return np.arccosh(x)


@acosh_op.grad
def _(op: Any, g: Any) -> Any:
    return g / sinh(conj(op.outputs[0]))


def acosh(x: Any, name: str | None = None) -> Tensor:
    """The inverse of the hyperbolic cosine, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type; not a number where x < 1. Gradient: g / sinh(acosh(x)).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.acosh([1.0, 2.0])).round(4))
        [0.    1.317]
    """
    result: Tensor = acosh_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- Atanh
@op(
    "Atanh",
    "x: T -> y: T",
    T=(*FLOATS, *COMPLEX),
    shape=same,
    ufunc=np.arctanh,
    samples=[case("2,3 unit"), case(" unit")],
)
def atanh_op(x: Any) -> Any:
    """The inverse of the hyperbolic tangent."""
    return np.arctanh(x)


@atanh_op.grad
def _(op: Any, g: Any) -> Any:
    return g / (1 - square(conj(op.inputs[0])))


def atanh(x: Any, name: str | None = None) -> Tensor:
    """The inverse of the hyperbolic tangent, elementwise.

    Args:
        x: a tensor of floats or complex numbers.
        name: of the node.

    Returns:
        A Tensor of that type; not a number where |x| > 1. Gradient: g / (1 - x**2).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.atanh([0.0, 0.5])).round(4))
        [0.     0.5493]
    """
    result: Tensor = atanh_op(x, name=name)
    return result
