"""Moving averages kept in variables: a <- decay * a + (1 - decay) * value.

Written as a <- a - (1 - decay) * (a - value): one subtraction from the variable. What starts at zero
is too small at first; `zero_debias` divides that out, as Adam does (Kingma and Ba, "Adam: A Method
for Stochastic Optimization", 2014, section 3).
"""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor
from minigraph.ops import division, state
from minigraph.ops.casting import cast
from minigraph.ops.get_variable import get_variable
from minigraph.ops.initializers import zeros_initializer
from minigraph.ops.naming import init_scope, name_scope
from minigraph.ops.powers import pow
from minigraph.ops.variable_scope import get_variable_scope, variable_scope

__all__ = ["assign_moving_average", "weighted_moving_average"]


def assign_moving_average(
    variable: Any, value: Any, decay: Any, zero_debias: bool = True, name: str | None = None
) -> Tensor:
    """Move a variable towards a value: variable <- decay * variable + (1 - decay) * value.

    Args:
        variable: a `tf.Variable` of floats.
        value: a tensor of its type and shape.
        decay: a number or scalar tensor; near 1: a long memory.
        zero_debias: whether the average is kept in a variable `biased` of its own, which starts at
            zero, and `variable` is set to biased / (1 - decay ** steps); a variable `local_step`
            counts the steps. Their names begin with the variable's.
        name: of the update.

    Returns:
        The variable as it is after the update.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.train import moving_averages
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     mean = tf.Variable(0.0)
        ...     update = moving_averages.assign_moving_average(mean, 8.0, 0.75, zero_debias=False)
        ...     sess.run(tf.global_variables_initializer())
        ...     print(sess.run(update), sess.run(update))
        2.0 3.5
    """
    with name_scope(name, "AssignMovingAvg", [variable, value, decay]) as scope:
        rate = cast(convert(1.0 - decay, name="decay"), variable.dtype.base_dtype)
        if zero_debias:
            return _move_without_bias(variable, value, rate, scope)
        with default_graph().colocate_with(variable):
            return state.assign_sub(variable, (variable - value) * rate, name=scope)


def _move_without_bias(variable: Any, value: Any, rate: Tensor, scope: str) -> Tensor:
    """Move a variable that starts at zero, and set `variable` to it without its bias to zero."""
    with variable_scope(variable.op.name, values=[variable, value, rate]):
        with default_graph().colocate_with(variable):
            dtype, shape = variable.dtype.base_dtype, variable.get_shape()
            biased = _own_variable("biased", shape, dtype)
            step = _own_variable("local_step", [], dtype)
    with default_graph().colocate_with(variable):
        moved = state.assign_sub(biased, (biased - value) * rate)
        steps = state.assign_add(step, 1)
        return state.assign(variable, moved / (1 - pow(1 - rate, steps)), name=scope)


def _own_variable(name: str, shape: Any, dtype: Any) -> Any:
    """A variable of zeros in the current scope: a new one, or the one to be used again."""
    scope = get_variable_scope()
    if not scope.reuse:
        taken = {v.op.name for v in scope.global_variables()}
        free = (f"{name}_{k}" if k else name for k in range(len(taken) + 1))
        name = next(n for n in free if f"{scope.name}/{n}" not in taken)
    with init_scope():
        return get_variable(name, shape, dtype, zeros_initializer(), trainable=False)


def weighted_moving_average(
    value: Any,
    decay: Any,
    weight: Any,
    truediv: bool = True,
    collections: Any = None,
    name: str | None = None,
) -> Tensor:
    """The moving average of value * weight, divided by that of weight.

    Args:
        value: a tensor of floats.
        decay: of both averages; a number or scalar tensor.
        weight: a tensor of value's type whose shape broadcasts to value's.
        truediv: whether integers are divided as floats.
        collections: of the two variables; default: GLOBAL_VARIABLES.
        name: of the scope of the variables.

    Returns:
        A Tensor like `value`; each run moves the averages.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.train import moving_averages
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     x, weight = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
        ...     mean = moving_averages.weighted_moving_average(x, 0.5, weight)
        ...     sess.run(tf.global_variables_initializer())
        ...     print([float(sess.run(mean, {x: k, weight: w})) for k, w in ((1, 1), (7, 1))])
        [1.0, 5.0]
    """
    kept = [GraphKeys.GLOBAL_VARIABLES] if collections is None else collections
    with variable_scope(name, "WeightedMovingAvg", [value, weight, decay]) as scope:
        value = convert(value, name="value")
        weight = convert(weight, value.dtype.base_dtype, name="weight")
        sums = [
            get_variable(
                label, t.shape, t.dtype, zeros_initializer(), trainable=False, collections=kept
            )
            for label, t in (("value_x_weight", value), ("weight", weight))
        ]
        upper = assign_moving_average(sums[0], value * weight, decay, zero_debias=False)
        lower = assign_moving_average(sums[1], weight, decay, zero_debias=False)
        divide = division.truediv if truediv else division.div
        return divide(upper, lower, name=scope.name)
