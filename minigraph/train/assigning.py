"""Assigning many variables from arrays at once: tf.contrib.framework.assign_from_values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from minigraph.core.nodes import Operation
from minigraph.ops.collections import global_variables
from minigraph.ops.constants import placeholder
from minigraph.ops.flow import group

__all__ = ["assign_from_values", "assign_from_values_fn"]


def assign_from_values(
    var_names_to_values: Mapping[str, Any],
) -> tuple[Operation, dict[Any, Any]]:
    """An operation that assigns values to variables, and the feed that it takes.

    The values are fed and not kept in the graph, which so stays small.

    Args:
        var_names_to_values: from the variables' full names to arrays of their shapes.

    Returns:
        (operation, feed_dict).

    Raises:
        ValueError: there is no variable of such a name, or the shapes differ.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.get_variable("net/w", [2])
        ...     assign, feed = tf.contrib.framework.assign_from_values({"net/w": [1.0, 2.0]})
        ...     sess.run(assign, feed)
        ...     print(sess.run(w))
        [1. 2.]
    """
    variables = {v.op.name: v for v in global_variables()}
    feed: dict[Any, Any] = {}
    assigns = []
    for name, value in var_names_to_values.items():
        if name not in variables:
            raise ValueError(f"There is no variable {name!r}; there are {sorted(variables)}.")
        variable = variables[name]
        dtype = variable.dtype.base_dtype
        array = np.asarray(value, dtype.as_numpy_dtype)
        if not variable.get_shape().is_compatible_with(array.shape):
            raise ValueError(
                f"The value for {name} has the shape {array.shape}, the variable (built at "
                f"{variable.op._site}) {variable.get_shape()}."
            )
        source = placeholder(dtype, variable.get_shape(), name=f"placeholder/{name}")
        assigns.append(variable.assign(source))
        feed[source] = array
    return group(*assigns), feed


def assign_from_values_fn(var_names_to_values: Mapping[str, Any]) -> Callable[[Any], None]:
    """A function of a session that assigns values to variables: see `assign_from_values`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.get_variable("w", [])
        ...     tf.contrib.framework.assign_from_values_fn({"w": 3.0})(sess)
        ...     print(sess.run(w))
        3.0
    """
    assign, feed = assign_from_values(var_names_to_values)

    def assign_in(session: Any) -> None:
        session.run(assign, feed)

    return assign_in
