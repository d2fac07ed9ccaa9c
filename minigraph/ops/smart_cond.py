"""A branch that is only there if the choice is not known yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.ops.choices import case
from minigraph.ops.control_flow import cond
from minigraph.ops.static_values import get_static_value
from minigraph.ops.variables import Variable

__all__ = ["smart_case", "smart_cond", "static_choice"]


def static_choice(pred: Any) -> bool | None:
    """`pred` as a bool, or None if it is a tensor whose value is only known in a run.

    Raises:
        TypeError: it is neither a bool, 0 or 1, nor a tensor.
    """
    if isinstance(pred, Variable):
        return None
    if isinstance(pred, Tensor):
        value = get_static_value(pred)
        return None if value is None else bool(value)
    if isinstance(pred, (bool, np.bool_)) or (isinstance(pred, int) and pred in (0, 1)):
        return bool(pred)
    raise TypeError(f"`pred` must be a Tensor, or a Python bool, or 1 or 0. Received: {pred!r}")


def smart_cond(
    pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any], name: str | None = None
) -> Any:
    """`tf.cond`, or only the branch that is taken where that is known as the graph is built.

    Args:
        pred: a bool, 0, 1, or a scalar bool tensor.
        true_fn, false_fn: functions that make the branches.
        name: of the cond.
    """
    choice = static_choice(pred)
    if choice is None:
        return cond(pred, true_fn, false_fn, name=name)
    return true_fn() if choice else false_fn()


def smart_case(
    pred_fn_pairs: Any,
    default: Callable[[], Any] | None = None,
    exclusive: bool = False,
    name: str = "smart_case",
) -> Any:
    """`tf.case`, without the branches that the graph knows not to be taken.

    Args:
        pred_fn_pairs: (condition, function) pairs, or a dictionary; conditions as of `smart_cond`.
        default: the function for when no condition is true.
        exclusive: whether it fails if more than one of the open conditions is true.
        name: of the case.

    Raises:
        ValueError: all conditions are known to be false, and there is no default.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.framework.smart_case([(False, lambda: 1), (True, lambda: 2)])
        2
    """
    pairs = pred_fn_pairs.items() if isinstance(pred_fn_pairs, dict) else pred_fn_pairs
    unknown = []
    for pred, function in pairs:
        choice = static_choice(pred)
        if choice is None:
            unknown.append((pred, function))
        elif choice:
            default = function  # what comes after it is never taken
            break
    if unknown:
        return case(unknown, default, exclusive, name=name)
    if default is None:
        raise ValueError("All conditions are known to be false, and there is no default.")
    return default()
