"""How large, and which is larger: abs, sign, maximum, minimum, elementwise."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, FLOATS, REAL, SIGNED, bad, broadcast, case, op, same
from minigraph.core.sparse_tensor import on_values
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import greater_equal, less_equal
from minigraph.ops.complex_numbers import complex
from minigraph.ops.constants import constant
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import zeros_like

__all__ = ["abs", "maximum", "minimum", "sign"]


# ---------------------------------------------------------------------------------- Abs
@op(
    "Abs",
    "x: T -> y: T",
    T=(*FLOATS, *SIGNED),
    shape=same,
    ufunc=np.absolute,
    scalar="abs({0})",
    samples=[case("2,3 distinct"), case(""), case("2,3 int32 -9:9")],
)
def abs_op(x: Any) -> Any:
    """x without its sign."""
    return np.absolute(x)


@abs_op.grad
def _(op: Any, g: Any) -> Any:
    return g * sign(op.inputs[0])


@op(
    "ComplexAbs",
    "x: T -> y: Tout",
    T=COMPLEX,
    Tout=(dtypes.float32, dtypes.float64),
    shape=same,
    samples=[case(np.array([3 + 4j, -1j], np.complex64), Tout=dtypes.float32)],
)
def complex_abs(x: Any, *, Tout: DType = dtypes.float32) -> Any:
    """The distance of x from 0."""
    return np.absolute(x).astype(Tout.np_dtype, copy=False)


@complex_abs.grad
def _(op: Any, g: Any) -> Any:
    return complex(g, zeros_like(g)) * sign(op.inputs[0])


@on_values("Abs")
def abs(x: Any, name: str | None = None) -> Tensor:
    """x without its sign; of a complex number its distance from 0. Elementwise.

    Args:
        x: a tensor or SparseTensor of signed numbers.
        name: of the node.

    Returns:
        A Tensor of that type; of complex64 a float32, of complex128 a float64.
        Gradient: g sign(x), 0 at 0.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run([tf.abs(-2.5), tf.abs(3 + 4j)])
        [np.float32(2.5), np.float64(5.0)]
    """
    if type(x) is Tensor and not x._dtype.is_complex:
        return abs_op(x, name=name)  # type: ignore[no-any-return]
    with name_scope(name, "Abs", [x]) as scope:
        tensor = convert(x, name="x")
        if tensor.dtype.is_complex:
            return complex_abs(tensor, Tout=tensor.dtype.real_dtype, name=scope)  # type: ignore[no-any-return]
        return abs_op(tensor, name=scope)  # type: ignore[no-any-return]


# ---------------------------------------------------------------------------------- Sign
@op(
    "Sign",
    "x: T -> y: T",
    T=(*FLOATS, *SIGNED, *COMPLEX),
    shape=same,
    ufunc=np.sign,
    samples=[case("2,3"), case(""), case("2,3 int32 -9:9")],
)
def sign_op(x: Any) -> Any:
    """-1, 0 or 1."""
    return np.sign(x)


@sign_op.grad
def _(op: Any, g: Any) -> Any:
    return zeros_like(g)


@on_values(None)
def sign(x: Any, name: str | None = None) -> Tensor:
    """-1 where x < 0, 0 where it is 0, 1 where x > 0; of complex numbers x / |x|.

    Args:
        x: a tensor or SparseTensor of signed numbers.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: zeros.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.sign([-2.5, 0.0, 7.0])).tolist()
        [-1.0, 0.0, 1.0]
    """
    result: Tensor = sign_op(convert(x), name=name)
    return result


# ---------------------------------------------------------------------------------- Maximum
@op(
    "Maximum",
    "x: T, y: T -> z: T",
    T=REAL,
    shape=broadcast,
    ufunc=np.maximum,
    samples=[
        case("2,3", "2,3"),
        case("2,3", "3"),
        case("2,1,5", "3,1"),
        case("", ""),
        case("2,3 int32 0:9", "3 int32 0:9"),
        bad("2,3", "4", error=ValueError, match="broadcast"),
    ],
)
def maximum_op(x: Any, y: Any) -> Any:
    """The larger of x and y."""
    return np.maximum(x, y)


@maximum_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs
    chosen, zero = greater_equal(x, y), constant(0, g.dtype)
    return where_v2(chosen, g, zero), where_v2(chosen, zero, g)


def maximum(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The larger of x and y, elementwise.

    Args:
        x, y: tensors of one real type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type; not a number where x or y is not one.
        Gradient: g to the larger one; where they are equal to x.

    Raises:
        TypeError: the types differ; ValueError: the shapes do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.maximum([1.0, 3.0], 2.0)).tolist()
        [2.0, 3.0]
    """
    result: Tensor = maximum_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- Minimum
@op(
    "Minimum",
    "x: T, y: T -> z: T",
    T=REAL,
    shape=broadcast,
    ufunc=np.minimum,
    samples=[
        case("2,3", "2,3"),
        case("2,3", "3"),
        case("2,1,5", "3,1"),
        case("", ""),
        case("2,3 int32 0:9", "3 int32 0:9"),
        bad("2,3", "4", error=ValueError, match="broadcast"),
    ],
)
def minimum_op(x: Any, y: Any) -> Any:
    """The smaller of x and y."""
    return np.minimum(x, y)


@minimum_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs
    chosen, zero = less_equal(x, y), constant(0, g.dtype)
    return where_v2(chosen, g, zero), where_v2(chosen, zero, g)


def minimum(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The smaller of x and y, elementwise.

    Args:
        x, y: tensors of one real type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type; not a number where x or y is not one.
        Gradient: g to the smaller one; where they are equal to x.

    Raises:
        TypeError: the types differ; ValueError: the shapes do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.minimum([1.0, 3.0], 2.0)).tolist()
        [1.0, 2.0]
    """
    result: Tensor = minimum_op(x, y, name=name)
    return result
