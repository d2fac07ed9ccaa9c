"""Complex numbers: their parts, their conjugate, and making them of two real tensors.

Each function takes real tensors too and gives them back as they are where that is the answer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, broadcast, case, op, same
from minigraph.ops.choosing import where
from minigraph.ops.compare import less
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import ones_like, zeros_like

__all__ = ["angle", "complex", "conj", "imag", "real"]

_REALS = (dtypes.float32, dtypes.float64)


_Z64 = np.array([[1 + 2j, -0.5j, 3], [0.25 - 1j, 2j, -1]], np.complex64)


# ---------------------------------------------------------------------------------- Conj
@op(
    "Conj", "input: T -> output: T", T=COMPLEX, shape=same, ufunc=np.conjugate, samples=[case(_Z64)]
)
def conj_op(input: Any) -> Any:
    """The complex conjugate."""
    return np.conjugate(input)


@conj_op.grad
def _(op: Any, g: Any) -> Any:
    return conj(g)


def conj(x: Any, name: str | None = None) -> Tensor:
    """The complex conjugate a - bi of a + bi; of a real tensor, the tensor itself.

    Args:
        x: a tensor of numbers.
        name: of the node.

    Returns:
        A Tensor of the same type. Gradient: the conjugate of g.

    Raises:
        TypeError: x holds no numbers.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.conj([1 + 2j])).tolist()
        [(1-2j)]
    """
    if isinstance(x, Tensor) and (x._dtype.is_floating or x._dtype.is_integer):
        return x
    with name_scope(name, "Conj", [x]) as scope:
        tensor = convert(x, name="x")
        if tensor.dtype.is_complex:
            result: Tensor = conj_op(tensor, name=scope)
            return result
        if tensor.dtype.is_floating or tensor.dtype.is_integer:
            return tensor
        raise TypeError(
            f"Expected a tensor of numbers, but {tensor} is of type {tensor.dtype.name}"
        )


# ---------------------------------------------------------------------------------- Real, Imag
@op(
    "Real",
    "input: T -> output: Tout",
    T=COMPLEX,
    Tout=_REALS,
    shape=same,
    alias={0: 0},
    samples=[case(_Z64, Tout=dtypes.float32)],
)
def real_op(input: Any, *, Tout: DType = dtypes.float32) -> Any:
    """The real part."""
    return input.real.astype(Tout.np_dtype, copy=False)


@real_op.grad
def _(op: Any, g: Any) -> Any:
    return complex(g, zeros_like(g))


@op(
    "Imag",
    "input: T -> output: Tout",
    T=COMPLEX,
    Tout=_REALS,
    shape=same,
    alias={0: 0},
    samples=[case(_Z64, Tout=dtypes.float32)],
)
def imag_op(input: Any, *, Tout: DType = dtypes.float32) -> Any:
    """The imaginary part."""
    return input.imag.astype(Tout.np_dtype, copy=False)


@imag_op.grad
def _(op: Any, g: Any) -> Any:
    return complex(zeros_like(g), g)


def real(input: Any, name: str | None = None) -> Tensor:
    """The real part; of a real tensor, the tensor itself.

    Args:
        input: a tensor of numbers.
        name: of the node.

    Returns:
        A Tensor of float32 or float64. Gradient: g + 0i.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.real([1 + 2j])).tolist()
        [1.0]
    """
    with name_scope(name, "Real", [input]) as scope:
        tensor = convert(input, name="input")
        if not tensor.dtype.is_complex:
            return tensor
        result: Tensor = real_op(tensor, Tout=tensor.dtype.real_dtype, name=scope)
        return result


def imag(input: Any, name: str | None = None) -> Tensor:
    """The imaginary part; of a real tensor, zeros.

    Args:
        input: a tensor of numbers.
        name: of the node.

    Returns:
        A Tensor of float32 or float64. Gradient: 0 + gi.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.imag([1 + 2j])).tolist()
        [2.0]
    """
    with name_scope(name, "Imag", [input]) as scope:
        tensor = convert(input, name="input")
        if not tensor.dtype.is_complex:
            return zeros_like(tensor)
        result: Tensor = imag_op(tensor, Tout=tensor.dtype.real_dtype, name=scope)
        return result


# ---------------------------------------------------------------------------------- Complex
@op(
    "Complex",
    "real: T, imag: T -> out: Tout",
    T=_REALS,
    Tout=COMPLEX,
    shape=broadcast,
    samples=[case(_Z64.real, _Z64.imag, Tout=dtypes.complex64)],
)
def complex_op(real: Any, imag: Any, *, Tout: DType = dtypes.complex64) -> Any:
    """real + imag i."""
    out = np.empty(np.broadcast_shapes(np.shape(real), np.shape(imag)), Tout.np_dtype)
    out.real, out.imag = real, imag
    return out


@complex_op.grad
def _(op: Any, g: Any) -> Any:
    return real(g), imag(g)


def complex(real: Any, imag: Any, name: str | None = None) -> Tensor:
    """real + imag i.

    Args:
        real, imag: tensors of float32, or of float64, whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of complex64 or complex128. Gradient: the real part of g to `real`, the
        imaginary part to `imag`.

    Raises:
        TypeError: the types differ or are no float32 or float64.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.complex([1.0], [2.0])).tolist()
        [(1+2j)]
    """
    first, second = convert(real, name="real"), convert(imag, name="imag")
    wide = first.dtype.base_dtype is dtypes.float64
    wanted = as_dtype("complex128" if wide else "complex64")
    with name_scope(name, "Complex", [first, second]) as scope:
        result: Tensor = complex_op(first, second, Tout=wanted, name=scope)
        return result


# ---------------------------------------------------------------------------------- Angle
@op(
    "Angle",
    "input: T -> output: Tout",
    T=COMPLEX,
    Tout=_REALS,
    shape=same,
    samples=[
        case(_Z64, Tout=dtypes.float32),
        case(_Z64[:, :2], Tout=dtypes.float32),  # off the cut
    ],
)
def angle_op(input: Any, *, Tout: DType = dtypes.float32) -> Any:
    """The angle of a number with the real axis."""
    return np.angle(input).astype(Tout.np_dtype, copy=False)


@angle_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = real(op.inputs[0]), imag(op.inputs[0])
    share = g / (x * x + y * y)
    return complex(-y * share, x * share)


def angle(input: Any, name: str | None = None) -> Tensor:
    """The angle with the real axis, from -pi to pi; of real numbers 0.

    Args:
        input: a tensor of numbers.
        name: of the node.

    Returns:
        A Tensor of float32 or float64; of a real tensor pi where it is negative, else 0.
        Gradient: g i z / |z|**2.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.angle([1j, -1.0 + 0j])).round(4))
        [1.5708 3.1416]
    """
    with name_scope(name, "Angle", [input]) as scope:
        tensor = convert(input, name="input")
        if tensor.dtype.is_complex:
            result: Tensor = angle_op(tensor, Tout=tensor.dtype.real_dtype, name=scope)
            return result
        return where(less(tensor, 0), np.pi * ones_like(tensor), zeros_like(tensor))
