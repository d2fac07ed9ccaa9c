"""Adagrad: steps scaled by the sum of all squared gradients, so that rare features move more."""

from __future__ import annotations

from typing import Any

from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.ops import adaptive_updates as updates
from minigraph.ops.initializers import constant_initializer
from minigraph.ops.shaping import shape
from minigraph.ops.spread import fill
from minigraph.train.optimizer import Optimizer

__all__ = ["AdagradOptimizer"]


class AdagradOptimizer(Optimizer):
    """Adagrad: s <- s + g^2, then w <- w - learning_rate * g / sqrt(s), for the gradient g.

    Args:
        learning_rate: a number, a tensor, or a function that returns one.
        initial_accumulator_value: what s starts from; a positive number.
        use_locking: accepted as in TF1; updates are always atomic.
        name: of the scope of its nodes.

    Raises:
        ValueError: `initial_accumulator_value` is not positive.

    A sparse gradient moves its own rows only, and their sums. The slot is `accumulator`.

    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods" (JMLR 12, 2011).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(0.0)
        ...     step = tf.train.AdagradOptimizer(1.0).minimize((w - 5.0) ** 2)
        ...     sess.run(tf.global_variables_initializer())
        ...     for _ in range(100):
        ...         sess.run(step)
        ...     print(round(float(sess.run(w)), 3))
        5.0
    """

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        use_locking: bool = False,
        name: str = "Adagrad",
    ):
        if initial_accumulator_value <= 0.0:
            raise ValueError(
                f"initial_accumulator_value must be positive: {initial_accumulator_value}"
            )
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._initial_accumulator_value = initial_accumulator_value

    def _create_slots(self, var_list: list[Any]) -> None:
        value = self._initial_accumulator_value
        for v in var_list:
            dtype = v.dtype.base_dtype
            if v.shape.is_fully_defined():
                start = constant_initializer(value, dtype=dtype)
                self._get_or_make_slot_with_initializer(
                    v, start, v.shape, dtype, "accumulator", self._name
                )
            else:
                filled = fill(shape(v.initialized_value()), self._fitting([value], v)[0])
                self._get_or_make_slot(v, filled, "accumulator", self._name)

    def _prepare(self) -> None:
        (self._learning_rate_tensor,) = self._as_tensors(learning_rate=self._learning_rate)

    def _state(self, var: Any) -> list[Any]:
        """The slot, and the rate in the variable's type."""
        rates = self._fitting([self._learning_rate_tensor], var)
        return [self.get_slot(var, "accumulator"), *rates]

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        lock = self._use_locking
        return updates.apply_adagrad(var, *self._state(var), grad, use_locking=lock).op

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        state, rows = self._state(var), (grad.values, grad.indices)
        return updates.sparse_apply_adagrad(var, *state, *rows, use_locking=self._use_locking).op
