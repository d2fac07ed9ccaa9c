"""Adagrad with dual averaging: each step starts again from zero, from the sum of all gradients."""

from __future__ import annotations

from typing import Any

from minigraph.core.graph import default_graph
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.ops import proximal_updates as updates
from minigraph.ops.constants import constant
from minigraph.ops.flow import identity
from minigraph.train.optimizer import Optimizer

__all__ = ["AdagradDAOptimizer"]


class AdagradDAOptimizer(Optimizer):
    """Adagrad, dual averaging: for linear models, with penalties that leave exact zeros.

    With the sums a <- a + g and s <- s + g^2 of the gradients g and step number t (from 1),
    w <- -learning_rate * sign(a) * max(abs(a) - l1 * t, 0) / (l2 * t * learning_rate + sqrt(s)).
    Where the variable started does not count: it should start at zero.

    Args:
        learning_rate: a number, a tensor, or a function that returns one.
        global_step: the variable that counts steps; hand it to `minimize` as well.
        initial_gradient_squared_accumulator_value: what s starts from; a positive number.
        l1_regularization_strength, l2_regularization_strength: numbers, at least 0.
        use_locking: accepted as in TF1; updates are always atomic.
        name: of the scope of its nodes.

    Raises:
        ValueError: `initial_gradient_squared_accumulator_value` is not positive.

    A sparse gradient moves its own rows only. The slots are `gradient_accumulator` and
    `gradient_squared_accumulator`.

    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods" (JMLR 12, 2011), section 5.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable([0.0, 0.0])
        ...     count = tf.train.create_global_step()
        ...     rule = tf.train.AdagradDAOptimizer(1.0, count, l1_regularization_strength=0.5)
        ...     step = rule.minimize(tf.reduce_sum((w - [5.0, 0.1]) ** 2), count)
        ...     sess.run(tf.global_variables_initializer())
        ...     for _ in range(100):
        ...         sess.run(step)
        ...     print(sess.run(w).round(1))
        [4.7 0. ]
    """

    def __init__(
        self,
        learning_rate: Any,
        global_step: Any,
        initial_gradient_squared_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "AdagradDA",
    ):
        if initial_gradient_squared_accumulator_value <= 0.0:
            raise ValueError(
                "initial_gradient_squared_accumulator_value must be positive: "
                f"{initial_gradient_squared_accumulator_value}"
            )
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._global_step = global_step
        self._initial_squares = initial_gradient_squared_accumulator_value
        self._penalties = [l1_regularization_strength, l2_regularization_strength]

    def _create_slots(self, var_list: list[Any]) -> None:
        for v in var_list:
            with default_graph().colocate_with(v):
                dtype = v.dtype.base_dtype
                zeros = constant(0.0, dtype, v.shape)
                squares = constant(self._initial_squares, dtype, v.shape)
            self._get_or_make_slot(v, zeros, "gradient_accumulator", self._name)
            self._get_or_make_slot(v, squares, "gradient_squared_accumulator", self._name)

    def _prepare(self) -> None:
        (self._learning_rate_tensor,) = self._as_tensors(learning_rate=self._learning_rate)
        with default_graph().colocate_with(self._learning_rate_tensor):
            self._this_step = identity(self._global_step) + 1

    def _slots_of(self, var: Any) -> list[Any]:
        names = "gradient_accumulator", "gradient_squared_accumulator"
        return [self.get_slot(var, name) for name in names]

    def _settings(self, var: Any) -> list[Any]:
        """The rate, the penalties and the number of this step."""
        step = identity(self._this_step)
        return [*self._fitting([self._learning_rate_tensor, *self._penalties], var), step]

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        state, settings, lock = self._slots_of(var), self._settings(var), self._use_locking
        return updates.apply_adagrad_da(var, *state, grad, *settings, use_locking=lock).op

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        settings = self._settings(var)
        return updates.sparse_apply_adagrad_da(
            var,
            *self._slots_of(var),
            grad.values,
            grad.indices,
            *settings,
            use_locking=self._use_locking,
        ).op
