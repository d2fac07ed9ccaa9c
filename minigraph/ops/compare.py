"""Comparisons, elementwise with broadcasting: tensors of bools. None has a gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, REAL, bad, broadcast, case, op, same

__all__ = [
    "equal",
    "greater",
    "greater_equal",
    "is_finite",
    "is_inf",
    "is_nan",
    "less",
    "less_equal",
    "not_equal",
]

_STEPS = "a truth value has no slope"


# ---------------------------------------------------------------------------------- Equal
@op(
    "Equal",
    "x: T, y: T -> z: bool",
    shape=broadcast,
    ufunc=np.equal,
    scalar="{0} == {1}",
    no_gradient=_STEPS,
    samples=[case("2,3", "2,3"), case("2,3 int32 0:3", "3 int32 0:3"), case("", "")],
)
def equal_op(x: Any, y: Any, *, incompatible_shape_error: bool = True) -> Any:
    """x == y."""
    return np.equal(x, y)


def equal(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Whether x and y are equal, elementwise.

    Args:
        x, y: tensors of one type whose shapes broadcast; strings and bools too.
        name: of the node.

    Returns:
        A Tensor of bools. (`x == y` in Python asks whether they are the same node.)

    Raises:
        TypeError: the types differ; ValueError: the shapes do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.equal([1, 2], [1, 3])).tolist()
        [True, False]
    """
    result: Tensor = equal_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- NotEqual
@op(
    "NotEqual",
    "x: T, y: T -> z: bool",
    shape=broadcast,
    ufunc=np.not_equal,
    scalar="{0} != {1}",
    no_gradient=_STEPS,
    samples=[case("2,3", "2,3"), case("2,3 int32 0:3", "3 int32 0:3"), case("", "")],
)
def not_equal_op(x: Any, y: Any, *, incompatible_shape_error: bool = True) -> Any:
    """x != y."""
    return np.not_equal(x, y)


def not_equal(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Whether x and y differ, elementwise.

    Args:
        x, y: tensors of one type whose shapes broadcast; strings and bools too.
        name: of the node.

    Returns:
        A Tensor of bools. (`x != y` in Python asks whether they are the same node.)

    Raises:
        TypeError: the types differ; ValueError: the shapes do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.not_equal([1, 2], [1, 3])).tolist()
        [False, True]
    """
    result: Tensor = not_equal_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- Less
@op(
    "Less",
    "x: T, y: T -> z: bool",
    T=REAL,
    shape=broadcast,
    ufunc=np.less,
    scalar="{0} < {1}",
    no_gradient=_STEPS,
    samples=[
        case("2,3", "2,3"),
        case("2,3 int32 0:3", "3 int32 0:3"),
        case("", ""),
        bad("2,3", "4", error=ValueError, match="broadcast"),
    ],
)
def less_op(x: Any, y: Any) -> Any:
    """x < y."""
    return np.less(x, y)


def less(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x < y, elementwise.

    Args:
        x, y: tensors of one real type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of bools; False where x or y is not a number.

    Raises:
        TypeError: the types differ; ValueError: the shapes do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.less([1, 2, 3], 2)).tolist()
        [True, False, False]
    """
    result: Tensor = less_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- LessEqual
@op(
    "LessEqual",
    "x: T, y: T -> z: bool",
    T=REAL,
    shape=broadcast,
    ufunc=np.less_equal,
    scalar="{0} <= {1}",
    no_gradient=_STEPS,
    samples=[
        case("2,3", "2,3"),
        case("2,3 int32 0:3", "3 int32 0:3"),
        case("", ""),
        bad("2,3", "4", error=ValueError, match="broadcast"),
    ],
)
def less_equal_op(x: Any, y: Any) -> Any:
    """x <= y."""
    return np.less_equal(x, y)


def less_equal(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x <= y, elementwise.

    Args:
        x, y: tensors of one real type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of bools; False where x or y is not a number.

    Raises:
        TypeError: the types differ; ValueError: the shapes do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.less_equal([1, 2, 3], 2)).tolist()
        [True, True, False]
    """
    result: Tensor = less_equal_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- Greater
@op(
    "Greater",
    "x: T, y: T -> z: bool",
    T=REAL,
    shape=broadcast,
    ufunc=np.greater,
    scalar="{0} > {1}",
    no_gradient=_STEPS,
    samples=[
        case("2,3", "2,3"),
        case("2,3 int32 0:3", "3 int32 0:3"),
        case("", ""),
        bad("2,3", "4", error=ValueError, match="broadcast"),
    ],
)
def greater_op(x: Any, y: Any) -> Any:
    """x > y."""
    return np.greater(x, y)


def greater(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x > y, elementwise.

    Args:
        x, y: tensors of one real type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of bools; False where x or y is not a number.

    Raises:
        TypeError: the types differ; ValueError: the shapes do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.greater([1, 2, 3], 2)).tolist()
        [False, False, True]
    """
    result: Tensor = greater_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- GreaterEqual
@op(
    "GreaterEqual",
    "x: T, y: T -> z: bool",
    T=REAL,
    shape=broadcast,
    ufunc=np.greater_equal,
    scalar="{0} >= {1}",
    no_gradient=_STEPS,
    samples=[
        case("2,3", "2,3"),
        case("2,3 int32 0:3", "3 int32 0:3"),
        case("", ""),
        bad("2,3", "4", error=ValueError, match="broadcast"),
    ],
)
def greater_equal_op(x: Any, y: Any) -> Any:
    """x >= y."""
    return np.greater_equal(x, y)


def greater_equal(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x >= y, elementwise.

    Args:
        x, y: tensors of one real type whose shapes broadcast.
        name: of the node.

    Returns:
        A Tensor of bools; False where x or y is not a number.

    Raises:
        TypeError: the types differ; ValueError: the shapes do not broadcast.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.greater_equal([1, 2, 3], 2)).tolist()
        [False, True, True]
    """
    result: Tensor = greater_equal_op(x, y, name=name)
    return result


# ---------------------------------------------------------------------------------- IsNan
@op(
    "IsNan",
    "x: T -> y: bool",
    T=FLOATS,
    shape=same,
    ufunc=np.isnan,
    no_gradient=_STEPS,
    samples=[case("2,3"), case(""), case(np.array([np.nan, np.inf, -np.inf, 0.0], np.float32))],
)
def is_nan_op(x: Any) -> Any:
    """Whether x is not a number."""
    return np.isnan(x)


def is_nan(x: Any, name: str | None = None) -> Tensor:
    """Whether x is not a number, elementwise.

    Args:
        x: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of bools.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.is_nan([float("nan"), float("inf"), 1.0])).tolist()
        [True, False, False]
    """
    result: Tensor = is_nan_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- IsInf
@op(
    "IsInf",
    "x: T -> y: bool",
    T=FLOATS,
    shape=same,
    ufunc=np.isinf,
    no_gradient=_STEPS,
    samples=[case("2,3"), case(""), case(np.array([np.nan, np.inf, -np.inf, 0.0], np.float32))],
)
def is_inf_op(x: Any) -> Any:
    """Whether x is infinite."""
    return np.isinf(x)


def is_inf(x: Any, name: str | None = None) -> Tensor:
    """Whether x is infinite, elementwise.

    Args:
        x: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of bools.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.is_inf([float("nan"), float("inf"), 1.0])).tolist()
        [False, True, False]
    """
    result: Tensor = is_inf_op(x, name=name)
    return result


# ---------------------------------------------------------------------------------- IsFinite
@op(
    "IsFinite",
    "x: T -> y: bool",
    T=FLOATS,
    shape=same,
    ufunc=np.isfinite,
    no_gradient=_STEPS,
    samples=[case("2,3"), case(""), case(np.array([np.nan, np.inf, -np.inf, 0.0], np.float32))],
)
def is_finite_op(x: Any) -> Any:
    """Whether x is a finite number."""
    return np.isfinite(x)


def is_finite(x: Any, name: str | None = None) -> Tensor:
    """Whether x is a finite number, elementwise.

    Args:
        x: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of bools.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.is_finite([float("nan"), float("inf"), 1.0])).tolist()
        [False, False, True]
    """
    result: Tensor = is_finite_op(x, name=name)
    return result
