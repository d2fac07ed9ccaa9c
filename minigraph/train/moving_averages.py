"""Moving averages of a model's variables: often better weights than those of the last step.

    average = tf.train.ExponentialMovingAverage(0.99)
    with tf.control_dependencies([train_step]):
        train = average.apply(tf.trainable_variables())

Each run of `train` makes a step and then moves the averages; `average.average(w)` is w's.
"""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Operation, Tensor
from minigraph.ops.casting import cast
from minigraph.ops.collections import (
    add_to_collection,
    global_variables,
    moving_average_variables,
    trainable_variables,
)
from minigraph.ops.flow import group
from minigraph.ops.magnitude import minimum
from minigraph.ops.moving_average import assign_moving_average, weighted_moving_average
from minigraph.ops.naming import init_scope, name_scope
from minigraph.ops.variables import Variable
from minigraph.train.slots import create_slot, create_zeros_slot

__all__ = ["ExponentialMovingAverage", "assign_moving_average", "weighted_moving_average"]

_FLOATS = (dtypes.float16, dtypes.float32, dtypes.float64)


class ExponentialMovingAverage:
    """Averages of variables and tensors: average <- decay * average + (1 - decay) * value.

    Args:
        decay: a number or scalar tensor, near 1.
        num_updates: the number of updates so far, such as the global step: makes the decay
            min(decay, (1 + num_updates) / (10 + num_updates)), so that averages move fast at first.
        zero_debias: whether averages of tensors, which start at zero, are corrected for that.
            Averages of variables start at their initial values.
        name: the last part of the averages' names, and of the updates.

    The average of the variable `dense/kernel` is the variable
    `dense/kernel/ExponentialMovingAverage`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(4.0, name="w")
        ...     step = tf.train.GradientDescentOptimizer(0.25).minimize(w * w)
        ...     average = tf.train.ExponentialMovingAverage(0.5)
        ...     with tf.control_dependencies([step]):
        ...         train = average.apply([w])
        ...     sess.run(tf.global_variables_initializer())
        ...     sess.run(train)
        ...     print(sess.run([w, average.average(w)]))
        [np.float32(2.0), np.float32(3.0)]
    """

    def __init__(
        self,
        decay: Any,
        num_updates: Any = None,
        zero_debias: bool = False,
        name: str = "ExponentialMovingAverage",
    ):
        self._decay = decay
        self._num_updates = num_updates
        self._zero_debias = zero_debias
        self._name = name
        self._averages: dict[Any, Any] = {}

    @property
    def name(self) -> str:
        """The last part of the averages' names."""
        return self._name

    def apply(self, var_list: Any = None) -> Operation:
        """An operation that moves the averages; they are made if there are none yet.

        Args:
            var_list: variables and tensors of floats; default: the trainable variables.

        Returns:
            An Operation. It reads the variables as they are when it runs: let it depend on the
            training step.

        Raises:
            TypeError: one of them is neither, or not of float16, float32 or float64.
        """
        items = trainable_variables() if var_list is None else var_list
        for item in items:
            if not isinstance(item, (Tensor, Variable)):
                raise TypeError(f"A variable or tensor is needed for an average, not {item!r}.")
            if item.dtype.base_dtype not in _FLOATS:
                raise TypeError(
                    f"The variables must be half, float, or double: {item.name} (built at "
                    f"{item.op._site}) is {item.dtype.base_dtype.name}."
                )
        from_zero = {item for item in items if item not in self._averages and self._start(item)}
        with name_scope(self._name) as scope:
            decay = self._decay_now()
            updates = [
                assign_moving_average(
                    self._averages[item], item, decay, self._zero_debias and item in from_zero
                )
                for item in items
            ]
            return group(*updates, name=scope)

    def _start(self, item: Any) -> bool:
        """Make the average of a variable or tensor; whether it starts at zero."""
        with init_scope():
            if isinstance(item, Variable):
                average = create_slot(item, item.initialized_value(), self._name)
                add_to_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, item)
            else:
                average = create_zeros_slot(item, self._name)
        self._averages[item] = average
        return not isinstance(item, Variable)

    def _decay_now(self) -> Any:
        decay = convert(self._decay, name="decay")
        if self._num_updates is None:
            return decay
        count = cast(self._num_updates, dtypes.float32, name="num_updates")
        return minimum(decay, (1.0 + count) / (10.0 + count))

    def average(self, var: Any) -> Any:
        """The variable that holds the average of `var` (a variable or tensor), or None."""
        return self._averages.get(var)

    def average_name(self, var: Any) -> str:
        """The name of the average of `var`, also if there is none yet.

        What is saved under this name can be restored into `var`: see `variables_to_restore`.
        """
        if var in self._averages:
            return self._averages[var].op.name  # type: ignore[no-any-return]
        return default_graph().unique_name(f"{var.op.name}/{self._name}", mark_as_used=False)

    def variables_to_restore(self, moving_avg_variables: Any = None) -> dict[str, Any]:
        """From names in a checkpoint to variables, so that variables get their averages.

        Args:
            moving_avg_variables: those to restore from their averages; default: the trainable ones
                and those with an average.

        Returns:
            A dictionary for `tf.train.Saver`; other global variables have their own names.
        """
        averaged = moving_avg_variables
        if averaged is None:
            averaged = trainable_variables() + moving_average_variables()
        names = {self.average_name(v): v for v in averaged}
        own = {v.name for v in averaged}
        others = [v for v in global_variables() if v.name not in own]
        return {**{v.op.name: v for v in others}, **names}
