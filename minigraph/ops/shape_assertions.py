"""tf.assert_rank, assert_type and their kin: claims that the graph itself mostly decides."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.op_record import NUMBERS
from minigraph.core.shapes import show
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.assertions import static_value
from minigraph.ops.checks import Assert
from minigraph.ops.compare import equal, greater_equal
from minigraph.ops.flow import no_op, with_dependencies
from minigraph.ops.logic import logical_or
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import rank as rank_of
from minigraph.ops.shaping import shape

__all__ = [
    "assert_integer",
    "assert_proper_iterable",
    "assert_rank",
    "assert_rank_at_least",
    "assert_rank_in",
    "assert_same_float_dtype",
    "assert_scalar",
    "assert_type",
    "is_numeric_tensor",
    "is_tensor",
]


# ---------------------------------------------------------------------------------- ranks
def assert_rank(
    x: Any,
    rank: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless `x` has `rank` axes.

    Args:
        x: a tensor.
        rank: an int32 scalar.
        data: a list of what to show if it fails at run time; default: rank and shape.
        summarize: how many elements of each tensor to show.
        message: the beginning of the error's text.
        name: of the scope.

    Returns:
        An Operation for `tf.control_dependencies`; a NoOp where the graph decides it.

    Raises:
        ValueError: the static rank is another.
        tf.errors.InvalidArgumentError: at run time.

    Example:
        >>> import minigraph as tf
        >>> try:
        ...     tf.assert_rank(tf.zeros([2, 3], name="z"), 1)
        ... except ValueError as error:
        ...     print(error)
        Tensor z:0 must have rank 1.  Received rank 2, shape (2, 3)
    """
    return _ranked("assert_rank", "", x, [rank], _is, data, summarize, message, name)


def assert_rank_at_least(
    x: Any,
    rank: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless `x` has `rank` axes or more; arguments as `tf.assert_rank`.

    Example:
        >>> import minigraph as tf
        >>> tf.assert_rank_at_least(tf.zeros([2, 3]), 1).type
        'NoOp'
    """
    return _ranked(
        "assert_rank_at_least", " at least", x, [rank], _reaches, data, summarize, message, name
    )


def assert_rank_in(
    x: Any,
    ranks: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless `x` has as many axes as one of `ranks` says.

    Args:
        x: a tensor.
        ranks: a list of int32 scalars.
        data, summarize, message, name: as `tf.assert_rank`.

    Example:
        >>> import minigraph as tf
        >>> tf.assert_rank_in(tf.zeros([2, 3]), [2, 4]).type
        'NoOp'
    """
    return _ranked(
        "assert_rank_in", " in", x, list(ranks), _is_one_of, data, summarize, message, name
    )


def _is(rank: Any, wanted: Any) -> Any:
    return equal(rank, wanted) if isinstance(rank, Tensor) else rank == wanted


def _is_one_of(rank: Any, wanted: Any) -> Any:
    return equal(wanted, rank) if isinstance(rank, Tensor) else rank == wanted


def _reaches(rank: Any, wanted: Any) -> Any:
    return greater_equal(rank, wanted) if isinstance(rank, Tensor) else rank >= wanted


def _ranked(
    default: str,
    words: str,
    x: Any,
    ranks: list[Any],
    fits: Callable[[Any, Any], Any],
    data: Any,
    summarize: int | None,
    message: str | None,
    name: str | None,
) -> Operation:
    """The claim that x's rank fits one of `ranks`."""
    with name_scope(name, default, [x, *ranks, *(data or [])]):
        x = convert(x, name="x")
        wanted = [convert(rank, name="rank") for rank in ranks]
        prefix = f"{message}.  " if message else ""
        if data is None:
            text = f"Tensor {x.name} must have rank{words}"
            data = [prefix, text, *wanted, "Received shape: ", shape(x)]
        known = [_known_rank(rank) for rank in wanted]
        own = x.shape.ndims
        if own is not None and None not in known:
            if any(fits(own, rank) for rank in known):
                return no_op(name="static_checks_determined_all_ok")
            said = tuple(known) if default == "assert_rank_in" else known[0]
            raise ValueError(
                f"{prefix}Tensor {x.name} must have rank{words} {said}.  "
                f"Received rank {own}, shape {show(x._dims)}"
            )
        found = rank_of(x)
        condition = functools.reduce(logical_or, [fits(found, rank) for rank in wanted])
        for rank, value in zip(wanted, known, strict=True):
            if value is None:
                scalar = assert_rank(rank, 0, ["Rank must be a scalar. Received rank: ", rank])
                condition = with_dependencies([scalar], condition)
        return Assert(condition, data, summarize=summarize)


def _known_rank(rank: Tensor) -> int | None:
    """The value of an int32 scalar, None if it is known only at run time."""
    assert_type(rank, dtypes.int32)
    value = static_value(rank)
    if value is None:
        return None
    if np.ndim(value) != 0:
        raise ValueError("Rank must be a scalar.")
    return int(value)


def assert_scalar(tensor: Any, name: str | None = None, message: str | None = None) -> Tensor:
    """`tensor`, which must have rank 0 as far as the graph knows.

    Args:
        tensor: a tensor, or a value.
        name: of the scope.
        message: the beginning of the error's text.

    Returns:
        The tensor.

    Raises:
        ValueError: its static rank is unknown or not 0.

    Example:
        >>> import minigraph as tf
        >>> tf.assert_scalar(tf.constant(1.0, name="one")).name
        'one:0'
    """
    with name_scope(name, "assert_scalar", [tensor]):
        result = convert(tensor, name="tensor")
        if result._dims != ():
            raise ValueError(
                f"{message + ': ' if message else ''}Expected scalar shape for {result.name}, "
                f"saw shape: {show(result._dims)}."
            )
        return result


# ---------------------------------------------------------------------------------- types
def assert_type(
    tensor: Any, tf_type: Any, message: str | None = None, name: str | None = None
) -> Operation:
    """A NoOp; TypeError unless `tensor` has the type `tf_type`.

    Args:
        tensor: a tensor.
        tf_type: a dtype.
        message: the beginning of the error's text.
        name: of the scope.

    Example:
        >>> import minigraph as tf
        >>> tf.assert_type(tf.constant(1.0), tf.float32).type
        'NoOp'
    """
    wanted = as_dtype(tf_type)
    with name_scope(name, "assert_type", [tensor]):
        tensor = convert(tensor, name="tensor")
        if tensor.dtype.base_dtype is not wanted:
            raise TypeError(
                f"{message + ': ' if message else ''}{tensor.name} must be of type "
                f"{wanted.name}; got {tensor.dtype.base_dtype.name}"
            )
        return no_op(name="statically_determined_correct_type")


def assert_integer(x: Any, message: str | None = None, name: str | None = None) -> Operation:
    """A NoOp; TypeError unless `x` is of an integer type.

    Args:
        x: a tensor.
        message: the beginning of the error's text.
        name: of the scope.

    Example:
        >>> import minigraph as tf
        >>> tf.assert_integer(tf.constant(1)).type
        'NoOp'
    """
    with name_scope(name, "assert_integer", [x]):
        x = convert(x, name="x")
        if not x.dtype.is_integer:
            text = 'Expected "x" to be integer type.'
            raise TypeError(
                f"{message + ': ' if message else ''}{text}  "
                f"Found: {x.name} of dtype {x.dtype.name}"
            )
        return no_op(name="statically_determined_was_integer")


def assert_same_float_dtype(tensors: Any = None, dtype: Any = None) -> DType:
    """The one float type that all of `tensors` have, and `dtype` if given.

    Args:
        tensors: a list of tensors; None among them count for nothing.
        dtype: the type that they must have.

    Returns:
        The DType; float32 if nothing says otherwise.

    Raises:
        ValueError: two types, or one that is no float.

    Example:
        >>> import minigraph as tf
        >>> tf.assert_same_float_dtype([tf.constant(1.0), tf.zeros([2])])
        tf.float32
    """
    wanted = None if dtype is None else as_dtype(dtype)
    first = None
    for tensor in tensors or []:
        if tensor is None:
            continue
        own = tensor.dtype.base_dtype
        if wanted is not None and own is not wanted:
            source = f" as {first.name}" if first is not None else ""
            raise ValueError(
                f"{tensor.name}, type={own.name}, must be of the same type ({wanted.name}){source}."
            )
        wanted, first = own, first if first is not None else tensor
    wanted = dtypes.float32 if wanted is None else wanted
    if not wanted.is_floating:
        raise ValueError(f"Expected floating point type, got {wanted.name}.")
    return wanted


def assert_proper_iterable(values: Any) -> None:
    """TypeError unless `values` can be gone through: a list, not a tensor, array or string.

    Example:
        >>> import minigraph as tf
        >>> tf.assert_proper_iterable([1, 2])
    """
    if isinstance(values, (Tensor, np.ndarray, bytes, str)):
        raise TypeError(
            f'Expected argument "values" to be a "proper" iterable.  Found: {type(values)}'
        )
    if not hasattr(values, "__iter__"):
        raise TypeError(f'Expected argument "values" to be iterable.  Found: {type(values)}')


def is_tensor(x: Any) -> bool:
    """Whether something is a tensor or stands for one: a Tensor, Variable, IndexedSlices, SparseTensor.

    Args:
        x: anything.

    Example:
        >>> import minigraph as tf
        >>> tf.is_tensor(tf.constant(1.0)), tf.is_tensor(tf.Variable(1.0)), tf.is_tensor(1.0)
        (True, True, False)
    """
    if isinstance(x, (IndexedSlices, SparseTensor, Tensor)):
        return True
    return hasattr(x, "_as_graph_element") and not isinstance(x, Operation)


def is_numeric_tensor(tensor: Any) -> bool:
    """Whether something is a tensor of numbers.

    Example:
        >>> import minigraph as tf
        >>> tf.is_numeric_tensor(tf.constant(1.0)), tf.is_numeric_tensor(1.0)
        (True, False)
    """
    return isinstance(tensor, Tensor) and tensor.dtype.base_dtype in _NUMERIC


_NUMERIC = frozenset(NUMBERS)
