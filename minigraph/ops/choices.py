"""One of several functions: tf.case by conditions, tf.switch_case by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.graph import default_graph
from minigraph.core.nodes import Tensor
from minigraph.ops.casting import cast
from minigraph.ops.checks import Assert
from minigraph.ops.compare import equal, less_equal
from minigraph.ops.constants import constant
from minigraph.ops.control_flow import cond
from minigraph.ops.flow import identity
from minigraph.ops.joining import stack
from minigraph.ops.logic import logical_or
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_any
from minigraph.ops.spread import reduce_sum
from minigraph.ops.structure import flatten, pack

__all__ = ["case", "switch_case"]

_Function = Callable[[], Any]


def case(
    pred_fn_pairs: Any,
    default: _Function | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str = "case",
) -> Any:
    """The result of the first function whose condition is true.

    Args:
        pred_fn_pairs: a list of (bool scalar tensor, function without arguments), or a dictionary
            from one to the other.
        default: the function for when no condition is true. Without one, that fails.
        exclusive: whether it fails if more than one condition is true.
        strict: as for `tf.cond`.
        name: of the scope.

    Returns:
        The result's structure, the same of all functions. Only the chosen one runs.

    Raises:
        TypeError: a condition is no bool tensor, a function cannot be called, or the list has
            another form.
        ValueError: there is no pair, or the functions return different structures or types.
        tf.errors.InvalidArgumentError: at run time, see `default` and `exclusive`.

    Example:
        >>> import minigraph as tf
        >>> x = tf.placeholder(tf.float32, [])
        >>> size = tf.case(
        ...     [(x < 1.0, lambda: tf.constant("small")), (x < 9.0, lambda: tf.constant("middle"))],
        ...     default=lambda: tf.constant("large"),
        ... )
        >>> sess = tf.Session()
        >>> sess.run(size, {x: 0.0}), sess.run(size, {x: 5.0}), sess.run(size, {x: 50.0})
        (b'small', b'middle', b'large')
    """
    pairs = _pairs(pred_fn_pairs)
    if default is not None and not callable(default):
        raise TypeError(f"default must be callable, but is {default!r}.")
    preds = [pred for pred, _ in pairs]
    with name_scope(name, "case", preds):
        checks = []
        if exclusive:
            conditions = stack(preds, name="preds_c")
            count = reduce_sum(cast(conditions, dtypes.int32), name="num_true_conds")
            single = less_equal(count, constant(1, name="n_true_conds"))
            message = "Input error: exclusive=True: more than 1 condition is True. Conditions: "
            checks.append(Assert(single, [message, conditions]))
        if default is None:
            message = "None of the conditions evaluated as True. Conditions: "
            checks.append(Assert(reduce_any(stack(preds)), [message, stack(preds)]))
            pairs, default = pairs[:-1], pairs[-1][1]
        with default_graph().control_dependencies(checks):
            return _chain(pairs, default, strict)


def _pairs(given: Any) -> list[tuple[Tensor, _Function]]:
    if not isinstance(given, (list, tuple, Mapping)):
        raise TypeError(f"pred_fn_pairs must be a list, tuple or dictionary, not {given!r}.")
    pairs = list(given.items()) if isinstance(given, Mapping) else list(given)
    if not pairs:
        raise ValueError("pred_fn_pairs is empty: give at least one pair.")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise TypeError(f"Each entry in pred_fn_pairs must be a 2-tuple, not {pair!r}.")
        pred, function = pair
        if not isinstance(pred, Tensor):
            raise TypeError(f"pred must be a Tensor, got: {pred!r}.")
        if pred.dtype is not dtypes.bool_:
            raise TypeError(f"pred must be of type bool: {pred} (built at {pred._op._site}).")
        if not callable(function):
            raise TypeError(f"fn for pred {pred.name} must be callable, but is {function!r}.")
    return pairs


def _chain(pairs: list[tuple[Tensor, _Function]], default: _Function, strict: bool) -> Any:
    """The first pair, or else the rest: conditions within conditions."""
    if not pairs:
        return default()
    (pred, function), *rest = pairs
    return cond(pred, function, lambda: _chain(rest, default, strict), strict=strict)


def switch_case(
    branch_index: Any, branch_fns: Any, default: _Function | None = None, name: str = "switch_case"
) -> Any:
    """The result of function number `branch_index`.

    Args:
        branch_index: an integer scalar.
        branch_fns: a list of functions without arguments, a list of (number, function), or a
            dictionary; the numbers are 0, 1, 2...
        default: the function for any other number; default: the last of `branch_fns`.
        name: of the scope.

    Returns:
        The result's structure, the same of all functions. Only the chosen one runs.

    Raises:
        TypeError: the index is no integer, or a function cannot be called.
        ValueError: there is no function, or the numbers leave a gap.

    Example:
        >>> import minigraph as tf
        >>> number = tf.placeholder(tf.int32, [])
        >>> y = tf.switch_case(number, [lambda: tf.constant(10), lambda: tf.constant(20)])
        >>> sess = tf.Session()
        >>> sess.run(y, {number: 0}), sess.run(y, {number: 1}), sess.run(y, {number: 7})
        (np.int32(10), np.int32(20), np.int32(20))
    """
    functions = _functions(branch_fns)
    with name_scope(name, "switch_case", [branch_index]), name_scope("indexed_case"):
        index = convert(branch_index, name="branch_index")
        if not index.dtype.is_integer:
            raise TypeError(
                f"branch_index must be an integer Tensor, got {index.dtype} (built at "
                f"{index._op._site})."
            )
        if default is None:
            *functions, default = functions
            within = len(functions)
            last = logical_or(index < 0, index >= within)
            pairs = [(last, default)] if functions else []
            default = functions[-1] if functions else default
            numbered = list(enumerate(functions[:-1]))
        else:
            pairs, numbered = [], list(enumerate(functions))
        pairs += [(equal(index, number), function) for number, function in numbered]
        result = _chain(pairs, default, False)
        return pack(result, [identity(leaf) for leaf in flatten(result)])


def _functions(given: Any) -> list[_Function]:
    if isinstance(given, Mapping):
        given = list(given.items())
    if not isinstance(given, (list, tuple)):
        raise TypeError(f"branch_fns must be a list, tuple or dictionary, not {given!r}.")
    if not given:
        raise ValueError("Must provide at least one item in branch_fns.")
    if not all(callable(item) for item in given):
        for item in given:
            if not isinstance(item, tuple) or len(item) != 2:
                raise TypeError(f"Each entry in branch_fns must be a 2-tuple, not {item!r}.")
            if not callable(item[1]):
                raise TypeError(f"fn for index {item[0]} must be callable, but is {item[1]!r}.")
        numbers = sorted(number for number, _ in given)
        if numbers != list(range(len(numbers))):
            raise ValueError(
                f"branch indices (keys) must form contiguous range of [0 to {len(numbers)}) but "
                f"found {numbers}."
            )
        given = [function for _, function in sorted(given, key=lambda pair: pair[0])]
    return list(given)
