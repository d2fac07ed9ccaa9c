"""Quotients and remainders, elementwise with broadcasting, with TF1's rules for integers.

`/` of integers is a float64 (float32 of the narrow types), `//` and `%` round down, the
`truncate` functions round towards zero, and an integer divided by zero is an error.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, FLOATS, NUMBERS, REAL, Call, bad, broadcast, case, op
from minigraph.ops.casting import cast
from minigraph.ops.complex_numbers import conj
from minigraph.ops.naming import name_scope

__all__ = [
    "div",
    "div_no_nan",
    "divide",
    "floor_div",
    "floordiv",
    "floormod",
    "mod",
    "realdiv",
    "truediv",
    "truncatediv",
    "truncatemod",
]

_NARROW = ("int8", "uint8", "int16", "uint16")  # exact in float32
_MOD_TYPES = (dtypes.int32, dtypes.int64, *FLOATS)


def _check_divisor(y: Any) -> None:
    """Refuse an integer zero among the divisors."""
    if y.dtype.kind in "iu" and not np.all(y):
        raise InvalidArgumentError(None, None, "Integer division by zero")


def _divisor_is_safe(call: Call) -> bool:
    """Whether no divisor can be an integer zero."""
    if not call.dtypes[1].is_integer:
        return True
    value = call.values[1]
    return value is not None and None not in np.ravel(value) and bool(np.all(value))


# ---------------------------------------------------------------------------------- RealDiv
@op(
    "RealDiv",
    "x: T, y: T -> z: T",
    T=(*FLOATS, *COMPLEX),
    shape=broadcast,
    ufunc=np.divide,
    scalar="{0} / {1}",
    samples=[case("2,3", "2,3 positive"), case("2,3", "3 positive"), case("", " positive")],
)
def real_div(x: Any, y: Any) -> Any:
    """x / y."""
    return np.divide(x, y)


@real_div.grad
def _quotient_grad(op: Any, g: Any) -> Any:
    _, y = op.inputs
    slope = g / conj(y)
    return slope, -slope * conj(op.outputs[0])


def realdiv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y of floats or complex numbers, elementwise.

    Args:
        x, y: tensors of one type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type; x / 0 is infinite, 0 / 0 not a number. Gradient: g / y to x,
        -g x / y**2 to y, summed over broadcast axes.

    Raises:
        TypeError: the types differ or are integers.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.realdiv([1.0, 3.0], 2.0)).tolist()
        [0.5, 1.5]
    """
    result: Tensor = real_div(x, y, name=name)
    return result


def truediv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y as Python 3 means it: integers are divided as floats.

    Args:
        x, y: tensors of one type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type; of 8 and 16 bit integers a float32, of wider ones a float64.
        Gradient: as `tf.realdiv`.

    Raises:
        TypeError: the types differ, or are no numbers.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.truediv(7, 2))
        np.float64(3.5)
    """
    if type(x) is Tensor and (x._dtype.is_floating or x._dtype.is_complex):
        return real_div(x, y, name=name or "truediv")  # type: ignore[no-any-return]
    with name_scope(name, "truediv", [x, y]) as scope:
        return real_div(*_as_floats(x, y), name=scope)  # type: ignore[no-any-return]


def _as_floats(x: Any, y: Any) -> tuple[Tensor, Tensor]:
    """Both operands, integers cast to the float type of a true quotient."""
    x = convert(x, name="x")
    kind = x.dtype.base_dtype
    y = convert(y, name="y", hint=kind)
    if y.dtype.base_dtype is not kind:
        raise TypeError(
            f"`x` and `y` must have the same dtype, got {kind.name} != {y.dtype.base_dtype.name}: "
            f"{x}, {y}."
        )
    if kind.is_integer:
        wide: DType = dtypes.float32 if kind.name in _NARROW else dtypes.float64
        return cast(x, wide), cast(y, wide)
    return x, y


def divide(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y, as `tf.truediv`.

    Args:
        x, y: tensors of one type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor. Gradient: as `tf.realdiv`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.divide([7.0], 2.0)).tolist()
        [3.5]
    """
    if name is None and not hasattr(x, "_as_graph_element"):
        x = convert(x, hint=y.dtype.base_dtype if isinstance(y, Tensor) else None)
    return truediv(x, y, name=name)


def div(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y as Python 2 means it: of integers the quotient rounded down. Deprecated by TF1.

    Args:
        x, y: tensors of one type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: as `tf.realdiv`; of integers none.

    Raises:
        TypeError: the types differ; tf.errors.InvalidArgumentError: an integer is divided by 0.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run([tf.div(-7, 2), tf.div(7.0, 2.0)])
        [np.int32(-4), np.float32(3.5)]
    """
    with name_scope(name, "div", [x, y]) as scope:
        x = convert(x, name="x")
        kind = x.dtype.base_dtype
        y = convert(y, kind, name="y")
        real = kind.is_floating or kind.is_complex
        result: Tensor = (real_div if real else floor_div_op)(x, y, name=scope)
        return result


# ---------------------------------------------------------------------------------- FloorDiv
@op(
    "FloorDiv",
    "x: T, y: T -> z: T",
    elementwise=True,
    T=REAL,
    shape=broadcast,
    no_gradient="it is flat but for jumps",
    samples=[
        case("2,3", "2,3 positive"),
        case("2,3 int32 0:9", "3 int32 1:4"),
        case("2,3", "3 positive"),
        case("", " positive"),
    ],
)
def floor_div_op(x: Any, y: Any) -> Any:
    """x / y rounded down."""
    if y.dtype.kind == "f":
        return np.floor(np.divide(x, y))
    _check_divisor(y)
    return np.floor_divide(x, y)


@floor_div_op.lower
def _(call: Call) -> Any:
    if call.dtypes[0].is_floating:
        return Line("np.floor(np.divide({0}, {1}, out={out}), out={out})", out=True)
    if not _divisor_is_safe(call):
        return None
    if call.shapes == ((), ()):
        return Line("{0} // {1}")
    return Line("np.floor_divide({0}, {1}, out={out})", out=True)


def floordiv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y rounded down to a whole number, elementwise.

    Args:
        x, y: tensors of one real type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. No gradient.

    Raises:
        TypeError: the types differ; tf.errors.InvalidArgumentError: an integer is divided by 0.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.floordiv([7, -7], 2)).tolist()
        [3, -4]
    """
    result: Tensor = floor_div_op(x, y, name=name or "floordiv")
    return result


def floor_div(x: Any, y: Any, name: str | None = None) -> Tensor:
    """As `tf.floordiv`, with another default name.

    Args:
        x, y: tensors of one real type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. No gradient.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.floor_div([7, -7], 2)).tolist()
        [3, -4]
    """
    result: Tensor = floor_div_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- FloorMod
@op(
    "FloorMod",
    "x: T, y: T -> z: T",
    elementwise=True,
    T=REAL,
    shape=broadcast,
    samples=[
        case("2,3", "2,3 positive"),
        case("2,3 int32 0:9", "3 int32 1:4"),
        case("", " positive"),
    ],
)
def floor_mod_op(x: Any, y: Any) -> Any:
    """What is left of x after taking y away floor(x / y) times."""
    _check_divisor(y)
    return np.remainder(x, y)


@floor_mod_op.lower
def _(call: Call) -> Any:
    if not _divisor_is_safe(call):
        return None
    if call.shapes == ((), ()):
        return Line("{0} % {1}")
    return Line("np.remainder({0}, {1}, out={out})", out=True)


@floor_mod_op.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs
    return g, -g * floor_div(x, y)


def floormod(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x - y floor(x / y): the remainder that has the sign of y, elementwise.

    Args:
        x, y: tensors of one real type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g to x, -g floor(x / y) to y.

    Raises:
        TypeError: the types differ; tf.errors.InvalidArgumentError: an integer is divided by 0.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.floormod([7, -7], 3)).tolist()
        [1, 2]
    """
    result: Tensor = floor_mod_op(x, y, name=name)
    return result


mod = floormod


# ------------------------------------------------------------------------- TruncateDiv, TruncateMod
def _truncated_quotient(x: Any, y: Any) -> Any:
    if x.dtype.kind in "fc":
        quotient = np.divide(x, y)
        return np.trunc(quotient) if x.dtype.kind == "f" else quotient
    _check_divisor(y)
    return np.floor_divide(x - np.fmod(x, y), y)


@op(
    "TruncateDiv",
    "x: T, y: T -> z: T",
    T=REAL,
    shape=broadcast,
    no_gradient="it is flat but for jumps",
    samples=[case("2,3", "2,3 positive"), case("2,3 int32 -9:9", "3 int32 1:4")],
)
def truncate_div(x: Any, y: Any) -> Any:
    """x / y without its fraction."""
    return _truncated_quotient(x, y)


def truncatediv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y rounded towards zero, as C divides integers.

    Args:
        x, y: tensors of one real type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. No gradient.

    Raises:
        TypeError: the types differ; tf.errors.InvalidArgumentError: an integer is divided by 0.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.truncatediv([7, -7], 2)).tolist()
        [3, -3]
    """
    result: Tensor = truncate_div(x, y, name=name)
    return result


def _truncated_remainder(x: Any, y: Any) -> Any:
    _check_divisor(y)
    return np.fmod(x, y)


def _truncated_remainder_grad(op: Any, g: Any) -> Any:
    x, y = op.inputs
    return g, -g * truncatediv(x, y)


@op(
    "TruncateMod",
    "x: T, y: T -> z: T",
    T=_MOD_TYPES,
    shape=broadcast,
    samples=[case("2,3", "2,3 positive"), case("2,3 int32 -9:9", "3 int32 1:4")],
)
def truncate_mod(x: Any, y: Any) -> Any:
    """What is left of x after taking y away as often as it goes."""
    return _truncated_remainder(x, y)


truncate_mod.grad(_truncated_remainder_grad)


def truncatemod(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x - y trunc(x / y): the remainder that has the sign of x, as C's %.

    Args:
        x, y: tensors of one real type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: g to x, -g trunc(x / y) to y.

    Raises:
        TypeError: the types differ; tf.errors.InvalidArgumentError: an integer is divided by 0.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.truncatemod([7, -7], 3)).tolist()
        [1, -1]
    """
    result: Tensor = truncate_mod(x, y, name=name)
    return result


# ------------------------------------------------------------------------- Div, Mod of old graphs
@op(
    "Div",
    "x: T, y: T -> z: T",
    T=NUMBERS,
    shape=broadcast,
    samples=[case("2,3", "2,3 positive"), case("2,3 int32 -9:9", "3 int32 1:4")],
)
def div_op(x: Any, y: Any) -> Any:
    """x / y; of integers rounded towards zero. TF 0.x's division; old graphs have it."""
    return np.divide(x, y) if x.dtype.kind in "fc" else _truncated_quotient(x, y)


div_op.grad(_quotient_grad)


@op(
    "Mod",
    "x: T, y: T -> z: T",
    T=_MOD_TYPES,
    shape=broadcast,
    samples=[case("2,3", "2,3 positive"), case("2,3 int32 -9:9", "3 int32 1:4")],
)
def mod_op(x: Any, y: Any) -> Any:
    """The remainder with the sign of x. TF 0.x's remainder; old graphs have it."""
    return _truncated_remainder(x, y)


mod_op.grad(_truncated_remainder_grad)


# ---------------------------------------------------------------------------------- DivNoNan
@op(
    "DivNoNan",
    "x: T, y: T -> z: T",
    T=(*FLOATS, *COMPLEX),
    shape=broadcast,
    samples=[
        case("2,3", "2,3 positive"),
        case("2,3", "3 positive"),
        case("", " positive"),
        bad("2,3", "4", error=ValueError, match="broadcast"),
    ],
)
def div_no_nan_op(x: Any, y: Any) -> Any:
    """x / y, and 0 where y is 0."""
    return np.where(y == 0, np.zeros((), y.dtype), np.divide(x, y))


@div_no_nan_op.grad
def _(op: Any, g: Any) -> Any:
    _, y = op.inputs
    slope = div_no_nan(g, conj(y))
    return slope, -slope * conj(op.outputs[0])


def div_no_nan(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y, and 0 where y is 0; integers are divided as floats.

    Args:
        x, y: tensors of one type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor. Gradient: g / y to x, -g x / y**2 to y; 0 where y is 0.

    Raises:
        TypeError: the types differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.div_no_nan([3.0, 3.0], [2.0, 0.0])).tolist()
        [1.5, 0.0]
    """
    with name_scope(name, "div_no_nan", [x, y]) as scope:
        if isinstance(y, Tensor) and not isinstance(x, Tensor):
            x = convert(x, name="x", hint=y.dtype.base_dtype)
        result: Tensor = div_no_nan_op(*_as_floats(x, y), name=scope)
        return result
