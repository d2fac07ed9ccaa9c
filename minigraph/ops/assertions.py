"""tf.assert_*: claims about values, shapes and types of tensors.

What can be decided when the graph is built is decided there; for the rest the graph gets an
`Assert` op, to be named in `tf.control_dependencies`. Each is composed as TensorFlow composes it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Operation, Tensor
from minigraph.ops.checks import Assert
from minigraph.ops.compare import equal, greater, greater_equal, less, less_equal, not_equal
from minigraph.ops.constants import constant
from minigraph.ops.flow import no_op
from minigraph.ops.magnitude import abs
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_all

__all__ = [
    "assert_equal",
    "assert_greater",
    "assert_greater_equal",
    "assert_less",
    "assert_less_equal",
    "assert_near",
    "assert_negative",
    "assert_non_negative",
    "assert_non_positive",
    "assert_none_equal",
    "assert_positive",
]


# ---------------------------------------------------------------------------------- two tensors
def static_value(tensor: Tensor) -> Any:
    """The tensor's value where it is known at build time, as an array, else None."""
    if tensor.op.type == "Const":
        return tensor.op.attrs["value"]
    known = tensor._known
    if known is None or (isinstance(known, tuple) and None in known):
        return None
    return np.asarray(known, tensor.dtype.np_dtype)


def _compared(
    default: str,
    symbol: str,
    compare: Callable[..., Tensor],
    operands: tuple[Any, Any],
    data: Any,
    summarize: int | None,
    message: str | None,
    name: str | None,
) -> Operation:
    """The claim that `compare` holds for all elements."""
    with name_scope(name, default, [*operands, data]):
        x = convert(operands[0], name="x")
        y = convert(operands[1], name="y")
        if data is None:
            data = [
                f"Condition x {symbol} y did not hold element-wise:",
                f"x ({x.name}) = ",
                x,
                f"y ({y.name}) = ",
                y,
            ]
        if message:
            data = [message, *data]
        held = compare(x, y)
        condition = reduce_all(held)
        known = [static_value(x), static_value(y)]
        if all(value is not None for value in known):
            sample = held.op._record.kernel(*known)
            if not np.all(sample):
                node = condition.op
                where = f"[[node {node.name} (op: {node.type}, built at {node._site})]]"
                raise InvalidArgumentError(None, node, f"{_text(data)}\n\t {where}")
        return Assert(condition, data, summarize=summarize)


def _text(data: Any) -> str:
    """The data of a claim that fails at build time: texts, and values where they are known."""
    lines = []
    for item in data:
        value = static_value(item) if isinstance(item, Tensor) else item
        lines.append(str(item if value is None else value))
    return "\n".join(lines)


def assert_equal(
    x: Any,
    y: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless x == y for all elements.

    Args:
        x, y: tensors of one type whose shapes broadcast.
        data: a list of what to show if it fails; default: x and y.
        summarize: how many elements of each tensor to show.
        message: the beginning of the error's text.
        name: of the scope.

    Returns:
        An Operation for `tf.control_dependencies`.

    Raises:
        tf.errors.InvalidArgumentError: at build time where both values are known, else at run time.

    Example:
        >>> import minigraph as tf
        >>> x = tf.placeholder(tf.int32, [None])
        >>> with tf.control_dependencies([tf.assert_equal(tf.size(x), 2)]):
        ...     y = tf.identity(x)
        >>> tf.Session().run(y, {x: [7, 8]}).tolist()
        [7, 8]
    """
    with name_scope(name, "assert_equal", [x, y, data]):
        if x is y:
            return no_op()
    return _compared("assert_equal", "==", equal, (x, y), data, summarize, message, name)


def assert_none_equal(
    x: Any,
    y: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless x != y for all elements; arguments as `tf.assert_equal`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.assert_none_equal([1, 2], 3))
    """
    return _compared("assert_none_equal", "!=", not_equal, (x, y), data, summarize, message, name)


def assert_less(
    x: Any,
    y: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless x < y for all elements; arguments as `tf.assert_equal`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.assert_less([1, 2], 3))
    """
    return _compared("assert_less", "<", less, (x, y), data, summarize, message, name)


def assert_less_equal(
    x: Any,
    y: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless x <= y for all elements; arguments as `tf.assert_equal`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.assert_less_equal([1, 2], 2))
    """
    return _compared("assert_less_equal", "<=", less_equal, (x, y), data, summarize, message, name)


def assert_greater(
    x: Any,
    y: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless x > y for all elements; arguments as `tf.assert_equal`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.assert_greater([1, 2], 0))
    """
    return _compared("assert_greater", ">", greater, (x, y), data, summarize, message, name)


def assert_greater_equal(
    x: Any,
    y: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless x >= y for all elements; arguments as `tf.assert_equal`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.assert_greater_equal([1, 2], 1))
    """
    return _compared(
        "assert_greater_equal", ">=", greater_equal, (x, y), data, summarize, message, name
    )


def assert_near(
    x: Any,
    y: Any,
    rtol: Any = None,
    atol: Any = None,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless |x - y| < atol + rtol |y| for all elements.

    Args:
        x, y: tensors of one float type whose shapes broadcast.
        rtol, atol: tolerances; default 10 times the type's rounding unit (2**-23 for float32).
        data, summarize, message, name: as `tf.assert_equal`.

    Returns:
        An Operation for `tf.control_dependencies`.

    Raises:
        tf.errors.InvalidArgumentError: at run time.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.assert_near([1.0], [1.01], rtol=0.1))
    """
    with name_scope(name, "assert_near", [x, y, rtol, atol, data]):
        x = convert(x, name="x")
        y = convert(y, x.dtype.base_dtype, name="y")
        kind = x.dtype.base_dtype
        if rtol is None or atol is None:
            default = 10 * np.finfo(kind.np_dtype).eps
            rtol = default if rtol is None else rtol
            atol = default if atol is None else atol
        rtol = convert(rtol, kind, name="rtol")
        atol = convert(atol, kind, name="atol")
        if data is None:
            data = [
                _prefix(message),
                f"x and y not equal to tolerance rtol = {rtol}, atol = {atol}",
                f"x ({x.name}) = ",
                x,
                f"y ({y.name}) = ",
                y,
            ]
        tolerance = atol + rtol * abs(y)
        return Assert(reduce_all(less(abs(x - y), tolerance)), data, summarize=summarize)


def _prefix(message: str | None) -> str:
    return f"{message}.  " if message else ""


# ---------------------------------------------------------------------------------- signs
def _signed(
    default: str,
    claim: str,
    compare: Callable[..., Operation],
    x: Any,
    data: Any,
    summarize: int | None,
    message: str | None,
    name: str | None,
) -> Operation:
    """The claim `x <claim> 0`, where `compare` is given x and 0 in the order that suits it."""
    with name_scope(name, default, [x, data]):
        x = convert(x, name="x")
        if data is None:
            data = [
                _prefix(message),
                f"Condition x {claim} 0 did not hold element-wise:",
                f"x ({x.name}) = ",
                x,
            ]
        zero = constant(0, x.dtype.base_dtype)
        return compare(x, zero, data, summarize)


def assert_positive(
    x: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless x > 0 for all elements.

    Args:
        x: a tensor of real numbers.
        data, summarize, message, name: as `tf.assert_equal`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.assert_positive([1.0, 2.0]))
    """

    def claim(x: Tensor, zero: Tensor, data: Any, summarize: int | None) -> Operation:
        return assert_less(zero, x, data=data, summarize=summarize)

    return _signed("assert_positive", ">", claim, x, data, summarize, message, name)


def assert_negative(
    x: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless x < 0 for all elements.

    Args:
        x: a tensor of real numbers.
        data, summarize, message, name: as `tf.assert_equal`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.assert_negative([-1.0, -2.0]))
    """

    def claim(x: Tensor, zero: Tensor, data: Any, summarize: int | None) -> Operation:
        return assert_less(x, zero, data=data, summarize=summarize)

    return _signed("assert_negative", "<", claim, x, data, summarize, message, name)


def assert_non_negative(
    x: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless x >= 0 for all elements.

    Args:
        x: a tensor of real numbers.
        data, summarize, message, name: as `tf.assert_equal`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.assert_non_negative([0.0, 2.0]))
    """

    def claim(x: Tensor, zero: Tensor, data: Any, summarize: int | None) -> Operation:
        return assert_less_equal(zero, x, data=data, summarize=summarize)

    return _signed("assert_non_negative", ">=", claim, x, data, summarize, message, name)


def assert_non_positive(
    x: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless x <= 0 for all elements.

    Args:
        x: a tensor of real numbers.
        data, summarize, message, name: as `tf.assert_equal`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.assert_non_positive([0.0, -2.0]))
    """

    def claim(x: Tensor, zero: Tensor, data: Any, summarize: int | None) -> Operation:
        return assert_less_equal(x, zero, data=data, summarize=summarize)

    return _signed("assert_non_positive", "<=", claim, x, data, summarize, message, name)
