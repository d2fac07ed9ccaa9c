"""A branch that is only there if the choice is not known yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.ops.control_flow import cond
from minigraph.ops.static_values import get_static_value
from minigraph.ops.variables import Variable

__all__ = ["smart_cond", "static_choice"]


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
